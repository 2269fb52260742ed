//! What a client's TLS library says of a chain, and with which roots.

use crate::model::sanitized::SanitizedText;
use strum::{Display, EnumIter, EnumString, IntoStaticStr};

/// The rules by which a TLS library accepts a chain (`facts.md` §0.7). One library has several sets: its version and its options decide.
#[derive(Clone, Copy, PartialEq, Eq, Debug, EnumIter, EnumString, IntoStaticStr, Display)]
#[strum(serialize_all = "kebab-case")]
pub enum ChainRules {
    /// OpenSSL at security level 1: Node up to 22.
    Openssl,
    /// OpenSSL at security level 2: Python up to 3.12, Node from 24 on, curl.
    OpensslLevel2,
    /// The same with `X509_V_FLAG_X509_STRICT` and `X509_V_FLAG_PARTIAL_CHAIN`: Python from 3.13 on.
    OpensslStrict,
    /// `BoringSSL` as gRPC's C core sets it up: gRPC of Python.
    Boringssl,
    /// Go's `crypto/x509`.
    Go,
    /// Java's PKIX with endpoint identification.
    Java,
}

/// Why a chain is refused.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, EnumIter, EnumString, IntoStaticStr, Display)]
#[strum(serialize_all = "kebab-case")]
pub enum ChainProblem {
    /// It leads to no root: the root is missing in the store, or a link was not sent.
    UnknownIssuer,
    /// The server's own certificate signed itself, and no store has it.
    SelfSigned,
    /// The store has an authority of the chain, and this library wants the root above it too.
    RootMissing,
    /// Past its validity.
    Expired,
    /// Before its validity.
    NotYetValid,
    /// For other names.
    WrongName,
    /// The name stands in the common name alone, which this library doesn't read.
    CommonNameOnly,
    /// An authority's name constraints don't allow the name.
    NameNotPermitted,
    /// Not for servers, by its extended key usage or key usage.
    WrongPurpose,
    /// A signature doesn't fit.
    BadSignature,
    /// An authority that may not sign: not marked as one, or its key usage says otherwise.
    NotAnAuthority,
    /// More authorities than one of them allows below itself.
    PathTooLong,
    /// No authority key identifier.
    MissingAuthorityKeyIdentifier,
    /// No subject key identifier in an authority.
    MissingSubjectKeyIdentifier,
    /// No key usage in an authority.
    MissingKeyUsage,
    /// Basic constraints of an authority that are not critical.
    BasicConstraintsNotCritical,
    /// No subject, and the alternative names are not critical.
    NamesNotCritical,
    /// Key usage of an authority in a certificate that is none.
    CertificateSigningNotAllowed,
    /// A key too weak for the library's security level.
    KeyTooWeak,
    /// A signature whose digest is too weak for the library.
    SignatureTooWeak,
    /// A critical extension that the library doesn't know.
    UnknownCriticalExtension,
    /// Something else in the form that the library doesn't accept.
    Malformed,
}

impl ChainProblem {
    /// Whether it is the form that is refused, not the trust, the time or the name: another library may accept the same chain.
    pub const fn is_of_form(self) -> bool {
        matches!(
            self,
            Self::MissingAuthorityKeyIdentifier
                | Self::MissingSubjectKeyIdentifier
                | Self::MissingKeyUsage
                | Self::BasicConstraintsNotCritical
                | Self::NamesNotCritical
                | Self::CertificateSigningNotAllowed
                | Self::KeyTooWeak
                | Self::SignatureTooWeak
                | Self::NotAnAuthority
                | Self::UnknownCriticalExtension
                | Self::Malformed
        )
    }
}

/// Which certificate of a chain is meant.
#[derive(Clone, Copy, PartialEq, Eq, Debug, EnumIter, EnumString, IntoStaticStr, Display)]
#[strum(serialize_all = "kebab-case")]
pub enum ChainPlace {
    /// The server's own.
    Server,
    /// One between the server's own and the root.
    Intermediate,
    /// One of the store.
    Root,
}

/// Why a library refuses a chain, and at which certificate.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refusal {
    /// The reason.
    pub problem: ChainProblem,
    /// Where.
    pub place: ChainPlace,
    /// Subject of the certificate.
    pub subject: SanitizedText,
    /// Its issuer.
    pub issuer: SanitizedText,
}
