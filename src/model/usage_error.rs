//! Wrong usage or unreadable input, as one clear line.

use crate::model::key_shape::without_keys;
use crate::model::sanitized::SanitizedText;

/// Wrong usage or unreadable input: one line, with what to do. Status 2.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{0}")]
pub struct UsageError(SanitizedText);

impl UsageError {
    /// Cleans the text to one line, and leaves out what looks like a key: whatever was typed may be one in the wrong place.
    pub fn new(text: &str) -> Self {
        Self(SanitizedText::up_to(&without_keys(text), 600))
    }
}
