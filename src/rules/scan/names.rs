//! What names say: which variables hold a Weaviate key or URL, which are sent to browsers, which belong to other services. Also what a text
//! that stands in a source file names: a cluster's host, a console's address.

use crate::model::placeholder;
use crate::model::target::{Hosting, Target, UrlProblem};

/// Prefixes that build tools take as permission to put a variable into the code for browsers.
const PUBLIC: [&str; 13] = [
    "NEXT_PUBLIC_",
    "VITE_",
    "REACT_APP_",
    "NUXT_PUBLIC_",
    "PUBLIC_",
    "EXPO_PUBLIC_",
    "GATSBY_",
    "VUE_APP_",
    "NG_APP_",
    "STORYBOOK_",
    "RAZZLE_",
    "SNOWPACK_PUBLIC_",
    "NX_PUBLIC_",
];

/// Model providers and others whose keys go through Weaviate in headers of their own.
const VENDORS: [&str; 30] = [
    "openai",
    "cohere",
    "huggingface",
    "hugging_face",
    "anthropic",
    "azure",
    "google",
    "palm",
    "gemini",
    "voyage",
    "jina",
    "mistral",
    "aws",
    "ollama",
    "nvidia",
    "databricks",
    "together",
    "anyscale",
    "friendli",
    "octo",
    "github",
    "stripe",
    "slack",
    "pinecone",
    "qdrant",
    "supabase",
    "groq",
    "deepseek",
    "unstructured",
    "firecrawl",
];

/// Longest name that says anything, in bytes. What is longer is data.
pub(super) const MAX_NAME_BYTES: usize = 200;

/// Lower case with words apart: `weaviateApiKey` and `WEAVIATE-API-KEY` → `weaviate_api_key`.
pub(super) fn snake(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 4);
    let mut before = '_';
    for c in name.chars() {
        if c.is_ascii_uppercase() && (before.is_ascii_lowercase() || before.is_ascii_digit()) {
            out.push('_');
        }
        out.push(if c.is_alphanumeric() { c.to_ascii_lowercase() } else { '_' });
        before = c;
    }
    out
}

fn words(name: &str) -> Vec<String> {
    if name.len() > MAX_NAME_BYTES {
        return Vec::new();
    }
    snake(name).split('_').filter(|w| !w.is_empty()).map(str::to_owned).collect()
}

fn last(path: &str) -> &str {
    path.rsplit(['.', ':']).next().unwrap_or(path)
}

/// Whether a name speaks of Weaviate: `WEAVIATE_URL`, `wcd_key`, `settings.weaviate.url`.
pub(super) fn is_weaviate(name: &str) -> bool {
    if name.len() > MAX_NAME_BYTES {
        return false;
    }
    let snake = snake(name);
    snake.contains("weaviate") || snake.split('_').any(|w| matches!(w, "wcd" | "wcs"))
}

/// Whether a name belongs to another service.
pub(super) fn is_vendor(name: &str) -> bool {
    if name.len() > MAX_NAME_BYTES {
        return false;
    }
    let snake = snake(name);
    VENDORS.iter().any(|v| snake.contains(v))
}

/// Whether a name is one of a key: `api_key`, `KEY`, `apiKey`, `WCD_TOKEN`. Names of whole headers are not.
pub(super) fn is_key(path: &str) -> bool {
    let words = words(last(path));
    let has = |w: &str| words.iter().any(|x| x == w);
    if has("header") || has("headers") || has("bearer") || has("authorization") || has("public") && has("pem") {
        return false;
    }
    let end = words.last().map_or("", String::as_str);
    matches!(end, "key" | "apikey" | "token" | "secret" | "pat") || (has("api") && has("key")) || has("apikey")
}

/// Whether a name is one of an API key, not of just any key or token.
pub(super) fn is_api_key(path: &str) -> bool {
    let words = words(last(path));
    let has = |w: &str| words.iter().any(|x| x == w);
    let token = ["token", "access", "refresh", "oidc", "bearer", "header", "headers"].iter().any(|w| has(w));
    let ends = words.last().is_some_and(|w| w == "key");
    !token && (has("apikey") || (has("api") && has("key")) || (ends && is_weaviate(path)))
}

/// Whether a name is one of a Weaviate key.
pub(super) fn is_weaviate_key(path: &str) -> bool {
    let words = words(last(path));
    let auth = words.iter().any(|w| w == "auth") && words.iter().any(|w| w == "key");
    is_weaviate(path) && !is_vendor(path) && (is_key(path) || auth)
}

/// Whether a name is one of a cluster's URL or host.
pub(super) fn is_weaviate_url(path: &str) -> bool {
    let words = words(last(path));
    let has = |w: &str| words.iter().any(|x| x == w);
    let place = ["url", "uri", "host", "hostname", "endpoint", "address", "instance", "cluster"].iter().any(|w| has(w));
    let other = [
        "grpc",
        "console",
        "docs",
        "doc",
        "dashboard",
        "login",
        "proxy",
        "key",
        "web",
        "frontend",
        "callback",
        "name",
        "id",
    ];
    is_weaviate(path) && place && !other.iter().any(|w| has(w)) && !is_vendor(path)
}

/// Whether build tools put a variable of this name into the code for browsers.
pub(super) fn is_public(name: &str) -> bool {
    // Nuxt's `runtimeConfig.public.…` too.
    PUBLIC.iter().any(|p| name.starts_with(p)) || name.contains(".public.")
}

/// What is wrong with a text where a cluster's address belongs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Address {
    Console,
    Grpc,
}

