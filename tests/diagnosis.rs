//! Is the diagnosis right? Evidence in, causes out: every scenario of `tests/scenarios/*.toml` through the pure core, no network.
//!
//! A scenario names what differs from a healthy Weaviate Cloud cluster; every other planned probe passed, and what stands behind a failure
//! is skipped as a run would skip it.
#![expect(clippy::expect_used, reason = "a test that can't go on ends here")]

#[path = "diagnosis/agreement.rs"]
mod agreement;
#[path = "diagnosis/pieces.rs"]
mod pieces;
#[path = "diagnosis/world.rs"]
mod world;

use serde::Deserialize;
use std::collections::BTreeMap;
use std::time::Duration;
use strum::IntoEnumIterator as _;
use weaviate_doctor::model::api_key::{ApiKey, Redactor};
use weaviate_doctor::model::case::{Case, ConfiguredCluster, Sourced};
use weaviate_doctor::model::evidence::*;
use weaviate_doctor::model::finding::Confidence;
use weaviate_doctor::model::http_answer::{HttpAnswer, RawAnswer};
use weaviate_doctor::model::plan::Plan;
use weaviate_doctor::model::proxy::{Proxies, Proxy};
use weaviate_doctor::model::proxy_use::Protocol;
use weaviate_doctor::model::sanitized::SanitizedText;
use weaviate_doctor::rules::clients::JudgedClient;
use weaviate_doctor::rules::clients::proxy::variable;
use weaviate_doctor::rules::clients::proxy_text::judge;
use weaviate_doctor::rules::diagnosis::{diagnose, undiagnosed_words};
use weaviate_doctor::words::catalog;
use world::evidence_of;

const KEY: &str = "aGVhbHRoeS1rZXktZm9yLXNjZW5hcmlvcy0wMDE=";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Book {
    scenario: Vec<Scenario>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Scenario {
    name: String,
    #[serde(default = "cloud")]
    url: String,
    key: Option<String>,
    #[serde(default)]
    no_key: bool,
    symptom: Option<String>,
    client: Option<String>,
    init_timeout: Option<f64>,
    #[serde(default)]
    console: bool,
    proxy: Option<String>,
    /// The variable that names it.
    proxy_variable: Option<String>,
    /// Only gRPC goes through the proxy.
    #[serde(default)]
    proxy_for_grpc_only: bool,
    /// How the way without the proxy ends: `works`, or a word as for a probe.
    #[serde(default)]
    direct: BTreeMap<String, String>,
    /// How the way through a proxy ends that the client does not take: `works`, or a word as for a probe.
    #[serde(default)]
    through: BTreeMap<String, String>,
    #[serde(default)]
    answers: BTreeMap<String, String>,
    #[serde(default)]
    probes: BTreeMap<String, Told>,
    causes: Vec<String>,
    verdict: Option<String>,
    confidence: Option<String>,
    /// Clusters of the config file: name and URL.
    #[serde(default)]
    configured: BTreeMap<String, String>,
    /// What `--cross-check` found: `belongs-to` and `opened-by`.
    #[serde(default)]
    cross: BTreeMap<String, String>,
    /// The cause that the answer's own words name to somebody who sees nothing else, where case or other probes lead `check` further;
    /// `undiagnosed` where they name none.
    explain: Option<String>,
    /// Values that the first finding's words must hold.
    #[serde(default)]
    says: Vec<String>,
}

fn cloud() -> String {
    "https://abc.c0.europe-west3.gcp.weaviate.cloud".into()
}

/// How a probe ended: a word, an HTTP answer, or a certificate chain.
#[derive(Deserialize)]
#[serde(untagged)]
enum Told {
    Word(String),
    Http {
        status: u16,
        #[serde(default)]
        body: String,
        #[serde(default)]
        headers: BTreeMap<String, String>,
    },
    Chain {
        chain: Vec<[String; 2]>,
        verdict: String,
    },
    Grpc {
        code: String,
        #[serde(default)]
        message: String,
    },
}

fn case_of(s: &Scenario) -> Case {
    let mut case = Case::empty();
    case.symptom = s.symptom.as_ref().map(|t| t.parse().expect("symptom"));
    case.client = s.client.as_ref().map(|t| t.parse().expect("client")).unwrap_or_default();
    case.client_origin = if s.client.is_some() { Origin::Argument } else { Origin::Default };
    if !s.url.is_empty() {
        case.url = Sourced::new(s.url.clone(), Origin::Argument);
    }
    if !s.no_key {
        case.key =
            Sourced::new(ApiKey::new(s.key.clone().unwrap_or(KEY.into())), Origin::Variable("WEAVIATE_API_KEY".into()));
    }
    case.settings.init_timeout = s.init_timeout.map(Duration::from_secs_f64);
    case.settings.console_named = s.console;
    if let Some(proxy) = &s.proxy {
        let name = s.proxy_variable.clone().unwrap_or("HTTPS_PROXY".into());
        let proxy = Proxy::read(proxy, Origin::Variable(name.as_str().into())).expect("proxy");
        let proxy_url = proxy.url();
        case.environment.proxy = vec![Variable { name: name.as_str().into(), value: SanitizedText::new(&proxy_url) }];
        case.environment.texts = vec![(name.as_str().into(), judge(&proxy_url))];
        let target = case.usable_target().expect("a target");
        let get = |wanted: &str| (wanted == name).then_some(proxy_url.as_str());
        let taken = |protocol, endpoint| variable(JudgedClient::own(&case), protocol, endpoint, get).is_some();
        let (rest, grpc) = (taken(Protocol::Rest, &target.rest), taken(Protocol::Grpc, &target.grpc));
        let part = |wanted: bool| Some(proxy.clone()).filter(|_| wanted);
        case.settings.proxies = Proxies {
            rest: part(rest && !s.proxy_for_grpc_only),
            grpc: part(grpc),
            console: None,
            unused_rest: part(!rest && !s.proxy_for_grpc_only),
            unused_grpc: part(!grpc),
        };
    }
    for (name, url) in &s.configured {
        let (key, proxy) = (Sourced::default(), None);
        case.configured.push(ConfiguredCluster { name: name.clone(), url: url.clone(), key, proxy });
    }
    for (question, choice) in &s.answers {
        assert!(
            case.answers.set(question.parse().expect("question"), choice.parse().expect("choice")),
            "{}: {choice}",
            s.name
        );
    }
    case
}

fn books() -> Vec<(String, Book)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/scenarios");
    let mut books: Vec<(String, Book)> = std::fs::read_dir(folder)
        .expect("scenarios")
        .map(|entry| {
            let path = entry.expect("entry").path();
            let text = std::fs::read_to_string(&path).expect("readable");
            let book = toml::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
            (path.file_name().expect("name").to_string_lossy().into_owned(), book)
        })
        .collect();
    books.sort_by(|a, b| a.0.cmp(&b.0));
    books
}

