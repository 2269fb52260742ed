//! Everything that somebody sees or types: the command line, the commands, and the two interactive front ends.

pub mod cli;
pub mod color;
pub mod commands;
pub mod plain;
pub mod session;
pub mod tui;

use session::start::{FrontendKind, Start};

/// Runs the wizard in the front end that was chosen, and returns the exit status.
pub fn run(start: Start) -> u8 {
    match start.front {
        FrontendKind::Screen => tui::run(start),
        FrontendKind::Lines | FrontendKind::LinesOnDumb => plain::event_loop::run(start),
    }
}
