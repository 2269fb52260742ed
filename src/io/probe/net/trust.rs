//! Trust stores and the verifier that asks all of them in one handshake and records the chain and every verdict. A connection is accepted
//! when a store trusts it, or an official client does by its own library's rules; verification is never turned off. Whether a key may go over
//! it is another question, which the user's own client alone decides.

use crate::io::files;
use crate::io::files::ReadError;
use crate::io::probe::net::root_files::RootFiles;
use crate::model::api_key::Redactor;
use crate::model::case::Case;
use crate::model::evidence::{ChainRules, ClientTrust, RootStore, StoreVerdict, Variable};
use crate::model::proxy_use::Protocol;
use crate::rules::clients::{JudgedClient, roots};
use crate::rules::trust::{TrustQuestion, refusal};
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

type Verifier = Arc<dyn ServerCertVerifier>;

/// The stores.
#[derive(Debug)]
pub(in crate::io::probe) struct RootStores {
    provider: Arc<CryptoProvider>,
    /// The operating system's; none when it has no roots.
    system: Option<Verifier>,
    /// The roots of `--cacert` alone; none when not given.
    given: Option<Verifier>,
    /// The Mozilla roots that are built in.
    mozilla: Option<Verifier>,
    /// The certificates themselves, for the rules of the clients' own libraries.
    files: RootFiles,
    /// Whose trust is judged.
    judged: JudgedClients,
}

/// The clients whose trust is judged, the user's own first, and the variables that decide.
#[derive(Clone, PartialEq, Debug, Default)]
pub(in crate::io::probe) struct JudgedClients {
    clients: Vec<JudgedClient>,
    variables: Vec<Variable>,
}

impl JudgedClients {
    /// Those of a case.
    pub fn of(case: &Case) -> Self {
        Self { clients: JudgedClient::all(case), variables: case.environment.certificates.clone() }
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.variables.iter().find(|v| v.name == name).map(|v| v.value.as_str())
    }
}

impl RootStores {
    /// Loads all stores. Reads files, or asks a service of the system: not for async threads.
    pub fn load(extra: &[String], judged: JudgedClients) -> Self {
        let provider = Arc::new(ring::default_provider());
        let named = |name: &str| std::env::var_os(name).map(PathBuf::from);
        // The library reads what these variables name without a bound: a device or a pipe would hold it for ever.
        let system = (is_readable(named("SSL_CERT_FILE").as_deref(), named("SSL_CERT_DIR").as_deref()))
            .then(|| rustls_platform_verifier::Verifier::new(Arc::clone(&provider)).ok())
            .flatten()
            .map(|v| Arc::new(v) as Verifier);
        let mut roots = RootCertStore::empty();
        for pem in extra {
            let certificates = CertificateDer::pem_slice_iter(pem.as_bytes()).flatten();
            roots.add_parsable_certificates(certificates);
        }
        let given = web_pki(roots, &provider);
        Self { system, given, files: RootFiles::load(extra), judged, ..Self::with(provider) }
    }

    /// The built-in roots only.
    pub fn built_in() -> Self {
        Self::with(Arc::new(ring::default_provider()))
    }

    fn with(provider: Arc<CryptoProvider>) -> Self {
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(webpki_root_certs::TLS_SERVER_ROOT_CERTS.iter().cloned());
        let mozilla = web_pki(roots, &provider);
        let (files, judged) = (RootFiles::built_in(), JudgedClients::default());
        Self { mozilla, system: None, given: None, files, judged, provider }
    }

    /// What each client makes of a chain, by the rules of its own library.
    pub fn clients(
        &self,
        seen: &ChainVerdicts,
        host: &str,
        protocol: Protocol,
        redactor: &Redactor,
    ) -> Vec<ClientTrust> {
        let parts = self.judged.clients.iter().flat_map(|client| {
            let rules = roots::chain_rules(*client, protocol);
            rules.into_iter().map(|rules| (*client, rules))
        });
        parts.map(|(client, rules)| self.judge(seen, host, protocol, client, rules, Some(redactor))).collect()
    }

