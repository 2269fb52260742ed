//! Does each cause have all its pieces, and do `check` and `explain` agree? A cause without a scenario, without the words by which a text tells
//! of it, or out of its place in the order is named here together with what it lacks.

use super::*;
use std::collections::BTreeSet;
use std::path::Path;
use weaviate_doctor::model::cause::{Cause, FoundBy, SaidBy};
use weaviate_doctor::model::http_answer::Responder;
use weaviate_doctor::rules::explain::{explain, patterns};

/// Texts that name a cause: single messages of `tests/errors`, and lines of `tests/scan` that say `EXPECT`.
fn named_in_texts() -> (BTreeSet<String>, BTreeSet<String>) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (mut messages, mut source) = (BTreeSet::new(), BTreeSet::new());
    for path in files(&root.join("tests/errors")).into_iter().filter(|p| p.extension().is_some_and(|e| e == "toml")) {
        let table: toml::Table = toml::from_str(&std::fs::read_to_string(path).expect("readable")).expect("TOML");
        let entries = table["entry"].as_array().expect("entries").iter();
        messages.extend(entries.map(|entry| entry["cause"].as_str().expect("a cause").to_owned()));
    }
    for path in files(&root.join("tests/scan")) {
        let text = std::fs::read(path).expect("readable");
        let text = String::from_utf8_lossy(&text);
        let named = text.split("EXPECT ").skip(1).filter_map(|after| after.split_whitespace().next());
        source.extend(named.map(str::to_owned));
    }
    (messages, source)
}

fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).expect("folder").map(|entry| entry.expect("entry").path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// What Weaviate itself says in a scenario, as it comes over the wire.
fn said_by_weaviate(scenario: &Scenario) -> Vec<String> {
    let of = |told: &Told| match told {
        Told::Http { status, body, headers } => {
            let answer = world::answer(*status, headers, body);
            (answer.speaker == Responder::Weaviate && !answer.message.is_empty())
                .then(|| format!("HTTP/1.1 {status}\n\n{body}"))
        }
        Told::Grpc { code, message } => Some(format!("{code}: {message}")),
        Told::Word(_) | Told::Chain { .. } => None,
    };
    scenario.probes.values().filter_map(of).collect()
}

fn first_of(text: &str) -> &'static str {
    explain(text.as_bytes()).diagnosis.findings.first().map_or("undiagnosed", |f| f.cause.id())
}

#[test]
fn every_cause_has_its_pieces() {
    let scenarios: Vec<Scenario> = books().into_iter().flat_map(|(_, book)| book.scenario).collect();
    let (messages, source) = named_in_texts();
    let by_pattern: BTreeSet<Cause> = patterns().expect("patterns").iter().filter_map(|p| p.cause).collect();
    let mut missing = Vec::new();
    for cause in Cause::iter() {
        let id = cause.id();
        let mut lacks = |what: &str| missing.push(format!("{id} lacks {what}"));
        let of_it = || scenarios.iter().filter(|s| s.causes.iter().any(|c| c == id));
        match cause.found_by() {
            FoundBy::Probes | FoundBy::Questions | FoundBy::Texts if of_it().next().is_none() => {
                lacks("a scenario in tests/scenarios that leads to it");
            }
            FoundBy::Explain if !messages.contains(id) && !source.contains(id) => {
                lacks("a text in tests/errors, or a line in tests/scan, that shows it");
            }
            FoundBy::Probes | FoundBy::Questions | FoundBy::Texts | FoundBy::Explain => {}
        }
        match cause.said_by() {
            SaidBy::Weaviate if !by_pattern.contains(&cause) => {
                lacks("a pattern in assets/patterns for Weaviate's words");
            }
            SaidBy::Weaviate
                if cause.found_by() == FoundBy::Probes
                    && !of_it().any(|s| said_by_weaviate(s).iter().any(|text| first_of(text) == id)) =>
            {
                lacks("a scenario with Weaviate's own answer, in which explain reads it");
            }
            SaidBy::Weaviate | SaidBy::Others if !messages.contains(id) => lacks("a text in tests/errors"),
            SaidBy::Weaviate | SaidBy::Others => {}
            SaidBy::Nobody if by_pattern.contains(&cause) => {
                lacks("somebody in its row who says the words of its pattern");
            }
            SaidBy::Nobody => {}
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn every_cause_stands_with_those_of_its_surface() {
    let all: Vec<Cause> = Cause::iter().collect();
    for pair in all.windows(2) {
        assert!(pair[0].surface() <= pair[1].surface(), "{} stands behind {} in the table", pair[1], pair[0]);
    }
}

/// The same answer leads `check` and `explain` to the same cause.
#[test]
fn explain_and_check_agree() {
    let mut wrong = Vec::new();
    for scenario in books().into_iter().flat_map(|(_, book)| book.scenario) {
        let first = scenario.causes.first().map(String::as_str);
        assert!(scenario.explain.is_none() || scenario.explain.as_deref() != first, "{}: needless", scenario.name);
        let expected = scenario.explain.as_deref().or(first);
        for text in said_by_weaviate(&scenario) {
            let named = first_of(&text);
            if Some(named) != expected {
                wrong.push(format!("{}: explain says {named}, not {expected:?}, of {text}", scenario.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
