//! The private folder of one run: the certificate, merged roots, the two hooks. Nobody else may look into it, no key is in it, and it goes with
//! the run; what a killed run left is removed by the next one.

use crate::io::files;
use anyhow::{Context as _, Result};
use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// How the folders' names begin.
const PREFIX: &str = "weaviate-doctor-run-";
/// The file in it that a living run holds locked.
const LOCK: &str = "lock";

/// The folder. Dropping it removes it.
pub(super) struct PrivateFolder {
    folder: TempDir,
    _lock: File,
}

impl PrivateFolder {
    /// Makes one, and removes those of runs that live no more.
    pub(super) fn new(inside: &Path) -> Result<Self> {
        sweep(inside);
        let mut builder = tempfile::Builder::new();
        builder.prefix(PREFIX);
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
        let folder = builder.tempdir_in(inside);
        let folder = folder.context("can't make a private folder for this run")?;
        let lock = File::create_new(folder.path().join(LOCK)).context("can't write into the folder of this run")?;
        lock.lock().context("can't lock the folder of this run")?;
        Ok(Self { folder, _lock: lock })
    }

    /// Writes a file.
    pub(super) fn write(&self, name: &str, content: &[u8]) -> Result<PathBuf> {
        let path = self.folder.path().join(name);
        let written = File::create_new(&path).and_then(|mut file| file.write_all(content));
        written.context("can't write into the folder of this run")?;
        Ok(path)
    }

    /// Where it is.
    pub(super) fn path(&self) -> &Path {
        self.folder.path()
    }
}

/// Removes what killed runs left: folders of this user whose lock nobody holds.
fn sweep(inside: &Path) {
    let entries = fs::read_dir(inside).into_iter().flatten().flatten();
    for entry in entries.filter(|e| e.file_name().to_string_lossy().starts_with(PREFIX)) {
        let path = entry.path();
        // A link, or somebody else's folder, is none of ours.
        let own = fs::symlink_metadata(&path).is_ok_and(|found| found.is_dir() && is_own(&found));
        let lock = files::open_found(&path.join(LOCK));
        if own && lock.is_ok_and(|lock| lock.try_lock().is_ok()) {
            let _ = fs::remove_dir_all(&path);
        }
    }
}

#[cfg(unix)]
fn is_own(found: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    found.uid() == rustix::process::geteuid().as_raw()
}

#[cfg(not(unix))]
fn is_own(_: &fs::Metadata) -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_private_goes_with_the_run_and_what_a_killed_run_left_goes_with_the_next() {
        let inside = tempfile::tempdir().unwrap();
        let left = inside.path().join(format!("{PREFIX}killed"));
        fs::create_dir(&left).unwrap();
        fs::write(left.join(LOCK), "").unwrap();
        let one = PrivateFolder::new(inside.path()).unwrap();
        assert!(!left.exists());
        let two = PrivateFolder::new(inside.path()).unwrap();
        assert!(one.path().exists(), "a living run's folder stays");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(fs::metadata(two.path()).unwrap().permissions().mode() & 0o777, 0o700);
        }
        drop((one, two));
        assert_eq!(fs::read_dir(inside.path()).unwrap().count(), 0);
    }
}
