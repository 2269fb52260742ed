//! What a text in the URL's place looks like before it is read as a URL.

/// Whether a text is a sample from the documentation, or what a program writes where nothing was set.
pub(super) fn is_placeholder(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let lower = lower.trim_start_matches("https://").trim_start_matches("http://");
    let first = lower.split(['.', '/', ':']).next().unwrap_or(lower).replace(['-', '_'], "");
    lower.contains("${")
        || lower.contains("{{")
        || lower.contains('<')
        || lower.contains("...")
        || matches!(
            first.as_str(),
            "weaviateurl"
                | "clusterurl"
                | "wcdurl"
                | "wcsurl"
                | "resturl"
                | "none"
                | "null"
                | "undefined"
                | "restendpoint"
                | "restendpointurl"
        )
        || (first.starts_with("your")
            && ["cluster", "weaviate", "instance", "url", "wcd", "endpoint", "rest", "sandbox"]
                .iter()
                .any(|w| first.contains(w)))
}
