//! What was seen, as it is kept: bounded, cleaned, without bodies and without keys.

use super::head::Head;
use crate::model::api_key::Redactor;
use crate::model::evidence::{Closer, GrpcCode, HostRole, ProgramConnection, ProgramRequest, RequestEnd, Speech};
use crate::model::key_shape::without_keys;
use crate::model::sanitized::SanitizedText;
use crate::rules::program::{KnownKey, credential, without_ids};
use std::collections::BTreeSet;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::mpsc::UnboundedSender;

/// Most connections that are kept.
const MAX_CONNECTIONS: usize = 500;
/// Most requests that are kept.
const MAX_REQUESTS: usize = 1000;
/// Most hosts of others whose names are kept.
const MAX_OTHERS: usize = 100;
/// Most names of headers of one request.
const MAX_HEADERS: usize = 40;
/// Longest host that is kept.
const MAX_HOST_CHARS: usize = 253;

/// A request of the journal.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct RequestNumber(usize);

/// The journal of one run.
pub(super) struct Journal {
    begin: Instant,
    known: Vec<KnownKey>,
    redactor: Redactor,
    /// Gets each request when its answer is there, or nothing more can come.
    live: Option<UnboundedSender<ProgramRequest>>,
    pages: Mutex<Pages>,
}

#[derive(Default)]
struct Pages {
    connections: Vec<ProgramConnection>,
    requests: Vec<Entry>,
    others: BTreeSet<SanitizedText>,
    left_out: usize,
}

struct Entry {
    connection: usize,
    request: ProgramRequest,
    told: bool,
}

/// All that was seen.
pub struct Seen {
    /// Connections to hosts of Weaviate.
    pub connections: Vec<ProgramConnection>,
    /// Requests on them.
    pub requests: Vec<ProgramRequest>,
    /// Other hosts.
    pub others: Vec<SanitizedText>,
    /// What was not kept.
    pub left_out: usize,
}

impl Journal {
    pub(super) fn new(known: Vec<KnownKey>, redactor: Redactor, live: Option<UnboundedSender<ProgramRequest>>) -> Self {
        Self { begin: Instant::now(), known, redactor, live, pages: Mutex::default() }
    }

    fn pages(&self) -> MutexGuard<'_, Pages> {
        self.pages.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Since the program's start.
    fn now(&self) -> Duration {
        self.begin.elapsed()
    }

    /// A text that may be shown.
    fn shown(&self, text: &str, longest: usize) -> SanitizedText {
        SanitizedText::up_to(&without_keys(&self.redactor.redact(text)), longest)
    }

    /// A host of others.
    pub(super) fn other(&self, host: &str, port: u16) {
        let shown = self.shown(&format!("{host}:{port}"), MAX_HOST_CHARS);
        let mut pages = self.pages();
        if pages.others.len() < MAX_OTHERS {
            pages.others.insert(shown);
        } else if !pages.others.contains(&shown) {
            pages.left_out += 1;
        }
    }

    /// A connection begins.
    pub(super) fn connection(&self, host: &str, port: u16, role: HostRole) -> usize {
        let connection = ProgramConnection {
            host: self.redactor.clean(host),
            port,
            role,
            client: None,
            started: self.now(),
            connected: None,
            failure: None,
            speech: Speech::Silent,
            sni: None,
            offered: Vec::new(),
            alpn: None,
            closed: None,
        };
        let mut pages = self.pages();
        if pages.connections.len() >= MAX_CONNECTIONS {
            pages.left_out += 1;
            return usize::MAX;
        }
        pages.connections.push(connection);
        pages.connections.len() - 1
    }

    /// More is known of a connection.
    pub(super) fn note(&self, connection: usize, change: impl FnOnce(&mut ProgramConnection, Duration)) {
        let now = self.now();
        if let Some(connection) = self.pages().connections.get_mut(connection) {
            change(connection, now);
        }
    }

