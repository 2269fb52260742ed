//! How each fault is made real: what stands behind every port, what the DNS server says, what is wrong with the cluster.
//! A table; the mechanisms are in the other files.

use super::cluster::Flaw;
use super::dns::Manner;
use super::door::{Door, Speaker};
use super::fault::Fault;
use super::tls::{Alpn, Certificate};
use super::{CONSOLE_HOST, GRPC_HOST, LOGIN_HOST, OLD_HOST, PLAIN_GRPC_HOST, PLAIN_HOST, REST_HOST, http};

/// The practice, as a fault wants it.
pub(super) struct Shape {
    /// The cluster's REST port.
    pub(super) rest: Door,
    /// The cluster's gRPC port.
    pub(super) grpc: Door,
    /// The console's port.
    pub(super) console: Door,
    /// The proxy, when there is one.
    pub(super) proxy: Option<Proxy>,
    /// How the DNS server behaves.
    pub(super) dns: Manner,
    /// The names that the DNS server knows.
    pub(super) names: Vec<&'static str>,
    /// What is wrong with the cluster.
    pub(super) flaw: Flaw,
}

/// A proxy.
#[derive(Clone, Copy, Debug)]
pub(super) enum Proxy {
    /// One that is of no use, with what stands in its place.
    Broken(Door),
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

impl Shape {
    fn healthy() -> Self {
        let mut shape = Self {
            rest: Door::Closed,
            grpc: Door::Closed,
            console: Door::Closed,
            proxy: None,
            dns: Manner::Answering,
            names: vec![REST_HOST, GRPC_HOST, CONSOLE_HOST],
            flaw: Flaw::None,
        };
        shape.certificates(Certificate::Good);
        shape.console = Door::Tls(Certificate::Good, Alpn::Both, Speaker::Page(&http::CONSOLE));
        shape
    }

    /// Gives the cluster's two ports this certificate.
    fn certificates(&mut self, certificate: Certificate) {
        self.rest = Door::Tls(certificate, Alpn::Both, Speaker::Rest);
        self.grpc = Door::Tls(certificate, Alpn::Http2, Speaker::Grpc);
    }

    /// Puts somebody else behind the cluster's two ports, with the cluster's certificate.
    fn replaced(&mut self, rest: Speaker, grpc: Speaker) {
        self.rest = Door::Tls(Certificate::Good, Alpn::Both, rest);
        self.grpc = Door::Tls(Certificate::Good, Alpn::Http2, grpc);
    }

    /// Leaves the cluster's two ports in the same state.
    fn both(&mut self, door: Door) {
        (self.rest, self.grpc) = (door, door);
    }

    /// What this fault wants.
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
            | Fault::MfaBlocksBrowserApp => {}

            Fault::PermissionDenied => shape.flaw = Flaw::NoDataRights,
            Fault::PermissionDeniedRest => shape.flaw = Flaw::NoRights,
            Fault::AuthNotConfigured => shape.flaw = Flaw::NoScheme,
            Fault::TokenExpired => shape.flaw = Flaw::TokenExpired,
            Fault::ClusterNotReady => shape.flaw = Flaw::NotReady,
            Fault::ClusterUnavailableMaintenance => shape.flaw = Flaw::Maintenance,
            Fault::ClusterUnavailableReadOnly => shape.flaw = Flaw::ReadOnly,
            Fault::ServerTooOld => shape.flaw = Flaw::Old,
            Fault::ServerError => shape.flaw = Flaw::Failing,
            Fault::GrpcSlow => shape.flaw = Flaw::Slow,
            Fault::GrpcNotServing => shape.flaw = Flaw::NotServing,
            Fault::CorsBlocked => shape.flaw = Flaw::OtherOrigin,

            Fault::ClusterNotFound => shape.names = vec![CONSOLE_HOST],
            Fault::GrpcHostNotFound => shape.names = vec![REST_HOST, CONSOLE_HOST],
            Fault::ClusterUrlOutdated => shape.names = vec![OLD_HOST, CONSOLE_HOST],
            Fault::DnsUnreachable => shape.dns = Manner::Silent,
            Fault::DnsUnreachableServfail => shape.dns = Manner::Failing,

