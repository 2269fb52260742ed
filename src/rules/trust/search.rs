//! How Go's `crypto/x509` (`verify.go`) and Java's PKIX search a chain: every way from the server's certificate to a root is tried.

use super::certificate::{Certificate, same_name};
use super::constraints::{self, ConstraintRules};
use super::name::{self, HostRules};
use super::{Fault, Question};
use crate::model::evidence::ChainProblem;
use x509_parser::extensions::{ExtendedKeyUsage, GeneralName, KeyUsage};

/// Most signatures that are verified for one question (`maxChainSignatureChecks`).
const MAX_SIGNATURES: usize = 100;

/// Whose rules.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Searcher {
    Go,
    Java,
}

pub(super) fn judge(question: &Question<'_, '_>, searcher: Searcher) -> Result<(), Fault> {
    let server = question.server();
    let mut search = Search { question, searcher, left: MAX_SIGNATURES, fault: None };
    search.accepts(server, &[], false)?;
    let host = if searcher == Searcher::Go { HostRules::Go } else { HostRules::Java };
    name::check(server, question.host, host).map_err(|problem| Fault::new(problem, server, 0, false))?;
    if question.roots.contains(server) {
        return Ok(());
    }
    let signs = server.key_usage().is_none_or(KeyUsage::digital_signature);
    if searcher == Searcher::Java && !signs {
        return Err(Fault::new(ChainProblem::WrongPurpose, server, 0, false));
    }
    if search.reaches_a_root(&[server]) {
        return Ok(());
    }
    let kind = if server.is_self_issued() { ChainProblem::SelfSigned } else { ChainProblem::UnknownIssuer };
    Err(search.fault.take().unwrap_or_else(|| Fault::new(kind, server, 0, false)))
}

struct Search<'q, 'a> {
    question: &'q Question<'q, 'a>,
    searcher: Searcher,
    left: usize,
    /// What stood in the way of the first candidate that had the right name.
    fault: Option<Fault>,
}

impl<'q, 'a> Search<'q, 'a> {
    fn reaches_a_root(&mut self, chain: &[&'q Certificate<'a>]) -> bool {
        let Some(top) = chain.last().copied() else { return false };
        let question = self.question;
        let rooted = question.roots.iter().map(|c| (c, true));
        let sent = question.sent.iter().map(|c| (c, false));
        for (candidate, is_root) in rooted.chain(sent) {
            if !same_name(candidate.subject(), top.issuer()) || chain.contains(&candidate) {
                continue;
            }
            match self.links(candidate, top, chain, is_root) {
                Ok(()) if is_root => match purposes(chain.iter().copied().chain([candidate])) {
                    Ok(()) => return true,
                    Err(problem) => self.note(Fault::new(problem, chain[0], 0, false)),
                },
                Ok(()) => {
                    let longer: Vec<_> = chain.iter().copied().chain([candidate]).collect();
                    if self.reaches_a_root(&longer) {
                        return true;
                    }
                }
                Err(fault) => self.note(fault),
            }
        }
        false
    }

    fn note(&mut self, fault: Fault) {
        self.fault.get_or_insert(fault);
    }

    /// `considerCandidate`: signature, then the candidate itself.
    fn links(
        &mut self,
        candidate: &'q Certificate<'a>,
        below: &Certificate<'a>,
        chain: &[&'q Certificate<'a>],
        is_root: bool,
    ) -> Result<(), Fault> {
        let fault = |problem| Fault::new(problem, candidate, chain.len(), is_root);
        self.left = self.left.checked_sub(1).ok_or_else(|| fault(ChainProblem::UnknownIssuer))?;
        let says_no = candidate.basic_constraints().is_some_and(|b| !b.value.ca);
        let says_nothing = candidate.is_version_3() && candidate.basic_constraints().is_none();
        // A key usage without any bit is none to Go.
        let may_sign = candidate.key_usage().is_none_or(|usage| usage.flags == 0 || usage.key_cert_sign());
        if says_no || says_nothing || !may_sign {
            return Err(fault(ChainProblem::NotAnAuthority));
        }
        if self.searcher == Searcher::Go && below.has_weak_digest() {
            return Err(Fault::new(ChainProblem::SignatureTooWeak, below, chain.len() - 1, false));
        }
        let unknown =
            self.searcher == Searcher::Go && candidate.key_strength_bits().is_none_or(|bits| bits > 80 && bits < 112);
        if unknown || !self.question.takes(candidate.signed(below)) {
            return Err(fault(ChainProblem::BadSignature));
        }
        self.accepts(candidate, chain, is_root)
    }

