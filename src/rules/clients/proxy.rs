//! Which proxy variable each client's REST and gRPC part reads, for an endpoint (`facts.md` §0.5). Pure: the variables are handed in.
//! How the probes themselves choose a proxy stands in `discover`, which asks here for what gRPC libraries read.

use super::JudgedClient;
use super::proxy_text::go_reads;
use crate::model::case::Case;
use crate::model::client::{Language, Version};
use crate::model::evidence::Variable;
use crate::model::proxy_use::{Protocol, ProxyUse};
use crate::model::target::Endpoint;
use ipnet::IpNet;

/// Whose rules for proxy variables a part of a client follows (`facts.md` §0.5).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum ProxyRules {
    /// It reads none.
    Nobody,
    /// httpx of Python's client that is told to trust the environment, beside the proxies that the client itself reads then.
    Httpx,
    /// requests of Python's client before version 4: any variable that urllib knows, its own exceptions and urllib's.
    Requests,
    /// gRPC of the client from version 4 on, told to trust the environment: `GRPC_PROXY` besides.
    GrpcCoreTold,
    /// gRPC's C core: `grpc_proxy`, `https_proxy`, `http_proxy`, in lower case alone and with `http://` in front alone.
    GrpcCore,
    /// grpc-js: the same variables, other exceptions.
    GrpcJs,
    /// Node's fetch with `NODE_USE_ENV_PROXY` (undici's `EnvHttpProxyAgent`).
    NodeFetch,
    /// Go's `http.ProxyFromEnvironment`: either spelling, upper case first, never for this machine itself.
    Go,
    /// curl and .NET: either spelling, then `all_proxy`.
    Usual,
}

/// The first Node that takes proxies from the environment where it is told to (`facts.md` §0.5); 23 has no such switch.
const ENV_PROXY_NODE: Version = Version::new(24, 0, 0);
/// The first of the releases before it that does.
const ENV_PROXY_NODE_22: Version = Version::new(22, 21, 0);

/// Whether this Node knows the switch; the newest where the version is not known. An image `node:22` is the newest of them.
fn node_knows_switch(runtime: Option<Version>) -> bool {
    runtime.is_none_or(|node| {
        node >= ENV_PROXY_NODE || node.major == 22 && (node >= ENV_PROXY_NODE_22 || node == Version::new(22, 0, 0))
    })
}

/// The variable that tells Node to take proxies from the environment.
pub fn node_switch<'a>(get: impl Fn(&str) -> Option<&'a str>) -> Option<&'static str> {
    let option = || get("NODE_OPTIONS").is_some_and(|all| all.split_whitespace().any(|one| one == "--use-env-proxy"));
    if get("NODE_USE_ENV_PROXY") == Some("1") { Some("NODE_USE_ENV_PROXY") } else { option().then_some("NODE_OPTIONS") }
}

impl ProxyRules {
    /// Python's REST part ignores the environment unless `trust_env` is set; Java reads its own system properties.
    fn of(client: JudgedClient, protocol: Protocol, node_switched: bool) -> Self {
        match (client.language, protocol) {
            (Language::TypeScript, Protocol::Rest) if node_switched && node_knows_switch(client.runtime) => {
                Self::NodeFetch
            }
            (Language::Python, _) if client.version.is_some_and(|version| version.major < 4) => Self::Requests,
            (Language::Python, Protocol::Rest) if client.trusts_environment() => Self::Httpx,
            (Language::Python, Protocol::Grpc) if client.trusts_environment() => Self::GrpcCoreTold,
            (Language::Python | Language::TypeScript, Protocol::Rest) | (Language::Java, _) => Self::Nobody,
            (Language::Python, Protocol::Grpc) => Self::GrpcCore,
            (Language::TypeScript, Protocol::Grpc) => Self::GrpcJs,
            (Language::Go, _) => Self::Go,
            (Language::CSharp | Language::Curl, Protocol::Rest) | (Language::CSharp, Protocol::Grpc) => Self::Usual,
            (Language::Curl, Protocol::Grpc) => Self::Nobody,
        }
    }

