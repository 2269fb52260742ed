//! What follows from a cause that a text names: the probes that would settle it, the symptom to start from, the values for its words.

use super::address::{TriedAddress, host, port};
use crate::model::cause::{Cause, Surface};
use crate::model::client::{Language, Version};
use crate::model::evidence::ProbeId;
use crate::model::symptom::Symptom;
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
    match cause {
        Cause::CorsBlocked | Cause::KeyExposedToBrowser => vec![ProbeId::RestCors, ProbeId::RestAuth],
        Cause::GrpcHostNotFound => vec![ProbeId::RestDns, ProbeId::GrpcDns],
        Cause::GrpcProxyEnv | Cause::ProxyUnreachable | Cause::ProxyRequired => {
            [&[ProbeId::LocalEnvironment], &REST[..3], &GRPC].concat()
        }
        Cause::GrpcRefused
        | Cause::GrpcBlocked
        | Cause::GrpcSlow
        | Cause::GrpcHttp2Stripped
        | Cause::GrpcNotServing
        | Cause::GrpcWrongEndpoint => [&[ProbeId::RestMeta], &GRPC[..]].concat(),
        Cause::UrlMissing
        | Cause::UrlMalformed
        | Cause::UrlIsConsole
        | Cause::UrlIsGrpcEndpoint
        | Cause::UrlNotHttps => [&[ProbeId::LocalUrl], &REST[..]].concat(),
        Cause::ClientTooOld | Cause::ClientApiMismatch | Cause::ClientMisused => vec![ProbeId::LocalEnvironment],
        Cause::VendorKeyMissing => vec![ProbeId::RestMeta, ProbeId::RestAuth],
        cause => match cause.surface() {
            Surface::Console => CONSOLE.to_vec(),
            Surface::ApiKey => KEY.to_vec(),
            Surface::Connection | Surface::Client => REST.to_vec(),
        },
    }
}

/// The symptom that a cause shows itself by.
pub fn symptom_for(cause: Cause) -> Option<Symptom> {
    Some(match cause {
        Cause::MfaDeviceLost => Symptom::MfaDeviceUnavailable,
        Cause::MfaBlocksBrowserApp | Cause::CorsBlocked | Cause::KeyExposedToBrowser => {
            Symptom::BrowserAppBrokenAfterMfa
        }
        Cause::NoKeyOnNewCluster => Symptom::NewClusterRejectsEveryKey,
        Cause::VendorKeyMissing | Cause::ClientTooOld | Cause::ClientApiMismatch | Cause::ClientMisused => return None,
        Cause::ServerTooOld | Cause::ServerError | Cause::RateLimited | Cause::NotWeaviate => return None,
        Cause::UrlMissing | Cause::UrlMalformed | Cause::UrlIsConsole | Cause::UrlIsGrpcEndpoint => return None,
        cause => match cause.surface() {
            Surface::Console => Symptom::ConsoleLoginFails,
            Surface::ApiKey => Symptom::Unauthorized,
            Surface::Connection => Symptom::ConnectionTimeout,
            Surface::Client => return None,
        },
    })
}

/// The cluster's URL, when it follows from the address that was tried.
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
