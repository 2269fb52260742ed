//! Options of `scan`. It reads no file; that is `io::project_scan`.

use super::{ColorChoice, OutputFormat, WriteOptions, values};
use crate::model::client::Client;
use clap::{Args, ValueEnum};
use std::path::PathBuf;
use std::time::Duration;

/// What the help of `scan` ends with.
pub(super) const EXAMPLES: &str = "\
Examples:
  What is wrong in the source of this folder
      weaviate-doctor scan
  See the changes, then make them
      weaviate-doctor scan --diff
      weaviate-doctor scan --diff | git apply
  For a code-scanning service
      weaviate-doctor scan --format sarif -o scan.sarif
  As if another version of the client were in use
      weaviate-doctor scan app.py --client python@4.14.3

It opens no connection and never shows a key. A line with one is in no patch: change it by hand.

Status: 0 nothing to fix, 1 something to fix, 2 wrong usage or unreadable input. What can't be read gets a line on standard error; when \
nothing is to be fixed and a file you named couldn't be read, the status is 2.";

/// Options of `scan`.
#[derive(Args, Clone, Default)]
pub struct ScanOptions {
    /// Files and folders to look through [default: this folder]
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Print the changes as a patch for git apply
    #[arg(long, conflicts_with = "format")]
    pub diff: bool,
    /// The form and the place.
    #[command(flatten)]
    pub write: WriteOptions<ScanFormat>,
    /// The client in use, whatever the project's files say
    #[arg(long, value_name = "LANG[@VERSION]", value_parser = values::client,
        long_help = "The client in use, such as python@4.14.3: its version counts whatever the project's files say \
        [default: found beside each source file]")]
    pub client: Option<Client>,
    /// Report init timeouts that are shorter than this [default: 2]
    #[arg(long, value_name = "SECONDS", allow_negative_numbers = true, value_parser = values::seconds)]
    pub init_timeout: Option<Duration>,
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

/// The form of what `scan` writes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, ValueEnum)]
pub enum ScanFormat {
    /// For people.
    #[default]
    Text,
    /// For programs.
    Json,
    /// For code-scanning services.
    Sarif,
}

impl OutputFormat for ScanFormat {
    const FORMAT_HELP: &'static str = "Findings as text, json or sarif";
    const OUTPUT_HELP: &'static str = "Write to this file instead of standard output";
}
