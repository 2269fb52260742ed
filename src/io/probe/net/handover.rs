//! What the probes of a chain hand to each other, so that what was inspected is what is used: TCP its socket or tunnel to TLS, TLS its
//! session to the first request. Each can be taken once. What is requested over a session, and by whom, is not known here.

use crate::io::probe::net::handshake;
use crate::io::probe::net::route::{DialContext, Route, TargetStream};
use crate::model::api_key::{ApiKey, KeyProblem};
use crate::model::evidence::{Chain, Failure, TlsFacts};
use http::HeaderValue;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::Instant;

/// A connection to the target below TLS, through the tunnel of a proxy where there is one.
pub(in crate::io::probe) struct Socket {
    pub stream: TargetStream,
    /// What opening it took.
    pub spent: Duration,
}

/// A connection that requests go over. It exists only after a trust store or an official client accepted the chain, or where the endpoint has
/// no TLS.
pub(in crate::io::probe) struct Session {
    stream: TargetStream,
    spent: Duration,
    clearance: Clearance,
}

/// That a key may go over a connection: the user's own client accepts its chain, or the endpoint has no TLS. No key becomes a header
/// without it, and only a [`Session`] gives it.
pub(in crate::io::probe) struct KeyClearance(());

/// `Bearer KEY`, marked so that no log shows it; none when the text can't stand in a header.
pub(in crate::io::probe) fn bearer(key: &ApiKey, _: &KeyClearance) -> Option<HeaderValue> {
    header_of(key)
}

/// Whether the key's text can stand in a header.
pub(in crate::io::probe) fn can_be_sent(key: &ApiKey) -> bool {
    header_of(key).is_some()
}

/// What is longer than any key is sent nowhere.
fn header_of(key: &ApiKey) -> Option<HeaderValue> {
    if key.problems().contains(&KeyProblem::TooLong) {
        return None;
    }
    let text = zeroize::Zeroizing::new(format!("Bearer {}", key.expose()));
    let mut value = HeaderValue::from_str(&text).ok()?;
    value.set_sensitive(true);
    Some(value)
}

/// The clearance of a connection, or why the user's own client would not use it.
pub(in crate::io::probe) type Clearance = Result<KeyClearance, Failure>;

/// A handshake that gives a session, with what it showed.
pub(in crate::io::probe) struct Secured {
    pub result: Result<Session, Failure>,
    pub facts: TlsFacts,
}

impl Session {
    /// Makes it of a socket, with TLS where the endpoint has it.
    pub async fn over(socket: Socket, way: &Route<'_>, tools: &DialContext<'_>) -> Result<Self, Failure> {
        if way.endpoint.tls {
            return Self::secured(socket, way, tools).await.result;
        }
        Ok(Self { stream: socket.stream, spent: socket.spent, clearance: Ok(KeyClearance(())) })
    }

    /// The same for an endpoint with TLS.
    pub async fn secured(socket: Socket, way: &Route<'_>, tools: &DialContext<'_>) -> Secured {
        let begin = Instant::now();
        let offered = if way.chain == Chain::Grpc { handshake::GRPC } else { handshake::REST };
        let shaken = handshake::handshake(socket.stream, &way.endpoint.host, offered, tools).await;
        let spent = socket.spent + begin.elapsed();
        let clearance = shaken.own_refusal.map_or(Ok(KeyClearance(())), Err);
        let result = shaken.result.map(|stream| Self { stream: Box::new(stream), spent, clearance });
        Secured { result, facts: shaken.facts }
    }

    /// The stream, what opening it took from the dial on, and whether a key may go over it.
    pub fn into_parts(self) -> (TargetStream, Duration, Clearance) {
        (self.stream, self.spent, self.clearance)
    }
}

/// A place for one thing that is handed on.
pub(in crate::io::probe) struct Slot<T>(Mutex<Option<T>>);

impl<T> Default for Slot<T> {
    fn default() -> Self {
        Self(Mutex::new(None))
    }
}

impl<T> Slot<T> {
    /// Hands it on.
    pub fn put(&self, thing: T) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(thing);
    }

    /// Takes what was handed on, if it is still there.
    pub fn take(&self) -> Option<T> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// What has been opened on one chain and waits for the next probe.
#[derive(Default)]
pub(in crate::io::probe) struct Handover {
    pub socket: Slot<Socket>,
    pub session: Slot<Session>,
    /// A second socket, dialed while TLS is spoken on the first. Dropping it stops the dialing.
    pub spare: Slot<JoinSet<Option<Socket>>>,
}
