//! Walks folders and brings their source files to `scan`: ignore files, bounds of size, depth and time, and a line for each file left out. It
//! reads files and nothing else; what is wrong in a file is a matter of `scan`.
//!
//! `.env` files are read also where Git ignores them: they are ignored so that nobody publishes them, not because they don't count.

pub mod command;
mod installed;
pub mod patch;
mod project;
pub mod report;

pub use project::project;

use crate::clean::ForeignPath;
use crate::client::Client;
use crate::scan::{
    FileReport, Grammar, Limit, NamedCluster, Parsed, Source, SourceFinding, Unreadable, is_aside, mentions_weaviate,
    scan_source,
};
use ignore::{DirEntry, WalkBuilder, WalkState};
use installed::Cache;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Largest file that is read.
pub const LARGEST: u64 = 2 << 20;

/// How deep folders are followed.
const DEEPEST: usize = 64;

/// Most findings that are kept.
const MOST: usize = 10_000;

/// Folders that hold other people's code or a program's output.
const SKIPPED: [&str; 16] = [
    ".git",
    ".hg",
    ".svn",
    "node_modules",
    ".venv",
    "venv",
    "__pycache__",
    "site-packages",
    ".tox",
    ".nox",
    ".mypy_cache",
    ".pytest_cache",
    ".next",
    ".nuxt",
    ".svelte-kit",
    "bower_components",
];

/// `.env` files that are read wherever a folder is looked at.
const ENV_FILES: [&str; 4] = [".env", ".env.local", ".env.development", ".env.production"];

/// What to scan.
#[derive(Clone, Debug)]
pub struct Request {
    /// Files and folders.
    pub paths: Vec<PathBuf>,
    /// What gRPC's first answer took, when it was measured.
    pub measured: Option<Duration>,
    /// The client that the user named; with a version it counts against whatever the project's files say.
    pub client: Option<Client>,
    /// When to stop.
    pub time: Duration,
    /// Most files that are read.
    pub most_files: usize,
    /// Paths in the result are relative to this folder where they are below it.
    pub base: PathBuf,
}

/// What was found.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Outcome {
    /// What is to be fixed, by path and place.
    pub findings: Vec<SourceFinding>,
    /// Files that were not read, by path.
    pub left_out: Vec<LeftOut>,
    /// How many files were read.
    pub files: usize,
    /// How many of them speak of Weaviate.
    pub ours: usize,
    /// Clusters on Weaviate Cloud that the files name, tests aside.
    pub clusters: Vec<NamedCluster>,
    /// Init timeouts that are long enough as far as is known.
    pub limits: Vec<Limit>,
}

impl Request {
    /// These files and folders with generous bounds, places relative to `base`.
    pub fn of(paths: Vec<PathBuf>, base: PathBuf) -> Self {
        Self { paths, measured: None, client: None, time: Duration::from_secs(300), most_files: usize::MAX, base }
    }
}

/// A file that was not read.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct LeftOut {
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
    /// Larger than [`LARGEST`].
    TooLarge,
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
}

impl Reason {
    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Missing => "there is no such file",
            Self::NotAllowed => "you may not read it",
            Self::Unreadable => "it can't be read",
            Self::TooLarge => "it is larger than 2 MiB",
            Self::Binary => "it is no text",
            Self::NotANotebook => "it is no notebook",
            Self::TooComplex => "parsing it takes too long",
            Self::OutOfTime => "the time was up here; what comes after it was not read either",
            Self::TooMany => "enough files were read before it; what comes after it was not read either",
            Self::OtherKind => "it is no source code that is read here, no notebook and no .env file",
        }
    }

    fn of(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::Missing,
            io::ErrorKind::PermissionDenied => Self::NotAllowed,
            _ => Self::Unreadable,
        }
    }
}

/// What one file came to.
enum File1 {
    Read(FileReport),
    /// Read, and not about Weaviate.
    Foreign,
    LeftOut(Reason),
}

