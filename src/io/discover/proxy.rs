//! Which proxy the environment names for an endpoint, by curl's rules: lower case first, `http_proxy` in lower case only
//! (a web server's CGI sets `HTTP_PROXY` from a request's header), then `all_proxy`, and exceptions from `no_proxy`. For gRPC, what the
//! client's gRPC library reads comes first.

use super::Environment;
use crate::model::client::Language;
use crate::model::evidence::Origin;
use crate::model::proxy::Proxy;
use crate::model::proxy_use::Protocol;
use crate::model::target::Endpoint;
use crate::rules::clients;
use hyper_util::client::proxy::matcher::Matcher;

/// The proxy for this endpoint; the port is for an HTTP proxy that is named without one. A value that can't be read counts as none; `local.environment` lists it all the same.
pub(super) fn of_environment(environment: &Environment, endpoint: &Endpoint, http_port: u16) -> Option<Proxy> {
    let names: &[&str] = if endpoint.tls {
        &["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"]
    } else {
        &["http_proxy", "all_proxy", "ALL_PROXY"]
    };
    let (name, value) = environment.first(names)?;
    let exceptions = environment.first(&["no_proxy", "NO_PROXY"]).map_or("", |(_, value)| value);
    if excepted(exceptions, endpoint) {
        return None;
    }
    Proxy::read_for(value, Origin::Variable(name.into()), http_port).ok()
}

/// The proxy that the gRPC library of this client takes for the endpoint, where that library has rules of its own.
pub(super) fn of_grpc_library(environment: &Environment, endpoint: &Endpoint, language: Language) -> Option<Proxy> {
    if !matches!(language, Language::Python | Language::TypeScript) {
        return None;
    }
    let name = clients::proxy::variable(language, Protocol::Grpc, endpoint, |name| environment.get(name))?;
    let http_port = clients::proxy::http_proxy_port(language, Protocol::Grpc);
    Proxy::read_for(environment.get(name)?, Origin::Variable(name.into()), http_port).ok()
}

/// Whether `no_proxy` excepts the endpoint. hyper-util's matcher knows suffixes, addresses and networks; what curl does differently is put
/// right before: white space separates too, dots at either end don't count, and `*` means everything only when it stands alone.
fn excepted(exceptions: &str, endpoint: &Endpoint) -> bool {
    if exceptions.trim() == "*" {
        return true;
    }
    let entries: Vec<&str> = exceptions
        .split([',', ' ', '\t'])
        .map(|entry| entry.trim().trim_matches(['.', '[', ']']))
        .filter(|entry| !entry.is_empty() && *entry != "*")
        .collect();
    if entries.is_empty() {
        return false;
    }
    let Ok(uri) = endpoint.url().parse::<http::Uri>() else { return false };
    let everything = "http://proxy.invalid";
    Matcher::builder().all(everything).no(entries.join(",")).build().intercept(&uri).is_none()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    fn proxy(variables: &[(&str, &str)], url: &str) -> Option<String> {
        let environment = Environment::of(variables.iter().copied(), Path::new(""));
        let proxy = of_environment(&environment, &Endpoint::read(url).unwrap(), 80)?;
        let Origin::Variable(name) = &proxy.origin else { panic!("{proxy:?}") };
        Some(format!("{name} {}", proxy.url()))
    }

    #[test]
    fn variables_are_taken_as_curl_takes_them() {
        type Row<'a> = (&'a [(&'a str, &'a str)], &'a str, Option<&'a str>);
        let host = "https://a.weaviate.cloud";
        let table: Vec<Row<'_>> = vec![
            (&[("https_proxy", "http://l:1"), ("HTTPS_PROXY", "http://u:1")], host, Some("https_proxy http://l:1")),
            (&[("https_proxy", ""), ("HTTPS_PROXY", "http://u:1")], host, Some("HTTPS_PROXY http://u:1")),
            (&[("ALL_PROXY", "socks5h://s:9")], host, Some("ALL_PROXY socks5h://s:9")),
            (&[("http_proxy", "http://h:1")], host, None),
            (&[("http_proxy", "h:1")], "http://a.example", Some("http_proxy http://h:1")),
            (&[("HTTP_PROXY", "http://h:1")], "http://a.example", None),
            (&[("https_proxy", "nonsense://x")], host, None),
            (&[("https_proxy", "http://p:1")], "https://127.0.0.1", Some("https_proxy http://p:1")),
            (&[("https_proxy", "http://p")], host, Some("https_proxy http://p:80")),
        ];
        for (variables, url, expected) in table {
            assert_eq!(proxy(variables, url).as_deref(), expected, "{variables:?}");
        }
    }

    #[test]
    fn exceptions_are_curls() {
        let table = [
            ("*", "https://a.weaviate.cloud", true),
            ("x.example,*", "https://a.weaviate.cloud", false),
            ("weaviate.cloud", "https://a.weaviate.cloud", true),
            (".weaviate.cloud", "https://a.weaviate.cloud", true),
            ("weaviate.cloud.", "https://a.weaviate.cloud", true),
            (".Weaviate.Cloud", "https://weaviate.cloud", true),
            ("eaviate.cloud", "https://a.weaviate.cloud", false),
            ("x.example weaviate.cloud", "https://a.weaviate.cloud", true),
            ("127.0.0.0/8", "https://127.1.2.3", true),
            ("10.0.0.0/8", "https://127.1.2.3", false),
            ("127.0.0.1", "https://127.0.0.1:8443", true),
            ("::1", "https://[::1]:8443", true),
            ("[::1]", "https://[::1]:8443", true),
            ("fd00::/8", "https://[fd00::5]", true),
            (" , ", "https://a.weaviate.cloud", false),
        ];
        for (exceptions, url, expected) in table {
            assert_eq!(excepted(exceptions, &Endpoint::read(url).unwrap()), expected, "{exceptions} {url}");
        }
    }
}
