//! Where a Python program names host, port and encryption piece by piece. It knows nothing of keys.

use super::arguments::{Bound, bind, signature};
use crate::rules::scan::expr::{Call, ExprKind};
use crate::rules::scan::join::VariableUse;
use crate::rules::scan::problem::Problem;
use crate::rules::scan::program::CallSite;
use crate::rules::scan::rules::Judge;
use crate::rules::scan::rules::endpoints::Endpoints;

/// `ConnectionParams.from_url(…)`.
pub(super) fn from_url<'a>(j: &mut Judge<'a>, site: &'a CallSite) {
    let call: &Call = &site.call;
    let bound = bind(j, call, &["url", "grpc_port", "grpc_secure"]);
    signature(j, site, &bound, &["url", "grpc_port"]);
    let Some(url) = call.arg("url", 0) else { return };
    if j.address(url) {
        return;
    }
    j.plain_http(url);
    j.without_scheme(url);
    if j.cloud_host(url).is_some()
        && let Some((port, span)) = call.arg("grpc_port", 1).and_then(|p| j.number(p))
        && (port - 443.0).abs() > 0.5
    {
        j.report(Problem::WrongGrpcEndpoint, span, vec![(span.clone(), "443".to_owned())]);
    }
}

/// `connect_to_custom(…)`.
pub(super) fn custom<'a>(j: &mut Judge<'a>, site: &'a CallSite, bound: &Bound<'a>) {
    let names = ["http_host", "http_port", "http_secure", "grpc_host", "grpc_port", "grpc_secure"];
    let given = Endpoints::of(names, |name| bound.get(name));
    j.endpoints(&site.call.callee_span, &given);
    for (host, used) in [(given.http_host, VariableUse::Host), (given.grpc_host, VariableUse::GrpcHost)] {
        if let Some(host) = host {
            j.scheme_in_host(host, used);
        }
    }
}

/// `ConnectionParams(http=ProtocolParams(…), grpc=ProtocolParams(…))`.
pub(super) fn protocols<'a>(j: &mut Judge<'a>, site: &'a CallSite) {
    let part = |(name, field): (&str, &str)| {
        let params = site.call.named(name)?;
        j.values(&params.value).into_iter().find_map(|v| match &v.kind {
            ExprKind::Call(call) if call.callee.ends_with("ProtocolParams") => call.named(field).map(|a| &a.value),
            _ => None,
        })
    };
    let names = ["http host", "http port", "http secure", "grpc host", "grpc port", "grpc secure"];
    let given = Endpoints::of(names, |name| part(name.split_once(' ')?));
    j.endpoints(&site.call.callee_span, &given);
}
