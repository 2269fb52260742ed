//! A small Weaviate that behaves as told, over HTTP/1.1 by hand and over gRPC by hyper. Its texts are those of `facts.md` §4.

use super::wire::{Conn, Handler, Heard, Step, Wire, handler, perform};
use http::{HeaderValue, Response};
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt as _, StreamBody};
use hyper::body::{Bytes, Frame, Incoming};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use std::convert::Infallible;
use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::AsyncReadExt as _;

/// A request's head.
pub struct Head {
    pub method: String,
    pub path: String,
    pub headers: Vec<(String, String)>,
}

impl Head {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    /// Whether a key came with it.
    pub fn with_key(&self) -> bool {
        self.header("authorization").is_some()
    }
}

/// What is answered in place of Weaviate; none where Weaviate itself answers.
pub type Script = Arc<dyn Fn(&Head) -> Option<Vec<Step>> + Send + Sync>;

/// The server, as told.
#[derive(Clone)]
#[expect(clippy::struct_excessive_bools, reason = "switches of a test server")]
pub struct Weaviate {
    /// The key it takes; none lets everybody in.
    pub key: Option<String>,
    pub version: &'static str,
    /// Whether it knows `own-info` (since 1.28.5).
    pub own_info: bool,
    /// Roles as `own-info` tells them.
    pub roles: String,
    /// What it answers to a key that it does not take.
    pub refusal: String,
    /// What it answers without a key.
    pub anonymous_off: String,
    /// What `Search` answers to the key: gRPC code and text.
    pub search: (u8, String),
    pub date: bool,
    pub keep_alive: bool,
    /// Closes after each answer without having said so.
    pub hangs_up: bool,
    pub chunked: bool,
    /// Before each answer over REST.
    pub rest_delay: Duration,
    pub grpc_delay: Duration,
    /// Answers of somebody else.
    pub script: Option<Script>,
}

pub const ANONYMOUS_OFF: &str = r#"{"code":401,"message": "anonymous access not enabled. Please authenticate through one of the available methods: [API-keys]" }"#;
pub const ADMIN: &str =
    r#"[{"name":"admin","permissions":[{"action":"read_data","data":{"collection":"*","object":"*","tenant":"*"}}]}]"#;
const NO_CLASS: &str = "could not find class WeaviateDoctorProbe in schema";

impl Weaviate {
    /// One that takes this key.
    pub fn with_key(key: &str) -> Self {
        Self {
            key: Some(key.to_owned()),
            version: "1.37.2",
            own_info: true,
            roles: ADMIN.to_owned(),
            refusal: r#"{"code":401,"message":"unauthorized: invalid api key"}"#.to_owned(),
            anonymous_off: ANONYMOUS_OFF.to_owned(),
            search: (2, NO_CLASS.to_owned()),
            date: true,
            keep_alive: true,
            hangs_up: false,
            chunked: false,
            rest_delay: Duration::ZERO,
            grpc_delay: Duration::ZERO,
            script: None,
        }
    }

    /// Serves both: HTTP/2 is gRPC, anything else REST.
    pub fn handler(self) -> Handler {
        let one = Arc::new(self);
        handler(move |conn: Conn| {
            let one = Arc::clone(&one);
            async move { if conn.h2 { one.grpc(conn.wire, conn.heard).await } else { one.rest(conn.wire).await } }
        })
    }

    /// gRPC without TLS.
    pub fn plain_grpc(self) -> Handler {
        let one = Arc::new(self);
        handler(move |conn: Conn| {
            let one = Arc::clone(&one);
            async move { one.grpc(conn.wire, conn.heard).await }
        })
    }

    async fn rest(&self, mut wire: Wire) {
        while let Some(head) = read_head(&mut wire).await {
            if !self.rest_delay.is_zero() {
                tokio::time::sleep(self.rest_delay).await;
            }
            let scripted = self.script.as_ref().and_then(|s| s(&head));
            let steps = scripted.unwrap_or_else(|| vec![Step::Bytes(self.answer(&head))]);
            if !perform(&mut wire, &steps).await || !self.keep_alive || self.hangs_up {
                let _ = perform(&mut wire, &[Step::Close]).await;
                return;
            }
        }
    }

