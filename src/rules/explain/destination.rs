//! Whom an error's words say was to be reached: the address in them, and whose it is. Pure reading; nothing is looked up.

use super::address::PROXY_PORTS;
use super::patterns::Expression;
use crate::model::target::is_container_name;
use std::net::IpAddr;

/// Whose an address is, as far as its words tell.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Destination {
    /// A cluster on Weaviate Cloud.
    Cloud,
    /// The console, which is no cluster.
    Console,
    /// The machine itself.
    Loopback,
    /// A container or a service of the same network.
    Container,
    /// A proxy.
    Proxy,
    /// A service that answers with models.
    Model,
    /// A service that isn't Weaviate: a package index, a file store, a database.
    Another,
    /// A host that nothing is known of: a server of one's own, or another service.
    Somewhere,
}

/// An address in an error's words.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Address {
    /// Its host, without brackets.
    pub(super) host: String,
    /// Its port.
    pub(super) port: Option<u16>,
    /// Whose it is.
    pub(super) whose: Destination,
    /// Weaviate's REST interface was asked there.
    pub(super) by_rest: bool,
}

/// Ports on which model servers listen: Ollama, LM Studio.
const MODEL_PORTS: [u16; 2] = [11434, 1234];
/// Ports on which Weaviate, or what stands in front of it, usually listens.
const WEAVIATE_PORTS: [u16; 11] = [443, 80, 8080, 8443, 50051, 8081, 8082, 50052, 50050, 50053, 8090];
/// Ports of databases, queues and tools that stand beside Weaviate.
const OTHER_PORTS: [u16; 13] = [5432, 6379, 27017, 9200, 3306, 6333, 19530, 5672, 9092, 9000, 2379, 4317, 4318];
/// Hosts of those who answer with models, or parts of their names.
const MODEL_HOSTS: [&str; 17] = [
    "openai",
    "cohere",
    "anthropic",
    "mistral.ai",
    "voyageai",
    "jina.ai",
    "groq.com",
    "together.",
    "ollama",
    "huggingface",
    "generativelanguage",
    "aiplatform",
    "bedrock",
    "replicate.com",
    "openrouter",
    "nvidia.com",
    "embedding",
];
/// Beginnings of paths that Weaviate serves.
const WEAVIATE_PATHS: [&str; 20] = [
    "meta",
    "schema",
    "objects",
    "graphql",
    "batch",
    "nodes",
    ".well-known",
    "backups",
    "cluster",
    "users",
    "authz",
    "tasks",
    "search",
    "aggregate",
    "grpc-web",
    "modules",
    "classifications",
    "aliases",
    "replication",
    "references",
];

