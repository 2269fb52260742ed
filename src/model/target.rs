//! What users paste as a cluster URL, and the REST and gRPC endpoints that come out of it by the official clients' rules
//! (`facts.md` §1: `helpers.py:57-67`, `helpers.ts:73-125`). Pure; knows nothing of DNS.

mod problem;
mod reading;

pub use problem::{UrlHint, UrlProblem};

use crate::model::key_shape::is_key_for_host;
use crate::model::placeholder;
use crate::model::sanitized::SanitizedText;
use std::fmt;
use std::net::IpAddr;
use strum::IntoStaticStr;
use url::{Host, Url};

/// Longest text that is read as a URL, in bytes (a DNS name has at most 253 octets, RFC 1035).
pub const LONGEST_URL: usize = 2048;

/// gRPC port of a Weaviate that is not on Weaviate Cloud.
pub const GRPC_PORT: u16 = 50051;

/// One endpoint: scheme, host, port.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Endpoint {
    /// TLS or plain text.
    pub tls: bool,
    /// DNS name in lower case, or an address without brackets.
    pub host: String,
    /// TCP port.
    pub port: u16,
}

impl Endpoint {
    /// An endpoint.
    pub fn new(tls: bool, host: &str, port: u16) -> Self {
        Self { tls, host: host.to_owned(), port }
    }

    /// Reads `https://…`, `http://…`, `grpcs://…`, `grpc://…` or a bare `host:port` (TLS).
    pub fn read(text: &str) -> Result<Self, UrlProblem> {
        let text = text.trim();
        let (tls, rest) = match text.split_once("://") {
            Some((scheme, rest)) => match scheme.to_ascii_lowercase().as_str() {
                "https" | "grpcs" => (true, rest),
                "http" | "grpc" => (false, rest),
                other => return Err(UrlProblem::Scheme(SanitizedText::up_to(other, 20))),
            },
            None => (true, text),
        };
        if is_key(rest) {
            return Err(UrlProblem::LooksLikeKey);
        }
        let url = parse(&format!("{}://{rest}", if tls { "https" } else { "http" }))?;
        let host = host_text(&url).ok_or(UrlProblem::NoHost)?;
        let port = url.port().unwrap_or(if tls { 443 } else { 80 });
        Ok(Self { tls, host, port })
    }

    /// The host as an address, when it is one.
    pub fn address(&self) -> Option<IpAddr> {
        self.host.parse().ok()
    }

    /// Whether it is a cluster's host of Weaviate Cloud itself, over TLS. Nobody else can have a name below these domains.
    pub fn is_weaviate_cloud(&self) -> bool {
        self.tls && [".weaviate.cloud", ".weaviate.network"].iter().any(|domain| self.host.ends_with(domain))
    }

    /// The gRPC host that the cloud helpers of the clients derive from this REST host.
    pub fn grpc_host(&self) -> String {
        let ident = self.host.strip_suffix(".weaviate.network");
        match ident.map(|ident| ident.split_once('.').unwrap_or((ident, ""))) {
            // `{ident}.grpc.{rest}`: the part before the first dot is the cluster.
            Some((ident, "")) => format!("{ident}.grpc.weaviate.network"),
            Some((ident, more)) => format!("{ident}.grpc.{more}.weaviate.network"),
            None => format!("grpc-{}", self.host),
        }
    }

    /// Whether nobody but the owner of this host can have the gRPC host that is derived from it: both are names below a domain that somebody
    /// registered (public suffix list). Next to such a domain itself, `grpc-example.com` is anybody's.
    pub fn owns_grpc_host(&self) -> bool {
        self.is_weaviate_cloud() || psl::domain_str(&self.host).is_some_and(|domain| domain != self.host)
    }

    /// `host:port`, with brackets around an IPv6 address.
    pub fn authority(&self) -> String {
        if self.host.contains(':') {
            format!("[{}]:{}", self.host, self.port)
        } else {
            format!("{}:{}", self.host, self.port)
        }
    }

