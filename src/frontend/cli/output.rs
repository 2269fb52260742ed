//! What `check` writes and where to.

use crate::model::usage_error::UsageError;
use clap::{Args, ValueEnum};
use std::path::{Path, PathBuf};
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

/// A form that a command writes.
pub trait OutputFormat: ValueEnum + Copy + Default + Send + Sync + 'static {
    /// What the help says of it.
    const FORMAT_HELP: &'static str;
    /// What the help says of the file.
    const OUTPUT_HELP: &'static str =
        "Write it to this file instead of standard output (-); a name in .html says the form too";
    /// The page, where the command writes one.
    const HTML: Option<Self> = None;
}

/// In which form to write, and where to.
#[derive(Args, Clone, Default)]
pub struct WriteOptions<F: OutputFormat> {
    /// The form; without it the file's name or the default decides.
    #[arg(long, value_name = "FORMAT", value_enum, hide_possible_values = true, help = F::FORMAT_HELP)]
    format: Option<F>,
    /// Where to.
    #[arg(short, long = "output", value_name = "FILE", help = F::OUTPUT_HELP)]
    pub output: Option<PathBuf>,
}

impl<F: OutputFormat> WriteOptions<F> {
    /// The form that is wanted.
    pub fn format(&self) -> F {
        let ends = |path: &Path| path.extension().is_some_and(|e| e.eq_ignore_ascii_case("html"));
        let named = self.output.as_deref().filter(|path| ends(path)).and(F::HTML);
        self.format.or(named).unwrap_or_default()
    }
}

/// What to write and where to.
#[derive(Args, Clone, Default)]
#[command(next_help_heading = "Report")]
pub struct OutputOptions {
    /// The form and the place.
    #[command(flatten)]
    pub write: WriteOptions<ReportFormat>,
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
    /// With --watch: the last run as metrics in this file, for Prometheus
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
        match (report.watch, self.write.format()) {
            (Some(_), ReportFormat::Junit | ReportFormat::Markdown | ReportFormat::Events) => {
                Err(UsageError::new("--watch writes text, json or html: JUnit, Markdown and events are for one run"))
            }
            (Some(_), ReportFormat::Html)
                if self.write.output.as_deref().is_none_or(|file| file == std::path::Path::new("-")) =>
            {
                Err(UsageError::new("--watch replaces the page after each run: name its file with -o FILE"))
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
    /// A page to look at.
    Html,
    /// A stream: one JSON object a line as things happen, the report last.
    Events,
}

impl OutputFormat for ReportFormat {
    const FORMAT_HELP: &'static str =
        "Report as text, json, markdown (for a ticket), html (a page to look at), junit (for CI) or events (a stream)";
    const HTML: Option<Self> = Some(Self::Html);
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
