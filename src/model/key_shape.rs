//! What an unlabeled text looks like: a key, or words and numbers. It knows no key.

/// What stands where a secret stood.
pub const MASK: &str = "[key removed]";

/// Shortest text that looks like a real key, in bytes.
const MIN_KEY_BYTES: usize = 16;

/// Shortest text that is left out of a line about wrong usage, in bytes.
const SHORTEST_MIXED: usize = 10;

/// Whether a text looks like a real key: long, one word, digits or mixed case without a pattern of words. Tokens of
/// identity providers have thousands of characters, so there is no upper bound.
pub fn looks_like_key(text: &str) -> bool {
    let text = text.trim();
    let allowed = |c: char| c.is_ascii_alphanumeric() || "+/=_-.~".contains(c);
    if text.len() < MIN_KEY_BYTES || !text.chars().all(allowed) {
        return false;
    }
    let lower = text.to_ascii_lowercase();
    if lower.starts_with("your") || lower.starts_with("my-") || lower.starts_with("my_") || lower.contains("xxxx") {
        return false;
    }
    let core = text.trim_end_matches('=');
    if is_address(core) {
        return false;
    }
    let strong: usize = core.split(['-', '_', '.', '/', '+', '=']).filter(|part| is_random(part)).map(str::len).sum();
    strong >= 8 && strong * 2 >= core.len()
}

/// Whether a text in a name's place is rather a key: names are made of words and short numbers, a key has a long part with letters and
/// digits mixed.
pub fn is_key_for_name(name: &str) -> bool {
    name.len() >= 20
        && name.split(['-', '_', '.']).any(|part| {
            let has = |test: fn(&char) -> bool| part.chars().any(|c| test(&c));
            part.len() >= 16 && has(char::is_ascii_digit) && has(char::is_ascii_alphabetic)
        })
}

/// Whether a text in a host's place has the mixture of characters that keys have and names of hosts don't. Ids of clusters are long and
/// random too, in lower case.
pub fn is_key_for_host(text: &str) -> bool {
    let has = |f: fn(&char) -> bool| text.chars().any(|c| f(&c));
    let mixed = has(char::is_ascii_uppercase) && has(char::is_ascii_lowercase) && has(char::is_ascii_digit);
    !text.contains(['.', ':'])
        && (text.len() >= 20 && (mixed || text.ends_with('=')) || is_mixed(text) || is_hexadecimal(text))
}

/// A path without the folders' and files' names that are keys.
pub fn without_key_names(path: &str) -> String {
    let part = |part: &str| {
        let stem = part.rsplit_once('.').map_or(part, |(stem, _)| stem);
        match [stem, part].into_iter().find(|name| is_key_for_file(name)) {
            Some(name) => part.replacen(name, MASK, 1),
            None => part.to_owned(),
        }
    };
    path.split_inclusive(['/', '\\'])
        .map(|named| {
            let name = named.trim_end_matches(['/', '\\']);
            part(name) + &named[name.len()..]
        })
        .collect()
}

/// Whether a file's name is a key. Names of files have capitals and digits in them (`OAuth2ServerConfigTest`), but they are words; what
/// changes after one or two letters again and again is none.
fn is_key_for_file(name: &str) -> bool {
    const SHORTEST_LOWER: usize = 20;
    // The number in front of a chapter or a step is no part of a key.
    let number = name.bytes().take_while(u8::is_ascii_digit).count();
    let name = name[number..].strip_prefix(['.', '-', '_', ' ']).filter(|_| number > 0).unwrap_or(name);
    let has = |f: fn(&u8) -> bool| name.bytes().any(|b| f(&b));
    let (upper, lower, digit) = (has(u8::is_ascii_uppercase), has(u8::is_ascii_lowercase), has(u8::is_ascii_digit));
    // Also what masks the middle of a key.
    let allowed = |c: char| c.is_ascii_alphanumeric() || "+=_-.~*•…".contains(c);
    if name.len() < MIN_KEY_BYTES || !digit || !name.chars().all(allowed) {
        return false;
    }
    let mixed = upper && lower && short_words(name) >= 3;
    let numbers = name.split(|c: char| !c.is_ascii_digit()).filter(|n| !n.is_empty()).count();
    let plain = !upper && numbers >= 2 && name.len() >= SHORTEST_LOWER && is_key_for_name(name) && looks_like_key(name);
    mixed || plain || is_hexadecimal(name)
}

