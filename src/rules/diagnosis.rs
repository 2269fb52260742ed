//! From evidence to causes: [`diagnose`]. Pure: no network, clock, disk or terminal, and no words.
#![deny(clippy::wildcard_enum_match_arm)]

mod address;
mod certificate;
mod client;
mod cluster;
mod console;
mod credential;
mod grpc;
mod interception;
mod network;
mod program;
mod proxy;

use crate::model::case::Case;
use crate::model::cause::{Cause, Owner, Reach};
use crate::model::evidence::{
    Chain, Evidence, Failure, LocalFailure, Origin, ProbeId, ProbeOutcome, ProgramFailure, Shortage, Skip,
};
use crate::model::finding::{Confidence, Diagnosis, Finding, Verdict};
use crate::model::target::Hosting;

/// What the rules look at.
#[derive(Clone, Copy)]
struct CaseFacts<'a> {
    case: &'a Case,
    evidence: &'a Evidence,
    kind: Hosting,
}

/// From evidence to causes. The rules run from the outside in: a cause further out explains what fails behind it.
pub fn diagnose(case: &Case, evidence: &Evidence) -> Diagnosis {
    let kind = case.usable_target().map_or(Hosting::WeaviateCloud, |t| t.kind);
    let facts = CaseFacts { case, evidence, kind };
    let mut findings = Vec::new();
    // Before the client asks anything.
    findings.extend(proxy::unusable_text(&facts));
    findings.extend(address::find(&facts));
    let mut rest = network::rest(&facts).into_iter().chain(cluster::find(&facts)).collect::<Vec<_>>();
    let mut grpc = grpc::find(&facts);
    proxy::version_decides(&facts, &mut rest);
    findings.extend(proxy::findings(&facts, &mut rest, &mut grpc));
    fold(&rest, &mut grpc, evidence);
    let mut credentials = credential::find(&facts);
    let answered = matches!(
        evidence.get(ProbeId::RestAuth).map(|o| &o.outcome),
        Some(ProbeOutcome::Passed(_) | ProbeOutcome::Warned(..) | ProbeOutcome::Failed(_, Some(_)))
    );
    if !rest.is_empty() && !answered {
        // Behind a broken way to the cluster, only the key's text can be judged.
        credentials.retain(|f| f.evidence == [ProbeId::LocalKey]);
    }
    findings.extend(rest);
    findings.extend(credentials);
    findings.extend(grpc);
    let mut console = console::find(&facts);
    if same_layer(evidence, Chain::Rest, Chain::Console) && !findings.is_empty() {
        // One broken network is reported once; what the user said of the login stays.
        console.retain(|f| f.cause != Cause::ConsoleUnreachable);
    }
    findings.extend(console);
    answer_symptom(&facts, &mut findings);
    program::judge(&facts, &mut findings);
    merge(&mut findings);
    for finding in &mut findings {
        // What was not run proves nothing.
        let ran = |id: &ProbeId| !matches!(evidence.get(*id), Some(o) if matches!(o.outcome, ProbeOutcome::Skipped(_)));
        finding.evidence.retain(ran);
    }
    typed_here(case, &mut findings);
    without_what_limits_explain(evidence, &mut findings);
    let fine = evidence.iter().all(|(_, o)| is_fine(&o.outcome));
    client::agree(&facts, &mut findings, fine);
    let verdict = if !findings.is_empty() {
        Verdict::Diagnosed
    } else if fine {
        Verdict::Healthy
    } else {
        Verdict::Undiagnosed
    };
    Diagnosis { verdict, findings }
}

/// What was typed here says nothing of a program: it is for the user to type it again.
fn typed_here(case: &Case, findings: &mut [Finding]) {
    let url =
        [Cause::UrlMissing, Cause::UrlMalformed, Cause::UrlIsConsole, Cause::UrlIsGrpcEndpoint, Cause::UrlNotHttps];
    let key = [Cause::KeyMalformed, Cause::KeyEmpty];
    for finding in findings {
        let is_typed = url.contains(&finding.cause) && case.url.origin == Origin::Typed
            || key.contains(&finding.cause) && case.key.origin == Origin::Typed;
        if is_typed {
            finding.owner = Owner::YourMachine;
        }
    }
}

/// Where this machine's own limits were met, what only silence or a break showed may be their doing: no cause is named on it, nor on what a
/// limit stopped.
fn without_what_limits_explain(evidence: &Evidence, findings: &mut Vec<Finding>) {
    let met = evidence.failed().any(|(_, f)| {
        matches!(f, Failure::Local(LocalFailure::Resource { what }) if !matches!(what, Shortage::Permission | Shortage::Unnamed))
    });
    let shaky = |f: &Failure| f.is_local_resource() || met && f.could_be_local();
    findings.retain(|found| !found.evidence.iter().any(|id| evidence.failure(*id).is_some_and(shaky)));
}

