//! The certificates: what rustls says of each, and what servers without TLS look like to it.

use super::{Fault, handshake, practice, target, tls_error};
use rustls::{AlertDescription, CertificateError, Error};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use x509_parser::prelude::{FromDer as _, X509Certificate};

/// Subjects and issuers of the chain that a server sends, whatever is thought of it.
fn chain(stream: &tokio_rustls::client::TlsStream<tokio::net::TcpStream>) -> Vec<(String, String)> {
    let certificates = stream.get_ref().1.peer_certificates().unwrap();
    let describe = |der: &[u8]| {
        let certificate = X509Certificate::from_der(der).unwrap().1;
        (certificate.subject().to_string(), certificate.issuer().to_string())
    };
    certificates.iter().map(|c| describe(c)).collect()
}

#[tokio::test]
async fn a_healthy_practice_is_trusted_and_chooses_protocols() {
    let (_practice, case) = practice(Fault::Healthy).await;
    let (both, console) = (target(&case), case.settings.console.clone());
    for (endpoint, offered, chosen) in [
        (&both.rest, &["h2", "http/1.1"][..], "h2"),
        (&both.rest, &["http/1.1"], "http/1.1"),
        (&both.grpc, &["h2"], "h2"),
        (&console, &["http/1.1"], "http/1.1"),
    ] {
        let stream = handshake(&case, endpoint, offered).await.unwrap();
        assert_eq!(stream.get_ref().1.alpn_protocol(), Some(chosen.as_bytes()), "{endpoint}");
        let chain = chain(&stream);
        assert_eq!(chain.len(), 2);
        assert_eq!(chain[1].1, "O=Weaviate Doctor Practice, CN=Practice Root CA");
    }
}

#[tokio::test]
async fn bad_certificates_are_bad_as_named() {
    let unknown: fn(&CertificateError) -> bool = |e| matches!(e, CertificateError::UnknownIssuer);
    let table = [
        (Fault::CertificateUntrusted, unknown),
        (Fault::CertificateUntrustedChain, unknown),
        (Fault::TlsIntercepted, unknown),
        (Fault::CertificateExpired, |e| matches!(e, CertificateError::ExpiredContext { .. })),
        (Fault::CertificateNameMismatch, |e| matches!(e, CertificateError::NotValidForNameContext { .. })),
    ];
    for (fault, expected) in table {
        let (_practice, case) = practice(fault).await;
        let target = target(&case);
        for endpoint in [&target.rest, &target.grpc] {
            let error = tls_error(&handshake(&case, endpoint, &["h2"]).await.unwrap_err());
            let Error::InvalidCertificate(error) = error else { panic!("{fault}: {error}") };
            assert!(expected(&error), "{fault}: {error}");
        }
        let console = handshake(&case, &case.settings.console, &["h2"]).await;
        assert_eq!(console.is_ok(), fault != Fault::TlsIntercepted, "{fault}");
    }
}

/// Takes any certificate, to see what is sent.
#[derive(Debug)]
struct AnyCertificate;

impl rustls::client::danger::ServerCertVerifier for AnyCertificate {
    fn verify_server_cert(
        &self,
        _: &rustls::pki_types::CertificateDer<'_>,
        _: &[rustls::pki_types::CertificateDer<'_>],
        _: &rustls::pki_types::ServerName<'_>,
        _: &[u8],
        _: rustls::pki_types::UnixTime,
    ) -> Result<rustls::client::danger::ServerCertVerified, Error> {
        Ok(rustls::client::danger::ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &rustls::pki_types::CertificateDer<'_>,
        _: &rustls::DigitallySignedStruct,
    ) -> Result<rustls::client::danger::HandshakeSignatureValid, Error> {
        Ok(rustls::client::danger::HandshakeSignatureValid::assertion())
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &rustls::pki_types::CertificateDer<'_>,
        signature: &rustls::DigitallySignedStruct,
    ) -> Result<rustls::client::danger::HandshakeSignatureValid, Error> {
        self.verify_tls12_signature(message, certificate, signature)
    }

    fn supported_verify_schemes(&self) -> Vec<rustls::SignatureScheme> {
        rustls::crypto::ring::default_provider().signature_verification_algorithms.supported_schemes()
    }
}

#[tokio::test]
async fn untrusted_chains_are_told_apart_by_what_is_sent() {
    let own = "CN=practice.c0.loopback.weaviate.cloud";
    let ca = "O=Weaviate Doctor Practice, CN=Practice CA 1";
    let vendor_ca = "O=Zscaler Inc., CN=Zscaler Intermediate Root CA (zscaler.net)";
    let vendor_root = "O=Zscaler Inc., CN=Zscaler Root CA";
    let table = [
        (Fault::CertificateUntrusted, vec![(own, own)]),
        (Fault::CertificateUntrustedChain, vec![(own, ca)]),
        (Fault::TlsIntercepted, vec![(own, vendor_ca), (vendor_ca, vendor_root), (vendor_root, vendor_root)]),
    ];
    for (fault, expected) in table {
        let (_practice, case) = practice(fault).await;
        let mut config = super::tls_config(&case, &[]);
        config.dangerous().set_certificate_verifier(std::sync::Arc::new(AnyCertificate));
        let rest = target(&case).rest;
        let tcp = tokio::net::TcpStream::connect(super::loopback(rest.port)).await.unwrap();
        let name = rustls::pki_types::ServerName::try_from(rest.host).unwrap();
        let stream = tokio_rustls::TlsConnector::from(std::sync::Arc::new(config)).connect(name, tcp).await.unwrap();
        let expected: Vec<_> = expected.into_iter().map(|(s, i)| (s.to_owned(), i.to_owned())).collect();
        assert_eq!(chain(&stream), expected, "{fault}");
    }
}

#[tokio::test]
async fn plain_text_is_no_tls() {
    let (_practice, case) = practice(Fault::TlsNotSpoken).await;
    let target = target(&case);
    for endpoint in [&target.rest, &target.grpc] {
        let error = tls_error(&handshake(&case, endpoint, &["h2"]).await.unwrap_err());
        assert!(matches!(error, Error::InvalidMessage(_)), "{endpoint}: {error}");
    }
}

#[tokio::test]
async fn http2_is_stripped_in_two_ways() {
    let (_practice, case) = practice(Fault::GrpcHttp2Stripped).await;
    let mut stream = handshake(&case, &target(&case).grpc, &["h2"]).await.unwrap();
    assert_eq!(stream.get_ref().1.alpn_protocol(), None);
    stream.write_all(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 400 Bad Request\r\n"), "{answer}");
    assert!(handshake(&case, &target(&case).rest, &["h2"]).await.is_ok());

    let (_practice, case) = practice(Fault::GrpcHttp2StrippedAlert).await;
    let error = tls_error(&handshake(&case, &target(&case).grpc, &["h2"]).await.unwrap_err());
    assert_eq!(error, Error::AlertReceived(AlertDescription::NoApplicationProtocol));
    let stream = handshake(&case, &target(&case).grpc, &["h2", "http/1.1"]).await.unwrap();
    assert_eq!(stream.get_ref().1.alpn_protocol(), Some(&b"http/1.1"[..]));
}
