//! `grpc.health` and `grpc.auth`: tonic over the connection whose TLS was looked at, one call after the other. The health check is measured
//! from the dial on, as a client's start-up check would meet it.

mod connection;
mod failure;

pub(super) use connection::GrpcConnection;

use super::ProbeContext;
use crate::io::probe::net::connect;
use crate::io::probe::net::handover::{Session, bearer, can_be_sent};
use crate::io::probe::net::peek_stream::Heard;
use crate::model::api_key::ApiKey;
use crate::model::evidence::{
    Chain, Evidence, Failure, GrpcAuthFacts, GrpcCode, GrpcFailure, HealthFacts, Phase, ProbeFacts, ProbeId,
    ProbeOutcome, Skip, SystemLookup, TcpFailure, TextFailure, Warning,
};
use crate::model::http_answer::HttpAnswer;
use crate::model::sanitized::SanitizedText;
use failure::{code, h2_failure};
use futures_util::future::join;
use std::error::Error as StdError;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::time::{Instant, timeout};
use tonic::Request;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;

/// A collection that no user has: asking for it proves the key and reads nothing.
pub(super) const NO_COLLECTION: &str = "WeaviateDoctorProbe";
/// What begins each frame (RFC 9113 §4.1): less is no HTTP/2 yet.
const FRAME_HEAD_BYTES: usize = 9;

pub(super) async fn health(shared: &ProbeContext, found: &Evidence) -> ProbeOutcome {
    let begin = Instant::now();
    let lookup = match found.dns(ProbeId::GrpcDns).and_then(|d| d.system.as_ref()) {
        Some(SystemLookup { took, .. }) => *took,
        None => Duration::ZERO,
    };
    let (first, link) = match first_check(shared, found).await {
        Ok((took, link)) => (took + lookup, link),
        Err(failure) => return ProbeOutcome::Failed(failure, None),
    };
    shared.grpc.put(link);
    shared.serves_grpc.store(true, Ordering::Relaxed);
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

/// The first health check, over the connection that was handed on. Where that has died on the way here, a new one decides.
async fn first_check(shared: &ProbeContext, found: &Evidence) -> Result<(Duration, GrpcConnection), Failure> {
    if let Some(session) = handed_on(shared).await {
        match check_over(async { Ok(session) }, shared).await {
            Err(Failure::Tcp(TcpFailure::Cut { .. })) => {}
            checked => return checked,
        }
    }
    check_over(dial(shared, found), shared).await
}

/// One health check on a connection of its own. Gives the time from dial to answer.
async fn check(shared: &ProbeContext, found: &Evidence) -> Result<Duration, Failure> {
    check_over(dial(shared, found), shared).await.map(|(took, _)| took)
}

/// A health check over this session. Gives the time from the session's dial to the answer, and the connection.
async fn check_over(
    session: impl Future<Output = Result<Session, Failure>>,
    shared: &ProbeContext,
) -> Result<(Duration, GrpcConnection), Failure> {
    let heard = Heard::default();
    let call = async {
        let link = GrpcConnection::over(session.await?, &heard, shared).await?;
        let mut client = HealthClient::new(link.service());
        let answer = client.check(HealthCheckRequest { service: String::new() }).await;
        match answer {
            Ok(answer) if answer.get_ref().status() == ServingStatus::Serving => Ok((link.age(), link)),
            Ok(_) => Err(Failure::Grpc(GrpcFailure::NotServing)),
            Err(status) => Err(link.failure(&status, shared)),
        }
    };
    timeout(shared.bound(), Box::pin(call)).await.unwrap_or_else(|_| Err(silence(&heard, shared)))
}

/// The session that TLS handed on; in plain text, what TCP did.
async fn handed_on(shared: &ProbeContext) -> Option<Session> {
    let way = shared.way(ProbeId::GrpcHealth)?;
    let handover = shared.handover(Chain::Grpc);
    if way.endpoint.tls {
        return handover.session.take();
    }
    connect::secure(handover.socket.take()?, &way, shared).await.ok()
}

/// A new session.
async fn dial(shared: &ProbeContext, found: &Evidence) -> Result<Session, Failure> {
    let way = shared.way(ProbeId::GrpcHealth).ok_or(Failure::Text(TextFailure::UrlMissing))?;
    connect::session(&connect::reached(found, ProbeId::GrpcHealth), &way, shared).await
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
        Some(key) => match key.repaired().or_else(|| can_be_sent(key).then(|| key.clone())) {
            Some(key) => Some(key),
            None => return ProbeOutcome::Skipped(Skip::KeyNotSendable),
        },
        None => None,
    };
    let heard = Heard::default();
    let link = shared.grpc.take();
    if key.is_some() && link.as_ref().is_some_and(|link| link.clearance.is_err()) {
        return ProbeOutcome::Skipped(Skip::ClientRefusesChain);
    }
    let mut calls = Calls { answered: link.is_some(), link, heard: &heard, shared, found };
    let asked = async {
        // In plain text, a host that does not ask for a key in Weaviate's own words gets none.
        let without = if plain && key.is_some() { Some(calls.search(None).await?) } else { None };
        match without {
            Some((code, message)) if !asks_for_key(&message) => Ok((false, code, message)),
            Some(_) | None => calls.search(key.as_ref()).await.map(|(code, message)| (key.is_some(), code, message)),
        }
    };
    let (sent, code, message) = match timeout(shared.bound(), asked).await {
        Ok(Ok(status)) => status,
        Ok(Err(failure)) => return ProbeOutcome::Failed(failure, None),
        Err(_) => return ProbeOutcome::Failed(calls.silence(), None),
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

/// Calls over one connection: the health check's, and a new one once that has ended.
struct Calls<'a> {
    link: Option<GrpcConnection>,
    /// The health check was answered over it.
    answered: bool,
    heard: &'a Heard,
    shared: &'a ProbeContext,
    found: &'a Evidence,
}

impl Calls<'_> {
    /// Searches the collection that doesn't exist; gives the status that comes back.
    async fn search(&mut self, key: Option<&ApiKey>) -> Result<(GrpcCode, SanitizedText), Failure> {
        if let Some(link) = &self.link {
            match search(link, key, self.shared).await {
                Err(Failure::Tcp(TcpFailure::Cut { .. })) => self.link = None,
                answered => return answered,
            }
        }
        self.answered = false;
        let link = GrpcConnection::over(dial(self.shared, self.found).await?, self.heard, self.shared).await?;
        search(self.link.insert(link), key, self.shared).await
    }

    /// What no answer in time means.
    fn silence(&self) -> Failure {
        if self.answered {
            Failure::Grpc(GrpcFailure::NoAnswer { after: self.shared.bound() })
        } else {
            silence(self.heard, self.shared)
        }
    }
}

async fn search(
    link: &GrpcConnection,
    key: Option<&ApiKey>,
    shared: &ProbeContext,
) -> Result<(GrpcCode, SanitizedText), Failure> {
    link.begin();
    let mut client = tonic::client::Grpc::new(link.service());
    client.ready().await.map_err(|error| {
        let error: Box<dyn StdError + Send + Sync> = error.into();
        h2_failure(&*error, link.begun.elapsed())
    })?;
    let mut request = Request::new(SearchRequest { collection: NO_COLLECTION.to_owned() });
    if let Some(key) = key {
        let clearance = link.clearance.as_ref().map_err(Clone::clone)?;
        if let Some(value) = bearer(key, clearance)
            && let Ok(mut value) = tonic::metadata::MetadataValue::try_from(value.as_bytes())
        {
            value.set_sensitive(true);
            request.metadata_mut().insert("authorization", value);
        }
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
