//! The commands that mean something where the user is.

use super::{Heard, Place};
use crate::frontend::plain::input::language_help;
use crate::wizard::Wizard;
use crate::words::catalog::plain;

/// Says them.
pub(super) fn lines(wizard: &Wizard, place: &Place, heard: &mut Heard) {
    let names: &[&'static str] = match place {
        Place::Symptom if wizard.faults.is_empty() => &["help-numbers"],
        Place::Symptom => &["help-numbers", "help-symptom"],
        Place::Question(_) | Place::Practice => &["help-numbers"],
        Place::Cluster | Place::SendKey(_) | Place::ErrorText | Place::Replace | Place::Busy => &[],
        Place::Answer => &["help-answer"],
        Place::Probing(_) if wizard.watching().is_some() => &["help-end-watch"],
        Place::Probing(_) => &["help-stop"],
        Place::Result(..) if wizard.is_reading() => {
            &["help-numbers", "help-next", "help-probes", "help-save", "help-compare"]
        }
        Place::Result(..) => {
            &["help-numbers", "help-again", "help-watch", "help-next", "help-probes", "help-save", "help-compare"]
        }
    };
    for name in names {
        heard.say(plain(name));
    }
    if matches!(place, Place::Cluster | Place::Result(..)) && !wizard.is_reading() {
        heard.say(language_help());
    }
    if *place == Place::ErrorText {
        heard.say(plain("text"));
    }
    if wizard.offers_countdown() {
        heard.say(plain("help-mail"));
    }
    for name in ["help-causes", "help-back", "help-repeat", "help-quit"] {
        heard.say(plain(name));
    }
}
