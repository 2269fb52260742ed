//! The report as people and programs get it.

use super::super::{Moment, build, json, read};
use super::*;
use crate::model::api_key::ApiKey;
use crate::model::api_key::Redactor;
use crate::model::case::{Case, Sourced};
use crate::model::cause::{Cause as CauseId, Owner};
use crate::model::evidence::{
    Attempt, AttemptResult, Evidence, Failure, GrpcAuthFacts, GrpcCode, Observation, Origin, Phase, ProbeFacts,
    ProbeId, ProbeOutcome, Skip, TcpFacts, TcpFailure,
};
use crate::model::finding::{Confidence, Diagnosis, Finding, Verdict};
use crate::model::report_schema;
use crate::model::sanitized::SanitizedText;
use std::time::{Duration, SystemTime};
use strum::IntoEnumIterator as _;

const KEY: &str = "planted-key-0123456789";

pub(crate) fn report() -> report_schema::Report {
    let mut case = Case::empty();
    case.url =
        Sourced::new("https://abc.c0.europe-west3.gcp.weaviate.cloud".into(), Origin::Variable("WEAVIATE_URL".into()));
    case.key = Sourced::new(ApiKey::new(KEY.into()), Origin::DotEnv("WEAVIATE_API_KEY".into()));
    let mut evidence = Evidence::default();
    let observe = |outcome, ms| Observation { outcome, started: Duration::ZERO, took: Duration::from_millis(ms) };
    let echo = ProbeFacts::GrpcAuth(GrpcAuthFacts {
        with_key: true,
        code: GrpcCode::PermissionDenied,
        message: SanitizedText::new(&format!("no {KEY} here")),
    });
    evidence.insert(ProbeId::GrpcAuth, observe(ProbeOutcome::Passed(echo), 40));
    let attempts = ["203.0.113.7:443", "203.0.113.9:443"].map(|a| Attempt {
        address: a.parse().unwrap(),
        result: AttemptResult::TimedOut,
        took: Duration::from_secs(10),
    });
    let tcp = ProbeFacts::Tcp(TcpFacts { attempts: attempts.to_vec(), ..TcpFacts::default() });
    let failure = Failure::Tcp(TcpFailure::TimedOut { waiting_for: Phase::Connect, after: Duration::from_secs(10) });
    evidence.insert(ProbeId::GrpcTcp, observe(ProbeOutcome::Failed(failure, Some(tcp)), 10_000));
    evidence.insert(ProbeId::GrpcTls, observe(ProbeOutcome::Skipped(Skip::Behind(ProbeId::GrpcTcp)), 0));
    let finding = Finding {
        cause: CauseId::GrpcBlocked,
        confidence: Confidence::Certain,
        owner: Owner::YourNetwork,
        evidence: vec![ProbeId::GrpcTcp],
        details: Vec::new(),
    };
    let diagnosis = Diagnosis { verdict: Verdict::Diagnosed, findings: vec![finding] };
    let moment = Moment { started: SystemTime::UNIX_EPOCH, took: Duration::from_millis(10_412) };
    build(&case, &evidence, &diagnosis, moment)
}

