//! Writes a report where the wizard's user wants it, in the format that the file's ending says; makes the text to copy; and compares with
//! another report.

use crate::frontend::commands::compare;
use crate::io::files::named_in_field;
use crate::io::files::output::problem;
use crate::io::output_file::Sink;
use crate::model::api_key::Redactor;
use crate::model::case::Case;
use crate::model::report_schema::Report;
use crate::model::sanitized::{MAX_PATH_CHARS, SanitizedText};
use crate::report::comparison::ComparisonText;
use crate::report::{self, Moment, Style};
use crate::wizard::comparing::CompareRequest;
use crate::wizard::save::{Content, SaveRequest, SaveResult};
use std::path::Path;

/// Writes it, unless the file exists and nobody said that it may be replaced.
pub fn save(request: &SaveRequest) -> SaveResult {
    let path = named_in_field(&request.path);
    let Some(format) = SavedFormat::of(&path) else {
        return SaveResult::Failed("end its name in .json, .html, .md, .xml or .txt".into());
    };
    match std::fs::symlink_metadata(&path) {
        Ok(found) if found.is_dir() => return SaveResult::Failed("it's a directory; name a file".into()),
        Ok(_) if !request.replace => return SaveResult::Exists,
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return SaveResult::Failed(problem(&error)),
        Ok(_) | Err(_) => {}
    }
    let written = text(request, format).and_then(|text| Sink::open(Some(&path))?.write(text.as_bytes()));
    match written {
        Ok(()) => SaveResult::Written(shown(&std::fs::canonicalize(&path).unwrap_or(path))),
        Err(error) => SaveResult::Failed(format!("{error:#}")),
    }
}

/// A folder above may be called anything.
fn shown(path: &Path) -> String {
    SanitizedText::up_to(&path.to_string_lossy(), MAX_PATH_CHARS).to_string()
}

#[derive(Clone, Copy)]
enum SavedFormat {
    Json,
    Markdown,
    Html,
    Junit,
    Text,
}

impl SavedFormat {
    fn of(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "json" => Some(Self::Json),
            "md" | "markdown" => Some(Self::Markdown),
            "html" | "htm" => Some(Self::Html),
            "xml" => Some(Self::Junit),
            "txt" | "text" => Some(Self::Text),
            _ => None,
        }
    }
}

fn text(request: &SaveRequest, format: SavedFormat) -> anyhow::Result<String> {
    let redactor = redactor(&request.what);
    let mut report = built(&request.what);
    if request.redact {
        report = pseudonymous(report, &request.what)?;
    }
    let text = render(&report, format)?;
    match redactor {
        // The texts are redacted already; what is found in JSON, JUnit or HTML then is a word of the schema.
        Some(redactor)
            if redactor.finds(&text)
                && !matches!(format, SavedFormat::Json | SavedFormat::Junit | SavedFormat::Html) =>
        {
            Ok(redactor.redact(&text))
        }
        Some(_) | None => Ok(text),
    }
}

fn redactor(what: &Content) -> Option<Redactor> {
    match what {
        Content::Run { case, .. } => Some(case.redactor()),
        Content::Report(_) => None,
    }
}

/// The report of what is on screen.
fn built(what: &Content) -> Report {
    match what {
        Content::Run { case, evidence, diagnosis, began, took } => {
            report::build(case, evidence, diagnosis, Moment { started: *began, took: *took })
        }
        Content::Report(report) => (**report).clone(),
    }
}

/// The same with pseudonyms in place of names; once is enough.
fn pseudonymous(report: Report, what: &Content) -> anyhow::Result<Report> {
    match what {
        Content::Run { case, .. } => report::pseudonymous(report, case),
        Content::Report(_) if report.redacted => Ok(report),
        Content::Report(_) => report::pseudonymous(report, &Case::empty()),
    }
}

/// The whole report for a ticket.
pub fn for_ticket(what: Content, redact: bool) -> anyhow::Result<String> {
    text(&SaveRequest { path: String::new(), redact, replace: false, what }, SavedFormat::Markdown)
}

/// What differs between what is on screen and the report in a file; one line where that can't be told.
pub fn compare(request: &CompareRequest) -> Result<Box<ComparisonText>, String> {
    let report = built(&request.what);
    let path = named_in_field(&request.path);
    let keys = redactor(&request.what).unwrap_or_default().and(&request.keys);
    let told = compare::beside((&request.name, report), &path, &keys, |report| pseudonymous(report, &request.what));
    told.map(Box::new).map_err(|error| format!("{error:#}"))
}

fn render(report: &Report, format: SavedFormat) -> anyhow::Result<String> {
    match format {
        SavedFormat::Json => report::json(report),
        SavedFormat::Markdown => Ok(report::markdown(report)),
        SavedFormat::Html => Ok(report::html(report)),
        SavedFormat::Junit => report::junit(report),
        SavedFormat::Text => Ok(report::text::render(report, Style::PLAIN)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::api_key::ApiKey;
    use crate::model::case::{Case, Sourced};
    use crate::model::evidence::{Evidence, Origin};
    use crate::rules::diagnosis::diagnose;
    use std::time::{Duration, UNIX_EPOCH};

    const KEY: &str = "planted-key-0123456789";

    fn request(path: &Path, redact: bool, replace: bool) -> SaveRequest {
        let mut case = Case::empty();
        case.url = Sourced::new(format!("https://abc123.weaviate.cloud/{KEY}"), Origin::Typed);
        case.key = Sourced::new(ApiKey::new(KEY.into()), Origin::Typed);
        let evidence = Evidence::default();
        let diagnosis = Box::new(diagnose(&case, &evidence));
        let (case, evidence) = (Box::new(case), Box::new(evidence));
        let what = Content::Run { case, evidence, diagnosis, began: UNIX_EPOCH, took: Duration::from_secs(1) };
        SaveRequest { path: path.display().to_string(), redact, replace, what }
    }

    #[test]
    fn every_format_is_written_without_the_key_and_nothing_is_lost() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["r.json", "r.html", "r.md", "r.xml", "r.txt"] {
            for redact in [false, true] {
                let path = folder.path().join(name);
                assert!(matches!(save(&request(&path, redact, redact)), SaveResult::Written(_)), "{name}");
                let text = std::fs::read_to_string(&path).unwrap();
                assert!(!text.contains(KEY) && !text.is_empty());
                assert!(!redact || !text.contains("abc123"), "{text}");
            }
            assert_eq!(save(&request(&folder.path().join(name), false, false)), SaveResult::Exists);
        }
        for (name, why) in [("r", "end its name"), ("r.pdf", "end its name"), ("missing/r.json", "no such directory")] {
            let SaveResult::Failed(line) = save(&request(&folder.path().join(name), false, false)) else {
                panic!("{name}")
            };
            assert!(line.contains(why), "{line}");
        }
    }
}
