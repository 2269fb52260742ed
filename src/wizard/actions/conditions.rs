//! When an action applies: what the table asks about the wizard's state.

use super::KeyContext;
use crate::wizard::countdown::Left;
use crate::wizard::result::ResultPage;
use crate::wizard::run::RunState;
use crate::wizard::{Context, Overlay, Screen, Wizard};

impl Context {
    /// Whether the selected reset link has expired, or there is none.
    pub(in crate::wizard) fn has_no_live_link(&self) -> bool {
        let selected = self.links.selected().map(|link| link.countdown.left(self.now));
        matches!(selected, None | Some(Left::Expired(_)))
    }
}

impl Wizard {
    /// How many things can be chosen by a number.
    pub(crate) fn choices(&self) -> usize {
        match (self.key_context(), self.overlays.last(), &self.screen) {
            (KeyContext::Symptom, ..) => self.symptoms.entries.len(),
            (KeyContext::More, ..) => self.more_entries().len(),
            (KeyContext::Practice, ..) => self.cx.faults.len(),
            (KeyContext::Clusters, ..) => self.cx.case.configured.len(),
            (KeyContext::ResetLink, ..) => self.cx.links.all.len(),
            (_, Some(Overlay::Link(view)), _) => view.links.len(),
            (_, None, Screen::Question(asking)) => asking.question.choices().len(),
            (_, None, Screen::Result(_)) => self.page_shown().map_or(0, |page| page.document.steps().len()),
            _ => 0,
        }
    }

    /// The page of the result on screen.
    pub(super) fn page_shown(&self) -> Option<&ResultPage> {
        match &self.screen {
            Screen::Result(outcome) => outcome.current(),
            _ => None,
        }
    }

    /// Whether a run waits for what it needs.
    pub(super) fn waits(&self) -> bool {
        matches!(&self.screen, Screen::Probing(probing) if probing.state == RunState::Waiting)
    }

    /// Whether probes run, or wait to.
    pub(in crate::wizard) fn is_under_way(&self) -> bool {
        matches!(&self.screen, Screen::Probing(probing) if probing.is_running()) || self.waits()
    }

    pub(super) fn has_languages(&self) -> bool {
        self.page_shown().is_some_and(|page| !page.languages.is_empty())
    }

    pub(super) fn has_pages(&self) -> bool {
        matches!(&self.screen, Screen::Result(outcome) if outcome.pages.len() > 1)
    }

    pub(super) fn has_code(&self) -> bool {
        match self.overlays.last() {
            Some(Overlay::Cause(page)) => page.document.code().is_some(),
            _ => self.page_shown().is_some_and(|page| page.document.code().is_some()),
        }
    }

    /// Whether a result rests on an error text alone.
    pub(super) fn is_on_text(&self) -> bool {
        matches!(&self.screen, Screen::Result(outcome) if outcome.is_of_text())
    }

    /// Whether less than everything can be checked again.
    pub(super) fn can_check_part(&self) -> bool {
        !self.cx.is_reading() && matches!(&self.screen, Screen::Result(outcome) if outcome.chains_again().is_some())
    }
}
