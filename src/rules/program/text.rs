//! The program's own last words as a third witness: they speak where nothing else was found, and never against what was seen.

use crate::model::evidence::{Evidence, ProbeId};
use crate::model::finding::{Diagnosis, Verdict};
use crate::rules::explain::Explanation;

/// Adds what the words name.
pub fn with_text(diagnosis: &mut Diagnosis, said: &Explanation, evidence: &Evidence) {
    if !diagnosis.findings.is_empty() || said.diagnosis.verdict != Verdict::Diagnosed {
        return;
    }
    let by = [ProbeId::ProgramConnect].into_iter().filter(|id| evidence.get(*id).is_some());
    diagnosis.findings.clone_from(&said.diagnosis.findings);
    for finding in &mut diagnosis.findings {
        finding.evidence = by.clone().collect();
    }
    diagnosis.verdict = Verdict::Diagnosed;
}
