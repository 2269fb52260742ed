//! From evidence to causes: symptoms, causes, findings and [`diagnose`]. Pure: no network, clock, disk or terminal, and no words.

mod cause;
mod symptom;

pub use cause::{Cause, FoundBy, Owner, Surface};
pub use symptom::Symptom;

use crate::evidence::ProbeId;
use std::collections::BTreeMap;
use strum::IntoStaticStr;

/// What a run comes to.
#[derive(Clone, PartialEq, Debug)]
pub struct Diagnosis {
    /// In one word.
    pub verdict: Verdict,
    /// The causes, the one to act on first.
    pub findings: Vec<Finding>,
}

/// In one word.
#[derive(Clone, Copy, PartialEq, Eq, Debug, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Verdict {
    /// Every probe passed and no cause was found.
    Healthy,
    /// A cause was found.
    Diagnosed,
    /// Something failed and no known cause fits.
    Undiagnosed,
}

/// A cause that was found.
#[derive(Clone, PartialEq, Debug)]
pub struct Finding {
    /// The cause.
    pub cause: Cause,
    /// How sure.
    pub confidence: Confidence,
    /// Who has to act.
    pub owner: Owner,
    /// The probes that prove it.
    pub evidence: Vec<ProbeId>,
    /// Values for the words of this finding, by placeholder name; they win over the general ones.
    pub values: BTreeMap<&'static str, String>,
}

/// How sure a finding is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Confidence {
    /// A question, never shown as a fact.
    Possible,
    /// The best explanation of what was measured.
    Likely,
    /// Proved by what was measured or said.
    Certain,
}

/// From evidence to causes.
pub fn diagnose(case: &crate::case::Case, evidence: &crate::evidence::Evidence) -> Diagnosis {
    let _ = (case, evidence);
    Diagnosis { verdict: Verdict::Undiagnosed, findings: Vec::new() }
}
