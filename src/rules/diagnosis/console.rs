//! Causes at the console's login. Probes can only say whether the console can be reached; the rest is what the user answers.

use super::CaseFacts;
use super::network::first_failure;
use crate::model::cause::{Cause, Owner};
use crate::model::evidence::{Chain, ProbeId};
use crate::model::finding::Finding;
use crate::model::question::{Choice, Question};
use crate::model::symptom::Symptom;

pub(super) fn find(facts: &CaseFacts<'_>) -> Vec<Finding> {
    let mut found: Vec<Finding> = first_failure(facts.evidence, Chain::Console)
        .filter(|(_, failure)| !failure.is_local_resource())
        .map(|(id, _)| Finding::certain(Cause::ConsoleUnreachable, &[id]))
        .into_iter()
        .collect();
    match facts.case.symptom {
        Some(Symptom::ConsoleLoginFails) => found.extend(login(facts)),
        Some(Symptom::MfaDeviceUnavailable) => found.extend(authenticator(facts)),
        _ => {}
    }
    found
}

fn login(facts: &CaseFacts<'_>) -> Vec<Finding> {
    let answer = |q| facts.case.answers.get(q);
    let reached = facts.evidence.holds(ProbeId::ConsoleHttp);
    match answer(Question::LoginStep) {
        Some(Choice::CodeAsked) => authenticator(facts),
        // It opens from here: what keeps the page away is in the browser or its own proxy settings.
        Some(Choice::PageDoesNotOpen) if reached => {
            vec![Finding::likely(Cause::ConsoleUnreachable, &[ProbeId::ConsoleHttp]).owner(Owner::YourMachine)]
        }
        Some(Choice::PageDoesNotOpen) => vec![Finding::certain(Cause::ConsoleUnreachable, &[])],
        _ => password(facts),
    }
}

fn password(facts: &CaseFacts<'_>) -> Vec<Finding> {
    use Finding as F;
    let answer = |q| facts.case.answers.get(q);
    let method = answer(Question::SignInMethod);
    if method == Some(Choice::IdentityProvider) {
        return vec![F::certain(Cause::IdentityProviderAccount, &[])];
    }
    let mut found = match (answer(Question::ResetMail), answer(Question::PasswordState)) {
        (Some(Choice::LinkExpired), _) => vec![F::certain(Cause::ResetLinkExpired, &[])],
        (Some(Choice::MailMissing), _) => vec![F::certain(Cause::ResetEmailMissing, &[])],
        (Some(_), _) | (None, Some(Choice::Forgotten)) => vec![F::certain(Cause::PasswordForgotten, &[])],
        (None, Some(Choice::ChangedRecently)) => vec![F::certain(Cause::PasswordOutdated, &[])],
        (None, Some(_)) => vec![F::likely(Cause::PasswordOutdated, &[])],
        // Nothing was said: the checklist's first step, as a question, and what else it can be.
        (None, None) => {
            return [
                Cause::PasswordForgotten,
                Cause::PasswordOutdated,
                Cause::IdentityProviderAccount,
                Cause::ResetLinkExpired,
                Cause::ResetEmailMissing,
                Cause::MfaDeviceLost,
                Cause::MfaCodeRejected,
            ]
            .map(|c| F::possible(c, &[]))
            .to_vec();
        }
    };
    if method != Some(Choice::EmailPassword) {
        found.push(F::possible(Cause::IdentityProviderAccount, &[]));
    }
    found
}

fn authenticator(facts: &CaseFacts<'_>) -> Vec<Finding> {
    match facts.case.answers.get(Question::Authenticator) {
        Some(Choice::DeviceGone) => vec![Finding::certain(Cause::MfaDeviceLost, &[])],
        Some(_) => vec![Finding::certain(Cause::MfaCodeRejected, &[])],
        None => vec![Finding::likely(Cause::MfaDeviceLost, &[]), Finding::possible(Cause::MfaCodeRejected, &[])],
    }
}
