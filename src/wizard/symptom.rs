//! The list of symptoms: what is shown, what is selected, and the filter, which searches the known causes too. The words come from the knowledge.

use super::cause::{Listed, holding};
use super::field::Field;
use super::scroll::steps;
use super::{Action, Drawn, Effect, Input, Key, Wizard};
use crate::model::cause::{Cause, Surface};
use crate::model::symptom::Symptom;
use crate::words::catalog;
use crate::words::catalog::SymptomWords;
use strum::IntoEnumIterator;

/// Longest filter, in bytes.
const MAX_FILTER_BYTES: usize = 60;

/// Lines that a page key moves.
const PAGE_LINES: isize = 10;

/// The list.
#[derive(Clone, PartialEq, Debug)]
pub struct SymptomList {
    /// All symptoms with their words.
    pub entries: Vec<(Symptom, SymptomWords)>,
    /// The selected one.
    pub selected: Symptom,
    /// The filter.
    pub filter: Filter,
    /// Whether something to fix was found in the folder, and whether its line is selected.
    pub source: Option<bool>,
}

/// Whether the list is being filtered.
#[derive(Clone, PartialEq, Debug)]
pub enum Filter {
    /// All symptoms are shown.
    Off,
    /// The symptoms and the causes that contain these words are shown.
    Typing(Typing),
}

/// The filter while it is typed.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Typing {
    /// The words.
    pub words: Field,
    /// The selected cause, when it is a cause that is selected.
    pub cause: Option<Cause>,
    /// First line shown of the list.
    pub top: u16,
}

/// A line of the list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SymptomEntry {
    /// A symptom, which begins the way to the probes.
    Symptom(Symptom),
    /// A cause, which is explained.
    Cause(Cause),
    /// What was found in the folder, which is opened.
    Source,
}

impl SymptomList {
    /// The list with this symptom selected.
    pub fn new(selected: Option<Symptom>) -> Self {
        let entries: Vec<_> = Symptom::iter().map(|s| (s, words(s))).collect();
        Self { entries, selected: selected.unwrap_or(Symptom::ConsoleLoginFails), filter: Filter::Off, source: None }
    }

    /// The symptoms that the filter lets through, each with its number in the whole list.
    pub fn shown(&self) -> Vec<(usize, &(Symptom, SymptomWords))> {
        let wanted = self.wanted();
        let matches = |(symptom, words): &(Symptom, SymptomWords)| {
            let text = format!("{} {} {} {}", words.title, words.explain, words.first, symptom.id()).to_lowercase();
            wanted.split_whitespace().all(|word| text.contains(word))
        };
        let mut shown: Vec<_> = self.entries.iter().enumerate().filter(|(_, entry)| matches(entry)).collect();
        // What belongs together stands together; the numbers are those of the source document's checklist.
        shown.sort_by_key(|(_, (symptom, _))| group(*symptom));
        shown
    }