    /// The URL without port where it is the scheme's own.
    pub fn url(&self) -> String {
        let scheme = if self.tls { "https" } else { "http" };
        let host = if self.host.contains(':') { format!("[{}]", self.host) } else { self.host.clone() };
        if self.port == if self.tls { 443 } else { 80 } {
            format!("{scheme}://{host}")
        } else {
            format!("{scheme}://{host}:{}", self.port)
        }
    }
}

impl fmt::Display for Endpoint {
    /// The URL with its port, as in the JSON report.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", if self.tls { "https" } else { "http" }, self.authority())
    }
}

/// Whether a host is named as containers and services are, whose names exist in their own network alone.
pub fn is_container_name(host: &str) -> bool {
    const ENDINGS: [&str; 4] = [".svc", ".svc.cluster.local", ".docker.internal", ".containers.internal"];
    let single = !host.contains(['.', ':'])
        && !["localhost", "http", "https", "undefined", "null", "none"].contains(&host)
        && host.contains(|c: char| c.is_ascii_alphabetic());
    single || ENDINGS.iter().any(|ending| host.ends_with(ending))
}

/// Where a cluster runs, as far as its name tells.
#[derive(Clone, Copy, PartialEq, Eq, Debug, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Hosting {
    /// A host of Weaviate Cloud.
    WeaviateCloud,
    /// Any other host.
    SelfHosted,
    /// This machine.
    Local,
}

/// A cluster's endpoints.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Target {
    /// REST endpoint.
    pub rest: Endpoint,
    /// gRPC endpoint.
    pub grpc: Endpoint,
    /// Where it runs.
    pub kind: Hosting,
    /// What was tidied.
    pub hints: Vec<UrlHint>,
}

impl Target {
    /// Reads what a user pasted. `grpc` replaces the derived gRPC endpoint.
    pub fn read(text: &str, grpc: Option<&Endpoint>) -> Result<Self, UrlProblem> {
        let mut hints = Vec::new();
        let text = tidy(text, &mut hints)?;
        if placeholder::is_url(text) {
            return Err(UrlProblem::Placeholder);
        }
        let (plain, bare) = split_scheme(text, &mut hints)?;
        // `https:/YOUR-CLUSTER-URL` shows it only now.
        if placeholder::is_url(bare) {
            return Err(UrlProblem::Placeholder);
        }
        if is_key(bare) {
            return Err(UrlProblem::LooksLikeKey);
        }
        let scheme_given = bare.len() != text.len();
        let plain = plain.unwrap_or_else(|| is_likely_plain(bare));
        let mut url = parse(&format!("{}://{bare}", if plain { "http" } else { "https" }))?;
        if !url.username().is_empty() || url.password().is_some() {
            hints.push(UrlHint::CredentialsLeftOut);
            url.set_username("").and_then(|()| url.set_password(None)).map_err(|()| UrlProblem::Unreadable)?;
        }
        let host = host_text(&url).ok_or(UrlProblem::NoHost)?;
        if !could_be_a_name(&url, &host) {
            return Err(UrlProblem::Unreadable);
        }
        if !scheme_given {
            hints.push(UrlHint::SchemeAdded);
        }
        if bare.split(['/', '?', '#']).next().is_some_and(|a| a.rsplit('@').next().is_some_and(has_upper_case)) {
            hints.push(UrlHint::UpperCase);
        }
        let left_out = &url[url::Position::BeforePath..];
        if left_out != "/" && !left_out.is_empty() {
            hints.push(UrlHint::PathLeftOut);
        }
        let kind = kind_of(&host);
        if let Some(problem) = wrong_host(&host, kind) {
            return Err(problem);
        }
        let mut tls = !plain;
        if plain && kind == Hosting::WeaviateCloud {
            hints.push(UrlHint::HttpsInstead);
            tls = true;
        }
        let explicit = url.port().filter(|p| !(kind == Hosting::WeaviateCloud && plain && *p == 80));
        let rest = Endpoint { tls, port: explicit.unwrap_or(if tls { 443 } else { 80 }), host };
        let grpc = grpc.cloned().unwrap_or_else(|| grpc_endpoint(&rest, explicit));
        Ok(Self { rest, grpc, kind, hints })
    }

