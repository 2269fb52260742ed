//! Causes in the API key and how it is handed over. A key is called bad only after this server refused it over a verified connection.

use super::CaseFacts;
use crate::model::api_key::KeyProblem;
use crate::model::cause::Cause;
use crate::model::evidence::{
    Failure, GrpcCode, GrpcFailure, HttpFailure, KeyRule, ProbeId, ProbeOutcome, Skip, TextFailure, Warning,
};
use crate::model::finding::{Confidence, Detail, Finding};
use crate::model::http_answer::{AnswerKind, HttpAnswer, Responder, key_refusal};
use crate::model::question::{Choice, Question};
use crate::model::sanitized::SanitizedText;
use crate::model::symptom::Symptom;
use crate::model::target::Hosting;

pub(super) fn find(facts: &CaseFacts<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    found.extend(text(facts));
    let repaired = facts.evidence.auth(ProbeId::RestAuth).and_then(|a| a.with_repaired.as_ref());
    if repaired.is_some_and(HttpAnswer::proves_key_refused) {
        found.push(Finding::new(Cause::KeyRejected, proved(facts), &[ProbeId::RestAuth]));
    }
    if !found.iter().any(|f| f.cause == Cause::KeyEmpty || f.evidence.contains(&ProbeId::RestAuth)) {
        found.extend(rest(facts));
    }
    found.extend(permission(facts));
    found
}

/// What the key's own text shows, with the cluster's answer where there is one.
fn text(facts: &CaseFacts<'_>) -> Option<Finding> {
    let key = facts.evidence.key(ProbeId::LocalKey)?;
    if matches!(facts.evidence.failure(ProbeId::LocalKey), Some(Failure::Text(TextFailure::KeyEmpty))) {
        return Some(Finding::certain(Cause::KeyEmpty, &[ProbeId::LocalKey]));
    }
    let taken = facts
        .evidence
        .auth(ProbeId::RestAuth)
        .is_some_and(|a| a.with_key.as_ref().is_some_and(HttpAnswer::proves_key_accepted));
    // A sample's text that the cluster takes is its key, and so is one with punctuation around it.
    if key.problems.is_empty()
        || (taken && matches!(key.problems[..], [KeyProblem::Placeholder | KeyProblem::Punctuation]))
    {
        return None;
    }
    let auth = facts.evidence.get(ProbeId::RestAuth).map(|o| &o.outcome);
    Some(match auth {
        // The cluster took the repaired text, or the text can't be sent at all: proved.
        Some(
            ProbeOutcome::Warned(_, Warning::AcceptedRepaired)
            | ProbeOutcome::Failed(Failure::Text(TextFailure::KeyUnclean(_)), _),
        ) => Finding::certain(Cause::KeyMalformed, &[ProbeId::LocalKey, ProbeId::RestAuth]),
        Some(ProbeOutcome::Failed(Failure::Http(HttpFailure::Answered(answer)), _)) if answer.proves_key_refused() => {
            Finding::likely(Cause::KeyMalformed, &[ProbeId::LocalKey, ProbeId::RestAuth])
        }
        // Only the cluster can say whether a sample's text is a key after all.
        Some(_) | None if key.problems == [KeyProblem::Placeholder] => {
            Finding::possible(Cause::KeyMalformed, &[ProbeId::LocalKey])
        }
        Some(_) | None => Finding::likely(Cause::KeyMalformed, &[ProbeId::LocalKey]),
    })
}

