//! What reaches the loop of either interactive front end, and how it ends.

use crate::io::discover::config_file::Look;
use crate::model::case::Case;
use crate::wizard::{CopyOf, Leaving, Msg};
use crossterm::event::Event;
use futures_util::future::BoxFuture;
use std::any::Any;

/// How the loop ended.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ExitReason {
    /// The user left.
    Left(Leaving),
    /// A signal with this number.
    Signal(i32),
    /// What was given can't be used, for this reason.
    Usage(String),
    /// The input of the plain wizard has ended, behind a result with this status.
    Told(u8),
    /// The terminal is gone.
    TerminalGone,
}

impl ExitReason {
    /// The exit status.
    pub fn status(&self) -> u8 {
        match self {
            Self::Left(Leaving::Done) => 0,
            Self::Left(Leaving::Interrupted) => 130,
            Self::Signal(number) => u8::try_from(128 + number).unwrap_or(1),
            Self::Usage(_) => 2,
            Self::Told(status) => *status,
            Self::TerminalGone => 129,
        }
    }
}

/// Something that reached the loop.
pub enum SessionEvent {
    /// For the wizard.
    Msg(Msg),
    /// From the terminal.
    Event(Event),
    /// The terminal will send nothing any more.
    TerminalGone,
    /// A practice cluster was started, or not.
    Practice(String, Result<PracticeRun, String>),
    /// A text was put into this machine's clipboard; one that could not be comes back.
    Copied(CopyOf, Option<String>),
    /// What the config file says about how things look.
    Look(Look),
    /// A report's text, to be copied.
    Report(String),
    /// The environment could not be read as it has to be.
    Usage(String),
    /// A line of the plain wizard's input; none at its end.
    Line(Option<zeroize::Zeroizing<String>>),
    /// A signal.
    Signal(i32),
}

/// A practice cluster that runs.
pub struct PracticeRun {
    /// The case, pointing at it.
    pub case: Box<Case>,
    /// Dropped when the cluster is not needed any more.
    pub keep: Box<dyn Any + Send>,
}

/// Reads environment, `.env` and files, with this cluster of the config file where one was chosen.
pub type ReloadFn = Box<dyn Fn(Option<String>) -> BoxFuture<'static, Result<Box<Case>, String>> + Send>;

/// Reads what belongs to the cluster of this name in the config file.
pub type LoadClusterFn = Box<dyn Fn(String) -> BoxFuture<'static, Result<Box<Case>, String>> + Send>;

/// Starts a practice cluster with the named fault and puts it into the case. `Err` is one line for the screen.
pub type PracticeStarter = Box<dyn Fn(String, Box<Case>) -> BoxFuture<'static, Result<PracticeRun, String>> + Send>;
