//! What a word such as `api_key` announces where lines are broken, quoted or colored: the pieces of a value that looks like a key.

use super::value::is_random;
use crate::rules::explain::skeleton::escape_length;
use std::ops::Range;

/// Longest secret that is followed (a large token of an identity provider has a few thousand characters).
pub(super) const MAX_SECRET_BYTES: usize = 8192;

pub(super) const fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'~' | b'+' | b'/' | b'=' | b'-')
}

pub(super) const fn is_password(byte: u8) -> bool {
    byte > b' ' && !matches!(byte, b'"' | b'\'' | b'`' | b',' | b')' | b'}' | b'&' | b'\\' | b';')
}

/// The secrets that a word such as `api_key` or `Bearer` announces, each as the pieces that line breaks leave of it.
pub(super) fn after_word(text: &str, start: usize, end: usize) -> Vec<Vec<Range<usize>>> {
    let bytes = text.as_bytes();
    let mut word = [0; 16];
    let letters = bytes[start..end].iter().filter(|b| b.is_ascii_alphanumeric());
    let length = word.iter_mut().zip(letters).map(|(w, b)| *w = b.to_ascii_lowercase()).count();
    let word = &word[..length];
    let has = |part: &[u8]| word.windows(part.len()).any(|w| w == part);
    if [&b"sk"[..], b"eyj", b"aiza", b"akia"].iter().any(|p| word.starts_with(p)) {
        let stop = end + bytes[end..].iter().take(MAX_SECRET_BYTES).take_while(|b| is_token(**b)).count();
        let pieces = joined(text, start..stop, is_token);
        return if stop - start >= 16 { vec![pieces] } else { vec![] };
    }
    let password = has(b"pass") || has(b"pwd");
    let bearer = has(b"bearer");
    let mut at = end;
    if !bearer {
        at += bytes[at..].iter().take(40).take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
    }
    if password && bytes.get(at) == Some(&b'(') {
        return quoted_arguments(text, at);
    }
    let separators = separators(bytes, at);
    let between = &bytes[at..at + separators];
    let assigned = between.iter().any(|b| matches!(b, b'=' | b':' | b'(' | b'"' | b'\''));
    if !bearer && !assigned {
        return vec![];
    }
    at += separators;
    // `Authorization: Basic …`; `Bearer` announces its secret itself.
    let basic = bytes[at..].len() > 6 && bytes[at..at + 6].eq_ignore_ascii_case(b"basic ");
    if basic {
        at += 6;
    }
    let taken: fn(u8) -> bool = if password { is_password } else { is_token };
    let length = bytes[at..].iter().take(MAX_SECRET_BYTES).take_while(|b| taken(**b)).count();
    let stop = text.floor_char_boundary(at + length);
    let at = text.ceil_char_boundary(at).min(stop);
    let pieces = joined(text, at..stop, taken);
    let whole: String = pieces.iter().map(|p| &text[p.clone()]).collect();
    let behind = pieces.last().and_then(|p| bytes.get(p.end));
    // A call or an index: that is code, and no value.
    let code = !bearer && matches!(behind, Some(b'(' | b'['));
    if !code && looks_secret(&whole, password || basic, bearer) { vec![pieces] } else { vec![] }
}

/// The quoted texts between parentheses that open at `at`.
fn quoted_arguments(text: &str, at: usize) -> Vec<Vec<Range<usize>>> {
    let close = text[at..].char_indices().take(400).find(|(_, c)| *c == ')').map_or(at, |(i, _)| at + i);
    let mut found = Vec::new();
    let mut open: Option<(usize, char)> = None;
    for (i, c) in text[at..close].char_indices() {
        match open {
            None if matches!(c, '"' | '\'') => open = Some((at + i + 1, c)),
            Some((from, quote)) if c == quote => {
                if at + i > from {
                    found.push(std::iter::once(from..at + i).collect());
                }
                open = None;
            }
            _ => {}
        }
    }
    found
}

