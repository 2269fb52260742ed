//! `rest.*` above TLS and `console.http`: live, ready, meta, the key, the browser's preflight. The key leaves this machine only here and in
//! `grpc`, and only towards the target itself.

use super::ProbeContext;
use super::{bodies, cross, grpc_web};
use crate::io::probe::net::handover::can_be_sent;
use crate::io::probe::net::http_client::{Http, LaneHold, Reply};
use crate::model::api_key::ApiKey;
use crate::model::evidence::{
    AuthFacts, CorsFacts, Evidence, Failure, HttpFacts, HttpFailure, MetaFacts, ProbeFacts, ProbeId, ProbeOutcome,
    Skip, TextFailure, Warning,
};
use crate::model::http_answer::{AnswerKind, HttpAnswer, Responder, operational_mode};
use http::Method;
use http::header::{self, HeaderValue};
use std::time::SystemTime;

/// Difference of clocks that is worth a look. Certificates and tokens begin to fail at about this size.
const CLOCK_OFFSET: i64 = 120;
/// An origin that no cluster has a rule for.
const ORIGIN: &str = "https://app.example";

/// The probe that this is, over this connection.
pub(super) async fn probe(id: ProbeId, lane: LaneHold, shared: &ProbeContext, found: &Evidence) -> ProbeOutcome {
    match id {
        ProbeId::RestLive => live(lane, shared, found).await,
        ProbeId::RestReady => ready(lane, shared, found).await,
        ProbeId::RestMeta => meta(lane, shared, found).await,
        ProbeId::RestAuth => auth(lane, shared, found).await,
        ProbeId::RestCors => cors(lane, shared, found).await,
        _ => console(lane, shared, found).await,
    }
}

async fn live(lane: LaneHold, shared: &ProbeContext, found: &Evidence) -> ProbeOutcome {
    plain(ProbeId::RestLive, "v1/.well-known/live", lane, shared, found, |a| {
        a.status == 200 && matches!(a.speaker, Responder::Bare | Responder::Weaviate)
    })
    .await
}

async fn ready(lane: LaneHold, shared: &ProbeContext, found: &Evidence) -> ProbeOutcome {
    plain(ProbeId::RestReady, "v1/.well-known/ready", lane, shared, found, |a| {
        a.status == 200 && matches!(a.speaker, Responder::Bare | Responder::Weaviate)
    })
    .await
}

async fn console(lane: LaneHold, shared: &ProbeContext, found: &Evidence) -> ProbeOutcome {
    plain(ProbeId::ConsoleHttp, "", lane, shared, found, |a| a.status < 400).await
}

/// A request that needs no key.
async fn plain(
    id: ProbeId,
    path: &str,
    lane: LaneHold,
    shared: &ProbeContext,
    found: &Evidence,
    fine: fn(&HttpAnswer) -> bool,
) -> ProbeOutcome {
    let http = match Http::new(id, lane, shared, found) {
        Ok(http) => http,
        Err(failure) => return ProbeOutcome::Failed(failure, None),
    };
    let reply = match http.get(path, None, shared).await {
        Ok(reply) => reply,
        Err(failure) => return ProbeOutcome::Failed(failure, None),
    };
    let clock_offset = clock_offset(&reply, SystemTime::now());
    let facts = ProbeFacts::Http(HttpFacts { answer: reply.answer.clone(), clock_offset, cold: reply.cold });
    if !fine(&reply.answer) {
        if id != ProbeId::ConsoleHttp && is_weaviate_behind(&http, path, &reply.answer, fine, shared).await {
            return ProbeOutcome::Warned(facts, Warning::AnsweredInFront);
        }
        return ProbeOutcome::Failed(Failure::from(reply.answer), Some(facts));
    }
    match clock_offset.filter(|o| o.abs() >= CLOCK_OFFSET) {
        Some(offset) => ProbeOutcome::Warned(facts, Warning::ClockOffset(-offset)),
        None => ProbeOutcome::Passed(facts),
    }
}

