//! The address that the client tried, as the text names it, and the one it should have tried. Pure reading; nothing is looked up.

use super::patterns::Expression;
use super::read::{PatternHit, Reading, flat};
use super::secrets::Secrets;
use crate::model::case::Case;
use crate::model::cause::Cause;
use crate::model::sanitized::SanitizedText;
use crate::model::target::{Hosting, Target, UrlProblem};
use std::net::IpAddr;

/// The address that the client tried.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TriedAddress {
    /// `host` or `host:port`.
    pub address: SanitizedText,
    /// Whether it is a proxy's address and not the cluster's.
    pub proxy: bool,
    /// What it should have been, when that follows from the text.
    pub expected: Option<SanitizedText>,
}

/// The address that was tried beside the one of the cluster that the case names.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum AddressMatch {
    /// The same host.
    Same,
    /// This is the cluster's address, and another one was tried.
    Other(String),
    /// They can't be compared: one is not known, a proxy, or a number.
    Unknown,
}

/// Compares the address that was tried with the one that the case names.
pub fn compare(tried: &TriedAddress, case: &Case) -> AddressMatch {
    let Some(target) = case.usable_target() else { return AddressMatch::Unknown };
    let address = tried.address.as_str();
    let name = host(address).to_ascii_lowercase();
    let numeric = name.parse::<IpAddr>().is_ok() && !is_local(address);
    if tried.proxy || numeric || name.contains('[') {
        AddressMatch::Unknown
    } else if name == target.rest.host || name == target.grpc.host {
        AddressMatch::Same
    } else if name.starts_with("grpc-") {
        AddressMatch::Other(target.grpc.url())
    } else {
        AddressMatch::Other(target.rest.url())
    }
}

/// Ports that proxies listen on and Weaviate does not.
pub(super) const PROXY_PORTS: [u16; 9] = [3128, 3129, 8118, 8888, 8899, 1080, 8889, 9150, 8123];

static PLACES: [(bool, Expression); 23] = [
    (
        true,
        Expression::new(
            "proxyconnect",
            r"proxyconnect tcp: dial tcp:? (?:lookup )?([\w.\-]+(?::\d+)?|\[[0-9a-f:]+\]:\d+)",
        ),
    ),
    (
        true,
        Expression::new(
            "proxy",
            r"(?:Could not resolve proxy:|connect to proxy|connection to proxy|through proxy|proxy tunnel request to proxy) *'?(?:https?://)?(?:[^\s/'@]*@)?([\w.\-]+(?::\d+)?)",
        ),
    ),
    (true, Expression::new("socks", r"socks[45]h?a?://(?:[^\s/'@]*@)?([\w.\-]+(?::\d+)?)")),
    (false, Expression::new("ipv", r"ipv[46]:(?:%5B)?([0-9a-f:.]+?(?:%5D)?:\d+)\b")),
    (false, Expression::new("DNS resolution", r"DNS resolution failed for ([\w.\-]+(?::\d+)?)")),
    (false, Expression::new("target dns", r"target dns:/*([\w.\-]+(?::\d+)?)")),
    (false, Expression::new("dial tcp", r"dial tcp:? (?:lookup )?([\w.\-]+(?::\d+)?|\[[0-9a-f:]+\]:\d+)")),
    (false, Expression::new("lookup", r"\blookup ([\w.\-]+)(?: on [\d.\[\]:a-f]+)?: ")),
    (false, Expression::new("getaddrinfo", r"getaddrinfo \w+ ([\w.\-]+)")),
    (false, Expression::new("connect E", r"connect E[A-Z]+ ([0-9a-f:.]+:\d+)")),
    (false, Expression::new("resolve host", r"Could not resolve host:? '?([\w.\-]+)")),
    (false, Expression::new("host='", r"host='([^']+)', port=(\d+)")),
    (false, Expression::new("to resolve", r"Failed to resolve '([^']+)'")),
    (
        false,
        Expression::new(
            "(",
            r"(?:No such host is known|Name or service not known|refused it|Connection refused)\.? \(([\w.\-]+:\d+)\)",
        ),
    ),
    (false, Expression::new("UnknownHost", r"UnknownHostException: ([\w.\-]+)")),
    (false, Expression::new("Connect to", r"Connect to https?://(\S+?) failed")),
    (false, Expression::new("Failed to connect to", r"Failed to connect to ([\w.\-]+|\[[0-9a-f:]+\]) port (\d+)")),
    (false, Expression::new("reachable at", r"reachable at https?://(\S+?)\?")),
    (false, Expression::new("instance at", r"instance at https?://(\S+?) requires")),
    (false, Expression::new("Weaviate URL", r"Weaviate URL https?://(\S+?) is wrong")),
    (false, Expression::new("instance at", r"Weaviate instance at `([^`]+)`")),
    (false, Expression::new("not available", r"Weaviate not available at https?://([^\s/]+)")),
    (false, Expression::new("input:", r"input: '(?:https?://)?([^']+)'")),
];

/// So many of [`MENTIONED`], the first, name the gRPC endpoint.
const GRPC_ENDPOINTS: usize = 2;

