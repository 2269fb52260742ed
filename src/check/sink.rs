//! Where a report goes: standard output, or a file that is replaced as a whole. It knows no report.

use crate::clean::Clean;
use crate::cli::UsageError;
use anyhow::Context as _;
use std::fs::{self, File, OpenOptions};
use std::io::{self, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};

/// Where a report goes. A file that was not written in the end leaves no trace.
pub enum Sink {
    /// Standard output.
    Output,
    /// Something that takes bytes and can't be replaced: a pipe, a device.
    Stream(File),
    /// A new file beside the one that it will replace.
    Beside {
        /// The new one, until it has taken its place.
        new: Option<PathBuf>,
        /// It, open.
        file: File,
        /// The place.
        place: PathBuf,
    },
}

/// Why a file can't be written, and what to do.
pub fn problem(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such directory".to_owned(),
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => "you may not write there".to_owned(),
        io::ErrorKind::IsADirectory => "it is a directory; name a file".to_owned(),
        io::ErrorKind::StorageFull => "there is no space left: free some".to_owned(),
        _ => error.to_string(),
    }
}

impl Sink {
    /// Opens the place, so that one that can't be written is known before anything is probed.
    pub fn open(path: Option<&Path>) -> Result<Self, UsageError> {
        match path {
            None => Ok(Self::Output),
            Some(path) if path == Path::new("-") => Ok(Self::Output),
            Some(path) => Self::at(path).map_err(|error| {
                let shown = Clean::up_to(&path.to_string_lossy(), 200);
                let why = problem(&error);
                UsageError::new(&format!("can't write the report to “{shown}”: {why}"))
            }),
        }
    }

    fn at(path: &Path) -> io::Result<Self> {
        if path.as_os_str().is_empty() {
            return Err(io::ErrorKind::NotFound.into());
        }
        // A link is followed, so that its target is replaced and not the link.
        let place = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let old = fs::metadata(&place).ok();
        match &old {
            Some(old) if old.is_dir() => return Err(io::ErrorKind::IsADirectory.into()),
            Some(old) if !old.is_file() => return Ok(Self::Stream(OpenOptions::new().write(true).open(&place)?)),
            // Replacing would get round the write protection of a file.
            Some(_) => drop(OpenOptions::new().write(true).open(&place)?),
            None => {}
        }
        let name = place.file_name().ok_or(io::ErrorKind::IsADirectory)?.to_string_lossy().into_owned();
        let new = place.with_file_name(format!(".{}.{}.new", Clean::up_to(&name, 40), std::process::id()));
        let file = OpenOptions::new().write(true).create_new(true).open(&new)?;
        if let Some(old) = old {
            // Rights that can't be given to the new file are no reason to write none.
            let _ = file.set_permissions(old.permissions());
        }
        Ok(Self::Beside { new: Some(new), file, place })
    }

    /// Whether it is a terminal.
    pub fn is_terminal(&self) -> bool {
        match self {
            Self::Output => io::stdout().is_terminal(),
            Self::Stream(file) => file.is_terminal(),
            Self::Beside { .. } => false,
        }
    }

    /// Writes everything. A reader that has gone away is not an error.
    pub fn write(&mut self, text: &[u8]) -> anyhow::Result<()> {
        self.push(text).map(drop)
    }

    /// Writes everything behind what was written before, and says whether anybody is still reading. A file is replaced by the first piece.
    pub fn push(&mut self, text: &[u8]) -> anyhow::Result<bool> {
        let written = match self {
            Self::Output => {
                let mut output = io::stdout().lock();
                output.write_all(text).and_then(|()| output.flush())
            }
            Self::Stream(file) => file.write_all(text),
            Self::Beside { new, file, place } => {
                let done = file.write_all(text).and_then(|()| match new {
                    Some(path) => fs::rename(path, place),
                    None => Ok(()),
                });
                if done.is_ok() {
                    *new = None;
                }
                done
            }
        };
        match written {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(false),
            other => other.map(|()| true).context("can't write the report"),
        }
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        if let Self::Beside { new: Some(path), .. } = self {
            let _ = fs::remove_file(path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect()
    }

    #[test]
    fn a_file_is_replaced_whole_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("report.json");
        fs::write(&place, "old").unwrap();
        drop(Sink::open(Some(&place)).unwrap());
        assert_eq!((fs::read_to_string(&place).unwrap().as_str(), names(folder.path()).len()), ("old", 1));
        let mut sink = Sink::open(Some(&place)).unwrap();
        sink.write(b"new").unwrap();
        drop(sink);
        assert_eq!((fs::read_to_string(&place).unwrap().as_str(), names(folder.path()).len()), ("new", 1));
    }

    #[test]
    fn places_that_cannot_be_written_are_known_at_once() {
        let folder = tempfile::tempdir().unwrap();
        for (path, why) in [("", "directory"), ("missing/report", "no such directory")] {
            let error = Sink::open(Some(&folder.path().join(path))).map(drop).unwrap_err().to_string();
            assert!(error.contains(why), "{error}");
        }
        assert!(Sink::open(Some(Path::new(""))).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn links_and_devices_stay_what_they_are() {
        let folder = tempfile::tempdir().unwrap();
        let (place, link) = (folder.path().join("place"), folder.path().join("link"));
        fs::write(&place, "old").unwrap();
        std::os::unix::fs::symlink(&place, &link).unwrap();
        Sink::open(Some(&link)).unwrap().write(b"new").unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read_to_string(&place).unwrap(), "new");
        assert!(matches!(Sink::open(Some(Path::new("/dev/null"))), Ok(Sink::Stream(_))));
    }
}