/// Whether an unwanted answer to our question is somebody's in front of a Weaviate that clients reach all the same: gateways answer the health
/// paths themselves, or want a key for each request.
async fn is_weaviate_behind(
    http: &Http<'_>,
    path: &str,
    answer: &HttpAnswer,
    fine: fn(&HttpAnswer) -> bool,
    shared: &ProbeContext,
) -> bool {
    // A server in trouble says so here, and a network that wants a sign-in sends everything to it.
    if !matches!(answer.status, 200..=299 | 400..=499) || matches!(answer.status, 407 | 429) {
        return false;
    }
    let Ok(without) = http.get("v1/meta", None, shared).await else { return false };
    let without = without.answer;
    if matches!(without.meaning, AnswerKind::AnonymousOff { .. }) || without.proves_key_accepted() {
        return without.speaker == Responder::Weaviate;
    }
    let Some(key) = shared.case.key_to_send().filter(|k| k.problems().is_empty() && can_be_sent(k)) else {
        return false;
    };
    if is_plain(shared) || without.status != 401 {
        return false;
    }
    // Java sends the key with these requests too.
    for path in [path, "v1/meta"] {
        match http.get(path, Some(key), shared).await {
            Ok(reply) if fine(&reply.answer) || reply.answer.proves_key_accepted() => return true,
            Ok(_) => {}
            Err(_) => return false,
        }
    }
    false
}

/// Server's clock minus this machine's, in seconds. Half the request's time counts as the way back.
fn clock_offset(reply: &Reply, now: SystemTime) -> Option<i64> {
    let date = httpdate::parse_http_date(reply.header("date")?).ok()?;
    let here = now.checked_sub(reply.took / 2)?;
    let seconds =
        |t: SystemTime| t.duration_since(SystemTime::UNIX_EPOCH).ok().and_then(|d| i64::try_from(d.as_secs()).ok());
    Some(seconds(date)? - seconds(here)?)
}

async fn auth(lane: LaneHold, shared: &ProbeContext, found: &Evidence) -> ProbeOutcome {
    if would_leak(shared) {
        return ProbeOutcome::Skipped(Skip::KeyWouldLeak);
    }
    let http = match Http::new(ProbeId::RestAuth, lane, shared, found) {
        Ok(http) => http,
        Err(failure) => return ProbeOutcome::Failed(failure, None),
    };
    let given = shared.case.key_to_send();
    let sendable = given.filter(|k| can_be_sent(k));
    let mut facts = AuthFacts {
        without_key: None,
        with_key: None,
        with_repaired: None,
        user: None,
        roles: Vec::new(),
        reads_data: None,
        cross: None,
    };
    let (without, clears_key) = match http.get("v1/meta", None, shared).await {
        Ok(reply) => (reply.answer, reply.clears_key),
        Err(failure) => return ProbeOutcome::Failed(failure, None),
    };
    facts.without_key = Some(without.clone());
    let Some(key) = given else {
        return if without.proves_key_accepted() {
            ProbeOutcome::Passed(ProbeFacts::from(facts))
        } else if shared.withholds_key() && may_have_key(&without, shared) {
            // It wants a key; this one was not tried.
            ProbeOutcome::Skipped(Skip::KeyWithheld)
        } else {
            ProbeOutcome::Failed(Failure::from(without), Some(ProbeFacts::from(facts)))
        };
    };
    if !may_have_key(&without, shared) {
        return ProbeOutcome::Failed(Failure::from(without), Some(ProbeFacts::from(facts)));
    }
    if !clears_key {
        return ProbeOutcome::Skipped(Skip::ClientRefusesChain);
    }
    match ask(&http, sendable, &mut facts, shared).await {
        Some(Err(failure)) => return ProbeOutcome::Failed(failure, Some(ProbeFacts::from(facts))),
        Some(Ok(answer)) => facts.with_key = Some(answer),
        None => {}
    }
    let accepted = |answer: &Option<HttpAnswer>| answer.as_ref().is_some_and(HttpAnswer::proves_key_accepted);
    if accepted(&facts.with_key) {
        return if without.proves_key_accepted() {
            ProbeOutcome::Warned(ProbeFacts::from(facts), Warning::AnonymousAllowed)
        } else if facts.with_key.as_ref().is_some_and(|a| a.status == 403) {
            let answer = facts.with_key.clone().unwrap_or(without);
            ProbeOutcome::Failed(Failure::from(answer), Some(ProbeFacts::from(facts)))
        } else {
            ProbeOutcome::Passed(ProbeFacts::from(facts))
        };
    }
    // Only Weaviate's own refusal is a reason to try other texts.
    let refused = facts.with_key.as_ref().is_none_or(|a| a.speaker == Responder::Weaviate);
    if refused && let Some(repaired) = key.repaired() {
        match ask(&http, Some(&repaired), &mut facts, shared).await {
            Some(Ok(answer)) => facts.with_repaired = Some(answer),
            Some(Err(failure)) => return ProbeOutcome::Failed(failure, Some(ProbeFacts::from(facts))),
            None => {}
        }
        if accepted(&facts.with_repaired) {
            return ProbeOutcome::Warned(ProbeFacts::from(facts), Warning::AcceptedRepaired);
        }
    }
    if shared.case.settings.cross_check && facts.with_key.as_ref().is_some_and(HttpAnswer::proves_key_refused) {
        facts.cross = Some(cross::check(&http, key, shared).await);
    }
    let failure = match &facts.with_key {
        Some(answer) => Failure::from(answer.clone()),
        None => Failure::Text(TextFailure::KeyUnclean(key.problems())),
    };
    ProbeOutcome::Failed(failure, Some(ProbeFacts::from(facts)))
}

