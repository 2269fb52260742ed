//! What the user brought: URL, key, client, symptom, answers, settings. The pure input of plan, probes and diagnosis; it measures nothing.

pub mod key_rule;

use crate::clean::ForeignPath;
use crate::client::{Client, Language};
use crate::diagnosis::Symptom;
use crate::evidence::{EnvironmentFacts, Origin};
use crate::question::Answers;
use crate::scan::SourceFinding;
use crate::secret::ApiKey;
use crate::target::{Endpoint, Target, UrlProblem};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

/// Everything a run needs to know before it starts.
#[derive(Clone, PartialEq, Debug)]
pub struct Case {
    /// What the user sees; none means: probe everything that concerns the cluster.
    pub symptom: Option<Symptom>,
    /// What the user answered.
    pub answers: Answers,
    /// The URL's text, as given.
    pub url: Given<String>,
    /// The key, as given.
    pub key: Given<ApiKey>,
    /// The client whose rules and snippets are used, and how it is known.
    pub client: Client,
    /// Where the client's language and version come from.
    pub client_origin: Origin,
    /// What was found in the environment and the working directory.
    pub environment: EnvironmentFacts,
    /// What a scan of the project's source found, what matters most first; empty when there was no scan.
    pub source: Vec<SourceFinding>,
    /// The clusters of the config file.
    pub configured: Vec<Configured>,
    /// The one of them that URL, gRPC endpoint and key come from.
    pub named: Option<Named>,
    /// What the person let go in the wizard, if they were asked.
    pub key_consent: Option<KeyConsent>,
    /// How to probe.
    pub settings: Settings,
}

/// The cluster of the config file that was named or chosen.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Named {
    /// Its name there.
    pub name: String,
    /// The gRPC endpoint of the options, in whose place the file's was put.
    pub own_grpc: Option<Endpoint>,
}

/// The person's word that a key goes to a host. It counts for these two and no others.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KeyConsent {
    /// The REST endpoint.
    pub host: Endpoint,
    /// Where the key comes from.
    pub key: Origin,
}

/// A cluster of the config file.
#[derive(Clone, PartialEq, Debug)]
pub struct Configured {
    /// Its name there.
    pub name: String,
    /// Its URL.
    pub url: String,
    /// Its key, read only where keys are to be tried on other clusters.
    pub key: Given<ApiKey>,
    /// The proxy on the way to its REST endpoint.
    pub proxy: Option<Proxy>,
}

/// A value with its origin. Absent is not the same as empty.
#[derive(Clone, PartialEq, Eq)]
pub struct Given<T> {
    /// The value, when one was given.
    pub value: Option<T>,
    /// Where it came from, or would have.
    pub origin: Origin,
}

impl<T> Default for Given<T> {
    fn default() -> Self {
        Self { value: None, origin: Origin::Nowhere }
    }
}

impl<T> Given<T> {
    /// A value from this origin.
    pub fn new(value: T, origin: Origin) -> Self {
        Self { value: Some(value), origin }
    }
}

impl<T> fmt::Debug for Given<T> {
    /// Shows the origin only: the value may be a key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Given({}, {:?})", if self.value.is_some() { "set" } else { "unset" }, self.origin)
    }
}

