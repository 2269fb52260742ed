//! The roots of `--cacert`. It checks that there is a certificate in the file, and trusts nothing itself.

use crate::io::files;
use crate::io::files::ReadError;
use crate::model::sanitized::SanitizedText;
use crate::model::usage_error::UsageError;
use std::path::Path;
use x509_parser::pem::Pem;

/// Whole root programs have well under one megabyte.
const MAX_ROOTS_BYTES: u64 = 16 << 20;

/// The PEM text of a file with at least one readable certificate.
pub(super) fn read(path: &Path) -> Result<String, UsageError> {
    let shown = SanitizedText::up_to(&path.to_string_lossy(), 200).to_string();
    let problem = |why: &str| UsageError::new(&format!("can't use “{shown}” for --cacert: {why}"));
    if path.is_dir() {
        return Err(problem("it's a directory; name a PEM file"));
    }
    let bytes = files::named(path, MAX_ROOTS_BYTES).map_err(|error| match error {
        ReadError::Io(error) => problem(&files::trouble(&error)),
        other => problem(&format!("{}; name a PEM file of root certificates", other.words())),
    })?;
    let certificates = Pem::iter_from_buffer(&bytes)
        .filter_map(Result::ok)
        .filter(|pem| pem.label == "CERTIFICATE" && pem.parse_x509().is_ok())
        .count();
    if certificates == 0 {
        let der = x509_parser::parse_x509_certificate(&bytes).is_ok();
        return Err(problem(if der {
            "it's a certificate in DER form; convert it: openssl x509 -inform der -in FILE -out FILE.pem"
        } else {
            "there's no certificate in it; a PEM file has -----BEGIN CERTIFICATE----- lines"
        }));
    }
    // Texts between the certificates may be in any encoding.
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
