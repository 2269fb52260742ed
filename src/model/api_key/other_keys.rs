//! The keys of this machine that are not the case's own: nothing sends them, and nothing may show them either, wherever a stranger's text
//! has them from.

use super::ApiKey;
use super::redactor::{KeyForms, Redactor};
use std::fmt;

/// Most keys that are kept. Those of the environment come first; whoever writes more into a `.env` file hides nothing of the user's own.
const MAX_OTHER_KEYS: usize = 64;

/// Keys that are only looked for.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct OtherKeys {
    keys: Vec<ApiKey>,
    /// What the redactor knows all of them by.
    known: KeyForms,
}

impl OtherKeys {
    /// These keys, each once.
    pub fn new(keys: impl IntoIterator<Item = ApiKey>) -> Self {
        let mut kept: Vec<ApiKey> = Vec::new();
        for key in keys {
            if kept.len() < MAX_OTHER_KEYS && !kept.contains(&key) {
                kept.push(key);
            }
        }
        Self { keys: kept, known: KeyForms::default() }
    }

    /// A redactor for them alone.
    pub fn redactor(&self) -> Redactor {
        Redactor::default().and(self)
    }

    /// Whether a text of some letters is how one of them begins.
    pub fn begin_with(&self, text: &str) -> bool {
        self.keys.iter().any(|key| key.begins_with(text))
    }

    pub(super) fn keys(&self) -> (&[ApiKey], &KeyForms) {
        (&self.keys, &self.known)
    }
}

impl fmt::Debug for OtherKeys {
    /// Hides them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OtherKeys(…)")
    }
}