impl Address {
    /// The address that an error's words name as the one that was to be reached.
    pub(super) fn named_in(words: &str) -> Option<Self> {
        // The request with its path tells most.
        static REQUESTS: [Expression; 6] = [
            Expression::new("\"http", r#"\b(?:get|post|put|head|delete|patch) "https?://([^/"\s]+)(/[^"\s]*)?""#),
            // Go before 1.14.
            Expression::new(" http", r"\b(?:get|post|put|head|delete|patch) https?://([^/\s]+)(/\S*)?: "),
            Expression::new(
                "host='",
                r"(?:HTTPS?Connection(?:Pool)?\()?host='([^']+)', port=(\d+)[^/]*?with url: *(/\S*)",
            ),
            Expression::new("for url", r"for url:? *'?https?://([^/'\s]+)(/[^'\s]*)?"),
            Expression::new(" at 'http", r"(?:fetch|request) at 'https?://([^/']+)(/[^']*)?'"),
            Expression::new("Connect to", r"Connect to https?://([^/\s]+)(/\S*)? failed"),
        ];
        let found = REQUESTS.iter().find_map(|request| {
            let parts = request.captures(words)?;
            let path = parts.iter().skip(1).find(|p| p.starts_with('/')).copied();
            let port = parts.get(1).filter(|p| !p.starts_with('/'));
            let place = port.map_or_else(|| parts[0].to_owned(), |port| format!("{}:{port}", parts[0]));
            Some((place, path))
        });
        if let Some((place, path)) = found {
            return Some(Self::of(&place, path, false));
        }
        let (place, proxy) = super::address::place(words)
            .or_else(|| Some((super::address::mentioned(words)?, false)))
            .or_else(|| Some((any_url(words)?.to_owned(), false)))?;
        Some(Self::of(&place, None, proxy))
    }

    fn of(place: &str, path: Option<&str>, proxy: bool) -> Self {
        let host = super::address::host(place).trim_end_matches('.').to_ascii_lowercase();
        let port = super::address::port(place);
        let whose = if proxy || port.is_some_and(|p| PROXY_PORTS.contains(&p)) {
            Destination::Proxy
        } else {
            whose(&host, port, path)
        };
        let by_rest = path.is_some_and(|p| p.contains("/v1/") && is_path_of_weaviate(p));
        Self { host, port, whose, by_rest }
    }
}

/// The place in any URL of the words, but for those of manuals.
fn any_url(words: &str) -> Option<&str> {
    static URL: Expression = Expression::new("://", r"https?://([a-z0-9.\-]+(?::\d+)?)");
    const MANUALS: [&str; 7] = ["curl.", "docs.", "errors.", "nodejs.org", "python.org", "weaviate.io", "github.com"];
    URL.all(words).into_iter().find(|place| place.contains("agents.") || !MANUALS.iter().any(|m| place.contains(m)))
}

/// Whose a host is.
fn whose(host: &str, port: Option<u16>, path: Option<&str>) -> Destination {
    let weaviate = path.map(is_path_of_weaviate);
    let model_path = path.is_some_and(|p| {
        ["/api/embed", "/api/gen", "/api/chat", "/embeddings", "/completions"].iter().any(|m| p.contains(m))
    });
    if model_path || port.is_some_and(|p| MODEL_PORTS.contains(&p)) {
        return Destination::Model;
    }
    if host.ends_with(".weaviate.cloud") || host.ends_with(".weaviate.network") || host.ends_with(".semi.network") {
        let service = host.split('.').next().unwrap_or_default();
        return if ["console", "auth"].contains(&service) { Destination::Console } else { Destination::Cloud };
    }
    let local = host == "localhost" || host.parse::<IpAddr>().is_ok_and(|a| a.is_loopback() || a.is_unspecified());
    let container = is_container_name(host);
    if MODEL_HOSTS.iter().any(|name| host.contains(name)) && weaviate != Some(true) && !host.contains("weaviate") {
        return Destination::Model;
    }
    if weaviate == Some(false)
        || host.ends_with(".agents.weaviate.io")
        || port.is_some_and(|p| OTHER_PORTS.contains(&p))
    {
        return Destination::Another;
    }
    match (local, container) {
        (true, _) => Destination::Loopback,
        (_, true) => Destination::Container,
        _ => Destination::Somewhere,
    }
}

/// Whether Weaviate serves such a path. A doubled or a bare slash may be Weaviate's too.
fn is_path_of_weaviate(path: &str) -> bool {
    let path = path.split('?').next().unwrap_or(path).trim_matches(['/', '.', '"', '\'', ')', ',']);
    let behind = path.split("v1/").last().unwrap_or_default();
    path.is_empty()
        || path == "v1"
        || path.contains("v1/") && WEAVIATE_PATHS.iter().any(|p| behind.starts_with(p))
        || path.starts_with("grpc.health")
        || path.starts_with("weaviate.v1")
}

impl Address {
    /// `host` or `host:port`.
    pub(super) fn text(&self) -> String {
        let host = if self.host.contains(':') { format!("[{}]", self.host) } else { self.host.clone() };
        self.port.map_or(host.clone(), |port| format!("{host}:{port}"))
    }

    /// Whether it listens where Weaviate does.
    pub(super) fn has_port_of_weaviate(&self) -> bool {
        self.port.is_none_or(|p| WEAVIATE_PORTS.contains(&p))
    }
}
