//! Where an action goes: to the program, to what lies over the screen, or to the screen. What it does there stands with the screen; an input
//! that is no action is text.

use super::action::Action;
use super::actions::meaning;
use super::{Effect, Input, Leaving, Overlay, Screen, Scroll, Wizard};

/// Lines that a page key moves in a text over the screen.
const PAGE_LINES: u16 = 10;

impl Wizard {
    pub(super) fn input(&mut self, input: &Input) -> Vec<Effect> {
        match input {
            Input::Click { x, y } => {
                self.notice_goes();
                self.presentation_stays();
                self.click(*x, *y)
            }
            Input::Wheel(by) => {
                self.notice_goes();
                self.presentation_stays();
                self.wheel(*by)
            }
            _ => {
                if let Some(action) = meaning(self, input) {
                    return self.act(action);
                }
                self.notice_goes();
                self.presentation_stays();
                self.type_in(input);
                Vec::new()
            }
        }
    }

    fn notice_goes(&mut self) {
        if std::mem::take(&mut self.cx.notice_passes) {
            self.cx.notice = None;
        }
    }

    /// Does what applies here.
    pub(super) fn act(&mut self, action: Action) -> Vec<Effect> {
        self.notice_goes();
        if action == Action::Share {
            self.presentation_key();
            return Vec::new();
        }
        self.presentation_stays();
        match action {
            Action::Interrupt => return vec![Effect::Quit(Leaving::Interrupted)],
            Action::Suspend => return vec![Effect::Suspend],
            Action::Redraw => return vec![Effect::Redraw],
            Action::Quit => return vec![Effect::Quit(Leaving::Done)],
            Action::Help => self.toggle_help(),
            Action::More => self.more_key(),
            Action::Save => self.ask_where_to_save(),
            Action::CopyReport => return self.copy_report(),
            Action::Compare => self.ask_what_to_compare(),
            Action::Timing => self.open_timing(),
            Action::Watch => return self.watch_key(),
            Action::ResetLink => return self.reset_link_key(),
            Action::OpenLink => return self.open_link(),
            Action::Practice => self.open_practice_list(),
            _ => return self.act_here(action),
        }
        Vec::new()
    }

    fn act_here(&mut self, action: Action) -> Vec<Effect> {
        match self.overlays.last_mut() {
            Some(
                Overlay::Help(scroll)
                | Overlay::Details(_, scroll)
                | Overlay::Timing(scroll)
                | Overlay::Comparison(_, scroll),
            ) => {
                if !scroll.act(action, PAGE_LINES) {
                    self.overlays.pop();
                }
                Vec::new()
            }
            Some(Overlay::ResetLink(_)) => self.reset_link_action(action),
            Some(Overlay::Link(_)) => self.link_action(action),
            Some(Overlay::SendKey(_)) => self.consent_action(action),
            Some(Overlay::Cause(_)) => self.cause_action(action),
            Some(Overlay::Practice(_)) => self.practice_action(action),
            Some(Overlay::Clusters(_)) => self.clusters_action(action),
            Some(Overlay::CompareWith(_)) => self.compare_action(action),
            Some(Overlay::More(_)) => self.more_action(action),
            Some(Overlay::Save(_)) => self.save_action(action),
            None => match &self.screen {
                Screen::Symptom => self.symptom_action(action),
                Screen::ErrorText(_) => self.error_text_action(action),
                Screen::Cluster => self.cluster_action(action),
                Screen::Question(_) => self.question_action(action),
                Screen::Probing(_) => self.probing_action(action),
                Screen::Result(_) => self.result_action(action),
            },
        }
    }

    /// Takes in what is text, where there is a field for it.
    pub(super) fn type_in(&mut self, input: &Input) {
        match self.overlays.last_mut() {
            Some(Overlay::Save(form)) => form.type_in(input),
            Some(Overlay::CompareWith(form)) => form.type_in(input),
            Some(Overlay::Practice(_) | Overlay::Clusters(_)) => self.type_into_list(input),
            Some(Overlay::ResetLink(_)) => self.type_label(input),
            Some(_) => {}
            None => match &self.screen {
                Screen::Symptom => self.symptoms.type_in(input),
                Screen::ErrorText(_) => self.type_error_text(input),
                Screen::Cluster => self.type_into_form(input),
                Screen::Question(_) | Screen::Probing(_) | Screen::Result(_) => {}
            },
        }
    }

    fn toggle_help(&mut self) {
        if matches!(self.overlays.last(), Some(Overlay::Help(_))) {
            self.overlays.pop();
        } else {
            self.overlays.push(Overlay::Help(Scroll::default()));
        }
    }
}
