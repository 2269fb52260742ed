//! Which findings in the source stand behind a cause that probes or words tell, and how a place is written.

use crate::model::cause::Cause;
use crate::model::sanitized::SanitizedText;
use crate::model::source_finding::{Limit, SourceFinding, explains};
use std::time::Duration;

impl SourceFinding {
    /// The place as editors take it: `app.py:6:12`; in a notebook the cell too.
    pub fn place(&self) -> String {
        let cell = self.cell.map_or_else(String::new, |cell| format!(" (cell {}, line {})", cell.number, cell.line));
        format!("{}:{}:{}{cell}", SanitizedText::up_to(self.path.shown().as_str(), 400), self.line, self.column)
    }

    /// Whether its lines hold a key or a password that stands in the source.
    pub fn shows_secret(&self) -> bool {
        matches!(self.cause, Cause::KeyInSource | Cause::OidcPasswordLogin | Cause::MfaBlocksBrowserApp)
    }
}

/// The findings that explain this cause, the surest first.
pub fn findings_for(findings: &[SourceFinding], cause: Cause) -> Vec<&SourceFinding> {
    let mut found: Vec<&SourceFinding> = findings.iter().filter(|f| explains(f.cause, cause)).collect();
    found.sort_by_key(|f| (f.cause != cause, std::cmp::Reverse(f.confidence), is_test_or_example(f.path.raw())));
    found
}

/// Whether a path is that of a test, an example or documentation, by the usual names.
pub fn is_test_or_example(path: &str) -> bool {
    path.split('/').any(|part| {
        let part = part.to_ascii_lowercase();
        ["test", "spec", "example", "fixture", "mock", "docs"].iter().any(|w| part.contains(w))
    })
}

/// The limits that are too short for what was measured.
pub fn too_short(limits: &[Limit], measured: Duration) -> Vec<SourceFinding> {
    limits.iter().filter(|limit| limit.init < measured).map(|limit| limit.place.clone()).collect()
}
