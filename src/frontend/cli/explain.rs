//! Options of `explain`.

use super::{ColorChoice, OutputFormat, WriteOptions, values};
use crate::model::client::Client;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// Options of `explain`.
#[derive(Args, Clone, Default)]
pub struct ExplainOptions {
    /// File with the error text, - for standard input [default: what is piped in]
    #[arg(value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// Client library to give advice for: python, typescript, go, java, csharp, curl
    #[arg(long, value_name = "LANG[@VERSION]", value_parser = values::client,
        long_help = "Client library to give advice for: python, typescript, go, java, csharp, curl, with a version such as \
        python@4.14.3 [default: found in the text, then in the working directory, else python]")]
    pub client: Option<Client>,
    /// The form and the place.
    #[command(flatten)]
    pub write: WriteOptions<ExplainFormat>,
    /// Replace host names and addresses by pseudonyms, and quote the deciding words alone
    #[arg(long)]
    pub redact: bool,
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

/// The form of what `explain` writes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, ValueEnum)]
pub enum ExplainFormat {
    /// For people.
    #[default]
    Text,
    /// For programs.
    Json,
    /// A page to look at.
    Html,
}

impl OutputFormat for ExplainFormat {
    const FORMAT_HELP: &'static str = "Answer as text, json or html (a page to look at)";
    const HTML: Option<Self> = Some(Self::Html);
}
