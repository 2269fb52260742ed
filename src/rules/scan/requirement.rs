//! Which is the newest release of a client that a requirement lets in: what a fresh installation gets. Pure text.

use super::InstalledClient;
use crate::model::client::Version;

/// Longest requirement that is read; what is longer is ignored.
const MAX_REQUIREMENT_BYTES: usize = 1024;

/// The newest version that a requirement such as `~=4.5.4`, `>=4,<5`, `^3.1` or `4.20.0` allows. None when it has no upper bound.
pub fn newest(requirement: &str) -> Option<Version> {
    let requirement = requirement.split(';').next().unwrap_or(requirement);
    if requirement.len() > MAX_REQUIREMENT_BYTES {
        return None;
    }
    let mut best: Option<Version> = None;
    for alternative in requirement.split("||") {
        let clauses = clauses(alternative);
        // An alternative without an upper bound lets the newest in.
        let upper = clauses.iter().filter_map(|c| upper(c)).min()?;
        best = best.max(Some(upper));
    }
    best
}

/// The oldest version that a requirement allows. None when it has no lower bound.
pub fn oldest(requirement: &str) -> Option<Version> {
    let requirement = requirement.split(';').next().unwrap_or(requirement);
    if requirement.len() > MAX_REQUIREMENT_BYTES {
        return None;
    }
    let lowest = |alternative| clauses(alternative).iter().filter_map(|c| lower(c)).max();
    requirement.split("||").map(lowest).min().flatten()
}

fn lower(clause: &str) -> Option<Version> {
    let digits = clause.find(|c: char| c.is_ascii_digit() || c == '*')?;
    let (operator, number) = clause.split_at(digits);
    let bounds = !operator.starts_with(['<', '!']);
    let number = number.trim_end_matches(['*', 'x', 'X', '.']);
    number.parse().ok().filter(|_| bounds)
}

/// `>=4.0 <5` → `>=4.0`, `<5`; `>= 4.0, < 5` likewise.
fn clauses(text: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for word in text.split([',', ' ', '(', ')']).filter(|w| !w.is_empty()) {
        match out.last_mut() {
            Some(last) if !last.contains(|c: char| c.is_ascii_digit() || c == '*') => last.push_str(word),
            _ => out.push(word.to_owned()),
        }
    }
    out
}

fn upper(clause: &str) -> Option<Version> {
    let digits = clause.find(|c: char| c.is_ascii_digit() || c == '*')?;
    let (operator, number) = clause.split_at(digits);
    let parts = number.split('.').filter(|p| !p.starts_with(['*', 'x', 'X'])).count();
    let wild = number.split('.').any(|p| p.starts_with(['*', 'x', 'X']));
    let version: Version = number.parse().ok()?;
    match operator.trim().trim_end_matches(['v', '"', '\'']) {
        "<" => below(version),
        "==" | "===" | "=" | "" if wild => below(next(version, parts)),
        "<=" | "==" | "===" | "=" | "" => Some(version),
        "~=" => below(next(version, parts.saturating_sub(1))),
        "~" => below(next(version, parts.min(2))),
        "^" if version.major == 0 => below(next(version, 2)),
        "^" => below(next(version, 1)),
        _ => None,
    }
}

/// The first version that differs in one of its first `parts` numbers.
fn next(version: Version, parts: usize) -> Version {
    match parts {
        0 | 1 => Version::new(version.major.saturating_add(1), 0, 0),
        2 => Version::new(version.major, version.minor.saturating_add(1), 0),
        _ => Version::new(version.major, version.minor, version.patch.saturating_add(1)),
    }
}

fn below(version: Version) -> Option<Version> {
    let Version { major, minor, patch } = version;
    match (major, minor, patch) {
        (0, 0, 0) => None,
        (major, 0, 0) => Some(Version::new(major - 1, u32::MAX, u32::MAX)),
        (major, minor, 0) => Some(Version::new(major, minor - 1, u32::MAX)),
        (major, minor, patch) => Some(Version::new(major, minor, patch - 1)),
    }
}

/// The Python client's requirement in a line such as `weaviate-client[agents]>=4.9,<5 ; python_version > "3.8"`, in lists of TOML and in
/// `pip install` commands. None when the line doesn't name the client.
pub fn python_line(line: &str) -> Option<String> {
    let lower = line.to_ascii_lowercase().replace('_', "-");
    let at = lower.match_indices("weaviate-client").map(|(i, _)| i).find(|i| {
        let before = lower[..*i].chars().next_back();
        let after = lower[i + "weaviate-client".len()..].chars().next();
        let inside = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || matches!(c, '-' | '.' | '/'));
        !inside(before) && !inside(after)
    })?;
    if lower[..at].contains('#') {
        return None;
    }
    let mut rest = lower[at + "weaviate-client".len()..].trim_start();
    if let Some(extras) = rest.strip_prefix('[') {
        rest = extras.split_once(']').map_or("", |(_, r)| r).trim_start();
    }
    // `weaviate-client = "^4.9"` and `weaviate-client = { version = "^4.9" }`.
    if let Some(value) = rest.strip_prefix('=').filter(|r| !r.starts_with('=')) {
        let value = value.split("version").last().unwrap_or(value);
        let quoted = value.split(['"', '\'']).nth(1).unwrap_or_default();
        return Some(quoted.to_owned());
    }
    let rest = rest.trim_start_matches(['"', '\'']);
    let end = rest.find(['"', '\'', ';', '#', ']']).unwrap_or(rest.len());
    let spec = rest[..end].trim();
    // `pip install weaviate-client openai`: what follows is another package.
    let spec = if spec.starts_with(|c: char| "=<>~!^(".contains(c)) { spec } else { "" };
    let mut kept: Vec<&str> = Vec::new();
    for word in spec.split_whitespace() {
        let bare = word.trim_start_matches(|c: char| "=<>~!^(,".contains(c));
        let operator = bare.len() < word.len();
        // `> /dev/null` is no requirement.
        let pending = kept.last().is_some_and(|k| !k.contains(|c: char| c.is_ascii_digit()));
        if !(operator || (pending && word.starts_with(|c: char| c.is_ascii_digit()))) {
            break;
        }
        kept.push(word);
    }
    while kept.last().is_some_and(|k| !k.contains(|c: char| c.is_ascii_digit() || c == '*')) {
        kept.pop();
    }
    Some(kept.join(" "))
}

