//! What users paste, as a table.

use super::*;
use crate::model::client::Language;

fn read(text: &str) -> Result<(String, String), UrlProblem> {
    Target::read(text, None).map(|t| (t.rest.to_string(), t.grpc.to_string()))
}

#[test]
fn endpoints_follow_the_clients_rules() {
    let cloud = ("https://abc.c0.eu.gcp.weaviate.cloud:443", "https://grpc-abc.c0.eu.gcp.weaviate.cloud:443");
    let table = [
        ("abc.c0.eu.gcp.weaviate.cloud", cloud),
        ("https://abc.c0.eu.gcp.weaviate.cloud", cloud),
        ("https://abc.c0.eu.gcp.weaviate.cloud/", cloud),
        ("https://abc.c0.eu.gcp.weaviate.cloud:443/v1/meta?x=1", cloud),
        ("http://abc.c0.eu.gcp.weaviate.cloud", cloud),
        ("  \"HTTPS://ABC.c0.eu.gcp.weaviate.cloud\"\n", cloud),
        ("https:/abc.c0.eu.gcp.weaviate.cloud", cloud),
        ("https://https://abc.c0.eu.gcp.weaviate.cloud", cloud),
        ("https://user:pw@abc.c0.eu.gcp.weaviate.cloud", cloud),
        ("<https://abc.c0.eu.gcp.weaviate.cloud>", cloud),
        ("abc.c0.eu.gcp.weaviate.cloud.", cloud),
        ("https://abc.weaviate.network", ("https://abc.weaviate.network:443", "https://abc.grpc.weaviate.network:443")),
        ("https://weaviate.example.com", ("https://weaviate.example.com:443", "https://grpc-weaviate.example.com:443")),
        (
            "https://weaviate.example.com:8443",
            ("https://weaviate.example.com:8443", "https://weaviate.example.com:50051"),
        ),
        ("http://localhost:8080", ("http://localhost:8080", "http://localhost:50051")),
        ("localhost:8080", ("http://localhost:8080", "http://localhost:50051")),
        ("localhost", ("http://localhost:80", "http://localhost:50051")),
        ("http://weaviate.internal:8080", ("http://weaviate.internal:8080", "http://weaviate.internal:50051")),
        ("weaviate:8080", ("http://weaviate:8080", "http://weaviate:50051")),
        ("http://[::1]:8080", ("http://[::1]:8080", "http://[::1]:50051")),
        ("10.0.0.1:8080", ("http://10.0.0.1:8080", "http://10.0.0.1:50051")),
    ];
    for (text, (rest, grpc)) in table {
        assert_eq!(read(text), Ok((rest.to_owned(), grpc.to_owned())), "{text:?}");
    }
}

#[test]
fn what_can_not_be_used_is_named() {
    let grpc = |instead: &str| UrlProblem::IsGrpcEndpoint { instead: instead.into() };
    let table = [
        ("", UrlProblem::Empty),
        (" \n ", UrlProblem::Empty),
        ("\"\"", UrlProblem::Empty),
        ("my cluster is broken", UrlProblem::WhiteSpaceInside),
        ("https://a\u{1b}[2Jb.weaviate.cloud", UrlProblem::ControlCharacters),
        ("https://a\0b.weaviate.cloud", UrlProblem::ControlCharacters),
        ("ftp://abc.weaviate.cloud", UrlProblem::Scheme(SanitizedText::new("ftp"))),
        ("https://", UrlProblem::NoHost),
        ("abc.weaviate.cloud,def.weaviate.cloud", UrlProblem::Unreadable),
        ("https://abc.weaviate.cloud,https://def.weaviate.cloud", UrlProblem::Unreadable),
        ("https://abc..weaviate.cloud", UrlProblem::Unreadable),
        ("https://.weaviate.cloud", UrlProblem::Unreadable),
        ("https://abc.weaviate.cloud:99999", UrlProblem::Port),
        ("https://abc.weaviate.cloud:port", UrlProblem::Port),
        ("https://abc.weaviate.cloud:0", UrlProblem::Port),
        ("WmJYc0VYQU1QTEVub3RyZWFsa2V5MDAw==", UrlProblem::LooksLikeKey),
        ("https://WmJYc0VYQU1QTEVub3RyZWFsa2V5MDAw", UrlProblem::LooksLikeKey),
        ("WEAVIATE_URL", UrlProblem::Placeholder),
        ("https://your-cluster.weaviate.cloud", UrlProblem::Placeholder),
        ("https:/YOUR-CLUSTER-URL/v1", UrlProblem::Placeholder),
        ("https://${WEAVIATE_URL}", UrlProblem::Placeholder),
        ("https://console.weaviate.cloud/clusters", UrlProblem::IsConsole),
        ("https://weaviate.io", UrlProblem::IsWebsite),
        ("grpc-abc.c0.eu.gcp.weaviate.cloud", grpc("https://abc.c0.eu.gcp.weaviate.cloud")),
        ("https://abc.grpc.weaviate.network", grpc("https://abc.weaviate.network")),
    ];
    for (text, problem) in table {
        assert_eq!(read(text), Err(problem), "{text:?}");
    }
    assert_eq!(read(&"a".repeat(LONGEST_URL + 1)), Err(UrlProblem::TooLong));
}

