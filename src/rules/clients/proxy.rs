//! Which proxy variable each client's REST and gRPC part reads, for an endpoint (`facts.md` §0.5). Pure: the variables are handed in.
//! How the probes themselves choose a proxy stands in `discover`, which asks here for what gRPC libraries read.

use crate::model::case::Case;
use crate::model::client::Language;
use crate::model::evidence::Variable;
use crate::model::proxy_use::{Protocol, ProxyUse};
use crate::model::target::Endpoint;
use ipnet::IpNet;

/// Whose rules for proxy variables a part of a client follows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum ProxyRules {
    /// It reads none.
    Nobody,
    /// gRPC's C core and grpc-js: `grpc_proxy`, `https_proxy`, `http_proxy`, in lower case alone and with `http://` in front alone.
    GrpcLibrary,
    /// Go's `http.ProxyFromEnvironment`: either spelling, upper case first, never for this machine itself.
    Go,
    /// curl and .NET: either spelling, then `all_proxy`.
    Usual,
}

/// Python's REST part ignores the environment unless `trust_env` is set, Node's fetch unless `NODE_USE_ENV_PROXY` is; Java reads its own
/// system properties.
const fn reader(language: Language, protocol: Protocol) -> ProxyRules {
    match (language, protocol) {
        (Language::Python | Language::TypeScript, Protocol::Rest) | (Language::Java, _) => ProxyRules::Nobody,
        (Language::Python | Language::TypeScript, Protocol::Grpc) => ProxyRules::GrpcLibrary,
        (Language::Go, _) => ProxyRules::Go,
        (Language::CSharp | Language::Curl, Protocol::Rest) | (Language::CSharp, Protocol::Grpc) => ProxyRules::Usual,
        (Language::Curl, Protocol::Grpc) => ProxyRules::Nobody,
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
    let (names, exceptions): (&[&'static str], [&str; 2]) = match (reader(language, protocol), endpoint.tls) {
        (ProxyRules::Nobody, _) => return None,
        (ProxyRules::GrpcLibrary, _) => (&["grpc_proxy", "https_proxy", "http_proxy"], ["no_grpc_proxy", "no_proxy"]),
        (ProxyRules::Go, true) => (&["HTTPS_PROXY", "https_proxy"], ["NO_PROXY", "no_proxy"]),
        (ProxyRules::Go, false) => (&["HTTP_PROXY", "http_proxy"], ["NO_PROXY", "no_proxy"]),
        (ProxyRules::Usual, true) => {
            (&["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"], ["no_proxy", "NO_PROXY"])
        }
        (ProxyRules::Usual, false) => (&["http_proxy", "all_proxy", "ALL_PROXY"], ["no_proxy", "NO_PROXY"]),
    };
    let (name, value) = names.iter().find_map(|name| Some((*name, set(name)?)))?;
    let reader = reader(language, protocol);
    let here = endpoint.host == "localhost" || endpoint.address().is_some_and(|a| a.is_loopback());
    if (reader == ProxyRules::Go && here) || (reader == ProxyRules::GrpcLibrary && !value.trim().starts_with("http://"))
    {
        return None;
    }
    let exceptions = exceptions.iter().find_map(|name| set(name)).unwrap_or_default();
    (!excepted(exceptions, endpoint, reader)).then_some(name)
}

/// Whether a list of exceptions holds the endpoint's host.
fn excepted(list: &str, endpoint: &Endpoint, reader: ProxyRules) -> bool {
    let entries = list.split([',', ' ']).map(str::trim).filter(|e| !e.is_empty());
    for entry in entries {
        let entry = entry.to_ascii_lowercase();
        if let Some(address) = endpoint.address().filter(|_| entry.contains('/')) {
            if entry.parse::<IpNet>().is_ok_and(|network| network.contains(&address)) {
                return true;
            }
            continue;
        }
        // gRPC libraries compare endings, the others whole labels.
        let bare = entry.trim_matches(['.', '[', ']']);
        let found = match reader {
            ProxyRules::GrpcLibrary => endpoint.host.ends_with(entry.as_str()) || endpoint.host == bare,
            ProxyRules::Nobody | ProxyRules::Go | ProxyRules::Usual => {
                entry == "*" || endpoint.host == bare || endpoint.host.ends_with(&format!(".{bare}"))
            }
        };
        if found {
            return true;
        }
    }
    false
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
