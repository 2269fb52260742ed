//! One line on standard error that says what is being probed, and is gone afterwards. Nothing where that is no terminal.

use crate::model::evidence::{Chain, ProbeEvent, ProbeId};
use crate::report::events::Told;
use std::io::Write as _;

/// Takes the cursor to the line's start and clears it.
const CLEAR: &str = "\r\u{1b}[2K";

/// The line. It clears itself when it is dropped.
pub(super) struct ProgressLine {
    on: bool,
    shown: bool,
    total: usize,
    done: usize,
    running: Vec<ProbeId>,
}

impl ProgressLine {
    /// A line that shows itself when `on`.
    pub(super) const fn new(on: bool) -> Self {
        Self { on, shown: false, total: 0, done: 0, running: Vec::new() }
    }

    /// How many probes there will be.
    pub(super) fn expect(&mut self, total: usize) {
        self.total = total;
    }

    /// Follows an event.
    pub(super) fn show(&mut self, event: &ProbeEvent) {
        match event {
            ProbeEvent::Started(id) => self.running.push(*id),
            ProbeEvent::Finished(id, _) => {
                self.running.retain(|r| r != id);
                self.done += 1;
            }
            ProbeEvent::Ended(_) => self.running.clear(),
        }
        self.draw();
    }

    /// Follows what another place tells.
    pub(super) fn told(&mut self, told: &Told) {
        match told {
            Told::Begun(total) => self.total = *total,
            Told::Started(id) => self.running.push(*id),
            Told::Finished(id) => {
                self.running.retain(|r| r != id);
                self.done += 1;
            }
            Told::Ended(_) => self.running.clear(),
            Told::Other => return,
        }
        self.draw();
    }

    fn draw(&mut self) {
        if self.on {
            self.shown = true;
            let line = self.line();
            write(&format!("{CLEAR}{line}"));
        }
    }

    fn line(&self) -> String {
        let mut line = format!("probing, {} of {} done", self.done, self.total.max(self.done));
        for (i, id) in self.running.iter().enumerate() {
            let chain = match id.chain() {
                Chain::Local => "here",
                Chain::Rest => "REST",
                Chain::Grpc => "gRPC",
                Chain::Console => "console",
            };
            let next = format!("{}{chain} {}", if i == 0 { ": " } else { ", " }, id.title());
            // A line that wraps could not be cleared.
            if line.chars().count() + next.chars().count() > 78 {
                break;
            }
            line.push_str(&next);
        }
        line
    }
}

impl Drop for ProgressLine {
    fn drop(&mut self) {
        if self.shown {
            write(CLEAR);
        }
    }
}

/// One line on standard error that counts the clusters that are done. Whoever writes elsewhere clears it first: both may be one terminal.
pub(super) struct Count {
    on: bool,
    shown: bool,
    total: usize,
    done: usize,
}

impl Count {
    /// A line for so many clusters that shows itself when `on`.
    pub(super) const fn new(on: bool, total: usize) -> Self {
        Self { on, shown: false, total, done: 0 }
    }

    /// One more is done.
    pub(super) const fn add(&mut self) {
        self.done += 1;
    }

    /// Shows how far it is.
    pub(super) fn show(&mut self) {
        if self.on {
            self.shown = true;
            write(&format!("{CLEAR}{}", self.line()));
        }
    }

    fn line(&self) -> String {
        let noun = if self.total == 1 { "cluster" } else { "clusters" };
        format!("checking, {} of {} {noun} done", self.done, self.total)
    }

    /// Takes it away.
    pub(super) fn clear(&mut self) {
        if std::mem::take(&mut self.shown) {
            write(CLEAR);
        }
    }
}

impl Drop for Count {
    fn drop(&mut self) {
        self.clear();
    }
}

/// Standard error may be closed; that is no reason to stop.
fn write(text: &str) {
    let mut error = std::io::stderr().lock();
    let _ = error.write_all(text.as_bytes()).and_then(|()| error.flush());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clusters_are_counted() {
        let mut count = Count::new(false, 3);
        count.add();
        count.show();
        assert_eq!(count.line(), "checking, 1 of 3 clusters done");
        assert!(!count.shown, "nothing is written where it is off");
    }

    #[test]
    fn the_line_stays_on_one_row() {
        let mut progress = ProgressLine::new(false);
        progress.expect(16);
        for id in [ProbeId::RestDns, ProbeId::GrpcDns, ProbeId::ConsoleDns, ProbeId::GrpcTls, ProbeId::GrpcTcp] {
            progress.show(&ProbeEvent::Started(id));
        }
        let line = progress.line();
        assert!(line.starts_with("probing, 0 of 16 done: REST name resolves, gRPC name") && line.chars().count() <= 78);
    }
}
