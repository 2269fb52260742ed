//! Causes between this machine and the cluster: names, connections, proxies, certificates. One mapping for every chain; what differs for
//! gRPC stands in `grpc`.

use super::interception::{Suspect, suspect};
use super::{Cause, Confidence, Facts, Finding, Owner, Symptom};
use crate::evidence::{Chain, Evidence, Failure, Family, Layer, Outcome, ProbeId, SystemLookupError, Waiting, Warning};
use crate::knowledge::{date, join, seconds};
use crate::target::Kind;
use std::time::Duration;

/// REST limits of the Python client: connect, write and pool (`facts.md` §2).
const REST_LIMIT: Duration = Duration::from_secs(5);

/// What is wrong on the way to REST.
pub(super) fn rest(facts: &Facts<'_>) -> Vec<Finding> {
    let mut found: Vec<Finding> = first_failure(facts.evidence, Chain::Rest)
        .filter(|(id, _)| matches!(id.layer(), Layer::Dns | Layer::Tcp | Layer::Tls))
        .and_then(|(id, failure)| way(facts, id, failure))
        .into_iter()
        .collect();
    if found.is_empty() {
        found.extend(trusted_here_only(facts, ProbeId::RestTls));
    }
    if found.iter().any(|f| f.cause == Cause::ConnectionRefused) && facts.kind == Kind::Local {
        found.push(Finding::possible(Cause::LocalAddress, &[ProbeId::RestTcp]));
    }
    found
}

/// The first failure of a chain, in the order of its layers.
pub(super) fn first_failure(evidence: &Evidence, chain: Chain) -> Option<(ProbeId, &Failure)> {
    evidence.failed().find(|(id, _)| id.chain() == chain)
}

/// The cause for a failure below HTTP.
pub(super) fn way(facts: &Facts<'_>, id: ProbeId, failure: &Failure) -> Option<Finding> {
    name(facts, id, failure)
        .or_else(|| connection(facts, id, failure))
        .or_else(|| proxy(facts, id, failure))
        .or_else(|| tls(facts, id, failure))
}

fn name(facts: &Facts<'_>, id: ProbeId, failure: &Failure) -> Option<Finding> {
    let resolver = || {
        let direct = facts.evidence.dns(id).map(|d| d.direct.iter().map(|l| l.server.to_string()).collect::<Vec<_>>());
        join(direct.unwrap_or_default().iter().map(String::as_str))
    };
    let with_resolver = |finding: Finding| {
        let resolver = resolver();
        if resolver.is_empty() { finding } else { finding.value("resolver", resolver) }
    };
    match failure {
        Failure::NameNotFound { by_server, .. } => {
            // A resolver that denies the console too denies everything.
            if denies_everything(facts.evidence, id) {
                return Some(with_resolver(Finding::likely(Cause::DnsUnreachable, &[id, ProbeId::ConsoleDns])));
            }
            let confidence =
                if *by_server && facts.kind == Kind::WeaviateCloud { Confidence::Certain } else { Confidence::Likely };
            Some(with_resolver(Finding::new(Cause::ClusterNotFound, confidence, &[id])))
        }
        Failure::NoAddress { .. } => Some(with_resolver(Finding::likely(Cause::ClusterNotFound, &[id]))),
        Failure::ResolverFailed { system, .. } => {
            let sure = *system != Some(SystemLookupError::Other);
            let confidence = if sure { Confidence::Certain } else { Confidence::Likely };
            Some(with_resolver(Finding::new(Cause::DnsUnreachable, confidence, &[id])))
        }
        _ => None,
    }
}

fn denies_everything(evidence: &Evidence, id: ProbeId) -> bool {
    let denied = |id| matches!(evidence.failure(id), Some(Failure::NameNotFound { .. }));
    id.chain() != Chain::Console && denied(ProbeId::ConsoleDns)
}

fn connection(facts: &Facts<'_>, id: ProbeId, failure: &Failure) -> Option<Finding> {
    let by = [id];
    let finding = match failure {
        Failure::Refused { addresses } => {
            let text: Vec<String> = addresses.iter().map(ToString::to_string).collect();
            Finding::certain(Cause::ConnectionRefused, &by).value("address", join(text.iter().map(String::as_str)))
        }
        Failure::TimedOut { waiting_for: Waiting::Connect, after } => {
            Finding::certain(Cause::ConnectionBlocked, &by).value("measured", seconds(*after))
        }
        Failure::TimedOut { waiting_for: Waiting::Handshake | Waiting::Tunnel, after } => {
            Finding::likely(Cause::ConnectionBlocked, &by).value("measured", seconds(*after))
        }
        Failure::TimedOut { waiting_for: Waiting::Lookup, .. } => Finding::certain(Cause::DnsUnreachable, &by),
        Failure::Unreachable { only: Some(Family::V6), .. } => Finding::likely(Cause::Ipv6Broken, &by),
        Failure::Unreachable { .. } => Finding::likely(Cause::ConnectionBlocked, &by),
        Failure::Cut { .. } => Finding::certain(Cause::ConnectionReset, &by),
        _ => return None,
    };
    // Weaviate Cloud's edge listens; on other clusters the one who runs it is the first to ask.
    let by_operator = facts.kind != Kind::WeaviateCloud && finding.cause == Cause::ConnectionRefused;
    Some(if by_operator { finding.owner(Owner::WeaviateCloud) } else { finding })
}

