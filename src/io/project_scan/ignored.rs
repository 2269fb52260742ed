//! What ignore files leave out: `.ignore`, `.gitignore`, `.git/info/exclude` and the user's own `git/ignore`, in Git's order of precedence.
//!
//! They may be hostile, so they are read here and not by the walk: regular files of bounded size, with patterns of bounded length
//! and nesting, and bounded in their sum.

mod global;

use crate::io::files;
use crate::io::files::ReadError;
use crate::model::scan_outcome::Reason;
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use ignore::{DirEntry, Match};
use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Largest ignore file that is read.
const MAX_IGNORE_BYTES: u64 = 1 << 20;

/// Most bytes of all ignore files of a scan: each keeps its patterns in memory.
const MAX_ALL_IGNORE_BYTES: u64 = 2 << 20;

/// Longest pattern; no path is longer.
const MAX_PATTERN_BYTES: usize = 4096;

/// Most `{` of a pattern: the matcher is built by recursion over what they nest.
const MAX_PATTERN_BRACES: usize = 16;

/// Longest `.git` file of a working tree elsewhere, and longest `commondir`.
const MAX_LINK_BYTES: u64 = 8192;

/// The rules of all folders that were met.
pub(super) struct Ignored {
    /// By the folder as the walk names it.
    met: Mutex<HashMap<PathBuf, Arc<Rules>>>,
    /// By the folder's own path.
    own: Mutex<HashMap<PathBuf, Arc<Rules>>>,
    global: Gitignore,
    read: AtomicU64,
    left_out: Mutex<Vec<(PathBuf, Reason)>>,
}

/// The rules that begin in a folder, and those around it.
struct Rules {
    folder: PathBuf,
    around: Option<Arc<Rules>>,
    ignore: Gitignore,
    git: Gitignore,
    exclude: Gitignore,
    /// Whether a repository begins here: what Git's files say further up doesn't count.
    top: bool,
}

impl Ignored {
    pub(super) fn new() -> Self {
        let mut all = Self {
            met: Mutex::default(),
            own: Mutex::default(),
            global: Gitignore::empty(),
            read: AtomicU64::new(0),
            left_out: Mutex::default(),
        };
        if let (Some(path), Ok(here)) = (global::excludes_file(), std::path::absolute(".")) {
            all.global = all.rules(&here, &path);
        }
        all
    }

    /// Whether an entry of the walk is left out.
    pub(super) fn leaves_out(&self, entry: &DirEntry) -> bool {
        let Some(folder) = entry.path().parent() else { return false };
        let known = lock(&self.met).get(folder).cloned();
        let rules = known.unwrap_or_else(|| {
            let named = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
            let own = named.canonicalize().map_or_else(|_| Arc::default(), |own| self.of(&own));
            lock(&self.met).insert(folder.to_owned(), Arc::clone(&own));
            own
        });
        let is_folder = entry.file_type().is_some_and(|t| t.is_dir());
        rules
            .judge(Path::new(entry.file_name()), is_folder)
            .or(self.global.matched(entry.path(), is_folder).map(|_| ()))
            .is_ignore()
    }

    /// The ignore files that were left out, and why.
    pub(super) fn left_out(&self) -> Vec<(PathBuf, Reason)> {
        std::mem::take(&mut *lock(&self.left_out))
    }

    /// The rules for what stands in this folder.
    fn of(&self, folder: &Path) -> Arc<Rules> {
        let mut rules: Option<Arc<Rules>> = None;
        let mut open = Vec::new();
        for folder in folder.ancestors() {
            rules = lock(&self.own).get(folder).cloned();
            if rules.is_some() {
                break;
            }
            open.push(folder);
        }
        for folder in open.into_iter().rev() {
            let new = Arc::new(self.look(folder, rules));
            lock(&self.own).insert(folder.to_owned(), Arc::clone(&new));
            rules = Some(new);
        }
        rules.unwrap_or_default()
    }

