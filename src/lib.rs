//! `weaviate-doctor`: what to read first. (Map, invariants.)
//!
//! ```text
//! symptom / error text / source code            what the user has
//!         │
//!         ▼
//! target + plan ──► probes ──► evidence ──► diagnosis ──► cause ──► fix ──► screen, JSON, text
//!   (pure)          (IO)        (data)       (pure)                (words)   (observers)
//! ```
pub mod answer;
pub mod case;
pub mod clean;
pub mod client;
pub mod diagnosis;
pub mod evidence;
pub mod explain;
pub mod knowledge;
pub mod phrase;
pub mod plan;
pub mod probe;
pub mod question;
pub mod secret;
pub mod target;
