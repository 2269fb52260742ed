//! The API key: the one type that holds it, what is wrong with its text, and the redaction of any text that may hold it.
//! Nothing here prints, logs, serializes or compares a key for anybody else.

mod other_keys;
mod redactor;

pub use crate::model::api_key::other_keys::OtherKeys;
pub use crate::model::api_key::redactor::Redactor;
pub use crate::model::key_shape::MASK;

use crate::model::placeholder;
use std::fmt;
use strum::{EnumIter, IntoStaticStr};
use zeroize::Zeroizing;

/// Longest text that is taken as a key, in bytes. Weaviate Cloud's keys are well under 200.
pub const LONGEST_KEY: usize = 4096;

/// What a key is recognized by without being kept. It stays in this process: nothing shows it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct KeyDigest([u8; 32]);

impl fmt::Debug for KeyDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyDigest")
    }
}

/// An API key as the user gave it, byte for byte.
///
/// It implements neither `Debug`, `Display` nor `Serialize`; its memory is zeroed when it is dropped.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct ApiKey {
    text: Zeroizing<String>,
    /// What the redactor knows it by.
    known: redactor::KeyForms,
}

impl ApiKey {
    /// Takes the text as it is.
    pub fn new(text: String) -> Self {
        Self { text: Zeroizing::new(text), known: redactor::KeyForms::default() }
    }

    /// The text, for the two places that send it (REST header, gRPC metadata) and the redactor.
    pub(crate) fn expose(&self) -> &str {
        &self.text
    }

    /// Appends what was typed or pasted, up to [`LONGEST_KEY`]. False when something did not fit.
    pub fn push_str(&mut self, more: &str) -> bool {
        self.known = redactor::KeyForms::default();
        let room = (LONGEST_KEY + 1).saturating_sub(self.text.len());
        let fits = more.len() <= room;
        let end = more.floor_char_boundary(room);
        // Growing a string leaves its old buffer behind unzeroed, so a larger one is made by hand.
        if self.text.capacity() < self.text.len() + end {
            let mut larger = Zeroizing::new(String::with_capacity(LONGEST_KEY + 8));
            larger.push_str(&self.text);
            self.text = larger;
        }
        self.text.push_str(&more[..end]);
        fits
    }

    /// Removes the last character.
    pub fn pop(&mut self) {
        self.known = redactor::KeyForms::default();
        self.text.pop();
    }

    /// Whether there is no text at all.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Whether a text of some letters is how it begins.
    pub fn begins_with(&self, text: &str) -> bool {
        /// Fewer letters begin many words.
        const SHORTEST: usize = 4;
        text.len() >= SHORTEST && self.text.trim_start().starts_with(text)
    }

    /// Characters given, capped at 16: enough to see that typing arrives, too little to measure a key by.
    pub fn dots(&self) -> usize {
        self.text.chars().take(16).count()
    }

    /// How long the key is, roughly.
    pub fn length(&self) -> Length {
        match self.text.chars().count() {
            0 => Length::Empty,
            1..=19 => Length::Short,
            20..=200 => Length::Usual,
            _ => Length::Long,
        }
    }

    /// First four hexadecimal digits of a salted SHA-256, so that two people can compare keys without showing them.
    pub fn fingerprint(&self) -> String {
        let mut context = ring::digest::Context::new(&ring::digest::SHA256);
        context.update(b"weaviate-doctor fingerprint 1\0");
        context.update(self.text.as_bytes());
        let digest = context.finish();
        redactor::hexadecimal(&digest.as_ref()[..2]).to_string()
    }

    /// A salted SHA-256 of the text, by which two keys are compared.
    pub fn digest(&self) -> KeyDigest {
        let mut context = ring::digest::Context::new(&ring::digest::SHA256);
        context.update(b"weaviate-doctor digest 1\0");
        context.update(self.text.trim().as_bytes());
        let mut digest = [0; 32];
        digest.copy_from_slice(context.finish().as_ref());
        KeyDigest(digest)
    }

