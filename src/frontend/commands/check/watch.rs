//! `check --watch SECONDS`: the same check again and again, for faults that come and go. It ends with Ctrl-C, or when nobody reads any more.

use super::writer::{DetachedWriter, Wrote};
use super::{CheckParts, Examined, Follower, Guard, Signals, examined, prepare, status, without_secrets};
use crate::frontend::cli::{CheckOptions, ReportFormat};
use crate::io::discover::{Environment, assemble};
use crate::io::output_file::Sink;
use crate::io::probe::TrustStores;
use crate::model::api_key::Redactor;
use crate::model::case::Case;
use crate::model::report_schema::Report;
use crate::model::usage_error;
use crate::report::{self, History};
use anyhow::Context as _;
use std::collections::VecDeque;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::task::spawn_blocking;
use tokio::time::{Instant, sleep_until};

/// Most runs that a page shows, the newest first.
const MAX_RUNS_ON_PAGE: usize = 60;

/// Repeats the check. Returns the status of the signal that ends it; when the reader goes away, that of the last run.
pub(super) async fn run(
    options: CheckOptions,
    every: Duration,
    environment: Environment,
    practice: impl AsyncFnOnce(&str, &mut Case) -> anyhow::Result<Guard>,
) -> anyhow::Result<u8> {
    let mut signals = Signals::listen().context("can't listen for signals")?;
    let place = options.output.write.output.clone();
    let sink = Sink::open(place.as_deref())?;
    let style = super::style(&options, &environment, &sink);
    let mut writer = DetachedWriter::new(sink);
    let (format, redact) = (options.output.write.format(), options.run.report.redact);
    let log = super::log(&options)?;
    let metrics = Metrics::of(&options)?;
    let scanned = (!options.run.no_scan).then(|| environment.clone());
    let keys = environment.redactor();
    let again = can_be_read_again(&options).then(|| (options.run.clone(), environment.clone()));
    let (mut case, _keep) = tokio::select! {
        biased;
        status = signals.next() => return Ok(status),
        prepared = prepare(options, environment, practice) => prepared?,
    };
    let mut stores = TrustStores::of(&case);
    let (mut history, mut first) = (History::default(), true);
    let (mut complained, mut unwritten) = (None, None);
    let mut runs = VecDeque::new();
    loop {
        let begin = Instant::now();
        if let Some((options, environment)) = again.clone().filter(|_| !first) {
            let read = tokio::select! {
                biased;
                status = signals.next() => return Ok(status),
                read = spawn_blocking(move || assemble(&options.discovery(), &environment)) => read.context("the options couldn't be read")?,
            };
            match read {
                // The name may be gone from a file that is just being written, and then it would be taken for a host: no key goes there.
                Ok(read) if read.named != case.named || read.url.value != case.url.value => {
                    complain_once(&mut complained, "the files name another cluster now", redact, &keys);
                }
                Ok(read) => {
                    let read = Case { trust_env: case.trust_env, ..read };
                    if read.settings.extra_roots != case.settings.extra_roots {
                        stores = TrustStores::of(&read);
                    }
                    (case, complained) = (read, None);
                }
                // A file that is just being written is no reason to stop watching.
                Err(error) => complain_once(&mut complained, &error.to_string(), redact, &keys),
            }
        }
        first = false;
        let kit = CheckParts { redact, stores: &stores, scanned: scanned.as_ref(), log: log.as_ref() };
        let mut case = case.clone();
        let run = tokio::select! {
            biased;
            status = signals.next() => return Ok(status),
            run = examined(&mut case, None, &kit, Follower::Nobody) => run?,
        };
        let Examined { report, verdict, redactor } = run;
        if let Some(Err(error)) = metrics.as_ref().map(|metrics| metrics.write(&report, &redactor)) {
            let why = if redact { "the metrics can't be written".to_owned() } else { error.to_string() };
            say_once(&mut unwritten, &why, "still watching", &keys);
        }
        let text = match format {
            ReportFormat::Json => report::json_line(&report)?,
            ReportFormat::Html => {
                runs.truncate(MAX_RUNS_ON_PAGE - 1);
                runs.push_front(report);
                // The page holds all of them, so it is replaced.
                writer = DetachedWriter::new(Sink::open(place.as_deref())?);
                report::html_of_watch(runs.make_contiguous())
            }
            _ => history.follow(&report, style),
        };
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

/// The file of `--metrics`.
struct Metrics {
    place: PathBuf,
    with_host: bool,
}

impl Metrics {
    /// What the options name. A file that can't be written is wrong usage, known before anything is probed.
    fn of(options: &CheckOptions) -> anyhow::Result<Option<Self>> {
        let Some(place) = options.output.metrics.clone() else { return Ok(None) };
        anyhow::ensure!(place != Path::new("-"), "--metrics wants the name of a file, such as weaviate_doctor.prom");
        Sink::open(Some(&place))?;
        Ok(Some(Self { place, with_host: options.output.metrics_host }))
    }

    /// Replaces the file as a whole: who reads it meanwhile sees one run or the other.
    fn write(&self, report: &Report, redactor: &Redactor) -> anyhow::Result<()> {
        let text = redactor.redact(&report::metrics(report, self.with_host));
        Sink::open(Some(&self.place))?.write(text.as_bytes())
    }
}

/// Whether the key, the config file and `.env` are read again for each run, so that a rotated key is seen. Standard input can't be, and the
/// practice cluster has its own.
fn can_be_read_again(options: &CheckOptions) -> bool {
    options.run.practice_fault().is_none() && options.run.key.api_key_file.as_deref() != Some(Path::new("-"))
}

/// Says on standard error why what was read before goes on counting, as often as the reason changes.
fn complain_once(complained: &mut Option<String>, why: &str, redact: bool, keys: &Redactor) {
    // The reason may name a file.
    let why = if redact { "a file can't be read" } else { why };
    say_once(complained, why, "still watching with the settings from before", keys);
}

/// Says on standard error what is wrong, and what that means, as often as it changes.
fn say_once(said: &mut Option<String>, why: &str, then: &str, keys: &Redactor) {
    if said.as_deref() != Some(why) {
        *said = Some(why.to_owned());
        let line = format!("weaviate-doctor: {}; {then}\n", usage_error::shown(why, keys, &[]));
        let _ = std::io::stderr().write_all(line.as_bytes());
    }
}
