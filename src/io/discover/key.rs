//! Where the key comes from: an option's variable or file, the usual variables, `.env`. The bytes are taken as they are.

use super::dotenv::DotEnv;
use super::{Environment, key_of, named};
use crate::io::discover::options::KeyOptions;
use crate::io::files;
use crate::io::files::ReadError;
use crate::model::api_key::ApiKey;
use crate::model::case::Sourced;
use crate::model::evidence::Origin;
use crate::model::key_shape::{is_key_for_name, key_like};
use crate::model::sanitized::SanitizedText;
use crate::model::usage_error::UsageError;
use std::path::Path;

/// The variables that hold a key, in the order in which they are tried (`facts.md` §7).
pub(super) const KEY_VARIABLES: [&str; 8] = [
    "WEAVIATE_API_KEY",
    "WCD_API_KEY",
    "WCD_AUTH_KEY",
    "WCS_API_KEY",
    "WCD_CLUSTER_KEY",
    "WEAVIATE_INSTANCE_API_KEY",
    "WEAVIATE_CLUSTER_API_KEY",
    "WEAVIATE_AUTH_KEY",
];

/// Longest key file. Longer ones are something else.
const MAX_KEY_FILE_BYTES: u64 = 64 * 1024;

/// The key. With `only_named`, the usual variables are not looked at.
pub(super) fn given(
    options: &KeyOptions,
    environment: &Environment,
    dotenv: &DotEnv,
    only_named: bool,
) -> Result<Sourced<ApiKey>, UsageError> {
    if options.no_api_key {
        return Ok(Sourced { value: None, origin: Origin::Argument });
    }
    if let Some(path) = &options.api_key_file {
        return if path.as_os_str() == "-" { standard_input() } else { file(path) };
    }
    if let Some(name) = &options.api_key_env {
        return variable(name, environment, dotenv);
    }
    if only_named {
        return Ok(Sourced { value: None, origin: Origin::Practice });
    }
    Ok(usual(environment, dotenv))
}

/// The variable that an option names. Unset is no error but a finding.
pub(super) fn variable(name: &str, environment: &Environment, dotenv: &DotEnv) -> Result<Sourced<ApiKey>, UsageError> {
    if let Some((value, origin)) = named(&[name], environment, dotenv).next() {
        return Ok(key_of(value.to_owned(), origin));
    }
    if is_key_for_name(name) {
        return Err(UsageError::new(
            "--api-key-env takes the name of the variable with the key; this looks like the key itself, \
             and no such variable is set",
        ));
    }
    Ok(Sourced { value: None, origin: Origin::Variable(name.into()) })
}

/// The usual variables. The first one with text wins; if none has any, the first that is set at all says that the key is empty.
fn usual(environment: &Environment, dotenv: &DotEnv) -> Sourced<ApiKey> {
    let mut empty = None;
    for (value, origin) in named(&KEY_VARIABLES, environment, dotenv) {
        if !value.is_empty() {
            return key_of(value.to_owned(), origin);
        }
        empty.get_or_insert(origin);
    }
    empty.map(|origin| key_of(String::new(), origin)).unwrap_or_default()
}

pub(super) fn file(path: &Path) -> Result<Sourced<ApiKey>, UsageError> {
    let shown = SanitizedText::up_to(&path.to_string_lossy(), 200).to_string();
    // The likely slip: the key itself in its place. What looks like one is left out of the line.
    let advice =
        if key_like(&shown).is_empty() { "" } else { "; --api-key-file takes the name of a file, not the key" };
    let problem = |why: &str| UsageError::new(&format!("can't read the key from “{shown}”: {why}{advice}"));
    if path.as_os_str().is_empty() {
        return Err(problem("name a file with only the key"));
    }
    if path.is_dir() {
        return Err(problem("it's a directory; name a file with only the key"));
    }
    let bytes = files::named(path, MAX_KEY_FILE_BYTES).map_err(|error| match error {
        ReadError::Io(error) => problem(&files::trouble(&error)),
        other => problem(&format!("{}; name a file with only the key", other.words())),
    })?;
    let text = String::from_utf8(bytes).map_err(|_| problem("it isn't UTF-8 text; name a file with only the key"))?;
    Ok(key_of(text, Origin::File(path.to_string_lossy().as_ref().into())))
}

fn standard_input() -> Result<Sourced<ApiKey>, UsageError> {
    let problem = |why: &str| UsageError::new(&format!("can't read the key from standard input: {why}"));
    let bytes = files::at_most(std::io::stdin().lock(), MAX_KEY_FILE_BYTES).map_err(|error| match error {
        ReadError::Io(error) => problem(&files::trouble(&error)),
        other => problem(&format!("{}; pipe in only the key", other.words())),
    })?;
    let text = String::from_utf8(bytes).map_err(|_| problem("it isn't UTF-8 text; pipe in only the key"))?;
    Ok(key_of(without_final_newline(text), Origin::StandardInput))
}

/// Programs end their output with one line break; it is not part of the key.
fn without_final_newline(mut text: String) -> String {
    if text.ends_with('\n') {
        text.pop();
        if text.ends_with('\r') {
            text.pop();
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exactly_one_line_break_of_standard_input_goes() {
        for (given, kept) in
            [("k", "k"), ("k\n", "k"), ("k\r\n", "k"), ("k\n\n", "k\n"), ("k \n", "k "), ("\n", ""), ("", "")]
        {
            assert_eq!(without_final_newline(given.to_owned()), kept, "{given:?}");
        }
    }

    #[test]
    fn names_and_keys_are_told_apart() {
        for name in ["WEAVIATE_API_KEY", "PRODUCTION_WEAVIATE_API_KEY_2", "my_weaviate_key", "key1"] {
            assert!(!is_key_for_name(name), "{name}");
        }
        assert!(is_key_for_name("hrqNMpT4owEXAMPLEkey0000002"));
    }
}
