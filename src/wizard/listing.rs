//! A long list that is walked with keys, cut down by typing, and chosen from by number. It knows no words and draws nothing.

use super::field::Field;
use super::scroll::steps;
use super::{Action, Input, Key, Overlay, Wizard};

/// Longest filter, in bytes.
const MAX_FILTER_BYTES: usize = 60;

/// Lines that a page key moves.
const PAGE_LINES: isize = 10;

/// A list on screen.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Listing {
    /// Index of the selected entry in the whole list.
    pub cursor: usize,
    /// What is typed to cut the list down, while it is.
    pub filter: Option<Field>,
}

/// What a key did to a list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Walk {
    /// It moved the selection, changed the filter, or nothing.
    Stays,
    /// This entry was chosen.
    Chosen(usize),
    /// The list was left.
    Left,
}

impl Listing {
    /// Indices of the entries that the filter lets through: those that hold each of its words.
    pub fn shown(&self, texts: &[String]) -> Vec<usize> {
        let wanted = self.filter.as_ref().map(|f| f.text().to_lowercase()).unwrap_or_default();
        let words: Vec<&str> = wanted.split_whitespace().collect();
        let fits = |text: &String| {
            let text = text.to_lowercase();
            words.iter().all(|word| text.contains(word))
        };
        (0..texts.len()).filter(|i| fits(&texts[*i])).collect()
    }

    /// Takes an action in. `texts` are the entries' words, all of them.
    pub(super) fn act(&mut self, action: Action, texts: &[String]) -> Walk {
        if let Some(by) = steps(action, PAGE_LINES) {
            self.step(by, texts);
            return Walk::Stays;
        }
        match action {
            Action::Enter if self.shown(texts).contains(&self.cursor) => Walk::Chosen(self.cursor),
            Action::Number(index) if index < texts.len() => {
                self.cursor = index;
                Walk::Chosen(index)
            }
            Action::Filter => {
                self.filter = Some(Field::default());
                Walk::Stays
            }
            Action::Back => self.filter.take().map_or(Walk::Left, |_| Walk::Stays),
            _ => Walk::Stays,
        }
    }

    /// Changes the filter while it is typed; Backspace leaves an empty one.
    pub(super) fn type_in(&mut self, input: &Input, texts: &[String]) {
        let Some(field) = &mut self.filter else { return };
        if field.is_empty() && matches!(input, Input::Key(Key::Backspace)) {
            self.filter = None;
        } else {
            field.handle(input, MAX_FILTER_BYTES);
            self.step(0, texts);
        }
    }

    /// Moves among what is shown; by nothing, it only comes back to it.
    fn step(&mut self, by: isize, texts: &[String]) {
        let shown = self.shown(texts);
        let at = shown.iter().position(|i| *i == self.cursor).unwrap_or(0);
        let to = at.saturating_add_signed(by).min(shown.len().saturating_sub(1));
        if let Some(index) = shown.get(to) {
            self.cursor = *index;
        }
    }
}

impl Wizard {
    /// Takes an action into the list that lies on top. A list that was left or chosen from goes; gives the index that was chosen.
    pub(super) fn list_action(&mut self, action: Action, texts: &[String]) -> Option<usize> {
        let Some(Overlay::Practice(list) | Overlay::Clusters(list)) = self.overlays.last_mut() else { return None };
        let chosen = match list.act(action, texts) {
            Walk::Stays => return None,
            Walk::Left => None,
            Walk::Chosen(index) => Some(index),
        };
        self.overlays.pop();
        chosen
    }

    pub(super) fn type_into_list(&mut self, input: &Input) {
        let texts = match self.overlays.last() {
            Some(Overlay::Practice(_)) => self.cx.fault_entries(),
            _ => self.cx.cluster_entries(),
        };
        if let Some(Overlay::Practice(list) | Overlay::Clusters(list)) = self.overlays.last_mut() {
            list.type_in(input, &texts);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_walked_filtered_and_chosen_from() {
        let texts = ["alpha one", "beta two", "gamma one"].map(str::to_owned);
        let mut list = Listing::default();
        for action in [Action::Down, Action::Down, Action::PageDown] {
            assert_eq!(list.act(action, &texts), Walk::Stays);
        }
        assert_eq!(list.cursor, 2);
        assert_eq!(list.act(Action::Number(1), &texts), Walk::Chosen(1));
        assert_eq!(list.act(Action::Filter, &texts), Walk::Stays);
        for c in "ONE".chars() {
            list.type_in(&Input::Char(c), &texts);
        }
        assert_eq!((list.shown(&texts), list.cursor), (vec![0, 2], 0));
        list.act(Action::Down, &texts);
        assert_eq!(list.act(Action::Enter, &texts), Walk::Chosen(2));
        // Letters and numbers are text while the filter is typed; nothing that is hidden is chosen.
        list.type_in(&Input::Char('9'), &texts);
        assert_eq!(list.act(Action::Enter, &texts), Walk::Stays);
        assert_eq!(list.act(Action::Back, &texts), Walk::Stays);
        assert_eq!((list.shown(&texts).len(), list.act(Action::Back, &texts)), (3, Walk::Left));
    }
}
