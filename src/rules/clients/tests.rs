//! The clients' verdicts as a table of evidence, and their words in both directions.

use super::stop::{ClientCall, Why};
use super::*;
use crate::model::api_key::{ApiKey, Redactor};
use crate::model::case::Sourced;
use crate::model::evidence::{
    Attempt, AttemptResult, AuthFacts, ChainPlace, ClientTrust, DirectTry, DnsFacts, GrpcAuthFacts, GrpcCode,
    HealthFacts, HttpFacts, MetaFacts, Observation, Phase, ProbeFacts, ProbeOutcome, ProxyError, ProxyFailure, Refusal,
    Resolved, RootStore, Skip, StoreVerdict, TcpFacts, TcpFailure, TlsFacts, TlsFailure, Variable,
};
use crate::model::http_answer::{HttpAnswer, RawAnswer};
use crate::model::proxy::Proxy;
use crate::model::sanitized::SanitizedText;
use crate::words::catalog::client_words;
use std::time::Duration;
use strum::IntoEnumIterator;

fn case() -> Case {
    let mut case = Case::empty();
    case.url = Sourced::new("https://abc.c0.europe-west3.gcp.weaviate.cloud".into(), Origin::Argument);
    case.key = Sourced::new(ApiKey::new("aGVhbHRoeS1rZXktZm9yLXRlc3Rz".into()), Origin::Typed);
    case
}

fn answer(status: u16, body: &str) -> HttpAnswer {
    HttpAnswer::recognize(RawAnswer { status, headers: &[], body: body.as_bytes() }, &Redactor::default())
}

