//! What the words of a pattern mean in the error in which they stand. The one place that knows that a refused connection means something else
//! over gRPC, through a proxy, to this machine, to a container or to another service.

use super::context::{count, is_grpc};
use super::destination::Destination;
use super::event::{Event, Phase, Speaker};
use super::given;
use super::parts::Part;
use super::patterns::{AlsoOn, Expression, Pattern, PatternMark};
use super::read::{PatternHit, Reading};
use crate::model::cause::Cause;
use crate::model::target::{Hosting, Target, UrlProblem};

/// What modules of the server say themselves.
const MODULES_SAY: [&str; 3] = ["remote client", "vectorize ", "_wait_for_startup"];

/// What the words mean where they stand, and what else they can mean. None when they mean nothing there.
pub(super) fn meaning(
    pattern: &Pattern,
    hit: &PatternHit,
    event: &Event,
    reading: &Reading,
) -> Option<(Cause, Vec<Cause>)> {
    let cause = pattern.cause?;
    let may_decide = match event.part {
        Part::LibrarySource => false,
        Part::OwnSource => pattern.also_on.contains(&AlsoOn::Source),
        Part::Warning => pattern.also_on.contains(&AlsoOn::Warning),
        Part::Message | Part::Frame | Part::Setting => true,
    };
    if !may_decide {
        return None;
    }
    // Anybody's batch may say so; a module's own words are Weaviate's.
    let module = cause == Cause::ModelProviderUnreachable && MODULES_SAY.iter().any(|own| event.words.contains(own));
    let tells_of_others = matches!(cause, Cause::ModelProviderUnreachable | Cause::AnotherServiceFailed);
    if tells_of_others && !module && count(reading, PatternMark::Weaviate) == 0 {
        return None;
    }
    // A module that asks Weaviate's own REST interface is a client like others.
    let asks_weaviate = event.address.as_ref().is_some_and(|a| a.by_rest);
    if is_on_the_way(cause) && event.speaker == Speaker::Server && !asks_weaviate {
        return None;
    }
    if is_on_the_way(cause) && !pattern.own && event.is_of_another_service() {
        let module = event.speaker == Speaker::Module;
        let cause = if module { Cause::ModelProviderUnreachable } else { Cause::AnotherServiceFailed };
        return (count(reading, PatternMark::Weaviate) > 0).then_some((cause, vec![]));
    }
    if let Some(fault) = given::fault(event).filter(|f| can_come_from_the_address(cause) || pattern.also.contains(f)) {
        return Some((fault, vec![]));
    }
    Some(at_destination(cause, pattern.also.clone(), hit, event, reading))
}

fn at_destination(
    cause: Cause,
    also: Vec<Cause>,
    hit: &PatternHit,
    event: &Event,
    reading: &Reading,
) -> (Cause, Vec<Cause>) {
    let grpc = is_grpc(hit, event);
    let destination = event.destination();
    let own = matches!(destination, Some(Destination::Loopback | Destination::Container));
    let inspected = count(reading, PatternMark::Inspection) > 0;
    // A proxy variable beside a gRPC connection that fails: the REST client doesn't obey it in the same way.
    let to_proxy = grpc && count(reading, PatternMark::ProxyVariable) > 0;
    match cause {
        Cause::ConnectionRefused | Cause::ConnectionBlocked | Cause::DnsUnreachable if to_proxy => {
            (Cause::GrpcProxyEnv, vec![Cause::ProxyUnreachable])
        }
        // Nothing but a proxy stands between a program and its own machine.
        Cause::GrpcBlocked if to_proxy && own => (Cause::GrpcProxyEnv, vec![]),
        Cause::GrpcBlocked if to_proxy => (cause, [&also[..], &[Cause::GrpcProxyEnv]].concat()),
        Cause::ConnectionRefused => refused(grpc, event, also),
        Cause::ConnectionBlocked | Cause::NetworkSlow if grpc => (Cause::GrpcBlocked, vec![Cause::GrpcSlow]),
        Cause::ConnectionReset if grpc && event.phase == Phase::Connect => {
            (Cause::GrpcBlocked, vec![Cause::ConnectionReset])
        }
        Cause::GrpcHttp2Stripped if own => (Cause::GrpcWrongEndpoint, vec![cause]),
        Cause::TlsNotSpoken if grpc => (cause, vec![Cause::GrpcWrongEndpoint]),
        Cause::ClusterNotFound if also.contains(&Cause::NotWeaviate) && is_of_own_server(event) => {
            (Cause::NotWeaviate, vec![])
        }
        Cause::ClusterNotFound | Cause::DnsUnreachable => unresolved(cause, also, grpc, event),
        Cause::CertificateUntrusted | Cause::TlsIntercepted if inspected => (Cause::TlsIntercepted, vec![]),
        cause => (cause, also),
    }
}

