//! HTTP requests of the probes, over the connection that the probes below handed on; every answer is bounded in time and size, no redirect
//! is followed. It says what came back, not what it means.

use crate::io::probe::ProbeContext;
use crate::io::probe::net::connect;
use crate::io::probe::net::error::io_failure;
use crate::io::probe::net::handover::{Clearance, Session, bearer};
use crate::io::probe::net::resolve;
use crate::io::probe::net::route::Route;
use crate::io::probe::net::wire::Wire;
use crate::model::api_key::ApiKey;
use crate::model::evidence::{
    AlertReason, Evidence, Failure, HttpFailure, LocalFailure, Phase, ProbeId, ProtocolError, TcpFailure, TextFailure,
    TlsFailure,
};
use crate::model::http_answer::{HttpAnswer, RawAnswer};
use crate::model::proxy::Proxy;
use http::header::{ACCEPT, AUTHORIZATION, HOST, HeaderName, HeaderValue, PROXY_AUTHORIZATION, USER_AGENT};
use http::{Method, Request, Response, Uri};
use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1::{Builder, SendRequest};
use hyper_util::rt::TokioIo;
use std::error::Error as StdError;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Mutex, OwnedMutexGuard};
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout, timeout_at};

/// Longest body that is read, in bytes. `/v1/meta` with every module is under 10 kB.
const LONGEST_BODY: usize = 256 * 1024;
/// Most headers that are read.
const MOST_HEADERS: usize = 100;
/// Most bytes that are read for one answer: interim answers and the lengths of chunks included.
const MOST_BYTES: usize = 4 * LONGEST_BODY;

/// A request, which is small enough to be sent again.
pub(in crate::io::probe) type ProbeRequest = Request<Full<Bytes>>;

/// A connection that one probe uses after the other.
type Lane = Arc<Mutex<Option<HttpConnection>>>;

/// The connections of one chain. What asks for the key goes over the first, one after the other: it is the one whose TLS was looked at. What
/// needs no key goes beside it over the second.
#[derive(Default)]
pub(in crate::io::probe) struct Lanes([Lane; 2]);

/// A lane while a probe has it.
pub(in crate::io::probe) struct LaneHold {
    place: OwnedMutexGuard<Option<HttpConnection>>,
    first: bool,
}

impl Lanes {
    /// The lane of this probe. Behind a request that nobody answers it waits no longer than `patience` and gets one of its own.
    pub async fn take(&self, id: ProbeId, tls: bool, patience: Duration) -> LaneHold {
        // In plain text the key waits for `rest.live`, whose connection it then takes.
        let first = matches!(id, ProbeId::RestAuth | ProbeId::RestMeta | ProbeId::ConsoleHttp)
            || (id == ProbeId::RestLive && !tls);
        let lane = Arc::clone(&self.0[usize::from(!first)]);
        match timeout(patience, lane.lock_owned()).await {
            Ok(place) => LaneHold { place, first },
            Err(_) => LaneHold::own().await,
        }
    }
}

impl LaneHold {
    /// A lane that no other probe uses.
    async fn own() -> Self {
        Self { place: Lane::default().lock_owned().await, first: false }
    }

    /// The connection that stands: an earlier probe's, or what was opened for this one.
    async fn standing(&mut self, way: &Route<'_>, shared: &ProbeContext) -> Option<HttpConnection> {
        if let Some(connection) = self.place.take() {
            return (!connection.sender.is_closed()).then_some(connection);
        }
        let handover = shared.handover(way.chain);
        let session = if !self.first {
            let socket = handover.spare.take()?.join_next().await?.ok()??;
            connect::secure(socket, way, shared).await.ok()?
        } else if way.endpoint.tls {
            handover.session.take()?
        } else {
            connect::secure(handover.socket.take()?, way, shared).await.ok()?
        };
        HttpConnection::over(session).await.ok()
    }
}

/// A client for one chain.
pub(in crate::io::probe) struct Http<'a> {
    way: Route<'a>,
    host: HeaderValue,
    /// What a proxy that relays the requests wants to know of who asks.
    credentials: Option<HeaderValue>,
    reached: Vec<SocketAddr>,
    bound: Duration,
    lane: Mutex<LaneHold>,
}

