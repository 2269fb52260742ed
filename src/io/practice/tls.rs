//! Throw-away certificate authorities, and the TLS server configurations that a fault needs. Everything is made at start and kept in
//! memory; it decides nothing about trust.

use anyhow::{Context as _, Result};
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa,
    KeyPair, KeyUsagePurpose,
};
use rustls::ServerConfig;
use rustls::crypto::ring::default_provider;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

/// Which certificate a server shows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Certificate {
    /// A valid one with its intermediate, up to the practice's root.
    Good,
    /// Signed by itself.
    SelfSigned,
    /// A valid one; the intermediate that leads to the root is not sent.
    WithoutIntermediate,
    /// A valid one without an authority key identifier, which Python refuses since 3.13.
    WithoutAuthorityKeyIdentifier,
    /// Past its validity.
    Expired,
    /// Before its validity, as it looks to a machine whose clock is behind.
    NotYetValid,
    /// For another host.
    OtherName,
    /// Made by a TLS inspection gateway, whose root is not trusted here.
    Inspected,
}

/// Application protocols that a server agrees on (RFC 7301).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Alpn {
    /// HTTP/2 and HTTP/1.1.
    Both,
    /// HTTP/2 only.
    Http2,
    /// HTTP/1.1 only: a client that offers nothing but HTTP/2 gets the alert `no_application_protocol`.
    Http1,
    /// The extension is ignored.
    Ignored,
}

/// A certificate authority with an intermediate.
struct Authority {
    root: CertifiedIssuer<'static, KeyPair>,
    intermediate: CertifiedIssuer<'static, KeyPair>,
}

/// Everything that the practice's servers show.
pub(super) struct Authorities {
    own: Authority,
    inspector: Authority,
    names: Vec<String>,
}

impl Authorities {
    /// Makes the authorities for servers with these names.
    pub(super) fn new(names: &[&str]) -> Result<Self> {
        let own = [("Practice Root CA", "Weaviate Doctor Practice"), ("Practice CA 1", "Weaviate Doctor Practice")];
        // The names that Zscaler's inspection really shows.
        let inspector =
            [("Zscaler Root CA", "Zscaler Inc."), ("Zscaler Intermediate Root CA (zscaler.net)", "Zscaler Inc.")];
        Ok(Self {
            own: Authority::new(own)?,
            inspector: Authority::new(inspector)?,
            names: names.iter().map(|&n| n.to_owned()).collect(),
        })
    }

    /// The practice's root, as PEM text.
    pub(super) fn root_pem(&self) -> String {
        self.own.root.pem()
    }

    /// The inspection gateway's root, as PEM text.
    pub(super) fn inspector_pem(&self) -> String {
        self.inspector.root.pem()
    }

    /// The gateway's issuing authority without its root, as PEM text.
    pub(super) fn issuing_pem(&self) -> String {
        self.inspector.intermediate.pem()
    }

    /// The configuration of a server.
    pub(super) fn server(&self, certificate: Certificate, alpn: Alpn) -> Result<Arc<ServerConfig>> {
        let (chain, key) = self.chain(certificate).context("can't make a certificate")?;
        let mut config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(chain, key)?;
        let offered: &[&[u8]] = match alpn {
            Alpn::Both => &[b"h2", b"http/1.1"],
            Alpn::Http2 => &[b"h2"],
            Alpn::Http1 => &[b"http/1.1"],
            Alpn::Ignored => &[],
        };
        config.alpn_protocols = offered.iter().map(|p| p.to_vec()).collect();
        Ok(Arc::new(config))
    }

    fn chain(&self, certificate: Certificate) -> Result<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>)> {
        let key = KeyPair::generate()?;
        let mut leaf = match certificate {
            Certificate::OtherName => CertificateParams::new(["traefik.default".to_owned()])?,
            Certificate::Good
            | Certificate::SelfSigned
            | Certificate::WithoutIntermediate
            | Certificate::WithoutAuthorityKeyIdentifier
            | Certificate::Expired
            | Certificate::NotYetValid
            | Certificate::Inspected => CertificateParams::new(self.names.clone())?,
        };
        let common_name = match certificate {
            Certificate::OtherName => "TRAEFIK DEFAULT CERT",
            Certificate::Good
            | Certificate::SelfSigned
            | Certificate::WithoutIntermediate
            | Certificate::WithoutAuthorityKeyIdentifier
            | Certificate::Expired
            | Certificate::NotYetValid
            | Certificate::Inspected => self.names.first().map_or("practice", String::as_str),
        };
        leaf.distinguished_name = named(common_name, None);
        leaf.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        leaf.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        leaf.use_authority_key_identifier_extension = certificate != Certificate::WithoutAuthorityKeyIdentifier;
        let (from, to) = match certificate {
            Certificate::Expired => (-92, -2),
            Certificate::NotYetValid => (2, 92),
            Certificate::Good
            | Certificate::SelfSigned
            | Certificate::WithoutIntermediate
            | Certificate::WithoutAuthorityKeyIdentifier
            | Certificate::OtherName
            | Certificate::Inspected => (-2, 88),
        };
        valid(&mut leaf, from, to);
        let chain = match certificate {
            Certificate::Good
            | Certificate::WithoutAuthorityKeyIdentifier
            | Certificate::Expired
            | Certificate::NotYetValid
            | Certificate::OtherName => {
                vec![leaf.signed_by(&key, &self.own.intermediate)?.into(), self.own.intermediate.der().clone()]
            }
            Certificate::WithoutIntermediate => vec![leaf.signed_by(&key, &self.own.intermediate)?.into()],
            Certificate::SelfSigned => vec![leaf.self_signed(&key)?.into()],
            Certificate::Inspected => {
                let Authority { root, intermediate } = &self.inspector;
                vec![leaf.signed_by(&key, intermediate)?.into(), intermediate.der().clone(), root.der().clone()]
            }
        };
        Ok((chain, PrivatePkcs8KeyDer::from(key.serialize_der()).into()))
    }
}

impl Authority {
    /// Makes one; root first, each with common name and organization.
    fn new([root, intermediate]: [(&str, &str); 2]) -> Result<Self> {
        let params = |(common_name, organization), constraints| {
            let mut params = CertificateParams::default();
            params.distinguished_name = named(common_name, Some(organization));
            params.is_ca = IsCa::Ca(constraints);
            params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
            params.use_authority_key_identifier_extension = true;
            valid(&mut params, -365, 365);
            params
        };
        let root = CertifiedIssuer::self_signed(params(root, BasicConstraints::Unconstrained), KeyPair::generate()?)?;
        let intermediate = params(intermediate, BasicConstraints::Constrained(0));
        let intermediate = CertifiedIssuer::signed_by(intermediate, KeyPair::generate()?, &root)?;
        Ok(Self { root, intermediate })
    }
}

fn named(common_name: &str, organization: Option<&str>) -> DistinguishedName {
    let mut name = DistinguishedName::new();
    if let Some(organization) = organization {
        name.push(DnType::OrganizationName, organization);
    }
    name.push(DnType::CommonName, common_name);
    name
}

/// Sets the validity, in days from now.
fn valid(params: &mut CertificateParams, from: i64, to: i64) {
    let day = |days: i64| {
        let (now, span) = (SystemTime::now(), Duration::from_hours(24 * days.unsigned_abs()));
        if days < 0 { now - span } else { now + span }
    };
    (params.not_before, params.not_after) = (day(from).into(), day(to).into());
}
