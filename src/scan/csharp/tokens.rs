//! C#'s tokens: names, numbers, strings of every kind, single characters. Comments, preprocessor lines and characters in quotes are left out.

use crate::scan::expr::{Span, unescape};

/// A token and its place.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Token<'a> {
    pub what: What<'a>,
    pub span: Span,
}

/// What a token is.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum What<'a> {
    Name(&'a str),
    Number(f64),
    /// A string: literal pieces, and the places of what is put in between.
    Text(Vec<Piece>),
    Punct(char),
}

/// A piece of a string.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Piece {
    Literal(String, Span),
    Hole(Span),
}

/// The tokens of a text that stands at `base` in the file.
pub(super) fn tokens(text: &str, base: usize) -> Vec<Token<'_>> {
    let bytes = text.as_bytes();
    let mut out = Vec::new();
    let mut i = 0;
    while i < bytes.len() {
        let start = i;
        let rest = &bytes[i..];
        match bytes[i] {
            b'/' if rest.starts_with(b"//") => i += line(rest),
            b'/' if rest.starts_with(b"/*") => i += find(rest, b"*/", 2),
            b'#' if first_on_line(bytes, i) => i += line(rest),
            b'\'' => i += character(rest),
            b'"' | b'@' | b'$' if is_string(rest) => {
                let (pieces, length) = string(text, i, base);
                i += length;
                out.push(Token { what: What::Text(pieces), span: base + start..base + i });
            }
            b if b.is_ascii_alphabetic() || b == b'_' || b == b'@' || b >= 0x80 => {
                let length =
                    rest.iter().skip(1).take_while(|b| b.is_ascii_alphanumeric() || **b == b'_' || **b >= 0x80).count();
                i += 1 + length;
                out.push(Token { what: What::Name(&text[start..i]), span: base + start..base + i });
            }
            b if b.is_ascii_digit() => {
                let length =
                    rest.iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_' || **b == b'.').count();
                i += length;
                let digits = text[start..i].replace('_', "");
                let number = digits.trim_end_matches(|c: char| c.is_ascii_alphabetic()).parse().unwrap_or(f64::NAN);
                out.push(Token { what: What::Number(number), span: base + start..base + i });
            }
            b if b.is_ascii_whitespace() => i += 1,
            b => {
                i += 1;
                out.push(Token { what: What::Punct(b as char), span: base + start..base + i });
            }
        }
    }
    out
}

fn line(rest: &[u8]) -> usize {
    rest.iter().position(|b| *b == b'\n').unwrap_or(rest.len())
}

/// The length up to and with the first `end` that begins at or behind `from`.
fn find(rest: &[u8], end: &[u8], from: usize) -> usize {
    memchr::memmem::find(rest.get(from..).unwrap_or_default(), end).map_or(rest.len(), |n| from + n + end.len())
}

fn first_on_line(bytes: &[u8], at: usize) -> bool {
    bytes[..at].iter().rev().take_while(|b| **b != b'\n').all(|b| matches!(b, b' ' | b'\t' | b'\r'))
}

/// `'x'`, `'\n'`, `'\u0041'`.
fn character(rest: &[u8]) -> usize {
    let mut i = 1;
    while i < rest.len().min(12) {
        match rest[i] {
            b'\\' => i += 2,
            b'\'' => return i + 1,
            b'\n' => return 1,
            _ => i += 1,
        }
    }
    1
}

fn is_string(rest: &[u8]) -> bool {
    let marks = rest.iter().take_while(|b| matches!(b, b'@' | b'$')).count();
    marks <= 8 && rest.get(marks) == Some(&b'"')
}

/// Reads a string that begins at `at`; the length is that of the whole token.
fn string(text: &str, at: usize, base: usize) -> (Vec<Piece>, usize) {
    let rest = &text.as_bytes()[at..];
    let marks = rest.iter().take_while(|b| matches!(b, b'@' | b'$')).count();
    let dollars = text[at..at + marks].matches('$').count();
    let verbatim = rest[..marks].contains(&b'@');
    let quotes = rest[marks..].iter().take_while(|b| **b == b'"').count();
    let raw = quotes >= 3;
    let open = marks + if raw { quotes } else { 1 };
    if !raw && quotes == 2 {
        let empty = base + at + open..base + at + open;
        return (vec![Piece::Literal(String::new(), empty)], marks + 2);
    }
    let mut pieces = Vec::new();
    let mut from = open;
    let mut i = open;
    let literal = |pieces: &mut Vec<Piece>, from: usize, to: usize| {
        if from < to {
            let written = &text[at + from..at + to];
            let value = match (raw, verbatim) {
                (true, _) => written.trim().to_owned(),
                (false, true) => written.replace("\"\"", "\""),
                (false, false) => unescape(written),
            };
            pieces.push(Piece::Literal(value, base + at + from..base + at + to));
        }
    };
    while i < rest.len() {
        match rest[i] {
            b'"' if raw => {
                let run = rest[i..].iter().take_while(|b| **b == b'"').count();
                if run >= quotes {
                    literal(&mut pieces, from, i);
                    return (pieces, i + run);
                }
                i += run;
            }
            b'"' if verbatim && rest.get(i + 1) == Some(&b'"') => i += 2,
            b'"' => {
                literal(&mut pieces, from, i);
                if pieces.is_empty() {
                    pieces.push(Piece::Literal(String::new(), base + at + i..base + at + i));
                }
                return (pieces, i + 1);
            }
            b'\\' if !raw && !verbatim => i += 2,
            b'\n' if !raw && !verbatim => break,
            b'{' if dollars > 0 => {
                let run = rest[i..].iter().take_while(|b| **b == b'{').count();
                let needed = if raw { dollars } else { 1 };
                if !raw && run >= 2 {
                    i += 2;
                    continue;
                }
                if run < needed {
                    i += run;
                    continue;
                }
                literal(&mut pieces, from, i);
                let hole = i + needed;
                let end = hole_end(&rest[hole..]);
                pieces.push(Piece::Hole(base + at + hole..base + at + hole + end));
                i = (hole + end + needed).min(rest.len());
                from = i;
            }
            _ => i += 1,
        }
    }
    literal(&mut pieces, from, i.min(rest.len()));
    (pieces, i.min(rest.len()))
}

/// The length of an interpolated expression, up to its format or its closing brace.
fn hole_end(rest: &[u8]) -> usize {
    let mut depth = 0_u32;
    for (i, b) in rest.iter().enumerate() {
        match b {
            b'(' | b'[' | b'{' => depth += 1,
            b'}' if depth == 0 => return i,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            b'\n' => return i,
            _ => {}
        }
    }
    rest.len()
}
