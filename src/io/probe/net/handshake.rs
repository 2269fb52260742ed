//! A TLS handshake that records the chain and what every trust store says of it. Verification is never turned off.

use crate::io::probe::net::error::io_failure;
use crate::io::probe::net::peek_stream::PeekStream;
use crate::io::probe::net::route::{DialContext, TargetStream};
use crate::io::probe::net::trust;
use crate::io::probe::net::trust::ChainVerdicts;
use crate::model::api_key::Redactor;
use crate::model::evidence::{
    AlertReason, CertificateFacts, ChainProblem, Failure, LocalFailure, Phase, StoreVerdict, TcpFailure, TlsFacts,
    TlsFailure,
};
use crate::model::proxy_use::Protocol;
use crate::model::sanitized::SanitizedText;
use rustls::pki_types::ServerName;
use rustls::{AlertDescription, Error, InvalidMessage, PeerIncompatible};
use std::io;
use std::sync::Arc;
use tokio::time::{Instant, timeout};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use x509_parser::extensions::GeneralName;

/// Application protocols that REST offers: the official Python and TypeScript clients speak HTTP/1.1 over REST.
pub(in crate::io::probe) const REST: &[&[u8]] = &[b"http/1.1"];

/// gRPC is HTTP/2 and nothing else.
pub(in crate::io::probe) const GRPC: &[&[u8]] = &[b"h2"];

/// A TLS connection over another one, for proxies that are spoken to in TLS: only where the user's own client would go on.
pub(in crate::io::probe) async fn over(
    stream: TargetStream,
    host: &str,
    alpn: &[&[u8]],
    tools: &DialContext<'_>,
) -> Result<TlsStream<PeekStream<TargetStream>>, Failure> {
    let shaken = handshake(stream, host, alpn, tools).await;
    match shaken.own_refusal {
        // What goes to a proxy first are its credentials.
        Some(refusal) if shaken.result.is_ok() => Err(refusal),
        Some(_) | None => shaken.result,
    }
}

/// A handshake and what it showed.
pub(in crate::io::probe) struct Handshake {
    pub(in crate::io::probe) result: Result<TlsStream<PeekStream<TargetStream>>, Failure>,
    pub(in crate::io::probe) facts: TlsFacts,
    /// Why the user's own client would not go on; none where it would.
    pub(in crate::io::probe) own_refusal: Option<Failure>,
}

/// Performs the TLS handshake. A connection comes out only if a trust store or an official client accepted the chain for this name.
pub(in crate::io::probe) async fn handshake(
    stream: TargetStream,
    host: &str,
    alpn: &[&[u8]],
    tools: &DialContext<'_>,
) -> Handshake {
    let begin = Instant::now();
    let Ok(name) = ServerName::try_from(host.to_owned()) else {
        let failure =
            Failure::Tls(TlsFailure::CertificateNameMismatch { name: host.to_owned(), presented: Vec::new() });
        return Handshake { result: Err(failure), facts: TlsFacts::default(), own_refusal: None };
    };
    let Ok((config, record)) = trust::config(tools.trust, alpn) else {
        let (result, facts) = (Err(Failure::Local(LocalFailure::Defect)), TlsFacts::default());
        return Handshake { result, facts, own_refusal: None };
    };
    let connecting = TlsConnector::from(Arc::new(config)).connect(name, PeekStream::new(stream)).into_fallible();
    let joined = timeout(tools.bound, connecting).await;
    let seen = record.lock().map(|s| s.clone()).unwrap_or_default();
    let mut facts = facts_of(&seen, tools.redactor);
    let protocol = if alpn == GRPC { Protocol::Grpc } else { Protocol::Rest };
    facts.clients = tools.trust.clients(&seen, host, protocol, tools.redactor);
    facts.handshake = begin.elapsed();
    let accepted = tools.trust.own_client_accepts(&seen, host, protocol);
    let own_refusal = (!accepted).then(|| certificate_failure(&seen, &facts, host));
    let result = match joined {
        Err(_) => Err(Failure::Tcp(TcpFailure::TimedOut { waiting_for: Phase::Handshake, after: tools.bound })),
        Ok(Err((error, heard))) => Err(failure(&error, heard.first(), &seen, &facts, host)),
        Ok(Ok(stream)) => {
            let (_, session) = stream.get_ref();
            facts.protocol = session.protocol_version().map(|v| format!("{v:?}").replace("TLSv1_", "TLSv1."));
            facts.alpn =
                session.alpn_protocol().map(|p| SanitizedText::up_to(&String::from_utf8_lossy(p), 20).to_string());
            Ok(stream)
        }
    };
    Handshake { result, facts, own_refusal }
}