/// A connection with what reads and writes it. Dropping it closes it.
pub(in crate::io::probe) struct HttpConnection {
    sender: SendRequest<Full<Bytes>>,
    wire: Wire,
    /// What opening it took.
    spent: Duration,
    /// Whether a key may go over it.
    clearance: Clearance,
    _driver: JoinSet<()>,
}

impl HttpConnection {
    async fn over(session: Session) -> Result<Self, Failure> {
        let (stream, spent, clearance) = session.into_parts();
        let wire = Wire::default();
        // The driver reads from the first moment on, maybe before the first request.
        wire.allow(MOST_BYTES);
        let io = TokioIo::new(wire.over(stream));
        // Nothing is read or written here.
        let made = Builder::new().max_headers(MOST_HEADERS).handshake(io).await;
        let (sender, connection) = made.map_err(|_| Failure::Local(LocalFailure::Defect))?;
        let mut driver = JoinSet::new();
        driver.spawn(async move {
            // What goes wrong is told to whoever waits for the answer.
            let _ = connection.await;
        });
        Ok(Self { sender, wire, spent, clearance, _driver: driver })
    }
}

/// Why there is no answer.
struct RequestError {
    failure: Failure,
    /// Not a byte of an answer came: on a connection that stood before, it may have been closed in the meantime.
    unheard: bool,
}

impl From<Failure> for RequestError {
    fn from(failure: Failure) -> Self {
        Self { failure, unheard: false }
    }
}

/// An answer as it came.
pub(in crate::io::probe) struct Reply {
    pub answer: HttpAnswer,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    /// The body was longer than what is read.
    pub cut: bool,
    pub took: Duration,
    /// The same on a new connection: what opening it took is counted.
    pub cold: Duration,
    /// Whether a key may go over the connection that it came on.
    pub clears_key: bool,
}

impl Reply {
    /// A header's value; `name` in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }
}

impl<'a> Http<'a> {
    /// A client for the probe's chain. It connects when it first sends, where nothing was handed on.
    pub fn new(id: ProbeId, lane: LaneHold, shared: &'a ProbeContext, found: &Evidence) -> Result<Self, Failure> {
        let way = shared.way(id).ok_or(Failure::Text(TextFailure::UrlMissing))?;
        Self::over(way, connect::reached(found, id), lane, shared)
    }

    /// A client for another endpoint, which no probe has looked at.
    pub async fn towards(way: Route<'a>, shared: &ProbeContext) -> Result<Self, Failure> {
        let (host, port) = way.proxy.map_or((way.endpoint.host.as_str(), way.port), |p| (p.host.as_str(), p.port));
        let addresses = match (way.pinned.filter(|_| way.proxy.is_none()), is_address(host)) {
            (Some(address), _) | (None, Some(address)) => vec![address],
            (None, None) => resolve::addresses(host, shared.case.settings.dns_server, shared.bound()).await,
        };
        let reached = addresses.into_iter().map(|address| SocketAddr::new(address, port)).collect();
        Self::over(way, reached, LaneHold::own().await, shared)
    }

    fn over(way: Route<'a>, reached: Vec<SocketAddr>, lane: LaneHold, shared: &ProbeContext) -> Result<Self, Failure> {
        let defect = |_| Failure::Local(LocalFailure::Defect);
        let relay = way.proxy.filter(|_| way.is_relayed());
        let mut credentials = None;
        if let Some(text) = relay.and_then(Proxy::basic_credentials) {
            let mut value = HeaderValue::from_str(&text).map_err(defect)?;
            value.set_sensitive(true);
            credentials = Some(value);
        }
        let host = HeaderValue::from_str(host_header(&way.endpoint.url())).map_err(defect)?;
        Ok(Self { way, host, credentials, reached, bound: shared.bound(), lane: Mutex::new(lane) })
    }

    /// GET with or without a key.
    pub async fn get(&self, path: &str, key: Option<&ApiKey>, shared: &ProbeContext) -> Result<Reply, Failure> {
        self.send(self.request(Method::GET, path)?, key, shared).await
    }

