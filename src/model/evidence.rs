//! The vocabulary that probes and diagnosis share: probe ids, outcomes, typed facts, typed failures. Data only; no rule and no IO.
//! Probe code writes it, diagnosis code reads it, and neither imports the other.

mod facts;
mod failure;
mod hypothesis;
mod network;
mod origin;
mod program;
mod proxy_text;
mod trust;

pub use facts::*;
pub use failure::*;
pub use hypothesis::*;
pub use network::*;
pub use origin::*;
pub use program::*;
pub use proxy_text::*;
pub use trust::*;

use std::collections::BTreeMap;
use std::time::Duration;
use strum::{Display, EnumIter, EnumString, IntoStaticStr};

/// A probe. The names are those of the public interface.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Display, EnumIter, EnumString, IntoStaticStr)]
pub enum ProbeId {
    /// What is wrong with the text of the URL, and where it came from.
    #[strum(serialize = "local.url")]
    LocalUrl,
    /// What is wrong with the text of the key, and where it came from.
    #[strum(serialize = "local.key")]
    LocalKey,
    /// Proxy and certificate variables, the official client found in the working directory.
    #[strum(serialize = "local.environment")]
    LocalEnvironment,
    /// Addresses of the REST host.
    #[strum(serialize = "rest.dns")]
    RestDns,
    /// Connections to the REST host.
    #[strum(serialize = "rest.tcp")]
    RestTcp,
    /// TLS with the REST host, and its certificate.
    #[strum(serialize = "rest.tls")]
    RestTls,
    /// `/v1/.well-known/live`.
    #[strum(serialize = "rest.live")]
    RestLive,
    /// `/v1/.well-known/ready`.
    #[strum(serialize = "rest.ready")]
    RestReady,
    /// Is the key accepted over REST, and as whom.
    #[strum(serialize = "rest.auth")]
    RestAuth,
    /// `/v1/meta`: version, gRPC message size.
    #[strum(serialize = "rest.meta")]
    RestMeta,
    /// The preflight request that a browser sends.
    #[strum(serialize = "rest.cors")]
    RestCors,
    /// Addresses of the gRPC host.
    #[strum(serialize = "grpc.dns")]
    GrpcDns,
    /// Connections to the gRPC host.
    #[strum(serialize = "grpc.tcp")]
    GrpcTcp,
    /// TLS with the gRPC host, and HTTP/2.
    #[strum(serialize = "grpc.tls")]
    GrpcTls,
    /// `grpc.health.v1.Health/Check` on a cold connection.
    #[strum(serialize = "grpc.health")]
    GrpcHealth,
    /// Is the key accepted over gRPC.
    #[strum(serialize = "grpc.auth")]
    GrpcAuth,
    /// Addresses of the console.
    #[strum(serialize = "console.dns")]
    ConsoleDns,
    /// Connections to the console.
    #[strum(serialize = "console.tcp")]
    ConsoleTcp,
    /// TLS with the console.
    #[strum(serialize = "console.tls")]
    ConsoleTls,
    /// The console's login page answers.
    #[strum(serialize = "console.http")]
    ConsoleHttp,
    /// The user's program connects to the cluster.
    #[strum(serialize = "program.connect")]
    ProgramConnect,
    /// Its REST requests, and what they carry.
    #[strum(serialize = "program.rest")]
    ProgramRest,
    /// Its gRPC calls, and what they carry.
    #[strum(serialize = "program.grpc")]
    ProgramGrpc,
}

/// A group of probes that run one behind the other; chains run side by side.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, EnumIter, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Chain {
    /// No network: texts and environment.
    Local,
    /// The REST endpoint.
    Rest,
    /// The gRPC endpoint.
    Grpc,
    /// The console.
    Console,
    /// The user's own program, observed.
    Program,
}

/// What a probe looks at, whichever chain it belongs to.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Layer {
    /// Texts and environment.
    Local,
    /// Name resolution.
    Dns,
    /// TCP, and a proxy's tunnel.
    Tcp,
    /// TLS.
    Tls,
    /// HTTP or gRPC, without credentials.
    Service,
    /// Credentials.
    Auth,
}

