//! REST answers: those of a real server, and those of whoever answers in its place.

use super::super::PRACTICE_KEY;
use super::{Fault, Got, ask, handshake, practice, rest, target};
use crate::model::api_key::Redactor;
use crate::model::case::Case;
use crate::model::http_answer::{AnswerKind, HttpAnswer, RawAnswer, Responder};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

const ANONYMOUS_OFF: &str = r#"{"code":401,"message": "anonymous access not enabled. Please authenticate through one of the available methods: [API-keys]" }"#;
const INVALID_KEY: &str = r#"{"code":401,"message":"unauthorized: invalid api key"}"#;
const NO_SCHEME: &str = r#"{"code":401,"message":"no authentication scheme is configured (API Key or OIDC), but an 'Authorization' header was provided. Please configure an auth scheme or remove the header for anonymous access"}"#;

async fn with(case: &Case, path: &str, authorization: Option<&str>) -> Got {
    ask(case, &target(case).rest, "GET", path, authorization).await.unwrap()
}

/// How the doctor's own recognizer sees an answer.
fn recognized(got: &Got) -> HttpAnswer {
    let headers: Vec<_> = got.headers.iter().map(|(n, v)| (n.to_string(), v.to_str().unwrap().to_owned())).collect();
    HttpAnswer::recognize(
        RawAnswer { status: got.status, headers: &headers, body: got.body.as_bytes() },
        &Redactor::default(),
    )
}

