//! Which files Git keeps: those that its index names. A key in a file of settings is told of only where others get the file.

use crate::io::files;
use crate::rules::scan::{SettingsFormat, SourceKind};
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

/// Largest index that is read. One of a hundred thousand files has some ten MiB.
const MAX_INDEX_BYTES: u64 = 64 << 20;

/// Longest path of a file that is kept; `PATH_MAX` of Linux.
const MAX_NAME_BYTES: usize = 4096;

/// Longest sum of all names that are kept. Version 4 tells a name by the one before it, so that few bytes can stand for many.
const MAX_NAMES_BYTES: usize = 64 << 20;

/// Bytes of an entry before its name, and of the object's name at their end.
const ENTRY_BYTES: usize = 62;

/// How sure it is that others get a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kept {
    /// Git's index names it.
    Committed,
    /// There is no Git here, or not yet this file in it, and such files are made to be committed.
    Meant,
    /// It stays on this machine.
    Private,
}

/// The indexes that were read, by the folder of the repository.
#[derive(Default)]
pub(super) struct Indexes(HashMap<PathBuf, Option<HashSet<Vec<u8>>>>);

impl Indexes {
    /// Whether others get this file.
    pub(super) fn kept(&mut self, path: &Path) -> Kept {
        let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let top = absolute.ancestors().skip(1).find(|folder| folder.join(".git").exists());
        if let Some(top) = top {
            let index = self.0.entry(top.to_owned()).or_insert_with(|| index(top));
            let name = absolute.strip_prefix(top).unwrap_or(&absolute).to_string_lossy().replace('\\', "/");
            if index.as_ref().is_some_and(|names| names.contains(name.as_bytes())) {
                return Kept::Committed;
            }
        }
        if is_private(&absolute) { Kept::Private } else { Kept::Meant }
    }
}

/// Whether files of this name hold what is one machine's or one person's own.
fn is_private(path: &Path) -> bool {
    let name = path.file_name().map(|n| n.to_string_lossy().to_ascii_lowercase()).unwrap_or_default();
    let kind = SourceKind::of(&name);
    let toml = kind == Some(SourceKind::Settings(SettingsFormat::Toml));
    let words = ["secret", "local", "development", "credential", "private"];
    kind == Some(SourceKind::DotEnv) || toml || words.iter().any(|word| name.contains(word))
}

fn index(top: &Path) -> Option<HashSet<Vec<u8>>> {
    let git = top.join(".git");
    // A work tree of its own has a file that names the folder.
    let folder = match files::found_text(&git, 4096) {
        Ok(text) => top.join(text.strip_prefix("gitdir:")?.trim()),
        Err(_) => git,
    };
    names(&files::found(&folder.join("index"), MAX_INDEX_BYTES).ok()?)
}

/// The names in an index of version 2 to 4.
fn names(bytes: &[u8]) -> Option<HashSet<Vec<u8>>> {
    let number = |at: usize| Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
    let version = number(4).filter(|_| bytes.starts_with(b"DIRC"))?;
    let mut found = HashSet::new();
    let (mut at, mut before, mut kept) = (12, Vec::new(), 0);
    for _ in 0..number(8)? {
        let flags = u16::from_be_bytes(bytes.get(at + ENTRY_BYTES - 2..at + ENTRY_BYTES)?.try_into().ok()?);
        let mut start = at + ENTRY_BYTES + if flags & 0x4000 == 0 { 0 } else { 2 };
        let mut name = Vec::new();
        if version == 4 {
            let (dropped, behind) = length(bytes, start)?;
            start = behind;
            name.extend_from_slice(before.get(..before.len().checked_sub(dropped)?)?);
        }
        let end = start + memchr::memchr(0, bytes.get(start..)?)?;
        name.extend_from_slice(&bytes[start..end]);
        kept += name.len();
        if name.len() > MAX_NAME_BYTES || kept > MAX_NAMES_BYTES {
            return None;
        }
        // Entries are filled up to a multiple of eight, with one zero at least; those of version 4 are not.
        at = if version == 4 { end + 1 } else { at + (end - at + 8) / 8 * 8 };
        before.clone_from(&name);
        found.insert(name);
    }
    Some(found)
}

/// A length as version 4 writes it, and where it ends.
fn length(bytes: &[u8], mut at: usize) -> Option<(usize, usize)> {
    let mut byte = *bytes.get(at)?;
    let mut value = usize::from(byte & 127);
    while byte & 128 != 0 {
        at += 1;
        byte = *bytes.get(at)?;
        value = value.checked_add(1)?.checked_mul(128)?.checked_add(usize::from(byte & 127))?;
    }
    Some((value, at + 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::Command;

    #[test]
    fn the_index_of_git_is_read_in_its_versions() {
        let folder = tempfile::tempdir().expect("folder");
        let git = |args: &[&str]| {
            let done = Command::new("git").args(args).current_dir(folder.path()).output().expect("git runs");
            assert!(done.status.success(), "git {args:?}");
        };
        git(&["init", "-q"]);
        std::fs::create_dir_all(folder.path().join("deep/er")).expect("folder");
        for name in [".env", "deep/er/secrets.toml", "deep/er/values.yaml", "a", "app.yml", "values.yaml"] {
            std::fs::write(folder.path().join(name), name).expect("written");
        }
        git(&["add", ".env", "deep", "a"]);
        for version in ["2", "4"] {
            git(&["update-index", "--index-version", version]);
            let mut indexes = Indexes::default();
            let mut kept = |name: &str| indexes.kept(&folder.path().join(name));
            for name in [".env", "deep/er/secrets.toml", "deep/er/values.yaml", "a"] {
                assert_eq!(kept(name), Kept::Committed, "{name} in version {version}");
            }
            assert_eq!(kept("app.yml"), Kept::Meant);
            assert_eq!(kept(".env.local"), Kept::Private);
        }
    }

    /// Each name is the one before and a letter: the sum grows with the square of the file.
    #[test]
    fn names_that_grow_from_one_another_are_bounded() {
        const ENTRIES: usize = 20_000;
        let mut bytes = b"DIRC\0\0\0\x04".to_vec();
        bytes.extend(u32::try_from(ENTRIES).expect("few").to_be_bytes());
        for _ in 0..ENTRIES {
            bytes.extend([0; ENTRY_BYTES]);
            bytes.extend(b"\0a\0");
        }
        assert_eq!(names(&bytes), None);
    }

    #[test]
    fn a_broken_index_names_nothing() {
        for bytes in [&b""[..], b"DIRC", b"DIRC\0\0\0\x02\xff\xff\xff\xff", b"DIRC\0\0\0\x04\0\0\0\x01aaaaaaaaaaaaaaaa"]
        {
            assert_eq!(names(bytes), None);
        }
    }
}
