//! Finds a key in any text, in whatever form it stands there, and takes it out. It makes no statement about the key.
//!
//! The text is read in each of its shapes ([`strand`]: escapes undone, tags taken out) and reduced to letters and digits; a run of twelve
//! of a key's, or of one of its encodings' ([`forms`]), is the key. Every pass is linear in the text.

mod edges;
mod forms;
pub mod line;
mod masked;
mod pieces;
mod search;
mod strand;

use super::{ApiKey, LONGEST_KEY, OtherKeys};
use crate::model::api_key::redactor::line::ReducedStrand;
use crate::model::key_shape::MASK;
use crate::model::sanitized::SanitizedText;
use search::Needles;
use std::fmt;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

pub(super) use forms::hexadecimal;

/// Most bytes of a foreign text that are cleaned. Of what remains, [`SanitizedText`] keeps far less.
const MOST_CLEANED: usize = 16 * 1024;

/// How much of a text is read at once, and how much of what was read before is read again with it, in bytes.
const WINDOW_BYTES: usize = 64 * 1024;
const OVERLAP_BYTES: usize = 4 * 1024;

/// Most keys that are looked for one by one.
const MAX_KEYS_ONE_BY_ONE: usize = 64;

/// What a key is known by, made once for each key.
#[derive(Clone, Default)]
pub(super) struct KeyForms(Arc<OnceLock<Arc<Needles>>>);

/// It follows from the key, so it makes no difference between two.
impl PartialEq for KeyForms {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for KeyForms {}

/// Removes secrets from text: escaped in any way, encoded, spelled otherwise, broken, shortened.
#[derive(Clone, Default)]
pub struct Redactor {
    needles: Vec<Arc<Needles>>,
}

impl fmt::Debug for Redactor {
    /// Hides what it knows.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Redactor(…)")
    }
}

impl Redactor {
    /// A redactor for these secrets. White space around each and its repaired form are covered too.
    pub fn new<'a>(secrets: impl IntoIterator<Item = &'a ApiKey>) -> Self {
        let secrets: Vec<&ApiKey> =
            secrets.into_iter().filter(|s| s.expose().len() >= forms::MAX_EXACT_CHARS).collect();
        if secrets.len() <= MAX_KEYS_ONE_BY_ONE {
            let known = |s: &&ApiKey| s.known.0.get_or_init(|| Arc::new(needles(&[s]))).clone();
            return Self { needles: secrets.iter().map(known).collect() };
        }
        Self { needles: vec![Arc::new(needles(&secrets))] }
    }

    /// The same with these keys as well.
    #[must_use]
    pub fn and(mut self, others: &OtherKeys) -> Self {
        let (keys, known) = others.keys();
        if !keys.is_empty() {
            self.needles.push(Arc::clone(known.0.get_or_init(|| Arc::new(needles(&keys.iter().collect::<Vec<_>>())))));
        }
        self
    }

    /// The text with every secret replaced by `[key removed]`.
    pub fn redact(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut at = 0;
        for span in self.spans(text) {
            out.push_str(&text[at..span.start]);
            out.push_str(MASK);
            at = span.end;
        }
        out.push_str(&text[at..]);
        out
    }

    /// Whether a secret stands in the text, in any of the forms that are looked for.
    pub fn finds(&self, text: &str) -> bool {
        self.windows(text).any(|(offset, window)| !self.found(window, offset).is_empty())
    }

    /// Where secrets stand, in order and apart.
    pub fn spans(&self, text: &str) -> Vec<Range<usize>> {
        let mut spans: Vec<Range<usize>> = self.windows(text).flat_map(|(offset, w)| self.found(w, offset)).collect();
        spans.sort_by_key(|s| s.start);
        let mut apart: Vec<Range<usize>> = Vec::with_capacity(spans.len());
        for span in spans {
            match apart.last_mut() {
                Some(before) if span.start <= before.end => before.end = before.end.max(span.end),
                _ => apart.push(span),
            }
        }
        apart
    }

    fn found(&self, text: &str, offset: usize) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        for strand in strand::shapes(text, offset) {
            let line = ReducedStrand::of(&strand);
            for needles in &self.needles {
                needles.search(&line, &mut found);
            }
        }
        found
    }

    /// The parts of a text that are read at once, each with its place. They overlap, so that a secret between two stands in one of them.
    fn windows<'t>(&self, text: &'t str) -> impl Iterator<Item = (usize, &'t str)> {
        let text = if self.needles.is_empty() { "" } else { text };
        (0..text.len()).step_by(WINDOW_BYTES).map(|at| {
            let from = text.floor_char_boundary(at.saturating_sub(OVERLAP_BYTES));
            let to = text.ceil_char_boundary((at + WINDOW_BYTES).min(text.len()));
            (from, &text[from..to])
        })
    }

    /// Redacts and cleans foreign text. Control characters inside a secret can't hide it: the cleaned text is redacted again.
    pub fn clean(&self, text: &str) -> SanitizedText {
        let mut once = self.redact(start(text, MOST_CLEANED));
        if text.len() > MOST_CLEANED {
            once.truncate(start(&once, once.len().saturating_sub(self.longest())).len());
        }
        let once = SanitizedText::up_to(&once, usize::MAX);
        SanitizedText::new(&self.redact(once.as_str()))
    }

    /// How long the beginning of a secret can be that is not known as one. A text that was cut may end in it.
    pub fn longest(&self) -> usize {
        self.needles.iter().map(|n| n.longest()).max().unwrap_or(0)
    }
}

