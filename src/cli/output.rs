//! What `check` writes and where to.

use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// What to write and where to.
#[derive(Args, Clone, Default)]
#[command(next_help_heading = "Report")]
pub struct OutputOptions {
    /// Report as text, json, markdown (for a ticket) or junit (for CI)
    #[arg(
        long,
        value_name = "FORMAT",
        value_enum,
        default_value_t,
        hide_default_value = true,
        hide_possible_values = true
    )]
    pub format: Format,
    /// Write the report to this file instead of standard output, which - stands for
    #[arg(short, long = "output", value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Replace host names, addresses and user names by pseudonyms
    #[arg(
        long,
        long_help = "Replace host names, cluster ids, addresses, user and proxy names and certificate subjects by \
        pseudonyms. The same name gets the same pseudonym in every redacted report of the same cluster, so that two can be compared"
    )]
    pub redact: bool,
}

/// The form of a report.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, ValueEnum)]
pub enum Format {
    /// For people.
    #[default]
    Text,
    /// For programs.
    Json,
    /// For CI: probes as test cases.
    Junit,
    /// For a ticket.
    Markdown,
}
