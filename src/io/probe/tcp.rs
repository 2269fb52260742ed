//! `*.tcp`: every address tried, IPv4 and IPv6 apart; through a proxy when one applies, and then directly too where a variable named it.
//! The connection that the client would use is handed on; the others are closed again.

use super::ProbeContext;
use crate::io::probe::net::connect::{dns_of_proxy, known, order};
use crate::io::probe::net::error;
use crate::io::probe::net::handover::Socket;
use crate::io::probe::net::handshake;
use crate::io::probe::net::resolve;
use crate::io::probe::net::route::{DialContext, Route};
use crate::io::probe::net::tunnel;
use crate::model::evidence::{
    Attempt, AttemptResult, Chain, DirectTry, DnsFailure, Evidence, Failure, Family, LocalFailure, Origin, Phase,
    ProbeFacts, ProbeId, ProbeOutcome, ProxyError, ProxyFailure, ProxyTry, Shortage, TcpFacts, TcpFailure, TextFailure,
    TlsFailure, Warning,
};
use crate::model::proxy::ProxyScheme;
use futures_util::StreamExt as _;
use futures_util::future::join;
use futures_util::stream::FuturesUnordered;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::time::Instant;

/// How long other addresses may take once one has answered. Clients that try addresses one by one lose this much and more.
const OTHER_ADDRESSES_GRACE: Duration = Duration::from_secs(1);

/// How long a way may take that the client does not take. Where packets are dropped everybody waits so long, so it is short.
const OTHER_ROUTE_TIMEOUT: Duration = Duration::from_secs(3);

pub(super) async fn probe(id: ProbeId, shared: &ProbeContext, found: &Evidence) -> ProbeOutcome {
    let Some(way) = shared.way(id) else { return ProbeOutcome::Failed(Failure::Text(TextFailure::UrlMissing), None) };
    let others = join(probe_direct(id, &way, shared), probe_through(id, &way, shared, found));
    let ((mut outcome, socket), (direct, through)) = join(client_route(id, &way, shared, found), others).await;
    if let Some(socket) = socket {
        shared.handover(way.chain).socket.put(socket);
    }
    match &mut outcome {
        ProbeOutcome::Passed(ProbeFacts::Tcp(facts))
        | ProbeOutcome::Warned(ProbeFacts::Tcp(facts), _)
        | ProbeOutcome::Failed(_, Some(ProbeFacts::Tcp(facts))) => {
            facts.direct = direct;
            facts.through = through;
        }
        ProbeOutcome::Passed(_) | ProbeOutcome::Warned(..) | ProbeOutcome::Failed(..) | ProbeOutcome::Skipped(_) => {}
    }
    outcome
}

/// The way without the proxy, where a variable names the proxy: some clients read that, and some don't.
async fn probe_direct(id: ProbeId, way: &Route<'_>, shared: &ProbeContext) -> Option<DirectTry> {
    if !matches!(way.proxy?.origin, Origin::Variable(_)) {
        return None;
    }
    let begin = Instant::now();
    let bound = shared.bound().min(OTHER_ROUTE_TIMEOUT);
    let late = Failure::Tcp(TcpFailure::TimedOut { waiting_for: Phase::Connect, after: bound });
    let tried = tokio::time::timeout(bound, connect_direct(id, way, shared)).await.unwrap_or(Err(late));
    match tried {
        // Nothing was tried.
        Err(Failure::Local(LocalFailure::Resource { .. })) => None,
        Ok(()) | Err(_) => Some(DirectTry { failure: tried.err(), took: begin.elapsed() }),
    }
}

async fn connect_direct(id: ProbeId, way: &Route<'_>, shared: &ProbeContext) -> Result<(), Failure> {
    let begin = Instant::now();
    let host = &way.endpoint.host;
    let addresses = match way.pinned.or(way.endpoint.address()) {
        Some(address) => vec![address],
        None => resolve::addresses(host, shared.case.settings.dns_server, shared.bound()).await,
    };
    if addresses.is_empty() {
        return Err(Failure::Dns(DnsFailure::ResolverFailed { name: host.clone(), system: None }));
    }
    let left = shared.bound().saturating_sub(begin.elapsed());
    let (attempts, winner) = try_all(&order(&addresses, way.port), left).await;
    let Some(stream) = winner else {
        let facts = TcpFacts { attempts, ..TcpFacts::default() };
        return Err(outcome_of(facts, false, shared.bound())
            .failure()
            .cloned()
            .unwrap_or(Failure::Local(LocalFailure::Defect)));
    };
    if !way.endpoint.tls {
        return Ok(());
    }
    let grpc = id.chain() == Chain::Grpc;
    let trust = shared.trust().await;
    let left = shared.bound().saturating_sub(begin.elapsed());
    let tools = DialContext { bound: left, redactor: &shared.redactor, trust: &trust };
    let shaken =
        handshake::handshake(Box::new(stream), host, if grpc { handshake::GRPC } else { handshake::REST }, &tools)
            .await;
    shaken.result?;
    match shaken.facts.alpn {
        chosen if grpc && chosen.as_deref() != Some("h2") => Err(Failure::Tls(TlsFailure::Http2NotOffered { chosen })),
        _ => Ok(()),
    }
}

