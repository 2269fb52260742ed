//! `*.tls`: protocol, application protocol, the chain as sent, and the verdict of each trust store, from one handshake
//! on the socket that TCP hands on. The session goes on to the first request.

use super::ProbeContext;
use crate::io::probe::net::connect;
use crate::io::probe::net::handover::{Session, Socket};
use crate::io::probe::net::route::DialContext;
use crate::io::probe::net::tunnel;
use crate::model::evidence::{
    Chain, Evidence, Failure, ProbeFacts, ProbeId, ProbeOutcome, StoreVerdict, TcpFailure, TextFailure, TlsFacts,
    TlsFailure, Warning,
};
use std::net::SocketAddr;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::Instant;

pub(super) async fn probe(id: ProbeId, shared: &ProbeContext, found: &Evidence) -> ProbeOutcome {
    let Some(way) = shared.way(id) else { return ProbeOutcome::Failed(Failure::Text(TextFailure::UrlMissing), None) };
    let reached = connect::reached(found, id);
    let handover = shared.handover(way.chain);
    if way.chain == Chain::Rest && way.proxy.is_none() {
        handover.spare.put(spare(reached.clone(), shared.bound()));
    }
    let trust = shared.trust().await;
    let tools = DialContext { bound: shared.bound(), redactor: &shared.redactor, trust: &trust };
    let handed = match handover.socket.take() {
        Some(socket) => Some(Session::secured(socket, &way, &tools).await),
        None => None,
    };
    let secured = match handed.filter(|secured| !was_cut(&secured.result)) {
        Some(secured) => secured,
        // Either nothing was handed on, or it may have died on the way here: what happens on a new connection is what counts.
        None => match connect::socket(&reached, &way, shared).await {
            Ok(socket) => Session::secured(socket, &way, &tools).await,
            Err(failure) => return ProbeOutcome::Failed(failure, None),
        },
    };
    let facts = secured.facts;
    match secured.result {
        Err(failure) => ProbeOutcome::Failed(failure, (!facts.chain.is_empty()).then_some(ProbeFacts::Tls(facts))),
        Ok(_) if way.chain == Chain::Grpc && facts.alpn.as_deref() != Some("h2") => ProbeOutcome::Failed(
            Failure::Tls(TlsFailure::Http2NotOffered { chosen: facts.alpn.clone() }),
            Some(ProbeFacts::Tls(facts)),
        ),
        Ok(session) => {
            handover.session.put(session);
            outcome_of(facts)
        }
    }
}

/// Dials once more beside the handshake, for the requests that run beside the key's. Its failure is nobody's: who wants it dials again.
fn spare(reached: Vec<SocketAddr>, bound: Duration) -> JoinSet<Option<Socket>> {
    let mut dialing = JoinSet::new();
    dialing.spawn(async move {
        let begin = Instant::now();
        let stream = tunnel::tcp(&reached, bound).await.ok()?;
        Some(Socket { stream: Box::new(stream), spent: begin.elapsed() })
    });
    dialing
}

fn was_cut(result: &Result<Session, Failure>) -> bool {
    matches!(result, Err(Failure::Tcp(TcpFailure::Cut { .. })))
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