    fn look(&self, folder: &Path, around: Option<Arc<Rules>>) -> Rules {
        let repository = folder.join(".git");
        let top = repository.exists();
        Rules {
            folder: folder.to_owned(),
            around,
            ignore: self.rules(folder, &folder.join(".ignore")),
            git: self.rules(folder, &folder.join(".gitignore")),
            exclude: if top {
                self.rules(folder, &common(&repository).join("info/exclude"))
            } else {
                Gitignore::empty()
            },
            top,
        }
    }

    /// The rules of one file, which count from this folder.
    fn rules(&self, folder: &Path, path: &Path) -> Gitignore {
        let bytes = match files::found(path, MAX_IGNORE_BYTES) {
            Ok(bytes) => bytes,
            Err(error) => {
                let reason = match &error {
                    ReadError::Io(e) if absent(e) => return Gitignore::empty(),
                    ReadError::TooLarge(_) => Reason::IgnoreFileTooLarge,
                    other => super::reading::reason_of(other),
                };
                self.note(path, reason);
                return Gitignore::empty();
            }
        };
        let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        if self.read.fetch_add(length, Ordering::Relaxed).saturating_add(length) > MAX_ALL_IGNORE_BYTES {
            self.note(path, Reason::IgnoreFileTooLarge);
            return Gitignore::empty();
        }
        let text = String::from_utf8_lossy(&bytes);
        let mut builder = GitignoreBuilder::new(folder);
        let mut all = true;
        for line in text.strip_prefix('\u{feff}').unwrap_or(&text).lines() {
            let written = line.len() <= MAX_PATTERN_BYTES && line.matches('{').count() <= MAX_PATTERN_BRACES;
            all = all && written;
            if written {
                // A pattern that makes no sense ignores nothing, as with Git.
                let _ = builder.add_line(None, line);
            }
        }
        let built = builder.build();
        if !all || built.is_err() {
            self.note(path, Reason::IgnoreFileTooComplex);
        }
        built.unwrap_or_else(|_| Gitignore::empty())
    }

    fn note(&self, path: &Path, reason: Reason) {
        lock(&self.left_out).push((path.to_owned(), reason));
    }
}

/// Whether there simply is no such file.
fn absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory | io::ErrorKind::IsADirectory)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Where a repository keeps what all its working trees share: a working tree elsewhere has a `.git` file that names its own part of it.
fn common(repository: &Path) -> PathBuf {
    let named = |path: &Path, base: &Path, label: &str| {
        let text = files::found_text(path, MAX_LINK_BYTES).ok()?;
        let name = text.lines().next()?.strip_prefix(label)?.trim();
        Some(base.join(name))
    };
    let Some(own) = named(repository, repository.parent().unwrap_or(repository), "gitdir:") else {
        return repository.to_owned();
    };
    named(&own.join("commondir"), &own, "").unwrap_or(own)
}

impl Default for Rules {
    fn default() -> Self {
        let none = Gitignore::empty;
        Self { folder: PathBuf::new(), around: None, ignore: none(), git: none(), exclude: none(), top: false }
    }
}

impl Rules {
    /// What the rules say of an entry of this folder. The nearest file of a kind that names it decides; `.ignore` comes before Git's files.
    fn judge(&self, name: &Path, is_folder: bool) -> Match<()> {
        let path = self.folder.join(name);
        let (mut ignore, mut git, mut exclude) = (Match::None, Match::None, Match::None);
        let mut inside_repository = true;
        let mut here = Some(self);
        while let Some(rules) = here {
            let asked = |known: Match<()>, matcher: &Gitignore| {
                if known.is_none() { matcher.matched(&path, is_folder).map(|_| ()) } else { known }
            };
            ignore = asked(ignore, &rules.ignore);
            if inside_repository {
                git = asked(git, &rules.git);
                exclude = asked(exclude, &rules.exclude);
            }
            inside_repository = inside_repository && !rules.top;
            here = rules.around.as_deref();
        }
        ignore.or(git).or(exclude)
    }
}
