//! Does `--redact` leave no name in the report of any practice fault, in any format, and does the diagnosis survive it?
//!
//! Names are planted: the practice cluster's own, which identify nobody, are replaced by some that occur nowhere else.
#![cfg(all(feature = "scan", feature = "practice"))]
#![expect(clippy::expect_used, reason = "a test that can't go on ends here")]

use futures_util::StreamExt as _;
use std::net::SocketAddr;
use std::time::{Duration, SystemTime};
use strum::IntoEnumIterator as _;
use tokio::sync::mpsc::unbounded_channel;
use weaviate_doctor::io::practice::{Fault, Practice};
use weaviate_doctor::io::probe;
use weaviate_doctor::model::api_key::Redactor;
use weaviate_doctor::model::case::{Case, Sourced};
use weaviate_doctor::model::client::Language;
use weaviate_doctor::model::evidence::{
    ChainPlace, ChainProblem, ChainRules, ClientTrust, DnsFailure, Evidence, Failure, NamedRoots, Observation, Origin,
    ProbeEvent, ProbeFacts, ProbeId, ProbeOutcome, ProxyError, ProxyFailure, Refusal, RootStore, RootsProblem, Skip,
    TcpFailure, TlsFacts, Warning,
};
use weaviate_doctor::model::proxy::Proxy;
use weaviate_doctor::model::report_schema;
use weaviate_doctor::model::report_schema::Report;
use weaviate_doctor::report::{self, Moment, Style};
use weaviate_doctor::rules::diagnosis::diagnose;

/// What the practice cluster says, and what stands there instead.
const NAMES: [(&str, &str); 11] = [
    ("practice.c0.loopback.weaviate.cloud", "plantedhost7.c0.europe-west3.gcp.weaviate.cloud"),
    ("console.loopback.weaviate.cloud", "console.planted-intranet.example.org"),
    ("practice.example.test", "weaviate.plantedcorp.example.net"),
    ("proxy.practice.invalid", "proxy.plantedcorp.example.net"),
    ("Basic realm=\\\"practice\\\"", "Basic realm=\\\"plantedrealm\\\""),
    ("the practice cluster", "/home/planteduser/plantedkey.txt"),
    ("127.0.0.1", "10.77.66.55"),
    ("Practice", "Plantedcorp"),
    ("practice-user", "planteduser"),
    ("portal.example", "portal.plantedcorp.example.net"),
    ("practice@", "planteduser@"),
];

/// None of these may be left.
const GONE: [&str; 3] = ["planted", "10.77.66.55", "77.66"];

async fn report(fault: Fault) -> (Fault, Report, Case) {
    let mut case = Case::empty();
    case.settings.timeout = Duration::from_secs(4);
    let practice = Practice::start(fault, None).await.expect("practice");
    practice.apply(&mut case);
    let (observer, mut events) = unbounded_channel();
    let _run = probe::start(&case, observer);
    let mut evidence = Evidence::default();
    while let Some(event) = events.recv().await {
        if let ProbeEvent::Finished(id, observation) = event {
            evidence.insert(id, *observation);
        }
    }
    (fault, build(&case, &evidence), case)
}

fn build(case: &Case, evidence: &Evidence) -> Report {
    let moment = Moment { started: SystemTime::UNIX_EPOCH, took: Duration::from_millis(412) };
    report::build(case, evidence, &diagnose(case, evidence), moment)
}

fn planted(report: &Report) -> Report {
    let mut text = report::json(report).expect("JSON");
    for (name, instead) in NAMES {
        text = text.replace(name, instead);
    }
    let mut report = report::read(&text, &Redactor::default()).expect("still a report");
    // A place in the user's source, as the scan finds it.
    let path = "src/plantedshop/app.py".to_owned();
    for cause in report.diagnosis.causes.iter_mut().take(1) {
        cause.places = vec![format!("{path}:3: the key is written into the source")];
        report.findings = vec![report_schema::ReportPlace {
            path: path.clone(),
            line: 3,
            column: 1,
            end_line: 3,
            end_column: 9,
            cell: None,
            cell_line: None,
            cause: "key-in-source".to_owned(),
            confidence: "certain".to_owned(),
            message: "the key is written into the source".to_owned(),
            fixable: false,
        }];
    }
    report
}