/// Whether the cluster is spoken to in plain text.
fn is_plain(shared: &ProbeContext) -> bool {
    shared.target.as_ref().is_some_and(|t| !t.rest.tls)
}

/// Whether a key would pass a proxy in clear text.
fn would_leak(shared: &ProbeContext) -> bool {
    is_plain(shared) && shared.case.key_to_send().is_some() && shared.case.settings.proxies.rest.is_some()
}

/// Whether who answers without a key is one to send the key to: a Weaviate, or, behind a certificate for this very name, whoever asks for
/// one. Portals, filters and ingresses that have no cluster have no use for it.
fn may_have_key(without: &HttpAnswer, shared: &ProbeContext) -> bool {
    without.speaker == Responder::Weaviate || (without.status == 401 && !is_plain(shared))
}

/// Asks who the key belongs to; where that question is unknown (before 1.28.5) or its answer too long, asks for the version instead.
async fn ask(
    http: &Http<'_>,
    key: Option<&ApiKey>,
    facts: &mut AuthFacts,
    shared: &ProbeContext,
) -> Option<Result<HttpAnswer, Failure>> {
    let key = key?;
    let reply = match http.get("v1/users/own-info", Some(key), shared).await {
        Ok(reply) => reply,
        Err(failure) => return Some(Err(failure)),
    };
    identity(&reply, facts, shared);
    let unknown = matches!(reply.answer.status, 404 | 405 | 501) && reply.answer.speaker == Responder::Weaviate;
    // In write-only mode this question is refused and the other answered.
    let unknown = unknown || operational_mode(reply.answer.message.as_str()).is_some();
    let too_long = reply.cut && reply.answer.status == 200 && reply.body.starts_with(b"{");
    if !unknown && !too_long {
        return Some(Ok(reply.answer));
    }
    Some(http.get("v1/meta", Some(key), shared).await.map(|reply| reply.answer))
}

/// Takes user and roles from an answer of `own-info`.
fn identity(reply: &Reply, facts: &mut AuthFacts, shared: &ProbeContext) {
    if reply.cut && reply.answer.status == 200 {
        // Too many roles to read them all.
        facts.reads_data = bodies::reads_data_in_part(&reply.body);
        return;
    }
    if let Some(identity) = bodies::identity(&reply.body, &shared.redactor) {
        (facts.user, facts.roles) = (Some(identity.user), identity.roles);
        facts.reads_data = identity.reads_data;
    }
}

