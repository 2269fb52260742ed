//! What all connections of the observer share, and how each finds its way upstream.

use super::authority::Authority;
use super::journal::Journal;
use crate::io::probe::net::dialer::{Connection, Dialer};
use crate::model::client::Language;
use crate::model::connect_to::ConnectTo;
use crate::model::evidence::{DnsFailure, Failure, HostRole, TcpFailure};
use crate::model::proxy::{Proxies, Proxy, ProxyScheme};
use crate::model::proxy_use::Protocol;
use crate::model::target::{Endpoint, Target};
use crate::rules::program::Hosts;
use std::collections::HashSet;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

/// How a connection came here.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Channel {
    /// By a proxy variable.
    Variable,
    /// By the hook of Python's HTTP library.
    Python,
    /// By the hook of Node's sockets.
    Node,
}

impl Channel {
    /// The user name in the proxy's address.
    pub(super) const fn user(self) -> &'static str {
        match self {
            Self::Variable => "variable",
            Self::Python => "python",
            Self::Node => "node",
        }
    }
}

/// Which proxy a part of a client takes for an endpoint.
type ProxyChoice = Box<dyn Fn(&Endpoint, Language, Protocol) -> Option<Proxy> + Send + Sync>;

/// What all connections share.
pub(super) struct Shared {
    pub(super) journal: Arc<Journal>,
    pub(super) hosts: Hosts,
    pub(super) authority: Authority,
    pub(super) dialer: Dialer,
    pub(super) token: String,
    /// The client that the project uses.
    pub(super) client: Language,
    /// The proxy that a part of a client would have used.
    pub(super) proxy_of: ProxyChoice,
    /// The cluster that answers in the place of all.
    pub(super) practice: Option<Stand>,
    pub(super) connect_to: Vec<ConnectTo>,
    pub(super) dns_server: Option<SocketAddr>,
    /// Hosts whose certificate of this run the program refused.
    pub(super) refused: Mutex<HashSet<String>>,
}

/// A cluster that stands for every other; without a target nobody finds it.
pub(super) struct Stand {
    pub(super) target: Option<Target>,
    pub(super) proxies: Proxies,
}

/// Where somebody wants to go.
pub(super) struct Asked {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) channel: Channel,
    /// Whether it is a request in plain text, handed over whole.
    pub(super) plain: bool,
    /// What the client calls itself.
    pub(super) agent: String,
}

impl Asked {
    fn endpoint(&self) -> Endpoint {
        Endpoint::new(!self.plain, &self.host.to_ascii_lowercase(), self.port)
    }
}

impl Shared {
    /// Which client's part asks, as far as its way here and its name tell.
    pub(super) fn client(&self, asked: &Asked, role: Option<HostRole>) -> (Language, Protocol) {
        let agent = asked.agent.to_ascii_lowercase();
        let by_role = if role == Some(HostRole::Grpc) { Protocol::Grpc } else { Protocol::Rest };
        match asked.channel {
            Channel::Python => (Language::Python, Protocol::Rest),
            Channel::Node => (Language::TypeScript, by_role),
            Channel::Variable if agent.starts_with("go-http-client") => (Language::Go, Protocol::Rest),
            Channel::Variable if agent.starts_with("grpc-go") => (Language::Go, Protocol::Grpc),
            Channel::Variable if agent.starts_with("curl/") => (Language::Curl, Protocol::Rest),
            // These take proxies as curl does.
            Channel::Variable if agent.starts_with("python-") => (Language::Curl, Protocol::Rest),
            Channel::Variable => (self.client, Protocol::Grpc),
        }
    }

    /// The HTTP proxy that the program would have handed this plain request.
    pub(super) fn relaying(&self, asked: &Asked, role: Option<HostRole>) -> Option<Proxy> {
        let (client, protocol) = self.client(asked, role);
        let real = self.practice.is_none() || role.is_none();
        (self.proxy_of)(&asked.endpoint(), client, protocol).filter(|p| real && p.scheme == ProxyScheme::Http)
    }

    /// Opens the connection that the program would have had.
    pub(super) async fn dial(&self, asked: &Asked, role: Option<HostRole>) -> Result<(Connection, String), Failure> {
        let own = asked.endpoint();
        let stand = self
            .practice
            .as_ref()
            .filter(|_| matches!(role, Some(HostRole::Rest | HostRole::Grpc | HostRole::Weaviate)));
        let Some(stand) = stand else {
            let (client, protocol) = self.client(asked, role);
            let proxy = (self.proxy_of)(&own, client, protocol);
            let server = self.dns_server.filter(|_| self.practice.is_none());
            let opened = self.dialer.open(&own, proxy.as_ref(), server, &self.connect_to).await?;
            return Ok((opened, own.host));
        };
        let missing = || Failure::Dns(DnsFailure::NameNotFound { name: asked.host.clone(), by_server: false });
        let target = stand.target.as_ref().ok_or_else(missing)?;
        let (endpoint, proxy) = match role {
            Some(HostRole::Rest) => (&target.rest, &stand.proxies.rest),
            Some(HostRole::Grpc) => (&target.grpc, &stand.proxies.grpc),
            // The cluster has no other port.
            _ => return Err(Failure::Tcp(TcpFailure::Refused { addresses: Vec::new() })),
        };
        let opened = self.dialer.open(endpoint, proxy.as_ref(), self.dns_server, &self.connect_to).await?;
        Ok((opened, endpoint.host.clone()))
    }

    pub(super) fn refuses(&self, host: &str) -> bool {
        self.refused.lock().unwrap_or_else(PoisonError::into_inner).contains(host)
    }

    pub(super) fn remember_refusal(&self, host: &str) {
        self.refused.lock().unwrap_or_else(PoisonError::into_inner).insert(host.to_owned());
    }
}
