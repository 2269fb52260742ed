//! `*.dns`: what the system's resolver says, which is what clients use, and what each server says when asked directly, which tells why.
//! The direct answers explain; the system's decide.

mod sockets;

use super::Shared;
use super::dial::Way;
use crate::evidence::{
    DirectLookup, DnsFacts, Facts, Failure, Outcome, ProbeId, Records, Resolved, Shortage, SystemLookup,
    SystemLookupError, Warning,
};
use crate::limits;
use crate::target::Kind;
use dns_lookup::{AddrInfoHints, LookupErrorKind, SockType};
use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use hickory_resolver::Resolver;
use hickory_resolver::config::{ConnectionConfig, NameServerConfig, ResolveHosts, ResolverConfig, ResolverOpts};
use hickory_resolver::net::{DnsError, NetError};
use hickory_resolver::proto::op::ResponseCode;
use hickory_resolver::proto::rr::{Name, RData, RecordType};
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;
use tokio::time::Instant;

/// Most addresses that are kept of one answer.
const MOST_ADDRESSES: usize = 16;
/// Most servers that are asked directly.
const MOST_SERVERS: usize = 4;
/// How long the look-up of the console's name may take: it is a remark beside the answer.
const CONSOLE: Duration = Duration::from_secs(2);
/// How long the direct answers may take once the system's is there.
const GRACE: Duration = Duration::from_secs(1);

pub(super) async fn probe(id: ProbeId, shared: &Shared) -> Outcome {
    let Some(way) = shared.way(id) else { return Outcome::Failed(Failure::UrlMissing, None) };
    let name = way.endpoint.host.clone();
    let facts = |used, addresses| DnsFacts {
        name: name.clone(),
        used,
        addresses,
        system: None,
        direct: Vec::new(),
        console: None,
    };
    if let Some(address) = way.pinned {
        return Outcome::Passed(Facts::Dns(facts(Resolved::Pinned, vec![address])));
    }
    if let Some(address) = way.endpoint.address() {
        return Outcome::Passed(Facts::Dns(facts(Resolved::Literal, vec![address])));
    }
    if way.proxy.is_some_and(crate::case::Proxy::resolves) {
        return Outcome::Passed(Facts::Dns(facts(Resolved::ByProxy, Vec::new())));
    }
    let begin = Instant::now();
    let outcome = judge(look_up(&way, shared.case.settings.dns_server, shared.bound()).await);
    match outcome {
        Outcome::Failed(failure @ Failure::NameNotFound { .. }, Some(Facts::Dns(mut facts)))
            if facts.used == Resolved::System && is_cloud(id, shared) =>
        {
            let left = shared.bound().saturating_sub(begin.elapsed()).min(CONSOLE);
            facts.console = knows_console(shared, left).await;
            Outcome::Failed(failure, Some(Facts::Dns(facts)))
        }
        other => other,
    }
}

/// Whether the probe asks for a cluster of Weaviate Cloud.
fn is_cloud(id: ProbeId, shared: &Shared) -> bool {
    id != ProbeId::ConsoleDns && shared.target.as_ref().is_some_and(|t| t.kind == Kind::WeaviateCloud)
}

/// Whether the system's resolver knows the console's name; none when it doesn't say.
async fn knows_console(shared: &Shared, bound: Duration) -> Option<bool> {
    match system(&shared.case.settings.console.host, bound).await.answer {
        Ok(_) => Some(true),
        Err(SystemLookupError::NoSuchName) => Some(false),
        Err(_) => None,
    }
}

/// Looks a proxy's or target's name up the way everything else here does.
pub(super) async fn addresses(name: &str, server: Option<SocketAddr>, bound: Duration) -> Vec<IpAddr> {
    if let Ok(address) = name.parse() {
        return vec![address];
    }
    match server {
        Some(server) => found(&[ask(server, name, bound).await]),
        None => system(name, bound).await.answer.unwrap_or_default(),
    }
}

