//! Causes between this machine and the cluster: names, connections, proxies, certificates. One mapping for every chain; what differs for
//! gRPC stands in `grpc`.

use super::CaseFacts;
use super::interception::{Suspect, suspect};
use crate::model::cause::{Cause, Owner};
use crate::model::evidence::{
    AlertReason, Chain, DirectLookup, Evidence, Failure, Family, HealthFacts, Layer, Phase, ProbeId, ProbeOutcome,
    SystemLookupError, Warning,
};
use crate::model::finding::{Confidence, Finding};
use crate::model::sanitized::SanitizedText;
use crate::model::symptom::Symptom;
use crate::model::target::{Hosting, Target};
use crate::words::catalog::date;
use crate::words::closest_match::closest_match;
use crate::words::format::{join, seconds};
use std::net::SocketAddr;
use std::time::Duration;

/// REST limits of the Python client: connect, write and pool (`facts.md` §2).
const REST_LIMIT: Duration = Duration::from_secs(5);
/// Seconds.
const SECONDS_PER_DAY: i64 = 86_400;
/// A look-up that takes longer waits for a server that doesn't answer: resolvers wait in whole seconds (`resolv.conf`: 5 if not set).
const LOOKUP_LIMIT: Duration = Duration::from_millis(900);

/// What is wrong between here and the REST endpoint.
pub(super) fn rest(facts: &CaseFacts<'_>) -> Vec<Finding> {
    let mut found: Vec<Finding> = first_failure(facts.evidence, Chain::Rest)
        .filter(|(id, _)| matches!(id.layer(), Layer::Dns | Layer::Tcp | Layer::Tls))
        .and_then(|(id, failure)| way(facts, id, failure))
        .into_iter()
        .collect();
    if found.is_empty() {
        found.extend(trusted_here_only(facts, ProbeId::RestTls));
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
    let by = [id];
    Some(match failure {
        Failure::NameNotFound { by_server, .. } => name_not_found(facts, id, *by_server),
        Failure::NoAddress { .. } => with_resolver(facts, id, Finding::likely(Cause::ClusterNotFound, &by)),
        Failure::ResolverFailed { system, .. } => {
            // A server that does answer when it is asked directly is not dead.
            let answers = facts.evidence.dns(id).is_some_and(|d| d.direct.iter().any(DirectLookup::has_found));
            let sure = *system != Some(SystemLookupError::Other) && !answers;
            let confidence = if sure { Confidence::Certain } else { Confidence::Likely };
            with_resolver(facts, id, Finding::new(Cause::DnsUnreachable, confidence, &by))
        }
        Failure::Refused { addresses } => refused(facts, id, addresses),
        Failure::TimedOut { waiting_for, after } => {
            let finding = match waiting_for {
                Phase::Lookup => Finding::certain(Cause::DnsUnreachable, &by),
                Phase::Connect => Finding::certain(Cause::ConnectionBlocked, &by),
                Phase::Handshake | Phase::Tunnel => Finding::likely(Cause::ConnectionBlocked, &by),
                Phase::Response => Finding::likely(Cause::ClusterUnavailable, &by)
                    .value("answer", format!("no answer in {}", seconds(*after))),
            };
            finding.value("measured", seconds(*after))
        }
        Failure::Unreachable { only: Some(Family::V6), .. } => Finding::likely(Cause::Ipv6Broken, &by),
        Failure::Unreachable { only: Some(Family::V4) | None, .. } => Finding::likely(Cause::ConnectionBlocked, &by),
        Failure::Cut { .. } => Finding::certain(Cause::ConnectionReset, &by),
        Failure::ProxyUnreachable { proxy, .. } | Failure::ProxyNotSpoken { proxy } => {
            through_proxy(facts, id, Cause::ProxyUnreachable, proxy)
        }
        Failure::ProxyAuthRequired { proxy } => through_proxy(facts, id, Cause::ProxyAuthRequired, proxy),
        Failure::ProxyRefused { proxy, reply } => {
            through_proxy(facts, id, Cause::ProxyRefused, proxy).value("answer", reply.to_string())
        }
        Failure::CertificateUntrusted { issuer, self_signed } => {
            untrusted(facts, id, *self_signed).value("issuer", issuer.to_string())
        }
        Failure::CertificateExpired { not_after } => {
            let finding = match clock_ahead(facts) {
                Some((by, ahead)) => Finding::likely(Cause::ClockWrong, &[id, by])
                    .value("clock_offset", crate::words::format::span(ahead)),
                None => Finding::certain(Cause::CertificateExpired, &by),
            };
            finding.value("not_after", date(*not_after))
        }
        Failure::CertificateNotYetValid { not_before } => {
            Finding::likely(Cause::ClockWrong, &by).value("not_after", date(*not_before))
        }
        Failure::CertificateNameMismatch { presented, .. } => {
            let finding = Finding::certain(Cause::CertificateNameMismatch, &by);
            if presented.is_empty() {
                finding
            } else {
                finding.value("names", join(presented.iter().take(6).map(SanitizedText::as_str)))
            }
        }
        Failure::CertificateUnusable => Finding::likely(Cause::CertificateUntrusted, &by),
        Failure::NoTrustStore => Finding::likely(Cause::CertificateUntrusted, &by).owner(Owner::YourMachine),
        Failure::TlsNotSpoken { .. } => Finding::certain(Cause::TlsNotSpoken, &by),
        Failure::TlsTooOld => Finding::certain(Cause::TlsTooOld, &by),
        Failure::TlsAlert { alert, reason } => ended(facts, id, alert.as_str(), *reason),
        Failure::UrlMissing
        | Failure::UrlUnusable(_)
        | Failure::KeyEmpty
        | Failure::KeyUnclean(_)
        | Failure::Http2NotOffered { .. }
        | Failure::Answered(_)
        | Failure::NotHttp(_)
        | Failure::CorsRefused
        | Failure::NotServing
        | Failure::Grpc { .. }
        | Failure::NotGrpc { .. }
        | Failure::LocalResource { .. }
        | Failure::Defect => return None,
    })
}

/// A server elsewhere, whose certificate verified, says that this machine's clock is ahead by more than a day, which makes other certificates
/// look expired: the probe that met it, and the seconds.
fn clock_ahead(facts: &CaseFacts<'_>) -> Option<(ProbeId, u64)> {
    [ProbeId::RestLive, ProbeId::ConsoleHttp].into_iter().find_map(|id| {
        let offset = facts.evidence.http(id)?.clock_offset.filter(|seconds| *seconds < -SECONDS_PER_DAY)?;
        Some((id, offset.unsigned_abs()))
    })
}

/// Adds the servers that were asked.
fn with_resolver(facts: &CaseFacts<'_>, id: ProbeId, finding: Finding) -> Finding {
    let servers: Vec<String> =
        facts.evidence.dns(id).map(|d| d.direct.iter().map(|l| l.server.to_string()).collect()).unwrap_or_default();
    if servers.is_empty() { finding } else { finding.value("resolver", join(servers.iter().map(String::as_str))) }
}

fn name_not_found(facts: &CaseFacts<'_>, id: ProbeId, by_server: bool) -> Finding {
    // A resolver that denies the console too denies everything.
    let console = matches!(facts.evidence.failure(ProbeId::ConsoleDns), Some(Failure::NameNotFound { .. }));
    let denied = facts.evidence.dns(id).and_then(|d| d.console) == Some(false);
    let finding = if console && id.chain() != Chain::Console {
        denies_all(facts, Finding::likely(Cause::DnsUnreachable, &[id, ProbeId::ConsoleDns]))
    } else if denied {
        denies_all(facts, Finding::likely(Cause::DnsUnreachable, &[id]))
    } else {
        let sure = by_server && facts.kind == Hosting::WeaviateCloud;
        let finding =
            Finding::new(Cause::ClusterNotFound, if sure { Confidence::Certain } else { Confidence::Likely }, &[id]);
        near(facts, finding)
    };
    with_resolver(facts, id, finding)
}

fn denies_all(facts: &CaseFacts<'_>, finding: Finding) -> Finding {
    let console = &facts.case.settings.console.host;
    finding.value("dns_problem", format!("denies even {console}, which does exist"))
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
    match by_host.or_else(|| hosts.iter().find(|(_, name)| Some(*name) == by_name)) {
        Some((other, name)) => finding.value("nearest_cluster", format!("{name} ({other})")),
        None => finding,
    }
}

fn nearest_host<'a>(host: &str, hosts: &'a [(String, &'a str)]) -> Option<&'a (String, &'a str)> {
    // Hosts share their ends and differ in front.
    let (label, _) = host.split_once('.')?;
    let labels = hosts.iter().map(|(other, _)| other.split('.').next().unwrap_or_default());
    let near = closest_match(label, labels)?;
    hosts.iter().find(|(other, _)| other.split('.').next() == Some(near))
}

/// The peer ended the handshake with an alert that gives a reason.
fn ended(facts: &CaseFacts<'_>, id: ProbeId, alert: &str, reason: AlertReason) -> Finding {
    let by = [id];
    let finding = match reason {
        AlertReason::NothingInCommon => Finding::possible(Cause::TlsTooOld, &by),
        AlertReason::UnknownName if facts.kind == Hosting::WeaviateCloud => {
            near(facts, Finding::likely(Cause::ClusterNotFound, &by))
        }
        AlertReason::UnknownName => Finding::likely(Cause::CertificateNameMismatch, &by),
        AlertReason::Denied => Finding::possible(Cause::RequestFiltered, &by).value("alert", format!("“{alert}”")),
        AlertReason::Unstated => Finding::possible(Cause::ConnectionReset, &by),
    };
    finding.value("answer", format!("the TLS alert “{alert}”"))
}

fn refused(facts: &CaseFacts<'_>, id: ProbeId, addresses: &[SocketAddr]) -> Finding {
    let text: Vec<String> = addresses.iter().map(ToString::to_string).collect();
    let mut finding = Finding::certain(Cause::ConnectionRefused, &[id]);
    if !text.is_empty() {
        finding = finding.value("address", join(text.iter().map(String::as_str)));
    }
    // Weaviate Cloud's edge listens; on other clusters the one who runs it is the first to ask.
    if facts.kind == Hosting::WeaviateCloud { finding } else { finding.owner(Owner::WeaviateCloud) }
}

fn through_proxy(facts: &CaseFacts<'_>, id: ProbeId, cause: Cause, url: &str) -> Finding {
    let finding = Finding::certain(cause, &[id]).value("proxy", url);
    let proxies = &facts.case.settings.proxies;
    let set = match id.chain() {
        Chain::Rest | Chain::Local => &proxies.rest,
        Chain::Grpc => &proxies.grpc,
        Chain::Console => &proxies.console,
    };
    match set {
        Some(proxy) => finding.value("proxy_variable", crate::words::catalog::origin(&proxy.origin)),
        None => finding,
    }
}

fn untrusted(facts: &CaseFacts<'_>, id: ProbeId, self_signed: bool) -> Finding {
    let by = [id];
    let chain = facts.evidence.tls(id).map(|t| t.chain.as_slice()).unwrap_or_default();
    match suspect(chain, self_signed, facts.kind) {
        Suspect::Vendor(vendor) => Finding::certain(Cause::TlsIntercepted, &by).value("vendor", vendor),
        Suspect::Company => Finding::likely(Cause::TlsIntercepted, &by),
        Suspect::Server if self_signed => Finding::certain(Cause::CertificateUntrusted, &by),
        Suspect::Server => Finding::likely(Cause::CertificateUntrusted, &by),
    }
}

/// A chain that this machine trusts and public root programs don't: curl works, Python and Node don't.
pub(super) fn trusted_here_only(facts: &CaseFacts<'_>, id: ProbeId) -> Option<Finding> {
    let outcome = &facts.evidence.get(id)?.outcome;
    // A self-hosted cluster may well have a certificate of the company's own authority; the clients' own verdicts tell who trusts it.
    if !matches!(outcome, ProbeOutcome::Warned(_, Warning::TrustedHereOnly)) || facts.kind != Hosting::WeaviateCloud {
        return None;
    }
    let chain = facts.evidence.tls(id).map(|t| t.chain.as_slice()).unwrap_or_default();
    let mut finding = Finding::certain(Cause::TlsIntercepted, &[id]);
    if let Suspect::Vendor(vendor) = suspect(chain, false, facts.kind) {
        finding = finding.value("vendor", vendor);
    }
    Some(match chain.last() {
        Some(last) => finding.value("issuer", last.issuer.to_string()),
        None => finding,
    })
}

/// A dead name server in front of one that answers: the system waits for it at each look-up, and the client gives up before.
fn slow_resolver(facts: &CaseFacts<'_>, findings: &mut Vec<Finding>) {
    let complains = facts.case.symptom == Some(Symptom::ConnectionTimeout) && findings.is_empty();
    for id in [ProbeId::GrpcDns, ProbeId::RestDns] {
        let Some(dns) = facts.evidence.dns(id) else { continue };
        let waited = dns.system.as_ref().filter(|s| s.answer.is_ok()).map(|s| s.took).unwrap_or_default();
        let dead: Vec<String> = dns.direct.iter().filter(|d| d.is_silent()).map(|d| d.server.to_string()).collect();
        if waited < LOOKUP_LIMIT || dead.is_empty() || dead.len() == dns.direct.len() {
            continue;
        }
        let worst = facts.evidence.health(ProbeId::GrpcHealth).map(HealthFacts::worst).unwrap_or_default();
        let decides = findings.iter().any(|f| f.cause == Cause::GrpcSlow)
            && worst.saturating_sub(waited) <= facts.case.init_timeout();
        if decides || complains {
            findings.retain(|f| f.cause != Cause::GrpcSlow);
            let finding = Finding::likely(Cause::DnsUnreachable, &[id]);
            findings.push(finding.value("resolver", join(dead.iter().map(String::as_str))));
            return;
        }
    }
}

/// What only costs time, named when time is what the user complains about.
pub(super) fn slow_for_symptom(facts: &CaseFacts<'_>, findings: &mut Vec<Finding>) {
    slow_resolver(facts, findings);
    let took = |id| facts.evidence.get(id).filter(|o| o.outcome.holds()).map(|o| o.took);
    if let Some(slow) = [ProbeId::RestTcp, ProbeId::RestLive].into_iter().find(|id| took(*id) > Some(REST_LIMIT)) {
        let measured = seconds(took(slow).unwrap_or_default());
        findings.retain(|f| f.cause != Cause::GrpcSlow);
        findings.push(Finding::certain(Cause::NetworkSlow, &[slow]).value("measured", measured));
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