impl ProbeId {
    /// The name of the public interface, such as `rest.tls`.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// The chain that the probe belongs to.
    pub const fn chain(self) -> Chain {
        match self {
            Self::LocalUrl | Self::LocalKey | Self::LocalEnvironment => Chain::Local,
            Self::RestDns
            | Self::RestTcp
            | Self::RestTls
            | Self::RestLive
            | Self::RestReady
            | Self::RestMeta
            | Self::RestAuth
            | Self::RestCors => Chain::Rest,
            Self::GrpcDns | Self::GrpcTcp | Self::GrpcTls | Self::GrpcHealth | Self::GrpcAuth => Chain::Grpc,
            Self::ConsoleDns | Self::ConsoleTcp | Self::ConsoleTls | Self::ConsoleHttp => Chain::Console,
            Self::ProgramConnect | Self::ProgramRest | Self::ProgramGrpc => Chain::Program,
        }
    }

    /// The layer that the probe looks at.
    pub const fn layer(self) -> Layer {
        match self {
            Self::LocalUrl | Self::LocalKey | Self::LocalEnvironment => Layer::Local,
            Self::RestDns | Self::GrpcDns | Self::ConsoleDns => Layer::Dns,
            Self::RestTcp | Self::GrpcTcp | Self::ConsoleTcp | Self::ProgramConnect => Layer::Tcp,
            Self::RestTls | Self::GrpcTls | Self::ConsoleTls => Layer::Tls,
            Self::RestLive
            | Self::RestReady
            | Self::RestMeta
            | Self::RestCors
            | Self::GrpcHealth
            | Self::ConsoleHttp => Layer::Service,
            Self::RestAuth | Self::GrpcAuth | Self::ProgramRest | Self::ProgramGrpc => Layer::Auth,
        }
    }

    /// A positive claim that reads as a sentence behind ✓ or ✗.
    pub const fn title(self) -> &'static str {
        match self {
            Self::LocalUrl => "URL is readable",
            Self::LocalKey => "key's text is clean",
            Self::LocalEnvironment => "environment is read",
            Self::RestDns | Self::GrpcDns | Self::ConsoleDns => "name resolves",
            Self::RestTcp | Self::GrpcTcp | Self::ConsoleTcp => "accepts connections",
            Self::RestTls | Self::ConsoleTls => "certificate is trusted",
            Self::GrpcTls => "trusted, speaks HTTP/2",
            Self::RestLive => "is live",
            Self::RestReady => "is ready",
            Self::RestMeta => "tells its version",
            Self::RestAuth | Self::GrpcAuth => "accepts the key",
            Self::RestCors => "lets browsers in",
            Self::GrpcHealth => "is healthy",
            Self::ConsoleHttp => "answers",
            Self::ProgramConnect => "reaches the cluster",
            Self::ProgramRest => "REST takes its requests",
            Self::ProgramGrpc => "gRPC takes its calls",
        }
    }
}

/// How one probe ended.
#[derive(Clone, PartialEq, Debug)]
pub enum ProbeOutcome {
    /// The claim of the probe's title holds.
    Passed(ProbeFacts),
    /// It holds, and something about it deserves a look.
    Warned(ProbeFacts, Warning),
    /// It failed. What was learned before is kept.
    Failed(Failure, Option<ProbeFacts>),
    /// Not measured, which is not the same as no.
    Skipped(Skip),
}

/// Why a probe was not run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Skip {
    /// A probe that it needs did not pass.
    Behind(ProbeId),
    /// No key was given.
    NoKey,
    /// The key's text can't be sent at all, and no repaired form exists.
    KeyNotSendable,
    /// The key would pass a proxy or a portal in clear text.
    KeyWouldLeak,
    /// The key's source doesn't vouch for this host.
    KeyWithheld,
    /// The user's own client refuses the certificate: a key goes only where that client would send it.
    ClientRefusesChain,
    /// The user stopped the run.
    Cancelled,
    /// The program has no use for it.
    NotUsed,
    /// The program's connection was passed through unopened.
    Unopened,
}

impl Skip {
    /// The word for `because` in the JSON report.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Behind(id) => id.as_str(),
            Self::NoKey => "no-key",
            Self::KeyNotSendable => "key-not-sendable",
            Self::KeyWouldLeak => "key-would-leak",
            Self::KeyWithheld => "key-withheld",
            Self::ClientRefusesChain => "client-refuses-chain",
            Self::Cancelled => "cancelled",
            Self::NotUsed => "not-used",
            Self::Unopened => "unopened",
        }
    }
}

/// One probe's outcome with its times.
#[derive(Clone, PartialEq, Debug)]
pub struct Observation {
    /// How it ended.
    pub outcome: ProbeOutcome,
    /// Start, since the run's start.
    pub started: Duration,
    /// How long it ran; zero when skipped.
    pub took: Duration,
}

