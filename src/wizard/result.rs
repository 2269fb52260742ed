//! The outcome of a run, page by page: one page a cause, or one for “everything works”. It puts words and measurements together; it
//! neither decides what the cause is nor how it looks.

mod language;
mod page;

pub use page::ResultPage;

use super::anew::Again;
use super::change::RunChange;
use super::{Action, Drawn, Effect, Overlay, Screen, Scroll, Wizard};
use crate::model::case::Case;
use crate::model::cause::Cause;
use crate::model::client::Language;
use crate::model::evidence::{Chain, Evidence};
use crate::model::finding::{Diagnosis, Verdict};
use crate::model::report_schema::{Report, ReportStep};
use crate::model::sanitized::is_web_address;
use crate::model::source_finding::{ClusterKey, SourceFinding};
use crate::report::{self, Moment};
use crate::rules::diagnosis::{diagnose, undiagnosed_words};
use crate::rules::explain::Explanation;
use crate::rules::source_findings::key_of_another;
use crate::wizard::run::{Probing, RunState, StepState};
use std::time::Duration;

/// The outcome of a run.
#[derive(Clone, PartialEq, Debug)]
pub struct RunResult {
    /// The run.
    pub probing: Probing,
    /// The outcome.
    pub diagnosis: Diagnosis,
    /// One page a cause; always at least one.
    pub pages: Vec<ResultPage>,
    /// The page on screen.
    pub page: usize,
    /// The selected step.
    pub step: usize,
    /// Whether all of it is shown, not only what is enough to act upon.
    pub whole: bool,
    /// What the screen is to show.
    pub aim: Aim,
    /// What it showed when it was last drawn.
    pub drawn: Drawn,
    /// What changed since the run before.
    pub change: Option<RunChange>,
    /// What it rests on.
    pub basis: Basis,
    /// The user's language, whose code comes first.
    home: Language,
}

/// What an outcome rests on.
#[derive(Clone, PartialEq, Debug)]
pub enum Basis {
    /// A run of probes.
    Run,
    /// An error text, of which these words decided.
    Text(Option<String>),
    /// A saved report.
    Saved(Box<Report>),
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

impl RunResult {
    /// The outcome of this run.
    pub fn new(mut probing: Probing, change: Option<RunChange>, keys: &[ClusterKey]) -> Self {
        let diagnosis = judge(&mut probing, keys);
        Self::written(probing, diagnosis, change, Basis::Run)
    }

    /// The same with a diagnosis that is known.
    #[cfg(test)]
    pub(crate) fn diagnosed(probing: Probing, diagnosis: Diagnosis) -> Self {
        Self::written(probing, diagnosis, None, Basis::Run)
    }

    /// The outcome of an error text, without a run.
    pub fn of_text(case: Case, explanation: &Explanation) -> Self {
        let redactor = case.redactor();
        let quote = explanation.quote.as_ref().map(|q| {
            let quote = q.without(&redactor);
            quote.text[quote.words].to_owned()
        });
        let probing = Probing::new(0, case, RunState::Ended { took: Duration::ZERO });
        Self::written(probing, explanation.diagnosis.clone(), None, Basis::Text(quote))
    }

    fn written(probing: Probing, diagnosis: Diagnosis, change: Option<RunChange>, basis: Basis) -> Self {
        let mut outcome = Self {
            home: probing.case.client.language,
            probing,
            diagnosis,
            pages: Vec::new(),
            page: 0,
            step: 0,
            whole: false,
            aim: Aim::Line(0),
            drawn: Drawn::default(),
            change,
            basis,
        };
        outcome.write_pages();
        outcome
    }

    /// The outcome of a saved report.
    pub(super) fn saved(probing: Probing, report: Report) -> Self {
        let verdict = match report.diagnosis.verdict.as_str() {
            "healthy" => Verdict::Healthy,
            "diagnosed" => Verdict::Diagnosed,
            _ => Verdict::Undiagnosed,
        };
        let diagnosis = Diagnosis { verdict, findings: Vec::new() };
        Self::written(probing, diagnosis, None, Basis::Saved(Box::new(report)))
    }

