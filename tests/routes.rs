//! Does each official client take the way that the rules say? The truth was measured with the clients themselves (`routes/proxies.toml`).

#![expect(clippy::expect_used, reason = "a test that can't go on ends here")]

use serde::Deserialize;
use std::collections::BTreeMap;
use weaviate_doctor::model::client::{Language, Version};
use weaviate_doctor::model::evidence::RootStore;
use weaviate_doctor::model::proxy_use::Protocol;
use weaviate_doctor::model::target::Target;
use weaviate_doctor::rules::clients::JudgedClient;
use weaviate_doctor::rules::clients::proxy::{socks_variable, variable};
use weaviate_doctor::rules::clients::roots::choice;

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
    /// Python told to trust the environment.
    python_trust_env: Option<String>,
    /// TypeScript on Node 24.
    node_24: Option<String>,
}

/// The clients as they were measured.
fn measured() -> [JudgedClient; 5] {
    let node = |major| Some(Version::new(major, 0, 0));
    [
        JudgedClient::of(Language::Python),
        JudgedClient { runtime: node(20), ..JudgedClient::of(Language::TypeScript) },
        JudgedClient::of(Language::Go),
        JudgedClient { trust_env: true, ..JudgedClient::of(Language::Python) },
        JudgedClient { runtime: node(24), ..JudgedClient::of(Language::TypeScript) },
    ]
}

/// How a client ends that meets a dead proxy wherever it takes one.
fn end(client: JudgedClient, variables: &BTreeMap<String, String>) -> &'static str {
    let target = Target::read("https://shop-1a2b3c4d.c0.europe-west3.gcp.weaviate.cloud", None).expect("a target");
    let get = |name: &str| variables.get(name).map(String::as_str);
    let socks = client.language == Language::Python && socks_variable(get).is_some();
    if socks || variable(client, Protocol::Rest, &target.rest, get).is_some() {
        "rest refused"
    } else if variable(client, Protocol::Grpc, &target.grpc, get).is_some() {
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
        let Case { python, typescript, go, python_trust_env, node_24, .. } = case;
        let ends = [Some(python), Some(typescript), Some(go), python_trust_env.as_ref(), node_24.as_ref()];
        for (client, truth) in measured().into_iter().zip(ends) {
            let said = end(client, &case.variables);
            if truth.is_some_and(|truth| said != truth) {
                wrong.push(format!("{} {client:?}: {truth:?}, and the rules say {said}", case.name));
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
    python_trust_env: Option<String>,
}

/// Whether a part of a client has the root.
fn trusts(client: JudgedClient, protocol: Protocol, case: &RootCase) -> bool {
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
        let ends = [Some(&case.python), Some(&case.typescript), Some(&case.go), case.python_trust_env.as_ref()];
        for (client, truth) in measured().into_iter().zip(ends) {
            // grpc-js reads its file before anything is sent, so a missing one ends the start.
            let ends = case.variables.get("GRPC_DEFAULT_SSL_ROOTS_FILE_PATH").is_some_and(|value| value == "missing");
            let said = if !trusts(client, Protocol::Rest, case) || client.language == Language::TypeScript && ends {
                "rest refused"
            } else if !trusts(client, Protocol::Grpc, case) {
                "grpc refused"
            } else {
                "connects"
            };
            if truth.is_some_and(|truth| said != truth) {
                wrong.push(format!("{} {client:?}: {truth:?}, and the rules say {said}", case.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
