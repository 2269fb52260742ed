//! One line on standard error that says what is being probed, and is gone afterwards. Nothing where that is no terminal.

use crate::model::evidence::{Chain, Hypothesis, ProbeEvent, ProbeId};
use crate::report::events::Told;
use crate::words::describe;
use std::io::Write as _;

/// Takes the cursor to the line's start and clears it.
const CLEAR: &str = "\r\u{1b}[2K";

/// Longest line, in characters, where the terminal does not tell its own.
const WIDTH: usize = 78;

/// The least that is left of a line on a narrow terminal.
const WIDTH_MIN: usize = 20;

/// The line. It clears itself when it is dropped.
pub(super) struct ProgressLine {
    on: bool,
    shown: bool,
    total: usize,
    done: usize,
    running: Vec<ProbeId>,
    /// What it comes to so far, in fewer and fewer words.
    supposed: Vec<String>,
    width: usize,
}

impl ProgressLine {
    /// A line that shows itself when `on`.
    pub(super) fn new(on: bool) -> Self {
        // A terminal without a size of its own says zero.
        let columns = crossterm::terminal::size().ok().filter(|(columns, _)| on && *columns > 0);
        let width = columns.map_or(WIDTH, |(columns, _)| usize::from(columns).saturating_sub(2).max(WIDTH_MIN));
        Self { on, shown: false, total: 0, done: 0, running: Vec::new(), supposed: Vec::new(), width }
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
            ProbeEvent::Supposed(hypothesis) => {
                let less = Hypothesis { proved: None, ..*hypothesis };
                self.supposed = [*hypothesis, less].iter().map(describe::hypothesis).collect();
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
            Told::SoFar(text) => self.supposed = vec![text.to_string()],
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
        // A line that wraps could not be cleared.
        let fits = |line: &String| line.chars().count() <= self.width;
        if let Some(least) = self.supposed.last() {
            let cut = || least.chars().take(self.width - 1).chain(['…']).collect();
            return self.supposed.iter().find(|line| fits(line)).cloned().unwrap_or_else(cut);
        }
        let mut line = format!("checking, {} of {} done", self.done, self.total.max(self.done));
        for (i, id) in self.running.iter().enumerate() {
            let chain = match id.chain() {
                Chain::Local => "here",
                Chain::Rest => "REST",
                Chain::Grpc => "gRPC",
                Chain::Console => "console",
                Chain::Program => "program",
            };
            let next = format!("{}{chain} {}", if i == 0 { ": " } else { ", " }, id.title());
            if line.chars().count() + next.chars().count() > self.width {
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
    use crate::model::cause::Cause;
    use crate::model::evidence::{Proved, Waiting};
    use std::time::Duration;

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
        assert!(
            line.starts_with("checking, 0 of 16 done: REST name resolves, gRPC name") && line.chars().count() <= 78
        );
        let waiting =
            Waiting { probe: ProbeId::GrpcTcp, waited: Duration::from_secs(3), bound: Duration::from_secs(10) };
        let proved = Some(Proved::AcceptsKey(Chain::Rest));
        let hypothesis = Hypothesis { proved, waiting: Some(waiting), suspect: Some(Cause::GrpcBlocked) };
        progress.show(&ProbeEvent::Supposed(hypothesis));
        let less = "gRPC hasn't answered for 3 s of 10; if it stays silent: gRPC is blocked on th…";
        let whole = "REST accepts the key; gRPC hasn't answered for 3 s of 10; if it stays silent: gRPC is blocked on this network";
        for (width, expected) in [(78, less), (120, whole)] {
            progress.width = width;
            let line = progress.line();
            assert!(line.chars().count() <= width, "{line}");
            assert_eq!(line, expected);
        }
    }
}