    /// A request for a path, without sending it.
    pub fn request(&self, method: Method, path: &str) -> Result<ProbeRequest, Failure> {
        // A proxy that relays wants the whole address (RFC 9112 §3.2.2).
        let target = if self.way.is_relayed() {
            format!("http://{}/{path}", self.way.endpoint.authority())
        } else {
            format!("/{path}")
        };
        let mut request = Request::new(Full::default());
        *request.method_mut() = method;
        *request.uri_mut() = target.parse::<Uri>().map_err(|_| Failure::Local(LocalFailure::Defect))?;
        let headers = request.headers_mut();
        headers.insert(HOST, self.host.clone());
        headers.insert(ACCEPT, HeaderValue::from_static("*/*"));
        headers.insert(USER_AGENT, HeaderValue::from_static(concat!("weaviate-doctor/", env!("CARGO_PKG_VERSION"))));
        if let Some(credentials) = &self.credentials {
            headers.insert(PROXY_AUTHORIZATION, credentials.clone());
        }
        Ok(request)
    }

    /// Sends a request, with a key or without one, and reads what fits. Over a connection that a key may not go over it sends nothing.
    pub async fn send(
        &self,
        request: ProbeRequest,
        key: Option<&ApiKey>,
        shared: &ProbeContext,
    ) -> Result<Reply, Failure> {
        let deadline = Instant::now() + self.bound;
        let mut lane = self.lane.lock().await;
        // A connection that stands is used, and dialed again if it has just closed.
        let standing = timeout_at(deadline, lane.standing(&self.way, shared)).await.map_err(|_| self.late())?;
        if let Some(mut connection) = standing {
            match self.exchange(request.clone(), key, &mut connection, deadline, shared).await {
                Err(trouble) if trouble.unheard => {}
                Err(trouble) => return Err(trouble.failure),
                Ok(reply) => {
                    *lane.place = (!reply.cut).then_some(connection);
                    return Ok(reply);
                }
            }
        }
        // Through the proxy that relays the request, where there is one.
        let dialed = async { HttpConnection::over(connect::session(&self.reached, &self.way, shared).await?).await };
        let mut connection = timeout_at(deadline, dialed).await.map_err(|_| self.late())??;
        let reply =
            self.exchange(request, key, &mut connection, deadline, shared).await.map_err(|trouble| trouble.failure)?;
        // Of an answer that was not read to its end, the rest still lies on the connection.
        *lane.place = (!reply.cut).then_some(connection);
        Ok(reply)
    }

    async fn exchange(
        &self,
        mut request: ProbeRequest,
        key: Option<&ApiKey>,
        connection: &mut HttpConnection,
        deadline: Instant,
        shared: &ProbeContext,
    ) -> Result<Reply, RequestError> {
        let begin = Instant::now();
        let HttpConnection { sender, wire, spent, clearance, .. } = connection;
        if let Some(key) = key {
            let clearance = clearance.as_ref().map_err(Clone::clone)?;
            let value = bearer(key, clearance).ok_or(Failure::Local(LocalFailure::Defect))?;
            request.headers_mut().insert(AUTHORIZATION, value);
        }
        wire.allow(MOST_BYTES);
        let sent = async {
            sender.ready().await?;
            sender.send_request(request).await
        };
        let response = match timeout_at(deadline, sent).await {
            Err(_) => return Err(self.late().into()),
            Ok(Err(error)) => {
                let failure = self.failure(&error, wire, begin.elapsed());
                let unheard = matches!(failure, Failure::Tcp(TcpFailure::Cut { .. }));
                return Err(RequestError { failure, unheard });
            }
            Ok(Ok(response)) => response,
        };
        let cold = *spent + begin.elapsed();
        let reply = self.read(response, begin, wire, deadline, shared).await?;
        Ok(Reply { cold, clears_key: clearance.is_ok(), ..reply })
    }

