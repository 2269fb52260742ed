//! What follows from a cause that a text names: the probes that would settle it, and what its words need.

use super::address::{TriedAddress, host, port};
use crate::model::cause::{Cause, SettledBy};
use crate::model::client::{Language, Version};
use crate::model::evidence::ProbeId;
use crate::model::finding::Detail;
use crate::model::target::{Hosting, Target};

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

/// What the text tells for the words of a finding.
pub(super) fn details(
    tried: Option<&TriedAddress>,
    address: Option<&str>,
    client: Option<(Language, Option<Version>)>,
) -> Vec<Detail> {
    let mut details = Vec::new();
    if let (None, Some(address)) = (tried, address) {
        details.push(Detail::AddressInText(address.to_owned()));
    }
    if let Some(tried) = tried {
        let address = tried.address.as_str();
        details.push(Detail::AddressInText(address.to_owned()));
        let name = host(address).to_owned();
        let is_name = name.contains('.') && name.parse::<std::net::IpAddr>().is_err();
        if tried.proxy {
            details.push(Detail::Proxy(address.to_owned()));
        } else if is_name && (name.starts_with("grpc-") || name.contains(".grpc.")) {
            details.push(Detail::GrpcHost(name));
        } else if is_name {
            details.push(Detail::RestHost(name));
            details.extend(port(address).map(Detail::RestPort));
        }
        details.extend(tried.expected.as_ref().map(|expected| match expected.as_str() {
            url if !tried.proxy => Detail::SuggestedUrl(url.to_owned()),
            name if name.starts_with("grpc-") => Detail::GrpcHost(host(name).to_owned()),
            name => Detail::RestHost(host(name).to_owned()),
        }));
    }
    if let Some((language, version)) = client {
        details.push(Detail::ClientOfText(language));
        details.extend(version.map(Detail::ClientVersion));
    }
    details
}
