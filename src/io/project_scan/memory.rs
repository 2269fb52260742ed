//! How much memory files may take that are read at once: each takes its share before it is parsed, by what its length allows the parser, so that
//! the sum is bounded on every system, also where nobody tells how large a process is.

use crate::rules::scan::most_parser_bytes;
use std::sync::{Condvar, Mutex, PoisonError};

/// What all files that are read at once may take together, in bytes. A file that may take more is read alone.
const MAX_SHARED_BYTES: u64 = 400 << 20;

/// What is left to share.
#[derive(Default)]
pub(super) struct Memory {
    taken: Mutex<u64>,
    freed: Condvar,
}

/// A file's share, until it is dropped.
pub(super) struct Share<'a> {
    memory: &'a Memory,
    bytes: u64,
}

impl Memory {
    /// Waits until a file of this length may be parsed. Whoever holds a share ends within a bound.
    pub(super) fn share(&self, length: usize) -> Share<'_> {
        let bytes = most_parser_bytes(length);
        let taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let full = |taken: &mut u64| *taken > 0 && *taken + bytes > MAX_SHARED_BYTES;
        let mut taken = self.freed.wait_while(taken, full).unwrap_or_else(PoisonError::into_inner);
        *taken += bytes;
        Share { memory: self, bytes }
    }
}

impl Drop for Share<'_> {
    fn drop(&mut self) {
        *self.memory.taken.lock().unwrap_or_else(PoisonError::into_inner) -= self.bytes;
        self.memory.freed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU64, Ordering};

    #[test]
    fn what_is_read_at_once_stays_within_the_bound() {
        let memory = Memory::default();
        let (now, most, read) = (AtomicU64::new(0), AtomicU64::new(0), AtomicU64::new(0));
        std::thread::scope(|scope| {
            for length in [1_000, 300_000, 600_000, 900_000, 2 << 20, 20_000, 800_000, 2 << 20] {
                let (memory, now, most, read) = (&memory, &now, &most, &read);
                scope.spawn(move || {
                    for _ in 0..50 {
                        let share = memory.share(length);
                        let sum = now.fetch_add(share.bytes, Ordering::SeqCst) + share.bytes;
                        // One alone may be larger than the bound.
                        most.fetch_max(if sum > share.bytes { sum } else { 0 }, Ordering::SeqCst);
                        now.fetch_sub(share.bytes, Ordering::SeqCst);
                        read.fetch_add(1, Ordering::SeqCst);
                    }
                });
            }
        });
        assert_eq!(read.load(Ordering::SeqCst), 400);
        assert!(most.load(Ordering::SeqCst) <= MAX_SHARED_BYTES, "{}", most.load(Ordering::SeqCst));
    }
}