/// What the cluster says to the key, or to its absence.
fn rest(facts: &CaseFacts<'_>) -> Vec<Finding> {
    let by = [ProbeId::RestAuth];
    let Some(Failure::Http(HttpFailure::Answered(answer))) = facts.evidence.failure(ProbeId::RestAuth) else {
        return version_refused(facts).map_or_else(|| grpc_alone(facts), |finding| vec![finding]);
    };
    let given = facts.evidence.key(ProbeId::LocalKey).is_some();
    if answer.speaker != Responder::Weaviate {
        return Vec::new();
    }
    match &answer.meaning {
        AnswerKind::AnonymousOff { .. } if !given => missing(facts),
        // The key was sent and didn't arrive: something in between removes the header.
        AnswerKind::AnonymousOff { .. } => {
            vec![Finding::likely(Cause::RequestFiltered, &by).with(Detail::Answer(Box::new(HttpAnswer::clone(answer))))]
        }
        AnswerKind::InvalidKey => rejected(facts, answer),
        AnswerKind::NoSchemeConfigured => vec![Finding::certain(Cause::AuthNotConfigured, &by)],
        AnswerKind::TokenExpired => vec![Finding::certain(Cause::TokenExpired, &by)],
        AnswerKind::TokenRefused => {
            let message = Detail::Message(answer.message.clone());
            // The token is good: what the server wants of it is a setting.
            if let Some(refusal) = key_refusal(answer.message.as_str()).map(Detail::KeyRefusal) {
                return vec![Finding::likely(Cause::AuthNotConfigured, &by).with(refusal).with(message)];
            }
            vec![Finding::likely(Cause::KeyRejected, &by).with(message), Finding::possible(Cause::TokenExpired, &by)]
        }
        AnswerKind::Forbidden { user, permission } => {
            let (user, permission) = (user.clone().map(Detail::User), permission.clone().map(Detail::Permission));
            vec![Finding::certain(Cause::PermissionDenied, &by).with_all(user).with_all(permission)]
        }
        AnswerKind::Unstated if answer.status == 401 => unstated(facts, answer),
        AnswerKind::Unstated | AnswerKind::Fine | AnswerKind::Maintenance | AnswerKind::Suspended => Vec::new(),
    }
}

/// The key is good, and its role may not ask for the version, which ends every client.
fn version_refused(facts: &CaseFacts<'_>) -> Option<Finding> {
    let Some(Failure::Http(HttpFailure::Answered(answer))) = facts.evidence.failure(ProbeId::RestMeta) else {
        return None;
    };
    let AnswerKind::Forbidden { user, permission } = &answer.meaning else { return None };
    let (user, permission) = (user.clone().map(Detail::User), permission.clone().map(Detail::Permission));
    Some(Finding::certain(Cause::PermissionDenied, &[ProbeId::RestMeta]).with_all(user).with_all(permission))
}

/// A refusal in Weaviate's shape without its words. It is about the key only where the cluster has shown itself as a Weaviate.
fn unstated(facts: &CaseFacts<'_>, answer: &HttpAnswer) -> Vec<Finding> {
    let by = [ProbeId::RestAuth];
    let without = facts.evidence.auth(ProbeId::RestAuth).and_then(|a| a.without_key.as_ref());
    let proved =
        without.is_some_and(|a| matches!(a.meaning, AnswerKind::AnonymousOff { .. }) || a.proves_key_accepted());
    let cause = if proved { Cause::KeyRejected } else { Cause::RequestFiltered };
    vec![
        Finding::likely(cause, &by)
            .with(Detail::Answer(Box::new(HttpAnswer::clone(answer))))
            .with(Detail::Message(answer.message.clone())),
    ]
}

/// No key was given and the cluster wants one.
fn missing(facts: &CaseFacts<'_>) -> Vec<Finding> {
    let by = [ProbeId::RestAuth];
    let created = facts.case.answers.get(Question::KeyCreated);
    let new = facts.case.symptom == Some(Symptom::NewClusterRejectsEveryKey);
    match created {
        Some(Choice::No) => vec![Finding::certain(Cause::NoKeyOnNewCluster, &by)],
        Some(Choice::Yes) => vec![Finding::certain(Cause::KeyMissing, &by)],
        Some(_) | None if new => vec![Finding::likely(Cause::NoKeyOnNewCluster, &by)],
        Some(_) | None => {
            vec![Finding::certain(Cause::KeyMissing, &by), Finding::possible(Cause::NoKeyOnNewCluster, &by)]
        }
    }
}

