//! What a line means that is neither a key nor an error text: a number, a name or a command.

use super::outcome::unknown_language;
use super::{LineReply, Plain, PromptContext, Waits, causes, help, links, outcome, press};
use crate::frontend::plain::input::number;
use crate::model::client::Language;
use crate::wizard::practice::ClusterSource as Where;
use crate::wizard::{Effect, Input, Key, Leaving, Overlay, Pasted, Screen, Wizard};
use crate::words::catalog::{plain, say};
use std::str::FromStr as _;
use strum::IntoEnumIterator as _;

impl Plain {
    pub(super) fn command(&mut self, wizard: &mut Wizard, line: &str, heard: &mut LineReply) {
        let line = line.trim();
        let place = PromptContext::of(wizard);
        let (word, rest) = line.split_once(char::is_whitespace).map_or((line, ""), |(word, rest)| (word, rest.trim()));
        match word.to_ascii_lowercase().as_str() {
            "quit" | "q" | "exit" => heard.effects.push(Effect::Quit(Leaving::Done)),
            "help" | "h" | "?" => help::lines(wizard, &place, heard),
            "back" | "b" => self.back(wizard, &place, heard),
            "repeat" => self.place = None,
            "language" if place != PromptContext::Symptom => language(wizard, rest, heard),
            "mail" => mail(wizard, rest, heard),
            "cause" => causes::explain(wizard, rest, heard),
            "causes" => causes::list(rest, heard),
            _ => self.answer(wizard, &place, line, heard),
        }
    }

    fn answer(&mut self, wizard: &mut Wizard, place: &PromptContext, line: &str, heard: &mut LineReply) {
        match place {
            PromptContext::Symptom if line == "practice" && !wizard.faults.is_empty() => {
                heard.effects = press(wizard, [Input::F(2)]);
            }
            PromptContext::Symptom => {
                let ids: Vec<&str> = wizard.symptoms.entries.iter().map(|(s, _)| s.id()).collect();
                choose(wizard, line, &ids, heard);
            }
            PromptContext::Question(question) => {
                let ids: Vec<&str> = question.choices().iter().map(|c| c.id()).collect();
                choose(wizard, line, &ids, heard);
            }
            PromptContext::Practice => practice(wizard, line, heard),
            PromptContext::Cluster => self.hear_form(wizard, line, heard),
            PromptContext::Answer => explained(wizard, line, heard),
            PromptContext::SendKey(_) => match line.to_ascii_lowercase().as_str() {
                "" | "y" | "yes" => heard.effects = press(wizard, [Input::Key(Key::Enter)]),
                "n" | "no" => heard.effects = press(wizard, [Input::Char('n')]),
                _ => heard.say(plain("unknown-command")),
            },
            PromptContext::Replace if line == "yes" => {
                self.waits = Waits::Report;
                heard.effects = press(wizard, [Input::Key(Key::Enter)]);
            }
            PromptContext::Replace => {
                press(wizard, [Input::Key(Key::Esc)]);
                heard.say(plain("not-saved"));
            }
            PromptContext::Probing(_) if line == "stop" && wizard.watching().is_some() => {
                heard.effects = press(wizard, [Input::Key(Key::Enter)]);
            }
            PromptContext::Probing(_) if line == "stop" => {
                heard.effects = press(wizard, [Input::Char('c')]);
                heard.say(plain("stopped"));
            }
            PromptContext::Result(..) => self.of_result(wizard, line, heard),
            // An empty line says nothing.
            PromptContext::Probing(_) | PromptContext::Busy | PromptContext::ErrorText if line.is_empty() => {}
            PromptContext::Probing(_) | PromptContext::Busy | PromptContext::ErrorText => {
                heard.say(plain("unknown-command"));
            }
        }
    }

