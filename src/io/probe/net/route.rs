//! The route of a chain: host, port, proxy, replacements. And what every connection is made with.

use crate::model::api_key::Redactor;
use crate::model::connect_to::ConnectTo;
use crate::model::evidence::Chain;
use crate::model::proxy::{Proxy, ProxyScheme};
use crate::model::target::Endpoint;
use std::net::IpAddr;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};

/// Where to connect for an endpoint, after `--connect-to` and proxies.
#[derive(Clone)]
pub(in crate::io::probe) struct Route<'a> {
    pub(in crate::io::probe) chain: Chain,
    pub(in crate::io::probe) endpoint: &'a Endpoint,
    pub(in crate::io::probe) proxy: Option<&'a Proxy>,
    /// Address given by `--connect-to`.
    pub(in crate::io::probe) pinned: Option<IpAddr>,
    /// Port to connect to.
    pub(in crate::io::probe) port: u16,
}

impl<'a> Route<'a> {
    pub(in crate::io::probe) fn new(
        chain: Chain,
        endpoint: &'a Endpoint,
        proxy: Option<&'a Proxy>,
        connect_to: &[ConnectTo],
    ) -> Self {
        let rule = connect_to.iter().find(|c| c.applies(&endpoint.host, endpoint.port));
        Self {
            chain,
            endpoint,
            proxy,
            pinned: rule.and_then(|c| c.to_address),
            port: rule.and_then(|c| c.to_port).unwrap_or(endpoint.port),
        }
    }

    /// Whether the proxy is handed each request instead of opening a tunnel: plain HTTP through an HTTP proxy, but not HTTP/2.
    pub(in crate::io::probe) fn is_relayed(&self) -> bool {
        let http = |p: &Proxy| matches!(p.scheme, ProxyScheme::Http | ProxyScheme::Https);
        !self.endpoint.tls && self.chain != Chain::Grpc && self.proxy.is_some_and(http)
    }

    /// `host:port` as a proxy is asked for it.
    pub(in crate::io::probe) fn tunnel_target(&self) -> (String, u16) {
        (self.pinned.map_or_else(|| self.endpoint.host.clone(), |a| a.to_string()), self.port)
    }
}

/// A connection to a target: straight, or through a tunnel.
pub(in crate::io::probe) type TargetStream = Box<dyn Io>;

/// What a connection can do.
pub(in crate::io::probe) trait Io: AsyncRead + AsyncWrite + Send + Unpin {}

/// What a dialer needs besides the way.
#[derive(Clone, Copy)]
pub(in crate::io::probe) struct DialContext<'a> {
    pub(in crate::io::probe) bound: Duration,
    pub(in crate::io::probe) redactor: &'a Redactor,
    pub(in crate::io::probe) trust: &'a std::sync::Arc<super::trust::RootStores>,
}
