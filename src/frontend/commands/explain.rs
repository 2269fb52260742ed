//! `explain`: reads an error text from a file or standard input, piece by piece, and writes its outcome. It also reads files for the wizard.
//! It opens no socket and decides nothing: that is [`crate::rules::explain`].

use crate::frontend::cli::{ExplainFormat, ExplainOptions};
use crate::frontend::commands::check;
use crate::io::discover;
use crate::io::discover::Environment;
use crate::io::discover::options::{ConfigOptions, DiagnosisOptions, DiscoverOptions};
use crate::io::files;
use crate::io::files::ReadError;
use crate::io::output_file::Sink;
use crate::model::api_key::Redactor;
use crate::model::key_shape::{is_key_for_name, looks_like_key};
use crate::model::sanitized::SanitizedText;
use crate::model::usage_error::UsageError;
use crate::report;
use crate::rules::explain::{Explanation, Missing, TextReader, masked};
use crate::rules::literal::is_key_of_words;
use anyhow::Context as _;
use std::io::{self, IsTerminal as _, Read};
use std::path::Path;

/// Most bytes that are read: an endless input must come to an end. Nobody pastes as much.
const MAX_INPUT_BYTES: u64 = 1 << 28;

/// Bytes taken at a time.
const CHUNK_BYTES: usize = 1 << 16;

/// Runs the whole command and returns its exit status.
pub fn run(options: &ExplainOptions, environment: &Environment) -> anyhow::Result<u8> {
    let judge = DiagnosisOptions { client: options.client, ..DiagnosisOptions::default() };
    // A mistake in the config file is no reason not to read an error text.
    let others = ConfigOptions { without: true, ..ConfigOptions::default() };
    let case = discover::assemble(&DiscoverOptions { judge, others, ..DiscoverOptions::default() }, environment)?;
    let keys = case.redactor();
    let mut explanation = match options.file.as_deref() {
        Some(path) if path != Path::new("-") => read_file(path, keys)?,
        named => {
            let input = io::stdin();
            if named.is_none() && input.is_terminal() {
                return Err(UsageError::new(
                    "name a file with the error text, or pipe the text in; with - you can paste it here and end it with Ctrl-D",
                )
                .into());
            }
            let explanation = read(input.lock(), keys).map_err(|error| unreadable(&error.into(), None))?;
            if explanation.missing == Some(Missing::Text) && is_device(&input) {
                return Err(UsageError::new(
                    "there's nothing to read: standard input is closed or empty; name a file with the error text, or \
                     pipe the text in: weaviate-doctor explain < error.txt",
                )
                .into());
            }
            explanation
        }
    };
    let pseudonyms = if options.redact { Some(report::pseudonyms_for(&mut explanation, &case)?) } else { None };
    let mut sink = Sink::open(options.write.output.as_deref())?;
    let style = crate::frontend::color::style(options.color, environment, sink.is_terminal());
    let text = match options.write.format() {
        ExplainFormat::Text => {
            let text = case.redactor().redact(&report::explanation_text(&explanation, &case, style));
            pseudonyms.map_or(text.clone(), |p| p.text(&text))
        }
        ExplainFormat::Html => report::explanation_page(&explanation, &case, pseudonyms.as_ref()),
        ExplainFormat::Json => {
            let explained = report::explained(&explanation, &case);
            let text = match pseudonyms {
                None => serde_json::to_string_pretty(&explained),
                Some(p) => serde_json::to_value(&explained)
                    .and_then(|value| serde_json::to_string_pretty(&report::with_pseudonyms(&p, value))),
            };
            text.context("the answer couldn't be written as JSON")? + "\n"
        }
    };
    sink.write(text.as_bytes())?;
    Ok(check::status(explanation.diagnosis.verdict))
}

/// Whether standard input is a device and no terminal: where it is closed, the system puts the one that is always empty there.
fn is_device(input: &io::Stdin) -> bool {
    #[cfg(unix)]
    {
        use std::os::fd::AsFd as _;
        use std::os::unix::fs::FileTypeExt as _;
        let file = input.as_fd().try_clone_to_owned().map(std::fs::File::from);
        file.and_then(|f| f.metadata()).is_ok_and(|m| m.file_type().is_char_device())
    }
    #[cfg(not(unix))]
    {
        let _ = input;
        false
    }
}

/// Explains what stands in a file.
///
/// # Errors
/// One line when the file can't be read.
pub fn read_file(path: &Path, keys: Redactor) -> Result<Explanation, UsageError> {
    let file = files::open_named(path);
    file.and_then(|file| Ok(read(file, keys)?)).map_err(|error| unreadable(&error, name_of(path).as_deref()))
}

/// Explains what stands in a file whose name a person typed or dropped on the terminal.
///
/// # Errors
/// One line when the file can't be read. The name stands above it on the screen, and is not repeated. A pipe would hold the wizard.
pub fn read_named(name: &str, keys: Redactor) -> Result<Explanation, UsageError> {
    let file = files::open_found(&files::named_in_field(name));
    file.and_then(|file| Ok(read(file, keys)?)).map_err(|error| unreadable(&error, None))
}

fn unreadable(error: &ReadError, name: Option<&str>) -> UsageError {
    let advice = match error {
        ReadError::Io(error) if error.kind() == io::ErrorKind::NotFound => {
            "; to explain a text, pipe it in: weaviate-doctor explain < error.txt"
        }
        ReadError::NotRegular => "; to explain a text, pipe it in, or paste it with -",
        ReadError::Io(_) | ReadError::TooLarge(_) | ReadError::NotText => "",
    };
    let what = name.map_or_else(|| "the error text".to_owned(), |name| format!("“{name}”"));
    UsageError::new(&format!("can't read {what}: {}{advice}", error.words()))
}

/// A file's name as it may be shown. None for what is no name: people give the error text itself, which may hold a key, or a key.
fn name_of(path: &Path) -> Option<String> {
    const WORDS: usize = 6;
    let name = path.to_string_lossy();
    let is_key = |part: &str| is_key_for_name(part) || looks_like_key(part) || is_key_of_words(part);
    let parts = name.split(|c: char| c == '/' || c == '\\' || c == '=' || c.is_whitespace());
    if name.len() > 200
        || name.contains('\n')
        || name.split_whitespace().count() > WORDS
        || parts.into_iter().any(is_key)
    {
        return None;
    }
    Some(SanitizedText::new(&masked(&name, &Redactor::default())).to_string()).filter(|name| !name.is_empty())
}

/// Explains what comes out of `source`, up to [`MAX_INPUT_BYTES`] bytes, in constant memory.
fn read(source: impl Read, keys: Redactor) -> io::Result<Explanation> {
    let mut source = source.take(MAX_INPUT_BYTES);
    let mut reader = TextReader::knowing(keys);
    let mut piece = vec![0; CHUNK_BYTES];
    loop {
        match source.read(&mut piece) {
            Ok(0) => return Ok(reader.explain()),
            Ok(n) => reader.push(&piece[..n]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}
