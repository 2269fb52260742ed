//! A certificate as the rules ask about it. It borrows the DER form; what can't be read is no certificate.

use oid_registry::{
    OID_X509_EXT_AUTHORITY_KEY_IDENTIFIER, OID_X509_EXT_BASIC_CONSTRAINTS, OID_X509_EXT_EXTENDED_KEY_USAGE,
    OID_X509_EXT_KEY_USAGE, OID_X509_EXT_NAME_CONSTRAINTS, OID_X509_EXT_SUBJECT_ALT_NAME,
    OID_X509_EXT_SUBJECT_KEY_IDENTIFIER,
};
use x509_parser::certificate::X509Certificate;
use x509_parser::der_parser::Oid;
use x509_parser::error::X509Error;
use x509_parser::extensions::{
    AuthorityKeyIdentifier, BasicConstraints, ExtendedKeyUsage, GeneralName, KeyUsage, NameConstraints,
    ParsedExtension, X509Extension,
};
use x509_parser::oid_registry;
use x509_parser::public_key::PublicKey;
use x509_parser::x509::{X509Name, X509Version};

/// A certificate.
pub(super) struct Certificate<'a> {
    der: &'a [u8],
    x509: X509Certificate<'a>,
}

/// An extension's value, and whether it is critical.
pub(super) struct Extension<T> {
    pub value: T,
    pub critical: bool,
}

impl PartialEq for Certificate<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.der == other.der
    }
}

impl<'a> Certificate<'a> {
    pub fn read(der: &'a [u8]) -> Option<Self> {
        let (_, x509) = x509_parser::parse_x509_certificate(der).ok()?;
        Some(Self { der, x509 })
    }

