//! Keys, tokens and passwords in a pasted text: finds them, also where a line break splits them, and masks them in everything that is shown. It
//! keeps them only to recognise them again.

use super::patterns::{Mark, Patterns};
use super::skeleton::{Skeleton, escape_length};
use crate::secret::{ApiKey, MASK, Redactor};
use regex::bytes::{Match, Regex, RegexBuilder};
use std::fmt;
use std::ops::Range;
use std::sync::LazyLock;

/// Secrets that are kept to be recognised elsewhere in the text.
const KEPT: usize = 64;
/// Longest secret that is followed (a large token of an identity provider has a few thousand characters).
const LONGEST: usize = 8192;

/// What was found.
#[derive(Clone, Default)]
pub(super) struct Secrets {
    values: Vec<ApiKey>,
    /// Whether any was found.
    pub(super) seen: bool,
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
    exact(r#"://([^\s/@:'"<>]+:[^\s/@'"<>]+)@|(?:\s-u|--user|--proxy-user)[ =]['"]?([^\s:'"]+:[^\s'"]+)"#)
});

/// Long words of letters of both cases and digits, and long hexadecimal numbers: nobody writes such words.
static RANDOM: LazyLock<Option<Regex>> = LazyLock::new(|| exact(r"[A-Za-z0-9+_=\-]{20,}|\b[0-9a-fA-F]{32,}\b"));

impl Secrets {
    /// Looks at what follows a word such as `api_key` at `start..end` of the text.
    pub(super) fn look(&mut self, text: &str, start: usize, end: usize) {
        if self.seen && self.values.len() >= KEPT {
            return;
        }
        for pieces in after_word(text, start, end) {
            self.keep(text, &pieces);
        }
    }

    /// Looks for addresses with a user name and password.
    pub(super) fn look_for_userinfo(&mut self, text: &str) {
        if memchr::memchr(b'@', text.as_bytes()).is_none() || self.values.len() >= KEPT {
            return;
        }
        for at in memchr::memchr_iter(b'@', text.as_bytes()).take(2000) {
            let from = super::read::ceil(text, at.saturating_sub(300));
            let to = super::read::floor(text, at + 1);
            let Some(regex) = USERINFO.as_ref() else { return };
            if let Some(found) = regex.captures_iter(&text.as_bytes()[from..to]).filter_map(|c| c.get(1)).last() {
                let range = from + found.start()..from + found.end();
                self.keep(text, &[range]);
            }
        }
    }

    fn keep(&mut self, text: &str, pieces: &[Range<usize>]) {
        self.seen = true;
        let whole: String = pieces.iter().map(|p| &text[p.clone()]).collect();
        let parts = pieces.iter().map(|p| text[p.clone()].to_owned()).filter(|_| pieces.len() > 1);
        for value in std::iter::once(whole).chain(parts) {
            if value.len() >= 6 && self.values.len() < KEPT && !self.values.iter().any(|v| v.expose() == value) {
                self.values.push(ApiKey::new(value));
            }
        }
    }

    /// The parts of a text that may not be shown, in order and apart.
    pub(super) fn spans(&self, text: &str) -> Vec<Range<usize>> {
        let mut spans = self.sure(text);
        if let Some(regex) = RANDOM.as_ref() {
            spans.extend(
                regex.find_iter(text.as_bytes()).filter(|m| is_random(without_colour(text, m))).map(|m| m.range()),
            );
        }
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
        let mut spans: Vec<Range<usize>> = Vec::new();
        let patterns = Patterns::get();
        let skeleton = Skeleton::of(text);
        for found in patterns.find(&skeleton.bytes) {
            if patterns.all[usize::from(found.pattern)].mark == Some(Mark::Secret) {
                let (start, end) = (skeleton.place(found.start), skeleton.place(found.end - 1) + 1);
                spans.extend(after_word(text, start, end).into_iter().flatten());
            }
        }
        if let Some(regex) = PREFIXED.as_ref() {
            spans.extend(regex.find_iter(text.as_bytes()).flat_map(|m| joined(text, m.range(), is_token)));
        }
        if let Some(regex) = USERINFO.as_ref() {
            spans.extend(
                regex.captures_iter(text.as_bytes()).filter_map(|c| c.get(1).or_else(|| c.get(2))).map(|m| m.range()),
            );
        }
        spans.extend(self.known(text));
        spans.retain(|s| !s.is_empty());
        spans
    }

