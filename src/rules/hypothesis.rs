//! What a run that is under way comes to so far: the diagnosis of what is known, and of what silence would mean. Pure; it decides nothing
//! that a report says.

use crate::model::case::Case;
use crate::model::evidence::{
    Chain, Evidence, Failure, Hypothesis, Layer, Observation, Phase, ProbeId, ProbeOutcome, Proved, Skip, TcpFailure,
    Waiting,
};
use crate::model::http_answer::HttpAnswer;
use crate::model::plan::Plan;
use crate::rules::diagnosis::diagnose;
use std::time::Duration;

/// How long a probe runs before anybody wonders.
const WORTH_A_WORD: Duration = Duration::from_secs(1);

/// The working hypothesis about these probes, of which some have been running for so long; none as long as nothing is odd.
pub fn hypothesis(case: &Case, evidence: &Evidence, running: &[(ProbeId, Duration)]) -> Option<Hypothesis> {
    let bound = case.settings.timeout;
    let odd = || running.iter().filter(|(_, waited)| *waited >= WORTH_A_WORD);
    let longest = odd().max_by_key(|(id, waited)| (*waited, std::cmp::Reverse(*id)));
    let failed = evidence.failed().next().is_some();
    if longest.is_none() && !failed {
        return None;
    }
    let mut supposed = evidence.clone();
    let plan = Plan::of(case);
    for (id, _) in odd() {
        let silent = Failure::Tcp(TcpFailure::TimedOut { waiting_for: waiting_for(*id), after: bound });
        suppose(&mut supposed, *id, ProbeOutcome::Failed(silent, None));
        for behind in plan.dependents(*id) {
            suppose(&mut supposed, behind, ProbeOutcome::Skipped(Skip::Behind(*id)));
        }
    }
    let suspect = diagnose(case, &supposed).findings.first().map(|finding| finding.cause);
    let waiting =
        longest.map(|(probe, waited)| Waiting { probe: *probe, waited: Duration::from_secs(waited.as_secs()), bound });
    Some(Hypothesis { proved: proved(evidence, waiting.map(|w| w.probe.chain())), waiting, suspect })
}

fn suppose(evidence: &mut Evidence, id: ProbeId, outcome: ProbeOutcome) {
    if evidence.get(id).is_none() {
        evidence.insert(id, Observation { outcome, started: Duration::ZERO, took: Duration::ZERO });
    }
}

fn waiting_for(id: ProbeId) -> Phase {
    match id.layer() {
        Layer::Dns => Phase::Lookup,
        Layer::Tcp => Phase::Connect,
        Layer::Tls => Phase::Handshake,
        Layer::Local | Layer::Service | Layer::Auth => Phase::Response,
    }
}

/// The most that has been proved, on another chain than the one that is waited for where there is such a proof.
fn proved(evidence: &Evidence, waited_for: Option<Chain>) -> Option<Proved> {
    let auth = evidence.auth(ProbeId::RestAuth).and_then(|auth| auth.with_key.as_ref());
    let rest = if auth.is_some_and(HttpAnswer::proves_key_accepted) {
        Some(Proved::AcceptsKey(Chain::Rest))
    } else {
        [ProbeId::RestReady, ProbeId::RestLive]
            .into_iter()
            .any(|id| evidence.holds(id))
            .then_some(Proved::Answers(Chain::Rest))
    };
    let grpc = if evidence.grpc_auth(ProbeId::GrpcAuth).is_some_and(|auth| auth.with_key) {
        Some(Proved::AcceptsKey(Chain::Grpc))
    } else {
        evidence.holds(ProbeId::GrpcHealth).then_some(Proved::Answers(Chain::Grpc))
    };
    if waited_for == Some(Chain::Rest) { grpc.or(rest) } else { rest.or(grpc) }
}
