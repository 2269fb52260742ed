//! Looks names up: by the system, and by asking a DNS server.

use crate::io::limits;
use crate::io::probe::net::resolver_sockets::Sockets;
use crate::model::evidence::{DirectLookup, Records, Shortage, SystemLookup, SystemLookupError};
use dns_lookup::{AddrInfoHints, LookupErrorKind, SockType};
use hickory_resolver::Resolver;
use hickory_resolver::config::{ConnectionConfig, NameServerConfig, ResolveHosts, ResolverConfig, ResolverOpts};
use hickory_resolver::net::{DnsError, NetError};
use hickory_resolver::proto::op::ResponseCode;
use hickory_resolver::proto::rr::{Name, RData, RecordType};
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;
use tokio::time::Instant;

/// Most addresses that are kept of one answer.
pub(in crate::io::probe) const MOST_ADDRESSES: usize = 16;

/// Most servers that are asked directly.
pub(in crate::io::probe) const MOST_SERVERS: usize = 4;

/// Looks a proxy's or target's name up the way everything else here does.
pub(in crate::io::probe) async fn addresses(name: &str, server: Option<SocketAddr>, bound: Duration) -> Vec<IpAddr> {
    if let Ok(address) = name.parse() {
        return vec![address];
    }
    match server {
        Some(server) => found(&[ask(server, name, bound).await]),
        None => system(name, bound).await.answer.unwrap_or_default(),
    }
}

/// The system's resolver (`getaddrinfo`), bounded. The thread that asks can't be interrupted, only left behind.
pub(in crate::io::probe) async fn system(name: &str, bound: Duration) -> SystemLookup {
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
pub(in crate::io::probe) async fn on_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
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

/// The system's servers. None for names that are never sent to a server.
pub(in crate::io::probe) async fn servers(name: &str) -> Vec<SocketAddr> {
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
pub(in crate::io::probe) async fn ask(server: SocketAddr, name: &str, bound: Duration) -> DirectLookup {
    let begin = Instant::now();
    let (a, aaaa) =
        tokio::join!(query(server, name, RecordType::A, bound), query(server, name, RecordType::AAAA, bound));
    DirectLookup { server, a, aaaa, took: begin.elapsed() }
}

pub(in crate::io::probe) async fn query(server: SocketAddr, name: &str, kind: RecordType, bound: Duration) -> Records {
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
    let built = Resolver::builder_with_config(config, Sockets::default()).with_options(options).build();
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

pub(in crate::io::probe) fn records_of(error: &NetError) -> Records {
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

pub(in crate::io::probe) fn found(lookups: &[DirectLookup]) -> Vec<IpAddr> {
    let mut all: Vec<IpAddr> = Vec::new();
    // RFC 6724 prefers IPv6 where both exist; the connection probe tries both families anyway.
    for records in lookups.iter().flat_map(|l| [&l.aaaa, &l.a]) {
        if let Records::Found(addresses) = records {
            all.extend(addresses.iter().filter(|a| !all.contains(a)).copied().collect::<Vec<_>>());
        }
    }
    all
}
