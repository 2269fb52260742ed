//! A saved report on the wizard's screens, read-only: the probes, their details and the result as the report tells them. Nothing is probed
//! and nothing is judged again; words of the report stand where a run's own would.

use super::result::RunResult;
use super::{Context, Screen, Wizard};
use crate::model::evidence::{Evidence, ProbeId};
use crate::model::plan::{Plan, Planned};
use crate::model::report_schema;
use crate::wizard::run::SavedProbe;
use crate::wizard::run::{Probing, RunState, StepState};
use crate::words::format;
use crate::words::{result_document, route};
use serde_json::Value;
use std::collections::BTreeMap;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

/// The report on screen.
#[derive(Clone, PartialEq, Debug)]
pub struct Saved {
    /// What the user calls it: the file's name.
    pub name: String,
    /// Its name, when it was made and on what, what matters most first.
    pub banner: Vec<String>,
    /// The report itself.
    pub report: report_schema::Report,
    /// Its result, to return to from the probes.
    pub(super) outcome: RunResult,
}

impl Context {
    /// Whether a saved report is on screen, so that nothing can be probed.
    pub const fn is_reading(&self) -> bool {
        self.saved.is_some()
    }
}

impl Wizard {
    /// The wizard on a saved report. `name` is what the user calls it: the file's name.
    pub fn on_report(report: report_schema::Report, name: &str) -> Self {
        let mut wizard = Self::new(None, Vec::new());
        let probing = probing(&report);
        wizard.cx.case = probing.case.clone();
        let outcome = RunResult::saved(probing, report.clone());
        let mut banner = vec![name.to_owned(), moment(&report.started_at)];
        banner.extend(report.tool.platform.clone());
        banner.push(format!("{} {}", report.tool.name, report.tool.version));
        wizard.screen = Screen::Result(Box::new(outcome.clone()));
        wizard.cx.saved = Some(Box::new(Saved { name: name.to_owned(), banner, report, outcome }));
        wizard
    }
}

/// `2026-11-22T10:00:00Z` as people read it; anything else as it is.
fn moment(text: &str) -> String {
    match (text.get(..10), text.get(10..11), text.get(11..16), text.ends_with('Z')) {
        (Some(day), Some("T"), Some(time), true) => format!("{day} {time} UTC"),
        _ => text.to_owned(),
    }
}

fn probing(report: &report_schema::Report) -> Probing {
    let told: BTreeMap<ProbeId, SavedProbe> =
        report.probes.iter().filter_map(|p| Some((ProbeId::from_str(&p.id).ok()?, told(p)))).collect();
    let case = result_document::case(report);
    let took = Duration::from_millis(report.duration_ms);
    let plan = Plan { probes: told.keys().map(|id| Planned { id: *id, needs: Vec::new() }).collect() };
    Probing {
        hurried: false,
        leaves: None,
        id: 0,
        case,
        plan,
        evidence: Evidence::default(),
        running: BTreeMap::new(),
        hypothesis: None,
        state: RunState::Ended { took },
        selected: None,
        began: std::time::UNIX_EPOCH,
        told: Some(Arc::new(told)),
        kept: Vec::new(),
        before: BTreeMap::new(),
    }
}

/// Most lines about one probe.
const MAX_DETAILS: usize = 1000;

fn told(probe: &report_schema::ReportProbe) -> SavedProbe {
    let mut details = Vec::new();
    if let Some(failure) = &probe.failure {
        details.push(("Failure".to_owned(), failure.clone()));
    }
    for (name, value) in &probe.facts {
        rows(&mut details, &label(name), value);
    }
    details.truncate(MAX_DETAILS);
    let took = Duration::from_millis(probe.duration_ms);
    let mark = StepState::of_status(&probe.status);
    if mark != StepState::Skipped {
        details.push(("Took".to_owned(), format::time(took)));
    }
    SavedProbe {
        mark,
        sentence: probe.summary.clone(),
        details,
        started: Duration::from_millis(probe.started_ms),
        took,
        failure: probe.failure.clone().map(|failure| (failure, route::status(probe))),
    }
}

