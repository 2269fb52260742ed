//! Hides what may be secret in a URL that somebody is typing: user, password, query, fragment. It judges nothing else about the text.

use unicode_width::UnicodeWidthChar;

/// The text with a dot for every column of what may be secret in it. Its width stays, so that a cursor in it stays right.
///
/// A password is hidden from its first character on, before the `@` behind it has been typed.
pub fn veil(text: &str) -> String {
    let start = text.find("://").map_or(0, |at| at + 3);
    let authority = start + text[start..].find(['/', '?', '#', '\\']).unwrap_or(text.len() - start);
    let host = &text[start..authority];
    let mut secret = vec![];
    if let Some(at) = host.rfind('@') {
        secret.push((start, start + at));
    } else if let Some(colon) = unfinished_password(host) {
        // A password with a slash in it goes on behind what looks like the end of the host.
        let end = text[authority..].rfind('@').map_or(authority, |at| authority + at);
        secret.push((if end > authority { start } else { start + colon + 1 }, end));
    }
    if let Some(at) = text[authority..].find(['?', '#']) {
        secret.push((authority + at + 1, text.len()));
    }
    let mut veiled = String::with_capacity(text.len());
    for (i, c) in text.char_indices() {
        let hidden = secret.iter().any(|(from, to)| (*from..*to).contains(&i)) && !matches!(c, '?' | '#');
        if hidden {
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
        ];
        for (text, expected) in table {
            assert_eq!(veil(text), expected, "{text}");
            assert_eq!(veil(text).width(), text.width(), "{text}");
        }
    }
}