/// How many words of one or two letters a text has, where a capital begins one and anything but letters ends it.
fn short_words(text: &str) -> usize {
    let bytes = text.as_bytes();
    let lower = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_lowercase);
    let (mut count, mut length) = (0, 0);
    for (at, b) in bytes.iter().chain(b" ").enumerate() {
        let begins = b.is_ascii_uppercase() && (at > 0 && lower(at - 1) || lower(at + 1));
        if begins || !b.is_ascii_alphabetic() {
            count += usize::from((1..=2).contains(&length));
            length = 0;
        }
        length += usize::from(b.is_ascii_alphabetic());
    }
    count
}

/// Whether a text is a number of 32 hexadecimal digits or more, which may stand in groups (RFC 9562 §4).
fn is_hexadecimal(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-') && text.bytes().filter(|b| *b != b'-').count() >= 32
}

/// Whether a text is the address of a host or file, which is no key.
pub(crate) fn is_address(text: &str) -> bool {
    text.matches('.').count() >= 2 && text.rsplit('.').next().is_some_and(|t| t.len() < 8)
}

/// A part that is no word, no number and no camel case.
pub(crate) fn is_random(part: &str) -> bool {
    let digits = part.bytes().filter(u8::is_ascii_digit).count();
    let upper = part.bytes().filter(u8::is_ascii_uppercase).count();
    let letters = part.bytes().filter(u8::is_ascii_alphabetic).count();
    if part.len() < 4 || letters == 0 {
        // Groups of digits occur in keys with dashes, yet by themselves they are dates and numbers.
        return false;
    }
    // `key2` and `cluster0000001` are words with a number behind.
    let word_and_number = part.trim_end_matches(|c: char| c.is_ascii_digit()).bytes().all(|b| b.is_ascii_lowercase())
        || part.trim_end_matches(|c: char| c.is_ascii_digit()).bytes().all(|b| b.is_ascii_uppercase());
    if digits > 0 {
        return !word_and_number;
    }
    let changes = part.as_bytes().windows(2).filter(|w| w[0].is_ascii_lowercase() != w[1].is_ascii_lowercase()).count();
    upper > 0 && upper < letters && part.len() >= 16 && changes * 5 >= part.len() * 2
}

/// The parts of a text that look like a key, in order and apart.
pub fn key_like(text: &str) -> Vec<std::ops::Range<usize>> {
    let part = |c: char| c.is_ascii_alphanumeric() || "+/=_-.~%".contains(c);
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let Some(from) = rest.find(part) else { break };
        let length = rest[from..].find(|c| !part(c)).unwrap_or(rest.len() - from);
        let start = at + from;
        at = start + length;
        found.extend(key_within(&text[start..at]).map(|r| start + r.start..start + r.end));
    }
    found
}

/// The part of a word that looks like a key: the word, or what stands between its slashes and behind its `=`.
fn key_within(word: &str) -> Option<std::ops::Range<usize>> {
    let whole = word.trim_end_matches('.');
    let bare = whole.trim_start_matches('-');
    let assigned = bare.trim_end_matches('=').rfind('=').map_or(bare, |at| &bare[at + 1..]);
    let place = |piece: &str| {
        // Every piece is a part of the word: its place is how far its end is from the word's.
        word.rfind(piece).map(|at| at..at + piece.len())
    };
    let is_key = |text: &str| looks_like_key(text) || is_key_for_host(text) || is_mixed(text);
    let path = whole.starts_with(['/', '.', '~']);
    if let Some(piece) = [assigned, bare].into_iter().find(|t| !path && is_key(t)) {
        return place(piece);
    }
    let mut parts = bare.split(['/', '%']).filter(|part| is_key(part) || is_key_for_name(part) && !is_host(part));
    let (first, last) = (parts.next()?, parts.next_back());
    let start = bare.find(first)?;
    let end = last.and_then(|l| bare.rfind(l).map(|at| at + l.len())).unwrap_or(start + first.len());
    let lead = whole.len() - bare.len();
    Some(lead + start..lead + end)
}

fn is_host(text: &str) -> bool {
    text.contains('.')
}

/// Whether a word changes between letters, upper case and digits as only made-up texts do: `aB3dE5fG7h`.
fn is_mixed(text: &str) -> bool {
    let kind = |b: u8| match b {
        b'0'..=b'9' => 0,
        b'A'..=b'Z' => 1,
        b'a'..=b'z' => 2,
        _ => 3,
    };
    let changes =
        text.as_bytes().windows(2).filter(|w| kind(w[0]) != kind(w[1]) && kind(w[0]) + kind(w[1]) < 4).count();
    let has = |k: u8| text.bytes().any(|b| kind(b) == k);
    text.len() >= SHORTEST_MIXED && has(0) && has(1) && has(2) && changes >= 4 && !is_host(text)
}

