//! A run of probes as it is seen: rows, what runs, what has ended, what is selected. It measures nothing; it takes in what probes say.

mod words;

pub use words::{EXPLAIN_WAIT_AFTER, name, waits_for};

use super::anew::Again;
use super::source::ScanState;
use super::{Action, Effect, Measured, Overlay, RunId, Screen, Scroll, Wizard, result};
use crate::model::case::Case;
use crate::model::evidence::{Chain, Failure, LocalFailure, ProbeEvent, ProbeId, ProbeOutcome, Skip};
use crate::model::finding::Confidence;
use crate::model::plan::Plan;
use crate::rules::diagnosis::diagnose;
use crate::wizard::run::{Probing, RunState};
use crate::words::catalog::say;
use std::time::{Duration, SystemTime};

/// Time for which a screen of checks is seen, or else it is not shown at all.
const MIN_SEEN: Duration = Duration::from_millis(500);

impl Probing {
    /// Whether it runs for so long that it is worth a look.
    fn is_seen(&self, now: SystemTime) -> bool {
        now.duration_since(self.began).is_ok_and(|runs| runs >= MIN_SEEN)
    }

    fn seen_until(&self) -> SystemTime {
        self.began + 2 * MIN_SEEN
    }
}

/// Whether what has ended so far proves a cause.
fn knows_cause(probing: &Probing) -> bool {
    let mut so_far = probing.clone();
    so_far.fill(&ProbeOutcome::Skipped(Skip::Cancelled));
    diagnose(&so_far.case, &so_far.evidence)
        .findings
        .first()
        .is_some_and(|first| first.confidence == Confidence::Certain)
}

impl Wizard {
    /// Starts a run, or waits for what it needs.
    pub(super) fn start_run(&mut self) -> Vec<Effect> {
        self.cx.last_run += 1;
        let id = self.cx.last_run;
        self.cx.notice = None;
        let (case, state, effects) = if let Some(case) = self.cx.run_case() {
            let effect = Effect::StartRun(id, Box::new(case.clone()));
            (case, RunState::Running { since: self.cx.now }, vec![effect])
        } else {
            (self.cx.case.clone(), RunState::Waiting, Vec::new())
        };
        self.screen = Screen::Probing(Box::new(Probing { began: self.cx.now, ..Probing::new(id, case, state) }));
        effects
    }

    /// Runs what the fix on screen can have changed; everything when that can't be told, or when what is probed has changed.
    pub(super) fn check_again(&mut self) -> Vec<Effect> {
        let Screen::Result(outcome) = &self.screen else { return Vec::new() };
        let (Some(again), Some(case)) = (outcome.chains_again(), self.cx.run_case()) else { return self.start_run() };
        let before = &outcome.probing;
        let same = before.case.usable_target() == case.usable_target()
            && before.case.key == case.key
            && before.case.symptom == case.symptom;
        if !same {
            return self.start_run();
        }
        let state = RunState::Running { since: self.cx.now };
        let mut probing = Probing { began: self.cx.now, ..Probing::new(self.cx.last_run + 1, case.clone(), state) };
        let kept = |id: &ProbeId| id.chain() != Chain::Local && !again.contains(&id.chain());
        for (id, observation) in before.evidence.iter().filter(|(id, _)| kept(id)) {
            probing.evidence.insert(id, observation.clone());
            if !probing.kept.contains(&id.chain()) {
                probing.kept.push(id.chain());
            }
        }
        self.cx.last_run += 1;
        self.cx.notice = None;
        self.screen = Screen::Probing(Box::new(probing));
        vec![Effect::StartPart(self.cx.last_run, Box::new(case), again)]
    }

    /// What is probed is the case as it was prepared, with the proxies that apply to it.
    pub(super) fn run_started(&mut self, id: RunId, case: Case) {
        if let Screen::Probing(probing) = &mut self.screen
            && probing.id == id
            && probing.evidence.iter().all(|(id, _)| probing.kept.contains(&id.chain()))
        {
            probing.plan = Plan::of(&case);
            probing.case = case;
        }
    }

