//! The commands that mean something where the user is.

use super::{LineReply, PromptContext};
use crate::frontend::plain::input::language_help;
use crate::wizard::Wizard;
use crate::words::catalog::plain;

/// Says them.
pub(super) fn lines(wizard: &Wizard, place: &PromptContext, heard: &mut LineReply) {
    let names: &[&'static str] = match place {
        PromptContext::Symptom if wizard.cx.faults.is_empty() => &["help-numbers"],
        PromptContext::Symptom => &["help-numbers", "help-symptom"],
        PromptContext::Question(_) | PromptContext::Practice => &["help-numbers"],
        PromptContext::Cluster
        | PromptContext::SendKey(_)
        | PromptContext::ErrorText
        | PromptContext::Replace
        | PromptContext::Busy => &[],
        PromptContext::Answer => &["help-answer"],
        PromptContext::Probing(_) if wizard.cx.watching().is_some() => &["help-end-watch"],
        PromptContext::Probing(_) => &["help-stop"],
        PromptContext::Result(..) if wizard.cx.is_reading() => {
            &["help-numbers", "help-next", "help-probes", "help-save", "help-compare"]
        }
        PromptContext::Result(..) => {
            &["help-numbers", "help-again", "help-watch", "help-next", "help-probes", "help-save", "help-compare"]
        }
    };
    for name in names {
        heard.say(plain(name));
    }
    if matches!(place, PromptContext::Cluster | PromptContext::Result(..)) && !wizard.cx.is_reading() {
        heard.say(language_help());
    }
    if *place == PromptContext::ErrorText {
        heard.say(plain("text"));
    }
    if wizard.offers_countdown() {
        heard.say(plain("help-mail"));
    }
    for name in ["help-causes", "help-back", "help-repeat", "help-quit"] {
        heard.say(plain(name));
    }
}
