//! Every known cause, with its surface and how it can be found. The ids are those of the public interface; the words stand in
//! `assets/knowledge/causes/`. This enum is the only list of causes.

use strum::{Display, EnumIter, EnumString, IntoStaticStr};

/// A cause.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Display, EnumIter, EnumString, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
#[expect(missing_docs, reason = "each cause is explained in assets/knowledge/causes, the one place for its words")]
pub enum Cause {
    // console
    PasswordForgotten,
    PasswordOutdated,
    IdentityProviderAccount,
    ResetLinkExpired,
    ResetEmailMissing,
    MfaDeviceLost,
    MfaCodeRejected,
    MfaBlocksBrowserApp,
    ConsoleUnreachable,
    // API key
    KeyMissing,
    KeyEmpty,
    NoKeyOnNewCluster,
    KeyMalformed,
    KeyPassedWrongly,
    KeyRejected,
    KeyForAnotherCluster,
    PermissionDenied,
    TokenExpired,
    AuthNotConfigured,
    OidcPasswordLogin,
    VendorKeyMissing,
    KeyInSource,
    KeyExposedToBrowser,
    // connection: address
    UrlMissing,
    UrlMalformed,
    UrlIsConsole,
    UrlIsGrpcEndpoint,
    UrlNotHttps,
    ClusterUrlOutdated,
    LocalAddress,
    // connection: cluster
    ClusterNotFound,
    ClusterUnavailable,
    ClusterNotReady,
    ServerTooOld,
    ServerError,
    RateLimited,
    NotWeaviate,
    // connection: network
    DnsUnreachable,
    ConnectionRefused,
    ConnectionBlocked,
    ConnectionReset,
    NetworkSlow,
    CaptivePortal,
    RequestFiltered,
    ProxyUnreachable,
    ProxyAuthRequired,
    ProxyRefused,
    ProxyRequired,
    TlsIntercepted,
    CertificateUntrusted,
    CertificateExpired,
    CertificateNameMismatch,
    TlsNotSpoken,
    TlsTooOld,
    ClockWrong,
    Ipv6Broken,
    // connection: gRPC
    GrpcHostNotFound,
    GrpcRefused,
    GrpcBlocked,
    GrpcSlow,
    GrpcHttp2Stripped,
    GrpcNotServing,
    GrpcWrongEndpoint,
    GrpcProxyEnv,
    // client
    ClientTooOld,
    ClientApiMismatch,
    ClientMisused,
    CorsBlocked,
}

/// The part of the product that a cause belongs to.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, EnumIter, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Surface {
    /// Login to the console.
    Console,
    /// API keys and other credentials of programs.
    ApiKey,
    /// The way to the cluster, and the cluster.
    Connection,
    /// The client library.
    Client,
}

/// How a cause can be found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FoundBy {
    /// Probes prove it; a practice fault produces it.
    Probes,
    /// Only the user can tell.
    Questions,
    /// From the text of URL or key, or a file; no network is needed.
    Texts,
    /// From an error text or source code.
    Explain,
}

/// Who has to act.
#[derive(Clone, Copy, PartialEq, Eq, Debug, EnumIter, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Owner {
    /// The user's program or its settings.
    YourCode,
    /// The user's account, in the console.
    YourAccount,
    /// The user's machine.
    YourMachine,
    /// Whoever runs the user's network.
    YourNetwork,
    /// Weaviate Cloud, or whoever runs the cluster.
    WeaviateCloud,
    /// A model provider.
    ModelProvider,
}

