//! What a probe can learn, as types. Durations are measured with a monotonic clock; texts from outside are [`Clean`].

use super::failure::GrpcCode;
use crate::answer::Answer;
use crate::clean::Clean;
use crate::secret::{KeyProblem, Length};
use crate::target::UrlHint;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;
use strum::IntoStaticStr;

/// Facts of one probe.
#[derive(Clone, PartialEq, Debug)]
pub enum Facts {
    /// Of `local.url`.
    Url(UrlFacts),
    /// Of `local.key`.
    Key(KeyFacts),
    /// Of `local.environment`.
    Environment(EnvironmentFacts),
    /// Of `*.dns`.
    Dns(DnsFacts),
    /// Of `*.tcp`.
    Tcp(TcpFacts),
    /// Of `*.tls`.
    Tls(TlsFacts),
    /// Of `rest.live`, `rest.ready`, `console.http`.
    Http(HttpFacts),
    /// Of `rest.meta`.
    Meta(MetaFacts),
    /// Of `rest.auth`.
    Auth(AuthFacts),
    /// Of `rest.cors`.
    Cors(CorsFacts),
    /// Of `grpc.health`.
    Health(HealthFacts),
    /// Of `grpc.auth`.
    GrpcAuth(GrpcAuthFacts),
}

/// Something worth a look although the probe's claim holds.
#[derive(Clone, PartialEq, Debug)]
pub enum Warning {
    /// The URL was read, but not as it stands.
    UrlTidied,
    /// The key's text has problems (see its facts).
    KeyUnclean,
    /// Proxy or certificate variables are set.
    VariablesSet,
    /// The system's answer and the direct query's differ.
    ResolversDiffer,
    /// Addresses of this family didn't answer while others did.
    FamilyDead(Family),
    /// Some addresses didn't answer while others did.
    SomeAddressesDead,
    /// This machine trusts the chain, public root programs don't.
    TrustedHereOnly,
    /// Public root programs trust the chain, this machine's store doesn't.
    NotInSystemStore,
    /// The server's clock and this machine's differ by this many seconds (positive: this machine is ahead).
    ClockOffset(i64),
    /// Slower than the client's init timeout.
    SlowerThan(Duration),
    /// The key's text had to be repaired before it was accepted.
    AcceptedRepaired,
    /// The cluster lets anybody in, the key was not needed.
    AnonymousAllowed,
}

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

/// Where a value came from.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Origin {
    /// It was not given at all.
    #[default]
    Nowhere,
    /// Typed on the command line.
    Argument,
    /// Typed into the wizard.
    Typed,
    /// This environment variable.
    Variable(String),
    /// This variable of a `.env` file in the working directory.
    DotEnv(String),
    /// A file named by an option.
    File(String),
    /// Standard input.
    StandardInput,
    /// The practice cluster's own.
    Practice,
    /// Found in this file of the working directory.
    Project(String),
    /// The built-in default.
    Default,
}

/// Facts about the URL's text.
#[derive(Clone, PartialEq, Debug)]
pub struct UrlFacts {
    /// Where it came from.
    pub origin: Origin,
    /// What was tidied.
    pub hints: Vec<UrlHint>,
    /// REST endpoint, as a URL with port.
    pub rest: String,
    /// gRPC endpoint, as a URL with port.
    pub grpc: String,
}

/// Facts about the key's text, none of which shows it.
#[derive(Clone, PartialEq, Debug)]
pub struct KeyFacts {
    /// Where it came from.
    pub origin: Origin,
    /// What is wrong with it.
    pub problems: Vec<KeyProblem>,
    /// How long it is, roughly.
    pub length: Length,
    /// Salted short hash; none for an empty key.
    pub fingerprint: Option<String>,
    /// Whether a repaired form exists that can be tried.
    pub repairable: bool,
}

/// Facts about the environment.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct EnvironmentFacts {
    /// Proxy variables that are set, credentials removed.
    pub proxy: Vec<Variable>,
    /// Certificate variables that are set.
    pub certificates: Vec<Variable>,
    /// Official clients found in the working directory.
    pub clients: Vec<FoundClient>,
}

/// An environment variable that is set.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Variable {
    /// Its name, in the case in which it is set.
    pub name: String,
    /// Its value without credentials.
    pub value: Clean,
}

