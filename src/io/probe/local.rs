//! `local.*`: what the texts of URL and key and the environment say, without any network. Everything was read before; this only reports.

use crate::model::api_key::KeyProblem;
use crate::model::case::Case;
use crate::model::evidence::{
    Failure, KeyFacts, KeyRule, Origin, ProbeFacts, ProbeOutcome, Skip, TextFailure, UrlFacts, Warning,
};
use crate::model::sanitized::SanitizedText;
use crate::model::target::{UrlHint, UrlProblem};

/// `local.url`
pub(super) fn url(case: &Case) -> ProbeOutcome {
    match case.target() {
        None => ProbeOutcome::Failed(Failure::Text(TextFailure::UrlMissing), None),
        Some(Err(problem)) => ProbeOutcome::Failed(Failure::Text(TextFailure::UrlUnusable(problem)), None),
        Some(Ok(mut target)) => {
            // The practice cluster's own address has a port that no user ever wrote.
            let typed = case.url.value.as_deref().filter(|_| case.url.origin != Origin::Practice);
            let refused = typed.and_then(|text| target.refused_by(case.client.language, text));
            if let Some(UrlProblem::ClientRefuses { language, error, .. }) = refused {
                target.hints.push(UrlHint::RefusedBy { language, error });
            }
            let tidied = target.hints.iter().any(|h| !matches!(h, UrlHint::SchemeAdded | UrlHint::UpperCase));
            let facts = ProbeFacts::Url(UrlFacts {
                origin: case.url.origin.clone(),
                hints: target.hints,
                rest: target.rest.to_string(),
                grpc: target.grpc.to_string(),
            });
            if tidied { ProbeOutcome::Warned(facts, Warning::UrlTidied) } else { ProbeOutcome::Passed(facts) }
        }
    }
}

/// `local.key`
pub(super) fn key(case: &Case) -> ProbeOutcome {
    // Whether a key is needed at all is for the cluster to say.
    let Some(key) = &case.key.value else { return ProbeOutcome::Skipped(Skip::NoKey) };
    let problems = key.problems();
    let facts = ProbeFacts::Key(KeyFacts {
        origin: case.key.origin.clone(),
        length: key.length(),
        fingerprint: (!key.is_empty()).then(|| key.fingerprint()),
        repairable: key.repaired().is_some(),
        problems: problems.clone(),
    });
    if key.is_empty() || problems.contains(&KeyProblem::OnlyWhiteSpace) {
        return ProbeOutcome::Failed(Failure::Text(TextFailure::KeyEmpty), Some(facts));
    }
    match problems.as_slice() {
        [] | [KeyProblem::Placeholder | KeyProblem::Punctuation] if case.key_rule() == Some(KeyRule::Withheld) => {
            ProbeOutcome::Warned(facts, Warning::KeyWithheld)
        }
        [] => ProbeOutcome::Passed(facts),
        // Some servers do have such a key: that is for the cluster to say.
        [KeyProblem::Placeholder] => ProbeOutcome::Warned(facts, Warning::LooksLikeSample),
        [KeyProblem::Punctuation] => ProbeOutcome::Warned(facts, Warning::LooksCopied),
        _ => ProbeOutcome::Failed(Failure::Text(TextFailure::KeyUnclean(problems)), Some(facts)),
    }
}

/// `local.environment`
pub(super) fn environment(case: &Case) -> ProbeOutcome {
    let environment = case.environment.clone();
    // A certificate variable that points at the system's own bundle changes nothing worth a look.
    let set = !environment.proxy.is_empty() || environment.certificates.iter().any(|v| !is_usual(&v.value));
    let facts = ProbeFacts::Environment(environment);
    if set { ProbeOutcome::Warned(facts, Warning::VariablesSet) } else { ProbeOutcome::Passed(facts) }
}

fn is_usual(value: &SanitizedText) -> bool {
    let path = value.as_str();
    path.starts_with("/etc/ssl/") || path.starts_with("/etc/pki/") || path.starts_with("/usr/share/ca-certificates")
}
