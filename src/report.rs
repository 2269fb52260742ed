//! The report of a run: its own types, apart from those of the domain, so that refactoring breaks no script. Built once, then rendered as
//! text or JSON. It probes nothing and decides nothing.

mod build;
mod explained;
mod facts;
mod json;
mod redacted;
pub mod schema;
mod style;
pub mod text;

pub use build::{Moment, build, of_source, place, tool};
pub use explained::{Explained, explained};
pub use json::{read, render as json};
pub use style::{Meaning, Style};
