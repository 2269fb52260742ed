//! Causes in which one part of a client obeys a proxy variable and another doesn't, and what a broken proxy means for a client that never
//! looks at it. What the proxy itself does wrong is judged in `network`.

use super::CaseFacts;
use super::network::first_failure;
use crate::model::cause::Cause;
use crate::model::client::Language;
use crate::model::evidence::{
    Chain, Failure, GrpcFailure, HttpFailure, Layer, Origin, ProbeId, ProxyTextProblem, TcpFailure,
};
use crate::model::finding::{Confidence, Detail, Finding};
use crate::model::proxy::Proxy;
use crate::model::proxy_use::Protocol;
use crate::rules::clients::proxy_text::ends_start;
use crate::rules::clients::{JudgedClient, proxy};

/// One endpoint with the proxy that a variable names for it.
struct ProxiedEndpoint<'a> {
    chain: Chain,
    tcp: ProbeId,
    proxy: &'a Proxy,
    /// Whether this client's part for this protocol takes it, so that the probes did.
    taken: bool,
}

impl ProxiedEndpoint<'_> {
    fn of<'a>(facts: &CaseFacts<'a>, protocol: Protocol) -> Option<ProxiedEndpoint<'a>> {
        let proxies = &facts.case.settings.proxies;
        let (chain, tcp, own, unused) = match protocol {
            Protocol::Rest => (Chain::Rest, ProbeId::RestTcp, &proxies.rest, &proxies.unused_rest),
            Protocol::Grpc => (Chain::Grpc, ProbeId::GrpcTcp, &proxies.grpc, &proxies.unused_grpc),
        };
        let proxy = own.as_ref().or(unused.as_ref())?;
        matches!(proxy.origin, Origin::Variable(_)).then_some(ProxiedEndpoint {
            chain,
            tcp,
            proxy,
            taken: own.is_some(),
        })
    }

    fn finding(&self, cause: Cause, confidence: Confidence, by: &[ProbeId]) -> Finding {
        Finding::new(cause, confidence, by)
            .with(Detail::Proxy(self.proxy.url()))
            .with(Detail::ProxyOrigin(self.proxy.origin.clone()))
    }
}

/// Adds what these rules find and takes out what it explains.
pub(super) fn findings(facts: &CaseFacts<'_>, rest: &mut Vec<Finding>, grpc: &mut Vec<Finding>) -> Vec<Finding> {
    let parts = [Protocol::Rest, Protocol::Grpc].map(|protocol| ProxiedEndpoint::of(facts, protocol));
    let mut found: Vec<Finding> = Vec::new();
    for (part, findings) in parts.iter().zip([&mut *rest, &mut *grpc]) {
        if let Some(finding) = part.as_ref().and_then(|p| required(facts, p)) {
            findings.clear();
            found.push(finding);
        }
    }
    if let Some(finding) = parts[1].as_ref().and_then(|part| grpc_alone(facts, part, rest)) {
        grpc.clear();
        found.push(finding);
    }
    found
}

/// Where the version of the language decides whether this client takes the proxy, and is not known, the client may go another way than the
/// probes went.
pub(super) fn version_decides(facts: &CaseFacts<'_>, rest: &mut [Finding]) {
    let proxy = facts.case.settings.proxies.rest.as_ref();
    let of_variable = proxy.is_some_and(|proxy| matches!(proxy.origin, Origin::Variable(_)));
    let Some(target) = facts.case.usable_target().filter(|_| of_variable) else { return };
    if proxy::version_decides(facts.case, Protocol::Rest, &target.rest) {
        for finding in rest {
            finding.confidence = finding.confidence.min(Confidence::Likely);
            finding.details.push(Detail::VersionDecidesProxy);
        }
    }
}

