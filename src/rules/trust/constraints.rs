//! Name constraints (RFC 5280 §4.2.1.10): which names an authority may vouch for.

use super::certificate::{Certificate, same_name};
use crate::model::evidence::ChainProblem;
use x509_parser::extensions::{GeneralName, GeneralSubtree};
use x509_parser::x509::X509Name;

/// Most comparisons of one pair of certificates. OpenSSL stops at a million (`NAME_CHECK_MAX`); no honest chain comes near this.
const MAX_COMPARISONS: usize = 1 << 16;

/// Whose reading.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum ConstraintRules {
    /// Subject and common name count too.
    Openssl,
    /// Alternative names alone.
    Go,
}

/// Whether the authority's constraints allow the names of a certificate below it.
pub(super) fn check(
    authority: &Certificate<'_>,
    below: &Certificate<'_>,
    is_server: bool,
    rules: ConstraintRules,
) -> Result<(), ChainProblem> {
    let Some(constraints) = authority.name_constraints().map(|c| c.value) else { return Ok(()) };
    let permitted = constraints.permitted_subtrees.as_deref().unwrap_or_default();
    let excluded = constraints.excluded_subtrees.as_deref().unwrap_or_default();
    let names = below.names();
    let alternatives = names.as_ref().map_or(&[][..], |n| n.value);
    let count = alternatives.len() + below.subject().iter_attributes().count();
    if (permitted.len() + excluded.len()).saturating_mul(count) > MAX_COMPARISONS {
        return Err(ChainProblem::NameNotPermitted);
    }
    let allowed = |name: &GeneralName<'_>| is_allowed(name, permitted, excluded, rules);
    let mut fine = alternatives.iter().all(allowed);
    if rules == ConstraintRules::Go {
        let hosts = permitted.iter().chain(excluded).any(|tree| matches!(tree.base, GeneralName::DNSName(_)));
        let no_host =
            |name: &GeneralName<'_>| matches!(name, GeneralName::DNSName(host) if host.split('.').any(str::is_empty));
        fine &= !(hosts && alternatives.iter().any(no_host));
    }
    if rules == ConstraintRules::Openssl {
        // A kind that can't be compared is refused wherever it meets a constraint.
        let other = |name: &GeneralName<'_>| matches!(name, GeneralName::OtherName(..));
        let constrained = permitted.iter().chain(excluded).any(|tree| other(&tree.base));
        fine &= !(constrained && alternatives.iter().any(other));
        let subject = below.subject();
        if subject.iter().next().is_some() {
            fine &= allowed(&GeneralName::DirectoryName(subject.clone()));
        }
        fine &= subject.iter_email().filter_map(|e| e.as_str().ok()).all(|e| allowed(&GeneralName::RFC822Name(e)));
        let has_host = alternatives.iter().any(|name| matches!(name, GeneralName::DNSName(_)));
        if is_server && !has_host {
            let like_host = |name: &&str| name.contains('.') && !name.contains(' ');
            fine &= below.common_names().filter(like_host).all(|name| allowed(&GeneralName::DNSName(name)));
        }
    }
    if fine { Ok(()) } else { Err(ChainProblem::NameNotPermitted) }
}

fn is_allowed(
    name: &GeneralName<'_>,
    permitted: &[GeneralSubtree<'_>],
    excluded: &[GeneralSubtree<'_>],
    rules: ConstraintRules,
) -> bool {
    let mut of_kind = permitted.iter().filter_map(|tree| is_below(name, &tree.base, rules)).peekable();
    let outside = of_kind.peek().is_some() && !of_kind.any(|below| below);
    let inside = |tree: &GeneralSubtree<'_>| {
        is_below(name, &tree.base, rules) == Some(true)
            || (rules == ConstraintRules::Go && star_reaches(name, &tree.base))
    };
    !outside && !excluded.iter().any(inside)
}

/// Whether one of the hosts that a star stands for is excluded.
fn star_reaches(name: &GeneralName<'_>, base: &GeneralName<'_>) -> bool {
    let (GeneralName::DNSName(name), GeneralName::DNSName(base)) = (name, base) else { return false };
    let behind = name.strip_prefix("*.");
    behind.zip(base.split_once('.')).is_some_and(|(behind, (_, parent))| behind.eq_ignore_ascii_case(parent))
}

/// Whether a name lies below another; none when they are of different kinds.
fn is_below(name: &GeneralName<'_>, base: &GeneralName<'_>, rules: ConstraintRules) -> Option<bool> {
    Some(match (name, base) {
        (GeneralName::DNSName(name), GeneralName::DNSName(base)) => host_is_below(name, base),
        (GeneralName::RFC822Name(name), GeneralName::RFC822Name(base)) => match name.rsplit_once('@') {
            Some(_) if base.contains('@') => {
                let ((user, host), (wanted, domain)) = (name.rsplit_once('@')?, base.rsplit_once('@')?);
                user == wanted && host.eq_ignore_ascii_case(domain)
            }
            Some((_, host)) if base.starts_with('.') => host_is_below(host, base),
            Some((_, host)) => host.eq_ignore_ascii_case(base),
            None => false,
        },
        (GeneralName::URI(name), GeneralName::URI(base)) => {
            let host = name.split_once("://").map_or(*name, |(_, rest)| rest).split(['/', ':', '?', '#']).next()?;
            if base.starts_with('.') { host_is_below(host, base) } else { host.eq_ignore_ascii_case(base) }
        }
        (GeneralName::IPAddress(name), GeneralName::IPAddress(base)) => {
            let (net, mask) = base.split_at(base.len() / 2);
            net.len() == name.len() && name.iter().zip(net).zip(mask).all(|((a, b), m)| a & m == b & m)
        }
        (GeneralName::DirectoryName(name), GeneralName::DirectoryName(base)) if rules == ConstraintRules::Openssl => {
            name_is_below(name, base)
        }
        _ => return None,
    })
}

fn host_is_below(name: &str, base: &str) -> bool {
    let (name, base) = (name.to_ascii_lowercase(), base.to_ascii_lowercase());
    let Some(front) = name.strip_suffix(&base) else { return false };
    front.is_empty() || base.is_empty() || base.starts_with('.') || front.ends_with('.')
}

/// Whether the first parts of the one are the parts of the other.
fn name_is_below(name: &X509Name<'_>, base: &X509Name<'_>) -> bool {
    let parts = |name: &X509Name<'_>| -> Vec<String> {
        name.iter_attributes()
            .map(|a| format!("{}={}", a.attr_type(), a.as_str().unwrap_or_default().to_lowercase()))
            .collect()
    };
    same_name(name, base) || parts(name).starts_with(&parts(base))
}
