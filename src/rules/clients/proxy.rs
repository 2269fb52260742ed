//! Which proxy variable each client's REST and gRPC part reads, for an endpoint (`facts.md` §0.5). Pure: the variables are handed in.
//! How the probes themselves choose a proxy stands in `discover`, which asks here for what gRPC libraries read.

use crate::model::case::Case;
use crate::model::client::Language;
use crate::model::evidence::Variable;
use crate::model::proxy_use::{Protocol, ProxyUse};
use crate::model::target::Endpoint;
use ipnet::IpNet;

/// Whose rules for proxy variables a part of a client follows (`facts.md` §0.5).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum ProxyRules {
    /// It reads none.
    Nobody,
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

impl ProxyRules {
    /// Python's REST part ignores the environment unless `trust_env` is set; Java reads its own system properties.
    fn of(language: Language, protocol: Protocol, node_env_proxy: bool) -> Self {
        match (language, protocol) {
            (Language::TypeScript, Protocol::Rest) if node_env_proxy => Self::NodeFetch,
            (Language::Python | Language::TypeScript, Protocol::Rest) | (Language::Java, _) => Self::Nobody,
            (Language::Python, Protocol::Grpc) => Self::GrpcCore,
            (Language::TypeScript, Protocol::Grpc) => Self::GrpcJs,
            (Language::Go, _) => Self::Go,
            (Language::CSharp | Language::Curl, Protocol::Rest) | (Language::CSharp, Protocol::Grpc) => Self::Usual,
            (Language::Curl, Protocol::Grpc) => Self::Nobody,
        }
    }

    /// The variables that name a proxy for an endpoint, the first that is set decides.
    const fn names(self, tls: bool) -> &'static [&'static str] {
        match (self, tls) {
            (Self::Nobody, _) => &[],
            (Self::GrpcCore | Self::GrpcJs, _) => &["grpc_proxy", "https_proxy", "http_proxy"],
            (Self::NodeFetch, true) => &["https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY"],
            (Self::NodeFetch, false) => &["http_proxy", "HTTP_PROXY"],
            (Self::Go, true) => &["HTTPS_PROXY", "https_proxy"],
            (Self::Go, false) => &["HTTP_PROXY", "http_proxy"],
            (Self::Usual, true) => &["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"],
            // A web server's CGI sets `HTTP_PROXY` from a request's header, so curl does not read it.
            (Self::Usual, false) => &["http_proxy", "all_proxy", "ALL_PROXY"],
        }
    }

    /// The variables that hold the exceptions, the first that is set decides.
    const fn exceptions(self) -> [&'static str; 2] {
        match self {
            Self::GrpcCore | Self::GrpcJs => ["no_grpc_proxy", "no_proxy"],
            Self::Go => ["NO_PROXY", "no_proxy"],
            Self::NodeFetch | Self::Usual | Self::Nobody => ["no_proxy", "NO_PROXY"],
        }
    }

    /// Whether a list of exceptions holds the endpoint, as this library matches it.
    fn excepts(self, list: &str, endpoint: &Endpoint) -> bool {
        if list.is_empty() {
            return false;
        }
        match self {
            Self::Nobody => false,
            Self::GrpcCore => list.split(',').map(str::trim).filter(|e| !e.is_empty()).any(|entry| {
                let entry = entry.to_ascii_lowercase();
                in_network(endpoint, &entry) || endpoint.host.ends_with(entry.as_str())
            }),
            // Entries are taken as they stand: white space and case count, and nothing between two commas ends every name.
            Self::GrpcJs => list.split(',').any(|entry| in_network(endpoint, entry) || endpoint.host.ends_with(entry)),
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
    language: Language,
    protocol: Protocol,
    endpoint: &Endpoint,
    get: impl Fn(&str) -> Option<&'a str>,
) -> Option<&'static str> {
    let set = |name: &str| get(name).filter(|v| !v.trim().is_empty());
    let node_env_proxy = get("NODE_USE_ENV_PROXY").is_some_and(|v| v == "1");
    let rules = ProxyRules::of(language, protocol, node_env_proxy);
    let (name, value) = rules.names(endpoint.tls).iter().find_map(|name| Some((*name, set(name)?)))?;
    let here = endpoint.host == "localhost" || endpoint.address().is_some_and(|a| a.is_loopback());
    let grpc_library = matches!(rules, ProxyRules::GrpcCore | ProxyRules::GrpcJs);
    if (rules == ProxyRules::Go && here) || (grpc_library && !value.trim().starts_with("http://")) {
        return None;
    }
    let exceptions = rules.exceptions().iter().find_map(|name| set(name)).unwrap_or_default();
    (!rules.excepts(exceptions, endpoint)).then_some(name)
}

/// The variable that ends the start of Python's client from version 4 on where the package for SOCKS is missing: its HTTP library makes a
/// transport for every proxy that the environment names, also where none will be used.
pub fn socks_variable<'a>(get: impl Fn(&str) -> Option<&'a str>) -> Option<&'static str> {
    let exceptions = ["no_proxy", "NO_PROXY"].iter().find_map(|name| get(name)).unwrap_or_default();
    if exceptions.split(',').any(|e| e.trim() == "*") {
        return None;
    }
    ["https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"]
        .into_iter()
        .find(|name| get(name).is_some_and(|v| v.trim().to_ascii_lowercase().starts_with("socks")))
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
    let names_one = case.environment.proxy.iter().any(|v| !v.name.as_str().to_ascii_lowercase().starts_with("no_"));
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
                    variable: of_case(case, language, protocol, endpoint).cloned(),
                });
            }
        }
    }
    rows
}

/// The variable of the case's environment that this part of a client obeys.
pub fn of_case<'a>(
    case: &'a Case,
    language: Language,
    protocol: Protocol,
    endpoint: &Endpoint,
) -> Option<&'a Variable> {
    let find = |name: &str| case.environment.proxy.iter().find(|v| v.name == name);
    let name = variable(language, protocol, endpoint, |name| find(name).map(|v| v.value.as_str()))?;
    find(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(language: Language, protocol: Protocol, set: &[(&str, &str)], url: &str) -> Option<&'static str> {
        let endpoint = Endpoint::read(url).unwrap();
        variable(language, protocol, &endpoint, |name| set.iter().find(|(n, _)| *n == name).map(|(_, v)| *v))
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
