//! A key that is typed into the wrong field, letter by letter, before it looks like one: what of a field's text is dots until it is a word, a
//! name or an address. It knows no key.

use crate::words::catalog::is_known_word;
use std::ops::Range;

/// Letters of anything that are shown in a row. Eight of a key tell it from others.
const MAX_OPEN_CHARS: usize = 7;

/// The same at the beginning of what will be a host.
const MAX_OPEN_HOST_CHARS: usize = 4;

/// Characters of a word that are no part of any word, such as the `02T09` of a date.
const MAX_ODD_CHARS: usize = 5;

/// What may begin a URL before anything tells that it is one.
const BEGINNINGS: [&str; 8] =
    ["https://", "http://", "grpcs://", "grpc://", "practice:", "localhost", "host.docker.internal", "weaviate"];

/// What is hidden of a text of words: a search, a label, the name of a file.
pub fn hidden_words(text: &str) -> Vec<Range<usize>> {
    words(text).filter_map(|(at, word)| hidden_from(word).map(|from| at + from..at + word.len())).collect()
}

/// What is hidden of a text of many lines, which nobody types by hand to its end: the word that is being typed.
pub fn hidden_last_word(text: &str) -> Option<Range<usize>> {
    let (at, word) = words(text).last().filter(|(at, word)| at + word.len() == text.len())?;
    hidden_from(word).map(|from| at + from..text.len())
}

/// What is hidden of a URL: its host until it looks like an address, and behind it what is hidden elsewhere.
pub fn hidden_of_url(text: &str) -> Vec<Range<usize>> {
    if let Some(host) = hidden_host(text) {
        return vec![host];
    }
    let at = end_of_host(text);
    hidden_words(&text[at..]).into_iter().map(|range| range.start + at..range.end + at).collect()
}

/// The host of a URL and what follows it, while it may become a key as well as an address.
pub fn hidden_host(text: &str) -> Option<Range<usize>> {
    let (start, end) = (start_of_host(text), end_of_host(text));
    // What stands in front of `://` is no scheme but a part of the text, when it is none that is known.
    let scheme = text[..start].is_empty() || BEGINNINGS.contains(&text[..start].to_ascii_lowercase().as_str());
    let from = if scheme { start + text[start..end].rfind('@').map_or(0, |at| at + 1) } else { 0 };
    let host = &text[from..end.max(from)];
    let begins = |text: &str| BEGINNINGS.iter().any(|known| known.starts_with(text));
    // Behind a text that is no address, nothing is a path.
    (!begins(text) && !begins(host) && !is_address(host, end < text.len())).then_some(from..text.len())
}

fn start_of_host(text: &str) -> usize {
    text.find("://").map_or(0, |at| at + 3)
}

fn end_of_host(text: &str) -> usize {
    let start = start_of_host(text);
    start + text[start..].find(['/', '?', '#', '\\']).unwrap_or(text.len() - start)
}

/// Whether what stands in a host's place is an address or a name, rather than the beginning of a key. `ended`: something follows it.
fn is_address(host: &str, ended: bool) -> bool {
    if host.chars().count() <= MAX_OPEN_HOST_CHARS && !ended || host.starts_with('[') {
        return true;
    }
    let (name, port) = host.split_once(':').map_or((host, None), |(name, port)| (name, Some(port)));
    let labels = || name.split('.');
    // Nobody writes a host's name in upper case and digits mixed.
    let has = |f: fn(char) -> bool| name.contains(f);
    let is_name = !has(|c| c.is_ascii_uppercase()) || !has(|c| c.is_ascii_lowercase()) && !has(|c| c.is_ascii_digit());
    let written = |label: &str| label.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
    let parts = labels().count() > 1;
    // One label alone is the name of a machine or a container, once a port or a path stands behind it.
    let single = (port.is_some() || ended) && hidden_from(&format!("{name}.")).is_none();
    is_name && labels().all(written) && (parts || single || BEGINNINGS.contains(&name))
}

/// The words of a text with their places.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    let placed = text.split(char::is_whitespace).map(move |word| {
        let place = at;
        at += word.len() + text[at + word.len()..].chars().next().map_or(0, char::len_utf8);
        (place, word)
    });
    placed.filter(|(_, word)| !word.is_empty())
}

/// From where on a word is hidden: from its first piece that is no word, or from a last piece that is none yet.
fn hidden_from(word: &str) -> Option<usize> {
    if word.chars().count() <= MAX_OPEN_CHARS {
        return None;
    }
    let (mut odd, mut first, mut at) = (0, None, 0);
    for piece in word.split_inclusive(|c: char| !c.is_alphanumeric()) {
        let bare = piece.trim_end_matches(|c: char| !c.is_alphanumeric());
        let ended = bare.len() < piece.len();
        if !is_open(bare, ended) {
            odd += bare.chars().count();
            first.get_or_insert(at);
        }
        at += piece.len();
    }
    // Base64 has marks that names don't have.
    let most = if word.contains(['+', '=']) { 0 } else { MAX_ODD_CHARS };
    first.filter(|_| odd > most)
}

