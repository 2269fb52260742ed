//! What the practice puts into a case, and what of the user's it leaves alone.

use super::super::{PRACTICE_KEY, UNKNOWN_KEY};
use super::{Fault, key, practice, rest, target};
use crate::io::practice::Practice;
use crate::model::api_key::KeyProblem;
use crate::model::case::{Case, Sourced};
use crate::model::client::{Client, Language};
use crate::model::evidence::Origin;
use crate::model::question::{Choice, Question};
use crate::model::symptom::Symptom;
use crate::model::target::{Hosting, UrlProblem};
use strum::IntoEnumIterator;

#[tokio::test]
async fn every_fault_starts_and_applying_it_twice_changes_nothing() {
    for fault in Fault::iter() {
        let (practice, case) = practice(fault).await;
        let mut again = case.clone();
        practice.apply(&mut again);
        assert_eq!(case, again, "{fault}");
        assert!(case.key == again.key, "{fault}");
    }
}

#[tokio::test]
async fn a_healthy_case_is_complete() {
    let (practice, case) = practice(Fault::Healthy).await;
    let target = target(&case);
    assert_eq!(target.kind, Hosting::WeaviateCloud);
    assert_eq!(target.rest.host, "practice.c0.loopback.weaviate.cloud");
    assert_eq!(target.grpc.host, "grpc-practice.c0.loopback.weaviate.cloud");
    assert_eq!(case.settings.console.host, "console.loopback.weaviate.cloud");
    assert!(case.settings.console_named && case.settings.dns_server.is_some());
    assert_eq!(case.settings.extra_roots.len(), 1);
    assert_eq!(case.symptom, None);
    assert!(case.key == Sourced::new(key(PRACTICE_KEY), Origin::Practice));
    assert!(key(PRACTICE_KEY).problems().is_empty() && key(UNKNOWN_KEY).problems().is_empty());
    assert!(!format!("{practice:?} {case:?}").contains(PRACTICE_KEY));
}

#[tokio::test]
async fn url_faults_have_the_url_that_they_speak_of() {
    let table = [
        (Fault::UrlMalformed, Some(Err(UrlProblem::WhiteSpaceInside))),
        (Fault::UrlIsConsole, Some(Err(UrlProblem::IsConsole))),
        (
            Fault::UrlIsGrpcEndpoint,
            Some(Err(UrlProblem::IsGrpcEndpoint { instead: "https://practice.c0.loopback.weaviate.cloud".to_owned() })),
        ),
        (Fault::UrlMissing, None),
    ];
    for (fault, expected) in table {
        assert_eq!(practice(fault).await.1.target(), expected, "{fault}");
    }
}

#[tokio::test]
async fn the_faults_own_keys() {
    let table = [
        (Fault::KeyMissing, None),
        (Fault::NoKeyOnNewCluster, None),
        (Fault::KeyEmpty, Some(String::new())),
        (Fault::KeyRejected, Some(UNKNOWN_KEY.to_owned())),
        (Fault::KeyMalformed, Some(format!("\"Bearer {PRACTICE_KEY}\"\n"))),
        (Fault::KeyPassedWrongly, Some(PRACTICE_KEY.to_owned())),
    ];
    for (fault, expected) in table {
        let (_practice, case) = practice(fault).await;
        assert!(case.key.value == expected.map(|k| key(&k)), "{fault}");
    }
    let (_practice, case) = practice(Fault::KeyMalformed).await;
    let malformed = case.key.value.unwrap();
    let problems = vec![KeyProblem::LineBreakAtEnd, KeyProblem::Quotes, KeyProblem::BearerPrefix];
    assert_eq!(malformed.problems(), problems);
    assert!(malformed.repaired() == Some(key(PRACTICE_KEY)));
}

#[tokio::test]
async fn a_users_key_is_taken_kept_and_spoiled_where_the_fault_needs_it() {
    let own = "theUsersOwnKey000000000000000000";
    let table = [
        (Fault::Healthy, own.to_owned(), Some(own.to_owned())),
        (Fault::Healthy, format!("{own}\n"), Some(format!("{own}\n"))),
        (Fault::KeyRejected, own.to_owned(), Some(own.to_owned())),
        (Fault::KeyMissing, own.to_owned(), None),
        (Fault::KeyEmpty, own.to_owned(), Some(String::new())),
        (Fault::KeyMalformed, own.to_owned(), Some(format!("\"Bearer {own}\"\n"))),
    ];
    for (fault, given, expected) in table {
        let origin = Origin::Variable("MY_KEY".into());
        let practice = Practice::start(fault, Some(&key(&given))).await.unwrap();
        let mut case = Case::empty();
        case.key = Sourced::new(key(&given), origin.clone());
        for _ in 0..2 {
            practice.apply(&mut case);
            assert!(case.key.value == expected.clone().map(|k| key(&k)), "{fault}");
        }
        assert!(case.key.value.is_none() || case.key.origin == origin, "{fault}");
        // What the cluster thinks of the key in its right form.
        case.key = Sourced::new(key(own), origin);
        let status = rest(&case, "/v1/users/own-info").await.status;
        assert_eq!(status, if fault == Fault::KeyRejected { 401 } else { 200 }, "{fault}");
    }
}

#[tokio::test]
async fn explicitly_no_key_stays_no_key() {
    for fault in [Fault::Healthy, Fault::KeyMalformed, Fault::KeyRejected, Fault::KeyMissing] {
        let practice = Practice::start(fault, None).await.unwrap();
        let mut case = Case::empty();
        case.key.origin = Origin::Argument;
        practice.apply(&mut case);
        assert!(case.key == Sourced { value: None, origin: Origin::Argument }, "{fault}");
    }
}

#[tokio::test]
async fn symptoms_and_answers_are_preset_and_the_users_own_stay() {
    let table = [
        (Fault::NoKeyOnNewCluster, Symptom::NewClusterRejectsEveryKey),
        (Fault::KeyPassedWrongly, Symptom::Unauthorized),
        (Fault::MfaBlocksBrowserApp, Symptom::BrowserAppBrokenAfterMfa),
        (Fault::CorsBlocked, Symptom::BrowserAppBrokenAfterMfa),
    ];
    for (fault, symptom) in table {
        let (practice, case) = practice(fault).await;
        assert_eq!(case.symptom, Some(symptom));
        let mut users = Case::empty();
        users.symptom = Some(Symptom::NotSure);
        users.answers.set(Question::BrowserLogin, Choice::ApiKey);
        practice.apply(&mut users);
        assert_eq!(users.symptom, Some(Symptom::NotSure));
        assert_eq!(users.answers.get(Question::BrowserLogin), Some(Choice::ApiKey));
    }
    let (_practice, case) = practice(Fault::MfaBlocksBrowserApp).await;
    assert_eq!(case.answers.get(Question::BrowserLogin), Some(Choice::UserLogin));
}

#[tokio::test]
async fn grpc_faults_meet_a_client_that_minds_unless_the_user_chose_one() {
    let practice = Practice::start(Fault::GrpcSlow, None).await.unwrap();
    let go = Client { language: Language::Go, version: None };
    for (origin, expected) in [(Origin::Project("go.mod".into()), Language::Python), (Origin::Argument, Language::Go)] {
        let mut case = Case::empty();
        (case.client, case.client_origin) = (go, origin);
        practice.apply(&mut case);
        assert_eq!(case.client.language, expected);
    }
    assert!(super::super::grpc::SLOW_DELAY > Language::Python.default_init_timeout());
}
