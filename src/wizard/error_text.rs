//! The screen for an error text: it is pasted, typed or named as a file; then its outcome. Nothing of the text is drawn without its keys.
//! It reads no file: that is an effect.

use super::field::Field;
use super::result::RunResult;
use super::{Action, Context, CopyOf, Effect, Input, Key, Pasted, Screen, Scroll, Wizard};
use crate::model::api_key::Redactor;
use crate::model::case::{Case, Sourced};
use crate::model::evidence::Origin;
use crate::model::symptom::Symptom;
use crate::model::target::LONGEST_URL;
use crate::rules::explain::{Explanation, TextReader, masked, settling_command, with_text};
use crate::wizard::form_row::FormRow;
use std::fmt;
use std::time::{Duration, SystemTime};
use zeroize::Zeroizing;

/// Most bytes of a text that the box keeps. A longer paste is explained as a whole all the same.
const MAX_BOX_BYTES: usize = 64 * 1024;

/// Lines that a page key moves.
const PAGE_LINES: u16 = 10;

/// Longest name of a file, in bytes.
pub(super) const LONGEST_NAME: usize = 4096;

/// Most bytes at the end of the text that the box looks at to draw its last lines.
const MAX_DRAWN_BYTES: usize = 8 * 1024;

/// A terminal without bracketed paste sends a pasted text as if it was typed: what follows a line break sooner than this is more of it.
const PASTE_GAP: Duration = Duration::from_millis(60);

/// What the user brought, and its outcome. It stays whichever way the user goes.
#[derive(Clone, PartialEq, Default)]
pub struct ErrorText {
    /// What was typed or pasted, up to [`MAX_BOX_BYTES`] bytes. It may hold keys.
    typed: Zeroizing<String>,
    /// The outcome, once that was asked.
    pub explained: Option<Box<Explanation>>,
    /// When Enter was pressed; what it means shows when nothing follows.
    entered: Option<SystemTime>,
    /// Number of the last file that was asked for.
    last_file: u64,
}

impl fmt::Debug for ErrorText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ErrorText({} bytes)", self.typed.len())
    }
}

/// What the screen is about.
#[derive(Clone, PartialEq, Debug)]
pub enum Mode {
    /// The box for the text.
    Text,
    /// The name of a file.
    File(Naming),
    /// A file with this number is being read.
    Reading(u64, Naming),
    /// The outcome of the text.
    Answer(Scroll),
}

/// The name of a file while it is typed.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Naming {
    /// The name.
    pub name: Field,
    /// Why the last one could not be read.
    pub problem: Option<String>,
}

/// Where the way to the cluster began.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum WayIn {
    /// At the list of symptoms.
    #[default]
    List,
    /// At the error text.
    ErrorText,
}

impl ErrorText {
    /// Whether the box is empty.
    pub fn is_empty(&self) -> bool {
        self.typed.is_empty()
    }

    /// The last lines of the text as they may be drawn: without keys, and without a last word that may become one.
    pub fn shown(&self, lines: usize, keys: &Redactor) -> Vec<String> {
        let text = self.typed.as_str();
        let mut from = text.len().saturating_sub(MAX_DRAWN_BYTES);
        if from > 0 {
            // Whole lines, so that a key whose beginning is cut off is not taken for a word.
            from = text.ceil_char_boundary(from);
            from = text[from..].find('\n').map_or(text.len(), |n| from + n + 1);
        }
        let mut text = Zeroizing::new(text[from..].to_owned());
        let last = text.rfind(|c: char| c.is_whitespace()).map_or(0, |at| text.ceil_char_boundary(at + 1));
        let word = &text[last..];
        let mixed = word.bytes().any(|b| b.is_ascii_digit()) && word.bytes().any(|b| b.is_ascii_alphabetic());
        if mixed && word.len() >= 6 && !word.contains("://") {
            let dots = "•".repeat(word.chars().count());
            text.truncate(last);
            text.push_str(&dots);
        }
        let masked = masked(&text, keys);
        let all: Vec<&str> = masked.split('\n').collect();
        all[all.len().saturating_sub(lines.max(1))..].iter().map(|l| (*l).to_owned()).collect()
    }

