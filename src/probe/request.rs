//! HTTP requests of the probes, each on a connection of its own from the one dialer and driven within the probe: nothing of it outlives
//! the probe. Every answer is bounded in time and size, no redirect is followed. It says what came back, not what it means.

use super::dial::{Stream, Tools, io_failure};
use super::{Shared, tcp, tls};
use crate::answer::{Answer, Raw};
use crate::evidence::{Broken, Evidence, Failure, ProbeId, Waiting};
use crate::secret::ApiKey;
use http::header::{ACCEPT, AUTHORIZATION, HOST, HeaderName, HeaderValue, PROXY_AUTHORIZATION, USER_AGENT};
use http::request::Builder;
use http::{Method, Request, Response};
use http_body_util::{BodyExt as _, Empty};
use hyper::body::{Bytes, Incoming};
use hyper_util::rt::TokioIo;
use std::error::Error as _;
use std::io::{self, ErrorKind};
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, timeout_at};

/// Longest body that is read, in bytes. `/v1/meta` with every module is under 10 kB.
const LONGEST_BODY: usize = 256 * 1024;
/// Most headers that are read.
const MOST_HEADERS: usize = 100;
/// Longest head that is read, in bytes.
const LONGEST_HEAD: usize = 64 * 1024;
/// Most bytes that are read of one connection, interim answers and the lengths of chunks included.
const MOST_BYTES: usize = 2 * LONGEST_BODY;

/// A client for one chain.
pub(super) struct Http {
    id: ProbeId,
    /// In front of the path: nothing, or the endpoint's URL where a proxy is asked for it.
    base: String,
    headers: Vec<(HeaderName, HeaderValue)>,
    reached: Vec<SocketAddr>,
    bound: Duration,
}

/// An answer as it came.
pub(super) struct Reply {
    pub answer: Answer,
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

impl Http {
    /// A client for the probe's chain.
    pub fn new(id: ProbeId, shared: &Shared, found: &Evidence) -> Result<Self, Failure> {
        let way = shared.way(id).ok_or(Failure::UrlMissing)?;
        let url = way.endpoint.url();
        let host = url.split_once("://").map_or(url.as_str(), |(_, host)| host);
        let agent = concat!("weaviate-doctor/", env!("CARGO_PKG_VERSION"));
        let mut headers = vec![
            (HOST, HeaderValue::from_str(host).map_err(|_| Failure::Defect)?),
            (USER_AGENT, HeaderValue::from_static(agent)),
            (ACCEPT, HeaderValue::from_static("*/*")),
        ];
        if let Some(proxy) = way.proxy.filter(|_| way.is_relayed())
            && let Some(value) = proxy.basic_credentials()
        {
            let mut value = HeaderValue::from_str(&value).map_err(|_| Failure::Defect)?;
            value.set_sensitive(true);
            headers.push((PROXY_AUTHORIZATION, value));
        }
        let base = if way.is_relayed() { url } else { String::new() };
        Ok(Self { id, base, headers, reached: tcp::reached(found, id), bound: shared.bound() })
    }

    /// GET with or without a key.
    pub async fn get(&self, path: &str, key: Option<&ApiKey>, shared: &Shared) -> Result<Reply, Failure> {
        let mut request = self.request(Method::GET, path);
        if let Some(key) = key {
            request = request.header(AUTHORIZATION, bearer(key).ok_or(Failure::Defect)?);
        }
        self.send(request, shared).await
    }

    /// A request for a path, without sending it.
    pub fn request(&self, method: Method, path: &str) -> Builder {
        let request = Request::builder().method(method).uri(format!("{}/{path}", self.base));
        self.headers.iter().fold(request, |request, (name, value)| request.header(name, value))
    }

    /// Sends a request and reads what fits.
    pub async fn send(&self, request: Builder, shared: &Shared) -> Result<Reply, Failure> {
        let begin = Instant::now();
        let deadline = begin + self.bound;
        let request = request.body(Empty::<Bytes>::new()).map_err(|_| Failure::Defect)?;
        let stream = timeout_at(deadline, self.open(shared)).await.map_err(|_| self.late())??;
        let mut protocol = hyper::client::conn::http1::Builder::new();
        protocol.max_headers(MOST_HEADERS).max_buf_size(LONGEST_HEAD);
        let shaken = protocol.handshake(TokioIo::new(Limited { inner: stream, left: MOST_BYTES })).await;
        let (mut sender, connection) = shaken.map_err(|error| failure(&error, self.bound))?;
        let exchange = async {
            match timeout_at(deadline, sender.send_request(request)).await {
                Err(_) => Err(self.late()),
                Ok(Err(error)) => Err(failure(&error, self.bound)),
                Ok(Ok(response)) => self.read(response, begin, shared).await,
            }
        };
        tokio::pin!(exchange);
        tokio::select! {
            reply = &mut exchange => reply,
            // The other side has ended the connection; what it sent before is still to be read.
            _ = connection => exchange.await,
        }
    }