/// What these secrets are known by.
fn needles(secrets: &[&ApiKey]) -> Needles {
    let repaired: Vec<Option<ApiKey>> = secrets.iter().map(|s| s.repaired()).collect();
    let mut keys: Vec<&str> = Vec::new();
    for (secret, repaired) in secrets.iter().zip(&repaired) {
        keys.extend([secret.expose(), secret.expose().trim()].into_iter().flat_map(pieces_of));
        keys.extend(repaired.as_ref().map(ApiKey::expose));
    }
    keys.retain(|k| k.len() >= forms::MAX_EXACT_CHARS);
    keys.sort_unstable();
    keys.dedup();
    Needles::new(keys)
}

/// Most bytes of a key that are looked for. What is longer than [`LONGEST_KEY`] is sent nowhere, so nobody but a file can have it.
const MAX_SOUGHT_BYTES: usize = 64 * 1024;

/// A key as it is, or the pieces of a text that is longer than any key: what is looked for grows with the length alone then.
fn pieces_of(key: &str) -> Vec<&str> {
    let (mut pieces, mut rest) = (Vec::new(), start(key, MAX_SOUGHT_BYTES));
    while rest.len() > LONGEST_KEY {
        let (piece, behind) = rest.split_at(rest.floor_char_boundary(LONGEST_KEY));
        pieces.push(piece);
        rest = behind;
    }
    pieces.push(rest);
    pieces
}

