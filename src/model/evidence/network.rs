//! What probes below HTTP can learn: names, connections, proxies, TLS.

use super::{ClientTrust, Failure, Origin, Shortage};
use crate::model::sanitized::SanitizedText;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;
use strum::IntoStaticStr;

/// An address family.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, IntoStaticStr)]
pub enum Family {
    /// IPv4.
    #[strum(serialize = "IPv4")]
    V4,
    /// IPv6.
    #[strum(serialize = "IPv6")]
    V6,
}

impl Family {
    /// The family of an address.
    pub const fn of(address: IpAddr) -> Self {
        match address {
            IpAddr::V4(_) => Self::V4,
            IpAddr::V6(_) => Self::V6,
        }
    }
}

/// Facts about name resolution.
#[derive(Clone, PartialEq, Debug)]
pub struct DnsFacts {
    /// The name that was looked up.
    pub name: String,
    /// Where the addresses that the other probes use come from.
    pub used: Resolved,
    /// The addresses that the other probes use.
    pub addresses: Vec<IpAddr>,
    /// What the system's resolver said; none when it was not asked.
    pub system: Option<SystemLookup>,
    /// What each server said when asked directly.
    pub direct: Vec<DirectLookup>,
    /// Whether the system's resolver knows the console's name, asked where it denies a cluster of Weaviate Cloud; a resolver that denies both
    /// denies every name outside.
    pub console: Option<bool>,
    /// The way through the proxy that a variable names and this client does not take, tried where the look-up failed.
    pub through: Option<ProxyTry>,
}

/// Where addresses came from.
#[derive(Clone, Copy, PartialEq, Eq, Debug, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Resolved {
    /// The host is an address already.
    Literal,
    /// `--connect-to` gives the address.
    Pinned,
    /// The system's resolver.
    System,
    /// The server of `--dns-server`.
    Server,
    /// The proxy resolves the name; nothing here depends on it.
    ByProxy,
}

/// The system resolver's answer.
#[derive(Clone, PartialEq, Debug)]
pub struct SystemLookup {
    /// Addresses in the order in which the system prefers them, or why there are none.
    pub answer: Result<Vec<IpAddr>, SystemLookupError>,
    /// How long it took.
    pub took: Duration,
}

/// Why `getaddrinfo` gave no address (POSIX `EAI_*`).
#[derive(Clone, Copy, PartialEq, Eq, Debug, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum SystemLookupError {
    /// `EAI_NONAME`, `EAI_NODATA`: no such name, or no address for it.
    NoSuchName,
    /// `EAI_AGAIN`: no server answered, or it failed for now.
    TemporaryFailure,
    /// `EAI_FAIL`: a server refused or failed for good.
    PermanentFailure,
    /// No answer within the bound.
    NoAnswer,
    /// Anything else.
    Other,
}

/// One server's answers to a direct query.
#[derive(Clone, PartialEq, Debug)]
pub struct DirectLookup {
    /// The server asked.
    pub server: SocketAddr,
    /// IPv4 addresses.
    pub a: Records,
    /// IPv6 addresses.
    pub aaaa: Records,
    /// How long both took, asked at once.
    pub took: Duration,
}

impl DirectLookup {
    /// Whether it knows an address.
    pub const fn has_found(&self) -> bool {
        matches!(self.a, Records::Found(_)) || matches!(self.aaaa, Records::Found(_))
    }

    /// Whether it answered neither question.
    pub const fn is_silent(&self) -> bool {
        matches!(
            (&self.a, &self.aaaa),
            (Records::NoAnswer | Records::Unreachable, Records::NoAnswer | Records::Unreachable)
        )
    }
}

/// An answer to one DNS question (RFC 1035 §4.1.1 response codes).
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Records {
    /// These addresses.
    Found(Vec<IpAddr>),
    /// The name exists, without records of this type.
    NoRecords,
    /// RCODE 3: the name doesn't exist.
    NxDomain,
    /// RCODE 2: the server could not find out.
    ServFail,
    /// RCODE 5: the server refuses to answer.
    Refused,
    /// Another RCODE.
    OtherCode(u16),
    /// No answer within the bound.
    NoAnswer,
    /// The server's port is closed, or there is no way to it.
    Unreachable,
}

/// Facts about TCP connections, or the tunnel through a proxy.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct TcpFacts {
    /// Every address tried, in the order of RFC 8305. Through a proxy: the proxy's addresses.
    pub attempts: Vec<Attempt>,
    /// The proxy, when one applies.
    pub proxy: Option<ProxyFacts>,
    /// The way without the proxy, tried where a variable named the proxy: not every client reads that.
    pub direct: Option<DirectTry>,
    /// The way through the proxy that a variable names and this client does not take.
    pub through: Option<ProxyTry>,
}

