//! Wrong usage as one clear line. What was typed is quoted only where it can't be a secret; it decides no usage itself.

use super::consistent::COMMANDS;
use crate::model::sanitized::SanitizedText;
use crate::model::usage_error::UsageError;
use crate::words::closest_match::closest_match;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use std::error::Error as _;

/// The one line for an error of clap's.
pub(super) fn from_clap(error: &clap::Error) -> UsageError {
    let text = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.clone()),
        Some(ContextValue::Strings(list)) => Some(list.join(", ")),
        _ => None,
    };
    let short = |kind| text(kind).map(|t| SanitizedText::up_to(&t, 60).to_string());
    let option = short(ContextKind::InvalidArg).map(|t| name_only(&t)).unwrap_or_default();
    let line = match error.kind() {
        ErrorKind::ValueValidation => {
            let why = error.source().map(ToString::to_string).unwrap_or_default();
            format!("{option}: {why}")
        }
        ErrorKind::UnknownArgument => unknown(&option, short(ContextKind::SuggestedArg)),
        ErrorKind::InvalidValue => {
            let given = short(ContextKind::InvalidValue).filter(|g| !g.is_empty());
            let valid = text(ContextKind::ValidValue).filter(|v| !v.is_empty());
            match (given, valid) {
                (Some(given), Some(valid)) => format!("{option} can't be “{given}”: use one of {valid}"),
                (None, Some(valid)) => format!("{option} needs a value: use one of {valid}"),
                (_, None) => format!("{option} needs a value"),
            }
        }
        ErrorKind::ArgumentConflict => conflict(&option, short(ContextKind::PriorArg)),
        ErrorKind::InvalidSubcommand => {
            return no_command(&text(ContextKind::InvalidSubcommand).unwrap_or_default());
        }
        ErrorKind::InvalidUtf8 => "an argument isn't UTF-8 text".to_owned(),
        _ => first_paragraph(&error.to_string()),
    };
    UsageError::new(&format!("{line} (see --help)"))
}

/// `--timeout` of `--timeout <SECONDS>`.
fn name_only(argument: &str) -> String {
    argument.split([' ', '=']).next().unwrap_or(argument).to_owned()
}

fn unknown(option: &str, suggestion: Option<String>) -> String {
    let lower = option.to_ascii_lowercase();
    if !option.starts_with('-') {
        // It might be a key: it is not repeated.
        return "one argument too many: give one name or URL, and never a key; for the key use --api-key-env NAME or \
                --api-key-file FILE"
            .to_owned();
    }
    if matches!(lower.as_str(), "--api-key" | "--apikey" | "--key" | "--token" | "--password") {
        return format!(
            "there's no {option}: an argument would show in the process list; put the key in a variable and use \
             --api-key-env NAME, or --api-key-file FILE"
        );
    }
    match suggestion {
        Some(suggestion) => format!("there's no option {option} here: did you mean {suggestion}?"),
        None => format!("there's no option {option} here"),
    }
}

/// Where no screen can be shown: whether the target can be meant as one, and isn't a misspelled command.
pub fn is_command_or_address(target: Option<&str>) -> Result<(), UsageError> {
    match target {
        Some(word) if !word.contains(['.', ':', '/']) && word != "localhost" => Err(no_command(word)),
        Some(_) | None => Ok(()),
    }
}

/// A word in a command's place. It is repeated where it can be no key.
fn no_command(word: &str) -> UsageError {
    let plain = !word.is_empty() && word.len() <= 24 && word.chars().all(|c| c.is_ascii_lowercase() || c == '-');
    let shown = if plain { format!("there's no command “{word}”") } else { "this isn't a command".to_owned() };
    let advice = match closest_match(word, COMMANDS).filter(|_| plain) {
        Some(near) => format!("did you mean “{near}”? "),
        None => String::new(),
    };
    UsageError::new(&format!(
        "{shown}: {advice}weaviate-doctor --help lists the commands; weaviate-doctor check works without a terminal"
    ))
}

fn conflict(option: &str, prior: Option<String>) -> String {
    let prior = prior.map(|p| name_only(&p).trim_end_matches(',').to_owned()).filter(|p| !p.is_empty());
    match prior {
        Some(prior) if prior == option => format!("{option} is given twice: keep one"),
        // An option of the wizard in front of another command.
        Some(prior) if option.is_empty() => format!("write the command first, then {prior}"),
        Some(prior) => format!("{option} and {prior} contradict each other: keep one"),
        None if option.is_empty() => "these arguments can't be used together".to_owned(),
        None => format!("{option} can't be used together with the others"),
    }
}

/// The message up to the first empty line, without clap's `error: `.
fn first_paragraph(text: &str) -> String {
    let text = text.trim().trim_start_matches("error: ");
    text.split("\n\n").next().unwrap_or(text).to_owned()
}
