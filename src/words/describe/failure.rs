//! One plain sentence for a failure. Every failure has its own words; nothing falls through to a general one.
#![deny(clippy::wildcard_enum_match_arm)]

use super::{date, host_and_port, role};
use crate::model::case::Case;
use crate::model::evidence::{
    AttemptResult, Chain, DnsFailure, Failure, GrpcCode, GrpcFailure, HttpFailure, Layer, LocalFailure, Phase,
    ProbeFacts, ProbeId, ProtocolError, ProxyError, ProxyFailure, SystemLookupError, TcpFailure, TextFailure,
    TlsFailure,
};
use crate::model::http_answer::{AnswerKind, HttpAnswer, Responder, operational_mode};
use crate::model::sanitized::SanitizedText;
use crate::words::catalog::{answer as shape, key_problem, origin, say, url_problem};
use crate::words::format::word;
use crate::words::format::{count, some};
use crate::words::format::{join, seconds};
use std::net::SocketAddr;
use std::time::Duration;

/// One sentence for a failure.
pub(super) fn failed(id: ProbeId, failure: &Failure, facts: Option<&ProbeFacts>, case: &Case) -> String {
    let (host, port) = host_and_port(id, case);
    match failure {
        Failure::Text(TextFailure::UrlMissing) => "no cluster URL was given".to_owned(),
        Failure::Text(TextFailure::UrlUnusable(problem)) => {
            format!("the URL from {} {}", origin(&case.url.origin), url_problem(problem))
        }
        Failure::Text(TextFailure::KeyEmpty) => format!("the key from {} is empty", origin(&case.key.origin)),
        Failure::Text(TextFailure::KeyUnclean(problems)) => format!(
            "the key from {} has {}",
            origin(&case.key.origin),
            join(problems.iter().map(|p| key_problem(*p).0))
        ),
        Failure::Dns(DnsFailure::NameNotFound { name, by_server }) => denied(id, name, *by_server, facts, case),
        Failure::Dns(DnsFailure::NoAddress { name }) => format!("{name} exists but has no address"),
        Failure::Dns(DnsFailure::ResolverFailed { name, system }) => {
            format!("no DNS server could say whether {name} exists: {}", resolver(*system))
        }
        Failure::Tcp(TcpFailure::Refused { addresses }) => {
            format!("TCP {port} to {host}: refused by {}", ips(addresses))
        }
        Failure::Tcp(TcpFailure::TimedOut { waiting_for, after }) => timed_out(id, *waiting_for, *after, facts, case),
        Failure::Tcp(TcpFailure::Unreachable { addresses, only }) => match only {
            Some(family) => {
                format!("TCP {port} to {host}: there's no {} route to {}", <&str>::from(*family), ips(addresses))
            }
            None => format!("TCP {port} to {host}: there's no route to {}", ips(addresses)),
        },
        Failure::Tcp(TcpFailure::Cut { waiting_for, reset }) => cut(id, *waiting_for, *reset, case),
        Failure::Proxy(ProxyFailure::Unreachable { proxy, why }) => format!("the proxy {proxy} {}", trouble(*why)),
        Failure::Proxy(ProxyFailure::AuthRequired { proxy }) => {
            format!("the proxy {proxy} requires a user name and password")
        }
        Failure::Proxy(ProxyFailure::Refused { proxy, reply }) if reply.is_empty() => {
            format!("the proxy {proxy} doesn't allow port {port} of {host}")
        }
        Failure::Proxy(ProxyFailure::Refused { proxy, reply }) => {
            format!("the proxy {proxy} doesn't allow port {port} of {host}: “{reply}”")
        }
        Failure::Proxy(ProxyFailure::NotSpoken { proxy }) => {
            format!("what answers at {proxy} isn't a proxy of this kind")
        }
        Failure::Tls(failure) => handshake(failure, &host, port),
        Failure::Http(HttpFailure::Answered(answer)) => answered(id, answer),
        Failure::Http(HttpFailure::NotHttp(ProtocolError::Malformed)) => format!("{host} doesn't answer with HTTP"),
        Failure::Http(HttpFailure::NotHttp(ProtocolError::HeadersTooLarge)) => {
            format!("{host} answers with far too many headers")
        }
        Failure::Http(HttpFailure::NotHttp(ProtocolError::Http2)) if id.chain() == Chain::Rest => {
            format!("{host} answers in HTTP/2, as gRPC ports do, instead of HTTP/1.1")
        }
        Failure::Http(HttpFailure::NotHttp(ProtocolError::Http2)) => {
            format!("{host} ended the connection with an HTTP/2 error")
        }
        Failure::Http(HttpFailure::CorsRefused) => "the cluster doesn't allow browser pages of other sites".to_owned(),
        Failure::Grpc(GrpcFailure::NotServing) => "the gRPC service answers that it isn't serving".to_owned(),
        Failure::Grpc(GrpcFailure::Status { code, message }) => grpc(id, *code, message.as_str()),
        Failure::Grpc(GrpcFailure::NoAnswer { after }) => {
            format!("{host} accepted the gRPC request but didn't answer in {}", seconds(*after))
        }
        Failure::Grpc(GrpcFailure::NotGrpc { status }) => {
            format!("{host} answers the gRPC request with plain HTTP {status}")
        }
        Failure::Local(LocalFailure::Resource { what }) => say("shortage", (*what).into()).to_owned(),
        Failure::Local(LocalFailure::Defect) => "this check failed because of a bug in weaviate-doctor".to_owned(),
        // What a program did has a file of its own.
        Failure::Program(_) => say("program", "nothing-sent").to_owned(),
    }
}

