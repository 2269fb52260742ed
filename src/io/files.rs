//! The one door to files that may be hostile. Whatever is opened here is opened without waiting, is of a kind that ends, and is
//! read up to a bound: a link to `/dev/zero`, a named pipe without a writer or a `/proc` file that blocks can't hold the program.
//! It knows no format.
//!
//! A *found* file lies where the program looks by itself and has to be a regular file. A *named* one was given by the user and may also be a
//! pipe (`<(command)`), which is waited for, but not for ever.

pub mod output;

use crate::model::sanitized::ForeignPath;
use std::fs::{File, OpenOptions};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
#[cfg(unix)]
use std::time::Duration;

/// How long a named pipe may stay silent.
#[cfg(unix)]
pub const PIPE_SILENCE_TIMEOUT: Duration = Duration::from_secs(30);

/// Why a file can't be read.
#[derive(Debug)]
pub enum ReadError {
    /// The system refused, or a pipe stayed silent ([`io::ErrorKind::TimedOut`]).
    Io(io::Error),
    /// It is a device, a socket, or a pipe where a file was looked for.
    NotRegular,
    /// It holds more bytes than this.
    TooLarge(u64),
    /// It is not UTF-8.
    NotText,
}

impl ReadError {
    /// Why, in plain words that fit behind “can't read it: ”.
    pub fn words(&self) -> String {
        match self {
            Self::Io(error) => trouble(error),
            Self::NotRegular => "it isn't a regular file".to_owned(),
            Self::TooLarge(limit) => format!("it's longer than {}", bytes_in_words(*limit)),
            Self::NotText => "it isn't UTF-8 text".to_owned(),
        }
    }
}

impl From<io::Error> for ReadError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// `64 KiB`, `1 MiB`.
fn bytes_in_words(bytes: u64) -> String {
    if bytes >= 1 << 20 { format!("{} MiB", bytes >> 20) } else { format!("{} KiB", bytes >> 10) }
}

/// The file that a person names in a field or drops on the terminal: quotes around the name and `~/` mean what they usually mean.
pub fn named_in_field(name: &str) -> PathBuf {
    let name = name.trim();
    let bare = ['"', '\''].iter().find_map(|q| name.strip_prefix(*q)?.strip_suffix(*q)).unwrap_or(name);
    let home = bare.strip_prefix("~/").and_then(|rest| Some(etcetera::home_dir().ok()?.join(rest)));
    home.unwrap_or_else(|| bare.into())
}

/// The bytes of a file that the program found by itself: a regular file of at most `limit` bytes.
pub fn found(path: &Path, limit: u64) -> Result<Vec<u8>, ReadError> {
    let file = open_found(path)?;
    at_most(file, limit)
}

/// The text of a file that the program found by itself, without a byte order mark.
pub fn found_text(path: &Path, limit: u64) -> Result<String, ReadError> {
    text(found(path, limit)?)
}

/// The bytes of a file that the user named: a regular file or a pipe, at most `limit` bytes.
pub fn named(path: &Path, limit: u64) -> Result<Vec<u8>, ReadError> {
    at_most(open_named(path)?, limit)
}

/// The text of a file that the user named, without a byte order mark.
pub fn named_text(path: &Path, limit: u64) -> Result<String, ReadError> {
    text(named(path, limit)?)
}

/// Everything that `source` gives.
pub fn at_most(source: impl Read, limit: u64) -> Result<Vec<u8>, ReadError> {
    let mut bytes = Vec::new();
    source.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    if u64::try_from(bytes.len()).is_ok_and(|n| n <= limit) { Ok(bytes) } else { Err(ReadError::TooLarge(limit)) }
}

fn text(bytes: Vec<u8>) -> Result<String, ReadError> {
    let text = String::from_utf8(bytes).map_err(|_| ReadError::NotText)?;
    Ok(match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_owned(),
        None => text,
    })
}

/// Opens a regular file. Reading it never waits: where it would (`/proc/kmsg`), it fails.
pub fn open_found(path: &Path) -> Result<File, ReadError> {
    let file = open_at_once(path)?;
    let kind = file.metadata()?.file_type();
    if kind.is_dir() {
        return Err(io::Error::from(io::ErrorKind::IsADirectory).into());
    }
    if kind.is_file() { Ok(file) } else { Err(ReadError::NotRegular) }
}

/// Opens a regular file or a pipe, whose reader waits [`PIPE_SILENCE_TIMEOUT`] at most.
pub fn open_named(path: &Path) -> Result<NamedFile, ReadError> {
    let file = open_at_once(path)?;
    let kind = file.metadata()?.file_type();
    if kind.is_dir() {
        return Err(io::Error::from(io::ErrorKind::IsADirectory).into());
    }
    if kind.is_file() || is_pipe(kind) { Ok(NamedFile(file)) } else { Err(ReadError::NotRegular) }
}

