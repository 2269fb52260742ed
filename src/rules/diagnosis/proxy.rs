//! Causes in which one part of a client obeys a proxy variable and another doesn't, and what a broken proxy means for a client that never
//! looks at it. What the proxy itself does wrong is judged in `network`.

use super::CaseFacts;
use super::network::first_failure;
use crate::model::cause::Cause;
use crate::model::evidence::{Chain, DirectTry, Failure, GrpcFailure, HttpFailure, Layer, Origin, ProbeId, TcpFailure};
use crate::model::finding::{Confidence, Detail, Finding};
use crate::model::proxy::Proxy;
use crate::model::proxy_use::Protocol;
use crate::rules::clients::proxy::of_case;

/// One endpoint with the proxy that a variable names for it.
struct ProxiedEndpoint<'a> {
    chain: Chain,
    tcp: ProbeId,
    proxy: &'a Proxy,
    /// Whether this client's part for this protocol obeys a variable.
    reads: bool,
    direct: Option<&'a DirectTry>,
}

impl ProxiedEndpoint<'_> {
    fn of<'a>(facts: &CaseFacts<'a>, protocol: Protocol) -> Option<ProxiedEndpoint<'a>> {
        let target = facts.case.usable_target()?;
        let proxies = &facts.case.settings.proxies;
        let (chain, tcp, proxy, endpoint) = match protocol {
            Protocol::Rest => (Chain::Rest, ProbeId::RestTcp, proxies.rest.as_ref()?, target.rest),
            Protocol::Grpc => (Chain::Grpc, ProbeId::GrpcTcp, proxies.grpc.as_ref()?, target.grpc),
        };
        if !matches!(proxy.origin, Origin::Variable(_)) {
            return None;
        }
        let reads = of_case(facts.case, facts.case.client.language, protocol, &endpoint).is_some();
        let direct = facts.evidence.tcp(tcp).and_then(|t| t.direct.as_ref());
        Some(ProxiedEndpoint { chain, tcp, proxy, reads, direct })
    }

    fn direct_works(&self) -> bool {
        self.direct.is_some_and(|d| d.failure.is_none())
    }

    fn direct_fails(&self) -> bool {
        self.direct.is_some_and(|d| d.failure.is_some())
    }

    fn finding(&self, cause: Cause, confidence: Confidence, by: &[ProbeId]) -> Finding {
        Finding::new(cause, confidence, by)
            .with(Detail::Proxy(self.proxy.url()))
            .with(Detail::ProxyOrigin(self.proxy.origin.clone()))
    }
}

/// Adds what these rules find and takes out, or doubts, what the other rules said of a way that this client doesn't take.
pub(super) fn findings(facts: &CaseFacts<'_>, rest: &mut Vec<Finding>, grpc: &mut Vec<Finding>) -> Vec<Finding> {
    let (rest_part, grpc_part) =
        (ProxiedEndpoint::of(facts, Protocol::Rest), ProxiedEndpoint::of(facts, Protocol::Grpc));
    let mut found: Vec<Finding> =
        [&rest_part, &grpc_part].into_iter().flatten().filter_map(|p| required(facts, p)).collect();
    if let Some(finding) = grpc_part.as_ref().and_then(|part| grpc_alone(facts, part, rest_part.as_ref(), rest)) {
        grpc.clear();
        if rest_part.as_ref().is_some_and(|p| doubtful(facts, p)) {
            rest.clear();
        }
        found.push(finding);
        return found;
    }
    for (part, findings) in [(rest_part, rest), (grpc_part, grpc)] {
        if part.is_some_and(|p| doubtful(facts, &p)) {
            // The proxy is broken, and this client uses it only when configured to.
            for finding in findings.iter_mut() {
                finding.confidence = finding.confidence.min(Confidence::Likely);
            }
        }
    }
    found
}

/// Directly nothing works, through the proxy it does, and this client takes the direct way.
fn required(facts: &CaseFacts<'_>, part: &ProxiedEndpoint<'_>) -> Option<Finding> {
    let needed = !part.reads && part.direct_fails() && facts.evidence.holds(part.tcp);
    let concerned = part.chain != Chain::Grpc || facts.case.uses_grpc();
    (needed && concerned).then(|| part.finding(Cause::ProxyRequired, Confidence::Certain, &[part.tcp]))
}

/// REST works for this client, and gRPC fails through a proxy that isn't needed.
fn grpc_alone(
    facts: &CaseFacts<'_>,
    part: &ProxiedEndpoint<'_>,
    rest: Option<&ProxiedEndpoint<'_>>,
    found: &[Finding],
) -> Option<Finding> {
    if !part.reads || !part.direct_works() || !facts.case.uses_grpc() {
        return None;
    }
    let (id, failure) = first_failure(facts.evidence, Chain::Grpc)?;
    let way = matches!(id.layer(), Layer::Tcp | Layer::Tls);
    let broken = id == ProbeId::GrpcHealth
        && matches!(
            failure,
            Failure::Tcp(TcpFailure::TimedOut { .. } | TcpFailure::Cut { .. })
                | Failure::Http(HttpFailure::NotHttp(_))
                | Failure::Grpc(GrpcFailure::NotGrpc { .. })
        );
    // Its own way to REST: directly, where the probes went through the proxy; else as probed.
    let rest_works = match rest {
        Some(rest) if !rest.reads => rest.direct_works(),
        Some(_) | None => facts.evidence.holds(ProbeId::RestTcp) && found.is_empty(),
    };
    if !(way || broken) || !rest_works {
        return None;
    }
    let by_proxy = is_of_proxy(failure);
    let confidence = if by_proxy { Confidence::Certain } else { Confidence::Likely };
    Some(part.finding(Cause::GrpcProxyEnv, confidence, &[ProbeId::RestTcp, id]))
}

/// The probes met a proxy that doesn't work and that this client doesn't take.
fn doubtful(facts: &CaseFacts<'_>, part: &ProxiedEndpoint<'_>) -> bool {
    let failure = first_failure(facts.evidence, part.chain).map(|(_, failure)| failure);
    !part.reads && part.direct_works() && failure.is_some_and(is_of_proxy)
}

/// Whether it is the proxy that failed, not what is behind it.
const fn is_of_proxy(failure: &Failure) -> bool {
    matches!(failure, Failure::Proxy(_))
}
