//! Keys, tokens and passwords in a pasted text: finds them, also where a line break splits them, and masks them in everything that is shown. It
//! keeps them only to recognize them again.

mod label;
mod place;
mod unbroken;
mod value;
mod words;
mod wrapped;

use super::patterns::{PatternMark, Patterns};
use super::skeleton::Skeleton;
use crate::model::api_key::{ApiKey, MASK, Redactor};
use regex::bytes::{Match, Regex, RegexBuilder};
use std::fmt;
use std::ops::Range;
use std::sync::LazyLock;
use unbroken::Unbroken;
use value::{is_distinct, is_random};
use wrapped::{is_token, joined};

/// Secrets that are kept to be recognized elsewhere in the text.
const MAX_SECRETS: usize = 64;

/// What was found.
#[derive(Clone, Default)]
pub(super) struct Secrets {
    values: Vec<ApiKey>,
    /// Those of this machine, which are secrets wherever they stand.
    pub(super) own: Redactor,
    /// Whether any was found.
    pub(super) seen: bool,
    /// Where the last one ends in the text that is being looked through: what stands within it announces nothing.
    until: usize,
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secrets({})", self.values.len())
    }
}

/// An expression over bytes that minds the case.
fn exact(source: &str) -> Option<Regex> {
    RegexBuilder::new(source).unicode(false).build().ok()
}

/// Tokens that say by their first letters what they are.
static PREFIXED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    exact(
        r"\b(?:(?:sk|pk|rk|gsk|hf|ghp|gho|ghs|glpat|xox[abp]|jina|nvapi|r8|pcsk|voyage)[-_][A-Za-z0-9_\-]{10,}|AIza[A-Za-z0-9_\-]{16,}|AKIA[A-Z0-9]{12,}|eyJ[A-Za-z0-9_\-]{6,}(?:\s*\.\s*[A-Za-z0-9_\-]*){0,2})",
    )
});

/// User name and password in an address, or given to curl.
static USERINFO: LazyLock<Option<Regex>> = LazyLock::new(|| {
    exact(
        r#"://([^\s/@:'"<>]+:[^\s/@'"<>]+)@|(?:^|[\s'"`])(?:-u|--user|--proxy-user|-U)[ =]?['"]?([^\s:'"]+:[^\s'"`]+)"#,
    )
});

/// Identifiers that many services hand out as keys.
static IDENTIFIER: LazyLock<Option<Regex>> =
    LazyLock::new(|| exact(r"\b[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\b"));

/// Long words of letters of both cases and digits, and long hexadecimal numbers: people don't write such words.
static RANDOM: LazyLock<Option<Regex>> = LazyLock::new(|| exact(r"[A-Za-z0-9+_=\-]{20,}|\b[0-9a-fA-F]{32,}\b"));

impl Secrets {
    /// Begins to look through a text.
    pub(super) fn begin(&mut self) {
        self.until = 0;
    }

    /// Looks at what follows a word such as `api_key` at `start..end` of the text.
    pub(super) fn look(&mut self, text: &str, start: usize, end: usize) {
        if end <= self.until || self.is_full() {
            return;
        }
        for pieces in announced(text, start, end) {
            self.until = self.until.max(pieces.last().map_or(0, |p| p.end));
            self.keep(text, &pieces);
        }
    }

    fn is_full(&self) -> bool {
        self.seen && self.values.len() >= MAX_SECRETS
    }

    /// Looks for user names with passwords, in addresses and as curl takes them.
    pub(super) fn look_for_userinfo(&mut self, text: &str) {
        let Some(regex) = USERINFO.as_ref() else { return };
        for sign in ["@", "-u", "-U", "-user"] {
            for at in memchr::memmem::find_iter(text.as_bytes(), sign).take(2000) {
                if self.is_full() {
                    return;
                }
                let address = sign == "@";
                let from = text.ceil_char_boundary(at.saturating_sub(if address { 300 } else { 8 }));
                let to = text.floor_char_boundary(at + if address { 1 } else { 300 });
                let Some(found) = regex.captures_iter(&text.as_bytes()[from..to]).last() else { continue };
                let Some(found) = found.get(1).or_else(|| found.get(2)) else { continue };
                let range = from + found.start()..from + found.end();
                let password = text[range.clone()].find(':').map_or(range.start, |colon| range.start + colon + 1);
                let end = range.end;
                self.keep(text, &[range]);
                self.keep(text, std::slice::from_ref(&(password..end)));
            }
        }
    }

