//! The working hypothesis of a run that is under way, as one line.

use crate::model::evidence::{Chain, Hypothesis, Proved};
use crate::words::catalog::{in_general, say};
use std::time::Duration;

/// One line, without a period.
pub fn hypothesis(hypothesis: &Hypothesis) -> String {
    let chain = |chain| match chain {
        Chain::Local => "here",
        Chain::Rest => "REST",
        Chain::Grpc => "gRPC",
        Chain::Console => "console",
        Chain::Program => "program",
    };
    let proved = hypothesis.proved.map(|proved| match proved {
        Proved::AcceptsKey(of) => say("hypothesis", "accepts-key").replace("{chain}", chain(of)),
        Proved::Answers(of) => say("hypothesis", "answers").replace("{chain}", chain(of)),
    });
    let seconds = |duration: Duration| duration.as_secs().to_string();
    let waiting = hypothesis.waiting.map(|waiting| {
        let text = say("hypothesis", "waiting").replace("{chain}", chain(waiting.probe.chain()));
        text.replace("{waited}", &seconds(waiting.waited)).replace("{bound}", &seconds(waiting.bound))
    });
    let suspect = hypothesis.suspect.map(|cause| {
        let name = if hypothesis.waiting.is_some() { "if-silent" } else { "so-far" };
        say("hypothesis", name).replace("{cause}", &in_general(cause).title)
    });
    [proved, waiting, suspect].into_iter().flatten().collect::<Vec<_>>().join("; ")
}
