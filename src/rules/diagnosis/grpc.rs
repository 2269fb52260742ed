//! Causes that concern gRPC alone: blocked, refused, slow, stripped, not serving are five different things with five different fixes.

use super::CaseFacts;
use super::network::{first_failure, trusted_here_only, way};
use crate::model::cause::Cause;
use crate::model::evidence::{AlertReason, Chain, Failure, GrpcCode, Phase, ProbeId, ProbeOutcome, Warning};
use crate::model::finding::{Confidence, Finding};
use crate::model::http_answer::operational_mode;
use crate::model::target::Hosting;
use crate::words::format::seconds;
use std::time::Duration;

pub(super) fn find(facts: &CaseFacts<'_>) -> Vec<Finding> {
    if !facts.case.uses_grpc() {
        return Vec::new();
    }
    let mut found = Vec::new();
    if let Some((id, failure)) = first_failure(facts.evidence, Chain::Grpc) {
        found.extend(failed(facts, id, failure));
    } else {
        found.extend(trusted_here_only(facts, ProbeId::GrpcTls));
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
    let suggested = suggest(worst);
    Some(
        Finding::certain(Cause::GrpcSlow, &[ProbeId::GrpcHealth])
            .value("measured", seconds(worst))
            .value("suggested_timeout", format!("{suggested} s"))
            .value("suggested_seconds", suggested.to_string()),
    )
}

/// Twice the slowest cold check and a second on top, in whole seconds: the next cold start may meet a worse moment.
fn suggest(worst: Duration) -> u64 {
    (worst * 2).as_secs() + 2
}

fn failed(facts: &CaseFacts<'_>, id: ProbeId, failure: &Failure) -> Vec<Finding> {
    if let Failure::NameNotFound { by_server, .. } = failure {
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
    let finding = match failure {
        Failure::NoAddress { .. } => Finding::likely(Cause::GrpcHostNotFound, &by),
        Failure::Refused { .. } => Finding::certain(Cause::GrpcRefused, &by),
        Failure::TimedOut { waiting_for: Phase::Lookup, .. } => Finding::likely(Cause::DnsUnreachable, &by),
        Failure::TimedOut { after, .. } => Finding::certain(Cause::GrpcBlocked, &by).value("measured", seconds(*after)),
        Failure::Unreachable { .. } => Finding::likely(Cause::GrpcBlocked, &by),
        // Plain text is not inspected: a server that closes an HTTP/2 connection there speaks another protocol.
        Failure::Cut { waiting_for: Phase::Response, .. }
            if facts.case.usable_target().is_some_and(|t| !t.grpc.tls) =>
        {
            Finding::likely(Cause::GrpcWrongEndpoint, &by)
        }
        Failure::Cut { .. } => {
            Finding::certain(Cause::GrpcBlocked, &by).value("grpc_refusal", "breaks the connection off".to_owned())
        }
        Failure::ProxyRefused { proxy, reply } => {
            Finding::certain(Cause::GrpcBlocked, &by).value("proxy", proxy).value("answer", reply.to_string())
        }
        Failure::TlsAlert { reason: AlertReason::UnknownName, .. } if facts.kind == Hosting::WeaviateCloud => {
            Finding::likely(Cause::GrpcHostNotFound, &by)
        }
        Failure::TlsAlert { reason: AlertReason::UnknownName, .. } => Finding::likely(Cause::GrpcWrongEndpoint, &by),
        Failure::TlsAlert { alert, reason } => {
            let sure = if *reason == AlertReason::Denied { Confidence::Likely } else { Confidence::Possible };
            let refusal = format!("ends the handshake with the TLS alert “{alert}”");
            Finding::new(Cause::GrpcBlocked, sure, &by).value("grpc_refusal", refusal)
        }
        Failure::TlsNotSpoken { .. } => Finding::likely(Cause::GrpcWrongEndpoint, &by),
        Failure::Http2NotOffered { .. } => Finding::certain(Cause::GrpcHttp2Stripped, &by),
        Failure::NotHttp(_) if facts.kind == Hosting::WeaviateCloud => Finding::likely(Cause::GrpcHttp2Stripped, &by),
        Failure::NotHttp(_) => Finding::likely(Cause::GrpcWrongEndpoint, &by),
        Failure::NotServing => Finding::certain(Cause::GrpcNotServing, &by),
        Failure::Grpc { code, message } => status(facts, id, *code, message.as_str())?,
        Failure::NotGrpc { status } => not_grpc(id, *status),
        Failure::ResolverFailed { .. }
        | Failure::ProxyUnreachable { .. }
        | Failure::ProxyAuthRequired { .. }
        | Failure::ProxyNotSpoken { .. }
        | Failure::CertificateUntrusted { .. }
        | Failure::CertificateExpired { .. }
        | Failure::CertificateNotYetValid { .. }
        | Failure::CertificateNameMismatch { .. }
        | Failure::CertificateUnusable
        | Failure::NoTrustStore
        | Failure::TlsTooOld => return way(facts, id, failure),
        Failure::NameNotFound { .. }
        | Failure::UrlMissing
        | Failure::UrlUnusable(_)
        | Failure::KeyEmpty
        | Failure::KeyUnclean(_)
        | Failure::Answered(_)
        | Failure::CorsRefused
        | Failure::LocalResource { .. }
        | Failure::Defect => return None,
    };
    Some(finding)
}

/// A gRPC status instead of the wanted answer. Statuses about the key are judged with the credentials.
fn status(facts: &CaseFacts<'_>, id: ProbeId, code: GrpcCode, message: &str) -> Option<Finding> {
    let by = [id];
    let finding = match code {
        GrpcCode::Unimplemented | GrpcCode::NotFound => Finding::likely(Cause::GrpcWrongEndpoint, &by),
        GrpcCode::Unavailable if let Some(mode) = operational_mode(message) => {
            Finding::certain(Cause::ClusterUnavailable, &by).value("mode", mode)
        }
        GrpcCode::Unavailable | GrpcCode::Internal | GrpcCode::Aborted | GrpcCode::DataLoss => {
            Finding::likely(Cause::GrpcNotServing, &by)
        }
        GrpcCode::DeadlineExceeded | GrpcCode::Cancelled => Finding::likely(Cause::GrpcBlocked, &by),
        GrpcCode::ResourceExhausted => Finding::certain(Cause::RateLimited, &by),
        GrpcCode::Unauthenticated | GrpcCode::Unknown
            if message.starts_with("extract auth:") || id == ProbeId::GrpcAuth =>
        {
            // REST took this very key: the two endpoints don't belong to the same cluster.
            let contradicts = facts.evidence.holds(ProbeId::RestAuth)
                && facts.case.key.value.is_some()
                && !message.contains("no authentication scheme");
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
    Some(finding.value("message", format!("{} {message}", code.as_str()).trim().to_owned()))
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
    finding.value("answer", format!("{status} instead of a gRPC answer"))
}
