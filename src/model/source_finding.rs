//! What a scan finds in source code: the cause, its place, and the edit that fixes it. Plain data; `rules::scan` makes it.

use crate::model::api_key::KeyDigest;
use crate::model::cause::Cause;
use crate::model::finding::Confidence;
use crate::model::sanitized::{ForeignPath, SanitizedText};
use std::ops::Range;
use std::time::Duration;

/// Something to fix in a source file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SourceFinding {
    /// What it is.
    pub cause: Cause,
    /// The file, as it was named.
    pub path: ForeignPath,
    /// Line, from 1. In a notebook that of the `.ipynb` file.
    pub line: usize,
    /// Column, in characters from 1.
    pub column: usize,
    /// Line of the end.
    pub end_line: usize,
    /// Column behind the end.
    pub end_column: usize,
    /// In a notebook.
    pub cell: Option<NotebookCell>,
    /// One plain sentence. It never holds a key.
    pub message: SanitizedText,
    /// How sure.
    pub confidence: Confidence,
    /// The edits that repair it together; empty when it can't be repaired without knowing more, or not without showing a key.
    pub fix: Vec<Edit>,
    /// The lines themselves, where they can be shown without a key.
    pub lines: Option<OwnLines>,
}

/// Lines of a source file as they are, and as they should be. None holds a key.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OwnLines {
    /// As they are.
    pub wrong: Vec<String>,
    /// What should stand there; empty where only the user can know.
    pub right: Vec<String>,
}

/// A place in a notebook.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NotebookCell {
    /// Which cell, from 1.
    pub number: usize,
    /// Which line of it, from 1.
    pub line: usize,
}

/// A replacement of bytes of a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Edit {
    /// What is replaced.
    pub bytes: Range<usize>,
    /// What stands there instead.
    pub text: String,
}

/// An init timeout in a source file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Limit {
    /// How long it is.
    pub init: Duration,
    /// What to say where more was measured.
    pub place: SourceFinding,
}

/// A cluster that a source file names.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct NamedCluster {
    /// Its host.
    pub host: String,
    /// The file.
    pub path: ForeignPath,
    /// The line, from 1.
    pub line: usize,
}

/// A key that stands beside a cluster of Weaviate Cloud.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct ClusterKey {
    /// The cluster's host.
    pub host: String,
    /// What the key is recognized by.
    pub digest: KeyDigest,
    /// The file that the key stands in.
    pub path: ForeignPath,
    /// The line, from 1.
    pub line: usize,
}

/// Whether a finding of one cause explains another. A key that is left out or broken on its way is handed over wrongly too.
pub fn explains(found: Cause, cause: Cause) -> bool {
    found == cause
        || (cause == Cause::KeyPassedWrongly
            && matches!(found, Cause::KeyMissing | Cause::KeyEmpty | Cause::KeyMalformed | Cause::OidcPasswordLogin))
}
