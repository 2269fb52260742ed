//! What is said in cases of their own: an alert in place of a page, and commands that can not be shown.

use super::*;
use crate::model::evidence::{
    AlertReason, Failure, LocalFailure, Observation, Origin, ProbeId, ProbeOutcome, TlsFailure,
};
use crate::model::sanitized::SanitizedText;
use crate::rules::diagnosis::diagnose;
use std::time::Duration;

/// What is said where a handshake was refused with an alert.
fn refused(chain: [ProbeId; 2], rest: bool) -> FilledFix {
    let mut case = Case::empty();
    case.url = Sourced::new("https://abc.c0.europe-west3.gcp.weaviate.cloud".to_owned(), Origin::Argument);
    let alert =
        Failure::Tls(TlsFailure::Alert { alert: SanitizedText::new("AccessDenied"), reason: AlertReason::Denied });
    let mut evidence = Evidence::default();
    let mut add = |id, outcome| {
        evidence.insert(id, Observation { outcome, started: Duration::ZERO, took: Duration::from_millis(9) });
    };
    add(chain[0], ProbeOutcome::Failed(alert, None));
    if !rest {
        add(chain[1], ProbeOutcome::Failed(Failure::Local(LocalFailure::Defect), None));
    }
    let diagnosis = diagnose(&case, &evidence);
    fix(&diagnosis.findings[0], &case, &evidence)
}

#[test]
fn a_refusal_by_an_alert_sends_nobody_to_a_page() {
    let fix = refused([ProbeId::RestTls, ProbeId::RestLive], true);
    let said: Vec<&str> =
        [&fix.summary, &fix.why].into_iter().chain(fix.steps.iter().map(|s| &s.text)).map(String::as_str).collect();
    let said = said.join(" ");
    assert!(said.contains("TLS alert “AccessDenied”") && !said.contains("page"), "{said}");
}

#[test]
fn what_a_command_prints_is_told_only_beside_it() {
    let named = Cause::ClusterNotReady;
    let not_ready = Finding::certain(named, &[]);
    let finding = |case: &Case| fix(&not_ready, case, &Evidence::default());
    let without = finding(&Case::empty());
    assert!(without.steps.iter().all(|s| s.command.is_some() || !s.text.contains("prints 200")), "{without:?}");
    let mut case = Case::empty();
    case.url = Sourced::new("https://abc.weaviate.cloud".to_owned(), Origin::Argument);
    let with = finding(&case);
    assert!(with.steps.iter().any(|s| s.command.is_some() && s.text.contains("prints 200")), "{with:?}");
}

#[test]
fn whoever_should_upgrade_is_shown_what_to_upgrade_to() {
    let case = Case { client: "python@3.26.7".parse().unwrap(), ..Case::empty() };
    let code = |cause| general(cause, &case).snippet.map(|s| s.code).unwrap_or_default();
    for cause in [Cause::ClientTooOld, Cause::GraphqlDisabled] {
        assert!(code(cause).contains("connect_to_weaviate_cloud"), "{cause}");
    }
    assert!(code(Cause::KeyMissing).contains("weaviate.Client("));
}

#[test]
fn what_is_said_of_why_and_how_to_check_has_its_noun() {
    const NOUNLESS: [&str; 9] =
        ["It ", "It's ", "They ", "Its ", "Their ", "That ", "These ", "This is ", "This usually "];
    let mut wrong = Vec::new();
    for cause in Cause::iter() {
        let article = article(cause).unwrap();
        let variants = article.variant.values().flat_map(|variant| [&variant.why, &variant.check]);
        let all = [&article.why, &article.check].into_iter().chain(variants.flatten());
        wrong.extend(all.filter(|text| NOUNLESS.iter().any(|begin| text.trim().starts_with(begin))).cloned());
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