/// Whether a piece of a word may be shown: a word or a number with few characters, or a known word, or once it has ended one that reads like
/// words.
fn is_open(piece: &str, ended: bool) -> bool {
    let letters = piece.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = piece.len() - letters.len();
    let spelled = letters.chars().all(char::is_alphabetic) && is_spelled(letters);
    let short = piece.chars().count() <= MAX_OPEN_CHARS;
    spelled && (short || is_known_word(&piece.to_lowercase()) || ended && (digits <= 4 || letters.is_empty()))
        || !piece.is_ascii() && piece.chars().all(|c| !c.is_ascii())
}

/// Whether upper case stand where words have them: at the beginning of a word, or everywhere.
fn is_spelled(letters: &str) -> bool {
    let capitals = letters.chars().filter(char::is_ascii_uppercase).count();
    let count = letters.chars().count();
    if capitals == 0 || capitals == count {
        return true;
    }
    let first_of_word = |pair: [char; 2]| pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase();
    let pairs = letters.chars().zip(letters.chars().skip(1)).map(|(a, b)| [a, b]);
    let humps = pairs.filter(|pair| first_of_word(*pair)).count();
    let begins = usize::from(letters.starts_with(|c: char| c.is_ascii_uppercase()));
    capitals == humps + begins && count >= 4 * (humps + 1)
}

/// Sixty keys as people have them: of Weaviate Cloud, of identity providers, of password managers, of `openssl rand`.
#[cfg(test)]
pub(crate) fn sixty_keys() -> Vec<String> {
    const BASE64: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = move |of: &[u8]| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        char::from(of[usize::try_from(state >> 33).unwrap_or(0) % of.len()])
    };
    let mut text = |of: &[u8], length: usize| (0..length).map(|_| next(of)).collect::<String>();
    let mut keys = Vec::new();
    for n in 0..10 {
        keys.push(text(BASE64, 40 + n) + "==");
        keys.push(text(&BASE64[..62], 20 + 4 * n));
        keys.push(text(&BASE64[26..62], 24 + n));
        keys.push(text(b"0123456789abcdef", 32));
        let hex = text(b"0123456789abcdef", 32);
        keys.push(format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]));
        keys.push(format!("eyJhbGciOiJSUzI1NiJ9.{}.{}", text(&BASE64[..62], 60), text(&BASE64[..62], 40)));
    }
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_field_shows_eight_letters_of_a_key_while_it_is_typed() {
        let mut wrong = Vec::new();
        for key in sixty_keys() {
            for end in 8..=key.len() {
                let typed = &key[..end];
                let words = hidden_words(typed);
                let last = hidden_last_word(typed).into_iter().collect::<Vec<_>>();
                for hidden in [words, last, hidden_of_url(typed), hidden_of_url(&format!("https://{typed}"))] {
                    let offset = hidden.iter().map(|r| r.end).max().unwrap_or(0).saturating_sub(end);
                    let open = hidden.iter().map(|r| r.start - offset).min().unwrap_or(end);
                    if open >= 8 {
                        wrong.push(typed.to_owned());
                    }
                }
            }
        }
        assert!(wrong.is_empty(), "{} {:#?}", wrong.len(), &wrong[..wrong.len().min(20)]);
    }

    #[test]
    fn words_names_and_addresses_are_shown() {
        for text in [
            "weaviate-report.json",
            "weaviate-report-2026-03-02T09-14-11.json",
            "~/Downloads/screenshots/x.md",
            "C:\\Users\\Me\\Documents\\report2.json",
            "MyReport.json",
            "connection timeout",
            "unauthorized",
            "connection-refus",
            "work laptop",
            "密码错误密码错误",
            "",
        ] {
            assert!(hidden_words(text).is_empty(), "{text}");
        }
        for url in [
            "http",
            "https://",
            "https://abc",
            "https://exampleggwb9kxuslryovo.c0.us-west3.gcp.weaviate.cloud",
            "exampleggwb9kxuslryovo.c0",
            "EXAMPLE.WEAVIATE.CLOUD",
            "localhost:8080",
            "http://10.0.0.7:8080/v1",
            "http://[2001:db8::17]:8080/v1",
            "http://weaviate:8080",
            "http://vector-server:8080/v1/graphql",
            "https://user@abc.weaviate.cloud",
            "practice:grpc",
        ] {
            assert!(hidden_of_url(url).is_empty(), "{url}");
        }
        assert_eq!(hidden_host("https://exampleggwb9kxuslryovo"), Some(8..30));
    }
}
