//! What reaches the wizard and what it wants done, as plain data. It does nothing itself.

use super::input::{Input, Pasted};
use super::save::{SaveRequest, SaveResult};
use super::source::Scanned;
use crate::case::Case;
use crate::evidence::ProbeEvent;
use crate::explain::Explanation;
use std::time::SystemTime;

/// Number of a run. What an abandoned run still says is dropped by it.
pub type RunId = u64;

/// Something that happened.
#[derive(Clone, PartialEq, Debug)]
pub enum Msg {
    /// Somebody touched the keyboard.
    Input(Input),
    /// It is this late now.
    Tick(SystemTime),
    /// The environment has been read.
    Discovered(Box<Case>),
    /// The source in the working directory has been looked through; none when there is nothing to look through.
    Scanned(Option<Box<Scanned>>),
    /// A practice cluster runs, or why it doesn't.
    Practice(String, Result<Box<Case>, String>),
    /// This run was started, on exactly this case.
    RunStarted(RunId, Box<Case>),
    /// A probe of this run started or ended.
    Probe(RunId, ProbeEvent),
    /// This run's task went away without ending the run.
    RunLost(RunId),
    /// The file with this number was read and explained, or why it wasn't.
    ErrorTextRead(u64, Result<Box<Explanation>, String>),
    /// A reset link's start was stored by an earlier session, in seconds since 1970.
    StoredResetLink(u64),
    /// The screen was drawn and could be scrolled as far as this.
    Drawn(Drawn),
    /// A report was saved, or not.
    Saved(SaveResult),
    /// A background task panicked here.
    Defect(String),
}

/// What drawing found out about the size of things.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Drawn {
    /// First line shown of the text that can be scrolled.
    pub offset: u16,
    /// Furthest sensible value of it.
    pub furthest: u16,
    /// Lines of it that are seen at once.
    pub page: u16,
    /// Whether the selected item is among them.
    pub selected_seen: bool,
    /// The first item that is.
    pub first_seen: Option<usize>,
}

/// Something to be done outside.
#[derive(Clone, PartialEq, Debug)]
pub enum Effect {
    /// Start probes; an earlier run is over.
    StartRun(RunId, Box<Case>),
    /// Stop them.
    StopRun,
    /// Start a practice cluster with this fault and put it into the case.
    StartPractice(String, Box<Case>),
    /// It is not needed any more.
    StopPractice,
    /// Read and explain the error text in the file of this name, and say so with this number.
    ReadErrorText(u64, Pasted),
    /// Store a reset link's start, in seconds since 1970, or forget it.
    StoreResetLink(Option<u64>),
    /// Save a report; [`Msg::Saved`] tells how it ended.
    SaveReport(Box<SaveRequest>),
    /// Give the terminal back and stop until the shell says to go on.
    Suspend,
    /// Draw everything anew.
    Redraw,
    /// End the program.
    Quit(Leaving),
}

/// Why the program ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Leaving {
    /// The user is done.
    Done,
    /// Ctrl-C.
    Interrupted,
}