    fn back(&mut self, wizard: &mut Wizard, place: &PromptContext, heard: &mut LineReply) {
        match place {
            PromptContext::Symptom => heard.say(plain("no-back")),
            PromptContext::Result(..) if wizard.is_reading() => heard.say(plain("no-back")),
            // Past the probes, which have been told.
            PromptContext::Result(..) if matches!(&wizard.screen, Screen::Result(o) if !o.is_of_text()) => {
                heard.effects = press(wizard, [Input::Char('b'), Input::Char('b')]);
            }
            PromptContext::Probing(_) => heard.effects = press(wizard, [Input::Char('b')]),
            PromptContext::Cluster if self.row != super::PlainFormRow::Url && wizard.place == Where::Own => {
                self.row = super::PlainFormRow::Url;
            }
            _ => heard.effects = press(wizard, [Input::Key(Key::Esc)]),
        }
    }

    fn of_result(&mut self, wizard: &mut Wizard, line: &str, heard: &mut LineReply) {
        let Screen::Result(outcome) = &wizard.screen else { return };
        let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let fixed = wizard.is_reading();
        match word {
            "" => {}
            "again" | "all" | "watch" if fixed => heard.say(plain("not-on-report")),
            "again" => heard.effects = press(wizard, [Input::Char('r')]),
            "all" => heard.effects = press(wizard, [Input::Char('R')]),
            "watch" => heard.effects = press(wizard, [Input::Char('W')]),
            "next" | "previous" if outcome.pages.len() < 2 => heard.say(plain("no-cause")),
            "next" => heard.effects = press(wizard, [Input::Char('n')]),
            "previous" => heard.effects = press(wizard, [Input::Char('p')]),
            "probes" => {
                for id in outcome.probing.rows() {
                    let mark = outcome.probing.mark(id).word();
                    let text = outcome.probing.sentence(id).unwrap_or_default();
                    heard.say(format!("{mark}: {}, {}. {text}", say("chain", id.chain().into()), id.title()));
                }
            }
            "save" => self.save(wizard, rest.trim(), heard),
            "compare" => self.compare(wizard, rest.trim(), heard),
            _ => tick(wizard, line, heard),
        }
    }

    /// Fills in the form that the screen has for it.
    fn save(&mut self, wizard: &mut Wizard, rest: &str, heard: &mut LineReply) {
        let (redact, name) = match rest.strip_prefix("redacted ") {
            Some(name) => (true, name.trim()),
            None => (false, rest),
        };
        if name.is_empty() || rest == "redacted" {
            heard.say(plain("no-file"));
            return;
        }
        press(wizard, [Input::Char('w')]);
        let Some(Overlay::Save(form)) = wizard.overlays.last() else {
            heard.say(plain("no-save"));
            return;
        };
        if redact && !form.redact {
            press(wizard, [Input::Key(Key::Tab)]);
        }
        let name = Input::Paste(Pasted::new(name.to_owned()));
        self.waits = Waits::Report;
        heard.effects = press(wizard, [Input::Key(Key::End), Input::Ctrl('u'), name, Input::Key(Key::Enter)]);
    }

    /// Fills in the form that the screen has for it.
    fn compare(&mut self, wizard: &mut Wizard, name: &str, heard: &mut LineReply) {
        if name.is_empty() {
            heard.say(plain("no-report"));
            return;
        }
        press(wizard, [Input::Char('v')]);
        if !matches!(wizard.overlays.last(), Some(Overlay::CompareWith(_))) {
            heard.say(plain("no-save"));
            return;
        }
        self.waits = Waits::Comparison;
        heard.effects = press(wizard, [Input::Paste(Pasted::new(name.to_owned())), Input::Key(Key::Enter)]);
    }
}

/// A number, or the id that stands behind it in scripts.
fn choose(wizard: &mut Wizard, line: &str, ids: &[&str], heard: &mut LineReply) {
    let number = number(line, ids.len()).or_else(|| ids.iter().position(|id| *id == line));
    match number.and_then(|n| char::from_digit(u32::try_from(n + 1).ok()?, 10)) {
        Some(digit) => heard.effects = press(wizard, [Input::Char(digit)]),
        None => heard.say(plain("unknown-number").replace("{n}", &ids.len().to_string())),
    }
}

