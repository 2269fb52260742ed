//! How far each chain came, step by step: one object for the screens, the report's text and Markdown, whether a run is under way, has ended or
//! was saved. Data only; its words stand in `words::route`.

use crate::model::evidence::{Chain, Evidence, ProbeId, ProbeOutcome};
use crate::model::plan::Plan;
use std::time::Duration;
use strum::IntoEnumIterator as _;

/// How a step stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum StepState {
    /// The claim holds.
    Passed,
    /// It holds, with a remark.
    Warned,
    /// It doesn't.
    Failed,
    /// Not measured.
    Skipped,
    /// It runs.
    Running,
    /// Its turn has not come.
    Waiting,
}

/// How far each chain came.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Route {
    /// Chain by chain: REST, gRPC, console, and this machine last.
    pub strips: Vec<Strip>,
}

/// One chain.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Strip {
    /// Which one.
    pub chain: Chain,
    /// Its steps, in order.
    pub steps: Vec<RouteStep>,
}

/// One step of a chain.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RouteStep {
    /// The probe.
    pub id: ProbeId,
    /// How it stands.
    pub state: StepState,
    /// When it began, since the run's start.
    pub started: Duration,
    /// How long it took, or has been running.
    pub took: Duration,
    /// Of a failed one: the kind of failure in one word, and the status of an answer.
    pub failure: Option<(String, Option<u64>)>,
}

impl StepState {
    /// That of an outcome.
    pub const fn of(outcome: &ProbeOutcome) -> Self {
        match outcome {
            ProbeOutcome::Passed(_) => Self::Passed,
            ProbeOutcome::Warned(..) => Self::Warned,
            ProbeOutcome::Failed(..) => Self::Failed,
            ProbeOutcome::Skipped(_) => Self::Skipped,
        }
    }

    /// By the status in a report.
    pub fn of_status(status: &str) -> Self {
        match status {
            "passed" => Self::Passed,
            "warned" => Self::Warned,
            "failed" => Self::Failed,
            _ => Self::Skipped,
        }
    }
}

impl RouteStep {
    /// A step of which nothing more is known.
    pub const fn new(id: ProbeId, state: StepState) -> Self {
        Self { id, state, started: Duration::ZERO, took: Duration::ZERO, failure: None }
    }
}

impl Route {
    /// These steps, chain by chain.
    pub fn of(steps: impl IntoIterator<Item = RouteStep>) -> Self {
        let steps: Vec<RouteStep> = steps.into_iter().collect();
        let chains = Chain::iter().filter(|chain| *chain != Chain::Local).chain([Chain::Local]);
        let strip = |chain| Strip { chain, steps: steps.iter().filter(|s| s.id.chain() == chain).cloned().collect() };
        Self { strips: chains.map(strip).filter(|strip| !strip.steps.is_empty()).collect() }
    }

    /// What a plan's probes found so far; `running` says for how long one has been running.
    pub fn measured(plan: &Plan, evidence: &Evidence, running: impl Fn(ProbeId) -> Option<Duration>) -> Self {
        Self::of(plan.probes.iter().map(|planned| match (evidence.get(planned.id), running(planned.id)) {
            (Some(seen), _) => RouteStep {
                id: planned.id,
                state: StepState::of(&seen.outcome),
                started: seen.started,
                took: seen.took,
                failure: seen.outcome.failure().map(|failure| (failure.id().to_owned(), failure.status())),
            },
            (None, Some(took)) => RouteStep { took, ..RouteStep::new(planned.id, StepState::Running) },
            (None, None) => RouteStep::new(planned.id, StepState::Waiting),
        }))
    }

    /// Without this machine's own texts where nothing is wrong with them: they are read, not reached.
    #[must_use]
    pub fn outside(mut self) -> Self {
        self.strips.retain(|strip| strip.chain != Chain::Local || strip.failed().is_some());
        self
    }
}

impl Strip {
    /// The first step that failed.
    pub fn failed(&self) -> Option<&RouteStep> {
        self.steps.iter().find(|step| step.state == StepState::Failed)
    }

    /// The steps that say something: those behind a failed one that were never tried don't.
    pub fn telling(&self) -> &[RouteStep] {
        let tried = |step: &RouteStep| step.state != StepState::Skipped;
        match self.steps.iter().rposition(tried) {
            Some(last) if self.failed().is_some() => &self.steps[..=last],
            Some(_) | None => &self.steps,
        }
    }

    /// The step that has been running for longest.
    pub fn running(&self) -> Option<&RouteStep> {
        self.steps.iter().filter(|step| step.state == StepState::Running).max_by_key(|step| step.took)
    }

    /// From its first start to its last end, once all of it holds.
    pub fn took(&self) -> Option<Duration> {
        let holds = |step: &RouteStep| matches!(step.state, StepState::Passed | StepState::Warned);
        if !self.steps.iter().all(holds) {
            return None;
        }
        let first = self.steps.iter().map(|step| step.started).min()?;
        self.steps.iter().map(|step| step.started + step.took).max()?.checked_sub(first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(id: ProbeId, state: StepState) -> RouteStep {
        let (started, took) = (Duration::from_millis(5), Duration::from_millis(20));
        RouteStep { started, took, ..RouteStep::new(id, state) }
    }

    #[test]
    fn a_strip_ends_where_the_chain_broke_and_says_how_long_a_whole_one_took() {
        use StepState::{Failed, Passed, Skipped, Waiting, Warned};
        let route = Route::of([
            step(ProbeId::LocalUrl, Passed),
            step(ProbeId::GrpcDns, Passed),
            step(ProbeId::GrpcTcp, Failed),
            step(ProbeId::GrpcTls, Skipped),
            step(ProbeId::RestDns, Warned),
            step(ProbeId::RestTcp, Passed),
        ]);
        let chains: Vec<Chain> = route.strips.iter().map(|strip| strip.chain).collect();
        assert_eq!(chains, [Chain::Rest, Chain::Grpc, Chain::Local], "a chain without probes has no strip");
        let told: Vec<ProbeId> = route.strips[1].telling().iter().map(|step| step.id).collect();
        assert_eq!(told, [ProbeId::GrpcDns, ProbeId::GrpcTcp]);
        assert_eq!((route.strips[0].took(), route.strips[1].took()), (Some(Duration::from_millis(20)), None));
        assert_eq!(route.outside().strips.len(), 2, "what this machine reads is in order");
        let running = Route::of([step(ProbeId::GrpcTcp, Failed), step(ProbeId::GrpcTls, Waiting)]);
        assert_eq!(running.strips[0].telling().len(), 2, "its turn may still come");
    }
}
