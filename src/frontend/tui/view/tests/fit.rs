//! How much of a diagnosis is seen at once.

use super::fixture::{blocked, case};
use super::*;
use crate::model::cause::Cause;
use crate::model::evidence::Evidence;
use crate::model::finding::{Confidence, Diagnosis, Finding, Verdict};
use crate::model::plan::Plan;
use crate::report;
use strum::IntoEnumIterator as _;

/// Causes of which all that is to be acted upon has to fit a window of 80 columns and 24 lines.
const MIN_CAUSES: usize = 60;

/// A diagnosis of this cause, after a run in which gRPC never answered.
fn diagnosed(cause: Cause) -> Wizard {
    let of = case();
    let mut evidence = Evidence::default();
    for planned in Plan::of(&of).probes {
        evidence.insert(planned.id, blocked(planned.id));
    }
    let finding =
        Finding { cause, confidence: Confidence::Certain, owner: cause.owner(), evidence: vec![], details: vec![] };
    let diagnosis = Diagnosis { verdict: Verdict::Diagnosed, findings: vec![finding] };
    let moment = report::Moment { started: std::time::UNIX_EPOCH, took: std::time::Duration::ZERO };
    Wizard::on_report(report::build(&of, &evidence, &diagnosis, moment), "report.json")
}

#[test]
fn what_is_to_be_acted_upon_fits_the_window() {
    let (mut fitting, mut others, mut rows) = (0, Vec::new(), Vec::new());
    for cause in Cause::iter() {
        let mut wizard = diagnosed(cause);
        let seen = lines(&mut wizard);
        rows.push(seen[2..].iter().take_while(|l| !l.starts_with('─')).filter(|l| !l.trim().is_empty()).count());
        let says = |words: &str| seen.iter().any(|line| line.contains(words));
        if says("more line") && !says("copied too") || says(" ↓ ") {
            others.push(cause.id());
        } else {
            fitting += 1;
        }
    }
    rows.sort_unstable();
    println!("{fitting} fit, others: {others:?}; lines: median {}, longest {:?}", rows[rows.len() / 2], rows.last());
    assert!(fitting >= MIN_CAUSES, "{fitting}, not: {others:?}");
}
