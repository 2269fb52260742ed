//! `check --format events`: the run as it happens, a line an event, the report last.

use super::writer::{DetachedWriter, Wrote};
use super::{CheckParts, Examined, Follower, Guard, Signals, examined, prepare, status};
use crate::frontend::cli::CheckOptions;
use crate::io::discover::Environment;
use crate::io::output_file::Sink;
use crate::io::probe::TrustStores;
use crate::model::case::Case;
use crate::model::evidence::ProbeEvent;
use crate::model::plan::Plan;
use crate::report::events;
use anyhow::Context as _;
use tokio::sync::mpsc;

/// Where the lines of a run go. A run has some ninety, so they may wait here.
pub(super) struct EventStream {
    lines: mpsc::UnboundedSender<String>,
    redact: bool,
}

impl EventStream {
    /// Says which probes there will be.
    pub(super) fn begin(&self, case: &Case) {
        let probes: Vec<_> = Plan::of(case).probes.iter().map(|probe| probe.id).collect();
        self.send(events::begun(&probes));
    }

    /// Follows an event.
    pub(super) fn event(&self, event: &ProbeEvent, case: &Case) {
        match event {
            ProbeEvent::Started(id) => self.send(events::started(*id)),
            ProbeEvent::Finished(id, observation) => {
                self.send(events::finished(*id, observation, case, self.redact));
            }
            ProbeEvent::Supposed(hypothesis) => self.send(events::so_far(hypothesis)),
            ProbeEvent::Ended(_) => {}
        }
    }

    /// A line that can't be made is a defect that the report shows too.
    fn send(&self, line: anyhow::Result<String>) {
        if let Ok(line) = line {
            let _ = self.lines.send(line);
        }
    }
}

/// Runs the check and returns its exit status. A signal ends it; the lines that are written stay.
pub(super) async fn run(
    options: CheckOptions,
    environment: Environment,
    practice: impl AsyncFnOnce(&str, &mut Case) -> anyhow::Result<Guard>,
) -> anyhow::Result<u8> {
    let mut signals = Signals::listen().context("can't listen for signals")?;
    let mut writer = DetachedWriter::new(Sink::open(options.output.write.output.as_deref())?);
    let (lines, mut waiting) = mpsc::unbounded_channel();
    let checked = async move {
        let log = super::log(&options)?;
        let redact = options.run.report.redact;
        let scanned = (!options.run.no_scan).then(|| environment.clone());
        let (mut case, _keep) = prepare(options, environment, practice).await?;
        let stores = TrustStores::of(&case);
        let parts = CheckParts { redact, stores: &stores, scanned: scanned.as_ref(), log: log.as_ref() };
        let stream = EventStream { lines: lines.clone(), redact };
        let Examined { report, verdict, .. } = examined(&mut case, None, &parts, Follower::Stream(stream)).await?;
        let _ = lines.send(events::ended(&report)?);
        Ok::<_, anyhow::Error>(verdict)
    };
    let mut checked = std::pin::pin!(checked);
    let mut verdict = None;
    loop {
        let line = tokio::select! {
            biased;
            line = waiting.recv() => line,
            done = &mut checked, if verdict.is_none() => {
                verdict = Some(done?);
                continue;
            }
        };
        let Some(line) = line else { break };
        match writer.write(line, &mut signals).await? {
            Wrote::On => {}
            // Whoever listened has gone: nobody is checked for.
            Wrote::Gone => break,
            Wrote::Signal(interrupted) => return Ok(interrupted),
        }
    }
    Ok(verdict.map_or(0, status))
}