    /// What is wrong with the text, in the order in which it would be repaired.
    pub fn problems(&self) -> Vec<KeyProblem> {
        let text = self.text.as_str();
        let mut found = Vec::new();
        if text.len() > LONGEST_KEY {
            return vec![KeyProblem::TooLong];
        }
        if text.trim().is_empty() {
            return if text.is_empty() { found } else { vec![KeyProblem::OnlyWhiteSpace] };
        }
        if text.ends_with(['\n', '\r']) {
            found.push(KeyProblem::LineBreakAtEnd);
        }
        let lines = text.trim_end_matches(['\n', '\r']);
        if lines.trim() != lines {
            found.push(KeyProblem::WhiteSpaceAround);
        }
        let (core, more) = unwrap(lines.trim());
        found.extend(more);
        if core.chars().any(char::is_whitespace) {
            found.push(KeyProblem::WhiteSpaceInside);
        }
        if core.chars().any(|c| c.is_control() && !c.is_whitespace()) {
            found.push(KeyProblem::ControlCharacters);
        }
        if !core.is_ascii() {
            found.push(KeyProblem::NonAscii);
        }
        if placeholder::is_key(core) {
            found.push(KeyProblem::Placeholder);
        }
        found
    }

    /// The key that is probably meant, when the text has problems that can be repaired without guessing.
    pub fn repaired(&self) -> Option<ApiKey> {
        let trimmed = self.text.trim();
        let (core, _) = unwrap(trimmed);
        let joined: Zeroizing<String> = Zeroizing::new(
            core.chars()
                .filter(|c| {
                    !c.is_whitespace()
                        && !c.is_control()
                        && !matches!(c, '\u{200B}'..='\u{200F}' | '\u{FEFF}' | '\u{2060}')
                })
                .collect(),
        );
        let usable =
            !joined.is_empty() && joined.is_ascii() && joined.len() <= LONGEST_KEY && !placeholder::is_key(&joined);
        (usable && joined.as_str() != self.text.as_str())
            .then(|| ApiKey { text: joined, known: redactor::KeyForms::default() })
    }
}

/// Takes off, as often as they occur, what people paste around a key. Returns the rest and what was taken off.
fn unwrap(mut text: &str) -> (&str, Vec<KeyProblem>) {
    let mut found = Vec::new();
    let mut note = |p| {
        if !found.contains(&p) {
            found.push(p);
        }
    };
    loop {
        let before = text;
        if let Some(rest) = strip_punctuation(text) {
            note(KeyProblem::Punctuation);
            text = rest.trim();
        }
        if let Some(rest) = strip_assignment(text) {
            note(KeyProblem::Assignment);
            text = rest.trim();
        }
        if let Some(rest) = strip_quotes(text) {
            note(KeyProblem::Quotes);
            text = rest.trim();
        }
        if let Some(rest) = strip_bearer(text) {
            note(KeyProblem::BearerPrefix);
            text = rest.trim();
        }
        if text == before {
            return (text, found);
        }
    }
}

/// What a line of code, of JSON or of YAML leaves around a value: a separator behind it, braces around it, a name and a colon in front.
fn strip_punctuation(text: &str) -> Option<&str> {
    let line = text.trim_end_matches([',', ';']).trim_end();
    let pair = |open: char, close: char| line.strip_prefix(open)?.strip_suffix(close).map(str::trim);
    let inside = pair('{', '}').map(field_of_key).or_else(|| pair('[', ']')).or_else(|| pair('(', ')')).unwrap_or(line);
    let value =
        inside.split_once(':').filter(|(name, _)| is_field(name, inside != line)).map(|(_, value)| value.trim());
    let rest = value.unwrap_or(inside);
    (rest != text && !rest.is_empty()).then_some(rest)
}

