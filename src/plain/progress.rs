//! A run as lines: each probe as it ends, and now and then what is still waited for. It keeps what was said already.

use crate::evidence::{Layer, Outcome, ProbeId};
use crate::knowledge::{join, plain, say, seconds};
use crate::phrase;
use crate::wizard::probing::{Mark, Probing, RunState};
use crate::wizard::{RunId, Screen, Wizard};
use std::collections::BTreeSet;
use std::time::{Duration, SystemTime};

/// After this time a probe says what it waits for.
const PATIENCE: Duration = Duration::from_secs(2);

/// That is not said again sooner than this.
const PAUSE: Duration = Duration::from_secs(10);

/// Most probes that are named in one line.
const NAMED: usize = 3;

/// What was said of which run.
#[derive(Default)]
pub(super) struct Progress {
    run: Option<RunId>,
    told: BTreeSet<ProbeId>,
    waited: Option<SystemTime>,
    ended: bool,
    /// Whether this is a later run of a watch: what changed is said, and nothing else.
    repeats: bool,
}

impl Progress {
    /// What is new about the run under way, or about the one whose result is there now.
    pub(super) fn tell(&mut self, wizard: &Wizard) -> Vec<String> {
        let (probing, is_over) = match &wizard.screen {
            Screen::Probing(probing) => (&**probing, probing.has_ended()),
            Screen::Result(outcome) if !outcome.is_of_text() => (&outcome.probing, true),
            _ => return Vec::new(),
        };
        if wizard.is_reading() || probing.state == RunState::Waiting {
            return Vec::new();
        }
        let mut lines = Vec::new();
        let watch = wizard.watching();
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
            let text = plain("probing").replace("{target}", &target(probing)).replace("{count}", &count.to_string());
            lines.push(format!("{} {}", text.replace("{bound}", &bound), plain("stop")));
        }
        for (id, observation) in probing.evidence.iter() {
            let kept = probing.kept.contains(&id.chain());
            if !kept
                && self.told.insert(id)
                && observation.outcome != Outcome::Skipped(crate::evidence::Skip::Cancelled)
            {
                lines.push(ended(probing, id));
            }
        }
        if is_over {
            if !std::mem::replace(&mut self.ended, true) {
                let text = plain("ended").replace("{target}", &target(probing));
                lines.extend(match probing.state {
                    RunState::Ended { took } => Some(text.replace("{time}", &phrase::time(took))),
                    _ => None,
                });
                if let (Some(watch), Screen::Probing(_)) = (watch, &wizard.screen) {
                    let every = seconds(watch.every);
                    lines.push(plain("watch").replace("{every}", &every).replace("{now}", &watch.now(wizard)));
                }
            }
        } else {
            lines.extend(self.waiting(probing, wizard.now));
        }
        lines
    }

    /// What takes long, named now and then.
    fn waiting(&mut self, probing: &Probing, now: SystemTime) -> Option<String> {
        let long = |since: &SystemTime| now.duration_since(*since).unwrap_or_default() >= PATIENCE;
        let recently = self.waited.is_some_and(|at| now.duration_since(at).unwrap_or_default() < PAUSE);
        let waiting: Vec<ProbeId> =
            probing.running.iter().filter(|(_, since)| long(since)).map(|(id, _)| *id).collect();
        if waiting.is_empty() || recently {
            return None;
        }
        self.waited = Some(now);
        let mut what: Vec<String> = waiting.iter().take(NAMED).map(|id| name(*id)).collect();
        if let [only] = waiting[..] {
            what = vec![format!("{}. {}", name(only), waits_for(only).trim_end_matches('.'))];
        }
        Some(plain("waits").replace("{what}", &join(what.iter().map(String::as_str))))
    }
}

/// `REST: accepts connections`.
fn name(id: ProbeId) -> String {
    format!("{}: {}", say("chain", id.chain().into()), id.title())
}

fn waits_for(id: ProbeId) -> &'static str {
    let what = match id.layer() {
        Layer::Local => "for-machine",
        Layer::Dns => "for-name",
        Layer::Tcp => "for-connection",
        Layer::Tls => "for-handshake",
        Layer::Service | Layer::Auth => "for-answer",
    };
    say("probing", what)
}

fn target(probing: &Probing) -> String {
    match probing.case.usable_target() {
        Some(target) if probing.plan.has(ProbeId::RestDns) => target.rest.host,
        _ if probing.plan.has(ProbeId::ConsoleHttp) => probing.case.settings.console.host.clone(),
        _ => "this machine".to_owned(),
    }
}

/// A probe that has ended: `passed: REST, name resolves, 12 ms`, and behind it what it found where that is no plain success.
fn ended(probing: &Probing, id: ProbeId) -> String {
    let mark = probing.mark(id);
    let time = match (mark, probing.took(id)) {
        (Mark::Passed | Mark::Warned | Mark::Failed, Some(took)) => format!(", {}", phrase::time(took)),
        _ => String::new(),
    };
    let line = plain("done")
        .replace("{mark}", mark_words(mark))
        .replace("{chain}", say("chain", id.chain().into()))
        .replace("{title}", id.title())
        .replace("{time}", &time);
    match (mark, sentence(probing, id)) {
        (Mark::Skipped, Some(text)) => format!("{line}, {}", text.strip_prefix("skipped ").unwrap_or(&text)),
        (Mark::Failed | Mark::Warned, Some(text)) => format!("{line}. {text}"),
        _ => line,
    }
}

/// What a probe found, in one sentence.
pub(super) fn sentence(probing: &Probing, id: ProbeId) -> Option<String> {
    if let Some(told) = &probing.told {
        return told.get(&id).map(|t| t.sentence.clone());
    }
    let observation = probing.evidence.get(id)?;
    Some(probing.case.redactor().redact(&phrase::summary(id, observation, &probing.case)))
}

/// A mark as a word.
pub(super) fn mark_words(mark: Mark) -> &'static str {
    say(
        "changed",
        match mark {
            Mark::Passed => "passed",
            Mark::Warned => "warned",
            Mark::Failed => "failed",
            Mark::Skipped => "skipped",
            Mark::Running | Mark::Waiting => "unknown",
        },
    )
}