#[cfg(unix)]
fn is_pipe(kind: std::fs::FileType) -> bool {
    std::os::unix::fs::FileTypeExt::is_fifo(&kind)
}

#[cfg(not(unix))]
fn is_pipe(_: std::fs::FileType) -> bool {
    false
}

/// Opening a named pipe would wait for a writer, and some devices for more.
fn open_at_once(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    without_waiting(&mut options);
    options.open(path)
}

/// Opening never waits, nor does reading or writing.
pub fn without_waiting(options: &mut OpenOptions) {
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        let flags = OFlags::NONBLOCK | OFlags::NOCTTY;
        std::os::unix::fs::OpenOptionsExt::custom_flags(options, i32::try_from(flags.bits()).unwrap_or_default());
    }
    #[cfg(not(unix))]
    let _ = options;
}

/// An open file that the user named.
#[derive(Debug)]
pub struct NamedFile(File);

impl Read for NamedFile {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        #[cfg(unix)]
        if is_pipe(self.0.metadata()?.file_type()) {
            wait_for_data(&self.0)?;
        }
        self.0.read(buffer)
    }
}

/// Waits until there is something to read or nobody writes any more. A pipe that nobody has opened for writing yet counts as silent.
#[cfg(unix)]
fn wait_for_data(file: &File) -> io::Result<()> {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    let timeout = Timespec::try_from(PIPE_SILENCE_TIMEOUT).map_err(|_| io::ErrorKind::InvalidInput)?;
    let mut fds = [PollFd::new(file, PollFlags::IN)];
    loop {
        return match poll(&mut fds, Some(&timeout)) {
            Ok(0) => Err(io::ErrorKind::TimedOut.into()),
            Ok(_) => Ok(()),
            Err(rustix::io::Errno::INTR) => continue,
            Err(error) => Err(error.into()),
        };
    }
}

/// The names in a directory, in order; at most `limit` are looked at.
pub fn names(directory: &Path, limit: usize) -> Vec<ForeignPath> {
    let Ok(entries) = std::fs::read_dir(directory) else { return Vec::new() };
    let mut names: Vec<ForeignPath> = entries
        .take(limit)
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .map(ForeignPath::new)
        .collect();
    names.sort();
    names
}

/// Why a file that the user named can't be read, in plain words.
pub fn trouble(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there's no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "you aren't allowed to read it".to_owned(),
        io::ErrorKind::IsADirectory => "it's a directory".to_owned(),
        io::ErrorKind::WouldBlock => "reading it would wait forever".to_owned(),
        io::ErrorKind::TimedOut => "nothing was written to this pipe for 30 seconds".to_owned(),
        _ if is_without_end(error) => "it isn't a regular file".to_owned(),
        _ => error.to_string(),
    }
}

/// Whether nobody is at the other end of what was opened, such as a socket (`ENXIO`).
fn is_without_end(error: &io::Error) -> bool {
    #[cfg(unix)]
    let known = rustix::io::Errno::NXIO.raw_os_error();
    #[cfg(not(unix))]
    let known = i32::MIN;
    error.raw_os_error() == Some(known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regular_files_are_read_up_to_the_bound() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        std::fs::write(&path, "\u{feff}12345").unwrap();
        assert_eq!(found_text(&path, 8).unwrap(), "12345");
        assert!(matches!(found(&path, 7), Err(ReadError::TooLarge(7))));
        assert_eq!(named_text(&path, 8).unwrap(), "12345");
        std::fs::write(&path, [0xff, 0xfe]).unwrap();
        assert!(matches!(found_text(&path, 8), Err(ReadError::NotText)));
        assert!(matches!(found(folder.path(), 8), Err(ReadError::Io(e)) if e.kind() == io::ErrorKind::IsADirectory));
        assert!(
            matches!(named(&folder.path().join("b"), 8), Err(ReadError::Io(e)) if e.kind() == io::ErrorKind::NotFound)
        );
    }

    #[cfg(unix)]
    #[test]
    fn devices_and_pipes_hold_nobody() {
        let folder = tempfile::tempdir().unwrap();
        let (link, pipe) = (folder.path().join("link"), folder.path().join("pipe"));
        std::os::unix::fs::symlink("/dev/zero", &link).unwrap();
        assert!(matches!(found(&link, 8), Err(ReadError::NotRegular)));
        assert!(matches!(named(&link, 8), Err(ReadError::NotRegular)));
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        assert!(matches!(found(&pipe, 8), Err(ReadError::NotRegular)));
        let writer = {
            let pipe = pipe.clone();
            std::thread::spawn(move || std::fs::write(pipe, "from a pipe").unwrap())
        };
        assert_eq!(named(&pipe, 64).unwrap(), b"from a pipe");
        writer.join().unwrap();
    }
}
