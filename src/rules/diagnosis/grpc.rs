//! Causes that concern gRPC alone: blocked, refused, slow, stripped, not serving are five different things with five different fixes.

use super::CaseFacts;
use super::certificate::refused_by_client;
use super::network::{first_failure, way};
use crate::model::cause::Cause;
use crate::model::evidence::{
    AlertReason, Chain, DnsFailure, Failure, GrpcCode, GrpcFailure, HttpFailure, Phase, ProbeId, ProbeOutcome,
    ProxyFailure, TcpFailure, TlsFailure, Warning,
};
use crate::model::finding::{Confidence, Detail, Finding, GrpcRefusal};
use crate::model::http_answer::{operational_mode, says_maintenance};
use crate::model::sanitized::SanitizedText;
use crate::model::target::Hosting;
use std::time::Duration;

pub(super) fn find(facts: &CaseFacts<'_>) -> Vec<Finding> {
    if !facts.case.uses_grpc() {
        return Vec::new();
    }
    let mut found = Vec::new();
    if let Some((id, failure)) = first_failure(facts.evidence, Chain::Grpc) {
        found.extend(failed(facts, id, failure));
    } else {
        found.extend(refused_by_client(facts, ProbeId::GrpcTls));
    }
    found.extend(slow(facts));
    // That REST works is half of the proof that it is gRPC.
    let works =
        [ProbeId::RestAuth, ProbeId::RestReady, ProbeId::RestLive].into_iter().find(|id| facts.evidence.holds(*id));
    // gRPC-Web says that service and key are in order, and that only the way is not.
    let web = facts.evidence.meta(ProbeId::RestMeta).and_then(|m| m.grpc_web).filter(|web| web.proves());
    for finding in &mut found {
        finding.evidence.splice(0..0, works.filter(|id| !finding.evidence.contains(id)));
        if finding.cause == Cause::GrpcBlocked && web.is_some() {
            finding.evidence.push(ProbeId::RestMeta);
        }
    }
    found
}

/// gRPC answers, later than the client waits.
fn slow(facts: &CaseFacts<'_>) -> Option<Finding> {
    let observation = facts.evidence.get(ProbeId::GrpcHealth)?;
    let ProbeOutcome::Warned(_, Warning::SlowerThan(_)) = observation.outcome else { return None };
    let worst = facts.evidence.health(ProbeId::GrpcHealth)?.worst();
    Some(
        Finding::certain(Cause::GrpcSlow, &[ProbeId::GrpcHealth])
            .with(Detail::Measured(worst))
            .with(Detail::SuggestedTimeout(suggest(worst))),
    )
}

/// Twice the slowest cold check and a second on top, in whole seconds: the next cold start may meet a worse moment.
pub(super) fn suggest(worst: Duration) -> u64 {
    (worst * 2).as_secs() + 2
}

fn failed(facts: &CaseFacts<'_>, id: ProbeId, failure: &Failure) -> Vec<Finding> {
    if let Failure::Dns(DnsFailure::NameNotFound { by_server, .. }) = failure {
        return name_gone(facts, id, *by_server);
    }
    other(facts, id, failure).into_iter().collect()
}

/// The gRPC host's name doesn't exist. Weaviate Cloud makes both names together, and leads the old address of an updated cluster on for
/// REST alone; a newer one has a part `.c0` (`facts.md` §0.8). Where that part is there, it is a question.
fn name_gone(facts: &CaseFacts<'_>, id: ProbeId, by_server: bool) -> Vec<Finding> {
    let confidence = if by_server { Confidence::Certain } else { Confidence::Likely };
    let gone = Finding::new(Cause::GrpcHostNotFound, confidence, &[id]);
    let Some(target) = facts.case.usable_target().filter(|t| t.kind == Hosting::WeaviateCloud) else {
        return vec![gone];
    };
    let works = facts.evidence.holds(ProbeId::RestLive) || facts.evidence.holds(ProbeId::RestAuth);
    if !works || target.grpc.host != target.rest.grpc_host() {
        return vec![gone];
    }
    if target.rest.host.split('.').any(|part| part == "c0") {
        vec![gone, Finding::possible(Cause::ClusterUrlOutdated, &[id])]
    } else {
        vec![Finding::likely(Cause::ClusterUrlOutdated, &[id])]
    }
}

