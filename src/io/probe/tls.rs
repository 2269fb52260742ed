//! `*.tls`: protocol, application protocol, the chain as sent, and the verdict of each trust store, from one handshake.

use super::ProbeContext;
use crate::io::probe::net::connect;
use crate::io::probe::net::handshake::{GRPC, REST, handshake};
use crate::io::probe::net::route::DialContext;
use crate::model::evidence::{
    Chain, Evidence, Failure, ProbeFacts, ProbeId, ProbeOutcome, StoreVerdict, TextFailure, TlsFacts, TlsFailure,
    Warning,
};

pub(super) async fn probe(id: ProbeId, shared: &ProbeContext, found: &Evidence) -> ProbeOutcome {
    let Some(way) = shared.way(id) else { return ProbeOutcome::Failed(Failure::Text(TextFailure::UrlMissing), None) };
    let stream = match connect::open(id, shared, found).await {
        Ok(stream) => stream,
        Err(failure) => return ProbeOutcome::Failed(failure, None),
    };
    let grpc = id.chain() == Chain::Grpc;
    let trust = shared.trust().await;
    let tools = DialContext { bound: shared.bound(), redactor: &shared.redactor, trust: &trust };
    let shaken = handshake(stream, &way.endpoint.host, if grpc { GRPC } else { REST }, &tools).await;
    let facts = shaken.facts;
    match shaken.result {
        Err(failure) => ProbeOutcome::Failed(failure, (!facts.chain.is_empty()).then_some(ProbeFacts::Tls(facts))),
        Ok(_) if grpc && facts.alpn.as_deref() != Some("h2") => ProbeOutcome::Failed(
            Failure::Tls(TlsFailure::Http2NotOffered { chosen: facts.alpn.clone() }),
            Some(ProbeFacts::Tls(facts)),
        ),
        Ok(_) => outcome_of(facts),
    }
}

fn outcome_of(facts: TlsFacts) -> ProbeOutcome {
    let trusted = |v: &Option<StoreVerdict>| *v == Some(StoreVerdict::Trusted);
    // Roots that the user named are no surprise to the user.
    let refused = facts.clients.first().is_some_and(|own| !own.accepts());
    let warning = match (trusted(&facts.given), trusted(&facts.system), trusted(&facts.mozilla)) {
        _ if refused => Some(Warning::ClientRefuses),
        (true, _, _) | (false, true, true) => None,
        // A root that the client's own variable names.
        (false, false, false) => Some(Warning::TrustedByClientOnly),
        (false, true, false) => Some(Warning::TrustedHereOnly),
        (false, false, true) => Some(Warning::NotInSystemStore),
    };
    match warning {
        Some(warning) => ProbeOutcome::Warned(ProbeFacts::Tls(facts), warning),
        None => ProbeOutcome::Passed(ProbeFacts::Tls(facts)),
    }
}
