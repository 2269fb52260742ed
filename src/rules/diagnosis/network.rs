//! Causes between this machine and the cluster: names, connections, proxies, certificates. One mapping for every chain; what differs for
//! gRPC stands in `grpc`.

use super::CaseFacts;
use super::certificate;
use crate::model::cause::{Cause, Owner};
use crate::model::evidence::{
    AlertReason, Chain, DirectLookup, DnsFailure, Evidence, Failure, Family, HealthFacts, Layer, Phase, ProbeId,
    ProbeOutcome, ProxyFailure, SystemLookupError, TcpFailure, TlsFailure, Warning,
};
use crate::model::finding::{Confidence, Detail, Finding};
use crate::model::sanitized::SanitizedText;
use crate::model::symptom::Symptom;
use crate::model::target::{Hosting, Target, is_container_name};
use crate::words::closest_match::closest_match;
use std::net::SocketAddr;
use std::time::Duration;

/// REST limits of the Python client: connect, write and pool (`facts.md` §2).
const REST_LIMIT: Duration = Duration::from_secs(5);
/// Seconds.
const SECONDS_PER_DAY: u64 = 86_400;
/// A look-up that takes longer waits for a server that doesn't answer: resolvers wait in whole seconds (`resolv.conf`: 5 if not set).
const LOOKUP_LIMIT: Duration = Duration::from_millis(900);

/// What is wrong between here and the REST endpoint.
pub(super) fn rest(facts: &CaseFacts<'_>) -> Vec<Finding> {
    let mut found: Vec<Finding> = first_failure(facts.evidence, Chain::Rest)
        .filter(|(id, _)| matches!(id.layer(), Layer::Dns | Layer::Tcp | Layer::Tls))
        .filter(|(_, failure)| !certificate::is_for_grpc_alone(facts, failure))
        .and_then(|(id, failure)| way(facts, id, failure))
        .into_iter()
        .collect();
    if found.is_empty() {
        found.extend(certificate::refused_by_client(facts, ProbeId::RestTls));
    }
    if found.iter().any(|f| f.cause == Cause::ConnectionRefused) && facts.kind == Hosting::Local {
        found.push(Finding::possible(Cause::LocalAddress, &[ProbeId::RestTcp]));
    }
    found
}

/// The first failure of a chain, in the order of its layers.
pub(super) fn first_failure(evidence: &Evidence, chain: Chain) -> Option<(ProbeId, &Failure)> {
    evidence.failed().find(|(id, _)| id.chain() == chain)
}

/// The cause for a failure below HTTP; none for those above it, which `cluster`, `credential` and `grpc` judge.
pub(super) fn way(facts: &CaseFacts<'_>, id: ProbeId, failure: &Failure) -> Option<Finding> {
    match failure {
        Failure::Dns(failure) => Some(name(facts, id, failure)),
        Failure::Tcp(failure) => Some(connection(facts, id, failure)),
        Failure::Proxy(failure) => Some(through_proxy(facts, id, failure)),
        Failure::Tls(failure) => handshake(facts, id, failure),
        Failure::Text(_) | Failure::Http(_) | Failure::Grpc(_) | Failure::Local(_) | Failure::Program(_) => None,
    }
}

fn name(facts: &CaseFacts<'_>, id: ProbeId, failure: &DnsFailure) -> Finding {
    match failure {
        DnsFailure::NameNotFound { .. } | DnsFailure::NoAddress { .. } if is_of_container(facts, id) => {
            with_resolver(facts, id, Finding::likely(Cause::ContainerNameUnreachable, &[id]))
        }
        DnsFailure::NameNotFound { by_server, .. } => name_not_found(facts, id, *by_server),
        DnsFailure::NoAddress { .. } => with_resolver(facts, id, Finding::likely(Cause::ClusterNotFound, &[id])),
        DnsFailure::ResolverFailed { system, .. } => {
            // A server that does answer when it is asked directly is not dead.
            let answers = facts.evidence.dns(id).is_some_and(|d| d.direct.iter().any(DirectLookup::has_found));
            let sure = *system != Some(SystemLookupError::Other) && !answers;
            let confidence = if sure { Confidence::Certain } else { Confidence::Likely };
            with_resolver(facts, id, Finding::new(Cause::DnsUnreachable, confidence, &[id]))
        }
    }
}