/// How to probe.
#[expect(clippy::struct_excessive_bools, reason = "four independent facts about a run, not one state")]
#[derive(Clone, PartialEq, Debug)]
pub struct Settings {
    /// gRPC endpoint, when it is not the derived one.
    pub grpc: Option<Endpoint>,
    /// Replacements of addresses, as curl's `--connect-to`.
    pub connect_to: Vec<ConnectTo>,
    /// DNS server asked instead of the system's.
    pub dns_server: Option<SocketAddr>,
    /// PEM text of extra roots.
    pub extra_roots: Vec<String>,
    /// Proxies.
    pub proxies: Proxies,
    /// The client's init timeout to judge by; none means that client's default.
    pub init_timeout: Option<Duration>,
    /// Bound on one probe.
    pub timeout: Duration,
    /// Whether a refused key is tried on the other configured clusters, and their keys here.
    pub cross_check: bool,
    /// Whether an option says where the key is, so that it is meant wherever it goes.
    pub key_named: bool,
    /// The config file that an option names: commands that need its clusters have to name it too.
    pub config: Option<ForeignPath>,
    /// The console.
    pub console: Endpoint,
    /// Whether the user named the console, so that its failure matters whatever the symptom.
    pub console_named: bool,
    /// Whether the practice cluster is probed: its names and its DNS server are its own, and no user has ever typed them.
    pub practice: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            grpc: None,
            connect_to: Vec::new(),
            dns_server: None,
            extra_roots: Vec::new(),
            proxies: Proxies::default(),
            init_timeout: None,
            timeout: Duration::from_secs(10),
            cross_check: false,
            key_named: false,
            config: None,
            console: Endpoint::new(true, "console.weaviate.cloud", 443),
            console_named: false,
            practice: false,
        }
    }
}

/// `HOST:PORT:ADDR:PORT` as in curl: connections to the first pair go to the second. Empty means any.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ConnectTo {
    /// Host it applies to; none means any.
    pub host: Option<String>,
    /// Port it applies to; none means any.
    pub port: Option<u16>,
    /// Address to connect to; none means the host itself.
    pub to_address: Option<IpAddr>,
    /// Port to connect to; none means the same.
    pub to_port: Option<u16>,
}

impl ConnectTo {
    /// Reads the option's value.
    pub fn read(text: &str) -> Result<Self, String> {
        let explain = || {
            format!(
                "“{}” is not HOST:PORT:ADDR:PORT, for example abc.weaviate.cloud:443:127.0.0.1:8443",
                crate::clean::Clean::up_to(text, 80)
            )
        };
        let mut parts = split_outside_brackets(text).into_iter();
        let (Some(host), Some(port), Some(to), Some(to_port), None) =
            (parts.next(), parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(explain());
        };
        let number =
            |text: &str| if text.is_empty() { Ok(None) } else { text.parse::<u16>().map(Some).map_err(|_| explain()) };
        let address = to.trim_matches(['[', ']']);
        let to_address = match address {
            "" => None,
            "localhost" => Some(IpAddr::from([127, 0, 0, 1])),
            _ => Some(address.parse().map_err(|_| explain())?),
        };
        let host = host.trim_matches(['[', ']']).to_ascii_lowercase();
        Ok(Self {
            host: (!host.is_empty()).then_some(host),
            port: number(port)?,
            to_address,
            to_port: number(to_port)?,
        })
    }

    /// Whether it applies to this endpoint.
    pub fn applies(&self, host: &str, port: u16) -> bool {
        self.host.as_deref().is_none_or(|h| h == host) && self.port.is_none_or(|p| p == port)
    }
}

