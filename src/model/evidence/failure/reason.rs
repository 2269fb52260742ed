//! What failures say of the reason: what was being waited for, what this machine lacked, how a server broke its protocol.

use strum::{EnumIter, IntoStaticStr};

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
    /// It is spoken to in TLS, and that failed: its certificate, most often.
    Tls,
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
    /// Somebody decided not to go on: `access_denied`.
    Denied,
    /// Any other.
    Unstated,
}
