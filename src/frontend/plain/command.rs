//! What a line means that is neither a key nor an error text: a number, a name or a word. The words of actions are those of the table.

use super::outcome::unknown_language;
use super::{LineReply, Plain, PromptContext, Waits, act, answer, causes, help, links, outcome};
use crate::frontend::plain::input::number;
use crate::model::client::Language;
use crate::wizard::actions::{applies, of_word};
use crate::wizard::practice::ClusterSource as Where;
use crate::wizard::{Action, Answer, Pasted, Screen, Wizard};
use crate::words::catalog::{plain, say};
use std::str::FromStr as _;
use strum::IntoEnumIterator as _;

impl Plain {
    pub(super) fn command(&mut self, wizard: &mut Wizard, line: &str, heard: &mut LineReply) {
        let line = line.trim();
        let place = PromptContext::of(wizard);
        let (word, rest) = line.split_once(char::is_whitespace).map_or((line, ""), |(word, rest)| (word, rest.trim()));
        let word = word.to_ascii_lowercase();
        let short = match word.as_str() {
            "q" => "quit",
            "h" | "?" => "help",
            "b" => "back",
            "y" => "yes",
            "n" => "no",
            word => word,
        };
        match (of_word(short), short) {
            (Some(Action::Quit), _) => heard.effects = act(wizard, Action::Quit),
            (Some(Action::Help), _) => help::lines(wizard, &place, heard),
            (Some(Action::Back), _) => self.back(wizard, &place, heard),
            (Some(Action::NextLanguage), _) if place != PromptContext::Symptom => language(wizard, rest, heard),
            (Some(Action::ResetLink), _) => mail(wizard, rest, heard),
            (None, "repeat") => self.place = None,
            (None, "cause") => causes::explain(wizard, rest, heard),
            (None, "causes") => causes::list(rest, heard),
            (action, _) => self.answer(wizard, &place, (action, line, rest), heard),
        }
    }

    /// An answer where it means something else in each place. `rest` is what stands behind the word.
    fn answer(
        &mut self,
        wizard: &mut Wizard,
        place: &PromptContext,
        (action, line, rest): (Option<Action>, &str, &str),
        heard: &mut LineReply,
    ) {
        let word = line.to_ascii_lowercase();
        match (place, action) {
            (PromptContext::Symptom, Some(Action::Practice)) if applies(wizard, Action::Practice) => {
                heard.effects = act(wizard, Action::Practice);
            }
            (PromptContext::Symptom, _) => {
                let ids: Vec<&str> = wizard.symptoms.entries.iter().map(|(s, _)| s.id()).collect();
                choose(wizard, line, &ids, "unknown-number", heard);
            }
            (PromptContext::Question(question), _) => {
                let ids: Vec<&str> = question.choices().iter().map(|c| c.id()).collect();
                choose(wizard, line, &ids, "unknown-number", heard);
            }
            (PromptContext::Practice, _) => {
                let faults = wizard.cx.faults.clone();
                let ids: Vec<&str> = faults.iter().map(|f| f.id.as_str()).collect();
                choose(wizard, line, &ids, "unknown-name", heard);
            }
            (PromptContext::Cluster, _) => self.hear_form(wizard, line, heard),
            // A key is sent, and a file replaced, at a plain yes only.
            (PromptContext::SendKey(_), Some(action)) if matches!(word.as_str(), "y" | "yes" | "n" | "no") => {
                heard.effects = act(wizard, action);
            }
            (PromptContext::SendKey(_), None) if line.is_empty() => heard.effects = act(wizard, Action::Enter),
            (PromptContext::Replace, Some(Action::Enter)) if line == "yes" => {
                self.waits = Waits::Report;
                heard.effects = act(wizard, Action::Enter);
            }
            (PromptContext::Replace, _) => {
                act(wizard, Action::Back);
                heard.say(plain("not-saved"));
            }
            (PromptContext::Probing(_), Some(Action::Stop)) if wizard.cx.watching().is_some() => {
                heard.effects = act(wizard, Action::Enter);
            }
            (PromptContext::Probing(_), Some(Action::Stop)) => {
                heard.effects = act(wizard, Action::Stop);
                heard.say(plain("stopped"));
            }
            (PromptContext::Result(..), _) => self.of_result(wizard, (action, line, rest), heard),
            (PromptContext::Answer, Some(Action::Enter)) if wizard.names_cause() => {
                heard.effects = act(wizard, Action::Enter);
            }
            (PromptContext::Answer, None) if line.is_empty() && wizard.names_cause() => {
                heard.effects = act(wizard, Action::Enter);
            }
            (PromptContext::Answer, Some(action @ (Action::Check | Action::AnotherText)))
                if applies(wizard, action) =>
            {
                heard.effects = act(wizard, action);
            }
            // An empty line says nothing.
            (_, None) if line.is_empty() => {}
            _ => heard.say(plain("unknown-command")),
        }
    }

    fn back(&mut self, wizard: &mut Wizard, place: &PromptContext, heard: &mut LineReply) {
        match place {
            PromptContext::Symptom => heard.say(plain("no-back")),
            PromptContext::Result(..) if wizard.cx.is_reading() => heard.say(plain("no-back")),
            // Past the probes, which have been told.
            PromptContext::Result(..) if matches!(&wizard.screen, Screen::Result(o) if !o.is_of_text()) => {
                heard.effects = act(wizard, Action::Back);
                heard.effects.extend(act(wizard, Action::Back));
            }
            PromptContext::Cluster if self.row != super::PlainFormRow::Url && wizard.cx.place == Where::Own => {
                self.row = super::PlainFormRow::Url;
            }
            _ => heard.effects = act(wizard, Action::Back),
        }
    }

