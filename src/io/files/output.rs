//! The one door to files that are written: opened without waiting, and where nobody takes the bytes (a pipe without a reader, or one whose
//! reader stalls), it ends with an error instead of hanging. It knows no format.

use super::{is_without_end, without_waiting};
use crate::model::sanitized::SanitizedText;
use std::fs::{self, File, OpenOptions};
use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::time::Duration;
use tempfile::NamedTempFile;

/// How long a pipe's reader may take nothing.
pub const PIPE_STALL_TIMEOUT: Duration = Duration::from_secs(30);

/// Why a file can't be written, and what to do.
pub fn problem(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there's no such directory".to_owned(),
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            "you aren't allowed to write there".to_owned()
        }
        io::ErrorKind::IsADirectory => "it's a directory; name a file".to_owned(),
        io::ErrorKind::StorageFull => "there's no space left: free some".to_owned(),
        io::ErrorKind::QuotaExceeded => "your quota is used up: free some space".to_owned(),
        io::ErrorKind::FileTooLarge => "the file would be larger than is allowed here".to_owned(),
        io::ErrorKind::NotConnected => "nothing reads this pipe: start its reader first".to_owned(),
        io::ErrorKind::TimedOut => "the reader of this pipe took nothing for 30 seconds".to_owned(),
        _ if is_without_end(error) => "it's a socket or an unusable device; name a file".to_owned(),
        _ => error.to_string(),
    }
}

/// A file, pipe or device that bytes are put into as it stands.
#[derive(Debug)]
pub struct OutputStream {
    file: File,
    /// How long its reader may take nothing, where it has one.
    patience: Duration,
}

impl OutputStream {
    /// Opens what is there to write into it. A pipe without a reader is [`io::ErrorKind::NotConnected`].
    pub fn open(path: &Path) -> io::Result<Self> {
        Self::with(OpenOptions::new().write(true), path)
    }

    /// Opens it, or makes it, to write at its end.
    pub fn append(path: &Path) -> io::Result<Self> {
        Self::with(OpenOptions::new().create(true).append(true), path)
    }

    fn with(options: &mut OpenOptions, path: &Path) -> io::Result<Self> {
        without_waiting(options);
        let file = options.open(path).map_err(|error| {
            if is_without_reader(&error, path) { io::ErrorKind::NotConnected.into() } else { error }
        })?;
        Ok(Self { file, patience: PIPE_STALL_TIMEOUT })
    }

    /// The same with another bound on how long its reader may take nothing.
    #[must_use]
    pub fn patient_for(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// Whether it is a terminal.
    pub fn is_terminal(&self) -> bool {
        self.file.is_terminal()
    }
}

/// Opening a pipe to write into it, which would have waited for a reader.
#[cfg(unix)]
fn is_without_reader(error: &io::Error, path: &Path) -> bool {
    use std::os::unix::fs::FileTypeExt as _;
    is_without_end(error) && fs::metadata(path).is_ok_and(|m| m.file_type().is_fifo())
}

#[cfg(not(unix))]
fn is_without_reader(_: &io::Error, _: &Path) -> bool {
    false
}

impl Write for OutputStream {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        loop {
            match self.file.write(bytes) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => self.wait()?,
                other => return other,
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl OutputStream {
    #[cfg(unix)]
    fn wait(&self) -> io::Result<()> {
        use rustix::event::{PollFd, PollFlags, Timespec, poll};
        let timeout = Timespec::try_from(self.patience).map_err(|_| io::ErrorKind::InvalidInput)?;
        let mut fds = [PollFd::new(&self.file, PollFlags::OUT)];
        // A terminal that its user has stopped waits for its user.
        let timeout = if self.is_terminal() { None } else { Some(&timeout) };
        match poll(&mut fds, timeout) {
            Ok(0) => Err(io::ErrorKind::TimedOut.into()),
            Ok(_) | Err(rustix::io::Errno::INTR) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    #[cfg(not(unix))]
    fn wait(&self) -> io::Result<()> {
        Err(io::ErrorKind::TimedOut.into())
    }
}

/// A new file beside the one that it will replace as a whole. Dropped before that, it leaves no trace.
pub fn beside(place: &Path, old: Option<&fs::Metadata>) -> io::Result<NamedTempFile> {
    let name = place.file_name().ok_or(io::ErrorKind::IsADirectory)?.to_string_lossy();
    let folder = place.parent().filter(|f| !f.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let prefix = format!(".{}.", SanitizedText::up_to(&name, 40));
    let mut builder = tempfile::Builder::new();
    builder.prefix(&prefix).suffix(".new");
    // Read and write permissions only: setuid bits were granted to other content.
    #[cfg(unix)]
    let kept = old.map(|old| {
        use std::os::unix::fs::PermissionsExt as _;
        fs::Permissions::from_mode(old.permissions().mode() & 0o777)
    });
    #[cfg(not(unix))]
    let kept = old.map(fs::Metadata::permissions);
    #[cfg(unix)]
    builder.permissions(kept.clone().unwrap_or_else(|| std::os::unix::fs::PermissionsExt::from_mode(0o666)));
    let new = builder.tempfile_in(folder)?;
    if let Some(kept) = kept {
        // Rights that can't be given to the new file are no reason to write none.
        let _ = new.as_file().set_permissions(kept);
    }
    Ok(new)
}

/// A new file beside `place` that nobody else may read.
pub fn private_beside(place: &Path) -> io::Result<NamedTempFile> {
    let folder = place.parent().filter(|f| !f.as_os_str().is_empty()).unwrap_or(Path::new("."));
    tempfile::Builder::new().prefix(".").suffix(".new").tempfile_in(folder)
}

/// Opens, or makes, a file that is only locked. Nobody else may read it.
pub fn lock_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).truncate(false).create(true);
    without_waiting(&mut options);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn a_pipe_that_nobody_reads_holds_nobody() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        for opened in [OutputStream::open(&pipe), OutputStream::append(&pipe)] {
            let error = opened.unwrap_err();
            assert!(problem(&error).contains("nothing reads this pipe"), "{error}");
        }
        // A reader that takes nothing: the pipe fills up, then the patience ends.
        let reader = OpenOptions::new().read(true).write(true).open(&pipe).unwrap();
        let mut stream = OutputStream::open(&pipe).unwrap().patient_for(Duration::from_millis(20));
        let error = stream.write_all(&vec![b'x'; 4 << 20]).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
        drop(reader);
        assert_eq!(stream.write_all(b"x").unwrap_err().kind(), io::ErrorKind::BrokenPipe);
    }

    #[cfg(unix)]
    #[test]
    fn a_replaced_file_keeps_who_may_read_it_and_nothing_else() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("report");
        fs::write(&place, "old").unwrap();
        fs::set_permissions(&place, fs::Permissions::from_mode(0o7642)).unwrap();
        let new = beside(&place, fs::metadata(&place).ok().as_ref()).unwrap();
        new.persist(&place).unwrap();
        assert_eq!(fs::metadata(&place).unwrap().permissions().mode() & 0o7777, 0o642);
    }
}