    /// The variables that name a proxy for an endpoint, the first that counts decides.
    const fn names(self, tls: bool) -> &'static [&'static str] {
        match (self, tls) {
            (Self::Nobody, _) => &[],
            (Self::Httpx, true) => &["HTTPS_PROXY", "https_proxy", "all_proxy", "ALL_PROXY"],
            (Self::Httpx, false) => &["HTTP_PROXY", "http_proxy", "all_proxy", "ALL_PROXY"],
            (Self::GrpcCore | Self::GrpcJs, _) => &["grpc_proxy", "https_proxy", "http_proxy"],
            (Self::GrpcCoreTold, _) => &["GRPC_PROXY", "grpc_proxy", "https_proxy", "http_proxy"],
            (Self::NodeFetch, true) => &["https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY"],
            (Self::NodeFetch, false) => &["http_proxy", "HTTP_PROXY"],
            (Self::Go, true) => &["HTTPS_PROXY", "https_proxy"],
            (Self::Go, false) => &["HTTP_PROXY", "http_proxy"],
            (Self::Usual | Self::Requests, true) => &["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"],
            // A web server's CGI sets `HTTP_PROXY` from a request's header, so curl does not read it.
            (Self::Usual, false) => &["http_proxy", "all_proxy", "ALL_PROXY"],
            (Self::Requests, false) => &["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"],
        }
    }

    /// The variables that hold the exceptions, the first that counts decides.
    const fn exceptions(self) -> [&'static str; 2] {
        match self {
            Self::GrpcCore | Self::GrpcCoreTold | Self::GrpcJs => ["no_grpc_proxy", "no_proxy"],
            Self::Go => ["NO_PROXY", "no_proxy"],
            Self::Httpx | Self::Requests | Self::NodeFetch | Self::Usual | Self::Nobody => ["no_proxy", "NO_PROXY"],
        }
    }

    /// Whether a variable that is set to nothing decides, for none, what it stands for; to the others it is as if it were not set.
    fn empty_decides(self, name: &str) -> bool {
        match self {
            Self::GrpcCore => true,
            // The lower case takes the upper case of the same name along.
            Self::Requests => name == "https_proxy" || name == "http_proxy" || name == "all_proxy",
            Self::GrpcCoreTold => name != "GRPC_PROXY",
            // The lower case alone: it takes the upper case of the same name along.
            Self::Httpx => name == "all_proxy" || name == "no_proxy",
            Self::NodeFetch => name == "no_proxy",
            Self::Nobody | Self::GrpcJs | Self::Go | Self::Usual => false,
        }
    }

    /// The first of these that counts, and its value.
    fn first<'a>(
        self,
        names: &'static [&'static str],
        get: impl Fn(&str) -> Option<&'a str>,
    ) -> Option<(&'static str, &'a str)> {
        let counts = |name: &&'static str| {
            let value = get(name)?;
            (!value.is_empty() || self.empty_decides(name)).then_some((*name, value))
        };
        names.iter().find_map(counts).filter(|(_, value)| !value.is_empty())
    }

    /// Whether a list of exceptions holds the endpoint, as this library matches it.
    fn excepts(self, list: &str, endpoint: &Endpoint) -> bool {
        if list.is_empty() {
            return false;
        }
        match self {
            Self::Nobody => false,
            Self::GrpcCore | Self::GrpcCoreTold => {
                list.split(',').map(str::trim).filter(|e| !e.is_empty()).any(|entry| {
                    let entry = entry.to_ascii_lowercase();
                    in_network(endpoint, &entry) || endpoint.host.ends_with(entry.as_str())
                })
            }
            // Entries are taken as they stand: white space and case count, and nothing between two commas ends every name.
            Self::GrpcJs => list.split(',').any(|entry| in_network(endpoint, entry) || endpoint.host.ends_with(entry)),
            Self::Httpx => list.split(',').map(str::trim).any(|entry| httpx_excepts(endpoint, entry)),
            Self::Requests => {
                let names = |entry: &str| is_or_below(&endpoint.host, entry.trim_start_matches('.'));
                let mut entries = list.split(',').map(|entry| entry.replace(' ', "").to_ascii_lowercase());
                list.trim() == "*" || entries.any(|entry| in_network(endpoint, &entry) || names(&entry))
            }
            Self::Go => {
                list.split(',').map(str::trim).filter(|e| !e.is_empty()).any(|entry| go_excepts(endpoint, entry))
            }
            Self::NodeFetch => {
                list == "*"
                    || list.split([',', ' ', '\t', '\n', '\r']).filter(|e| !e.is_empty()).any(|entry| {
                        let (name, port) = with_port(entry);
                        let name = name.strip_prefix('*').unwrap_or(name).trim_start_matches('.');
                        port.is_none_or(|p| p == endpoint.port)
                            && is_or_below(&endpoint.host, &name.to_ascii_lowercase())
                    })
            }
            Self::Usual => {
                list.trim() == "*"
                    || list.split([',', ' ', '\t']).map(|e| e.trim_matches(['.', '[', ']'])).any(|entry| {
                        let entry = entry.to_ascii_lowercase();
                        !entry.is_empty() && (in_network(endpoint, &entry) || is_or_below(&endpoint.host, &entry))
                    })
            }
        }
    }
}

