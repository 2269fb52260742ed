//! `compare`: saved reports from files, or reports of places that are checked now, to what differs. Reading is bounded; the rules stand in `compare`, the forms in `report`.

use crate::frontend::cli::{CompareFormat, CompareOptions};
use crate::frontend::commands::check::from::Errand;
use crate::frontend::commands::signals::Signals;
use crate::io::discover::{self, Environment};
use crate::io::files;
use crate::io::files::ReadError;
use crate::io::output_file::Sink;
use crate::model::api_key::Redactor;
use crate::model::key_shape::without_keys;
use crate::model::place::Place;
use crate::model::report_schema::Report;
use crate::model::sanitized::SanitizedText;
use crate::model::usage_error::UsageError;
use crate::report::comparison::{ComparisonText, SideBySide};
use crate::report::groups::ManyReports;
use crate::report::{self, MAX_REPORT_BYTES, Style};
use crate::rules::compare::Comparison;
use crate::rules::compare::groups::Groups;
use crate::words::catalog;
use anyhow::Context as _;
use std::io;
use std::path::{Path, PathBuf};

/// Most reports that are compared at once: all pods of a large fleet.
const MAX_REPORTS: usize = 5000;

/// Runs `compare` and returns its exit status: 0 when nothing differs, 1 when something does.
pub async fn compare(options: &CompareOptions, environment: &Environment) -> anyhow::Result<u8> {
    let keys = environment.keys().redactor();
    let mut sink = Sink::open(options.write.output.as_deref())?;
    let reports = if options.place.from.is_empty() {
        saved(&options.reports, &keys)?
    } else {
        let mut signals = Signals::listen().context("can't listen for signals")?;
        tokio::select! {
            biased;
            status = signals.next() => return Ok(status),
            reports = checked(options, environment) => reports?,
        }
    };
    let style = crate::frontend::color::style(options.judge.color, environment, sink.is_terminal());
    let (text, same) = match reports.as_slice() {
        [first, second] => two(first, second, options.write.format(), style)?,
        several => many(several, options.write.format(), style)?,
    };
    sink.write(text.as_bytes())?;
    Ok(u8::from(!same))
}

/// Two reports in words, and whether nothing differs.
fn two(
    (first, a): &(String, Report),
    (second, b): &(String, Report),
    format: CompareFormat,
    style: Style,
) -> anyhow::Result<(String, bool)> {
    let comparison = comparison(a, b)?;
    let both = SideBySide { a: (first, a), b: (second, b), comparison: &comparison };
    let text = match format {
        CompareFormat::Text => both.text(style),
        CompareFormat::Json => both.json()?,
        CompareFormat::Markdown => both.markdown(),
        CompareFormat::Html => both.html(),
    };
    Ok((text, comparison.is_same()))
}

/// More of them.
fn many(reports: &[(String, Report)], format: CompareFormat, style: Style) -> anyhow::Result<(String, bool)> {
    let all: Vec<&Report> = reports.iter().map(|(_, report)| report).collect();
    let groups = Groups::of(&all).map_err(|(number, _)| {
        let words = catalog::comparison("words", "redacted-among").replace("{name}", &reports[number].0);
        UsageError::new(&format!("the reports can't be compared: {words}"))
    })?;
    let many = ManyReports { reports, groups: &groups };
    let text = match format {
        CompareFormat::Text => many.text(style),
        CompareFormat::Json => many.json()?,
        CompareFormat::Markdown => many.markdown(),
        CompareFormat::Html => many.html(),
    };
    Ok((text, groups.is_same()))
}

/// The reports of these files, with their names.
fn saved(paths: &[PathBuf], keys: &Redactor) -> anyhow::Result<Vec<(String, Report)>> {
    if paths.iter().filter(|path| is_input(path)).count() > 1 {
        return Err(UsageError::new("standard input holds one report: name a file for the other").into());
    }
    if paths.len() > MAX_REPORTS {
        return Err(
            UsageError::new(&format!("these are more than {MAX_REPORTS} reports: compare fewer at a time")).into()
        );
    }
    paths.iter().map(|path| Ok((shown(path, keys).to_string(), read(path, keys)?))).collect()
}

/// Checks all places at once.
async fn checked(options: &CompareOptions, environment: &Environment) -> anyhow::Result<Vec<(String, Report)>> {
    let run = options.run();
    let errand = Errand::of(&run, &options.place, environment)?;
    let others = run.discovery().others;
    let places: Vec<Place> = options
        .place
        .from
        .iter()
        .map(|place| discover::place(place, &others, environment))
        .collect::<Result<_, _>>()?;
    let checks = places.iter().map(async |place| {
        let report = errand.report(place, &mut |_| {}).await?;
        Ok((place.name.clone(), report))
    });
    futures_util::future::try_join_all(checks).await
}

/// What differs; one line where the two can't be compared.
fn comparison(a: &Report, b: &Report) -> Result<Comparison, UsageError> {
    Comparison::of(a, b).map_err(|refusal| {
        let side = <&str>::from(refusal.redacted).to_uppercase();
        UsageError::new(&format!(
            "the reports can't be compared: {}",
            catalog::comparison("words", "redacted").replace("{side}", &side)
        ))
    })
}

/// A report in memory beside one in a file, in words, without these keys. Where the file's names are pseudonyms, the other's are replaced by `redacted`.
pub fn beside(
    (name, report): (&str, Report),
    path: &Path,
    keys: &Redactor,
    redacted: impl FnOnce(Report) -> anyhow::Result<Report>,
) -> anyhow::Result<ComparisonText> {
    let other = read(path, keys)?;
    let report = if other.redacted && !report.redacted { redacted(report)? } else { report };
    let comparison = comparison(&report, &other)?;
    let file = shown(path, keys);
    Ok(SideBySide { a: (name, &report), b: (file.as_str(), &other), comparison: &comparison }.told())
}

fn is_input(path: &Path) -> bool {
    path == Path::new("-")
}

fn shown(path: &Path, keys: &Redactor) -> SanitizedText {
    SanitizedText::up_to(&without_keys(&keys.redact(&path.to_string_lossy())), 120)
}

/// Reads a report from a file or a pipe, or from standard input for `-`. Of these keys nothing is in it then.
pub fn read(path: &Path, keys: &Redactor) -> Result<Report, UsageError> {
    let problem = |why: &str| UsageError::new(&format!("can't read the report “{}”: {why}", shown(path, keys)));
    let bytes = if is_input(path) {
        files::at_most(io::stdin().lock(), MAX_REPORT_BYTES)
    } else {
        files::named(path, MAX_REPORT_BYTES)
    };
    let bytes = bytes.map_err(|error| match error {
        ReadError::Io(error) if error.kind() == io::ErrorKind::IsADirectory => problem("it's a directory; name a file"),
        other => problem(&other.words()),
    })?;
    let text = String::from_utf8(bytes).map_err(|_| problem("it isn't UTF-8 text"))?;
    report::read(&text, keys).map_err(|error| problem(&error.to_string()))
}
