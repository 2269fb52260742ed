//! The same run again and again, for faults that come and go (`--watch`, or the key W): when the next one is due, and what changed in between.
//! It goes on only while the probes are on screen with nothing over them: nobody reads a text that changes underneath.

use super::anew::Again;
use super::change::comparable;
use super::countdown::time_of_day;
use super::{Context, Effect, Measured, Screen, Wizard};
use crate::model::cause::Cause;
use crate::model::evidence::ProbeId;
use crate::model::finding::Verdict;
use crate::wizard::run::{Probing, RunState, StepState};
use crate::words::catalog::{in_general, say};
use crate::words::format::seconds;
use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

/// Time from one run's start to the next where no option says another.
pub const DEFAULT_WATCH_INTERVAL: Duration = Duration::from_secs(10);

/// Shortest such time on a screen, which is for eyes.
const MIN_WATCH_INTERVAL: Duration = Duration::from_secs(1);

/// How many changes are remembered.
const MAX_CHANGES: usize = 20;

/// A watch.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Watch {
    /// Time from one run's start to the next; a run that takes longer is followed at once.
    pub every: Duration,
    /// Whether it goes on.
    pub is_on: bool,
    /// Whether it ends with the run under way, whose result is wanted.
    leaves: bool,
    /// Runs of the same thing that have ended.
    pub runs: usize,
    /// What changed, the latest last.
    pub turns: Vec<VerdictChange>,
}

/// A change of the outcome of a run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct VerdictChange {
    /// When the run ended that was the first to show it.
    pub at: SystemTime,
    /// The outcome before.
    pub was: RunVerdict,
    /// The outcome now.
    pub now: RunVerdict,
}

/// The outcome of a run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RunVerdict {
    /// Nothing failed.
    Healthy,
    /// This cause comes first.
    Cause(Cause),
    /// Something failed, and no known cause fits.
    Undiagnosed,
}

impl RunVerdict {
    fn of(measured: &Measured) -> Self {
        match (measured.diagnosis.verdict, measured.diagnosis.findings.first()) {
            (Verdict::Healthy, _) => Self::Healthy,
            (Verdict::Diagnosed, Some(first)) => Self::Cause(first.cause),
            (Verdict::Diagnosed | Verdict::Undiagnosed, _) => Self::Undiagnosed,
        }
    }

    /// Whether nothing is wrong.
    pub const fn is_good(self) -> bool {
        matches!(self, Self::Healthy)
    }

    /// Its name in reports: that of the verdict, or the cause's id.
    pub fn name(self) -> &'static str {
        match self {
            Self::Healthy => "healthy",
            Self::Cause(cause) => cause.id(),
            Self::Undiagnosed => "undiagnosed",
        }
    }

    fn words(self) -> String {
        match self {
            Self::Healthy => self.name().to_owned(),
            Self::Cause(cause) => format!("{}: {}", cause.id(), in_general(cause).title),
            Self::Undiagnosed => format!("{}: {}", self.name(), say("watch", "undiagnosed")),
        }
    }
}

impl VerdictChange {
    /// In one sentence, without its time.
    pub fn sentence(self) -> String {
        say("watch", "turn").replace("{now}", &self.now.words()).replace("{was}", self.was.name())
    }
}

impl Watch {
    const fn new(every: Duration) -> Self {
        Self { every, is_on: true, leaves: false, runs: 0, turns: Vec::new() }
    }

    /// The outcome of the last run, in words.
    pub fn now(&self, wizard: &Wizard) -> String {
        wizard.cx.latest.as_ref().map(|measured| RunVerdict::of(measured).words()).unwrap_or_default()
    }

    /// Takes in a run that ended. True when its outcome differs from that of the run before.
    fn follow(&mut self, before: Option<&Measured>, now: &Measured, at: SystemTime) -> bool {
        let before = before.filter(|before| self.runs > 0 && comparable(before, now));
        let Some(before) = before else {
            (self.runs, self.turns) = (1, Vec::new());
            return false;
        };
        self.runs += 1;
        let turn = VerdictChange { at, was: RunVerdict::of(before), now: RunVerdict::of(now) };
        if turn.was == turn.now {
            return false;
        }
        self.turns.push(turn);
        if self.turns.len() > MAX_CHANGES {
            self.turns.remove(0);
        }
        true
    }
}

impl Context {
    /// The watch, while it goes on.
    pub fn watching(&self) -> Option<&Watch> {
        self.watch.as_ref().filter(|watch| watch.is_on && self.saved.is_none())
    }
}

impl Wizard {
    /// Watches every run from now on, with so long from one start to the next.
    pub fn watch_every(&mut self, every: Duration) {
        self.cx.watch = Some(Watch::new(every.max(MIN_WATCH_INTERVAL)));
    }

    /// The last run that ended by itself.
    pub fn latest_run(&self) -> Option<&Measured> {
        self.cx.latest.as_deref()
    }

