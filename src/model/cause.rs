//! Every known cause: one table, in which each property of a cause stands once. The ids are those of the public interface, made of the
//! variants' names; the words stand in `assets/knowledge/causes/`. A cause's row is its place in every list.

use super::symptom::Symptom;
use strum::{Display, EnumIter, EnumString, IntoStaticStr};

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

impl Surface {
    /// Where a symptom is seen; none where that is to be found out.
    pub const fn of_symptom(symptom: Symptom) -> Option<Self> {
        match symptom {
            Symptom::ConsoleLoginFails | Symptom::MfaDeviceUnavailable => Some(Self::Console),
            Symptom::Unauthorized | Symptom::BrowserAppBrokenAfterMfa | Symptom::NewClusterRejectsEveryKey => {
                Some(Self::ApiKey)
            }
            Symptom::ConnectionTimeout | Symptom::WorksElsewhere => Some(Self::Connection),
            Symptom::HaveErrorText | Symptom::NotSure => None,
        }
    }
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

/// What a cause at the REST endpoint says of gRPC.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reach {
    /// The whole cluster or the whole network: what fails over gRPC is its consequence.
    Cluster,
    /// One endpoint, credential or program: gRPC is judged for itself.
    Endpoint,
}

/// In whose words a text tells of a cause.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SaidBy {
    /// Weaviate's own: a scenario has its answer, and `check` and `explain` read the same cause in it.
    Weaviate,
    /// A client's, a system's, a proxy's, the console's or the user's.
    Others,
    /// Nobody's: only measuring or reading source code shows it.
    Nobody,
}

/// The probes that would settle what a text says of a cause.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SettledBy {
    /// Those of the console.
    Console,
    /// Those that show the key.
    Key,
    /// Those that show the REST endpoint.
    Rest,
    /// Those that show the gRPC endpoint.
    Grpc,
    /// Both endpoints' look-ups.
    Names,
    /// The environment's proxies and the way to both endpoints.
    Proxies,
    /// The URL's text and the REST endpoint.
    Address,
    /// What a browser is told, and the key.
    Browser,
    /// The server's modules and its word on the key.
    Modules,
    /// The client in the working directory.
    Client,
}

/// What a row of the table says of its cause.
struct Properties {
    surface: Surface,
    owner: Owner,
    found_by: FoundBy,
    reach: Reach,
    said_by: SaidBy,
    settled_by: SettledBy,
    symptom: Option<Symptom>,
}

macro_rules! symptom {
    (-) => {
        None
    };
    ($symptom:ident) => {
        Some(Symptom::$symptom)
    };
}

/// Makes the enum and its rows of the table below.
macro_rules! causes {
    ($($cause:ident: $surface:ident, $owner:ident, $found:ident, $reach:ident, $said:ident, $settled:ident, $symptom:tt;)+) => {
        /// A cause.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Display, EnumIter, EnumString, IntoStaticStr)]
        #[strum(serialize_all = "kebab-case")]
        #[expect(missing_docs, reason = "each cause is explained in assets/knowledge/causes, the one place for its words")]
        pub enum Cause {
            $($cause,)+
        }

        impl Cause {
            const fn properties(self) -> Properties {
                match self {
                    $(Self::$cause => Properties {
                        surface: Surface::$surface,
                        owner: Owner::$owner,
                        found_by: FoundBy::$found,
                        reach: Reach::$reach,
                        said_by: SaidBy::$said,
                        settled_by: SettledBy::$settled,
                        symptom: symptom!($symptom),
                    },)+
                }
            }
        }
    };
}

