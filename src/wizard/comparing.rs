//! Another report beside the one on screen: asking for its file, and showing what differs. Reading and comparing are asked for as an effect;
//! the words of a difference are those of `compare`.

use super::field::Field;
use super::save::Content;
use super::{Action, Effect, Input, Overlay, Scroll, Wizard};
use crate::model::api_key::OtherKeys;
use crate::report::comparison::ComparisonText;

/// Longest name of a file that can be typed, in bytes.
const MAX_FILE_NAME_BYTES: usize = 1000;

/// The form that asks for the other report.
#[derive(Clone, PartialEq, Debug)]
pub struct CompareForm {
    /// The file's name.
    pub name: Field,
    /// How far it is.
    pub state: CompareState,
}

/// How far comparing is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum CompareState {
    /// The name is being typed.
    Asking,
    /// The file is being read.
    Reading,
    /// It can't be read, or not be compared, for this reason.
    Failed(String),
}

/// What is to be compared with which file.
#[derive(Clone, PartialEq, Debug)]
pub struct CompareRequest {
    /// The other report's file.
    pub path: String,
    /// What is on screen.
    pub what: Content,
    /// What that is called.
    pub name: String,
    /// What nothing of the other report may show.
    pub keys: OtherKeys,
}

impl CompareForm {
    /// Changes the name; another one is another try.
    pub(super) fn type_in(&mut self, input: &Input) {
        if self.name.handle(input, MAX_FILE_NAME_BYTES) {
            self.state = CompareState::Asking;
        }
    }
}

impl Wizard {
    /// Opens the form.
    pub(super) fn ask_what_to_compare(&mut self) {
        let form = CompareForm { name: Field::default(), state: CompareState::Asking };
        self.overlays.push(Overlay::CompareWith(form));
    }

    pub(super) fn compare_action(&mut self, action: Action) -> Vec<Effect> {
        let (content, keys) = (self.content(), self.cx.case.other_keys.clone());
        let name = match &self.cx.saved {
            Some(saved) => saved.name.clone(),
            None => crate::words::catalog::say("comparing", "this-run").to_owned(),
        };
        let Some(Overlay::CompareWith(form)) = self.overlays.last_mut() else { return Vec::new() };
        match action {
            Action::Enter => {
                let path = form.name.text().trim().to_owned();
                let (Some(what), false) = (content, path.is_empty()) else { return Vec::new() };
                form.state = CompareState::Reading;
                return vec![Effect::Compare(Box::new(CompareRequest { path, what, name, keys }))];
            }
            Action::Clear => form.type_in(&Input::Ctrl('u')),
            _ => {
                self.overlays.pop();
            }
        }
        Vec::new()
    }

    /// Shows what differs in place of the form; what comes after the form was left is dropped.
    pub(super) fn compared(&mut self, result: Result<Box<ComparisonText>, String>) {
        let Some(Overlay::CompareWith(form)) = self.overlays.last_mut() else { return };
        if form.state != CompareState::Reading {
            return;
        }
        match result {
            Ok(told) => {
                self.overlays.pop();
                self.overlays.push(Overlay::Comparison(told, Scroll::default()));
            }
            Err(why) => form.state = CompareState::Failed(why),
        }
    }

    /// Hands over the whole report as text for a ticket; with pseudonyms on a shared screen.
    pub(super) fn copy_report(&self) -> Vec<Effect> {
        let redact = self.cx.presenting.is_some() || self.cx.stays_redacted();
        self.content().map(|what| Effect::CopyReport(Box::new(what), redact)).into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::text::tests::report;
    use crate::wizard::Msg;
    use crate::wizard::tests::{finish, grpc_blocked, keys, ready, send};

    #[test]
    fn another_report_is_asked_for_and_what_differs_is_shown() {
        let mut wizard = Wizard::on_report(report(), "customer.json");
        keys(&mut wizard, "v");
        assert!(wizard.is_typing());
        assert_eq!(keys(&mut wizard, "⏎"), vec![], "no name yet");
        let effects = keys(&mut wizard, "my q?.json⏎");
        let [Effect::Compare(request)] = effects.as_slice() else { panic!("{effects:?}") };
        assert_eq!((request.path.as_str(), request.name.as_str()), ("my q?.json", "customer.json"));
        send(&mut wizard, Msg::Compared(Err("there's no such file".to_owned())));
        let failed = CompareState::Failed("there's no such file".to_owned());
        assert!(matches!(wizard.overlays.last(), Some(Overlay::CompareWith(form)) if form.state == failed));
        // Another name is another try; an answer that nobody waits for shows nothing.
        keys(&mut wizard, "x");
        let told = || Ok(Box::new(ComparisonText::default()));
        send(&mut wizard, Msg::Compared(told()));
        assert!(matches!(wizard.overlays.last(), Some(Overlay::CompareWith(_))));
        keys(&mut wizard, "⏎");
        send(&mut wizard, Msg::Compared(told()));
        assert!(matches!(wizard.overlays.as_slice(), [Overlay::Comparison(..)]));
        keys(&mut wizard, "⎋");
        assert!(wizard.overlays.is_empty());
    }

    #[test]
    fn the_whole_report_is_copied_with_pseudonyms_on_a_shared_screen() {
        let mut wizard = ready();
        keys(&mut wizard, "3⏎");
        finish(&mut wizard, &grpc_blocked());
        assert!(matches!(keys(&mut wizard, "C").as_slice(), [Effect::CopyReport(_, false)]));
        wizard.present();
        assert!(matches!(keys(&mut wizard, "C").as_slice(), [Effect::CopyReport(_, true)]));
    }
}