/// Whether the name that has no address is a container's or a service's, unless it is nearly a cluster's name of the config file.
fn is_of_container(facts: &CaseFacts<'_>, id: ProbeId) -> bool {
    let Some(target) = facts.case.usable_target() else { return false };
    let host = if id.chain() == Chain::Grpc { target.grpc.host } else { target.rest.host };
    let known = near(facts, Finding::likely(Cause::ClusterNotFound, &[id]));
    id.chain() != Chain::Console && is_container_name(&host) && known.details.is_empty()
}

fn connection(facts: &CaseFacts<'_>, id: ProbeId, failure: &TcpFailure) -> Finding {
    let by = [id];
    match failure {
        TcpFailure::Refused { addresses } => refused(facts, id, addresses),
        TcpFailure::TimedOut { waiting_for, after } => {
            let finding = match waiting_for {
                Phase::Lookup => Finding::certain(Cause::DnsUnreachable, &by),
                Phase::Connect => Finding::certain(Cause::ConnectionBlocked, &by),
                Phase::Handshake | Phase::Tunnel => Finding::likely(Cause::ConnectionBlocked, &by),
                Phase::Response => Finding::likely(Cause::ClusterUnavailable, &by).with(Detail::NoAnswer(*after)),
            };
            finding.with(Detail::Measured(*after))
        }
        TcpFailure::Unreachable { only: Some(Family::V6), .. } => Finding::likely(Cause::Ipv6Broken, &by),
        TcpFailure::Unreachable { only: Some(Family::V4) | None, .. } => Finding::likely(Cause::ConnectionBlocked, &by),
        TcpFailure::Cut { .. } => Finding::certain(Cause::ConnectionReset, &by),
    }
}

fn handshake(facts: &CaseFacts<'_>, id: ProbeId, failure: &TlsFailure) -> Option<Finding> {
    let by = [id];
    Some(match failure {
        TlsFailure::CertificateExpired { not_after } => clock_wrong(facts, id, i64::is_negative)
            .unwrap_or_else(|| Finding::certain(Cause::CertificateExpired, &by).with(Detail::NotAfter(*not_after))),
        // Nobody issues a certificate for later: the clock is behind, measured or not.
        TlsFailure::CertificateNotYetValid { .. } => {
            clock_wrong(facts, id, i64::is_positive).unwrap_or_else(|| Finding::likely(Cause::ClockWrong, &by))
        }
        TlsFailure::CertificateUntrusted { .. }
        | TlsFailure::CertificateUnusable
        | TlsFailure::CertificateNotConforming
        | TlsFailure::NoTrustStore
        | TlsFailure::CertificateNameMismatch { .. } => return certificate::failed(facts, id, failure),
        TlsFailure::NotSpoken { .. } => Finding::certain(Cause::TlsNotSpoken, &by),
        TlsFailure::TooOld => Finding::certain(Cause::TlsTooOld, &by),
        TlsFailure::Alert { alert, reason } => ended(facts, id, alert, *reason),
        // The server speaks HTTP/2 alone.
        TlsFailure::Http2NotOffered { .. } if id.chain() == Chain::Rest => {
            Finding::likely(Cause::UrlIsGrpcEndpoint, &by)
        }
        TlsFailure::Http2NotOffered { .. } => return None,
    })
}

/// The clock, where a server elsewhere whose certificate verified is more than a day away from it in the direction that explains what this
/// probe met. A clock that is ahead makes certificates look expired, one that is behind not yet valid.
fn clock_wrong(facts: &CaseFacts<'_>, id: ProbeId, explains: fn(i64) -> bool) -> Option<Finding> {
    [ProbeId::RestLive, ProbeId::ConsoleHttp].into_iter().find_map(|by| {
        let offset = facts.evidence.http(by)?.clock_offset.filter(|seconds| explains(*seconds))?.unsigned_abs();
        let finding = Finding::likely(Cause::ClockWrong, &[id, by]).with(Detail::ClockOffset(offset));
        (offset > SECONDS_PER_DAY).then_some(finding)
    })
}

