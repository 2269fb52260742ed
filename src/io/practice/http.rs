//! HTTP as every practice server speaks it: one served connection, answers, and the pages of servers in a cluster's place.
//! What a Weaviate answers is not here but in [`super::rest`] and [`super::grpc`].

use http::header::{CONTENT_TYPE, HOST, HeaderName, HeaderValue, LOCATION};
use http::{Request, Response, StatusCode};
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt as _, Full, StreamBody};
use hyper::body::{Bytes, Frame, Incoming};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use std::convert::Infallible;
use std::future::Future;
use tokio::io::{AsyncRead, AsyncWrite};

/// The body of every answer.
pub(super) type Body = BoxBody<Bytes, Infallible>;

/// Most bytes of a request's head.
const LONGEST_HEAD: usize = 64 * 1024;

/// Which protocols a connection may turn out to speak.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Protocols {
    /// HTTP/1.1 or HTTP/2, as the client begins.
    Both,
    /// HTTP/1.1.
    Http1,
    /// HTTP/2.
    Http2,
}

/// Serves one connection. `dated` adds the `Date` header, which a gRPC server does not send.
pub(super) async fn serve<I, H, F>(io: I, protocols: Protocols, dated: bool, handler: H)
where
    I: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    H: Fn(Request<Incoming>) -> F + Send + 'static,
    F: Future<Output = Response<Body>> + Send + 'static,
{
    let service = service_fn(move |request| {
        let answer = handler(request);
        async move { Ok::<_, Infallible>(answer.await) }
    });
    let mut builder = Builder::new(TokioExecutor::new());
    // Go, in which Weaviate is written, sends header names in title case.
    builder.http1().timer(TokioTimer::new()).title_case_headers(true).max_buf_size(LONGEST_HEAD);
    builder.http2().timer(TokioTimer::new()).max_concurrent_streams(32).auto_date_header(dated);
    let builder = match protocols {
        Protocols::Both => builder,
        Protocols::Http1 => builder.http1_only(),
        Protocols::Http2 => builder.http2_only(),
    };
    // An error means that the client went away or speaks something else: there is nobody to report to.
    let _ = builder.serve_connection(TokioIo::new(io), service).await;
}

/// A body of known length.
pub(super) fn full(text: impl Into<Bytes>) -> Body {
    Full::new(text.into()).boxed()
}

/// A body in pieces, without its length in front.
pub(super) fn pieces<const N: usize>(frames: [Frame<Bytes>; N]) -> Body {
    StreamBody::new(futures_util::stream::iter(frames.map(Ok))).boxed()
}

/// An answer without headers of its own.
pub(super) fn reply(status: StatusCode, body: Body) -> Response<Body> {
    let mut answer = Response::new(body);
    *answer.status_mut() = status;
    answer
}

/// An answer that is always the same.
#[derive(Clone, Copy, Debug)]
pub(super) struct FixedAnswer {
    status: StatusCode,
    headers: &'static [(&'static str, &'static str)],
    body: &'static str,
}

impl FixedAnswer {
    /// As an answer.
    pub(super) fn answer(&self) -> Response<Body> {
        let mut answer = reply(self.status, full(self.body));
        for (name, value) in self.headers {
            answer.headers_mut().insert(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
        answer
    }
}

const TEXT: (&str, &str) = ("content-type", "text/plain; charset=utf-8");
const HTML: (&str, &str) = ("content-type", "text/html");
const JSON: (&str, &str) = ("content-type", "application/json");
const NGINX: (&str, &str) = ("server", "nginx");
const ENVOY: (&str, &str) = ("server", "envoy");

/// The console's page.
pub(super) static CONSOLE: FixedAnswer = FixedAnswer {
    status: StatusCode::OK,
    headers: &[HTML],
    body: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/practice/console.html")),
};

/// The answer of an ingress to a host that it does not know.
pub(super) static NO_SUCH_HOST: FixedAnswer =
    FixedAnswer { status: StatusCode::NOT_FOUND, headers: &[TEXT, NGINX], body: "default backend - 404" };

/// The answer of an edge that has nothing to pass a request on to.
pub(super) static NO_UPSTREAM: FixedAnswer = FixedAnswer {
    status: StatusCode::SERVICE_UNAVAILABLE,
    headers: &[("content-type", "text/plain"), ENVOY],
    body: "no healthy upstream",
};

/// The same to a gRPC call.
pub(super) static NO_UPSTREAM_GRPC: FixedAnswer = FixedAnswer {
    status: StatusCode::OK,
    headers: &[
        ("content-type", "application/grpc"),
        ("grpc-status", "14"),
        ("grpc-message", "no healthy upstream"),
        ENVOY,
    ],
    body: "",
};

/// The page of a gateway that got no answer.
pub(super) static BAD_GATEWAY: FixedAnswer = FixedAnswer {
    status: StatusCode::BAD_GATEWAY,
    headers: &[HTML, NGINX],
    body: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/practice/bad-gateway.html")),
};

/// The page of a web filter.
pub(super) static FILTERED: FixedAnswer = FixedAnswer {
    status: StatusCode::FORBIDDEN,
    headers: &[HTML],
    body: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/practice/web-filter.html")),
};

/// The answer of an edge that limits the rate.
pub(super) static TOO_MANY: FixedAnswer = FixedAnswer {
    status: StatusCode::TOO_MANY_REQUESTS,
    headers: &[TEXT, ("retry-after", "30")],
    body: "Too Many Requests",
};

static OTHER_FOUND: FixedAnswer =
    FixedAnswer { status: StatusCode::OK, headers: &[JSON], body: r#"{"service":"inventory","status":"ok"}"# };
static OTHER_NOT_FOUND: FixedAnswer =
    FixedAnswer { status: StatusCode::NOT_FOUND, headers: &[JSON], body: r#"{"detail":"Not Found"}"# };

/// Some other service, which has pages of its own and none of Weaviate's health checks.
pub(super) fn other_service(request: &Request<Incoming>) -> Response<Body> {
    let page = if request.uri().path().contains("/.well-known/") { &OTHER_NOT_FOUND } else { &OTHER_FOUND };
    page.answer()
}

/// A captive portal: it sends everybody to its login page.
pub(super) fn portal(request: &Request<Incoming>, login_host: &str) -> Response<Body> {
    if request.uri().path().starts_with("/login") {
        let mut answer = reply(
            StatusCode::OK,
            full(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/practice/portal.html"))),
        );
        answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
        return answer;
    }
    let port = request.headers().get(HOST).and_then(|h| h.to_str().ok()).and_then(|h| h.rsplit_once(':'));
    let location = format!("http://{login_host}:{}/login", port.map_or("80", |(_, port)| port));
    let mut answer = reply(StatusCode::FOUND, full(""));
    if let Ok(location) = HeaderValue::try_from(location) {
        answer.headers_mut().insert(LOCATION, location);
    }
    answer
}

/// A server that wants TLS: the same address with `https`.
pub(super) fn upgrade(request: &Request<Incoming>) -> Response<Body> {
    let host = request.headers().get(HOST).and_then(|h| h.to_str().ok()).unwrap_or_default();
    let mut answer = reply(StatusCode::MOVED_PERMANENTLY, full(""));
    if let Ok(location) = HeaderValue::try_from(format!("https://{host}{}", request.uri().path())) {
        answer.headers_mut().insert(LOCATION, location);
    }
    answer
}
