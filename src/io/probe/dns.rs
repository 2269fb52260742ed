//! `*.dns`: what the system's resolver says, which is what clients use, and what each server says when asked directly, which explains it.
//! The direct answers explain; the system's decide.

use super::ProbeContext;
use crate::io::probe::net::resolve::{ask, found, servers, system};
use crate::io::probe::net::route::Route;
use crate::model::evidence::{
    DirectLookup, DnsFacts, DnsFailure, Evidence, Failure, ProbeFacts, ProbeId, ProbeOutcome, Records, Resolved,
    SystemLookupError, TextFailure, Warning,
};
use crate::model::proxy::Proxy;
use crate::model::target::Hosting;
use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::time::Instant;

/// How long the look-up of the console's name may take: it is a remark beside the answer.
const CONSOLE_LOOKUP_TIMEOUT: Duration = Duration::from_secs(2);
/// How long the direct answers may take once the system's is there.
const DIRECT_ANSWER_GRACE: Duration = Duration::from_secs(1);

pub(super) async fn probe(id: ProbeId, shared: &ProbeContext) -> ProbeOutcome {
    let Some(way) = shared.way(id) else { return ProbeOutcome::Failed(Failure::Text(TextFailure::UrlMissing), None) };
    let name = way.endpoint.host.clone();
    let facts = |used, addresses| DnsFacts {
        name: name.clone(),
        used,
        addresses,
        system: None,
        direct: Vec::new(),
        console: None,
        through: None,
    };
    if let Some(address) = way.pinned {
        return ProbeOutcome::Passed(ProbeFacts::Dns(facts(Resolved::Pinned, vec![address])));
    }
    if let Some(address) = way.endpoint.address() {
        return ProbeOutcome::Passed(ProbeFacts::Dns(facts(Resolved::Literal, vec![address])));
    }
    if way.proxy.is_some_and(Proxy::resolves) {
        return ProbeOutcome::Passed(ProbeFacts::Dns(facts(Resolved::ByProxy, Vec::new())));
    }
    let begin = Instant::now();
    let outcome = outcome_of(look_up(&way, shared.case.settings.dns_server, shared.bound()).await);
    match with_through(outcome, id, &way, shared).await {
        ProbeOutcome::Failed(
            failure @ Failure::Dns(DnsFailure::NameNotFound { .. }),
            Some(ProbeFacts::Dns(mut facts)),
        ) if facts.used == Resolved::System && is_cloud(id, shared) => {
            let left = shared.bound().saturating_sub(begin.elapsed()).min(CONSOLE_LOOKUP_TIMEOUT);
            facts.console = knows_console(shared, left).await;
            ProbeOutcome::Failed(failure, Some(ProbeFacts::Dns(facts)))
        }
        other => other,
    }
}

/// Behind a company's proxy names outside are often unknown: whether the proxy that this client does not take knows the way.
async fn with_through(mut outcome: ProbeOutcome, id: ProbeId, way: &Route<'_>, shared: &ProbeContext) -> ProbeOutcome {
    if let ProbeOutcome::Failed(_, Some(ProbeFacts::Dns(facts))) = &mut outcome {
        facts.through = super::tcp::probe_through(id, way, shared, &Evidence::default()).await;
    }
    outcome
}

/// Whether the probe asks for a cluster of Weaviate Cloud.
fn is_cloud(id: ProbeId, shared: &ProbeContext) -> bool {
    id != ProbeId::ConsoleDns && shared.target.as_ref().is_some_and(|t| t.kind == Hosting::WeaviateCloud)
}

/// Whether the system's resolver knows the console's name; none when it doesn't say.
async fn knows_console(shared: &ProbeContext, bound: Duration) -> Option<bool> {
    match system(&shared.case.settings.console.host, bound).await.answer {
        Ok(_) => Some(true),
        Err(SystemLookupError::NoSuchName) => Some(false),
        Err(_) => None,
    }
}

async fn look_up(way: &Route<'_>, server: Option<SocketAddr>, bound: Duration) -> DnsFacts {
    let name = way.endpoint.host.as_str();
    let mut facts = DnsFacts {
        name: name.to_owned(),
        used: Resolved::Server,
        addresses: Vec::new(),
        system: None,
        direct: Vec::new(),
        console: None,
        through: None,
    };
    if let Some(server) = server {
        facts.direct = vec![ask(server, name, bound).await];
        facts.addresses = found(&facts.direct);
        return facts;
    }
    facts.used = Resolved::System;
    let begin = Instant::now();
    let servers = servers(name).await;
    let mut asking: FuturesUnordered<_> = servers.iter().map(|server| ask(*server, name, bound)).collect();
    let system = system(name, bound);
    tokio::pin!(system);
    // The first to finish must not restart the other: on a slow link that costs a round trip.
    let lookup = loop {
        tokio::select! {
            lookup = &mut system => break lookup,
            Some(answer) = asking.next() => facts.direct.push(answer),
        }
    };
    let deadline =
        if lookup.answer.is_ok() { (Instant::now() + DIRECT_ANSWER_GRACE).min(begin + bound) } else { begin + bound };
    while let Ok(Some(answer)) = tokio::time::timeout_at(deadline, asking.next()).await {
        facts.direct.push(answer);
    }
    for server in &servers {
        if !facts.direct.iter().any(|d| d.server == *server) {
            let (a, aaaa) = (Records::NoAnswer, Records::NoAnswer);
            facts.direct.push(DirectLookup { server: *server, a, aaaa, took: begin.elapsed() });
        }
    }
    facts.direct.sort_by_key(|d| servers.iter().position(|s| *s == d.server));
    facts.addresses = lookup.answer.clone().unwrap_or_default();
    facts.system = Some(lookup);
    facts
}

fn outcome_of(facts: DnsFacts) -> ProbeOutcome {
    let name = facts.name.clone();
    if !facts.addresses.is_empty() {
        let differ = facts.used == Resolved::System
            && facts.direct.iter().any(|d| d.a == Records::NxDomain && d.aaaa == Records::NxDomain);
        let facts = ProbeFacts::Dns(facts);
        return if differ {
            ProbeOutcome::Warned(facts, Warning::ResolversDiffer)
        } else {
            ProbeOutcome::Passed(facts)
        };
    }
    let system = facts.system.as_ref().and_then(|s| s.answer.as_ref().err().copied());
    let nobody_found = facts.direct.iter().all(|d| !d.has_found());
    let failure = if nobody_found && facts.direct.iter().flat_map(|d| [&d.a, &d.aaaa]).any(|r| *r == Records::NxDomain)
    {
        Failure::Dns(DnsFailure::NameNotFound { name, by_server: true })
    } else if facts.direct.iter().any(|d| d.a == Records::NoRecords && d.aaaa == Records::NoRecords)
        && system != Some(SystemLookupError::TemporaryFailure)
    {
        // One half of an answer proves nothing: the other may have been lost.
        Failure::Dns(DnsFailure::NoAddress { name })
    } else if system == Some(SystemLookupError::NoSuchName) {
        Failure::Dns(DnsFailure::NameNotFound { name, by_server: false })
    } else {
        Failure::Dns(DnsFailure::ResolverFailed { name, system })
    };
    ProbeOutcome::Failed(failure, Some(ProbeFacts::Dns(facts)))
}