/// What is known of the Python client from lines that install it, as notebooks and scripts with inline requirements have them.
pub(super) fn installs(text: &str) -> Option<InstalledClient> {
    let mut known = None;
    for line in text.lines().filter(|l| l.contains("weaviate")) {
        let trimmed = line.trim_start();
        let install = trimmed.starts_with(['!', '%']) && trimmed.contains("pip") && trimmed.contains("install");
        let inline = trimmed.starts_with('#')
            && trimmed.contains('"')
            && trimmed.trim_start_matches(['#', ' ']).starts_with(['"', 'd']);
        if !install && !inline {
            continue;
        }
        let line = trimmed.trim_start_matches(['#', '!', '%', ' ']);
        if let Some(shown) = python_line(line) {
            known = newest(&shown).map(|version| InstalledClient { version, oldest: oldest(&shown), shown });
        }
    }
    known
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_that_fits() {
        const MAX: u32 = u32::MAX;
        let table = [
            ("==4.20.0", Some((4, 20, 0))),
            ("~=4.5.4", Some((4, 5, MAX))),
            ("~=4.5", Some((4, MAX, MAX))),
            ("<4", Some((3, MAX, MAX))),
            (">=3.26.7,<4.0.0", Some((3, MAX, MAX))),
            (">= 4.16, < 5", Some((4, MAX, MAX))),
            (">=4.9", None),
            ("", None),
            ("^3.1.0", Some((3, MAX, MAX))),
            ("~3.1.0", Some((3, 1, MAX))),
            ("3.x", Some((3, MAX, MAX))),
            ("4.5.*", Some((4, 5, MAX))),
            ("==3.*", Some((3, MAX, MAX))),
            ("4.14.3", Some((4, 14, 3))),
            ("<=4.14.3", Some((4, 14, 3))),
            ("<4.14.4", Some((4, 14, 3))),
            ("^2.0.0 || ^3.0.0", Some((3, MAX, MAX))),
            ("latest", None),
            ("*", None),
            // Numbers at their end.
            ("~=4294967295.1", Some((MAX - 1, MAX, MAX))),
            ("^4294967295", Some((MAX - 1, MAX, MAX))),
            ("~4294967295.4294967295", Some((MAX, MAX - 1, MAX))),
        ];
        for (text, expected) in table {
            assert_eq!(newest(text), expected.map(|(a, b, c)| Version::new(a, b, c)), "{text}");
        }
    }

    #[test]
    fn the_oldest_that_fits() {
        let table = [
            ("==4.20.0", Some((4, 20, 0))),
            ("~=4.5", Some((4, 5, 0))),
            ("<4", None),
            (">=3.26.7,<4.0.0", Some((3, 26, 7))),
            (">= 4.16", Some((4, 16, 0))),
            (">4,!=4.5", Some((4, 0, 0))),
            ("^3.1.0", Some((3, 1, 0))),
            ("3.x", Some((3, 0, 0))),
            ("^2.0.0 || ^3.0.0", Some((2, 0, 0))),
            ("<3 || ^3.0.0", None),
            ("latest", None),
            ("*", None),
            ("", None),
        ];
        for (text, expected) in table {
            assert_eq!(oldest(text), expected.map(|(a, b, c)| Version::new(a, b, c)), "{text}");
        }
    }

    #[test]
    fn lines_that_name_the_client() {
        let table = [
            ("weaviate-client<4", Some("<4")),
            ("weaviate_client[agents] == 4.14.3 ; python_version > '3'", Some("== 4.14.3")),
            ("dependencies = [\"weaviate-client>=4.16,<5\", \"python-dotenv\"]", Some(">=4.16,<5")),
            ("weaviate-client = \"^4.9\"", Some("^4.9")),
            ("weaviate-client = { version = \"~4.9\", extras = [\"a\"] }", Some("~4.9")),
            ("pip install -q weaviate-client==4.4.4 openai==1.2", Some("==4.4.4")),
            ("pip install weaviate-client openai", Some("")),
            ("pip install weaviate-client==3.26.2 > /dev/null", Some("==3.26.2")),
            ("pip install \"weaviate-client>=4.0,<4.10\" langchain", Some(">=4.0,<4.10")),
            ("my-weaviate-client==1", None),
            ("# weaviate-client==1", None),
            ("weaviate-client-web==1", None),
        ];
        for (line, expected) in table {
            assert_eq!(python_line(line).as_deref(), expected, "{line}");
        }
    }
}
