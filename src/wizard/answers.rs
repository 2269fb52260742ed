//! Fields that are filled in at once, as plain lines do it: the same as typing into them and pressing Enter.

use super::error_text::{LONGEST_NAME, Mode, Naming};
use super::field::Field;
use super::{Action, Answer, Effect, Input, Overlay, Pasted, Screen, Wizard};
use crate::model::case::Sourced;
use crate::wizard::cluster::KeyChoice;
use crate::wizard::form_row::FormRow;
use crate::wizard::practice::ClusterSource;

impl Wizard {
    /// Takes an answer in, where its field is on screen.
    pub(super) fn answered(&mut self, answer: Answer) -> Vec<Effect> {
        let on_form = self.screen == Screen::Cluster && self.overlays.is_empty();
        match answer {
            Answer::ErrorText(text) => {
                if matches!(self.screen, Screen::ErrorText(Mode::Text | Mode::Answer(_))) {
                    self.paste(text.text());
                }
            }
            Answer::ErrorTextFile(name) => {
                if matches!(self.screen, Screen::ErrorText(_)) {
                    return self.read_file(Naming { name: Field::holding(name.text(), LONGEST_NAME), problem: None });
                }
            }
            Answer::Url(text) if on_form => {
                self.cx.cluster.url = Field::default();
                self.fill_row(FormRow::Url, text);
            }
            Answer::Key(text) if on_form => {
                self.cx.cluster.typed_key = Sourced::default();
                self.fill_row(FormRow::Key, text);
            }
            Answer::WithoutKey(without) if on_form => {
                self.cx.cluster.key_choice = if without { KeyChoice::Without } else { KeyChoice::Given };
            }
            Answer::LeaveCluster if on_form => {
                self.cx.cluster.row = FormRow::Go;
                return self.cluster_done();
            }
            Answer::Cluster(index) if on_form && self.cx.offers_clusters() => return self.choose_cluster(index),
            Answer::Language(language) if on_form => self.cx.set_language(language),
            Answer::Language(language) => self.choose_language(language),
            Answer::Save(name, redact) if self.can_save() => {
                self.ask_where_to_save();
                if let Some(Overlay::Save(form)) = self.overlays.last_mut() {
                    form.name = Field::default();
                    form.redact |= redact;
                    form.type_in(&Input::Paste(name));
                }
                return self.save_action(Action::Enter);
            }
            Answer::Compare(name) if self.can_save() => {
                self.ask_what_to_compare();
                if let Some(Overlay::CompareWith(form)) = self.overlays.last_mut() {
                    form.type_in(&Input::Paste(name));
                }
                return self.compare_action(Action::Enter);
            }
            Answer::Url(_) | Answer::Key(_) | Answer::WithoutKey(_) | Answer::LeaveCluster | Answer::Cluster(_) => {}
            Answer::Save(..) | Answer::Compare(_) => {}
        }
        Vec::new()
    }

    fn fill_row(&mut self, row: FormRow, text: Pasted) {
        if self.cx.place == ClusterSource::Own {
            self.cx.cluster.row = row;
            self.type_into_form(&Input::Paste(text));
        }
    }
}
