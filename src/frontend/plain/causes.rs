//! The known causes as lines: those that hold some words, and one of them explained, with the same words as on the screen.

use super::LineReply;
use super::document::describe;
use crate::frontend::plain::input::number;
use crate::model::cause::Cause;
use crate::wizard::Wizard;
use crate::wizard::cause::{Listed, catalogue, holding};
use crate::words::catalog::plain;
use crate::words::closest_match::closest_match;
use std::str::FromStr as _;
use strum::IntoEnumIterator as _;

/// Causes that hold these words; all of them where there are no words.
pub(super) fn list(words: &str, heard: &mut LineReply) {
    let words = words.to_lowercase();
    let found = found(&words);
    match found.len() {
        0 => heard.say(plain("causes-none")),
        n => heard.say(plain("causes").replace("{n}", &n.to_string())),
    }
    for listed in found {
        let text = plain("causes-line").replace("{n}", &listed.number.to_string()).replace("{id}", listed.cause.id());
        heard.say(text.replace("{title}", &listed.title));
    }
}

/// One of them, by its name, by its number in the whole list, or by words that only it holds.
pub(super) fn explain(wizard: &Wizard, name: &str, heard: &mut LineReply) {
    let name = name.to_lowercase();
    let numbered = number(&name, catalogue().len()).and_then(|at| catalogue().get(at)).map(|listed| listed.cause);
    match (Cause::from_str(&name).ok().or(numbered), found(&name).as_slice()) {
        (Some(cause), _) => describe(&wizard.cx.general(cause), &mut heard.lines),
        (None, _) if name.is_empty() => heard.say(plain("no-cause-name")),
        (None, [only]) => describe(&wizard.cx.general(only.cause), &mut heard.lines),
        (None, []) => heard.say(match closest_match(&name, Cause::iter().map(Cause::id)) {
            Some(near) => plain("nearest-cause").replace("{id}", near),
            None => plain("causes-none").to_owned(),
        }),
        (None, _) => list(&name, heard),
    }
}

/// Those that hold these words.
fn found(words: &str) -> Vec<&'static Listed> {
    holding(&words.split_whitespace().collect::<Vec<_>>())
}
