//! Would this client's TLS library accept the chain, with these roots, for this host, now? Pure, and by that library's own rules
//! (`facts.md` §0.10): they differ in what they demand of the form, and in which certificate of a store may end a chain.

mod certificate;
mod constraints;

mod name;
mod openssl;
mod search;

use crate::model::api_key::Redactor;
use crate::model::evidence::{ChainPlace, ChainProblem, ChainRules, Refusal};
use crate::model::sanitized::SanitizedText;
use certificate::{Certificate, folded};
use name::HostRules;

/// Most certificates of a server that are looked at.
const MAX_SENT: usize = 24;
/// Most certificates of the stores that are looked at for one chain.
const MAX_RELATED: usize = 64;

/// What is asked.
pub struct TrustQuestion<'a> {
    /// The chain as the server sent it, its own certificate first; DER.
    pub sent: &'a [&'a [u8]],
    /// The store.
    pub roots: &'a [&'a RootCertificates],
    /// The host that is connected to, a name or an address.
    pub host: &'a str,
    /// Seconds since 1970 (UTC).
    pub now: i64,
    /// Whether a signature counts whose algorithm is not known here, but to the library. Not where a connection hangs on the answer.
    pub takes_unknown_signatures: bool,
    /// Takes keys out of the names that a refusal tells: anybody can write one into a certificate.
    pub redactor: &'a Redactor,
}

/// Certificates of a store, found by their names: a store has hundreds, and a chain asks for two or three.
#[derive(Clone, Debug, Default)]
pub struct RootCertificates(Vec<RootCertificate>);

#[derive(Clone, Debug)]
struct RootCertificate {
    der: Vec<u8>,
    subject: String,
    issuer: String,
}

impl RootCertificates {
    /// These certificates, DER; what can't be read is left out.
    pub fn new<'a>(certificates: impl IntoIterator<Item = &'a [u8]>) -> Self {
        let read = |der: &'a [u8]| {
            let certificate = Certificate::read(der)?;
            let (subject, issuer) = (folded(certificate.subject()), folded(certificate.issuer()));
            Some(RootCertificate { der: der.to_vec(), subject, issuer })
        };
        Self(certificates.into_iter().filter_map(read).collect())
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Those of the stores that may stand above one of these certificates, and these themselves.
fn related<'a>(stores: &'a [&'a RootCertificates], sent: &[Certificate<'_>]) -> Vec<Certificate<'a>> {
    let mut names: Vec<String> = sent.iter().flat_map(|c| [folded(c.subject()), folded(c.issuer())]).collect();
    let mut found: Vec<&RootCertificate> = Vec::new();
    let mut looked = 0;
    while looked < names.len() && found.len() < MAX_RELATED {
        let name = names[looked].clone();
        for root in stores.iter().flat_map(|store| &store.0).filter(|root| root.subject == name) {
            if found.iter().all(|other| other.der != root.der) {
                found.push(root);
                if !names.contains(&root.issuer) {
                    names.push(root.issuer.clone());
                }
            }
        }
        looked += 1;
    }
    found.into_iter().filter_map(|root| Certificate::read(&root.der)).collect()
}

/// The same, read.
struct Question<'q, 'a> {
    sent: Vec<Certificate<'a>>,
    roots: Vec<Certificate<'a>>,
    host: &'q str,
    now: i64,
    takes_unknown_signatures: bool,
}

impl<'a> Question<'_, 'a> {
    fn server(&self) -> &Certificate<'a> {
        &self.sent[0]
    }

    /// Whether what is known of a signature is enough.
    fn takes(&self, fits: Option<bool>) -> bool {
        fits.unwrap_or(self.takes_unknown_signatures)
    }
}

/// Why a chain is refused, at which of its certificates.
struct Fault {
    problem: ChainProblem,
    place: ChainPlace,
    subject: String,
    issuer: String,
    not_after: i64,
}

impl Fault {
    fn new(problem: ChainProblem, certificate: &Certificate<'_>, index: usize, trusted: bool) -> Self {
        let place = match (index, trusted) {
            (0, _) => ChainPlace::Server,
            (_, true) => ChainPlace::Root,
            (_, false) => ChainPlace::Intermediate,
        };
        let (subject, issuer) = (certificate.subject().to_string(), certificate.issuer().to_string());
        Self { problem, place, subject, issuer, not_after: certificate.not_after() }
    }
}

/// Why a library with these rules refuses the chain; none when it accepts it.
pub fn refusal(question: &TrustQuestion<'_>, rules: ChainRules) -> Option<Refusal> {
    let sent: Vec<_> = question.sent.iter().take(MAX_SENT).map_while(|der| Certificate::read(der)).collect();
    if sent.is_empty() {
        let (subject, issuer) = (SanitizedText::default(), SanitizedText::default());
        let (problem, place) = (ChainProblem::Malformed, ChainPlace::Server);
        return Some(Refusal { problem, place, subject, issuer, not_after: 0 });
    }
    let roots = related(question.roots, &sent);
    let TrustQuestion { host, now, takes_unknown_signatures, redactor, .. } = *question;
    let question = Question { sent, roots, host, now, takes_unknown_signatures };
    let openssl = |strict, partial_chain, level_bits, host| {
        let roots_bound_the_path = rules != ChainRules::Boringssl;
        openssl::judge(&question, &openssl::Options { strict, partial_chain, level_bits, roots_bound_the_path, host })
    };
    let judged = match rules {
        ChainRules::Openssl => openssl(false, false, Some(112), HostRules::Openssl),
        ChainRules::Node => openssl(false, false, Some(80), HostRules::Node),
        ChainRules::NodeLevel2 => openssl(false, false, Some(112), HostRules::Node),
        ChainRules::OpensslStrict => openssl(true, true, Some(112), HostRules::Openssl),
        ChainRules::Boringssl => openssl(false, true, None, HostRules::Openssl),
        ChainRules::Go => search::judge(&question, search::Searcher::Go),
        ChainRules::Java => search::judge(&question, search::Searcher::Java),
    };
    let Fault { problem, place, subject, issuer, not_after } = judged.err()?;
    let (subject, issuer) = (redactor.clean(&subject), redactor.clean(&issuer));
    Some(Refusal { problem, place, subject, issuer, not_after })
}
