//! Reads files without ever reading too much of one or waiting for one. It knows no format.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// The text of a regular file; none when it is missing, unreadable, no regular file, longer than `limit` bytes or not UTF-8.
pub(super) fn text(path: &Path, limit: u64) -> Option<String> {
    // Opening a named pipe would wait for a writer, so its kind is looked at first.
    if !std::fs::metadata(path).ok()?.is_file() {
        return None;
    }
    let bytes = bounded(&mut File::open(path).ok()?, limit).ok()??;
    let text = String::from_utf8(bytes).ok()?;
    Some(text.strip_prefix('\u{feff}').map_or_else(|| text.clone(), str::to_owned))
}

/// Everything that `source` gives; none when that is more than `limit` bytes.
pub(super) fn bounded(source: &mut impl Read, limit: u64) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    source.take(limit + 1).read_to_end(&mut bytes)?;
    Ok((u64::try_from(bytes.len()).is_ok_and(|n| n <= limit)).then_some(bytes))
}

/// The names in a directory, in order; at most `limit` are looked at.
pub(super) fn names(directory: &Path, limit: usize) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(directory) else { return Vec::new() };
    let mut names: Vec<String> =
        entries.take(limit).filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect();
    names.sort();
    names
}

/// Why a file that the user named can't be read, in plain words.
pub(crate) fn trouble(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "you may not read it".to_owned(),
        io::ErrorKind::IsADirectory => "it is a directory".to_owned(),
        _ => error.to_string(),
    }
}
