//! What servers answer, and others in their place: every 401 of a real server, edges and ingresses, filters and portals, gRPC statuses.

use crate::rig::PLANTED;
use crate::rig::h2::{after_request, trailers_only};
use crate::rig::site::{Below, Door, Site};
use crate::rig::weaviate::{Head, Weaviate, always, page};
use crate::rig::wire::Step::{self, Bytes, Close};
use crate::row::Row;
use std::sync::Arc;
use weaviate_doctor::model::question::{Choice, Question};
use weaviate_doctor::model::symptom::Symptom;

const WRONG: &str = "d3Jvbmcta2V5LXRoYXQtbm9ib2R5LXRha2VzLWFueXdoZXJl";

pub fn rows() -> Vec<Row> {
    [keys(), cluster(), in_its_place(), grpc()].into_iter().flatten().collect()
}

/// A cluster that takes another key and says this to the planted one.
fn refusing(body: &str) -> Site {
    let weaviate = Weaviate::with_key(WRONG);
    both(Weaviate { refusal: body.to_owned(), ..weaviate })
}

fn both(weaviate: Weaviate) -> Site {
    let door = Door::new(Below::Trusted, weaviate.handler());
    Site { rest: door.clone(), grpc: Some(door), ..Site::honest() }
}

fn message(text: &str) -> String {
    serde_json::json!({"code": 401, "message": text}).to_string()
}

