//! The words of `assets/redaction/labels.toml`: what names a secret, and what stands where one is expected and is none.

use serde::Deserialize;
use std::collections::HashSet;
use std::sync::LazyLock;

/// The lists as they stand in the assets.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Words {
    pub(super) ends: Vec<String>,
    passwords: Vec<String>,
    no_labels: Vec<String>,
    not_itself: HashSet<String>,
    pub(super) weak: HashSet<String>,
    pub(super) links: HashSet<String>,
    pub(super) schemes: HashSet<String>,
    helpers: Vec<String>,
    code: HashSet<String>,
    variables: HashSet<String>,
    placeholders: Vec<String>,
    prose: String,
    #[serde(skip)]
    sentences: HashSet<String>,
}

impl Words {
    /// The lists. Damaged assets, which a test rules out, have no words.
    pub(super) fn get() -> &'static Self {
        static WORDS: LazyLock<Words> = LazyLock::new(|| {
            let mut words =
                toml::from_str(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/redaction/labels.toml")))
                    .unwrap_or(Words::default());
            words.sentences = words.prose.split_whitespace().map(str::to_owned).collect();
            words
        });
        &WORDS
    }

    /// Whether an identifier names a secret, such as `WEAVIATE_API_KEY` and not `KEY_FILE`.
    pub(super) fn names_secret(&self, identifier: &str) -> bool {
        let lower = identifier.to_ascii_lowercase().replace('-', "_");
        let lower = lower.trim_matches(|c: char| c == '_' || c.is_ascii_digit());
        let ends = |text: &str| self.ends.iter().any(|e| text.ends_with(e.as_str()));
        if self.no_labels.iter().any(|n| lower.ends_with(n.as_str())) {
            return false;
        }
        if ends(lower) {
            return true;
        }
        // `WEAVIATE_API_KEY_PROD`: one part names it, and none behind makes it something else.
        let parts: Vec<&str> = lower.split('_').collect();
        let Some(naming) = parts.iter().rposition(|p| ends(p)) else { return false };
        identifier.bytes().all(|b| !b.is_ascii_lowercase())
            && parts[naming + 1..].iter().all(|p| !self.not_itself.contains(*p))
    }

    /// Whether a word names a password.
    pub(super) fn is_password(&self, label: &str) -> bool {
        let lower = label.to_lowercase();
        self.passwords.iter().any(|p| lower.ends_with(p.as_str()))
    }

    /// Whether a call takes a key as its second argument.
    pub(super) fn is_helper(&self, name: &str) -> bool {
        let lower = name.to_ascii_lowercase();
        self.helpers.iter().any(|h| lower.ends_with(h.as_str()))
    }

    /// Whether a word belongs to a sentence and is no value.
    pub(super) fn is_prose(&self, word: &str) -> bool {
        let lower = word.to_lowercase();
        let bare = lower.trim_matches(|c: char| !c.is_alphanumeric());
        bare.is_empty() || self.sentences.contains(bare) || self.weak.contains(bare)
    }

    /// Whether a word is code, a variable's name or a document's placeholder.
    pub(super) fn stands_for_value(&self, word: &str) -> bool {
        let lower = word.to_lowercase();
        let bare = lower.trim_matches(|c: char| matches!(c, '"' | '\'' | '`' | '.' | ',' | ';' | ':'));
        let begins =
            |list: &[String]| list.iter().any(|p| lower.starts_with(p.as_str()) || bare.starts_with(p.as_str()));
        self.code.contains(bare) || self.variables.contains(bare) || begins(&self.placeholders)
    }
}
