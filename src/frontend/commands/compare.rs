//! `compare`: two saved reports from files to what differs. Reading is bounded; the rules stand in `compare`, the forms in `report`.

use crate::frontend::cli::{CompareFormat, CompareOptions};
use crate::io::discover::Environment;
use crate::io::files;
use crate::io::files::ReadError;
use crate::io::output_file::Sink;
use crate::model::api_key::Redactor;
use crate::model::key_shape::without_keys;
use crate::model::report_schema::Report;
use crate::model::sanitized::SanitizedText;
use crate::model::usage_error::UsageError;
use crate::report::comparison::{ComparisonText, SideBySide};
use crate::report::{self, MAX_REPORT_BYTES};
use crate::rules::compare::Comparison;
use crate::words::catalog;
use std::io;
use std::path::Path;

/// Runs `compare` and returns its exit status: 0 when nothing differs, 1 when something does.
pub fn compare(options: &CompareOptions, environment: &Environment) -> anyhow::Result<u8> {
    if is_input(&options.a) && is_input(&options.b) {
        return Err(UsageError::new("standard input holds one report: name a file for the other").into());
    }
    let keys = environment.keys().redactor();
    let (a, b) = (read(&options.a, &keys)?, read(&options.b, &keys)?);
    let comparison = comparison(&a, &b)?;
    let mut sink = Sink::open(options.output.as_deref())?;
    let (first, second) = (shown(&options.a, &keys), shown(&options.b, &keys));
    let both = SideBySide { a: (first.as_str(), &a), b: (second.as_str(), &b), comparison: &comparison };
    let text = match options.format {
        CompareFormat::Text => both.text(crate::frontend::color::style(
            crate::frontend::cli::ColorChoice::Auto,
            environment,
            sink.is_terminal(),
        )),
        CompareFormat::Json => both.json()?,
        CompareFormat::Markdown => both.markdown(),
    };
    sink.write(text.as_bytes())?;
    Ok(u8::from(!comparison.is_same()))
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
        ReadError::Io(error) if error.kind() == io::ErrorKind::IsADirectory => {
            problem("it is a directory; name a file")
        }
        other => problem(&other.words()),
    })?;
    let text = String::from_utf8(bytes).map_err(|_| problem("it isn't UTF-8 text"))?;
    report::read(&text, keys).map_err(|error| problem(&error.to_string()))
}
