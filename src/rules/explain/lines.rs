//! Places and lines in a text: where characters begin, the line around a place, lines without their wrapping and colors. It knows no pattern.

use super::skeleton::escape_length;

/// How much of an endless line counts as the line, to each side of a place.
const MAX_LINE_REACH_BYTES: usize = 2000;

/// The line or lines on which a range stands, at most 2 kB to each side.
pub(super) fn line_around(text: &str, start: usize, end: usize) -> (usize, usize) {
    let bytes = text.as_bytes();
    let floor = start.saturating_sub(MAX_LINE_REACH_BYTES);
    let from = memchr::memrchr(b'\n', &bytes[floor..start]).map_or(floor, |n| floor + n + 1);
    let ceiling = (end + MAX_LINE_REACH_BYTES).min(bytes.len());
    let to = memchr::memchr(b'\n', &bytes[end.min(ceiling)..ceiling]).map_or(ceiling, |n| end + n);
    (text.ceil_char_boundary(from), text.floor_char_boundary(to))
}

/// Text without colors and marks of quotation, for expressions that look at readable words.
pub(super) fn flat(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (number, line) in text.split('\n').enumerate() {
        if number > 0 {
            out.push('\n');
        }
        let mut line = line.strip_suffix('\r').unwrap_or(line);
        // Marks of a quoted mail.
        while let Some(rest) = line.trim_start_matches([' ', '\t']).strip_prefix(['>', '|']) {
            line = rest.strip_prefix(' ').unwrap_or(rest);
        }
        if line.bytes().all(|b| b.is_ascii() && !matches!(b, 0x1b | b'[' | b'\r')) {
            out.push_str(line);
        } else {
            plain(line, &mut out);
        }
    }
    out
}

/// Adds a line without its colors.
fn plain(line: &str, out: &mut String) {
    let mut rest = line;
    while let Some(c) = rest.chars().next() {
        let escape = escape_length(rest.as_bytes()).min(rest.len());
        rest = &rest[rest.ceil_char_boundary(escape.max(c.len_utf8()))..];
        if escape == 0 && !matches!(c, '\r' | '\u{feff}' | '\u{200b}') {
            out.push(c);
        }
    }
}

/// Text whose lines were cut at a fixed width, put together again. None when no line is as long as another.
pub(super) fn unwrapped(text: &str) -> Option<String> {
    let lines: Vec<&str> = text.split('\n').collect();
    let width = lines.iter().map(|l| l.chars().count()).max().filter(|w| *w >= 30)?;
    let full = |line: &&str| line.chars().count() == width;
    if lines.iter().filter(|l| full(l)).count() < 2 && !lines.first().is_some_and(full) {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    for line in &lines {
        out.push_str(line);
        if !full(line) {
            out.push('\n');
        }
    }
    Some(out)
}

/// Counts lines on the way through a text. Going back is allowed but slow.
pub(super) struct LineCounter<'a> {
    pub(super) text: &'a str,
    pub(super) at: usize,
    pub(super) count: u64,
}

impl LineCounter<'_> {
    /// The line of a place, from 1.
    pub(super) fn of(&mut self, place: usize) -> u64 {
        let bytes = self.text.as_bytes();
        if place >= self.at {
            self.count += memchr::memchr_iter(b'\n', &bytes[self.at..place]).count() as u64;
        } else {
            self.count -= memchr::memchr_iter(b'\n', &bytes[place..self.at]).count() as u64;
        }
        self.at = place;
        self.count + 1
    }
}
