//! Where a key goes: to the program, to what lies over the screen, or to the screen. What it does there stands with the screen.

use super::input::is_back;
use super::listing::Listing;
use super::{Effect, Input, Leaving, Overlay, Screen, Scroll, Wizard, error_text};

impl Wizard {
    pub(super) fn input(&mut self, input: &Input) -> Vec<Effect> {
        if std::mem::take(&mut self.notice_passes) {
            self.notice = None;
        }
        match input {
            Input::Ctrl('c') => return vec![Effect::Quit(Leaving::Interrupted)],
            Input::Ctrl('z') => return vec![Effect::Suspend],
            Input::Ctrl('l') => return vec![Effect::Redraw],
            Input::Ctrl('p') => {
                self.presentation_key();
                return Vec::new();
            }
            _ => {}
        }
        self.presentation_stays();
        if !self.is_typing() {
            match input {
                Input::Char('q' | 'Q') => return vec![Effect::Quit(Leaving::Done)],
                Input::Char('?') => return self.toggle_help(),
                Input::Char('w') if self.overlays.is_empty() && self.can_save() => {
                    self.ask_where_to_save();
                    return Vec::new();
                }
                Input::Char('C') if self.overlays.is_empty() && self.can_save() => return self.copy_report(),
                Input::Char('v') if self.overlays.is_empty() && self.can_save() => {
                    self.ask_what_to_compare();
                    return Vec::new();
                }
                Input::Char('t') if self.overlays.is_empty() && self.run_shown().is_some() => {
                    self.open_timing();
                    return Vec::new();
                }
                Input::Char('W') if self.overlays.is_empty() && self.can_watch() => return self.watch_key(),
                Input::Char('m') if self.overlays.is_empty() && self.offers_countdown() => {
                    return self.open_reset_link();
                }
                _ => {}
            }
        }
        match input {
            Input::F(1) => return self.toggle_help(),
            Input::Click { x, y } => return self.click(*x, *y),
            Input::Wheel(by) => return self.wheel(*by),
            _ => {}
        }
        if let Some(overlay) = self.overlays.last_mut() {
            return match overlay {
                Overlay::Help(scroll)
                | Overlay::Details(_, scroll)
                | Overlay::Timing(scroll)
                | Overlay::Comparison(_, scroll) => {
                    if !scroll.handle(input, 10) && is_back(input) {
                        self.overlays.pop();
                    }
                    Vec::new()
                }
                Overlay::ResetLink(_) => self.reset_link_input(input),
                Overlay::Link(_) => self.link_input(input),
                Overlay::SendKey(_) => self.consent_input(input),
                Overlay::Cause(_) => self.cause_input(input),
                Overlay::Practice(_) => self.practice_input(input),
                Overlay::Clusters(_) => self.clusters_input(input),
                Overlay::CompareWith(_) => self.compare_input(input),
                Overlay::Save(_) => self.save_input(input),
            };
        }
        if self.is_reading() {
            return self.saved_input(input);
        }
        match &self.screen {
            Screen::Symptom => self.symptom_input(input),
            Screen::ErrorText(_) => self.error_text_input(input),
            Screen::Cluster => self.cluster_input(input),
            Screen::Question(_) => self.question_input(input),
            Screen::Probing(_) => self.probing_input(input),
            Screen::Result(_) => self.result_input(input),
        }
    }

    /// Whether letters go into a text field.
    pub fn is_typing(&self) -> bool {
        match self.overlays.last() {
            Some(Overlay::Save(_) | Overlay::CompareWith(_)) => true,
            Some(Overlay::Practice(Listing { filter, .. }) | Overlay::Clusters(Listing { filter, .. })) => {
                filter.is_some()
            }
            Some(Overlay::ResetLink(_)) => self.links.editing.is_some(),
            Some(_) => false,
            None => match &self.screen {
                Screen::Symptom => self.symptoms.is_typing(),
                Screen::ErrorText(mode) => matches!(mode, error_text::Mode::Text | error_text::Mode::File(_)),
                Screen::Cluster => self.cluster_is_typing(),
                Screen::Question(_) | Screen::Probing(_) | Screen::Result(_) => false,
            },
        }
    }

    fn toggle_help(&mut self) -> Vec<Effect> {
        if matches!(self.overlays.last(), Some(Overlay::Help(_))) {
            self.overlays.pop();
        } else {
            self.overlays.push(Overlay::Help(Scroll::default()));
        }
        Vec::new()
    }
}
