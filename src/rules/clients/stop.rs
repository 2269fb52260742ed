//! Steps of connecting, and why a client stops at one. The clients' own words stand in `assets/knowledge/clients.toml`.
#![deny(clippy::wildcard_enum_match_arm)]

use crate::model::cause::Cause;
use crate::model::client::Language;
use crate::model::evidence::{
    Failure, GrpcFailure, HttpFailure, Phase, ProbeId, ProxyTextProblem, TcpFailure, TlsFailure,
};
use crate::model::target::Endpoint;
use crate::words::catalog::client_words;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use strum::{EnumIter, IntoStaticStr};

/// A call, or a check, that a client makes when it connects or right after.
#[derive(Clone, Copy, PartialEq, Eq, Debug, EnumIter, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub(super) enum ClientCall {
    /// Reading the address.
    Address,
    /// Making the client.
    Start,
    /// `GET /v1/.well-known/openid-configuration`: Python without credentials.
    OpenId,
    /// `GET /v1/.well-known/live`: Java.
    Live,
    /// `GET /v1/meta`.
    Meta,
    /// Is the server recent enough?
    Version,
    /// `grpc.health.v1.Health/Check`.
    Health,
    /// The first request of a client that asks nothing when it is made.
    FirstRest,
    /// The first gRPC call of a client that doesn't check gRPC.
    FirstGrpc,
}

impl ClientCall {
    /// The probe that looks at the same step.
    pub(super) const fn probe(self) -> ProbeId {
        match self {
            Self::Address => ProbeId::LocalUrl,
            Self::Start => ProbeId::LocalEnvironment,
            Self::OpenId => ProbeId::RestAuth,
            Self::Live => ProbeId::RestLive,
            Self::Meta | Self::Version | Self::FirstRest => ProbeId::RestMeta,
            Self::Health => ProbeId::GrpcHealth,
            Self::FirstGrpc => ProbeId::GrpcAuth,
        }
    }
}

/// How a step ends.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum StepResult {
    /// It succeeds.
    Fine,
    /// It succeeds, after a while.
    Late(String),
    /// What decides was not measured.
    Unknown,
    /// It fails.
    Stops(StopReason),
}

impl StepResult {
    pub(super) fn stops(why: Why) -> Self {
        Self::Stops(StopReason::new(why))
    }
}

/// Why it fails, with what its words need.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct StopReason {
    why: Why,
    values: BTreeMap<&'static str, String>,
}

/// The reason, named as in the words' file.
#[derive(Clone, Copy, PartialEq, Eq, Debug, EnumIter, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub(super) enum Why {
    NoName,
    Refused,
    NoConnect,
    NoHandshake,
    NoAnswer,
    Unreachable,
    Cut,
    CutAnswer,
    Proxy,
    Untrusted,
    Expired,
    WrongName,
    NotTls,
    NoHttp2,
    Broken,
    NotServing,
    Slow,
    GrpcStatus,
    NotGrpc,
    NotLive,
    Unauthorized,
    Forbidden,
    Status,
    NotData,
    KeyText,
    KeyLetters,
    NoCredentials,
    TooOld,
    ProxyText(ProxyTextProblem),
}

impl Why {
    /// Its name in the words' file.
    pub(super) fn id(self) -> &'static str {
        if let Self::ProxyText(problem) = self { problem.into() } else { self.into() }
    }
}

impl StopReason {
    pub(super) const fn new(why: Why) -> Self {
        Self { why, values: BTreeMap::new() }
    }

