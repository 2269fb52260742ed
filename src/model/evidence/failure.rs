//! Why a probe failed, nested by network layer with what it concerned. Typed where it arises; nobody parses error text afterwards.

mod reason;

pub use reason::{AlertReason, GrpcCode, Phase, ProtocolError, ProxyError, Shortage};

use super::network::{Family, SystemLookupError};
use crate::model::api_key::KeyProblem;
use crate::model::http_answer::HttpAnswer;
use crate::model::sanitized::SanitizedText;
use crate::model::target::UrlProblem;
use std::net::SocketAddr;
use std::time::Duration;
use strum::IntoStaticStr;

/// Why a probe's claim does not hold.
#[derive(Clone, PartialEq, Debug)]
pub enum Failure {
    /// The text of the URL or the key.
    Text(TextFailure),
    /// Name resolution.
    Dns(DnsFailure),
    /// The connection, whatever was being waited for on it.
    Tcp(TcpFailure),
    /// The proxy in between.
    Proxy(ProxyFailure),
    /// TLS and the certificate.
    Tls(TlsFailure),
    /// The HTTP answer.
    Http(HttpFailure),
    /// The gRPC answer.
    Grpc(GrpcFailure),
    /// This machine or this program itself: it says nothing about the network.
    Local(LocalFailure),
    /// What the user's program did.
    Program(ProgramFailure),
}

/// What is wrong with the text of the URL or the key.
#[derive(Clone, PartialEq, Debug, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum TextFailure {
    /// No URL was given.
    UrlMissing,
    /// The URL's text can't be used.
    UrlUnusable(UrlProblem),
    /// A key was given and is empty or white space.
    KeyEmpty,
    /// The key's text can't be right.
    KeyUnclean(Vec<KeyProblem>),
}

/// Why a name has no address.
#[derive(Clone, PartialEq, Debug, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum DnsFailure {
    /// The name does not exist.
    NameNotFound {
        /// The name.
        name: String,
        /// Whether a DNS server said so itself (NXDOMAIN), not only the system's resolver.
        by_server: bool,
    },
    /// The name exists and has no address.
    NoAddress {
        /// The name.
        name: String,
    },
    /// Nobody could say whether the name exists.
    ResolverFailed {
        /// The name.
        name: String,
        /// What the system's resolver said, when it was asked.
        system: Option<SystemLookupError>,
    },
}

/// How a connection failed.
#[derive(Clone, PartialEq, Debug, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum TcpFailure {
    /// Every address refused.
    Refused {
        /// The addresses.
        addresses: Vec<SocketAddr>,
    },
    /// No answer in time.
    TimedOut {
        /// What was being waited for.
        waiting_for: Phase,
        /// How long.
        after: Duration,
    },
    /// There is no way to any address.
    Unreachable {
        /// The addresses.
        addresses: Vec<SocketAddr>,
        /// The only family among them, when it is one.
        only: Option<Family>,
    },
    /// Reset or closed by the other side or by something between.
    Cut {
        /// What was being waited for.
        waiting_for: Phase,
        /// Reset (RST) rather than closed (FIN).
        reset: bool,
    },
}

/// What a proxy did. Each names the proxy without its credentials.
#[derive(Clone, PartialEq, Debug, IntoStaticStr)]
#[strum(serialize_all = "kebab-case", prefix = "proxy-")]
pub enum ProxyFailure {
    /// Its name or port can't be reached.
    Unreachable {
        /// The proxy.
        proxy: String,
        /// Why.
        why: ProxyError,
    },
    /// It wants credentials (407, or a SOCKS method refused).
    AuthRequired {
        /// The proxy.
        proxy: String,
    },
    /// It will not open this tunnel.
    Refused {
        /// The proxy.
        proxy: String,
        /// Its status line or reply.
        reply: SanitizedText,
    },
    /// What answered at its address is no proxy.
    NotSpoken {
        /// The proxy.
        proxy: String,
    },
}

/// Why TLS did not come about.
#[derive(Clone, PartialEq, Debug, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum TlsFailure {
    /// No store trusts the chain.
    CertificateUntrusted {
        /// Issuer of the last certificate that was sent.
        issuer: SanitizedText,
        /// The server's own certificate is its own issuer.
        self_signed: bool,
    },
    /// Past its validity.
    CertificateExpired {
        /// End of validity, seconds since 1970.
        not_after: i64,
    },
    /// Before its validity.
    CertificateNotYetValid {
        /// Start of validity, seconds since 1970.
        not_before: i64,
    },
    /// Issued for other names.
    CertificateNameMismatch {
        /// The name asked for.
        name: String,
        /// The names in the certificate.
        presented: Vec<SanitizedText>,
    },
    /// Revoked, malformed or not allowed for servers.
    CertificateUnusable,
    /// The chain leads to a root, and the client's library refuses its form (RFC 5280).
    CertificateNotConforming,
    /// This machine has no trust store, and the built-in roots don't trust the chain either.
    NoTrustStore,
    /// The port does not speak TLS.
    #[strum(serialize = "tls-not-spoken")]
    NotSpoken {
        /// It answered in plain HTTP.
        plain_http: bool,
    },
    /// Only TLS versions below 1.2.
    #[strum(serialize = "tls-too-old")]
    TooOld,
    /// The server or something between ended the handshake with this alert.
    #[strum(serialize = "tls-alert")]
    Alert {
        /// Name of the alert (RFC 8446 §6).
        alert: SanitizedText,
        /// What it says of the reason.
        reason: AlertReason,
    },
    /// TLS works, HTTP/2 was not agreed on.
    Http2NotOffered {
        /// What was chosen instead, if anything.
        chosen: Option<String>,
    },
}

