//! What is supposed while probes run: silence is named before it is over.

use super::world::healthy;
use super::*;
use ProbeId::{GrpcDns, GrpcTcp, RestDns, RestLive, RestReady, RestTcp};
use weaviate_doctor::model::cause::Cause;
use weaviate_doctor::rules::hypothesis::hypothesis;

/// Probes that found what they find on a healthy cluster.
fn found(ids: &[ProbeId], case: &Case) -> Evidence {
    let mut evidence = Evidence::default();
    for id in ids {
        let outcome = healthy(*id, case);
        evidence.insert(*id, Observation { outcome, started: Duration::ZERO, took: Duration::ZERO });
    }
    evidence
}

#[test]
fn silence_is_named_before_it_is_over() {
    let mut case = Case::empty();
    case.url = Sourced::new(cloud(), Origin::Argument);
    let seconds = |s: u64| Duration::from_millis(s * 1000 + 300);
    let works = found(&[RestDns, RestTcp, RestLive, RestReady, GrpcDns], &case);
    assert_eq!(hypothesis(&case, &works, &[(GrpcTcp, Duration::from_millis(900))]), None);
    let silent = hypothesis(&case, &works, &[(GrpcTcp, seconds(3))]).expect("a hypothesis");
    assert_eq!((silent.suspect, silent.proved), (Some(Cause::GrpcBlocked), Some(Proved::Answers(Chain::Rest))));
    let waiting = silent.waiting.expect("a probe");
    assert_eq!((waiting.probe, waiting.waited), (GrpcTcp, Duration::from_secs(3)));
    let named = found(&[RestDns, GrpcDns], &case);
    let both = hypothesis(&case, &named, &[(RestTcp, seconds(2)), (GrpcTcp, seconds(2))]).expect("a hypothesis");
    assert_eq!((both.suspect, both.proved), (Some(Cause::ConnectionBlocked), None));
}