fn auth(with_key: HttpAnswer) -> AuthFacts {
    AuthFacts {
        without_key: Some(answer(401, r#"{"code":401,"message":"anonymous access not enabled."}"#)),
        with_key: Some(with_key),
        with_repaired: None,
        user: None,
        roles: vec![],
        reads_data: None,
        cross: None,
    }
}

fn put(evidence: &mut Evidence, id: ProbeId, outcome: ProbeOutcome) {
    evidence.insert(id, Observation { outcome, started: Duration::ZERO, took: Duration::from_millis(20) });
}

fn trusted() -> TlsFacts {
    TlsFacts { system: Some(StoreVerdict::Trusted), mozilla: Some(StoreVerdict::Trusted), ..TlsFacts::default() }
}

fn healthy() -> Evidence {
    let mut e = Evidence::default();
    let fine = HttpFacts { answer: answer(200, ""), clock_offset: None, cold: Duration::ZERO };
    put(&mut e, ProbeId::RestTcp, ProbeOutcome::Passed(ProbeFacts::Tcp(TcpFacts::default())));
    put(&mut e, ProbeId::RestTls, ProbeOutcome::Passed(ProbeFacts::Tls(trusted())));
    put(&mut e, ProbeId::RestLive, ProbeOutcome::Passed(ProbeFacts::Http(fine)));
    let own = answer(200, r#"{"username":"ann","roles":null,"groups":[]}"#);
    put(&mut e, ProbeId::RestAuth, ProbeOutcome::Passed(ProbeFacts::from(auth(own))));
    let meta = MetaFacts { version: SanitizedText::new("1.37.2"), ..MetaFacts::default() };
    put(&mut e, ProbeId::RestMeta, ProbeOutcome::Passed(ProbeFacts::Meta(meta)));
    put(&mut e, ProbeId::GrpcTcp, ProbeOutcome::Passed(ProbeFacts::Tcp(TcpFacts::default())));
    put(&mut e, ProbeId::GrpcTls, ProbeOutcome::Passed(ProbeFacts::Tls(trusted())));
    put(
        &mut e,
        ProbeId::GrpcHealth,
        ProbeOutcome::Passed(ProbeFacts::Health(HealthFacts { cold: vec![Duration::from_millis(90)] })),
    );
    let code = GrpcCode::Unknown;
    let accepted = GrpcAuthFacts { with_key: true, code, message: SanitizedText::new("could not find class") };
    put(&mut e, ProbeId::GrpcAuth, ProbeOutcome::Passed(ProbeFacts::GrpcAuth(accepted)));
    e
}

/// `python`, `typescript`, `go`, `java`: `+` connects, `?` not measured, else the step.
fn row(case: &Case, evidence: &Evidence) -> [String; 4] {
    let all = verdicts(case, evidence);
    CURRENT.map(|(language, version)| {
        let found = all.iter().find(|v| v.language == language && v.version == version).unwrap();
        match found.connects {
            Some(true) => "+".to_owned(),
            Some(false) => found.stops_at.clone().unwrap(),
            None => "?".to_owned(),
        }
    })
}

fn without(chain: &[ProbeId], evidence: &mut Evidence, behind: ProbeId) {
    for id in chain {
        put(evidence, *id, ProbeOutcome::Skipped(Skip::Behind(behind)));
    }
}

fn message(case: &Case, evidence: &Evidence, language: Language) -> String {
    let all = verdicts(case, evidence);
    all.into_iter().find(|v| v.language == language).and_then(|v| v.message).unwrap_or_default()
}

const HEALTH: &str = "gRPC health check";
const FIRST: &str = "first gRPC call, after connecting";
const BEHIND_GRPC: [ProbeId; 3] = [ProbeId::GrpcTls, ProbeId::GrpcHealth, ProbeId::GrpcAuth];

#[test]
fn healthy_clusters_are_open_to_all() {
    assert_eq!(row(&case(), &healthy()), ["+", "+", "+", "+"]);
    assert!(verdicts(&case(), &Evidence::default()).is_empty() && verdicts(&Case::empty(), &healthy()).is_empty());
}

#[test]
fn the_users_own_release_comes_first() {
    let mut case = case();
    case.client = "python@4.20.0".parse().unwrap();
    let mut e = healthy();
    put(
        &mut e,
        ProbeId::GrpcTcp,
        ProbeOutcome::Failed(
            Failure::Tcp(TcpFailure::Refused { addresses: vec!["203.0.113.9:443".parse().unwrap()] }),
            None,
        ),
    );
    without(&BEHIND_GRPC, &mut e, ProbeId::GrpcTcp);
    let all = verdicts(&case, &e);
    assert_eq!((all.len(), all[0].version), (5, Version::new(4, 20, 0)));
    let text = |i: usize| all[i].message.clone().unwrap();
    assert!(text(0).ends_with("could not be completed."), "{}", text(0));
    assert!(text(1).contains("ipv4:203.0.113.9:443: Failed to connect"), "{}", text(1));
    assert!(text(2).contains("ECONNREFUSED 203.0.113.9:443"), "{}", text(2));
    case.client = "python@3.26.7".parse().unwrap();
    assert_eq!(verdicts(&case, &e)[0].connects, Some(true));
}

#[test]
fn grpc_stops_those_that_check_it_and_later_the_others() {
    let mut e = healthy();
    let silent = Failure::Tcp(TcpFailure::TimedOut { waiting_for: Phase::Connect, after: Duration::from_secs(10) });
    put(&mut e, ProbeId::GrpcTcp, ProbeOutcome::Failed(silent, None));
    without(&BEHIND_GRPC, &mut e, ProbeId::GrpcTcp);
    assert_eq!(row(&case(), &e), [HEALTH, HEALTH, FIRST, FIRST]);
    assert!(message(&case(), &e, Language::Python).ends_with("DEADLINE_EXCEEDED - Deadline Exceeded"));
    let mut e = healthy();
    put(
        &mut e,
        ProbeId::GrpcHealth,
        ProbeOutcome::Passed(ProbeFacts::Health(HealthFacts { cold: vec![Duration::from_secs(3)] })),
    );
    assert_eq!(row(&case(), &e), [HEALTH, HEALTH, "+", "+"]);
    let mut patient = case();
    patient.settings.init_timeout = Some(Duration::from_secs(10));
    assert_eq!(row(&patient, &e), ["+", HEALTH, "+", "+"]);
}

#[test]
fn nobody_connects_where_the_version_is_forbidden() {
    let mut e = healthy();
    let forbidden = answer(
        403,
        r#"{"error":[{"message":"rbac: authorization, forbidden action: user 'ann' has insufficient permissions to read_cluster"}]}"#,
    );
    put(&mut e, ProbeId::RestMeta, ProbeOutcome::Failed(Failure::from(forbidden), None));
    assert_eq!(row(&case(), &e), ["GET /v1/meta", "GET /v1/meta", "first request", "GET /v1/meta"]);
}

/// A chain that these clients refuse.
fn refused_by(refusing: &[Language]) -> TlsFacts {
    let case = case();
    let judged = JudgedClient::all(&case);
    let clients = judged.iter().flat_map(|client| {
        roots::chain_rules(*client, Protocol::Rest).into_iter().map(|rules| ClientTrust {
            language: client.language,
            version: client.version,
            rules,
            stores: vec![RootStore::Bundled],
            named: Vec::new(),
            verifies: true,
            refusal: refusing.contains(&client.language).then(|| Refusal {
                problem: ChainProblem::UnknownIssuer,
                place: ChainPlace::Server,
                subject: "CN=abc".into(),
                issuer: "CN=Company".into(),
                not_after: 0,
            }),
        })
    });
    TlsFacts { clients: clients.collect(), ..trusted() }
}

#[test]
fn each_client_has_its_own_roots() {
    let mut e = healthy();
    put(
        &mut e,
        ProbeId::RestTls,
        ProbeOutcome::Passed(ProbeFacts::Tls(refused_by(&[Language::Python, Language::Java]))),
    );
    assert_eq!(row(&case(), &e), ["GET /v1/meta", "+", "+", "GET /v1/.well-known/live"]);
    let failed = Failure::Tls(TlsFailure::CertificateUntrusted { issuer: "CN=Company".into(), self_signed: false });
    let facts = ProbeFacts::Tls(refused_by(&[Language::Python, Language::Go, Language::TypeScript]));
    put(&mut e, ProbeId::RestTls, ProbeOutcome::Failed(failed, Some(facts)));
    // What Java would meet behind a handshake that the probe ended was not measured.
    assert_eq!(row(&case(), &e), ["GET /v1/meta", "GET /v1/meta", "first request", "?"]);
}

/// What a variable does to the roots, for REST and gRPC apart (`facts.md` §0.11).
#[test]
fn variables_choose_the_roots() {
    use RootStore::{Bundled, System, SystemFolders};
    type Row = (
        &'static str,
        Language,
        Protocol,
        &'static [(&'static str, &'static str)],
        &'static [RootStore],
        &'static [&'static str],
    );
    let table: [Row; 12] = [
        ("certifi", Language::Python, Protocol::Rest, &[("SSL_CERT_FILE", "a")], &[Bundled], &[]),
        ("grpcio", Language::Python, Protocol::Grpc, &[("SSL_CERT_FILE", "a")], &[Bundled], &[]),
        ("replaced", Language::Python, Protocol::Grpc, &[(GRPC, "a")], &[], &[GRPC]),
        ("grpc-js", Language::TypeScript, Protocol::Grpc, &[(GRPC, "a"), (NODE, "b")], &[], &[GRPC]),
        ("not fetch", Language::TypeScript, Protocol::Rest, &[(GRPC, "a")], &[Bundled], &[]),
        ("added", Language::TypeScript, Protocol::Grpc, &[(NODE, "a")], &[Bundled], &[NODE]),
        ("openssl", Language::TypeScript, Protocol::Rest, &[("NODE_OPTIONS", "--use-openssl-ca")], &[System], &[]),
        (
            "openssl's",
            Language::TypeScript,
            Protocol::Rest,
            &[("NODE_OPTIONS", "--use-openssl-ca"), ("SSL_CERT_DIR", "d")],
            &[],
            &["SSL_CERT_DIR"],
        ),
        ("system", Language::TypeScript, Protocol::Rest, &[("NODE_USE_SYSTEM_CA", "1")], &[Bundled, System], &[]),
        ("Go", Language::Go, Protocol::Rest, &[], &[System], &[]),
        ("file", Language::Go, Protocol::Rest, &[("SSL_CERT_FILE", "a")], &[SystemFolders], &["SSL_CERT_FILE"]),
        ("requests", Language::Curl, Protocol::Rest, &[("CURL_CA_BUNDLE", "a")], &[], &["CURL_CA_BUNDLE"]),
    ];
    for (name, language, protocol, variables, stores, named) in table {
        let client = JudgedClient::of(language);
        let get = |wanted: &str| variables.iter().find(|(name, _)| *name == wanted).map(|(_, value)| *value);
        let choice = roots::choice(client, protocol, get);
        assert_eq!((choice.stores.as_slice(), choice.named.as_slice()), (stores, named), "{name}");
    }
    let unverified = |protocol| {
        let client = JudgedClient::of(Language::TypeScript);
        let get = |name: &str| (name == "NODE_TLS_REJECT_UNAUTHORIZED").then_some("0");
        !roots::choice(client, protocol, get).verifies
    };
    assert!(unverified(Protocol::Rest) && !unverified(Protocol::Grpc));
}

const GRPC: &str = "GRPC_DEFAULT_SSL_ROOTS_FILE_PATH";
const NODE: &str = "NODE_EXTRA_CA_CERTS";

#[test]
fn the_key_stops_them_at_the_first_call_that_carries_it() {
    let mut e = healthy();
    let refused = answer(401, r#"{"code":401,"message":"unauthorized: invalid api key"}"#);
    put(
        &mut e,
        ProbeId::RestAuth,
        ProbeOutcome::Failed(Failure::from(refused.clone()), Some(ProbeFacts::from(auth(refused)))),
    );
    put(&mut e, ProbeId::RestMeta, ProbeOutcome::Skipped(Skip::Behind(ProbeId::RestAuth)));
    let meta = "GET /v1/meta";
    assert_eq!(row(&case(), &e), [meta, meta, "first request", meta]);
    assert_eq!(
        message(&case(), &e, Language::Python),
        "UnexpectedStatusCodeError: Meta endpoint! Unexpected status code: 401, with response body: {'code': 401, 'message': 'unauthorized: invalid api key'}."
    );
    // A role without any right may still ask for the version.
    let denied = answer(403, r#"{"error":[{"message":"rbac: authorization, forbidden action: user 'ann'"}]}"#);
    put(
        &mut e,
        ProbeId::RestAuth,
        ProbeOutcome::Failed(Failure::from(denied.clone()), Some(ProbeFacts::from(auth(denied)))),
    );
    assert_eq!(row(&case(), &e), ["+", "+", "+", "+"]);
}

#[test]
fn old_servers_are_refused_by_version() {
    let mut e = healthy();
    for (server, expected) in [("1.26.9", ["-", "-", "+", "-"]), ("1.31.0", ["+", "+", "+", "-"])] {
        let meta = MetaFacts { version: SanitizedText::new(server), ..MetaFacts::default() };
        put(&mut e, ProbeId::RestMeta, ProbeOutcome::Passed(ProbeFacts::Meta(meta)));
        let row = row(&case(), &e).map(|step| if step.starts_with("check of") { "-".to_owned() } else { step });
        assert_eq!(row, expected, "{server}");
    }
}

#[test]
fn a_proxy_variable_stops_only_who_reads_it() {
    let mut case = case();
    let dead = Proxy::read("http://proxy.example:3128", Origin::Variable("https_proxy".into())).unwrap();
    case.environment.proxy =
        vec![Variable { name: "https_proxy".into(), value: SanitizedText::new("http://proxy.example:3128") }];
    case.settings.proxies.rest = Some(dead.clone());
    case.settings.proxies.grpc = Some(dead);
    let mut e = healthy();
    let failed = || {
        Failure::Proxy(ProxyFailure::Unreachable {
            proxy: "http://proxy.example:3128".into(),
            why: ProxyError::Refused,
        })
    };
    let direct = Some(DirectTry { failure: None, took: Duration::from_millis(30) });
    let facts = TcpFacts { direct, ..TcpFacts::default() };
    for id in [ProbeId::RestTcp, ProbeId::GrpcTcp] {
        put(&mut e, id, ProbeOutcome::Failed(failed(), Some(ProbeFacts::Tcp(facts.clone()))));
    }
    without(&BEHIND_GRPC, &mut e, ProbeId::GrpcTcp);
    without(&[ProbeId::RestTls, ProbeId::RestLive, ProbeId::RestAuth, ProbeId::RestMeta], &mut e, ProbeId::RestTcp);
    assert_eq!(row(&case, &e), [HEALTH, HEALTH, "first request", "?"]);
    assert!(message(&case, &e, Language::Python).contains("ipv4:proxy.example:3128"));
}

#[test]
fn python_waits_for_addresses_that_do_not_answer() {
    let mut e = healthy();
    let (dead, good) = ("[2001:db8::9]:443", "203.0.113.9:443");
    let attempt = |address: &str, result| Attempt { address: address.parse().unwrap(), result, took: Duration::ZERO };
    let tcp = TcpFacts {
        attempts: vec![attempt(dead, AttemptResult::Late), attempt(good, AttemptResult::Connected)],
        ..TcpFacts::default()
    };
    put(&mut e, ProbeId::RestTcp, ProbeOutcome::Passed(ProbeFacts::Tcp(tcp)));
    let dns = DnsFacts {
        name: "abc".into(),
        used: Resolved::System,
        addresses: vec!["2001:db8::9".parse().unwrap(), "203.0.113.9".parse().unwrap()],
        system: None,
        direct: vec![],
        console: None,
        through: None,
    };
    put(&mut e, ProbeId::RestDns, ProbeOutcome::Passed(ProbeFacts::Dns(dns)));
    assert_eq!(row(&case(), &e), ["+", "+", "+", "+"]);
    assert!(message(&case(), &e, Language::Python).starts_with("connects after up to 5 s: it tries 2001:db8::9"));
}

#[test]
fn words_and_reasons_belong_together() {
    let names: Vec<&'static str> = Why::iter().map(Why::id).chain(ProxyTextProblem::iter().map(Into::into)).collect();
    for (section, word) in crate::words::catalog::client_word_names() {
        let known = match section {
            "step" => ClientCall::iter().any(|s| <&str>::from(s) == word),
            "note" => true,
            _ => word == "any" || names.contains(&word),
        };
        assert!(known, "{section}.{word} belongs to nothing");
    }
    for step in ClientCall::iter() {
        assert!(client_words("step", step.into()).is_some(), "{step:?}");
    }
}