/// Adds the servers that were asked.
fn with_resolver(facts: &CaseFacts<'_>, id: ProbeId, finding: Finding) -> Finding {
    let asked = facts.evidence.dns(id).filter(|dns| !dns.direct.is_empty());
    finding.with_all(asked.map(|dns| Detail::Resolvers(dns.direct.iter().map(|lookup| lookup.server).collect())))
}

fn name_not_found(facts: &CaseFacts<'_>, id: ProbeId, by_server: bool) -> Finding {
    // A resolver that denies the console too denies everything.
    let console =
        matches!(facts.evidence.failure(ProbeId::ConsoleDns), Some(Failure::Dns(DnsFailure::NameNotFound { .. })));
    let denied = facts.evidence.dns(id).and_then(|d| d.console) == Some(false);
    let finding = if console && id.chain() != Chain::Console {
        Finding::likely(Cause::DnsUnreachable, &[id, ProbeId::ConsoleDns]).with(Detail::DeniesConsole)
    } else if denied {
        Finding::likely(Cause::DnsUnreachable, &[id]).with(Detail::DeniesConsole)
    } else {
        let sure = by_server && facts.kind == Hosting::WeaviateCloud;
        let finding =
            Finding::new(Cause::ClusterNotFound, if sure { Confidence::Certain } else { Confidence::Likely }, &[id]);
        near(facts, finding)
    };
    with_resolver(facts, id, finding)
}

/// Adds the cluster of the config file that was probably meant: by its host, or by its name where that was typed for a host.
pub(super) fn near(facts: &CaseFacts<'_>, finding: Finding) -> Finding {
    let Some(host) = facts.case.usable_target().map(|t| t.rest.host) else { return finding };
    let hosts: Vec<(String, &str)> = facts
        .case
        .configured
        .iter()
        .filter_map(|c| Some((Target::read(&c.url, None).ok()?.rest.host, c.name.as_str())))
        .filter(|(other, _)| *other != host)
        .collect();
    let by_host = nearest_host(&host, &hosts);
    let by_name = closest_match(&host, hosts.iter().map(|(_, name)| *name));
    let near = by_host.or_else(|| hosts.iter().find(|(_, name)| Some(*name) == by_name));
    finding.with_all(near.map(|(host, name)| Detail::NearestCluster { name: (*name).to_owned(), host: host.clone() }))
}