/// This server refused the key over a verified connection.
fn rejected(facts: &CaseFacts<'_>, answer: &HttpAnswer) -> Vec<Finding> {
    let by = [ProbeId::RestAuth];
    if let Some(finding) = of_another(facts) {
        return vec![finding];
    }
    let rejected = Finding::new(Cause::KeyRejected, proved(facts), &by).with(Detail::Message(answer.message.clone()));
    // The server knows whose key it is: it is for this cluster, and there was one.
    if let Some(refusal) = key_refusal(answer.message.as_str()) {
        return vec![rejected.with(Detail::KeyRefusal(refusal))];
    }
    let checked = facts
        .evidence
        .auth(ProbeId::RestAuth)
        .is_some_and(|a| a.cross.as_ref().is_some_and(|c| c.not_asked.is_empty()));
    let others = facts.case.configured.len() > 1 && !checked;
    let created = facts.case.answers.get(Question::KeyCreated);
    if facts.case.symptom != Some(Symptom::NewClusterRejectsEveryKey) || created == Some(Choice::Yes) {
        let question = others.then(|| Finding::possible(Cause::KeyForAnotherCluster, &by));
        return [rejected].into_iter().chain(question).collect();
    }
    if created == Some(Choice::No) {
        return vec![Finding::certain(Cause::NoKeyOnNewCluster, &by)];
    }
    vec![Finding::likely(Cause::NoKeyOnNewCluster, &by), rejected]
}

/// How sure a refusal is. Without TLS anybody in between could have answered for the cluster.
fn proved(facts: &CaseFacts<'_>) -> Confidence {
    let verified = facts.kind == Hosting::Local || facts.case.usable_target().is_some_and(|t| t.rest.tls);
    if verified { Confidence::Certain } else { Confidence::Likely }
}

/// What `--cross-check` proved: the refused key opens another configured cluster, or that one's key opens this.
fn of_another(facts: &CaseFacts<'_>) -> Option<Finding> {
    let cross = facts.evidence.auth(ProbeId::RestAuth)?.cross.as_ref()?;
    let by = [ProbeId::RestAuth];
    let some =
        |names: &Vec<String>, detail: fn(Vec<String>) -> Detail| (!names.is_empty()).then(|| detail(names.clone()));
    let opens = some(&cross.belongs_to, Detail::KeyOpens);
    let opened = some(&cross.opened_by, Detail::OpenedByKeysOf);
    let finding = match (&opens, &opened) {
        (None, None) => return None,
        (None, Some(_)) => Finding::likely(Cause::KeyForAnotherCluster, &by),
        (Some(_), _) => Finding::certain(Cause::KeyForAnotherCluster, &by),
    };
    Some(finding.with_all(opens).with_all(opened))
}

/// Where REST could not be asked, gRPC's refusal still counts.
fn grpc_alone(facts: &CaseFacts<'_>) -> Vec<Finding> {
    let Some(Failure::Grpc(GrpcFailure::Status { message, .. })) = facts.evidence.failure(ProbeId::GrpcAuth) else {
        return Vec::new();
    };
    // Weaviate's own words: the status alone could be anybody's.
    let refused = message.as_str().starts_with("extract auth:");
    if !refused || facts.evidence.holds(ProbeId::RestAuth) {
        return Vec::new();
    }
    let cause = if message.as_str().contains("no authentication scheme") {
        Cause::AuthNotConfigured
    } else if message.as_str().contains("token is expired") {
        Cause::TokenExpired
    } else {
        Cause::KeyRejected
    };
    vec![Finding::likely(cause, &[ProbeId::GrpcAuth]).with(Detail::Message(message.clone()))]
}

