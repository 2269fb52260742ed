//! Steps of connecting, and why a client stops at one. The clients' own words stand in `assets/knowledge/clients.toml`.

use crate::model::client::Language;
use crate::model::evidence::{Failure, Waiting};
use crate::model::target::Endpoint;
use crate::words::catalog::client_words;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use strum::{EnumIter, IntoStaticStr};

/// A call, or a check, that a client makes when it connects or right after.
#[derive(Clone, Copy, PartialEq, Eq, Debug, EnumIter, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub(super) enum Step {
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

/// How a step ends.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Stage {
    /// It succeeds.
    Fine,
    /// It succeeds, after a while.
    Late(String),
    /// What decides was not measured.
    Unknown,
    /// It fails.
    Stops(Stop),
}

impl Stage {
    pub(super) fn stops(why: Why) -> Self {
        Self::Stops(Stop::new(why))
    }
}

/// Why it fails, with what its words need.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Stop {
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
}

impl Stop {
    pub(super) const fn new(why: Why) -> Self {
        Self { why, values: BTreeMap::new() }
    }

    pub(super) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.values.insert(name, value.into());
        self
    }

    /// What this client says; none when that is not known.
    pub(super) fn words(&self, language: Language, step: Step, endpoint: &Endpoint) -> Option<String> {
        let part = match step {
            Step::OpenId => "open-id",
            Step::Live | Step::Meta | Step::Version | Step::FirstRest => "rest",
            Step::Health | Step::FirstGrpc => "grpc",
        };
        let section = format!("{}-{part}", language.id());
        // An answer with a status is nothing that “any” could stand for.
        let answered = matches!(self.why, Why::Unauthorized | Why::Forbidden | Why::Status | Why::NotData);
        let general = if answered { "status" } else { "any" };
        let text = client_words(&section, self.why.into()).or_else(|| client_words(&section, general))?;
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

pub(super) fn step_name(step: Step) -> &'static str {
    let name: &'static str = step.into();
    client_words("step", name).unwrap_or(name)
}

/// The reason below HTTP and gRPC in a probe's failure; none for failures that say nothing about the way or need a closer look.
pub(super) fn below(failure: &Failure) -> Option<Stop> {
    let first = |addresses: &[SocketAddr], why| match addresses.first() {
        Some(address) => Stop::new(why).with("address", address.to_string()),
        None => Stop::new(why),
    };
    Some(match failure {
        Failure::NameNotFound { .. } | Failure::NoAddress { .. } | Failure::ResolverFailed { .. } => {
            Stop::new(Why::NoName)
        }
        Failure::Refused { addresses } => first(addresses, Why::Refused),
        Failure::Unreachable { addresses, .. } => first(addresses, Why::Unreachable),
        Failure::TimedOut { waiting_for, .. } => Stop::new(match waiting_for {
            Waiting::Lookup => Why::NoName,
            Waiting::Connect | Waiting::Tunnel => Why::NoConnect,
            Waiting::Handshake => Why::NoHandshake,
            Waiting::Response => Why::NoAnswer,
        }),
        Failure::Cut { waiting_for: Waiting::Response, .. } => Stop::new(Why::CutAnswer),
        Failure::Cut { .. } => Stop::new(Why::Cut),
        Failure::ProxyUnreachable { proxy, .. }
        | Failure::ProxyAuthRequired { proxy }
        | Failure::ProxyRefused { proxy, .. }
        | Failure::ProxyNotSpoken { proxy } => {
            Stop::new(Why::Proxy).with("proxy", proxy.trim_start_matches("http://").to_owned())
        }
        Failure::CertificateUntrusted { .. } | Failure::CertificateUnusable | Failure::NoTrustStore => {
            Stop::new(Why::Untrusted)
        }
        Failure::CertificateExpired { .. } | Failure::CertificateNotYetValid { .. } => Stop::new(Why::Expired),
        Failure::CertificateNameMismatch { .. } => Stop::new(Why::WrongName),
        Failure::TlsNotSpoken { .. } => Stop::new(Why::NotTls),
        Failure::TlsTooOld | Failure::TlsAlert { .. } => Stop::new(Why::Cut),
        Failure::Http2NotOffered { .. } => Stop::new(Why::NoHttp2),
        Failure::NotHttp(_) => Stop::new(Why::Broken),
        Failure::NotServing => Stop::new(Why::NotServing),
        Failure::Grpc { code, message } => {
            Stop::new(Why::GrpcStatus).with("code", code.as_str()).with("message", message.to_string())
        }
        Failure::NotGrpc { .. } => Stop::new(Why::NotGrpc),
        Failure::UrlMissing
        | Failure::UrlUnusable(_)
        | Failure::KeyEmpty
        | Failure::KeyUnclean(_)
        | Failure::Answered(_)
        | Failure::CorsRefused
        | Failure::LocalResource { .. }
        | Failure::Defect => return None,
    })
}