fn nearest_host<'a>(host: &str, hosts: &'a [(String, &'a str)]) -> Option<&'a (String, &'a str)> {
    // Hosts share their ends and differ in front.
    let (label, _) = host.split_once('.')?;
    let labels = hosts.iter().map(|(other, _)| other.split('.').next().unwrap_or_default());
    let near = closest_match(label, labels)?;
    hosts.iter().find(|(other, _)| other.split('.').next() == Some(near))
}

/// Somebody ended the handshake with an alert, and said more or less why.
fn ended(facts: &CaseFacts<'_>, id: ProbeId, alert: &SanitizedText, reason: AlertReason) -> Finding {
    let by = [id];
    let finding = match reason {
        AlertReason::NothingInCommon => Finding::possible(Cause::TlsTooOld, &by),
        AlertReason::UnknownName if facts.kind == Hosting::WeaviateCloud => {
            near(facts, Finding::likely(Cause::ClusterNotFound, &by))
        }
        AlertReason::UnknownName => Finding::likely(Cause::CertificateNameMismatch, &by),
        AlertReason::Denied => Finding::possible(Cause::RequestFiltered, &by).with(Detail::Alert(alert.clone())),
        AlertReason::Unstated => Finding::possible(Cause::ConnectionReset, &by),
    };
    finding.with(Detail::AlertAnswer(alert.clone()))
}

fn refused(facts: &CaseFacts<'_>, id: ProbeId, addresses: &[SocketAddr]) -> Finding {
    let tried = (!addresses.is_empty()).then(|| Detail::Addresses(addresses.to_vec()));
    let finding = Finding::certain(Cause::ConnectionRefused, &[id]).with_all(tried);
    // Weaviate Cloud's edge listens; on other clusters the one who runs it is the first to ask.
    if facts.kind == Hosting::WeaviateCloud { finding } else { finding.owner(Owner::WeaviateCloud) }
}

fn through_proxy(facts: &CaseFacts<'_>, id: ProbeId, failure: &ProxyFailure) -> Finding {
    let (cause, reply) = match failure {
        ProxyFailure::Unreachable { .. } | ProxyFailure::NotSpoken { .. } => (Cause::ProxyUnreachable, None),
        ProxyFailure::AuthRequired { .. } => (Cause::ProxyAuthRequired, None),
        ProxyFailure::Refused { reply, .. } => (Cause::ProxyRefused, Some(Detail::Reply(reply.clone()))),
    };
    let proxies = &facts.case.settings.proxies;
    let set = match id.chain() {
        Chain::Rest | Chain::Local | Chain::Program => &proxies.rest,
        Chain::Grpc => &proxies.grpc,
        Chain::Console => &proxies.console,
    };
    Finding::certain(cause, &[id])
        .with(Detail::Proxy(failure.proxy().to_owned()))
        .with_all(set.as_ref().map(|proxy| Detail::ProxyOrigin(proxy.origin.clone())))
        .with_all(reply)
}

/// A dead name server in front of one that answers: the system waits for it at each look-up, and the client gives up before.
fn slow_resolver(facts: &CaseFacts<'_>, findings: &mut Vec<Finding>) {
    let complains = facts.case.symptom == Some(Symptom::ConnectionTimeout) && findings.is_empty();
    for id in [ProbeId::GrpcDns, ProbeId::RestDns] {
        let Some(dns) = facts.evidence.dns(id) else { continue };
        let waited = dns.system.as_ref().filter(|s| s.answer.is_ok()).map(|s| s.took).unwrap_or_default();
        let dead: Vec<SocketAddr> = dns.direct.iter().filter(|d| d.is_silent()).map(|d| d.server).collect();
        if waited < LOOKUP_LIMIT || dead.is_empty() || dead.len() == dns.direct.len() {
            continue;
        }
        let worst = facts.evidence.health(ProbeId::GrpcHealth).map(HealthFacts::worst).unwrap_or_default();
        let decides = findings.iter().any(|f| f.cause == Cause::GrpcSlow)
            && worst.saturating_sub(waited) <= facts.case.init_timeout();
        if decides || complains {
            findings.retain(|f| f.cause != Cause::GrpcSlow);
            findings.push(Finding::likely(Cause::DnsUnreachable, &[id]).with(Detail::Resolvers(dead)));
            return;
        }
    }
}

/// What only costs time, named when time is what the user complains about.
pub(super) fn slow_for_symptom(facts: &CaseFacts<'_>, findings: &mut Vec<Finding>) {
    slow_resolver(facts, findings);
    let held = |id| facts.evidence.get(id).filter(|o| o.outcome.holds());
    let connect = held(ProbeId::RestTcp).map(|o| (ProbeId::RestTcp, o.took));
    let answer = held(ProbeId::RestLive).and(facts.evidence.http(ProbeId::RestLive));
    let answer = answer.map(|http| (ProbeId::RestLive, http.cold));
    if let Some((slow, took)) = [connect, answer].into_iter().flatten().find(|(_, took)| *took > REST_LIMIT) {
        let measured = Detail::Measured(took);
        findings.retain(|f| f.cause != Cause::GrpcSlow);
        // Clients wait longer for an answer than for a connection (`facts.md` §2).
        let sure = if slow == ProbeId::RestTcp { Confidence::Certain } else { Confidence::Likely };
        findings.push(Finding::new(Cause::NetworkSlow, sure, &[slow]).with(measured));
    }
    if facts.case.symptom != Some(Symptom::ConnectionTimeout) || !findings.is_empty() {
        return;
    }
    for id in [ProbeId::RestTcp, ProbeId::GrpcTcp] {
        let outcome = facts.evidence.get(id).map(|o| &o.outcome);
        if matches!(outcome, Some(ProbeOutcome::Warned(_, Warning::FamilyDead(Family::V6)))) {
            findings.push(Finding::likely(Cause::Ipv6Broken, &[id]));
        }
    }
}