#[test]
fn hints_say_what_was_tidied() {
    let target = Target::read(" 'http://u:p@ABC.weaviate.cloud/v1' ", None).unwrap();
    assert_eq!(
        target.hints,
        vec![
            UrlHint::WhiteSpace,
            UrlHint::Quotes,
            UrlHint::CredentialsLeftOut,
            UrlHint::UpperCase,
            UrlHint::PathLeftOut,
            UrlHint::HttpsInstead
        ]
    );
    assert!(Target::read("https://abc.weaviate.cloud", None).unwrap().hints.is_empty());
}

#[test]
fn grpc_option_is_read() {
    assert_eq!(Endpoint::read("grpcs://h:443"), Ok(Endpoint::new(true, "h", 443)));
    assert_eq!(Endpoint::read("grpc://h:50051"), Ok(Endpoint::new(false, "h", 50051)));
    assert!(matches!(Endpoint::read("ws://h"), Err(UrlProblem::Scheme(_))));
}

#[test]
fn an_endpoint_survives_its_own_display_however_odd_its_host() {
    let parts = [
        "a",
        "127",
        "1",
        "0x7f",
        "xn--nxasmq6b",
        "A",
        "\u{e9}",
        "0",
        "255",
        "%2e",
        "_",
        "-",
        "[::1]",
        "4294967295",
        "08",
        "e\u{301}",
    ];
    let ends = ["", ".", "..", "...", ".:9", "..:9", ":80", ":443", "%2e", "%2e.", "\u{3002}", "/", "./", "../x"];
    let mut read = 0;
    for scheme in ["", "https://", "http://", "grpc://", "grpcs://"] {
        for first in parts {
            for second in [""].iter().chain(&parts) {
                for end in ends {
                    let dot = if second.is_empty() { "" } else { "." };
                    let text = format!("{scheme}{first}{dot}{second}{end}");
                    let Ok(endpoint) = Endpoint::read(&text) else { continue };
                    read += 1;
                    assert_eq!(Endpoint::read(&endpoint.to_string()).as_ref(), Ok(&endpoint), "{text}");
                    assert_eq!(Endpoint::read(&endpoint.url()).as_ref(), Ok(&endpoint), "{text}");
                    assert!(!endpoint.host.ends_with('.'), "{text}");
                }
            }
        }
    }
    assert!(read > 1000, "{read}");
    assert_eq!(Endpoint::read("https://0x7f.1..").map(|e| e.host).as_deref(), Ok("127.0.0.1"));
    assert!(Endpoint::read("https://a.b..").is_err());
    assert_eq!(Endpoint::read("https://a.b.").map(|e| e.host).as_deref(), Ok("a.b"));
}

#[test]
fn what_a_client_reads_from_a_variable_is_what_was_measured() {
    const HOST: &str = "shop.c0.europe-west3.gcp.weaviate.cloud";
    // Text, whether Python connects, whether TypeScript does.
    let table = [
        ("https://§", true, true),
        ("https://§/", true, true),
        ("https://§/v1/meta", true, true),
        ("https://§#a", true, true),
        ("http://§", true, true),
        ("§", true, true),
        ("https://§\r", true, true),
        ("https://§:443", false, true),
        ("https://§:8080", false, true),
        ("§:443", false, true),
        ("HTTPS://§", false, false),
        ("Https://§", false, false),
        (" https://§", false, false),
        ("https://§ ", false, true),
        ("\"https://§\"", false, false),
        ("<https://§>", false, false),
        ("https://https://§", false, false),
        ("https:/§", false, true),
        ("https://user:pw@§", false, true),
        ("https://§.", false, true),
    ];
    for (text, python, typescript) in table {
        let text = text.replace('§', HOST);
        let target = Target::read(&text, None).unwrap_or_else(|problem| panic!("{text}: {problem:?}"));
        for (language, connects) in [(Language::Python, python), (Language::TypeScript, typescript)] {
            assert_eq!(target.refused_by(language, &text).is_none(), connects, "{language} {text:?}");
        }
        let right = format!("https://{HOST}");
        for language in [Language::Python, Language::TypeScript] {
            if let Some(UrlProblem::ClientRefuses { instead, .. }) = target.refused_by(language, &text) {
                assert_eq!(instead, right, "{text:?}");
            }
        }
    }
}
