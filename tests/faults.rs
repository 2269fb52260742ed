//! Does every practice fault come out as its cause, on real sockets, and does the key stay hidden in every output while it does?
//!
//! The key is planted: it is a string that occurs nowhere else, given to every fault, and looked for in all that is written.
#![cfg(all(feature = "scan", feature = "practice"))]
#![expect(clippy::expect_used, reason = "a test that can't go on ends here")]

use futures_util::StreamExt as _;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use std::fmt::Write as _;
use std::time::{Duration, SystemTime};
use strum::IntoEnumIterator as _;
use tokio::sync::mpsc::unbounded_channel;
use weaviate_doctor::frontend::tui::view;
use weaviate_doctor::frontend::tui::view::Theme;
use weaviate_doctor::io::log::{Log, LogNames};
use weaviate_doctor::io::practice::{Fault, Practice};
use weaviate_doctor::io::probe;
use weaviate_doctor::model::api_key::{ApiKey, Redactor};
use weaviate_doctor::model::case::{Case, Sourced};
use weaviate_doctor::model::evidence::{Evidence, GrpcWeb, Origin, ProbeEvent, ProbeOutcome, Skip};
use weaviate_doctor::model::finding::{Diagnosis, Verdict};
use weaviate_doctor::model::plan::Plan;
use weaviate_doctor::model::report_schema::Report;
use weaviate_doctor::model::symptom::Symptom;
use weaviate_doctor::report::comparison::SideBySide;
use weaviate_doctor::report::{self, Moment, Style};
use weaviate_doctor::rules::compare::Comparison;
use weaviate_doctor::rules::diagnosis::diagnose;
use weaviate_doctor::wizard::{Effect, Input, Key, Msg, Wizard};
use weaviate_doctor::words::result_document::ReportExtent;
use weaviate_doctor::words::{catalog, columns, describe};

const PLANTED: &str = "cGxhbnRlZC1rZXktdGhhdC1zdGFuZHMtbm93aGVyZS1lbHNl";

/// Long enough for the fault that answers late, short enough for those that never answer.
const BOUND: Duration = Duration::from_secs(4);

async fn run(case: &Case) -> Evidence {
    let (observer, mut events) = unbounded_channel();
    let _run = probe::start(case, observer);
    let mut evidence = Evidence::default();
    while let Some(event) = events.recv().await {
        match event {
            ProbeEvent::Started(_) | ProbeEvent::Supposed(_) => {}
            ProbeEvent::Finished(id, observation) => evidence.insert(id, *observation),
            ProbeEvent::Ended(took) => evidence.took = took,
        }
    }
    evidence
}

async fn examine(fault: Fault) -> (Fault, Case, Evidence, Diagnosis) {
    let mut case = Case::empty();
    case.key = Sourced::new(ApiKey::new(PLANTED.into()), Origin::Variable("PLANTED".into()));
    case.settings.timeout = BOUND;
    let practice = Practice::start(fault, case.key.value.as_ref()).await.expect("practice");
    practice.apply(&mut case);
    let evidence = run(&case).await;
    let diagnosis = diagnose(&case, &evidence);
    (fault, case, evidence, diagnosis)
}

/// Everything that a run writes.
fn outputs(case: &Case, evidence: &Evidence, diagnosis: &Diagnosis) -> String {
    let moment = Moment { started: SystemTime::UNIX_EPOCH, took: evidence.took };
    let report = report::build(case, evidence, diagnosis, moment);
    let mut all = report::json(&report).expect("JSON");
    all += &report::text::render(&report, Style::PLAIN);
    all += &report::markdown(&report);
    all += &report::junit(&report).expect("XML");
    let comparison = Comparison::of(&report, &report).expect("comparable");
    let both = SideBySide { a: ("a", &report), b: ("b", &report), comparison: &comparison };
    all += &(both.text(Style::PLAIN) + &both.markdown() + &both.json().expect("JSON"));
    all += &saved_screens(report.clone());
    all += &log(case, evidence);
    all += &report::json(&report::pseudonymous(report, case).expect("redacted")).expect("JSON");
    for (id, observation) in evidence.iter() {
        all += &describe::summary(id, observation, case);
        let _ = write!(
            all,
            "{:?}",
            describe::details(id, observation, case, &weaviate_doctor::rules::clients::proxy::table(case))
        );
    }
    for finding in &diagnosis.findings {
        let _ = write!(all, "{:?}", catalog::fix(finding, case, evidence));
    }
    all + &screens(case, evidence) + &format!("{case:?}{evidence:?}{diagnosis:?}")
}

/// Every screen of `open`.
fn saved_screens(report: Report) -> String {
    let mut wizard = Wizard::on_report(report, "report.json");
    let mut all = frame(&wizard);
    for key in ['w', '\u{1b}', 'b', 'd', '?'] {
        let input = if key == '\u{1b}' { Input::Key(Key::Esc) } else { Input::Char(key) };
        let _ = wizard.update(Msg::Input(input));
        all += &frame(&wizard);
    }
    all
}

/// What `--log` writes.
fn log(case: &Case, evidence: &Evidence) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("log");
    let log = Log::open(&path, LogNames::Shown).expect("opened");
    log.begin(case);
    for (id, observation) in evidence.iter() {
        log.event(&ProbeEvent::Started(id), case);
        log.event(&ProbeEvent::Finished(id, Box::new(observation.clone())), case);
    }
    std::fs::read_to_string(&path).expect("written")
}