/// A proxy variable whose text stops this client before it has asked anything.
pub(super) fn unusable_text(facts: &CaseFacts<'_>) -> Option<Finding> {
    let client = facts.case.client;
    if facts.case.url.origin == Origin::Practice {
        return None;
    }
    let (name, problem) = match client.language {
        Language::Python if client.version.is_none_or(|v| v.major >= 4) => {
            let environment = &facts.case.environment;
            ends_start(facts.case.trust_env, |name| environment.way(name), |name| environment.text(name))?
        }
        Language::Go => (unreadable_for_go(facts)?, ProxyTextProblem::NoAddress),
        Language::Python | Language::TypeScript | Language::Java | Language::CSharp | Language::Curl => return None,
    };
    let sure = match client.version {
        // Where nobody said which client it is, it's a question.
        _ if facts.case.client_origin == Origin::Default => Confidence::Possible,
        // A package for SOCKS comes apart from the client. Whether it is there, no probe sees.
        Some(_) if problem != ProxyTextProblem::SocksPackage => Confidence::Certain,
        Some(_) | None => Confidence::Likely,
    };
    let (cause, detail) = match problem {
        ProxyTextProblem::SocksPackage => (Cause::ClientInstallBroken, Detail::SocksPackage),
        ProxyTextProblem::UnknownScheme
        | ProxyTextProblem::ControlCharacter
        | ProxyTextProblem::PortNotANumber
        | ProxyTextProblem::NoAddress => (Cause::ProxyUnreachable, Detail::ProxyText(problem)),
    };
    let finding = Finding::new(cause, sure, &[ProbeId::LocalEnvironment]);
    Some(finding.with(detail).with(Detail::ProxyOrigin(Origin::Variable(name.into()))))
}

/// The variable that Go takes for a proxy and can't connect to: its text is no address.
fn unreadable_for_go<'a>(facts: &CaseFacts<'a>) -> Option<&'a str> {
    let target = facts.case.usable_target()?;
    let variable = proxy::of_case(facts.case, JudgedClient::own(facts.case), Protocol::Rest, &target.rest)?;
    let text = facts.case.environment.text(variable.name.as_str())?;
    (!text.is_address).then_some(variable.name.as_str())
}

/// Directly, as this client goes, nothing works, and through the proxy it does.
fn required(facts: &CaseFacts<'_>, part: &ProxiedEndpoint<'_>) -> Option<Finding> {
    let works = facts.evidence.through(part.chain).is_some_and(|t| t.failure.is_none());
    if part.taken || !works || (part.chain == Chain::Grpc && !facts.case.uses_grpc()) {
        return None;
    }
    let (id, failure) = first_failure(facts.evidence, part.chain)?;
    let on_the_way = match id.layer() {
        Layer::Dns | Layer::Tcp => true,
        Layer::Tls => matches!(failure, Failure::Tcp(TcpFailure::TimedOut { .. } | TcpFailure::Cut { .. })),
        Layer::Local | Layer::Service | Layer::Auth => false,
    };
    on_the_way.then(|| part.finding(Cause::ProxyRequired, Confidence::Certain, &[id]))
}

/// REST works for this client, and gRPC fails through a proxy that nobody needs.
fn grpc_alone(facts: &CaseFacts<'_>, part: &ProxiedEndpoint<'_>, rest: &[Finding]) -> Option<Finding> {
    let direct = facts.evidence.tcp(part.tcp).and_then(|t| t.direct.as_ref());
    let direct_works = direct.is_some_and(|d| d.failure.is_none());
    let rest_works = facts.evidence.holds(ProbeId::RestTcp) && rest.is_empty();
    if !part.taken || !direct_works || !rest_works || !facts.case.uses_grpc() {
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
    if !(way || broken) {
        return None;
    }
    let confidence = if is_of_proxy(failure) { Confidence::Certain } else { Confidence::Likely };
    Some(part.finding(Cause::GrpcProxyEnv, confidence, &[ProbeId::RestTcp, id]))
}

/// Whether it is the proxy that failed, not what is behind it.
const fn is_of_proxy(failure: &Failure) -> bool {
    matches!(failure, Failure::Proxy(_))
}