    /// Looks for what line breaks split, where nothing that stands on one line was found.
    pub(super) fn look_across_lines(&mut self, text: &str) {
        if self.is_full() {
            return;
        }
        let Some(unbroken) = Unbroken::of(text) else { return };
        for pieces in all_announced(&unbroken.text) {
            self.keep(&unbroken.text, &pieces);
        }
        self.look_for_userinfo(&unbroken.text);
    }

    fn keep(&mut self, text: &str, pieces: &[Range<usize>]) {
        self.seen = true;
        let whole: String = pieces.iter().map(|p| &text[p.clone()]).collect();
        let parts = pieces.iter().map(|p| text[p.clone()].to_owned()).filter(|_| pieces.len() > 1);
        for value in std::iter::once(whole).chain(parts) {
            if is_distinct(&value)
                && self.values.len() < MAX_SECRETS
                && !self.values.iter().any(|v| v.expose() == value)
            {
                self.values.push(ApiKey::new(value));
            }
        }
    }

    /// The parts of a text that may not be shown, in order and apart.
    pub(super) fn spans(&self, text: &str) -> Vec<Range<usize>> {
        let mut spans = self.sure(text);
        if let Some(regex) = RANDOM.as_ref() {
            spans.extend(
                regex.find_iter(text.as_bytes()).filter(|m| is_random(without_color(text, m))).map(|m| m.range()),
            );
        }
        if let (Some(regex), Some(unbroken)) = (RANDOM.as_ref(), Unbroken::of(text)) {
            let words = regex.find_iter(unbroken.text.as_bytes());
            let words =
                words.filter(|m| is_random(without_color(&unbroken.text, m))).map(|m| unbroken.pieces(&m.range()));
            spans.extend(words.filter(|pieces| pieces.len() > 1).flatten());
        }
        if let Some(regex) = IDENTIFIER.as_ref() {
            spans.extend(
                regex.find_iter(text.as_bytes()).map(|m| m.range()).filter(|r| !is_named_identifier(text, r.start)),
            );
        }
        spans.extend(self.own.spans(text));
        spans.sort_by_key(|s| s.start);
        let mut apart: Vec<Range<usize>> = Vec::new();
        for span in spans {
            match apart.last_mut() {
                Some(before) if span.start <= before.end => before.end = before.end.max(span.end),
                _ => apart.push(span),
            }
        }
        apart
    }

    /// The parts that are secrets by what stands around them. [`Self::spans`] also has those that only look like one.
    pub(super) fn sure(&self, text: &str) -> Vec<Range<usize>> {
        let mut spans = by_surroundings(text);
        if let Some(unbroken) = Unbroken::of(text) {
            let whole = by_surroundings(&unbroken.text);
            spans.extend(whole.iter().flat_map(|s| unbroken.pieces(s)));
        }
        spans.extend(self.known(text));
        spans.retain(|s| !s.is_empty());
        spans
    }

    /// Where known secrets stand again, white space not counted.
    fn known(&self, text: &str) -> Vec<Range<usize>> {
        let mut letters = String::new();
        let mut places = Vec::new();
        for (place, c) in text.char_indices().filter(|(_, c)| counts(*c)) {
            letters.push(c);
            places.extend(std::iter::repeat_n(place, c.len_utf8()));
        }
        let mut spans = Vec::new();
        for value in &self.values {
            let value: String = value.expose().chars().filter(|c| counts(*c)).collect();
            if value.is_empty() {
                continue;
            }
            for (at, _) in letters.match_indices(&value) {
                let last = at + value.len() - 1;
                if let (Some(from), Some(to)) = (places.get(at), places.get(last)) {
                    spans.push(*from..text.ceil_char_boundary(*to + 1));
                }
            }
        }
        spans
    }

