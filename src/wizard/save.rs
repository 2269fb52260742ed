//! The small form that saves what is on the result screen: a file's name and whether names are replaced. It writes nothing itself.

use super::field::Field;
use super::{Action, Context, Effect, Input, Overlay, Screen, Wizard};
use crate::model::case::Case;
use crate::model::evidence::Evidence;
use crate::model::finding::Diagnosis;
use crate::model::report_schema::Report;
use std::time::{Duration, SystemTime};

/// Longest name of a file that can be typed, in bytes.
const MAX_FILE_NAME_BYTES: usize = 1000;

/// The form.
#[derive(Clone, PartialEq, Debug)]
pub struct SaveForm {
    /// The file's name.
    pub name: Field,
    /// Whether pseudonyms stand in place of names.
    pub redact: bool,
    /// How far it is.
    pub state: SaveState,
}

/// How far saving is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SaveState {
    /// The name is being typed.
    Asking,
    /// The file exists: Enter once more replaces it.
    Exists,
    /// It could not be written, for this reason.
    Failed(String),
}

/// What is to be saved, where and how.
#[derive(Clone, PartialEq, Debug)]
pub struct SaveRequest {
    /// The file; its ending says the format.
    pub path: String,
    /// With pseudonyms.
    pub redact: bool,
    /// Whether a file that exists may be replaced.
    pub replace: bool,
    /// What.
    pub what: Content,
}

/// What is to be saved.
#[derive(Clone, PartialEq, Debug)]
pub enum Content {
    /// A run.
    Run {
        /// What was probed.
        case: Box<Case>,
        /// What was found.
        evidence: Box<Evidence>,
        /// The outcome.
        diagnosis: Box<Diagnosis>,
        /// When it began.
        began: SystemTime,
        /// How long it took.
        took: Duration,
    },
    /// The report that is being looked at.
    Report(Box<Report>),
}

/// How saving ended.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SaveResult {
    /// It stands in this file now.
    Written(String),
    /// The file exists, and nobody said that it may be replaced.
    Exists,
    /// It can't be written, for this reason.
    Failed(String),
}

impl SaveForm {
    /// Changes the name; another one is another question.
    pub(super) fn type_in(&mut self, input: &Input) {
        if self.name.handle(input, MAX_FILE_NAME_BYTES) {
            self.state = SaveState::Asking;
        }
    }
}

impl Context {
    /// Whether names are replaced whatever else is chosen: the command line said so, or they are gone from the saved report already.
    pub(crate) fn stays_redacted(&self) -> bool {
        self.redacts || self.saved.as_ref().is_some_and(|s| s.report.redacted)
    }
}

impl Wizard {
    /// Whether a run or a saved report is on screen that can be saved. What was read from an error text is no run.
    pub(super) fn can_save(&self) -> bool {
        matches!(&self.screen, Screen::Result(outcome) if !outcome.is_of_text())
    }

    /// Opens the form with a name to begin with.
    pub(super) fn ask_where_to_save(&mut self) {
        let name = Field::holding("weaviate-report.json", MAX_FILE_NAME_BYTES);
        // On a shared screen nobody means to hand out names.
        let redact = self.cx.presenting.is_some() || self.cx.stays_redacted();
        self.overlays.push(Overlay::Save(SaveForm { name, redact, state: SaveState::Asking }));
    }

    pub(super) fn save_action(&mut self, action: Action) -> Vec<Effect> {
        let content = self.content();
        let stays = self.cx.stays_redacted();
        let Some(Overlay::Save(form)) = self.overlays.last_mut() else { return Vec::new() };
        match action {
            Action::Redact => form.redact = stays || !form.redact,
            Action::Enter => {
                let path = form.name.text().trim().to_owned();
                let (Some(what), false) = (content, path.is_empty()) else { return Vec::new() };
                let replace = form.state == SaveState::Exists;
                return vec![Effect::SaveReport(Box::new(SaveRequest { path, redact: form.redact, replace, what }))];
            }
            _ => {
                self.overlays.pop();
            }
        }
        Vec::new()
    }

    /// Puts pseudonyms into every report that is written or copied from now on.
    pub const fn redact_reports(&mut self) {
        self.cx.redacts = true;
    }

    pub(super) fn content(&self) -> Option<Content> {
        if let Some(saved) = &self.cx.saved {
            return Some(Content::Report(Box::new(saved.report.clone())));
        }
        let Screen::Result(outcome) = &self.screen else { return None };
        let run = &outcome.probing;
        Some(Content::Run {
            case: Box::new(run.case.clone()),
            evidence: Box::new(run.evidence.clone()),
            diagnosis: Box::new(outcome.diagnosis.clone()),
            began: run.began,
            took: run.evidence.took,
        })
    }

