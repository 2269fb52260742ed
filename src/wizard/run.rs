//! A run as the wizard sees it: its probes, their marks, and whether it is under way. The screens stand in `probing` and `result`.

use crate::model::case::Case;
use crate::model::evidence::{Chain, Evidence, Hypothesis, Observation, ProbeId, ProbeOutcome};
use crate::model::plan::Plan;
pub use crate::model::route::StepState;
use crate::model::route::{Route, RouteStep};
use crate::wizard::RunId;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

/// A run on screen.
#[derive(Clone, PartialEq, Debug)]
pub struct Probing {
    /// Its number.
    pub id: RunId,
    /// What is probed.
    pub case: Case,
    /// Its probes.
    pub plan: Plan,
    /// What they found so far.
    pub evidence: Evidence,
    /// Probes that run, and since when.
    pub running: BTreeMap<ProbeId, SystemTime>,
    /// What it comes to so far.
    pub hypothesis: Option<Hypothesis>,
    /// How far it is.
    pub state: RunState,
    /// Whether the first cause is enough.
    pub hurried: bool,
    /// When its screen is left, once all has ended: nothing is shown for the blink of an eye.
    pub leaves: Option<SystemTime>,
    /// The row that the user selected, if they did.
    pub selected: Option<ProbeId>,
    /// When it began.
    pub began: SystemTime,
    /// What a saved report tells, in place of `evidence`.
    pub told: Option<Arc<BTreeMap<ProbeId, SavedProbe>>>,
    /// Chains that were not run again: everything in them had passed in the run before, and that is what is shown.
    pub kept: Vec<Chain>,
    /// Marks and times of the run before, which a watch shows until this run has its own.
    pub before: BTreeMap<ProbeId, (StepState, Option<Duration>)>,
}

/// How far a run is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RunState {
    /// The environment is still being read, or the practice cluster starts.
    Waiting,
    /// Probes run.
    Running {
        /// Since when.
        since: SystemTime,
    },
    /// All have ended.
    Ended {
        /// After this time.
        took: Duration,
    },
    /// The user stopped it.
    Stopped,
}

impl Probing {
    pub(super) fn new(id: RunId, case: Case, state: RunState) -> Self {
        Self {
            id,
            plan: Plan::of(&case),
            case,
            evidence: Evidence::default(),
            running: BTreeMap::new(),
            hypothesis: None,
            state,
            hurried: false,
            leaves: None,
            selected: None,
            began: SystemTime::UNIX_EPOCH,
            told: None,
            kept: Vec::new(),
            before: BTreeMap::new(),
        }
    }

    /// Whether probes are under way.
    pub const fn is_running(&self) -> bool {
        matches!(self.state, RunState::Running { .. })
    }

    /// Whether there is something to look at.
    pub const fn has_ended(&self) -> bool {
        matches!(self.state, RunState::Ended { .. } | RunState::Stopped)
    }

    /// The mark of a row.
    pub fn mark(&self, id: ProbeId) -> StepState {
        if let Some(told) = &self.told {
            return told.get(&id).map_or(StepState::Skipped, |t| t.mark);
        }
        match self.evidence.get(id) {
            Some(observation) => StepState::of(&observation.outcome),
            None if self.running.contains_key(&id) => StepState::Running,
            None => StepState::Waiting,
        }
    }

    /// How far each chain came.
    pub fn route(&self, now: SystemTime) -> Route {
        if let Some(told) = &self.told {
            let step = |id: ProbeId| {
                told.get(&id).map(|t| RouteStep {
                    started: t.started,
                    took: t.took,
                    failure: t.failure.clone(),
                    ..RouteStep::new(id, t.mark)
                })
            };
            return Route::of(self.plan.probes.iter().filter_map(|planned| step(planned.id)));
        }
        Route::measured(&self.plan, &self.evidence, |id| {
            self.running.get(&id).map(|since| now.duration_since(*since).unwrap_or_default())
        })
    }

    /// How long a probe ran, once it has ended.
    pub fn took(&self, id: ProbeId) -> Option<Duration> {
        match &self.told {
            Some(told) => told.get(&id).map(|t| t.took),
            None => self.evidence.get(id).map(|o| o.took),
        }
    }

