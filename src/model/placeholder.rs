//! Samples of documentation and what programs write where nothing was set, in the place of a key or a URL.

/// Whether the text in a key's place is none.
pub fn is_key(text: &str) -> bool {
    let word = text.to_ascii_lowercase().replace(['-', '_', ' '], "");
    let within = |open: &str, close: char| text.starts_with(open) && text.ends_with(close);
    within("<", '>')
        || within("${", '}')
        || within("{{", '}') && text.ends_with("}}")
        || is_unset(&word)
        || (word.starts_with("your") && (word.contains("key") || word.contains("token")))
        || [
            "apikey",
            "weaviateapikey",
            "wcdapikey",
            "wcsapikey",
            "changeme",
            "replaceme",
            "secret",
            "todo",
            "key",
            "example",
        ]
        .contains(&word.as_str())
        || (word.len() >= 3 && word.chars().all(|c| matches!(c, 'x' | '*' | '•' | '.')))
}

/// Whether the text in a URL's place is none.
pub fn is_url(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let lower = lower.trim_start_matches("https://").trim_start_matches("http://");
    let first = lower.split(['.', '/', ':']).next().unwrap_or(lower).replace(['-', '_'], "");
    let things = ["cluster", "weaviate", "instance", "url", "wcd", "endpoint", "rest", "sandbox"];
    ["${", "{{", "<", "..."].iter().any(|sign| lower.contains(sign))
        || is_unset(&first)
        || ["weaviateurl", "clusterurl", "wcdurl", "wcsurl", "resturl", "restendpoint", "restendpointurl"]
            .contains(&first.as_str())
        || (first.starts_with("your") && things.iter().any(|word| first.contains(word)))
}

/// What programs write where nothing was set.
fn is_unset(word: &str) -> bool {
    matches!(word, "none" | "null" | "undefined")
}