/// The way through the proxy that a variable names and this client does not take: where only that one works, the client has to be told.
pub(super) async fn probe_through(
    id: ProbeId,
    way: &Route<'_>,
    shared: &ProbeContext,
    found: &Evidence,
) -> Option<ProxyTry> {
    let proxy = shared.unused_proxy(id)?;
    let Origin::Variable(variable) = &proxy.origin else { return None };
    let begin = Instant::now();
    let bound = shared.bound().min(OTHER_ROUTE_TIMEOUT);
    let way = Route { proxy: Some(proxy), ..way.clone() };
    let failure = match tokio::time::timeout(bound, client_route(id, &way, shared, found)).await {
        // Nothing was tried.
        Ok((ProbeOutcome::Failed(Failure::Local(LocalFailure::Resource { .. }), _), _)) => return None,
        Ok((outcome, _)) => outcome.failure().cloned(),
        Err(_) => Some(Failure::Proxy(ProxyFailure::Unreachable { proxy: proxy.url(), why: ProxyError::NoAnswer })),
    };
    Some(ProxyTry { proxy: proxy.url(), variable: variable.clone(), failure, took: begin.elapsed() })
}

/// The way that the client takes: through a proxy if one applies. Gives the connection too, where there is one for the next layer.
async fn client_route(
    id: ProbeId,
    way: &Route<'_>,
    shared: &ProbeContext,
    found: &Evidence,
) -> (ProbeOutcome, Option<Socket>) {
    let begin = Instant::now();
    let (addresses, port) = match way.proxy {
        Some(proxy) => (dns_of_proxy(&proxy.host, shared).await, proxy.port),
        None => (known(found, id), way.port),
    };
    let left = shared.bound().saturating_sub(begin.elapsed());
    let (attempts, winner) = try_all(&order(&addresses, port), left).await;
    let took = attempts.iter().filter(|a| a.result == AttemptResult::Connected).map(|a| a.took).min();
    let took = took.unwrap_or_default();
    let mut facts = TcpFacts { attempts, ..TcpFacts::default() };
    let Some(proxy) = way.proxy else {
        let outcome = outcome_of(facts, winner.is_some(), shared.bound());
        return (outcome, winner.map(|stream| Socket { stream: Box::new(stream), spent: took }));
    };
    let failed = |failure, facts| (ProbeOutcome::Failed(failure, Some(ProbeFacts::Tcp(facts))), None);
    let Some(stream) = winner else {
        if let Some(what) = facts.attempts.iter().find_map(|a| a.result.shortage()) {
            return failed(Failure::Local(LocalFailure::Resource { what }), facts);
        }
        let why = match facts.attempts.first().map(|a| a.result) {
            None => ProxyError::Name,
            Some(AttemptResult::Refused) => ProxyError::Refused,
            Some(AttemptResult::Reset) => ProxyError::Cut,
            Some(_) => ProxyError::NoAnswer,
        };
        return failed(Failure::Proxy(ProxyFailure::Unreachable { proxy: proxy.url(), why }), facts);
    };
    if way.is_relayed() {
        // Plain HTTP is handed to the proxy request by request; there is no tunnel to try. What TLS the proxy itself wants comes later.
        let plain = proxy.scheme != ProxyScheme::Https;
        let socket = plain.then(|| Socket { stream: Box::new(stream), spent: took });
        return (ProbeOutcome::Passed(ProbeFacts::Tcp(facts)), socket);
    }
    let trust = shared.trust().await;
    let left = shared.bound().saturating_sub(begin.elapsed());
    let tools = DialContext { bound: left, redactor: &shared.redactor, trust: &trust };
    let begin = Instant::now();
    let tunnel = tunnel::tunnel(stream, way, proxy, &tools).await;
    facts.proxy = Some(tunnel.facts);
    match tunnel.stream {
        Ok(stream) => {
            let spent = took + begin.elapsed();
            (ProbeOutcome::Passed(ProbeFacts::Tcp(facts)), Some(Socket { stream, spent }))
        }
        Err(failure) => failed(failure, facts),
    }
}

