//! What changed between two runs. “Fixed” is said only of what was measured before and measured again.

use crate::model::case::Case;
use crate::model::cause::Cause;
use crate::model::evidence::{Evidence, ProbeId};
use crate::model::finding::{Confidence, Diagnosis, Verdict};
use crate::wizard::run::StepState;
use strum::{EnumIter, IntoStaticStr};

/// A run that ended by itself.
#[derive(Clone, PartialEq, Debug)]
pub struct Measured {
    /// What was probed.
    pub case: Case,
    /// What was found.
    pub evidence: Evidence,
    /// The outcome.
    pub diagnosis: Diagnosis,
}

/// What changed.
#[derive(Clone, PartialEq, Debug)]
pub struct RunChange {
    /// All in all.
    pub overall: Overall,
    /// The cause that it is about.
    pub cause: Option<Cause>,
    /// Probes whose mark changed, with both marks.
    pub probes: Vec<(ProbeId, StepState, StepState)>,
}

/// All in all.
#[derive(Clone, Copy, PartialEq, Eq, Debug, EnumIter, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Overall {
    /// What failed was measured again and works, and nothing else is wrong.
    Fixed,
    /// What failed was measured again and works; another cause comes first now.
    FixedNext,
    /// The same cause as before.
    Still,
    /// Another cause comes first, and the one from before is not proved gone.
    Other,
    /// The cause is one that no probe can see.
    NotMeasurable,
    /// The probes that showed the cause did not run this time.
    NotMeasured,
    /// Everything worked before, and now it doesn't.
    Worse,
    /// Nothing changed that concerns a cause.
    Same,
}

impl RunChange {
    /// What changed from one run to the next; none when the two are not about the same thing.
    pub fn between(before: &Measured, after: &Measured) -> Option<Self> {
        if !comparable(before, after) {
            return None;
        }
        let probes = after
            .evidence
            .iter()
            .filter_map(|(id, now)| {
                let was = StepState::of(&before.evidence.get(id)?.outcome);
                let now = StepState::of(&now.outcome);
                (was != now).then_some((id, was, now))
            })
            .collect();
        let (overall, cause) = overall(before, after);
        Some(Self { overall, cause, probes })
    }
}

/// Two runs compare when they look at the same cluster for the same reason. A URL that could not be used before is no other cluster.
pub(super) fn comparable(before: &Measured, after: &Measured) -> bool {
    before.case.symptom == after.case.symptom
        && before.case.usable_target().is_none_or(|was| {
            after.case.usable_target().is_some_and(|now| was.rest == now.rest && was.grpc.host == now.grpc.host)
        })
}

fn overall(before: &Measured, after: &Measured) -> (Overall, Option<Cause>) {
    let first = before.diagnosis.findings.iter().find(|f| f.confidence > Confidence::Possible);
    let Some(first) = first else {
        let overall = match (before.diagnosis.verdict, after.diagnosis.verdict) {
            (Verdict::Undiagnosed, Verdict::Healthy) => Overall::Fixed,
            (Verdict::Healthy, Verdict::Diagnosed | Verdict::Undiagnosed) => Overall::Worse,
            (Verdict::Undiagnosed, Verdict::Diagnosed) => Overall::Other,
            _ => Overall::Same,
        };
        return (overall, None);
    };
    let cause = Some(first.cause);
    // A probe that passed then can't show now that the trouble is gone: what is wrong lies where no probe looks.
    let shown_by_probe = |id: &ProbeId| {
        before
            .evidence
            .get(*id)
            .is_some_and(|o| matches!(StepState::of(&o.outcome), StepState::Failed | StepState::Warned))
    };
    if !first.evidence.iter().any(shown_by_probe) {
        return (Overall::NotMeasurable, cause);
    }
    if after.diagnosis.findings.iter().any(|f| f.cause == first.cause && f.confidence > Confidence::Possible) {
        return (Overall::Still, cause);
    }
    // Only what was tried again counts, and it must hold now.
    let measured_again = first.evidence.iter().filter(|id| shown_by_probe(id)).all(|id| after.evidence.holds(*id));
    let overall = match (measured_again, after.diagnosis.verdict) {
        (true, Verdict::Healthy) => Overall::Fixed,
        (true, Verdict::Diagnosed | Verdict::Undiagnosed) => Overall::FixedNext,
        (false, Verdict::Healthy) => Overall::NotMeasured,
        (false, Verdict::Diagnosed | Verdict::Undiagnosed) => {
            let skipped = first
                .evidence
                .iter()
                .any(|id| after.evidence.get(*id).is_none_or(|o| StepState::of(&o.outcome) == StepState::Skipped));
            if skipped { Overall::NotMeasured } else { Overall::Other }
        }
    };
    (overall, cause)
}
