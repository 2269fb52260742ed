//! What repeated runs have in common (`check --watch`): a line a run, and for what changed a strip of the last results. Pure.

use super::several::result;
use super::style::{Style, TextTone};
use crate::model::report_schema::Report;
use crate::words::format;
use std::collections::{BTreeMap, VecDeque};
use std::fmt::Write as _;
use std::time::Duration;

/// How many runs a strip shows.
const MAX_STRIP_RUNS: usize = 40;
/// Columns of a probe's id.
const ID_COLUMNS: usize = 18;

/// The last runs of a watch.
#[derive(Default)]
pub struct History {
    /// Each probe's last results, the newest last.
    probes: BTreeMap<String, VecDeque<char>>,
    runs: usize,
}

impl History {
    /// Takes in a run. Returns its line, and below it the strips of the probes that don't always give the same result, when one of them
    /// gave another than in the run before.
    pub fn follow(&mut self, report: &Report, style: Style) -> String {
        let mut changed = false;
        for probe in &report.probes {
            let strip = self.probes.entry(probe.id.clone()).or_insert_with(|| VecDeque::from(vec![' '; self.runs]));
            let new = mark(&probe.status);
            changed |= self.runs > 0 && strip.back() != Some(&new);
            strip.push_back(new);
        }
        self.runs = (self.runs + 1).min(MAX_STRIP_RUNS);
        for strip in self.probes.values_mut() {
            // A probe that this run did not have.
            if strip.len() < self.runs {
                strip.push_back(' ');
            }
            while strip.len() > MAX_STRIP_RUNS {
                strip.pop_front();
            }
        }
        let (sign, meaning) = match report.diagnosis.verdict.as_str() {
            "healthy" => ("✓", TextTone::Good),
            "diagnosed" => ("✗", TextTone::Bad),
            _ => ("!", TextTone::Odd),
        };
        let sign = style.paint(meaning, sign);
        let took = format::time(Duration::from_millis(report.duration_ms));
        let mut out = format!("{}  {sign} {took:>7}  {}\n", report.started_at, result(report));
        for probe in report.probes.iter().filter(|_| changed) {
            let Some(strip) = self.probes.get(&probe.id).filter(|s| s.iter().any(|m| Some(m) != s.front())) else {
                continue;
            };
            let shown: String = strip.iter().map(|mark| paint(*mark, style)).collect();
            let _ = writeln!(out, "    {:<ID_COLUMNS$}{shown}", probe.id);
        }
        out
    }
}

fn mark(status: &str) -> char {
    match status {
        "passed" => '✓',
        "warned" => '!',
        "failed" => '✗',
        _ => '·',
    }
}

fn paint(mark: char, style: Style) -> String {
    let meaning = match mark {
        '✓' => TextTone::Good,
        '!' => TextTone::Odd,
        '✗' => TextTone::Bad,
        _ => TextTone::Aside,
    };
    style.paint(meaning, &mark.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::text::tests::report;

    #[test]
    fn strips_are_shown_when_a_probe_changes() {
        let broken = report();
        let mut good = report();
        good.diagnosis.causes.clear();
        good.diagnosis.verdict = "healthy".to_owned();
        good.probes.iter_mut().for_each(|p| p.status = "passed".to_owned());
        let (failed, skipped) = (&broken.probes[..], &broken.probes[..]);
        let id = |status: &str, probes: &[crate::model::report_schema::ReportProbe]| {
            probes.iter().find(|p| p.status == status).map(|p| p.id.clone()).unwrap()
        };
        let (failed, skipped) = (id("failed", failed), id("skipped", skipped));
        let mut history = History::default();
        assert_eq!(history.follow(&good, Style::PLAIN).lines().count(), 1);
        assert_eq!(history.follow(&good, Style::PLAIN).lines().count(), 1);
        let text = history.follow(&broken, Style::PLAIN);
        assert!(text.lines().next().unwrap().contains("grpc-blocked: "), "{text}");
        assert!(text.contains(&format!("    {failed:<ID_COLUMNS$}✓✓✗\n    {skipped:<ID_COLUMNS$}✓✓·\n")), "{text}");
        // Those that always passed have no strip, and without a change there is none.
        assert_eq!((text.lines().count(), history.follow(&broken, Style::PLAIN).lines().count()), (3, 1));
        assert!(history.follow(&good, Style::PLAIN).contains("✓✓✗✗✓\n"));
        for _ in 0..60 {
            history.follow(&good, Style::PLAIN);
        }
        assert!(history.probes.values().all(|s| s.len() == MAX_STRIP_RUNS));
        // What is out of sight is forgotten: a strip holds the last runs alone.
        assert!(history.follow(&broken, Style::PLAIN).contains(&format!("{}✗\n", "✓".repeat(MAX_STRIP_RUNS - 1))));
    }
}
