//! The certificate authority of one run. Its key is made at start, lives in this process's memory alone and dies with it; its certificate is
//! good for the observed names and no others (RFC 5280 §4.2.1.10), and nothing is put into any trust store.

use crate::rules::program::CLOUD_DOMAINS;
use anyhow::Result;
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, CidrSubnet, DnType, ExtendedKeyUsagePurpose, GeneralSubtree,
    IsCa, KeyPair, KeyUsagePurpose, NameConstraints, SanType,
};
use rustls::ServerConfig;
use rustls::crypto::ring::default_provider;
use rustls::pki_types::PrivatePkcs8KeyDer;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

/// How long before and after the start its certificates are valid, for clocks that differ.
const VALID_AROUND: Duration = Duration::from_hours(48);

/// The authority.
pub(super) struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
    /// One key for all hosts: it is as short-lived as the run.
    key: KeyPair,
}

impl Authority {
    /// Makes one for these hosts, beside the domains of Weaviate Cloud.
    pub(super) fn new<'a>(hosts: impl IntoIterator<Item = &'a str>) -> Result<Self> {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::OrganizationName, "weaviate-doctor");
        params.distinguished_name.push(DnType::CommonName, "weaviate-doctor run (this run only)");
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        params.use_authority_key_identifier_extension = true;
        let own = hosts.into_iter().map(|host| match host.parse::<IpAddr>() {
            Ok(IpAddr::V4(address)) => GeneralSubtree::IpAddress(CidrSubnet::from_v4_prefix(address.octets(), 32)),
            Ok(IpAddr::V6(address)) => GeneralSubtree::IpAddress(CidrSubnet::from_v6_prefix(address.octets(), 128)),
            Err(_) => GeneralSubtree::DnsName(host.to_owned()),
        });
        let cloud = CLOUD_DOMAINS.iter().map(|domain| GeneralSubtree::DnsName((*domain).to_owned()));
        let permitted_subtrees = cloud.chain(own).collect();
        params.name_constraints = Some(NameConstraints { permitted_subtrees, excluded_subtrees: Vec::new() });
        valid(&mut params);
        Ok(Self { issuer: CertifiedIssuer::self_signed(params, KeyPair::generate()?)?, key: KeyPair::generate()? })
    }

    /// Its certificate, as PEM text.
    pub(super) fn pem(&self) -> String {
        self.issuer.pem()
    }

    /// The configuration of a server of this name that has agreed on this protocol.
    pub(super) fn server(&self, host: &str, alpn: Option<&[u8]>) -> Result<Arc<ServerConfig>> {
        let mut params = CertificateParams::default();
        params.subject_alt_names = vec![match host.parse::<IpAddr>() {
            Ok(address) => SanType::IpAddress(address),
            Err(_) => SanType::DnsName(host.try_into()?),
        }];
        params.distinguished_name.push(DnType::CommonName, "weaviate-doctor run");
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.use_authority_key_identifier_extension = true;
        valid(&mut params);
        let chain = vec![params.signed_by(&self.key, &self.issuer)?.into()];
        let mut config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(chain, PrivatePkcs8KeyDer::from(self.key.serialize_der()).into())?;
        config.alpn_protocols = alpn.into_iter().map(<[u8]>::to_vec).collect();
        Ok(Arc::new(config))
    }
}

fn valid(params: &mut CertificateParams) {
    let now = SystemTime::now();
    (params.not_before, params.not_after) = ((now - VALID_AROUND).into(), (now + VALID_AROUND).into());
}
