//! What is made of a program that was observed: whose hosts its connections go to, the shape of its credential, its path without ids, and the
//! outcome of the three probes of the chain `program`. Pure: the bytes are seen in `io::observe`, and nothing here keeps one.

mod credential;
mod hosts;
mod outcome;
mod path;
mod text;

pub use credential::{KnownKey, credential};
pub use hosts::{CLOUD_DOMAINS, Hosts};
pub use outcome::{ProgramRecord, observations};
pub use path::without_ids;
pub use text::with_text;