            Fault::ClusterNotFoundEdge => {
                shape.replaced(Speaker::Page(&http::NO_SUCH_HOST), Speaker::Page(&http::NO_SUCH_HOST));
            }
            Fault::ClusterUnavailable => {
                shape.replaced(Speaker::Page(&http::NO_UPSTREAM), Speaker::Page(&http::NO_UPSTREAM_GRPC));
            }
            Fault::ClusterUnavailableHtml => {
                shape.replaced(Speaker::Page(&http::BAD_GATEWAY), Speaker::Page(&http::BAD_GATEWAY));
            }
            Fault::NotWeaviate => shape.replaced(Speaker::OtherService, Speaker::OtherService),
            // Limit and filter look at web requests only.
            Fault::RateLimited => shape.replaced(Speaker::Page(&http::TOO_MANY), Speaker::Grpc),
            Fault::RequestFiltered => shape.replaced(Speaker::Page(&http::FILTERED), Speaker::Grpc),

            Fault::ConnectionRefused => shape.both(Door::Closed),
            Fault::ConnectionBlocked => shape.both(Door::Blocked),
            Fault::ConnectionReset => shape.both(Door::Plain(Speaker::Reset)),
            Fault::ConnectionResetHttp => shape.replaced(Speaker::Reset, Speaker::Reset),

            Fault::TlsIntercepted => {
                shape.certificates(Certificate::Inspected);
                // An inspection gateway is on the way to everything.
                shape.console = Door::Tls(Certificate::Inspected, Alpn::Both, Speaker::Page(&http::CONSOLE));
            }
            Fault::CertificateUntrusted => shape.certificates(Certificate::SelfSigned),
            Fault::CertificateUntrustedChain => shape.certificates(Certificate::WithoutIntermediate),
            Fault::CertificateExpired => shape.certificates(Certificate::Expired),
            Fault::CertificateNameMismatch => shape.certificates(Certificate::OtherName),
            Fault::TlsTooOld => shape.both(Door::Plain(Speaker::Fixed(NO_TLS_THIS_NEW))),
            Fault::ClockWrong => shape.certificates(Certificate::NotYetValid),
            Fault::TlsNotSpoken => {
                shape.rest = Door::Plain(Speaker::Fixed(NO_TLS_HERE));
                shape.grpc = Door::Plain(Speaker::Grpc);
            }
            Fault::CaptivePortal => {
                shape.both(Door::Plain(Speaker::Portal(LOGIN_HOST)));
                shape.names.extend([PLAIN_HOST, PLAIN_GRPC_HOST, LOGIN_HOST]);
            }

            Fault::UrlNotHttps => {
                shape.rest = Door::Plain(Speaker::Upgrade);
                shape.grpc = Door::Closed;
                shape.names.extend([PLAIN_HOST, PLAIN_GRPC_HOST]);
            }

            Fault::ProxyUnreachable | Fault::GrpcProxyEnv => shape.proxy = Some(Proxy::Broken(Door::Closed)),
            Fault::ProxyAuthRequired => {
                shape.proxy = Some(Proxy::Broken(Door::Plain(Speaker::Fixed(PROXY_WANTS_PASSWORD))));
            }
            Fault::ProxyRefused => shape.proxy = Some(Proxy::Broken(Door::Plain(Speaker::Fixed(PROXY_REFUSES)))),
            Fault::ProxyRequired => {
                shape.both(Door::Blocked);
                shape.proxy = Some(Proxy::Relay);
            }

            Fault::GrpcRefused => shape.grpc = Door::Closed,
            Fault::GrpcBlocked => shape.grpc = Door::Blocked,
            Fault::GrpcBlockedSilent => shape.grpc = Door::Plain(Speaker::Silent),
            Fault::GrpcBlockedReset => shape.grpc = Door::Plain(Speaker::Reset),
            // The address of the REST endpoint was given twice.
            Fault::GrpcWrongEndpoint => shape.grpc = Door::Tls(Certificate::Good, Alpn::Both, Speaker::Rest),
            Fault::GrpcHttp2Stripped => {
                shape.grpc = Door::Tls(Certificate::Good, Alpn::Ignored, Speaker::Fixed(NO_HTTP2_HERE));
            }
            Fault::GrpcHttp2StrippedAlert => {
                shape.grpc = Door::Tls(Certificate::Good, Alpn::Http1, Speaker::Fixed(NO_HTTP2_HERE));
            }

            Fault::ConsoleUnreachable => shape.console = Door::Closed,
            Fault::ConsoleUnreachableBlocked => shape.console = Door::Blocked,
        }
        shape
    }
}