/// Whether a cause lies on the way to whatever was to be reached.
fn is_on_the_way(cause: Cause) -> bool {
    matches!(
        cause,
        Cause::ConnectionRefused
            | Cause::ConnectionBlocked
            | Cause::ConnectionReset
            | Cause::NetworkSlow
            | Cause::ClusterNotFound
            | Cause::DnsUnreachable
            | Cause::Ipv6Broken
            | Cause::GrpcBlocked
            | Cause::TlsIntercepted
            | Cause::CertificateUntrusted
            | Cause::ClusterUnavailable
    )
}

/// Whether a wrong address can look like this.
fn can_come_from_the_address(cause: Cause) -> bool {
    is_on_the_way(cause)
        || matches!(
            cause,
            Cause::NotWeaviate
                | Cause::ProxyRefused
                | Cause::UrlMalformed
                | Cause::UrlNotHttps
                | Cause::TlsNotSpoken
                | Cause::GrpcHttp2Stripped
                | Cause::GrpcHostNotFound
                | Cause::GrpcWrongEndpoint
                | Cause::CaptivePortal
                | Cause::RequestFiltered
        )
}

/// Whether an answer came from somewhere else than Weaviate Cloud.
fn is_of_own_server(event: &Event) -> bool {
    let url = given::server(event, false);
    url.and_then(|url| Target::read(&url, None).ok()).is_some_and(|t| t.kind != Hosting::WeaviateCloud)
}

fn refused(grpc: bool, event: &Event, also: Vec<Cause>) -> (Cause, Vec<Cause>) {
    const LOCAL: [&str; 4] = ["localhost:", "127.0.0.1:", "connect_to_local", "connectToLocal"];
    let named_local = || {
        let lines = [&event.own_source, &event.settings, &event.words];
        event.address.is_none() && LOCAL.iter().any(|name| lines.iter().any(|l| l.contains(name)))
    };
    match event.destination() {
        Some(Destination::Proxy) if grpc => (Cause::GrpcProxyEnv, vec![Cause::ProxyUnreachable]),
        Some(Destination::Proxy) => (Cause::ProxyUnreachable, vec![]),
        // The clients ask REST first: that worked.
        Some(Destination::Loopback) if grpc => (Cause::GrpcRefused, vec![Cause::LocalAddress]),
        Some(Destination::Loopback) => (Cause::LocalAddress, vec![Cause::ConnectionRefused]),
        _ if grpc => (Cause::GrpcRefused, vec![]),
        _ if named_local() => (Cause::LocalAddress, vec![Cause::ConnectionRefused]),
        _ => (Cause::ConnectionRefused, also),
    }
}

fn unresolved(cause: Cause, also: Vec<Cause>, grpc: bool, event: &Event) -> (Cause, Vec<Cause>) {
    let host = event.address.as_ref().map_or("", |a| a.host.as_str());
    match event.destination() {
        Some(Destination::Console) => (Cause::UrlIsConsole, vec![]),
        _ if names_sample_host(&event.words) => (Cause::UrlMalformed, vec![cause]),
        _ if ["http", "https"].contains(&host) => (Cause::UrlMalformed, vec![]),
        Some(Destination::Container) => (Cause::ContainerNameUnreachable, vec![]),
        None if event.in_container => (Cause::ContainerNameUnreachable, vec![Cause::DnsUnreachable]),
        _ if grpc => (Cause::GrpcHostNotFound, vec![Cause::ClusterUrlOutdated]),
        _ => (cause, also),
    }
}

/// Whether the words name a host that is a sample from the documentation.
pub(super) fn names_sample_host(words: &str) -> bool {
    static HOST: Expression = Expression::new("", r"([<{$\w.{}>-]*(?:your|weaviate)[\w.<>{}-]*)");
    HOST.all(words).iter().any(|host| matches!(Target::read(host, None), Err(UrlProblem::Placeholder)))
}
