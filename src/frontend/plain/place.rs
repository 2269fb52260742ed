//! Where the user is, as far as it makes a difference to what is said and asked.

use crate::model::case::KeyConsent;
use crate::model::question::Question;
use crate::wizard::error_text::Mode;
use crate::wizard::practice::{ClusterSource as Where, PracticeState};
use crate::wizard::run::RunState;
use crate::wizard::save::SaveState;
use crate::wizard::{Overlay, RunId, Screen, Wizard};

/// A place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum PromptContext {
    Symptom,
    Practice,
    ErrorText,
    Answer,
    Cluster,
    Question(Question),
    /// Probes run.
    Probing(RunId),
    /// A page of a result.
    Result(RunId, usize),
    /// May the key go there?
    SendKey(KeyConsent),
    /// A file exists: may it be replaced?
    Replace,
    /// Something has to happen first.
    Busy,
}

impl PromptContext {
    /// Where the wizard is.
    pub fn of(wizard: &Wizard) -> Self {
        match wizard.overlays.last() {
            Some(Overlay::Practice(_)) => return Self::Practice,
            Some(Overlay::SendKey(consent)) => return Self::SendKey(consent.clone()),
            Some(Overlay::Save(form)) if form.state == SaveState::Exists => return Self::Replace,
            Some(Overlay::Save(_)) => return Self::Busy,
            Some(_) | None => {}
        }
        if let Where::Practice { state: PracticeState::Wanted | PracticeState::Starting, .. } = wizard.cx.place {
            return Self::Busy;
        }
        match &wizard.screen {
            Screen::Symptom => Self::Symptom,
            Screen::ErrorText(Mode::Answer(_)) => Self::Answer,
            Screen::ErrorText(Mode::Reading(..)) => Self::Busy,
            Screen::ErrorText(_) => Self::ErrorText,
            Screen::Cluster => Self::Cluster,
            Screen::Question(asking) => Self::Question(asking.question),
            Screen::Probing(probing) if probing.state == RunState::Waiting => Self::Busy,
            Screen::Probing(probing) => Self::Probing(probing.id),
            Screen::Result(outcome) => Self::Result(outcome.probing.id, outcome.page),
        }
    }
}