/// An official client library that the project in the working directory uses.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FoundClient {
    /// Its language.
    pub language: crate::client::Language,
    /// Its version, when a lock file or an installation tells.
    pub version: Option<crate::client::Version>,
    /// The file that told.
    pub found_in: String,
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
#[derive(Clone, PartialEq, Debug)]
pub struct TcpFacts {
    /// Every address tried, in the order of RFC 8305. Through a proxy: the proxy's addresses.
    pub attempts: Vec<Attempt>,
    /// The proxy, when one applies.
    pub proxy: Option<ProxyFacts>,
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
    /// No route, network or host unreachable, or the system forbids it.
    Unreachable,
    /// Reset while connecting.
    Reset,
    /// Another address had answered; this one had not after the grace time.
    Late,
    /// Another error of the system.
    Other,
}

/// What a proxy said.
#[derive(Clone, PartialEq, Debug)]
pub struct ProxyFacts {
    /// Scheme, host and port, without credentials.
    pub url: String,
    /// Where the setting came from.
    pub origin: Origin,
    /// Status line of its answer to CONNECT, or the SOCKS reply in words.
    pub reply: Option<Clean>,
    /// `Via`, `Server`, `Proxy-Authenticate`: what it says of itself.
    pub headers: Vec<(String, Clean)>,
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
    /// Verdict of the system's store together with the roots of `--cacert`, when given.
    pub given: Option<StoreVerdict>,
    /// Verdict of the built-in Mozilla roots.
    pub mozilla: Option<StoreVerdict>,
    /// From the first byte sent to the handshake's end.
    pub handshake: Duration,
}

/// A certificate, described. Never used to decide trust.
#[derive(Clone, PartialEq, Debug)]
pub struct CertificateFacts {
    /// Subject, RFC 4514 order as issued.
    pub subject: Clean,
    /// Issuer.
    pub issuer: Clean,
    /// Organisation of the issuer, where it names one.
    pub issuer_organization: Option<Clean>,
    /// Start of validity, seconds since 1970 (UTC).
    pub not_before: i64,
    /// End of validity, seconds since 1970 (UTC).
    pub not_after: i64,
    /// DNS names and addresses it is valid for.
    pub names: Vec<Clean>,
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

/// Facts about one HTTP answer.
#[derive(Clone, PartialEq, Debug)]
pub struct HttpFacts {
    /// The answer, as recognised.
    pub answer: Answer,
    /// Server's clock minus this machine's, in seconds, from the `Date` header.
    pub clock_offset: Option<i64>,
}

/// Facts from `/v1/meta`.
#[derive(Clone, PartialEq, Debug)]
pub struct MetaFacts {
    /// Weaviate's version as it says it.
    pub version: Clean,
    /// Largest gRPC message, in bytes.
    pub grpc_max_message_size: Option<u64>,
    /// Names of its modules.
    pub modules: Vec<Clean>,
}

/// Facts about the key over REST.
#[derive(Clone, PartialEq, Debug)]
pub struct AuthFacts {
    /// The answer without a key.
    pub without_key: Option<Answer>,
    /// The answer to the key as it was given.
    pub with_key: Option<Answer>,
    /// The answer to the repaired key, when the given one's text has problems.
    pub with_repaired: Option<Answer>,
    /// The name under which the cluster knows the key's user.
    pub user: Option<Clean>,
    /// Roles of that user.
    pub roles: Vec<Clean>,
    /// Whether any role lets the user read the data of any collection; none where the server doesn't tell.
    pub reads_data: Option<bool>,
}

/// Facts from the preflight.
#[derive(Clone, PartialEq, Debug)]
pub struct CorsFacts {
    /// Status of the answer.
    pub status: u16,
    /// `Access-Control-Allow-Origin`.
    pub allow_origin: Option<Clean>,
    /// `Access-Control-Allow-Headers`.
    pub allow_headers: Option<Clean>,
}

/// Facts from gRPC health checks.
#[derive(Clone, PartialEq, Debug)]
pub struct HealthFacts {
    /// Dial to answer on cold connections, name resolution included, each measured apart.
    pub cold: Vec<Duration>,
}

impl HealthFacts {
    /// The slowest cold check: what the client's init timeout must cover.
    pub fn worst(&self) -> Duration {
        self.cold.iter().copied().max().unwrap_or_default()
    }
}

/// Facts about the key over gRPC.
#[derive(Clone, PartialEq, Debug)]
pub struct GrpcAuthFacts {
    /// Whether a key was sent; without one the answer proves that nobody needs one.
    pub with_key: bool,
    /// gRPC status code of the answer that proves acceptance.
    pub code: GrpcCode,
    /// Its message.
    pub message: Clean,
}
