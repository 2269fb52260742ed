//! In place of `run` in a build without that feature: it says so.

use crate::frontend::cli::RunOptions;
use crate::io::discover::Environment;
use crate::words::catalog::say;
use std::path::Path;

/// Says that there is none.
pub async fn run<P>(_: RunOptions, _: Environment, _: P, _: Option<&Path>) -> anyhow::Result<u8> {
    std::future::ready(Err(anyhow::anyhow!("{}", say("builds", "no-run")))).await
}
