//! Signals from outside, put into the loop's queue. What they mean is said here; what is done about them is the loop's business.

use super::Arrival;
use tokio::sync::mpsc::UnboundedSender;

/// What a signal means to the loop.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Meaning {
    /// Leave, with the terminal as it was.
    End,
    /// Give the terminal back and stop.
    Suspend,
    /// Take the terminal again.
    Continue,
}

#[cfg(unix)]
mod unix {
    use super::{Arrival, Meaning, UnboundedSender};
    use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGTERM, SIGTSTP};
    use tokio::signal::unix::{SignalKind, signal};

    pub fn meaning(number: i32) -> Meaning {
        match number {
            SIGTSTP => Meaning::Suspend,
            SIGCONT => Meaning::Continue,
            _ => Meaning::End,
        }
    }

    pub fn watch(queue: &UnboundedSender<Arrival>) {
        for number in [SIGTERM, SIGHUP, SIGINT, SIGTSTP, SIGCONT] {
            // Where a signal can't be watched, its default stays, which ends the program as well.
            let Ok(mut stream) = signal(SignalKind::from_raw(number)) else { continue };
            let queue = queue.clone();
            tokio::spawn(async move {
                while stream.recv().await.is_some() {
                    if queue.send(Arrival::Signal(number)).is_err() {
                        return;
                    }
                }
            });
        }
    }
}

#[cfg(not(unix))]
mod unix {
    use super::{Arrival, Meaning, UnboundedSender};

    pub fn meaning(_: i32) -> Meaning {
        Meaning::End
    }

    pub fn watch(queue: &UnboundedSender<Arrival>) {
        let queue = queue.clone();
        tokio::spawn(async move {
            if tokio::signal::ctrl_c().await.is_ok() {
                let _ = queue.send(Arrival::Signal(2));
            }
        });
    }
}

pub(super) use unix::{meaning, watch};
