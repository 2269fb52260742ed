//! Connections for somebody else (`io::observe`), opened the way probes open theirs: the same look-ups, tunnels, handshakes and trust. What
//! goes wrong is the same typed failure.

use super::route::{DialContext, Route, TargetStream};
use super::{handshake, resolve, tunnel};
use crate::io::probe::{ProbeContext, TrustStores};
use crate::model::case::Case;
use crate::model::client::Language;
use crate::model::connect_to::ConnectTo;
use crate::model::evidence::{
    Chain, DnsFailure, Failure, Phase, ProxyError, ProxyFailure, SystemLookupError, TcpFailure, TlsFacts, TlsFailure,
};
use crate::model::proxy::Proxy;
use crate::model::target::Endpoint;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};

/// A connection, whatever it leads through.
pub type Connection = Box<dyn Both>;

/// What can be read and written.
pub trait Both: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Both for T {}

/// A TLS connection with the protocol that was agreed on (ALPN).
pub struct Secured {
    /// The connection.
    pub connection: Connection,
    /// The protocol.
    pub alpn: Option<Vec<u8>>,
}

/// Opens connections.
pub struct Dialer {
    context: ProbeContext,
    /// How long each step may take: whoever waits for it ends it before.
    bound: Duration,
}

impl Dialer {
    /// With the settings of a case.
    pub fn new(case: &Case, stores: &TrustStores, bound: Duration) -> Self {
        Self { context: ProbeContext::new(case.clone(), stores), bound }
    }

    /// Reads the trust stores, which takes a moment.
    pub async fn prepare(&self) {
        self.context.trust().await;
    }

    /// Opens a connection, through a proxy where there is one. `server` is the DNS server to ask instead of the system's.
    pub async fn open(
        &self,
        endpoint: &Endpoint,
        proxy: Option<&Proxy>,
        server: Option<SocketAddr>,
        connect_to: &[ConnectTo],
    ) -> Result<Connection, Failure> {
        let route = Route::new(Chain::Rest, endpoint, proxy, connect_to);
        let host = match (proxy, route.pinned) {
            (Some(proxy), _) => proxy.host.clone(),
            (None, Some(address)) => address.to_string(),
            (None, None) => endpoint.host.clone(),
        };
        let port = proxy.map_or(route.port, |proxy| proxy.port);
        let addresses = self.addresses(&host, server.filter(|_| proxy.is_none())).await;
        let Some(proxy) = proxy else {
            let addresses: Vec<_> = addresses?.into_iter().map(|ip| SocketAddr::new(ip, port)).collect();
            return Ok(Box::new(tunnel::tcp(&addresses, self.bound).await?));
        };
        let unreachable = |why| Failure::Proxy(ProxyFailure::Unreachable { proxy: proxy.url(), why });
        let addresses = addresses.map_err(|_| unreachable(ProxyError::Name))?;
        let addresses: Vec<_> = addresses.into_iter().map(|ip| SocketAddr::new(ip, port)).collect();
        let stream = tunnel::tcp(&addresses, self.bound).await.map_err(|failure| {
            unreachable(match failure {
                Failure::Tcp(TcpFailure::Refused { .. }) => ProxyError::Refused,
                Failure::Tcp(TcpFailure::Cut { .. }) => ProxyError::Cut,
                _ => ProxyError::NoAnswer,
            })
        })?;
        let trust = self.context.trust().await;
        let tools = DialContext { bound: self.bound, redactor: &self.context.redactor, trust: &trust };
        let opened: TargetStream = tunnel::tunnel(stream, &route, proxy, &tools).await.stream?;
        Ok(Box::new(opened))
    }

    async fn addresses(&self, host: &str, server: Option<SocketAddr>) -> Result<Vec<IpAddr>, Failure> {
        if let Ok(address) = host.parse() {
            return Ok(vec![address]);
        }
        let name = host.to_owned();
        if server.is_some() {
            let found = resolve::addresses(host, server, self.bound.min(Duration::from_secs(10))).await;
            let none = Failure::Dns(DnsFailure::NameNotFound { name, by_server: false });
            return if found.is_empty() { Err(none) } else { Ok(found) };
        }
        resolve::system(host, self.bound).await.answer.map_err(|error| match error {
            SystemLookupError::NoSuchName => Failure::Dns(DnsFailure::NameNotFound { name, by_server: false }),
            SystemLookupError::NoAnswer => {
                Failure::Tcp(TcpFailure::TimedOut { waiting_for: Phase::Lookup, after: self.bound })
            }
            system => Failure::Dns(DnsFailure::ResolverFailed { name, system: Some(system) }),
        })
    }

    /// Speaks TLS on it as this client would: with its protocols, and trusting what it would trust.
    pub async fn secure(
        &self,
        connection: Connection,
        host: &str,
        alpn: &[Vec<u8>],
        client: Language,
    ) -> Result<Secured, Failure> {
        let offered: Vec<&[u8]> = alpn.iter().map(Vec::as_slice).collect();
        let trust = self.context.trust().await;
        let tools = DialContext { bound: self.bound, redactor: &self.context.redactor, trust: &trust };
        let shown = handshake::handshake(Box::new(connection), host, &offered, &tools).await;
        let stream = shown.result?;
        if let Some(failure) = refused_by(&shown.facts, client) {
            return Err(failure);
        }
        let alpn = stream.get_ref().1.alpn_protocol().map(<[u8]>::to_vec);
        Ok(Secured { connection: Box::new(stream), alpn })
    }
}

/// The system's file of roots as it is; none where there is no such file.
pub fn system_roots() -> Option<Vec<u8>> {
    super::root_files::system_file()
}

/// What this client's own library says of the chain, where it refuses what a store of this machine trusts.
fn refused_by(facts: &TlsFacts, client: Language) -> Option<Failure> {
    let own = facts.clients.iter().find(|c| c.language == client).or_else(|| facts.clients.first())?;
    let refusal = own.refusal.as_ref()?;
    if refusal.problem.is_of_form() {
        return Some(Failure::Tls(TlsFailure::CertificateNotConforming));
    }
    let issuer = facts.chain.last().map(|c| c.issuer.clone()).unwrap_or_default();
    Some(Failure::Tls(TlsFailure::CertificateUntrusted { issuer, self_signed: false }))
}