    /// The causes that the filter lets through; without a filter none are listed.
    pub fn causes(&self) -> Vec<&'static Listed> {
        if !self.is_typing() {
            return Vec::new();
        }
        let wanted = self.wanted();
        let words: Vec<&str> = wanted.split_whitespace().collect();
        holding(&words)
    }

    /// The words of the filter, in lower case.
    fn wanted(&self) -> String {
        match &self.filter {
            Filter::Off => String::new(),
            Filter::Typing(typing) => typing.words.text().to_lowercase(),
        }
    }

    /// What is selected.
    pub const fn at(&self) -> SymptomEntry {
        match &self.filter {
            Filter::Typing(Typing { cause: Some(cause), .. }) => SymptomEntry::Cause(*cause),
            Filter::Off if matches!(self.source, Some(true)) => SymptomEntry::Source,
            Filter::Typing(_) | Filter::Off => SymptomEntry::Symptom(self.selected),
        }
    }

    /// Selects a line.
    pub(super) fn select(&mut self, entry: SymptomEntry) {
        if let SymptomEntry::Symptom(symptom) = entry {
            self.selected = symptom;
        }
        self.source = self.source.map(|_| entry == SymptomEntry::Source);
        if let Filter::Typing(typing) = &mut self.filter {
            typing.cause = match entry {
                SymptomEntry::Symptom(_) | SymptomEntry::Source => None,
                SymptomEntry::Cause(cause) => Some(cause),
            };
        }
    }

    /// Where the list stands in the window, as it was drawn.
    pub(super) const fn drawn(&mut self, drawn: Drawn) {
        if let Filter::Typing(typing) = &mut self.filter {
            typing.top = drawn.offset;
        }
    }

    /// Whether Enter does something: what is selected is shown.
    pub(super) fn is_at_something(&self) -> bool {
        self.lines().contains(&self.at())
    }

    /// All lines that are shown, from top to bottom.
    fn lines(&self) -> Vec<SymptomEntry> {
        let symptoms = self.shown().into_iter().map(|(_, (symptom, _))| SymptomEntry::Symptom(*symptom));
        let causes = self.causes().into_iter().map(|listed| SymptomEntry::Cause(listed.cause));
        let source = self.source.filter(|_| !self.is_typing()).map(|_| SymptomEntry::Source);
        symptoms.chain(causes).chain(source).collect()
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
        let lines = self.lines();
        let at = lines.iter().position(|entry| *entry == self.at()).unwrap_or(0);
        let to = at.saturating_add_signed(by).min(lines.len().saturating_sub(1));
        if let Some(entry) = lines.get(to) {
            self.select(*entry);
        }
    }

    /// Changes the filter while it is typed; Backspace leaves an empty one.
    pub(super) fn type_in(&mut self, input: &Input) {
        let Filter::Typing(Typing { words: field, .. }) = &mut self.filter else { return };
        if field.is_empty() && matches!(input, Input::Key(Key::Backspace)) {
            self.filter = Filter::Off;
        } else {
            field.handle(input, MAX_FILTER_BYTES);
        }
        self.settle();
    }

    /// Keeps the selection among what is shown.
    fn settle(&mut self) {
        let lines = self.lines();
        if !lines.contains(&self.at())
            && let Some(first) = lines.first()
        {
            self.select(*first);
        }
    }
}

/// The place of a symptom's group in the list.
const fn group(symptom: Symptom) -> u8 {
    match Surface::of_symptom(symptom) {
        Some(Surface::Console) => 0,
        Some(Surface::ApiKey) => 1,
        Some(Surface::Connection | Surface::Client) => 2,
        None => 3,
    }
}

fn words(symptom: Symptom) -> SymptomWords {
    catalog::symptom(symptom).unwrap_or_else(|_| SymptomWords {
        title: symptom.id().to_owned(),
        explain: String::new(),
        first: String::new(),
        needs: String::new(),
    })
}

impl Wizard {
    pub(super) fn symptom_action(&mut self, action: Action) -> Vec<Effect> {
        let list = &mut self.symptoms;
        if let Some(by) = steps(action, PAGE_LINES) {
            list.step(by);
            return Vec::new();
        }
        match action {
            Action::Enter if list.is_at_something() => match list.at() {
                SymptomEntry::Symptom(symptom) => return self.choose_symptom(symptom),
                SymptomEntry::Cause(cause) => self.open_cause(cause),
                SymptomEntry::Source => self.open_source(),
            },
            Action::Number(index) => {
                if let Some((symptom, _)) = list.entries.get(index) {
                    list.selected = *symptom;
                    return self.choose_symptom(self.symptoms.selected);
                }
            }
            Action::Filter => list.filter = Filter::Typing(Typing::default()),
            Action::Back => {
                list.filter = Filter::Off;
                list.settle();
            }
            _ => {}
        }
        Vec::new()
    }
}
