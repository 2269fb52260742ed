//! Is this a key, token or password? Judges a word by its shape and by the lists of words that are none. It does not look at what stands around.

use super::words::Words;

/// How much a word must look like a key, which depends on what announced it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Rule {
    /// It stands where only a key stands: anything that is clearly none is left, all else goes.
    Any,
    /// A password stands there: a number can be one.
    Password,
    /// It stands behind a word of a sentence: it must look like a key.
    Likely,
}

/// Whether a value is one. `quoted` values can have spaces in them; `shouted` says that a shell variable is assigned, where no code stands.
pub(super) fn is_secret(value: &str, rule: Rule, quoted: bool, shouted: bool) -> bool {
    let words = Words::get();
    let value = value.trim();
    let letters = value.chars().filter(|c| c.is_alphanumeric()).count();
    if letters < 2 || value.contains("://") || words.stands_for_value(value) || is_name_of_key(value) {
        return false;
    }
    if value.split_whitespace().count() > 1 {
        return quoted && !value.split_whitespace().any(|w| words.is_prose(w));
    }
    let lower = value.to_ascii_lowercase();
    // `Bearer realm="…"` is a server's question.
    if ["realm=", "error=", "scope=", "charset="].iter().any(|p| lower.starts_with(p)) {
        return false;
    }
    let digits = value.bytes().all(|b| b.is_ascii_digit());
    match rule {
        _ if words.is_prose(value) => false,
        Rule::Password => true,
        Rule::Any if digits => value.len() > 5,
        Rule::Any => quoted || shouted || !is_member(value),
        Rule::Likely => is_no_word(value),
    }
}

/// A variable, header or setting that a key goes by: `WEAVIATE_API_KEY`, `X-OpenAI-Api-Key`, `WeaviateApiKey`.
fn is_name_of_key(value: &str) -> bool {
    let shouted = value.contains('_') && value.bytes().all(|b| b.is_ascii_uppercase() || b == b'_');
    let header = value.len() > 2 && value.as_bytes()[..2].eq_ignore_ascii_case(b"x-");
    let setting = value.ends_with("ApiKey") && value.bytes().all(|b| b.is_ascii_alphabetic());
    (shouted || header || setting) && Words::get().names_secret(value)
}

/// `settings.api_key`: a member of something, in code.
fn is_member(value: &str) -> bool {
    let part = |p: &str| !p.is_empty() && p.len() < 24 && p.bytes().all(|b| b.is_ascii_alphabetic() || b == b'_');
    value.contains('.') && value.split('.').all(part)
}

/// Whether a word of a sentence can hardly be one: it has a digit, an underscore, a hyphen or upper case inside, or is very long.
pub(super) fn is_no_word(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    let bare = value.trim_matches(|c: char| !c.is_ascii_alphanumeric());
    let ours = lower.starts_with("weaviate") && !lower.contains('-');
    let assigned = bare.trim_end_matches('=').contains('=');
    if bare.len() < 6 || assigned || value.contains(['@', '(', '[', '/']) || ours || lower.contains(".weaviate.") {
        return false;
    }
    if lower.ends_with("error") || lower.ends_with("exception") || is_date(bare) || is_member(bare) {
        return false;
    }
    let digits = bare.bytes().filter(u8::is_ascii_digit).count();
    if digits == bare.len() {
        return digits >= 16;
    }
    let upper = bare.bytes().filter(u8::is_ascii_uppercase).count();
    let inside = bare.bytes().skip(1).any(|b| b.is_ascii_uppercase());
    let mixed = inside && upper < bare.len() && bare.len() >= 8 && bare.len() * 2 < upper * 7;
    let joined = bare.len() >= 8 && bare.contains(['-', '_']);
    let telling = bare.len() >= 8 && ["key", "secret", "admin", "pass"].iter().any(|w| lower.contains(w));
    digits > 0 || mixed || joined || telling || bare.len() >= 16
}

fn is_date(value: &str) -> bool {
    let bytes = value.as_bytes();
    bytes.len() >= 10 && bytes[..4].iter().all(u8::is_ascii_digit) && bytes[4] == b'-' && bytes[7] == b'-'
}

/// Whether a secret can be masked wherever it stands again, and not only where it was announced: an ordinary word can't.
pub(super) fn is_distinct(value: &str) -> bool {
    let plain = value.bytes().all(|b| b.is_ascii_lowercase());
    let number = value.bytes().all(|b| b.is_ascii_digit());
    let words = Words::get();
    !words.is_prose(value) && !words.stands_for_value(value) && value.len() >= if plain || number { 8 } else { 6 }
}

/// Letters of both cases and digits, or a long hexadecimal number: people don't write such words.
pub(super) fn is_random(word: &str) -> bool {
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    let upper = word.bytes().filter(u8::is_ascii_uppercase).count();
    let lower = word.bytes().filter(u8::is_ascii_lowercase).count();
    let hexadecimal = word.len() >= 32 && word.bytes().all(|b| b.is_ascii_hexdigit());
    hexadecimal
        || (digits >= 1 && upper >= 2 && lower >= 2 && word.bytes().filter(|b| matches!(b, b'_' | b'-')).count() < 4)
}
