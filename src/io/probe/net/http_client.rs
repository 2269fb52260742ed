//! HTTP requests of the probes: reqwest over the dialer's own connection and the TLS configuration of the TLS probe; every answer is
//! bounded in time and size, no redirect is followed. It says what came back, not what it means.

use super::bridge::Bridge;
use super::trust;
use super::trust::RootStores;
use crate::io::limits;
use crate::io::probe::ProbeContext;
use crate::io::probe::net::connect;
use crate::io::probe::net::error::io_failure;
use crate::io::probe::net::handshake;
use crate::io::probe::net::resolve;
use crate::io::probe::net::route::Route;
use crate::model::api_key::{ApiKey, KeyProblem};
use crate::model::evidence::{
    AlertReason, Evidence, Failure, HttpFailure, LocalFailure, Phase, ProbeId, ProtocolError, TcpFailure, TextFailure,
    TlsFailure,
};
use crate::model::http_answer::{HttpAnswer, RawAnswer};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::{AUTHORIZATION, HOST, HeaderValue};
use reqwest::{Client, Method, Proxy, Request, Response, Url};
use std::error::Error as _;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, PoisonError};
use std::time::Duration;
use tokio::sync::Mutex;
use tokio::time::{Instant, timeout_at};

/// Longest body that is read, in bytes. `/v1/meta` with every module is under 10 kB.
const LONGEST_BODY: usize = 256 * 1024;
/// Most headers that are read.
const MOST_HEADERS: usize = 100;
/// Most bytes that are read of one connection: handshake, interim answers and the lengths of chunks included.
const MOST_BYTES: usize = 4 * LONGEST_BODY;
/// Stands for a host that is an address, and for a proxy: the library would dial an address itself instead of asking the resolver. The
/// name is reserved (RFC 2606), and it is never sent.
const STAND_IN: &str = "address.invalid";

/// A client for one chain.
pub(in crate::io::probe) struct Http<'a> {
    way: Route<'a>,
    tls: rustls::ClientConfig,
    relay: Option<Proxy>,
    base: Url,
    host: Option<HeaderValue>,
    reached: Vec<SocketAddr>,
    bound: Duration,
    line: Mutex<Option<ReusableConnection>>,
}

/// A connection and the library's client that speaks over it. Each connection has a client of its own: one that served several would
/// sometimes send on a connection that ended before, because it learns of ends later than we do.
struct ReusableConnection {
    client: Client,
    bridge: Bridge,
}

/// Why there is no answer.
struct RequestError {
    failure: Failure,
    /// Not a byte of an answer came: on a connection that was used before, that may be a connection closed in the meantime.
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
}

impl Reply {
    /// A header's value; `name` in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }
}

/// Gives the address of the bridge, whatever name is asked for, and only once: a bridge takes one connection, and its port may be anybody's
/// afterwards.
struct OneShotResolver(std::sync::Mutex<Option<SocketAddr>>);

impl Resolve for OneShotResolver {
    fn resolve(&self, _: Name) -> Resolving {
        let address = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        let addresses: Addrs = Box::new(address.into_iter());
        Box::pin(std::future::ready(Ok(addresses)))
    }
}

impl<'a> Http<'a> {
    /// A client for the probe's chain. It connects when it first sends.
    pub async fn new(id: ProbeId, shared: &'a ProbeContext, found: &Evidence) -> Result<Self, Failure> {
        let way = shared.way(id).ok_or(Failure::Text(TextFailure::UrlMissing))?;
        Self::over(way, connect::reached(found, id), shared).await
    }

    /// A client for another endpoint, which no probe has looked at.
    pub async fn towards(way: Route<'a>, shared: &ProbeContext) -> Result<Self, Failure> {
        let (host, port) = way.proxy.map_or((way.endpoint.host.as_str(), way.port), |p| (p.host.as_str(), p.port));
        let addresses = match (way.pinned.filter(|_| way.proxy.is_none()), is_address(host)) {
            (Some(address), _) | (None, Some(address)) => vec![address],
            (None, None) => resolve::addresses(host, shared.case.settings.dns_server, shared.bound()).await,
        };
        let reached = addresses.into_iter().map(|address| SocketAddr::new(address, port)).collect();
        Self::over(way, reached, shared).await
    }