/// `issuer_organization` as `Issuer organization`.
fn label(name: &str) -> String {
    let text = name.replace(['_', '-'], " ");
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// A fact as rows. The reader of reports bounds its depth and size.
fn rows(out: &mut Vec<(String, String)>, name: &str, value: &Value) {
    match value {
        Value::Null => {}
        _ if out.len() >= MAX_DETAILS => {}
        Value::String(text) if text.is_empty() => {}
        Value::String(text) => out.push((name.to_owned(), text.clone())),
        Value::Bool(yes) => out.push((name.to_owned(), if *yes { "yes" } else { "no" }.to_owned())),
        Value::Number(number) => out.push((name.to_owned(), number.to_string())),
        Value::Array(items) if items.iter().all(|i| !i.is_object() && !i.is_array()) => {
            let texts = items.iter().map(|i| i.as_str().map_or_else(|| i.to_string(), str::to_owned));
            let text = texts.collect::<Vec<_>>().join(", ");
            if !text.is_empty() {
                out.push((name.to_owned(), text));
            }
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(i, item)| rows(out, &format!("{name} {}", i + 1), item));
        }
        Value::Object(fields) => {
            fields.iter().for_each(|(field, value)| rows(out, &format!("{name}: {}", field.replace('_', " ")), value));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::text::tests::report;
    use crate::wizard::{Effect, Input, Key, Msg, Overlay};

    fn send(wizard: &mut Wizard, input: Input) -> Vec<Effect> {
        wizard.update(Msg::Input(input))
    }

    #[test]
    fn the_screens_show_the_report_and_nothing_can_be_probed() {
        let mut wizard = Wizard::on_report(report(), "customer.json");
        assert!(wizard.cx.saved.as_ref().is_some_and(|s| s.banner[..2] == ["customer.json", "1970-01-01 00:00 UTC"]));
        let Screen::Result(outcome) = &wizard.screen else { panic!("no result") };
        assert_eq!(outcome.cause().map(crate::model::cause::Cause::id), Some("grpc-blocked"));
        assert_eq!(outcome.pages.len(), 1);
        let first = wizard.clone();
        for input in
            [Input::Char('r'), Input::Key(Key::Left), Input::Key(Key::Right), Input::Char('l'), Input::Char('m')]
        {
            assert!(send(&mut wizard, input).is_empty());
            assert!(wizard == first);
        }
        send(&mut wizard, Input::Char('b'));
        let Screen::Probing(probing) = &wizard.screen else { panic!("no probes") };
        assert_eq!(probing.mark(ProbeId::GrpcTcp), StepState::Failed);
        assert_eq!(probing.mark(ProbeId::GrpcTls), StepState::Skipped);
        assert_eq!(probing.took(ProbeId::GrpcTcp), Some(Duration::from_secs(10)));
        for input in ['r', 'b', 'c'].map(Input::Char) {
            assert!(send(&mut wizard, input).is_empty() && matches!(wizard.screen, Screen::Probing(_)));
        }
        send(&mut wizard, Input::Char('d'));
        assert!(matches!(wizard.overlays.last(), Some(Overlay::Details(ProbeId::GrpcTcp, _))));
        send(&mut wizard, Input::Key(Key::Esc));
        send(&mut wizard, Input::Key(Key::Enter));
        assert!(matches!(wizard.screen, Screen::Result(_)));
        let keys = crate::wizard::actions::keys(&wizard);
        assert!(!keys.iter().any(|k| matches!(k.keys, "r" | "←→" | "m")), "{keys:?}");
    }

    #[test]
    fn a_report_of_another_version_is_shown_as_far_as_it_is_known() {
        let mut report = report();
        report.probes[0].id = "rest.quantum".into();
        report.diagnosis.causes[0].id = "sunspots".into();
        report.client.language = "cobol".into();
        let wizard = Wizard::on_report(report, "x");
        let Screen::Result(outcome) = &wizard.screen else { panic!("no result") };
        assert!(outcome.cause().is_none() && outcome.pages.len() == 1);
    }
}