    /// Starts the run that was waiting, if one was and nothing is missing any more.
    pub(super) fn go_on_waiting(&mut self) -> Vec<Effect> {
        match &self.screen {
            Screen::Probing(probing) if probing.state == RunState::Waiting && self.cx.run_case().is_some() => {
                if self.ask_waiting() { Vec::new() } else { self.start_run() }
            }
            _ => Vec::new(),
        }
    }

    /// Stops what runs without looking at it again.
    pub(super) fn abandon_run(&mut self) -> Vec<Effect> {
        match &self.screen {
            Screen::Probing(probing) if probing.is_running() || probing.state == RunState::Waiting => {
                self.cx.last_run += 1;
                self.watch_stays();
                self.back_from_probes();
                vec![Effect::StopRun]
            }
            _ => Vec::new(),
        }
    }

    pub(super) fn probe_event(&mut self, id: RunId, event: ProbeEvent) -> Vec<Effect> {
        let now = self.cx.now;
        let Screen::Probing(probing) = &mut self.screen else { return Vec::new() };
        if probing.id != id || !probing.is_running() {
            return Vec::new();
        }
        match event {
            ProbeEvent::Started(probe) => {
                probing.running.insert(probe, now);
            }
            ProbeEvent::Finished(probe, observation) => {
                probing.running.remove(&probe);
                probing.evidence.insert(probe, *observation);
                if probing.hurried && knows_cause(probing) {
                    return self.stop_and_show();
                }
            }
            ProbeEvent::Supposed(hypothesis) => probing.hypothesis = Some(hypothesis),
            ProbeEvent::Ended(took) => {
                probing.fill(&ProbeOutcome::Failed(Failure::Local(LocalFailure::Defect), None));
                return self.run_ended(took);
            }
        }
        Vec::new()
    }

    pub(super) fn run_lost(&mut self, id: RunId) -> Vec<Effect> {
        let now = self.cx.now;
        let Screen::Probing(probing) = &mut self.screen else { return Vec::new() };
        if let RunState::Running { since } = probing.state
            && probing.id == id
        {
            probing.fill(&ProbeOutcome::Failed(Failure::Local(LocalFailure::Defect), None));
            return self.run_ended(now.duration_since(since).unwrap_or_default());
        }
        Vec::new()
    }

    fn run_ended(&mut self, took: Duration) -> Vec<Effect> {
        let Screen::Probing(probing) = &mut self.screen else { return Vec::new() };
        probing.state = RunState::Ended { took };
        let (case, evidence) = (probing.case.clone(), probing.evidence.clone());
        let stays = probing.selected.is_some();
        let diagnosis = diagnose(&case, &evidence);
        let measured = Box::new(Measured { case, evidence, diagnosis });
        self.cx.before = self.cx.latest.take();
        self.cx.strips.follow(self.cx.before.as_deref(), &measured, &probing.kept);
        let leaves = self.watch_leaves();
        let effects = self.watch_follows(&measured);
        self.cx.latest = Some(measured);
        if leaves || !stays && self.cx.watching().is_none() {
            let seen = self.cx.now;
            match &mut self.screen {
                Screen::Probing(probing) if !leaves && probing.is_seen(seen) && probing.seen_until() > seen => {
                    probing.leaves = Some(probing.seen_until());
                }
                _ => self.show_result(),
            }
        }
        effects
    }

    /// From the probes to the result, once they were seen for long enough. Whoever looks at something meanwhile, or watches, stays.
    pub(super) fn leave_in_time(&mut self) {
        let now = self.cx.now;
        let is_looked_at = !self.overlays.is_empty() || self.cx.watching().is_some();
        let Screen::Probing(probing) = &mut self.screen else { return };
        if probing.selected.is_some() || is_looked_at {
            probing.leaves = None;
        } else if probing.leaves.is_some_and(|leaves| leaves <= now) {
            self.show_result();
        }
    }

