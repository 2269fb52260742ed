//! How OpenSSL 3 builds and checks a chain (`crypto/x509/x509_vfy.c`, `v3_purp.c`), as far as its options differ among the clients.
//! `BoringSSL` goes the same way without the security level.

use super::certificate::{Certificate, same_name};
use super::constraints::{self, ConstraintRules};
use super::name::{self, HostRules};
use super::{Fault, Question};
use crate::model::evidence::ChainProblem;
use x509_parser::extensions::KeyUsage;

/// What the clients set differently.
pub(super) struct Options {
    /// `X509_V_FLAG_X509_STRICT`.
    pub strict: bool,
    /// `X509_V_FLAG_PARTIAL_CHAIN`: an authority of the store ends the chain, root or not.
    pub partial_chain: bool,
    /// What the security level asks of keys, in bits; none without a level.
    pub level_bits: Option<u32>,
    /// Whether a root's own path length counts.
    pub roots_bound_the_path: bool,
    /// How the host is held against the names.
    pub host: HostRules,
}

/// Longest chain (`X509_VERIFY_PARAM` default depth).
const MAX_DEPTH: usize = 100;

struct Link<'q, 'a> {
    certificate: &'q Certificate<'a>,
    trusted: bool,
}

pub(super) fn judge(question: &Question<'_, '_>, options: &Options) -> Result<(), Fault> {
    let chain = build(question, options)?;
    let at = |index: usize, problem| {
        let link = &chain[index];
        Fault::new(problem, link.certificate, index, link.trusted)
    };
    extensions(&chain, options).map_err(|(index, problem)| at(index, problem))?;
    if let Some(bits) = options.level_bits {
        strength(&chain, bits).map_err(|(index, problem)| at(index, problem))?;
    }
    for (index, link) in chain.iter().enumerate() {
        if index > 0 && link.certificate.is_self_issued() && index + 1 < chain.len() {
            continue;
        }
        for above in &chain[index + 1..] {
            let allowed = constraints::check(above.certificate, link.certificate, index == 0, ConstraintRules::Openssl);
            allowed.map_err(|problem| at(index, problem))?;
        }
    }
    name::check(chain[0].certificate, question.host, options.host).map_err(|problem| at(0, problem))?;
    signatures(&chain, question).map_err(|(index, problem)| at(index, problem))
}

/// From the server's certificate upward: the store first, then what was sent. It never goes back.
fn build<'q, 'a>(question: &'q Question<'_, 'a>, options: &Options) -> Result<Vec<Link<'q, 'a>>, Fault> {
    let mut chain = vec![Link { certificate: question.server(), trusted: false }];
    loop {
        let Some(top) = chain.last() else {
            return Err(Fault::new(ChainProblem::Malformed, question.server(), 0, false));
        };
        let (certificate, index, trusted) = (top.certificate, chain.len() - 1, top.trusted);
        let fault = |problem| Fault::new(problem, certificate, index, trusted);
        let known = trusted || question.roots.contains(certificate);
        if known && (options.partial_chain || is_self_signed(certificate)) {
            if let Some(top) = chain.last_mut() {
                top.trusted = true;
            }
            return Ok(chain);
        }
        if is_self_signed(certificate) {
            return Err(fault(if index == 0 { ChainProblem::SelfSigned } else { ChainProblem::UnknownIssuer }));
        }
        if chain.len() > MAX_DEPTH {
            return Err(fault(ChainProblem::PathTooLong));
        }
        let used = |candidate: &&Certificate<'_>| chain.iter().all(|link| link.certificate != *candidate);
        let rooted = best(certificate, question.roots.iter().filter(used), question.now);
        let sent = || (!trusted).then(|| best(certificate, question.sent.iter().filter(used), question.now)).flatten();
        match rooted.map(|c| (c, true)).or_else(|| sent().map(|c| (c, false))) {
            Some((certificate, trusted)) => chain.push(Link { certificate, trusted }),
            None if trusted => return Err(fault(ChainProblem::RootMissing)),
            None => return Err(fault(ChainProblem::UnknownIssuer)),
        }
    }
}