/// The key is good and its user may not read data. A role for single collections is no fault: the probe asks for one that doesn't exist.
fn permission(facts: &CaseFacts<'_>) -> Option<Finding> {
    let answer = facts.evidence.grpc_auth(ProbeId::GrpcAuth).filter(|a| a.code == GrpcCode::PermissionDenied)?;
    let auth = facts.evidence.auth(ProbeId::RestAuth);
    if auth.is_some_and(|a| a.reads_data == Some(true)) {
        return None;
    }
    let certain = auth.is_some_and(|a| a.reads_data == Some(false) || a.roles.is_empty());
    let by = [ProbeId::RestAuth, ProbeId::GrpcAuth];
    let finding = if certain {
        Finding::certain(Cause::PermissionDenied, &by)
    } else {
        Finding::likely(Cause::PermissionDenied, &by[1..])
    };
    let permission = answer.message.as_str().split("permissions to ").nth(1);
    Some(finding.with_all(permission.map(|text| Detail::Permission(SanitizedText::new(text)))))
}

/// REST and gRPC accept the key here, and the user's program gets 401: it doesn't hand the key over as its client expects.
pub(super) fn passed_wrongly(facts: &CaseFacts<'_>, findings: &mut Vec<Finding>) {
    let symptom = matches!(facts.case.symptom, Some(Symptom::Unauthorized | Symptom::NewClusterRejectsEveryKey));
    let auth = facts.evidence.get(ProbeId::RestAuth).map(|o| &o.outcome);
    let accepted = match auth {
        // With anonymous access a missing key brings no 401, and a key that was not sent was not accepted.
        Some(ProbeOutcome::Passed(_)) => {
            facts.evidence.key(ProbeId::LocalKey).is_some() && facts.case.key_rule() != Some(KeyRule::Withheld)
        }
        Some(ProbeOutcome::Warned(..) | ProbeOutcome::Failed(..) | ProbeOutcome::Skipped(_)) | None => false,
    };
    let grpc = facts.evidence.get(ProbeId::GrpcAuth).map(|o| &o.outcome);
    let grpc_refuses = matches!(
        grpc,
        Some(ProbeOutcome::Failed(Failure::Grpc(GrpcFailure::Status { .. }), _) | ProbeOutcome::Skipped(Skip::NoKey))
    );
    let explained = findings.iter().any(|f| {
        matches!(f.cause, Cause::PermissionDenied | Cause::KeyMalformed | Cause::KeyEmpty | Cause::TlsIntercepted)
    });
    if !symptom || !accepted || grpc_refuses || explained {
        return;
    }
    let mut by = vec![ProbeId::RestAuth];
    if matches!(grpc, Some(ProbeOutcome::Passed(_))) {
        by.push(ProbeId::GrpcAuth);
    }
    // It answers what the user sees; what else was found stays behind it, unless gRPC could not be asked for its word.
    let proved = by.len() > 1 || !facts.case.uses_grpc();
    let place = if proved { 0 } else { findings.len() };
    findings.insert(place, Finding::likely(Cause::KeyPassedWrongly, &by));
    // These releases drop a key that is handed over as plain text, without a word (`facts.md` §0.1).
    if facts.case.client.drops_bare_string() {
        findings.push(Finding::possible(Cause::ClientTooOld, &by));
    }
}

/// A browser application that signs in as a user can't pass a one-time code on.
pub(super) fn browser(facts: &CaseFacts<'_>, findings: &mut Vec<Finding>) {
    if facts.case.symptom != Some(Symptom::BrowserAppBrokenAfterMfa) {
        return;
    }
    let login = facts.case.answers.get(Question::BrowserLogin);
    let finding = match login {
        Some(Choice::UserLogin) => Finding::certain(Cause::MfaBlocksBrowserApp, &[]),
        Some(Choice::ApiKey) => return,
        Some(_) | None => Finding::likely(Cause::MfaBlocksBrowserApp, &[]),
    };
    // An application that signs in as a user has no key yet: its absence is not another fault.
    findings.retain(|f| !matches!(f.cause, Cause::KeyMissing | Cause::NoKeyOnNewCluster));
    findings.insert(0, finding);
}
