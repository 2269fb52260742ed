//! `grpc.health` and `grpc.auth`: tonic over the same dialer and TLS configuration as the probes below it. Cold connections are measured as
//! a client's start-up check would meet them.

mod failure;

use super::ProbeContext;
use crate::io::probe::net::connect;
use crate::io::probe::net::handshake;
use crate::io::probe::net::http_client;
use crate::io::probe::net::peek_stream::Heard;
use crate::io::probe::net::route::{DialContext, TargetStream};
use crate::model::api_key::ApiKey;
use crate::model::evidence::{
    Evidence, Failure, GrpcAuthFacts, GrpcCode, GrpcFailure, HealthFacts, LocalFailure, Phase, ProbeFacts, ProbeId,
    ProbeOutcome, Skip, SystemLookup, TcpFailure, TextFailure, Warning,
};
use crate::model::http_answer::HttpAnswer;
use crate::model::sanitized::SanitizedText;
use failure::{UsedUp, code, h2_failure};
use futures_util::future::{BoxFuture, join};
use http_body_util::BodyExt as _;
use hyper_util::rt::TokioIo;
use std::error::Error as StdError;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout};
use tonic::body::Body;
use tonic::transport::{Channel, Endpoint};
use tonic::{Code, Request, Status};
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;
use tower::ServiceExt as _;

/// A collection that no user has: asking for it proves the key and reads nothing.
pub(super) const NO_COLLECTION: &str = "WeaviateDoctorProbe";
/// What begins each frame (RFC 9113 §4.1): less is no HTTP/2 yet.
const FRAME_HEAD_BYTES: usize = 9;
/// Largest message and header list that are read, in bytes.
const MAX_MESSAGE_BYTES: u32 = 64 * 1024;

pub(super) async fn health(shared: &ProbeContext, found: &Evidence) -> ProbeOutcome {
    let begin = Instant::now();
    let lookup = match found.dns(ProbeId::GrpcDns).and_then(|d| d.system.as_ref()) {
        Some(SystemLookup { took, .. }) => *took,
        None => Duration::ZERO,
    };
    let first = match check(shared, found).await {
        Ok(took) => took + lookup,
        Err(failure) => return ProbeOutcome::Failed(failure, None),
    };
    let mut cold = vec![first];
    let limit = shared.case.init_timeout();
    // Near the limit one measurement is an anecdote: two more, as far as the bound allows.
    if first > limit / 2 && first < shared.bound() / 2 {
        let left = shared.bound().saturating_sub(begin.elapsed());
        // What does not end in time is left out: the first measurement stands.
        if let Ok((second, third)) = timeout(left, join(check(shared, found), check(shared, found))).await {
            cold.extend([second, third].into_iter().flatten().map(|took| took + lookup));
        }
    }
    let facts = HealthFacts { cold };
    let slow = facts.worst() > limit && shared.case.uses_grpc();
    let facts = ProbeFacts::Health(facts);
    if slow { ProbeOutcome::Warned(facts, Warning::SlowerThan(limit)) } else { ProbeOutcome::Passed(facts) }
}

/// What no answer in time means. A server that has spoken HTTP/2 is reached: it is the request that leads nowhere.
fn silence(heard: &Heard, shared: &ProbeContext) -> Failure {
    let after = shared.bound();
    if heard.bytes() >= FRAME_HEAD_BYTES {
        Failure::Grpc(GrpcFailure::NoAnswer { after })
    } else {
        Failure::Tcp(TcpFailure::TimedOut { waiting_for: Phase::Response, after })
    }
}

/// One health check on a connection of its own. Gives the time from dial to answer.
async fn check(shared: &ProbeContext, found: &Evidence) -> Result<Duration, Failure> {
    let begin = Instant::now();
    let heard = Heard::default();
    let call = async {
        let link = GrpcConnection::open(shared, found, &heard).await?;
        let mut client = HealthClient::new(link.service());
        let answer = client.check(HealthCheckRequest { service: String::new() }).await;
        match answer {
            Ok(answer) if answer.get_ref().status() == ServingStatus::Serving => Ok(()),
            Ok(_) => Err(Failure::Grpc(GrpcFailure::NotServing)),
            Err(status) => Err(link.failure(&status, shared)),
        }
    };
    match timeout(shared.bound(), call).await {
        Ok(result) => result.map(|()| begin.elapsed()),
        Err(_) => Err(silence(&heard, shared)),
    }
}