/// A handshake that failed.
fn handshake(failure: &TlsFailure, host: &str, port: u16) -> String {
    match failure {
        TlsFailure::CertificateUntrusted { self_signed: true, .. } => {
            format!("the certificate of {host} is self-signed")
        }
        TlsFailure::CertificateUntrusted { issuer, self_signed: false } => {
            format!("no trust store knows the issuer of {host}'s certificate, {issuer}")
        }
        TlsFailure::CertificateExpired { not_after } => {
            format!("the certificate of {host} expired on {}", date(*not_after))
        }
        TlsFailure::CertificateNotYetValid { not_before } => {
            format!("the certificate of {host} is valid only from {}", date(*not_before))
        }
        TlsFailure::CertificateNameMismatch { name, presented } if presented.is_empty() => {
            format!("the certificate names no host, so it isn't for {name}")
        }
        TlsFailure::CertificateNameMismatch { name, presented } => {
            format!("the certificate is for {}, not for {name}", some(presented))
        }
        TlsFailure::CertificateUnusable => {
            format!("the certificate of {host} is revoked, damaged or not meant for servers")
        }
        TlsFailure::CertificateNotConforming => {
            format!("your client's TLS library refuses the form of {host}'s chain")
        }
        TlsFailure::NoTrustStore => {
            format!("this machine has no trust store, and the built-in roots don't know {host}'s certificate")
        }
        TlsFailure::NotSpoken { plain_http: true } => {
            format!("port {port} of {host} uses plain HTTP, not TLS")
        }
        TlsFailure::NotSpoken { plain_http: false } => {
            format!("port {port} of {host} doesn't speak TLS")
        }
        TlsFailure::TooOld => format!("{host} offers only TLS versions below 1.2"),
        TlsFailure::Alert { alert, .. } => {
            format!("{host}, or something on the network, ended the TLS handshake with “{alert}”")
        }
        TlsFailure::Http2NotOffered { chosen } => match chosen {
            Some(chosen) => {
                format!("TLS with {host} works, but it speaks {chosen} instead of HTTP/2, which gRPC needs")
            }
            None => format!("TLS with {host} works, but the server doesn't offer HTTP/2, which gRPC needs"),
        },
    }
}

fn ips(addresses: &[SocketAddr]) -> String {
    if addresses.is_empty() {
        return "every address".to_owned();
    }
    some(&addresses.iter().map(SocketAddr::ip).collect::<Vec<_>>())
}

/// A name that is said not to exist. Who denies the console's name too says nothing about any other.
fn denied(id: ProbeId, name: &str, by_server: bool, facts: Option<&ProbeFacts>, case: &Case) -> String {
    let who = if by_server { "the DNS server" } else { "this system's resolver" };
    let console = &case.settings.console.host;
    if id == ProbeId::ConsoleDns && !case.settings.console_named {
        return format!("{who} says {name} doesn't exist (it does)");
    }
    match facts {
        Some(ProbeFacts::Dns(dns)) if dns.console == Some(false) => {
            format!("{who} says neither {name} nor {console} exists; {console} does, so its answers can't be trusted")
        }
        _ => format!("{who} says {name} doesn't exist"),
    }
}

const fn resolver(error: Option<SystemLookupError>) -> &'static str {
    match error {
        Some(SystemLookupError::NoSuchName) => "this system's resolver doesn't know this name",
        Some(SystemLookupError::TemporaryFailure) => "no DNS server answered this system's resolver",
        Some(SystemLookupError::PermanentFailure) => "the DNS server refused or failed",
        Some(SystemLookupError::NoAnswer) => "this system's resolver didn't answer in time",
        Some(SystemLookupError::Other) => "this system's resolver failed",
        None => "the DNS server didn't answer",
    }
}

