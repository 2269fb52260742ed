//! Is the certificate for this host? Each library's reading of RFC 6125.

use super::certificate::Certificate;
use crate::model::evidence::ChainProblem;
use std::net::IpAddr;
use x509_parser::extensions::GeneralName;

/// Whose reading.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum HostRules {
    /// OpenSSL with `X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS`, as Python sets it; curl and gRPC come to the same.
    Openssl,
    /// Node's own `tls.checkServerIdentity`.
    Node,
    /// Go's `Certificate.VerifyHostname`.
    Go,
    /// Java's `HostnameChecker`.
    Java,
}

pub(super) fn check(certificate: &Certificate<'_>, host: &str, rules: HostRules) -> Result<(), ChainProblem> {
    let names = certificate.names();
    let alternatives = names.as_ref().map_or(&[][..], |n| n.value);
    if let Ok(address) = host.parse::<IpAddr>() {
        let of = |name: &GeneralName<'_>| match name {
            GeneralName::IPAddress(bytes) => address_of(bytes) == Some(address),
            _ => false,
        };
        return if alternatives.iter().any(of) { Ok(()) } else { Err(ChainProblem::WrongName) };
    }
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    let mut dns = alternatives.iter().filter_map(|name| match name {
        GeneralName::DNSName(name) => Some(*name),
        _ => None,
    });
    let matches = |pattern: &str| matches(pattern, &host, rules);
    if dns.clone().any(matches) {
        return Ok(());
    }
    let by_common_name = certificate.common_names().any(matches);
    // Names of other kinds keep OpenSSL, Node and Java from none of this: they look for names of hosts (and Node for addresses).
    let unnamed = match rules {
        HostRules::Node => !alternatives
            .iter()
            .any(|name| matches!(name, GeneralName::DNSName(_) | GeneralName::IPAddress(_) | GeneralName::URI(_))),
        HostRules::Openssl | HostRules::Java => dns.next().is_none(),
        HostRules::Go => names.is_none(),
    };
    match (unnamed && by_common_name, rules) {
        (true, HostRules::Go) => Err(ChainProblem::CommonNameOnly),
        (true, _) => Ok(()),
        (false, _) => Err(ChainProblem::WrongName),
    }
}

/// An address of an alternative name.
pub(super) fn address_of(bytes: &[u8]) -> Option<IpAddr> {
    let four = <[u8; 4]>::try_from(bytes).map(IpAddr::from);
    four.or_else(|_| <[u8; 16]>::try_from(bytes).map(IpAddr::from)).ok()
}

fn matches(pattern: &str, host: &str, rules: HostRules) -> bool {
    let pattern = pattern.to_ascii_lowercase();
    let Some(behind) = pattern.strip_prefix("*.").filter(|_| !pattern.is_ascii() || pattern.contains('*')) else {
        return partial(&pattern, host, rules).unwrap_or(pattern == host);
    };
    // OpenSSL and Node want two labels behind the star, Go and Java one.
    let labels = behind.split('.').count();
    let enough = match rules {
        HostRules::Openssl | HostRules::Node => labels >= 2,
        HostRules::Go | HostRules::Java => labels >= 1,
    };
    let well_formed = !behind.is_empty() && !behind.contains('*') && behind.split('.').all(|label| !label.is_empty());
    let rest = host.split_once('.').filter(|(first, _)| !first.is_empty()).map(|(_, rest)| rest);
    enough && well_formed && rest == Some(behind)
}

/// A star that is only a part of the first label, which Node alone understands.
fn partial(pattern: &str, host: &str, rules: HostRules) -> Option<bool> {
    if rules != HostRules::Node {
        return None;
    }
    let (label, behind) = pattern.split_once('.')?;
    let (before, after) = label.split_once('*')?;
    let (first, rest) = host.split_once('.')?;
    let fits = first.len() >= before.len() + after.len() && first.starts_with(before) && first.ends_with(after);
    Some(fits && !label.contains("xn--") && !after.contains('*') && rest == behind && behind.contains('.'))
}
