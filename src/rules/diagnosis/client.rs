//! The diagnosis and the user's own client agree: where that client would stop, something is found, and what it meets stands first; where it
//! connects, nothing on the way is certain.

use super::CaseFacts;
use crate::model::cause::Surface;
use crate::model::evidence::{Chain, ProbeId};
use crate::model::finding::{Confidence, Finding};
use crate::rules::clients::{self, ClientStop};

/// Brings the findings in line with what the client's own rules say. `fine` is whether no probe failed.
pub(super) fn agree(facts: &CaseFacts<'_>, findings: &mut Vec<Finding>, fine: bool) {
    let Some(own) = clients::judged(facts.case, facts.evidence) else { return };
    match (own.connects, own.stop) {
        (Some(false), Some(stop)) => explain(facts, findings, stop, fine),
        (Some(true), _) if accepted(facts) => {
            for finding in findings.iter_mut().filter(|f| is_on_the_way(f)) {
                finding.confidence = finding.confidence.min(Confidence::Likely);
            }
        }
        (Some(_) | None, _) => {}
    }
}

/// Puts first what explains where the client stops; where nothing was found, its own stop is what is found.
fn explain(facts: &CaseFacts<'_>, findings: &mut Vec<Finding>, stop: ClientStop, fine: bool) {
    if findings.is_empty() {
        findings.extend(fine.then(|| Finding::likely(stop.cause, &[stop.probe])));
        return;
    }
    // What the program itself was seen to do needs no rules of its client.
    if findings.first().is_some_and(is_seen) {
        return;
    }
    // A symptom asks about something else than the client's start, and its answer stands first.
    if facts.case.symptom.is_some() || findings.first().is_some_and(|first| explains(first, stop)) {
        return;
    }
    // Facts stand before questions already; a question about the stop says more of it than a fact from behind it.
    if let Some(at) = findings.iter().position(|f| explains(f, stop)) {
        findings[..=at].rotate_right(1);
    }
}

/// Whether this is about the part of the way on which the client stops, or what both parts share.
fn explains(finding: &Finding, stop: ClientStop) -> bool {
    let later = |id: &ProbeId| stop.probe.chain() == Chain::Rest && id.chain() == Chain::Grpc;
    finding.cause.surface() != Surface::Console
        && finding.evidence.iter().any(|id| id.chain() != Chain::Console && !later(id))
}

/// Whether the program itself was seen to meet it.
fn is_seen(finding: &Finding) -> bool {
    finding.evidence.iter().any(|id| id.chain() == Chain::Program)
}

/// Whether both endpoints let the key in.
fn accepted(facts: &CaseFacts<'_>) -> bool {
    facts.evidence.holds(ProbeId::RestAuth) && facts.evidence.holds(ProbeId::GrpcAuth)
}

/// Whether it is between the program and the cluster, and measured there: a text that is wrong is wrong for any client, and what a browser
/// is refused is not the client's.
fn is_on_the_way(finding: &Finding) -> bool {
    finding.cause.surface() == Surface::Connection
        && !is_seen(finding)
        && finding.evidence.iter().any(|id| id.chain() != Chain::Local)
}
