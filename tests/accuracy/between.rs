//! Who stands in front of a cluster, and what the text of a key or an address leads to: what was once named wrongly against real proxies and a
//! real server.

use crate::rig::h2::{SETTINGS, frame};
use crate::rig::site::{Below, Door, Site};
use crate::rig::weaviate::{Head, Weaviate, page};
use crate::rig::wire::Step::{self, Bytes, Close, Endless, Silence};
use crate::rig::wire::{handler, perform};
use crate::rig::{GRPC_HOST, PLANTED, REST_HOST};
use crate::row::Row;
use std::sync::Arc;
use std::time::Duration;
use weaviate_doctor::model::case::Sourced;
use weaviate_doctor::model::client::{Client, Language};
use weaviate_doctor::model::evidence::Origin;
use weaviate_doctor::model::question::{Choice, Question};
use weaviate_doctor::model::symptom::Symptom;
use weaviate_doctor::model::target::Endpoint;

pub fn rows() -> Vec<Row> {
    [gateways(), refusals(), texts(), ports(), console()].into_iter().flatten().collect()
}

const JSON: &str = "Content-Type: application/json\r\n";
const HTML: &str = "Content-Type: text/html\r\n";

/// Somebody in front of REST answers some requests; gRPC is the cluster's.
fn front(script: impl Fn(&Head) -> Option<Vec<Step>> + Send + Sync + 'static) -> Site {
    Site { rest: Door::scripted(Below::Trusted, Arc::new(script)), ..Site::honest() }
}