const fn trouble(why: ProxyError) -> &'static str {
    match why {
        ProxyError::Name => "has a name that doesn't resolve",
        ProxyError::Refused => "refuses connections",
        ProxyError::NoAnswer => "doesn't answer",
        ProxyError::Cut => "closed the connection",
        ProxyError::Tls => "answers, but the TLS connection to it fails (your client doesn't accept its certificate?)",
    }
}

fn timed_out(id: ProbeId, waiting: Phase, after: Duration, facts: Option<&ProbeFacts>, case: &Case) -> String {
    let (host, port) = host_and_port(id, case);
    let after = seconds(after);
    match waiting {
        Phase::Lookup => format!("looking {host} up: no answer in {after}"),
        Phase::Connect => {
            let silent = match facts {
                Some(ProbeFacts::Tcp(tcp)) => {
                    tcp.attempts.iter().filter(|a| a.result != AttemptResult::Connected).count()
                }
                _ => 0,
            };
            let addresses =
                if silent == 0 { String::new() } else { format!(", {}", count(silent, "address", "addresses")) };
            format!("TCP {port} to {host}: no answer in {after}{addresses}")
        }
        Phase::Tunnel => format!("the proxy to {host}: no answer in {after}"),
        Phase::Handshake => format!("TLS with {host}: no answer in {after}"),
        Phase::Response => match id.layer() {
            Layer::Auth => format!("{host} didn't answer the request with the key in {after}"),
            Layer::Local | Layer::Dns | Layer::Tcp | Layer::Tls | Layer::Service => {
                format!("{host} didn't answer the request in {after}")
            }
        },
    }
}

fn cut(id: ProbeId, waiting: Phase, reset: bool, case: &Case) -> String {
    let (host, port) = host_and_port(id, case);
    let how = if reset { "reset" } else { "closed" };
    match waiting {
        Phase::Lookup => format!("the DNS server {how} the connection while {host} was looked up"),
        Phase::Connect => format!("TCP {port} to {host}: {how} while connecting"),
        Phase::Tunnel => format!("the proxy to {host} {how} the connection"),
        Phase::Handshake => format!("the connection to {host} was {how} in the TLS handshake"),
        Phase::Response => format!("the connection to {host} was {how} before the answer came"),
    }
}

/// Quotes the answer's own words where they are Weaviate's or short.
fn answered(id: ProbeId, answer: &HttpAnswer) -> String {
    let who = word(id.chain());
    let said = if answer.message.is_empty() {
        String::new()
    } else {
        format!(": “{}”", SanitizedText::up_to(answer.message.as_str(), 120))
    };
    match &answer.meaning {
        AnswerKind::InvalidKey if answer.speaker == Responder::Weaviate => format!("{who} refused the key{said}"),
        AnswerKind::AnonymousOff { .. } => format!("{who} requires a key and didn't receive one"),
        AnswerKind::NoSchemeConfigured => format!("the cluster has no way to check keys{said}"),
        AnswerKind::TokenExpired => format!("{who} refused the token: it has expired"),
        AnswerKind::TokenRefused => format!("{who} refused the token{said}"),
        AnswerKind::Forbidden { user, permission } => {
            let user = user.as_ref().map(|u| format!(" as “{u}”")).unwrap_or_default();
            let lacks = permission.as_ref().map(|p| format!(", which may not {p}")).unwrap_or_default();
            format!("{who} accepted the key{user}{lacks}")
        }
        AnswerKind::Maintenance => match operational_mode(answer.message.as_str()) {
            Some(mode) => format!("the cluster is in {} mode", <&str>::from(mode)),
            None => format!("the cluster is in maintenance{said}"),
        },
        AnswerKind::Suspended => format!("the cluster is suspended{said}"),
        AnswerKind::InvalidKey | AnswerKind::Fine | AnswerKind::Unstated => {
            let to = answer.location.as_ref().map(|l| format!(", redirected to {l}")).unwrap_or_default();
            format!("{} answered {}{to}{said}", role(id), shape(answer))
        }
    }
}

fn grpc(id: ProbeId, code: GrpcCode, message: &str) -> String {
    let said =
        if message.is_empty() { String::new() } else { format!(": “{}”", SanitizedText::up_to(message, 160)) };
    match id.layer() {
        Layer::Auth => format!("gRPC answered the key with {}{said}", code.as_str()),
        Layer::Local | Layer::Dns | Layer::Tcp | Layer::Tls | Layer::Service => {
            format!("gRPC answered {}{said}", code.as_str())
        }
    }
}
