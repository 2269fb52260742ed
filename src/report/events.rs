//! A run as a stream (`--format events`): one JSON object a line as things happen, the report last. `check` writes it; what runs `check` at
//! another place reads it, as a stranger's.

use super::{Moment, build, pseudonymous, read};
use crate::model::api_key::Redactor;
use crate::model::case::Case;
use crate::model::evidence::{Evidence, Hypothesis, Observation, ProbeId};
use crate::model::finding::{Diagnosis, Verdict};
use crate::model::report_schema::{Report, ReportProbe, ReportTool, VERSION};
use crate::model::sanitized::SanitizedText;
use crate::words::describe;
use anyhow::{Context as _, ensure};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::str::FromStr as _;
use std::time::{Duration, SystemTime};

/// Longest hypothesis that is read, in characters.
const MAX_SO_FAR_CHARS: usize = 200;

/// A line of the stream.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "event", rename_all = "kebab-case")]
pub(super) enum EventLine<'a> {
    /// The first line: who writes, and which probes there will be.
    Begun { schema_version: u32, tool: ReportTool, probes: Vec<&'a str> },
    /// A probe runs.
    Started { probe: &'a str },
    /// A probe has ended; it stands as in the report.
    Finished { probe: ReportProbe },
    /// What it comes to so far, while a probe takes long.
    SoFar { text: String },
    /// The last line.
    Ended { report: &'a Report },
}

fn line(event: &EventLine<'_>) -> anyhow::Result<String> {
    let mut line = serde_json::to_string(event).context("an event couldn't be written")?;
    line.push('\n');
    Ok(line)
}

/// The line that begins a run of these probes.
pub fn begun(probes: &[ProbeId]) -> anyhow::Result<String> {
    let probes = probes.iter().map(|id| id.as_str()).collect();
    line(&EventLine::Begun { schema_version: VERSION, tool: super::tool(), probes })
}

/// The line of a probe that runs.
pub fn started(probe: ProbeId) -> anyhow::Result<String> {
    line(&EventLine::Started { probe: probe.as_str() })
}

/// The line of a probe that has ended, with pseudonyms in place of names where the report has them too.
pub fn finished(id: ProbeId, observation: &Observation, case: &Case, redact: bool) -> anyhow::Result<String> {
    // A report of this probe alone has its row as the whole report will have it, without secrets.
    let mut evidence = Evidence::default();
    evidence.insert(id, observation.clone());
    let nothing = Diagnosis { verdict: Verdict::Undiagnosed, findings: Vec::new() };
    let moment = Moment { started: SystemTime::UNIX_EPOCH, took: Duration::ZERO };
    let report = build(case, &evidence, &nothing, moment);
    let mut report = if redact { pseudonymous(report, case)? } else { report };
    let probe = report.probes.pop().context("a check has no row")?;
    line(&EventLine::Finished { probe })
}

/// The line of a working hypothesis, which names nobody.
pub fn so_far(hypothesis: &Hypothesis) -> anyhow::Result<String> {
    line(&EventLine::SoFar { text: describe::hypothesis(hypothesis) })
}

/// The line that ends a run.
pub fn ended(report: &Report) -> anyhow::Result<String> {
    line(&EventLine::Ended { report })
}

/// What a line of a stream tells.
#[derive(Debug)]
pub enum Told {
    /// A run begins, of so many probes.
    Begun(usize),
    /// A probe runs.
    Started(ProbeId),
    /// A probe has ended.
    Finished(ProbeId),
    /// What it comes to so far.
    SoFar(SanitizedText),
    /// The run has ended.
    Ended(Box<Report>),
    /// Something that this version doesn't know.
    Other,
}

/// A line as anybody may write it.
#[derive(Deserialize)]
struct ForeignLine<'a> {
    event: String,
    schema_version: Option<u32>,
    tool: Option<ReportTool>,
    probes: Option<Vec<serde::de::IgnoredAny>>,
    text: Option<String>,
    #[serde(borrow)]
    probe: Option<&'a RawValue>,
    #[serde(borrow)]
    report: Option<&'a RawValue>,
}

/// Reads a line, which may come from anybody; a report in it is bounded and cleaned as one from a file, and of these keys nothing is in it then.
/// A stream of another version of this program is refused.
pub fn told(line: &str, keys: &Redactor) -> anyhow::Result<Told> {
    let foreign: ForeignLine<'_> = serde_json::from_str(line).map_err(|_| anyhow::anyhow!("it is no event"))?;
    let probe = |id: &str| ProbeId::from_str(id).map_or(Told::Other, Told::Started);
    Ok(match (foreign.event.as_str(), foreign.probe, foreign.report) {
        ("begun", ..) => {
            ensure!(foreign.schema_version == Some(VERSION), "it writes another version of the report");
            ensure!(
                foreign.tool.is_some_and(|tool| tool.version == env!("CARGO_PKG_VERSION")),
                "it is another version of weaviate-doctor"
            );
            Told::Begun(foreign.probes.map_or(0, |probes| probes.len()))
        }
        ("started", Some(id), _) => probe(&serde_json::from_str::<String>(id.get()).unwrap_or_default()),
        ("finished", Some(row), _) => {
            let row: serde_json::Value = serde_json::from_str(row.get()).unwrap_or_default();
            match probe(row.get("id").and_then(serde_json::Value::as_str).unwrap_or_default()) {
                Told::Started(id) => Told::Finished(id),
                other => other,
            }
        }
        ("so-far", ..) => {
            Told::SoFar(SanitizedText::up_to(&keys.redact(&foreign.text.unwrap_or_default()), MAX_SO_FAR_CHARS))
        }
        ("ended", _, Some(report)) => Told::Ended(Box::new(read(report.get(), keys)?)),
        _ => Told::Other,
    })
}