impl ProbeOutcome {
    /// The typed facts, whichever way the probe ended.
    pub fn facts(&self) -> Option<&ProbeFacts> {
        match self {
            Self::Passed(facts) | Self::Warned(facts, _) => Some(facts),
            Self::Failed(_, facts) => facts.as_ref(),
            Self::Skipped(_) => None,
        }
    }

    /// The failure, if it failed.
    pub fn failure(&self) -> Option<&Failure> {
        match self {
            Self::Failed(failure, _) => Some(failure),
            Self::Passed(_) | Self::Warned(..) | Self::Skipped(_) => None,
        }
    }

    /// Whether probes that need this one may run.
    pub fn holds(&self) -> bool {
        matches!(self, Self::Passed(_) | Self::Warned(..))
    }
}

/// Everything that one run found out.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Evidence {
    observations: BTreeMap<ProbeId, Observation>,
    /// From the first probe's start to the last one's end.
    pub took: Duration,
}

impl Evidence {
    /// Adds or replaces one probe's observation.
    pub fn insert(&mut self, id: ProbeId, observation: Observation) {
        self.took = self.took.max(observation.started + observation.took);
        self.observations.insert(id, observation);
    }

    /// One probe's observation, if it was planned and has ended.
    pub fn get(&self, id: ProbeId) -> Option<&Observation> {
        self.observations.get(&id)
    }

    /// One probe's failure.
    pub fn failure(&self, id: ProbeId) -> Option<&Failure> {
        self.get(id).and_then(|o| o.outcome.failure())
    }

    /// One probe's facts.
    pub fn facts(&self, id: ProbeId) -> Option<&ProbeFacts> {
        self.get(id).and_then(|o| o.outcome.facts())
    }

    /// Whether the probe ran and its claim holds.
    pub fn holds(&self, id: ProbeId) -> bool {
        self.get(id).is_some_and(|o| o.outcome.holds())
    }

    /// The way of a chain through a proxy that the client does not take.
    pub fn through(&self, chain: Chain) -> Option<&ProxyTry> {
        let (dns, tcp) = match chain {
            Chain::Rest => (ProbeId::RestDns, ProbeId::RestTcp),
            Chain::Grpc => (ProbeId::GrpcDns, ProbeId::GrpcTcp),
            Chain::Local | Chain::Console | Chain::Program => return None,
        };
        self.tcp(tcp).and_then(|t| t.through.as_ref()).or_else(|| self.dns(dns)?.through.as_ref())
    }

    /// All observations in the order of the interface.
    pub fn iter(&self) -> impl Iterator<Item = (ProbeId, &Observation)> {
        self.observations.iter().map(|(id, o)| (*id, o))
    }

    /// Probes that failed.
    pub fn failed(&self) -> impl Iterator<Item = (ProbeId, &Failure)> {
        self.iter().filter_map(|(id, o)| o.outcome.failure().map(|f| (id, f)))
    }

    /// Whether nothing has been observed yet.
    pub fn is_empty(&self) -> bool {
        self.observations.is_empty()
    }
}

macro_rules! typed_facts {
    ($($name:ident -> $variant:ident($type:ty)),+ $(,)?) => {
        impl Evidence {
            $(
                /// The typed facts of this check, if it left any.
                pub fn $name(&self, id: ProbeId) -> Option<&$type> {
                    match self.facts(id) {
                        Some(ProbeFacts::$variant(facts)) => Some(facts),
                        Some(_) | None => None,
                    }
                }
            )+
        }
    };
}
typed_facts! {
    url -> Url(UrlFacts), key -> Key(KeyFacts), environment -> Environment(EnvironmentFacts),
    dns -> Dns(DnsFacts), tcp -> Tcp(TcpFacts), tls -> Tls(TlsFacts), http -> Http(HttpFacts),
    meta -> Meta(MetaFacts), auth -> Auth(AuthFacts), cors -> Cors(CorsFacts),
    health -> Health(HealthFacts), grpc_auth -> GrpcAuth(GrpcAuthFacts),
    program -> Program(ProgramFacts), requests -> Requests(ProgramRequests),
}

/// What a running probe tells its observers.
#[derive(Clone, PartialEq, Debug)]
pub enum ProbeEvent {
    /// It runs now.
    Started(ProbeId),
    /// It has ended.
    Finished(ProbeId, Box<Observation>),
    /// What the run comes to so far; the latest one holds.
    Supposed(Hypothesis),
    /// The whole run has ended, after this time; nothing follows.
    Ended(Duration),
}
