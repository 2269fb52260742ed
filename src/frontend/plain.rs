//! The wizard as plain lines, for screen readers and dumb terminals: what is said about its state, and what an answer means to it. A second
//! observer of the same state machine as `tui::view`: an answer becomes an action, by the words of the one table, or fills in a field. It reads and writes nothing.

pub mod event_loop;
pub mod input;
pub mod line_input;

mod causes;
mod command;
pub(super) mod document;
mod form;
mod help;
mod links;
mod outcome;
mod place;
mod progress;

use crate::model::finding::Verdict;
use crate::model::question::Question;
use crate::report::{self, Extent};
use crate::wizard::comparing::CompareState;
use crate::wizard::error_text::Mode;
use crate::wizard::save::SaveState;
use crate::wizard::{Action, Answer, Discovery, Effect, Msg, Overlay, Pasted, Screen, Wizard};
use crate::words::catalog::{plain, say};
use form::PlainFormRow;
use links::AnnouncedLink;
use place::PromptContext;
use progress::AnnouncedProgress;
use std::collections::BTreeMap;
use zeroize::Zeroizing;

/// Most bytes of an error text; the rest of it is left out.
const LONGEST_TEXT: usize = 16 * 1024 * 1024;

/// What is asked for now.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ask {
    /// The question.
    pub text: String,
    /// Whether the answer may be seen while it is typed.
    pub hidden: bool,
}

/// What has to happen before anything else is asked.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
enum Waits {
    /// Nothing.
    #[default]
    Nothing,
    /// A report is being written.
    Report,
    /// A cluster of the config file is being read.
    Cluster,
    /// Another report is being compared.
    Comparison,
}

/// What was said so far, and what was answered that the wizard does not know yet.
#[derive(Default)]
pub struct Plain {
    place: Option<PromptContext>,
    row: PlainFormRow,
    /// The lines of an error text so far. They may hold keys.
    text: Zeroizing<String>,
    waits: Waits,
    /// Whether it was said that the file exists.
    replaces: bool,
    notice: Option<String>,
    found: bool,
    progress: AnnouncedProgress,
    links: BTreeMap<u64, AnnouncedLink>,
    verdict: Option<Verdict>,
}

impl Plain {
    /// What is said first.
    pub fn hello(wizard: &Wizard, dumb: bool) -> Vec<String> {
        let mut lines = Vec::new();
        if dumb {
            lines.push(plain("hello-dumb").to_owned());
        }
        lines.push(plain("hello").to_owned());
        if let Some(saved) = &wizard.cx.saved {
            lines.push(plain("saved").replace("{report}", &saved.banner.join(" · ")));
        }
        lines
    }