    async fn over(way: Route<'a>, reached: Vec<SocketAddr>, shared: &ProbeContext) -> Result<Self, Failure> {
        let tls = trusting(&way, &shared.trust().await).map_err(|_| Failure::Local(LocalFailure::Defect))?;
        let mut relay = None;
        let mut base = Url::parse(&way.endpoint.to_string()).map_err(|_| Failure::Local(LocalFailure::Defect))?;
        let mut host = None;
        if let Some(proxy) = way.proxy.filter(|_| way.is_relayed()) {
            let mut through =
                Proxy::http(format!("http://{STAND_IN}")).map_err(|_| Failure::Local(LocalFailure::Defect))?;
            if let Some(credentials) = proxy.basic_credentials() {
                let mut value =
                    HeaderValue::from_str(&credentials).map_err(|_| Failure::Local(LocalFailure::Defect))?;
                value.set_sensitive(true);
                through = through.custom_http_auth(value);
            }
            relay = Some(through);
        } else {
            host = Some(
                HeaderValue::from_str(host_header(&way.endpoint.url()))
                    .map_err(|_| Failure::Local(LocalFailure::Defect))?,
            );
            if is_address(&way.endpoint.host).is_some() {
                base.set_host(Some(STAND_IN)).map_err(|_| Failure::Local(LocalFailure::Defect))?;
            }
            // A port in the URL would win over the bridge's.
            base.set_port(None).map_err(|()| Failure::Local(LocalFailure::Defect))?;
        }
        Ok(Self { way, tls, relay, base, host, reached, bound: shared.bound(), line: Mutex::default() })
    }

    /// A new connection, through the proxy that relays the request where there is one.
    async fn line(&self, shared: &ProbeContext) -> Result<ReusableConnection, Failure> {
        let far = connect::open_at(&self.reached, &self.way, shared).await?;
        let bridge = Bridge::over(far, MOST_BYTES).await.map_err(|error| own_failure(&error))?;
        let builder = Client::builder()
            .tls_backend_preconfigured(self.tls.clone())
            .http1_only()
            .http1_max_headers(MOST_HEADERS)
            .redirect(reqwest::redirect::Policy::none())
            .user_agent(concat!("weaviate-doctor/", env!("CARGO_PKG_VERSION")))
            .no_proxy()
            .dns_resolver(OneShotResolver(Some(bridge.address()).into()));
        let builder = match &self.relay {
            Some(relay) => builder.proxy(relay.clone()),
            None => builder,
        };
        Ok(ReusableConnection { client: builder.build().map_err(|_| Failure::Local(LocalFailure::Defect))?, bridge })
    }

    /// GET with or without a key.
    pub async fn get(&self, path: &str, key: Option<&ApiKey>, shared: &ProbeContext) -> Result<Reply, Failure> {
        let mut request = self.request(Method::GET, path)?;
        if let Some(key) = key {
            request.headers_mut().insert(AUTHORIZATION, bearer(key).ok_or(Failure::Local(LocalFailure::Defect))?);
        }
        self.send(request, shared).await
    }

    /// A request for a path, without sending it.
    pub fn request(&self, method: Method, path: &str) -> Result<Request, Failure> {
        let mut request = Request::new(method, self.base.join(path).map_err(|_| Failure::Local(LocalFailure::Defect))?);
        if let Some(host) = &self.host {
            request.headers_mut().insert(HOST, host.clone());
        }
        Ok(request)
    }

    /// Sends a request and reads what fits.
    pub async fn send(&self, request: Request, shared: &ProbeContext) -> Result<Reply, Failure> {
        let deadline = Instant::now() + self.bound;
        let mut place = self.line.lock().await;
        // A connection that the server keeps open is reused, and dialed again if it has just closed.
        if let Some(mut line) = place.take()
            && line.bridge.is_open()
            && let Some(again) = request.try_clone()
        {
            match self.exchange(again, &line, deadline, shared).await {
                Err(trouble) if trouble.unheard => {}
                Err(trouble) => return Err(trouble.failure),
                Ok(reply) => {
                    *place = (!reply.cut).then_some(line);
                    return Ok(reply);
                }
            }
        }
        let line = timeout_at(deadline, self.line(shared)).await.map_err(|_| self.late())??;
        let reply = self.exchange(request, &line, deadline, shared).await.map_err(|trouble| trouble.failure)?;
        // Of an answer that was not read to its end, the rest still lies on the connection.
        *place = (!reply.cut).then_some(line);
        Ok(reply)
    }

