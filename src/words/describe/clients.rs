//! How a client would fare, and which proxy variable it obeys, in words. The wizard and the reports both use it. It decides nothing.

use crate::model::proxy_use::{Protocol, ProxyUse};

/// Whether a client connects, and if not, where it stops.
pub fn connects(connects: Option<bool>, stops_at: Option<&str>) -> String {
    match (connects, stops_at) {
        (Some(true), _) => "connects".to_owned(),
        (Some(false), Some(step)) => format!("stops at: {step}"),
        (Some(false), None) => "doesn't connect".to_owned(),
        (None, _) => "not measured".to_owned(),
    }
}

/// What one part of a client does with the environment's proxy variables.
pub fn proxy_part(protocol: Protocol, variable: Option<&str>, proxy: Option<&str>) -> String {
    let protocol = match protocol {
        Protocol::Rest => "REST",
        Protocol::Grpc => "gRPC",
    };
    match (variable, proxy) {
        (Some(variable), Some(proxy)) => format!("{protocol} through {proxy} ({variable})"),
        (Some(variable), None) => format!("{protocol} by {variable}"),
        (None, _) => format!("{protocol} directly"),
    }
}

/// What all parts of one client do with them.
pub fn proxy_parts(parts: &[ProxyUse]) -> String {
    let words: Vec<String> = parts
        .iter()
        .map(|part| {
            let variable = part.variable.as_ref();
            proxy_part(part.protocol, variable.map(|v| v.name.as_str()), variable.map(|v| v.value.as_str()))
        })
        .collect();
    words.join("; ")
}
