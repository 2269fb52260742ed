//! The very words that decided, ready to be shown: without colors, control characters and secrets, with the place of the words in them.

use super::read::{PatternHit, line_around};
use super::secrets::Secrets;
use super::skeleton::escape_length;
use crate::model::api_key::{MASK, Redactor};
use crate::model::sanitized::SanitizedText;
use std::ops::Range;

/// How much of a line is shown before and after the words.
const MAX_BYTES_BEFORE: usize = 120;
const MAX_BYTES_AFTER: usize = 160;

/// Lines of the text with the words that decided.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Quote {
    /// The line or lines, without anything that may not be shown.
    pub text: String,
    /// Where the words stand in [`Self::text`], in bytes.
    pub words: Range<usize>,
    /// The line's number in what was pasted, from 1.
    pub line: u64,
}

impl Quote {
    /// The quote without the secrets that a redactor knows: when one stands in it, only its line number and what is left of it.
    #[must_use]
    pub fn without(&self, guard: &Redactor) -> Self {
        let together = |text: &str| SanitizedText::up_to(text, usize::MAX).as_str().replace(' ', "");
        if !guard.finds(&self.text) && !guard.finds(&together(&self.text)) {
            return self.clone();
        }
        let text = guard.redact(&self.text);
        let text = if guard.finds(&together(&text)) { MASK.to_owned() } else { text };
        Self { words: 0..text.len(), text, line: self.line }
    }

    /// The deciding words alone: around them stands whatever a foreign program printed.
    #[must_use]
    pub fn words_only(&self) -> Self {
        let text = self.text[self.words.clone()].to_owned();
        Self { words: 0..text.len(), text, line: self.line }
    }
}

/// Quotes a hit.
pub(super) fn quote(hit: &PatternHit, secrets: &Secrets) -> Quote {
    let text = &hit.excerpt;
    let (from, to) = line_around(text, hit.start, hit.end);
    let start = text.ceil_char_boundary(from.max(hit.start.saturating_sub(MAX_BYTES_BEFORE)));
    let stop = text.floor_char_boundary(to.min(hit.end.min(hit.start + 600) + MAX_BYTES_AFTER));
    let mut out = Out { text: String::new(), gap: false };
    if start > from {
        out.put('…');
    }
    let spans = secrets.spans(text);
    let mut spans = spans.iter().filter(|s| s.end > start && s.start < stop).peekable();
    let mut words = None;
    let mut end = None;
    let mut at = start;
    while at < stop {
        if at >= hit.start && words.is_none() {
            out.flush();
            words = Some(out.text.len());
        }
        if at >= hit.end && end.is_none() {
            end = Some(out.text.len());
        }
        if let Some(span) = spans.peek().filter(|s| s.start <= at) {
            out.flush();
            out.text.push_str(MASK);
            at = text.ceil_char_boundary(span.end).max(at + 1);
            at = text.ceil_char_boundary(at);
            spans.next();
            continue;
        }
        let escape = escape_length(&text.as_bytes()[at..]);
        if escape > 0 {
            at = text.ceil_char_boundary(at + escape);
            continue;
        }
        let Some(c) = text[at..].chars().next() else { break };
        out.put(c);
        at += c.len_utf8();
    }
    let words = words.unwrap_or(out.text.len());
    let end = end.unwrap_or(out.text.len()).max(words);
    if stop < to {
        out.put('…');
    }
    Quote { text: out.text, words: words..end, line: hit.line }
}

/// Text that grows character by character and stays clean.
struct Out {
    text: String,
    gap: bool,
}

impl Out {
    fn put(&mut self, c: char) {
        if c == '\n' {
            let trimmed = self.text.trim_end_matches(' ').len();
            self.text.truncate(trimmed);
            self.gap = false;
            self.text.push('\n');
        } else if c.is_whitespace() || c.is_control() {
            self.gap = !self.text.is_empty() && !self.text.ends_with('\n');
        } else if !SanitizedText::new(c.encode_utf8(&mut [0; 4])).is_empty() {
            self.flush();
            self.text.push(c);
        }
    }

    fn flush(&mut self) {
        if std::mem::take(&mut self.gap) {
            self.text.push(' ');
        }
    }
}