/// Of several fields the one that speaks of keys.
fn field_of_key(fields: &str) -> &str {
    let is_key = |field: &&str| field.split_once(':').is_some_and(|(name, _)| speaks_of_key(name));
    fields.split(',').map(str::trim).find(is_key).unwrap_or(fields)
}

fn speaks_of_key(name: &str) -> bool {
    let name = name.trim().trim_matches(['"', '\'']).to_ascii_lowercase();
    ["key", "token", "secret"].iter().any(|end| name.ends_with(end))
}

/// Whether this is a field's name, quoted, or one that speaks of keys.
fn is_field(name: &str, in_braces: bool) -> bool {
    let bare = name.trim().trim_matches(['"', '\'']);
    let word = !bare.is_empty() && bare.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
    word && (in_braces || bare.len() < name.trim().len() || speaks_of_key(name))
}

fn strip_assignment(text: &str) -> Option<&str> {
    let text = text.strip_prefix("export ").unwrap_or(text);
    let (name, value) = text.split_once('=')?;
    let name = name.trim();
    // Base64 padding ends a key with `=`: only a variable's name in front and something behind it is an assignment.
    let variable = name.contains('_') && name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
    (variable && !value.trim_matches('=').trim().is_empty()).then_some(value)
}

fn strip_quotes(text: &str) -> Option<&str> {
    const PAIRS: [(char, char); 6] = [('"', '"'), ('\'', '\''), ('`', '`'), ('“', '”'), ('‘', '’'), ('«', '»')];
    const ALL: [char; 9] = ['"', '\'', '`', '“', '”', '‘', '’', '«', '»'];
    for (open, close) in PAIRS {
        if let Some(inner) = text.strip_prefix(open).and_then(|t| t.strip_suffix(close)) {
            return Some(inner);
        }
    }
    // One quote left over from a cut-off copy is the same mistake.
    text.strip_prefix(ALL).or_else(|| text.strip_suffix(ALL))
}

fn strip_bearer(text: &str) -> Option<&str> {
    let text = match text.get(..14) {
        Some(head) if head.eq_ignore_ascii_case("authorization:") => text[14..].trim_start(),
        _ => text,
    };
    let head = text.get(..6)?;
    let rest = &text[6..];
    (head.eq_ignore_ascii_case("bearer") && rest.starts_with([' ', ':', '\t']))
        .then(|| rest.trim_start_matches([' ', ':', '\t']))
}

/// How long a key is, as far as may be shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Length {
    /// No characters.
    Empty,
    /// Under 20 characters: shorter than the keys that Weaviate Cloud makes.
    Short,
    /// 20 to 200 characters.
    Usual,
    /// Over 200 characters, as tokens of identity providers are.
    Long,
}

/// What can be wrong with a key's text (`facts.md` §4 and §8: what clients and servers do with each).
#[derive(Clone, Copy, PartialEq, Eq, Debug, EnumIter, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum KeyProblem {
    /// Ends with a line break: Python refuses to send it, TypeScript removes it silently.
    LineBreakAtEnd,
    /// Spaces or tabs before or behind it.
    WhiteSpaceAround,
    /// White space only.
    OnlyWhiteSpace,
    /// A pasted `NAME=value` line.
    Assignment,
    /// Punctuation of the file that it was copied from: a comma or semicolon behind it, braces around it.
    Punctuation,
    /// Quotes that became part of the value.
    Quotes,
    /// `Bearer ` in front, which clients add themselves.
    BearerPrefix,
    /// White space in the middle: two values, or a wrapped line.
    WhiteSpaceInside,
    /// Control characters.
    ControlCharacters,
    /// Characters outside ASCII, such as curly quotes or dashes made by a word processor.
    NonAscii,
    /// A sample text such as `YOUR-API-KEY`.
    Placeholder,
    /// Longer than [`LONGEST_KEY`].
    TooLong,
}

#[cfg(test)]
mod tests {
    use super::*;
    use KeyProblem::{
        Assignment, BearerPrefix, ControlCharacters, LineBreakAtEnd, NonAscii, OnlyWhiteSpace, Placeholder,
        Punctuation, Quotes, TooLong, WhiteSpaceAround, WhiteSpaceInside,
    };

