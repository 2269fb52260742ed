//! Pure decisions: from evidence, texts and source code to causes. No IO, no clock, no sentence.

pub mod clients;
pub mod compare;
pub mod diagnosis;
pub mod explain;
pub mod hypothesis;
pub mod interview;
pub mod literal;
pub mod program;
#[cfg(feature = "scan")]
pub mod scan;
pub mod source_findings;
pub mod trust;