    /// Writes the pages, as often as the language changes.
    fn write_pages(&mut self) {
        self.pages = match &self.basis {
            Basis::Saved(report) => page::pages(report, false, None),
            Basis::Run => page::pages(&self.report(), false, None),
            Basis::Text(quoted) => page::pages(&self.report(), true, quoted.as_deref()),
        };
        let home = self.home;
        for page in &mut self.pages {
            // The user's own language comes first. A saved report has the code of its own alone.
            page.languages.sort_by_key(|l| *l != home);
            if matches!(self.basis, Basis::Saved(_)) {
                let code = page.document.code();
                page.languages.retain(|l| code.is_some_and(|code| code.language == l.id()));
            }
        }
        self.page = self.page.min(self.pages.len().saturating_sub(1));
    }

    /// The report of this run, as the pages say it: with a verdict also where there is no more than a possible cause.
    fn report(&self) -> Report {
        let run = &self.probing;
        let moment = Moment { started: run.began, took: run.evidence.took };
        let mut report = report::build(&run.case, &run.evidence, &self.diagnosis, moment);
        report
            .diagnosis
            .conclusion
            .get_or_insert_with(|| report::conclusion(undiagnosed_words(&run.evidence), &run.case, &run.evidence));
        report
    }

    /// The source has been looked through while this was on screen.
    pub(super) fn source_read(&mut self, findings: &[SourceFinding], keys: &[ClusterKey]) {
        self.probing.case.source = findings.to_vec();
        if self.basis == Basis::Run {
            self.diagnosis = judge(&mut self.probing, keys);
        }
        self.write_pages();
    }

    /// What the run measured.
    pub(super) const fn evidence(&self) -> &Evidence {
        &self.probing.evidence
    }

    /// Whether it rests on an error text alone.
    pub const fn is_of_text(&self) -> bool {
        matches!(self.basis, Basis::Text(_))
    }

    /// The page on screen.
    pub fn current(&self) -> Option<&ResultPage> {
        self.pages.get(self.page)
    }

    /// The cause on screen.
    pub fn cause(&self) -> Option<Cause> {
        self.current()?.cause
    }

    /// The language of the code.
    pub const fn language(&self) -> Language {
        self.probing.case.client.language
    }

    /// The chains that the fix can have changed: those in which not everything passed. None when that is all of them, or when the run was
    /// stopped or looked at nothing else, so that the whole has to be run.
    pub fn chains_again(&self) -> Option<Vec<Chain>> {
        if self.is_of_text() || !matches!(self.probing.state, RunState::Ended { .. }) {
            return None;
        }
        let run = &self.probing;
        let all: Vec<Chain> = [Chain::Rest, Chain::Grpc, Chain::Console]
            .into_iter()
            .filter(|c| run.plan.chain(*c).next().is_some())
            .collect();
        let passed = |c: &Chain| run.plan.chain(*c).all(|p| run.mark(p.id) == StepState::Passed);
        let failed: Vec<Chain> = all.iter().copied().filter(|c| !passed(c)).collect();
        let again = run.plan.closed(&failed);
        (!again.is_empty() && again.len() < all.len()).then_some(again)
    }

    pub(super) fn drawn(&mut self, drawn: Drawn) {
        self.drawn = drawn;
        if matches!(self.aim, Aim::Line(_)) {
            self.aim = Aim::Line(drawn.offset);
        }
    }

    fn steps(&self) -> usize {
        let document = self.current().map(|page| &page.document);
        document.map_or(0, |d| if self.whole { d.steps().len() } else { d.first_steps() })
    }

    /// The selected step.
    pub fn selected(&self) -> Option<&ReportStep> {
        self.current()?.document.steps().get(self.step).copied()
    }

    /// Shows all of it, or only what is enough.
    fn unfold(&mut self, whole: bool) {
        self.whole = whole;
        self.step = self.step.min(self.steps().saturating_sub(1));
        self.aim = Aim::Line(0);
    }

