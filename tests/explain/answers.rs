//! What an answer says beside its cause: a guess, how sure it is, what is missing, the command that settles it.

use super::*;

/// A few words get a guess and no more; the same words in a sentence, or from somebody else, get none.
#[test]
fn a_few_words_are_a_guess() {
    let table = [
        ("401", "key-passed-wrongly"),
        ("401 Unauthorized\r\n", "key-passed-wrongly"),
        ("UNAUTHENTICATED", "key-passed-wrongly"),
        ("  HTTP 403 Forbidden", "permission-denied"),
        ("gRPC health check failed", "grpc-blocked"),
        ("DEADLINE_EXCEEDED", "grpc-blocked"),
        ("connection refused", "connection-refused"),
        ("certificate verify failed", "certificate-untrusted"),
        ("getaddrinfo ENOTFOUND …", "cluster-not-found"),
        ("503 Service Unavailable", "cluster-unavailable"),
    ];
    for (text, expected) in table {
        let explanation = explain(text.as_bytes());
        assert_eq!(top(&explanation), expected, "{text}");
        let findings = &explanation.diagnosis.findings;
        assert!(findings.iter().all(|f| f.confidence == Confidence::Possible), "{text}: {findings:?}");
        assert_eq!(explanation.quote.map(|q| q.text[q.words].to_owned()).as_deref(), Some(text.trim()));
    }
    let nothing = [
        "line 401",
        "timeout",
        "Permission denied",
        "401 rows",
        "redis 401",
        "error",
        "failed",
        "connection",
        "404",
        "x",
    ];
    for text in nothing {
        assert_eq!(top(&explain(text.as_bytes())), "undiagnosed", "{text}");
    }
}

#[test]
fn a_proxy_variable_beside_a_grpc_failure_counts() {
    let refused = "failed to connect to all addresses; last error: UNKNOWN: ipv4:127.0.0.1:9: Failed to connect to remote host: connect: Connection refused (111)";
    assert_eq!(
        top(&explain(format!("grpc_proxy=http://127.0.0.1:9\nweaviate: {refused}").as_bytes())),
        "grpc-proxy-env"
    );
    assert_eq!(top(&explain(format!("no_proxy=localhost\nweaviate: {refused}").as_bytes())), "grpc-refused");
}

/// A message in a long log is found wherever it stands, also across the edges of windows.
#[test]
fn a_long_log_hides_nothing() {
    let line = "2026-03-02T09:14:11Z INFO worker: handled request in 12 ms, 200 OK\n";
    let message = "weaviate.exceptions.UnexpectedStatusCodeError: Meta endpoint! Unexpected status code: 401, with response body: {'code': 401, 'message': 'unauthorized: invalid api key'}.\n";
    for before in [100, 3_700, 3_799, 3_850, 3_920, 7_000, 20_000] {
        let log = format!("{}{message}{}", line.repeat(before), line.repeat(9_000));
        let explanation = explain(log.as_bytes());
        assert_eq!(top(&explanation), "key-rejected");
        assert_eq!(explanation.quote.unwrap().line, before as u64 + 1);
    }
}

#[test]
fn what_is_missing_has_words() {
    use strum::IntoEnumIterator;
    for missing in Missing::iter() {
        assert!(missing_words(missing).len() > 20, "{missing:?}");
    }
    assert_eq!(explain(b" \n").missing, Some(Missing::Text));
    let hidden = "weaviate.exceptions.WeaviateStartUpError: Could not connect to Weaviate:Connection to Weaviate failed. Details: .";
    let explanation = explain(hidden.as_bytes());
    assert_eq!(explanation.missing, Some(Missing::WholeTraceback));
    assert!(!explanation.probes.is_empty());
    let node = "WeaviateStartUpError: Weaviate startup failed with message: Weaviate failed to startup with message: fetch failed";
    assert_eq!(explain(node.as_bytes()).missing, Some(Missing::NodeReason));
    let redis = "redis.exceptions.AuthenticationError: NOAUTH Authentication required.";
    assert_eq!(explain(redis.as_bytes()).missing, Some(Missing::AboutWeaviate));
    assert!(explain(redis.as_bytes()).probes.is_empty());
}

