//! The command line: commands, options and their values, help, and wrong usage as one line. Nothing else knows clap.
//! It reads no file and no variable; that is `discover`.

mod consistent;
mod examples;
mod explain;
mod output;
mod place;
mod reports;
mod run;
mod scan;
mod usage;
mod values;
mod way;

use crate::io::discover::options::{ConfigOptions, ConnectionOptions, DiagnosisOptions, DiscoverOptions, KeyOptions};
pub use crate::model::usage_error::UsageError;
use examples::{CHECK_EXAMPLES, EXAMPLES, EXPLAIN_EXAMPLES, PRACTICE_EXAMPLES};
pub use explain::{ExplainFormat, ExplainOptions};
pub use output::{ColorChoice, OutputFormat, OutputOptions, ReportFormat, ReportOptions, WriteOptions};
pub use place::PlaceArgs;
pub use reports::{
    CompareFormat, CompareOptions, CompletionShell, LogOptions, OpenFormat, OpenOptions, SchemaKind, completions, man,
};
pub use run::RunOptions;
pub use scan::{ScanFormat, ScanOptions};
pub use usage::is_command_or_address;
pub use way::{ConnectionArgs, KeyArgs};

use crate::model::client::{Client, Version};
use crate::model::question::{Choice, Question};
use crate::model::symptom::Symptom;
use clap::{Args, Parser, Subcommand};
use std::ffi::OsString;
use std::io::Write as _;
use std::path::PathBuf;
use std::time::Duration;

/// What to do, as the command line says it.
pub enum Command {
    /// The wizard.
    Wizard(RunArgs),
    /// The same without a screen.
    Check(CheckOptions),
    /// An error text.
    Explain(ExplainOptions),
    /// Causes: all, or this one.
    Causes(Option<String>),
    /// The practice cluster.
    Practice(PracticeOptions),
    /// Source files.
    Scan(ScanOptions),
    /// The user's own program, observed.
    Run(RunOptions),
    /// Reports or places side by side.
    Compare(CompareOptions),
    /// A saved report on the wizard's screens.
    Open(OpenOptions),
    /// Completions for this shell.
    Completions(CompletionShell),
    /// The man page of the program or of a command.
    Man(Option<String>),
    /// The JSON Schema of what programs read and write.
    Schema(SchemaKind),
    /// The page for people and coding agents.
    Guide,
}

/// Why there is nothing to do.
pub enum EarlyExit {
    /// Help or version, for standard output and status 0.
    Show(Shown),
    /// Wrong usage.
    Usage(UsageError),
}

/// A text that was asked for.
pub struct Shown(clap::Error);

impl Shown {
    /// Writes the text to standard output, in color where that is a terminal.
    pub fn print(&self) -> std::io::Result<()> {
        self.0.print().and_then(|()| std::io::stdout().flush())
    }
}

#[derive(Parser)]
#[command(
    name = "weaviate-doctor",
    version,
    about = "Finds out why you can't get into Weaviate Cloud, and how to fix it",
    args_conflicts_with_subcommands = true,
    max_term_width = 110,
    after_help = EXAMPLES
)]
struct CommandLine {
    #[command(subcommand)]
    command: Option<Sub>,
    #[command(flatten)]
    wizard: RunArgs,
}