impl Cause {
    /// The name of the public interface.
    pub fn id(self) -> &'static str {
        self.into()
    }

    /// The surface it belongs to.
    pub const fn surface(self) -> Surface {
        match self {
            Self::PasswordForgotten
            | Self::PasswordOutdated
            | Self::IdentityProviderAccount
            | Self::ResetLinkExpired
            | Self::ResetEmailMissing
            | Self::MfaDeviceLost
            | Self::MfaCodeRejected
            | Self::MfaBlocksBrowserApp
            | Self::ConsoleUnreachable => Surface::Console,
            Self::KeyMissing
            | Self::KeyEmpty
            | Self::NoKeyOnNewCluster
            | Self::KeyMalformed
            | Self::KeyPassedWrongly
            | Self::KeyRejected
            | Self::KeyForAnotherCluster
            | Self::PermissionDenied
            | Self::TokenExpired
            | Self::AuthNotConfigured
            | Self::OidcPasswordLogin
            | Self::VendorKeyMissing
            | Self::KeyInSource
            | Self::KeyExposedToBrowser => Surface::ApiKey,
            Self::UrlMissing
            | Self::UrlMalformed
            | Self::UrlIsConsole
            | Self::UrlIsGrpcEndpoint
            | Self::UrlNotHttps
            | Self::ClusterUrlOutdated
            | Self::LocalAddress
            | Self::ClusterNotFound
            | Self::ClusterUnavailable
            | Self::ClusterNotReady
            | Self::ServerTooOld
            | Self::ServerError
            | Self::RateLimited
            | Self::NotWeaviate
            | Self::DnsUnreachable
            | Self::ConnectionRefused
            | Self::ConnectionBlocked
            | Self::ConnectionReset
            | Self::NetworkSlow
            | Self::CaptivePortal
            | Self::RequestFiltered
            | Self::ProxyUnreachable
            | Self::ProxyAuthRequired
            | Self::ProxyRefused
            | Self::ProxyRequired
            | Self::TlsIntercepted
            | Self::CertificateUntrusted
            | Self::CertificateExpired
            | Self::CertificateNameMismatch
            | Self::TlsNotSpoken
            | Self::TlsTooOld
            | Self::ClockWrong
            | Self::Ipv6Broken
            | Self::GrpcHostNotFound
            | Self::GrpcRefused
            | Self::GrpcBlocked
            | Self::GrpcSlow
            | Self::GrpcHttp2Stripped
            | Self::GrpcNotServing
            | Self::GrpcWrongEndpoint
            | Self::GrpcProxyEnv => Surface::Connection,
            Self::ClientTooOld | Self::ClientApiMismatch | Self::ClientMisused | Self::CorsBlocked => Surface::Client,
        }
    }

    /// Who has to act, where the evidence doesn't say otherwise.
    pub const fn owner(self) -> Owner {
        match self {
            Self::PasswordForgotten
            | Self::PasswordOutdated
            | Self::IdentityProviderAccount
            | Self::ResetLinkExpired
            | Self::ResetEmailMissing
            | Self::MfaDeviceLost
            | Self::MfaCodeRejected
            | Self::KeyRejected
            | Self::NoKeyOnNewCluster
            | Self::PermissionDenied
            | Self::ClusterNotFound
            | Self::ClusterUnavailable
            | Self::ServerTooOld
            | Self::ClusterUrlOutdated
            | Self::KeyForAnotherCluster => Owner::YourAccount,
            Self::ClusterNotReady
            | Self::ServerError
            | Self::GrpcNotServing
            | Self::CertificateUntrusted
            | Self::CertificateExpired
            | Self::CertificateNameMismatch => Owner::WeaviateCloud,
            Self::MfaBlocksBrowserApp
            | Self::KeyMissing
            | Self::KeyEmpty
            | Self::KeyMalformed
            | Self::KeyPassedWrongly
            | Self::TokenExpired
            | Self::AuthNotConfigured
            | Self::OidcPasswordLogin
            | Self::KeyInSource
            | Self::KeyExposedToBrowser
            | Self::UrlMissing
            | Self::UrlMalformed
            | Self::UrlIsConsole
            | Self::UrlIsGrpcEndpoint
            | Self::UrlNotHttps
            | Self::LocalAddress
            | Self::RateLimited
            | Self::NotWeaviate
            | Self::ProxyRequired
            | Self::TlsNotSpoken
            | Self::GrpcSlow
            | Self::NetworkSlow
            | Self::GrpcHostNotFound
            | Self::GrpcWrongEndpoint
            | Self::ClientTooOld
            | Self::ClientApiMismatch
            | Self::ClientMisused
            | Self::CorsBlocked => Owner::YourCode,
            Self::VendorKeyMissing => Owner::ModelProvider,
            Self::ClockWrong | Self::GrpcProxyEnv | Self::ProxyUnreachable => Owner::YourMachine,
            Self::ConsoleUnreachable
            | Self::DnsUnreachable
            | Self::ConnectionRefused
            | Self::ConnectionBlocked
            | Self::ConnectionReset
            | Self::CaptivePortal
            | Self::RequestFiltered
            | Self::ProxyAuthRequired
            | Self::ProxyRefused
            | Self::TlsIntercepted
            | Self::TlsTooOld
            | Self::Ipv6Broken
            | Self::GrpcRefused
            | Self::GrpcBlocked
            | Self::GrpcHttp2Stripped => Owner::YourNetwork,
        }
    }

    /// How it can be found.
    pub const fn found_by(self) -> FoundBy {
        match self {
            Self::PasswordForgotten
            | Self::PasswordOutdated
            | Self::IdentityProviderAccount
            | Self::ResetLinkExpired
            | Self::ResetEmailMissing
            | Self::MfaDeviceLost
            | Self::MfaCodeRejected => FoundBy::Questions,
            Self::OidcPasswordLogin
            | Self::VendorKeyMissing
            | Self::KeyInSource
            | Self::KeyExposedToBrowser
            | Self::ClientTooOld
            | Self::ClientApiMismatch
            | Self::ClientMisused => FoundBy::Explain,
            Self::UrlMissing | Self::UrlMalformed | Self::UrlIsConsole | Self::UrlIsGrpcEndpoint => FoundBy::Texts,
            Self::MfaBlocksBrowserApp
            | Self::ConsoleUnreachable
            | Self::KeyMissing
            | Self::KeyEmpty
            | Self::NoKeyOnNewCluster
            | Self::KeyMalformed
            | Self::KeyPassedWrongly
            | Self::KeyRejected
            | Self::KeyForAnotherCluster
            | Self::PermissionDenied
            | Self::TokenExpired
            | Self::AuthNotConfigured
            | Self::UrlNotHttps
            | Self::ClusterUrlOutdated
            | Self::LocalAddress
            | Self::ClusterNotFound
            | Self::ClusterUnavailable
            | Self::ClusterNotReady
            | Self::ServerTooOld
            | Self::ServerError
            | Self::RateLimited
            | Self::NotWeaviate
            | Self::DnsUnreachable
            | Self::ConnectionRefused
            | Self::ConnectionBlocked
            | Self::ConnectionReset
            | Self::NetworkSlow
            | Self::CaptivePortal
            | Self::RequestFiltered
            | Self::ProxyUnreachable
            | Self::ProxyAuthRequired
            | Self::ProxyRefused
            | Self::ProxyRequired
            | Self::TlsIntercepted
            | Self::CertificateUntrusted
            | Self::CertificateExpired
            | Self::CertificateNameMismatch
            | Self::TlsNotSpoken
            | Self::TlsTooOld
            | Self::ClockWrong
            | Self::Ipv6Broken
            | Self::GrpcHostNotFound
            | Self::GrpcRefused
            | Self::GrpcBlocked
            | Self::GrpcSlow
            | Self::GrpcHttp2Stripped
            | Self::GrpcNotServing
            | Self::GrpcWrongEndpoint
            | Self::GrpcProxyEnv
            | Self::CorsBlocked => FoundBy::Probes,
        }
    }
}