    pub(super) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.values.insert(name, value.into());
        self
    }

    /// The cause that this reason amounts to, where no rule of the diagnosis named one.
    pub(super) const fn cause(&self, step: ClientCall) -> Cause {
        let grpc = matches!(step, ClientCall::Health | ClientCall::FirstGrpc);
        match self.why {
            Why::NoName if grpc => Cause::GrpcHostNotFound,
            Why::NoName => Cause::DnsUnreachable,
            Why::Refused if grpc => Cause::GrpcRefused,
            Why::Refused => Cause::ConnectionRefused,
            Why::NoConnect | Why::NoHandshake | Why::Unreachable | Why::NoAnswer if grpc => Cause::GrpcBlocked,
            Why::NoConnect | Why::NoHandshake | Why::Unreachable => Cause::ConnectionBlocked,
            Why::NoAnswer => Cause::ClusterUnavailable,
            Why::Cut | Why::CutAnswer | Why::Broken => Cause::ConnectionReset,
            Why::Proxy if grpc => Cause::GrpcProxyEnv,
            Why::Proxy => Cause::ProxyUnreachable,
            Why::Untrusted => Cause::CertificateUntrusted,
            Why::Expired => Cause::CertificateExpired,
            Why::WrongName => Cause::CertificateNameMismatch,
            Why::NotTls => Cause::TlsNotSpoken,
            Why::NoHttp2 => Cause::GrpcHttp2Stripped,
            Why::NotServing | Why::GrpcStatus => Cause::GrpcNotServing,
            Why::Slow => Cause::GrpcSlow,
            Why::NotGrpc => Cause::GrpcWrongEndpoint,
            Why::NotLive | Why::Status => Cause::ClusterUnavailable,
            Why::Unauthorized => Cause::KeyRejected,
            Why::Forbidden => Cause::PermissionDenied,
            Why::NotData => Cause::NotWeaviate,
            Why::KeyText | Why::KeyLetters => Cause::KeyMalformed,
            Why::NoCredentials => Cause::KeyMissing,
            Why::TooOld => Cause::ServerTooOld,
            Why::ProxyText(ProxyTextProblem::SocksPackage) => Cause::ClientInstallBroken,
            Why::ProxyText(_) => Cause::ProxyUnreachable,
        }
    }

    /// What this client says; none when that is not known.
    pub(super) fn words(&self, language: Language, step: ClientCall, endpoint: &Endpoint) -> Option<String> {
        let part = match step {
            ClientCall::OpenId => "open-id",
            ClientCall::Address
            | ClientCall::Start
            | ClientCall::Live
            | ClientCall::Meta
            | ClientCall::Version
            | ClientCall::FirstRest => "rest",
            ClientCall::Health | ClientCall::FirstGrpc => "grpc",
        };
        let section = format!("{}-{part}", language.id());
        // An answer with a status is nothing that “any” could stand for.
        let answered = matches!(self.why, Why::Unauthorized | Why::Forbidden | Why::Status | Why::NotData);
        let general = if answered { "status" } else { "any" };
        let text = client_words(&section, self.why.id()).or_else(|| client_words(&section, general))?;
        let mut text = text
            .replace("{host}", &endpoint.host)
            .replace("{port}", &endpoint.port.to_string())
            .replace("{url}", &endpoint.url());
        for (name, value) in &self.values {
            text = text.replace(&format!("{{{name}}}"), value);
        }
        // A value that was not measured leaves the words incomplete rather than odd.
        for name in ["{address}", "{status}", "{body}", "{message}", "{code}", "{proxy}", "{version}"] {
            text = text.replace(name, "…");
        }
        Some(text)
    }
}

pub(super) fn step_name(step: ClientCall) -> &'static str {
    let name: &'static str = step.into();
    client_words("step", name).unwrap_or(name)
}

/// The reason below HTTP and gRPC in a probe's failure; none for failures that say nothing about the way or need a closer look.
pub(super) fn below(failure: &Failure) -> Option<StopReason> {
    let first = |addresses: &[SocketAddr], why| match addresses.first() {
        Some(address) => StopReason::new(why).with("address", address.to_string()),
        None => StopReason::new(why),
    };
    Some(match failure {
        Failure::Dns(_) => StopReason::new(Why::NoName),
        Failure::Tcp(TcpFailure::Refused { addresses }) => first(addresses, Why::Refused),
        Failure::Tcp(TcpFailure::Unreachable { addresses, .. }) => first(addresses, Why::Unreachable),
        Failure::Tcp(TcpFailure::TimedOut { waiting_for, .. }) => StopReason::new(match waiting_for {
            Phase::Lookup => Why::NoName,
            Phase::Connect | Phase::Tunnel => Why::NoConnect,
            Phase::Handshake => Why::NoHandshake,
            Phase::Response => Why::NoAnswer,
        }),
        Failure::Tcp(TcpFailure::Cut { waiting_for: Phase::Response, .. }) => StopReason::new(Why::CutAnswer),
        Failure::Tcp(TcpFailure::Cut { .. }) => StopReason::new(Why::Cut),
        Failure::Proxy(failure) => {
            StopReason::new(Why::Proxy).with("proxy", failure.proxy().trim_start_matches("http://").to_owned())
        }
        Failure::Tls(failure) => StopReason::new(match failure {
            TlsFailure::CertificateUntrusted { .. }
            | TlsFailure::CertificateUnusable
            | TlsFailure::CertificateNotConforming
            | TlsFailure::NoTrustStore => Why::Untrusted,
            TlsFailure::CertificateExpired { .. } | TlsFailure::CertificateNotYetValid { .. } => Why::Expired,
            TlsFailure::CertificateNameMismatch { .. } => Why::WrongName,
            TlsFailure::NotSpoken { .. } => Why::NotTls,
            TlsFailure::TooOld | TlsFailure::Alert { .. } => Why::Cut,
            TlsFailure::Http2NotOffered { .. } => Why::NoHttp2,
        }),
        Failure::Http(HttpFailure::NotHttp(_)) => StopReason::new(Why::Broken),
        Failure::Grpc(GrpcFailure::NotServing) => StopReason::new(Why::NotServing),
        Failure::Grpc(GrpcFailure::Status { code, message }) => {
            StopReason::new(Why::GrpcStatus).with("code", code.as_str()).with("message", message.to_string())
        }
        Failure::Grpc(GrpcFailure::NoAnswer { .. }) => StopReason::new(Why::NoAnswer),
        Failure::Grpc(GrpcFailure::NotGrpc { .. }) => StopReason::new(Why::NotGrpc),
        Failure::Http(HttpFailure::Answered(_) | HttpFailure::CorsRefused)
        | Failure::Text(_)
        | Failure::Local(_)
        | Failure::Program(_) => return None,
    })
}
