//! What `check` writes and where to.

use crate::model::usage_error::UsageError;
use clap::{Args, ValueEnum};
use std::path::PathBuf;
use std::time::Duration;

/// What the wizard and `check` do with what they find.
#[derive(Args, Clone, Copy, Default)]
#[command(next_help_heading = "Report")]
pub struct ReportOptions {
    /// Replace host names, addresses and user names by pseudonyms in what is written
    #[arg(
        long,
        long_help = "Replace host names, cluster ids, addresses, user and proxy names and certificate subjects by \
        pseudonyms in every report that is written or copied, and leave them out of the log. The same name gets the same pseudonym in every redacted report of the same cluster, so that two can be compared"
    )]
    pub redact: bool,
    /// Repeat and show what changes
    #[arg(
        long,
        value_name = "SECONDS",
        allow_negative_numbers = true,
        value_parser = super::values::seconds,
        long_help = "Repeat and show what changes, for intermittent problems: the last results of each check, and when the cause \
        changed. Runs begin this many seconds apart, or one after the other. check writes a line a run until Ctrl-C, with \
        --format json a report a line"
    )]
    pub watch: Option<Duration>,
}

/// What to write and where to.
#[derive(Args, Clone, Default)]
#[command(next_help_heading = "Report")]
pub struct OutputOptions {
    /// Report as text, json, markdown (for a ticket), junit (for CI) or events (a stream)
    #[arg(
        long,
        value_name = "FORMAT",
        value_enum,
        default_value_t,
        hide_default_value = true,
        hide_possible_values = true
    )]
    pub format: ReportFormat,
    /// Write the report to this file instead of standard output (-)
    #[arg(short, long = "output", value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Text with everything: each check, every client, why
    #[arg(
        short,
        long,
        long_help = "Text with everything: each check, every client, why it happens. Without it the text is only the answer, \
        at most 30 lines, or 4 when everything works; the other forms are always whole"
    )]
    pub verbose: bool,
    /// Repeat until healthy or the time is over, for programs that start before their cluster can be reached
    #[arg(
        long,
        value_name = "SECONDS",
        allow_negative_numbers = true,
        value_parser = super::values::seconds,
        conflicts_with_all = ["watch", "all", "from"],
        long_help = "Repeat until healthy or the time is over, for a program that starts before its cluster can be reached, such as in an \
        init container. The report is that of the last check"
    )]
    pub wait: Option<Duration>,
    /// With --watch: the last run as OpenMetrics text in this file, for Prometheus' node_exporter
    #[arg(
        long,
        value_name = "FILE",
        requires = "watch",
        long_help = "With --watch: write the last run to this file as OpenMetrics text, for the textfile collector of Prometheus' node_exporter \
        (name it weaviate_doctor.prom). It is replaced as a whole. The cause's id is a label; no host is named unless --metrics-host says so"
    )]
    pub metrics: Option<PathBuf>,
    /// Name the cluster's host in the metrics
    #[arg(long, requires = "metrics", hide_short_help = true)]
    pub metrics_host: bool,
    /// Check every cluster of the config file, many in parallel
    #[arg(
        long,
        conflicts_with_all = ["target", "watch", "grpc", "api_key_env", "api_key_file"],
        long_help = "Check every cluster of the config file, many in parallel: a line each as it finishes and a summary, or a JSON \
        report a line. Each gets only its own key. The exit status is the worst: 2 (one couldn't be checked), 1, 3, 0"
    )]
    pub all: bool,
}

impl OutputOptions {
    /// What clap can't see: a form that can't be repeated.
    pub(super) fn consistent(&self, report: ReportOptions) -> Result<(), UsageError> {
        match (report.watch, self.format) {
            (Some(_), ReportFormat::Junit | ReportFormat::Markdown | ReportFormat::Events) => {
                Err(UsageError::new("--watch writes text or json: JUnit, Markdown and events are for one run"))
            }
            (None, ReportFormat::Events) if self.all => {
                Err(UsageError::new("--format events is one run: with --all, --format json writes a report a line"))
            }
            (None, ReportFormat::Events) if self.wait.is_some() => {
                Err(UsageError::new("--format events is one run: leave out --wait"))
            }
            _ => Ok(()),
        }
    }
}

/// The form of a report.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, ValueEnum)]
pub enum ReportFormat {
    /// For people.
    #[default]
    Text,
    /// For programs.
    Json,
    /// For CI: checks as test cases.
    Junit,
    /// For a ticket.
    Markdown,
    /// A stream: one JSON object a line as things happen, the report last.
    Events,
}

/// When to use colors.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, ValueEnum)]
pub enum ColorChoice {
    /// On a terminal, unless `NO_COLOR` or `TERM=dumb` says no.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}