    fn key(text: &str) -> ApiKey {
        ApiKey::new(text.to_owned())
    }

    #[test]
    fn problems_and_repair() {
        let good = "hrqNMpT4owEXAMPLEkey0000002==";
        let table: Vec<(String, Vec<KeyProblem>, Option<&str>)> = vec![
            (good.into(), vec![], None),
            (String::new(), vec![], None),
            (format!("{good}\n"), vec![LineBreakAtEnd], Some(good)),
            (format!("{good}\r\n"), vec![LineBreakAtEnd], Some(good)),
            (format!(" {good}"), vec![WhiteSpaceAround], Some(good)),
            (format!("\"{good}\""), vec![Quotes], Some(good)),
            (format!("'{good}"), vec![Quotes], Some(good)),
            (format!("“{good}”"), vec![Quotes], Some(good)),
            (format!("Bearer {good}"), vec![BearerPrefix], Some(good)),
            (format!("Authorization: Bearer {good}"), vec![BearerPrefix], Some(good)),
            (format!("WEAVIATE_API_KEY={good}"), vec![Assignment], Some(good)),
            (format!("export WEAVIATE_API_KEY=\"{good}\"\n"), vec![LineBreakAtEnd, Assignment, Quotes], Some(good)),
            (format!("{good};"), vec![Punctuation], Some(good)),
            (format!("\"{good}\","), vec![Punctuation, Quotes], Some(good)),
            (format!("{{\"key\":\"{good}\"}}"), vec![Punctuation, Quotes], Some(good)),
            (format!("{{\"weaviate-api-key\": \"{good}\"}}\n"), vec![LineBreakAtEnd, Punctuation, Quotes], Some(good)),
            (format!("api_key: '{good}'"), vec![Punctuation, Quotes], Some(good)),
            (format!("{{{good}}}"), vec![Punctuation], Some(good)),
            (format!(r#"{{"id": "7f", "apiKey": "{good}", "role": "admin"}}"#), vec![Punctuation, Quotes], Some(good)),
            (format!("[\"{good}\"]"), vec![Punctuation, Quotes], Some(good)),
            ("user:password".into(), vec![], None),
            ("abcd efgh".into(), vec![WhiteSpaceInside], Some("abcdefgh")),
            ("ab\u{7}cd".into(), vec![ControlCharacters], Some("abcd")),
            ("abc–def".into(), vec![NonAscii], None),
            ("abc\u{200b}def".into(), vec![NonAscii], Some("abcdef")),
            ("YOUR-WEAVIATE-API-KEY".into(), vec![Placeholder], None),
            ("<api-key>".into(), vec![Placeholder], None),
            (" \n".into(), vec![OnlyWhiteSpace], None),
            ("k".repeat(LONGEST_KEY + 1), vec![TooLong], None),
        ];
        for (text, problems, repaired) in table {
            let key = key(&text);
            assert_eq!(key.problems(), problems, "{text:?}");
            assert_eq!(key.repaired().as_ref().map(ApiKey::expose), repaired, "{text:?}");
        }
        assert_eq!(key(&format!("{good} ")).problems(), vec![WhiteSpaceAround]);
    }

    #[test]
    fn typing_is_bounded_and_loses_nothing() {
        let mut k = ApiKey::default();
        assert!(k.push_str("añ"));
        k.pop();
        assert_eq!(k.expose(), "a");
        assert!(!k.push_str(&"é".repeat(LONGEST_KEY)));
        assert!(k.expose().len() <= LONGEST_KEY + 1);
        assert_eq!(k.problems(), vec![TooLong]);
    }

    #[test]
    fn fingerprints_differ_and_are_short() {
        assert_ne!(key("one").fingerprint(), key("two").fingerprint());
        assert_eq!(key("one").fingerprint().len(), 4);
    }
}
