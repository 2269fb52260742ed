//! What the project's source says, and the client that was found in it.

use super::*;
use crate::words::document::{Content, Sign};

/// The places that the page on screen names.
fn places(outcome: &result::RunResult) -> Vec<String> {
    let blocks = outcome.current().map(|page| page.document.blocks.iter()).into_iter().flatten();
    let items = blocks.filter_map(|block| if let Content::Items(items) = &block.content { Some(items) } else { None });
    items.flatten().filter(|item| item.sign == Some(Sign::Place)).map(|item| item.text.clone()).collect()
}

#[test]
fn language_and_version_return_together() {
    let mut case = found();
    case.client = Client { language: Language::Python, version: Some(crate::model::client::Version::new(4, 14, 3)) };
    let mut wizard = Wizard::new(Some(Symptom::Unauthorized), faults());
    send(&mut wizard, Msg::Discovered(case.clone()));
    wizard.cx.set_language(Language::Go);
    assert_eq!(wizard.cx.case.client, Client { language: Language::Go, version: None });
    wizard.cx.set_language(Language::Python);
    assert_eq!(wizard.cx.case.client, case.client);
}

fn source_finding(cause: Cause, line: usize) -> crate::model::source_finding::SourceFinding {
    crate::model::source_finding::SourceFinding {
        cause,
        path: "app.py".into(),
        line,
        column: 3,
        end_line: line,
        end_column: 9,
        cell: None,
        message: "Said by a rule.".into(),
        confidence: Confidence::Certain,
        fix: Vec::new(),
        lines: None,
    }
}

#[test]
fn the_source_names_the_cluster_whichever_is_read_first() {
    let scanned = |hosts: &[&str]| {
        let cluster = |host: &&str| crate::model::source_finding::NamedCluster {
            host: (*host).to_owned(),
            path: "app.py".into(),
            line: 7,
        };
        Msg::Scanned(Some(Box::new(source::Scanned {
            clusters: hosts.iter().map(cluster).collect(),
            ..Default::default()
        })))
    };
    let nothing = || Msg::Discovered(Box::new(Case::empty()));
    let one = "abc.c0.gcp.weaviate.cloud";
    for messages in [[nothing(), scanned(&[one, one])], [scanned(&[one]), nothing()]] {
        let mut wizard = Wizard::new(None, faults());
        for msg in messages {
            send(&mut wizard, msg);
        }
        assert_eq!(wizard.cx.url_now().value.as_deref(), Some("https://abc.c0.gcp.weaviate.cloud"));
        assert_eq!(wizard.cx.url_now().origin, Origin::Source("app.py".into(), 7));
    }
    // Two are no answer, and what the environment says stays.
    let mut wizard = Wizard::new(None, faults());
    send(&mut wizard, nothing());
    send(&mut wizard, scanned(&[one, "def.c0.gcp.weaviate.cloud"]));
    assert_eq!(wizard.cx.url_now().value, None);
    let mut wizard = ready();
    send(&mut wizard, scanned(&["other.c0.gcp.weaviate.cloud"]));
    assert_eq!(wizard.cx.url_now().origin, Origin::DotEnv("WEAVIATE_URL".into()));
}

#[test]
fn the_place_in_the_source_comes_to_the_page_also_when_the_scan_ends_last() {
    let mut wizard = ready();
    keys(&mut wizard, "3⏎");
    finish(&mut wizard, &grpc_blocked());
    let Screen::Result(outcome) = &wizard.screen else { panic!("no result") };
    let cause = outcome.cause().expect("a cause");
    assert!(places(outcome).is_empty());
    let findings = (1..=7).map(|line| source_finding(cause, line)).chain([source_finding(Cause::UrlIsConsole, 99)]);
    let scanned = source::Scanned { findings: findings.collect(), ..Default::default() };
    send(&mut wizard, Msg::Scanned(Some(Box::new(scanned))));
    let Screen::Result(outcome) = &wizard.screen else { panic!("no result") };
    let places = places(outcome);
    assert_eq!(places.first().map(String::as_str), Some("app.py:1:3: Said by a rule."));
    assert!(places.len() == 6 && places.last().is_some_and(|l| l.contains("2 more")), "{places:?}");
}

/// A limit that was long enough before the run is too short for what it measured, whichever ends first, scan or run.
#[test]
fn what_was_measured_reaches_the_limits_in_the_source() {
    let slow = || {
        let facts = crate::model::evidence::ProbeFacts::Health(crate::model::evidence::HealthFacts {
            cold: vec![Duration::from_secs(3)],
        });
        let late = crate::model::evidence::Warning::SlowerThan(Duration::from_secs(2));
        vec![(ProbeId::GrpcHealth, ProbeOutcome::Warned(facts, late))]
    };
    let limit = |seconds, line| crate::model::source_finding::Limit {
        init: Duration::from_secs(seconds),
        place: source_finding(Cause::GrpcSlow, line),
    };
    let scanned = || {
        let scanned = source::Scanned { limits: vec![limit(2, 4), limit(9, 5)], ..Default::default() };
        Msg::Scanned(Some(Box::new(scanned)))
    };
    for scan_first in [true, false] {
        let mut wizard = ready();
        if scan_first {
            send(&mut wizard, scanned());
        }
        keys(&mut wizard, "3⏎");
        finish(&mut wizard, &slow());
        if !scan_first {
            send(&mut wizard, scanned());
        }
        assert_eq!(outcome(&wizard).cause(), Some(Cause::GrpcSlow));
        let places = places(outcome(&wizard));
        assert_eq!(places, ["app.py:4:3: Said by a rule."], "scan first: {scan_first}");
    }
}
