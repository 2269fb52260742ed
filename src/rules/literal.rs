//! What a literal text in a source file looks like: a key, a sample, a secret by its line. It knows no language.

use crate::model::key_shape::{is_address, is_random, looks_like_key};
use aho_corasick::AhoCorasick;
use std::sync::OnceLock;

/// Words of samples.
const SAMPLES: [&str; 16] = [
    "your",
    "xxxx",
    "example",
    "sample",
    "placeholder",
    "change",
    "replace",
    "insert",
    "dummy",
    "fake",
    "demo",
    "test",
    "api-key",
    "api_key",
    "apikey",
    "key-here",
];

/// Words that alone make no key: they say what stands in the place. `learn-weaviate` is the key that everybody may use.
const GENERIC: [&str; 33] = [
    "weaviate", "wcd", "wcs", "cluster", "cloud", "key", "keys", "api", "auth", "token", "secret", "password", "admin",
    "user", "the", "my", "some", "any", "a", "wrong", "invalid", "bad", "bearer", "mock", "learn", "root", "viewer",
    "read", "write", "only", "readonly", "b", "custom",
];

/// Whether a text that a program hands to Weaviate Cloud as its key is likely one although it is nothing but words: `team-rag-prod-key`.
pub fn is_word_key(text: &str) -> bool {
    if !(8..=256).contains(&text.len()) {
        return false;
    }
    let lower = text.to_ascii_lowercase();
    let allowed = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
    let parts = || lower.split(['-', '_']).filter(|p| !p.is_empty());
    text.chars().all(allowed)
        && text.chars().any(|c| c.is_ascii_lowercase())
        && (parts().count() > 1 || text.bytes().any(|b| b.is_ascii_digit()))
        && !SAMPLES.iter().any(|s| lower.contains(s))
        && !lower.starts_with("my-")
        && !lower.starts_with("my_")
        && parts().any(|p| !GENERIC.contains(&p) && !p.bytes().all(|b| b.is_ascii_digit()))
        && !looks_like_key(text)
}

/// Whether a text that a program hands to a client as its key is one although most of it is words: `shop-prod-8f3a2b9c1d7e`. Samples are none.
pub fn is_key_of_words(text: &str) -> bool {
    let text = text.trim();
    let lower = text.to_ascii_lowercase();
    let allowed = |c: char| c.is_ascii_alphanumeric() || "+/=_-.~".contains(c);
    let sample = SAMPLES.iter().any(|s| lower.contains(s)) || lower.starts_with("my-") || lower.starts_with("my_");
    text.len() >= 16
        && text.chars().all(allowed)
        && !sample
        && !is_address(text)
        && text.split(['-', '_', '.', '/', '+', '=']).any(|part| part.len() >= 6 && is_random(part))
}

/// Longest line of which all is compared with a name in upper case.
const MAX_LINE_BYTES: usize = 4096;

/// Most bytes of a name behind the word that speaks of a secret.
const MAX_NAME_BYTES: usize = 200;

/// Whether a line gives a literal text to something that is named like a secret: `password="…"`, `apiKey: '…'`, `"Authorization": "…"`.
/// It leans towards yes: such a line is only kept out of patches.
pub fn assigns_secret(line: &str) -> bool {
    static SECRETS: OnceLock<Option<AhoCorasick>> = OnceLock::new();
    const NAMES: [&str; 9] =
        ["passw", "pwd", "secret", "token", "apikey", "api_key", "api-key", "authorization", "auth_credentials"];
    let lower = line.to_ascii_lowercase();
    // What stands behind `Bearer` is a key whatever it looks like, unless it is a variable's or a hole.
    let bearer = lower.split("bearer ").skip(1).any(|rest| {
        let token = rest.trim_start().split(['"', '\'', '`', ' ', '\t', '\\']).next().unwrap_or_default().trim_end();
        // A plus inside belongs to the key: base64 has it.
        token.len() >= 4 && !token.starts_with('+') && !token.contains(['{', '$', '<', '%', '(', '[', '…'])
    });
    if bearer {
        return true;
    }
    let Some(secrets) = SECRETS.get_or_init(|| AhoCorasick::new(NAMES).ok()) else { return true };
    for found in secrets.find_iter(&lower) {
        let (rest, named) = (&lower[found.end()..], NAMES[found.pattern().as_usize()]);
        let inside = |b: &u8| b.is_ascii_alphanumeric() || *b == b'_';
        let name = rest.bytes().take(MAX_NAME_BYTES).take_while(inside).count();
        let after = rest[name..].trim_start_matches(['"', '\'', '`', ']', ')', ' ', '\t', '?', '!']);
        // `ApiKey{Value: "…"}` of Go and C#.
        let after =
            after.strip_prefix('{').map_or(after, |entry| entry.trim_start().trim_start_matches("value").trim_start());
        let Some(value) = after.strip_prefix([':', '=', ',', '(']) else { continue };
        let value = value.trim_start_matches(['=', '>', ' ', '\t', ':']).trim_start_matches(['b', 'f', 'r', '$', '@']);
        let Some(quote) = value.chars().next().filter(|c| matches!(c, '"' | '\'' | '`')) else { continue };
        let inner = value[1..].split(quote).next().unwrap_or_default();
        let inner = inner.strip_prefix("bearer").unwrap_or(inner).trim();
        // Texts with holes and names of variables are none.
        let least = if named == "auth_credentials" { 8 } else { 4 };
        let shown = inner.len() >= least && !inner.contains(['{', '$', '<', '%']) && !is_variable(line, inner);
        if shown {
            return true;
        }
    }
    false
}

