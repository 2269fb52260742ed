//! The language of the code on a result page, and what follows from another one.

use super::Aim;
use crate::model::client::Language;
use crate::wizard::{Screen, Wizard};
use strum::IntoEnumIterator as _;

impl Wizard {
    pub(super) fn result_language(&mut self, by: isize) {
        let Screen::Result(outcome) = &mut self.screen else { return };
        let all: Vec<Language> = Language::iter().collect();
        let to = crate::wizard::cluster::neighbor(outcome.language(), by, &all);
        self.choose_language(to);
    }

    /// Shows the code and the steps for this language. A saved report has those of its own alone.
    pub(in crate::wizard) fn choose_language(&mut self, to: Language) {
        if self.cx.is_reading() || !matches!(self.screen, Screen::Result(_)) {
            return;
        }
        self.cx.set_language(to);
        let Screen::Result(outcome) = &mut self.screen else { return };
        outcome.probing.case.client = self.cx.case.client;
        outcome.probing.case.client_origin = self.cx.case.client_origin.clone();
        outcome.write_pages();
        outcome.step = outcome.step.min(outcome.steps().saturating_sub(1));
        if outcome.whole {
            outcome.aim = Aim::Code;
        }
    }
}
