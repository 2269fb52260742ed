//! What passes on an opened connection, read from a copy of its bytes: HTTP/1.1 or HTTP/2, heads alone. Nothing is changed, nothing of a body
//! is kept, and what can't be read ends the reading, never the connection.

mod hpack;
mod http1;
mod http2;

use super::head::{Head, Header};
use super::journal::{Journal, RequestNumber};
use crate::model::evidence::GrpcCode;
use http1::Http1;
use http2::Http2;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use strum::IntoEnumIterator as _;

/// Most bytes of a head, and of what a server says before its client.
const MAX_HEAD_BYTES: usize = 128 * 1024;
/// How a client begins HTTP/2 (RFC 9113 §3.4).
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// Where the parsers note what they read.
#[derive(Clone)]
struct Desk {
    journal: Arc<Journal>,
    connection: usize,
}

impl Desk {
    fn request(&self, head: &Head) -> Option<RequestNumber> {
        self.journal.request(self.connection, head)
    }
}

/// A connection, listened to on both sides.
pub(super) struct Conversation {
    spoken: Mutex<Spoken>,
    desk: Desk,
}

enum Spoken {
    /// What the client and the server have said so far.
    Unknown(Vec<u8>, Vec<u8>),
    One(Http1),
    Two(Box<Http2>),
    Unreadable,
}

/// A rule of the protocol is broken, or a bound is reached.
struct Unreadable;

impl Conversation {
    /// On this connection of the journal.
    pub(super) fn new(journal: Arc<Journal>, connection: usize) -> Self {
        Self { spoken: Mutex::new(Spoken::Unknown(Vec::new(), Vec::new())), desk: Desk { journal, connection } }
    }

    fn lock(&self) -> MutexGuard<'_, Spoken> {
        self.spoken.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The program said this.
    pub(super) fn program(&self, bytes: &[u8]) {
        let mut spoken = self.lock();
        if let Spoken::Unknown(said, answered) = &mut *spoken {
            said.extend(bytes);
            let shorter = said.len().min(PREFACE.len());
            let two = said[..shorter] == PREFACE[..shorter];
            if two && shorter < PREFACE.len() {
                return;
            }
            let (said, answered) = (std::mem::take(said), std::mem::take(answered));
            *spoken = if two { Spoken::Two(Box::default()) } else { Spoken::One(Http1::default()) };
            let early = self.read(&mut spoken, &said, true).and_then(|()| self.read(&mut spoken, &answered, false));
            Self::end_if(&mut spoken, &early);
            return;
        }
        let read = self.read(&mut spoken, bytes, true);
        Self::end_if(&mut spoken, &read);
    }

    /// The server said this.
    pub(super) fn server(&self, bytes: &[u8]) {
        let mut spoken = self.lock();
        if let Spoken::Unknown(_, answered) = &mut *spoken {
            answered.extend(bytes);
            let fits = if answered.len() > MAX_HEAD_BYTES { Err(Unreadable) } else { Ok(()) };
            return Self::end_if(&mut spoken, &fits);
        }
        let read = self.read(&mut spoken, bytes, false);
        Self::end_if(&mut spoken, &read);
    }

    fn read(&self, spoken: &mut Spoken, bytes: &[u8], program: bool) -> Result<(), Unreadable> {
        match spoken {
            Spoken::One(one) if program => one.program(bytes, &self.desk),
            Spoken::One(one) => one.server(bytes, &self.desk),
            Spoken::Two(two) if program => two.program(bytes, &self.desk),
            Spoken::Two(two) => two.server(bytes, &self.desk),
            Spoken::Unknown(..) | Spoken::Unreadable => Ok(()),
        }
    }

    fn end_if(spoken: &mut Spoken, read: &Result<(), Unreadable>) {
        if read.is_err() {
            *spoken = Spoken::Unreadable;
        }
    }
}

/// The gRPC status of headers or trailers.
fn grpc_status(headers: &[Header]) -> Option<GrpcCode> {
    let (_, value) = headers.iter().find(|(name, _)| name == b"grpc-status")?;
    GrpcCode::iter().nth(std::str::from_utf8(value).ok()?.trim().parse().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::api_key::Redactor;
    use crate::model::evidence::HostRole;

    const SEEDS: [&[u8]; 6] = [
        b"GET /v1/meta HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer x\r\n\r\n",
        b"POST /v1/graphql HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0\0\0\x04\x01\x05\0\0\0\x01\x82\x84\x87\x86",
        b"\0\0\0\x04\0\0\0\0\0\0\0\x01\x01\x04\0\0\0\x01\x88\0\0\x05\0\x01\0\0\0\x01\0\0\0\0\0",
        b"\0\0\x09\x01\x2d\0\0\0\x01\xff\0\0\0\0\0\x40\x03abc\x03def\x3f\xe1\xff\x03",
    ];

    /// Whatever both sides say, in whatever pieces: nothing breaks, and what is kept stays small.
    #[test]
    fn any_bytes_are_survived() {
        let mut state = 0x9E37_79B9_7F4A_7C15_u64;
        let mut random = move |below: usize| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            usize::try_from(state % below as u64).unwrap()
        };
        for _ in 0..4000 {
            let journal = Arc::new(Journal::new(Vec::new(), Redactor::default(), None));
            let number = journal.connection("a.weaviate.cloud", 443, HostRole::Rest);
            let conversation = Conversation::new(Arc::clone(&journal), number);
            for _ in 0..6 {
                let mut bytes = SEEDS[random(SEEDS.len())].to_vec();
                for _ in 0..random(4) {
                    let at = random(bytes.len());
                    bytes[at] = u8::try_from(random(256)).unwrap();
                }
                let program = random(2) == 0;
                for piece in bytes.chunks(1 + random(40)) {
                    if program { conversation.program(piece) } else { conversation.server(piece) }
                }
            }
            assert!(journal.seen().requests.len() <= 12);
        }
    }
}