    /// A connection is closed. What is under way on it ends with it.
    pub(super) fn closed(&self, connection: usize, closer: Closer) {
        let now = self.now();
        let mut pages = self.pages();
        let Some(of) = pages.connections.get_mut(connection).filter(|of| of.closed.is_none()) else { return };
        of.closed = Some((closer, now));
        for entry in pages.requests.iter_mut().filter(|e| e.connection == connection) {
            let after = now.saturating_sub(entry.request.started);
            if entry.request.end == RequestEnd::Open {
                // What ends with the connection is an answer without a stated length.
                entry.request.end = match (entry.request.answered, closer) {
                    (Some(_), _) => RequestEnd::Answered(after),
                    (None, Closer::Program) => RequestEnd::GivenUp(after),
                    (None, Closer::Server) => RequestEnd::Broken(after),
                };
                self.tell(entry);
            }
        }
    }

    /// A request begins. None when there are too many.
    pub(super) fn request(&self, connection: usize, head: &Head) -> Option<RequestNumber> {
        let is_grpc = head.headers.iter().any(|(name, value)| {
            name == b"content-type"
                && value.starts_with(b"application/grpc")
                && !value.starts_with(b"application/grpc-web")
        });
        let headers = head.headers.iter().filter(|(name, _)| !name.starts_with(b":")).take(MAX_HEADERS);
        let headers = headers.map(|(name, _)| self.shown(&String::from_utf8_lossy(name), 60)).collect();
        let mut pages = self.pages();
        let of = pages.connections.get(connection);
        if of.is_none() || pages.requests.len() >= MAX_REQUESTS {
            pages.left_out += 1;
            return None;
        }
        let of = of?;
        let request = ProgramRequest {
            host: of.host.clone(),
            port: of.port,
            role: of.role,
            method: self.shown(&head.method, 20),
            path: without_ids(&head.path),
            is_grpc,
            version: head.version,
            credential: credential(&head.headers, &self.known),
            headers,
            started: self.now(),
            answered: None,
            status: None,
            grpc_status: None,
            end: RequestEnd::Open,
        };
        pages.requests.push(Entry { connection, request, told: false });
        Some(RequestNumber(pages.requests.len() - 1))
    }

    fn change(&self, number: Option<RequestNumber>, change: impl FnOnce(&mut ProgramRequest, Duration)) {
        let now = self.now();
        let mut pages = self.pages();
        let Some(entry) = number.and_then(|n| pages.requests.get_mut(n.0)) else { return };
        let after = now.saturating_sub(entry.request.started);
        let ended = entry.request.end;
        change(&mut entry.request, after);
        if ended != RequestEnd::Open {
            entry.request.end = ended;
        }
        if entry.request.end != RequestEnd::Open {
            self.tell(entry);
        }
    }

    fn tell(&self, entry: &mut Entry) {
        if let Some(live) = self.live.as_ref().filter(|_| !entry.told) {
            entry.told = true;
            let _ = live.send(entry.request.clone());
        }
    }

    /// The head of an answer.
    pub(super) fn answered(&self, number: Option<RequestNumber>, status: Option<u16>, grpc: Option<GrpcCode>) {
        self.change(number, |request, after| {
            request.answered.get_or_insert(after);
            request.status = request.status.or(status);
            request.grpc_status = request.grpc_status.or(grpc);
        });
    }

    /// The end of an answer.
    pub(super) fn complete(&self, number: Option<RequestNumber>, grpc: Option<GrpcCode>) {
        self.change(number, |request, after| {
            request.grpc_status = request.grpc_status.or(grpc);
            request.end = RequestEnd::Answered(after);
        });
    }

    /// The program takes a request back.
    pub(super) fn given_up(&self, number: Option<RequestNumber>) {
        self.change(number, |request, after| request.end = RequestEnd::GivenUp(after));
    }

    /// The other side breaks off.
    pub(super) fn broken(&self, number: Option<RequestNumber>) {
        self.change(number, |request, after| request.end = RequestEnd::Broken(after));
    }

    /// All that was seen until now. The program has ended: what it waited for, it waits for no more.
    pub(super) fn seen(&self) -> Seen {
        let now = self.now();
        let pages = self.pages();
        let ended = |entry: &Entry| {
            let mut request = entry.request.clone();
            if request.end == RequestEnd::Open && request.answered.is_none() {
                request.end = RequestEnd::GivenUp(now.saturating_sub(request.started));
            }
            request
        };
        Seen {
            connections: pages.connections.clone(),
            requests: pages.requests.iter().map(ended).collect(),
            others: pages.others.iter().cloned().collect(),
            left_out: pages.left_out,
        }
    }
}