    async fn exchange(
        &self,
        request: Request,
        line: &ReusableConnection,
        deadline: Instant,
        shared: &ProbeContext,
    ) -> Result<Reply, RequestError> {
        let begin = Instant::now();
        let response = match timeout_at(deadline, line.client.execute(request)).await {
            Err(_) => return Err(self.late().into()),
            Ok(Err(error)) => {
                let failure = self.failure(&error, &line.bridge, begin.elapsed());
                let unheard = error.is_connect() || matches!(failure, Failure::Tcp(TcpFailure::Cut { .. }));
                return Err(RequestError { failure, unheard });
            }
            Ok(Ok(response)) => response,
        };
        Ok(self.read(response, begin, &line.bridge, deadline, shared).await?)
    }

    async fn read(
        &self,
        mut response: Response,
        begin: Instant,
        bridge: &Bridge,
        deadline: Instant,
        shared: &ProbeContext,
    ) -> Result<Reply, Failure> {
        let took = begin.elapsed();
        let status = response.status().as_u16();
        let header = |(n, v): (&reqwest::header::HeaderName, &HeaderValue)| {
            (n.as_str().to_owned(), String::from_utf8_lossy(v.as_bytes()).into_owned())
        };
        let headers: Vec<(String, String)> = response.headers().iter().map(header).collect();
        let mut body: Vec<u8> = Vec::new();
        let whole = timeout_at(deadline, async {
            while let Some(data) =
                response.chunk().await.map_err(|error| self.failure(&error, bridge, begin.elapsed()))?
            {
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
        Ok(Reply { answer: HttpAnswer::recognize(raw, &shared.redactor), headers, body, cut: !whole, took })
    }

    fn late(&self) -> Failure {
        Failure::Tcp(TcpFailure::TimedOut { waiting_for: Phase::Response, after: self.bound })
    }

    /// The outcome of an error: the connection's own, if it had one, else what the HTTP library makes of it.
    fn failure(&self, error: &reqwest::Error, bridge: &Bridge, after: Duration) -> Failure {
        if bridge.speaks_http2() {
            return Failure::Http(HttpFailure::NotHttp(ProtocolError::Http2));
        }
        match bridge.failed() {
            Some(failed) => io_failure(&failed, Phase::Response, after),
            None => failure(error, self.bound, after),
        }
    }
}

/// What an error of a socket on this machine alone means.
fn own_failure(error: &std::io::Error) -> Failure {
    limits::shortage(error)
        .map_or(Failure::Local(LocalFailure::Defect), |what| Failure::Local(LocalFailure::Resource { what }))
}

/// The TLS configuration that the TLS probe used, for this endpoint.
fn trusting(way: &Route<'_>, trust: &Arc<RootStores>) -> Result<rustls::ClientConfig, rustls::Error> {
    match is_address(&way.endpoint.host) {
        Some(address) => trust::config_for_address(trust, handshake::REST, address),
        None => trust::config(trust, handshake::REST).map(|(config, _)| config),
    }
}

fn is_address(host: &str) -> Option<IpAddr> {
    host.trim_start_matches('[').trim_end_matches(']').parse().ok()
}

/// Host and port as a `Host` header has them: the URL without its scheme.
fn host_header(url: &str) -> &str {
    url.split_once("://").map_or(url, |(_, host)| host)
}

/// `Bearer KEY`, marked so that no log shows it; none when the text can't stand in a header.
///
/// What is longer than any key is sent nowhere.
pub(in crate::io::probe) fn bearer(key: &ApiKey) -> Option<HeaderValue> {
    if key.problems().contains(&KeyProblem::TooLong) {
        return None;
    }
    let text = zeroize::Zeroizing::new(format!("Bearer {}", key.expose()));
    let mut value = HeaderValue::from_str(&text).ok()?;
    value.set_sensitive(true);
    Some(value)
}

/// What an error of the HTTP library means, from the types in its chain of sources.
fn failure(error: &reqwest::Error, bound: Duration, after: Duration) -> Failure {
    let mut source = error.source();
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
    broken.unwrap_or(if error.is_timeout() {
        Failure::Tcp(TcpFailure::TimedOut { waiting_for: Phase::Response, after: bound })
    } else {
        Failure::Http(HttpFailure::NotHttp(ProtocolError::Malformed))
    })
}
