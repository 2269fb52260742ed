//! What a client's TLS library says of a chain, and with which roots.

use crate::model::client::{Language, Version};
use crate::model::sanitized::SanitizedText;
use strum::{Display, EnumIter, EnumString, IntoStaticStr};

/// The rules by which a TLS library accepts a chain (`facts.md` §0.10). One library has several sets: its version and its options decide.
#[derive(Clone, Copy, PartialEq, Eq, Debug, EnumIter, EnumString, IntoStaticStr, Display)]
#[strum(serialize_all = "kebab-case")]
pub enum ChainRules {
    /// OpenSSL at security level 2: Python up to 3.12, curl.
    Openssl,
    /// The same with `X509_V_FLAG_X509_STRICT` and `X509_V_FLAG_PARTIAL_CHAIN`: Python from 3.13 on.
    OpensslStrict,
    /// OpenSSL at security level 1, names by Node's own rules: Node up to 22.
    Node,
    /// The same at security level 2: Node from 24 on.
    NodeLevel2,
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
    /// End of its validity, seconds since 1970 (UTC).
    pub not_after: i64,
}

/// Whose roots a part of a client uses, before any variable.
#[derive(Clone, Copy, PartialEq, Eq, Debug, EnumIter, EnumString, IntoStaticStr, Display)]
#[strum(serialize_all = "kebab-case")]
pub enum RootStore {
    /// The Mozilla list that its package brings: certifi, Node's, gRPC's, Java's.
    Bundled,
    /// The operating system's.
    System,
    /// Its file alone, where a variable names other folders.
    SystemFile,
    /// Its folders alone, where a variable names another file.
    SystemFolders,
}

/// A variable that names roots, and what is wrong with what it names.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NamedRoots {
    /// The variable.
    pub variable: SanitizedText,
    /// Why nothing of it counts; none when it holds certificates.
    pub problem: Option<RootsProblem>,
}

/// Why a file of roots doesn't count.
#[derive(Clone, Copy, PartialEq, Eq, Debug, EnumIter, EnumString, IntoStaticStr, Display)]
#[strum(serialize_all = "kebab-case")]
pub enum RootsProblem {
    /// There is no such file or folder.
    Missing,
    /// It can't be read.
    Unreadable,
    /// There is no certificate in it.
    Empty,
    /// It is a certificate in DER form, where PEM is wanted.
    Der,
}

/// What one client makes of a chain.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ClientTrust {
    /// The client.
    pub language: Language,
    /// Its version; none for the user's own client where that is not known.
    pub version: Option<Version>,
    /// The rules of its TLS library.
    pub rules: ChainRules,
    /// Whose roots it uses.
    pub stores: Vec<RootStore>,
    /// Variables that add to them or take their place.
    pub named: Vec<NamedRoots>,
    /// Whether it looks at the certificate at all.
    pub verifies: bool,
    /// Why it refuses the chain; none when it accepts it.
    pub refusal: Option<Refusal>,
}

impl ClientTrust {
    /// Whether it goes on after the handshake.
    pub const fn accepts(&self) -> bool {
        !self.verifies || self.refusal.is_none()
    }
}
