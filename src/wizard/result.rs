//! What a run comes to, page by page: one page a cause, or one for “everything works”. It puts words and measurements together; it
//! neither decides what the cause is nor how it looks.

use super::change::Change;
use super::probing::{Mark, Probing, RunState};
use super::{Drawn, Effect, Input, Key, Screen, Wizard, digit, is_back};
use crate::client::Language;
use crate::diagnosis::{Cause, Confidence, Diagnosis, Finding, Verdict, diagnose};
use crate::evidence::{Outcome as ProbeOutcome, ProbeId};
use crate::knowledge::{self, Fix, Snippet};
use crate::phrase;
use crate::secret::Redactor;
use strum::IntoEnumIterator;

/// What a run comes to.
#[derive(Clone, PartialEq, Debug)]
pub struct Outcome {
    /// The run.
    pub probing: Probing,
    /// What it comes to.
    pub diagnosis: Diagnosis,
    /// One page a cause; always at least one.
    pub pages: Vec<Page>,
    /// The page on screen.
    pub page: usize,
    /// The selected step.
    pub step: usize,
    /// Whether the code is shown.
    pub code: Code,
    /// What the screen is to show.
    pub aim: Aim,
    /// What it showed when it was last drawn.
    pub drawn: Drawn,
    /// What changed since the run before.
    pub change: Option<Change>,
}

/// Whether the code is shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Code {
    /// Only that there is some.
    Folded,
    /// All of it.
    Open,
}

/// The part of the text that is to be seen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Aim {
    /// From this line on.
    Line(u16),
    /// The selected step.
    Step,
    /// The code.
    Code,
}

/// One cause, or the verdict where there is none.
#[derive(Clone, PartialEq, Debug)]
pub struct Page {
    /// The finding; none for a verdict without a cause.
    pub finding: Option<Finding>,
    /// The words.
    pub fix: Fix,
    /// How it is known.
    pub known: Vec<Known>,
    /// Languages in which there is code for it.
    pub languages: Vec<Language>,
}

/// Something that is known.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Known {
    /// A probe measured it.
    Measured(Mark, String),
    /// The user answered this.
    Said(String),
}

impl Outcome {
    /// What this run comes to.
    pub fn new(probing: Probing, change: Option<Change>) -> Self {
        let diagnosis = diagnose(&probing.case, &probing.evidence);
        let mut outcome = Self {
            probing,
            diagnosis,
            pages: Vec::new(),
            page: 0,
            step: 0,
            code: Code::Folded,
            aim: Aim::Line(0),
            drawn: Drawn::default(),
            change,
        };
        outcome.write_pages();
        outcome
    }

    /// Writes the pages, as often as the language changes.
    fn write_pages(&mut self) {
        let run = &self.probing;
        let redactor = run.case.redactor();
        let said = said(run);
        self.pages = self
            .diagnosis
            .findings
            .iter()
            .map(|finding| {
                let article = knowledge::article(finding.cause).ok();
                let snippet = article.as_ref().and_then(knowledge::snippet_name);
                let mut known = measured(run, &finding.evidence);
                if known.is_empty() {
                    // What nobody can measure is known from the answers.
                    if run.case.symptom.is_some_and(crate::diagnosis::Symptom::concerns_console) {
                        known = measured(run, &[ProbeId::ConsoleHttp]);
                    }
                    known.extend(said.clone());
                }
                let fix = knowledge::fix(finding, &run.case, &run.evidence);
                Page {
                    finding: Some(finding.clone()),
                    fix: redacted(fix, &redactor),
                    known: redacted_known(known, &redactor),
                    languages: snippet.map(knowledge::languages_of).unwrap_or_default(),
                }
            })
            .collect();
        if self.pages.iter().all(|p| p.finding.as_ref().is_some_and(|f| f.confidence == Confidence::Possible)) {
            // Nothing is proved: the verdict comes first, the questions behind it.
            self.pages.insert(0, verdict_page(run, self.diagnosis.verdict, &redactor));
        }
        self.page = self.page.min(self.pages.len() - 1);
    }

    /// The page on screen.
    pub fn current(&self) -> Option<&Page> {
        self.pages.get(self.page)
    }

    /// The cause on screen.
    pub fn cause(&self) -> Option<Cause> {
        self.current()?.finding.as_ref().map(|f| f.cause)
    }

    /// Whether everything was measured and nothing is wrong.
    pub fn is_healthy(&self) -> bool {
        self.diagnosis.verdict == Verdict::Healthy && self.diagnosis.findings.is_empty() && !self.was_stopped()
    }

