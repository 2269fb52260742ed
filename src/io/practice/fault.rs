//! The faults that the practice cluster can show, and the cause that each one stands for. What makes them real is in [`super::shape`],
//! the words that describe them are in `assets/practice.toml`.

use crate::model::cause::Cause;
use std::collections::BTreeMap;
use std::sync::LazyLock;
use strum::{Display, EnumIter, EnumString, IntoStaticStr};

/// A fault. The id of the plainest one is the id of its cause; others of the same cause say behind it how they differ.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Display, EnumIter, EnumString, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
#[expect(missing_docs, reason = "each fault is described in assets/practice.toml, the one place for its words")]
pub enum Fault {
    Healthy,
    // API key
    KeyMissing,
    KeyEmpty,
    NoKeyOnNewCluster,
    KeyMalformed,
    KeyPassedWrongly,
    KeyRejected,
    PermissionDenied,
    PermissionDeniedRest,
    AuthNotConfigured,
    TokenExpired,
    // connection: address
    UrlMissing,
    UrlMalformed,
    UrlIsConsole,
    UrlIsGrpcEndpoint,
    UrlNotHttps,
    ClusterUrlOutdated,
    // connection: cluster
    ClusterNotFound,
    ClusterNotFoundEdge,
    ClusterUnavailable,
    ClusterUnavailableHtml,
    ClusterUnavailableMaintenance,
    ClusterUnavailableReadOnly,
    ClusterNotReady,
    NotWeaviate,
    ServerTooOld,
    ServerError,
    RateLimited,
    // connection: network
    DnsUnreachable,
    DnsUnreachableServfail,
    ContainerNameUnreachable,
    ConnectionRefused,
    ConnectionBlocked,
    ConnectionReset,
    ConnectionResetHttp,
    TlsIntercepted,
    TlsInterceptedAuthorityAlone,
    CertificateUntrusted,
    CertificateUntrustedChain,
    CertificateNotConforming,
    CertificateExpired,
    CertificateNameMismatch,
    TlsNotSpoken,
    TlsTooOld,
    ClockWrong,
    CaptivePortal,
    RequestFiltered,
    ProxyUnreachable,
    ProxyAuthRequired,
    ProxyRefused,
    ProxyRequired,
    // connection: gRPC
    GrpcHostNotFound,
    GrpcRefused,
    GrpcBlocked,
    GrpcBlockedSilent,
    GrpcBlockedReset,
    GrpcSlow,
    GrpcHttp2Stripped,
    GrpcHttp2StrippedAlert,
    GrpcNotServing,
    GrpcWrongEndpoint,
    GrpcProxyEnv,
    GrpcProxyEnvHttps,
    // console
    PasswordForgotten,
    PasswordOutdated,
    ResetEmailMissing,
    ResetLinkExpired,
    IdentityProviderAccount,
    MfaDeviceLost,
    MfaCodeRejected,
    MfaBlocksBrowserApp,
    ConsoleUnreachable,
    ConsoleUnreachableBlocked,
    // client
    CorsBlocked,
}

/// What is broken, by fault id.
static WORDS: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    toml::from_str(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/practice.toml"))).unwrap_or_default()
});