async fn look_up(way: &Way<'_>, server: Option<SocketAddr>, bound: Duration) -> DnsFacts {
    let name = way.endpoint.host.as_str();
    let mut facts = DnsFacts {
        name: name.to_owned(),
        used: Resolved::Server,
        addresses: Vec::new(),
        system: None,
        direct: Vec::new(),
        console: None,
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
    // Whoever is first must not make the other begin again: on a long way that is felt.
    let lookup = loop {
        tokio::select! {
            lookup = &mut system => break lookup,
            Some(answer) = asking.next() => facts.direct.push(answer),
        }
    };
    let deadline = if lookup.answer.is_ok() { (Instant::now() + GRACE).min(begin + bound) } else { begin + bound };
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

fn judge(facts: DnsFacts) -> Outcome {
    let name = facts.name.clone();
    if !facts.addresses.is_empty() {
        let differ = facts.used == Resolved::System
            && facts.direct.iter().any(|d| d.a == Records::NxDomain && d.aaaa == Records::NxDomain);
        let facts = Facts::Dns(facts);
        return if differ { Outcome::Warned(facts, Warning::ResolversDiffer) } else { Outcome::Passed(facts) };
    }
    let system = facts.system.as_ref().and_then(|s| s.answer.as_ref().err().copied());
    let nobody_found = facts.direct.iter().all(|d| !d.has_found());
    let failure = if nobody_found && facts.direct.iter().flat_map(|d| [&d.a, &d.aaaa]).any(|r| *r == Records::NxDomain)
    {
        Failure::NameNotFound { name, by_server: true }
    } else if facts.direct.iter().any(|d| d.a == Records::NoRecords && d.aaaa == Records::NoRecords)
        && system != Some(SystemLookupError::TemporaryFailure)
    {
        // One half of an answer proves nothing: the other may have been lost.
        Failure::NoAddress { name }
    } else if system == Some(SystemLookupError::NoSuchName) {
        Failure::NameNotFound { name, by_server: false }
    } else {
        Failure::ResolverFailed { name, system }
    };
    Outcome::Failed(failure, Some(Facts::Dns(facts)))
}

/// The system's resolver (`getaddrinfo`), bounded. The thread that asks can't be interrupted, only left behind.
async fn system(name: &str, bound: Duration) -> SystemLookup {
    let begin = Instant::now();
    let host = name.to_owned();
    let asked = on_thread(move || {
        let hints = AddrInfoHints { socktype: SockType::Stream.into(), ..AddrInfoHints::default() };
        match dns_lookup::getaddrinfo(Some(&host), None, Some(hints)) {
            Ok(answers) => {
                let mut addresses: Vec<IpAddr> = Vec::new();
                for address in answers.flatten().map(|a| a.sockaddr.ip()).take(MOST_ADDRESSES) {
                    if !addresses.contains(&address) {
                        addresses.push(address);
                    }
                }
                if addresses.is_empty() { Err(SystemLookupError::NoSuchName) } else { Ok(addresses) }
            }
            Err(error) => {
                // Without a descriptor for its socket or its files, the resolver says no more than that it failed.
                limits::look();
                Err(match error.kind() {
                    LookupErrorKind::NoName | LookupErrorKind::NoData => SystemLookupError::NoSuchName,
                    LookupErrorKind::Again => SystemLookupError::TemporaryFailure,
                    LookupErrorKind::Fail => SystemLookupError::PermanentFailure,
                    _ => SystemLookupError::Other,
                })
            }
        }
    });
    let answer = match tokio::time::timeout(bound, asked).await {
        Ok(Some(answer)) => answer,
        Ok(None) => Err(SystemLookupError::Other),
        Err(_) => Err(SystemLookupError::NoAnswer),
    };
    SystemLookup { answer, took: begin.elapsed() }
}

/// Runs what blocks on a thread of its own; none where there is no thread to be had, or it broke. The runtime's own would leave a lookup
/// waiting for ever then, and silence would be the network's fault.
async fn on_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    let (done, wait) = tokio::sync::oneshot::channel();
    let started = std::thread::Builder::new().spawn(move || {
        let _ = done.send(work());
    });
    if started.is_err() {
        limits::note(Shortage::Threads);
        return None;
    }
    wait.await.ok()
}

/// The system's servers. None for names that no server is meant to know.
async fn servers(name: &str) -> Vec<SocketAddr> {
    let local = !name.contains('.') || [".localhost", ".local", ".internal"].iter().any(|s| name.ends_with(s));
    if local {
        return Vec::new();
    }
    let read = on_thread(hickory_resolver::system_conf::read_system_conf).await;
    let Some(Ok((config, _))) = read else { return Vec::new() };
    let mut servers: Vec<SocketAddr> = Vec::new();
    for server in config.name_servers() {
        let port = server.connections.first().map_or(53, |c| c.port);
        let address = SocketAddr::new(server.ip, port);
        if !servers.contains(&address) {
            servers.push(address);
        }
    }
    servers.truncate(MOST_SERVERS);
    servers
}

/// Asks one server for IPv4 and IPv6 addresses at once.
async fn ask(server: SocketAddr, name: &str, bound: Duration) -> DirectLookup {
    let begin = Instant::now();
    let (a, aaaa) =
        tokio::join!(query(server, name, RecordType::A, bound), query(server, name, RecordType::AAAA, bound));
    DirectLookup { server, a, aaaa, took: begin.elapsed() }
}

async fn query(server: SocketAddr, name: &str, kind: RecordType, bound: Duration) -> Records {
    let connection = |mut c: ConnectionConfig| {
        c.port = server.port();
        c
    };
    let connections = vec![connection(ConnectionConfig::udp()), connection(ConnectionConfig::tcp())];
    let config =
        ResolverConfig::from_parts(None, Vec::new(), vec![NameServerConfig::new(server.ip(), true, connections)]);
    let mut options = ResolverOpts::default();
    options.attempts = 2;
    options.timeout = (bound / 2).min(Duration::from_millis(2500));
    options.cache_size = 0;
    options.use_hosts_file = ResolveHosts::Never;
    options.num_concurrent_reqs = 1;
    // The name is absolute: no search domain is tried.
    let Ok(absolute) = Name::from_ascii(format!("{name}.")) else { return Records::NxDomain };
    let built = Resolver::builder_with_config(config, sockets::Sockets::default()).with_options(options).build();
    let Ok(resolver) = built else { return Records::Unreachable };
    match tokio::time::timeout(bound, resolver.lookup(absolute, kind)).await {
        Err(_) => Records::NoAnswer,
        Ok(Ok(lookup)) => {
            let addresses: Vec<IpAddr> = lookup
                .answers()
                .iter()
                .filter_map(|record| match &record.data {
                    RData::A(a) => Some(IpAddr::V4(a.0)),
                    RData::AAAA(a) => Some(IpAddr::V6(a.0)),
                    _ => None,
                })
                .take(MOST_ADDRESSES)
                .collect();
            if addresses.is_empty() { Records::NoRecords } else { Records::Found(addresses) }
        }
        Ok(Err(error)) => records_of(&error),
    }
}

fn records_of(error: &NetError) -> Records {
    let by_code = |code: ResponseCode| match code {
        ResponseCode::NoError => Records::NoRecords,
        ResponseCode::NXDomain => Records::NxDomain,
        ResponseCode::ServFail => Records::ServFail,
        ResponseCode::Refused => Records::Refused,
        other => Records::OtherCode(other.into()),
    };
    match error {
        NetError::Dns(DnsError::NoRecordsFound(none)) => by_code(none.response_code),
        NetError::Dns(DnsError::ResponseCode(code)) => by_code(*code),
        NetError::Io(io) if io.kind() == std::io::ErrorKind::TimedOut => Records::NoAnswer,
        NetError::Io(io) => {
            limits::note_error(io);
            Records::Unreachable
        }
        _ => Records::NoAnswer,
    }
}

fn found(lookups: &[DirectLookup]) -> Vec<IpAddr> {
    let mut all: Vec<IpAddr> = Vec::new();
    // RFC 6724 prefers IPv6 where both exist; the connection probe tries both families anyway.
    for records in lookups.iter().flat_map(|l| [&l.aaaa, &l.a]) {
        if let Records::Found(addresses) = records {
            all.extend(addresses.iter().filter(|a| !all.contains(a)).copied().collect::<Vec<_>>());
        }
    }
    all
}
