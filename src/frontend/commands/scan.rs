//! `scan`: looks through the paths and writes what is to be fixed, as text, JSON, SARIF or a patch. It opens no socket.

use crate::frontend::cli::{ScanFormat, ScanOptions};
use crate::io::discover::Environment;
use crate::io::files;
use crate::io::output_file::Sink;
use crate::io::project_scan::{MAX_SOURCE_BYTES, Request, patch, scan, shown};
use crate::model::sanitized::SanitizedText;
use crate::model::scan_outcome::{Reason, ScanOutcome, SkippedFile};
use crate::model::usage_error::UsageError;
use crate::report::Style;
use crate::report::scan;
use crate::words::catalog;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// Runs the whole command and returns its exit status.
pub fn run(options: &ScanOptions, environment: &Environment) -> anyhow::Result<u8> {
    let paths = if options.paths.is_empty() { vec![PathBuf::from(".")] } else { options.paths.clone() };
    for path in &paths {
        readable(path)?;
    }
    // A place that can't be written is known before anything is read; what is opened here is closed without a trace.
    drop(Sink::open(options.write.output.as_deref())?);
    let base = base(&paths, environment.directory(), options.diff);
    let named: Vec<String> = paths.iter().map(|path| shown(path, &base)).collect();
    let mut request = Request::of(paths, base.clone());
    (request.client, request.measured) = (options.client, options.init_timeout);
    let keys = environment.keys().redactor();
    let outcome = scan(&request).without(&keys);
    let mut notes: Vec<String> = outcome.left_out.iter().map(SkippedFile::line).collect();
    let mut sink = Sink::open(options.write.output.as_deref())?;
    let text = if options.diff {
        let made = patch::patch(&outcome.findings, &keys, |path| files::found(&base.join(path), MAX_SOURCE_BYTES).ok());
        notes.extend(by_hand(&outcome, &made.left));
        if sink.is_terminal() { patch::for_terminal(&made.text) } else { made.text }
    } else {
        let style = crate::frontend::color::style(options.color, environment, sink.is_terminal());
        written(&outcome, options, style)?.into_bytes()
    };
    say(&notes);
    sink.write(&text)?;
    Ok(status(&outcome, &named))
}

/// What was named has to be there, and to be something that has an end: a pipe or a device is no source file.
fn readable(path: &Path) -> Result<(), UsageError> {
    let shown = SanitizedText::up_to(&path.to_string_lossy(), 200);
    let problem = match std::fs::metadata(path) {
        Ok(found) if found.is_file() || found.is_dir() => return Ok(()),
        Ok(_) => {
            return Err(UsageError::new(&format!("“{shown}” isn't a regular file or folder; scan reads only those")));
        }
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => "you aren't allowed to read",
        Err(_) => "there's no file or folder",
    };
    Err(UsageError::new(&format!("{problem} “{shown}”")))
}

/// What places are relative to: the working directory; for a patch of a folder elsewhere, that folder, so that `git apply` takes it there.
fn base(paths: &[PathBuf], directory: &Path, diff: bool) -> PathBuf {
    let elsewhere = |path: &PathBuf| path.is_absolute() && !path.starts_with(directory);
    match paths {
        [one] if diff && elsewhere(one) && one.is_dir() => one.clone(),
        [one] if diff && elsewhere(one) => one.parent().unwrap_or(directory).to_owned(),
        _ => directory.to_owned(),
    }
}

fn written(outcome: &ScanOutcome, options: &ScanOptions, style: Style) -> anyhow::Result<String> {
    let title = |cause| catalog::article(cause).map_or_else(|_| String::new(), |article| article.title);
    let mut text = match options.write.format() {
        ScanFormat::Text => return Ok(scan::text(outcome, style)),
        ScanFormat::Json => scan::json(outcome, options.client)?,
        ScanFormat::Sarif => serde_json::to_string_pretty(&scan::sarif(outcome, title))?,
    };
    text.push('\n');
    Ok(text)
}

/// A line for each finding that the patch leaves to the reader.
fn by_hand(outcome: &ScanOutcome, left: &[usize]) -> Vec<String> {
    let line = |i: &usize| {
        let finding = outcome.findings.get(*i)?;
        Some(format!("{}: not in the patch, change it by hand: {}", finding.place(), finding.message))
    };
    left.iter().filter_map(line).collect()
}

/// Lines on standard error, which may be closed.
fn say(notes: &[String]) {
    let mut text = String::new();
    for note in notes {
        text.push_str("weaviate-doctor: ");
        text.push_str(&SanitizedText::up_to(note, 800).to_string());
        text.push('\n');
    }
    let _ = io::stderr().write_all(text.as_bytes());
}

/// 1 when there is something to fix; 2 when nothing was found because nothing, or not everything, could be looked at. A file that was named
/// and can't be read counts, a file that was met in a folder doesn't.
fn status(outcome: &ScanOutcome, named: &[String]) -> u8 {
    let cut = outcome.left_out.iter().any(|l| match l.reason {
        Reason::OutOfTime | Reason::TooMany => true,
        // `scan *` names every kind.
        Reason::OtherKind => false,
        Reason::Missing
        | Reason::NotAllowed
        | Reason::Unreadable
        | Reason::TooLarge
        | Reason::NotRegular
        | Reason::IgnoreFileTooLarge
        | Reason::IgnoreFileTooComplex
        | Reason::Binary
        | Reason::NotANotebook
        | Reason::TooComplex => named.iter().any(|n| n == l.path.raw()),
    });
    match outcome.findings.is_empty() {
        false => 1,
        true if cut || (outcome.files == 0 && !outcome.left_out.is_empty()) => 2,
        true => 0,
    }
}