/// The port of an HTTP proxy that a variable names without one (`facts.md` §0.5).
pub const fn http_proxy_port(language: Language, protocol: Protocol) -> u16 {
    match (language, protocol) {
        (Language::Python, Protocol::Grpc) => 443,
        (Language::Curl, _) => 1080,
        (Language::Python | Language::TypeScript | Language::Go | Language::Java | Language::CSharp, _) => 80,
    }
}

/// The variable that this part of a client takes its proxy from when it connects to the endpoint. `get` gives a variable's value.
pub fn variable<'a>(
    client: JudgedClient,
    protocol: Protocol,
    endpoint: &Endpoint,
    get: impl Fn(&str) -> Option<&'a str>,
) -> Option<&'static str> {
    let rules = ProxyRules::of(client, protocol, node_switch(&get).is_some());
    let (name, value) = rules.first(rules.names(endpoint.tls), &get)?;
    let here = endpoint.host == "localhost" || endpoint.address().is_some_and(|a| a.is_loopback());
    let grpc_library = matches!(rules, ProxyRules::GrpcCore | ProxyRules::GrpcCoreTold | ProxyRules::GrpcJs);
    let scheme = if rules == ProxyRules::GrpcJs { value.trim() } else { value }.to_ascii_lowercase();
    if (rules == ProxyRules::Go && (here || !go_reads(value))) || (grpc_library && !scheme.starts_with("http://")) {
        return None;
    }
    let exceptions = rules.exceptions();
    let list = exceptions.iter().find_map(|name| {
        let value = get(name)?;
        (!value.is_empty() || rules.empty_decides(name)).then_some(value)
    });
    let list = list.unwrap_or_default();
    // The client's own setting stays where the library drops all of its own.
    let drops_all = rules == ProxyRules::Httpx
        && name.eq_ignore_ascii_case("all_proxy")
        && list.split(',').any(|e| e.trim() == "*");
    (!drops_all && !rules.excepts(list, endpoint)).then_some(name)
}

/// `golang.org/x/net/http/httpproxy`: an address, a network, `*`, a name with or without a port; a dot in front means only what is below.
fn go_excepts(endpoint: &Endpoint, entry: &str) -> bool {
    let entry = entry.to_ascii_lowercase();
    if entry == "*" || in_network(endpoint, &entry) {
        return true;
    }
    let (name, port) = with_port(&entry);
    if port.is_some_and(|p| p != endpoint.port) {
        return false;
    }
    let name = name.trim_matches(['[', ']']);
    match name.strip_prefix("*.").or_else(|| name.strip_prefix('.')) {
        Some(domain) => endpoint.host.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.')),
        None => is_or_below(&endpoint.host, name),
    }
}

/// httpx: names on labels, with the scheme or without, and addresses; no `*`, no ports, no networks.
fn httpx_excepts(endpoint: &Endpoint, entry: &str) -> bool {
    let entry = entry.to_ascii_lowercase();
    let scheme = if endpoint.tls { "https://" } else { "http://" };
    match entry.split_once("://") {
        Some(_) => entry.strip_prefix(scheme).is_some_and(|host| host == endpoint.host),
        None => match entry.strip_prefix('.') {
            Some(domain) => endpoint.host.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.')),
            None => is_or_below(&endpoint.host, &entry),
        },
    }
}

/// An entry without its port, and the port.
fn with_port(entry: &str) -> (&str, Option<u16>) {
    match entry.rsplit_once(':') {
        Some((name, port)) if !name.is_empty() && (!name.contains(':') || name.ends_with(']')) => {
            port.parse().map_or((entry, None), |port| (name, Some(port)))
        }
        _ => (entry, None),
    }
}

/// Whether a host is this domain or below it, label by label.
fn is_or_below(host: &str, domain: &str) -> bool {
    !domain.is_empty() && host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

/// Whether the endpoint is an address in a network such as `10.0.0.0/8`.
fn in_network(endpoint: &Endpoint, entry: &str) -> bool {
    endpoint.address().is_some_and(|address| entry.parse::<IpNet>().is_ok_and(|network| network.contains(&address)))
}

/// The table: every official client, and the user's own, for both protocols. Empty when no proxy variable is set or there is no cluster.
pub fn table(case: &Case) -> Vec<ProxyUse> {
    let names_one = case.environment.proxy.iter().any(|v| {
        let name = v.name.as_str().to_ascii_lowercase();
        name.ends_with("_proxy") && !name.starts_with("no")
    });
    let Some(target) = case.usable_target().filter(|_| names_one) else { return Vec::new() };
    let mut languages: Vec<Language> = super::CURRENT.iter().map(|(language, _)| *language).collect();
    if !languages.contains(&case.client.language) {
        languages.insert(0, case.client.language);
    }
    let mut rows = Vec::new();
    for language in languages {
        for (protocol, endpoint) in [(Protocol::Rest, &target.rest), (Protocol::Grpc, &target.grpc)] {
            if protocol == Protocol::Rest || language.uses_grpc() {
                rows.push(ProxyUse {
                    language,
                    protocol,
                    variable: of_case(case, JudgedClient::in_case(case, language), protocol, endpoint).cloned(),
                });
            }
        }
    }
    rows
}

/// The variable of the case's environment that this part of a client obeys.
pub fn of_case<'a>(
    case: &'a Case,
    client: JudgedClient,
    protocol: Protocol,
    endpoint: &Endpoint,
) -> Option<&'a Variable> {
    let name = variable(client, protocol, endpoint, |name| case.environment.way(name))?;
    let is_read = client.language != Language::Go || case.environment.text(name).is_none_or(|text| text.go_reads);
    case.environment.proxy.iter().find(|v| is_read && v.name == name)
}

