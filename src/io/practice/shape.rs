//! How each fault is made real: what stands behind every port, what the DNS server says, what is wrong with the cluster.
//! A table; the mechanisms are in the other files.

use super::cluster::ServerFault;
use super::dns::DnsBehavior;
use super::door::{PortProtocol, PortRole};
use super::fault::Fault;
use super::tls::{Alpn, Certificate};
use super::{CONSOLE_HOST, GRPC_HOST, LOGIN_HOST, OLD_HOST, PLAIN_GRPC_HOST, PLAIN_HOST, REST_HOST, http};

/// The practice, as a fault wants it.
pub(super) struct Scenario {
    /// The cluster's REST port.
    pub(super) rest: PortRole,
    /// The cluster's gRPC port.
    pub(super) grpc: PortRole,
    /// The console's port.
    pub(super) console: PortRole,
    /// The proxy, when there is one.
    pub(super) proxy: Option<FaultProxy>,
    /// How the DNS server behaves.
    pub(super) dns: DnsBehavior,
    /// The names that the DNS server knows.
    pub(super) names: Vec<&'static str>,
    /// What is wrong with the cluster.
    pub(super) flaw: ServerFault,
}

/// A proxy.
#[derive(Clone, Copy, Debug)]
pub(super) enum FaultProxy {
    /// One that is of no use, with what stands in its place.
    Broken(PortRole),
    /// One that works, and that alone gets to the cluster.
    Relay,
}

/// What Go's server answers when TLS begins on a port that speaks plain HTTP.
const NO_TLS_HERE: &str =
    "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n400 Bad Request";

/// What a server that speaks TLS 1.0 alone answers to a newer `ClientHello`: the fatal alert `protocol_version` (RFC 5246 §7.2).
const NO_TLS_THIS_NEW: &str = "\x15\x03\x01\0\x02\x02F";

/// What a gateway that knows only HTTP/1.1 answers to the first line of HTTP/2.
const NO_HTTP2_HERE: &str = "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

const PROXY_WANTS_PASSWORD: &str = "HTTP/1.1 407 Proxy Authentication Required\r\nServer: squid/6.10\r\n\
    Proxy-Authenticate: Basic realm=\"practice\"\r\nVia: 1.1 proxy.practice.invalid (squid/6.10)\r\n\
    Content-Length: 0\r\nConnection: close\r\n\r\n";

const PROXY_REFUSES: &str = "HTTP/1.1 403 Forbidden\r\nServer: squid/6.10\r\nX-Squid-Error: ERR_ACCESS_DENIED 0\r\n\
    Via: 1.1 proxy.practice.invalid (squid/6.10)\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

impl Scenario {
    fn healthy() -> Self {
        let mut shape = Self {
            rest: PortRole::Closed,
            grpc: PortRole::Closed,
            console: PortRole::Closed,
            proxy: None,
            dns: DnsBehavior::Answering,
            names: vec![REST_HOST, GRPC_HOST, CONSOLE_HOST],
            flaw: ServerFault::None,
        };
        shape.certificates(Certificate::Good);
        shape.console = PortRole::Tls(Certificate::Good, Alpn::Both, PortProtocol::Page(&http::CONSOLE));
        shape
    }

    /// Gives the cluster's two ports this certificate.
    fn certificates(&mut self, certificate: Certificate) {
        self.rest = PortRole::Tls(certificate, Alpn::Both, PortProtocol::Rest);
        self.grpc = PortRole::Tls(certificate, Alpn::Http2, PortProtocol::Grpc);
    }

    /// Puts another server behind the cluster's two ports, with the cluster's certificate.
    fn replaced(&mut self, rest: PortProtocol, grpc: PortProtocol) {
        self.rest = PortRole::Tls(Certificate::Good, Alpn::Both, rest);
        self.grpc = PortRole::Tls(Certificate::Good, Alpn::Http2, grpc);
    }