    /// When Enter will have meant “explain it”; none when nothing waits for that.
    pub(super) fn due(&self) -> Option<SystemTime> {
        self.entered.and_then(|at| at.checked_add(PASTE_GAP))
    }

    fn clear(&mut self) {
        let last_file = self.last_file;
        *self = Self { last_file, ..Self::default() };
    }

    /// Adds to the text; what was said about the shorter one does not count any more.
    fn push(&mut self, more: &str) {
        self.explained = None;
        self.entered = None;
        let room = MAX_BOX_BYTES.saturating_sub(self.typed.len());
        self.typed.push_str(&more[..more.floor_char_boundary(room)]);
    }

    fn explain(&mut self, more: &str, keys: Redactor) {
        let mut reader = TextReader::knowing(keys);
        reader.push(self.typed.as_bytes());
        reader.push(more.as_bytes());
        self.push(more);
        self.explained = Some(Box::new(reader.explain()));
    }
}

impl Context {
    /// The case with what stands in the fields now.
    pub(crate) fn case_now(&self) -> Case {
        Case { url: self.url_now(), key: self.key_now(), ..self.case.clone() }
    }
}

impl Wizard {
    /// The outcome of the error text, and the screen that shows it.
    pub(crate) fn show_answer(&mut self) {
        if self.error_text.explained.is_none() {
            self.error_text.explain("", self.cx.case.redactor());
        }
        self.error_text.entered = None;
        self.screen = Screen::ErrorText(Mode::Answer(Scroll::default()));
    }

    /// Back from where an error text led.
    pub(super) fn back_to_way_in(&mut self) {
        match self.way_in {
            WayIn::List => self.screen = Screen::Symptom,
            WayIn::ErrorText => self.show_answer(),
        }
    }

    /// Whether Enter on the box has meant “explain it” by now.
    pub(super) fn explain_when_due(&mut self) {
        let due = self.error_text.due().is_some_and(|due| due <= self.cx.now || self.cx.now + PASTE_GAP * 4 < due);
        if due && self.screen == Screen::ErrorText(Mode::Text) {
            self.show_answer();
        }
    }

    pub(super) fn error_text_action(&mut self, action: Action) -> Vec<Effect> {
        if let Screen::ErrorText(Mode::Answer(scroll)) = &mut self.screen
            && scroll.act(action, PAGE_LINES)
        {
            return Vec::new();
        }
        let Screen::ErrorText(mode) = &self.screen else { return Vec::new() };
        match (mode, action) {
            (_, Action::OpenFile) => self.screen = Screen::ErrorText(Mode::File(Naming::default())),
            (Mode::Text, _) => self.box_action(action),
            (Mode::File(_), Action::Clear) => self.type_error_text(&Input::Ctrl('u')),
            (Mode::File(naming), Action::Enter) => {
                if !naming.name.is_empty() {
                    let naming = naming.clone();
                    return self.read_file(naming);
                }
            }
            (Mode::Reading(_, naming), _) => self.screen = Screen::ErrorText(Mode::File(naming.clone())),
            (Mode::Answer(_), Action::Enter) if self.names_cause() => self.show_fix_of_text(),
            (Mode::Answer(_), Action::Enter | Action::Check) => return self.probe_error_text(),
            (Mode::Answer(_), Action::Copy) => return self.copy_settling(),
            (Mode::Answer(_) | Mode::File(_), _) => {
                if action == Action::AnotherText {
                    self.error_text.clear();
                }
                self.screen = Screen::ErrorText(Mode::Text);
            }
        }
        Vec::new()
    }

    fn box_action(&mut self, action: Action) {
        let form = &mut self.error_text;
        match action {
            Action::Clear => form.clear(),
            Action::Enter if form.explained.is_some() => self.show_answer(),
            Action::Enter => {
                form.push("\n");
                form.entered = Some(self.cx.now);
            }
            _ => self.screen = Screen::Symptom,
        }
    }

    pub(super) fn type_error_text(&mut self, input: &Input) {
        let form = &mut self.error_text;
        match (&mut self.screen, input) {
            (Screen::ErrorText(Mode::File(naming)), _) => {
                naming.name.handle(input, LONGEST_NAME);
            }
            (Screen::ErrorText(Mode::Text | Mode::Answer(_)), Input::Paste(pasted)) => self.paste(pasted.text()),
            (Screen::ErrorText(Mode::Text), Input::Key(Key::Backspace)) => {
                form.typed.pop();
                form.explained = None;
                form.entered = None;
            }
            (Screen::ErrorText(Mode::Text), Input::Key(Key::Tab)) => form.push("\t"),
            (Screen::ErrorText(Mode::Text), Input::Char(c)) => form.push(c.encode_utf8(&mut [0; 4])),
            _ => {}
        }
    }