/// The key that this server accepts: as given, or repaired; none when it lets everybody in or nobody.
pub(super) fn accepted_key(shared: &ProbeContext, found: &Evidence) -> Option<ApiKey> {
    let key = shared.case.key_to_send()?;
    let auth = found.auth(ProbeId::RestAuth)?;
    if auth.with_key.as_ref().is_some_and(HttpAnswer::proves_key_accepted) {
        return Some(key.clone());
    }
    if auth.with_repaired.as_ref().is_some_and(HttpAnswer::proves_key_accepted) { key.repaired() } else { None }
}

async fn meta(lane: LaneHold, shared: &ProbeContext, found: &Evidence) -> ProbeOutcome {
    let key = accepted_key(shared, found);
    let http = match Http::new(ProbeId::RestMeta, lane, shared, found) {
        Ok(http) => http,
        Err(failure) => return ProbeOutcome::Failed(failure, None),
    };
    let reply = match http.get("v1/meta", key.as_ref(), shared).await {
        Ok(reply) => reply,
        Err(failure) => return ProbeOutcome::Failed(failure, None),
    };
    let Some(facts) = bodies::meta(&reply.body, &shared.redactor).filter(|_| reply.answer.proves_key_accepted()) else {
        return ProbeOutcome::Failed(Failure::from(reply.answer), None);
    };
    // Where plain gRPC works it has nothing to add.
    let is_asked = shared.case.uses_grpc() && !shared.serves_grpc() && grpc_web::is_offered(facts.version.as_str());
    let grpc_web = if is_asked { Some(grpc_web::ask(&http, key.as_ref(), shared).await) } else { None };
    let grpc_web = grpc_web.filter(|_| !shared.serves_grpc());
    ProbeOutcome::Passed(ProbeFacts::Meta(MetaFacts { grpc_web, ..facts }))
}

/// The preflight of a browser application that sends a key (Fetch standard, "CORS-preflight fetch").
async fn cors(lane: LaneHold, shared: &ProbeContext, found: &Evidence) -> ProbeOutcome {
    let sent = async {
        let http = Http::new(ProbeId::RestCors, lane, shared, found)?;
        let mut request = http.request(Method::OPTIONS, "v1/meta")?;
        let headers = request.headers_mut();
        headers.insert(header::ORIGIN, HeaderValue::from_static(ORIGIN));
        headers.insert(header::ACCESS_CONTROL_REQUEST_METHOD, HeaderValue::from_static("GET"));
        headers.insert(header::ACCESS_CONTROL_REQUEST_HEADERS, HeaderValue::from_static("authorization,content-type"));
        http.send(request, None, shared).await
    };
    let reply = match sent.await {
        Ok(reply) => reply,
        Err(failure) => return ProbeOutcome::Failed(failure, None),
    };
    let header = |name| reply.header(name).map(|v| shared.redactor.clean(v));
    let facts = CorsFacts {
        status: reply.answer.status,
        allow_origin: header("access-control-allow-origin"),
        allow_headers: header("access-control-allow-headers"),
    };
    let origin = facts.allow_origin.as_ref().is_some_and(|o| matches!(o.as_str(), "*" | ORIGIN));
    // `*` does not cover Authorization (Fetch standard, "CORS non-wildcard request-header name").
    let listed = reply.header("access-control-allow-headers").unwrap_or_default().to_ascii_lowercase();
    let headers = listed.split(',').any(|h| h.trim() == "authorization");
    let fine = (200..300).contains(&facts.status) && origin && headers;
    if fine {
        ProbeOutcome::Passed(ProbeFacts::Cors(facts))
    } else {
        ProbeOutcome::Failed(Failure::Http(HttpFailure::CorsRefused), Some(ProbeFacts::Cors(facts)))
    }
}