    /// Leaves the cluster's two ports in the same state.
    fn both(&mut self, door: PortRole) {
        (self.rest, self.grpc) = (door, door);
    }

    /// What this fault wants.
    #[expect(clippy::too_many_lines, reason = "a line a fault")]
    pub(super) fn of(fault: Fault) -> Self {
        let mut shape = Self::healthy();
        match fault {
            // Nothing is wrong on the network; the case has the fault.
            Fault::Healthy
            | Fault::KeyMissing
            | Fault::KeyEmpty
            | Fault::NoKeyOnNewCluster
            | Fault::KeyMalformed
            | Fault::KeyPassedWrongly
            | Fault::KeyRejected
            | Fault::UrlMissing
            | Fault::UrlMalformed
            | Fault::UrlIsConsole
            | Fault::UrlIsGrpcEndpoint
            | Fault::MfaBlocksBrowserApp
            | Fault::PasswordForgotten
            | Fault::PasswordOutdated
            | Fault::ResetEmailMissing
            | Fault::ResetLinkExpired
            | Fault::IdentityProviderAccount
            | Fault::MfaDeviceLost
            | Fault::MfaCodeRejected => {}

            Fault::PermissionDenied => shape.flaw = ServerFault::NoDataRights,
            Fault::PermissionDeniedRest => shape.flaw = ServerFault::NoRights,
            Fault::AuthNotConfigured => shape.flaw = ServerFault::NoScheme,
            Fault::TokenExpired => shape.flaw = ServerFault::TokenExpired,
            Fault::ClusterNotReady => shape.flaw = ServerFault::NotReady,
            Fault::ClusterUnavailableMaintenance => shape.flaw = ServerFault::Maintenance,
            Fault::ClusterUnavailableReadOnly => shape.flaw = ServerFault::ReadOnly,
            Fault::ServerTooOld => shape.flaw = ServerFault::Old,
            Fault::ServerError => shape.flaw = ServerFault::Failing,
            Fault::GrpcSlow => shape.flaw = ServerFault::Slow,
            Fault::GrpcNotServing => shape.flaw = ServerFault::NotServing,
            Fault::CorsBlocked => shape.flaw = ServerFault::OtherOrigin,

            Fault::ClusterNotFound | Fault::ContainerNameUnreachable => shape.names = vec![CONSOLE_HOST],
            Fault::GrpcHostNotFound => shape.names = vec![REST_HOST, CONSOLE_HOST],
            Fault::ClusterUrlOutdated => shape.names = vec![OLD_HOST, CONSOLE_HOST],
            Fault::DnsUnreachable => shape.dns = DnsBehavior::Silent,
            Fault::DnsUnreachableServfail => shape.dns = DnsBehavior::Failing,

            Fault::ClusterNotFoundEdge => {
                shape.replaced(PortProtocol::Page(&http::NO_SUCH_HOST), PortProtocol::Page(&http::NO_SUCH_HOST));
            }
            Fault::ClusterUnavailable => {
                shape.replaced(PortProtocol::Page(&http::NO_UPSTREAM), PortProtocol::Page(&http::NO_UPSTREAM_GRPC));
            }
            Fault::ClusterUnavailableHtml => {
                shape.replaced(PortProtocol::Page(&http::BAD_GATEWAY), PortProtocol::Page(&http::BAD_GATEWAY));
            }
            Fault::NotWeaviate => shape.replaced(PortProtocol::OtherService, PortProtocol::OtherService),
            // Limit and filter look at web requests only.
            Fault::RateLimited => shape.replaced(PortProtocol::Page(&http::TOO_MANY), PortProtocol::Grpc),
            Fault::RequestFiltered => shape.replaced(PortProtocol::Page(&http::FILTERED), PortProtocol::Grpc),

            Fault::ConnectionRefused => shape.both(PortRole::Closed),
            Fault::ConnectionBlocked => shape.both(PortRole::Blocked),
            Fault::ConnectionReset => shape.both(PortRole::Plain(PortProtocol::Reset)),
            Fault::ConnectionResetHttp => shape.replaced(PortProtocol::Reset, PortProtocol::Reset),

            Fault::TlsIntercepted | Fault::TlsInterceptedAuthorityAlone => {
                shape.certificates(Certificate::Inspected);
                // An inspection gateway sits in front of everything.
                shape.console = PortRole::Tls(Certificate::Inspected, Alpn::Both, PortProtocol::Page(&http::CONSOLE));
            }
            Fault::CertificateUntrusted => shape.certificates(Certificate::SelfSigned),
            Fault::CertificateNotConforming => shape.certificates(Certificate::WithoutAuthorityKeyIdentifier),
            Fault::CertificateUntrustedChain => shape.certificates(Certificate::WithoutIntermediate),
            Fault::CertificateExpired => shape.certificates(Certificate::Expired),
            Fault::CertificateNameMismatch => shape.certificates(Certificate::OtherName),
            Fault::TlsTooOld => shape.both(PortRole::Plain(PortProtocol::Fixed(NO_TLS_THIS_NEW))),
            Fault::ClockWrong => shape.certificates(Certificate::NotYetValid),
            Fault::TlsNotSpoken => {
                shape.rest = PortRole::Plain(PortProtocol::Fixed(NO_TLS_HERE));
                shape.grpc = PortRole::Plain(PortProtocol::Grpc);
            }
            Fault::CaptivePortal => {
                shape.both(PortRole::Plain(PortProtocol::Portal(LOGIN_HOST)));
                shape.names.extend([PLAIN_HOST, PLAIN_GRPC_HOST, LOGIN_HOST]);
            }

            Fault::UrlNotHttps => {
                shape.rest = PortRole::Plain(PortProtocol::Upgrade);
                shape.grpc = PortRole::Closed;
                shape.names.extend([PLAIN_HOST, PLAIN_GRPC_HOST]);
            }

            Fault::ProxyUnreachable | Fault::GrpcProxyEnv | Fault::GrpcProxyEnvHttps => {
                shape.proxy = Some(FaultProxy::Broken(PortRole::Closed));
            }
            Fault::ProxyAuthRequired => {
                shape.proxy = Some(FaultProxy::Broken(PortRole::Plain(PortProtocol::Fixed(PROXY_WANTS_PASSWORD))));
            }
            Fault::ProxyRefused => {
                shape.proxy = Some(FaultProxy::Broken(PortRole::Plain(PortProtocol::Fixed(PROXY_REFUSES))));
            }
            Fault::ProxyRequired => {
                shape.both(PortRole::Blocked);
                shape.proxy = Some(FaultProxy::Relay);
            }

            Fault::GrpcRefused => shape.grpc = PortRole::Closed,
            Fault::GrpcBlocked => shape.grpc = PortRole::Blocked,
            Fault::GrpcBlockedSilent => shape.grpc = PortRole::Plain(PortProtocol::Silent),
            Fault::GrpcBlockedReset => shape.grpc = PortRole::Plain(PortProtocol::Reset),
            // The address of the REST endpoint was given twice.
            Fault::GrpcWrongEndpoint => shape.grpc = PortRole::Tls(Certificate::Good, Alpn::Both, PortProtocol::Rest),
            Fault::GrpcHttp2Stripped => {
                shape.grpc = PortRole::Tls(Certificate::Good, Alpn::Ignored, PortProtocol::Fixed(NO_HTTP2_HERE));
            }
            Fault::GrpcHttp2StrippedAlert => {
                shape.grpc = PortRole::Tls(Certificate::Good, Alpn::Http1, PortProtocol::Fixed(NO_HTTP2_HERE));
            }

            Fault::ConsoleUnreachable => shape.console = PortRole::Closed,
            Fault::ConsoleUnreachableBlocked => shape.console = PortRole::Blocked,
        }
        shape
    }
}