fn other(facts: &CaseFacts<'_>, id: ProbeId, failure: &Failure) -> Option<Finding> {
    let by = [id];
    match failure {
        Failure::Dns(DnsFailure::NoAddress { .. }) => Some(Finding::likely(Cause::GrpcHostNotFound, &by)),
        Failure::Tcp(failure) => Some(connection(facts, id, failure)),
        Failure::Proxy(ProxyFailure::Refused { proxy, reply }) => Some(
            Finding::certain(Cause::GrpcBlocked, &by)
                .with(Detail::Proxy(proxy.clone()))
                .with(Detail::Reply(reply.clone())),
        ),
        Failure::Tls(TlsFailure::Alert { alert, reason }) => Some(alerted(facts, id, alert, *reason)),
        Failure::Tls(TlsFailure::NotSpoken { .. }) => Some(Finding::likely(Cause::GrpcWrongEndpoint, &by)),
        Failure::Tls(TlsFailure::Http2NotOffered { .. }) => Some(Finding::certain(Cause::GrpcHttp2Stripped, &by)),
        // What takes HTTP/2 out of a connection stands where TLS is; in plain text, this port speaks something else.
        Failure::Http(HttpFailure::NotHttp(_)) if facts.kind == Hosting::WeaviateCloud && speaks_tls(facts) => {
            Some(Finding::likely(Cause::GrpcHttp2Stripped, &by))
        }
        Failure::Http(HttpFailure::NotHttp(_)) => Some(Finding::likely(Cause::GrpcWrongEndpoint, &by)),
        Failure::Grpc(GrpcFailure::NotServing) => Some(Finding::certain(Cause::GrpcNotServing, &by)),
        Failure::Grpc(GrpcFailure::Status { code, message }) => status(facts, id, *code, message),
        // Whoever blocks gRPC does it below: this server took the request, and what stands behind it doesn't answer.
        Failure::Grpc(GrpcFailure::NoAnswer { after }) => {
            Some(Finding::likely(Cause::GrpcNotServing, &by).with(Detail::NoAnswer(*after)))
        }
        Failure::Grpc(GrpcFailure::NotGrpc { status }) => Some(not_grpc(id, *status)),
        Failure::Dns(_) | Failure::Proxy(_) | Failure::Tls(_) => way(facts, id, failure),
        Failure::Http(HttpFailure::Answered(_) | HttpFailure::CorsRefused)
        | Failure::Text(_)
        | Failure::Local(_)
        | Failure::Program(_) => None,
    }
}

fn connection(facts: &CaseFacts<'_>, id: ProbeId, failure: &TcpFailure) -> Finding {
    let by = [id];
    match failure {
        TcpFailure::Refused { .. } => Finding::certain(Cause::GrpcRefused, &by),
        TcpFailure::TimedOut { waiting_for: Phase::Lookup, .. } => Finding::likely(Cause::DnsUnreachable, &by),
        TcpFailure::TimedOut { after, .. } => Finding::certain(Cause::GrpcBlocked, &by).with(Detail::Measured(*after)),
        TcpFailure::Unreachable { .. } => Finding::likely(Cause::GrpcBlocked, &by),
        // In plain text nobody looks into it: what hangs up on HTTP/2 there is a server that speaks something else.
        TcpFailure::Cut { waiting_for: Phase::Response, .. } if !speaks_tls(facts) => {
            Finding::likely(Cause::GrpcWrongEndpoint, &by)
        }
        TcpFailure::Cut { .. } => Finding::certain(Cause::GrpcBlocked, &by).with(Detail::GrpcRefusal(GrpcRefusal::Cut)),
    }
}