#[derive(Subcommand)]
enum Sub {
    /// The same checks and diagnosis without a screen: for scripts, CI and tickets
    #[command(after_help = CHECK_EXAMPLES)]
    Check(CheckOptions),
    /// Read an error text, name the cause and the fix: no connection is made
    #[command(after_help = EXPLAIN_EXAMPLES)]
    Explain(ExplainOptions),
    /// List every known cause; with an id, explain it and its fix
    Causes {
        /// A cause, such as grpc-blocked
        #[arg(value_name = "ID")]
        id: Option<String>,
    },
    /// The wizard against a practice cluster with a fault: nothing leaves this machine
    #[command(after_help = PRACTICE_EXAMPLES)]
    Practice(PracticeOptions),
    /// Find wrong key passing, hard-coded keys and timeouts in your source; opens no connection
    #[command(after_help = scan::EXAMPLES)]
    Scan(ScanOptions),
    /// Run your own program, unchanged, and see what it really sends to the cluster
    #[command(after_help = run::EXAMPLES)]
    Run(RunOptions),
    /// Saved reports, or places checked now, side by side: the first layer that differs, and what that means
    #[command(after_help = reports::COMPARE_EXAMPLES)]
    Compare(CompareOptions),
    /// The wizard's screens on a saved report; nothing is checked
    #[command(after_help = reports::OPEN_EXAMPLES)]
    Open(OpenOptions),
    /// Completions for a shell
    #[command(after_help = reports::COMPLETIONS_EXAMPLES)]
    Completions {
        /// bash, zsh, fish or powershell
        #[arg(value_name = "SHELL", value_enum, hide_possible_values = true)]
        shell: CompletionShell,
    },
    /// The man page
    #[command(after_help = reports::MAN_EXAMPLES)]
    Man {
        /// The page of this command
        #[arg(value_name = "COMMAND")]
        command: Option<String>,
    },
    /// The JSON Schema of the report, of the stream of events, or of the config file
    #[command(after_help = reports::SCHEMA_EXAMPLES)]
    Schema {
        /// report, events or config
        #[arg(value_name = "WHAT", value_enum, hide_possible_values = true)]
        what: SchemaKind,
    },
    /// One page for people and coding agents: which command when, and how to read the answer
    #[command(after_help = reports::GUIDE_EXAMPLES)]
    Guide,
}

/// Options of the wizard and of `check`.
#[derive(Args, Clone, Default)]
pub struct RunArgs {
    /// Cluster URL or host as you have it, its name in the config file, or practice:FAULT [default: from the environment, then .env]
    #[arg(value_name = "TARGET")]
    pub target: Option<String>,
    /// What to judge by.
    #[command(flatten)]
    pub judge: DiagnosisArgs,
    /// Where the key is.
    #[command(flatten)]
    pub key: KeyArgs,
    /// Which way to the cluster.
    #[command(flatten)]
    pub way: ConnectionArgs,
    /// Which other clusters there are.
    #[command(flatten)]
    pub others: ConfigArgs,
    /// Don't look through the source in the working directory
    #[arg(long, help_heading = "What to look at")]
    pub no_scan: bool,
    /// What becomes of what is found.
    #[command(flatten)]
    pub report: ReportOptions,
    /// The log.
    #[command(flatten)]
    pub log: LogOptions,
}

/// The config file.
#[derive(Args, Clone, Default)]
#[command(next_help_heading = "Config file")]
pub struct ConfigArgs {
    /// Another config file
    #[arg(
        long,
        value_name = "FILE",
        help = "Another config file [default: weaviate-doctor/config.toml in the config folder]"
    )]
    pub config: Option<PathBuf>,
    /// Also try a refused key on the other configured clusters, and their keys on this one
    #[arg(long)]
    pub cross_check: bool,
}

impl RunArgs {
    /// What discovery is asked for.
    pub fn discovery(&self) -> DiscoverOptions {
        let Self { target, judge, key, way, others, .. } = self.clone();
        DiscoverOptions {
            target,
            judge: DiagnosisOptions {
                symptom: judge.symptom,
                answers: judge.answers,
                client: judge.client,
                runtime: judge.runtime,
                init_timeout: judge.init_timeout,
                timeout: judge.timeout,
            },
            key: KeyOptions {
                api_key_env: key.api_key_env,
                api_key_file: key.api_key_file,
                no_api_key: key.no_api_key,
            },
            way: ConnectionOptions {
                grpc: way.grpc,
                connect_to: way.connect_to,
                dns_server: way.dns_server,
                cacert: way.cacert,
                proxy: way.proxy,
                no_proxy: way.no_proxy,
                console: way.console,
            },
            others: ConfigOptions { config: others.config, without: false, cross_check: others.cross_check },
        }
    }

    /// The fault, when the target is `practice:FAULT`.
    pub fn practice_fault(&self) -> Option<&str> {
        self.target.as_deref()?.trim().strip_prefix("practice:")
    }
}

