//! One sentence for what a probe found, and its raw facts as label and value. The wizard and the reports both use it. It decides nothing.

use crate::case::Case;
use crate::evidence::{Observation, ProbeId};

/// One sentence for what a probe found.
pub fn summary(id: ProbeId, observation: &Observation, case: &Case) -> String {
    let _ = (observation, case);
    id.title().to_owned()
}

/// The raw facts, as label and value.
pub fn details(id: ProbeId, observation: &Observation, case: &Case) -> Vec<(String, String)> {
    let _ = (id, observation, case);
    Vec::new()
}