/// The first bytes of a text, up to the end of a character.
fn start(text: &str, most: usize) -> &str {
    &text[..text.floor_char_boundary(most)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;

    const KEY: &str = "WmJY/c0VYQU1+QTEVub3RyZWFsa2V5MDAwMDAz";

    fn escaped(text: &str, lower: bool) -> String {
        text.bytes()
            .map(|b| match b {
                b if b.is_ascii_alphanumeric() => char::from(b).to_string(),
                b if lower => format!("%{b:02x}"),
                b => format!("%{b:02X}"),
            })
            .collect()
    }

    #[test]
    fn every_form_is_removed() {
        let redactor = Redactor::new([&ApiKey::new(format!(" {KEY}\n"))]);
        let forms = [
            KEY.to_owned(),
            format!("httpx.LocalProtocolError: Illegal header value b'Bearer {KEY}\\n'"),
            STANDARD.encode(KEY),
            STANDARD.encode(format!("Bearer {KEY}")),
            STANDARD.encode(format!("x:{KEY}:y")),
            escaped(KEY, false),
            escaped(KEY, true),
            hexadecimal(KEY.as_bytes()).as_str().to_owned(),
            hexadecimal(KEY.as_bytes()).as_str().to_uppercase(),
            KEY.replace('/', "\\/"),
        ];
        for form in forms {
            assert!(redactor.finds(&form), "{form}");
            let out = redactor.redact(&form);
            assert!(!out.contains(&KEY[6..30]) && out.contains(MASK), "{out}");
        }
    }

    #[test]
    fn control_characters_do_not_hide_a_key() {
        let redactor = Redactor::new([&ApiKey::new("abcdefgh".into())]);
        assert_eq!(redactor.clean("say abcd\u{200b}efgh now").as_str(), format!("say {MASK} now"));
    }

    #[test]
    fn a_cut_does_not_leave_the_beginning_of_a_key() {
        let redactor = Redactor::new([&ApiKey::new(KEY.into())]);
        let text = format!("{}{KEY} and more", " ".repeat(MOST_CLEANED - 10));
        assert!(!redactor.clean(&text).as_str().contains(&KEY[..5]));
    }

    #[test]
    fn what_is_longer_than_any_key_is_found_in_pieces() {
        let long: String = (0..20_000_u32).map(|i| char::from(b'a' + u8::try_from(i * i % 25).unwrap())).collect();
        let redactor = Redactor::new([&ApiKey::new(long.clone())]);
        for at in [0, 3 * LONGEST_KEY + 7, long.len() - 40] {
            assert!(redactor.finds(&format!("it was {} here", &long[at..at + 40])), "{at}");
        }
    }

    #[test]
    fn ordinary_text_stays() {
        let redactor = Redactor::new([&ApiKey::new("abc".into()), &ApiKey::default()]);
        assert_eq!(redactor.redact("abc alphabet"), "abc alphabet");
        let keys =
            ["weaviate-cloud-production-key", "prod-europe-west3-gcp-key", "authentication-weaviate-doctor", KEY];
        let redactor = Redactor::new(&keys.map(|k| ApiKey::new(k.into())));
        for text in [
            "weaviate-doctor check https://abc.c0.europe-west3.gcp.weaviate.cloud",
            "Weaviate Cloud production clusters, and the Weaviate Cloud production cluster",
            "authentication for Weaviate: unauthorized, authentication failed",
            r#"{"name":"weaviate-doctor","url":"https://console.weaviate.cloud","at":"2026-03-02T09:14:11.123Z"}"#,
            "0000000000000000000000000000 ............ xxxxxxxxxxxx ************ <br><br> %2B%2B%2B&#43;\\u002b",
            "",
        ] {
            assert_eq!(redactor.redact(text), text);
        }
        for (text, left) in [
            ("weaviate-cloud-production-key", ""),
            ("say weaviate-cloud-production!", "say !"),
            ("W e a v i a t e - C l o u d - Production-Key", ""),
            ("prod-europe-west3-gcp-key", ""),
        ] {
            assert_eq!(redactor.redact(text).replace(MASK, ""), left, "{text}");
        }
    }

    #[test]
    fn a_key_on_the_edge_of_what_is_read_at_once_is_found() {
        let redactor = Redactor::new([&ApiKey::new(KEY.into())]);
        for before in (WINDOW_BYTES - 60..WINDOW_BYTES + 3).step_by(3) {
            let text = format!("{}{KEY} end", "é ".repeat(before / 3));
            let out = redactor.redact(&text);
            assert!(out.ends_with(&format!("{MASK} end")), "{before}");
        }
    }

    /// Texts that make a careless search slow: each letter begins the key, an escape or a tag.
    #[test]
    fn the_time_grows_with_the_text_alone() {
        let same = ApiKey::new("a".repeat(crate::model::api_key::LONGEST_KEY));
        let long = ApiKey::new(KEY.repeat(100));
        let redactor = Redactor::new([&same, &long, &ApiKey::new(KEY.into())]);
        for piece in ["a", "<", "&#", "\\", "%25", "=\n", "Wm*", "WmJY/c0VYQU1+QTE", "\u{1b}[", "....x", "&#x"] {
            assert!(redactor.redact(&piece.repeat(100_000 / piece.len())).len() <= 300_000);
        }
    }
}
