//! What a probe can learn, as types. Durations are measured with a monotonic clock; texts from outside are [`SanitizedText`].

use super::failure::GrpcCode;
use super::network::{DnsFacts, Family, TcpFacts, TlsFacts};
use super::origin::Origin;
use super::program::{ProgramFacts, ProgramRequests};
use super::proxy_text::ProxyTextFacts;
use crate::model::api_key::{KeyProblem, Length};
use crate::model::client::Language;
use crate::model::client::Version;
use crate::model::http_answer::HttpAnswer;
use crate::model::sanitized::{ForeignPath, SanitizedText};
use crate::model::target::UrlHint;
use std::time::Duration;
use strum::{EnumIter, IntoStaticStr};

/// Facts of one probe.
#[derive(Clone, PartialEq, Debug)]
pub enum ProbeFacts {
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
    Auth(Box<AuthFacts>),
    /// Of `rest.cors`.
    Cors(CorsFacts),
    /// Of `grpc.health`.
    Health(HealthFacts),
    /// Of `grpc.auth`.
    GrpcAuth(GrpcAuthFacts),
    /// Of `program.connect`.
    Program(Box<ProgramFacts>),
    /// Of `program.rest` and `program.grpc`.
    Requests(Box<ProgramRequests>),
}

impl From<AuthFacts> for ProbeFacts {
    fn from(facts: AuthFacts) -> Self {
        Self::Auth(Box::new(facts))
    }
}

/// Something worth a look although the probe's claim holds.
#[derive(Clone, PartialEq, Debug)]
pub enum Warning {
    /// The URL was read, but not as it stands.
    UrlTidied,
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
    /// A store of this machine trusts the chain, and the user's client refuses it.
    ClientRefuses,
    /// The user's client trusts the chain, and no store of this machine does.
    TrustedByClientOnly,
    /// Public root programs trust the chain, this machine's store doesn't.
    NotInSystemStore,
    /// The server's clock and this machine's differ by this many seconds (positive: this machine is ahead).
    ClockOffset(i64),
    /// Slower than the client's init timeout.
    SlowerThan(Duration),
    /// The key's text had to be repaired before it was accepted.
    AcceptedRepaired,
    /// Somebody in front of the cluster answers this request; Weaviate answers those that clients send.
    AnsweredInFront,
    /// The cluster lets anybody in, the key was not needed.
    AnonymousAllowed,
    /// The key's text is that of a sample; a self-hosted server may use one as its key.
    LooksLikeSample,
    /// The key has punctuation around it; a self-hosted server may have such a key.
    LooksCopied,
    /// The key is not sent: its source doesn't vouch for this host.
    KeyWithheld,
    /// gRPC was asked without the key: anybody may register its host.
    KeyKeptFromGrpc,
}

/// Which rule lets a key go to a host. The decision is `case::key_rule`'s.
#[derive(Clone, Copy, PartialEq, Eq, Debug, EnumIter, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum KeyRule {
    /// It is the practice cluster.
    Practice,
    /// An option names the key.
    OptionNamesKey,
    /// The key itself was typed, below the URL.
    KeyTyped,
    /// The URL was typed.
    UrlTyped,
    /// The config file joins the two.
    ConfigJoins,
    /// URL and key stand in the environment both, or in `.env` both.
    SamePlace,
    /// The host is one of Weaviate Cloud's own.
    WeaviateCloud,
    /// The person said so when the wizard asked.
    Confirmed,
    /// None does: the key stays here.
    Withheld,
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
    /// Proxy variables that are set, and Node's switch for them, credentials removed.
    pub proxy: Vec<Variable>,
    /// Proxy variables that are set to nothing, which hides others from some libraries.
    pub empty: Vec<SanitizedText>,
    /// What clients make of the texts of the proxy variables.
    pub texts: Vec<(SanitizedText, ProxyTextFacts)>,
    /// Certificate variables that are set.
    pub certificates: Vec<Variable>,
    /// Official clients found in the working directory.
    pub clients: Vec<FoundClient>,
}

impl EnvironmentFacts {
    /// What clients make of the text of a proxy variable.
    pub fn text(&self, name: &str) -> Option<ProxyTextFacts> {
        self.texts.iter().find(|(of, _)| of == name).map(|(_, text)| *text)
    }

