//! Where the official clients find their roots: the list in their packages, the system's files and folders, and what variables name.

use crate::io::files;
use crate::io::files::ReadError;
use crate::model::evidence::{NamedRoots, RootStore, RootsProblem};
use crate::rules::clients::roots::{RootsChoice, WithoutFile};
use crate::rules::trust::RootCertificates;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};

/// Largest file of roots. Whole root programs have well under one megabyte.
const MAX_ROOTS_BYTES: u64 = 16 << 20;

/// Most files of one folder of roots that are looked at.
const MAX_ROOT_FILES: usize = 4096;

/// Most bytes of all files of a folder together.
const MAX_FOLDER_BYTES: usize = 32 << 20;

/// The system's file of roots: the first that is there (Go, `crypto/x509/root_linux.go`).
const SYSTEM_FILES: [&str; 6] = [
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/pki/tls/cacert.pem",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/ssl/cert.pem",
];

/// The system's folders of roots.
const SYSTEM_FOLDERS: [&str; 2] = ["/etc/ssl/certs", "/etc/pki/tls/certs"];

/// Variables that name a file of roots or a folder of them.
const VARIABLES: [&str; 6] = [
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "REQUESTS_CA_BUNDLE",
    "CURL_CA_BUNDLE",
    "NODE_EXTRA_CA_CERTS",
    "GRPC_DEFAULT_SSL_ROOTS_FILE_PATH",
];

/// Roots by where they come from.
#[derive(Debug, Default)]
pub(super) struct RootFiles {
    bundled: RootCertificates,
    system_file: RootCertificates,
    system_folders: RootCertificates,
    given: RootCertificates,
    named: BTreeMap<&'static str, Result<RootCertificates, RootsProblem>>,
}

/// The system's file of roots as it is; none where there is no such file.
#[cfg(feature = "run")]
pub(super) fn system_file() -> Option<Vec<u8>> {
    SYSTEM_FILES.iter().find_map(|path| files::found(Path::new(path), MAX_ROOTS_BYTES).ok())
}

impl RootFiles {
    /// Reads all of them, and takes the roots of `--cacert`.
    pub fn load(given: &[String]) -> Self {
        let file = SYSTEM_FILES.iter().find_map(|path| certificates(Path::new(path)).ok()).unwrap_or_default();
        // What stands in the file too is read once, where the file counts.
        let replaced = std::env::var_os("SSL_CERT_FILE").is_some_and(|value| !value.is_empty());
        let known: HashSet<&CertificateDer<'_>> = if replaced { HashSet::new() } else { file.iter().collect() };
        let folders: Vec<_> = SYSTEM_FOLDERS.iter().flat_map(|path| inside(Path::new(path))).collect();
        let folders: Vec<_> = folders.into_iter().filter(|certificate| !known.contains(certificate)).collect();
        let named = VARIABLES.into_iter().filter_map(|name| {
            let value = std::env::var_os(name).filter(|value| !value.is_empty())?;
            Some((name, named(name, &value)))
        });
        let given: Vec<_> = given.iter().flat_map(|pem| in_pem(pem.as_bytes())).collect();
        Self {
            system_file: store(&file),
            system_folders: store(&folders),
            given: store(&given),
            named: named.collect(),
            ..Self::built_in()
        }
    }

    /// The list of the packages alone.
    pub fn built_in() -> Self {
        Self { bundled: store(webpki_root_certs::TLS_SERVER_ROOT_CERTS), ..Self::default() }
    }

    /// Whether the system's roots are files, and there are any. Elsewhere a service of the system judges.
    pub fn knows_system(&self) -> bool {
        !self.system_file.is_empty() || !self.system_folders.is_empty()
    }

    /// The roots of a choice, with what is wrong with the files of variables; none where the client ends without one of them.
    pub fn of(&self, choice: &RootsChoice) -> (Option<Vec<&RootCertificates>>, Vec<NamedRoots>) {
        let mut roots = vec![&self.given];
        let mut named = Vec::new();
        let mut ends = false;
        for name in &choice.named {
            let problem = match self.named.get(name) {
                Some(Ok(certificates)) => {
                    roots.push(certificates);
                    None
                }
                Some(Err(problem)) => Some(*problem),
                None => Some(RootsProblem::Missing),
            };
            let unreadable = matches!(problem, Some(RootsProblem::Missing | RootsProblem::Unreadable));
            match choice.instead.filter(|_| unreadable) {
                Some(WithoutFile::Bundled) => roots.push(&self.bundled),
                Some(WithoutFile::Ends) => ends = true,
                None => {}
            }
            named.push(NamedRoots { variable: (*name).into(), problem });
        }
        for store in &choice.stores {
            match store {
                RootStore::Bundled => roots.push(&self.bundled),
                RootStore::System => roots.extend([&self.system_file, &self.system_folders]),
                RootStore::SystemFile => roots.push(&self.system_file),
                RootStore::SystemFolders => roots.push(&self.system_folders),
            }
        }
        ((!ends).then_some(roots), named)
    }
}

fn store(certificates: &[CertificateDer<'_>]) -> RootCertificates {
    RootCertificates::new(certificates.iter().map(AsRef::as_ref))
}

fn in_pem(bytes: &[u8]) -> Vec<CertificateDer<'static>> {
    CertificateDer::pem_slice_iter(bytes).flatten().collect()
}

/// The certificates of a file.
fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, RootsProblem> {
    let bytes = files::found(path, MAX_ROOTS_BYTES).map_err(|error| match error {
        ReadError::Io(error) if error.kind() == std::io::ErrorKind::NotFound => RootsProblem::Missing,
        _ => RootsProblem::Unreadable,
    })?;
    let certificates = in_pem(&bytes);
    if !certificates.is_empty() {
        Ok(certificates)
    } else if x509_parser::parse_x509_certificate(&bytes).is_ok() {
        Err(RootsProblem::Der)
    } else {
        Err(RootsProblem::Empty)
    }
}

/// The certificates of a folder's files, each once.
fn inside(folder: &Path) -> Vec<CertificateDer<'static>> {
    let (mut seen, mut all, mut left) = (HashSet::new(), Vec::new(), MAX_FOLDER_BYTES);
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten().take(MAX_ROOT_FILES) {
        let limit = MAX_ROOTS_BYTES.min(u64::try_from(left).unwrap_or(u64::MAX));
        let Ok(bytes) = files::found(&entry.path(), limit) else { continue };
        left = left.saturating_sub(bytes.len());
        all.extend(in_pem(&bytes).into_iter().filter(|certificate| seen.insert(certificate.as_ref().to_vec())));
    }
    all
}

fn named(variable: &str, value: &std::ffi::OsStr) -> Result<RootCertificates, RootsProblem> {
    if variable != "SSL_CERT_DIR" {
        return certificates(&PathBuf::from(value)).map(|found| store(&found));
    }
    let folders: Vec<PathBuf> = std::env::split_paths(value).collect();
    if !folders.iter().any(|folder| folder.is_dir()) {
        return Err(RootsProblem::Missing);
    }
    let found: Vec<_> = folders.iter().flat_map(|folder| inside(folder)).collect();
    if found.is_empty() { Err(RootsProblem::Empty) } else { Ok(store(&found)) }
}
