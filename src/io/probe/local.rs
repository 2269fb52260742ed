//! `local.*`: what the texts of URL and key and the environment say, without any network. Everything was read before; this only reports.

use crate::model::api_key::KeyProblem;
use crate::model::case::Case;
use crate::model::evidence::{Facts, Failure, KeyFacts, KeyRule, Outcome, Skip, UrlFacts, Warning};
use crate::model::sanitized::Clean;
use crate::model::target::UrlHint;

/// `local.url`
pub(super) fn url(case: &Case) -> Outcome {
    match case.target() {
        None => Outcome::Failed(Failure::UrlMissing, None),
        Some(Err(problem)) => Outcome::Failed(Failure::UrlUnusable(problem), None),
        Some(Ok(target)) => {
            let tidied = target.hints.iter().any(|h| !matches!(h, UrlHint::SchemeAdded | UrlHint::UpperCase));
            let facts = Facts::Url(UrlFacts {
                origin: case.url.origin.clone(),
                hints: target.hints,
                rest: target.rest.to_string(),
                grpc: target.grpc.to_string(),
            });
            if tidied { Outcome::Warned(facts, Warning::UrlTidied) } else { Outcome::Passed(facts) }
        }
    }
}

/// `local.key`
pub(super) fn key(case: &Case) -> Outcome {
    // Whether a key is needed at all is for the cluster to say.
    let Some(key) = &case.key.value else { return Outcome::Skipped(Skip::NoKey) };
    let problems = key.problems();
    let facts = Facts::Key(KeyFacts {
        origin: case.key.origin.clone(),
        length: key.length(),
        fingerprint: (!key.is_empty()).then(|| key.fingerprint()),
        repairable: key.repaired().is_some(),
        problems: problems.clone(),
    });
    if key.is_empty() || problems.contains(&KeyProblem::OnlyWhiteSpace) {
        return Outcome::Failed(Failure::KeyEmpty, Some(facts));
    }
    match problems.as_slice() {
        [] | [KeyProblem::Placeholder] if case.key_rule() == Some(KeyRule::Withheld) => {
            Outcome::Warned(facts, Warning::KeyWithheld)
        }
        [] => Outcome::Passed(facts),
        // Some servers do have such a key: that is for the cluster to say.
        [KeyProblem::Placeholder] => Outcome::Warned(facts, Warning::LooksLikeSample),
        _ => Outcome::Failed(Failure::KeyUnclean(problems), Some(facts)),
    }
}

/// `local.environment`
pub(super) fn environment(case: &Case) -> Outcome {
    let environment = case.environment.clone();
    // A certificate variable that points at the system's own bundle changes nothing worth a look.
    let set = !environment.proxy.is_empty() || environment.certificates.iter().any(|v| !is_usual(&v.value));
    let facts = Facts::Environment(environment);
    if set { Outcome::Warned(facts, Warning::VariablesSet) } else { Outcome::Passed(facts) }
}

fn is_usual(value: &Clean) -> bool {
    let path = value.as_str();
    path.starts_with("/etc/ssl/") || path.starts_with("/etc/pki/") || path.starts_with("/usr/share/ca-certificates")
}
