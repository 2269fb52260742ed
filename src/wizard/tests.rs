//! Tests of the wizard as a whole: messages in, state and effects out.

mod reset_links;
mod runs;
mod sources;
mod texts;
mod ways;

use super::change::Overall;
use super::countdown::Left;
use super::*;
use crate::model::api_key::ApiKey;
use crate::model::case::Sourced;
use crate::model::cause::{Cause, FoundBy, Surface};
use crate::model::client::{Client, Language};
use crate::model::evidence::{Chain, ProbeEvent, TcpFailure};
use crate::model::evidence::{EnvironmentFacts, Failure, Observation, ProbeFacts, ProbeId, ProbeOutcome, Skip};
use crate::model::finding::{Confidence, Verdict};
use crate::model::question::Choice;
use crate::model::question::Question;
use crate::wizard::run::{RunState, StepState};
use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::time::{SystemTime, UNIX_EPOCH};
use strum::IntoEnumIterator;

pub(crate) const PLANTED: &str = "plantedKey0123456789SECRETplanted==";

pub(crate) fn at(seconds: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(1_800_000_000 + seconds)
}

/// A case as `discover` would find it.
pub(crate) fn found() -> Box<Case> {
    let mut case = Case::empty();
    let url = "https://abc.c0.europe-west3.gcp.weaviate.cloud";
    case.url = Sourced::new(url.to_owned(), Origin::DotEnv("WEAVIATE_URL".into()));
    case.key = Sourced::new(ApiKey::new(PLANTED.to_owned()), Origin::Variable("WEAVIATE_API_KEY".into()));
    Box::new(case)
}

pub(crate) fn faults() -> Vec<PracticeFault> {
    ["healthy", "grpc-blocked"]
        .map(|id| PracticeFault { id: id.to_owned(), broken: format!("{id}, in words") })
        .to_vec()
}

/// A wizard that knows its environment, at a moment in time.
pub(crate) fn ready() -> Wizard {
    let mut wizard = Wizard::new(None, faults());
    send(&mut wizard, Msg::Tick(at(0)));
    send(&mut wizard, Msg::Discovered(found()));
    wizard
}

pub(crate) fn send(wizard: &mut Wizard, msg: Msg) -> Vec<Effect> {
    wizard.update(msg)
}

/// Types a text; `⏎`, `⎋`, `↑`, `↓`, `⌫` are keys.
pub(crate) fn keys(wizard: &mut Wizard, text: &str) -> Vec<Effect> {
    text.chars()
        .flat_map(|c| {
            let input = match c {
                '⏎' => Input::Key(Key::Enter),
                '⎋' => Input::Key(Key::Esc),
                '↑' => Input::Key(Key::Up),
                '↓' => Input::Key(Key::Down),
                '⌫' => Input::Key(Key::Backspace),
                c => Input::Char(c),
            };
            let effects = wizard.update(Msg::Input(input));
            // The shell answers; here nothing in the files has changed.
            if matches!(effects.as_slice(), [Effect::LookAnew(_)]) {
                wizard.update(Msg::LookedAnew(Ok(None)))
            } else {
                effects
            }
        })
        .collect()
}

pub(crate) fn observed(outcome: ProbeOutcome) -> Box<Observation> {
    Box::new(Observation { outcome, started: Duration::ZERO, took: Duration::from_millis(12) })
}

pub(crate) fn passed() -> ProbeOutcome {
    ProbeOutcome::Passed(ProbeFacts::Environment(EnvironmentFacts::default()))
}

/// Lets the run under way end, with these outcomes and everything else passed.
pub(crate) fn finish(wizard: &mut Wizard, special: &[(ProbeId, ProbeOutcome)]) {
    let Screen::Probing(probing) = &wizard.screen else { panic!("nothing is being probed") };
    let (id, plan) = (probing.id, probing.plan.clone());
    for probe in plan.probes.iter().map(|p| p.id) {
        let outcome = special.iter().find(|(s, _)| *s == probe).map_or_else(passed, |(_, o)| o.clone());
        send(wizard, Msg::Probe(id, ProbeEvent::Started(probe)));
        send(wizard, Msg::Probe(id, ProbeEvent::Finished(probe, observed(outcome))));
    }
    send(wizard, Msg::Probe(id, ProbeEvent::Ended(Duration::from_millis(50))));
}

pub(crate) fn grpc_blocked() -> Vec<(ProbeId, ProbeOutcome)> {
    let timed_out = Failure::Tcp(TcpFailure::TimedOut {
        waiting_for: crate::model::evidence::Phase::Connect,
        after: Duration::from_secs(10),
    });
    vec![
        (ProbeId::GrpcTcp, ProbeOutcome::Failed(timed_out, None)),
        (ProbeId::GrpcTls, ProbeOutcome::Skipped(Skip::Behind(ProbeId::GrpcTcp))),
        (ProbeId::GrpcHealth, ProbeOutcome::Skipped(Skip::Behind(ProbeId::GrpcTcp))),
        (ProbeId::GrpcAuth, ProbeOutcome::Skipped(Skip::Behind(ProbeId::GrpcTcp))),
    ]
}

fn outcome(wizard: &Wizard) -> &result::RunResult {
    match &wizard.screen {
        Screen::Result(outcome) => outcome,
        other => panic!("no result: {other:?}"),
    }
}

fn run_id(wizard: &Wizard) -> RunId {
    match &wizard.screen {
        Screen::Probing(probing) => probing.id,
        other => panic!("no probes: {other:?}"),
    }
}
