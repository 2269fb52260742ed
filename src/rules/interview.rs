//! Which questions a case asks, and in which order. The questions themselves stand in `model::question`.

use crate::model::case::Case;
use crate::model::question::{Choice, Question};
use crate::model::symptom::Symptom;

/// The questions that this case asks, in order, each given the answers before it. Answered ones are included.
pub fn script(case: &Case) -> Vec<Question> {
    use Question::{
        Authenticator, BrowserLogin, KeyCreated, LoginStep, PasswordState, ResetMail, SignInMethod, WorksHere,
    };
    let answer = |q| case.answers.get(q);
    match case.symptom {
        Some(Symptom::ConsoleLoginFails) => match answer(LoginStep) {
            None => vec![LoginStep],
            Some(Choice::CodeAsked) => vec![LoginStep, Authenticator],
            Some(Choice::PageDoesNotOpen) => vec![LoginStep],
            Some(step) => {
                let mut asked = vec![LoginStep, SignInMethod];
                match answer(SignInMethod) {
                    None | Some(Choice::IdentityProvider) => {}
                    Some(_) if step == Choice::ResetTried => asked.push(ResetMail),
                    Some(_) => asked.push(PasswordState),
                }
                asked
            }
        },
        Some(Symptom::MfaDeviceUnavailable) => vec![Authenticator],
        Some(Symptom::BrowserAppBrokenAfterMfa) => vec![BrowserLogin],
        Some(Symptom::NewClusterRejectsEveryKey) => vec![KeyCreated],
        Some(Symptom::WorksElsewhere) => vec![WorksHere],
        Some(Symptom::Unauthorized | Symptom::ConnectionTimeout | Symptom::HaveErrorText | Symptom::NotSure) | None => {
            vec![]
        }
    }
}

/// The next question that has no answer yet.
pub fn next(case: &Case) -> Option<Question> {
    script(case).into_iter().find(|q| case.answers.get(*q).is_none())
}
