//! Options of `run`.

use super::{ReportFormat, RunArgs, WriteOptions};
use crate::model::usage_error::UsageError;
use clap::Args;
use std::ffi::OsString;

/// What the help of `run` ends with.
pub(super) const EXAMPLES: &str = "\
Examples:
  What this program really sends, and whether the cluster takes it
      weaviate-doctor run -- python app.py
      weaviate-doctor run abc.weaviate.cloud -- npm start
  Each request as it ends
      weaviate-doctor run --live -- go run .
  How the program behaves where gRPC is blocked; the practice cluster answers in your cluster's place
      weaviate-doctor run practice:grpc-blocked -- python app.py
  For CI
      weaviate-doctor run --format json -o run.json -- pytest tests/search

The program runs unchanged; streams, working directory and signals are its own. What is seen of a key is its shape and its fingerprint, never the
key. Hosts that aren't Weaviate's are passed through unopened. Python prints nothing of it; Node neither.

Status: 0 healthy, 1 a cause was found, 2 wrong usage, 3 something failed and no known cause fits, 130 interrupted. The program's own
status is in the report and in the last line.";

/// Options of `run`.
#[derive(Args, Clone, Default)]
pub struct RunOptions {
    /// Which cluster is meant, and how to judge.
    #[command(flatten)]
    pub run: RunArgs,
    /// The form and the place.
    #[command(flatten, next_help_heading = "Report")]
    pub write: WriteOptions<ReportFormat>,
    /// Text with all that was found
    #[arg(short, long, help_heading = "Report")]
    pub verbose: bool,
    /// A line on standard error for each request as it ends
    #[arg(long, help_heading = "Report")]
    pub live: bool,
    /// The program and its arguments, behind --
    #[arg(last = true, required = true, value_name = "COMMAND")]
    pub command: Vec<OsString>,
}

impl RunOptions {
    /// What clap can't see: options of a screen, or of what is repeated.
    pub(super) fn consistent(&self) -> Result<(), UsageError> {
        let judge = &self.run.judge;
        let wrong = [
            (judge.presentation, "--presentation"),
            (judge.plain, "--plain"),
            (self.run.report.watch.is_some(), "--watch"),
            (self.write.format() == ReportFormat::Events, "--format events"),
        ];
        match wrong.into_iter().find(|(given, _)| *given) {
            Some((_, option)) => Err(UsageError::new(&format!("{option} has no meaning for run: leave it out"))),
            None if self.run.key.api_key_file.as_deref() == Some(std::path::Path::new("-")) => {
                Err(UsageError::new("standard input belongs to the program: name a file with --api-key-file FILE"))
            }
            None => Ok(()),
        }
    }
}