    /// What is new since this was last called, a line each. It closes what only a screen can show.
    pub fn tell(&mut self, wizard: &mut Wizard) -> Vec<String> {
        let mut lines = self.close(wizard);
        if wizard.cx.notice != self.notice {
            self.notice.clone_from(&wizard.cx.notice);
            lines.extend(self.notice.clone());
        }
        lines.extend(self.progress.tell(wizard));
        self.found(wizard, &mut lines);
        let place = PromptContext::of(wizard);
        let replaces = place == PromptContext::Replace && self.waits == Waits::Nothing;
        if replaces && !self.replaces {
            lines.push(plain("exists").to_owned());
        }
        self.replaces = replaces;
        // What passes by leaves the user where they were.
        if !matches!(place, PromptContext::Busy | PromptContext::Replace) && self.place.as_ref() != Some(&place) {
            if place == PromptContext::Cluster {
                self.row = PlainFormRow::Url;
            }
            self.place = Some(place);
            self.describe(wizard, &mut lines);
        }
        lines.extend(links::tell(&mut self.links, wizard));
        let lines = lines.into_iter().flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>());
        lines.map(|line| harmless(&wizard.cx.shown(&line))).collect()
    }

    /// What is asked for now; nothing while something has to happen first.
    pub fn ask(&self, wizard: &Wizard) -> Option<Ask> {
        if wizard.cx.discovery == Discovery::UnderWay && !wizard.cx.is_reading() || self.waits != Waits::Nothing {
            return None;
        }
        let open = |text: &str| Some(Ask { text: harmless(&wizard.cx.shown(text)), hidden: false });
        match PromptContext::of(wizard) {
            PromptContext::Symptom | PromptContext::Question(_) => open(plain("number")),
            PromptContext::Practice => open(plain("practice-number")),
            PromptContext::SendKey(_) => open(plain("send-key")),
            PromptContext::Replace => open(plain("replace")),
            // Asked once: the lines of a text follow one another.
            PromptContext::ErrorText if !self.text.is_empty() => Some(Ask { text: String::new(), hidden: true }),
            PromptContext::ErrorText => Some(Ask { text: plain("text-prompt").to_owned(), hidden: true }),
            PromptContext::Cluster => Some(self.ask_of_form(wizard)),
            PromptContext::Answer | PromptContext::Result(..) => open(plain("command")),
            PromptContext::Busy | PromptContext::Probing(_) => None,
        }
    }

    /// Whether an answer means something although nothing is asked for: a run can be stopped.
    pub fn listens(wizard: &Wizard) -> bool {
        matches!(PromptContext::of(wizard), PromptContext::Probing(_))
    }

    /// Something happened that was waited for: a report was written, a cluster's key was read.
    pub fn observe(&mut self, msg: &Msg) {
        match msg {
            Msg::Saved(_) | Msg::Compared(_) => self.waits = Waits::Nothing,
            Msg::ClusterChosen(_, found) => {
                self.waits = Waits::Nothing;
                if found.is_ok() {
                    self.row = PlainFormRow::Key;
                }
            }
            _ => {}
        }
    }

    /// The verdict that was told last.
    pub const fn verdict(&self) -> Option<Verdict> {
        self.verdict
    }

    /// Takes an answer in. Gives what is said about it at once, and what is to be done.
    pub fn hear(&mut self, wizard: &mut Wizard, line: &str) -> (Vec<String>, Vec<Effect>) {
        let mut heard = LineReply::default();
        if PromptContext::of(wizard) == PromptContext::ErrorText {
            self.hear_text(wizard, line, &mut heard);
        } else if self.asks_key(wizard) {
            self.hear_key(wizard, line, &mut heard);
        } else {
            self.command(wizard, line, &mut heard);
        }
        let lines = heard.lines.iter().flat_map(|text| text.lines());
        (lines.map(|line| harmless(&wizard.cx.shown(line))).collect(), heard.effects)
    }

    /// The input has ended. True when something was still to be taken in, so that there is more to say.
    pub fn ended(&mut self, wizard: &mut Wizard) -> (bool, Vec<Effect>) {
        if PromptContext::of(wizard) != PromptContext::ErrorText || self.text.trim().is_empty() {
            return (false, Vec::new());
        }
        (true, self.explain(wizard))
    }

    fn explain(&mut self, wizard: &mut Wizard) -> Vec<Effect> {
        let text = std::mem::take(&mut *self.text);
        answer(wizard, Answer::ErrorText(Pasted::new(text)))
    }

    fn hear_text(&mut self, wizard: &mut Wizard, line: &str, heard: &mut LineReply) {
        let words = line.trim();
        if self.text.is_empty() {
            if let Some(name) = words.strip_prefix("file ") {
                let name = Pasted::new(name.trim().to_owned());
                heard.effects = answer(wizard, Answer::ErrorTextFile(name));
                return;
            }
            if matches!(words, "back" | "quit" | "help") {
                self.command(wizard, words, heard);
                return;
            }
        }
        if words == "." {
            heard.effects = self.explain(wizard);
        } else if self.text.len() + line.len() < LONGEST_TEXT {
            self.text.push_str(line);
            self.text.push('\n');
        }
    }

    /// Closes what only a screen can show, and what has said all that it had to.
    fn close(&self, wizard: &mut Wizard) -> Vec<String> {
        let mut lines = Vec::new();
        loop {
            match wizard.overlays.last() {
                Some(Overlay::Save(form)) if self.waits == Waits::Report || form.state == SaveState::Exists => {
                    return lines;
                }
                Some(Overlay::Save(form)) => {
                    if let SaveState::Failed(why) = &form.state {
                        lines.push(say("save", "failed").replace("{reason}", why));
                    }
                }
                Some(Overlay::CompareWith(_)) if self.waits == Waits::Comparison => return lines,
                Some(Overlay::CompareWith(form)) => {
                    if let CompareState::Failed(why) = &form.state {
                        lines.push(format!("{} {why}", say("comparing", "failed")));
                    }
                }
                Some(Overlay::Comparison(told, _)) => document::describe(&told.document, &mut lines),
                Some(Overlay::Practice(_) | Overlay::SendKey(_)) => return lines,
                Some(_) => {}
                None => break,
            }
            let before = wizard.overlays.len();
            act(wizard, Action::Back);
            if wizard.overlays.len() >= before {
                break;
            }
        }
        match &wizard.screen {
            Screen::Probing(probing) if probing.has_ended() && wizard.cx.watching().is_none() => {
                act(wizard, Action::Enter);
            }
            Screen::ErrorText(Mode::File(naming)) => {
                lines.extend(naming.problem.clone());
                act(wizard, Action::Back);
            }
            _ => {}
        }
        lines
    }

    /// Says what was found in the environment, once, where it matters.
    fn found(&mut self, wizard: &Wizard, lines: &mut Vec<String>) {
        if self.found || wizard.cx.discovery == Discovery::UnderWay || wizard.cx.is_reading() {
            return;
        }
        self.found = true;
        lines.push(plain("found").replace("{what}", &form::found(wizard)));
    }

    /// Says where the user is.
    fn describe(&mut self, wizard: &Wizard, lines: &mut Vec<String>) {
        match self.place {
            Some(PromptContext::Symptom) => {
                lines.push(say("prompt", "symptom").to_owned());
                let entries = wizard.symptoms.entries.iter().enumerate();
                lines.extend(entries.map(|(i, (_, words))| format!("{}. {}", i + 1, words.title)));
            }
            Some(PromptContext::Practice) => {
                lines.push(say("prompt", "practice").to_owned());
                lines.push(say("practice", "explain").to_owned());
                let faults = wizard.cx.faults.iter().enumerate();
                lines.extend(faults.map(|(i, fault)| format!("{}. {}: {}", i + 1, fault.id, fault.broken)));
            }
            Some(PromptContext::ErrorText) => {
                self.text = Zeroizing::default();
                lines.push(say("error-text", "prompt").to_owned());
                lines.push(say("error-text", "hint").to_owned());
                lines.push(plain("text").to_owned());
            }
            Some(PromptContext::Answer) => {
                if let Some(explanation) = &wizard.error_text.explained {
                    let document = report::explanation(explanation, &wizard.cx.case_now(), Extent::Answer);
                    document::describe(&document, lines);
                }
            }
            Some(PromptContext::Cluster) => form::describe(wizard, lines),
            Some(PromptContext::SendKey(ref consent)) => lines.extend(wizard.cx.consent_words(consent)),
            Some(PromptContext::Question(question)) => describe_question(wizard, question, lines),
            Some(PromptContext::Result(..)) => {
                if let Screen::Result(outcome) = &wizard.screen {
                    self.verdict = Some(outcome.diagnosis.verdict);
                    outcome::describe(wizard, outcome, lines);
                }
            }
            Some(PromptContext::Busy | PromptContext::Replace | PromptContext::Probing(_)) | None => {}
        }
    }
}