    /// A text without secrets. For short texts such as an address; longer ones are masked with their surroundings by [`Self::spans`].
    pub(super) fn mask(&self, text: &str) -> String {
        let mut out = String::new();
        let mut at = 0;
        for span in self.spans(text) {
            out.push_str(&text[at..span.start]);
            out.push_str(MASK);
            at = span.end;
        }
        out.push_str(&text[at..]);
        self.redactor().redact(&out)
    }

    /// The last net: every form of every known secret.
    pub(super) fn redactor(&self) -> Redactor {
        Redactor::new(&self.values)
    }
}

/// The parts that are secrets by what stands around them on the same line.
fn by_surroundings(text: &str) -> Vec<Range<usize>> {
    let mut spans: Vec<Range<usize>> = all_announced(text).into_iter().flatten().collect();
    if let Some(regex) = PREFIXED.as_ref() {
        spans.extend(regex.find_iter(text.as_bytes()).flat_map(|m| joined(text, m.range(), is_token)));
    }
    if let Some(regex) = USERINFO.as_ref() {
        spans.extend(
            regex.captures_iter(text.as_bytes()).filter_map(|c| c.get(1).or_else(|| c.get(2))).map(|m| m.range()),
        );
    }
    spans
}

/// The secrets that the words of a text announce.
fn all_announced(text: &str) -> Vec<Vec<Range<usize>>> {
    let patterns = Patterns::get();
    let skeleton = Skeleton::of(text);
    let mut until = 0;
    let mut all = Vec::new();
    for found in patterns.find(&skeleton.bytes) {
        let (start, end) = (skeleton.place(found.start), text.ceil_char_boundary(skeleton.place(found.end - 1) + 1));
        if end > until && patterns.all[usize::from(found.pattern)].mark == Some(PatternMark::Secret) {
            for pieces in announced(text, start, end) {
                until = until.max(pieces.last().map_or(0, |p| p.end));
                all.push(pieces);
            }
        }
    }
    all
}

/// The secrets that a word announces, each as the pieces that line breaks leave of it.
fn announced(text: &str, start: usize, end: usize) -> Vec<Vec<Range<usize>>> {
    let mut found = label::announced(text, start, end);
    // These two are in too many words for what is only likely.
    if !matches!(&text[start..end], "key" | "Key" | "KEY" | "token" | "Token" | "TOKEN") && text[start..end].is_ascii()
    {
        found.extend(wrapped::after_word(text, start, end));
    }
    found
}

/// Whether a character can tell a secret from another: white space and characters without width can't, nor can the marks of a quoted mail.
fn counts(c: char) -> bool {
    !c.is_whitespace() && !matches!(c, '>' | '\\' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

/// Whether what stands before an identifier says that it is an object's or a request's.
fn is_named_identifier(text: &str, start: usize) -> bool {
    let before = text[text.ceil_char_boundary(start.saturating_sub(24))..start].to_ascii_lowercase();
    ["id", "/", "request", "trace", "object", "span", "tenant", "task"].iter().any(|w| before.contains(w))
}

/// A word without the end of a terminal sequence that stands before it, as in `[31mError`.
fn without_color<'a>(text: &str, found: &Match<'a>) -> &'a str {
    let word = std::str::from_utf8(found.as_bytes()).unwrap_or_default();
    let bare = word.trim_start_matches(|c: char| c.is_ascii_digit());
    if text[..found.start()].ends_with(['[', ';']) && bare.len() < word.len() {
        bare.strip_prefix('m').unwrap_or(word)
    } else {
        word
    }
}

#[cfg(test)]
mod tests;
