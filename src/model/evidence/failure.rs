//! Why a probe failed, named by network layer with what it concerned. Typed where it arises; nobody parses error text afterwards.

use super::network::{Family, SystemLookupError};
use crate::model::api_key::KeyProblem;
use crate::model::http_answer::HttpAnswer;
use crate::model::sanitized::SanitizedText;
use crate::model::target::UrlProblem;
use std::net::SocketAddr;
use std::time::Duration;
use strum::{EnumIter, IntoStaticStr};

/// Why a probe's claim does not hold.
#[derive(Clone, PartialEq, Debug, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Failure {
    // -- texts
    /// No URL was given.
    UrlMissing,
    /// The URL's text can't be used.
    UrlUnusable(UrlProblem),
    /// A key was given and is empty or white space.
    KeyEmpty,
    /// The key's text can't be right.
    KeyUnclean(Vec<KeyProblem>),

    // -- name resolution
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

    // -- TCP
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

    // -- proxy
    /// The proxy's name or port can't be reached.
    ProxyUnreachable {
        /// The proxy, without credentials.
        proxy: String,
        /// Why.
        why: ProxyError,
    },
    /// The proxy wants credentials (407, or a SOCKS method refused).
    ProxyAuthRequired {
        /// The proxy, without credentials.
        proxy: String,
    },
    /// The proxy will not open this tunnel.
    ProxyRefused {
        /// The proxy, without credentials.
        proxy: String,
        /// Its status line or reply.
        reply: SanitizedText,
    },
    /// What answered at the proxy's address is no proxy.
    ProxyNotSpoken {
        /// The proxy, without credentials.
        proxy: String,
    },

    // -- TLS
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
    /// This machine has no trust store, and the built-in roots don't trust the chain either.
    NoTrustStore,
    /// The port does not speak TLS.
    TlsNotSpoken {
        /// It answered in plain HTTP.
        plain_http: bool,
    },
    /// Only TLS versions below 1.2.
    TlsTooOld,
    /// The server or something between ended the handshake with this alert.
    TlsAlert {
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

    // -- HTTP and gRPC
    /// An answer that is not the one that was asked for.
    Answered(Box<HttpAnswer>),
    /// What came back is not HTTP, or broke its rules or bounds.
    NotHttp(ProtocolError),
    /// The preflight does not let a browser in.
    CorsRefused,
    /// The gRPC service answers that it isn't serving.
    NotServing,
    /// A gRPC status instead of the wanted answer.
    Grpc {
        /// Status code.
        code: GrpcCode,
        /// Message.
        message: SanitizedText,
    },
    /// A plain HTTP answer where gRPC was asked for (proxy, filter or ingress).
    NotGrpc {
        /// HTTP status.
        status: u16,
    },

    // -- this machine and the program itself
    /// This machine or a limit of this process refused a system call. It says nothing about the network.
    LocalResource {
        /// What was missing.
        what: Shortage,
    },
    /// A defect of this program: the probe panicked.
    Defect,
}

/// What this machine refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug, EnumIter, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Shortage {
    /// The process may have no more descriptors (`EMFILE`).
    Descriptors,
    /// The whole system has no more (`ENFILE`).
    SystemDescriptors,
    /// Memory or buffers (`ENOMEM`, `ENOBUFS`).
    Memory,
    /// Threads (`EAGAIN`).
    Threads,
    /// Permission (`EACCES`, `EPERM`): a firewall rule here, a sandbox, a security policy.
    Permission,
    /// An error of a system call that nothing above names.
    Unnamed,
}

impl From<HttpAnswer> for Failure {
    fn from(answer: HttpAnswer) -> Self {
        Self::Answered(Box::new(answer))
    }
}

impl Failure {
    /// Whether this machine refused.
    pub const fn is_local_resource(&self) -> bool {
        matches!(self, Self::LocalResource { .. })
    }

    /// Whether a shortage on this machine looks like this: nothing came, or what there was broke off. An answer from a peer is no shortage.
    pub const fn could_be_local(&self) -> bool {
        match self {
            Self::NameNotFound { by_server, .. } => !*by_server,
            Self::NoAddress { .. }
            | Self::ResolverFailed { .. }
            | Self::TimedOut { .. }
            | Self::Unreachable { .. }
            | Self::Cut { .. }
            | Self::ProxyUnreachable { .. }
            | Self::NotHttp(_)
            | Self::Defect => true,
            Self::UrlMissing
            | Self::UrlUnusable(_)
            | Self::KeyEmpty
            | Self::KeyUnclean(_)
            | Self::Refused { .. }
            | Self::ProxyAuthRequired { .. }
            | Self::ProxyRefused { .. }
            | Self::ProxyNotSpoken { .. }
            | Self::CertificateUntrusted { .. }
            | Self::CertificateExpired { .. }
            | Self::CertificateNotYetValid { .. }
            | Self::CertificateNameMismatch { .. }
            | Self::CertificateUnusable
            | Self::NoTrustStore
            | Self::TlsNotSpoken { .. }
            | Self::TlsTooOld
            | Self::TlsAlert { .. }
            | Self::Http2NotOffered { .. }
            | Self::Answered(_)
            | Self::CorsRefused
            | Self::NotServing
            | Self::Grpc { .. }
            | Self::NotGrpc { .. }
            | Self::LocalResource { .. } => false,
        }
    }
}

/// What a connection was waiting for when it failed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Phase {
    /// A DNS answer.
    Lookup,
    /// SYN-ACK.
    Connect,
    /// The proxy's answer.
    Tunnel,
    /// The TLS handshake.
    Handshake,
    /// The answer to a request.
    Response,
}

/// How a server broke HTTP.
#[derive(Clone, Copy, PartialEq, Eq, Debug, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum ProtocolError {
    /// Not HTTP at all, or malformed.
    Malformed,
    /// Headers larger than the bound.
    HeadersTooLarge,
    /// HTTP/2 error: `GOAWAY`, `RST_STREAM` or a broken frame.
    Http2,
}

/// Why a proxy can't be reached.
#[derive(Clone, Copy, PartialEq, Eq, Debug, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum ProxyError {
    /// Its name does not resolve.
    Name,
    /// It refuses connections.
    Refused,
    /// It doesn't answer.
    NoAnswer,
    /// It closed or reset the connection.
    Cut,
}

/// gRPC status codes (grpc.io, "Status codes and their use in gRPC").
#[derive(Clone, Copy, PartialEq, Eq, Debug, EnumIter, IntoStaticStr)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum GrpcCode {
    /// 0
    Ok,
    /// 1
    Cancelled,
    /// 2
    Unknown,
    /// 3
    InvalidArgument,
    /// 4
    DeadlineExceeded,
    /// 5
    NotFound,
    /// 6
    AlreadyExists,
    /// 7
    PermissionDenied,
    /// 8
    ResourceExhausted,
    /// 9
    FailedPrecondition,
    /// 10
    Aborted,
    /// 11
    OutOfRange,
    /// 12
    Unimplemented,
    /// 13
    Internal,
    /// 14
    Unavailable,
    /// 15
    DataLoss,
    /// 16
    Unauthenticated,
}

impl GrpcCode {
    /// The name as clients print it, such as `UNAVAILABLE`.
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// What a TLS alert says of the reason (RFC 8446 §6.2).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AlertReason {
    /// The two have no parameters in common: `handshake_failure`, `insufficient_security`.
    NothingInCommon,
    /// The server knows no host of this name: `unrecognized_name`.
    UnknownName,
    /// The peer decided not to go on: `access_denied`.
    Denied,
    /// Any other.
    Unstated,
}
