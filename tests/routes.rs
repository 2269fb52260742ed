//! Does each official client take the way that the rules say? The truth was measured with the clients themselves (`routes/proxies.toml`).

#![expect(clippy::expect_used, reason = "a test that can't go on ends here")]

use serde::Deserialize;
use std::collections::BTreeMap;
use weaviate_doctor::model::client::Language;
use weaviate_doctor::model::evidence::RootStore;
use weaviate_doctor::model::proxy_use::Protocol;
use weaviate_doctor::model::target::Target;
use weaviate_doctor::rules::clients::proxy::{socks_variable, variable};
use weaviate_doctor::rules::clients::roots::{JudgedClient, choice};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    variables: BTreeMap<String, String>,
    python: String,
    typescript: String,
    go: String,
}

/// How a client ends that meets a dead proxy wherever it takes one.
fn end(language: Language, variables: &BTreeMap<String, String>) -> &'static str {
    let target = Target::read("https://shop-1a2b3c4d.c0.europe-west3.gcp.weaviate.cloud", None).expect("a target");
    let get = |name: &str| variables.get(name).map(String::as_str);
    let socks = language == Language::Python && socks_variable(get).is_some();
    if socks || variable(language, Protocol::Rest, &target.rest, get).is_some() {
        "rest refused"
    } else if variable(language, Protocol::Grpc, &target.grpc, get).is_some() {
        "grpc refused"
    } else {
        "connects"
    }
}

#[test]
fn the_rules_say_what_was_measured() {
    let cases: Cases = toml::from_str(include_str!("routes/proxies.toml")).unwrap();
    assert!(cases.case.len() >= 35);
    let mut wrong = Vec::new();
    for case in &cases.case {
        for (language, measured) in
            [(Language::Python, &case.python), (Language::TypeScript, &case.typescript), (Language::Go, &case.go)]
        {
            let said = end(language, &case.variables);
            if said != measured {
                wrong.push(format!("{} {language}: {measured}, and the rules say {said}", case.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RootCases {
    case: Vec<RootCase>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RootCase {
    name: String,
    /// Whether the root stands in the system's store too.
    system: bool,
    variables: BTreeMap<String, String>,
    python: String,
    typescript: String,
    go: String,
}

/// Whether a part of a client has the root.
fn trusts(language: Language, protocol: Protocol, case: &RootCase) -> bool {
    let client = JudgedClient { language, version: None, runtime: None };
    let get = |name: &str| case.variables.get(name).map(String::as_str).filter(|value| !value.is_empty());
    let choice = choice(client, protocol, get);
    let named = |name: &&str| matches!(get(name), Some("ca" | "both" | "folder"));
    let system = |store: &RootStore| case.system && *store != RootStore::Bundled;
    !choice.verifies || choice.stores.iter().any(system) || choice.named.iter().any(named)
}

#[test]
fn the_roots_are_those_that_were_measured() {
    let cases: RootCases = toml::from_str(include_str!("routes/roots.toml")).unwrap();
    assert!(cases.case.len() >= 38);
    let mut wrong = Vec::new();
    for case in &cases.case {
        for (language, measured) in
            [(Language::Python, &case.python), (Language::TypeScript, &case.typescript), (Language::Go, &case.go)]
        {
            // grpc-js reads its file before anything is sent, so a missing one ends the start.
            let ends = case.variables.get("GRPC_DEFAULT_SSL_ROOTS_FILE_PATH").is_some_and(|value| value == "missing");
            let said = if !trusts(language, Protocol::Rest, case) || language == Language::TypeScript && ends {
                "rest refused"
            } else if !trusts(language, Protocol::Grpc, case) {
                "grpc refused"
            } else {
                "connects"
            };
            if said != measured {
                wrong.push(format!("{} {language}: {measured}, and the rules say {said}", case.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
