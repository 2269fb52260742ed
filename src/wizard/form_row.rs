//! The rows of the cluster form.

use strum::IntoEnumIterator as _;

/// A row of the form.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, strum::EnumIter)]
pub enum FormRow {
    /// The URL.
    #[default]
    Url,
    /// The key.
    Key,
    /// Whether to go without a key.
    Without,
    /// The client's language.
    Client,
    /// The button that goes on.
    Go,
    /// The clusters of the config file.
    Saved,
    /// The practice cluster.
    Practice,
}

impl FormRow {
    /// The row that many steps away, the ends included.
    #[must_use]
    pub fn step(self, by: isize) -> Self {
        let rows: Vec<Self> = Self::iter().collect();
        let at = rows.iter().position(|r| *r == self).unwrap_or(0);
        rows[at.saturating_add_signed(by).min(rows.len() - 1)]
    }
}
