//! From data to sentences: the assets, and one formatter each for durations, dates and lists. No decision.

pub mod catalog;
pub mod closest_match;
pub mod describe;
pub mod format;
pub mod highlight;
pub mod pseudonym;
