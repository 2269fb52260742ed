//! The report of a run: its own types, apart from those of the domain, so that refactoring breaks no script. Built once, then rendered as
//! text, JSON, Markdown, HTML or `JUnit`, and read again. It probes nothing and decides nothing.

#[cfg(feature = "scan")]
pub mod scan;

mod build;
pub mod comparison;
pub mod events;
mod explained;
mod facts;
pub mod groups;
mod history;
pub mod html;
mod json;
mod junit;
pub mod markdown;
mod metrics;
mod pseudonymous;
mod read;
mod redacted;
pub mod schema;
mod several;
mod style;
pub mod text;

pub use build::{Moment, build, conclusion, of_source, place, tool};
pub use explained::{
    Explained, Extent, explained, explanation, explanation_page, explanation_text, pseudonyms_for, with_pseudonyms,
};
pub use history::History;
pub use html::{render as html, watched as html_of_watch};
pub use json::{line as json_line, render as json};
pub use junit::{render as junit, several as junit_of_several};
pub use markdown::render as markdown;
pub use metrics::render as metrics;
pub use pseudonymous::pseudonymous;
pub use read::{MAX_REPORT_BYTES, read};
pub use several::{Member, Summary};
pub use style::{Style, TextTone};
