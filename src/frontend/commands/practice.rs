//! `practice` and `practice:FAULT`: the practice cluster by the names of its faults.

use super::check::Guard;
use crate::frontend::session::event::PracticeRun;
use crate::frontend::session::start::PracticeKit;
use crate::io::practice::{Fault, Practice};
use crate::model::case::Case;
use crate::model::cause::Cause;
use crate::model::sanitized::SanitizedText;
use crate::wizard::practice::PracticeFault;
use crate::words::closest_match::closest_match;
use strum::IntoEnumIterator as _;

/// Starts the practice cluster and points the case at it. It lives as long as what is returned.
pub async fn start(fault: &str, case: &mut Case) -> anyhow::Result<Guard> {
    let practice = Practice::start(named(fault)?, case.key.value.as_ref()).await?;
    practice.apply(case);
    Ok(Box::new(practice))
}

/// The id of the fault of this name.
pub fn id(fault: &str) -> anyhow::Result<String> {
    named(fault).map(|fault| fault.id().to_owned())
}

/// The fault of this name, or the closest one as a hint.
fn named(fault: &str) -> anyhow::Result<Fault> {
    fault.parse().map_err(|_| {
        let shown = SanitizedText::up_to(fault, 60);
        match closest_match(fault, Fault::iter().map(Fault::id)) {
            Some(near) => anyhow::anyhow!("there's no practice fault “{shown}”: did you mean {near}?"),
            None => anyhow::anyhow!("there's no practice fault “{shown}”: weaviate-doctor practice --list shows them"),
        }
    })
}

/// `practice --list`: a line each with fault, cause id and what is broken.
pub fn list() -> anyhow::Result<String> {
    let line = |fault: Fault| {
        let cause = fault.cause().map_or("-", Cause::id);
        format!("{}\t{cause}\t{}\n", fault.id(), fault.broken())
    };
    Ok(Fault::iter().map(line).collect())
}

/// What the wizard needs to offer the faults.
pub fn kit() -> Option<PracticeKit> {
    let run = async |fault: String, mut case: Box<Case>| {
        let keep = start(&fault, &mut case).await?;
        anyhow::Ok(PracticeRun { case, keep })
    };
    Some(PracticeKit {
        faults: Fault::iter().map(|f| PracticeFault { id: f.id().to_owned(), broken: f.broken() }).collect(),
        start: Box::new(move |fault, case| {
            Box::pin(async move { run(fault, case).await.map_err(|error| format!("{error:#}")) })
        }),
    })
}