    /// A paste is explained at once. Behind a text that was explained already, it is another one.
    pub(super) fn paste(&mut self, text: &str) {
        if self.error_text.explained.is_some() {
            self.error_text.clear();
        }
        // Terminals send a carriage return for each end of a line in a paste.
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        self.error_text.explain(&text, self.cx.case.redactor());
        self.show_answer();
    }

    /// Has a file read.
    pub(super) fn read_file(&mut self, naming: Naming) -> Vec<Effect> {
        self.error_text.last_file += 1;
        let id = self.error_text.last_file;
        // People paste a key into the wrong field.
        let name = Pasted::new(naming.name.text().to_owned());
        self.screen = Screen::ErrorText(Mode::Reading(id, naming));
        vec![Effect::ReadErrorText(id, name, self.cx.case.other_keys.clone())]
    }

    /// A file was read and explained, or why not.
    pub(super) fn error_text_read(&mut self, id: u64, read: Result<Box<Explanation>, String>) {
        let Screen::ErrorText(Mode::Reading(wanted, naming)) = &self.screen else { return };
        if *wanted != id {
            return;
        }
        match read {
            Ok(explanation) => {
                self.error_text.clear();
                self.error_text.explained = Some(explanation);
                self.show_answer();
            }
            Err(problem) => {
                let naming = Naming { problem: Some(problem), ..naming.clone() };
                self.screen = Screen::ErrorText(Mode::File(naming));
            }
        }
    }

    /// Whether the text names a cause, so that there is a fix to show.
    pub(crate) fn names_cause(&self) -> bool {
        self.error_text.explained.as_ref().is_some_and(|e| !e.diagnosis.findings.is_empty())
    }

    /// Whether probes would tell more about the text.
    pub(crate) fn offers_probes(&self) -> bool {
        self.error_text.explained.as_ref().is_some_and(|e| !e.probes.is_empty())
    }

    /// Copies the command that settles it.
    fn copy_settling(&self) -> Vec<Effect> {
        let Some(explanation) = &self.error_text.explained else { return Vec::new() };
        let case = with_text(&self.cx.case_now(), explanation);
        vec![Effect::Copy(CopyOf::Command, settling_command(explanation, &case).0)]
    }

    fn show_fix_of_text(&mut self) {
        let Some(explanation) = &self.error_text.explained else { return };
        let case = with_text(&self.cx.case_now(), explanation);
        self.screen = Screen::Result(Box::new(RunResult::of_text(case, explanation)));
    }

    /// On to the probes that would settle it, with what the text tells filled in.
    pub(super) fn probe_error_text(&mut self) -> Vec<Effect> {
        let Some(explanation) = self.error_text.explained.clone() else { return Vec::new() };
        let mut case = self.cx.case.clone();
        case.url = self.cx.url_now();
        let known = with_text(&case, &explanation);
        (self.cx.case.client, self.cx.case.client_origin) = (known.client, known.client_origin);
        if let Sourced { value: Some(url), origin: Origin::ErrorText } = &known.url
            && self.cx.cluster.url.is_empty()
        {
            self.cx.cluster.url = Field::holding(url, LONGEST_URL + 1);
            // It is not what somebody typed: the text may be a stranger's.
            self.cx.case.url = known.url.clone();
        }
        let symptom = explanation.symptom.unwrap_or(Symptom::NotSure);
        self.cx.case.symptom = Some(symptom);
        self.way_in = WayIn::ErrorText;
        if !symptom.concerns_cluster() {
            return self.leave_cluster();
        }
        self.cx.cluster.row = match (self.cx.cluster.url.is_empty(), self.cx.key_now().value.is_none()) {
            (true, _) => FormRow::Url,
            (false, true) => FormRow::Key,
            (false, false) => FormRow::Go,
        };
        self.screen = Screen::Cluster;
        self.offer_clusters();
        Vec::new()
    }
}
