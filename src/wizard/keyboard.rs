//! Where a key goes: to the program, to what lies over the screen, or to the screen. What it does there stands with the screen.

use super::{Effect, Input, Key, Leaving, Overlay, Screen, Scroll, Wizard, error_text};

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
                Input::Char('w') if self.overlays.is_empty() && matches!(self.screen, Screen::Result(_)) => {
                    self.ask_where_to_save();
                    return Vec::new();
                }
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
                Overlay::Help(scroll) | Overlay::Details(_, scroll) => {
                    if !scroll.handle(input, 10) && is_back(input) {
                        self.overlays.pop();
                    }
                    Vec::new()
                }
                Overlay::ResetLink(_) => self.reset_link_input(input),
                Overlay::Link(_) => self.link_input(input),
                Overlay::Practice(_) => self.practice_input(input),
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
            Some(Overlay::Save(_)) => true,
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

impl Scroll {
    /// Moves by keys. False when the input is none of them.
    pub fn handle(&mut self, input: &Input, page: u16) -> bool {
        self.offset = match input {
            Input::Key(Key::Up) | Input::Char('k') => self.offset.saturating_sub(1),
            Input::Key(Key::Down) | Input::Char('j') => self.offset.saturating_add(1),
            Input::Key(Key::PageUp) => self.offset.saturating_sub(page),
            Input::Key(Key::PageDown) | Input::Char(' ') => self.offset.saturating_add(page),
            Input::Key(Key::Home) => 0,
            Input::Key(Key::End) => self.furthest,
            _ => return false,
        }
        .min(self.furthest);
        true
    }
}

/// Escape or `b`.
pub(super) fn is_back(input: &Input) -> bool {
    matches!(input, Input::Key(Key::Esc) | Input::Char('b' | 'B'))
}

/// The number on a key, counted from nought, when it is one of `count` choices.
pub(super) fn digit(input: &Input, count: usize) -> Option<usize> {
    let Input::Char(c) = input else { return None };
    let number = usize::try_from(c.to_digit(10)?).ok()?;
    (1..=count).contains(&number).then(|| number - 1)
}