    /// Whether the user stopped the run.
    pub fn was_stopped(&self) -> bool {
        self.probing.state == RunState::Stopped
    }

    /// The language of the code.
    pub const fn language(&self) -> Language {
        self.probing.case.client.language
    }

    pub(super) fn drawn(&mut self, drawn: Drawn) {
        self.drawn = drawn;
        if matches!(self.aim, Aim::Line(_)) {
            self.aim = Aim::Line(drawn.offset);
        }
    }

    fn steps(&self) -> usize {
        self.current().map_or(0, |p| p.fix.steps.len())
    }

    fn scroll(&mut self, by: i32) {
        let to = i32::from(self.drawn.offset).saturating_add(by).clamp(0, i32::from(self.drawn.furthest));
        self.aim = Aim::Line(u16::try_from(to).unwrap_or(0));
        // Several keys may come before the next frame.
        self.drawn.offset = u16::try_from(to).unwrap_or(0);
        self.drawn.selected_seen = false;
    }

    /// Down: to the next step while the selected one is seen and has a next, else one line further.
    fn down(&mut self) {
        if self.take_up_seen() {
        } else if self.drawn.selected_seen && self.step + 1 < self.steps() {
            self.step += 1;
            self.aim = Aim::Step;
        } else {
            let seen = self.drawn.selected_seen;
            self.scroll(1);
            self.drawn.selected_seen = seen && self.drawn.offset == 0;
        }
    }

    fn up(&mut self) {
        if self.take_up_seen() {
        } else if self.drawn.selected_seen && self.step > 0 {
            self.step -= 1;
            self.aim = Aim::Step;
        } else {
            self.scroll(-1);
        }
    }

    /// After scrolling away from the selected step, the selection goes to the first one in sight. False when there is no need.
    fn take_up_seen(&mut self) -> bool {
        match self.drawn.first_seen {
            Some(step) if !self.drawn.selected_seen && step < self.steps() => {
                self.step = step;
                self.drawn.selected_seen = true;
                true
            }
            Some(_) | None => false,
        }
    }

    fn turn(&mut self, page: usize) {
        self.page = page;
        self.step = 0;
        self.aim = Aim::Line(0);
    }
}

fn verdict_page(run: &Probing, verdict: Verdict, redactor: &Redactor) -> Page {
    let stopped = run.state == RunState::Stopped;
    let healthy = verdict == Verdict::Healthy && !stopped;
    let name = match verdict {
        Verdict::Healthy if healthy => "healthy",
        Verdict::Healthy | Verdict::Diagnosed | Verdict::Undiagnosed if stopped => "stopped",
        Verdict::Healthy | Verdict::Diagnosed | Verdict::Undiagnosed => "undiagnosed",
    };
    let values = knowledge::values(&run.case, &run.evidence);
    let mut fix = knowledge::verdict(name, run.case.symptom, &values);
    let concerns = run.case.symptom.is_none_or(crate::diagnosis::Symptom::concerns_cluster);
    if healthy && concerns {
        fix.snippet = knowledge::connecting(&run.case);
    }
    let shown: Vec<ProbeId> = run
        .evidence
        .iter()
        .filter(|(id, o)| match &o.outcome {
            ProbeOutcome::Failed(..) | ProbeOutcome::Warned(..) => true,
            ProbeOutcome::Passed(_) => is_telling(*id),
            ProbeOutcome::Skipped(_) => false,
        })
        .map(|(id, _)| id)
        .collect();
    let mut known = measured(run, &shown);
    known.extend(said(run));
    Page {
        finding: None,
        fix: redacted(fix, redactor),
        known: redacted_known(known, redactor),
        languages: if healthy && concerns { Language::iter().collect() } else { Vec::new() },
    }
}

/// Probes that say the most when everything works: the ends of the chains.
const fn is_telling(id: ProbeId) -> bool {
    matches!(
        id,
        ProbeId::RestReady
            | ProbeId::RestMeta
            | ProbeId::RestAuth
            | ProbeId::GrpcHealth
            | ProbeId::GrpcAuth
            | ProbeId::ConsoleHttp
    )
}

fn measured(run: &Probing, ids: &[ProbeId]) -> Vec<Known> {
    ids.iter()
        .filter_map(|id| run.evidence.get(*id).map(|o| (id, o)))
        .map(|(id, o)| Known::Measured(Mark::of(&o.outcome), phrase::summary(*id, o, &run.case)))
        .collect()
}

