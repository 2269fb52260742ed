//! In place of `practice` in a build without that feature: each way to it says so.

use super::check::Guard;
use crate::frontend::session::start::PracticeKit;
use crate::model::case::Case;
use crate::words::catalog::say;

/// Says that there is none.
pub async fn start(_: &str, _: &mut Case) -> anyhow::Result<Guard> {
    std::future::ready(Err(anyhow::anyhow!("{}", say("builds", "no-practice")))).await
}

/// Says that there is none.
pub fn id(_: &str) -> anyhow::Result<String> {
    anyhow::bail!("{}", say("builds", "no-practice"))
}

/// Says that there is none.
pub fn list() -> anyhow::Result<String> {
    anyhow::bail!("{}", say("builds", "no-practice"))
}

/// Nothing for the wizard to offer.
pub const fn kit() -> Option<PracticeKit> {
    None
}