/// Tries all addresses at once. After the first success the others get a grace time, then count as late.
async fn try_all(addresses: &[SocketAddr], bound: Duration) -> (Vec<Attempt>, Option<TcpStream>) {
    let begin = Instant::now();
    let mut pending: FuturesUnordered<_> = addresses
        .iter()
        .map(|address| async move {
            let at = Instant::now();
            (*address, TcpStream::connect(address).await, at.elapsed())
        })
        .collect();
    let mut attempts: Vec<Attempt> = Vec::new();
    let mut winner = None;
    let mut deadline = begin + bound;
    while let Ok(Some((address, connected, took))) = tokio::time::timeout_at(deadline, pending.next()).await {
        let result = match connected {
            Ok(stream) => {
                if winner.is_none() {
                    let _ = stream.set_nodelay(true);
                    winner = Some(stream);
                    deadline = deadline.min(Instant::now() + OTHER_ADDRESSES_GRACE);
                }
                AttemptResult::Connected
            }
            Err(error) => match error::io_failure(&error, Phase::Connect, took) {
                Failure::Tcp(TcpFailure::Refused { .. }) => AttemptResult::Refused,
                Failure::Tcp(TcpFailure::Cut { .. }) => AttemptResult::Reset,
                Failure::Tcp(TcpFailure::TimedOut { .. }) => AttemptResult::TimedOut,
                Failure::Local(LocalFailure::Resource { what }) => AttemptResult::LocalResource(what),
                _ => AttemptResult::Unreachable,
            },
        };
        attempts.push(Attempt { address, result, took });
    }
    let missing = if winner.is_some() { AttemptResult::Late } else { AttemptResult::TimedOut };
    for address in addresses {
        if !attempts.iter().any(|a| a.address == *address) {
            attempts.push(Attempt { address: *address, result: missing, took: begin.elapsed() });
        }
    }
    let position = |a: &Attempt| addresses.iter().position(|b| *b == a.address);
    attempts.sort_by_key(position);
    (attempts, winner)
}

fn outcome_of(facts: TcpFacts, connected: bool, bound: Duration) -> ProbeOutcome {
    let with = |result: &[AttemptResult]| -> Vec<SocketAddr> {
        facts.attempts.iter().filter(|a| result.contains(&a.result)).map(|a| a.address).collect()
    };
    let silent = with(&[AttemptResult::TimedOut, AttemptResult::Late]);
    let refused = with(&[AttemptResult::Refused]);
    let reset = with(&[AttemptResult::Reset]);
    let missing = || facts.attempts.iter().find_map(|a| a.result.shortage());
    if connected {
        let answered: Vec<Family> = with(&[AttemptResult::Connected]).iter().map(|a| Family::of(a.ip())).collect();
        let dead = silent.iter().map(|a| Family::of(a.ip())).find(|f| !answered.contains(f));
        let some = !silent.is_empty() || !refused.is_empty() || !reset.is_empty();
        let facts = ProbeFacts::Tcp(facts);
        return match dead {
            Some(family) => ProbeOutcome::Warned(facts, Warning::FamilyDead(family)),
            None if some => ProbeOutcome::Warned(facts, Warning::SomeAddressesDead),
            None => ProbeOutcome::Passed(facts),
        };
    }
    let failure = if let Some(what) = missing().filter(|_| facts.attempts.iter().all(|a| a.result.shortage().is_some()))
    {
        Failure::Local(LocalFailure::Resource { what })
    } else if let Some(what) = missing().filter(|what| *what != Shortage::Permission) {
        // What could not be tried might have worked.
        Failure::Local(LocalFailure::Resource { what })
    } else if !silent.is_empty() {
        Failure::Tcp(TcpFailure::TimedOut { waiting_for: Phase::Connect, after: bound })
    } else if !refused.is_empty() {
        Failure::Tcp(TcpFailure::Refused { addresses: refused })
    } else if !reset.is_empty() {
        Failure::Tcp(TcpFailure::Cut { waiting_for: Phase::Connect, reset: true })
    } else {
        let addresses: Vec<SocketAddr> = facts.attempts.iter().map(|a| a.address).collect();
        let families: Vec<Family> = addresses.iter().map(|a| Family::of(a.ip())).collect();
        let only = families.first().copied().filter(|f| families.iter().all(|g| g == f));
        Failure::Tcp(TcpFailure::Unreachable { addresses, only })
    };
    ProbeOutcome::Failed(failure, Some(ProbeFacts::Tcp(facts)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::IpAddr;

    #[test]
    fn families_take_turns() {
        let ip = |t: &str| t.parse::<IpAddr>().unwrap();
        let ordered = order(&[ip("::1"), ip("::2"), ip("1.1.1.1"), ip("2.2.2.2"), ip("3.3.3.3")], 443);
        let text: Vec<String> = ordered.iter().map(|a| a.ip().to_string()).collect();
        assert_eq!(text, ["::1", "1.1.1.1", "::2", "2.2.2.2", "3.3.3.3"]);
    }
}