    /// Where known secrets stand again, white space not counted.
    fn known(&self, text: &str) -> Vec<Range<usize>> {
        let mut letters = String::new();
        let mut places = Vec::new();
        for (place, c) in text.char_indices().filter(|(_, c)| !c.is_whitespace() && *c != '>' && *c != '\\') {
            letters.push(c);
            places.extend(std::iter::repeat_n(place, c.len_utf8()));
        }
        let mut spans = Vec::new();
        for value in &self.values {
            let value: String = value.expose().chars().filter(|c| !c.is_whitespace()).collect();
            for (at, _) in letters.match_indices(&value) {
                let last = at + value.len() - 1;
                if let (Some(from), Some(to)) = (places.get(at), places.get(last)) {
                    spans.push(*from..super::read::ceil(text, *to + 1));
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

/// A word without the end of a terminal sequence that stands before it, as in `[31mError`.
fn without_colour<'a>(text: &str, found: &Match<'a>) -> &'a str {
    let word = std::str::from_utf8(found.as_bytes()).unwrap_or_default();
    let bare = word.trim_start_matches(|c: char| c.is_ascii_digit());
    if text[..found.start()].ends_with(['[', ';']) && bare.len() < word.len() {
        bare.strip_prefix('m').unwrap_or(word)
    } else {
        word
    }
}

const fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'~' | b'+' | b'/' | b'=' | b'-')
}

const fn is_password(byte: u8) -> bool {
    byte > b' ' && !matches!(byte, b'"' | b'\'' | b'`' | b',' | b')' | b'}' | b'&' | b'\\' | b';')
}

/// The secrets that a word such as `api_key` or `Bearer` announces, each as the pieces that line breaks leave of it.
fn after_word(text: &str, start: usize, end: usize) -> Vec<Vec<Range<usize>>> {
    let bytes = text.as_bytes();
    let mut word = [0; 16];
    let letters = bytes[start..end].iter().filter(|b| b.is_ascii_alphanumeric());
    let length = word.iter_mut().zip(letters).map(|(w, b)| *w = b.to_ascii_lowercase()).count();
    let word = &word[..length];
    let has = |part: &[u8]| word.windows(part.len()).any(|w| w == part);
    if [&b"sk"[..], b"eyj", b"aiza", b"akia"].iter().any(|p| word.starts_with(p)) {
        let stop = end + bytes[end..].iter().take(LONGEST).take_while(|b| is_token(**b)).count();
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
    let length = bytes[at..].iter().take(LONGEST).take_while(|b| taken(**b)).count();
    let stop = super::read::floor(text, at + length);
    let at = super::read::ceil(text, at).min(stop);
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
fn joined(text: &str, first: Range<usize>, taken: fn(u8) -> bool) -> Vec<Range<usize>> {
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
        let length = bytes[from..].iter().take(LONGEST).take_while(|b| taken(**b)).count();
        let piece = &text[from..super::read::floor(text, from + length)];
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

fn is_random(word: &str) -> bool {
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    let upper = word.bytes().filter(u8::is_ascii_uppercase).count();
    let lower = word.bytes().filter(u8::is_ascii_lowercase).count();
    let hexadecimal = word.len() >= 32 && word.bytes().all(|b| b.is_ascii_hexdigit());
    hexadecimal
        || (digits >= 1 && upper >= 2 && lower >= 2 && word.bytes().filter(|b| matches!(b, b'_' | b'-')).count() < 4)
}

#[cfg(test)]
mod tests;
