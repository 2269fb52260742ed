//! The practice cluster from the wizard's side: the list of faults, and whether one runs. The cluster itself is started elsewhere.

use super::{Action, Context, Discovery, Effect, Screen, Wizard};
use crate::model::case::{Case, Sourced};
use crate::model::evidence::Origin;

/// A fault that a practice cluster can have.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PracticeFault {
    /// Its name, as behind `practice:`.
    pub id: String,
    /// What is broken, in words.
    pub broken: String,
}

/// Which cluster is probed.
#[derive(Clone, PartialEq, Debug)]
pub enum ClusterSource {
    /// The user's.
    Own,
    /// A practice cluster.
    Practice {
        /// Its fault.
        fault: String,
        /// How far it is.
        state: PracticeState,
    },
}

/// How far a practice cluster is.
#[derive(Clone, PartialEq, Debug)]
pub enum PracticeState {
    /// It waits for the environment to be read, which says how to probe.
    Wanted,
    /// It is being started.
    Starting,
    /// It runs, and this case points at it.
    Ready(Box<Case>),
}

impl Context {
    /// The words of each fault in the list.
    pub fn fault_entries(&self) -> Vec<String> {
        self.faults.iter().map(|f| format!("{} {}", f.id, f.broken)).collect()
    }
}

impl Wizard {
    pub(super) fn practice_action(&mut self, action: Action) -> Vec<Effect> {
        let chosen = self.list_action(action, &self.cx.fault_entries());
        let fault = chosen.and_then(|index| self.cx.faults.get(index)).map(|f| f.id.clone());
        fault.map(|f| self.start_practice(f)).unwrap_or_default()
    }

    pub(super) fn start_practice(&mut self, fault: String) -> Vec<Effect> {
        self.cx.cluster.row = crate::wizard::form_row::FormRow::Go;
        self.cx.notice = None;
        if self.cx.discovery == Discovery::UnderWay {
            self.cx.place = ClusterSource::Practice { fault, state: PracticeState::Wanted };
            return Vec::new();
        }
        self.cx.place = ClusterSource::Practice { fault: fault.clone(), state: PracticeState::Starting };
        let mut case = Box::new(self.cx.case.clone());
        // A real key that happens to lie around has no business there; one that an option names was meant.
        let configured = case.named.take().is_some();
        if !case.settings.key_named
            && (configured || !matches!(case.key.origin, Origin::File(_) | Origin::StandardInput))
        {
            case.key = Sourced::default();
        }
        vec![Effect::StartPractice(fault, case)]
    }

    pub(super) fn leave_practice(&mut self) -> Vec<Effect> {
        self.cx.place = ClusterSource::Own;
        self.cx.links.leave_practice();
        vec![Effect::StopPractice]
    }

    pub(super) fn practice_ready(&mut self, started: &str, result: Result<Box<Case>, String>) -> Vec<Effect> {
        match &mut self.cx.place {
            ClusterSource::Practice { fault, state } if fault == started => match result {
                Ok(case) => {
                    *state = PracticeState::Ready(case);
                    self.go_on_waiting()
                }
                Err(reason) => {
                    self.cx.place = ClusterSource::Own;
                    let words = crate::words::catalog::say("cluster", "practice-failed");
                    self.cx.notice = Some(words.replace("{reason}", &reason));
                    if matches!(&self.screen, Screen::Probing(_)) {
                        self.back_from_probes();
                    }
                    Vec::new()
                }
            },
            // Another one was chosen meanwhile, or none.
            ClusterSource::Practice { .. } | ClusterSource::Own => Vec::new(),
        }
    }
}