#[test]
fn json_is_as_the_interface_says() {
    let report = report();
    let text = json(&report).unwrap();
    assert!(!text.contains(KEY) && text.contains("[key removed]"));
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(value["schema_version"], 1);
    assert_eq!(value["tool"]["name"], "weaviate-doctor");
    assert_eq!(value["started_at"], "1970-01-01T00:00:00Z");
    assert_eq!(value["duration_ms"], 10_412);
    assert_eq!(value["target"]["rest"], "https://abc.c0.europe-west3.gcp.weaviate.cloud:443");
    assert_eq!(value["target"]["kind"], "weaviate-cloud");
    assert_eq!(
        (&value["client"]["language"], &value["client"]["version"]),
        (&"python".into(), &serde_json::Value::Null)
    );
    assert_eq!(value["symptom"], serde_json::Value::Null);
    let ids: Vec<&str> = value["probes"].as_array().unwrap().iter().map(|p| p["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["grpc.tcp", "grpc.tls", "grpc.auth"]);
    assert_eq!(value["probes"][0]["facts"]["attempts"][1]["result"], "timed-out");
    assert_eq!(value["probes"][1]["because"], "grpc.tcp");
    assert!(value["probes"][0].get("because").is_none());
    let cause = &value["diagnosis"]["causes"][0];
    assert_eq!(
        (&cause["id"], &cause["surface"], &cause["owner"]),
        (&"grpc-blocked".into(), &"connection".into(), &"your-network".into())
    );
    assert_eq!(cause["evidence"][0], "grpc.tcp");
    assert!(cause["fix"]["steps"].is_array() && cause["fix"].get("snippet").is_some());
    assert_eq!(value["clients"], serde_json::json!([]));
    assert_eq!(read(&text, &Redactor::default()).unwrap(), report);
}

#[test]
fn text_fits_and_says_it_in_order() {
    let text = render(&report(), Style::PLAIN);
    assert!(!text.contains(KEY) && !text.contains('\u{1b}'), "{text}");
    for line in text.lines() {
        // A command stays in one piece, so that it can be copied.
        let whole = !line.trim().contains(' ') || line.trim_start().starts_with("curl ");
        assert!(width(line) <= 80 || whole, "{line}");
        assert_eq!(line.trim_end(), line);
    }
    let places: Vec<usize> = [
        "Who acts: your network team. How sure: certain. (grpc-blocked)",
        "How we know",
        "Why",
        "What was checked",
        "✗ accepts connections",
        "· trusted, speaks HTTP/2",
    ]
    .iter()
    .map(|part| text.find(part).unwrap_or_else(|| panic!("{part}\n{text}")))
    .collect();
    assert!(places.is_sorted(), "{text}");
    let colored = render(&report(), Style::COLORED);
    assert!(colored.contains("\u{1b}[31m✗\u{1b}[0m"));
}

/// Every cause, every client, and everything that goes with it: the answer keeps to its page.
#[test]
fn the_answer_alone_fits_on_a_page() {
    let base = report();
    let case = result_document::case(&base);
    let mut evidence = Evidence::default();
    for id in ProbeId::iter() {
        let skipped = ProbeOutcome::Skipped(Skip::Behind(ProbeId::GrpcTcp));
        evidence.insert(id, Observation { outcome: skipped, started: Duration::ZERO, took: Duration::ZERO });
    }
    for cause in CauseId::iter() {
        for language in Language::iter() {
            for confidence in [Confidence::Certain, Confidence::Possible] {
                let mut case = case.clone();
                case.client.language = language;
                let finding =
                    |cause| Finding { cause, confidence, owner: Owner::YourNetwork, evidence: vec![], details: vec![] };
                let findings =
                    [cause, CauseId::KeyMissing, CauseId::KeyRejected, CauseId::GrpcBlocked].map(finding).to_vec();
                let diagnosis = Diagnosis { verdict: Verdict::Diagnosed, findings };
                let moment = Moment { started: SystemTime::UNIX_EPOCH, took: Duration::ZERO };
                let mut report = build(&case, &evidence, &diagnosis, moment);
                // The longest things that can stand there.
                report.probes.iter_mut().for_each(|p| p.status = "failed".into());
                report.probes.iter_mut().for_each(|p| p.summary = "what was found there ".repeat(40));
                report.diagnosis.causes[0].evidence = report.probes.iter().map(|p| p.id.clone()).collect();
                let text = answer(&report, ReportExtent::Short, Style::PLAIN);
                let rows: usize = text.lines().map(|line| width(line).div_ceil(TEXT_COLUMNS).max(1)).sum();
                assert!(rows <= 30, "{} {language:?}: {rows}\n{text}", cause.id());
                assert!(text.contains("Do this\n  1. "), "{} {language:?}\n{text}", cause.id());
            }
        }
    }
}

/// The answer in its order, its signs without color or Unicode; the whole says more.
#[test]
fn the_answer_says_it_in_order() {
    let mut report = report();
    let text = answer(&report, ReportExtent::Short, Style::PLAIN);
    let parts = ["✗ gRPC is blocked", "Who acts", "gRPC  ✗ connect", "✗ TCP 443", "Do this\n", "  1. ", "-v shows"];
    let places = parts.map(|part| text.find(part).unwrap_or_else(|| panic!("{part}\n{text}")));
    assert!(places.is_sorted() && !text.contains("What was checked"), "{text}");
    assert_eq!(answer(&report, ReportExtent::Whole, Style::PLAIN), render(&report, Style::PLAIN));
    let plain = answer(&report, ReportExtent::Short, Style::PLAIN.in_ascii());
    assert!(plain.is_ascii() && plain.contains("gRPC  x connect"), "{plain}");
    let verdict = |language: &str, connects| report_schema::ReportClientVerdict {
        language: language.into(),
        version: None,
        connects: Some(connects),
        stops_at: None,
        message: None,
    };
    for (own, other, shown) in [(true, true, [false, false]), (true, false, [false, true]), (false, true, [true, true])]
    {
        report.clients = vec![verdict("python", own), verdict("go", other)];
        let text = answer(&report, ReportExtent::Short, Style::PLAIN);
        assert_eq!(["✗ Python", " Go "].map(|name| text.contains(name)), shown, "{own} {other}\n{text}");
    }
}

#[test]
fn a_key_that_is_a_word_of_the_schema_breaks_nothing() {
    let mut case = Case::empty();
    case.key = Sourced::new(ApiKey::new("status".into()), Origin::Typed);
    let diagnosis = Diagnosis { verdict: Verdict::Healthy, findings: vec![] };
    let report = build(
        &case,
        &Evidence::default(),
        &diagnosis,
        Moment { started: SystemTime::UNIX_EPOCH, took: Duration::ZERO },
    );
    assert!(read(&json(&report).unwrap(), &Redactor::default()).is_ok());
    let text = render(&report, Style::PLAIN);
    for part in ["✓ Everything works", "This rules out the network", "What to look at next", "  1. "] {
        assert!(text.contains(part), "{part}: {text}");
    }
}
