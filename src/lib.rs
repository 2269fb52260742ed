//! `weaviate-doctor` finds out why someone can't get into Weaviate Cloud, proves it, and hands over the fix. This is the map: read it first.
//!
//! ```text
//! symptom / error text / source code            what the user has
//!         │
//!         ▼
//! target + plan ──► probes ──► evidence ──► diagnosis ──► cause ──► fix ──► screen, JSON, text
//!   (pure)          (IO)        (data)       (pure)                (words)   (observers)
//! ```
//!
//! A functional core touches no network, clock, disk or terminal; a thin shell does all IO. Probe code and diagnosis code never import
//! each other: they meet only in the data of [`evidence`]. The wizard and `check` observe the same run ([`probe::start`]), judge it with the
//! same function ([`diagnosis::diagnose`]) and take their words from the same place ([`knowledge::fix`]), so they can't drift apart.
//!
//! # Reading order
//!
//! Core: [`case`] (what the user brought) → [`target`], [`secret`], [`client`], [`config`] → [`question`] → [`plan`] → [`evidence`], [`answer`] →
//! [`diagnosis`], [`equivalence`] → [`knowledge`], [`phrase`] → [`wizard`], [`plain`] (the wizard as lines); [`explain`] for error texts, [`scan`] for source code,
//! [`highlight`] for code that is shown; [`pseudonym`] and [`compare`] for reports. Shell: [`limits`], [`probe`] → [`practice`] → [`discover`] →
//! [`report`], [`saved`], [`log`] → [`check`] → [`app`], [`ui`]; [`error_text`] and [`scan_files`] read what `explain` and `scan` judge.
//!
//! # Invariants (`tests/architecture.rs` keeps them)
//!
//! - Core files import no runtime, network, terminal, file system or clock.
//! - `ui` never imports `probe` or `app`; `probe` never imports `diagnosis`.
//! - Every cause has its words, a scenario that reaches it and, where a probe can see it, a practice fault that produces it; nothing in the
//!   assets is without its cause. The list of causes is the enum [`diagnosis::Cause`] itself.
//! - Words stand in `assets`, decisions in code. A command in a fix is shown only when everything in it is known.
//! - Failures are typed where they arise ([`evidence::Failure`]); nobody parses error text afterwards. Matches on them name every variant.
//! - Not measured is not the same as no: a probe behind a failed one is skipped with the reason.
//! - A key is called bad only after this server refused it over a connection whose certificate verified.
//! - [`secret::ApiKey`] is the one type that holds a key. It implements neither `Debug`, `Display` nor `Serialize`; types around it that are
//!   shown in tests ([`case::Given`]) show where it came from instead.
//!
//! # Decisions that differ from the first sketch
//!
//! - `case.rs`, `plan.rs`, `question.rs`, `client.rs`, `answer.rs` and `phrase.rs` are core files of their own: each is a noun that both the
//!   wizard and `check` speak.
//! - REST and gRPC both get the dialer's own connection. reqwest only dials for itself, so it is led to a loopback listener that carries its
//!   bytes to that connection (`probe/bridge.rs`); no connection outlives its probe.
//! - REST offers HTTP/1.1 only, because the official Python and TypeScript clients do.

pub mod answer;
pub mod app;
pub mod case;
pub mod causes;
pub mod check;
pub mod clean;
pub mod cli;
pub mod client;
pub mod compare;
pub mod config;
pub mod diagnosis;
pub mod discover;
pub mod equivalence;
pub mod error_text;
pub mod evidence;
pub mod explain;
pub mod files;
pub mod highlight;
pub mod knowledge;
pub mod limits;
pub mod log;
pub mod nearest;
pub mod phrase;
pub mod plain;
pub mod plan;
pub mod practice;
pub mod probe;
pub mod pseudonym;
pub mod question;
pub mod report;
pub mod saved;
pub mod scan;
pub mod scan_files;
pub mod secret;
pub mod target;
pub mod ui;
pub mod wizard;
