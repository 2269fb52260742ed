//! Causes in the text of the URL. No network is needed to find them.

use super::CaseFacts;
use crate::model::cause::Cause;
use crate::model::evidence::{Failure, ProbeId, TextFailure};
use crate::model::finding::{Detail, Finding};
use crate::model::target::UrlProblem;

pub(super) fn find(facts: &CaseFacts<'_>) -> Option<Finding> {
    let by = [ProbeId::LocalUrl];
    // `local.url` fails for these two reasons and no other.
    let failure = facts.evidence.failure(ProbeId::LocalUrl)?;
    let Failure::Text(TextFailure::UrlUnusable(problem)) = failure else {
        return (*failure == Failure::Text(TextFailure::UrlMissing)).then(|| Finding::certain(Cause::UrlMissing, &by));
    };
    Some(match problem {
        UrlProblem::Empty => Finding::certain(Cause::UrlMissing, &by),
        UrlProblem::IsConsole => Finding::certain(Cause::UrlIsConsole, &by),
        UrlProblem::IsGrpcEndpoint { instead } => {
            Finding::certain(Cause::UrlIsGrpcEndpoint, &by).with(Detail::SuggestedUrl(instead.clone()))
        }
        UrlProblem::NeedsRepair { instead } | UrlProblem::ClientRefuses { instead, .. } => {
            Finding::certain(Cause::UrlMalformed, &by)
                .with(Detail::UrlProblem(problem.clone()))
                .with(Detail::SuggestedUrl(instead.clone()))
        }
        UrlProblem::TooLong
        | UrlProblem::ControlCharacters
        | UrlProblem::WhiteSpaceInside
        | UrlProblem::Placeholder
        | UrlProblem::Scheme(_)
        | UrlProblem::NoHost
        | UrlProblem::Port
        | UrlProblem::Unreadable
        | UrlProblem::LooksLikeKey
        | UrlProblem::IsWebsite => Finding::certain(Cause::UrlMalformed, &by).with(Detail::UrlProblem(problem.clone())),
    })
}