    /// When the next run is due; none while one is under way, or while something else is on screen.
    pub fn next_run(&self) -> Option<SystemTime> {
        let watch = self.cx.watching()?;
        match &self.screen {
            Screen::Probing(probing)
                if matches!(probing.state, RunState::Ended { .. })
                    && self.overlays.is_empty()
                    && self.cx.again.is_none() =>
            {
                // A clock that was set back must not keep the next run waiting.
                Some(if self.cx.now < probing.began { self.cx.now } else { probing.began + watch.every })
            }
            _ => None,
        }
    }

    /// Starts the next run when its time has come: first the files are looked at again, so that a fix in them is seen.
    pub(super) fn watch_in_time(&mut self) -> Vec<Effect> {
        match self.next_run() {
            Some(due) if due <= self.cx.now => self.look_anew(Again::Watch),
            Some(_) | None => Vec::new(),
        }
    }

    /// Runs everything again. What is on screen stays until the new run has its own.
    pub(super) fn run_of_watch(&mut self) -> Vec<Effect> {
        let Screen::Probing(probing) = &self.screen else { return self.start_run() };
        let (selected, before) = (probing.selected, marks(probing));
        let notice = self.cx.notice.take();
        let effects = self.start_run();
        self.cx.notice = notice;
        if let Screen::Probing(probing) = &mut self.screen {
            (probing.selected, probing.before) = (selected, before);
        }
        effects
    }

    /// Follows a run that ended. When its outcome differs from that of the one before, the user is told where they are.
    pub(super) fn watch_follows(&mut self, measured: &Measured) -> Vec<Effect> {
        let (before, now) = (self.cx.before.as_deref(), self.cx.now);
        let Some(watch) = self.cx.watch.as_mut().filter(|watch| watch.is_on) else { return Vec::new() };
        let turned = watch.follow(before, measured, now);
        let turn = watch.turns.last().filter(|_| turned).copied();
        if watch.leaves {
            self.end_watch();
            return Vec::new();
        }
        let told = |turn: VerdictChange| {
            let time = time_of_day(turn.at, self.cx.zone.offset);
            Effect::Alert(say("watch", "alert").replace("{time}", &time).replace("{turn}", &turn.sentence()))
        };
        turn.map(told).into_iter().collect()
    }

    /// Whether the result of the run under way is wanted.
    pub(super) fn watch_leaves(&self) -> bool {
        self.cx.watching().is_some_and(|watch| watch.leaves)
    }

    /// A run that was left is no run whose result is wanted.
    pub(super) const fn watch_stays(&mut self) {
        if let Some(watch) = &mut self.cx.watch {
            watch.leaves = false;
        }
    }

    /// To the result, which ends the watch: at once between two runs, else when the run under way has ended.
    pub(super) fn watch_to_result(&mut self) {
        match (&self.screen, &mut self.cx.watch) {
            (Screen::Probing(probing), Some(watch)) if probing.is_running() => {
                watch.leaves = true;
                self.cx.pass_on(say("watch", "leaves").to_owned());
            }
            _ => {
                self.end_watch();
                self.show_result();
            }
        }
    }

    /// Turns the watch on or off. On a result it goes back to the probes, where it can be seen.
    pub(super) fn watch_key(&mut self) -> Vec<Effect> {
        if self.cx.watching().is_some() && matches!(self.screen, Screen::Probing(_)) {
            self.end_watch();
            return Vec::new();
        }
        // What an earlier watch saw may be another cluster's.
        let every = self.cx.watch.as_ref().map_or(DEFAULT_WATCH_INTERVAL, |watch| watch.every);
        self.watch_every(every);
        self.cx.pass_on(say("watch", "on").replace("{every}", &seconds(every)));
        if let Screen::Result(outcome) = &self.screen {
            self.screen = Screen::Probing(Box::new(outcome.probing.clone()));
        }
        match &self.screen {
            // A run that was stopped is no beginning.
            Screen::Probing(probing) if probing.state == RunState::Stopped => self.run_of_watch(),
            _ => Vec::new(),
        }
    }

    /// Ends the watch; what it saw stays on screen.
    pub(super) fn end_watch(&mut self) {
        if let Some(watch) = self.cx.watch.as_mut().filter(|watch| watch.is_on) {
            (watch.is_on, watch.leaves) = (false, false);
            let runs = watch.runs;
            self.cx.pass_on(say("watch", "off").replace("{runs}", &runs.to_string()));
        }
    }

    /// Whether this can be watched: a run of one's own, on screen or behind the result there.
    pub(super) fn can_watch(&self) -> bool {
        self.cx.saved.is_none() && self.run_shown().is_some()
    }
}

fn marks(probing: &Probing) -> BTreeMap<ProbeId, (StepState, Option<Duration>)> {
    probing.rows().into_iter().map(|id| (id, (probing.mark(id), probing.took(id)))).collect()
}

#[cfg(test)]
mod tests;
