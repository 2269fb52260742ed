//! The way through the wizard, forward and back: which screen comes next and which came before.

use super::error_text::{Mode, WayIn};
use super::{Effect, Screen, Wizard, question};
use crate::model::question::Question;
use crate::model::symptom::Symptom;
use crate::rules::interview::script;

/// A step of the way, for the header.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum WizardStep {
    /// Choosing a symptom.
    Symptom,
    /// Bringing an error text.
    ErrorText,
    /// Naming the cluster.
    Cluster,
    /// Answering questions.
    Questions,
    /// Probing.
    Probes,
    /// Reading what to do.
    Fix,
}

impl Wizard {
    /// The steps of the way for the chosen symptom.
    pub fn stages(&self) -> Vec<WizardStep> {
        if self.cx.is_reading() {
            return vec![WizardStep::Probes, WizardStep::Fix];
        }
        let mut stages = vec![WizardStep::Symptom];
        let answer = match &self.screen {
            Screen::ErrorText(_) => true,
            Screen::Result(outcome) => outcome.is_of_text(),
            Screen::Symptom | Screen::Cluster | Screen::Question(_) | Screen::Probing(_) => false,
        };
        if answer {
            stages.extend([WizardStep::ErrorText, WizardStep::Fix]);
            return stages;
        }
        if self.way_in == WayIn::ErrorText && self.screen != Screen::Symptom {
            stages.push(WizardStep::ErrorText);
        }
        if self.cx.case.symptom.is_none_or(Symptom::concerns_cluster) {
            stages.push(WizardStep::Cluster);
        }
        if !script(&self.cx.case).is_empty() {
            stages.push(WizardStep::Questions);
        }
        stages.extend([WizardStep::Probes, WizardStep::Fix]);
        stages
    }

    /// The step that the screen belongs to.
    pub const fn stage(&self) -> WizardStep {
        match self.screen {
            Screen::Symptom => WizardStep::Symptom,
            Screen::ErrorText(_) => WizardStep::ErrorText,
            Screen::Cluster => WizardStep::Cluster,
            Screen::Question(_) => WizardStep::Questions,
            Screen::Probing(_) => WizardStep::Probes,
            Screen::Result(_) => WizardStep::Fix,
        }
    }

    pub(super) fn choose_symptom(&mut self, symptom: Symptom) -> Vec<Effect> {
        self.cx.case.symptom = Some(symptom);
        self.symptoms.close_filter();
        self.way_in = WayIn::List;
        if symptom == Symptom::HaveErrorText {
            self.screen = Screen::ErrorText(Mode::Text);
            return Vec::new();
        }
        if symptom.concerns_cluster() {
            self.screen = Screen::Cluster;
            // What is known is not asked; one step back shows it.
            if self.cx.skips_known && self.cx.knows_cluster() {
                return self.cluster_done();
            }
            self.offer_clusters();
            return Vec::new();
        }
        self.leave_cluster()
    }

    /// From the cluster (or the symptom, where no cluster matters) to the questions or the probes.
    pub(super) fn leave_cluster(&mut self) -> Vec<Effect> {
        if script(&self.cx.case).is_empty() {
            return self.start_run();
        }
        self.show_first_question();
        Vec::new()
    }

    pub(super) fn show_first_question(&mut self) {
        if let Some(first) = script(&self.cx.case).first() {
            self.show_question(*first);
        }
    }

    pub(super) fn show_question(&mut self, question: Question) {
        self.screen = Screen::Question(question::Asking::new(question, &self.cx.case.answers));
    }

    /// To what came before the questions.
    pub(super) fn back_to_cluster(&mut self) {
        let concerns = self.cx.case.symptom.is_none_or(Symptom::concerns_cluster);
        if concerns {
            self.screen = Screen::Cluster;
        } else {
            self.back_to_way_in();
        }
    }

    /// From the probes to the last question, or further where there was none.
    pub(super) fn back_from_probes(&mut self) {
        match script(&self.cx.case).last() {
            Some(last) => self.show_question(*last),
            None => self.back_to_cluster(),
        }
    }
}
