//! A text without the line breaks that split a key: what reads labels, addresses and calls then finds the key whole. It decides nothing about
//! secrets beyond whether two ends of lines can be one.

use super::value::is_random;
use super::wrapped::{MAX_SECRET_BYTES, is_token};
use crate::model::key_shape::looks_like_key;
use std::ops::Range;

/// Longest end of a line that is looked at, in bytes.
const MAX_TAIL_BYTES: usize = 256;

/// Longest break: the line break, and what mails and shells put in front of the next line.
const MAX_GAP_BYTES: usize = 24;

/// Shortest text that can be a key once it is joined.
const MIN_KEY_BYTES: usize = 12;

/// A text and where it was joined.
pub(super) struct Unbroken {
    pub(super) text: String,
    /// For each joint its place here, and where the text behind it begins in the original.
    joints: Vec<(usize, Range<usize>)>,
}

impl Unbroken {
    /// The text with its broken keys joined. None when there are none.
    pub(super) fn of(text: &str) -> Option<Self> {
        let mut joined = Self { text: String::new(), joints: Vec::new() };
        let mut at = 0;
        for line_break in memchr::memchr_iter(b'\n', text.as_bytes()) {
            if line_break < at {
                continue;
            }
            let Some(gap) = gap(text, at, line_break) else { continue };
            if !is_one(&joined.text, &text[at..gap.start], &text[gap.end..]) {
                continue;
            }
            joined.text.push_str(&text[at..gap.start]);
            at = gap.end;
            joined.joints.push((joined.text.len(), gap));
        }
        joined.text.push_str(&text[at..]);
        (!joined.joints.is_empty()).then_some(joined)
    }

    /// The parts of the original that a part of the joined text came from.
    pub(super) fn pieces(&self, range: &Range<usize>) -> Vec<Range<usize>> {
        let before = self.joints.partition_point(|(place, _)| *place <= range.start);
        let mut moved = match before.checked_sub(1).and_then(|last| self.joints.get(last)) {
            Some((place, gap)) => gap.end - place,
            None => 0,
        };
        let mut start = range.start;
        let mut pieces = Vec::new();
        for (place, gap) in self.joints[before..].iter().take_while(|(place, _)| *place < range.end) {
            pieces.push(start + moved..place + moved);
            start = *place;
            moved = gap.end - place;
        }
        pieces.push(start + moved..range.end + moved);
        pieces
    }
}

/// The line break and the white space and marks around it.
fn gap(text: &str, from: usize, line_break: usize) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let before = bytes[from..line_break].iter().rev().take(3).take_while(|b| matches!(b, b'\r' | b'\\' | b' ')).count();
    let behind = bytes[line_break..].iter().take(MAX_GAP_BYTES + 1);
    let behind = behind.take_while(|b| matches!(b, b'\r' | b'\n' | b' ' | b'\t' | b'>' | b'|')).count();
    (behind <= MAX_GAP_BYTES).then_some(line_break - before..line_break + behind)
}

/// Whether what ends here and what begins there are two parts of a key. Words are none: neither part may be one.
fn is_one(joined: &str, line: &str, rest: &str) -> bool {
    let token = |text: &str| text.bytes().rev().take(MAX_TAIL_BYTES).take_while(|b| is_token(*b)).count();
    let last = token(line);
    let tail = &line[line.len() - last..];
    // A third part continues the first two.
    let first = if last == line.len() { &joined[joined.len() - token(joined)..] } else { "" };
    let head = &rest[..rest.bytes().take(MAX_SECRET_BYTES).take_while(|b| is_token(*b)).count()];
    let whole = format!("{first}{tail}{head}");
    let value = whole.trim_end_matches('=').rfind('=').map_or(whole.as_str(), |at| &whole[at + 1..]);
    let closed = rest[head.len()..].starts_with(['"', '\'', '`', '@']);
    let named = rest[head.len()..].starts_with([':', '(', '[']);
    !tail.is_empty()
        && !head.is_empty()
        && !named
        && value.len() >= MIN_KEY_BYTES
        && (looks_like_key(value) || is_random(value))
        && (closed || is_part(head))
}

/// Whether the beginning of a line is no word: a digit in it, or upper case inside.
fn is_part(head: &str) -> bool {
    let digits = head.bytes().filter(u8::is_ascii_digit).count();
    let inside = head.bytes().skip(1).any(|b| b.is_ascii_uppercase());
    let small = head.bytes().any(|b| b.is_ascii_lowercase());
    let date = head.len() >= 10 && head.as_bytes()[4] == b'-' && head.as_bytes()[..4].iter().all(u8::is_ascii_digit);
    !date
        && !head.contains("Error")
        && !head.contains("Exception")
        && (digits > 0 || (inside && small) || head.ends_with('='))
}
