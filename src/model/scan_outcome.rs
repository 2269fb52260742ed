//! The outcome of a scan of files: findings, and what was left out and why. Plain data; `io::project_scan` makes it.

use crate::model::api_key::Redactor;
use crate::model::sanitized::{ForeignPath, SanitizedText};
use crate::model::source_finding::SourceFinding;
use crate::model::source_finding::{ClusterKey, Limit, NamedCluster};
use std::io::{self};

/// A file that was not read.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct SkippedFile {
    /// The file or folder.
    pub path: ForeignPath,
    /// Why.
    pub reason: Reason,
}

/// Why a file was not read.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, strum::IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Reason {
    /// There is no such file.
    Missing,
    /// This user may not read it.
    NotAllowed,
    /// Another trouble with reading.
    Unreadable,
    /// Larger than what is read of one file.
    TooLarge,
    /// A device, a pipe or a socket.
    NotRegular,
    /// No text.
    Binary,
    /// No notebook.
    NotANotebook,
    /// It would take too long.
    TooComplex,
    /// The time was up before.
    OutOfTime,
    /// Enough files were read before.
    TooMany,
    /// It was named, and its kind is not one that is read.
    OtherKind,
    /// An ignore file that is too large, by itself or with the others.
    IgnoreFileTooLarge,
    /// An ignore file with hostile patterns.
    IgnoreFileTooComplex,
}

impl SkippedFile {
    /// One line that says so.
    pub fn line(&self) -> String {
        format!("{}: not read: {}", SanitizedText::up_to(self.path.shown().as_str(), 400), self.reason.words())
    }
}

impl Reason {
    /// Whether a bound of time, memory or number was reached.
    pub fn is_bound(self) -> bool {
        match self {
            Self::TooComplex
            | Self::OutOfTime
            | Self::TooMany
            | Self::IgnoreFileTooLarge
            | Self::IgnoreFileTooComplex => true,
            Self::Missing
            | Self::NotAllowed
            | Self::Unreadable
            | Self::TooLarge
            | Self::NotRegular
            | Self::Binary
            | Self::NotANotebook
            | Self::OtherKind => false,
        }
    }

    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Missing => "there's no such file",
            Self::NotAllowed => "you aren't allowed to read it",
            Self::Unreadable => "it can't be read",
            Self::TooLarge => "it's larger than 2 MiB",
            Self::NotRegular => "it isn't a regular file",
            Self::Binary => "it isn't text",
            Self::NotANotebook => "it isn't a notebook",
            Self::TooComplex => "reading it takes too much time or memory",
            Self::OutOfTime => "time ran out here; files after it weren't read",
            Self::TooMany => "too many files; those after it weren't read",
            Self::OtherKind => "it isn't source code, a notebook or a .env file that scan reads",
            Self::IgnoreFileTooLarge => "too much to ignore: it's larger than 1 MiB, or all ignore files than 2 MiB",
            Self::IgnoreFileTooComplex => "some of its patterns are too long or nested too deep; they don't count",
        }
    }

    /// Why a file can't be read, by the system's error.
    pub fn of_io(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::Missing,
            io::ErrorKind::PermissionDenied => Self::NotAllowed,
            _ => Self::Unreadable,
        }
    }
}

impl ScanOutcome {
    /// The same where nothing shows these keys: not as the name of a file, nor in what is said of it.
    #[must_use]
    pub fn without(mut self, keys: &Redactor) -> Self {
        let hide = |path: &mut ForeignPath| path.hide(|text| keys.redact(text));
        let all = self.findings.iter_mut().chain(self.limits.iter_mut().map(|limit| &mut limit.place));
        for finding in all {
            hide(&mut finding.path);
            finding.message = keys.clean(finding.message.as_str());
            let lines = finding.lines.iter_mut().flat_map(|lines| lines.wrong.iter_mut().chain(&mut lines.right));
            lines.for_each(|line| *line = keys.redact(line));
        }
        self.left_out.iter_mut().for_each(|left| hide(&mut left.path));
        for cluster in &mut self.clusters {
            hide(&mut cluster.path);
        }
        self.keys.iter_mut().for_each(|key| hide(&mut key.path));
        // A host that is a key is no host that anybody looks up.
        self.clusters.retain(|cluster| !keys.finds(&cluster.host));
        self
    }
}

/// What was found.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ScanOutcome {
    /// What is to be fixed, by path and place.
    pub findings: Vec<SourceFinding>,
    /// Files that were not read, by path.
    pub left_out: Vec<SkippedFile>,
    /// How many files were read.
    pub files: usize,
    /// How many of them speak of Weaviate.
    pub ours: usize,
    /// Clusters on Weaviate Cloud that the files name, tests aside.
    pub clusters: Vec<NamedCluster>,
    /// Init timeouts that are long enough as far as is known.
    pub limits: Vec<Limit>,
    /// Whether a file tells Python's client to take proxies and roots from the environment (`trust_env=True`), tests aside.
    pub trust_env: bool,
    /// Keys in files of settings, each with the cluster of Weaviate Cloud that stands beside it.
    pub keys: Vec<ClusterKey>,
}

/// The outcome of the scan of a project.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Project {
    /// There is none here.
    Absent,
    /// It takes too long, or reading it broke off.
    Unread,
    /// It was read, as far as its bounds go.
    Read(Box<ScanOutcome>),
}
