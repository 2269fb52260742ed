//! Causes that show in the cluster's HTTP answers, or in the answers of a server in its place. Credentials are judged elsewhere.

use super::CaseFacts;
use super::network::{first_failure, near, way};
use crate::model::cause::Cause;
use crate::model::client::{Language, Version};
use crate::model::evidence::{Chain, Failure, GrpcFailure, HttpFailure, Layer, ProbeId, ProtocolError};
use crate::model::finding::{Detail, Finding};
use crate::model::http_answer::{AnswerKind, HttpAnswer, Responder, operational_mode, says_maintenance};
use crate::model::target::Hosting;

/// Oldest server that current Python clients accept (`facts.md` §3).
const OLDEST_SERVER: Version = Version::new(1, 27, 0);

/// Words on the page of a network that wants a sign-in first.
const PORTAL: [&str; 12] = [
    "portal",
    "wifi",
    "wi-fi",
    "wlan",
    "hotspot",
    "guest",
    "network access",
    "internet access",
    "sign in to",
    "log in to",
    "network login",
    "terms of use",
];

pub(super) fn find(facts: &CaseFacts<'_>) -> Vec<Finding> {
    let service = first_failure(facts.evidence, Chain::Rest).filter(|(id, _)| id.layer() >= Layer::Service);
    let mut found: Vec<Finding> = service
        .into_iter()
        .filter_map(|(id, failure)| match failure {
            Failure::Http(HttpFailure::Answered(answer)) => answered(facts, id, answer),
            Failure::Http(HttpFailure::NotHttp(error)) if is_grpc_port(facts, *error) => {
                Some(Finding::likely(Cause::UrlIsGrpcEndpoint, &[id]))
            }
            Failure::Http(HttpFailure::NotHttp(_)) => Some(Finding::likely(Cause::NotWeaviate, &[id])),
            // Judged below, whatever else the cluster answered.
            Failure::Http(HttpFailure::CorsRefused) => None,
            Failure::Dns(_) | Failure::Tcp(_) | Failure::Proxy(_) | Failure::Tls(_) => way(facts, id, failure),
            Failure::Text(_) | Failure::Grpc(_) | Failure::Local(_) | Failure::Program(_) => None,
        })
        .collect();
    if facts.evidence.failure(ProbeId::RestCors) == Some(&Failure::Http(HttpFailure::CorsRefused)) {
        found.push(Finding::likely(Cause::CorsBlocked, &[ProbeId::RestCors]));
    }
    let version = facts.evidence.meta(ProbeId::RestMeta).and_then(|m| m.version.as_str().parse::<Version>().ok());
    if version.is_some_and(|v| v < OLDEST_SERVER)
        && matches!(facts.case.client.language, Language::Python | Language::TypeScript)
    {
        found.push(Finding::certain(Cause::ServerTooOld, &[ProbeId::RestMeta]));
    }
    found
}

/// Whether it is HTTP/2 that answers, or something else on the port that the documentation gives gRPC.
fn is_grpc_port(facts: &CaseFacts<'_>, error: ProtocolError) -> bool {
    const GRPC_PORT: u16 = 50_051;
    error == ProtocolError::Http2 || facts.case.usable_target().is_some_and(|t| t.rest.port == GRPC_PORT)
}