/// A text without what looks like a key.
pub fn without_keys(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for span in key_like(text) {
        out.push_str(&text[at..span.start]);
        out.push_str(MASK);
        at = span.end;
    }
    out.push_str(&text[at..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_any_length_are_keys() {
        for length in [16, 100, 2048, 2100, 9000, 1_000_000] {
            let token = "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9".repeat(length / 36 + 1);
            assert!(looks_like_key(&token[..length]), "{length}");
        }
    }

    #[test]
    fn names_of_words_and_numbers_are_no_keys() {
        for name in ["production-europe-west3", "weaviate-staging-eu-west-1", "weaviate_production_key_2"] {
            assert!(!is_key_for_name(name), "{name}");
        }
        for key in ["hrqNMpT4owSECRETkey0000002", "hrqnmpt4owsecretkey0000002", "prefix-hrqNMpT4owSECRETkey02"] {
            assert!(is_key_for_name(key), "{key}");
        }
    }

    #[test]
    fn a_path_loses_what_is_a_key_and_keeps_what_is_a_name() {
        for (path, shown) in [
            ("src/hrqNMpT4owEXAMPLEkey0000002.py", "src/[key removed].py"),
            ("Ab+cd/EfGh12ijKL34mnOP56qr==", "Ab+cd/[key removed]"),
            ("keys/b3d61f2e-77aa-4c31-9f0e-0c1d2e3f4a5b/a.env", "keys/[key removed]/a.env"),
            ("hrqnmpt4owsecretkey0000002", "[key removed]"),
            ("a/key-hrqNMpT4owEXAMPLEkey0000002/b", "a/[key removed]/b"),
            ("c:\\x\\hrqNMpT4owEXAMPLEkey0000002.cs", "c:\\x\\[key removed].cs"),
        ] {
            assert_eq!(without_key_names(path), shown);
        }
        for path in [
            "src/main/java/OAuth2AuthorizationServerConfig.java",
            "Base64EncoderUtilsTest.java",
            "labs/Chapter3Lab2Ex1Part2.py",
            "migrations/20240115120000_add_users_table2.py",
            "V20230101120000__create_tables.sql",
            "dist/main.3f2a9c81.js",
            "a [Draft 2] of MY Ideas No 7.py",
            "notebooks/1.Getting-Started-with-RAG-in-DSPy.ipynb",
            "oauth2authorizationserver/handler.go",
            ".venv/lib/python3.13/site-packages/weaviate_client-4.9.1.dist-info",
            "weaviate-report-2026-03-02T09-14-11.json",
            "/",
            "",
        ] {
            assert_eq!(without_key_names(path), path);
        }
    }

    #[test]
    fn a_line_loses_its_keys_and_nothing_else() {
        for (line, left) in [
            ("from “Ab+cd/EfGh12ijKL34mnOP56qr==”: no such file", "from “[key removed]”: no such file"),
            ("python@hrqNMpT4owEXAMPLEkey0000002 is", "python@[key removed] is"),
            ("practice:hrqNMpT4owEXAMPLEkey0000002", "practice:[key removed]"),
            ("a=hrqNMpT4owEXAMPLEkey0000002…", "a=[key removed]…"),
            ("“/home/me/hrqNMpT4owEXAMPLEkey0000002.txt”", "“/home/me/[key removed]”"),
            ("a “aB3dE5fG7h9K”", "a “[key removed]”"),
            ("b3d61f2e-77aa-4c31-9f0e-0c1d2e3f4a5b", "[key removed]"),
        ] {
            assert_eq!(without_keys(line), left);
        }
        for line in [
            "use one of python, typescript@3.5.5, csharp: weaviate-doctor check --api-key-env WEAVIATE_API_KEY",
            "“x” is not a URL such as grpcs://grpc-abc.weaviate.cloud:443, or grpc://localhost:50051 for plain text",
            "grpc-exampleggwb9kxuslryovo.c0.us-west3.gcp.weaviate.cloud:443=127.0.0.1:8080",
            "can't read the report “/home/me/weaviate-report-2026-03-02T09-14-11.json”",
            "no address such as 1.1.1.1 or [2606:4700::1111]:53 (see --help)",
            "src/scan_files/command.rs:46 login-step=code-asked, browser-app-broken-after-mfa",
            "/etc/ssl/certs/ca-certificates.crt C:\\Users\\Me\\AppData\\Local",
            "",
        ] {
            assert_eq!(without_keys(line), line);
        }
    }
}