#[tokio::test]
async fn a_healthy_cluster_answers_as_a_real_one() {
    let (_practice, case) = practice(Fault::Healthy).await;
    let right = format!("Bearer {PRACTICE_KEY}");
    let right_with_blank = format!("Bearer {PRACTICE_KEY} ");
    let twice = format!("Bearer Bearer {PRACTICE_KEY}");
    let lower = format!("bearer {PRACTICE_KEY}");
    let meta =
        "{\"grpcMaxMessageSize\":104858000,\"hostname\":\"http://[::]:8080\",\"modules\":{},\"version\":\"1.38.3\"}\n";
    let none = None;
    let table: Vec<(&str, Option<&str>, u16, &str)> = vec![
        ("/v1/.well-known/live", none, 200, ""),
        ("/v1/.well-known/live", Some("Bearer wrong"), 200, ""),
        ("/v1/.well-known/ready", none, 200, ""),
        ("/v1/.well-known/live?x=1", none, 401, ANONYMOUS_OFF),
        ("/v1/.well-known/openid-configuration", none, 404, ""),
        ("/v1/.well-known/openid-configuration", Some("Bearer wrong"), 401, INVALID_KEY),
        ("/v1", none, 200, super::super::rest::LINKS),
        ("/v1", Some("Bearer wrong"), 401, INVALID_KEY),
        ("/v1?x=1", none, 401, ANONYMOUS_OFF),
        ("/v1/meta", none, 401, ANONYMOUS_OFF),
        ("/v1/meta", Some(PRACTICE_KEY), 401, ANONYMOUS_OFF),
        ("/v1/meta", Some(&lower), 401, ANONYMOUS_OFF),
        ("/v1/meta", Some("Bearer "), 401, ANONYMOUS_OFF),
        ("/v1/meta", Some(&twice), 401, INVALID_KEY),
        ("/v1/meta", Some(&right), 200, meta),
        ("/v1/meta/", Some(&right_with_blank), 200, meta),
        ("/v1/users/own-info", none, 401, ANONYMOUS_OFF),
        ("/v1/users/own-info", Some("Bearer wrong"), 401, INVALID_KEY),
        ("/v1/schema", Some(&right), 200, "{\"classes\":[]}\n"),
        ("/v1/schema/Missing", Some(&right), 404, ""),
        ("/v1/nonexistent", none, 404, r#"{"code":404,"message":"path /v1/nonexistent was not found"}"#),
        ("/healthz", Some("Bearer wrong"), 404, r#"{"code":404,"message":"path /healthz was not found"}"#),
    ];
    for (path, authorization, status, body) in table {
        let got = with(&case, path, authorization).await;
        assert_eq!((got.status, got.body.as_str()), (status, body), "{path} {authorization:?}");
        let swagger = !matches!(path, "/v1/.well-known/live" | "/v1/.well-known/ready");
        assert_eq!(got.header("access-control-allow-origin"), swagger.then_some("*"), "{path}");
        let content_type = match body {
            "" => None,
            ANONYMOUS_OFF => Some("text/plain; charset=utf-8"),
            _ => Some("application/json"),
        };
        assert_eq!(got.header("content-type"), content_type, "{path}");
        assert!(
            got.header("date").is_some() && got.header("server").is_none() && got.header("www-authenticate").is_none()
        );
    }
    let own = with(&case, "/v1/users/own-info", Some(&right)).await;
    assert_eq!(own.status, 200);
    assert!(own.body.starts_with(r#"{"groups":null,"roles":[{"name":"admin","permissions":[{"#), "{}", own.body);
    assert!(own.body.ends_with("],\"username\":\"practice-user\"}\n"), "{}", own.body);
    assert_eq!((recognized(&own).speaker, own.header("content-length")), (Responder::Weaviate, None));
}

#[tokio::test]
async fn methods_and_preflight_are_answered_before_credentials() {
    let (_practice, case) = practice(Fault::Healthy).await;
    let rest = target(&case).rest;
    let got = ask(&case, &rest, "POST", "/v1/meta", None).await.unwrap();
    assert_eq!((got.status, got.header("allow")), (405, Some("GET")));
    assert_eq!(got.body, r#"{"code":405,"message":"method POST is not allowed, but [GET] are"}"#);
    let got = ask(&case, &rest, "OPTIONS", "/v1/users/own-info", Some("Bearer wrong")).await.unwrap();
    assert_eq!((got.status, got.body.as_str(), got.header("vary")), (200, "", None));
    let allowed = got.header("access-control-allow-headers").unwrap();
    assert!(allowed.starts_with("Content-Type, Authorization, Batch, ") && allowed.ends_with(", X-Twelvelabs-Api-Key"));
    assert_eq!(got.header("access-control-allow-methods"), Some("*"));
}

#[tokio::test]
async fn headers_are_spelled_as_go_spells_them() {
    let (_practice, case) = practice(Fault::Healthy).await;
    let mut stream = handshake(&case, &target(&case).rest, &["http/1.1"]).await.unwrap();
    stream.write_all(b"GET /v1/meta HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    for line in ["HTTP/1.1 401 Unauthorized\r\n", "\r\nContent-Length: 125\r\n", "\r\nVary: Origin\r\n", "\r\nDate: "] {
        assert!(answer.contains(line), "{line:?} in {answer}");
    }
    assert!(answer.ends_with(&format!("\r\n\r\n{ANONYMOUS_OFF}")));
}

#[tokio::test]
async fn keys_and_rights() {
    let (_practice, case) = practice(Fault::KeyRejected).await;
    assert_eq!(rest(&case, "/v1/users/own-info").await.body, INVALID_KEY);
    let practice_key = format!("Bearer {PRACTICE_KEY}");
    assert_eq!(with(&case, "/v1/meta", Some(&practice_key)).await.body, INVALID_KEY);

    let (_practice, case) = practice(Fault::AuthNotConfigured).await;
    assert_eq!(rest(&case, "/v1/meta").await.body, NO_SCHEME);
    assert_eq!(with(&case, "/v1/meta", None).await.status, 200);
    let got = with(&case, "/v1/users/own-info", None).await;
    assert_eq!((got.status, got.body.as_str(), got.header("content-type")), (401, "", None));
    let got = with(&case, "/v1/.well-known/live?x=1", None).await;
    assert_eq!(
        (got.status, got.body.as_str()),
        (501, "\"operation WeaviateWellknownLiveness has not yet been implemented\"\n")
    );

    let (_practice, case) = practice(Fault::PermissionDenied).await;
    let own = rest(&case, "/v1/users/own-info").await;
    assert_eq!(own.status, 200);
    assert!(own.body.contains("monitoring") && !own.body.contains("data"), "{}", own.body);
    assert_eq!(rest(&case, "/v1/schema").await.body, "{\"classes\":[]}\n");
    let nodes = rest(&case, "/v1/nodes").await;
    assert_eq!(
        (nodes.status, nodes.body.as_str()),
        (
            403,
            "{\"error\":[{\"message\":\"rbac: authorization, forbidden action: user 'practice-user' has insufficient permissions to read_nodes [[Domain: nodes, Verbosity: minimal]]\"}]}\n"
        )
    );

    let (_practice, case) = practice(Fault::PermissionDeniedRest).await;
    let own = recognized(&rest(&case, "/v1/users/own-info").await);
    assert!(
        own.status == 403
            && own.proves_key_accepted()
            && matches!(own.meaning, AnswerKind::Forbidden { user: Some(_), .. })
    );
}

#[tokio::test]
async fn states_of_the_server() {
    let (_practice, case) = practice(Fault::ClusterNotReady).await;
    assert_eq!(rest(&case, "/v1/.well-known/live").await.status, 200);
    assert_eq!(rest(&case, "/v1/.well-known/ready").await.status, 503);
    assert_eq!(rest(&case, "/v1/meta").await.status, 200);

    let (_practice, case) = practice(Fault::ServerError).await;
    assert_eq!(rest(&case, "/v1/.well-known/ready").await.status, 200);
    let got = rest(&case, "/v1/users/own-info").await;
    assert_eq!((got.status, recognized(&got).speaker), (500, Responder::Weaviate));

    let (_practice, case) = practice(Fault::ServerTooOld).await;
    let meta = rest(&case, "/v1/meta").await;
    assert_eq!(meta.body, "{\"hostname\":\"http://[::]:8080\",\"modules\":{},\"version\":\"1.19.0\"}\n");
    assert_eq!(rest(&case, "/v1/users/own-info").await.status, 404);
}

#[tokio::test]
async fn others_in_the_clusters_place() {
    let table = [
        (Fault::ClusterNotFoundEdge, 404, Responder::Ingress),
        (Fault::ClusterUnavailable, 503, Responder::Ingress),
        (Fault::ClusterUnavailableHtml, 502, Responder::Ingress),
        (Fault::RequestFiltered, 403, Responder::HtmlPage),
        (Fault::RateLimited, 429, Responder::OtherText),
        (Fault::NotWeaviate, 200, Responder::OtherJson),
    ];
    for (fault, status, speaker) in table {
        let (_practice, case) = practice(fault).await;
        let got = rest(&case, "/v1/users/own-info").await;
        let answer = recognized(&got);
        assert_eq!((answer.status, answer.speaker), (status, speaker), "{fault}: {}", got.body);
        assert_eq!(answer.retry_after, (fault == Fault::RateLimited).then_some(30));
        let live = rest(&case, "/v1/.well-known/live").await.status;
        assert_eq!(live, if fault == Fault::NotWeaviate { 404 } else { status }, "{fault}");
    }
}

#[tokio::test]
async fn the_console_has_a_page() {
    let (_practice, case) = practice(Fault::Healthy).await;
    let got = ask(&case, &case.settings.console, "GET", "/", None).await.unwrap();
    assert_eq!((got.status, recognized(&got).speaker), (200, Responder::HtmlPage));
}