    /// Whether something was tidied that is no matter of case, white space, path, port or scheme.
    pub fn is_more_than_a_url(&self) -> bool {
        let more = |h: &UrlHint| matches!(h, UrlHint::Quotes | UrlHint::CredentialsLeftOut | UrlHint::SchemeRepaired);
        self.hints.iter().any(more)
    }
}

/// Removes white space and quotes around the text and refuses what can't be a URL.
fn tidy<'a>(text: &'a str, hints: &mut Vec<UrlHint>) -> Result<&'a str, UrlProblem> {
    const QUOTES: [char; 9] = ['"', '\'', '`', '“', '”', '‘', '’', '<', '>'];
    if text.trim().is_empty() {
        return Err(UrlProblem::Empty);
    }
    if text.len() > LONGEST_URL {
        return Err(UrlProblem::TooLong);
    }
    let trimmed = text.trim();
    let unquoted = trimmed.trim_matches(QUOTES);
    let core = unquoted.trim();
    if trimmed.len() != text.len() || core.len() != unquoted.len() {
        hints.push(UrlHint::WhiteSpace);
    }
    if unquoted.len() != trimmed.len() {
        hints.push(UrlHint::Quotes);
    }
    match core {
        "" => Err(UrlProblem::Empty),
        c if c.chars().any(char::is_whitespace) => Err(UrlProblem::WhiteSpaceInside),
        c if SanitizedText::up_to(c, usize::MAX).as_str() != c => Err(UrlProblem::ControlCharacters),
        c => Ok(c),
    }
}

/// Splits a scheme off. The first value tells whether it means plain text; none when there is no scheme.
fn split_scheme<'a>(text: &'a str, hints: &mut Vec<UrlHint>) -> Result<(Option<bool>, &'a str), UrlProblem> {
    // `https:/host` is a common slip of the hand.
    let lower = text.to_ascii_lowercase();
    for (scheme, plain) in [("https", false), ("http", true)] {
        if let Some(rest) = lower.strip_prefix(scheme)
            && rest.starts_with(":/")
        {
            let slashes = &text[scheme.len() + 1..];
            let rest = slashes.trim_start_matches('/');
            // `https://https://host`: the second scheme is the pasted one.
            let inner = rest.to_ascii_lowercase();
            let twice = inner.starts_with("http://") || inner.starts_with("https://");
            if (twice || slashes.len() - rest.len() != 2) && !hints.contains(&UrlHint::SchemeRepaired) {
                hints.push(UrlHint::SchemeRepaired);
            }
            return if twice { split_scheme(rest, hints) } else { Ok((Some(plain), rest)) };
        }
    }
    match text.split_once("://") {
        Some((scheme, _)) => Err(UrlProblem::Scheme(SanitizedText::up_to(scheme, 20))),
        None => Ok((None, text)),
    }
}

/// Without a scheme, only this machine, addresses and Weaviate's usual plain port are taken as plain text.
fn is_likely_plain(bare: &str) -> bool {
    let authority = bare.split(['/', '?', '#']).next().unwrap_or(bare);
    let (host, port) = authority.rsplit_once(':').unwrap_or((authority, ""));
    matches!(kind_of(&host.to_ascii_lowercase()), Hosting::Local)
        || host.parse::<std::net::Ipv4Addr>().is_ok()
        || host.starts_with('[')
        || (port == "8080" && kind_of(host) != Hosting::WeaviateCloud)
}

/// Whether a key stands where the host belongs: it would be looked up and shown.
fn is_key(bare: &str) -> bool {
    is_key_for_host(bare) || bare.split(['/', '?', '#', ':']).next().is_some_and(is_key_for_host)
}

