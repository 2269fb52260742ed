//! Opens the connection of a chain once more, at the addresses that were reached, through the proxy where there is one.

use crate::io::probe::ProbeContext;
use crate::io::probe::net::handover::{Session, Socket};
use crate::io::probe::net::handshake;
use crate::io::probe::net::handshake::REST;
use crate::io::probe::net::resolve;
use crate::io::probe::net::route::{DialContext, Route, TargetStream};
use crate::io::probe::net::tunnel;
use crate::model::evidence::{
    Evidence, Failure, Family, LocalFailure, ProbeId, ProxyError, ProxyFailure, TcpFacts, TcpFailure,
};
use crate::model::proxy::ProxyScheme;
use std::net::{IpAddr, SocketAddr};
use tokio::time::Instant;

pub(in crate::io::probe) async fn dns_of_proxy(host: &str, shared: &ProbeContext) -> Vec<IpAddr> {
    resolve::addresses(host, shared.case.settings.dns_server, shared.bound()).await
}

/// Opens a session the way the probes found it: at the address that answered first, through the proxy if one applies.
pub(in crate::io::probe) async fn session(
    reached: &[SocketAddr],
    way: &Route<'_>,
    shared: &ProbeContext,
) -> Result<Session, Failure> {
    let socket = socket(reached, way, shared).await?;
    secure(socket, way, shared).await
}

/// Makes a session of a socket.
pub(in crate::io::probe) async fn secure(
    socket: Socket,
    way: &Route<'_>,
    shared: &ProbeContext,
) -> Result<Session, Failure> {
    let trust = shared.trust().await;
    let tools = DialContext { bound: shared.bound(), redactor: &shared.redactor, trust: &trust };
    Session::over(socket, way, &tools).await
}

/// Opens a socket at these addresses. Where a proxy relays requests, it ends there.
pub(in crate::io::probe) async fn socket(
    reached: &[SocketAddr],
    way: &Route<'_>,
    shared: &ProbeContext,
) -> Result<Socket, Failure> {
    let begin = Instant::now();
    let stream = dial(reached, way, shared).await?;
    Ok(Socket { stream, spent: begin.elapsed() })
}

async fn dial(reached: &[SocketAddr], way: &Route<'_>, shared: &ProbeContext) -> Result<TargetStream, Failure> {
    let opened = tunnel::tcp(reached, shared.bound()).await;
    let Some(proxy) = way.proxy else { return opened.map(|stream| Box::new(stream) as TargetStream) };
    let stream = opened.map_err(|failure| {
        let why = match failure {
            Failure::Local(LocalFailure::Resource { .. }) => return failure,
            Failure::Tcp(TcpFailure::Refused { .. }) => ProxyError::Refused,
            Failure::Tcp(TcpFailure::Cut { .. }) => ProxyError::Cut,
            _ => ProxyError::NoAnswer,
        };
        Failure::Proxy(ProxyFailure::Unreachable { proxy: proxy.url(), why })
    })?;
    let trust = shared.trust().await;
    let tools = DialContext { bound: shared.bound(), redactor: &shared.redactor, trust: &trust };
    if !way.is_relayed() {
        return tunnel::tunnel(stream, way, proxy, &tools).await.stream;
    }
    if proxy.scheme == ProxyScheme::Https {
        let secured = handshake::over(Box::new(stream), &proxy.host, REST, &tools).await?;
        return Ok(Box::new(secured));
    }
    Ok(Box::new(stream))
}

/// The chain's TCP probe.
pub(in crate::io::probe) const fn of_chain(id: ProbeId) -> ProbeId {
    match id {
        ProbeId::GrpcDns | ProbeId::GrpcTcp | ProbeId::GrpcTls | ProbeId::GrpcHealth | ProbeId::GrpcAuth => {
            ProbeId::GrpcTcp
        }
        ProbeId::ConsoleDns | ProbeId::ConsoleTcp | ProbeId::ConsoleTls | ProbeId::ConsoleHttp => ProbeId::ConsoleTcp,
        ProbeId::ProgramConnect
        | ProbeId::ProgramRest
        | ProbeId::ProgramGrpc
        | ProbeId::LocalUrl
        | ProbeId::LocalKey
        | ProbeId::LocalEnvironment
        | ProbeId::RestDns
        | ProbeId::RestTcp
        | ProbeId::RestTls
        | ProbeId::RestLive
        | ProbeId::RestReady
        | ProbeId::RestMeta
        | ProbeId::RestAuth
        | ProbeId::RestCors => ProbeId::RestTcp,
    }
}

/// Addresses that accepted a connection, the quickest first.
pub(in crate::io::probe) fn reached(found: &Evidence, id: ProbeId) -> Vec<SocketAddr> {
    found.tcp(of_chain(id)).map(TcpFacts::reached).unwrap_or_default()
}

/// Addresses that the chain's DNS probe found.
pub(in crate::io::probe) fn known(found: &Evidence, tcp: ProbeId) -> Vec<IpAddr> {
    let dns = match tcp {
        ProbeId::GrpcTcp => ProbeId::GrpcDns,
        ProbeId::ConsoleTcp => ProbeId::ConsoleDns,
        _ => ProbeId::RestDns,
    };
    found.dns(dns).map(|d| d.addresses.clone()).unwrap_or_default()
}

/// The order of RFC 8305 §4: families take turns, the first one is the system's choice.
pub(in crate::io::probe) fn order(addresses: &[IpAddr], port: u16) -> Vec<SocketAddr> {
    let first = addresses.first().copied().map(Family::of);
    let (mut same, mut other): (Vec<_>, Vec<_>) =
        addresses.iter().map(|a| SocketAddr::new(*a, port)).partition(|a| Some(Family::of(a.ip())) == first);
    same.reverse();
    other.reverse();
    let mut ordered = Vec::new();
    while !same.is_empty() || !other.is_empty() {
        ordered.extend(same.pop());
        ordered.extend(other.pop());
    }
    ordered
}
