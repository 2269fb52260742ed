//! Throw-away certificate authorities and what a server can show of them. It decides nothing about trust.

use rcgen::string::Ia5String;
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DistinguishedName, DnType, IsCa, KeyPair, KeyUsagePurpose,
    SanType,
};
use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use std::net::IpAddr;
use std::sync::Arc;
use time::{Duration, OffsetDateTime};

/// An authority with an intermediate.
pub struct Authority {
    root: CertifiedIssuer<'static, KeyPair>,
    intermediate: CertifiedIssuer<'static, KeyPair>,
}

/// A server's certificate.
#[derive(Clone)]
pub struct Leaf {
    pub common_name: String,
    pub organization: Option<String>,
    /// Names as they stand, also such as no DNS has.
    pub names: Vec<String>,
    pub addresses: Vec<IpAddr>,
    /// Days from now.
    pub valid: (i64, i64),
    /// Whether it says which key signed it: Python from 3.13 on refuses those that don't.
    pub names_authority_key: bool,
}

impl Leaf {
    pub fn of(names: &[&str]) -> Self {
        Self {
            common_name: names[0].to_owned(),
            organization: None,
            names: names.iter().map(|&n| n.to_owned()).collect(),
            addresses: vec![[127, 0, 0, 1].into(), std::net::Ipv6Addr::LOCALHOST.into()],
            valid: (-2, 88),
            names_authority_key: true,
        }
    }

    fn params(&self) -> CertificateParams {
        let mut params = CertificateParams::default();
        params.distinguished_name = named(&self.common_name, self.organization.as_deref());
        let names = self.names.iter().map(|n| SanType::DnsName(Ia5String::try_from(n.as_str()).unwrap()));
        params.subject_alt_names = names.chain(self.addresses.iter().map(|a| SanType::IpAddress(*a))).collect();
        params.use_authority_key_identifier_extension = self.names_authority_key;
        valid(&mut params, self.valid);
        params
    }
}

/// What of the chain is sent.
#[derive(Clone, Copy)]
pub enum Sent {
    LeafOnly,
    WithIntermediate,
    WithRoot,
}

impl Authority {
    /// Root and intermediate with these names.
    pub fn new(root: &str, intermediate: &str, organization: &str) -> Self {
        let params = |name: &str, constraints| {
            let mut params = CertificateParams::default();
            params.distinguished_name = named(name, Some(organization));
            params.is_ca = IsCa::Ca(constraints);
            params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
            params.use_authority_key_identifier_extension = true;
            valid(&mut params, (-365, 365));
            params
        };
        let key = || KeyPair::generate().unwrap();
        let root = CertifiedIssuer::self_signed(params(root, BasicConstraints::Unconstrained), key()).unwrap();
        let intermediate = params(intermediate, BasicConstraints::Constrained(0));
        Self { intermediate: CertifiedIssuer::signed_by(intermediate, key(), &root).unwrap(), root }
    }

    pub fn root_pem(&self) -> String {
        self.root.pem()
    }

    /// A server's configuration.
    pub fn server(&self, leaf: &Leaf, sent: Sent, alpn: &[&str]) -> Arc<ServerConfig> {
        let key = KeyPair::generate().unwrap();
        let mut chain: Vec<CertificateDer<'static>> =
            vec![leaf.params().signed_by(&key, &self.intermediate).unwrap().into()];
        if matches!(sent, Sent::WithIntermediate | Sent::WithRoot) {
            chain.push(self.intermediate.der().clone());
        }
        if matches!(sent, Sent::WithRoot) {
            chain.push(self.root.der().clone());
        }
        config(chain, &key, alpn)
    }
}

/// A server whose certificate vouches for itself.
pub fn self_signed(leaf: &Leaf, alpn: &[&str]) -> Arc<ServerConfig> {
    let key = KeyPair::generate().unwrap();
    let certificate = leaf.params().self_signed(&key).unwrap();
    config(vec![certificate.into()], &key, alpn)
}

fn config(chain: Vec<CertificateDer<'static>>, key: &KeyPair, alpn: &[&str]) -> Arc<ServerConfig> {
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let mut config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .unwrap();
    config.alpn_protocols = alpn.iter().map(|p| p.as_bytes().to_vec()).collect();
    Arc::new(config)
}

fn named(common_name: &str, organization: Option<&str>) -> DistinguishedName {
    let mut name = DistinguishedName::new();
    if let Some(organization) = organization {
        name.push(DnType::OrganizationName, organization);
    }
    name.push(DnType::CommonName, common_name);
    name
}

fn valid(params: &mut CertificateParams, (from, to): (i64, i64)) {
    let now = OffsetDateTime::now_utc();
    params.not_before = now + Duration::days(from);
    params.not_after = now + Duration::days(to);
}