/// What an unwanted answer means, credentials apart (none then).
fn answered(facts: &CaseFacts<'_>, id: ProbeId, answer: &HttpAnswer) -> Option<Finding> {
    let by = [id];
    let cloud = facts.kind == Hosting::WeaviateCloud;
    let page = || answer.message.as_str().to_ascii_lowercase();
    let portal = || PORTAL.iter().any(|w| page().contains(w));
    let finding = match (answer.status, answer.speaker) {
        // These two are answered before anybody's key is looked at: it is not Weaviate that wants one here.
        (401 | 403, _) if matches!(id, ProbeId::RestLive | ProbeId::RestReady) => {
            Finding::likely(Cause::RequestFiltered, &by)
        }
        (401, Responder::Weaviate) if answer.meaning == AnswerKind::Suspended => {
            Finding::certain(Cause::ClusterUnavailable, &by)
        }
        (401 | 403, Responder::Weaviate) => return None,
        (500, Responder::Weaviate) if answer.meaning == AnswerKind::TokenRefused => return None,
        (300..=399, _) => redirect(facts, id, answer),
        (407, _) => Finding::certain(Cause::ProxyAuthRequired, &by),
        (429, _) => Finding::certain(Cause::RateLimited, &by).with_all(answer.retry_after.map(Detail::RetryAfter)),
        (511, _) => Finding::certain(Cause::CaptivePortal, &by),
        (401 | 403 | 451, _) => Finding::likely(Cause::RequestFiltered, &by),
        (404 | 410, Responder::OtherJson) => Finding::likely(Cause::NotWeaviate, &by),
        (404 | 410 | 421, _) if cloud => near(facts, Finding::likely(Cause::ClusterNotFound, &by)),
        (404 | 410 | 421, _) => Finding::likely(Cause::NotWeaviate, &by),
        // Only gRPC gives the reason in words (`facts.md` §4): `ready` is empty in maintenance as well as at the start.
        (503, _) if id == ProbeId::RestReady && in_maintenance(facts) => {
            Finding::certain(Cause::ClusterUnavailable, &[id, ProbeId::GrpcHealth])
        }
        (503, _) if id == ProbeId::RestReady && facts.evidence.holds(ProbeId::RestLive) => {
            Finding::certain(Cause::ClusterNotReady, &by)
        }
        (502..=504 | 520..=530, _) => Finding::certain(Cause::ClusterUnavailable, &by),
        (500..=599, Responder::Weaviate) if answer.meaning == AnswerKind::Maintenance => {
            Finding::certain(Cause::ClusterUnavailable, &by)
        }
        (500..=599, _) => Finding::certain(Cause::ServerError, &by),
        (200..=299, Responder::HtmlPage) if portal() => Finding::likely(Cause::CaptivePortal, &by),
        (_, _) => Finding::likely(Cause::NotWeaviate, &by),
    };
    let message = (!answer.message.is_empty()).then(|| Detail::Message(answer.message.clone()));
    Some(
        finding
            .with(Detail::Answer(Box::new(answer.clone())))
            .with_all(operational_mode(answer.message.as_str()).map(Detail::Mode))
            .with_all(message),
    )
}

/// Whether gRPC says that the server is in maintenance.
fn in_maintenance(facts: &CaseFacts<'_>) -> bool {
    let says = |id| match facts.evidence.failure(id) {
        Some(Failure::Grpc(GrpcFailure::Status { message, .. })) => says_maintenance(message.as_str()),
        Some(_) | None => false,
    };
    says(ProbeId::GrpcHealth) || says(ProbeId::GrpcAuth)
}

/// A redirect: to the same host in TLS, or to a sign-in page.
fn redirect(facts: &CaseFacts<'_>, id: ProbeId, answer: &HttpAnswer) -> Finding {
    let location = answer.location.as_ref().and_then(|l| url::Url::parse(l.as_str()).ok());
    let target = facts.case.usable_target();
    let same = match (&location, &target) {
        (Some(location), Some(target)) => location.host_str() == Some(target.rest.host.as_str()),
        (None, _) | (_, None) => false,
    };
    match location {
        Some(location) if same && location.scheme() == "https" && target.is_some_and(|t| !t.rest.tls) => {
            let mut url = location.clone();
            // What the answer puts in front of the host is nothing to hand on.
            let _ = url.set_username("").and_then(|()| url.set_password(None));
            url.set_path("");
            url.set_query(None);
            let url = crate::model::sanitized::SanitizedText::up_to(url.as_str().trim_end_matches('/'), 200);
            Finding::certain(Cause::UrlNotHttps, &[id]).with(Detail::SuggestedUrl(url.to_string()))
        }
        Some(_) if !same => Finding::likely(Cause::CaptivePortal, &[id]),
        Some(_) | None => Finding::likely(Cause::NotWeaviate, &[id]),
    }
}
