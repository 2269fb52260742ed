//! Walks folders and brings their source files to `scan`: ignore files, bounds of size, depth and time, and a line for each file left out. It
//! reads files and nothing else; what is wrong in a file is a matter of `scan`.
//!
//! `.env` files are read also where Git ignores them: they are ignored because they are private, not because they don't count.

mod committed;
mod ignored;
mod installed;
mod memory;
pub mod patch;
mod project;
mod reading;

pub use crate::model::scan_outcome::{Reason, SkippedFile};
pub use project::{assembled, project, project_beside};
pub use reading::MAX_SOURCE_BYTES;

use crate::model::client::Client;
use crate::model::finding::Confidence;
use crate::model::scan_outcome::ScanOutcome;
use crate::rules::scan::join::{self, Joined};
use crate::rules::scan::{FileReport, SourceKind, Unreadable, is_worth_parsing, mentions_weaviate, scan_metered};
use crate::rules::source_findings::is_test_or_example;
use committed::{Indexes, Kept};
use ignore::{DirEntry, WalkBuilder, WalkState};
use ignored::Ignored;
use installed::Cache;
use memory::Memory;
use reading::{read, script};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How deep folders are followed.
const MAX_FOLDER_DEPTH: usize = 64;

/// Most files that are read at once.
const MAX_THREADS: usize = 4;

/// How long a scan may take altogether. A tree of a hundred thousand files needs some seconds.
const MAX_TIME: Duration = Duration::from_secs(60);

/// See [`Request::judging`]. Some thousands of files need a second; a tree that somebody made to be slow ends here.
const MAX_JUDGING: Duration = Duration::from_secs(12);

/// Most findings that are kept.
const MAX_FINDINGS: usize = 10_000;

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
    /// How long each thread may be at work on files that speak of Weaviate, together.
    pub judging: Duration,
    /// Most files that are read.
    pub most_files: usize,
    /// Paths in the result are relative to this folder where they are below it.
    pub base: PathBuf,
}

impl Request {
    /// These files and folders with generous bounds, places relative to `base`.
    pub fn of(paths: Vec<PathBuf>, base: PathBuf) -> Self {
        Self { paths, measured: None, client: None, time: MAX_TIME, judging: MAX_JUDGING, most_files: usize::MAX, base }
    }
}

/// What one file came to.
enum FileOutcome {
    Read(FileReport),
    /// Read, and not about Weaviate.
    Foreign,
    LeftOut(Reason),
}

/// What all threads work with.
struct ScanWork<'a> {
    request: &'a Request,
    until: Instant,
    cache: Cache,
    read: AtomicUsize,
    /// Milliseconds that went into files that were then left out.
    lost: AtomicU64,
    /// Microseconds that went into files that speak of Weaviate.
    judging: AtomicU64,
    memory: Memory,
    /// What this process had in memory before, where the system tells.
    resident: Option<u64>,
    /// By path, so that a file that is met twice counts once.
    done: Mutex<BTreeMap<String, FileOutcome>>,
}

/// Scans files and folders with all processors.
pub fn scan(request: &Request) -> ScanOutcome {
    let work = ScanWork {
        request,
        until: Instant::now() + request.time,
        cache: Cache::default(),
        read: AtomicUsize::new(0),
        lost: AtomicU64::new(0),
        judging: AtomicU64::new(0),
        memory: Memory::default(),
        resident: reading::resident_bytes(),
        done: Mutex::new(BTreeMap::new()),
    };
    let ignored = Arc::new(Ignored::new());
    let mut paths = request.paths.iter();
    if let Some(first) = paths.next() {
        let mut builder = WalkBuilder::new(first);
        for path in paths {
            builder.add(path);
        }
        // Ignore files are read by `ignored`, which bounds them; the walk would open whatever has their names.
        builder.standard_filters(false).max_depth(Some(MAX_FOLDER_DEPTH)).follow_links(false).threads(threads());
        let ignored = Arc::clone(&ignored);
        builder.filter_entry(move |entry| entry.depth() == 0 || !(is_skipped(entry) || ignored.leaves_out(entry)));
        builder.build_parallel().run(|| {
            let work = &work;
            let mut buffer = Vec::new();
            Box::new(move |entry| work.meet(entry, &mut buffer))
        });
    }
    for (path, reason) in ignored.left_out() {
        work.note(&work.shown(&path), FileOutcome::LeftOut(reason));
    }
    let mut outcome = ScanOutcome::default();
    let done = work.done.into_inner().unwrap_or_else(PoisonError::into_inner);
    join(&done, request, &mut outcome);
    for (path, file) in done {
        match file {
            FileOutcome::Read(report) => {
                outcome.files += 1;
                outcome.ours += 1;
                outcome.findings.extend(report.findings);
                outcome.limits.extend(report.limits);
                if !is_test_or_example(&path) {
                    outcome.clusters.extend(report.clusters);
                    outcome.trust_env |= report.trust_env;
                }
            }
            FileOutcome::Foreign => outcome.files += 1,
            FileOutcome::LeftOut(reason) => outcome.left_out.push(SkippedFile { path: path.into(), reason }),
        }
    }
    // What stands in one file stays together.
    outcome.findings.sort_by(|a, b| (a.path.raw(), a.line, a.column).cmp(&(b.path.raw(), b.line, b.column)));
    outcome.findings.truncate(MAX_FINDINGS);
    outcome
}

