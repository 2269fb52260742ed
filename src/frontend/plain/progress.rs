//! A run as lines: each probe as it ends, and now and then what is still waited for. It keeps what was said already.

use crate::model::evidence::{ProbeId, ProbeOutcome};
use crate::wizard::probing::{EXPLAIN_WAIT_AFTER, name, waits_for};
use crate::wizard::run::{Probing, RunState, StepState};
use crate::wizard::{RunId, Screen, Wizard};
use crate::words::catalog::{plain, say};
use crate::words::format;
use crate::words::format::{join, seconds};
use std::collections::BTreeSet;
use std::time::{Duration, SystemTime};

/// That is not said again sooner than this.
const REPEAT_INTERVAL: Duration = Duration::from_secs(10);

/// Most probes that are named in one line.
const MAX_NAMED_PROBES: usize = 3;

/// What was said of which run.
#[derive(Default)]
pub(super) struct AnnouncedProgress {
    run: Option<RunId>,
    told: BTreeSet<ProbeId>,
    waited: Option<SystemTime>,
    ended: bool,
    /// Whether this is a later run of a watch: what changed is said, and nothing else.
    repeats: bool,
}

impl AnnouncedProgress {
    /// What is new about the run under way, or about the one whose result is there now.
    pub(super) fn tell(&mut self, wizard: &Wizard) -> Vec<String> {
        let (probing, is_over) = match &wizard.screen {
            Screen::Probing(probing) => (&**probing, probing.has_ended()),
            Screen::Result(outcome) if !outcome.is_of_text() => (&outcome.probing, true),
            _ => return Vec::new(),
        };
        if wizard.cx.is_reading() || probing.state == RunState::Waiting {
            return Vec::new();
        }
        let mut lines = Vec::new();
        let watch = wizard.cx.watching();
        if self.run.is_some_and(|run| run != probing.id) && watch.is_some_and(|watch| watch.runs > 0) {
            *self = Self { run: Some(probing.id), repeats: true, ..Self::default() };
        }
        if self.repeats && self.run == Some(probing.id) {
            return lines;
        }
        if self.run != Some(probing.id) {
            *self = Self { run: Some(probing.id), ..Self::default() };
            let count = probing.plan.probes.iter().filter(|p| !probing.kept.contains(&p.id.chain())).count();
            let bound = seconds(probing.case.settings.timeout);
            let text = plain("probing").replace("{target}", &probing.target()).replace("{count}", &count.to_string());
            lines.push(format!("{} {}", text.replace("{bound}", &bound), plain("stop")));
        }
        for (id, observation) in probing.evidence.iter() {
            let kept = probing.kept.contains(&id.chain());
            if !kept
                && self.told.insert(id)
                && observation.outcome != ProbeOutcome::Skipped(crate::model::evidence::Skip::Cancelled)
            {
                lines.push(ended(probing, id));
            }
        }
        if is_over {
            if !std::mem::replace(&mut self.ended, true) {
                let text = plain("ended").replace("{target}", &probing.target());
                lines.extend(match probing.state {
                    RunState::Ended { took } => Some(text.replace("{time}", &format::time(took))),
                    _ => None,
                });
                if let (Some(watch), Screen::Probing(_)) = (watch, &wizard.screen) {
                    let every = seconds(watch.every);
                    lines.push(plain("watch").replace("{every}", &every).replace("{now}", &watch.now(wizard)));
                }
            }
        } else {
            lines.extend(self.waiting(probing, wizard.cx.now));
        }
        lines
    }

    /// What takes long, named now and then.
    fn waiting(&mut self, probing: &Probing, now: SystemTime) -> Option<String> {
        let long = |since: &SystemTime| now.duration_since(*since).unwrap_or_default() >= EXPLAIN_WAIT_AFTER;
        let recently = self.waited.is_some_and(|at| now.duration_since(at).unwrap_or_default() < REPEAT_INTERVAL);
        let waiting: Vec<ProbeId> =
            probing.running.iter().filter(|(_, since)| long(since)).map(|(id, _)| *id).collect();
        if waiting.is_empty() || recently {
            return None;
        }
        self.waited = Some(now);
        let mut what: Vec<String> = waiting.iter().take(MAX_NAMED_PROBES).map(|id| name(*id)).collect();
        if let [only] = waiting[..] {
            what = vec![format!("{}. {}", name(only), waits_for(only).trim_end_matches('.'))];
        }
        Some(plain("waits").replace("{what}", &join(what.iter().map(String::as_str))))
    }
}

/// A probe that has ended: `passed: REST, name resolves, 12 ms`, and behind it what it found where that is no plain success.
fn ended(probing: &Probing, id: ProbeId) -> String {
    let mark = probing.mark(id);
    let time = match (mark, probing.took(id)) {
        (StepState::Passed | StepState::Warned | StepState::Failed, Some(took)) => format!(", {}", format::time(took)),
        _ => String::new(),
    };
    let line = plain("done")
        .replace("{mark}", mark.word())
        .replace("{chain}", say("chain", id.chain().into()))
        .replace("{title}", id.title())
        .replace("{time}", &time);
    match (mark, probing.sentence(id)) {
        (StepState::Skipped, Some(text)) => format!("{line}, {}", text.strip_prefix("skipped ").unwrap_or(&text)),
        (StepState::Failed | StepState::Warned, Some(text)) => format!("{line}. {text}"),
        _ => line,
    }
}
