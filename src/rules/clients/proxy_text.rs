//! What the text of a proxy variable does to a client that reads it (`facts.md` §0.5). Pure: the variables are handed in.

use crate::model::evidence::{Origin, ProxyTextFacts, ProxyTextProblem};
use crate::model::proxy::{LOOKS_LIKE_KEY, Proxy};

/// Schemes that Python's HTTP library knows for a proxy.
const HTTPX_SCHEMES: [&str; 4] = ["http", "https", "socks5", "socks5h"];

/// What clients make of a text.
pub fn judge(text: &str) -> ProxyTextFacts {
    ProxyTextFacts {
        httpx: httpx_problem(text),
        has_scheme: text.contains("://"),
        go_reads: go_reads(text),
        is_address: Proxy::read(text, Origin::Nowhere).map_or_else(|problem| problem == LOOKS_LIKE_KEY, |_| true),
    }
}

/// The variable that ends the start of Python's client from version 4 on, and why: its HTTP library makes a transport for every proxy that
/// the environment names, also where none will be used. Told to trust the environment, the client hands them on itself, and then a scheme has
/// to be there.
pub fn ends_start<'a>(
    trusts_environment: bool,
    get: impl Fn(&str) -> Option<&'a str>,
    text: impl Fn(&str) -> Option<ProxyTextFacts>,
) -> Option<(&'static str, ProxyTextProblem)> {
    let exceptions = ["no_proxy", "NO_PROXY"].iter().find_map(|name| get(name)).unwrap_or_default();
    if exceptions.split(',').any(|e| e.trim() == "*") {
        return None;
    }
    let pairs = [("https_proxy", "HTTPS_PROXY"), ("http_proxy", "HTTP_PROXY"), ("all_proxy", "ALL_PROXY")];
    // The lower case takes the other's place, also where it is set to nothing.
    let decides = pairs.map(|(lower, upper)| if get(lower).is_some() { lower } else { upper });
    decides.into_iter().find_map(|name| {
        let text = text(name)?;
        let no_scheme = trusts_environment && !text.has_scheme;
        let problem = if no_scheme { Some(ProxyTextProblem::UnknownScheme) } else { text.httpx };
        Some((name, problem?))
    })
}

/// Why httpx makes no proxy of a text. What is behind the scheme it reads only in part.
fn httpx_problem(text: &str) -> Option<ProxyTextProblem> {
    if text.bytes().any(|b| b.is_ascii_control()) {
        return Some(ProxyTextProblem::ControlCharacter);
    }
    let (scheme, rest) = text.split_once("://").unwrap_or(("http", text));
    let scheme = scheme.to_ascii_lowercase();
    if !HTTPX_SCHEMES.contains(&scheme.as_str()) {
        return Some(ProxyTextProblem::UnknownScheme);
    }
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.split_once('@').map_or(authority, |(_, host)| host);
    let behind = match host.strip_prefix('[').and_then(|inside| inside.rsplit_once(']')) {
        Some((_, behind)) => behind,
        None => host.find(':').map_or("", |at| &host[at..]),
    };
    let port = behind.strip_prefix(':').unwrap_or(behind);
    // Python reads a number with white space around it.
    if !port.is_empty() && port.trim().parse::<i64>().is_err() {
        return Some(ProxyTextProblem::PortNotANumber);
    }
    scheme.starts_with("socks").then_some(ProxyTextProblem::SocksPackage)
}

/// Whether Go takes a text for a proxy: one that its URL parser reads neither as it stands nor behind `http://` counts as none.
pub(super) fn go_reads(text: &str) -> bool {
    let begins_with_space = text.starts_with(' ') && text.split('/').next().is_some_and(|first| first.contains(':'));
    let broken_escape = text.match_indices('%').any(|(at, _)| {
        let digits = text.as_bytes().get(at + 1..at + 3);
        !digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    });
    !(begins_with_space || broken_escape || text.bytes().any(|b| b.is_ascii_control()))
}
