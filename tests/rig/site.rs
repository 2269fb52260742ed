//! A cluster with everything around it: who stands behind each port, and the case that looks at it.

use super::dns::{Answerer, Dns};
use super::pki::{Authority, Leaf, Sent};
use super::weaviate::{Script, Weaviate};
use super::wire::{ANY, Handler, Manner, Server, Step, handler, perform};
use super::{CONSOLE_HOST, GRPC_HOST, OWN_HOST, PLANTED, REST_HOST, run};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::AsyncReadExt as _;
use weaviate_doctor::model::case::Case;
use weaviate_doctor::model::evidence::Origin;
use weaviate_doctor::model::proxy::{Proxies, Proxy, ProxyScheme};
use weaviate_doctor::model::target::Endpoint;

/// Certificates that every site shares.
pub struct Kit {
    pub authority: Authority,
    /// A good certificate for REST and console.
    pub http1: Arc<rustls::ServerConfig>,
    /// A good certificate for gRPC.
    pub http2: Arc<rustls::ServerConfig>,
}

impl Kit {
    pub fn new() -> Self {
        let authority = Authority::new("Lab Root", "Lab CA 1", "Lab");
        let leaf = Self::leaf();
        let (http1, http2) = (
            authority.server(&leaf, Sent::WithIntermediate, &["http/1.1"]),
            authority.server(&leaf, Sent::WithIntermediate, &["h2"]),
        );
        Self { authority, http1, http2 }
    }

    /// For all the names here.
    pub fn leaf() -> Leaf {
        Leaf::of(&[REST_HOST, GRPC_HOST, CONSOLE_HOST, OWN_HOST])
    }
}

/// Below the protocol that a port speaks.
#[derive(Clone)]
pub enum Below {
    Plain,
    /// A certificate that the case trusts.
    Trusted,
    /// This one.
    Shown(Arc<rustls::ServerConfig>),
}

/// Who stands behind a port.
#[derive(Clone)]
pub struct Door {
    pub below: Below,
    pub speaker: Handler,
    /// Connections after which the port closes.
    pub lives: usize,
    /// Closing sends RST.
    pub resets: bool,
}

impl Door {
    pub fn new(below: Below, speaker: Handler) -> Self {
        Self { below, speaker, lives: usize::MAX, resets: false }
    }

    /// A Weaviate that takes the planted key.
    pub fn honest() -> Self {
        Self::new(Below::Trusted, Weaviate::with_key(PLANTED).handler())
    }

    /// A Weaviate with a script in front of it.
    pub fn scripted(below: Below, script: Script) -> Self {
        let mut weaviate = Weaviate::with_key(PLANTED);
        weaviate.script = Some(script);
        Self::new(below, weaviate.handler())
    }

    /// Performs these steps once the first bytes have come.
    pub fn after_hello(below: Below, steps: Vec<Step>) -> Self {
        Self::new(
            below,
            handler(move |mut conn| {
                let steps = steps.clone();
                async move {
                    if conn.wire.read(&mut [0; 16 * 1024]).await.is_ok_and(|n| n > 0) {
                        perform(&mut conn.wire, &steps).await;
                    }
                }
            }),
        )
    }

    /// Nobody: the port is closed.
    pub fn closed() -> Self {
        Self { lives: 0, ..Self::honest() }
    }

    async fn open(self, trusted: &Arc<rustls::ServerConfig>, bind: SocketAddr) -> Server {
        let tls = match self.below {
            Below::Plain => None,
            Below::Trusted => Some(Arc::clone(trusted)),
            Below::Shown(config) => Some(config),
        };
        Server::start(Manner { bind, tls, lives: self.lives, resets: self.resets }, self.speaker).await
    }
}

/// A cluster with everything around it.
#[derive(Clone)]
pub struct Site {
    pub rest: Door,
    /// None: gRPC is on REST's port.
    pub grpc: Option<Door>,
    pub console: Option<Door>,
    pub proxy: Option<(ProxyScheme, Door)>,
    pub dns: Option<(Answerer, bool)>,
    /// The cluster is not on Weaviate Cloud.
    pub own: bool,
    /// It speaks plain text.
    pub plain: bool,
    pub bind: SocketAddr,
}

impl Site {
    /// A cluster on Weaviate Cloud that takes the planted key.
    pub fn honest() -> Self {
        Self {
            rest: Door::honest(),
            grpc: Some(Door::honest()),
            console: None,
            proxy: None,
            dns: None,
            own: false,
            plain: false,
            bind: ANY,
        }
    }

    /// Opens its ports and points a case at them.
    pub async fn stand(self, kit: &Kit, key: Option<&str>, bound: Duration) -> Standing {
        let rest = self.rest.open(&kit.http1, self.bind).await;
        let grpc = match self.grpc {
            Some(door) => Some(door.open(&kit.http2, self.bind).await),
            None => None,
        };
        let console = match self.console {
            Some(door) => Some(door.open(&kit.http1, self.bind).await),
            None => None,
        };
        let proxy = match self.proxy {
            Some((scheme, door)) => Some((scheme, door.open(&kit.http1, self.bind).await)),
            None => None,
        };
        let dns = match self.dns {
            Some((answerer, drip)) => Some(Dns::start(answerer, drip).await),
            None => None,
        };
        let mut case = run::case(key, bound);
        case.settings.extra_roots = vec![kit.authority.root_pem()];
        let (host, grpc_host) = if self.own { (OWN_HOST, OWN_HOST) } else { (REST_HOST, GRPC_HOST) };
        let scheme = if self.plain { "http" } else { "https" };
        let (grpc_host, grpc_port) = grpc.as_ref().map_or((host, rest.port()), |g| (grpc_host, g.port()));
        run::point(
            &mut case,
            format!("{scheme}://{host}:{}", rest.port()),
            Endpoint::new(!self.plain, grpc_host, grpc_port),
        );
        if let Some(console) = &console {
            case.settings.console = Endpoint::new(true, CONSOLE_HOST, console.port());
            case.settings.console_named = true;
        }
        if let Some((scheme, server)) = &proxy {
            let host = server.address.ip().to_string();
            let proxy =
                Proxy { scheme: *scheme, host, port: server.port(), credentials: None, origin: Origin::Argument };
            case.settings.proxies = Proxies { rest: Some(proxy.clone()), grpc: Some(proxy), ..Proxies::default() };
        }
        if let Some(dns) = &dns {
            case.settings.connect_to.clear();
            case.settings.dns_server = Some(dns.address);
        }
        Standing { case, rest, grpc, console, proxy: proxy.map(|(_, server)| server), dns }
    }
}

/// A site that stands.
pub struct Standing {
    pub case: Case,
    pub rest: Server,
    pub grpc: Option<Server>,
    pub console: Option<Server>,
    pub proxy: Option<Server>,
    pub dns: Option<Dns>,
}