pub(super) async fn auth(shared: &ProbeContext, found: &Evidence) -> ProbeOutcome {
    let plain = shared.target.as_ref().is_some_and(|t| !t.grpc.tls);
    let through_proxy = shared.case.settings.proxies.grpc.is_some();
    let given = shared.case.key_to_send_to_grpc();
    if plain && through_proxy && given.is_some() {
        return ProbeOutcome::Skipped(Skip::KeyWouldLeak);
    }
    let auth = found.auth(ProbeId::RestAuth).and_then(|auth| auth.with_key.as_ref());
    let taken = auth.is_some_and(HttpAnswer::proves_key_accepted);
    let key = match given {
        Some(key) if key.problems().is_empty() => Some(key.clone()),
        // A server may have a key with punctuation around it: REST's word, where it has come, decides.
        Some(key) if taken => Some(key.clone()),
        // A key that can't be sent or is refused shows nothing about gRPC; the repaired one does.
        Some(key) => match key.repaired().or_else(|| http_client::bearer(key).map(|_| key.clone())) {
            Some(key) => Some(key),
            None => return ProbeOutcome::Skipped(Skip::KeyNotSendable),
        },
        None => None,
    };
    let heard = Heard::default();
    let asked = async {
        // In plain text, a host that does not ask for a key in Weaviate's own words gets none.
        let without = if plain && key.is_some() { Some(search(shared, found, None, &heard).await?) } else { None };
        match without {
            Some((code, message)) if !asks_for_key(&message) => Ok((false, code, message)),
            Some(_) | None => {
                search(shared, found, key.as_ref(), &heard).await.map(|(code, message)| (key.is_some(), code, message))
            }
        }
    };
    let (sent, code, message) = match timeout(shared.bound(), asked).await {
        Ok(Ok(status)) => status,
        Ok(Err(failure)) => return ProbeOutcome::Failed(failure, None),
        Err(_) => return ProbeOutcome::Failed(silence(&heard, shared), None),
    };
    let facts = GrpcAuthFacts { with_key: sent, code, message };
    let refused = facts.asks_for_key();
    // Anything that Weaviate says after it has looked at the key proves that it took it (`facts.md` §5).
    let answered = matches!(
        facts.code,
        GrpcCode::Ok | GrpcCode::Unknown | GrpcCode::PermissionDenied | GrpcCode::NotFound | GrpcCode::InvalidArgument
    );
    // Without the key, its refusal is as good an answer as any.
    let kept = shared.case.keeps_key_from_grpc();
    if (answered && !refused) || (refused && kept) {
        let facts = ProbeFacts::GrpcAuth(facts);
        return if kept { ProbeOutcome::Warned(facts, Warning::KeyKeptFromGrpc) } else { ProbeOutcome::Passed(facts) };
    }
    if refused && key.is_some() && !sent {
        return ProbeOutcome::Skipped(Skip::KeyWouldLeak);
    }
    if refused && key.is_none() {
        return ProbeOutcome::Skipped(if shared.withholds_key() { Skip::KeyWithheld } else { Skip::NoKey });
    }
    ProbeOutcome::Failed(Failure::Grpc(GrpcFailure::Status { code: facts.code, message: facts.message }), None)
}

/// Weaviate's words for a key that is missing or wrong: over gRPC it does not tell the two apart.
fn asks_for_key(message: &SanitizedText) -> bool {
    message.as_str().starts_with("extract auth:")
}

/// Searches the collection that doesn't exist; gives the status that comes back.
async fn search(
    shared: &ProbeContext,
    found: &Evidence,
    key: Option<&ApiKey>,
    heard: &Heard,
) -> Result<(GrpcCode, SanitizedText), Failure> {
    let link = GrpcConnection::open(shared, found, heard).await?;
    let mut client = tonic::client::Grpc::new(link.service());
    client.ready().await.map_err(|error| {
        let error: Box<dyn StdError + Send + Sync> = error.into();
        h2_failure(&*error, link.begun.elapsed())
    })?;
    let mut request = Request::new(SearchRequest { collection: NO_COLLECTION.to_owned() });
    if let Some(value) = key.and_then(http_client::bearer)
        && let Ok(mut value) = tonic::metadata::MetadataValue::try_from(value.as_bytes())
    {
        value.set_sensitive(true);
        request.metadata_mut().insert("authorization", value);
    }
    let path = http::uri::PathAndQuery::from_static("/weaviate.v1.Weaviate/Search");
    let codec = tonic_prost::ProstCodec::<SearchRequest, SearchReply>::default();
    match client.unary(request, path, codec).await {
        Ok(_) => Ok((GrpcCode::Ok, SanitizedText::default())),
        Err(status) => match link.transport_failure(&status) {
            Some(failure) => Err(failure),
            None => Ok((code(status.code()), shared.redactor.clean(status.message()))),
        },
    }
}

/// `weaviate.v1.SearchRequest`, the one field that is needed.
#[derive(Clone, PartialEq, prost::Message)]
pub(super) struct SearchRequest {
    #[prost(string, tag = "1")]
    pub(super) collection: String,
}

/// `weaviate.v1.SearchReply`, of which nothing is needed.
#[derive(Clone, PartialEq, prost::Message)]
struct SearchReply {}

/// A channel with what its one connection showed.
struct GrpcConnection {
    channel: Channel,
    heard: Arc<Mutex<ResponseMeta>>,
    tasks: Tasks,
    begun: Instant,
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
    /// Dials and makes a channel of the connection.
    async fn open(shared: &ProbeContext, found: &Evidence, heard: &Heard) -> Result<Self, Failure> {
        let begun = Instant::now();
        heard.forget();
        let way = shared.way(ProbeId::GrpcHealth).ok_or(Failure::Text(TextFailure::UrlMissing))?;
        let stream = connect::open(ProbeId::GrpcHealth, shared, found).await?;
        let connection: TargetStream = if way.endpoint.tls {
            let trust = shared.trust().await;
            let tools = DialContext { bound: shared.bound(), redactor: &shared.redactor, trust: &trust };
            Box::new(handshake::handshake(stream, &way.endpoint.host, handshake::GRPC, &tools).await.result?)
        } else {
            stream
        };
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
        Ok(Self { channel, heard: Arc::default(), tasks, begun })
    }

    /// The channel, with a look at what is said below gRPC.
    fn service(&self) -> impl Service {
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
    fn transport_failure(&self, status: &Status) -> Option<Failure> {
        let (http, told) = self.heard.lock().map(|h| (h.status, h.told)).unwrap_or_default();
        match (status.source(), http) {
            (Some(_), _) => Some(h2_failure(status, self.begun.elapsed())),
            (None, Some(status)) if !told => Some(Failure::Grpc(GrpcFailure::NotGrpc { status })),
            (None, _) => None,
        }
    }

    fn failure(&self, status: &Status, shared: &ProbeContext) -> Failure {
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
trait Service:
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
