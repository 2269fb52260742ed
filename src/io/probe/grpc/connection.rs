//! The HTTP/2 connection that gRPC's calls go over, and what is said below gRPC on it. It asks nothing itself.

use super::failure::{UsedUp, code, h2_failure};
use crate::io::probe::ProbeContext;
use crate::io::probe::net::handover::{Clearance, Session};
use crate::io::probe::net::peek_stream::Heard;
use crate::model::evidence::{Failure, GrpcFailure, LocalFailure, ProbeId, TextFailure};
use futures_util::future::BoxFuture;
use http_body_util::BodyExt as _;
use hyper_util::rt::TokioIo;
use std::error::Error as StdError;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::Instant;
use tonic::body::Body;
use tonic::transport::{Channel, Endpoint};
use tonic::{Code, Status};
use tower::ServiceExt as _;

/// Largest message and header list that are read, in bytes.
const MAX_MESSAGE_BYTES: u32 = 64 * 1024;

/// A channel with what its one connection showed.
pub(in crate::io::probe) struct GrpcConnection {
    channel: Channel,
    heard: Arc<Mutex<ResponseMeta>>,
    tasks: Tasks,
    /// When its HTTP/2 began.
    pub(super) begun: Instant,
    /// What opening the session below took.
    spent: Duration,
    /// Whether a key may go over it.
    pub(super) clearance: Clearance,
}

/// What the HTTP below gRPC showed.
#[derive(Default)]
struct ResponseMeta {
    /// HTTP status.
    status: Option<u16>,
    /// A gRPC status that the other side itself sent. Without one, every status is the library's guess and proves nothing.
    told: bool,
}

impl Drop for GrpcConnection {
    fn drop(&mut self) {
        self.tasks.abort();
    }
}

/// The channel's background tasks. They end with the probe, whatever the other side still sends.
#[derive(Clone, Default)]
struct Tasks(Arc<Mutex<JoinSet<()>>>);

impl Tasks {
    fn abort(&self) {
        if let Ok(mut tasks) = self.0.lock() {
            tasks.abort_all();
        }
    }
}

impl hyper::rt::Executor<BoxFuture<'static, ()>> for Tasks {
    fn execute(&self, task: BoxFuture<'static, ()>) {
        if let Ok(mut tasks) = self.0.lock() {
            tasks.spawn(task);
        }
    }
}

impl GrpcConnection {
    /// Makes a channel of the session.
    pub(super) async fn over(session: Session, heard: &Heard, shared: &ProbeContext) -> Result<Self, Failure> {
        let begun = Instant::now();
        heard.forget();
        let way = shared.way(ProbeId::GrpcHealth).ok_or(Failure::Text(TextFailure::UrlMissing))?;
        let (connection, spent, clearance) = session.into_parts();
        let tasks = Tasks::default();
        let endpoint = Endpoint::from_shared(way.endpoint.to_string())
            .map_err(|_| Failure::Local(LocalFailure::Defect))?
            .http2_max_header_list_size(MAX_MESSAGE_BYTES)
            .connect_timeout(shared.bound())
            .executor(tasks.clone());
        let one = Arc::new(Mutex::new(Some(heard.over(connection))));
        // The channel gets this connection and no second one: what was measured is what is used.
        let connector = tower::service_fn(move |_| {
            let taken = one.lock().ok().and_then(|mut slot| slot.take());
            std::future::ready(taken.map(TokioIo::new).ok_or(UsedUp))
        });
        let connected = endpoint.connect_with_connector(connector).await;
        let channel = connected.map_err(|error| {
            tasks.abort();
            h2_failure(&error, begun.elapsed())
        })?;
        Ok(Self { channel, heard: Arc::default(), tasks, begun, spent, clearance })
    }

    /// From its dial until now.
    pub(super) fn age(&self) -> Duration {
        self.spent + self.begun.elapsed()
    }

    /// Forgets what an earlier call showed.
    pub(super) fn begin(&self) {
        if let Ok(mut heard) = self.heard.lock() {
            *heard = ResponseMeta::default();
        }
    }

    /// The channel, with a look at what is said below gRPC.
    pub(super) fn service(&self) -> impl Service + use<> {
        let heard = Arc::clone(&self.heard);
        self.channel.clone().map_response(move |response: http::Response<Body>| {
            let kind = response.headers().get("content-type").map(http::HeaderValue::as_bytes);
            let is_grpc = kind.is_some_and(|k| k.starts_with(b"application/grpc"));
            if let Ok(mut heard) = heard.lock() {
                heard.status = Some(response.status().as_u16());
                heard.told = is_grpc && tells_status(response.headers());
            }
            response.map(|body| {
                Body::new(body.map_frame(move |frame| {
                    if is_grpc
                        && frame.trailers_ref().is_some_and(tells_status)
                        && let Ok(mut heard) = heard.lock()
                    {
                        heard.told = true;
                    }
                    frame
                }))
            })
        })
    }

    /// A failure below gRPC, if there was one.
    pub(super) fn transport_failure(&self, status: &Status) -> Option<Failure> {
        let (http, told) = self.heard.lock().map(|h| (h.status, h.told)).unwrap_or_default();
        match (status.source(), http) {
            (Some(_), _) => Some(h2_failure(status, self.begun.elapsed())),
            (None, Some(status)) if !told => Some(Failure::Grpc(GrpcFailure::NotGrpc { status })),
            (None, _) => None,
        }
    }

    pub(super) fn failure(&self, status: &Status, shared: &ProbeContext) -> Failure {
        self.transport_failure(status).unwrap_or_else(|| {
            Failure::Grpc(GrpcFailure::Status {
                code: code(status.code()),
                message: shared.redactor.clean(status.message()),
            })
        })
    }
}

/// Whether these headers or trailers hold one of gRPC's statuses.
fn tells_status(headers: &http::HeaderMap) -> bool {
    let status = headers.get("grpc-status").and_then(|v| v.to_str().ok()).and_then(|v| v.parse::<u8>().ok());
    status.is_some_and(|s| s <= Code::Unauthenticated as u8)
}

/// What tonic's clients want of a service.
pub(super) trait Service:
    tonic::client::GrpcService<Body, ResponseBody = Body, Error: Into<Box<dyn StdError + Send + Sync>>, Future: Send>
    + Clone
    + Send
{
}
impl<T> Service for T where
    T: tonic::client::GrpcService<
            Body,
            ResponseBody = Body,
            Error: Into<Box<dyn StdError + Send + Sync>>,
            Future: Send,
        > + Clone
        + Send
{
}