    fn judge(
        &self,
        seen: &ChainVerdicts,
        host: &str,
        protocol: Protocol,
        client: JudgedClient,
        rules: ChainRules,
        shown: Option<&Redactor>,
    ) -> ClientTrust {
        // What is only shown may count a signature that can't be verified here; what a connection hangs on may not.
        let (takes_unknown_signatures, nobody) = (shown.is_some(), Redactor::default());
        let redactor = shown.unwrap_or(&nobody);
        let choice = roots::choice(client, protocol, |name| self.judged.get(name));
        let (store, named) = self.files.of(&choice);
        let sent: Vec<&[u8]> = seen.chain.iter().map(AsRef::as_ref).collect();
        let by_system = choice.stores.contains(&RootStore::System) && !self.files.knows_system();
        let empty =
            || TrustQuestion { sent: &sent, roots: &[], host, now: seen.at, takes_unknown_signatures, redactor };
        let refusal = match store {
            // A service of the system judges there.
            Some(_) if by_system && seen.system == Some(StoreVerdict::Trusted) => None,
            Some(store) => refusal(&TrustQuestion { roots: &store, ..empty() }, rules),
            None => refusal(&empty(), rules),
        };
        let (language, version, verifies) = (client.language, client.version, choice.verifies);
        ClientTrust { language, version, rules, stores: choice.stores, named, verifies, refusal }
    }

    /// Whether the user's own client accepts the chain, every signature of it being verified here. Where the version of its language decides
    /// and is not known, the newest speaks for it.
    pub fn own_client_accepts(&self, seen: &ChainVerdicts, host: &str, protocol: Protocol) -> bool {
        self.judged.clients.first().is_some_and(|client| {
            let rules = roots::chain_rules(*client, protocol);
            rules.first().is_some_and(|rules| self.judge(seen, host, protocol, *client, *rules, None).refusal.is_none())
        })
    }

    /// Whether a client accepts the chain with its roots on this machine, every signature of it being verified here.
    fn a_client_accepts(&self, seen: &ChainVerdicts, host: &str, protocol: Protocol) -> bool {
        self.judged.clients.iter().any(|client| {
            let rules = roots::chain_rules(*client, protocol);
            rules.iter().any(|rules| self.judge(seen, host, protocol, *client, *rules, None).refusal.is_none())
        })
    }
}

/// Largest file of roots. Whole root programs have well under one megabyte.
const MAX_ROOTS_BYTES: u64 = 16 << 20;

/// Most files of one folder of roots that are looked at.
const MAX_ROOT_FILES: usize = 4096;

/// Whether the file and the files of the folder can be read without waiting and without end. One that is missing is: it holds no roots.
fn is_readable(file: Option<&Path>, folder: Option<&Path>) -> bool {
    let ends = |path: &Path| {
        files::open_found(path).map_or_else(
            |error| matches!(error, ReadError::Io(_)),
            |file| file.metadata().is_ok_and(|m| m.len() <= MAX_ROOTS_BYTES),
        )
    };
    let inside = folder.and_then(|folder| std::fs::read_dir(folder).ok());
    file.is_none_or(ends)
        && inside.into_iter().flatten().flatten().take(MAX_ROOT_FILES).all(|entry| ends(&entry.path()))
}

/// A verifier for these roots; none when there are none.
fn web_pki(roots: RootCertStore, provider: &Arc<CryptoProvider>) -> Option<Verifier> {
    let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(provider)).build().ok()?;
    Some(verifier)
}

/// What a handshake showed.
#[derive(Clone, Default)]
pub(in crate::io::probe) struct ChainVerdicts {
    pub chain: Vec<CertificateDer<'static>>,
    pub system: Option<StoreVerdict>,
    pub given: Option<StoreVerdict>,
    pub mozilla: Option<StoreVerdict>,
    /// When it was, seconds since 1970 (UTC).
    pub at: i64,
}

