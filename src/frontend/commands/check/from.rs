//! `check --from PLACE`: the same check at another place, shown here as if it were made here.

use super::progress::ProgressLine;
use super::writer::{DetachedWriter, Wrote};
use super::{Signals, rendered, shows_progress, without_secrets};
use crate::frontend::cli::{CheckOptions, PlaceArgs, RunArgs};
use crate::io::discover::{Environment, assemble};
use crate::io::output_file::Sink;
use crate::io::place::PlaceCheck;
use crate::model::api_key::{ApiKey, Redactor};
use crate::model::finding::Verdict;
use crate::model::place::Place;
use crate::model::report_schema::Report;
use crate::model::usage_error::UsageError;
use crate::report::events::Told;
use anyhow::Context as _;
use std::str::FromStr as _;

/// What goes to a place, and what nothing that comes back may hold.
pub struct Errand {
    arguments: Vec<String>,
    key: Option<ApiKey>,
    keys: Redactor,
}

impl Errand {
    /// Reads the options; this side's key too, where it is to be sent.
    pub fn of(run: &RunArgs, place: &PlaceArgs, environment: &Environment) -> anyhow::Result<Self> {
        let mut arguments = vec!["check".to_owned(), "--format=events".to_owned()];
        let mut key = None;
        if place.send_key {
            key = assemble(&run.discovery(), environment)?.key.value;
            if key.is_none() {
                return Err(
                    UsageError::new("--send-key has no key to send: set WEAVIATE_API_KEY, or name its place").into()
                );
            }
            arguments.push("--api-key-file=-".to_owned());
        }
        arguments.extend(run.for_place(place.send_key)?);
        let keys = environment.keys().redactor();
        Ok(Self { arguments, key, keys })
    }

    /// The report of a place; one line where there is none.
    pub async fn report(&self, place: &Place, follow: &mut (dyn FnMut(&Told) + Send)) -> anyhow::Result<Report> {
        let check = PlaceCheck { place, arguments: &self.arguments, key: self.key.as_ref(), keys: &self.keys };
        let report = check.run(follow).await;
        report.map_err(|problem| UsageError::new(&format!("no check from “{}”: {problem}", place.name)).into())
    }

    /// What is never shown.
    pub const fn keys(&self) -> &Redactor {
        &self.keys
    }
}

/// Runs the whole command and returns its exit status, as that of a check here.
pub(super) async fn run(options: CheckOptions, place: Place, environment: Environment) -> anyhow::Result<u8> {
    let mut signals = Signals::listen().context("can't listen for signals")?;
    let sink = Sink::open(options.output.write.output.as_deref())?;
    let style = super::style(&options, &environment, &sink);
    let mut progress = ProgressLine::new(shows_progress(&options, &environment));
    let errand = Errand::of(&options.run, &options.place, &environment)?;
    let mut follow = |told: &Told| progress.told(told);
    let report = tokio::select! {
        biased;
        status = signals.next() => return Ok(status),
        report = errand.report(&place, &mut follow) => report?,
    };
    drop(progress);
    let verdict = Verdict::from_str(&report.diagnosis.verdict).unwrap_or(Verdict::Undiagnosed);
    let format = options.output.write.format();
    let text = rendered(&report, format, options.output.verbose, style)?;
    let text = without_secrets(text, format, errand.keys());
    match DetachedWriter::new(sink).write(text, &mut signals).await? {
        Wrote::Signal(interrupted) => Ok(interrupted),
        Wrote::On | Wrote::Gone => Ok(super::status(verdict)),
    }
}
