//! `check --watch SECONDS`: the same check again and again, for faults that come and go. It ends with Ctrl-C, or when nobody reads any more.

use super::writer::{Writer, Wrote};
use super::{Examined, Keep, Kit, Signals, Sink, examined, prepare, status, without_secrets};
use crate::case::Case;
use crate::cli::{CheckOptions, Format};
use crate::discover::Environment;
use crate::probe::Stores;
use crate::report::{self, History, Style};
use anyhow::Context as _;
use std::time::Duration;
use tokio::time::{Instant, sleep_until};

/// Repeats the check. Returns the status of the signal that ends it; when the reader goes away, that of the last run.
pub(super) async fn run(
    options: CheckOptions,
    every: Duration,
    environment: Environment,
    practice: impl AsyncFnOnce(&str, &mut Case) -> anyhow::Result<Keep>,
) -> anyhow::Result<u8> {
    let mut signals = Signals::listen().context("can't listen for signals")?;
    let sink = Sink::open(options.output.output.as_deref())?;
    let style = Style::choose(options.run.judge.color, &environment, sink.is_terminal());
    let mut writer = Writer::new(sink);
    let (format, redact) = (options.output.format, options.output.redact);
    let log = super::log(&options)?;
    let scanned = (!options.run.no_scan).then(|| environment.clone());
    // The key is read once: standard input can't be read again.
    let (case, _keep) = tokio::select! {
        biased;
        status = signals.next() => return Ok(status),
        prepared = prepare(options, environment, practice) => prepared?,
    };
    let stores = Stores::of(&case);
    let kit = Kit { redact, stores: &stores, scanned: scanned.as_ref(), log: log.as_ref() };
    let mut history = History::default();
    loop {
        let begin = Instant::now();
        let mut case = case.clone();
        let run = tokio::select! {
            biased;
            status = signals.next() => return Ok(status),
            run = examined(&mut case, None, &kit, None) => run?,
        };
        let Examined { report, verdict, redactor } = run;
        let text = if format == Format::Json { report::json_line(&report)? } else { history.follow(&report, style) };
        match writer.write(without_secrets(text, format, &redactor), &mut signals).await? {
            Wrote::On => {}
            Wrote::Gone => return Ok(status(verdict)),
            Wrote::Signal(status) => return Ok(status),
        }
        tokio::select! {
            biased;
            status = signals.next() => return Ok(status),
            () = sleep_until(begin + every) => {}
        }
    }
}