fn proxy(facts: &Facts<'_>, id: ProbeId, failure: &Failure) -> Option<Finding> {
    let by = [id];
    let (cause, url) = match failure {
        Failure::ProxyUnreachable { proxy, .. } | Failure::ProxyNotSpoken { proxy } => (Cause::ProxyUnreachable, proxy),
        Failure::ProxyAuthRequired { proxy } => (Cause::ProxyAuthRequired, proxy),
        Failure::ProxyRefused { proxy, .. } => (Cause::ProxyRefused, proxy),
        _ => return None,
    };
    let mut finding = Finding::certain(cause, &by).value("proxy", url);
    if let Failure::ProxyRefused { reply, .. } = failure {
        finding = finding.value("answer", reply.to_string());
    }
    let proxies = &facts.case.settings.proxies;
    let set = match id.chain() {
        Chain::Rest | Chain::Local => &proxies.rest,
        Chain::Grpc => &proxies.grpc,
        Chain::Console => &proxies.console,
    };
    Some(match set {
        Some(proxy) => finding.value("proxy_variable", crate::knowledge::origin(&proxy.origin)),
        None => finding,
    })
}

fn tls(facts: &Facts<'_>, id: ProbeId, failure: &Failure) -> Option<Finding> {
    let by = [id];
    Some(match failure {
        Failure::CertificateUntrusted { issuer, self_signed } => {
            let chain = facts.evidence.tls(id).map(|t| t.chain.as_slice()).unwrap_or_default();
            let finding = match suspect(chain, *self_signed, facts.kind) {
                Suspect::Vendor(vendor) => Finding::certain(Cause::TlsIntercepted, &by).value("vendor", vendor),
                Suspect::Company => Finding::likely(Cause::TlsIntercepted, &by),
                Suspect::Server => {
                    let confidence = if *self_signed { Confidence::Certain } else { Confidence::Likely };
                    Finding::new(Cause::CertificateUntrusted, confidence, &by)
                }
            };
            finding.value("issuer", issuer.to_string())
        }
        Failure::CertificateExpired { not_after } => {
            Finding::certain(Cause::CertificateExpired, &by).value("not_after", date(*not_after))
        }
        Failure::CertificateNotYetValid { not_before } => {
            Finding::likely(Cause::ClockWrong, &by).value("not_after", date(*not_before))
        }
        Failure::CertificateNameMismatch { presented, .. } => {
            let finding = Finding::certain(Cause::CertificateNameMismatch, &by);
            if presented.is_empty() {
                finding
            } else {
                finding.value("names", join(presented.iter().take(6).map(crate::clean::Clean::as_str)))
            }
        }
        Failure::CertificateUnusable => Finding::likely(Cause::CertificateUntrusted, &by),
        Failure::NoTrustStore => Finding::likely(Cause::CertificateUntrusted, &by).owner(Owner::YourMachine),
        Failure::TlsNotSpoken { .. } => Finding::certain(Cause::TlsNotSpoken, &by),
        Failure::TlsTooOld => Finding::certain(Cause::TlsTooOld, &by),
        Failure::TlsAlert { .. } => Finding::possible(Cause::TlsTooOld, &by),
        _ => return None,
    })
}

/// A chain that this machine trusts and public root programs don't: curl works, Python and Node don't.
pub(super) fn trusted_here_only(facts: &Facts<'_>, id: ProbeId) -> Option<Finding> {
    let outcome = &facts.evidence.get(id)?.outcome;
    if !matches!(outcome, Outcome::Warned(_, Warning::TrustedHereOnly)) || facts.kind == Kind::Local {
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

/// What only costs time, named when time is what the user complains about.
pub(super) fn slow_for_symptom(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
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
        if matches!(outcome, Some(Outcome::Warned(_, Warning::FamilyDead(Family::V6)))) {
            findings.push(Finding::likely(Cause::Ipv6Broken, &[id]));
        }
    }
}