/// The issuer among these, one that is valid now before others.
fn best<'q, 'a>(
    below: &Certificate<'_>,
    candidates: impl Iterator<Item = &'q Certificate<'a>>,
    now: i64,
) -> Option<&'q Certificate<'a>>
where
    'a: 'q,
{
    let mut issuers: Vec<_> = candidates.filter(|c| likely_issued(c, below)).collect();
    issuers.sort_by_key(|c| !c.is_valid_at(now));
    issuers.into_iter().next()
}

/// `X509_check_issued` without key usage: names, and the authority key identifier where there is one.
fn likely_issued(issuer: &Certificate<'_>, below: &Certificate<'_>) -> bool {
    same_name(issuer.subject(), below.issuer()) && identifier_fits(issuer, below)
}

fn identifier_fits(issuer: &Certificate<'_>, below: &Certificate<'_>) -> bool {
    let Some(wanted) = below.authority_key_identifier().map(|a| a.value) else { return true };
    let key = wanted.key_identifier.as_ref().zip(issuer.subject_key_identifier());
    let serial = wanted.authority_cert_serial;
    key.is_none_or(|(wanted, own)| wanted.0 == own.value)
        && serial.is_none_or(|wanted| wanted == issuer.serial())
        && !issuer.is_named_otherwise(wanted)
}

fn is_self_signed(certificate: &Certificate<'_>) -> bool {
    certificate.is_self_issued() && identifier_fits(certificate, certificate)
}

type Checked = Result<(), (usize, ChainProblem)>;

fn extensions(chain: &[Link<'_, '_>], options: &Options) -> Checked {
    let mut below = 0;
    for (index, Link { certificate, trusted }) in chain.iter().enumerate() {
        let fail = |problem| Err((index, problem));
        if certificate.has_broken_extensions() {
            return fail(ChainProblem::Malformed);
        }
        if certificate.extensions().iter().any(|e| e.critical && !is_known(&e.oid.to_id_string())) {
            return fail(ChainProblem::UnknownCriticalExtension);
        }
        // “X509_V_FLAG_X509_STRICT is implicit for intermediate CAs.”
        if index > 0 && authority(certificate, options.strict || index + 1 < chain.len()).is_none() {
            return fail(ChainProblem::NotAnAuthority);
        }
        if options.strict && chain.len() > 1 {
            strict(certificate, index + 1 == chain.len()).map_err(|problem| (index, problem))?;
        }
        purpose(certificate, index > 0).map_err(|problem| (index, problem))?;
        let bound = certificate.path_length().filter(|_| options.roots_bound_the_path || !trusted);
        if index > 1 && bound.is_some_and(|most| below > most) {
            return fail(ChainProblem::PathTooLong);
        }
        if index == 0 || !certificate.is_self_issued() {
            below += usize::from(index > 0);
        }
    }
    Ok(())
}

/// `X509_check_ca`: what makes it an authority; without the strict flag older forms count too.
fn authority(certificate: &Certificate<'_>, strict: bool) -> Option<()> {
    let may_sign = certificate.key_usage().is_none_or(KeyUsage::key_cert_sign);
    let is_authority = match certificate.basic_constraints() {
        Some(basic) => basic.value.ca,
        None if strict => false,
        None => {
            let old = !certificate.is_version_3() && is_self_signed(certificate);
            old || certificate.key_usage().is_some()
        }
    };
    (may_sign && is_authority).then_some(())
}

