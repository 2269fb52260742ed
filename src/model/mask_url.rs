//! Hides what may be secret in a text as it is typed: whatever looks like a key, and in a URL user, password, query, fragment. It
//! judges nothing else about the text.

use crate::model::api_key::Redactor;
use crate::model::key_shape::key_like;
use std::ops::Range;
use unicode_width::UnicodeWidthChar;

/// Longest id of a cluster that stands in the host's place while its domain is still to come, in characters.
const MAX_ID_CHARS: usize = 30;

/// A text of any field with a dot for every column of what is a key or looks like one. Its width stays, so that a cursor in it stays right.
///
/// `more` is hidden for another reason.
pub fn veil_keys(text: &str, redactor: &Redactor, more: impl IntoIterator<Item = Range<usize>>) -> String {
    let mut secret = key_like(text);
    secret.extend(more);
    secret.extend(redactor.spans(text));
    dotted(text, &secret)
}

/// The same for a URL, with what may be secret in it by its place.
///
/// A password is hidden from its first character on, before the `@` behind it has been typed.
pub fn veil(text: &str, redactor: &Redactor, more: impl IntoIterator<Item = Range<usize>>) -> String {
    let start = text.find("://").map_or(0, |at| at + 3);
    let authority = start + text[start..].find(['/', '?', '#', '\\']).unwrap_or(text.len() - start);
    let host = &text[start..authority];
    let is_id = |r: &Range<usize>| r.start == start && r.end <= authority && is_cluster_id(&text[r.clone()]);
    let mut secret: Vec<Range<usize>> = key_like(text).into_iter().filter(|r| !is_id(r)).collect();
    secret.extend(redactor.spans(text));
    secret.extend(more);
    if let Some(at) = host.rfind('@') {
        secret.push(start..start + at);
    } else if let Some(colon) = unfinished_password(host) {
        // A password with a slash in it goes on behind what looks like the end of the host.
        let end = text[authority..].rfind('@').map_or(authority, |at| authority + at);
        secret.push(if end > authority { start } else { start + colon + 1 }..end);
    }
    if let Some(at) = text[authority..].find(['?', '#']) {
        secret.push(authority + at + 1..text.len());
    }
    dotted(text, &secret)
}

/// Ids of clusters are random too, yet of lower case and digits alone, and no hexadecimal numbers.
fn is_cluster_id(text: &str) -> bool {
    text.len() <= MAX_ID_CHARS
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && text.bytes().any(|b| matches!(b, b'g'..=b'z'))
}

fn dotted(text: &str, secret: &[Range<usize>]) -> String {
    let mut veiled = String::with_capacity(text.len());
    for (i, c) in text.char_indices() {
        if secret.iter().any(|s| s.contains(&i)) && !matches!(c, '?' | '#') {
            (0..UnicodeWidthChar::width(c).unwrap_or(0)).for_each(|_| veiled.push('•'));
        } else {
            veiled.push(c);
        }
    }
    veiled
}

/// The colon in front of what is no port: a password whose `@` is still to come.
fn unfinished_password(host: &str) -> Option<usize> {
    if host.starts_with('[') {
        return None;
    }
    let colon = host.find(':')?;
    let behind = &host[colon + 1..];
    (!behind.bytes().all(|b| b.is_ascii_digit())).then_some(colon)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::api_key::ApiKey;
    use unicode_width::UnicodeWidthStr;

    #[test]
    fn secrets_become_dots_of_the_same_width() {
        let table = [
            ("https://abc.weaviate.cloud/v1", "https://abc.weaviate.cloud/v1"),
            ("https://user:password@host/v1", "https://•••••••••••••@host/v1"),
            ("user@host:443", "••••@host:443"),
            ("https://host:8080", "https://host:8080"),
            ("http://[::1]:8080/v1", "http://[::1]:8080/v1"),
            // Still being typed.
            ("https://user:pa", "https://user:••"),
            ("https://user:p/w@host", "https://••••••••@host"),
            ("https://host/v1?token=abc#frag", "https://host/v1?•••••••••#••••"),
            ("https://host#a?b", "https://host#•?•"),
            ("https://秘密:x@host", "https://••••••@host"),
            ("", ""),
            // A key in the wrong place, and ids of clusters, which are none.
            ("hrqNMpT4owEXAMPLEkey0000002", "•••••••••••••••••••••••••••"),
            ("https://host/hrqNMpT4owEXAMPLEkey0000002", "https://host/•••••••••••••••••••••••••••"),
            ("https://b3d61f2e77aa4c319f0e", "https://••••••••••••••••••••"),
            ("https://exampleggwb9kxuslryovo", "https://exampleggwb9kxuslryovo"),
            (
                "exampleggwb9kxuslryovo.c0.us-west3.gcp.weaviate.cloud",
                "exampleggwb9kxuslryovo.c0.us-west3.gcp.weaviate.cloud",
            ),
        ];
        let nothing = Redactor::default();
        for (text, expected) in table {
            assert_eq!(veil(text, &nothing, []), expected, "{text}");
            assert_eq!(veil(text, &nothing, []).width(), text.width(), "{text}");
        }
    }

    #[test]
    fn keys_become_dots_in_any_field() {
        let own = Redactor::new([&ApiKey::new("open-sesame-please".into())]);
        for (text, expected) in [
            ("report.json", "report.json"),
            ("a/hrqNMpT4owEXAMPLEkey0000002", "•••••••••••••••••••••••••••••"),
            ("~/hrqNMpT4owEXAMPLEkey0000002.md", "~/••••••••••••••••••••••••••••••"),
            ("my Open-Sesame-please!", "my ••••••••••••••••••!"),
            ("ｏｐｅｎ-sesame-please", "••••••••••••••••••••••"),
        ] {
            assert_eq!(veil_keys(text, &own, []), expected, "{text}");
            assert_eq!(veil_keys(text, &own, []).width(), text.width(), "{text}");
        }
    }
}
