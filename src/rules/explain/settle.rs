//! What follows from a cause that a text names: the probes that would settle it, and the values for its words.

use super::address::{TriedAddress, host, port};
use crate::model::cause::{Cause, SettledBy};
use crate::model::client::{Language, Version};
use crate::model::evidence::ProbeId;
use crate::model::target::{Hosting, Target};
use std::collections::BTreeMap;

const REST: [ProbeId; 5] =
    [ProbeId::RestDns, ProbeId::RestTcp, ProbeId::RestTls, ProbeId::RestReady, ProbeId::RestMeta];
const GRPC: [ProbeId; 4] = [ProbeId::GrpcDns, ProbeId::GrpcTcp, ProbeId::GrpcTls, ProbeId::GrpcHealth];
const CONSOLE: [ProbeId; 4] = [ProbeId::ConsoleDns, ProbeId::ConsoleTcp, ProbeId::ConsoleTls, ProbeId::ConsoleHttp];
const KEY: [ProbeId; 3] = [ProbeId::LocalKey, ProbeId::RestAuth, ProbeId::GrpcAuth];

/// The probes that would settle a cause; without one, those that tell most.
pub fn probes_for(cause: Option<Cause>) -> Vec<ProbeId> {
    let Some(cause) = cause else { return [&REST[..], &[ProbeId::RestAuth], &GRPC].concat() };
    match cause.settled_by() {
        SettledBy::Console => CONSOLE.to_vec(),
        SettledBy::Key => KEY.to_vec(),
        SettledBy::Rest => REST.to_vec(),
        SettledBy::Grpc => [&[ProbeId::RestMeta], &GRPC[..]].concat(),
        SettledBy::Names => vec![ProbeId::RestDns, ProbeId::GrpcDns],
        SettledBy::Proxies => [&[ProbeId::LocalEnvironment], &REST[..3], &GRPC].concat(),
        SettledBy::Address => [&[ProbeId::LocalUrl], &REST[..]].concat(),
        SettledBy::Browser => vec![ProbeId::RestCors, ProbeId::RestAuth],
        SettledBy::Modules => vec![ProbeId::RestMeta, ProbeId::RestAuth],
        SettledBy::Client => vec![ProbeId::LocalEnvironment],
    }
}

/// The cluster's URL, when the address that was tried tells it.
pub(super) fn cluster_url(tried: &TriedAddress) -> Option<String> {
    let address = tried.expected.as_ref().unwrap_or(&tried.address).as_str();
    let name = host(address.trim_start_matches("https://"));
    let name = name.strip_prefix("grpc-").unwrap_or(name);
    let url = format!("https://{name}");
    Target::read(&url, None).ok().filter(|t| t.kind == Hosting::WeaviateCloud).map(|_| url)
}

/// Values for the words of a finding.
pub(super) fn values(
    tried: Option<&TriedAddress>,
    client: Option<(Language, Option<Version>)>,
) -> BTreeMap<&'static str, String> {
    let mut values = BTreeMap::new();
    if let Some(tried) = tried {
        let address = tried.address.as_str();
        values.insert("address", address.to_owned());
        let name = host(address).to_owned();
        let is_name = name.contains('.') && name.parse::<std::net::IpAddr>().is_err();
        if tried.proxy {
            values.insert("proxy", address.to_owned());
        } else if is_name && (name.starts_with("grpc-") || name.contains(".grpc.")) {
            values.insert("grpc_host", name);
        } else if is_name {
            values.insert("rest_host", name);
            if let Some(port) = port(address) {
                values.insert("rest_port", port.to_string());
            }
        }
        if let Some(expected) = tried.expected.as_ref().filter(|_| tried.proxy) {
            let name = if expected.as_str().starts_with("grpc-") { "grpc_host" } else { "rest_host" };
            values.insert(name, host(expected.as_str()).to_owned());
        } else if let Some(expected) = &tried.expected {
            values.insert("suggested_url", expected.as_str().to_owned());
        }
    }
    if let Some((language, version)) = client {
        values.insert("client", format!("the {} client", language.name()));
        if let Some(version) = version {
            values.insert("client_version", version.to_string());
        }
    }
    values
}