pub(in crate::io::probe) fn facts_of(seen: &ChainVerdicts, redactor: &Redactor) -> TlsFacts {
    TlsFacts {
        chain: seen.chain.iter().filter_map(|c| describe(c, redactor)).collect(),
        system: seen.system.clone(),
        given: seen.given.clone(),
        mozilla: seen.mozilla.clone(),
        ..TlsFacts::default()
    }
}

/// Describes a certificate by its DER form; trust was decided elsewhere.
pub fn describe(der: &[u8], redactor: &Redactor) -> Option<CertificateFacts> {
    let (_, certificate) = x509_parser::parse_x509_certificate(der).ok()?;
    let names = certificate.subject_alternative_name().ok().flatten().map(|extension| {
        let names = extension.value.general_names.iter().take(20);
        names
            .filter_map(|name| match name {
                GeneralName::DNSName(name) => Some(redactor.clean(name)),
                GeneralName::IPAddress(bytes) => Some(SanitizedText::new(&address(bytes)?)),
                _ => None,
            })
            .collect()
    });
    let organization = certificate.issuer().iter_organization().next().and_then(|o| o.as_str().ok());
    Some(CertificateFacts {
        subject: redactor.clean(&certificate.subject().to_string()),
        issuer: redactor.clean(&certificate.issuer().to_string()),
        issuer_organization: organization.map(|o| redactor.clean(o)),
        not_before: certificate.validity().not_before.timestamp(),
        not_after: certificate.validity().not_after.timestamp(),
        names: names.unwrap_or_default(),
        self_issued: certificate.subject().as_raw() == certificate.issuer().as_raw(),
    })
}

pub(in crate::io::probe) fn address(bytes: &[u8]) -> Option<String> {
    match bytes.len() {
        4 => <[u8; 4]>::try_from(bytes).ok().map(|b| std::net::IpAddr::from(b).to_string()),
        16 => <[u8; 16]>::try_from(bytes).ok().map(|b| std::net::IpAddr::from(b).to_string()),
        _ => None,
    }
}

/// What went wrong in a handshake.
pub(in crate::io::probe) fn failure(
    error: &io::Error,
    heard: &[u8],
    seen: &ChainVerdicts,
    facts: &TlsFacts,
    host: &str,
) -> Failure {
    let Some(error) = error.get_ref().and_then(|e| e.downcast_ref::<Error>()) else {
        return if heard.starts_with(b"HTTP/") {
            Failure::Tls(TlsFailure::NotSpoken { plain_http: true })
        } else {
            io_failure(error, Phase::Handshake, facts.handshake)
        };
    };
    match error {
        Error::InvalidCertificate(_) => certificate_failure(seen, facts, host),
        Error::InvalidMessage(InvalidMessage::InvalidContentType | InvalidMessage::UnknownProtocolVersion) => {
            Failure::Tls(TlsFailure::NotSpoken { plain_http: heard.starts_with(b"HTTP/") })
        }
        Error::AlertReceived(AlertDescription::ProtocolVersion)
        | Error::PeerIncompatible(
            PeerIncompatible::ServerDoesNotSupportTls12Or13 | PeerIncompatible::ServerTlsVersionIsDisabledByOurConfig,
        ) => Failure::Tls(TlsFailure::TooOld),
        Error::AlertReceived(AlertDescription::NoApplicationProtocol) => {
            Failure::Tls(TlsFailure::Http2NotOffered { chosen: None })
        }
        Error::AlertReceived(alert) => Failure::Tls(TlsFailure::Alert {
            alert: SanitizedText::up_to(&format!("{alert:?}"), 40),
            reason: alert_reason(*alert),
        }),
        _ if !heard.is_empty() && !matches!(heard[0], 0x14..=0x18) => {
            Failure::Tls(TlsFailure::NotSpoken { plain_http: heard.starts_with(b"HTTP/") })
        }
        _ => Failure::Tls(TlsFailure::Alert {
            alert: SanitizedText::up_to(&error.to_string(), 80),
            reason: AlertReason::Unstated,
        }),
    }
}