causes! {
    // cause                  surface     owner          found by   reach     said by   settled  symptom it shows itself by
    // console
    PasswordForgotten:        Console,    YourAccount,   Questions, Endpoint, Others,   Console, ConsoleLoginFails;
    PasswordOutdated:         Console,    YourAccount,   Questions, Endpoint, Others,   Console, ConsoleLoginFails;
    IdentityProviderAccount:  Console,    YourAccount,   Questions, Endpoint, Others,   Console, ConsoleLoginFails;
    SsoRequired:              Console,    YourAccount,   Explain,   Endpoint, Others,   Console, ConsoleLoginFails;
    ResetLinkExpired:         Console,    YourAccount,   Questions, Endpoint, Others,   Console, ConsoleLoginFails;
    ResetEmailMissing:        Console,    YourAccount,   Questions, Endpoint, Others,   Console, ConsoleLoginFails;
    MfaDeviceLost:            Console,    YourAccount,   Questions, Endpoint, Others,   Console, MfaDeviceUnavailable;
    MfaCodeRejected:          Console,    YourAccount,   Questions, Endpoint, Others,   Console, ConsoleLoginFails;
    MfaEnforced:              Console,    YourAccount,   Explain,   Endpoint, Others,   Console, ConsoleLoginFails;
    WrongOrganization:        Console,    YourAccount,   Explain,   Endpoint, Others,   Console, -;
    MfaBlocksBrowserApp:      Console,    YourCode,      Probes,    Endpoint, Others,   Console, BrowserAppBrokenAfterMfa;
    ConsoleUnreachable:       Console,    YourNetwork,   Probes,    Endpoint, Others,   Console, ConsoleLoginFails;
    // API key
    KeyMissing:               ApiKey,     YourCode,      Probes,    Endpoint, Weaviate, Key,     Unauthorized;
    KeyEmpty:                 ApiKey,     YourCode,      Probes,    Endpoint, Others,   Key,     Unauthorized;
    NoKeyOnNewCluster:        ApiKey,     YourAccount,   Probes,    Endpoint, Others,   Key,     NewClusterRejectsEveryKey;
    KeyMalformed:             ApiKey,     YourCode,      Probes,    Endpoint, Others,   Key,     Unauthorized;
    KeyPassedWrongly:         ApiKey,     YourCode,      Probes,    Endpoint, Others,   Key,     Unauthorized;
    KeyRejected:              ApiKey,     YourAccount,   Probes,    Endpoint, Weaviate, Key,     Unauthorized;
    KeyForAnotherCluster:     ApiKey,     YourAccount,   Probes,    Endpoint, Others,   Key,     Unauthorized;
    PermissionDenied:         ApiKey,     YourAccount,   Probes,    Endpoint, Weaviate, Key,     Unauthorized;
    TokenExpired:             ApiKey,     YourCode,      Probes,    Endpoint, Weaviate, Key,     Unauthorized;
    AuthNotConfigured:        ApiKey,     YourCode,      Probes,    Endpoint, Weaviate, Key,     Unauthorized;
    OidcPasswordLogin:        ApiKey,     YourCode,      Explain,   Endpoint, Others,   Key,     Unauthorized;
    VendorKeyMissing:         ApiKey,     ModelProvider, Explain,   Endpoint, Others,   Modules, -;
    KeyInSource:              ApiKey,     YourCode,      Explain,   Endpoint, Nobody,   Key,     Unauthorized;
    KeyExposedToBrowser:      ApiKey,     YourCode,      Explain,   Endpoint, Others,   Browser, BrowserAppBrokenAfterMfa;
    // connection: address
    UrlMissing:               Connection, YourCode,      Texts,     Endpoint, Others,   Address, -;
    UrlMalformed:             Connection, YourCode,      Texts,     Endpoint, Others,   Address, -;
    UrlIsConsole:             Connection, YourCode,      Texts,     Endpoint, Others,   Address, -;
    UrlIsGrpcEndpoint:        Connection, YourCode,      Texts,     Endpoint, Others,   Address, -;
    UrlNotHttps:              Connection, YourCode,      Probes,    Endpoint, Others,   Address, ConnectionTimeout;
    ClusterUrlOutdated:       Connection, YourAccount,   Probes,    Endpoint, Nobody,   Rest,    ConnectionTimeout;
    LocalAddress:             Connection, YourCode,      Probes,    Cluster,  Others,   Rest,    ConnectionTimeout;
    // connection: cluster
    ClusterNotFound:          Connection, YourAccount,   Probes,    Cluster,  Others,   Rest,    ConnectionTimeout;
    ClusterUnavailable:       Connection, YourAccount,   Probes,    Cluster,  Weaviate, Rest,    ConnectionTimeout;
    ClusterNotReady:          Connection, WeaviateCloud, Probes,    Cluster,  Others,   Rest,    ConnectionTimeout;
    ServerTooOld:             Connection, YourAccount,   Probes,    Cluster,  Others,   Rest,    -;
    ModelProviderUnreachable: Connection, ModelProvider, Explain,   Endpoint, Others,   Modules, -;
    GraphqlDisabled:          Connection, YourCode,      Explain,   Endpoint, Weaviate, Client,  -;
    ServerError:              Connection, WeaviateCloud, Probes,    Cluster,  Weaviate, Rest,    -;
    RateLimited:              Connection, YourCode,      Probes,    Cluster,  Others,   Rest,    -;
    NotWeaviate:              Connection, YourCode,      Probes,    Cluster,  Others,   Rest,    -;
    // connection: network
    DnsUnreachable:           Connection, YourNetwork,   Probes,    Cluster,  Others,   Rest,    ConnectionTimeout;
    ContainerNameUnreachable: Connection, YourCode,      Probes,    Cluster,  Others,   Rest,    ConnectionTimeout;
    ConnectionRefused:        Connection, YourNetwork,   Probes,    Endpoint, Others,   Rest,    ConnectionTimeout;
    ConnectionBlocked:        Connection, YourNetwork,   Probes,    Endpoint, Others,   Rest,    ConnectionTimeout;
    ConnectionReset:          Connection, YourNetwork,   Probes,    Endpoint, Others,   Rest,    ConnectionTimeout;
    NetworkSlow:              Connection, YourCode,      Probes,    Endpoint, Others,   Rest,    ConnectionTimeout;
    CaptivePortal:            Connection, YourNetwork,   Probes,    Cluster,  Others,   Rest,    ConnectionTimeout;
    RequestFiltered:          Connection, YourNetwork,   Probes,    Endpoint, Others,   Rest,    ConnectionTimeout;
    ProxyUnreachable:         Connection, YourMachine,   Probes,    Endpoint, Others,   Proxies, ConnectionTimeout;
    ProxyAuthRequired:        Connection, YourNetwork,   Probes,    Endpoint, Others,   Rest,    ConnectionTimeout;
    ProxyRefused:             Connection, YourNetwork,   Probes,    Endpoint, Others,   Rest,    ConnectionTimeout;
    ProxyRequired:            Connection, YourCode,      Probes,    Endpoint, Nobody,   Proxies, ConnectionTimeout;
    TlsIntercepted:           Connection, YourNetwork,   Probes,    Endpoint, Others,   Rest,    ConnectionTimeout;
    CertificateUntrusted:     Connection, WeaviateCloud, Probes,    Endpoint, Others,   Rest,    ConnectionTimeout;
    CertificateNotConforming: Connection, YourNetwork,   Probes,    Endpoint, Others,   Rest,    ConnectionTimeout;
    CertificateExpired:       Connection, WeaviateCloud, Probes,    Endpoint, Others,   Rest,    ConnectionTimeout;
    CertificateNameMismatch:  Connection, WeaviateCloud, Probes,    Endpoint, Others,   Rest,    ConnectionTimeout;
    TlsNotSpoken:             Connection, YourCode,      Probes,    Endpoint, Others,   Rest,    ConnectionTimeout;
    TlsTooOld:                Connection, YourNetwork,   Probes,    Endpoint, Others,   Rest,    ConnectionTimeout;
    ClockWrong:               Connection, YourMachine,   Probes,    Cluster,  Others,   Rest,    ConnectionTimeout;
    Ipv6Broken:               Connection, YourNetwork,   Probes,    Endpoint, Others,   Rest,    ConnectionTimeout;
    // connection: gRPC
    GrpcHostNotFound:         Connection, YourCode,      Probes,    Endpoint, Others,   Names,   ConnectionTimeout;
    GrpcRefused:              Connection, YourNetwork,   Probes,    Endpoint, Others,   Grpc,    ConnectionTimeout;
    GrpcBlocked:              Connection, YourNetwork,   Probes,    Endpoint, Others,   Grpc,    ConnectionTimeout;
    GrpcSlow:                 Connection, YourCode,      Probes,    Endpoint, Nobody,   Grpc,    ConnectionTimeout;
    GrpcHttp2Stripped:        Connection, YourNetwork,   Probes,    Endpoint, Others,   Grpc,    ConnectionTimeout;
    GrpcNotServing:           Connection, WeaviateCloud, Probes,    Endpoint, Others,   Grpc,    ConnectionTimeout;
    GrpcWrongEndpoint:        Connection, YourCode,      Probes,    Endpoint, Others,   Grpc,    ConnectionTimeout;
    GrpcProxyEnv:             Connection, YourMachine,   Probes,    Endpoint, Others,   Proxies, ConnectionTimeout;
    GrpcMessageTooLarge:      Connection, YourCode,      Explain,   Endpoint, Others,   Grpc,    -;
    // client
    ClientTooOld:             Client,     YourCode,      Explain,   Endpoint, Others,   Client,  -;
    ClientApiMismatch:        Client,     YourCode,      Explain,   Endpoint, Others,   Client,  -;
    ClientMisused:            Client,     YourCode,      Explain,   Endpoint, Others,   Client,  -;
    ClientInstallBroken:      Client,     YourCode,      Explain,   Endpoint, Others,   Client,  -;
    AnotherServiceFailed:     Client,     YourCode,      Explain,   Endpoint, Others,   Rest,    -;
    CorsBlocked:              Client,     YourCode,      Probes,    Endpoint, Others,   Browser, BrowserAppBrokenAfterMfa;
}

impl Cause {
    /// The name of the public interface.
    pub fn id(self) -> &'static str {
        self.into()
    }

    /// The surface it belongs to.
    pub const fn surface(self) -> Surface {
        self.properties().surface
    }

    /// Who has to act, where the evidence doesn't say otherwise.
    pub const fn owner(self) -> Owner {
        self.properties().owner
    }

    /// How it can be found.
    pub const fn found_by(self) -> FoundBy {
        self.properties().found_by
    }

    /// What it says of the other endpoint.
    pub const fn reach(self) -> Reach {
        self.properties().reach
    }

    /// In whose words a text tells of it.
    pub const fn said_by(self) -> SaidBy {
        self.properties().said_by
    }

    /// The probes that would settle it.
    pub const fn settled_by(self) -> SettledBy {
        self.properties().settled_by
    }

    /// The symptom that it shows itself by.
    pub const fn symptom(self) -> Option<Symptom> {
        self.properties().symptom
    }
}
