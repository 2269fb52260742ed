//! Takes the terminal and gives it back: raw mode, alternate screen, bracketed paste, cursor. It draws nothing.

use crossterm::cursor::Show;
use crossterm::event::{DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture};
use crossterm::execute;
use crossterm::terminal::{EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode};
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use std::io::{self, BufWriter, IsTerminal as _, Stdout, Write as _};
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether the terminal is ours now.
static TAKEN: AtomicBool = AtomicBool::new(false);

/// Whether the window's title is ours now; the terminal keeps the one from before (XTWINOPS 22 and 23).
static TITLED: AtomicBool = AtomicBool::new(false);

/// One frame is one write.
const FRAME_BUFFER_BYTES: usize = 64 * 1024;

type Real = Terminal<CrosstermBackend<BufWriter<Stdout>>>;

/// Takes the terminal.
pub fn take() -> io::Result<Real> {
    if !io::stdout().is_terminal() {
        return Err(io::Error::other("standard output isn't one"));
    }
    enter()?;
    Terminal::new(CrosstermBackend::new(BufWriter::with_capacity(FRAME_BUFFER_BYTES, io::stdout())))
}

fn enter() -> io::Result<()> {
    enable_raw_mode()?;
    TAKEN.store(true, Ordering::SeqCst);
    execute!(io::stdout(), EnterAlternateScreen, EnableBracketedPaste)?;
    mouse(true)
}

/// Reports of the mouse's buttons and wheel, on or off (DEC modes 1000 and 1006). Not of its movements, as crossterm would ask for: they
/// would wake the program for nothing.
fn mouse(on: bool) -> io::Result<()> {
    if cfg!(windows) {
        return if on {
            execute!(io::stdout(), EnableMouseCapture)
        } else {
            execute!(io::stdout(), DisableMouseCapture)
        };
    }
    let mut out = io::stdout().lock();
    out.write_all(if on { b"\x1b[?1000h\x1b[?1006h" } else { b"\x1b[?1006l\x1b[?1000l" })?;
    out.flush()
}

/// Gives the terminal back. Does nothing when it was given back already; a terminal that is gone is no reason to fail.
pub fn give_back() {
    if TAKEN.swap(false, Ordering::SeqCst) {
        if TITLED.swap(false, Ordering::SeqCst) {
            let _ = io::stdout().write_all(b"\x1b[23;0t");
        }
        let _ = mouse(false);
        let _ = execute!(io::stdout(), DisableBracketedPaste, LeaveAlternateScreen, Show);
        let _ = io::stdout().flush();
        let _ = disable_raw_mode();
    }
}

/// Gives the terminal back when it is dropped.
pub struct TerminalGuard;

impl Drop for TerminalGuard {
    fn drop(&mut self) {
        give_back();
    }
}

/// The real terminal.
pub struct RealStage;

impl TerminalControl for RealStage {
    fn suspend(&mut self) -> io::Result<()> {
        if !has_shell() {
            // Nobody could continue it.
            return Ok(());
        }
        give_back();
        #[cfg(unix)]
        signal_hook::low_level::emulate_default_handler(signal_hook::consts::SIGTSTP)?;
        enter()
    }

    fn write(&mut self, sequence: &str) -> io::Result<()> {
        let mut out = io::stdout().lock();
        out.write_all(sequence.as_bytes())?;
        out.flush()
    }

    fn title(&mut self, sequence: Option<&str>) -> io::Result<()> {
        let ours = TITLED.load(Ordering::SeqCst);
        match sequence {
            Some(sequence) => {
                if !ours {
                    self.write("\x1b[22;0t")?;
                    TITLED.store(true, Ordering::SeqCst);
                }
                self.write(sequence)
            }
            None if ours => {
                TITLED.store(false, Ordering::SeqCst);
                self.write("\x1b[23;0t")
            }
            None => Ok(()),
        }
    }

    fn retake(&mut self) -> io::Result<()> {
        // Raw mode is set again: whoever had the terminal meanwhile has changed it.
        let _ = disable_raw_mode();
        enter()
    }
}

/// Whether a shell is there that can continue a stopped program: a program that leads its own session has none above it.
pub fn has_shell() -> bool {
    let stat = crate::io::files::found_text(std::path::Path::new("/proc/self/stat"), 64 * 1024);
    let Ok(stat) = stat else { return cfg!(unix) };
    // pid (name) state ppid pgrp session …; the name may hold anything, so it is read from its end.
    let session = stat.rsplit_once(')').and_then(|(_, rest)| rest.split_whitespace().nth(3));
    session != Some(std::process::id().to_string().as_str())
}

/// What the loop can ask of the place where it runs.
pub trait TerminalControl {
    /// Gives the terminal back, stops, and takes it again when the shell says so.
    fn suspend(&mut self) -> io::Result<()>;
    /// Takes the terminal again after somebody else had it.
    fn retake(&mut self) -> io::Result<()>;
    /// Sends a sequence that draws nothing.
    fn write(&mut self, sequence: &str) -> io::Result<()>;
    /// Sets the window's title with this sequence, or brings back the one from before.
    fn title(&mut self, sequence: Option<&str>) -> io::Result<()>;
}
