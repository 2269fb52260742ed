//! Attacks over REST: floods, trickles, lies about lengths, redirects, broken HTTP, hostile JSON, and text that steers terminals.
#![expect(clippy::expect_used, reason = "data for one test, spelt out once")]

#[path = "rest/limits.rs"]
mod limits;

use crate::attack::{Attack, Below, Door, EVIL, Kit};
use crate::rig::REST_HOST;
use crate::rig::weaviate::{ANONYMOUS_OFF, Head, always, page};
use crate::rig::wire::Step::{self, Bytes, Close, Drip, Endless, Silence};
use limits::{floods, lengths, trickles};
use std::sync::Arc;

const JSON: &str = "Content-Type: application/json\r\n";

const NOT_HTTP: &[&str] = &["not-weaviate"];

/// Every REST request is answered so.
fn all(name: &str, steps: Vec<Step>, expect: &[&'static str]) -> Attack {
    let attack = Attack::new(name, expect).paced(&steps);
    Attack { rest: Door::scripted(Below::Trusted, always(steps)), ..attack }
}

/// Requests that `pick` picks are answered so, the others by Weaviate.
fn some(
    name: &str,
    pick: impl Fn(&Head) -> bool + Send + Sync + 'static,
    steps: Vec<Step>,
    expect: &[&'static str],
) -> Attack {
    let attack = Attack::new(name, expect).paced(&steps);
    let script = Arc::new(move |head: &Head| pick(head).then(|| steps.clone()));
    Attack { rest: Door::scripted(Below::Trusted, script), ..attack }
}

fn own_info(head: &Head) -> bool {
    head.path.ends_with("own-info")
}

fn meta_with_key(head: &Head) -> bool {
    head.path == "/v1/meta" && head.with_key()
}

fn lines(text: &str) -> Vec<u8> {
    text.replace('\n', "\r\n").into_bytes()
}

pub fn attacks(kit: &Kit) -> Vec<Attack> {
    [floods(), trickles(), lengths(), redirects(kit), broken(), json(), steering(), deaths()]
        .into_iter()
        .flatten()
        .collect()
}

fn redirects(kit: &Kit) -> Vec<Attack> {
    let port = kit.elsewhere.port();
    let to = |status: &str, location: String| vec![Bytes(page(status, &format!("Location: {location}\r\n"), ""))];
    let away = &["captive-portal"];
    let mut attacks = vec![
        all("redirect to plain HTTP elsewhere", to("302 Found", format!("http://127.0.0.1:{port}/login")), away),
        all("redirect to another host", to("301 Moved Permanently", format!("https://localhost:{port}/v1")), away),
        all(
            "redirect that keeps the method",
            to("307 Temporary Redirect", format!("http://127.0.0.1:{port}/v1")),
            away,
        ),
        all(
            "redirect for good",
            to("308 Permanent Redirect", format!("//127.0.0.1:{port}/v1")),
            &["captive-portal", "not-weaviate"],
        ),
        all("redirect to itself", to("302 Found", format!("https://{REST_HOST}/v1/meta")), &["not-weaviate"]),
        all(
            "redirect from TLS to plain HTTP",
            to("302 Found", format!("http://{REST_HOST}:{port}/v1/meta")),
            &["not-weaviate"],
        ),
        all("redirect nowhere", to("302 Found", String::new()), &["not-weaviate"]),
        all(
            "redirect with a refresh",
            vec![Bytes(page(
                "200 OK",
                &format!("Refresh: 0; url=http://127.0.0.1:{port}/\r\nContent-Type: text/html\r\n"),
                "<meta http-equiv=refresh>",
            ))],
            &["not-weaviate"],
        ),
        all(
            "redirect to a terminal",
            to("302 Found", format!("https://{EVIL}/\u{202e}x").replace(['\u{1b}', '\u{7}', '\u{8}', '\u{7f}'], "")),
            &["captive-portal", "not-weaviate"],
        ),
    ];
    // No key may go to who sends everybody away.
    for attack in &mut attacks {
        attack.keyless = true;
        attack.grpc = Door::closed();
    }
    attacks.push(some(
        "only the key is redirected",
        own_info,
        to("302 Found", format!("http://127.0.0.1:{port}/take")),
        away,
    ));
    attacks.push(some(
        "only the version is redirected",
        meta_with_key,
        to("307 Temporary Redirect", format!("http://127.0.0.1:{port}/take")),
        away,
    ));
    attacks
}

fn broken() -> Vec<Attack> {
    let raw = |name: &str, text: &str| all(name, vec![Bytes(lines(text)), Close], NOT_HTTP);
    vec![
        raw("HTTP/0.9", "hello, this is 1991\n"),
        raw("another protocol", "SSH-2.0-OpenSSH_9.9\n"),
        raw("status of five digits", "HTTP/1.1 99999 Hm\n\n"),
        raw("negative status", "HTTP/1.1 -200 Hm\n\n"),
        raw("status in words", "HTTP/1.1 OK OK\n\n"),
        raw("status zero", "HTTP/1.1 000 Hm\n\n"),
        raw("HTTP/9.9", "HTTP/9.9 200 OK\n\n"),
        raw("header without a colon", "HTTP/1.1 200 OK\nthis is no header\n\n"),
        raw("header without a name", "HTTP/1.1 200 OK\n: x\n\n"),
        all("status beyond all classes", vec![Bytes(page("999 Hm", "", "x"))], NOT_HTTP),
        all("zero bytes", vec![Bytes(vec![0; 4096]), Close], NOT_HTTP),
        all("zero byte in a header", vec![Bytes(b"HTTP/1.1 200 OK\r\nA: \0\r\n\r\n".to_vec()), Close], NOT_HTTP),
        all(
            "switching protocols",
            vec![
                Bytes(lines("HTTP/1.1 101 Switching Protocols\nUpgrade: evil\nConnection: upgrade\n\n")),
                Endless(vec![0; 4096]),
            ],
            NOT_HTTP,
        ),
        // What a gRPC port says to a request over HTTP/1.1.
        all(
            "HTTP/2 frames",
            vec![Bytes(crate::rig::h2::frame(crate::rig::h2::SETTINGS, 0, 0, &[])), Close],
            &["url-is-grpc-endpoint"],
        ),
        all("closed at once", vec![Close], &["connection-reset"]),
        all("no content", vec![Bytes(lines("HTTP/1.1 204 No Content\n\n"))], NOT_HTTP),
        all("not modified", vec![Bytes(lines("HTTP/1.1 304 Not Modified\n\n"))], NOT_HTTP),
        all(
            "an answer behind the answer",
            vec![Bytes([page("200 OK", "", ""), page("200 OK", JSON, r#"{"username":"ghost","roles":[]}"#)].concat())],
            &["not-weaviate", "undiagnosed", "connection-reset"],
        ),
        all("success without a word", vec![Bytes(page("200 OK", "", ""))], NOT_HTTP),
    ]
}

fn json() -> Vec<Attack> {
    let deep = |open: &str| open.repeat(100_000);
    let to_key = |name: &str, body: &[u8], expect: &[&'static str]| {
        some(name, own_info, vec![Bytes(page("200 OK", JSON, body))], expect)
    };
    let roles: Vec<String> =
        (0..6000).map(|i| format!(r#"{{"name":"role-{i}","permissions":[{{"action":"read_data"}}]}}"#)).collect();
    let huge = format!(r#"{{"username":"u","roles":[{}],"groups":null}}"#, roles.join(","));
    vec![
        to_key("a hundred thousand arrays", deep("[").as_bytes(), NOT_HTTP),
        // Longer than what is read: what it would have said is not known, and the rest of the cluster is fine.
        to_key("a hundred thousand objects", deep(r#"{"a":"#).as_bytes(), &["healthy", "not-weaviate"]),
        to_key("deep roles", format!(r#"{{"username":"u","roles":{}"#, deep("[")).as_bytes(), NOT_HTTP),
        to_key("half an object", br#"{"username": "#, NOT_HTTP),
        to_key("not UTF-8", b"{\"username\":\"\xff\xfe\xc0\",\"roles\":[]}", &["healthy"]),
        to_key("wrong types", br#"{"username":{"a":1},"roles":"admin","groups":3}"#, &["healthy"]),
        to_key("roles of every type", br#"{"username":"u","roles":[1,null,"x",[],{"name":7},{"permissions":1},{"permissions":[1,{"action":2}]}]}"#, &["healthy"]),
        to_key("numbers beyond all bounds", br#"{"username":"u","roles":[],"x":1e999999999,"y":-999999999999999999999999999999}"#, NOT_HTTP),
        to_key("six thousand roles", huge.as_bytes(), &["healthy"]),
        to_key("another service's JSON", br#"{"ok":true}"#, NOT_HTTP),
        some("version of another kind", meta_with_key, vec![Bytes(page("200 OK", JSON, r#"{"version":[1,37],"modules":{}}"#))], &["undiagnosed", "not-weaviate"]),
        some("a megabyte of modules", meta_with_key, vec![Bytes(page("200 OK", JSON, format!(r#"{{"version":"1.37.2","modules":{{"a":"{}"}}}}"#, "x".repeat(1_000_000))))], &["not-weaviate", "undiagnosed", "healthy"]),
        some("message size beyond all bounds", meta_with_key, vec![Bytes(page("200 OK", JSON, r#"{"version":"1.37.2","modules":{},"grpcMaxMessageSize":18446744073709551615}"#))], &["healthy"]),
        // A 401 in Weaviate's shape that isn't its text is no proof against the key.
        all("somebody else's refusal in Weaviate's shape", vec![Bytes(page("401 Unauthorized", JSON, r#"{"code":401,"message":"Unauthorized"}"#))], &["request-filtered", "not-weaviate"]),
        all("an empty refusal", vec![Bytes(page("401 Unauthorized", "", ""))], &["request-filtered", "not-weaviate"]),
    ]
}

fn steering() -> Vec<Attack> {
    let escaped = EVIL.chars().map(|c| {
        let mut units = [0; 2];
        c.encode_utf16(&mut units).iter().map(|u| format!("\\u{u:04x}")).collect::<Vec<_>>().concat()
    });
    let escaped: String = escaped.collect();
    let refusal = format!(r#"{{"code":401,"message":"unauthorized: invalid api key: {escaped}"}}"#);
    let who = format!(
        r#"{{"username":"{escaped}","roles":[{{"name":"{escaped}x","permissions":[]}}],"groups":["{escaped}"]}}"#
    );
    let version = format!(r#"{{"version":"1.37.2{escaped}","modules":{{"{escaped}m":{{}}}}}}"#);
    let forbidden = format!(
        r#"{{"error":[{{"message":"rbac: authorization, forbidden action: user '{escaped}' has insufficient permissions to {escaped} [[x]]"}}]}}"#
    );
    let methods = format!(
        r#"{{"code":401,"message":"anonymous access not enabled. Please authenticate through one of the available methods: [{escaped}y, {escaped}]"}}"#
    );
    // Control characters can't stand in a header that the client reads; what lies beyond ASCII can.
    let header = EVIL.replace(['\u{1b}', '\u{7}', '\u{8}', '\u{7f}'], "");
    let headers = format!(
        "Server: {header}\r\nVia: 1.1 {header}\r\nRetry-After: 99999999999999999\r\nDate: {header}\r\nX-{JSON}"
    );
    vec![
        some(
            "steering in a refusal",
            Head::with_key,
            vec![Bytes(page("401 Unauthorized", JSON, refusal))],
            &["key-rejected"],
        ),
        some("steering in user and roles", own_info, vec![Bytes(page("200 OK", JSON, who))], &["healthy"]),
        some(
            "steering in version and modules",
            meta_with_key,
            vec![Bytes(page("200 OK", JSON, version))],
            &["healthy"],
        ),
        some(
            "steering in a permission",
            own_info,
            vec![Bytes(page("403 Forbidden", JSON, forbidden))],
            &["permission-denied"],
        ),
        some(
            "steering in methods",
            |h| h.path == "/v1/meta" && !h.with_key(),
            vec![Bytes(page("401 Unauthorized", JSON, methods))],
            &["healthy"],
        ),
        all(
            "steering in a page",
            vec![Bytes(page("200 OK", "Content-Type: text/html\r\n", format!("<html><title>{EVIL}</title>{EVIL}")))],
            NOT_HTTP,
        ),
        all("steering in plain text", vec![Bytes(page("500 Oh", "", EVIL.repeat(50)))], &["server-error"]),
        all("steering in headers", vec![Bytes(page("429 Too Many", &headers, ""))], &["rate-limited"]),
        all("raw escapes in headers", vec![Bytes(page("200 OK", &format!("Server: {EVIL}\r\n"), ""))], NOT_HTTP),
        all(
            "raw escapes in the reason",
            vec![Bytes(page(&format!("503 {EVIL}"), "", ""))],
            &["not-weaviate", "cluster-unavailable"],
        ),
        all(
            "a date at the end of time",
            vec![Bytes(page("200 OK", "Date: Fri, 31 Dec 9999 23:59:59 GMT\r\n", ""))],
            NOT_HTTP,
        ),
        all("a date before time", vec![Bytes(page("200 OK", "Date: Mon, 01 Jan 0001 00:00:00 GMT\r\n", ""))], NOT_HTTP),
    ]
}

/// A server that answers some connections and is gone.
fn deaths() -> Vec<Attack> {
    let gone: &[&str] = &["connection-refused", "connection-reset", "undiagnosed"];
    // Two are enough for a whole check.
    (1..=5)
        .flat_map(|lives| {
            let named =
                if lives < 2 { gone } else { &["connection-refused", "connection-reset", "undiagnosed", "healthy"] };
            let mut rest = Attack::new(format!("REST is gone after connection {lives}"), named);
            rest.rest.lives = lives;
            let mut grpc = Attack::new(
                format!("gRPC is gone after connection {lives}"),
                &["grpc-refused", "grpc-blocked", "healthy"],
            );
            grpc.grpc.lives = lives;
            [rest, grpc]
        })
        .collect()
}