impl Fault {
    /// The name of the public interface.
    pub fn id(self) -> &'static str {
        self.into()
    }

    /// What is broken, in one line.
    pub fn broken(self) -> String {
        WORDS.get(self.id()).cloned().unwrap_or_default()
    }

    /// The cause that a diagnosis of this fault must name; none for a healthy cluster.
    pub const fn cause(self) -> Option<Cause> {
        Some(match self {
            Self::Healthy => return None,
            Self::KeyMissing => Cause::KeyMissing,
            Self::KeyEmpty => Cause::KeyEmpty,
            Self::NoKeyOnNewCluster => Cause::NoKeyOnNewCluster,
            Self::KeyMalformed => Cause::KeyMalformed,
            Self::KeyPassedWrongly => Cause::KeyPassedWrongly,
            Self::KeyRejected => Cause::KeyRejected,
            Self::PermissionDenied | Self::PermissionDeniedRest => Cause::PermissionDenied,
            Self::AuthNotConfigured => Cause::AuthNotConfigured,
            Self::TokenExpired => Cause::TokenExpired,
            Self::UrlMissing => Cause::UrlMissing,
            Self::UrlMalformed => Cause::UrlMalformed,
            Self::UrlIsConsole => Cause::UrlIsConsole,
            Self::UrlIsGrpcEndpoint => Cause::UrlIsGrpcEndpoint,
            Self::UrlNotHttps => Cause::UrlNotHttps,
            Self::ClusterUrlOutdated => Cause::ClusterUrlOutdated,
            Self::ClusterNotFound | Self::ClusterNotFoundEdge => Cause::ClusterNotFound,
            Self::ClusterUnavailable
            | Self::ClusterUnavailableHtml
            | Self::ClusterUnavailableMaintenance
            | Self::ClusterUnavailableReadOnly => Cause::ClusterUnavailable,
            Self::ClusterNotReady => Cause::ClusterNotReady,
            Self::NotWeaviate => Cause::NotWeaviate,
            Self::ServerTooOld => Cause::ServerTooOld,
            Self::ServerError => Cause::ServerError,
            Self::RateLimited => Cause::RateLimited,
            Self::DnsUnreachable | Self::DnsUnreachableServfail => Cause::DnsUnreachable,
            Self::ContainerNameUnreachable => Cause::ContainerNameUnreachable,
            Self::ConnectionRefused => Cause::ConnectionRefused,
            Self::ConnectionBlocked => Cause::ConnectionBlocked,
            Self::ConnectionReset | Self::ConnectionResetHttp => Cause::ConnectionReset,
            Self::TlsIntercepted | Self::TlsInterceptedAuthorityAlone => Cause::TlsIntercepted,
            Self::CertificateUntrusted | Self::CertificateUntrustedChain => Cause::CertificateUntrusted,
            Self::CertificateNotConforming => Cause::CertificateNotConforming,
            Self::CertificateExpired => Cause::CertificateExpired,
            Self::CertificateNameMismatch => Cause::CertificateNameMismatch,
            Self::TlsTooOld => Cause::TlsTooOld,
            Self::ClockWrong => Cause::ClockWrong,
            Self::TlsNotSpoken => Cause::TlsNotSpoken,
            Self::CaptivePortal => Cause::CaptivePortal,
            Self::RequestFiltered => Cause::RequestFiltered,
            Self::ProxyUnreachable => Cause::ProxyUnreachable,
            Self::ProxyAuthRequired => Cause::ProxyAuthRequired,
            Self::ProxyRefused => Cause::ProxyRefused,
            Self::ProxyRequired => Cause::ProxyRequired,
            Self::GrpcHostNotFound => Cause::GrpcHostNotFound,
            Self::GrpcRefused => Cause::GrpcRefused,
            Self::GrpcBlocked | Self::GrpcBlockedSilent | Self::GrpcBlockedReset => Cause::GrpcBlocked,
            Self::GrpcSlow => Cause::GrpcSlow,
            Self::GrpcHttp2Stripped | Self::GrpcHttp2StrippedAlert => Cause::GrpcHttp2Stripped,
            Self::GrpcNotServing => Cause::GrpcNotServing,
            Self::GrpcWrongEndpoint => Cause::GrpcWrongEndpoint,
            Self::GrpcProxyEnv | Self::GrpcProxyEnvHttps => Cause::GrpcProxyEnv,
            Self::PasswordForgotten => Cause::PasswordForgotten,
            Self::PasswordOutdated => Cause::PasswordOutdated,
            Self::ResetEmailMissing => Cause::ResetEmailMissing,
            Self::ResetLinkExpired => Cause::ResetLinkExpired,
            Self::IdentityProviderAccount => Cause::IdentityProviderAccount,
            Self::MfaDeviceLost => Cause::MfaDeviceLost,
            Self::MfaCodeRejected => Cause::MfaCodeRejected,
            Self::MfaBlocksBrowserApp => Cause::MfaBlocksBrowserApp,
            Self::ConsoleUnreachable | Self::ConsoleUnreachableBlocked => Cause::ConsoleUnreachable,
            Self::CorsBlocked => Cause::CorsBlocked,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::str::FromStr;
    use strum::IntoEnumIterator;

    #[test]
    fn every_fault_has_words_and_no_words_are_orphans() {
        let words: BTreeMap<String, String> =
            toml::from_str(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/practice.toml"))).unwrap();
        for fault in Fault::iter() {
            let broken = fault.broken();
            assert!(!broken.is_empty() && !broken.contains(['\n', '\t']), "{fault}");
        }
        for id in words.keys() {
            assert!(Fault::from_str(id).is_ok(), "{id} is no fault");
        }
        assert_eq!(words.len(), Fault::iter().count());
    }

    #[test]
    fn ids_begin_with_their_cause_and_each_cause_has_its_plain_fault() {
        for fault in Fault::iter() {
            assert_eq!(Fault::from_str(fault.id()), Ok(fault));
            let Some(cause) = fault.cause() else {
                assert_eq!(fault, Fault::Healthy);
                continue;
            };
            let rest = fault.id().strip_prefix(cause.id());
            assert!(rest.is_some_and(|r| r.is_empty() || r.starts_with('-')), "{fault} stands for {cause}");
            assert!(Fault::iter().any(|f| f.id() == cause.id()), "{cause} has no plain fault");
        }
    }
}