/// `check_extensions` with the strict flag; the last certificate needs no authority key identifier.
fn strict(certificate: &Certificate<'_>, last: bool) -> Result<(), ChainProblem> {
    let (basic, usage, names) = (certificate.basic_constraints(), certificate.key_usage(), certificate.names());
    let is_ca = certificate.is_ca();
    let signs = usage.is_some_and(KeyUsage::key_cert_sign);
    let has_subject = certificate.subject().iter().next().is_some();
    let fails = [
        (certificate.path_length().is_some() && !(is_ca && signs), ChainProblem::Malformed),
        (is_ca && basic.is_some_and(|b| !b.critical), ChainProblem::BasicConstraintsNotCritical),
        (is_ca && usage.is_none(), ChainProblem::MissingKeyUsage),
        (!is_ca && signs, ChainProblem::CertificateSigningNotAllowed),
        (certificate.issuer().iter().next().is_none(), ChainProblem::Malformed),
        (!has_subject && (is_ca || names.is_none()), ChainProblem::Malformed),
        (!has_subject && names.as_ref().is_some_and(|n| !n.critical), ChainProblem::NamesNotCritical),
        (names.is_some_and(|n| n.value.is_empty()), ChainProblem::Malformed),
        (!certificate.signature_algorithms_agree(), ChainProblem::Malformed),
        (certificate.authority_key_identifier().is_some_and(|a| a.critical), ChainProblem::Malformed),
        (certificate.subject_key_identifier().is_some_and(|s| s.critical), ChainProblem::Malformed),
        (!certificate.is_version_3() && !certificate.extensions().is_empty(), ChainProblem::Malformed),
        (
            certificate.is_version_3()
                && !last
                && certificate.authority_key_identifier().is_none_or(|a| a.value.key_identifier.is_none()),
            ChainProblem::MissingAuthorityKeyIdentifier,
        ),
        (
            certificate.is_version_3() && is_ca && certificate.subject_key_identifier().is_none(),
            ChainProblem::MissingSubjectKeyIdentifier,
        ),
    ];
    fails.into_iter().find(|(fails, _)| *fails).map_or(Ok(()), |(_, problem)| Err(problem))
}

/// `X509_check_purpose` for TLS servers.
fn purpose(certificate: &Certificate<'_>, is_authority: bool) -> Result<(), ChainProblem> {
    let for_servers = certificate.extended_key_usage().is_none_or(|usage| usage.server_auth);
    let usage = certificate.key_usage();
    let usable = usage.is_none_or(|u| u.digital_signature() || u.key_encipherment() || u.key_agreement());
    if for_servers && (is_authority || usable) { Ok(()) } else { Err(ChainProblem::WrongPurpose) }
}

/// Whether OpenSSL handles a critical extension (`supported_nids` of `v3_purp.c`).
fn is_known(number: &str) -> bool {
    const KNOWN: [&str; 12] = [
        "2.16.840.1.113730.1.1", // Netscape certificate type
        "2.5.29.15",             // key usage
        "2.5.29.17",             // subject alternative name
        "2.5.29.19",             // basic constraints
        "2.5.29.14",             // subject key identifier
        "2.5.29.32",             // certificate policies
        "2.5.29.31",             // CRL distribution points
        "2.5.29.37",             // extended key usage
        "2.5.29.36",             // policy constraints
        "2.5.29.30",             // name constraints
        "2.5.29.33",             // policy mappings
        "2.5.29.54",             // inhibit any policy
    ];
    KNOWN.contains(&number)
}

/// `check_auth_level`: keys of all, digests of all but the last.
fn strength(chain: &[Link<'_, '_>], bits: u32) -> Checked {
    for (index, Link { certificate, .. }) in chain.iter().enumerate() {
        if certificate.key_strength_bits().is_some_and(|own| own < bits) {
            return Err((index, ChainProblem::KeyTooWeak));
        }
        if index + 1 < chain.len() && certificate.has_weak_digest() {
            return Err((index, ChainProblem::SignatureTooWeak));
        }
    }
    Ok(())
}

/// `internal_verify`: signatures and times, from the root down. A root's signature of itself is not looked at.
fn signatures(chain: &[Link<'_, '_>], question: &Question<'_, '_>) -> Checked {
    let now = question.now;
    for (index, link) in chain.iter().enumerate().rev() {
        if let Some(above) = chain.get(index + 1) {
            let usage = above.certificate.key_usage();
            if !usage.is_none_or(KeyUsage::key_cert_sign) {
                return Err((index + 1, ChainProblem::NotAnAuthority));
            }
            if !question.takes(above.certificate.signed(link.certificate)) {
                return Err((index, ChainProblem::BadSignature));
            }
        }
        if link.certificate.is_not_yet_valid(now) {
            return Err((index, ChainProblem::NotYetValid));
        }
        if link.certificate.is_expired(now) {
            return Err((index, ChainProblem::Expired));
        }
    }
    Ok(())
}
