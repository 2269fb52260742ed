//! The words of a probe in its row: what it waits for, its outcome, why it was left out.

use crate::model::evidence::{Chain, ProbeId, ProbeOutcome, Skip};
use crate::wizard::probing::{EXPLAIN_WAIT_AFTER, name, waits_for};
use crate::wizard::run::Probing;
use crate::words::catalog::say;
use crate::words::format::seconds;
use std::time::SystemTime;

/// A chain, as people call it.
pub fn chain_name(chain: Chain) -> &'static str {
    say("chain", chain.into())
}

/// What a probe found, in one sentence, or why nothing is known.
pub fn sentence(probing: &Probing, id: ProbeId, now: SystemTime) -> String {
    let outcome = probing.evidence.get(id).map(|observation| &observation.outcome);
    match outcome.filter(|_| probing.told.is_none()) {
        None if probing.told.is_none() => still(probing, id, now),
        Some(ProbeOutcome::Skipped(skip)) => skip_reason(id, *skip),
        Some(ProbeOutcome::Passed(_) | ProbeOutcome::Warned(..) | ProbeOutcome::Failed(..)) | None => {
            probing.sentence(id).unwrap_or_default()
        }
    }
}

/// Why nothing is known yet.
pub fn still(probing: &Probing, id: ProbeId, now: SystemTime) -> String {
    let Some(since) = probing.running.get(&id) else { return say("probing", "waiting").to_owned() };
    let running = say("probing", "running").replace("{bound}", &seconds(probing.case.settings.timeout));
    if now.duration_since(*since).unwrap_or_default() < EXPLAIN_WAIT_AFTER {
        return running;
    }
    format!("{} {running}", waits_for(id))
}

/// Why a probe was left out.
pub fn skip_reason(id: ProbeId, skip: Skip) -> String {
    match skip {
        // Whether the cluster wants one is nothing that this machine can know.
        Skip::NoKey if id.chain() == Chain::Local => say("probing", "no-key-here").to_owned(),
        Skip::Behind(id) => say("probing", "behind").replace("{title}", &name(id)),
        Skip::NoKey
        | Skip::KeyNotSendable
        | Skip::KeyWouldLeak
        | Skip::KeyWithheld
        | Skip::ClientRefusesChain
        | Skip::Cancelled
        | Skip::NotUsed
        | Skip::Unopened => say("probing", skip.as_str()).to_owned(),
    }
}