    fn of_result(
        &mut self,
        wizard: &mut Wizard,
        (action, line, rest): (Option<Action>, &str, &str),
        heard: &mut LineReply,
    ) {
        let Screen::Result(outcome) = &wizard.screen else { return };
        match action {
            None if line.is_empty() => {}
            Some(Action::Check | Action::CheckAll | Action::Watch) if wizard.cx.is_reading() => {
                heard.say(plain("not-on-report"));
            }
            Some(Action::NextCause | Action::PreviousCause) if outcome.pages.len() < 2 => heard.say(plain("no-cause")),
            Some(
                action @ (Action::Check | Action::CheckAll | Action::Watch | Action::NextCause | Action::PreviousCause),
            ) => heard.effects = act(wizard, action),
            Some(Action::Save) => self.save(wizard, rest, heard),
            Some(Action::Compare) if rest.is_empty() => heard.say(plain("no-report")),
            Some(Action::Compare) if applies(wizard, Action::Compare) => {
                self.waits = Waits::Comparison;
                heard.effects = answer(wizard, Answer::Compare(Pasted::new(rest.to_owned())));
            }
            Some(Action::Compare) => heard.say(plain("no-save")),
            None if line == "probes" => {
                for id in outcome.probing.rows() {
                    let mark = outcome.probing.mark(id).word();
                    let text = outcome.probing.sentence(id).unwrap_or_default();
                    heard.say(format!("{mark}: {}, {}. {text}", say("chain", id.chain().into()), id.title()));
                }
            }
            Some(_) | None => tick(wizard, line, heard),
        }
    }

    fn save(&mut self, wizard: &mut Wizard, rest: &str, heard: &mut LineReply) {
        let (redact, name) = match rest.strip_prefix("redacted ") {
            Some(name) => (true, name.trim()),
            None => (false, rest),
        };
        if name.is_empty() || rest == "redacted" {
            heard.say(plain("no-file"));
        } else if applies(wizard, Action::Save) {
            self.waits = Waits::Report;
            heard.effects = answer(wizard, Answer::Save(Pasted::new(name.to_owned()), redact));
        } else {
            heard.say(plain("no-save"));
        }
    }
}

/// A number, or the id that stands behind it in scripts.
fn choose(wizard: &mut Wizard, line: &str, ids: &[&str], unknown: &'static str, heard: &mut LineReply) {
    match number(line, ids.len()).or_else(|| ids.iter().position(|id| *id == line)) {
        Some(index) => heard.effects = act(wizard, Action::Number(index)),
        None => heard.say(plain(unknown).replace("{n}", &ids.len().to_string())),
    }
}

/// A step, done or open again.
fn tick(wizard: &mut Wizard, line: &str, heard: &mut LineReply) {
    let Ok(n) = line.trim_end_matches('.').parse::<usize>() else {
        heard.say(plain("unknown-command"));
        return;
    };
    let Screen::Result(outcome) = &wizard.screen else { return };
    let step = n.checked_sub(1).and_then(|at| outcome.current()?.document.steps().get(at).map(|step| (at, *step)));
    let Some((at, text)) = step.map(|(at, step)| (at, step.text.clone())) else {
        heard.say(plain("no-step").replace("{n}", &n.to_string()));
        return;
    };
    wizard.tick(at);
    let name = if wizard.cx.done.contains(&text) { "ticked" } else { "unticked" };
    heard.say(plain(name).replace("{n}", &n.to_string()));
}

/// Another client.
fn language(wizard: &mut Wizard, name: &str, heard: &mut LineReply) {
    let wanted = Language::from_str(&name.to_ascii_lowercase()).ok();
    let Some(wanted) = wanted.or_else(|| Language::iter().find(|l| l.name().eq_ignore_ascii_case(name))) else {
        heard.say(unknown_language());
        return;
    };
    if wizard.cx.is_reading() {
        heard.say(plain("not-on-report"));
        return;
    }
    heard.effects = answer(wizard, Answer::Language(wanted));
    if wizard.cx.client_now().0.language != wanted {
        heard.say(plain("unknown-command"));
        return;
    }
    heard.say(plain("language").replace("{language}", wanted.name()));
    if let Screen::Result(outcome) = &wizard.screen
        && let Some(page) = outcome.current()
    {
        outcome::code(wizard, outcome, page, &mut heard.lines);
    }
}

/// The countdown of a reset link: started where the fix is about one, then said, moved, restarted.
fn mail(wizard: &mut Wizard, rest: &str, heard: &mut LineReply) {
    if !applies(wizard, Action::ResetLink) {
        heard.say(plain("no-mail"));
        return;
    }
    let starts = wizard.cx.links.all.is_empty();
    heard.effects = act(wizard, Action::ResetLink);
    let action = match of_word(rest) {
        Some(Action::Check) => Some(Action::NewMail),
        Some(action @ (Action::Earlier | Action::Later)) => Some(action),
        Some(_) | None => None,
    };
    if let Some(action) = action.filter(|_| !starts) {
        heard.effects.extend(act(wizard, action));
    }
    act(wizard, Action::Back);
    // What starts is told by itself.
    if !starts && action.is_none() {
        let lines: Vec<String> = wizard.cx.links.all.iter().map(|link| links::in_full(wizard, link)).collect();
        heard.lines.extend(lines);
    }
}