fn has_upper_case(text: &str) -> bool {
    text.chars().any(|c| c.is_ascii_uppercase())
}

fn parse(text: &str) -> Result<Url, UrlProblem> {
    let url = Url::parse(text).map_err(|error| match error {
        url::ParseError::EmptyHost => UrlProblem::NoHost,
        url::ParseError::InvalidPort => UrlProblem::Port,
        _ => UrlProblem::Unreadable,
    })?;
    if url.port() == Some(0) {
        return Err(UrlProblem::Port);
    }
    Ok(url)
}

/// The host without the dot that ends an absolute name. What is left is read again: without it, it may be an address.
fn host_text(url: &Url) -> Option<String> {
    let host = match url.host()?.to_owned() {
        Host::Domain(name) => Host::parse(name.strip_suffix('.').unwrap_or(&name)).ok()?,
        address => address,
    };
    let host = match host {
        Host::Domain(name) if name.ends_with('.') => return None,
        Host::Domain(name) => name.to_ascii_lowercase(),
        Host::Ipv4(address) => address.to_string(),
        Host::Ipv6(address) => address.to_string(),
    };
    (!host.is_empty() && host.len() <= 253).then_some(host)
}

/// Whether it could be a host's name (RFC 1123 §2.1; containers have underscores too): a comma between two URLs ends up in the host.
fn could_be_a_name(url: &Url, host: &str) -> bool {
    !matches!(url.host(), Some(Host::Domain(_)))
        || host.split('.').all(|label| {
            (1..=63).contains(&label.len()) && label.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b))
        })
}

fn kind_of(host: &str) -> Hosting {
    let cloud = ["weaviate.cloud", "weaviate.network", "semi.technology", "weaviate.io"];
    if cloud.iter().any(|d| host == *d || host.ends_with(&format!(".{d}"))) {
        return Hosting::WeaviateCloud;
    }
    let local = host == "localhost"
        || host.ends_with(".localhost")
        || host.parse::<IpAddr>().is_ok_and(|a| a.is_loopback() || a.is_unspecified());
    if local { Hosting::Local } else { Hosting::SelfHosted }
}

fn wrong_host(host: &str, kind: Hosting) -> Option<UrlProblem> {
    if kind != Hosting::WeaviateCloud {
        return None;
    }
    if host.starts_with("console.") {
        return Some(UrlProblem::IsConsole);
    }
    if matches!(
        host,
        "weaviate.cloud"
            | "weaviate.io"
            | "www.weaviate.io"
            | "docs.weaviate.io"
            | "weaviate.network"
            | "auth.weaviate.cloud"
            | "forum.weaviate.io"
    ) {
        return Some(UrlProblem::IsWebsite);
    }
    if let Some(rest) = host.strip_prefix("grpc-") {
        return Some(UrlProblem::IsGrpcEndpoint { instead: format!("https://{rest}") });
    }
    if let Some(cluster) = host.strip_suffix(".weaviate.network").and_then(|h| h.strip_suffix(".grpc")) {
        return Some(UrlProblem::IsGrpcEndpoint { instead: format!("https://{cluster}.weaviate.network") });
    }
    None
}

/// The cloud helpers' rule for names on the scheme's own port; the same host on [`GRPC_PORT`] for everything else.
fn grpc_endpoint(rest: &Endpoint, explicit: Option<u16>) -> Endpoint {
    let cloud = kind_of(&rest.host) == Hosting::WeaviateCloud;
    let named = rest.tls && rest.address().is_none() && kind_of(&rest.host) != Hosting::Local && explicit.is_none();
    if !cloud && !named {
        return Endpoint { tls: rest.tls, host: rest.host.clone(), port: GRPC_PORT };
    }
    Endpoint { tls: true, host: rest.grpc_host(), port: 443 }
}

#[cfg(test)]
mod tests;