/// Options about what is judged and shown; the practice wizard has them too.
#[derive(Args, Clone, Default)]
#[command(next_help_heading = "What to look at")]
pub struct DiagnosisArgs {
    /// Start at this symptom, such as unauthorized or connection-timeout
    #[arg(long, value_name = "ID", value_parser = values::symptom,
        long_help = "Start at this symptom: console-login-fails, unauthorized, connection-timeout, \
        browser-app-broken-after-mfa, new-cluster-rejects-every-key, mfa-device-unavailable, works-elsewhere, \
        have-error-text, not-sure")]
    pub symptom: Option<Symptom>,
    /// Answer one of the wizard's questions in advance; repeatable
    #[arg(long = "answer", value_name = "QUESTION=CHOICE", value_parser = values::answer, hide_short_help = true,
        long_help = "Answer one of the wizard's questions in advance, for example login-step=code-asked; repeatable")]
    pub answers: Vec<(Question, Choice)>,
    /// Client library to give advice for: python, typescript, go, java, csharp, curl
    #[arg(long, value_name = "LANG[@VERSION]", value_parser = values::client,
        long_help = "Client library to give advice for: python, typescript, go, java, csharp, curl, with a version such as \
        python@4.14.3 [default: found in the working directory, else python]")]
    pub client: Option<Client>,
    /// The version of the client's language, such as 3.13 for Python
    #[arg(long, value_name = "VERSION", value_parser = values::version, hide_short_help = true,
        long_help = "The version of the client's language, which decides what its TLS accepts, such as 3.13 for Python or 22 \
        for Node [default: found in the working directory, else the newest is judged]")]
    pub runtime: Option<Version>,
    /// The client's init timeout to judge by [default: that client's own]
    #[arg(long, value_name = "SECONDS", allow_negative_numbers = true, value_parser = values::seconds, hide_short_help = true)]
    pub init_timeout: Option<Duration>,
    /// Time limit per check [default: 10]
    #[arg(long, value_name = "SECONDS", allow_negative_numbers = true, value_parser = values::seconds)]
    pub timeout: Option<Duration>,
    /// Screen sharing: replaces names on every screen of the wizard
    #[arg(long, hide_short_help = true)]
    pub presentation: bool,
    /// The wizard as plain text, for screen readers and dumb terminals
    #[arg(long)]
    pub plain: bool,
    /// Colors: auto, always, never
    #[arg(
        long,
        value_name = "WHEN",
        value_enum,
        default_value_t,
        hide_default_value = true,
        hide_possible_values = true
    )]
    pub color: ColorChoice,
}

/// Options of `check`.
#[derive(Args, Clone, Default)]
pub struct CheckOptions {
    /// What to check and how.
    #[command(flatten)]
    pub run: RunArgs,
    /// What to write and where to.
    #[command(flatten)]
    pub output: OutputOptions,
    /// From where.
    #[command(flatten)]
    pub place: PlaceArgs,
}

/// Options of `practice`.
#[derive(Args, Clone, Default)]
pub struct PracticeOptions {
    /// The fault [default: choose from the list]
    #[arg(value_name = "FAULT", conflicts_with = "list")]
    pub fault: Option<String>,
    /// List the faults: fault, cause and what's broken, separated by tabs
    #[arg(long)]
    pub list: bool,
    /// What to judge by.
    #[command(flatten)]
    pub judge: DiagnosisArgs,
    /// What becomes of what is found.
    #[command(flatten)]
    pub report: ReportOptions,
}

/// Reads the command line, the program's name first.
pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Command, EarlyExit> {
    let line = CommandLine::try_parse_from(arguments).map_err(|error| {
        if error.use_stderr() { EarlyExit::Usage(usage::from_clap(&error)) } else { EarlyExit::Show(Shown(error)) }
    })?;
    let command = match line.command {
        None => Command::Wizard(line.wizard),
        Some(Sub::Check(options)) => Command::Check(options),
        Some(Sub::Explain(options)) => Command::Explain(options),
        Some(Sub::Causes { id }) => Command::Causes(id),
        Some(Sub::Practice(options)) => Command::Practice(options),
        Some(Sub::Scan(options)) => Command::Scan(options),
        Some(Sub::Run(options)) => Command::Run(options),
        Some(Sub::Compare(options)) => Command::Compare(options),
        Some(Sub::Open(options)) => Command::Open(options),
        Some(Sub::Completions { shell }) => Command::Completions(shell),
        Some(Sub::Man { command }) => Command::Man(command),
        Some(Sub::Schema { what }) => Command::Schema(what),
        Some(Sub::Guide) => Command::Guide,
    };
    consistent::consistent(&command).map_err(EarlyExit::Usage)?;
    Ok(command)
}

#[cfg(test)]
mod tests;