    /// When a probe began, since the run's start, once it has ended.
    pub fn started(&self, id: ProbeId) -> Option<Duration> {
        match &self.told {
            Some(told) => told.get(&id).map(|t| t.started),
            None => self.evidence.get(id).map(|o| o.started),
        }
    }

    /// The chains in two columns, each with its probes.
    pub fn columns(&self) -> [Vec<(Chain, Vec<ProbeId>)>; 2] {
        [[Chain::Rest, Chain::Local], [Chain::Grpc, Chain::Console]].map(|chains| {
            chains
                .into_iter()
                .map(|chain| (chain, self.plan.chain(chain).map(|p| p.id).collect::<Vec<_>>()))
                .filter(|(_, probes)| !probes.is_empty())
                .collect()
        })
    }

    /// All probes, chain by chain.
    pub fn rows(&self) -> Vec<ProbeId> {
        self.route(self.began).strips.into_iter().flat_map(|strip| strip.steps).map(|step| step.id).collect()
    }

    /// The row whose details are shown: the user's, or else the first that failed, or else the one that runs for longest, or else the latest
    /// to end.
    pub fn shown(&self) -> Option<ProbeId> {
        let failed = || self.plan.probes.iter().map(|p| p.id).find(|id| self.mark(*id) == StepState::Failed);
        let running = || self.running.iter().min_by_key(|(_, since)| **since).map(|(id, _)| *id);
        let latest = || {
            let kept = |id: ProbeId| self.kept.contains(&id.chain());
            let ended =
                self.evidence.iter().filter(|(id, o)| !matches!(o.outcome, ProbeOutcome::Skipped(_)) && !kept(*id));
            ended.max_by_key(|(_, o)| o.started + o.took).map(|(id, _)| id)
        };
        self.selected.or_else(failed).or_else(running).or_else(latest).or_else(|| self.rows().first().copied())
    }

    /// Selects the row that many steps away.
    pub fn step(&mut self, by: isize) {
        let rows = self.rows();
        let at = self.shown().and_then(|id| rows.iter().position(|r| *r == id)).unwrap_or(0);
        self.selected = rows.get(at.saturating_add_signed(by).min(rows.len().saturating_sub(1))).copied();
    }

    /// To the chain so many further on, at the same place in it.
    pub fn other_chain(&mut self, by: isize) {
        let strips = self.route(self.began).strips;
        let Some(shown) = self.shown() else { return };
        let at = strips.iter().position(|strip| strip.steps.iter().any(|step| step.id == shown)).unwrap_or(0);
        let place = strips.get(at).and_then(|strip| strip.steps.iter().position(|step| step.id == shown)).unwrap_or(0);
        let to = at.saturating_add_signed(by).min(strips.len().saturating_sub(1));
        let steps = strips.get(to).map(|strip| strip.steps.as_slice()).unwrap_or_default();
        self.selected = steps.get(place.min(steps.len().saturating_sub(1))).map(|step| step.id);
    }

    /// To the same height in the other column.
    pub fn cross(&mut self, to: usize) {
        let columns = self.columns().map(|c| c.into_iter().flat_map(|(_, p)| p).collect::<Vec<_>>());
        let Some(shown) = self.shown() else { return };
        let Some(height) = columns[1 - to].iter().position(|id| *id == shown) else { return };
        if let Some(id) = columns[to].get(height.min(columns[to].len().saturating_sub(1))) {
            self.selected = Some(*id);
        }
    }

    /// Gives every planned probe that has not ended this outcome.
    pub fn fill(&mut self, outcome: &ProbeOutcome) {
        let missing: Vec<ProbeId> =
            self.plan.probes.iter().map(|p| p.id).filter(|id| self.evidence.get(*id).is_none()).collect();
        for id in missing {
            let observation = Observation { outcome: outcome.clone(), started: Duration::ZERO, took: Duration::ZERO };
            self.evidence.insert(id, observation);
        }
        self.running.clear();
    }
}

/// What a report tells of one probe.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SavedProbe {
    /// Its mark.
    pub mark: StepState,
    /// Its sentence.
    pub sentence: String,
    /// What it found, as label and value.
    pub details: Vec<(String, String)>,
    /// When it began, since the run's start.
    pub started: Duration,
    /// How long it ran.
    pub took: Duration,
    /// Of a failed one: the kind of failure, and the status of an answer.
    pub failure: Option<(String, Option<u64>)>,
}