impl ChainVerdicts {
    /// The verdict that says most when no store trusts the chain: a store that found its root knows more than one that didn't.
    pub fn worst(&self) -> Option<StoreVerdict> {
        let verdicts = || [&self.given, &self.system, &self.mozilla].into_iter().flatten();
        let known = verdicts()
            .find(|v| matches!(v, StoreVerdict::Expired | StoreVerdict::NotYetValid | StoreVerdict::WrongName));
        known.or_else(|| verdicts().find(|v| **v != StoreVerdict::EmptyStore)).or_else(|| verdicts().next()).cloned()
    }
}

/// Where a handshake's findings can be read afterwards.
pub(in crate::io::probe) type HandshakeRecorder = Arc<Mutex<ChainVerdicts>>;

/// A configuration that offers these application protocols, and the record of what its handshakes show.
pub(in crate::io::probe) fn config(
    trust: &Arc<RootStores>,
    alpn: &[&[u8]],
) -> Result<(ClientConfig, HandshakeRecorder), Error> {
    let record = HandshakeRecorder::default();
    let protocol = if alpn.contains(&&b"h2"[..]) { Protocol::Grpc } else { Protocol::Rest };
    let verifier = Recorder { trust: Arc::clone(trust), record: Arc::clone(&record), protocol };
    let mut config = ClientConfig::builder_with_provider(Arc::clone(&trust.provider))
        .with_safe_default_protocol_versions()?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    config.alpn_protocols = alpn.iter().map(|p| p.to_vec()).collect();
    // Every handshake must show its certificate: a resumed session would not.
    config.resumption = rustls::client::Resumption::disabled();
    Ok((config, record))
}

/// Asks every store, records, and accepts what one of them trusts.
#[derive(Debug)]
struct Recorder {
    trust: Arc<RootStores>,
    record: HandshakeRecorder,
    /// Which part of the client would make the connection.
    protocol: Protocol,
}

impl std::fmt::Debug for ChainVerdicts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Seen({} certificates)", self.chain.len())
    }
}

impl ServerCertVerifier for Recorder {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let mut accepted = None;
        let mut refused = Error::InvalidCertificate(CertificateError::UnknownIssuer);
        let mut ask = |store: &Option<Verifier>| match store {
            None => StoreVerdict::EmptyStore,
            Some(v) => match v.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now) {
                Ok(verified) => {
                    accepted.get_or_insert(verified);
                    StoreVerdict::Trusted
                }
                Err(error) => {
                    let verdict = verdict(&error);
                    refused = error;
                    verdict
                }
            },
        };
        let seen = ChainVerdicts {
            system: Some(ask(&self.trust.system)),
            given: self.trust.given.is_some().then(|| ask(&self.trust.given)),
            mozilla: Some(ask(&self.trust.mozilla)),
            chain: std::iter::once(end_entity).chain(intermediates).take(12).map(|c| c.clone().into_owned()).collect(),
            at: i64::try_from(now.as_secs()).unwrap_or(i64::MAX),
        };
        if accepted.is_none() && self.trust.a_client_accepts(&seen, &server_name.to_str(), self.protocol) {
            accepted = Some(ServerCertVerified::assertion());
        }
        if let Ok(mut record) = self.record.lock() {
            *record = seen;
        }
        accepted.ok_or(refused)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.trust.provider.signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signature, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.trust.provider.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signature, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.trust.provider.signature_verification_algorithms.supported_schemes()
    }
}

fn verdict(error: &Error) -> StoreVerdict {
    let Error::InvalidCertificate(certificate) = error else { return StoreVerdict::Unusable };
    match certificate {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => StoreVerdict::Expired,
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => StoreVerdict::NotYetValid,
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => StoreVerdict::WrongName,
        CertificateError::UnknownIssuer | CertificateError::BadSignature => StoreVerdict::UnknownIssuer,
        _ => StoreVerdict::Unusable,
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn roots_without_end_are_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let file = tempfile::NamedTempFile::new_in(folder.path()).unwrap();
        let link = folder.path().join("link");
        assert!(is_readable(None, None) && is_readable(Some(file.path()), Some(folder.path())));
        assert!(is_readable(Some(&folder.path().join("missing")), None));
        std::os::unix::fs::symlink("/dev/zero", &link).unwrap();
        assert!(!is_readable(Some(&link), None) && !is_readable(None, Some(folder.path())));
    }
}