    fn late(&self) -> Failure {
        Failure::TimedOut { waiting_for: Waiting::Response, after: self.bound }
    }

    /// A connection to the endpoint, or to the proxy that relays the request to it.
    async fn open(&self, shared: &Shared) -> Result<Stream, Failure> {
        let way = shared.way(self.id).ok_or(Failure::UrlMissing)?;
        let stream = tcp::open_at(&self.reached, &way, shared).await?;
        if !way.endpoint.tls {
            return Ok(stream);
        }
        let trust = shared.trust().await;
        let tools = Tools { bound: self.bound, redactor: &shared.redactor, trust: &trust };
        let secured = tls::shake(stream, &way.endpoint.host, tls::REST, &tools).await.result?;
        Ok(Box::new(secured))
    }

    async fn read(&self, response: Response<Incoming>, begin: Instant, shared: &Shared) -> Result<Reply, Failure> {
        let took = begin.elapsed();
        let status = response.status().as_u16();
        let header = |(n, v): (&HeaderName, &HeaderValue)| {
            (n.as_str().to_owned(), String::from_utf8_lossy(v.as_bytes()).into_owned())
        };
        let headers: Vec<(String, String)> = response.headers().iter().map(header).collect();
        let mut incoming = response.into_body();
        let mut body: Vec<u8> = Vec::new();
        let whole = timeout_at(begin + self.bound, async {
            while let Some(frame) = incoming.frame().await {
                let frame = frame.map_err(|error| failure(&error, self.bound))?;
                let data = frame.data_ref().map_or(&[][..], |d| &d[..]);
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
        let raw = Raw { status, headers: &headers, body: &body };
        Ok(Reply { answer: Answer::recognise(raw, &shared.redactor), headers, body, cut: !whole, took })
    }
}

/// A connection of which no more than so many bytes are read: who sends more has nothing to say.
struct Limited {
    inner: Stream,
    left: usize,
}

impl AsyncRead for Limited {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        if self.left == 0 {
            return Poll::Ready(Err(ErrorKind::InvalidData.into()));
        }
        let before = buf.filled().len();
        let result = Pin::new(&mut self.inner).poll_read(cx, buf);
        self.left = self.left.saturating_sub(buf.filled().len() - before);
        result
    }
}

impl AsyncWrite for Limited {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.inner).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(cx)
    }
}

/// `Bearer KEY`, marked so that no log shows it; none when the text can't stand in a header.
pub(super) fn bearer(key: &ApiKey) -> Option<HeaderValue> {
    let text = zeroize::Zeroizing::new(format!("Bearer {}", key.expose()));
    let mut value = HeaderValue::from_str(&text).ok()?;
    value.set_sensitive(true);
    Some(value)
}

/// What an error of the HTTP library means, from its own kind and from the types in its chain of sources.
fn failure(error: &hyper::Error, bound: Duration) -> Failure {
    let mut source = error.source();
    while let Some(inner) = source {
        if let Some(io) = inner.downcast_ref::<io::Error>() {
            if let Some(tls) = io.get_ref().and_then(|e| e.downcast_ref::<rustls::Error>()) {
                return Failure::TlsAlert { alert: crate::clean::Clean::up_to(&tls.to_string(), 80) };
            }
            // The HTTP library's own complaints about lengths and chunks, and what lies beyond the limit.
            if matches!(io.kind(), ErrorKind::InvalidData | ErrorKind::InvalidInput) {
                return Failure::NotHttp(Broken::Malformed);
            }
            return io_failure(io, Waiting::Response);
        }
        source = inner.source();
    }
    if error.is_timeout() {
        Failure::TimedOut { waiting_for: Waiting::Response, after: bound }
    } else if error.is_parse_too_large() {
        Failure::NotHttp(Broken::HeadersTooLarge)
    } else if error.is_incomplete_message() || error.is_closed() || error.is_canceled() {
        Failure::Cut { waiting_for: Waiting::Response, reset: false }
    } else {
        Failure::NotHttp(Broken::Malformed)
    }
}
