//! The list of symptoms: what is shown, what is selected, the filter. The words come from the knowledge.

use super::field::Field;
use super::{Effect, Input, Key, Wizard, digit, is_back};
use crate::diagnosis::Symptom;
use crate::knowledge::{self, SymptomWords};
use strum::IntoEnumIterator;

/// Longest filter, in bytes.
const LONGEST: usize = 60;

/// The list.
#[derive(Clone, PartialEq, Debug)]
pub struct SymptomList {
    /// All symptoms with their words.
    pub entries: Vec<(Symptom, SymptomWords)>,
    /// The selected one.
    pub selected: Symptom,
    /// The filter.
    pub filter: Filter,
}

/// Whether the list is being filtered.
#[derive(Clone, PartialEq, Debug)]
pub enum Filter {
    /// Everything is shown.
    Off,
    /// What contains these words is shown.
    Typing(Field),
}

impl SymptomList {
    /// The list with this symptom selected.
    pub fn new(selected: Option<Symptom>) -> Self {
        let entries: Vec<_> = Symptom::iter().map(|s| (s, words(s))).collect();
        Self { entries, selected: selected.unwrap_or(Symptom::ConsoleLoginFails), filter: Filter::Off }
    }

    /// The entries that the filter lets through, each with its number in the whole list.
    pub fn shown(&self) -> Vec<(usize, &(Symptom, SymptomWords))> {
        let wanted = match &self.filter {
            Filter::Off => String::new(),
            Filter::Typing(field) => field.text().to_lowercase(),
        };
        let matches = |(symptom, words): &(Symptom, SymptomWords)| {
            let text = format!("{} {} {} {}", words.title, words.explain, words.first, symptom.id()).to_lowercase();
            wanted.split_whitespace().all(|word| text.contains(word))
        };
        self.entries.iter().enumerate().filter(|(_, entry)| matches(entry)).collect()
    }

    /// The words of the selected symptom.
    pub fn words(&self) -> Option<&SymptomWords> {
        self.entries.iter().find(|(s, _)| *s == self.selected).map(|(_, w)| w)
    }

    /// Whether letters go into the filter.
    pub const fn is_typing(&self) -> bool {
        matches!(self.filter, Filter::Typing(_))
    }

    pub(super) fn close_filter(&mut self) {
        self.filter = Filter::Off;
    }

    fn step(&mut self, by: isize) {
        let shown: Vec<Symptom> = self.shown().into_iter().map(|(_, e)| e.0).collect();
        let at = shown.iter().position(|s| *s == self.selected).unwrap_or(0);
        let to = at.saturating_add_signed(by).min(shown.len().saturating_sub(1));
        if let Some(symptom) = shown.get(to) {
            self.selected = *symptom;
        }
    }

    /// Keeps the selection among what is shown.
    fn settle(&mut self) {
        let shown = self.shown();
        if !shown.iter().any(|(_, e)| e.0 == self.selected)
            && let Some((_, (first, _))) = shown.first()
        {
            self.selected = *first;
        }
    }
}

fn words(symptom: Symptom) -> SymptomWords {
    knowledge::symptom(symptom).unwrap_or_else(|_| SymptomWords {
        title: symptom.id().to_owned(),
        explain: String::new(),
        first: String::new(),
        needs: String::new(),
    })
}

impl Wizard {
    pub(super) fn symptom_input(&mut self, input: &Input) -> Vec<Effect> {
        let list = &mut self.symptoms;
        match input {
            Input::Key(Key::Enter) => {
                let selected = list.selected;
                let is_shown = list.shown().iter().any(|(_, e)| e.0 == selected);
                return if is_shown { self.choose_symptom(selected) } else { Vec::new() };
            }
            Input::Key(Key::Up) => list.step(-1),
            Input::Key(Key::Down) => list.step(1),
            Input::Key(Key::Home) => list.step(isize::MIN),
            Input::Key(Key::End) => list.step(isize::MAX),
            _ => match &mut list.filter {
                Filter::Typing(field) => {
                    let empty = field.is_empty();
                    let leaves =
                        matches!(input, Input::Key(Key::Esc)) || (empty && matches!(input, Input::Key(Key::Backspace)));
                    if leaves {
                        list.filter = Filter::Off;
                    } else {
                        field.handle(input, LONGEST);
                    }
                    list.settle();
                }
                Filter::Off => return self.symptom_key(input),
            },
        }
        Vec::new()
    }

    fn symptom_key(&mut self, input: &Input) -> Vec<Effect> {
        if let Some(index) = digit(input, self.symptoms.entries.len()) {
            self.symptoms.selected = self.symptoms.entries[index].0;
            return self.choose_symptom(self.symptoms.selected);
        }
        match input {
            Input::Char('k') => self.symptoms.step(-1),
            Input::Char('j') => self.symptoms.step(1),
            Input::Char('/') => self.symptoms.filter = Filter::Typing(Field::default()),
            Input::F(2) if !self.faults.is_empty() => return self.begin_practice(None),
            _ if is_back(input) => {}
            _ => {}
        }
        Vec::new()
    }
}