/// What an answer leads to.
#[derive(Default)]
struct LineReply {
    lines: Vec<String>,
    effects: Vec<Effect>,
}

impl LineReply {
    fn say(&mut self, text: impl Into<String>) {
        self.lines.push(text.into());
    }
}

fn describe_question(wizard: &Wizard, question: Question, lines: &mut Vec<String>) {
    let Screen::Question(asking) = &wizard.screen else { return };
    if let Some(words) = &asking.words {
        lines.push(words.text.clone());
        lines.push(words.help.clone());
    }
    let choices = question.choices().iter().enumerate();
    lines.extend(choices.map(|(i, choice)| format!("{}. {}", i + 1, asking.choice(*choice))));
}

/// Has the wizard do this, where it applies.
fn act(wizard: &mut Wizard, action: Action) -> Vec<Effect> {
    wizard.update(Msg::Action(action))
}

/// Fills in a field of the wizard's.
fn answer(wizard: &mut Wizard, answer: Answer) -> Vec<Effect> {
    wizard.update(Msg::Answer(answer))
}

/// The line with nothing in it that a terminal could obey. Tabs of code stay.
fn harmless(line: &str) -> String {
    let hostile = |c: char| c != '\t' && (c.is_control() || crate::model::sanitized::is_invisible(c));
    line.trim_end().chars().map(|c| if hostile(c) { char::REPLACEMENT_CHARACTER } else { c }).collect()
}

/// The text without characters that a terminal without Unicode can't show, where others say the same.
pub fn to_ascii(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut out, c| {
        match c {
            '“' | '”' | '„' => out.push('"'),
            '‘' | '’' => out.push('\''),
            '…' => out.push_str("..."),
            '–' | '—' | '·' | '•' => out.push('-'),
            '→' => out.push_str("->"),
            '×' => out.push('x'),
            c => out.push(c),
        }
        out
    })
}

#[cfg(test)]
mod tests;