/// What a text leaves open is asked; what it shows is stated, and the line that shows it is quoted.
#[test]
fn how_sure_an_answer_is() {
    let possible = [
        ("If you signed up with Google or GitHub, there is no password to reset.", "identity-provider-account"),
        ("Maybe I signed up with Google, the console wants a password", "identity-provider-account"),
        ("I get a 401 when I log in to the website", "password-outdated"),
        ("401 when logging in to the console", "password-outdated"),
    ];
    for (text, cause) in possible {
        let explanation = explain(text.as_bytes());
        assert_eq!(top(&explanation), cause, "{text}");
        let findings = &explanation.diagnosis.findings;
        assert!(findings.iter().all(|f| f.confidence == Confidence::Possible), "{text}: {findings:?}");
        assert!(findings.iter().all(|f| f.cause.surface() == Surface::Console), "{text}: {findings:?}");
    }
    let said = explain(b"I signed up with Google and now the console asks for a password that I never set.");
    assert_eq!(said.diagnosis.findings[0].confidence, Confidence::Likely);
    for refusal in ["", "{\"code\":401,\"message\":\"anonymous access not enabled\"}"] {
        let text = format!(
            "> GET /v1/meta HTTP/1.1\r\n> Host: abc.weaviate.cloud\r\n> Accept: */*\r\n> Authorization: aB3dE5fG7hJ9kL1m\r\n> \r\n< HTTP/1.1 401 Unauthorized\r\n< \r\n{refusal}"
        );
        let explanation = explain(text.as_bytes());
        assert_hidden(&text, "aB3dE5fG7hJ9kL1m", &explanation);
        let findings = &explanation.diagnosis.findings;
        assert_eq!((findings.len(), top(&explanation)), (1, "key-passed-wrongly"), "{findings:?}");
        assert_eq!(findings[0].confidence, Confidence::Certain);
        let quote = explanation.quote.unwrap();
        assert_eq!(quote.line, 4);
        assert!(quote.text.contains("Authorization: "), "{}", quote.text);
    }
}

/// The command that settles it names the cluster wherever a shell would not find it by itself.
#[test]
fn the_command_that_settles_it() {
    let named = explain(b"weaviate: https://abc.c0.europe-west3.gcp.weaviate.cloud unauthorized: invalid api key");
    let bare = explain(b"unauthorized: invalid api key");
    let of = |url: Option<&str>, origin: Origin| Case {
        url: Sourced { value: url.map(str::to_owned), origin },
        ..Case::empty()
    };
    let url = "https://def.weaviate.cloud";
    let table = [
        (&bare, of(None, Origin::Nowhere), "weaviate-doctor --symptom unauthorized", true),
        (&bare, of(Some("not a url"), Origin::Typed), "weaviate-doctor --symptom unauthorized", true),
        (
            &bare,
            of(Some(url), Origin::Variable("WCD_URL".into())),
            "weaviate-doctor check --symptom unauthorized",
            false,
        ),
        (
            &bare,
            of(Some(url), Origin::Typed),
            "weaviate-doctor check https://def.weaviate.cloud --symptom unauthorized",
            false,
        ),
        (
            &bare,
            of(Some(url), Origin::Config("two words".into())),
            "weaviate-doctor check 'two words' --symptom unauthorized",
            false,
        ),
        (
            &named,
            of(None, Origin::Nowhere),
            "weaviate-doctor check https://abc.c0.europe-west3.gcp.weaviate.cloud --symptom unauthorized",
            false,
        ),
    ];
    for (explanation, case, command, asks) in table {
        assert_eq!(settling_command(explanation, &with_text(&case, explanation)), (command.to_owned(), asks));
    }
}

/// A sentence that names no error leads to the symptom that it tells of, and asserts nothing.
#[test]
fn a_sentence_leads_to_its_symptom() {
    let table = [
        ("Cannot log in to the console", "console-login-fails"),
        ("my account was created with Google and has no password", "console-login-fails"),
        ("I can't sign in to Weaviate Cloud any more", "console-login-fails"),
        ("Connection hangs or times out", "connection-timeout"),
        ("a handshake error during client initialization", "connection-timeout"),
        ("the python client takes forever and then gives up", "connection-timeout"),
        ("I can't connect to my cluster from the notebook", "connection-timeout"),
        ("works on my laptop but not in CI", "works-elsewhere"),
        ("It works at home but fails in the office behind the VPN", "works-elsewhere"),
        ("Browser app breaks after enabling MFA", "browser-app-broken-after-mfa"),
        ("MFA blocks access and device is unavailable", "mfa-device-unavailable"),
        ("lost a backup code", "mfa-device-unavailable"),
        ("revoked access", "mfa-device-unavailable"),
        ("my API key is not accepted by Weaviate", "unauthorized"),
    ];
    for (text, expected) in table {
        let explanation = explain(text.as_bytes());
        assert_eq!(top(&explanation), "undiagnosed", "{text}");
        assert_eq!(explanation.symptom.map(weaviate_doctor::model::symptom::Symptom::id), Some(expected), "{text}");
        let shown = report::explanation_text(&explanation, &Case::empty(), Style::PLAIN);
        assert!(shown.contains(&format!("--symptom {expected}")) && shown.contains("sounds like"), "{shown}");
    }
    for text in ["the weather is fine", "redis hangs", "def connect(): return 1", "error"] {
        assert_eq!(explain(text.as_bytes()).symptom, None, "{text}");
    }
}