fn keys() -> Vec<Row> {
    let refused = |name: &str, cause, text: &str| Row::site(name, cause, refusing(&message(text)));
    let mut old = Weaviate::with_key(PLANTED);
    old.anonymous_off =
        "{'code': 401, 'message': 'anonymous access not enabled, please provide an auth scheme such as OIDC'}".into();
    let mut oidc_too = Weaviate::with_key(PLANTED);
    oidc_too.anonymous_off = message(
        "anonymous access not enabled. Please authenticate through one of the available methods: [API-keys, OIDC]",
    );
    let forbidden = |prefix: &str| {
        let text = format!(
            "{prefix}: authorization, forbidden action: user 'ann' has insufficient permissions to read_users [[Domain: users]]"
        );
        let body = serde_json::json!({"error": [{"message": text}]}).to_string();
        let script = move |head: &Head| {
            let asked = head.path.ends_with("own-info") && head.with_key();
            asked.then(|| vec![Bytes(page("403 Forbidden", "Content-Type: application/json\r\n", &body))])
        };
        Site { rest: Door::scripted(Below::Trusted, Arc::new(script)), ..Site::honest() }
    };
    vec![
        Row::site("key of another cluster", "key-rejected", both(Weaviate::with_key(WRONG))),
        refused("key of a deactivated user", "key-rejected", "unauthorized: invalid api key: user is deactivated"),
        refused("key refused in 1.19's words", "key-rejected", "invalid api key, please provide a valid api key"),
        refused(
            "key refused, no static keys (up to 1.32)",
            "auth-not-configured",
            "apikey auth is not configured, please try another auth scheme or set up weaviate with apikey configured",
        ),
        refused(
            "key refused, OIDC not configured",
            "auth-not-configured",
            "oidc auth is not configured, please try another auth scheme or set up weaviate with OIDC configured",
        ),
        refused(
            "key refused, no scheme",
            "auth-not-configured",
            "no authentication scheme is configured (API Key or OIDC), but an 'Authorization' header was provided. Please configure an auth scheme or remove the header for anonymous access",
        ),
        refused(
            "token expired",
            "token-expired",
            "unauthorized: oidc: token is expired (Token Expiry: 2026-01-01 00:00:00 +0000 UTC)",
        ),
        refused(
            "token of another issuer",
            "key-rejected",
            "unauthorized: oidc: id token issued by a different provider",
        ),
        refused("cluster's namespace is suspended", "cluster-unavailable", "unauthorized: namespace is suspended"),
        Row::site("the whole JSON of a secret store", "key-malformed", Site::honest())
            .with_key(Some(r#"{"id":"7f","apiKey":"cGxhbnRlZC1rZXktdGhhdC1zdGFuZHMtbm93aGVyZS1lbHNl"}"#)),
        Row::site("no key, old server's Python quotes", "key-missing", both(old)).with_key(None),
        Row::site("no key, keys and OIDC", "key-missing", both(oidc_too)).with_key(None),
        Row::site("key with a line break", "key-malformed", Site::honest())
            .with_key(Some("cGxhbnRlZC1rZXktdGhhdC1zdGFuZHMtbm93aGVyZS1lbHNl\n")),
        Row::site("key with Bearer in front", "key-malformed", Site::honest())
            .with_key(Some("Bearer cGxhbnRlZC1rZXktdGhhdC1zdGFuZHMtbm93aGVyZS1lbHNl")),
        Row::site("key in curly quotes", "key-malformed", Site::honest())
            .with_key(Some("“cGxhbnRlZC1rZXktdGhhdC1zdGFuZHMtbm93aGVyZS1lbHNl”")),
        Row::site("pasted line of an .env file", "key-malformed", Site::honest())
            .with_key(Some("WEAVIATE_API_KEY=cGxhbnRlZC1rZXktdGhhdC1zdGFuZHMtbm93aGVyZS1lbHNl")),
        Row::site("RBAC forbids", "permission-denied", forbidden("rbac")),
        Row::site("admin list forbids", "permission-denied", forbidden("adminlist")),
    ]
}

/// Somebody answers every REST request so; gRPC is the cluster's.
fn rest_says(answer: Vec<u8>) -> Site {
    Site { rest: Door::scripted(Below::Trusted, always(vec![Bytes(answer)])), ..Site::honest() }
}

/// A browser application with an API key, and who answers in the cluster's place.
fn browser(name: &str, script: fn(&Head) -> Option<Vec<Step>>) -> Row {
    let site = Site { rest: Door::scripted(Below::Trusted, Arc::new(script)), ..Site::honest() };
    Row::tweaked(name, "cors-blocked", site, |case, _| {
        case.symptom = Some(Symptom::BrowserAppBrokenAfterMfa);
        case.answers.set(Question::BrowserLogin, Choice::ApiKey);
    })
}

/// A server in write-only mode: it tells who it is, and refuses every other read (observed of 1.40.0-dev).
fn write_only() -> Site {
    let refused =
        "write-only mode is enabled temporally at the config level: read operations are not allowed during this time";
    let body = serde_json::json!({"error": [{"message": refused}]}).to_string();
    let script = move |head: &Head| {
        (head.path == "/v1/users/own-info")
            .then(|| vec![Bytes(page("503 Service Unavailable", "Content-Type: application/json\r\n", &body))])
    };
    let mut weaviate = Weaviate::with_key(PLANTED);
    weaviate.script = Some(Arc::new(script));
    weaviate.search = (14, refused.to_owned());
    both(weaviate)
}

fn cluster() -> Vec<Row> {
    let html = "Content-Type: text/html\r\n";
    let down = "cluster-unavailable";
    let nginx = |status: &str| {
        format!(
            "<html>\r\n<head><title>{status}</title></head>\r\n<body>\r\n<center><h1>{status}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
        )
    };
    let mode = |text: &str| {
        let body = serde_json::json!({"error": [{"message": text}]}).to_string();
        let script = move |head: &Head| {
            let health = head.path.contains(".well-known") || !head.with_key();
            (!health).then(|| vec![Bytes(page("503 Service Unavailable", "Content-Type: application/json\r\n", &body))])
        };
        Site { rest: Door::scripted(Below::Trusted, Arc::new(script)), ..Site::honest() }
    };
    vec![
        Row::site("502 of nginx", down, rest_says(page("502 Bad Gateway", html, nginx("502 Bad Gateway")))),
        Row::site(
            "503 of nginx",
            down,
            rest_says(page("503 Service Temporarily Unavailable", html, nginx("503 Service Temporarily Unavailable"))),
        ),
        Row::site("503 without a body", down, rest_says(page("503 Service Unavailable", "", ""))),
        Row::site("504 of a gateway", down, rest_says(page("504 Gateway Timeout", "", "upstream request timeout"))),
        Row::site(
            "520 of Cloudflare",
            down,
            rest_says(page(
                "520 ",
                "Content-Type: text/html\r\nServer: cloudflare\r\n",
                "<!DOCTYPE html><title>Web server is returning an unknown error</title>",
            )),
        ),
        Row::site("maintenance, in words", down, mode("server is in maintenance mode")),
        Row::site("write-only mode", down, write_only()),
        browser("gateway that knows no preflight", |head| {
            (head.method == "OPTIONS").then(|| vec![Bytes(page("405 Method Not Allowed", "", ""))])
        }),
        Row::site(
            "ingress of nginx knows no such host",
            "cluster-not-found",
            rest_says(page("404 Not Found", html, nginx("404 Not Found"))),
        ),
        Row::site(
            "ingress of Go knows no such host",
            "cluster-not-found",
            rest_says(page("404 Not Found", "Content-Type: text/plain\r\n", "404 page not found\n")),
        ),
        Row::site("421 of an edge", "cluster-not-found", rest_says(page("421 Misdirected Request", "", ""))),
        Row::site("429 without Retry-After", "rate-limited", rest_says(page("429 Too Many Requests", "", "slow down"))),
        Row::site(
            "429 of Weaviate",
            "rate-limited",
            rest_says(page(
                "429 Too Many Requests",
                "Content-Type: application/json\r\n",
                r#"{"error":[{"message":"429 Too many requests"}]}"#,
            )),
        ),
        Row::site(
            "500 with a page",
            "server-error",
            rest_says(page("500 Internal Server Error", html, "<html><title>Oops</title>")),
        ),
        Row::site("server of 1.26", "server-too-old", {
            let mut weaviate = Weaviate::with_key(PLANTED);
            (weaviate.version, weaviate.own_info) = ("1.26.7", false);
            both(weaviate)
        }),
    ]
}

/// The cluster in plain text, in whose place somebody else answers.
fn plain_says(answer: Vec<u8>) -> Site {
    let door = Door::scripted(Below::Plain, always(vec![Bytes(answer)]));
    Site { rest: door.clone(), grpc: Some(door), own: true, plain: true, ..Site::honest() }
}

fn in_its_place() -> Vec<Row> {
    let html = "Content-Type: text/html; charset=utf-8\r\n";
    let filtered = "request-filtered";
    let portal = "captive-portal";
    let other = "not-weaviate";
    let login = "Location: http://login.hotel.example/guest?next=x\r\n";
    vec![
        Row::site("portal: 302 to another host", portal, plain_says(page("302 Found", login, ""))),
        Row::site("portal: 307 inside TLS", portal, rest_says(page("307 Temporary Redirect", login, ""))),
        Row::site(
            "portal: a page to sign in",
            portal,
            plain_says(page("200 OK", html, "<html><head><title>Airport WiFi - sign in to continue</title></head>")),
        ),
        Row::site("portal: 511", portal, plain_says(page("511 Network Authentication Required", html, "<html>"))),
        Row::site(
            "filter: 403 with a page",
            filtered,
            rest_says(page("403 Forbidden", html, "<html><title>Blocked by policy</title>")),
        ),
        Row::site(
            "filter: 403 in plain text",
            filtered,
            rest_says(page("403 Forbidden", "Content-Type: text/plain\r\n", "Access denied (category: unknown)")),
        ),
        Row::site(
            "filter: 403 in JSON",
            filtered,
            rest_says(page("403 Forbidden", "Content-Type: application/json\r\n", r#"{"blocked":true,"rule":17}"#)),
        ),
        Row::site(
            "filter: 451",
            filtered,
            rest_says(page("451 Unavailable For Legal Reasons", html, "<html><title>Blocked</title>")),
        ),
        Row::site(
            "filter: 401 with a page",
            filtered,
            rest_says(page("401 Unauthorized", html, "<html><title>Sign in</title>")),
        ),
        Row::site(
            "gateway's 401 in Weaviate's shape",
            filtered,
            rest_says(page(
                "401 Unauthorized",
                "Content-Type: application/json\r\n",
                r#"{"code":401,"message":"Unauthorized"}"#,
            )),
        ),
        Row::site(
            "a web server's first page",
            other,
            rest_says(page("200 OK", html, "<html><body><h1>It works!</h1></body></html>")),
        ),
        Row::site(
            "another service's JSON",
            other,
            rest_says(page(
                "200 OK",
                "Content-Type: application/json\r\n",
                r#"{"name":"node-1","cluster_name":"search"}"#,
            )),
        ),
        Row::site("another protocol inside TLS", other, rest_says(b"* OK IMAP4rev1 ready\r\n".to_vec())),
    ]
}

/// gRPC answers so; REST is the cluster's.
fn grpc_says(bytes: Vec<u8>) -> Site {
    Site { grpc: Some(Door::new(Below::Trusted, after_request(vec![Bytes(bytes)]))), ..Site::honest() }
}

fn grpc() -> Vec<Row> {
    let plain_http = Door::scripted(Below::Plain, always(vec![Bytes(page("400 Bad Request", "", "")), Close]));
    let other_cluster = Door::new(Below::Trusted, Weaviate::with_key(WRONG).handler());
    let html = |status: &str| {
        use crate::rig::h2::{END_HEADERS, END_STREAM, HEADERS, fields, frame};
        let list = [(":status", status.as_bytes()), ("content-type", &b"text/html"[..])];
        frame(HEADERS, END_HEADERS | END_STREAM, 1, &fields(&list))
    };
    vec![
        Row::site(
            "gRPC: no such service",
            "grpc-wrong-endpoint",
            grpc_says(trailers_only("12", b"unknown service grpc.health.v1.Health")),
        ),
        Row::site("gRPC: no such service, HTTP 404", "grpc-wrong-endpoint", grpc_says(html("404"))),
        Row::site("gRPC: 502 of the gateway", "grpc-not-serving", grpc_says(html("502"))),
        Row::site("gRPC: 403 of a filter", "request-filtered", grpc_says(html("403"))),
        Row::site(
            "gRPC: maintenance",
            "cluster-unavailable",
            grpc_says(trailers_only("14", b"server is in maintenance mode")),
        ),
        Row::site(
            "gRPC: connection is shut down",
            "grpc-not-serving",
            grpc_says(crate::rig::h2::frame(crate::rig::h2::GOAWAY, 0, 0, &[0; 8])),
        ),
        Row::site(
            "gRPC: another cluster's endpoint",
            "grpc-wrong-endpoint",
            Site { grpc: Some(other_cluster), ..Site::honest() },
        ),
        Row::site(
            "gRPC: a port that speaks HTTP/1.1",
            "grpc-wrong-endpoint",
            Site {
                rest: Door::new(Below::Plain, Weaviate::with_key(PLANTED).handler()),
                grpc: Some(plain_http),
                own: true,
                plain: true,
                ..Site::honest()
            },
        ),
    ]
}