/// What all threads work with.
struct Work<'a> {
    request: &'a Request,
    until: Instant,
    cache: Cache,
    read: AtomicUsize,
    /// By path, so that a file that is met twice counts once.
    done: Mutex<BTreeMap<String, File1>>,
}

/// Scans files and folders with all processors.
pub fn scan(request: &Request) -> Outcome {
    let work = Work {
        request,
        until: Instant::now() + request.time,
        cache: Cache::default(),
        read: AtomicUsize::new(0),
        done: Mutex::new(BTreeMap::new()),
    };
    let mut paths = request.paths.iter();
    if let Some(first) = paths.next() {
        let mut builder = WalkBuilder::new(first);
        for path in paths {
            builder.add(path);
        }
        builder.hidden(false).require_git(false).max_depth(Some(DEEPEST)).follow_links(false);
        builder.filter_entry(|entry| entry.depth() == 0 || !is_skipped(entry));
        builder.build_parallel().run(|| {
            let work = &work;
            let mut buffer = Vec::new();
            Box::new(move |entry| work.meet(entry, &mut buffer))
        });
    }
    let mut outcome = Outcome::default();
    for (path, file) in work.done.into_inner().unwrap_or_else(PoisonError::into_inner) {
        match file {
            File1::Read(report) => {
                outcome.files += 1;
                outcome.ours += 1;
                outcome.findings.extend(report.findings);
                outcome.limits.extend(report.limits);
                if !is_aside(&path) {
                    outcome.clusters.extend(report.clusters);
                }
            }
            File1::Foreign => outcome.files += 1,
            File1::LeftOut(reason) => outcome.left_out.push(LeftOut { path: path.into(), reason }),
        }
    }
    outcome.findings.truncate(MOST);
    outcome
}

fn is_skipped(entry: &DirEntry) -> bool {
    let is_folder = entry.file_type().is_some_and(|t| t.is_dir());
    is_folder && entry.file_name().to_str().is_some_and(|name| SKIPPED.contains(&name))
}

impl Work<'_> {
    fn meet(&self, entry: Result<DirEntry, ignore::Error>, buffer: &mut Vec<u8>) -> WalkState {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                self.trouble(&error);
                return WalkState::Continue;
            }
        };
        if Instant::now() > self.until {
            self.note(&self.shown(entry.path()), File1::LeftOut(Reason::OutOfTime));
            return WalkState::Quit;
        }
        if self.read.load(Ordering::Relaxed) >= self.request.most_files {
            self.note(&self.shown(entry.path()), File1::LeftOut(Reason::TooMany));
            return WalkState::Quit;
        }
        match entry.file_type() {
            Some(kind) if kind.is_dir() => {
                for name in ENV_FILES {
                    let path = entry.path().join(name);
                    if path.is_file() {
                        self.file(&path, Source::DotEnv, buffer);
                    }
                }
            }
            // What is named itself is read, also through a link.
            Some(kind) if kind.is_file() || (entry.depth() == 0 && entry.path().is_file()) => {
                let source = Source::of(&entry.file_name().to_string_lossy()).or_else(|| script(entry.path()));
                match source {
                    Some(source) => self.file(entry.path(), source, buffer),
                    None if entry.depth() == 0 => {
                        self.note(&self.shown(entry.path()), File1::LeftOut(Reason::OtherKind));
                    }
                    None => {}
                }
            }
            _ => {}
        }
        WalkState::Continue
    }

    fn file(&self, path: &Path, source: Source, buffer: &mut Vec<u8>) {
        let shown = self.shown(path);
        self.read.fetch_add(1, Ordering::Relaxed);
        match read(path, buffer) {
            Ok(true) => {}
            Ok(false) => return self.note(&shown, File1::LeftOut(Reason::TooLarge)),
            Err(error) => return self.note(&shown, File1::LeftOut(Reason::of(&error))),
        }
        if !mentions_weaviate(buffer) {
            return self.note(&shown, File1::Foreign);
        }
        let installed = self.cache.of(path, self.request.client);
        let result = match scan_source(&shown, buffer, source, &installed, self.request.measured, Parsed::Promising) {
            Ok(report) => File1::Read(report),
            Err(Unreadable::Binary) => File1::LeftOut(Reason::Binary),
            Err(Unreadable::NotANotebook) => File1::LeftOut(Reason::NotANotebook),
            Err(Unreadable::TooComplex) => File1::LeftOut(Reason::TooComplex),
        };
        self.note(&shown, result);
    }

    fn note(&self, path: &str, file: File1) {
        self.done.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned(), file);
    }

    /// A folder that can't be opened, or a path that isn't there.
    fn trouble(&self, error: &ignore::Error) {
        let mut path = None;
        let mut inner = error;
        loop {
            inner = match inner {
                ignore::Error::WithPath { path: p, err } => {
                    path = Some(p.clone());
                    err
                }
                ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => err,
                ignore::Error::Loop { child, .. } => {
                    path = Some(child.clone());
                    break;
                }
                _ => break,
            };
        }
        if let Some(path) = path {
            let reason = inner.io_error().map_or(Reason::Unreadable, Reason::of);
            self.note(&self.shown(&path), File1::LeftOut(reason));
        }
    }

    fn shown(&self, path: &Path) -> String {
        shown(path, &self.request.base)
    }
}