fn said(run: &Probing) -> Vec<Known> {
    run.case
        .answers
        .iter()
        .filter_map(|(question, choice)| {
            let words = knowledge::question(question).ok()?;
            Some(Known::Said(words.choice(choice).to_owned()))
        })
        .collect()
}

/// Whatever stands on the page, a key doesn't: people paste it into the URL, and servers echo it.
fn redacted(fix: Fix, redactor: &Redactor) -> Fix {
    let clean = |text: String| if redactor.finds(&text) { redactor.redact(&text) } else { text };
    Fix {
        title: clean(fix.title),
        summary: clean(fix.summary),
        why: clean(fix.why),
        question: fix.question.map(clean),
        steps: fix
            .steps
            .into_iter()
            .map(|s| knowledge::Step { text: clean(s.text), command: s.command.map(clean), link: s.link.map(clean) })
            .collect(),
        check: clean(fix.check),
        snippet: fix.snippet.map(|s| Snippet { code: clean(s.code), ..s }),
        links: fix.links.into_iter().map(clean).collect(),
    }
}

fn redacted_known(known: Vec<Known>, redactor: &Redactor) -> Vec<Known> {
    known
        .into_iter()
        .map(|known| match known {
            Known::Measured(mark, text) => Known::Measured(mark, redactor.redact(&text)),
            said @ Known::Said(_) => said,
        })
        .collect()
}

impl Wizard {
    pub(super) fn result_input(&mut self, input: &Input) -> Vec<Effect> {
        let Screen::Result(outcome) = &mut self.screen else { return Vec::new() };
        let page = i32::from(outcome.drawn.page.max(2)) - 1;
        match input {
            Input::Key(Key::Up) | Input::Char('k') => outcome.up(),
            Input::Key(Key::Down) | Input::Char('j') => outcome.down(),
            Input::Key(Key::PageUp) => outcome.scroll(-page),
            Input::Key(Key::PageDown) => outcome.scroll(page),
            Input::Key(Key::Home) => outcome.scroll(i32::MIN),
            Input::Key(Key::End) => outcome.scroll(i32::MAX),
            Input::Key(Key::Enter) | Input::Char(' ') => {
                if !outcome.take_up_seen() {
                    let step = outcome.step;
                    self.tick(step);
                }
            }
            Input::Char('s') if outcome.current().is_some_and(|p| !p.languages.is_empty()) => {
                (outcome.code, outcome.aim) = match outcome.code {
                    Code::Folded => (Code::Open, Aim::Code),
                    Code::Open => (Code::Folded, Aim::Line(outcome.drawn.offset)),
                };
            }
            Input::Char('n') if outcome.pages.len() > 1 => outcome.turn((outcome.page + 1) % outcome.pages.len()),
            Input::Char('p') if outcome.pages.len() > 1 => {
                outcome.turn((outcome.page + outcome.pages.len() - 1) % outcome.pages.len());
            }
            Input::Key(Key::Left) => self.result_language(-1),
            Input::Key(Key::Right) | Input::Char('l') => self.result_language(1),
            Input::Char('r') => return self.start_run(),
            _ if is_back(input) => self.screen = Screen::Probing(Box::new(outcome.probing.clone())),
            _ => {
                if let Some(step) = digit(input, outcome.steps()) {
                    outcome.step = step;
                    outcome.aim = Aim::Step;
                    self.tick(step);
                }
            }
        }
        Vec::new()
    }

    fn tick(&mut self, step: usize) {
        let Screen::Result(outcome) = &mut self.screen else { return };
        let Some(step) = outcome.current().and_then(|p| p.fix.steps.get(step)) else { return };
        if !self.done.remove(&step.text) {
            self.done.insert(step.text.clone());
            // On to the next thing to do.
            if outcome.step + 1 < outcome.steps() {
                outcome.step += 1;
            }
        }
        outcome.aim = Aim::Step;
    }

    fn result_language(&mut self, by: isize) {
        let Screen::Result(outcome) = &mut self.screen else { return };
        let all: Vec<Language> = Language::iter().collect();
        let to = super::cluster::neighbour(outcome.language(), by, &all);
        self.set_language(to);
        let Screen::Result(outcome) = &mut self.screen else { return };
        outcome.probing.case.client = self.case.client;
        outcome.probing.case.client_origin = self.case.client_origin.clone();
        outcome.write_pages();
        outcome.step = outcome.step.min(outcome.steps().saturating_sub(1));
        if outcome.code == Code::Open {
            outcome.aim = Aim::Code;
        }
    }
}
