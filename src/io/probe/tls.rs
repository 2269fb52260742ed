//! `*.tls`: protocol, application protocol, the chain as sent, and the verdict of each trust store, from one handshake.

use super::Shared;
use crate::io::probe::net::connect;
use crate::io::probe::net::handshake::{GRPC, REST, shake};
use crate::io::probe::net::route::Tools;
use crate::model::evidence::{Chain, Evidence, Facts, Failure, Outcome, ProbeId, StoreVerdict, TlsFacts, Warning};

pub(super) async fn probe(id: ProbeId, shared: &Shared, found: &Evidence) -> Outcome {
    let Some(way) = shared.way(id) else { return Outcome::Failed(Failure::UrlMissing, None) };
    let stream = match connect::open(id, shared, found).await {
        Ok(stream) => stream,
        Err(failure) => return Outcome::Failed(failure, None),
    };
    let grpc = id.chain() == Chain::Grpc;
    let trust = shared.trust().await;
    let tools = Tools { bound: shared.bound(), redactor: &shared.redactor, trust: &trust };
    let shaken = shake(stream, &way.endpoint.host, if grpc { GRPC } else { REST }, &tools).await;
    let facts = shaken.facts;
    match shaken.result {
        Err(failure) => Outcome::Failed(failure, (!facts.chain.is_empty()).then_some(Facts::Tls(facts))),
        Ok(_) if grpc && facts.alpn.as_deref() != Some("h2") => {
            Outcome::Failed(Failure::Http2NotOffered { chosen: facts.alpn.clone() }, Some(Facts::Tls(facts)))
        }
        Ok(_) => judge(facts),
    }
}

fn judge(facts: TlsFacts) -> Outcome {
    let trusted = |v: &Option<StoreVerdict>| *v == Some(StoreVerdict::Trusted);
    // Roots that the user named are no surprise to the user.
    let warning = match (trusted(&facts.given), trusted(&facts.system), trusted(&facts.mozilla)) {
        (true, _, _) | (false, true, true) | (false, false, false) => None,
        (false, true, false) => Some(Warning::TrustedHereOnly),
        (false, false, true) => Some(Warning::NotInSystemStore),
    };
    match warning {
        Some(warning) => Outcome::Warned(Facts::Tls(facts), warning),
        None => Outcome::Passed(Facts::Tls(facts)),
    }
}