fn gateways() -> Vec<Row> {
    let wants_key = |body: &'static str, kind: &'static str| {
        front(move |head| (!head.with_key()).then(|| vec![Bytes(page("401 Unauthorized", kind, body))]))
    };
    let health = |status: &'static str, kind: &'static str, body: &'static str| {
        front(move |head| head.path.contains(".well-known").then(|| vec![Bytes(page(status, kind, body))]))
    };
    let policy = r#"{"code":403,"message":"Access denied by corporate policy"}"#;
    let mut slow = Weaviate::with_key(PLANTED);
    slow.rest_delay = Duration::from_secs(6);
    let door = Door::new(Below::Trusted, slow.handler());
    vec![
        Row::site(
            "gateway: wants a key for each request, with a page",
            "healthy",
            wants_key("<html><title>Sign in</title></html>", HTML),
        ),
        Row::site(
            "gateway: wants a key for each request, in JSON",
            "healthy",
            wants_key(r#"{"detail":"no token"}"#, JSON),
        ),
        Row::site("gateway: answers health itself, in JSON", "healthy", health("200 OK", JSON, r#"{"status":"UP"}"#)),
        Row::site("gateway: answers health itself, with a page", "healthy", health("200 OK", HTML, "<html>up</html>")),
        Row::site("gateway: knows no health", "healthy", health("404 Not Found", HTML, "<html>nothing</html>")),
        Row::site(
            "gateway: its policy forbids, in Weaviate's shape",
            "request-filtered",
            front(move |_| Some(vec![Bytes(page("403 Forbidden", JSON, policy))])),
        ),
        Row::site(
            "gateway: its policy forbids the key's request",
            "request-filtered",
            front(move |head| head.with_key().then(|| vec![Bytes(page("403 Forbidden", JSON, policy))])),
        ),
        Row::site(
            "slow: each answer takes two thirds of the bound",
            "network-slow",
            Site { rest: door, ..Site::honest() },
        ),
    ]
}

/// A cluster that takes another key and says this to the planted one.
fn refusing(status: &'static str, body: String) -> Site {
    front(move |head| head.with_key().then(|| vec![Bytes(page(status, JSON, &body))]))
}

fn refusals() -> Vec<Row> {
    let says = |name: &str, cause, status, text: &str| {
        Row::site(name, cause, refusing(status, serde_json::json!({"code": 401, "message": text}).to_string()))
    };
    let echo = |body: String| refusing("401 Unauthorized", body);
    let claim =
        serde_json::json!({"error": [{"message": "oidc: token doesn't have required claim 'email'"}]}).to_string();
    vec![
        says(
            "key refused: user deactivated",
            "key-rejected",
            "401 Unauthorized",
            "unauthorized: invalid api key: user deactivated",
        ),
        says(
            "key refused: invalid token",
            "key-rejected",
            "401 Unauthorized",
            "unauthorized: invalid api key: invalid token",
        ),
        Row::site(
            "token without the wanted claim",
            "auth-not-configured",
            refusing("500 Internal Server Error", claim),
        ),
        says(
            "token that the server can't check",
            "key-rejected",
            "500 Internal Server Error",
            "oidc: no keys of the provider",
        ),
        Row::site(
            "401 that echoes the key, in Weaviate's shape",
            "key-rejected",
            echo(format!(r#"{{"code":401,"message":"unauthorized: invalid api key: {PLANTED}"}}"#)),
        ),
        Row::site(
            "401 that echoes the key beside its message",
            "key-rejected",
            echo(format!(r#"{{"code":401,"message":"unauthorized: invalid api key","key":"{PLANTED}"}}"#)),
        ),
        Row::site(
            "401 that echoes the whole header",
            "key-rejected",
            echo(format!(
                r#"{{"code":401,"authorization":"Bearer {PLANTED}","message":"unauthorized: invalid api key"}}"#
            )),
        ),
    ]
}

fn texts() -> Vec<Row> {
    let key = |name: &str, text: &'static str| Row::site(name, "key-malformed", Site::honest()).with_key(Some(text));
    vec![
        key("key with a semicolon", "cGxhbnRlZC1rZXktdGhhdC1zdGFuZHMtbm93aGVyZS1lbHNl;"),
        key("key with a comma and quotes", "\"cGxhbnRlZC1rZXktdGhhdC1zdGFuZHMtbm93aGVyZS1lbHNl\","),
        key("key in a JSON object", r#"{"key":"cGxhbnRlZC1rZXktdGhhdC1zdGFuZHMtbm93aGVyZS1lbHNl"}"#),
        key("key in a line of YAML", "api_key: cGxhbnRlZC1rZXktdGhhdC1zdGFuZHMtbm93aGVyZS1lbHNl"),
        Row::tweaked(
            "http:// and Go, which takes it as it stands",
            "url-not-https",
            Site::honest(),
            |case, standing| {
                case.url = Sourced::new(format!("http://{REST_HOST}:{}", standing.rest.port()), Origin::Argument);
                case.client = Client { language: Language::Go, ..Client::default() };
            },
        ),
    ]
}

fn ports() -> Vec<Row> {
    let hangs = Door::new(
        Below::Trusted,
        handler(|mut conn| async move {
            perform(&mut conn.wire, &[Bytes(frame(SETTINGS, 0, 0, &[])), Silence]).await;
        }),
    );
    let grpc = Door::new(Below::Plain, Weaviate::with_key(PLANTED).plain_grpc());
    let own = |rest, grpc| Site { rest, grpc: Some(grpc), own: true, plain: true, ..Site::honest() };
    let settings = || Bytes(vec![0, 0, 6, 4, 0, 0, 0, 0, 0, 0, 5, 0, 0, 64, 0]);
    let as_go = Door::new(
        Below::Plain,
        handler(move |mut conn| async move {
            perform(&mut conn.wire, &[settings(), Close]).await;
        }),
    );
    vec![
        Row::site(
            "gRPC: request hangs behind HTTP/2",
            "grpc-not-serving",
            Site { grpc: Some(hangs), ..Site::honest() },
        ),
        Row::tweaked("gRPC: plain text to a TLS port", "grpc-wrong-endpoint", Site::honest(), |case, standing| {
            let port = standing.grpc.as_ref().map_or(0, crate::rig::wire::Server::port);
            case.settings.grpc = Some(Endpoint::new(false, GRPC_HOST, port));
        }),
        Row::site("REST to a gRPC port", "url-is-grpc-endpoint", own(grpc.clone(), grpc.clone())),
        Row::site("REST to a gRPC port that closes", "url-is-grpc-endpoint", own(as_go, grpc)),
    ]
}

/// The console, as the user's terminal meets it.
fn at_console(name: &str, cause: &'static str, door: Door, answers: &'static [(Question, Choice)]) -> Row {
    Row::tweaked(name, cause, Site { console: Some(door), ..Site::honest() }, move |case, _| {
        case.symptom = Some(Symptom::ConsoleLoginFails);
        for (question, choice) in answers {
            case.answers.set(*question, *choice);
        }
    })
}

fn console() -> Vec<Row> {
    use Question::{LoginStep, PasswordState, ResetMail};
    let flood = Door::scripted(
        Below::Trusted,
        Arc::new(|_| Some(vec![Bytes(b"HTTP/1.1 200 OK\r\n".to_vec()), Endless(b"X-Flood: 1\r\n".to_vec())])),
    );
    let open = Door::scripted(Below::Trusted, Arc::new(|_| Some(vec![Bytes(page("200 OK", HTML, "<html>console"))])));
    vec![
        at_console(
            "forgotten password, terminal without a way out",
            "password-forgotten",
            Door::closed(),
            &[(LoginStep, Choice::PasswordRefused), (PasswordState, Choice::Forgotten)],
        ),
        at_console(
            "expired link, terminal without a way out",
            "reset-link-expired",
            Door::closed(),
            &[(LoginStep, Choice::ResetTried), (ResetMail, Choice::LinkExpired)],
        ),
        at_console("nothing said, console floods headers", "password-forgotten", flood, &[]),
        at_console(
            "page doesn't open, and does here",
            "console-unreachable",
            open,
            &[(LoginStep, Choice::PageDoesNotOpen)],
        ),
        at_console(
            "page doesn't open, nor here",
            "console-unreachable",
            Door::closed(),
            &[(LoginStep, Choice::PageDoesNotOpen)],
        ),
    ]
}
