//! Wrong usage or unreadable input, as one clear line.

use crate::model::api_key::Redactor;
use crate::model::key_shape::{MASK, key_like, without_keys};
use crate::model::sanitized::SanitizedText;

/// Longest line about what went wrong, in characters.
const MAX_LINE_CHARS: usize = 800;

/// Whatever went wrong as a line that may be shown: what was typed may be a key in the wrong place, and the line may quote no more than its
/// beginning. `arguments` are those of the command line.
pub fn shown(problem: &str, keys: &Redactor, arguments: &[String]) -> SanitizedText {
    let mut line = without_keys(&keys.redact(problem));
    for argument in arguments {
        let found = keys.spans(argument).into_iter().chain(key_like(argument)).map(|span| span.start);
        for value in found.take(MAX_VALUES).filter_map(|at| argument.get(at..)) {
            line = without_beginning(&line, SanitizedText::up_to(value, MAX_LINE_CHARS).as_str());
        }
    }
    SanitizedText::up_to(&without_remains(&line), MAX_LINE_CHARS)
}

/// Most keys of an argument.
const MAX_VALUES: usize = 8;

/// The line without the longest beginning of this text that stands in it.
fn without_beginning(line: &str, text: &str) -> String {
    const SHORTEST: usize = 4;
    let ends: Vec<usize> = text.char_indices().map(|(at, c)| at + c.len_utf8()).skip(SHORTEST - 1).collect();
    let cut = ends.into_iter().rev().map(|end| &text[..end]).find(|cut| line.contains(cut));
    cut.map_or_else(|| line.to_owned(), |cut| line.replace(cut, MASK))
}

/// The line without what is left of an escaped key beside the part that was taken out.
fn without_remains(line: &str) -> String {
    let remains = |text: &str| text.contains(['&', '%', '\\', ';', '#', '<', '>']);
    let edge = |c: char| c.is_whitespace() || "“”\"'".contains(c);
    let mut parts = line.split(MASK);
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let before = out.rfind(|c| edge(c) || c == '/').map_or(0, |at| out.ceil_char_boundary(at + 1));
        if remains(&out[before..]) {
            out.truncate(before);
        }
        let behind = part.find(edge).unwrap_or(part.len());
        out.push_str(MASK);
        out.push_str(&part[if remains(&part[..behind]) { behind } else { 0 }..]);
    }
    out
}

/// Wrong usage or unreadable input: one line, with what to do. Status 2.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{0}")]
pub struct UsageError(SanitizedText);

impl UsageError {
    /// Cleans the text to one line, and leaves out what looks like a key: whatever was typed may be one in the wrong place.
    pub fn new(text: &str) -> Self {
        Self(SanitizedText::up_to(&without_keys(text), 600))
    }
}
