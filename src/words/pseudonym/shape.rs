//! What a text looks like: a host, a region, words that name nobody. It knows no pseudonym.

use std::collections::BTreeSet;
use std::sync::LazyLock;

static WORDS: LazyLock<BTreeSet<&str>> = LazyLock::new(|| {
    let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/redaction/words.txt"));
    text.lines().filter(|l| !l.starts_with('#')).flat_map(str::split_whitespace).collect()
});

/// Endings of file names that look like those of hosts.
const FILES: [&str; 22] = [
    "cs", "csproj", "env", "go", "gradle", "ipynb", "java", "js", "json", "kts", "lock", "md", "mod", "pem", "py",
    "sh", "sum", "toml", "ts", "txt", "xml", "yaml",
];

/// Whether a text consists of numbers and of words that name nobody.
pub(super) fn names_nobody(text: &str) -> bool {
    text.split(|c: char| !(c.is_alphanumeric() || c == '_'))
        .filter(|word| !word.is_empty())
        .all(|word| word.bytes().all(|b| b.is_ascii_digit()) || WORDS.contains(word.to_lowercase().as_str()))
        && text.parse::<std::net::IpAddr>().is_err()
        && text.parse::<std::net::SocketAddr>().is_err()
        && !text.contains("://")
}

/// A host name of at least two labels that is no file name. IP addresses are none.
pub(super) fn is_host(text: &str) -> bool {
    let text = text.trim_end_matches('.');
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
            && !label.starts_with('-')
    };
    let last = text.rsplit('.').next().unwrap_or_default();
    text.contains('.')
        && text.len() <= 253
        && text.split('.').all(label)
        && last.len() >= 2
        && last.bytes().all(|b| b.is_ascii_alphabetic())
        && !FILES.contains(&last.to_ascii_lowercase().as_str())
}

/// Whether these are letters behind the last point of a file's name.
pub(super) fn is_file_ending(text: &str) -> bool {
    FILES.contains(&text.to_ascii_lowercase().as_str())
}

/// Parts of Weaviate Cloud's host names that say where a cluster runs, not whose it is (`facts.md` §1).
pub(super) fn is_region(label: &str) -> bool {
    const PARTS: [&str; 12] =
        ["weaviate", "cloud", "network", "semi", "gcp", "aws", "azure", "az", "private", "loopback", "console", "grpc"];
    let cell = label.strip_prefix('c').is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
    let parts: Vec<&str> = label.split('-').collect();
    let place = |part: &&str| {
        const PLACES: [&str; 27] = [
            "us",
            "eu",
            "ap",
            "ca",
            "sa",
            "me",
            "af",
            "il",
            "europe",
            "asia",
            "australia",
            "northamerica",
            "southamerica",
            "east",
            "west",
            "north",
            "south",
            "central",
            "northeast",
            "southeast",
            "northwest",
            "southwest",
            "eastus",
            "westus",
            "westeurope",
            "northeurope",
            "uksouth",
        ];
        PLACES.contains(&part.trim_end_matches(|c: char| c.is_ascii_digit()))
            || part.bytes().all(|b| b.is_ascii_digit())
    };
    PARTS.contains(&label) || cell || parts.iter().all(place)
}
