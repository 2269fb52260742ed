//! Standard input line by line, in a thread of its own that reads only when it is asked to; without echo where the line is a key. It knows
//! nothing of the wizard.

use crate::frontend::session::event::SessionEvent;
use std::io::{self, BufRead as _, IsTerminal as _, Read as _};
use std::sync::mpsc::{Sender, channel};
use tokio::sync::mpsc::UnboundedSender;
use zeroize::Zeroizing;

/// Longest line, in bytes. What is longer comes in as two.
const MAX_LINE_BYTES: u64 = 1024 * 1024;

/// The thread that reads. It ends with the program.
pub struct LineReader {
    asked: Sender<()>,
    /// Whether somebody sits at the input.
    pub terminal: bool,
}

impl LineReader {
    /// Starts the thread, which reads nothing yet.
    pub fn start(queue: UnboundedSender<SessionEvent>) -> Self {
        let (asked, requests) = channel();
        std::thread::spawn(move || {
            while requests.recv().is_ok() {
                let line = read();
                if queue.send(SessionEvent::Line(line)).is_err() {
                    return;
                }
            }
        });
        Self { asked, terminal: io::stdin().is_terminal() }
    }

    /// Has the next line read. A hidden one is not echoed from now on, so this comes before the question is written; and what was hidden
    /// stays so until something else is asked, for more of a paste may be on its way.
    pub fn ask(&self, hidden: bool) {
        if hidden && self.terminal {
            echo::off();
        } else {
            echo::on();
        }
        let _ = self.asked.send(());
    }
}

/// Brings the echo back when it is dropped.
pub struct EchoGuard;

impl Drop for EchoGuard {
    fn drop(&mut self) {
        echo::on();
    }
}

/// The next line without its end; none when there is none, or it can't be read.
fn read() -> Option<Zeroizing<String>> {
    // Growing leaves parts of what may be a key behind, so there is room from the start.
    let mut bytes = Zeroizing::new(Vec::with_capacity(64 * 1024));
    let read = io::stdin().lock().take(MAX_LINE_BYTES).read_until(b'\n', &mut bytes).ok()?;
    if read == 0 {
        return None;
    }
    for end in [b'\n', b'\r'] {
        if bytes.last() == Some(&end) {
            bytes.pop();
        }
    }
    Some(Zeroizing::new(String::from_utf8_lossy(&bytes).into_owned()))
}

/// Whether the terminal shows what is typed. Everything else about it stays: lines are edited and keys interrupt as ever.
#[cfg(unix)]
pub mod echo {
    use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};
    use std::io::stdin;
    use std::sync::{Mutex, PoisonError};

    /// How the terminal was, while it shows nothing.
    static BEFORE: Mutex<Option<Termios>> = Mutex::new(None);

    /// Stops the echo; of Enter only the new line is shown.
    pub fn off() {
        let mut before = BEFORE.lock().unwrap_or_else(PoisonError::into_inner);
        if before.is_some() {
            return;
        }
        let Ok(was) = tcgetattr(stdin()) else { return };
        let mut modes = was.clone();
        modes.local_modes.remove(LocalModes::ECHO);
        modes.local_modes.insert(LocalModes::ECHONL);
        if tcsetattr(stdin(), OptionalActions::Now, &modes).is_ok() {
            *before = Some(was);
        }
    }

    /// Brings it back; nothing where it is there.
    pub fn on() {
        if let Some(was) = BEFORE.lock().unwrap_or_else(PoisonError::into_inner).take() {
            let _ = tcsetattr(stdin(), OptionalActions::Now, &was);
        }
    }
}

/// The same for a console of Windows, where not even Enter is shown then. Raw mode is no way: it knows neither lines nor Ctrl-C.
#[cfg(windows)]
pub mod echo {
    use crossterm_winapi::{ConsoleMode, Handle};
    use std::sync::{Mutex, PoisonError};

    /// `ENABLE_ECHO_INPUT` of `SetConsoleMode`.
    const ECHO: u32 = 0x0004;

    /// How the console was, while it shows nothing.
    static BEFORE: Mutex<Option<u32>> = Mutex::new(None);

    fn console() -> std::io::Result<ConsoleMode> {
        Ok(ConsoleMode::from(Handle::current_in_handle()?))
    }

    /// Stops the echo.
    pub fn off() {
        let mut before = BEFORE.lock().unwrap_or_else(PoisonError::into_inner);
        let Ok(console) = console() else { return };
        let Ok(was) = console.mode() else { return };
        if before.is_none() && console.set_mode(was & !ECHO).is_ok() {
            *before = Some(was);
        }
    }

    /// Brings it back; nothing where it is there.
    pub fn on() {
        if let Some(was) = BEFORE.lock().unwrap_or_else(PoisonError::into_inner).take() {
            let _ = console().and_then(|console| console.set_mode(was));
        }
    }
}
