//! What an error in a gRPC call's HTTP/2 connection means, from the types in its chain of sources.

use crate::model::evidence::{
    Failure, GrpcCode, GrpcFailure, HttpFailure, Phase, ProtocolError, TcpFailure, TlsFailure,
};
use crate::model::sanitized::SanitizedText;
use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;
use tonic::Code;

/// The channel asked for a second connection: the first one was closed under it.
#[derive(Debug)]
pub(super) struct UsedUp;

impl fmt::Display for UsedUp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the connection was closed")
    }
}

impl StdError for UsedUp {}

/// What an error in the HTTP/2 connection means, from the types in its chain of sources.
pub(super) fn h2_failure(error: &(dyn StdError + 'static), after: Duration) -> Failure {
    let mut source = Some(error);
    while let Some(inner) = source {
        if inner.is::<UsedUp>() {
            return Failure::Tcp(TcpFailure::Cut { waiting_for: Phase::Response, reset: false });
        }
        if let Some(h2) = inner.downcast_ref::<h2::Error>() {
            return match (h2.get_io(), h2.reason()) {
                (Some(io), _) => crate::io::probe::net::error::io_failure(io, Phase::Response, after),
                (None, Some(reason)) if h2.is_remote() => said(reason, h2.is_go_away()),
                (None, _) => Failure::Http(HttpFailure::NotHttp(ProtocolError::Http2)),
            };
        }
        if let Some(io) = inner.downcast_ref::<std::io::Error>() {
            return crate::io::probe::net::error::io_failure(io, Phase::Response, after);
        }
        if let Some(hyper) = inner.downcast_ref::<hyper::Error>()
            && (hyper.is_closed() || hyper.is_canceled() || hyper.is_incomplete_message())
        {
            return Failure::Tcp(TcpFailure::Cut { waiting_for: Phase::Response, reset: false });
        }
        source = inner.source();
    }
    Failure::Http(HttpFailure::NotHttp(ProtocolError::Http2))
}

/// What the peer's end of the stream or connection means (gRPC over HTTP/2, "HTTP2 Transport Mapping"). It speaks HTTP/2 well.
fn said(reason: h2::Reason, go_away: bool) -> Failure {
    let code = match reason {
        h2::Reason::HTTP_1_1_REQUIRED => return Failure::Tls(TlsFailure::Http2NotOffered { chosen: None }),
        h2::Reason::ENHANCE_YOUR_CALM => GrpcCode::ResourceExhausted,
        h2::Reason::NO_ERROR | h2::Reason::REFUSED_STREAM | h2::Reason::CANCEL => GrpcCode::Unavailable,
        _ => GrpcCode::Internal,
    };
    let frame = if go_away { "GOAWAY" } else { "RST_STREAM" };
    Failure::Grpc(GrpcFailure::Status { code, message: SanitizedText::up_to(&format!("{frame} {reason:?}"), 60) })
}

pub(super) fn code(code: Code) -> GrpcCode {
    match code {
        Code::Ok => GrpcCode::Ok,
        Code::Cancelled => GrpcCode::Cancelled,
        Code::Unknown => GrpcCode::Unknown,
        Code::InvalidArgument => GrpcCode::InvalidArgument,
        Code::DeadlineExceeded => GrpcCode::DeadlineExceeded,
        Code::NotFound => GrpcCode::NotFound,
        Code::AlreadyExists => GrpcCode::AlreadyExists,
        Code::PermissionDenied => GrpcCode::PermissionDenied,
        Code::ResourceExhausted => GrpcCode::ResourceExhausted,
        Code::FailedPrecondition => GrpcCode::FailedPrecondition,
        Code::Aborted => GrpcCode::Aborted,
        Code::OutOfRange => GrpcCode::OutOfRange,
        Code::Unimplemented => GrpcCode::Unimplemented,
        Code::Internal => GrpcCode::Internal,
        Code::Unavailable => GrpcCode::Unavailable,
        Code::DataLoss => GrpcCode::DataLoss,
        Code::Unauthenticated => GrpcCode::Unauthenticated,
    }
}