fn practice(wizard: &mut Wizard, line: &str, heard: &mut LineReply) {
    let count = wizard.faults.len();
    let Some(at) = number(line, count).or_else(|| wizard.faults.iter().position(|f| f.id == line)) else {
        heard.say(plain("unknown-name").replace("{n}", &count.to_string()));
        return;
    };
    press(wizard, [Input::Key(Key::Home)]);
    press(wizard, std::iter::repeat_n(Input::Key(Key::Down), at));
    heard.effects = press(wizard, [Input::Key(Key::Enter)]);
}

/// The outcome of an error text.
fn explained(wizard: &mut Wizard, line: &str, heard: &mut LineReply) {
    match line {
        "fix" | "" if wizard.names_cause() => heard.effects = press(wizard, [Input::Key(Key::Enter)]),
        "probe" if wizard.offers_probes() => heard.effects = press(wizard, [Input::Char('p')]),
        "another" => heard.effects = press(wizard, [Input::Char('e')]),
        "" => {}
        _ => heard.say(plain("unknown-command")),
    }
}

/// A step, done or open again.
fn tick(wizard: &mut Wizard, line: &str, heard: &mut LineReply) {
    let steps = |wizard: &Wizard| match &wizard.screen {
        Screen::Result(outcome) => outcome.current().map(|p| p.document.steps().to_vec()).unwrap_or_default(),
        _ => Vec::new(),
    };
    let Ok(n) = line.trim_end_matches('.').parse::<usize>() else {
        heard.say(plain("unknown-command"));
        return;
    };
    let digit = u32::try_from(n).ok().and_then(|n| char::from_digit(n, 10));
    match (n.checked_sub(1).and_then(|n| steps(wizard).get(n).cloned()), digit) {
        (Some(step), Some(digit)) => {
            press(wizard, [Input::Char(digit)]);
            let name = if wizard.done.contains(&step.text) { "ticked" } else { "unticked" };
            heard.say(plain(name).replace("{n}", &n.to_string()));
        }
        _ => heard.say(plain("no-step").replace("{n}", &n.to_string())),
    }
}

/// Another client: by the arrows on the result, by its row on the form.
fn language(wizard: &mut Wizard, name: &str, heard: &mut LineReply) {
    let wanted = Language::from_str(&name.to_ascii_lowercase()).ok();
    let Some(wanted) = wanted.or_else(|| Language::iter().find(|l| l.name().eq_ignore_ascii_case(name))) else {
        heard.say(unknown_language());
        return;
    };
    if wizard.is_reading() {
        heard.say(plain("not-on-report"));
        return;
    }
    let on_form = PromptContext::of(wizard) == PromptContext::Cluster;
    if on_form {
        super::form::select(wizard, crate::wizard::form_row::FormRow::Client);
    }
    for _ in Language::iter() {
        if wizard.client_now().0.language == wanted {
            break;
        }
        press(wizard, [Input::Key(Key::Right)]);
    }
    if wizard.client_now().0.language != wanted {
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
    if !wizard.offers_countdown() || wizard.is_typing() {
        heard.say(plain("no-mail"));
        return;
    }
    let starts = wizard.links.all.is_empty();
    heard.effects = press(wizard, [Input::Char('m')]);
    let key = match rest {
        "again" => Some('n'),
        "earlier" => Some('-'),
        "later" => Some('+'),
        _ => None,
    };
    heard.effects.extend(press(wizard, key.filter(|_| !starts).map(Input::Char)));
    press(wizard, [Input::Key(Key::Esc)]);
    // What starts is told by itself.
    if !starts && key.is_none() {
        let lines: Vec<String> = wizard.links.all.iter().map(|link| links::in_full(wizard, link)).collect();
        heard.lines.extend(lines);
    }
}
