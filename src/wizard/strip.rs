//! The last results of each probe over several runs of the same thing, for faults that come and go. It keeps marks, nothing else.

use super::Measured;
use super::change::comparable;
use crate::model::evidence::{Chain, ProbeId};
use crate::wizard::run::StepState;
use std::collections::BTreeMap;

/// How many runs are remembered.
pub const MAX_REMEMBERED_RUNS: usize = 40;

/// The marks of the last runs, the newest last.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ProbeHistory {
    marks: BTreeMap<ProbeId, Vec<StepState>>,
    runs: usize,
}

impl ProbeHistory {
    /// Takes in a run that ended. One of something else than before starts over; what was not run again is not counted again.
    pub(super) fn follow(&mut self, before: Option<&Measured>, now: &Measured, kept: &[Chain]) {
        if before.is_none_or(|before| !comparable(before, now)) {
            *self = Self::default();
        }
        self.runs += 1;
        for (id, observation) in now.evidence.iter().filter(|(id, _)| !kept.contains(&id.chain())) {
            let marks = self.marks.entry(id).or_default();
            marks.push(StepState::of(&observation.outcome));
            if marks.len() > MAX_REMEMBERED_RUNS {
                marks.remove(0);
            }
        }
    }

    /// The last results of a probe; nothing as long as there was one run only.
    pub fn of(&self, id: ProbeId) -> &[StepState] {
        match self.marks.get(&id) {
            Some(marks) if self.runs > 1 => marks,
            Some(_) | None => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wizard::tests::{finish, grpc_blocked, keys, ready};

    #[test]
    fn checking_again_keeps_the_last_results_and_another_cluster_begins_anew() {
        let mut wizard = ready();
        keys(&mut wizard, "3⏎");
        finish(&mut wizard, &grpc_blocked());
        assert!(wizard.cx.strips.of(ProbeId::GrpcTcp).is_empty(), "one run is no strip");
        keys(&mut wizard, "r");
        finish(&mut wizard, &[]);
        keys(&mut wizard, "R");
        finish(&mut wizard, &grpc_blocked());
        assert_eq!(wizard.cx.strips.of(ProbeId::GrpcTcp), [StepState::Failed, StepState::Passed, StepState::Failed]);
        // REST was left out of the second run.
        assert_eq!(wizard.cx.strips.of(ProbeId::RestTcp), [StepState::Passed; 2]);
        for _ in 0..2 * MAX_REMEMBERED_RUNS {
            keys(&mut wizard, "R");
            finish(&mut wizard, &[]);
        }
        assert_eq!(wizard.cx.strips.of(ProbeId::GrpcTcp), [StepState::Passed; MAX_REMEMBERED_RUNS]);
        wizard.cx.case.url.value = Some("https://other.weaviate.cloud".to_owned());
        wizard.cx.cluster.url = super::super::field::Field::holding("https://other.weaviate.cloud", 99);
        keys(&mut wizard, "R");
        finish(&mut wizard, &[]);
        assert!(wizard.cx.strips.of(ProbeId::GrpcTcp).is_empty());
    }
}