/// Adds what only all files together show.
fn join(done: &BTreeMap<String, FileOutcome>, request: &Request, outcome: &mut ScanOutcome) {
    let read = done.iter().filter_map(|(path, file)| match file {
        FileOutcome::Read(report) => Some((path.as_str(), report)),
        FileOutcome::Foreign | FileOutcome::LeftOut(_) => None,
    });
    let Joined { findings, written, keys } = join::join(&read.collect());
    let mut indexes = Indexes::default();
    outcome.findings = findings;
    outcome.findings.extend(written.into_iter().filter_map(|mut finding| {
        finding.confidence = match indexes.kept(&request.base.join(finding.path.raw())) {
            Kept::Committed => Confidence::Certain,
            Kept::Meant => Confidence::Likely,
            Kept::Private => return None,
        };
        Some(finding)
    }));
    outcome.keys = keys;
}

/// What a file takes while it is read counts once a thread.
fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, |n| n.get().min(MAX_THREADS))
}

fn is_skipped(entry: &DirEntry) -> bool {
    let is_folder = entry.file_type().is_some_and(|t| t.is_dir());
    is_folder && entry.file_name().to_str().is_some_and(|name| SKIPPED.contains(&name))
}

impl ScanWork<'_> {
    fn meet(&self, entry: Result<DirEntry, ignore::Error>, buffer: &mut Vec<u8>) -> WalkState {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                self.trouble(&error);
                return WalkState::Continue;
            }
        };
        if self.is_over() {
            self.note(&self.shown(entry.path()), FileOutcome::LeftOut(Reason::OutOfTime));
            return WalkState::Quit;
        }
        if self.read.load(Ordering::Relaxed) >= self.request.most_files {
            self.note(&self.shown(entry.path()), FileOutcome::LeftOut(Reason::TooMany));
            return WalkState::Quit;
        }
        match entry.file_type() {
            Some(kind) if kind.is_dir() => {
                for name in ENV_FILES {
                    let path = entry.path().join(name);
                    if path.is_file() {
                        self.file(&path, SourceKind::DotEnv, buffer);
                    }
                }
            }
            // What is named itself is read, also through a link.
            Some(kind) if kind.is_file() || (entry.depth() == 0 && entry.path().is_file()) => {
                let source = SourceKind::of(&entry.file_name().to_string_lossy()).or_else(|| script(entry.path()));
                match source {
                    Some(source) => self.file(entry.path(), source, buffer),
                    None if entry.depth() == 0 => {
                        self.note(&self.shown(entry.path()), FileOutcome::LeftOut(Reason::OtherKind));
                    }
                    None => {}
                }
            }
            _ => {}
        }
        WalkState::Continue
    }

    /// Whether the time is up, or too much of it went into some files.
    fn is_over(&self) -> bool {
        let most = u64::try_from(self.request.judging.as_micros()).unwrap_or(u64::MAX).saturating_mul(threads() as u64);
        Instant::now() > self.until || self.judging.load(Ordering::Relaxed) > most
    }

    fn file(&self, path: &Path, source: SourceKind, buffer: &mut Vec<u8>) {
        let shown = self.shown(path);
        self.read.fetch_add(1, Ordering::Relaxed);
        match read(path, buffer) {
            Ok(()) => {}
            Err(error) => return self.note(&shown, FileOutcome::LeftOut(reading::reason_of(&error))),
        }
        // What the variables of a `.env` file are for, only the code may say.
        if source != SourceKind::DotEnv && !mentions_weaviate(buffer) {
            return self.note(&shown, FileOutcome::Foreign);
        }
        if !is_worth_parsing(buffer, source) {
            return self.note(&shown, FileOutcome::Read(FileReport::default()));
        }
        let installed = self.cache.of(path, self.request.client);
        let _share = self.memory.share(buffer.len());
        let started = reading::processor_time();
        let meter = reading::meter(self.until, Duration::from_millis(self.lost.load(Ordering::Relaxed)), self.resident);
        let scanned = scan_metered(&shown, buffer, source, &installed, self.request.measured, &meter);
        let took = reading::processor_time().saturating_sub(started);
        self.judging.fetch_add(u64::try_from(took.as_micros()).unwrap_or(u64::MAX), Ordering::Relaxed);
        let result = match scanned {
            Ok(report) => FileOutcome::Read(report),
            Err(Unreadable::Binary) => FileOutcome::LeftOut(Reason::Binary),
            Err(Unreadable::NotANotebook) => FileOutcome::LeftOut(Reason::NotANotebook),
            Err(Unreadable::TooComplex) => {
                self.lost.fetch_add(u64::try_from(took.as_millis()).unwrap_or(u64::MAX), Ordering::Relaxed);
                FileOutcome::LeftOut(Reason::TooComplex)
            }
        };
        self.note(&shown, result);
    }

    fn note(&self, path: &str, file: FileOutcome) {
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
            let reason = inner.io_error().map_or(Reason::Unreadable, Reason::of_io);
            self.note(&self.shown(&path), FileOutcome::LeftOut(reason));
        }
    }

    fn shown(&self, path: &Path) -> String {
        shown(path, &self.request.base)
    }
}

/// A path as it is shown: relative to the base, with forward slashes.
pub fn shown(path: &Path, base: &Path) -> String {
    let path = path.strip_prefix(base).unwrap_or(path);
    let path = path.strip_prefix("./").unwrap_or(path);
    let text = path.to_string_lossy();
    if std::path::MAIN_SEPARATOR == '/' { text.into_owned() } else { text.replace(std::path::MAIN_SEPARATOR, "/") }
}