    /// The value of a variable that decides which way a client goes.
    pub fn way(&self, name: &str) -> Option<&str> {
        let set = self.proxy.iter().chain(&self.certificates).find(|v| v.name == name).map(|v| v.value.as_str());
        set.or_else(|| self.empty.iter().any(|empty| empty == name).then_some(""))
    }
}

/// An environment variable that is set.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Variable {
    /// Its name, in the case in which it is set.
    pub name: SanitizedText,
    /// Its value without credentials.
    pub value: SanitizedText,
}

/// An official client library that the project in the working directory uses.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FoundClient {
    /// Its language.
    pub language: Language,
    /// Its version, when a lock file or an installation tells.
    pub version: Option<Version>,
    /// The file that told.
    pub found_in: ForeignPath,
}

/// Facts about one HTTP answer.
#[derive(Clone, PartialEq, Debug)]
pub struct HttpFacts {
    /// The answer, as recognized.
    pub answer: HttpAnswer,
    /// Server's clock minus this machine's, in seconds, from the `Date` header.
    pub clock_offset: Option<i64>,
    /// Dial to answer: what opening the connection took and the request itself, whichever probe opened it.
    pub cold: Duration,
}

/// Facts from `/v1/meta`.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct MetaFacts {
    /// Weaviate's version as it says it.
    pub version: SanitizedText,
    /// Largest gRPC message, in bytes.
    pub grpc_max_message_size: Option<u64>,
    /// Names of its modules.
    pub modules: Vec<SanitizedText>,
    /// What gRPC-Web on the REST port said; none where the server is too old to have it, or it was not asked.
    pub grpc_web: Option<GrpcWeb>,
}

/// What gRPC-Web on the REST port (server 1.38.3 and later) said to the question that proves a key.
#[derive(Clone, Copy, PartialEq, Eq, Debug, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum GrpcWeb {
    /// The gRPC service answers there and takes the key.
    TakesKey,
    /// The gRPC service answers there and lets anybody in.
    TakesAnybody,
    /// The gRPC service answers there and refuses the key.
    RefusesKey,
    /// Nothing there speaks gRPC-Web: it is switched off, or blocked in between.
    Absent,
}

impl GrpcWeb {
    /// Whether it proves that the gRPC service works and that the key, if there is one, is good.
    pub const fn proves(self) -> bool {
        matches!(self, Self::TakesKey | Self::TakesAnybody)
    }
}

/// Facts about the key over REST.
#[derive(Clone, PartialEq, Debug)]
pub struct AuthFacts {
    /// The answer without a key.
    pub without_key: Option<HttpAnswer>,
    /// The answer to the key as it was given.
    pub with_key: Option<HttpAnswer>,
    /// The answer to the repaired key, when the given one's text has problems.
    pub with_repaired: Option<HttpAnswer>,
    /// The name under which the cluster knows the key's user.
    pub user: Option<SanitizedText>,
    /// Roles of that user.
    pub roles: Vec<SanitizedText>,
    /// Whether any role lets the user read the data of any collection; none where the server doesn't tell.
    pub reads_data: Option<bool>,
    /// What the other configured clusters said, when they were to be asked.
    pub cross: Option<CrossCheck>,
}

/// What `--cross-check` found. Clusters by their names in the config file.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct CrossCheck {
    /// Clusters that take the key which this one refused.
    pub belongs_to: Vec<String>,
    /// Clusters that refuse it as well.
    pub refused_by: Vec<String>,
    /// Clusters whose own key this cluster takes.
    pub opened_by: Vec<String>,
    /// Clusters that could not be asked.
    pub not_asked: Vec<String>,
}

/// Facts from the preflight.
#[derive(Clone, PartialEq, Debug)]
pub struct CorsFacts {
    /// Status of the answer.
    pub status: u16,
    /// `Access-Control-Allow-Origin`.
    pub allow_origin: Option<SanitizedText>,
    /// `Access-Control-Allow-Headers`.
    pub allow_headers: Option<SanitizedText>,
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
    pub message: SanitizedText,
}

impl GrpcAuthFacts {
    /// Whether the answer is Weaviate's word for a key that is missing.
    pub fn asks_for_key(&self) -> bool {
        self.code == GrpcCode::Unauthenticated || self.message.as_str().starts_with("extract auth:")
    }
}