    pub(super) fn scroll(&mut self, by: i32) {
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

/// Whether a step saves a report.
pub fn saves(step: &ReportStep) -> bool {
    step.command.as_ref().is_some_and(|command| command.starts_with("weaviate-doctor check -o "))
}

/// Whether a step compares two reports.
pub fn compares(step: &ReportStep) -> bool {
    step.command.as_ref().is_some_and(|command| command.starts_with("weaviate-doctor compare "))
}

/// What a run comes to, with what the project's files say of it, as `check` joins the two.
fn judge(probing: &mut Probing, keys: &[ClusterKey]) -> Diagnosis {
    let mut diagnosis = diagnose(&probing.case, &probing.evidence);
    let places = key_of_another(&mut diagnosis, &probing.case, keys);
    probing.case.source.retain(|found| found.cause != Cause::KeyForAnotherCluster);
    probing.case.source.splice(0..0, places);
    diagnosis
}

impl Wizard {
    pub(super) fn result_action(&mut self, action: Action) -> Vec<Effect> {
        let Screen::Result(outcome) = &mut self.screen else { return Vec::new() };
        let page = i32::from(outcome.drawn.page.max(2)) - 1;
        match action {
            Action::Up => outcome.up(),
            Action::Down => outcome.down(),
            Action::PageUp => outcome.scroll(-page),
            Action::PageDown => outcome.scroll(page),
            Action::Home => outcome.scroll(i32::MIN),
            Action::End => outcome.scroll(i32::MAX),
            Action::Enter => {
                if !outcome.take_up_seen() {
                    return self.do_step();
                }
            }
            Action::Toggle => {
                if !outcome.take_up_seen() {
                    let step = outcome.step;
                    self.tick(step);
                }
            }
            Action::Number(step) => {
                if step < outcome.steps() {
                    outcome.step = step;
                    outcome.aim = Aim::Step;
                }
            }
            Action::Why => outcome.unfold(!outcome.whole),
            Action::ShowCode => {
                outcome.unfold(true);
                outcome.aim = Aim::Code;
            }
            Action::Details => self.open_cause_details(),
            Action::NextCause => outcome.turn((outcome.page + 1) % outcome.pages.len()),
            Action::PreviousCause => outcome.turn((outcome.page + outcome.pages.len() - 1) % outcome.pages.len()),
            Action::PreviousLanguage => self.result_language(-1),
            Action::NextLanguage => self.result_language(1),
            Action::Check if outcome.is_of_text() => return self.probe_error_text(),
            Action::Check => return self.look_anew(Again::Changed),
            Action::CheckAll => return self.look_anew(Again::All),
            Action::Copy => return self.copy_step(),
            Action::CopyCode => return self.copy_code(),
            _ if outcome.is_of_text() => self.show_answer(),
            _ => self.screen = Screen::Probing(Box::new(outcome.probing.clone())),
        }
        Vec::new()
    }

    /// Everything that the probe found by which the cause is known.
    fn open_cause_details(&mut self) {
        let Screen::Result(outcome) = &self.screen else { return };
        if let Some(id) = outcome.probing.shown() {
            self.overlays.push(Overlay::Details(id, Scroll::default()));
        }
    }

    /// Does what the selected step is for: copies what it is done with, opens its link, or goes on to the next.
    fn do_step(&mut self) -> Vec<Effect> {
        let Screen::Result(outcome) = &mut self.screen else { return Vec::new() };
        match outcome.selected() {
            // What this program does itself is done here.
            Some(step) if saves(step) => {
                self.ask_where_to_save();
                Vec::new()
            }
            Some(step) if compares(step) => {
                self.ask_what_to_compare();
                Vec::new()
            }
            Some(step) if step.message.is_some() || step.code.is_some() || step.command.is_some() => self.copy_step(),
            Some(ReportStep { link: Some(link), .. }) if is_web_address(link) => vec![Effect::OpenLink(link.clone())],
            Some(_) | None => {
                outcome.step = if outcome.step + 1 < outcome.steps() { outcome.step + 1 } else { 0 };
                outcome.aim = Aim::Step;
                Vec::new()
            }
        }
    }

    /// Marks a step as done, or as open again.
    pub fn tick(&mut self, step: usize) {
        let Screen::Result(outcome) = &mut self.screen else { return };
        let Some(step) = outcome.current().and_then(|p| p.document.steps().get(step).copied()) else { return };
        if !self.cx.done.remove(&step.text) {
            self.cx.done.insert(step.text.clone());
            // On to the next thing to do.
            if outcome.step + 1 < outcome.steps() {
                outcome.step += 1;
            }
        }
        outcome.aim = Aim::Step;
    }
}
