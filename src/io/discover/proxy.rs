//! Which proxy the environment names for an endpoint: by the rules of a client's library, or by curl's.

use super::Environment;
use crate::model::client::Language;
use crate::model::evidence::Origin;
use crate::model::proxy::Proxy;
use crate::model::proxy_use::Protocol;
use crate::model::target::Endpoint;
use crate::rules::clients;
use crate::rules::clients::JudgedClient;

/// The proxy that this part of this client takes for the endpoint. A value that can't be read counts as none; `local.environment` lists it
/// all the same.
pub(super) fn of_client(
    environment: &Environment,
    endpoint: &Endpoint,
    client: JudgedClient,
    protocol: Protocol,
) -> Option<Proxy> {
    let name = clients::proxy::variable(client, protocol, endpoint, |name| environment.get(name))?;
    let http_port = clients::proxy::http_proxy_port(client.language, protocol);
    Proxy::read_for(environment.get(name)?, Origin::Variable(name.into()), http_port).ok()
}

/// The proxy that curl takes for the endpoint, and so do most programs.
pub(super) fn of_environment(environment: &Environment, endpoint: &Endpoint) -> Option<Proxy> {
    of_client(environment, endpoint, JudgedClient::of(Language::Curl), Protocol::Rest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    fn proxy(variables: &[(&str, &str)], url: &str) -> Option<String> {
        let environment = Environment::of(variables.iter().copied(), Path::new(""));
        let proxy = of_environment(&environment, &Endpoint::read(url).unwrap())?;
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
            (&[("https_proxy", "http://p")], host, Some("https_proxy http://p:1080")),
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
            let variables = [("https_proxy", "http://p:1"), ("no_proxy", exceptions)];
            assert_eq!(proxy(&variables, url).is_none(), expected, "{exceptions} {url}");
        }
    }
}
