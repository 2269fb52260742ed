//! Requests in plain text that a client hands to its proxy whole (RFC 9112 §3.2.2): each is sent on to its own host, bodies as they come.

use super::head::Head;
use super::journal::{Journal, RequestNumber};
use super::shared::{Asked, Channel, Shared};
use crate::model::evidence::{Closer, Failure, ProxyError, ProxyFailure, Speech, TcpFailure};
use crate::model::target::Endpoint;
use http::header::{HOST, HeaderValue, PROXY_AUTHORIZATION, USER_AGENT};
use http::{Request, Response, StatusCode, Uri};
use http_body_util::{Either, Empty};
use hyper::body::{Body, Bytes, Frame, Incoming, SizeHint};
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, AsyncWrite};

/// Headers between a client and its proxy.
const OF_THE_PROXY: [&str; 2] = ["proxy-authorization", "proxy-connection"];

type Answer = Response<Either<Watched, Empty<Bytes>>>;

/// Serves one client's connection.
pub(super) async fn serve(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    channel: Channel,
    shared: Arc<Shared>,
) {
    let service = service_fn(move |request| {
        let shared = Arc::clone(&shared);
        async move { Ok::<_, Infallible>(pass_on(request, channel, &shared).await) }
    });
    let mut server = hyper::server::conn::http1::Builder::new();
    server.preserve_header_case(true).timer(TokioTimer::new());
    let _ = server.serve_connection(TokioIo::new(stream), service).await;
}

fn refusal(status: StatusCode) -> Answer {
    let mut answer = Response::new(Either::Right(Empty::new()));
    *answer.status_mut() = status;
    answer
}

async fn pass_on(mut request: Request<Incoming>, channel: Channel, shared: &Shared) -> Answer {
    let Some(host) = request.uri().host().map(|h| h.trim_matches(['[', ']']).to_owned()) else {
        return refusal(StatusCode::BAD_REQUEST);
    };
    let port = request.uri().port_u16().unwrap_or(80);
    let agent = request.headers().get(USER_AGENT).and_then(|a| a.to_str().ok()).unwrap_or_default().to_owned();
    let asked = Asked { host, port, channel, plain: true, agent };
    let role = shared.hosts.role(&asked.host, port);
    let number = role.map_or(usize::MAX, |role| shared.journal.connection(&asked.host, port, role));
    if role.is_none() {
        shared.journal.other(&asked.host, port);
    }
    for name in OF_THE_PROXY {
        request.headers_mut().remove(name);
    }
    let head = Head {
        method: request.method().to_string(),
        path: request.uri().path().to_owned(),
        headers: request.headers().iter().map(|(n, v)| (n.as_str().into(), v.as_bytes().to_vec())).collect(),
        version: "HTTP/1.1",
    };
    // The user's own proxy is handed the request as this one was.
    let proxy = shared.relaying(&asked, role);
    let opened = match &proxy {
        Some(proxy) => {
            let opened = shared.dialer.open(&Endpoint::new(false, &proxy.host, proxy.port), None, None, &[]).await;
            opened.map_err(|failure| {
                let refused = matches!(failure, Failure::Tcp(TcpFailure::Refused { .. }));
                let why = if refused { ProxyError::Refused } else { ProxyError::NoAnswer };
                Failure::Proxy(ProxyFailure::Unreachable { proxy: proxy.url(), why })
            })
        }
        None => shared.dial(&asked, role).await.map(|(upstream, _)| upstream),
    };
    let upstream = match opened {
        Ok(upstream) => upstream,
        Err(failure) => {
            shared.journal.note(number, |c, _| c.failure = Some(Box::new(failure)));
            shared.journal.closed(number, Closer::Server);
            return refusal(StatusCode::BAD_GATEWAY);
        }
    };
    shared.journal.note(number, |c, now| {
        c.connected = Some(now.saturating_sub(c.started));
        c.speech = Speech::Plain;
    });
    let watch =
        Watch { journal: Arc::clone(&shared.journal), number: shared.journal.request(number, &head), done: false };
    let authority = request.uri().authority().map(ToString::to_string).unwrap_or_default();
    let path = request.uri().path_and_query().map_or("/", |p| p.as_str()).to_owned();
    if let Some(proxy) = &proxy {
        let credentials = proxy.basic_credentials().and_then(|c| HeaderValue::try_from(c.as_str()).ok());
        request.headers_mut().extend(credentials.map(|credentials| (PROXY_AUTHORIZATION, credentials)));
    } else if let (Ok(path), Ok(host)) = (path.parse::<Uri>(), HeaderValue::try_from(authority)) {
        *request.uri_mut() = path;
        request.headers_mut().entry(HOST).or_insert(host);
    }
    let mut client = hyper::client::conn::http1::Builder::new();
    let Ok((mut sender, connection)) = client.preserve_header_case(true).handshake(TokioIo::new(upstream)).await else {
        return refusal(StatusCode::BAD_GATEWAY);
    };
    let task = Task(tokio::spawn(async move {
        let _ = connection.await;
    }));
    let Ok(answer) = sender.send_request(request).await else {
        shared.journal.broken(watch.number);
        return refusal(StatusCode::BAD_GATEWAY);
    };
    shared.journal.answered(watch.number, Some(answer.status().as_u16()), None);
    answer.map(|body| {
        let mut watched = Watched { body, watch, _task: task };
        watched.end_if_there();
        Either::Left(watched)
    })
}

/// Ends with what it is for.
struct Task(tokio::task::JoinHandle<()>);

impl Drop for Task {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Notes the end of an answer.
struct Watch {
    journal: Arc<Journal>,
    number: Option<RequestNumber>,
    done: bool,
}

impl Drop for Watch {
    fn drop(&mut self) {
        if !self.done {
            self.journal.given_up(self.number);
        }
    }
}

/// An answer's body as it comes.
struct Watched {
    body: Incoming,
    watch: Watch,
    _task: Task,
}

impl Watch {
    fn end(&mut self) {
        self.done = true;
        self.journal.complete(self.number, None);
    }
}

impl Watched {
    fn end_if_there(&mut self) {
        if self.body.is_end_stream() {
            self.watch.end();
        }
    }
}

impl Body for Watched {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        let polled = Pin::new(&mut self.body).poll_frame(cx);
        if matches!(polled, Poll::Ready(None)) {
            self.watch.end();
        }
        self.end_if_there();
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