#[test]
fn every_scenario_is_named_right() {
    let mut wrong = Vec::new();
    for (file, book) in books() {
        for s in &book.scenario {
            let case = case_of(s);
            let evidence = evidence_of(s, &case);
            let diagnosis = diagnose(&case, &evidence);
            let named: Vec<&str> = diagnosis.findings.iter().map(|f| f.cause.id()).collect();
            let verdict: &str = diagnosis.verdict.into();
            let expected_verdict =
                s.verdict.as_deref().unwrap_or(if s.causes.is_empty() { "healthy" } else { "diagnosed" });
            if named != s.causes || verdict != expected_verdict {
                wrong.push(format!(
                    "{file}: {}: {verdict} {named:?}, expected {expected_verdict} {:?}",
                    s.name, s.causes
                ));
                continue;
            }
            if let (Some(confidence), Some(first)) = (&s.confidence, diagnosis.findings.first()) {
                let got: &str = first.confidence.into();
                if got != confidence {
                    wrong.push(format!("{file}: {}: {got}, expected {confidence}", s.name));
                }
            }
            for finding in &diagnosis.findings {
                let fix = catalog::fix(finding, &case, &evidence);
                if finding.confidence == Confidence::Possible && fix.question.is_none() {
                    wrong.push(format!("{file}: {}: {} is possible and has no question", s.name, finding.cause));
                }
            }
            if let Some(first) = diagnosis.findings.first() {
                let fix = catalog::fix(first, &case, &evidence);
                let text = format!("{fix:?}");
                for words in &s.says {
                    if !text.contains(words.as_str()) {
                        wrong.push(format!("{file}: {}: the words lack {words:?}: {text}", s.name));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_this_machine_refuses_is_no_cause_on_the_network() {
    let world = |probes: &[(ProbeId, ProbeOutcome)]| {
        let mut case = Case::empty();
        case.url = Sourced::new(cloud(), Origin::Argument);
        case.key = Sourced::new(ApiKey::new(KEY.into()), Origin::Variable("WEAVIATE_API_KEY".into()));
        case.settings.console_named = true;
        let mut evidence = Evidence::default();
        for (id, outcome) in probes {
            let observation = Observation { outcome: outcome.clone(), started: Duration::ZERO, took: Duration::ZERO };
            evidence.insert(*id, observation);
        }
        let diagnosis = diagnose(&case, &evidence);
        let named: Vec<&str> = diagnosis.findings.iter().map(|f| f.cause.id()).collect();
        assert!(named.is_empty(), "{probes:?}: {named:?}");
        assert_eq!(<&str>::from(diagnosis.verdict), "undiagnosed");
        assert_eq!(undiagnosed_words(&evidence), "local-resource");
    };
    for id in ProbeId::iter().filter(|id| id.chain() != Chain::Local) {
        for what in Shortage::iter() {
            world(&[(id, ProbeOutcome::Failed(Failure::Local(LocalFailure::Resource { what }), None))]);
        }
        // What was silent beside it may be its doing as well.
        let silent = Failure::Tcp(TcpFailure::TimedOut { waiting_for: Phase::Connect, after: Duration::from_secs(10) });
        let short = Failure::Local(LocalFailure::Resource { what: Shortage::Descriptors });
        let other = if id == ProbeId::RestTcp { ProbeId::GrpcTcp } else { ProbeId::RestTcp };
        world(&[(id, ProbeOutcome::Failed(short, None)), (other, ProbeOutcome::Failed(silent, None))]);
    }
}
