//! What a line of the plain wizard may hold: a number, a language. It decides nothing.

use crate::model::client::Language;
use crate::words::catalog::plain;
use crate::words::format::join;
use strum::IntoEnumIterator as _;

/// A number from 1 to `count`, zero-based.
pub fn number(line: &str, count: usize) -> Option<usize> {
    line.trim_end_matches('.').parse::<usize>().ok().filter(|n| (1..=count).contains(n)).map(|n| n - 1)
}

/// The names of the languages, for the help.
pub fn language_help() -> String {
    plain("help-language").replace("{all}", &languages())
}

/// The names by which a client is chosen.
pub fn languages() -> String {
    let ids: Vec<&str> = Language::iter().map(Into::into).collect();
    join(ids)
}