    /// `isValid`: what the certificate itself must fulfill.
    fn accepts(&self, certificate: &Certificate<'_>, chain: &[&Certificate<'_>], is_root: bool) -> Result<(), Fault> {
        let fault = |problem| Err(Fault::new(problem, certificate, chain.len(), is_root));
        // Java takes a root for a name and a key.
        let whole = self.searcher == Searcher::Go || !is_root;
        if certificate.has_broken_extensions() || (whole && is_malformed(certificate, self.searcher)) {
            return fault(ChainProblem::Malformed);
        }
        if whole && certificate.is_not_yet_valid(self.question.now) {
            return fault(ChainProblem::NotYetValid);
        }
        if whole && certificate.is_expired(self.question.now) {
            return fault(ChainProblem::Expired);
        }
        if whole
            && certificate.extensions().iter().any(|e| e.critical && !Self::handles(certificate, &e.oid.to_id_string()))
        {
            return fault(ChainProblem::UnknownCriticalExtension);
        }
        for (index, below) in chain.iter().enumerate().filter(|_| whole) {
            if self.searcher == Searcher::Java && index > 0 && below.is_self_issued() {
                continue;
            }
            constraints::check(certificate, below, index == 0, ConstraintRules::Go)
                .map_err(|problem| Fault::new(problem, below, index, false))?;
        }
        if !chain.is_empty() && !is_root && !certificate.is_ca() {
            return fault(ChainProblem::NotAnAuthority);
        }
        let between = chain.len().saturating_sub(1);
        if whole && certificate.path_length().is_some_and(|most| between > most) && !chain.is_empty() {
            return fault(ChainProblem::PathTooLong);
        }
        Ok(())
    }

    fn handles(certificate: &Certificate<'_>, number: &str) -> bool {
        match number {
            "2.5.29.15" | "2.5.29.19" | "2.5.29.37" | "2.5.29.32" | "2.5.29.31" => true,
            // Names none of which Go can read are as good as an unknown extension.
            "2.5.29.17" => certificate.names().is_some_and(|names| names.value.iter().any(is_read)),
            "2.5.29.30" => certificate.name_constraints().is_some_and(|constraints| {
                let trees = [&constraints.value.permitted_subtrees, &constraints.value.excluded_subtrees];
                trees.into_iter().flatten().flatten().all(|tree| is_read(&tree.base))
            }),
            "2.5.29.36" | "2.5.29.33" | "2.5.29.54" => true,
            _ => false,
        }
    }
}

/// Subject key identifier, authority key identifier and authority information access may not be critical.
fn never_critical(number: &str) -> bool {
    matches!(number, "2.5.29.14" | "2.5.29.35" | "1.3.6.1.5.5.7.1.1")
}

const fn is_read(name: &GeneralName<'_>) -> bool {
    matches!(
        name,
        GeneralName::DNSName(_) | GeneralName::IPAddress(_) | GeneralName::RFC822Name(_) | GeneralName::URI(_)
    )
}

/// What the parser itself refuses.
fn is_malformed(certificate: &Certificate<'_>, searcher: Searcher) -> bool {
    let names = certificate.names();
    let alternatives = names.as_ref().map_or(&[][..], |n| n.value);
    match searcher {
        Searcher::Go => {
            let bad = |name: &GeneralName<'_>| match name {
                GeneralName::DNSName(name) => !name.is_ascii(),
                GeneralName::IPAddress(bytes) => !matches!(bytes.len(), 4 | 16),
                GeneralName::Invalid(..) => true,
                _ => false,
            };
            let empty = certificate.name_constraints().is_some_and(|c| {
                let none = |trees: &Option<Vec<_>>| trees.as_ref().is_none_or(Vec::is_empty);
                none(&c.value.permitted_subtrees) && none(&c.value.excluded_subtrees)
            });
            alternatives.iter().any(bad)
                || empty
                || certificate.has_unreadable_extensions()
                || certificate.extensions().iter().any(|e| e.critical && never_critical(&e.oid.to_id_string()))
                || !certificate.signature_algorithms_agree()
                || certificate.serial().first().is_some_and(|first| first & 0x80 != 0)
        }
        Searcher::Java => {
            let unnamed = certificate.subject().iter().next().is_none();
            unnamed && names.is_none_or(|names| !names.critical)
        }
    }
}

/// `checkChainForKeyUsage`: each certificate that names purposes must name this one.
fn purposes<'c>(chain: impl Iterator<Item = &'c Certificate<'c>>) -> Result<(), ChainProblem> {
    let mut chain = chain;
    let for_servers = |certificate: &Certificate<'_>| {
        certificate.extended_key_usage().is_none_or(|u| u.any || u.server_auth || names_nothing(u))
    };
    if chain.all(for_servers) { Ok(()) } else { Err(ChainProblem::WrongPurpose) }
}

/// An extension with nothing in it.
fn names_nothing(usage: &ExtendedKeyUsage<'_>) -> bool {
    let named =
        [usage.client_auth, usage.code_signing, usage.email_protection, usage.time_stamping, usage.ocsp_signing];
    !named.contains(&true) && usage.other.is_empty()
}