/// Addresses that the text names without saying that they were tried.
static MENTIONED: [(bool, Expression); 5] = [
    (false, Expression::new("server address", r"server address and port:? \(?([\w.\-]+:\d+)")),
    (false, Expression::new("GRPC health", r"GRPC health check failed and (?:https?://)?([\w.\-]+(?::\d+)?) is not")),
    (false, Expression::new("://", r"https?://((?:[\w\-]+\.)+weaviate\.(?:cloud|network)(?::[\d:]+)?)")),
    (false, Expression::new("://", r"https?://([\w.\-]+(?::\d+)?)/v1\b")),
    (false, Expression::new(".weaviate.", r"\b((?:[\w\-]+\.)+weaviate\.(?:cloud|network)(?::\d+)?)")),
];

/// The address in an error's words as the one that was tried, and whether it is a proxy's.
pub(super) fn place(words: &str) -> Option<(String, bool)> {
    PLACES.iter().find_map(|(proxy, regex)| {
        let captures = regex.captures(words)?;
        let mut parts = captures.into_iter();
        let host = parts.next()?;
        let address = parts.next().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
        // Node prints IPv6 without brackets.
        let bare = regex.needle() == "connect E" && host.matches(':').count() > 1;
        let address = host
            .rsplit_once(':')
            .filter(|(ip, _)| bare && ip.parse::<IpAddr>().is_ok())
            .map_or(address, |(ip, port)| format!("[{ip}]:{port}"));
        Some((tidy(&address), *proxy))
    })
}

/// An address that an error's words name without saying that it was tried.
pub(super) fn mentioned(words: &str) -> Option<String> {
    MENTIONED.iter().find_map(|(_, regex)| Some(tidy(regex.captures(words)?.first()?)))
}

/// The gRPC endpoint that the client was given, where the client's own words name it.
pub(super) fn grpc_endpoint(words: &str) -> Option<String> {
    MENTIONED.iter().take(GRPC_ENDPOINTS).find_map(|(_, regex)| Some(tidy(regex.captures(words)?.first()?)))
}

/// Finds the address: near the words that decided, else at the start or end of the text.
pub(super) fn tried(
    reading: &Reading,
    hit: Option<&PatternHit>,
    secrets: &Secrets,
    cause: Option<Cause>,
) -> Option<TriedAddress> {
    let texts: Vec<String> = [hit.map_or("", |h| &h.excerpt), &reading.head, &reading.tail].map(flat).into();
    let search = |places: &[(bool, Expression)]| {
        texts.iter().find_map(|text| {
            places.iter().find_map(|(proxy, regex)| {
                let captures = regex.captures(text)?;
                let mut parts = captures.into_iter();
                let host = parts.next()?;
                Some((parts.next().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}")), *proxy))
            })
        })
    };
    let mentioned = search(&MENTIONED).map(|(address, _)| address);
    let (address, named_proxy) =
        search(&PLACES).or_else(|| mentioned.clone().map(|m| (m, false))).map(|(a, p)| (tidy(&a), p))?;
    let at_proxy_port = || port(&address).is_some_and(|p| PROXY_PORTS.contains(&p)) && mentioned.is_some();
    let proxy = named_proxy || cause == Some(Cause::GrpcProxyEnv) || at_proxy_port();
    let expected = expected(&address, proxy, mentioned.as_deref(), cause);
    let show = |text: &str| SanitizedText::up_to(&secrets.mask(text), 120);
    Some(TriedAddress { address: show(&address), proxy, expected: expected.as_deref().map(show) })
}

fn tidy(address: &str) -> String {
    let address = address.replace("%5B", "[").replace("%5D", "]").replace("%5b", "[").replace("%5d", "]");
    let address = address.trim_start_matches("https://").trim_start_matches("http://").trim();
    address.trim_end_matches(['.', ',', ':']).to_owned()
}

/// The port of an address.
pub(super) fn port(address: &str) -> Option<u16> {
    address
        .rsplit_once(':')
        .filter(|(host, _)| host.ends_with(']') || !host.contains(':'))
        .and_then(|(_, p)| p.parse().ok())
}

/// The host of an address.
pub(super) fn host(address: &str) -> &str {
    let bare = address.strip_prefix('[').and_then(|a| a.split(']').next());
    bare.unwrap_or_else(|| {
        if address.matches(':').count() == 1 { address.split(':').next().unwrap_or(address) } else { address }
    })
}

/// Whether an address is this machine's own.
pub(super) fn is_local(address: &str) -> bool {
    let host = host(address);
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|a| a.is_loopback() || a.is_unspecified())
}

fn expected(address: &str, proxy: bool, mentioned: Option<&str>, cause: Option<Cause>) -> Option<String> {
    if proxy {
        return mentioned.filter(|m| *m != address).map(str::to_owned);
    }
    match Target::read(address, None) {
        // Over gRPC that host is right.
        Err(UrlProblem::IsGrpcEndpoint { instead }) if cause == Some(Cause::UrlIsGrpcEndpoint) => {
            Some(instead.replace("https://grpc-", "https://"))
        }
        // `host:443:443`: the client adds the port itself.
        Err(UrlProblem::Port | UrlProblem::Unreadable) => {
            let bare = address.split(':').next().unwrap_or(address);
            Target::read(bare, None).ok().filter(|t| t.kind == Hosting::WeaviateCloud).map(|t| t.rest.url())
        }
        _ => None,
    }
}
