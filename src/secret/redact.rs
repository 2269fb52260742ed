//! Finds a key in any text, in whatever form it stands there, and takes it out. It makes no statement about the key.

use super::ApiKey;
use crate::clean::Clean;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use std::fmt::Write as _;
use zeroize::Zeroizing;

/// What stands where a secret stood.
pub const MASK: &str = "[key removed]";

/// Shortest text that is looked for: anything shorter would mask ordinary words.
const SHORTEST: usize = 4;

/// Most bytes of a foreign text that are cleaned. Of what remains, [`Clean`] keeps far less.
const MOST_CLEANED: usize = 16 * 1024;

/// Removes secrets from text: raw, percent-encoded, JSON-escaped, in hexadecimal, and in base64 at any alignment.
#[derive(Clone, Default)]
pub struct Redactor {
    needles: Vec<Zeroizing<String>>,
}

impl Redactor {
    /// A redactor for these secrets. White space around each and its repaired form are covered too.
    pub fn new<'a>(secrets: impl IntoIterator<Item = &'a ApiKey>) -> Self {
        let mut needles: Vec<Zeroizing<String>> = Vec::new();
        for secret in secrets {
            let repaired = secret.repaired();
            let forms = [Some(secret.expose()), Some(secret.expose().trim()), repaired.as_ref().map(ApiKey::expose)];
            for form in forms.into_iter().flatten().filter(|f| f.len() >= SHORTEST) {
                needles.push(Zeroizing::new(form.to_owned()));
                // A host name is written in small letters, also when it is a key by mistake.
                needles.push(Zeroizing::new(form.to_ascii_lowercase()));
                needles.push(Zeroizing::new(percent(form, false)));
                needles.push(Zeroizing::new(percent(form, true)));
                let digits = hexadecimal(form.as_bytes());
                needles.push(Zeroizing::new(digits.to_ascii_uppercase()));
                needles.push(Zeroizing::new(digits));
                needles.push(Zeroizing::new(form.escape_default().to_string()));
                needles.push(Zeroizing::new(form.replace('\\', "\\\\").replace('"', "\\\"").replace('/', "\\/")));
                for offset in 0..3 {
                    needles.extend(base64_core(form, offset));
                }
            }
        }
        needles.retain(|n| n.len() >= SHORTEST);
        needles.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        needles.dedup();
        Self { needles }
    }

    /// The text with every secret replaced by `[key removed]`.
    pub fn redact(&self, text: &str) -> String {
        let mut out = text.to_owned();
        for needle in &self.needles {
            if out.contains(needle.as_str()) {
                out = out.replace(needle.as_str(), MASK);
            }
        }
        out
    }

    /// Whether a secret stands in the text, in any of the forms that are looked for.
    pub fn finds(&self, text: &str) -> bool {
        self.needles.iter().any(|n| text.contains(n.as_str()))
    }

    /// Redacts and cleans foreign text. Control characters inside a secret can't hide it: the cleaned text is redacted again.
    pub fn clean(&self, text: &str) -> Clean {
        let mut once = self.redact(start(text, MOST_CLEANED));
        if text.len() > MOST_CLEANED {
            once.truncate(start(&once, once.len().saturating_sub(self.longest())).len());
        }
        let once = Clean::up_to(&once, usize::MAX);
        Clean::new(&self.redact(once.as_str()))
    }

    /// The length of the longest text that is looked for. A text that was cut may end in the beginning of a secret, which is shorter.
    pub fn longest(&self) -> usize {
        self.needles.first().map_or(0, |n| n.len())
    }
}

/// The first bytes of a text, up to the end of a character.
fn start(text: &str, most: usize) -> &str {
    &text[..text.floor_char_boundary(most)]
}

/// Lower-case hexadecimal digits.
pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut digits, byte| {
        let _ = write!(digits, "{byte:02x}");
        digits
    })
}

fn percent(text: &str, lower: bool) -> String {
    text.bytes()
        .map(|b| match b {
            b if b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b'~') => (b as char).to_string(),
            b if lower => format!("%{b:02x}"),
            b => format!("%{b:02X}"),
        })
        .collect()
}

/// The part of `text`'s base64 that is the same whatever stands around it, when `text` starts `offset` bytes into a group of three.
fn base64_core(text: &str, offset: usize) -> Vec<Zeroizing<String>> {
    let skip = (3 - offset) % 3;
    let bytes = text.as_bytes();
    let Some(inner) = bytes.get(skip..) else { return Vec::new() };
    let whole = &inner[..inner.len() - inner.len() % 3];
    // Fewer than eight characters of base64 would match by accident.
    if whole.len() < 6 {
        return Vec::new();
    }
    vec![Zeroizing::new(STANDARD_NO_PAD.encode(whole)), Zeroizing::new(URL_SAFE_NO_PAD.encode(whole))]
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::engine::general_purpose::STANDARD;

    const KEY: &str = "WmJY/c0VYQU1+QTEVub3RyZWFsa2V5MDAwMDAz";

    #[test]
    fn every_form_is_removed() {
        let redactor = Redactor::new([&ApiKey::new(format!(" {KEY}\n"))]);
        let forms = [
            KEY.to_owned(),
            format!("httpx.LocalProtocolError: Illegal header value b'Bearer {KEY}\\n'"),
            STANDARD.encode(KEY),
            STANDARD.encode(format!("Bearer {KEY}")),
            STANDARD.encode(format!("x:{KEY}:y")),
            percent(KEY, false),
            percent(KEY, true),
            hexadecimal(KEY.as_bytes()),
            hexadecimal(KEY.as_bytes()).to_uppercase(),
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
    fn ordinary_text_stays() {
        let redactor = Redactor::new([&ApiKey::new("abc".into()), &ApiKey::default()]);
        assert_eq!(redactor.redact("abc alphabet"), "abc alphabet");
    }
}