    pub fn subject(&self) -> &X509Name<'_> {
        self.x509.subject()
    }

    pub fn issuer(&self) -> &X509Name<'_> {
        self.x509.issuer()
    }

    pub fn is_version_3(&self) -> bool {
        self.x509.version() == X509Version::V3
    }

    /// The first extension with this number.
    fn extension(&self, oid: &Oid<'_>) -> Option<&X509Extension<'a>> {
        self.x509.extensions().iter().find(|e| e.oid == *oid)
    }

    /// Whether one that decides can't be read, or any stands there twice.
    pub fn has_broken_extensions(&self) -> bool {
        let decides = [
            OID_X509_EXT_BASIC_CONSTRAINTS,
            OID_X509_EXT_KEY_USAGE,
            OID_X509_EXT_EXTENDED_KEY_USAGE,
            OID_X509_EXT_SUBJECT_ALT_NAME,
            OID_X509_EXT_NAME_CONSTRAINTS,
            OID_X509_EXT_AUTHORITY_KEY_IDENTIFIER,
            OID_X509_EXT_SUBJECT_KEY_IDENTIFIER,
        ];
        let broken = |e: &X509Extension<'_>| matches!(e.parsed_extension(), ParsedExtension::ParseError { .. });
        self.x509.extensions().iter().any(|e| broken(e) && decides.contains(&e.oid))
            || self.x509.extensions_map().is_err()
    }

    /// Whether any can't be read.
    pub fn has_unreadable_extensions(&self) -> bool {
        let broken = |e: &X509Extension<'_>| matches!(e.parsed_extension(), ParsedExtension::ParseError { .. });
        self.x509.extensions().iter().any(broken)
    }

    pub fn extensions(&self) -> &[X509Extension<'a>] {
        self.x509.extensions()
    }

    pub fn basic_constraints(&self) -> Option<Extension<&BasicConstraints>> {
        let found = self.extension(&OID_X509_EXT_BASIC_CONSTRAINTS)?;
        let ParsedExtension::BasicConstraints(value) = found.parsed_extension() else { return None };
        Some(Extension { value, critical: found.critical })
    }

    pub fn is_ca(&self) -> bool {
        self.basic_constraints().is_some_and(|b| b.value.ca)
    }

    pub fn path_length(&self) -> Option<usize> {
        let length = self.basic_constraints()?.value.path_len_constraint?;
        usize::try_from(length).ok()
    }

    pub fn key_usage(&self) -> Option<&KeyUsage> {
        match self.extension(&OID_X509_EXT_KEY_USAGE)?.parsed_extension() {
            ParsedExtension::KeyUsage(value) => Some(value),
            _ => None,
        }
    }

    pub fn extended_key_usage(&self) -> Option<&ExtendedKeyUsage<'a>> {
        match self.extension(&OID_X509_EXT_EXTENDED_KEY_USAGE)?.parsed_extension() {
            ParsedExtension::ExtendedKeyUsage(value) => Some(value),
            _ => None,
        }
    }

    /// The alternative names.
    pub fn names(&self) -> Option<Extension<&[GeneralName<'a>]>> {
        let found = self.extension(&OID_X509_EXT_SUBJECT_ALT_NAME)?;
        let ParsedExtension::SubjectAlternativeName(value) = found.parsed_extension() else { return None };
        Some(Extension { value: &value.general_names, critical: found.critical })
    }

    pub fn common_names(&self) -> impl Iterator<Item = &str> {
        self.subject().iter_common_name().filter_map(|name| name.as_str().ok())
    }

    pub fn subject_key_identifier(&self) -> Option<Extension<&[u8]>> {
        let found = self.extension(&OID_X509_EXT_SUBJECT_KEY_IDENTIFIER)?;
        let ParsedExtension::SubjectKeyIdentifier(value) = found.parsed_extension() else { return None };
        Some(Extension { value: value.0, critical: found.critical })
    }

    pub fn authority_key_identifier(&self) -> Option<Extension<&AuthorityKeyIdentifier<'a>>> {
        let found = self.extension(&OID_X509_EXT_AUTHORITY_KEY_IDENTIFIER)?;
        let ParsedExtension::AuthorityKeyIdentifier(value) = found.parsed_extension() else { return None };
        Some(Extension { value, critical: found.critical })
    }

    pub fn name_constraints(&self) -> Option<Extension<&NameConstraints<'a>>> {
        let found = self.extension(&OID_X509_EXT_NAME_CONSTRAINTS)?;
        let ParsedExtension::NameConstraints(value) = found.parsed_extension() else { return None };
        Some(Extension { value, critical: found.critical })
    }

    pub fn is_self_issued(&self) -> bool {
        same_name(self.subject(), self.issuer())
    }

    pub fn not_after(&self) -> i64 {
        self.x509.validity().not_after.timestamp()
    }

    pub fn is_expired(&self, now: i64) -> bool {
        self.not_after() < now
    }

    pub fn is_not_yet_valid(&self, now: i64) -> bool {
        now < self.x509.validity().not_before.timestamp()
    }

    pub fn is_valid_at(&self, now: i64) -> bool {
        !self.is_expired(now) && !self.is_not_yet_valid(now)
    }

    /// Whether this one's key made the other's signature; none when the algorithm is not known here.
    pub fn signed(&self, other: &Self) -> Option<bool> {
        match other.x509.verify_signature(Some(self.x509.public_key())) {
            Ok(()) => Some(true),
            Err(X509Error::SignatureUnsupportedAlgorithm) => None,
            // ring takes no RSA key below 2048 bits for digests of the SHA-2 family.
            Err(_) if self.key_strength_bits() == Some(80) => None,
            Err(_) => Some(false),
        }
    }

    /// Whether the two places that name the signature's algorithm agree (RFC 5280 §4.1.1.2).
    pub fn signature_algorithms_agree(&self) -> bool {
        self.x509.signature_algorithm == self.x509.tbs_certificate.signature
    }

    /// Whether an authority key identifier names another issuer than this one's.
    pub fn is_named_otherwise(&self, identifier: &AuthorityKeyIdentifier<'_>) -> bool {
        let named = identifier.authority_cert_issuer.iter().flatten().find_map(|name| match name {
            GeneralName::DirectoryName(name) => Some(name),
            _ => None,
        });
        named.is_some_and(|name| !same_name(name, self.issuer()))
    }

    pub fn serial(&self) -> &[u8] {
        self.x509.raw_serial()
    }

    /// Whether its issuer signed it over a digest of MD5 or SHA-1.
    pub fn has_weak_digest(&self) -> bool {
        // md5WithRSAEncryption, sha1WithRSAEncryption, sha1WithRSA, dsa-with-sha1, ecdsa-with-SHA1
        const WEAK: [&str; 5] =
            ["1.2.840.113549.1.1.4", "1.2.840.113549.1.1.5", "1.3.14.3.2.29", "1.2.840.10040.4.3", "1.2.840.10045.4.1"];
        WEAK.contains(&self.x509.signature_algorithm.algorithm.to_id_string().as_str())
    }

    /// Strength of the key in bits of a symmetric one (NIST SP 800-57 part 1, table 2); none for keys that are not known here.
    pub fn key_strength_bits(&self) -> Option<u32> {
        match self.x509.public_key().parsed().ok()? {
            PublicKey::RSA(key) => Some(match key.key_size() {
                0..1024 => 0,
                1024..2048 => 80,
                2048..3072 => 112,
                _ => 128,
            }),
            PublicKey::EC(point) => u32::try_from(point.key_size() / 2).ok(),
            // Ed25519, Ed448
            PublicKey::Unknown(key) if matches!(key.len(), 32 | 57) => Some(128),
            _ => None,
        }
    }
}

/// Whether two names are the same: byte for byte, or but for case and white space (RFC 5280 §7.1).
pub(super) fn same_name(one: &X509Name<'_>, other: &X509Name<'_>) -> bool {
    one.as_raw() == other.as_raw() || folded(one) == folded(other)
}

/// A name without what doesn't count in a comparison.
pub(super) fn folded(name: &X509Name<'_>) -> String {
    let text = name.to_string().to_lowercase();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