    fn answer(&self, head: &Head) -> Vec<u8> {
        let token = head.header("authorization").and_then(|v| v.strip_prefix("Bearer "));
        let not_found = format!(r#"{{"code":404,"message":"path {} was not found"}}"#, head.path);
        let (status, body) = match (head.path.as_str(), token, self.key.as_deref()) {
            ("/v1/.well-known/live" | "/v1/.well-known/ready", ..) => ("200 OK", String::new()),
            ("/v1/users/own-info", ..) if !self.own_info => ("404 Not Found", not_found),
            (_, None, Some(_)) => ("401 Unauthorized", self.anonymous_off.clone()),
            (_, Some(_), None) => ("401 Unauthorized", self.refusal.clone()),
            (_, Some(token), Some(key)) if token != key => ("401 Unauthorized", self.refusal.clone()),
            ("/v1/meta", ..) => (
                "200 OK",
                format!(
                    r#"{{"grpcMaxMessageSize":104858000,"hostname":"http://[::]:8080","modules":{{}},"version":"{}"}}"#,
                    self.version
                ),
            ),
            ("/v1/users/own-info", Some(_), _) => {
                ("200 OK", format!(r#"{{"groups":null,"roles":{},"username":"lab-user"}}"#, self.roles))
            }
            ("/v1/users/own-info", ..) => ("401 Unauthorized", String::new()),
            _ => ("404 Not Found", not_found),
        };
        self.response(status, &body)
    }

    fn response(&self, status: &str, body: &str) -> Vec<u8> {
        let mut text = format!("HTTP/1.1 {status}\r\nContent-Type: application/json\r\n");
        if self.date {
            let _ = write!(text, "Date: {}\r\n", httpdate::fmt_http_date(std::time::SystemTime::now()));
        }
        if !self.keep_alive {
            text.push_str("Connection: close\r\n");
        }
        if !self.chunked || body.is_empty() {
            let _ = write!(text, "Content-Length: {}\r\n\r\n{body}", body.len());
            return text.into_bytes();
        }
        text.push_str("Transfer-Encoding: chunked\r\n\r\n");
        for piece in body.as_bytes().chunks(7) {
            let _ = write!(text, "{:x}\r\n{}\r\n", piece.len(), String::from_utf8_lossy(piece));
        }
        text.push_str("0\r\n\r\n");
        text.into_bytes()
    }

    async fn grpc(self: Arc<Self>, wire: Wire, heard: Heard) {
        let service = service_fn(move |request| {
            let (one, heard) = (Arc::clone(&self), heard.clone());
            async move { Ok::<_, Infallible>(one.call(&request, &heard).await) }
        });
        let builder = hyper::server::conn::http2::Builder::new(TokioExecutor::new());
        let _ = builder.serve_connection(TokioIo::new(wire), service).await;
    }

    async fn call(&self, request: &http::Request<Incoming>, heard: &Heard) -> Response<BoxBody<Bytes, Infallible>> {
        // HTTP/2 packs headers: what was understood is noted too.
        for (name, value) in request.headers() {
            heard.note(format!("{name}: ").as_bytes());
            heard.note(value.as_bytes());
            heard.note(b"\n");
        }
        tokio::time::sleep(self.grpc_delay).await;
        if request.uri().path() == "/grpc.health.v1.Health/Check" {
            return grpc_answer(Some(&[0, 0, 0, 0, 2, 8, 1]), 0, "");
        }
        let token = request.headers().get("authorization").and_then(|v| v.to_str().ok());
        let token = token.and_then(|v| v.strip_prefix("Bearer "));
        match (token, self.key.as_deref()) {
            (Some(token), Some(key)) if token == key => grpc_answer(None, self.search.0, &self.search.1),
            (None, None) => grpc_answer(None, self.search.0, &self.search.1),
            (Some(_), None) => grpc_answer(None, 2, "extract auth: no authentication scheme is configured"),
            _ => grpc_answer(None, 2, "extract auth: unauthorized: invalid api key"),
        }
    }
}

fn grpc_answer(message: Option<&'static [u8]>, code: u8, text: &str) -> Response<BoxBody<Bytes, Infallible>> {
    let mut trailers = http::HeaderMap::new();
    trailers.insert("grpc-status", HeaderValue::from(u16::from(code)));
    if !text.is_empty() {
        trailers.insert("grpc-message", HeaderValue::from_str(text).unwrap());
    }
    let mut frames = Vec::new();
    frames.extend(message.map(|m| Ok(Frame::data(Bytes::from_static(m)))));
    frames.push(Ok(Frame::trailers(trailers)));
    let mut response = Response::new(StreamBody::new(futures_util::stream::iter(frames)).boxed());
    response.headers_mut().insert("content-type", HeaderValue::from_static("application/grpc"));
    response
}

/// Reads a request's head; none when the client has gone or speaks no HTTP.
pub async fn read_head(wire: &mut Wire) -> Option<Head> {
    let mut bytes = Vec::new();
    while !bytes.ends_with(b"\r\n\r\n") {
        bytes.push(wire.read_u8().await.ok()?);
        if bytes.len() > 64 * 1024 {
            return None;
        }
    }
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let mut lines = text.lines();
    let mut first = lines.next()?.split(' ');
    let (method, target) = (first.next()?.to_owned(), first.next()?);
    // A proxy is asked for the whole URL.
    let path = target.strip_prefix("http://").map_or(target, |rest| rest.find('/').map_or("/", |i| &rest[i..]));
    let path = path.to_owned();
    let headers =
        lines.filter_map(|l| l.split_once(':')).map(|(n, v)| (n.to_ascii_lowercase(), v.trim().to_owned())).collect();
    Some(Head { method, path, headers })
}

/// A script that answers every request the same way.
pub fn always(steps: Vec<Step>) -> Script {
    Arc::new(move |_| Some(steps.clone()))
}

/// An HTTP answer with these header lines.
pub fn page(status: &str, headers: &str, body: impl AsRef<[u8]>) -> Vec<u8> {
    let body = body.as_ref();
    let mut bytes = format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {}\r\n\r\n", body.len()).into_bytes();
    bytes.extend_from_slice(body);
    bytes
}
