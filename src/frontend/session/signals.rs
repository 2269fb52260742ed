//! Signals from outside, put into the loop's queue. What they mean is said here; what is done about them is the loop's business.

use crate::frontend::session::event::SessionEvent;
use tokio::sync::mpsc::UnboundedSender;

/// What a signal means to the loop.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[cfg_attr(not(unix), expect(dead_code, reason = "only Unix has signals that stop a program and let it go on"))]
pub enum SignalAction {
    /// Leave, with the terminal as it was.
    End,
    /// Give the terminal back and stop.
    Suspend,
    /// Take the terminal again.
    Continue,
}

#[cfg(unix)]
mod unix {
    use super::{SessionEvent, SignalAction, UnboundedSender};
    use rustix::event::{PollFd, PollFlags, poll};
    use rustix::io::Errno;
    use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP};
    use tokio::signal::unix::{SignalKind, signal};

    /// What a signal asks for.
    pub fn meaning(number: i32) -> SignalAction {
        match number {
            SIGTSTP => SignalAction::Suspend,
            SIGCONT => SignalAction::Continue,
            _ => SignalAction::End,
        }
    }

    /// Whether whoever started this process had it ignore SIGHUP, as `nohup` does, as far as the system tells.
    pub fn ignores_hang_up() -> bool {
        let status = std::path::Path::new("/proc/self/status");
        let status = crate::io::files::found_text(status, 64 * 1024).unwrap_or_default();
        let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
        mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).is_some_and(|mask| mask & 1 == 1)
    }

    /// Sends signals into the queue. Under `nohup`, a hang-up goes on being ignored.
    pub fn watch(queue: &UnboundedSender<SessionEvent>) {
        watch_terminal(queue.clone());
        let hang_up = (!ignores_hang_up()).then_some(SIGHUP);
        for number in [SIGTERM, SIGINT, SIGQUIT, SIGTSTP, SIGCONT].into_iter().chain(hang_up) {
            // Where a signal can't be watched, its default stays, which ends the program as well.
            let Ok(mut stream) = signal(SignalKind::from_raw(number)) else { continue };
            let queue = queue.clone();
            tokio::spawn(async move {
                while stream.recv().await.is_some() {
                    if queue.send(SessionEvent::Signal(number)).is_err() {
                        return;
                    }
                }
            });
        }
    }

    /// Waits for the terminal's end. SIGHUP goes to the foreground only, and crossterm reads a dead terminal for ever.
    fn watch_terminal(queue: UnboundedSender<SessionEvent>) {
        // No event is asked for: only a hang-up or an error wakes this thread, so it costs nothing.
        std::thread::spawn(move || {
            let output = std::io::stdout();
            loop {
                let mut terminal = [PollFd::new(&output, PollFlags::empty())];
                match poll(&mut terminal, None) {
                    Err(Errno::INTR) => {}
                    // Not every system can poll a terminal: macOS says so with NVAL. There SIGHUP alone tells of the end.
                    Ok(_) if terminal.iter().any(|t| t.revents().contains(PollFlags::NVAL)) => return,
                    Ok(_) | Err(_) => break,
                }
            }
            let _ = queue.send(SessionEvent::TerminalGone);
        });
    }
}

#[cfg(not(unix))]
mod unix {
    use super::{SessionEvent, SignalAction, UnboundedSender};

    /// What a signal asks for.
    pub fn meaning(_: i32) -> SignalAction {
        SignalAction::End
    }

    /// Sends signals into the queue.
    pub fn watch(queue: &UnboundedSender<SessionEvent>) {
        let queue = queue.clone();
        tokio::spawn(async move {
            if tokio::signal::ctrl_c().await.is_ok() {
                let _ = queue.send(SessionEvent::Signal(2));
            }
        });
    }
}

#[cfg(unix)]
pub use unix::ignores_hang_up;
pub use unix::{meaning, watch};
