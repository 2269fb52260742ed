//! What a diagnosis is: verdict, causes in the order in which to act, how sure each is and what proves it. Plain data; the rules make it.

mod detail;

pub use detail::{Detail, GrpcRefusal};

use crate::model::cause::{Cause, Owner};
use crate::model::evidence::ProbeId;
use strum::{EnumString, IntoStaticStr};

/// The outcome of a run.
#[derive(Clone, PartialEq, Debug)]
pub struct Diagnosis {
    /// In one word.
    pub verdict: Verdict,
    /// The causes, the one to act on first.
    pub findings: Vec<Finding>,
}

/// In one word.
#[derive(Clone, Copy, PartialEq, Eq, Debug, IntoStaticStr, EnumString)]
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
    /// What its words need; it wins over what case and evidence say in general, and a later one over an earlier one.
    pub details: Vec<Detail>,
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

impl Finding {
    /// A finding with the usual owner and no details.
    pub fn new(cause: Cause, confidence: Confidence, evidence: &[ProbeId]) -> Self {
        Self { cause, confidence, owner: cause.owner(), evidence: evidence.to_vec(), details: Vec::new() }
    }

    /// Proved by these probes.
    pub fn certain(cause: Cause, evidence: &[ProbeId]) -> Self {
        Self::new(cause, Confidence::Certain, evidence)
    }

    /// The best explanation of what these probes measured.
    pub fn likely(cause: Cause, evidence: &[ProbeId]) -> Self {
        Self::new(cause, Confidence::Likely, evidence)
    }

    /// A question.
    pub fn possible(cause: Cause, evidence: &[ProbeId]) -> Self {
        Self::new(cause, Confidence::Possible, evidence)
    }

    /// With another owner than the usual one.
    #[must_use]
    pub fn owner(mut self, owner: Owner) -> Self {
        self.owner = owner;
        self
    }

    /// With something that the words need.
    #[must_use]
    pub fn with(mut self, detail: Detail) -> Self {
        self.details.push(detail);
        self
    }

    /// With several of them.
    #[must_use]
    pub fn with_all(mut self, details: impl IntoIterator<Item = Detail>) -> Self {
        self.details.extend(details);
        self
    }
}