/// Every screen of the wizard on the way to this result.
fn screens(case: &Case, evidence: &Evidence) -> String {
    let mut wizard = Wizard::new(Some(case.symptom.unwrap_or(Symptom::NotSure)), Vec::new());
    let mut all = String::new();
    let mut effects = wizard.update(Msg::Discovered(Box::new(case.clone())));
    for _ in 0..8 {
        all += &frame(&wizard);
        if let Some(Effect::StartRun(id, case)) = effects.iter().find(|e| matches!(e, Effect::StartRun(..))) {
            for probe in Plan::of(case).probes.iter().map(|p| p.id) {
                if let Some(observation) = evidence.get(probe) {
                    let _ = wizard.update(Msg::Probe(*id, ProbeEvent::Finished(probe, Box::new(observation.clone()))));
                }
            }
            all += &frame(&wizard);
            let _ = wizard.update(Msg::Probe(*id, ProbeEvent::Ended(evidence.took)));
            break;
        }
        effects = wizard.update(Msg::Input(Input::Key(Key::Enter)));
    }
    for _ in 0..6 {
        all += &frame(&wizard);
        let _ = wizard.update(Msg::Input(Input::Key(Key::PageDown)));
    }
    all
}

fn frame(wizard: &Wizard) -> String {
    let mut terminal = Terminal::new(TestBackend::new(120, 40)).expect("terminal");
    let theme = Theme { color: false, unicode: true, ..Theme::default() };
    terminal
        .draw(|frame| {
            view::view(wizard, &theme, frame);
        })
        .expect("drawn");
    terminal.backend().to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_fault_is_named_and_no_key_is_shown() {
    let redactor = Redactor::new([&ApiKey::new(PLANTED.into())]);
    let mut wrong = Vec::new();
    let mut runs = futures_util::stream::iter(Fault::iter().map(examine)).buffer_unordered(12);
    while let Some((fault, case, evidence, diagnosis)) = runs.next().await {
        let first = diagnosis.findings.first().map(|f| f.cause);
        if first != fault.cause() {
            wrong.push(format!("{}: {:?} {:#?}", fault.id(), diagnosis, evidence));
        }
        let planned: Vec<_> = Plan::of(&case).probes.iter().map(|p| p.id).collect();
        let observed: Vec<_> = evidence.iter().map(|(id, _)| id).collect();
        assert!(planned.iter().all(|id| observed.contains(id)), "{}: a probe never ended", fault.id());
        let everything = outputs(&case, &evidence, &diagnosis);
        assert!(!redactor.finds(&everything), "{}: the key is shown", fault.id());
        let moment = Moment { started: SystemTime::UNIX_EPOCH, took: evidence.took };
        let report = report::build(&case, &evidence, &diagnosis, moment);
        let text = report::text::answer(&report, ReportExtent::Short, Style::PLAIN);
        let rows: usize = text.lines().map(|line| columns::width(line).div_ceil(80).max(1)).sum();
        let most = if diagnosis.verdict == Verdict::Healthy { 4 } else { 30 };
        assert!(rows <= most && !redactor.finds(&text), "{}: {rows} rows\n{text}", fault.id());
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_key_is_known_to_be_wrong_and_a_missing_one_to_be_missing() {
    let practice = Practice::start(Fault::Healthy, None).await.expect("practice");
    let mut case = Case::empty();
    case.key = Sourced::new(ApiKey::new(PLANTED.into()), Origin::Variable("PLANTED".into()));
    practice.apply(&mut case);
    let evidence = run(&case).await;
    let causes: Vec<&str> = diagnose(&case, &evidence).findings.iter().map(|f| f.cause.id()).collect();
    assert_eq!(causes, ["key-rejected"]);

    case.key = Sourced { value: None, origin: Origin::Argument };
    let evidence = run(&case).await;
    let causes: Vec<&str> = diagnose(&case, &evidence).findings.iter().map(|f| f.cause.id()).collect();
    assert_eq!(causes, ["key-missing", "no-key-on-new-cluster"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn where_grpc_is_blocked_grpc_web_proves_service_and_key() {
    let (_, case, evidence, diagnosis) = examine(Fault::GrpcBlocked).await;
    let meta = "rest.meta".parse().expect("id");
    assert_eq!(evidence.meta(meta).expect("facts").grpc_web, Some(GrpcWeb::TakesKey));
    let first = diagnosis.findings.first().expect("a cause");
    assert!(first.evidence.contains(&meta));
    let fix = format!("{:?}", catalog::fix(first, &case, &evidence));
    assert!(fix.contains("it accepts your key, so only the direct gRPC path is blocked"), "{fix}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dropped_run_stops_at_once() {
    let practice = Practice::start(Fault::ConnectionBlocked, None).await.expect("practice");
    let mut case = Case::empty();
    practice.apply(&mut case);
    let (observer, mut events) = unbounded_channel();
    let run = probe::start(&case, observer);
    while let Some(event) = events.recv().await {
        if matches!(event, ProbeEvent::Started(id) if id.as_str() == "rest.tcp") {
            break;
        }
    }
    drop(run);
    // The channel closes when the last probe is gone: long before the probe's own bound of ten seconds.
    let rest = async { while events.recv().await.is_some() {} };
    tokio::time::timeout(Duration::from_secs(5), rest).await.expect("the probes go on");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_behind_a_failure_is_skipped_with_the_reason() {
    let (_, _, evidence, diagnosis) = examine(Fault::GrpcRefused).await;
    assert_eq!(diagnosis.verdict, Verdict::Diagnosed);
    for id in ["grpc.tls", "grpc.health", "grpc.auth"] {
        let outcome = &evidence.get(id.parse().expect("id")).expect("observed").outcome;
        assert_eq!(*outcome, ProbeOutcome::Skipped(Skip::Behind("grpc.tcp".parse().expect("id"))), "{id}");
    }
}