/// Whether gRPC is spoken over TLS.
fn speaks_tls(facts: &CaseFacts<'_>) -> bool {
    facts.case.usable_target().is_none_or(|t| t.grpc.tls)
}

fn alerted(facts: &CaseFacts<'_>, id: ProbeId, alert: &SanitizedText, reason: AlertReason) -> Finding {
    let by = [id];
    let sure = match reason {
        AlertReason::UnknownName if facts.kind == Hosting::WeaviateCloud => {
            return Finding::likely(Cause::GrpcHostNotFound, &by);
        }
        AlertReason::UnknownName => return Finding::likely(Cause::GrpcWrongEndpoint, &by),
        AlertReason::Denied => Confidence::Likely,
        AlertReason::NothingInCommon | AlertReason::Unstated => Confidence::Possible,
    };
    Finding::new(Cause::GrpcBlocked, sure, &by).with(Detail::GrpcRefusal(GrpcRefusal::Alert(alert.clone())))
}

/// A gRPC status instead of the wanted answer. Statuses about the key are judged with the credentials.
fn status(facts: &CaseFacts<'_>, id: ProbeId, code: GrpcCode, message: &SanitizedText) -> Option<Finding> {
    let by = [id];
    let text = message.as_str();
    let finding = match code {
        GrpcCode::Unimplemented | GrpcCode::NotFound => Finding::likely(Cause::GrpcWrongEndpoint, &by),
        GrpcCode::Unavailable if let Some(mode) = operational_mode(text) => {
            Finding::certain(Cause::ClusterUnavailable, &by).with(Detail::Mode(mode))
        }
        GrpcCode::Unavailable if says_maintenance(text) => Finding::certain(Cause::ClusterUnavailable, &by),
        GrpcCode::Unavailable | GrpcCode::Internal | GrpcCode::Aborted | GrpcCode::DataLoss => {
            Finding::likely(Cause::GrpcNotServing, &by)
        }
        GrpcCode::DeadlineExceeded | GrpcCode::Cancelled => Finding::likely(Cause::GrpcBlocked, &by),
        GrpcCode::ResourceExhausted => Finding::certain(Cause::RateLimited, &by),
        GrpcCode::Unauthenticated | GrpcCode::Unknown
            if text.starts_with("extract auth:") || id == ProbeId::GrpcAuth =>
        {
            // REST took this very key: the two endpoints don't belong to the same cluster.
            let contradicts = facts.evidence.holds(ProbeId::RestAuth)
                && facts.case.key.value.is_some()
                && !text.contains("no authentication scheme");
            return contradicts.then(|| Finding::likely(Cause::GrpcWrongEndpoint, &[ProbeId::RestAuth, id]));
        }
        GrpcCode::Unauthenticated | GrpcCode::PermissionDenied => Finding::likely(Cause::RequestFiltered, &by),
        GrpcCode::Ok
        | GrpcCode::Unknown
        | GrpcCode::InvalidArgument
        | GrpcCode::AlreadyExists
        | GrpcCode::FailedPrecondition
        | GrpcCode::OutOfRange => return None,
    };
    Some(finding.with(Detail::GrpcMessage(code, message.clone())))
}

/// A plain HTTP answer where gRPC was asked for.
fn not_grpc(id: ProbeId, status: u16) -> Finding {
    let by = [id];
    let finding = match status {
        502..=504 => Finding::likely(Cause::GrpcNotServing, &by),
        401 | 403 | 407 | 451 => Finding::likely(Cause::RequestFiltered, &by),
        429 => Finding::certain(Cause::RateLimited, &by),
        _ => Finding::likely(Cause::GrpcWrongEndpoint, &by),
    };
    finding.with(Detail::NotGrpc(status))
}
