//! Another report beside this one, as lines: what differs on each way, in the words of `compare`.

use crate::report::comparison::{ChainTold, ComparisonText};
use crate::words::catalog::{plain, say};

/// What differs.
pub(super) fn describe(told: &ComparisonText, lines: &mut Vec<String>) {
    for (side, (name, about)) in ["A", "B"].into_iter().zip(&told.sides) {
        let text = plain("compared").replace("{side}", side).replace("{name}", name);
        lines.push(text.replace("{about}", about));
    }
    lines.push(told.verdict.clone());
    for chain in &told.chains {
        describe_chain(chain, lines);
    }
}

fn describe_chain(chain: &ChainTold, lines: &mut Vec<String>) {
    if let Some(first) = &chain.first {
        let text = plain("differs").replace("{chain}", chain.name).replace("{layer}", first.layer);
        lines.push(text.replace("{title}", &first.title));
        lines.push(first.means.clone());
        for (side, says) in [("A", &first.a), ("B", &first.b)] {
            lines.push(format!("{side}: {says}"));
        }
    }
    for also in chain.also.iter().chain(&chain.same) {
        lines.push(format!("{}: {also}", chain.name));
    }
}

/// What can't be compared, and why.
pub(super) fn failed(why: &str) -> String {
    format!("{} {why}", say("comparing", "failed"))
}
