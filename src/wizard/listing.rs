//! A long list that is walked with keys, cut down by typing, and chosen from by number. It knows no words and draws nothing.

use super::field::Field;
use super::{Input, Key, Overlay, Wizard, digit, is_back};

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

    /// Takes a key in. `texts` are the entries' words, all of them.
    pub(super) fn handle(&mut self, input: &Input, texts: &[String]) -> Walk {
        match input {
            Input::Key(Key::Enter) => {
                let seen = self.shown(texts).contains(&self.cursor);
                return if seen { Walk::Chosen(self.cursor) } else { Walk::Stays };
            }
            Input::Key(Key::Up) => self.step(-1, texts),
            Input::Key(Key::Down) => self.step(1, texts),
            Input::Key(Key::PageUp) => self.step(-PAGE_LINES, texts),
            Input::Key(Key::PageDown) => self.step(PAGE_LINES, texts),
            Input::Key(Key::Home) => self.step(isize::MIN, texts),
            Input::Key(Key::End) => self.step(isize::MAX, texts),
            _ => match &mut self.filter {
                Some(field) => {
                    let empty = field.is_empty();
                    if matches!(input, Input::Key(Key::Esc)) || empty && matches!(input, Input::Key(Key::Backspace)) {
                        self.filter = None;
                    } else {
                        field.handle(input, MAX_FILTER_BYTES);
                        self.step(0, texts);
                    }
                }
                None => return self.letter(input, texts),
            },
        }
        Walk::Stays
    }

    fn letter(&mut self, input: &Input, texts: &[String]) -> Walk {
        match input {
            Input::Char('k') => self.step(-1, texts),
            Input::Char('j') => self.step(1, texts),
            Input::Char('/') => self.filter = Some(Field::default()),
            _ if is_back(input) => return Walk::Left,
            _ => {
                if let Some(index) = digit(input, texts.len()) {
                    self.cursor = index;
                    return Walk::Chosen(index);
                }
            }
        }
        Walk::Stays
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
    /// Takes a key into the list that lies on top. A list that was left or chosen from goes; gives the index that was chosen.
    pub(super) fn list_input(&mut self, input: &Input, texts: &[String]) -> Option<usize> {
        let Some(Overlay::Practice(list) | Overlay::Clusters(list)) = self.overlays.last_mut() else { return None };
        let chosen = match list.handle(input, texts) {
            Walk::Stays => return None,
            Walk::Left => None,
            Walk::Chosen(index) => Some(index),
        };
        self.overlays.pop();
        chosen
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_walked_filtered_and_chosen_from() {
        let texts = ["alpha one", "beta two", "gamma one"].map(str::to_owned);
        let mut list = Listing::default();
        let press = |list: &mut Listing, input| list.handle(&input, &texts);
        for input in [Input::Key(Key::Down), Input::Char('j'), Input::Key(Key::PageDown)] {
            assert_eq!(press(&mut list, input), Walk::Stays);
        }
        assert_eq!(list.cursor, 2);
        assert_eq!(press(&mut list, Input::Char('2')), Walk::Chosen(1));
        for c in "/ONE".chars() {
            press(&mut list, Input::Char(c));
        }
        assert_eq!((list.shown(&texts), list.cursor), (vec![0, 2], 0));
        press(&mut list, Input::Key(Key::Down));
        assert_eq!(press(&mut list, Input::Key(Key::Enter)), Walk::Chosen(2));
        // Letters and numbers are text while the filter is typed; nothing that is hidden is chosen.
        press(&mut list, Input::Char('9'));
        assert_eq!(press(&mut list, Input::Key(Key::Enter)), Walk::Stays);
        assert_eq!(press(&mut list, Input::Key(Key::Esc)), Walk::Stays);
        assert_eq!((list.shown(&texts).len(), press(&mut list, Input::Char('b'))), (3, Walk::Left));
    }
}
