//! The program on a pseudo-terminal together with its screen, read back by vt100.

use super::{PATIENCE, Pty};
use std::num::NonZero;
use std::path::Path;
use std::time::Instant;

/// The program with the screen that its output draws.
pub struct Terminal {
    /// The program.
    pub pty: Pty,
    /// What is seen.
    pub screen: vt100::Parser,
    /// Everything that was written.
    pub all: Vec<u8>,
    _home: Option<tempfile::TempDir>,
}

impl Terminal {
    /// Starts the program in a home folder of its own.
    pub fn start(width: u16, height: u16, arguments: &[&str]) -> Self {
        Self::start_in(tempfile::tempdir().expect("folder"), (width, height), arguments)
    }

    /// Starts the program in this home folder.
    pub fn start_in(home: tempfile::TempDir, window: (u16, u16), arguments: &[&str]) -> Self {
        let started = Self::start_at(home.path(), window, arguments);
        Self { _home: Some(home), ..started }
    }

    /// Starts the program in a home folder that is the caller's.
    pub fn start_at(home: &Path, (width, height): (u16, u16), arguments: &[&str]) -> Self {
        let variables = [("TERM", "xterm-256color"), ("LANG", "C.UTF-8")];
        let pty = Pty::start(home, (width, height), &variables, arguments);
        let screen = vt100::Parser::new(NonZero::new(height).expect("rows"), NonZero::new(width).expect("columns"), 0);
        Self { pty, screen, all: Vec::new(), _home: None }
    }

    /// Takes in what was written.
    pub fn take(&mut self, bytes: &[u8]) {
        self.screen.process(bytes);
        self.all.extend(bytes);
    }

    /// Waits until the screen shows this.
    pub fn until(&mut self, text: &str) {
        // All in all: a screen that goes on changing must not keep the wait alive.
        let end = Instant::now() + PATIENCE;
        while !self.screen.screen().contents().contains(text) {
            match self.pty.output.recv_timeout(end.saturating_duration_since(Instant::now())) {
                Ok(bytes) => self.take(&bytes),
                Err(error) => panic!("never saw {text:?} ({error}):\n{}", self.screen.screen().contents()),
            }
        }
    }

    /// Types this.
    pub fn keys(&mut self, keys: &str) {
        self.pty.keys(keys);
    }

    /// Makes the window this large.
    pub fn resize(&mut self, (columns, rows): (u16, u16)) {
        self.pty.resize((columns, rows));
        self.screen.screen_mut().set_size(NonZero::new(rows).expect("rows"), NonZero::new(columns).expect("columns"));
    }

    /// Waits for the end; gives the status.
    pub fn end(&mut self) -> u32 {
        let (status, rest) = self.pty.end();
        self.take(&rest);
        status
    }

    /// The terminal is as it was: main screen, cursor shown, no bracketed paste.
    pub fn given_back(&self) {
        let screen = self.screen.screen();
        assert!(!screen.alternate_screen() && !screen.hide_cursor() && !screen.bracketed_paste());
    }
}
