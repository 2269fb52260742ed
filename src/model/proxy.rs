//! A proxy as a setting names it: scheme, host, port and the credentials that nothing shows.

use crate::model::api_key::ApiKey;
use crate::model::evidence::Origin;
use crate::model::key_shape;
use crate::model::target::Endpoint;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::percent_decode_str;
use std::fmt;

/// Which proxy applies to which endpoint. Worked out once, before the run, by the rules of the user's client; for the console by curl's.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Proxies {
    /// For the REST endpoint.
    pub rest: Option<Proxy>,
    /// For the gRPC endpoint.
    pub grpc: Option<Proxy>,
    /// For the console.
    pub console: Option<Proxy>,
    /// What the environment names for the REST endpoint and this client does not take: curl and others do.
    pub unused_rest: Option<Proxy>,
    /// Likewise for the gRPC endpoint.
    pub unused_grpc: Option<Proxy>,
}

impl Proxies {
    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Proxy> {
        [&self.rest, &self.grpc, &self.console, &self.unused_rest, &self.unused_grpc].into_iter().flatten()
    }
}

/// A proxy.
#[derive(Clone, PartialEq, Eq)]
pub struct Proxy {
    /// How it is spoken to.
    pub scheme: ProxyScheme,
    /// Its host.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// User name and password, which nothing shows.
    pub credentials: Option<(ApiKey, ApiKey)>,
    /// Where the setting came from.
    pub origin: Origin,
}

impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Proxy({}, {:?})", self.url(), self.origin)
    }
}

/// How a proxy is spoken to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ProxyScheme {
    /// HTTP CONNECT.
    Http,
    /// HTTP CONNECT inside TLS.
    Https,
    /// SOCKS5; the name is resolved here.
    Socks5,
    /// SOCKS5; the proxy resolves the name.
    Socks5h,
}

/// Why a text is not read that is an address and may have a key in its host's place.
pub const LOOKS_LIKE_KEY: &str = "the proxy's host looks like a key";

impl Proxy {
    /// Scheme, host and port, without credentials.
    pub fn url(&self) -> String {
        let scheme = match self.scheme {
            ProxyScheme::Http => "http",
            ProxyScheme::Https => "https",
            ProxyScheme::Socks5 => "socks5",
            ProxyScheme::Socks5h => "socks5h",
        };
        format!("{scheme}://{}", Endpoint::new(true, &self.host, self.port).authority())
    }

    /// Whether the proxy resolves the target's name, so that the local resolver doesn't matter.
    pub const fn resolves(&self) -> bool {
        !matches!(self.scheme, ProxyScheme::Socks5)
    }

    /// The value of `Proxy-Authorization` for its credentials (RFC 7617).
    pub(crate) fn basic_credentials(&self) -> Option<zeroize::Zeroizing<String>> {
        let (user, password) = self.credentials.as_ref()?;
        let pair = zeroize::Zeroizing::new(format!("{}:{}", user.expose(), password.expose()));
        Some(zeroize::Zeroizing::new(format!("Basic {}", STANDARD.encode(pair.as_bytes()))))
    }

    /// Reads a proxy URL, credentials included. A missing scheme means HTTP and a missing port 1080, as in curl.
    pub fn read(text: &str, origin: Origin) -> Result<Self, String> {
        Self::read_for(text, origin, 1080)
    }

    /// The same for a reader that takes another port of an HTTP proxy that is named without one.
    pub fn read_for(text: &str, origin: Origin, http_port: u16) -> Result<Self, String> {
        let problem = "the proxy isn't a URL such as http://proxy.example:3128 or socks5://127.0.0.1:1080";
        let text = text.trim();
        let text = if text.contains("://") { text.to_owned() } else { format!("http://{text}") };
        let host = text.split("://").nth(1).unwrap_or_default();
        let host = host.split(['/', '?', '#']).next().unwrap_or_default().rsplit('@').next().unwrap_or_default();
        if key_shape::is_key_for_host(host.split(':').next().unwrap_or_default()) {
            return Err(LOOKS_LIKE_KEY.to_owned());
        }
        let url = url::Url::parse(&text).map_err(|_| problem.to_owned())?;
        let (scheme, port) = match url.scheme() {
            // The library leaves out the port that is the scheme's own.
            "http" if host.ends_with(":80") => (ProxyScheme::Http, 80),
            "http" => (ProxyScheme::Http, url.port().unwrap_or(http_port)),
            "https" => (ProxyScheme::Https, url.port().unwrap_or(443)),
            "socks5" | "socks" => (ProxyScheme::Socks5, url.port().unwrap_or(1080)),
            "socks5h" => (ProxyScheme::Socks5h, url.port().unwrap_or(1080)),
            _ => return Err(format!("{problem}; unknown scheme")),
        };
        let host = url.host_str().filter(|h| !h.is_empty()).ok_or(problem)?.trim_matches(['[', ']']).to_owned();
        let decode = |t: &str| ApiKey::new(percent_decode_str(t).decode_utf8_lossy().into_owned());
        let credentials = (!url.username().is_empty() || url.password().is_some())
            .then(|| (decode(url.username()), decode(url.password().unwrap_or_default())));
        Ok(Self { scheme, host, port, credentials, origin })
    }
}