fn split_outside_brackets(text: &str) -> Vec<&str> {
    let (mut parts, mut start, mut depth) = (Vec::new(), 0, 0_u32);
    for (i, c) in text.char_indices() {
        match c {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            ':' if depth == 0 => {
                parts.push(&text[start..i]);
                start = i + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

/// Which proxy applies to which endpoint. Worked out once, before the run, by curl's rules.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Proxies {
    /// For the REST endpoint.
    pub rest: Option<Proxy>,
    /// For the gRPC endpoint.
    pub grpc: Option<Proxy>,
    /// For the console.
    pub console: Option<Proxy>,
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

    /// Reads a proxy URL, credentials included. A missing scheme means HTTP, as in curl.
    pub fn read(text: &str, origin: Origin) -> Result<Self, String> {
        let problem = "the proxy is not a URL such as http://proxy.example:3128 or socks5://127.0.0.1:1080";
        let text = text.trim();
        let text = if text.contains("://") { text.to_owned() } else { format!("http://{text}") };
        let host = text.split("://").nth(1).unwrap_or_default();
        let host = host.split(['/', '?', '#']).next().unwrap_or_default().rsplit('@').next().unwrap_or_default();
        if crate::secret::is_key_for_host(host.split(':').next().unwrap_or_default()) {
            return Err("what stands where the proxy's host belongs looks like a key".to_owned());
        }
        let url = url::Url::parse(&text).map_err(|_| problem.to_owned())?;
        let (scheme, port) = match url.scheme() {
            "http" => (
                ProxyScheme::Http,
                url.port().unwrap_or(if text.trim_end_matches('/').ends_with(":80") { 80 } else { 1080 }),
            ),
            "https" => (ProxyScheme::Https, url.port().unwrap_or(443)),
            "socks5" | "socks" => (ProxyScheme::Socks5, url.port().unwrap_or(1080)),
            "socks5h" => (ProxyScheme::Socks5h, url.port().unwrap_or(1080)),
            _ => return Err(format!("{problem}; its scheme is not known here")),
        };
        let host = url.host_str().filter(|h| !h.is_empty()).ok_or(problem)?.trim_matches(['[', ']']).to_owned();
        let decode = |t: &str| ApiKey::new(percent_decode(t));
        let credentials = (!url.username().is_empty() || url.password().is_some())
            .then(|| (decode(url.username()), decode(url.password().unwrap_or_default())));
        Ok(Self { scheme, host, port, credentials, origin })
    }
}

fn percent_decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut i = 0;
    while i < bytes.len() {
        let escaped = (bytes[i] == b'%')
            .then(|| text.get(i + 1..i + 3))
            .flatten()
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        out.push(escaped.unwrap_or(bytes[i]));
        i += if escaped.is_some() { 3 } else { 1 };
    }
    String::from_utf8_lossy(&out).into_owned()
}

impl Case {
    /// A case with nothing but defaults.
    pub fn empty() -> Self {
        Self {
            symptom: None,
            answers: Answers::default(),
            url: Given::default(),
            key: Given::default(),
            client: Client::default(),
            client_origin: Origin::Default,
            environment: EnvironmentFacts::default(),
            source: Vec::new(),
            configured: Vec::new(),
            named: None,
            key_consent: None,
            settings: Settings::default(),
        }
    }

    /// The cluster's endpoints, or what is wrong with the URL; none when no URL was given.
    pub fn target(&self) -> Option<Result<Target, UrlProblem>> {
        let text = self.url.value.as_deref()?;
        // The key in the URL's place must not be looked up as a name, whatever it looks like.
        let bare = text.trim().trim_start_matches("https://").trim_start_matches("http://").trim_end_matches('/');
        if !bare.is_empty() && self.key.value.as_ref().is_some_and(|key| key.expose().trim() == bare) {
            return Some(Err(UrlProblem::LooksLikeKey));
        }
        Some(Target::read(text, self.settings.grpc.as_ref()))
    }

    /// The endpoints, when the URL can be used.
    pub fn usable_target(&self) -> Option<Target> {
        self.target().and_then(Result::ok)
    }

    /// The init timeout to judge by.
    pub fn init_timeout(&self) -> Duration {
        self.settings.init_timeout.unwrap_or_else(|| self.client.language.default_init_timeout())
    }

    /// Whether the user's program uses gRPC (all official clients do; plain HTTP doesn't).
    pub fn uses_grpc(&self) -> bool {
        self.client.language != Language::Curl
    }

    /// Every secret of the case, for the redactor.
    pub fn redactor(&self) -> crate::secret::Redactor {
        let proxies = [&self.settings.proxies.rest, &self.settings.proxies.grpc, &self.settings.proxies.console];
        let credentials = proxies
            .into_iter()
            .flatten()
            .filter_map(|p| p.credentials.as_ref())
            .flat_map(|(user, password)| [user, password]);
        let others = self.configured.iter().filter_map(|c| c.key.value.as_ref());
        crate::secret::Redactor::new(self.key.value.iter().chain(others).chain(credentials))
    }
}

#[cfg(test)]
mod tests;