/// An attempt to get to the endpoint through a proxy that the client does not take: connection and tunnel.
#[derive(Clone, PartialEq, Debug)]
pub struct ProxyTry {
    /// The proxy, without credentials.
    pub proxy: String,
    /// The variable that names it.
    pub variable: SanitizedText,
    /// Why it failed; none when it works.
    pub failure: Option<Failure>,
    /// How long it took.
    pub took: Duration,
}

/// An attempt to get to the endpoint without the proxy: name, connection, TLS.
#[derive(Clone, PartialEq, Debug)]
pub struct DirectTry {
    /// Why it failed; none when it works.
    pub failure: Option<Failure>,
    /// How long it took.
    pub took: Duration,
}

impl TcpFacts {
    /// Addresses that accepted, the first to do so first.
    pub fn reached(&self) -> Vec<SocketAddr> {
        let mut reached: Vec<&Attempt> =
            self.attempts.iter().filter(|a| a.result == AttemptResult::Connected).collect();
        reached.sort_by_key(|a| a.took);
        reached.into_iter().map(|a| a.address).collect()
    }
}

/// One attempt to connect.
#[derive(Clone, PartialEq, Debug)]
pub struct Attempt {
    /// Where to.
    pub address: SocketAddr,
    /// How it ended.
    pub result: AttemptResult,
    /// How long it took.
    pub took: Duration,
}

/// How an attempt to connect ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum AttemptResult {
    /// Connected.
    Connected,
    /// RST in answer to SYN: nothing listens, or a firewall rejects.
    Refused,
    /// No answer within the bound.
    TimedOut,
    /// No route, network or host unreachable.
    Unreachable,
    /// This machine refused: nothing was tried.
    LocalResource(Shortage),
    /// Reset while connecting.
    Reset,
    /// Another address had answered; this one had not after the grace time.
    Late,
}

impl AttemptResult {
    /// What this machine refused, if it did.
    pub const fn shortage(self) -> Option<Shortage> {
        match self {
            Self::LocalResource(what) => Some(what),
            Self::Connected | Self::Refused | Self::TimedOut | Self::Unreachable | Self::Reset | Self::Late => None,
        }
    }
}

/// What a proxy said.
#[derive(Clone, PartialEq, Debug)]
pub struct ProxyFacts {
    /// Scheme, host and port, without credentials.
    pub url: String,
    /// Where the setting came from.
    pub origin: Origin,
    /// Status line of its answer to CONNECT, or the SOCKS reply in words.
    pub reply: Option<SanitizedText>,
    /// `Via`, `Server`, `Proxy-Authenticate`: what it says of itself.
    pub headers: Vec<(String, SanitizedText)>,
}

/// Facts about TLS.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct TlsFacts {
    /// Protocol version, such as `TLSv1.3`.
    pub protocol: Option<String>,
    /// Application protocol that the server chose (RFC 7301).
    pub alpn: Option<String>,
    /// The chain as the server sent it, its own certificate first.
    pub chain: Vec<CertificateFacts>,
    /// Verdict of the operating system's store.
    pub system: Option<StoreVerdict>,
    /// Verdict of the roots of `--cacert` alone, when given.
    pub given: Option<StoreVerdict>,
    /// Verdict of the built-in Mozilla roots.
    pub mozilla: Option<StoreVerdict>,
    /// What each official client makes of the chain, the user's own first.
    pub clients: Vec<ClientTrust>,
    /// From the first byte sent to the handshake's end.
    pub handshake: Duration,
}

/// A certificate, described. Never used to decide trust.
#[derive(Clone, PartialEq, Debug)]
pub struct CertificateFacts {
    /// Subject, RFC 4514 order as issued.
    pub subject: SanitizedText,
    /// Issuer.
    pub issuer: SanitizedText,
    /// Organization of the issuer, where it names one.
    pub issuer_organization: Option<SanitizedText>,
    /// Start of validity, seconds since 1970 (UTC).
    pub not_before: i64,
    /// End of validity, seconds since 1970 (UTC).
    pub not_after: i64,
    /// DNS names and addresses it is valid for.
    pub names: Vec<SanitizedText>,
    /// Whether subject and issuer are the same.
    pub self_issued: bool,
}

/// What a trust store says about a chain.
#[derive(Clone, PartialEq, Eq, Debug, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum StoreVerdict {
    /// The chain leads to one of its roots, is valid now and for this name.
    Trusted,
    /// No root in the store signed it.
    UnknownIssuer,
    /// Past its validity.
    Expired,
    /// Before its validity.
    NotYetValid,
    /// For other names.
    WrongName,
    /// Revoked, malformed, or not allowed for this use.
    Unusable,
    /// The store has no roots at all.
    EmptyStore,
}
