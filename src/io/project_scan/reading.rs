//! Reads one file within bounds, and says in words why one was not read.

use crate::io::files;
use crate::io::files::ReadError;
use crate::model::scan_outcome::Reason;
use crate::rules::scan::{Grammar, Meter, SourceKind};
use std::cell::Cell;
use std::io::Read;
use std::path::Path;
use std::time::{Duration, Instant};

/// Largest source file that is read.
pub const MAX_SOURCE_BYTES: u64 = 2 << 20;

/// How long one file may keep a processor.
const FILE_PROCESSOR_TIMEOUT: Duration = Duration::from_millis(1500);

/// The same once too much was lost: a tenth of it is enough for nearly every file.
const SHORT_PROCESSOR_TIMEOUT: Duration = Duration::from_millis(150);

/// How long files that were left out may have taken together.
const MAX_LOST: Duration = Duration::from_secs(10);

/// How long one file may take on a machine that is busy with other things.
const FILE_TIMEOUT: Duration = Duration::from_secs(8);

/// How much this process may grow by a scan. What files leave behind is used again by those behind them, so it counts once.
const MAX_GROWTH_BYTES: u64 = 250 << 20;

/// How much any file may add, whatever the files before it left behind.
const MAX_FILE_GROWTH_BYTES: u64 = 32 << 20;

/// How much is read of the system's files about this process.
const MAX_STATUS_BYTES: u64 = 64 << 10;

/// How often memory is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(5);

/// How much of a file's first line is read for its interpreter.
const MAX_FIRST_LINE_BYTES: usize = 64;

/// What a file without an ending is written in, by its first line `#!…`.
pub(super) fn script(path: &Path) -> Option<SourceKind> {
    if path.extension().is_some() {
        return None;
    }
    let mut head = [0; MAX_FIRST_LINE_BYTES];
    let length = files::open_found(path).ok()?.read(&mut head).ok()?;
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
    Some(SourceKind::Code(grammar))
}

/// Bounds the time that one file may take, and the memory of this process meanwhile. It belongs to the thread that makes it.
///
/// `lost` is what files that were then left out took of all processors: once that is too much, none is waited for as long. `before` is what
/// this process had when the scan began.
pub(super) fn meter(until: Instant, lost: Duration, before: Option<u64>) -> Meter {
    let patience = if lost < MAX_LOST { FILE_PROCESSOR_TIMEOUT } else { SHORT_PROCESSOR_TIMEOUT };
    let until = until.min(Instant::now() + FILE_TIMEOUT);
    let busy_until = processor_time().saturating_add(patience);
    let most = resident_bytes()
        .zip(before)
        .map(|(now, before)| before.saturating_add(MAX_GROWTH_BYTES).max(now.saturating_add(MAX_FILE_GROWTH_BYTES)));
    let next_look = Cell::new(Instant::now());
    Meter::new(move || {
        let now = Instant::now();
        if now < next_look.get() {
            return false;
        }
        next_look.set(now + LOOK_EVERY);
        let grown = resident_bytes().zip(most).is_some_and(|(bytes, most)| bytes > most);
        grown || now > until || processor_time() > busy_until
    })
}

/// This thread's processor time, where the system has it; load does not add to it.
#[cfg(unix)]
pub(super) fn processor_time() -> Duration {
    use rustix::time::{ClockId, clock_gettime};
    Duration::try_from(clock_gettime(ClockId::ThreadCPUTime)).unwrap_or_default()
}

#[cfg(not(unix))]
pub(super) fn processor_time() -> Duration {
    // The time of day is the nearest to it.
    static BEGIN: std::sync::LazyLock<Instant> = std::sync::LazyLock::new(Instant::now);
    BEGIN.elapsed()
}

/// This process's memory, where the system has it cheaply.
pub(super) fn resident_bytes() -> Option<u64> {
    let status = files::found_text(Path::new("/proc/self/status"), MAX_STATUS_BYTES).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes << 10)
}

/// Why a file was left out that could not be read.
pub(super) fn reason_of(error: &ReadError) -> Reason {
    match error {
        ReadError::Io(error) => Reason::of_io(error),
        ReadError::NotRegular => Reason::NotRegular,
        ReadError::TooLarge(_) => Reason::TooLarge,
        ReadError::NotText => Reason::Binary,
    }
}

/// Reads a file into the buffer.
pub(super) fn read(path: &Path, buffer: &mut Vec<u8>) -> Result<(), ReadError> {
    buffer.clear();
    let file = files::open_found(path)?;
    let length = file.metadata()?.len();
    if length > MAX_SOURCE_BYTES {
        return Err(ReadError::TooLarge(MAX_SOURCE_BYTES));
    }
    fill(file, length, buffer)
}

/// Reads what was said to be `length` bytes long. It may have grown or shrunk meanwhile; what is read is what counts.
fn fill(source: impl Read, length: u64, buffer: &mut Vec<u8>) -> Result<(), ReadError> {
    // One more, so that the end is seen without another piece of memory.
    buffer.reserve(usize::try_from(length.min(MAX_SOURCE_BYTES)).unwrap_or_default() + 1);
    source.take(MAX_SOURCE_BYTES + 1).read_to_end(buffer)?;
    if buffer.len() as u64 <= MAX_SOURCE_BYTES { Ok(()) } else { Err(ReadError::TooLarge(MAX_SOURCE_BYTES)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io;

    #[test]
    fn a_file_that_shrinks_or_grows_while_it_is_read() {
        let text = b"import weaviate\n";
        for said in [0, 3, text.len() as u64, 1 << 20, MAX_SOURCE_BYTES] {
            let mut buffer = Vec::new();
            assert!(fill(&text[..], said, &mut buffer).is_ok());
            assert_eq!(buffer, text, "said to have {said} bytes");
        }
        let mut buffer = Vec::new();
        assert!(matches!(fill(io::repeat(b'x'), 10, &mut buffer), Err(ReadError::TooLarge(MAX_SOURCE_BYTES))));
        assert_eq!(buffer.len() as u64, MAX_SOURCE_BYTES + 1);
    }
}