/// Which words say the outcome of an undiagnosed run: why nothing more could be found out, where that is known.
pub fn undiagnosed_words(evidence: &Evidence) -> &'static str {
    let stopped = evidence.iter().any(|(_, o)| o.outcome == ProbeOutcome::Skipped(Skip::Cancelled));
    let withheld = evidence.iter().any(|(_, o)| o.outcome == ProbeOutcome::Skipped(Skip::KeyWithheld));
    if stopped {
        "stopped"
    } else if evidence.failed().any(|(_, failure)| failure.is_local_resource()) {
        "local-resource"
    } else if is_unseen(evidence) {
        "program-unseen"
    } else if withheld && evidence.failed().next().is_none() {
        "key-withheld"
    } else {
        "undiagnosed"
    }
}

/// Whether nothing came by of a program that was to be observed, and nothing else failed.
fn is_unseen(evidence: &Evidence) -> bool {
    let unseen = Failure::Program(ProgramFailure::NothingSeen);
    evidence.failed().all(|(id, failure)| id == ProbeId::ProgramConnect && *failure == unseen)
        && evidence.failure(ProbeId::ProgramConnect).is_some()
}

/// Whether an outcome takes nothing away from “everything works”.
fn is_fine(outcome: &ProbeOutcome) -> bool {
    match outcome {
        ProbeOutcome::Passed(_) | ProbeOutcome::Warned(..) | ProbeOutcome::Skipped(Skip::NoKey | Skip::NotUsed) => true,
        ProbeOutcome::Failed(..)
        | ProbeOutcome::Skipped(
            Skip::Behind(_)
            | Skip::KeyNotSendable
            | Skip::KeyWouldLeak
            | Skip::KeyWithheld
            | Skip::ClientRefusesChain
            | Skip::Cancelled
            | Skip::Unopened,
        ) => false,
    }
}

/// Takes gRPC's causes out that are consequences of what is wrong with the whole cluster or the whole network.
fn fold(rest: &[Finding], grpc: &mut Vec<Finding>, evidence: &Evidence) {
    let Some(first) = rest.first() else { return };
    if first.cause.reach() == Reach::Cluster || same_layer(evidence, Chain::Rest, Chain::Grpc) {
        grpc.clear();
    }
}

/// Whether two chains broke at the same layer.
fn same_layer(evidence: &Evidence, one: Chain, other: Chain) -> bool {
    let layer = |chain: Chain| evidence.failed().find(|(id, _)| id.chain() == chain).map(|(id, _)| id.layer());
    layer(one).is_some() && layer(one) == layer(other)
}

/// Puts the cause that answers the user's symptom first, and finds the ones that show only together with it.
fn answer_symptom(facts: &CaseFacts<'_>, findings: &mut Vec<Finding>) {
    credential::passed_wrongly(facts, findings);
    credential::browser(facts, findings);
    network::slow_for_symptom(facts, findings);
}

/// One finding a cause, where the first one stood: the surer one stays and takes the other's evidence, and what its own words lack.
fn merge(findings: &mut Vec<Finding>) {
    let mut merged: Vec<Finding> = Vec::new();
    for mut finding in findings.drain(..) {
        let Some(same) = merged.iter_mut().find(|f| f.cause == finding.cause) else {
            merged.push(finding);
            continue;
        };
        if finding.confidence > same.confidence {
            std::mem::swap(same, &mut finding);
        }
        let more = finding.evidence.iter().filter(|e| !same.evidence.contains(e)).copied().collect::<Vec<_>>();
        same.evidence.extend(more);
        // What comes later wins.
        same.details.splice(0..0, finding.details);
    }
    // A question never stands before a fact.
    merged.sort_by_key(|f| f.confidence == Confidence::Possible);
    *findings = merged;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::finding::Detail;

    #[test]
    fn of_two_findings_of_a_cause_the_surer_one_stays() {
        let unsure = Finding::likely(Cause::TlsIntercepted, &[ProbeId::RestTls]).with(Detail::Vendor("somebody"));
        let other = Finding::likely(Cause::KeyRejected, &[ProbeId::RestAuth]);
        let sure = Finding::certain(Cause::TlsIntercepted, &[ProbeId::GrpcTls]).with(Detail::Vendor("Zscaler"));
        let mut findings = vec![unsure, other.clone(), sure.clone()];
        merge(&mut findings);
        let both = Finding {
            evidence: vec![ProbeId::GrpcTls, ProbeId::RestTls],
            details: vec![Detail::Vendor("somebody"), Detail::Vendor("Zscaler")],
            ..sure
        };
        assert_eq!(findings, [both, other]);
    }
}
