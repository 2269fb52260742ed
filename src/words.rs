//! From data to sentences: the assets, and one formatter each for durations, dates and lists. No decision.

pub mod ascii;
pub mod catalog;
pub mod closest_match;
pub mod columns;
pub mod describe;
pub mod document;
pub mod format;
pub mod highlight;
pub mod pseudonym;
pub mod result_document;
pub mod route;
