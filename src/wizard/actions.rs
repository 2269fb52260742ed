//! Everything that a person can do, as one table: keys, the words of plain lines, the line at the bottom, the help. A letter means the same on
//! every screen. What an action does stands with its screen.

mod conditions;
mod table;

pub use table::rows;

use super::action::Action;
use super::{Input, Key, Overlay, Screen, Wizard, error_text::Mode};

/// What is on top, and so decides what a key means.
#[derive(Clone, Copy, PartialEq, Eq, Debug, strum::EnumIter)]
pub enum KeyContext {
    /// The list of symptoms.
    Symptom,
    /// The same while its filter is typed.
    Filter,
    /// The box for an error text.
    ErrorText,
    /// The name of a file with one.
    FileName,
    /// That file is being read.
    Reading,
    /// What the text comes to.
    Answer,
    /// The form for URL and key.
    Cluster,
    /// A question.
    Question,
    /// The probes.
    Probing,
    /// The result.
    Result,
    /// The keys.
    Help,
    /// What one probe found.
    Details,
    /// The run as a picture.
    Timing,
    /// What differs between two reports.
    Comparison,
    /// A known cause.
    Cause,
    /// The countdown.
    ResetLink,
    /// A link's label while it is typed.
    Label,
    /// A link in full.
    Link,
    /// The list of practice clusters.
    Practice,
    /// The list of configured clusters.
    Clusters,
    /// One of the two while its filter is typed.
    ListFilter,
    /// May the key go there?
    SendKey,
    /// What else can be done with a result.
    More,
    /// Where a report is saved.
    Save,
    /// Which report is compared.
    CompareWith,
}

/// A key by itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum KeyPress {
    /// A character.
    Char(char),
    /// Any digit from 1.
    Digit,
    /// A character together with Ctrl.
    Ctrl(char),
    /// A function key.
    F(u8),
    /// A key that has a name.
    Key(Key),
}

/// An action with its keys and its words.
pub struct ActionRow {
    /// The action.
    pub action: Action,
    /// Its keys. Characters mean nothing while a text is typed.
    pub keys: &'static [KeyPress],
    /// Its words in plain lines.
    pub words: &'static [&'static str],
    /// Where it applies, and what is said about it there; the first that fits counts.
    pub texts: &'static [ActionText],
}

/// An action in some places.
#[derive(Clone, Copy)]
pub struct ActionText {
    /// The places; none means all of them.
    pub at: &'static [KeyContext],
    /// When it applies there.
    pub when: fn(&Wizard) -> bool,
    /// What is said.
    pub help: KeyHelp,
}

/// A key and what it does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct KeyHelp {
    /// What it does; none for what is no action.
    pub action: Option<Action>,
    /// The keys, as written on them.
    pub keys: &'static str,
    /// What they do, in a word or two.
    pub does: &'static str,
    /// What they do, in a sentence.
    pub explain: &'static str,
    /// How much the line at the bottom wants it: 0 is always there, larger ones go first when it is narrow.
    pub rank: u8,
}

/// From this rank on, only the help has it.
pub const HELP_ONLY: u8 = 9;

/// From this rank on, not even the help has it: another key's line speaks of it.
pub const UNLISTED: u8 = 10;

impl KeyPress {
    fn is(self, input: &Input) -> bool {
        match (self, input) {
            (Self::Char(key), Input::Char(c)) => key == *c,
            (Self::Digit, Input::Char(c)) => matches!(c, '1'..='9'),
            (Self::Ctrl(key), Input::Ctrl(c)) => key == *c,
            (Self::F(key), Input::F(n)) => key == *n,
            (Self::Key(key), Input::Key(pressed)) => key == *pressed,
            _ => false,
        }
    }
}

impl ActionText {
    fn applies(&self, context: KeyContext, wizard: &Wizard) -> bool {
        (self.at.is_empty() || self.at.contains(&context)) && (self.when)(wizard)
    }
}

impl ActionRow {
    fn text(&self, wizard: &Wizard, context: KeyContext) -> Option<&ActionText> {
        self.texts.iter().find(|text| text.applies(context, wizard))
    }
}

/// What this input asks for now; none where it is text, or means nothing.
pub fn meaning(wizard: &Wizard, input: &Input) -> Option<Action> {
    if matches!(input, Input::Char(_)) && wizard.is_typing() {
        return None;
    }
    let context = wizard.key_context();
    let means = |row: &&ActionRow| row.keys.iter().any(|key| key.is(input)) && row.text(wizard, context).is_some();
    let action = rows().find(means)?.action;
    Some(match (action, input) {
        (Action::Number(_), Input::Char(c)) => Action::Number(c.to_digit(10)? as usize - 1),
        _ => action,
    })
}

