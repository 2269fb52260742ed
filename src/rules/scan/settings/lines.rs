//! Settings in lines: `.properties`, TOML, Dockerfiles, and the assignments that lists and `.env` files hold.

use super::RawSetting;
use crate::rules::scan::dotenv;
use std::ops::Range;

/// The variables that a `.env` file sets.
pub(in crate::rules::scan) fn dotenv(text: &str) -> Vec<RawSetting> {
    let mut found = Vec::new();
    for (start, line) in lines(text) {
        if let Some((name, value)) = dotenv::assignment(line) {
            found.push(plain(&name, "", text, start + value.start..start + value.end));
        }
    }
    found
}

/// `name=value` and `name: value`.
pub(super) fn pairs(text: &str) -> Vec<RawSetting> {
    let mut found = Vec::new();
    for (start, line) in lines(text) {
        let trimmed = line.trim_start();
        if trimmed.starts_with(['#', '!']) {
            continue;
        }
        let Some(at) = line.find(['=', ':']) else { continue };
        let Some(path) = name(line[..at].trim()) else { continue };
        let inner = value(line, at + 1);
        let parent = path.rsplit_once('.').map_or("", |(parent, _)| parent);
        found.push(plain(&path, parent, text, start + inner.start..start + inner.end));
    }
    found
}

/// `name = "value"`, below `[section]`.
pub(super) fn toml(text: &str) -> Vec<RawSetting> {
    let mut section = String::new();
    let mut found = Vec::new();
    for (start, line) in lines(text) {
        let trimmed = line.trim();
        if let Some(header) = trimmed.strip_prefix('[').and_then(|t| t.split(']').next()) {
            header.trim_matches(['[', ' ', '"']).clone_into(&mut section);
            continue;
        }
        let Some(at) = line.find('=').filter(|_| !trimmed.starts_with('#')) else { continue };
        let Some(own) = name(line[..at].trim().trim_matches('"')) else { continue };
        let inner = value(line, at + 1);
        let path = if section.is_empty() { own } else { format!("{section}.{own}") };
        found.push(plain(&path, &section, text, start + inner.start..start + inner.end));
    }
    found
}

/// `ENV A=b C="d e"`, `ENV A b`, `ARG A=b`; a line may go on behind a backslash.
pub(super) fn dockerfile(text: &str) -> Vec<RawSetting> {
    let mut found = Vec::new();
    let mut goes_on = false;
    for (start, line) in lines(text) {
        let trimmed = line.trim_start();
        let lead = line.len() - trimmed.len();
        let word = trimmed.split(char::is_whitespace).next().unwrap_or_default();
        let begins = word.eq_ignore_ascii_case("env") || word.eq_ignore_ascii_case("arg");
        if begins || goes_on {
            let from = if begins { lead + word.len() } else { 0 };
            assignments(text, start + from, &line[from..], &mut found);
        }
        goes_on = (begins || goes_on) && line.trim_end().ends_with('\\');
    }
    found
}

fn assignments(text: &str, start: usize, line: &str, found: &mut Vec<RawSetting>) {
    let mut at = 0;
    while let Some(skip) = line[at..].find(|c: char| !c.is_whitespace()) {
        at += skip;
        let rest = &line[at..];
        let end = rest.find(|c: char| c == '=' || c.is_whitespace()).unwrap_or(rest.len());
        let Some(own) = name(&rest[..end]) else { break };
        let behind = &rest[end..];
        let inner = if let Some(written) = behind.strip_prefix('=') {
            let quote = written.chars().next().filter(|c| matches!(c, '"' | '\''));
            let open = end + 1 + usize::from(quote.is_some());
            let close = match quote {
                Some(quote) => rest[open..].find(quote),
                None => rest[open..].find(char::is_whitespace),
            };
            open..close.map_or(rest.len(), |n| open + n)
        } else {
            // `ENV NAME value`
            let open = end + (behind.len() - behind.trim_start().len());
            open..open + rest[open..].trim_end().len()
        };
        let next = (inner.end + 1).min(rest.len());
        let span = start + at + inner.start..start + at + inner.end;
        found.push(plain(&own, "", text, span));
        if !behind.starts_with('=') {
            break;
        }
        at += rest.ceil_char_boundary(next);
    }
}

/// A line of a list: `- NAME=value`; the span is that of the value within `item`.
pub(super) fn assignment(item: &str) -> Option<(String, Range<usize>)> {
    let at = item.find('=')?;
    Some((name(item[..at].trim_start_matches(['"', '\'']))?, value(item, at + 1)))
}

pub(super) fn plain(path: &str, scope: &str, text: &str, span: Range<usize>) -> RawSetting {
    let value = text.get(span.clone()).unwrap_or_default().to_owned();
    RawSetting { path: path.to_owned(), scope: scope.to_owned(), span, value, plain: true, encoded: false }
}

/// Lines with their places.
pub(super) fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut start = 0;
    text.split_inclusive('\n').map(move |line| {
        let at = start;
        start += line.len();
        (at, line.trim_end_matches(['\n', '\r']))
    })
}

fn name(text: &str) -> Option<String> {
    let allowed = |b: u8| b.is_ascii_alphanumeric() || b"_-.[]".contains(&b);
    (!text.is_empty() && text.len() <= 200 && text.bytes().all(allowed)).then(|| text.to_owned())
}

/// Where the value stands that begins at or behind this place, without quotes and comment.
pub(super) fn value(line: &str, from: usize) -> Range<usize> {
    let rest = line[from..].trim_end();
    let start = from + (rest.len() - rest.trim_start().len());
    let rest = rest.trim_start();
    for quote in ['"', '\''] {
        if let Some(inner) = rest.strip_prefix(quote)
            && let Some(end) = inner.find(quote)
        {
            return start + 1..start + 1 + end;
        }
    }
    let plain = if rest.starts_with('#') { "" } else { rest.split(" #").next().unwrap_or(rest).trim_end() };
    start..start + plain.trim_end_matches(['"', '\'']).len()
}