/// Whether this part of the user's client takes a proxy that an older version of its language doesn't, and its version is not known.
pub fn version_decides(case: &Case, protocol: Protocol, endpoint: &Endpoint) -> bool {
    let own = JudgedClient::own(case);
    let takes = |runtime| of_case(case, JudgedClient { runtime, ..own }, protocol, endpoint).is_some();
    own.runtime.is_none() && takes(None) && !takes(Some(Version::new(0, 0, 0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(language: Language, protocol: Protocol, set: &[(&str, &str)], url: &str) -> Option<&'static str> {
        let endpoint = Endpoint::read(url).unwrap();
        variable(JudgedClient::of(language), protocol, &endpoint, |name| {
            set.iter().find(|(n, _)| *n == name).map(|(_, v)| *v)
        })
    }

    type Row<'a> = (Language, Protocol, &'a [(&'a str, &'a str)], Option<&'static str>);

    #[test]
    fn each_part_reads_what_its_library_reads() {
        use Language::{CSharp, Curl, Go, Java, Python, TypeScript};
        use Protocol::{Grpc, Rest};
        let upper: &[(&str, &str)] = &[("HTTPS_PROXY", "http://p:1")];
        let lower: &[(&str, &str)] = &[("https_proxy", "http://p:1")];
        let own: &[(&str, &str)] = &[("grpc_proxy", "http://p:1"), ("https_proxy", "http://q:1")];
        let table: Vec<Row<'_>> = vec![
            (Python, Rest, lower, None),
            (Python, Grpc, lower, Some("https_proxy")),
            (Python, Grpc, upper, None),
            (Python, Grpc, own, Some("grpc_proxy")),
            (Python, Grpc, &[("http_proxy", "http://p:1")], Some("http_proxy")),
            (Python, Grpc, &[("https_proxy", "p:1")], None),
            (TypeScript, Rest, upper, None),
            (TypeScript, Grpc, lower, Some("https_proxy")),
            (Go, Rest, upper, Some("HTTPS_PROXY")),
            (Go, Grpc, lower, Some("https_proxy")),
            (Java, Rest, upper, None),
            (Java, Grpc, lower, None),
            (CSharp, Grpc, upper, Some("HTTPS_PROXY")),
            (Curl, Rest, &[("ALL_PROXY", "http://p:1")], Some("ALL_PROXY")),
        ];
        for (language, protocol, set, expected) in table {
            assert_eq!(
                read(language, protocol, set, "https://a.weaviate.cloud"),
                expected,
                "{language} {protocol:?} {set:?}"
            );
        }
        assert_eq!(read(Go, Rest, upper, "https://127.0.0.1:1"), None);
    }

    #[test]
    fn exceptions_are_those_of_the_library() {
        let with = |language, exceptions: (&str, &str), url: &str| {
            read(language, Protocol::Grpc, &[("https_proxy", "http://p:1"), exceptions], url).is_none()
        };
        let host = "https://grpc-a.weaviate.cloud";
        assert!(with(Language::Python, ("no_proxy", "x, weaviate.cloud"), host));
        assert!(with(Language::Python, ("no_grpc_proxy", "grpc-a.weaviate.cloud"), host));
        assert!(!with(Language::Python, ("NO_PROXY", "weaviate.cloud"), host));
        assert!(!with(Language::Go, ("NO_PROXY", "a.weaviate.cloud"), host));
        assert!(with(Language::Go, ("no_proxy", "*"), host));
        assert!(with(Language::Python, ("no_proxy", "10.0.0.0/8"), "https://10.1.2.3"));
        assert!(!with(Language::Python, ("no_proxy", "10.0.0.0/8"), "https://11.1.2.3"));
        assert!(with(Language::Python, ("no_proxy", "fd00::/8"), "https://[fd00::5]"));
    }
}
