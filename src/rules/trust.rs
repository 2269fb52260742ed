//! Would this client's TLS library accept the chain, with these roots, for this host, now? Pure, and by that library's own rules
//! (`facts.md` §0.7): they differ in what they demand of the form, and in which certificate of a store may end a chain.

mod certificate;
mod constraints;

mod name;
mod openssl;
mod search;

use crate::model::evidence::{ChainPlace, ChainProblem, ChainRules, Refusal};
use crate::model::sanitized::SanitizedText;
use certificate::Certificate;
use name::HostRules;

/// Most certificates of a server that are looked at.
const MAX_SENT: usize = 24;

/// What is asked.
pub struct TrustQuestion<'a> {
    /// The chain as the server sent it, its own certificate first; DER.
    pub sent: &'a [&'a [u8]],
    /// The certificates of the store; DER.
    pub roots: &'a [&'a [u8]],
    /// The host that is connected to, a name or an address.
    pub host: &'a str,
    /// Seconds since 1970 (UTC).
    pub now: i64,
    /// Whether a signature counts whose algorithm is not known here, but to the library. Not where a connection hangs on the answer.
    pub takes_unknown_signatures: bool,
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
    subject: SanitizedText,
    issuer: SanitizedText,
}

impl Fault {
    fn new(problem: ChainProblem, certificate: &Certificate<'_>, index: usize, trusted: bool) -> Self {
        let place = match (index, trusted) {
            (0, _) => ChainPlace::Server,
            (_, true) => ChainPlace::Root,
            (_, false) => ChainPlace::Intermediate,
        };
        let text = |name: &x509_parser::x509::X509Name<'_>| SanitizedText::new(&name.to_string());
        Self { problem, place, subject: text(certificate.subject()), issuer: text(certificate.issuer()) }
    }
}

/// Why a library with these rules refuses the chain; none when it accepts it.
pub fn refusal(question: &TrustQuestion<'_>, rules: ChainRules) -> Option<Refusal> {
    let sent: Vec<_> = question.sent.iter().take(MAX_SENT).map_while(|der| Certificate::read(der)).collect();
    if sent.is_empty() {
        let (subject, issuer) = (SanitizedText::default(), SanitizedText::default());
        return Some(Refusal { problem: ChainProblem::Malformed, place: ChainPlace::Server, subject, issuer });
    }
    let roots = question.roots.iter().filter_map(|der| Certificate::read(der)).collect();
    let TrustQuestion { host, now, takes_unknown_signatures, .. } = *question;
    let question = Question { sent, roots, host, now, takes_unknown_signatures };
    let openssl = |strict, partial_chain, level_bits, host| {
        let roots_bound_the_path = rules != ChainRules::Boringssl;
        openssl::judge(&question, &openssl::Options { strict, partial_chain, level_bits, roots_bound_the_path, host })
    };
    let judged = match rules {
        ChainRules::Openssl => openssl(false, false, Some(80), HostRules::Node),
        ChainRules::OpensslLevel2 => openssl(false, false, Some(112), HostRules::Openssl),
        ChainRules::OpensslStrict => openssl(true, true, Some(112), HostRules::Openssl),
        ChainRules::Boringssl => openssl(false, true, None, HostRules::Openssl),
        ChainRules::Go => search::judge(&question, search::Searcher::Go),
        ChainRules::Java => search::judge(&question, search::Searcher::Java),
    };
    let Fault { problem, place, subject, issuer } = judged.err()?;
    Some(Refusal { problem, place, subject, issuer })
}
