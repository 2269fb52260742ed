//! Causes at the console's login. Probes can only say whether the console can be reached; the rest is what the user answers.

use super::CaseFacts;
use super::network::first_failure;
use crate::model::cause::{Cause, Owner};
use crate::model::evidence::{Chain, Failure, HttpFailure, ProbeId};
use crate::model::finding::{Confidence, Finding};
use crate::model::question::{Choice, Question};
use crate::model::symptom::Symptom;

pub(super) fn find(facts: &CaseFacts<'_>) -> Vec<Finding> {
    let mut found: Vec<Finding> = unreachable(facts).into_iter().collect();
    match facts.case.symptom {
        Some(Symptom::ConsoleLoginFails) => found.extend(login(facts)),
        Some(Symptom::MfaDeviceUnavailable) => found.extend(authenticator(facts)),
        _ => {}
    }
    found
}

/// What keeps this program from the console. A browser has a way of its own: whoever saw the page there is not kept from it.
fn unreachable(facts: &CaseFacts<'_>) -> Option<Finding> {
    let (id, failure) = first_failure(facts.evidence, Chain::Console)?;
    let answer = |question| facts.case.answers.get(question);
    let step = answer(Question::LoginStep);
    let asked = [Question::SignInMethod, Question::PasswordState, Question::ResetMail, Question::Authenticator];
    let saw_page = facts.case.symptom == Some(Symptom::MfaDeviceUnavailable)
        || step.is_some_and(|step| !matches!(step, Choice::PageDoesNotOpen | Choice::Unsure))
        || asked.into_iter().any(|question| answer(question).is_some());
    let sure = match failure {
        Failure::Dns(_) | Failure::Tcp(_) | Failure::Proxy(_) | Failure::Tls(_)
            if step == Some(Choice::PageDoesNotOpen) =>
        {
            Confidence::Certain
        }
        Failure::Dns(_)
        | Failure::Tcp(_)
        | Failure::Proxy(_)
        | Failure::Tls(_)
        | Failure::Http(HttpFailure::Answered(_)) => Confidence::Likely,
        // Browsers take more than we do.
        Failure::Http(HttpFailure::NotHttp(_) | HttpFailure::CorsRefused)
        | Failure::Text(_)
        | Failure::Grpc(_)
        | Failure::Local(_)
        | Failure::Program(_) => return None,
    };
    (!saw_page).then(|| Finding::new(Cause::ConsoleUnreachable, sure, &[id]))
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
        // What was measured is in the way is found above.
        Some(Choice::PageDoesNotOpen) => vec![Finding::likely(Cause::ConsoleUnreachable, &[])],
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