    /// Whether the screen before is still to be seen: what ends within half a second is not worth another one.
    pub fn holds_back(&self) -> bool {
        self.overlays.is_empty()
            && matches!(&self.screen, Screen::Probing(probing) if probing.is_running() && !probing.is_seen(self.cx.now))
    }

    /// Goes to the first cause as soon as it is known; asked once more, to what is known so far.
    fn dont_wait(&mut self) -> Vec<Effect> {
        let now = self.cx.now;
        let Screen::Probing(probing) = &mut self.screen else { return Vec::new() };
        // One key too many on the way here means nothing.
        if !probing.is_seen(now) {
            return Vec::new();
        }
        if std::mem::replace(&mut probing.hurried, true) || knows_cause(probing) {
            return self.stop_and_show();
        }
        self.cx.pass_on(say("probing", "hurried").to_owned());
        Vec::new()
    }

    fn stop_and_show(&mut self) -> Vec<Effect> {
        let Screen::Probing(probing) = &mut self.screen else { return Vec::new() };
        probing.fill(&ProbeOutcome::Skipped(Skip::Cancelled));
        probing.state = RunState::Stopped;
        self.cx.notice = None;
        self.show_result();
        vec![Effect::StopRun]
    }

    /// From the probes to what they come to.
    pub(super) fn show_result(&mut self) {
        let Screen::Probing(probing) = &self.screen else { return };
        let ended_by_itself = matches!(probing.state, RunState::Ended { .. });
        let change = match (&self.cx.before, &self.cx.latest) {
            (Some(before), Some(latest)) if ended_by_itself => super::change::RunChange::between(before, latest),
            _ => None,
        };
        let mut probing = (**probing).clone();
        if let ScanState::Done(scanned) = &self.cx.source
            && probing.case.source == scanned.findings
        {
            probing.case.source = scanned.after(&probing.evidence);
        }
        let keys = if let ScanState::Done(scanned) = &self.cx.source { scanned.keys.as_slice() } else { &[] };
        self.screen = Screen::Result(Box::new(result::RunResult::new(probing, change, keys)));
    }

    pub(super) fn probing_action(&mut self, action: Action) -> Vec<Effect> {
        let (watching, under_way) = (self.cx.watching().is_some(), self.is_under_way());
        let Screen::Probing(probing) = &mut self.screen else { return Vec::new() };
        match action {
            Action::Up if !watching => probing.other_chain(-1),
            Action::Down if !watching => probing.other_chain(1),
            Action::Left if !watching => probing.step(-1),
            Action::Right if !watching => probing.step(1),
            Action::Up => probing.step(-1),
            Action::Down => probing.step(1),
            Action::Home => probing.step(isize::MIN),
            Action::End => probing.step(isize::MAX),
            Action::Left => probing.cross(0),
            Action::Right => probing.cross(1),
            Action::Details => {
                if let Some(id) = probing.shown() {
                    self.overlays.push(Overlay::Details(id, Scroll::default()));
                }
            }
            Action::Check => return self.look_anew(Again::All),
            Action::Enter => match &self.cx.saved {
                Some(saved) => self.screen = Screen::Result(Box::new(saved.outcome.clone())),
                None if watching => self.watch_to_result(),
                None if probing.is_running() => return self.dont_wait(),
                None => self.show_result(),
            },
            Action::Stop if under_way => {
                probing.fill(&ProbeOutcome::Skipped(Skip::Cancelled));
                probing.state = RunState::Stopped;
                self.end_watch();
                return vec![Effect::StopRun];
            }
            Action::Stop => self.end_watch(),
            Action::Back if self.cx.saved.is_some() => {}
            _ if under_way => return self.abandon_run(),
            _ => self.back_from_probes(),
        }
        Vec::new()
    }
}
