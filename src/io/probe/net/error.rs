//! From an error of the system to a typed failure of the evidence.

use crate::io::limits;
use crate::model::evidence::{Failure, HttpFailure, LocalFailure, Phase, ProtocolError, Shortage, TcpFailure};
use std::io::ErrorKind;
use std::time::Duration;

/// What an IO error means that came after so long while waiting for something. Only what the other side does is a reset; what this machine
/// refuses is not.
pub(in crate::io::probe) fn io_failure(error: &std::io::Error, waiting_for: Phase, after: Duration) -> Failure {
    if let Some(what) = limits::shortage(error) {
        return Failure::Local(LocalFailure::Resource { what });
    }
    match error.kind() {
        ErrorKind::ConnectionRefused => Failure::Tcp(TcpFailure::Refused { addresses: Vec::new() }),
        ErrorKind::TimedOut => Failure::Tcp(TcpFailure::TimedOut { waiting_for, after }),
        ErrorKind::HostUnreachable
        | ErrorKind::NetworkUnreachable
        | ErrorKind::NetworkDown
        | ErrorKind::AddrNotAvailable => Failure::Tcp(TcpFailure::Unreachable { addresses: Vec::new(), only: None }),
        ErrorKind::UnexpectedEof => Failure::Tcp(TcpFailure::Cut { waiting_for, reset: false }),
        ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted | ErrorKind::BrokenPipe | ErrorKind::NotConnected => {
            Failure::Tcp(TcpFailure::Cut { waiting_for, reset: true })
        }
        // What libraries say of bytes that they can't read.
        ErrorKind::InvalidData | ErrorKind::InvalidInput => {
            Failure::Http(HttpFailure::NotHttp(ProtocolError::Malformed))
        }
        _ if error.raw_os_error().is_some() => Failure::Local(LocalFailure::Resource { what: Shortage::Unnamed }),
        // Not the system's: a library saw the stream end where it must not.
        _ => Failure::Tcp(TcpFailure::Cut { waiting_for, reset: false }),
    }
}