/// Whether the text is the console's or the gRPC endpoint's address.
pub(super) fn wrong_address(text: &str) -> Option<Address> {
    if !names_weaviate(text) {
        return None;
    }
    match Target::read(text, None) {
        Err(UrlProblem::IsConsole) => Some(Address::Console),
        Err(UrlProblem::IsGrpcEndpoint { .. }) => Some(Address::Grpc),
        _ => None,
    }
}

/// Whether one of Weaviate's domains can stand in a text: most texts of a file are spared a closer look.
fn names_weaviate(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    ["weaviate", "semi.technology"].iter().any(|name| memchr::memmem::find(lower.as_bytes(), name.as_bytes()).is_some())
}

/// The host of a cluster on Weaviate Cloud that a text names, in lower case; also when it is wrong for its place.
pub(super) fn cloud_host(text: &str) -> Option<String> {
    if !names_weaviate(text) {
        return None;
    }
    let bare = text.trim().split("://").last().unwrap_or_default();
    let host = bare.split(['/', ':', '?', '#']).next().unwrap_or_default().to_ascii_lowercase();
    let inside = [".weaviate.cloud", ".weaviate.network", ".semi.technology"].iter().any(|d| host.ends_with(d));
    let website = matches!(host.as_str(), "docs.weaviate.io" | "www.weaviate.cloud" | "auth.weaviate.cloud");
    let valid = host.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._".contains(&b));
    match Target::read(&host, None) {
        Ok(target) => (inside && !website && valid && target.kind == Hosting::WeaviateCloud).then_some(host),
        Err(UrlProblem::IsConsole | UrlProblem::IsGrpcEndpoint { .. }) => Some(host),
        Err(_) => None,
    }
}

/// Whether a host is one of those that stand in documentation.
pub(super) fn is_sample_host(host: &str) -> bool {
    let name = host.split('.').next().unwrap_or_default();
    let words = ["your", "my-cluster", "my-instance", "example", "sample", "xxx", "some-", "placeholder"];
    words.iter().any(|w| name.contains(w))
}

/// Whether a text names a host of the sandboxes that have ended.
pub(super) fn is_retired(text: &str) -> bool {
    let host = text.trim().split("://").last().unwrap_or_default().split(['/', ':', '?']).next().unwrap_or_default();
    let host = host.to_ascii_lowercase();
    let inside = [".weaviate.network", ".semi.network"].iter().any(|domain| host.ends_with(domain));
    // `abc` and its like stand for any name.
    inside && host.find('.').is_some_and(|end| end > 3) && !is_placeholder(&host)
}

/// Whether a host of Weaviate Cloud is meant to be replaced by the reader's own.
fn is_placeholder(host: &str) -> bool {
    let name = host.split('.').next().unwrap_or_default();
    ["your", "my-cluster", "my-instance", "xxx", "some-", "placeholder"].iter().any(|word| name.starts_with(word))
}

/// Whether a text in a URL's place is a sample of documentation.
pub(super) fn is_sample_url(text: &str) -> bool {
    let host = text.trim().split("://").last().unwrap_or_default().split(['/', ':']).next().unwrap_or_default();
    !host.is_empty() && (placeholder::is_url(text) || (cloud_host(host).is_some() && is_placeholder(host)))
}

/// Whether the TypeScript client has a function of this name that connects.
pub(super) fn connects(name: &str) -> bool {
    name.strip_prefix("connectTo").is_some_and(|to| matches!(to, "WeaviateCloud" | "WCD" | "WCS" | "Local" | "Custom"))
}

/// Whether the text names this machine.
pub(super) fn is_local(text: &str) -> bool {
    let bare = text.trim().split("://").last().unwrap_or_default();
    let host = bare.split(['/', ':', '?']).next().unwrap_or_default();
    matches!(host, "localhost" | "127.0.0.1" | "0.0.0.0" | "host.docker.internal")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for name in ["WEAVIATE_API_KEY", "WCD_AUTH_KEY", "weaviateApiKey", "settings.weaviate_key", "WCS_TOKEN"] {
            assert!(is_weaviate_key(name), "{name}");
        }
        for name in ["WEAVIATE_OPENAI_API_KEY", "OPENAI_API_KEY", "WEAVIATE_URL", "keyboard", "weaviate_header_key"] {
            assert!(!is_weaviate_key(name), "{name}");
        }
        for name in ["WEAVIATE_URL", "weaviateHost", "WCD_CLUSTER_URL", "WEAVIATE_HOSTNAME"] {
            assert!(is_weaviate_url(name), "{name}");
        }
        for name in ["WEAVIATE_GRPC_URL", "WEAVIATE_CONSOLE_URL", "QDRANT_URL", "WEAVIATE_API_KEY"] {
            assert!(!is_weaviate_url(name), "{name}");
        }
        assert!(is_public("VITE_WEAVIATE_API_KEY") && !is_public("WEAVIATE_API_KEY"));
    }

    #[test]
    fn addresses() {
        assert_eq!(wrong_address("https://console.weaviate.cloud/cluster-details/x"), Some(Address::Console));
        assert_eq!(wrong_address("grpc-a.c0.europe-west3.gcp.weaviate.cloud:443"), Some(Address::Grpc));
        assert_eq!(wrong_address("https://a.weaviate.cloud"), None);
        assert_eq!(wrong_address("http://localhost:8080"), None);
        assert_eq!(cloud_host("https://A.c0.x.weaviate.cloud:443/v1").as_deref(), Some("a.c0.x.weaviate.cloud"));
        assert_eq!(cloud_host("https://weaviate.io"), None);
        assert_eq!(cloud_host("localhost:8080"), None);
    }
}