/// Whether a text stands in the line in upper case, as the names of variables do.
fn is_variable(line: &str, lower: &str) -> bool {
    let name = lower.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    name && lower.contains('_') && line.len() <= MAX_LINE_BYTES && line.contains(&lower.to_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_stay_out_of_patches() {
        for line in [
            r#"AuthConfig: auth.ApiKey{Value: "planted-words-only"},"#,
            r#"curl -H "Authorization: Bearer planted-words-only" https://h"#,
            r#"headers = {"Authorization": "Bearer planted-words-only"}"#,
            r#"connect(url, auth_credentials="planted-words-only")"#,
            r#"Auth.api_key("planted-words-only")"#,
            r#"connect("Bearer Zq7RtUv2+Ks9xWm4LpYb/Ng6HcJd8EfG-scan-sample.c0.gcp.weaviate.cloud")"#,
        ] {
            assert!(assigns_secret(line), "{line}");
        }
        for line in [
            r#"AuthConfig: auth.ApiKey{Value: os.Getenv("WEAVIATE_API_KEY")},"#,
            r#"-H "Authorization: Bearer $WEAVIATE_API_KEY""#,
            r#"headers = {"Authorization": f"Bearer {key}"}"#,
            r#"headers = {"Authorization": "Bearer " + key}"#,
            r#"auth_credentials=Auth.api_key(os.environ["WEAVIATE_API_KEY"])"#,
        ] {
            assert!(!assigns_secret(line), "{line}");
        }
    }

    #[test]
    fn keys_and_samples() {
        for key in [
            "aHJxTk1wVDRvd0VYQU1QTEVrZXkwMDAwMDAy",
            "hrqNMpT4owEXAMPLEkey0000002",
            "b3d61f2e-77aa-4c31-9f0e-0c1d2e3f4a5b",
            "QWxhZGRpbjpvcGVuIHNlc2FtZQ==",
        ] {
            assert!(looks_like_key(key), "{key}");
        }
        for sample in [
            "YOUR-WEAVIATE-API-KEY",
            "user-a-key",
            "my-secret-api-key-for-tests",
            "your_api_key_0123456789",
            "<api-key>",
            "secret",
            "WeaviateApiKeyForTesting",
            "${WEAVIATE_API_KEY}",
            "xxxxxxxxxxxxxxxxxxxx",
            "weaviate-api-key-1234",
            "readonly-demo-key",
            "https://a.weaviate.cloud",
            "WEAVIATE_URL/v1/meta",
            "src/Weaviate.Client/v1",
            "process.env.WEAVIATE_API_KEY",
            "2024-01-01-00-00-00-000",
        ] {
            assert!(!looks_like_key(sample), "{sample}");
        }
    }

    #[test]
    fn keys_of_nothing_but_words() {
        for key in ["team-rag-prod-key", "hunter2weaviate", "jane-secret-key", "acme_search_readonly"] {
            assert!(is_word_key(key), "{key}");
        }
        for sample in [
            "YOUR-WEAVIATE-API-KEY",
            "WEAVIATE_API_KEY",
            "my-secret-key",
            "learn-weaviate",
            "root-user-key",
            "user-a-key",
            "wrong_key",
            "api-key",
            "secret",
            "...",
            "<key>",
            "weaviate-api-key-1234",
            "b3d61f2e-77aa-4c31-9f0e-0c1d2e3f4a5b",
        ] {
            assert!(!is_word_key(sample), "{sample}");
        }
    }

    #[test]
    fn keys_of_words_and_samples() {
        for key in ["weaviate-prod-8f3a2b9c1d7e", "shop.backend-a81f9c02", "team_search_prod_9f8e7d6c5b4a"] {
            assert!(is_key_of_words(key) && !looks_like_key(key), "{key}");
        }
        for sample in [
            "YOUR-WEAVIATE-API-KEY",
            "WEAVIATE_API_KEY",
            "<key>",
            "my-api-key",
            "my-weaviate-key-8f3a2b9c1d7e",
            "xxxx",
            "xxxxxxxx-xxxx-a1b2c3d4e5f6",
            "...",
            "jane-secret-key",
            "viewer-user-key",
            "weaviate-api-key-1234",
            "test-cluster-8f3a2b9c1d7e",
            "cluster0000001-production2",
            "process.env.WEAVIATE_API_KEY",
            "abc.c0.europe-west3.gcp.weaviate.cloud",
        ] {
            assert!(!is_key_of_words(sample), "{sample}");
        }
    }
}
