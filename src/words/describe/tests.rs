//! The sentences as a table.

use super::*;
use crate::model::api_key::KeyProblem;
use crate::model::case::Sourced;
use crate::model::evidence::{
    Attempt, AttemptResult, AuthFacts, DnsFacts, Failure, GrpcCode, HealthFacts, Observation, Phase, ProbeFacts,
    ProbeOutcome, Resolved, Skip, TcpFacts, Warning,
};
use crate::model::evidence::{DnsFailure, GrpcFailure, Origin, TcpFailure, TextFailure, TlsFailure};
use crate::model::sanitized::SanitizedText;
use crate::words::format::span;
use crate::words::format::time;
use std::time::Duration;

fn case() -> Case {
    let mut case = Case::empty();
    case.url = Sourced::new("abc.weaviate.cloud".into(), Origin::Variable("WEAVIATE_URL".into()));
    case.key = Sourced::new(crate::model::api_key::ApiKey::new("k".into()), Origin::DotEnv("WCD_API_KEY".into()));
    case
}

fn say(id: ProbeId, outcome: ProbeOutcome) -> String {
    let observation = Observation { outcome, started: Duration::ZERO, took: Duration::from_millis(12) };
    let case = case();
    let text = summary(id, &observation, &case);
    assert!(!text.contains('\n') && !text.ends_with('.'), "{text}");
    assert!(!details(id, &observation, &case, &crate::rules::clients::proxy::table(&case)).is_empty());
    text
}

#[test]
fn sentences() {
    let failed = |failure| ProbeOutcome::Failed(failure, None);
    let attempt = |address: &str| Attempt {
        address: address.parse().unwrap(),
        result: AttemptResult::TimedOut,
        took: Duration::from_secs(10),
    };
    let tcp =
        TcpFacts { attempts: vec![attempt("203.0.113.7:443"), attempt("203.0.113.9:443")], ..TcpFacts::default() };
    let dns = DnsFacts {
        name: "practice.weaviate.test".into(),
        used: Resolved::System,
        addresses: vec!["127.0.0.1".parse().unwrap()],
        system: None,
        direct: vec![],
        console: None,
        through: None,
    };
    let answer = crate::model::http_answer::HttpAnswer {
        status: 200,
        speaker: crate::model::http_answer::Responder::Weaviate,
        meaning: crate::model::http_answer::AnswerKind::Fine,
        message: SanitizedText::default(),
        server: None,
        via: None,
        location: None,
        retry_after: None,
    };
    let auth = AuthFacts {
        without_key: None,
        with_key: Some(answer),
        with_repaired: None,
        user: Some(SanitizedText::new("shop-backend")),
        roles: vec![SanitizedText::new("viewer")],
        reads_data: None,
        cross: None,
    };
    let health = HealthFacts { cold: vec![Duration::from_millis(3400)] };
    let table = [
        (ProbeId::RestDns, ProbeOutcome::Passed(ProbeFacts::Dns(dns)), "practice.weaviate.test is 127.0.0.1"),
        (
            ProbeId::GrpcTcp,
            ProbeOutcome::Failed(
                Failure::Tcp(TcpFailure::TimedOut { waiting_for: Phase::Connect, after: Duration::from_secs(10) }),
                Some(ProbeFacts::Tcp(tcp)),
            ),
            "TCP 443 to grpc-abc.weaviate.cloud: no answer in 10 s, two addresses",
        ),
        (
            ProbeId::RestAuth,
            ProbeOutcome::Passed(ProbeFacts::from(auth)),
            "REST accepted the key as “shop-backend”, role viewer",
        ),
        (
            ProbeId::GrpcTls,
            ProbeOutcome::Skipped(Skip::Behind(ProbeId::GrpcTcp)),
            "skipped because the connection to the gRPC host was never opened",
        ),
        (
            ProbeId::GrpcHealth,
            ProbeOutcome::Warned(ProbeFacts::Health(health), Warning::SlowerThan(Duration::from_secs(2))),
            "gRPC health check answered in 3.4 s; that's slower than the client's init timeout of 2 s",
        ),
        (
            ProbeId::LocalKey,
            failed(Failure::Text(TextFailure::KeyUnclean(vec![KeyProblem::LineBreakAtEnd, KeyProblem::Quotes]))),
            "the key from WCD_API_KEY in .env has a line break at the end and quotes",
        ),
        (
            ProbeId::LocalUrl,
            failed(Failure::Text(TextFailure::UrlUnusable(crate::model::target::UrlProblem::IsConsole))),
            "the URL from WEAVIATE_URL is the console, not a cluster",
        ),
        (
            ProbeId::GrpcAuth,
            failed(Failure::Grpc(GrpcFailure::Status {
                code: GrpcCode::Unknown,
                message: SanitizedText::new("extract auth: unauthorized: invalid api key"),
            })),
            "gRPC answered the key with UNKNOWN: “extract auth: unauthorized: invalid api key”",
        ),
        (
            ProbeId::RestTls,
            failed(Failure::Tls(TlsFailure::CertificateExpired { not_after: 0 })),
            "the certificate of abc.weaviate.cloud expired on 1970-01-01",
        ),
    ];
    for (id, outcome, expected) in table {
        assert_eq!(say(id, outcome), expected);
    }
}

#[test]
fn a_denial_of_every_name_says_so() {
    let denied = |name: &str, console: Option<bool>| {
        let facts = DnsFacts {
            name: name.to_owned(),
            used: Resolved::System,
            addresses: vec![],
            system: None,
            direct: vec![],
            console,
            through: None,
        };
        let failure = Failure::Dns(DnsFailure::NameNotFound { name: name.to_owned(), by_server: true });
        ProbeOutcome::Failed(failure, Some(ProbeFacts::Dns(facts)))
    };
    let table = [
        (ProbeId::RestDns, "abc.weaviate.cloud", None, "the DNS server says abc.weaviate.cloud doesn't exist"),
        (ProbeId::RestDns, "abc.weaviate.cloud", Some(true), "the DNS server says abc.weaviate.cloud doesn't exist"),
        (
            ProbeId::RestDns,
            "abc.weaviate.cloud",
            Some(false),
            "the DNS server says neither abc.weaviate.cloud nor console.weaviate.cloud exists; console.weaviate.cloud does, so its answers can't be trusted",
        ),
        (
            ProbeId::ConsoleDns,
            "console.weaviate.cloud",
            None,
            "the DNS server says console.weaviate.cloud doesn't exist (it does)",
        ),
    ];
    for (id, name, console, expected) in table {
        assert_eq!(say(id, denied(name, console)), expected);
    }
}

#[test]
fn units() {
    let ms = |n| time(Duration::from_millis(n));
    assert_eq!(
        [ms(0), ms(12), ms(999), ms(3400), ms(9940), ms(10_000)],
        ["0 ms", "12 ms", "999 ms", "3.4 s", "9.9 s", "10 s"]
    );
    assert_eq!(
        [span(1), span(119), span(120), span(7200), span(400_000)],
        ["1 second", "119 seconds", "2 minutes", "2 hours", "4 days"]
    );
    assert_eq!(date(i64::MAX), "a date out of range");
}