/// Every format.
fn written(report: &Report) -> String {
    [
        report::json(report).expect("JSON"),
        report::text::render(report, Style::PLAIN),
        report::markdown(report),
        report::html(report),
        report::junit(report).expect("XML"),
    ]
    .join("\n")
}

/// What must be the same before and after.
fn diagnosed(report: &Report) -> Vec<String> {
    let probes = report
        .probes
        .iter()
        .map(|p| format!("{} {} {:?} {:?} {}", p.id, p.status, p.because, p.failure, p.duration_ms));
    let causes = report.diagnosis.causes.iter().map(|c| {
        let fix = &c.fix;
        format!("{} {} {} {:?} {} {:?}", c.id, c.confidence, c.owner, c.evidence, fix.steps.len(), fix.links)
    });
    let answers = report.probes.iter().flat_map(|p| {
        ["status", "meaning", "speaker", "version", "worst_ms"].map(|f| format!("{f} {:?}", p.facts.get(f)))
    });
    probes
        .chain(causes)
        .chain(answers)
        .chain([report.diagnosis.verdict.clone(), report.started_at.clone(), report.tool.version.clone()])
        .collect()
}

fn left(text: &str) -> Vec<String> {
    let lower = text.to_lowercase();
    let found = GONE.iter().flat_map(|name| lower.match_indices(name)).map(|(i, _)| i);
    found
        .map(|i| {
            lower[lower.floor_char_boundary(i.saturating_sub(60))..lower.ceil_char_boundary((i + 40).min(lower.len()))]
                .to_owned()
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn no_fault_s_redacted_report_holds_a_name() {
    let mut runs = futures_util::stream::iter(Fault::iter().map(report)).buffer_unordered(12);
    let (mut seen, mut wrong) = (0, Vec::new());
    while let Some((fault, original, case)) = runs.next().await {
        let planted = planted(&original);
        seen += left(&written(&planted)).len();
        // Nothing but the report itself tells which names there are.
        let redacted = report::pseudonymous(planted.clone(), &Case::empty()).expect("redacted");
        let names = left(&written(&redacted));
        if !names.is_empty() {
            wrong.push(format!("{}: {names:#?}", fault.id()));
        }
        assert!(redacted.redacted);
        assert_eq!(diagnosed(&redacted), diagnosed(&planted), "{}", fault.id());
        if planted.target.is_some() {
            let again = report::pseudonymous(planted, &case).expect("redacted");
            assert_eq!(report::json(&redacted).expect("JSON"), report::json(&again).expect("JSON"), "{}", fault.id());
        }
        assert!(report::read(&report::json(&redacted).expect("JSON"), &Redactor::default()).is_ok());
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(seen > 500, "nothing was planted: {seen}");
}

/// Names that stand in a failure alone, or in the case alone.
#[test]
fn names_outside_the_facts_go_too() {
    let mut case = Case::empty();
    case.url = Sourced::new(
        "https://plantedhost7.c0.europe-west3.gcp.weaviate.cloud".into(),
        Origin::Variable("PLANTED_COMPANY_URL".into()),
    );
    case.key.origin = Origin::File("/home/planteduser/key.txt".into());
    let proxy = Proxy::read("http://planteduser:plantedpass@plantedproxy:3128", Origin::Variable("HTTPS_PROXY".into()));
    case.settings.proxies.rest = proxy.ok();
    let failed = |failure| Observation {
        outcome: ProbeOutcome::Failed(failure, None),
        started: Duration::ZERO,
        took: Duration::from_millis(5),
    };
    let mut evidence = Evidence::default();
    let proxy = || "http://plantedproxy:3128".to_owned();
    evidence.insert(
        ProbeId::RestTcp,
        failed(Failure::Proxy(ProxyFailure::Unreachable { proxy: proxy(), why: ProxyError::Refused })),
    );
    let addresses: Vec<SocketAddr> =
        vec!["10.77.66.55:443".parse().expect("address"), "[fd12:77:66::9]:443".parse().expect("address")];
    evidence.insert(ProbeId::GrpcTcp, failed(Failure::Tcp(TcpFailure::Refused { addresses })));
    let name = "console.planted.example.org".to_owned();
    evidence.insert(ProbeId::ConsoleDns, failed(Failure::Dns(DnsFailure::NameNotFound { name, by_server: true })));
    evidence.insert(
        ProbeId::RestTls,
        Observation {
            outcome: ProbeOutcome::Skipped(Skip::Behind(ProbeId::RestTcp)),
            started: Duration::ZERO,
            took: Duration::ZERO,
        },
    );
    let original = build(&case, &evidence);
    assert!(left(&written(&original)).len() > 10);
    let redacted = report::pseudonymous(original.clone(), &case).expect("redacted");
    let text = written(&redacted);
    assert_eq!(left(&text), Vec::<String>::new());
    assert!(!text.contains("fd12"), "{text}");
    assert_eq!(diagnosed(&redacted), diagnosed(&original));
}

/// What this program says of a chain stays; whose chain it is goes.
#[test]
fn what_a_client_makes_of_a_chain_stays() {
    let case = Case::empty();
    let refusal = Refusal {
        problem: ChainProblem::MissingAuthorityKeyIdentifier,
        place: ChainPlace::Server,
        subject: "CN=weaviate.planted.example.org".into(),
        issuer: "CN=Planted Inspection Root".into(),
        not_after: 0,
    };
    let client = ClientTrust {
        language: Language::Python,
        version: None,
        rules: ChainRules::OpensslStrict,
        stores: vec![RootStore::Bundled],
        named: vec![NamedRoots { variable: "NODE_EXTRA_CA_CERTS".into(), problem: Some(RootsProblem::Der) }],
        verifies: true,
        refusal: Some(refusal),
    };
    let mut evidence = Evidence::default();
    let facts = TlsFacts { clients: vec![client], ..TlsFacts::default() };
    let outcome = ProbeOutcome::Warned(ProbeFacts::Tls(facts), Warning::ClientRefuses);
    evidence.insert(ProbeId::RestTls, Observation { outcome, started: Duration::ZERO, took: Duration::ZERO });
    let redacted = report::pseudonymous(build(&case, &evidence), &case).expect("redacted");
    let text = report::json(&redacted).expect("JSON");
    for own in ["missing-authority-key-identifier", "openssl-strict", "bundled", "NODE_EXTRA_CA_CERTS", "\"der\""] {
        assert!(text.contains(own), "{own}: {text}");
    }
    assert!(!text.contains("planted") && !text.contains("Planted"), "{text}");
}

/// The user's own line is full of names, and so is its place.
#[test]
fn an_error_text_is_explained_without_the_names_of_its_own_line() {
    let text = "Traceback (most recent call last):\n  File \"/home/planteduser/planted/app.py\", line 7, in <module>\n    \
                c = weaviate.connect_to_weaviate_cloud(cluster_url=PLANTED_URL, auth_credentials=\"x-y\")\n\
                weaviate.exceptions.UnexpectedStatusCodeError: Meta endpoint! Unexpected status code: 401, with response body: \
                {'code': 401, 'message': 'anonymous access not enabled'}.\n";
    let folder = tempfile::tempdir().expect("folder");
    std::fs::write(folder.path().join("error.txt"), text).expect("written");
    for format in ["text", "json", "html"] {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_weaviate-doctor"))
            .args(["explain", "error.txt", "--client", "python@4.9.3", "--redact", "--format", format])
            .env_clear()
            .current_dir(folder.path())
            .output()
            .expect("ran");
        let shown = String::from_utf8_lossy(&output.stdout).to_lowercase();
        assert!(output.status.code() == Some(1) && !shown.contains("planted"), "{format}: {shown}");
    }
}