/// What is wrong with an HTTP answer.
#[derive(Clone, PartialEq, Debug, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum HttpFailure {
    /// It is not the one that was asked for.
    Answered(Box<HttpAnswer>),
    /// What came back is not HTTP, or broke its rules or bounds.
    NotHttp(ProtocolError),
    /// The preflight does not let a browser in.
    CorsRefused,
}

/// What is wrong with a gRPC answer.
#[derive(Clone, PartialEq, Debug, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum GrpcFailure {
    /// The service answers that it isn't serving.
    NotServing,
    /// A status instead of the wanted answer.
    #[strum(serialize = "grpc")]
    Status {
        /// Status code.
        code: GrpcCode,
        /// Message.
        message: SanitizedText,
    },
    /// HTTP/2 was spoken, and the request got no answer in time.
    #[strum(serialize = "grpc-no-answer")]
    NoAnswer {
        /// How long.
        after: Duration,
    },
    /// A plain HTTP answer where gRPC was asked for (proxy, filter or ingress).
    NotGrpc {
        /// HTTP status.
        status: u16,
    },
}

/// What failed on this side.
#[derive(Clone, PartialEq, Debug, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum LocalFailure {
    /// This machine or a limit of this process refused a system call.
    #[strum(serialize = "local-resource")]
    Resource {
        /// What was missing.
        what: Shortage,
    },
    /// A defect of this program: the probe panicked.
    Defect,
}

/// Why what the program did is not what a working program does.
#[derive(Clone, PartialEq, Debug, IntoStaticStr)]
#[strum(serialize_all = "kebab-case", prefix = "program-")]
pub enum ProgramFailure {
    /// No connection of it was seen.
    NothingSeen,
    /// It connected to others only.
    OtherHosts,
    /// It connected, and sent no request that could be seen.
    NothingSent,
    /// A request was answered with this HTTP status.
    Status(u16),
    /// A call was answered with this gRPC status.
    GrpcStatus(GrpcCode),
    /// It gave up before a host had accepted its connection.
    NotAccepted {
        /// Host and port.
        place: SanitizedText,
        /// How long it waited.
        after: Duration,
    },
    /// It gave up after so long without an answer.
    GaveUp(Duration),
    /// The other side broke off after so long.
    Broken(Duration),
}

impl From<HttpAnswer> for Failure {
    fn from(answer: HttpAnswer) -> Self {
        Self::Http(HttpFailure::Answered(Box::new(answer)))
    }
}

impl ProxyFailure {
    /// The proxy, without credentials.
    pub fn proxy(&self) -> &str {
        let (Self::Unreachable { proxy, .. }
        | Self::AuthRequired { proxy }
        | Self::Refused { proxy, .. }
        | Self::NotSpoken { proxy }) = self;
        proxy
    }
}

impl TlsFailure {
    /// Whether it is the certificate that was refused.
    pub const fn is_of_certificate(&self) -> bool {
        match self {
            Self::CertificateUntrusted { .. }
            | Self::CertificateExpired { .. }
            | Self::CertificateNotYetValid { .. }
            | Self::CertificateNameMismatch { .. }
            | Self::CertificateUnusable
            | Self::CertificateNotConforming
            | Self::NoTrustStore => true,
            Self::NotSpoken { .. } | Self::TooOld | Self::Alert { .. } | Self::Http2NotOffered { .. } => false,
        }
    }
}

impl Failure {
    /// The name in reports.
    pub fn id(&self) -> &'static str {
        match self {
            Self::Text(failure) => failure.into(),
            Self::Dns(failure) => failure.into(),
            Self::Tcp(failure) => failure.into(),
            Self::Proxy(failure) => failure.into(),
            Self::Tls(failure) => failure.into(),
            Self::Http(failure) => failure.into(),
            Self::Grpc(failure) => failure.into(),
            Self::Local(failure) => failure.into(),
            Self::Program(failure) => failure.into(),
        }
    }

    /// The status of an answer that was no success.
    pub fn status(&self) -> Option<u64> {
        match self {
            Self::Http(HttpFailure::Answered(answer)) => Some(u64::from(answer.status)),
            Self::Grpc(GrpcFailure::NotGrpc { status }) => Some(u64::from(*status)),
            _ => None,
        }
    }

    /// Whether this machine refused.
    pub const fn is_local_resource(&self) -> bool {
        matches!(self, Self::Local(LocalFailure::Resource { .. }))
    }

    /// Whether a shortage on this machine looks like this: nothing came, or what there was broke off. An answer from a peer is no shortage.
    pub const fn could_be_local(&self) -> bool {
        match self {
            Self::Dns(DnsFailure::NameNotFound { by_server, .. }) => !*by_server,
            Self::Dns(DnsFailure::NoAddress { .. } | DnsFailure::ResolverFailed { .. })
            | Self::Tcp(TcpFailure::TimedOut { .. } | TcpFailure::Unreachable { .. } | TcpFailure::Cut { .. })
            | Self::Proxy(ProxyFailure::Unreachable { .. })
            | Self::Http(HttpFailure::NotHttp(_))
            | Self::Grpc(GrpcFailure::NoAnswer { .. })
            | Self::Local(LocalFailure::Defect) => true,
            Self::Tcp(TcpFailure::Refused { .. })
            | Self::Proxy(
                ProxyFailure::AuthRequired { .. } | ProxyFailure::Refused { .. } | ProxyFailure::NotSpoken { .. },
            )
            | Self::Http(HttpFailure::Answered(_) | HttpFailure::CorsRefused)
            | Self::Local(LocalFailure::Resource { .. })
            | Self::Text(_)
            | Self::Tls(_)
            | Self::Program(_)
            | Self::Grpc(GrpcFailure::NotServing | GrpcFailure::Status { .. } | GrpcFailure::NotGrpc { .. }) => false,
        }
    }
}