/// How many bytes stand between a word and its value.
fn separators(bytes: &[u8], at: usize) -> usize {
    let mut n = 0;
    while n < 40 && at + n < bytes.len() {
        match bytes[at + n] {
            b' ' | b'\t' | b'\r' | b'\n' | b'"' | b'\'' | b'`' | b':' | b'=' | b'>' | b'(' | b'[' | b'{' | b'\\' => {
                n += 1;
            }
            b'b' if matches!(bytes.get(at + n + 1), Some(b'"' | b'\'')) => n += 1,
            0x1b => n += escape_length(&bytes[at + n..]).max(1),
            _ => break,
        }
    }
    n.min(bytes.len() - at)
}

/// A value and what line breaks leave of it on the next lines.
pub(super) fn joined(text: &str, first: Range<usize>, taken: fn(u8) -> bool) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut pieces = vec![first.clone()];
    let mut end = first.end;
    for _ in 0..8 {
        let gap = bytes[end..].iter().take_while(|b| matches!(b, b'\r' | b'\n' | b' ' | b'\t' | b'>' | b'|')).count();
        let broken = bytes[end..end + gap].contains(&b'\n') && matches!(bytes.get(end), Some(b'\r' | b'\n'));
        if !broken || gap > 24 {
            break;
        }
        let from = end + gap;
        let length = bytes[from..].iter().take(MAX_SECRET_BYTES).take_while(|b| taken(**b)).count();
        let piece = &text[from..text.floor_char_boundary(from + length)];
        let behind = bytes.get(from + length);
        // The rest of a key is no word, and nothing that only a name could be followed by.
        if !is_rest_of_key(piece) || matches!(behind, Some(b':' | b'(' | b'[')) {
            break;
        }
        end = from + piece.len();
        pieces.push(from..end);
    }
    pieces
}

fn is_rest_of_key(piece: &str) -> bool {
    let digit = piece.bytes().any(|b| b.is_ascii_digit());
    let upper_inside = piece.bytes().skip(1).any(|b| b.is_ascii_uppercase());
    let lower = piece.bytes().any(|b| b.is_ascii_lowercase());
    if piece.len() <= 2 {
        return digit || piece.bytes().any(|b| b.is_ascii_uppercase());
    }
    !piece.starts_with('/')
        && !piece.contains("://")
        && (piece.ends_with('=') || (digit && (piece.len() < 8 || lower || upper_inside)) || (upper_inside && lower))
        && !piece.contains("Error")
        && !piece.contains('/')
        || (piece.len() >= 12 && is_random(piece))
}

fn looks_secret(value: &str, password: bool, bearer: bool) -> bool {
    const WORDS: [&str; 24] = [
        "your",
        "os.environ",
        "process.env",
        "getenv",
        "none",
        "null",
        "undefined",
        "true",
        "false",
        "string",
        "required",
        "authentication",
        "incorrect",
        "invalid",
        "expired",
        "reset",
        "xxxx",
        "****",
        "redacted",
        "token",
        "weaviate.",
        "auth.",
        "env.",
        "http",
    ];
    let lower = value.to_ascii_lowercase();
    let bare = lower.trim_matches(|c: char| !c.is_ascii_alphanumeric());
    if bare.is_empty() || WORDS.iter().any(|w| bare == *w || (w.len() > 3 && bare.starts_with(w))) {
        return false;
    }
    let digit = value.bytes().any(|b| b.is_ascii_digit());
    let letter = value.bytes().any(|b| b.is_ascii_alphabetic());
    if password {
        return value.len() >= 4 && !value.contains('(');
    }
    if bearer {
        return value.len() >= 8 && (digit || value.len() >= 16);
    }
    let mixed = value.bytes().any(|b| b.is_ascii_uppercase()) && value.bytes().any(|b| b.is_ascii_lowercase());
    (value.len() >= 8 && digit && letter) || (value.len() >= 20 && mixed && !value.contains('.'))
}