    pub(super) fn save_ended(&mut self, result: SaveResult) {
        // The name may have been typed in a key's place.
        let result = match result {
            SaveResult::Written(path) => SaveResult::Written(self.cx.typed(&path)),
            other => other,
        };
        let Some(Overlay::Save(form)) = self.overlays.last_mut() else { return };
        match result {
            SaveResult::Written(path) => {
                let words = crate::words::catalog::say("save", "written");
                // The folder may be named after its owner.
                let shared = self.cx.presenting.is_some();
                let path = if shared { path.rsplit(['/', '\\']).next().unwrap_or_default() } else { &path };
                self.overlays.pop();
                let path = crate::model::sanitized::SanitizedText::up_to(path, 300);
                self.cx.saved_as = Some(path.as_str().to_owned());
                self.cx.notice = Some(words.replace("{path}", path.as_str()));
            }
            SaveResult::Exists => form.state = SaveState::Exists,
            SaveResult::Failed(why) => form.state = SaveState::Failed(why),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::text::tests::report;
    use crate::wizard::tests::{finish, keys, ready, send};
    use crate::wizard::{Key, Msg};

    fn request(effects: &[Effect]) -> &SaveRequest {
        match effects {
            [Effect::SaveReport(request)] => request,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_result_is_saved_and_nothing_is_replaced_without_saying_so() {
        let mut wizard = ready();
        keys(&mut wizard, "9");
        for _ in 0..8 {
            if matches!(wizard.screen, Screen::Probing(_)) {
                break;
            }
            keys(&mut wizard, "⏎");
        }
        finish(&mut wizard, &[]);
        send(&mut wizard, Msg::Input(Input::Ctrl('s')));
        assert!(wizard.is_typing() && matches!(wizard.overlays.last(), Some(Overlay::Save(_))));
        // Letters are letters here.
        keys(&mut wizard, "q?");
        keys(&mut wizard, "⌫⌫");
        let effects = keys(&mut wizard, "⏎");
        let first = request(&effects).clone();
        assert!(!first.replace && !first.redact && first.path == "weaviate-report.json");
        assert!(matches!(&first.what, Content::Run { began, .. } if *began == crate::wizard::tests::at(0)));
        send(&mut wizard, Msg::Saved(SaveResult::Exists));
        send(&mut wizard, Msg::Input(Input::Key(Key::Tab)));
        let effects = keys(&mut wizard, "⏎");
        assert!(request(&effects).replace && request(&effects).redact);
        // Another name is another question.
        let effects = keys(&mut wizard, "x⏎");
        assert!(!request(&effects).replace);
        send(&mut wizard, Msg::Saved(SaveResult::Failed("no".into())));
        assert!(wizard.overlays.len() == 1);
        send(&mut wizard, Msg::Saved(SaveResult::Written("/tmp/r.json".into())));
        assert!(wizard.overlays.is_empty() && wizard.cx.notice.as_deref().is_some_and(|n| n.contains("/tmp/r.json")));
    }

    #[test]
    fn what_the_command_line_wants_redacted_stays_redacted() {
        let mut wizard = ready();
        wizard.redact_reports();
        keys(&mut wizard, "3⏎");
        finish(&mut wizard, &[]);
        assert!(matches!(keys(&mut wizard, "C").as_slice(), [Effect::CopyReport(_, true)]));
        send(&mut wizard, Msg::Input(Input::Ctrl('s')));
        send(&mut wizard, Msg::Input(Input::Key(Key::Tab)));
        assert!(request(&keys(&mut wizard, "⏎")).redact);
    }

    #[test]
    fn a_report_of_a_partial_run_says_when_it_began() {
        let mut wizard = ready();
        keys(&mut wizard, "3⏎");
        finish(&mut wizard, &crate::wizard::tests::grpc_blocked());
        send(&mut wizard, Msg::Tick(crate::wizard::tests::at(60)));
        keys(&mut wizard, "r");
        finish(&mut wizard, &[]);
        send(&mut wizard, Msg::Input(Input::Ctrl('s')));
        let effects = keys(&mut wizard, "⏎");
        assert!(
            matches!(&request(&effects).what, Content::Run { began, .. } if *began == crate::wizard::tests::at(60))
        );
    }

    #[test]
    fn a_saved_report_is_saved_as_it_is() {
        let mut redacted = report();
        redacted.redacted = true;
        let mut wizard = Wizard::on_report(redacted.clone(), "x");
        send(&mut wizard, Msg::Input(Input::Ctrl('s')));
        send(&mut wizard, Msg::Input(Input::Key(Key::Tab)));
        let effects = keys(&mut wizard, "⏎");
        assert!(request(&effects).redact && request(&effects).what == Content::Report(Box::new(redacted)));
        keys(&mut wizard, "⎋");
        assert!(wizard.overlays.is_empty());
    }
}