    async fn read(
        &self,
        response: Response<Incoming>,
        begin: Instant,
        wire: &Wire,
        deadline: Instant,
        shared: &ProbeContext,
    ) -> Result<Reply, Failure> {
        let took = begin.elapsed();
        let status = response.status().as_u16();
        let header = |(n, v): (&HeaderName, &HeaderValue)| {
            (n.as_str().to_owned(), String::from_utf8_lossy(v.as_bytes()).into_owned())
        };
        let headers: Vec<(String, String)> = response.headers().iter().map(header).collect();
        let mut incoming = response.into_body();
        let mut body: Vec<u8> = Vec::new();
        let whole = timeout_at(deadline, async {
            while let Some(frame) = incoming.frame().await {
                let frame = frame.map_err(|error| self.failure(&error, wire, begin.elapsed()))?;
                let Ok(data) = frame.into_data() else { continue };
                let room = LONGEST_BODY - body.len();
                body.extend_from_slice(&data[..data.len().min(room)]);
                if data.len() > room {
                    return Ok(false);
                }
            }
            Ok(true)
        });
        let whole = match whole.await {
            Ok(Ok(whole)) => whole,
            // A refusal is a refusal even if its page never ends.
            Err(_) | Ok(Err(_)) if status >= 400 => false,
            Err(_) => return Err(self.late()),
            Ok(Err(failure)) => return Err(failure),
        };
        if !whole {
            // The cut may go through an echoed key, whose beginning no redactor would find.
            body.truncate(body.len().saturating_sub(shared.redactor.longest()));
        }
        let raw = RawAnswer { status, headers: &headers, body: &body };
        let answer = HttpAnswer::recognize(raw, &shared.redactor);
        Ok(Reply { answer, headers, body, cut: !whole, took, cold: took, clears_key: false })
    }

    fn late(&self) -> Failure {
        Failure::Tcp(TcpFailure::TimedOut { waiting_for: Phase::Response, after: self.bound })
    }

    /// The outcome of an error: the connection's own, if it had one, else what the HTTP library makes of it.
    fn failure(&self, error: &hyper::Error, wire: &Wire, after: Duration) -> Failure {
        if wire.speaks_http2() {
            return Failure::Http(HttpFailure::NotHttp(ProtocolError::Http2));
        }
        match wire.failed() {
            Some(failed) => io_failure(&failed, Phase::Response, after),
            None => failure(error, self.bound, after),
        }
    }
}

fn is_address(host: &str) -> Option<IpAddr> {
    host.trim_start_matches('[').trim_end_matches(']').parse().ok()
}

/// Host and port as a `Host` header has them: the URL without its scheme.
fn host_header(url: &str) -> &str {
    url.split_once("://").map_or(url, |(_, host)| host)
}

/// What an error of the HTTP library means, from the types in its chain of sources.
fn failure(error: &hyper::Error, bound: Duration, after: Duration) -> Failure {
    let mut source: Option<&(dyn StdError + 'static)> = Some(error);
    let mut broken = None;
    while let Some(inner) = source {
        if let Some(io) = inner.downcast_ref::<std::io::Error>() {
            if let Some(tls) = io.get_ref().and_then(|e| e.downcast_ref::<rustls::Error>()) {
                let alert = crate::model::sanitized::SanitizedText::up_to(&tls.to_string(), 80);
                return Failure::Tls(TlsFailure::Alert { alert, reason: AlertReason::Unstated });
            }
            return io_failure(io, Phase::Response, after);
        }
        if let Some(http) = inner.downcast_ref::<hyper::Error>() {
            broken = if http.is_timeout() {
                return Failure::Tcp(TcpFailure::TimedOut { waiting_for: Phase::Response, after: bound });
            } else if http.is_parse_too_large() {
                Some(Failure::Http(HttpFailure::NotHttp(ProtocolError::HeadersTooLarge)))
            } else if http.is_parse() {
                Some(Failure::Http(HttpFailure::NotHttp(ProtocolError::Malformed)))
            } else if http.is_incomplete_message() || http.is_closed() || http.is_canceled() {
                Some(Failure::Tcp(TcpFailure::Cut { waiting_for: Phase::Response, reset: false }))
            } else {
                broken
            };
        }
        source = inner.source();
    }
    broken.unwrap_or(Failure::Http(HttpFailure::NotHttp(ProtocolError::Malformed)))
}
