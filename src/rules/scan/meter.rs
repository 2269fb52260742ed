//! What reading one text may cost. The work is counted in units that are the same on every machine; the caller may stop it as
//! well, because its time or this machine's memory is up. Ordinary source needs a tenth of what is allowed here.

use std::cell::Cell;
use std::fmt;
use std::rc::Rc;

/// A kind of work, with an allowance of its own.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MeteredWork {
    /// Operations of a parser.
    Parsing,
    /// Nodes of a syntax tree that are visited or read into expressions.
    Reading,
    /// Definitions, calls and expressions that a rule looks at.
    Judging,
}

/// How often the caller's stop condition is checked, in units of work.
const ASKED_EVERY: u64 = 4096;

impl MeteredWork {
    const fn index(self) -> usize {
        match self {
            Self::Parsing => 0,
            Self::Reading => 1,
            Self::Judging => 2,
        }
    }

    /// Units that any text may take, units for each of its bytes, and the most altogether. Of 32,000 ordinary files none took more than 4, 1.1
    /// and 0.6 for a byte.
    const fn allowance(self) -> (u64, u64, u64) {
        match self {
            Self::Parsing => (1 << 15, 8, 6 << 20),
            Self::Reading => (1 << 15, 4, 4 << 20),
            Self::Judging => (1 << 18, 16, 64 << 20),
        }
    }

    /// Units that a text of this length may take.
    fn allowed(self, bytes: u64) -> u64 {
        let (any, each, most) = self.allowance();
        bytes.saturating_mul(each).saturating_add(any).min(most)
    }
}

/// What an operation of the parser leaves in memory at most, in bytes.
const MAX_OPERATION_BYTES: u64 = 70;

/// What parsing a text of this length may take in memory before the meter ends it, in bytes.
pub fn most_parser_bytes(length: usize) -> u64 {
    MeteredWork::Parsing.allowed(u64::try_from(length).unwrap_or(u64::MAX)).saturating_mul(MAX_OPERATION_BYTES)
}

/// Counts the work on one file. Clones count together.
#[derive(Clone)]
pub struct Meter(Rc<Counts>);

struct Counts {
    bytes: Cell<u64>,
    done: [Cell<u64>; 3],
    /// Units until `stop` is asked again.
    until_asked: Cell<u64>,
    stopped: Cell<bool>,
    stop: Box<dyn Fn() -> bool>,
}

impl Meter {
    /// Work that ends also when `stop` says so, which is asked many times.
    pub fn new(stop: impl Fn() -> bool + 'static) -> Self {
        Self(Rc::new(Counts {
            bytes: Cell::new(0),
            done: [const { Cell::new(0) }; 3],
            until_asked: Cell::new(ASKED_EVERY),
            stopped: Cell::new(false),
            stop: Box::new(stop),
        }))
    }

    /// Another text of the file is read: it brings its own allowance.
    pub(super) fn allow(&self, bytes: usize) {
        let bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
        self.0.bytes.set(self.0.bytes.get().saturating_add(bytes));
    }

    /// Counts some work; false when no more is allowed.
    pub(super) fn spend(&self, work: MeteredWork, units: u64) -> bool {
        let done = &self.0.done[work.index()];
        done.set(done.get().saturating_add(units));
        if done.get() > work.allowed(self.0.bytes.get()) {
            self.0.stopped.set(true);
        }
        match self.0.until_asked.get().checked_sub(units) {
            Some(left) => self.0.until_asked.set(left),
            None => {
                self.is_over();
            }
        }
        !self.0.stopped.get()
    }

    /// Asks whether there is time and memory left. Once there was not, there is none.
    pub(super) fn is_over(&self) -> bool {
        self.0.until_asked.set(ASKED_EVERY);
        if !self.0.stopped.get() && (self.0.stop)() {
            self.0.stopped.set(true);
        }
        self.0.stopped.get()
    }

    /// What was done so far of a kind of work, in units.
    pub fn done(&self, work: MeteredWork) -> u64 {
        self.0.done[work.index()].get()
    }
}

impl Default for Meter {
    /// Only the work is bounded.
    fn default() -> Self {
        Self::new(|| false)
    }
}

impl fmt::Debug for Meter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Meter").field("done", &self.0.done).field("stopped", &self.0.stopped).finish_non_exhaustive()
    }
}
