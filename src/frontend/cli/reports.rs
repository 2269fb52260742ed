//! The options of what works on saved reports, the log, and what is made from the command line's own definition.

use super::{CommandLine, ConfigArgs, OutputFormat, PlaceArgs, ReportOptions, RunArgs, WriteOptions};
use crate::model::usage_error::UsageError;
use clap::{Args, CommandFactory as _, ValueEnum};
use std::path::PathBuf;

pub(super) const COMPARE_EXAMPLES: &str = "\
Examples:
  Where it works and where it doesn't, each saved with --format json -o
      weaviate-doctor compare laptop.json server.json
  For a ticket
      weaviate-doctor compare laptop.json server.json --format markdown -o ticket.md
  Many: those that agree are one group, the odd ones stand out
      weaviate-doctor compare pods/*.json
  Check two places now
      weaviate-doctor compare --from here --from 'kubectl exec -i deploy/api --' https://…

Status: 0 nothing differs, 1 they differ, 2 a report can't be read.";

pub(super) const OPEN_EXAMPLES: &str = "\
Examples:
  What a customer's check found, on the wizard's screens; nothing is checked
      weaviate-doctor open report.json
  Save a report to open
      weaviate-doctor check --format json --redact -o report.json
  The same as a page, for people who don't use a terminal
      weaviate-doctor open report.json -o report.html";

pub(super) const COMPLETIONS_EXAMPLES: &str = "\
Examples:
  weaviate-doctor completions bash > ~/.local/share/bash-completion/completions/weaviate-doctor
  weaviate-doctor completions zsh > \"${fpath[1]}/_weaviate-doctor\"
  weaviate-doctor completions fish > ~/.config/fish/completions/weaviate-doctor.fish
  weaviate-doctor completions powershell | Out-String | Invoke-Expression";

pub(super) const MAN_EXAMPLES: &str = "\
Examples:
  weaviate-doctor man | man -l -
  weaviate-doctor man check > weaviate-doctor-check.1";

pub(super) const SCHEMA_EXAMPLES: &str = "\
Examples:
  weaviate-doctor schema report > report.schema.json
  weaviate-doctor schema config > ~/.config/weaviate-doctor/config.schema.json";

pub(super) const GUIDE_EXAMPLES: &str = "\
Examples:
  weaviate-doctor guide
  weaviate-doctor guide >> AGENTS.md";

/// What a schema describes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum SchemaKind {
    /// What `--format json` writes.
    Report,
    /// A line of what `--format events` writes.
    Events,
    /// The config file.
    Config,
}

impl SchemaKind {
    /// The schema.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Report => crate::report::schema::REPORT,
            Self::Events => crate::report::schema::EVENTS,
            Self::Config => crate::report::schema::CONFIG,
        }
    }
}

/// Options of `compare`.
#[derive(Args, Clone, Default)]
pub struct CompareOptions {
    /// Two reports or more, as JSON; - for standard input. With --from, the cluster
    #[arg(value_name = "REPORT", num_args = 0..)]
    pub reports: Vec<PathBuf>,
    /// Which places to check now instead.
    #[command(flatten)]
    pub place: PlaceArgs,
    /// What to judge by there.
    #[command(flatten)]
    pub judge: super::DiagnosisArgs,
    /// Another config file
    #[arg(long, value_name = "FILE", help_heading = "Config file")]
    pub config: Option<PathBuf>,
    /// Replace names by pseudonyms in what the places report
    #[arg(long, requires = "from")]
    pub redact: bool,
    /// The form and the place.
    #[command(flatten)]
    pub write: WriteOptions<CompareFormat>,
}

impl CompareOptions {
    /// What clap can't see: how many reports or places there are.
    pub(super) fn consistent(&self) -> Result<(), UsageError> {
        match (self.place.from.as_slice(), self.reports.as_slice()) {
            ([], [] | [_]) => Err(UsageError::new(
                "compare needs two reports: weaviate-doctor compare A.json B.json, or two places: --from here --from PLACE",
            )),
            ([_], _) => Err(UsageError::new("compare needs two places: add another --from, such as --from here")),
            ([_, _, ..], [_, _, ..]) => Err(UsageError::new("with --from there is one cluster: leave the reports out")),
            ([] | [_, _, ..], _) => Ok(()),
        }
    }

    /// What is checked at the places.
    pub fn run(&self) -> RunArgs {
        RunArgs {
            target: self.reports.first().map(|target| target.to_string_lossy().into_owned()),
            judge: self.judge.clone(),
            others: ConfigArgs { config: self.config.clone(), cross_check: false },
            report: ReportOptions { redact: self.redact, watch: None },
            ..RunArgs::default()
        }
    }
}

/// The form of a comparison.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, ValueEnum)]
pub enum CompareFormat {
    /// For people.
    #[default]
    Text,
    /// For programs.
    Json,
    /// For a ticket.
    Markdown,
    /// A page to look at.
    Html,
}

impl OutputFormat for CompareFormat {
    const FORMAT_HELP: &'static str = "Comparison as text, json, markdown or html (a page to look at)";
    const HTML: Option<Self> = Some(Self::Html);
}

/// Options of `open`.
#[derive(Args, Clone, Default)]
pub struct OpenOptions {
    /// The report, as JSON
    #[arg(value_name = "REPORT.json")]
    pub report: PathBuf,
    /// As plain lines, for screen readers and dumb terminals
    #[arg(long)]
    pub plain: bool,
    /// A page instead of the screens.
    #[command(flatten)]
    pub write: WriteOptions<OpenFormat>,
}

impl OpenOptions {
    /// What clap can't see: a file for what is only on screen.
    pub(super) fn consistent(&self) -> Result<(), UsageError> {
        match (self.write.format(), &self.write.output) {
            (OpenFormat::Screen, Some(_)) => {
                Err(UsageError::new("open writes a page: end the file's name in .html, or add --format html"))
            }
            (OpenFormat::Screen, None) | (OpenFormat::Html, _) => Ok(()),
        }
    }
}

/// How a saved report is shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, ValueEnum)]
pub enum OpenFormat {
    /// On the wizard's screens.
    #[default]
    #[value(skip)]
    Screen,
    /// As a page.
    Html,
}

impl OutputFormat for OpenFormat {
    const FORMAT_HELP: &'static str = "html writes a page instead of the screens";
    const OUTPUT_HELP: &'static str = "Write the page to this file instead of standard output (-)";
    const HTML: Option<Self> = Some(Self::Html);
}

/// The log.
#[derive(Args, Clone, Default)]
pub struct LogOptions {
    /// Append a line for each event of the run to this file
    #[arg(
        long,
        value_name = "FILE",
        hide_short_help = true,
        help_heading = "Report",
        long_help = "Append a line for each event of the run to this file: time, level, check, status, time taken, what was found. \
        It never contains a key"
    )]
    pub log: Option<PathBuf>,
}

/// A shell with completions.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum CompletionShell {
    /// Bash.
    Bash,
    /// Zsh.
    Zsh,
    /// Fish.
    Fish,
    /// `PowerShell`.
    #[value(name = "powershell", alias = "pwsh")]
    PowerShell,
}

/// The completions for a shell.
pub fn completions(shell: CompletionShell) -> String {
    let shell = match shell {
        CompletionShell::Bash => clap_complete::Shell::Bash,
        CompletionShell::Zsh => clap_complete::Shell::Zsh,
        CompletionShell::Fish => clap_complete::Shell::Fish,
        CompletionShell::PowerShell => clap_complete::Shell::PowerShell,
    };
    let mut out = Vec::new();
    clap_complete::generate(shell, &mut CommandLine::command(), "weaviate-doctor", &mut out);
    String::from_utf8_lossy(&out).into_owned()
}

/// The man page of the program, or of one of its commands.
pub fn man(command: Option<&str>) -> Result<String, crate::model::usage_error::UsageError> {
    let mut all = CommandLine::command();
    all.build();
    let page = match command.map(|name| (name, all.find_subcommand(name).cloned())) {
        None => all,
        Some((_, Some(found))) => found,
        Some((name, None)) => {
            let names = all.get_subcommands().map(|c| c.get_name().to_owned()).collect::<Vec<_>>().join(", ");
            let shown = crate::model::sanitized::SanitizedText::up_to(name, 60);
            return Err(crate::model::usage_error::UsageError::new(&format!(
                "there's no command “{shown}”: use one of {names}"
            )));
        }
    };
    // The page shows no words of an option that the short help leaves out, unless they are its long ones.
    let page = page.mut_args(|option| match (option.get_long_help(), option.get_help().cloned()) {
        (None, Some(words)) => option.long_help(words),
        _ => option,
    });
    let mut out = Vec::new();
    clap_mangen::Man::new(page)
        .render(&mut out)
        .map_err(|error| crate::model::usage_error::UsageError::new(&format!("can't write the man page: {error}")))?;
    Ok(roff(&String::from_utf8_lossy(&out)))
}

/// Signs outside ASCII by their number, as troff wants them.
fn roff(page: &str) -> String {
    let sign = |c: char| if c.is_ascii() { c.to_string() } else { format!("\\[u{:04X}]", u32::from(c)) };
    page.chars().map(sign).collect()
}
