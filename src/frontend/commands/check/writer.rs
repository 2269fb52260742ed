//! Writes a report, or several one behind the other, without holding up the signals. Each piece is written whole.

use crate::frontend::commands::signals::Signals;
use crate::io::output_file::Sink;
use anyhow::Context as _;
use std::time::Duration;
use tokio::task::spawn_blocking;

/// How long a signal waits for a piece that is just being written.
const SIGNAL_WRITE_TIMEOUT: Duration = Duration::from_secs(1);

/// What came of a piece.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Wrote {
    /// It is written.
    On,
    /// Nobody reads any more.
    Gone,
    /// A signal came, with this exit status.
    Signal(u8),
}

/// A sink that is written to beside everything else.
pub(super) struct DetachedWriter {
    /// None when the reader has gone.
    sink: Option<Sink>,
}

impl DetachedWriter {
    /// Writes to this place.
    pub(super) const fn new(sink: Sink) -> Self {
        Self { sink: Some(sink) }
    }

    /// Writes a piece behind those before it.
    pub(super) async fn write(&mut self, text: String, signals: &mut Signals) -> anyhow::Result<Wrote> {
        let Some(mut sink) = self.sink.take() else { return Ok(Wrote::Gone) };
        let mut writing = spawn_blocking(move || {
            let written = sink.push(text.as_bytes());
            (sink, written)
        });
        let status = tokio::select! {
            biased;
            done = &mut writing => {
                let (sink, written) = done.context("the report couldn't be written")?;
                if !written? {
                    return Ok(Wrote::Gone);
                }
                self.sink = Some(sink);
                return Ok(Wrote::On);
            }
            status = signals.next() => status,
        };
        let _ = tokio::time::timeout(SIGNAL_WRITE_TIMEOUT, writing).await;
        Ok(Wrote::Signal(status))
    }
}
