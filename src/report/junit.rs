//! The report for CI: `JUnit` XML with a suite a chain, a test case a probe, and the diagnosis as a suite of its own. The library escapes, and
//! leaves out the characters that XML forbids.

use super::several::Member;
use super::style::Style;
use super::text;
use crate::model::evidence::{Chain, ProbeId};
use crate::model::report_schema::{Report, ReportProbe};
use crate::words::result_document::{page, title};
use quick_junit::{NonSuccessKind, Report as Suites, TestCase, TestCaseStatus, TestSuite};
use std::str::FromStr as _;
use std::time::Duration;

/// The report as XML text.
pub fn render(report: &Report) -> anyhow::Result<String> {
    let mut suites = Suites::new("weaviate-doctor");
    suites.set_time(Duration::from_millis(report.duration_ms));
    suites.add_test_suite(diagnosis(report));
    let mut rest = report.probes.as_slice();
    // Probes stand in the order of their chains.
    while let Some(first) = rest.first() {
        let chain = chain(first);
        let count = rest.iter().take_while(|p| self::chain(p) == chain).count();
        let (these, others) = rest.split_at(count);
        let mut suite = TestSuite::new(format!("weaviate-doctor.{chain}"));
        suite.set_time(Duration::from_millis(these.iter().fold(0, |sum, p| p.duration_ms.saturating_add(sum))));
        suite.add_test_cases(these.iter().map(probe));
        suites.add_test_suite(suite);
        rest = others;
    }
    written(&suites)
}

/// The reports of several clusters as XML text: a suite a cluster, with the diagnosis first and then its probes.
pub fn several(members: &[Member], took: Duration) -> anyhow::Result<String> {
    let mut suites = Suites::new("weaviate-doctor");
    suites.set_time(took);
    for member in members {
        let mut suite = TestSuite::new(format!("weaviate-doctor.{}", member.name));
        match &member.outcome {
            Ok(report) => {
                suite.set_time(Duration::from_millis(report.duration_ms));
                suite.add_test_cases(diagnosis(report).test_cases);
                suite.add_test_cases(report.probes.iter().map(probe));
            }
            Err(why) => {
                let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
                status.set_type("not-checked").set_message(why.as_str());
                suite.set_time(Duration::ZERO);
                suite.add_test_case(case("was checked", "not-checked", status));
            }
        }
        suites.add_test_suite(suite);
    }
    written(&suites)
}

fn written(suites: &Suites) -> anyhow::Result<String> {
    let text = suites.to_string()?;
    // The schema of Jenkins' xUnit plugin knows this attribute of a suite, but not of the whole.
    let skipped = format!(" skipped=\"{}\"", suites.skipped);
    Ok(text.replacen(&skipped, "", 1))
}

/// `rest` of `rest.tls`.
fn chain(probe: &ReportProbe) -> &str {
    probe.id.split('.').next().unwrap_or_default()
}

fn probe(probe: &ReportProbe) -> TestCase {
    let id = ProbeId::from_str(&probe.id).ok();
    let mut status = match probe.status.as_str() {
        "failed" => TestCaseStatus::non_success(NonSuccessKind::Failure),
        "skipped" => TestCaseStatus::skipped(),
        _ => TestCaseStatus::success(),
    };
    if probe.status == "failed" {
        status.set_type(probe.failure.as_deref().unwrap_or("failed"));
        status.set_description(probe.summary.as_str());
    }
    if matches!(probe.status.as_str(), "failed" | "skipped") {
        status.set_message(probe.summary.as_str());
    }
    let title = id.map_or(probe.id.as_str(), |id| id.title());
    let name = format!("{} {title}", id.map_or("", |id| word(id.chain())));
    let mut case = TestCase::new(name.trim().to_owned(), status);
    case.set_classname(format!("weaviate-doctor.{}", probe.id));
    case.set_time(Duration::from_millis(probe.duration_ms));
    if matches!(probe.status.as_str(), "passed" | "warned") {
        let remark = if probe.status == "warned" { "remark: " } else { "" };
        case.set_system_out(format!("{remark}{}", probe.summary));
    }
    case
}

const fn word(chain: Chain) -> &'static str {
    match chain {
        Chain::Local => "here:",
        Chain::Rest => "REST",
        Chain::Grpc => "gRPC",
        Chain::Console => "console",
        Chain::Program => "program",
    }
}

/// One failed test case a cause, or a single one for a verdict without a cause; each with what the result says.
fn diagnosis(report: &Report) -> TestSuite {
    let said = |at| text::document(&page(report, at, None), Style::PLAIN);
    let mut suite = TestSuite::new("weaviate-doctor.diagnosis");
    suite.set_time(Duration::ZERO);
    for (i, cause) in report.diagnosis.causes.iter().enumerate() {
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
        status.set_type(cause.id.as_str()).set_message(title(cause)).set_description(said(Some(i)));
        suite.add_test_case(case(&format!("{} ({})", cause.id, cause.confidence), &cause.id, status));
    }
    if report.diagnosis.causes.is_empty() {
        let healthy = report.diagnosis.verdict == "healthy";
        let mut status = TestCaseStatus::success();
        if !healthy {
            status = TestCaseStatus::non_success(NonSuccessKind::Failure);
            let title =
                report.diagnosis.conclusion.as_ref().map_or("something failed, and no known cause fits", |c| &c.title);
            status.set_type(report.diagnosis.verdict.as_str()).set_message(title).set_description(said(None));
        }
        let mut case = case("no cause was found", &report.diagnosis.verdict, status);
        if healthy {
            case.set_system_out(said(None));
        }
        suite.add_test_case(case);
    }
    suite
}

fn case(name: &str, class: &str, status: TestCaseStatus) -> TestCase {
    let mut case = TestCase::new(name, status);
    case.set_classname(format!("weaviate-doctor.diagnosis.{class}"));
    case.set_time(Duration::ZERO);
    case
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::text::tests::report;

    #[test]
    fn probes_are_test_cases_and_the_cause_is_a_failed_one() {
        let text = render(&report()).unwrap();
        let count = |part: &str| text.matches(part).count();
        // One cause and three probes: failed, skipped, passed.
        assert_eq!((count("<testcase "), count("<failure "), count("<skipped ")), (4, 2, 1), "{text}");
        let root = text.lines().find(|l| l.starts_with("<testsuites ")).unwrap();
        assert!(root.contains(r#"tests="4" failures="2" errors="0""#), "{root}");
        assert!(text.contains(r#"type="grpc-blocked""#) && text.contains(r#"type="timed-out""#));
    }

    #[test]
    fn hostile_text_stays_text() {
        let mut hostile = report();
        let evil = "]]></failure><evil a=\"b\"/>&lt;\u{0}\u{1b}\u{b}\u{ffff}'";
        for probe in &mut hostile.probes {
            probe.summary = evil.to_owned();
            probe.failure = probe.failure.as_ref().map(|_| evil.to_owned());
        }
        hostile.diagnosis.causes[0].summary = evil.to_owned();
        let text = render(&hostile).unwrap();
        assert!(!text.contains("<evil") && !text.contains(['\u{0}', '\u{1b}', '\u{b}', '\u{ffff}']), "{text}");
        let tags = |text: &str| text.matches('<').count();
        assert_eq!(tags(&text), tags(&render(&report()).unwrap()));
    }
}
