//! Causes in the text of the URL. No network is needed to find them.

use super::CaseFacts;
use crate::model::cause::Cause;
use crate::model::client::Language;
use crate::model::evidence::{Failure, ProbeId, TextFailure};
use crate::model::finding::{Detail, Finding};
use crate::model::target::{UrlHint, UrlProblem};

pub(super) fn find(facts: &CaseFacts<'_>) -> Option<Finding> {
    unusable(facts).or_else(|| plain_for_client(facts))
}

/// The clients' cloud functions make https of it, as the probes do. Go and curl take the address as it stands (`facts.md` §2).
fn plain_for_client(facts: &CaseFacts<'_>) -> Option<Finding> {
    let target = facts.case.usable_target()?;
    let takes = matches!(facts.case.client.language, Language::Go | Language::Curl);
    let finding =
        Finding::likely(Cause::UrlNotHttps, &[ProbeId::LocalUrl]).with(Detail::SuggestedUrl(target.rest.url()));
    (takes && target.hints.contains(&UrlHint::HttpsInstead)).then_some(finding)
}

fn unusable(facts: &CaseFacts<'_>) -> Option<Finding> {
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
