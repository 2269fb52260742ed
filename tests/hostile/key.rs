//! Attacks for the key: portals, proxies in clear, consoles, servers that nobody vouches for; and servers that send it back in every form.

use crate::attack::{Attack, Below, Door, EVIL};
use crate::rig::PLANTED;
use crate::rig::proxy::socks;
use crate::rig::weaviate::{Head, Weaviate, always, page};
use crate::rig::wire::Step::{self, Bytes, Close, Drip, Endless, Silence};
use base64::Engine as _;
use std::sync::Arc;
use weaviate_doctor::model::proxy::ProxyScheme;

pub fn attacks() -> Vec<Attack> {
    [portals(), in_clear(), console(), echoes()].into_iter().flatten().collect()
}

/// A cluster in plain text, in whose place somebody else answers.
fn portal(name: &str, steps: Vec<Step>, expect: &[&'static str]) -> Attack {
    Attack {
        rest: Door::scripted(Below::Plain, always(steps.clone())),
        grpc: Door::scripted(Below::Plain, always(steps)),
        plain: true,
        keyless: true,
        ..Attack::new(format!("portal: {name}"), expect)
    }
}

fn portals() -> Vec<Attack> {
    let html = "Content-Type: text/html\r\n";
    let mut attacks = vec![
        portal(
            "302",
            vec![Bytes(page("302 Found", "Location: http://login.example.test/\r\n", ""))],
            &["captive-portal"],
        ),
        portal(
            "a page",
            vec![Bytes(page("200 OK", html, "<html><title>Hotel WiFi: sign in to the guest network</title>"))],
            &["captive-portal"],
        ),
        portal("511", vec![Bytes(page("511 Network Authentication Required", html, "<html>"))], &["captive-portal"]),
        portal("success without a word", vec![Bytes(page("200 OK", "", ""))], &["not-weaviate", "captive-portal"]),
        portal(
            "success in JSON",
            vec![Bytes(page("200 OK", "Content-Type: application/json\r\n", r#"{"status":"ok"}"#))],
            &["not-weaviate", "captive-portal"],
        ),
        portal("no content", vec![Bytes(page("204 No Content", "", ""))], &["not-weaviate", "captive-portal"]),
        portal(
            "an empty 401",
            vec![Bytes(page("401 Unauthorized", "WWW-Authenticate: Basic\r\n", ""))],
            &["request-filtered", "not-weaviate"],
        ),
    ];
    // Says that it is live and sends what comes next away.
    let pick = |head: &Head| {
        (!head.path.ends_with("/live") && !head.path.ends_with("/ready"))
            .then(|| vec![Bytes(page("302 Found", "Location: http://login.example.test/\r\n", ""))])
    };
    let mut later = portal("only behind the health checks", vec![], &["captive-portal"]);
    later.rest = Door::scripted(Below::Plain, Arc::new(pick));
    attacks.push(later);
    // Anybody can answer a health check: gRPC waits for REST.
    let html_page = vec![Bytes(page("200 OK", html, "<html><title>Hotel WiFi: sign in to the guest network</title>"))];
    let mut serving = portal("gRPC that serves beside a page", html_page, &["captive-portal"]);
    serving.grpc = Door::new(Below::Plain, Weaviate::with_key(PLANTED).plain_grpc());
    attacks.push(serving);
    // REST is the cluster; what stands at the gRPC port serves, and is none. (HTTP/2 packs headers: this server notes what it understood.)
    let other = Weaviate {
        key: None,
        search: (12, "unknown service weaviate.v1.Weaviate".to_owned()),
        ..Weaviate::with_key(PLANTED)
    };
    attacks.push(Attack {
        rest: Door::new(Below::Plain, Weaviate::with_key(PLANTED).handler()),
        grpc: Door::new(Below::Plain, other.plain_grpc()),
        plain: true,
        grpc_keyless: true,
        ..Attack::new("in clear: gRPC that is no Weaviate", &["grpc-wrong-endpoint"])
    });
    attacks
}

fn in_clear() -> Vec<Attack> {
    let plain = |name: &str, expect: &[&'static str]| {
        let one = Weaviate::with_key(PLANTED);
        let mut attack = Attack::new(name, expect);
        attack.rest = Door::new(Below::Plain, one.clone().handler());
        attack.grpc = Door::new(Below::Plain, one.plain_grpc());
        attack.plain = true;
        attack.keyless = true;
        attack
    };
    // An HTTP proxy answers plain requests itself: it would read the key.
    let mut http = plain("plain text through an HTTP proxy", &["grpc-blocked"]);
    http.proxy = Some((ProxyScheme::Http, Door::new(Below::Plain, Weaviate::with_key(PLANTED).handler())));
    let mut through = plain("plain text through a SOCKS proxy", &["undiagnosed"]);
    through.proxy = Some((ProxyScheme::Socks5h, Door::new(Below::Plain, socks(false))));
    vec![http, through]
}

fn console() -> Vec<Attack> {
    let console = |name: &str, door: Door, expect: &[&'static str]| Attack {
        console: Some(door),
        ..Attack::new(format!("console: {name}"), expect).waiting()
    };
    let says = |steps| Door::scripted(Below::Trusted, always(steps));
    let down = &["console-unreachable"];
    vec![
        console("a page", says(vec![Bytes(page("200 OK", "", EVIL))]), &["healthy"]),
        console("a loop", says(vec![Bytes(page("302 Found", "Location: /\r\n", ""))]), &["healthy"]),
        console("401", says(vec![Bytes(page("401 Unauthorized", "WWW-Authenticate: Bearer\r\n", ""))]), down),
        console("silence", says(vec![Silence]), down),
        console("a byte a second", says(vec![Drip(page("200 OK", "", "x"))]), down),
        console(
            "endless body",
            says(vec![Bytes(b"HTTP/1.1 200 OK\r\n\r\n".to_vec()), Endless(vec![b'x'; 64 * 1024])]),
            &["healthy", "console-unreachable"],
        ),
        console("no TLS", Door::after_hello(Below::Plain, vec![Bytes(page("200 OK", "", "")), Close]), down),
    ]
}

/// The server sends the key back. It has it anyway; nothing written may have it.
fn echoes() -> Vec<Attack> {
    let echo = |name: &str, answer: fn(&str) -> Vec<u8>, expect: &[&'static str]| {
        let script = move |head: &Head| {
            let value = head.header("authorization")?;
            Some(vec![Bytes(answer(value))])
        };
        Attack {
            rest: Door::scripted(Below::Trusted, Arc::new(script)),
            ..Attack::new(format!("echo: {name}"), expect)
        }
    };
    vec![
        echo(
            "in a refusal",
            |v| {
                page(
                    "401 Unauthorized",
                    "",
                    format!(r#"{{"code":401,"message":"unauthorized: invalid api key: {v}"}}"#),
                )
            },
            &["key-rejected"],
        ),
        echo(
            "as user and role",
            |v| page("200 OK", "", format!(r#"{{"username":"{v}","roles":[{{"name":"{v}"}}]}}"#)),
            &["healthy", "not-weaviate"],
        ),
        echo(
            "in headers",
            |v| page("500 Oh", &format!("Server: {v}\r\nVia: {v}\r\nLocation: https://x/?k={v}\r\n"), v),
            &["server-error"],
        ),
        echo(
            "in base64",
            |v| page("500 Oh", "", base64::engine::general_purpose::STANDARD.encode(format!("{{{v}}}"))),
            &["server-error"],
        ),
        echo(
            "in hexadecimal",
            |v| page("500 Oh", "", v.bytes().map(|b| format!("{b:02x}")).collect::<Vec<_>>().concat()),
            &["server-error"],
        ),
        echo(
            "in upper hexadecimal",
            |v| page("500 Oh", "", v.bytes().map(|b| format!("{b:02X}")).collect::<Vec<_>>().concat()),
            &["server-error"],
        ),
        echo(
            "with invisible characters between",
            |v| page("500 Oh", "", v.chars().map(|c| format!("{c}\u{200b}")).collect::<Vec<_>>().concat()),
            &["server-error"],
        ),
        echo(
            "in the place of methods",
            |v| {
                page(
                    "401 Unauthorized",
                    "",
                    format!(r#"{{"code":401,"message":"anonymous access not enabled. methods: [{}]"}}"#, &v[7..]),
                )
            },
            &["request-filtered"],
        ),
        echo(
            "in a redirect",
            |v| page("302 Found", &format!("Location: https://user:{}@x.example/{}\r\n", &v[7..], &v[7..]), ""),
            &["captive-portal"],
        ),
        // What is read ends in the middle of the key; white space in front makes it the first word.
        echo(
            "cut by the bound",
            |v| page("500 Oh", "", format!("{}{v}", " ".repeat(256 * 1024 - 20))),
            &["server-error"],
        ),
    ]
}