/// A path as it is shown: relative to the base, with forward slashes.
fn shown(path: &Path, base: &Path) -> String {
    let path = path.strip_prefix(base).unwrap_or(path);
    let path = path.strip_prefix("./").unwrap_or(path);
    let text = path.to_string_lossy();
    if std::path::MAIN_SEPARATOR == '/' { text.into_owned() } else { text.replace(std::path::MAIN_SEPARATOR, "/") }
}

/// What a file without an ending is written in, by its first line `#!…`.
fn script(path: &Path) -> Option<Source> {
    if path.extension().is_some() {
        return None;
    }
    let mut head = [0; 64];
    let length = File::open(path).ok()?.read(&mut head).ok()?;
    let line = head[..length].strip_prefix(b"#!")?.split(|b| *b == b'\n').next()?;
    let line = String::from_utf8_lossy(line);
    let mut words = line.split_whitespace().map(|w| w.rsplit('/').next().unwrap_or(w));
    let program = words.find(|w| *w != "env" && !w.starts_with('-'))?;
    let name = program.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    let grammar = match name {
        "sh" | "bash" | "zsh" | "dash" | "ksh" => Grammar::Shell,
        "python" | "pypy" => Grammar::Python,
        "node" | "bun" | "deno" | "tsx" | "ts-node" => Grammar::Tsx,
        _ => return None,
    };
    Some(Source::Code(grammar))
}

/// Reads a file into the buffer; false when it is too large.
fn read(path: &Path, buffer: &mut Vec<u8>) -> io::Result<bool> {
    buffer.clear();
    let file = File::open(path)?;
    let length = file.metadata()?.len();
    if length > LARGEST {
        return Ok(false);
    }
    fill(file, length, buffer)
}

/// Reads what was said to be `length` bytes long. It may have grown or shrunk meanwhile; what is read is what counts.
fn fill(source: impl Read, length: u64, buffer: &mut Vec<u8>) -> io::Result<bool> {
    // One more, so that the end is seen without another piece of memory.
    buffer.reserve(usize::try_from(length.min(LARGEST)).unwrap_or_default() + 1);
    source.take(LARGEST + 1).read_to_end(buffer)?;
    Ok(buffer.len() as u64 <= LARGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_shrinks_or_grows_while_it_is_read() {
        let text = b"import weaviate\n";
        for said in [0, 3, text.len() as u64, 1 << 20, LARGEST] {
            let mut buffer = Vec::new();
            assert!(fill(&text[..], said, &mut buffer).is_ok_and(|whole| whole));
            assert_eq!(buffer, text, "said to have {said} bytes");
        }
        let mut buffer = Vec::new();
        assert!(fill(io::repeat(b'x'), 10, &mut buffer).is_ok_and(|whole| !whole));
        assert_eq!(buffer.len() as u64, LARGEST + 1);
    }
}