pub(in crate::io::probe) fn alert_reason(alert: AlertDescription) -> AlertReason {
    match alert {
        AlertDescription::HandshakeFailure | AlertDescription::InsufficientSecurity => AlertReason::NothingInCommon,
        AlertDescription::UnrecognisedName => AlertReason::UnknownName,
        AlertDescription::AccessDenied => AlertReason::Denied,
        _ => AlertReason::Unstated,
    }
}

pub(in crate::io::probe) fn certificate_failure(seen: &ChainVerdicts, facts: &TlsFacts, host: &str) -> Failure {
    let leaf = facts.chain.first();
    let self_signed = facts.chain.len() == 1 && leaf.is_some_and(|c| c.self_issued);
    let untrusted = || {
        Failure::Tls(TlsFailure::CertificateUntrusted {
            issuer: facts.chain.last().map(|c| c.issuer.clone()).unwrap_or_default(),
            self_signed,
        })
    };
    // The user's own client says most, by its own library's rules.
    let refusal = facts.clients.first().and_then(|own| own.refusal.as_ref());
    let by_client = refusal.and_then(|refusal| match refusal.problem {
        ChainProblem::Expired => Some(StoreVerdict::Expired),
        ChainProblem::NotYetValid => Some(StoreVerdict::NotYetValid),
        ChainProblem::WrongName | ChainProblem::CommonNameOnly => Some(StoreVerdict::WrongName),
        problem if problem.is_of_form() => None,
        ChainProblem::UnknownIssuer | ChainProblem::SelfSigned | ChainProblem::RootMissing => {
            Some(StoreVerdict::UnknownIssuer)
        }
        _ => Some(StoreVerdict::Unusable),
    });
    if refusal.is_some_and(|refusal| refusal.problem.is_of_form()) {
        return Failure::Tls(TlsFailure::CertificateNotConforming);
    }
    let not_after = refusal.map(|refusal| refusal.not_after).or(leaf.map(|c| c.not_after)).unwrap_or_default();
    match by_client.or_else(|| seen.worst()) {
        Some(StoreVerdict::Expired) => Failure::Tls(TlsFailure::CertificateExpired { not_after }),
        Some(StoreVerdict::NotYetValid) => {
            Failure::Tls(TlsFailure::CertificateNotYetValid { not_before: leaf.map_or(0, |c| c.not_before) })
        }
        Some(StoreVerdict::WrongName) => Failure::Tls(TlsFailure::CertificateNameMismatch {
            name: host.to_owned(),
            presented: leaf.map(|c| c.names.clone()).unwrap_or_default(),
        }),
        // A certificate that is its own authority is refused as unusable before its issuer is looked for.
        Some(StoreVerdict::Unusable) if self_signed => untrusted(),
        Some(StoreVerdict::Unusable) => Failure::Tls(TlsFailure::CertificateUnusable),
        // The built-in roots always have a verdict; without a store of this machine nobody can say whether its own would know the issuer.
        Some(StoreVerdict::UnknownIssuer | StoreVerdict::EmptyStore)
            if !self_signed && seen.given.is_none() && seen.system == Some(StoreVerdict::EmptyStore) =>
        {
            Failure::Tls(TlsFailure::NoTrustStore)
        }
        Some(StoreVerdict::UnknownIssuer | StoreVerdict::EmptyStore | StoreVerdict::Trusted) | None => untrusted(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_machine_without_a_trust_store_is_told_so() {
        let seen = |system| ChainVerdicts {
            system: Some(system),
            mozilla: Some(StoreVerdict::UnknownIssuer),
            ..ChainVerdicts::default()
        };
        let of = |system| certificate_failure(&seen(system), &TlsFacts::default(), "abc").id();
        assert_eq!(of(StoreVerdict::EmptyStore), "no-trust-store");
        assert_eq!(of(StoreVerdict::UnknownIssuer), "certificate-untrusted");
    }
}
