//! Answers of Weaviate and of others, and who is recognized in them.

use super::*;

fn recognize(status: u16, content_type: &str, body: &str) -> HttpAnswer {
    let headers = vec![("content-type".to_owned(), content_type.to_owned())];
    HttpAnswer::recognize(RawAnswer { status, headers: &headers, body: body.as_bytes() }, &Redactor::default())
}

#[test]
fn weaviates_own_answers() {
    let keys = vec!["API-keys".to_owned()];
    let table: Vec<(u16, &str, AnswerKind)> = vec![
        (
            401,
            r#"{"code":401,"message": "anonymous access not enabled. Please authenticate through one of the available methods: [API-keys]" }"#,
            AnswerKind::AnonymousOff { methods: keys },
        ),
        (
            401,
            "{'code': 401, 'message': 'anonymous access not enabled, please provide an auth scheme such as OIDC'}",
            AnswerKind::AnonymousOff { methods: vec![] },
        ),
        (401, r#"{"code":401,"message":"unauthorized: invalid api key"}"#, AnswerKind::InvalidKey),
        (401, r#"{"code":401,"message":"unauthorized: invalid api key: user not found"}"#, AnswerKind::InvalidKey),
        (
            401,
            r#"{"code":401,"message":"apikey auth is not configured, please try another auth scheme or set up weaviate with apikey configured"}"#,
            AnswerKind::NoSchemeConfigured,
        ),
        (
            401,
            r#"{"code":401,"message":"oidc auth is not configured, please try another auth scheme or set up weaviate with OIDC configured"}"#,
            AnswerKind::NoSchemeConfigured,
        ),
        (
            401,
            r#"{"code":401,"message":"no authentication scheme is configured (API Key or OIDC), but an 'Authorization' header was provided. Please configure an auth scheme or remove the header for anonymous access"}"#,
            AnswerKind::NoSchemeConfigured,
        ),
        (
            401,
            r#"{"code":401,"message":"unauthorized: oidc: token is expired (Token Expiry: 2025-01-01 00:00:00 +0000 UTC)"}"#,
            AnswerKind::TokenExpired,
        ),
    ];
    for (status, body, expected) in table {
        let answer = recognize(status, "", body);
        assert_eq!((answer.speaker, answer.meaning), (Responder::Weaviate, expected), "{body}");
    }
    let forbidden = recognize(
        403,
        "application/json",
        r#"{"error":[{"message":"rbac: authorization, forbidden action: user 'ann' has insufficient permissions to read_collections [[Domain: collections, Collection: *]]"}]}"#,
    );
    assert!(forbidden.proves_key_accepted() && !forbidden.proves_key_refused());
    assert_eq!(
        forbidden.meaning,
        AnswerKind::Forbidden {
            user: Some(SanitizedText::new("ann")),
            permission: Some(SanitizedText::new("read_collections [[Domain: collections, Collection: *]]"))
        }
    );
}

#[test]
fn others_are_not_weaviate() {
    let table = [
        (200, "text/html", "<html><title>Welcome to Hotel Wifi</title>", Responder::HtmlPage),
        (401, "text/html", "<html><body>Sign in</body>", Responder::HtmlPage),
        (403, "text/html", "<html><head><title>Blocked</title>", Responder::HtmlPage),
        (404, "text/plain", "default backend - 404", Responder::Ingress),
        (503, "text/html", "<html><head><title>503</title></head><body><center>nginx</center>", Responder::Ingress),
        (401, "application/json", r#"{"error":"unauthorized"}"#, Responder::OtherJson),
        (200, "", "", Responder::Bare),
        (200, "application/json", r#"{"hostname":"x","version":"1.31.0","modules":{}}"#, Responder::Weaviate),
    ];
    for (status, content_type, body, speaker) in table {
        let answer = recognize(status, content_type, body);
        assert_eq!(answer.speaker, speaker, "{body}");
        assert!(!answer.proves_key_refused());
    }
    assert_eq!(recognize(200, "text/html", "<html><title> Hotel\nWifi </title>").message.as_str(), "Hotel Wifi");
}
