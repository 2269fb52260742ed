//! Reads the value that stands behind a label: past quotes and the names of schemes, up to where it ends. It does not judge it.

use super::value::Rule;
use super::words::Words;
use super::wrapped::{MAX_SECRET_BYTES, is_password, is_token, joined};
use crate::rules::explain::skeleton::escape_length;
use std::ops::Range;

/// Behind spaces and colors, on the same line.
pub(super) fn spaces(text: &str, mut at: usize) -> usize {
    let bytes = text.as_bytes();
    let stop = (at + 80).min(bytes.len());
    while at < stop {
        at += match bytes[at] {
            b' ' | b'\t' => 1,
            0x1b | b'[' if escape_length(&bytes[at..]) > 0 => escape_length(&bytes[at..]),
            0xc2 if bytes.get(at + 1) == Some(&0xa0) => 2,
            _ => break,
        };
    }
    text.ceil_char_boundary(at)
}

/// A value as it stands in the text.
pub(super) struct Value<'a> {
    pub(super) word: &'a str,
    pub(super) range: Range<usize>,
    pub(super) quoted: bool,
    /// It is followed by what only follows code.
    pub(super) code: bool,
}

impl<'a> Value<'a> {
    /// Reads the value at `at`, in quotes or not, behind the name of a scheme.
    pub(super) fn read(text: &'a str, at: usize, rule: Rule, list: bool) -> Option<Self> {
        let bytes = text.as_bytes();
        let mut at = at;
        let mut quote = None;
        for _ in 0..6 {
            let rest = &text[at..];
            let c = rest.chars().next()?;
            let letter = matches!(c, 'b' | 'f' | 'r' | 'u' | '@') && rest[1..].starts_with(['"', '\'']);
            let inner = ["Value:", "value:", "value="].into_iter().find(|i| rest.starts_with(i));
            if letter
                || matches!(c, '\\' | '[')
                || (quote.is_none() && matches!(c, '\n' | '\r' | ' ') && rest.trim_start().starts_with(['"', '\'']))
            {
                at += c.len_utf8();
            } else if let Some(inner) = inner {
                at = spaces(text, at + inner.len());
            } else if let Some(end) = closing(c) {
                quote = Some(end);
                at += c.len_utf8();
            } else {
                break;
            }
        }
        at = behind_scheme(text, at);
        let length = match quote {
            Some(end) => quoted(&text[at..], end),
            None => None,
        };
        let quoted = length.is_some() || quote.is_some();
        let length = length.unwrap_or_else(|| bare(&text[at..], rule, list));
        let word = text[at..at + length].trim_end();
        let range = at..at + word.len();
        let code = quote.is_none() && matches!(bytes.get(range.end), Some(b'(' | b'['));
        Some(Self { word, range, quoted, code })
    }

    pub(super) fn pieces(&self, text: &str) -> Vec<Range<usize>> {
        joined(text, self.range.clone(), is_token)
    }
}

/// The quote that closes what `open` opens.
const fn closing(open: char) -> Option<char> {
    Some(match open {
        '"' | '\'' | '`' | '*' | '’' => open,
        '“' | '„' | '”' => '”',
        '‘' | '‚' => '’',
        '«' => '»',
        '「' => '」',
        _ => return None,
    })
}

/// Behind `Bearer `, `Basic ` or the like.
fn behind_scheme(text: &str, at: usize) -> usize {
    let rest = &text[at..];
    let length = rest.bytes().take_while(|b| b.is_ascii_alphabetic() || *b == b'-').take(10).count();
    if !Words::get().schemes.contains(&rest[..length].to_ascii_lowercase()) {
        return at;
    }
    let gap = gap(&rest[length..]);
    if gap == 0 { at } else { at + length + gap }
}

/// The length of what stands between a scheme and its secret.
pub(super) fn gap(rest: &str) -> usize {
    let spaces = rest.bytes().take(8).take_while(|b| matches!(b, b' ' | b'\t' | b'+')).count();
    if spaces == 0 && rest.starts_with("%20") { 3 } else { spaces }
}

/// The length of a text up to its closing quote. None when the quote does not close on this line.
fn quoted(rest: &str, end: char) -> Option<usize> {
    let mut escaped = None;
    for (at, c) in rest.char_indices().take_while(|(at, _)| *at < MAX_SECRET_BYTES) {
        match c {
            c if c == end => return Some(escaped.unwrap_or(at)),
            '\n' | '\r' => return None,
            // An escaped line break or quote ends it: those are what makes a key wrong, and are shown.
            '\\' if escaped.is_none() && rest[at + 1..].starts_with(['n', 'r', 't', '\\', '"', '\'']) => {
                escaped = Some(at);
            }
            _ => {}
        }
    }
    None
}

/// The length of a value that stands without quotes.
fn bare(rest: &str, rule: Rule, list: bool) -> usize {
    // What stands for a value is no value, however long it is.
    if rest.starts_with(['$', '{', '<', '%']) {
        return 0;
    }
    let near = &rest[..rest.floor_char_boundary(300)];
    let query = near.find('&').is_some_and(|at| near[at + 1..].starts_with(|c: char| c.is_ascii_alphabetic()));
    let ends = |c: char| {
        let script = matches!(c, '\u{2018}'..='\u{201f}' | '\u{2e80}'.. | '«' | '»' | '…') && !matches!(c, '\u{feff}');
        if rule == Rule::Password && c.is_ascii() {
            return (c != '&' || query) && (c == '&' || !is_password(c as u8) || c == '<' || c == '(');
        }
        c.is_whitespace()
            || script
            || matches!(c, '"' | '\'' | '`' | ')' | '(' | '}' | ']' | '[' | '<' | '>' | ';' | '&' | '\\' | '|')
            || (c == ',' && !list)
    };
    let length = rest
        .char_indices()
        .take_while(|(at, _)| *at < MAX_SECRET_BYTES)
        .find(|(_, c)| ends(*c))
        .map_or(rest.len().min(MAX_SECRET_BYTES), |(at, _)| at);
    let length = rest.floor_char_boundary(length);
    let trimmed = rest[..length].trim_end_matches(['.', ':', '*', '?']).len();
    if rule == Rule::Password { length } else { trimmed }
}