/// Whether this can be done now.
pub fn applies(wizard: &Wizard, action: Action) -> bool {
    applies_at(wizard, action, wizard.key_context())
}

/// Whether this can be done there.
pub fn applies_at(wizard: &Wizard, action: Action, context: KeyContext) -> bool {
    let same = |row: &&ActionRow| std::mem::discriminant(&row.action) == std::mem::discriminant(&action);
    rows().find(same).is_some_and(|row| row.text(wizard, context).is_some())
}

/// The action of a word in plain lines.
pub fn of_word(word: &str) -> Option<Action> {
    rows().find(|row| row.words.contains(&word)).map(|row| row.action)
}

/// The keys that mean something now, in the order in which they are shown.
pub fn keys(wizard: &Wizard) -> Vec<KeyHelp> {
    const MOUSE: KeyHelp = KeyHelp {
        action: None,
        keys: "mouse",
        does: "",
        explain: "A click selects, a click on what is selected goes on, the wheel scrolls. Hold Shift to select text as usual.",
        rank: HELP_ONLY,
    };
    let context = wizard.key_context();
    let listed = rows().filter_map(|row| {
        let text = row.text(wizard, context).filter(|text| text.help.rank < UNLISTED)?;
        // Where two keys share a line, a click on it could mean either.
        let single =
            !matches!(row.action, Action::Number(_)) && !matches!(text.help.keys, "↑↓" | "←→" | "↑↓←→" | "+ -");
        let keys = if matches!(row.action, Action::Number(_)) { numbers(wizard.choices()) } else { text.help.keys };
        Some(KeyHelp { action: single.then_some(row.action), keys, ..text.help })
    });
    listed.chain([MOUSE]).collect()
}

/// `1-4`: the number keys of so many choices.
const fn numbers(count: usize) -> &'static str {
    const RANGES: [&str; 10] = ["", "1", "1-2", "1-3", "1-4", "1-5", "1-6", "1-7", "1-8", "1-9"];
    RANGES[if count < RANGES.len() { count } else { RANGES.len() - 1 }]
}

impl Wizard {
    /// What is on top.
    pub fn key_context(&self) -> KeyContext {
        match self.overlays.last() {
            Some(Overlay::Help(_)) => KeyContext::Help,
            Some(Overlay::Details(..)) => KeyContext::Details,
            Some(Overlay::Timing(_)) => KeyContext::Timing,
            Some(Overlay::Comparison(..)) => KeyContext::Comparison,
            Some(Overlay::Cause(_)) => KeyContext::Cause,
            Some(Overlay::ResetLink(_)) if self.cx.links.editing.is_some() => KeyContext::Label,
            Some(Overlay::ResetLink(_)) => KeyContext::ResetLink,
            Some(Overlay::Link(_)) => KeyContext::Link,
            Some(Overlay::Practice(list) | Overlay::Clusters(list)) if list.filter.is_some() => KeyContext::ListFilter,
            Some(Overlay::Practice(_)) => KeyContext::Practice,
            Some(Overlay::Clusters(_)) => KeyContext::Clusters,
            Some(Overlay::SendKey(_)) => KeyContext::SendKey,
            Some(Overlay::More(_)) => KeyContext::More,
            Some(Overlay::Save(_)) => KeyContext::Save,
            Some(Overlay::CompareWith(_)) => KeyContext::CompareWith,
            None => match &self.screen {
                Screen::Symptom if self.symptoms.is_typing() => KeyContext::Filter,
                Screen::Symptom => KeyContext::Symptom,
                Screen::ErrorText(Mode::Text) => KeyContext::ErrorText,
                Screen::ErrorText(Mode::File(_)) => KeyContext::FileName,
                Screen::ErrorText(Mode::Reading(..)) => KeyContext::Reading,
                Screen::ErrorText(Mode::Answer(_)) => KeyContext::Answer,
                Screen::Cluster => KeyContext::Cluster,
                Screen::Question(_) => KeyContext::Question,
                Screen::Probing(_) => KeyContext::Probing,
                Screen::Result(_) => KeyContext::Result,
            },
        }
    }

    /// Whether letters go into a text field.
    pub fn is_typing(&self) -> bool {
        match self.key_context() {
            KeyContext::Filter | KeyContext::ErrorText | KeyContext::FileName | KeyContext::Label => true,
            KeyContext::ListFilter | KeyContext::Save | KeyContext::CompareWith => true,
            KeyContext::Cluster => self.cx.cluster_is_typing(),
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests;
