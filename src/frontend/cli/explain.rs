//! Options of `explain`.

use super::{ColorChoice, values};
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
    /// Answer as text or json
    #[arg(
        long,
        value_name = "FORMAT",
        value_enum,
        default_value_t,
        hide_default_value = true,
        hide_possible_values = true
    )]
    pub format: ExplainFormat,
    /// Write the answer to this file instead of standard output
    #[arg(short, long = "output", value_name = "FILE")]
    pub output: Option<PathBuf>,
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
}
