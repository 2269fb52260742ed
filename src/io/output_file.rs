//! Where a report goes: standard output, or a file that is replaced as a whole. It knows no report.

use crate::io::files::output;
use crate::io::files::output::{OutputStream, problem};
use crate::model::sanitized::SanitizedText;
use crate::model::usage_error::UsageError;
use std::fs::{self, File};
use std::io::{self, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// Where a report goes. A file that was not written in the end leaves no trace.
pub enum Sink {
    /// Standard output.
    Output,
    /// Something that takes bytes and can't be replaced: a pipe, a device.
    Stream(OutputStream),
    /// A new file beside the one that it will replace.
    Beside {
        /// The new one. None once it has taken its place, and when that failed.
        new: Option<NamedTempFile>,
        /// The place.
        place: PathBuf,
    },
    /// A file that has taken its place.
    Replaced(File),
}

impl Sink {
    /// Opens the place, so that one that can't be written is known before anything is probed.
    pub fn open(path: Option<&Path>) -> Result<Self, UsageError> {
        match path {
            None => Ok(Self::Output),
            Some(path) if path == Path::new("-") => Ok(Self::Output),
            Some(path) => Self::at(path).map_err(|error| {
                let shown = SanitizedText::up_to(&path.to_string_lossy(), 200);
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
            Some(old) if !old.is_file() => return Ok(Self::Stream(OutputStream::open(&place)?)),
            // Replacing would get round the write protection of a file.
            Some(_) => drop(OutputStream::open(&place)?),
            None => {}
        }
        Ok(Self::Beside { new: Some(output::beside(&place, old.as_ref())?), place })
    }

    /// Whether it is a terminal.
    pub fn is_terminal(&self) -> bool {
        match self {
            Self::Output => io::stdout().is_terminal(),
            Self::Stream(stream) => stream.is_terminal(),
            Self::Beside { .. } | Self::Replaced(_) => false,
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
            Self::Stream(stream) => stream.write_all(text),
            Self::Replaced(file) => file.write_all(text),
            Self::Beside { new, place } => match replaced(new.take(), text, place) {
                Ok(file) => {
                    *self = Self::Replaced(file);
                    Ok(())
                }
                Err(error) => Err(error),
            },
        };
        match written {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(false),
            Err(error) => anyhow::bail!("can't write the report: {}", problem(&error)),
            Ok(()) => Ok(true),
        }
    }
}

fn replaced(new: Option<NamedTempFile>, text: &[u8], place: &Path) -> io::Result<File> {
    let mut new = new.ok_or(io::ErrorKind::NotFound)?;
    new.write_all(text)?;
    Ok(new.persist(place)?)
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

    /// Leftovers of a crash, or another run's file, don't matter.
    #[test]
    fn two_write_to_one_place() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("report.json");
        let mut sinks = [Sink::open(Some(&place)).unwrap(), Sink::open(Some(&place)).unwrap()];
        sinks[0].write(b"first").unwrap();
        assert!(sinks[1].push(b"first").unwrap() && sinks[1].push(b"last").unwrap());
        assert_eq!((fs::read_to_string(&place).unwrap().as_str(), names(folder.path()).len()), ("firstlast", 1));
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
