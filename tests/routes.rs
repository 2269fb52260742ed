//! Does each official client take the way that the rules say? The truth was measured with the clients themselves (`routes/proxies.toml`).

#![expect(clippy::expect_used, reason = "a test that can't go on ends here")]

use serde::Deserialize;
use std::collections::BTreeMap;
use weaviate_doctor::model::client::{Language, Version};
use weaviate_doctor::model::evidence::RootStore;
use weaviate_doctor::model::proxy_use::Protocol;
use weaviate_doctor::model::target::Target;
use weaviate_doctor::rules::clients::JudgedClient;
use weaviate_doctor::rules::clients::proxy::variable;
use weaviate_doctor::rules::clients::proxy_text::{ends_start, judge};
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
    python: Option<String>,
    typescript: Option<String>,
    go: Option<String>,
    /// Python told to trust the environment.
    python_trust_env: Option<String>,
    /// Python before version 4.
    python_3: Option<String>,
    java: Option<String>,
    /// TypeScript on Node 24.
    node_24: Option<String>,
}

/// The clients as they were measured.
fn measured() -> [JudgedClient; 7] {
    let node = |major| Some(Version::new(major, 0, 0));
    [
        JudgedClient::of(Language::Python),
        JudgedClient { runtime: node(20), ..JudgedClient::of(Language::TypeScript) },
        JudgedClient::of(Language::Go),
        JudgedClient { trust_env: true, ..JudgedClient::of(Language::Python) },
        JudgedClient { version: Some(Version::new(3, 26, 7)), ..JudgedClient::of(Language::Python) },
        JudgedClient::of(Language::Java),
        JudgedClient { runtime: node(24), ..JudgedClient::of(Language::TypeScript) },
    ]
}

/// Python from version 4 on, and the others.
fn speaks_grpc(client: JudgedClient) -> bool {
    client.version.is_none_or(|version| version.major >= 4)
}

/// How a client ends that meets a dead proxy wherever it takes one.
fn end(client: JudgedClient, variables: &BTreeMap<String, String>) -> &'static str {
    let target = Target::read("https://shop-1a2b3c4d.c0.europe-west3.gcp.weaviate.cloud", None).expect("a target");
    let get = |name: &str| variables.get(name).map(String::as_str);
    let ends = client.language == Language::Python
        && speaks_grpc(client)
        && ends_start(client.trust_env, get, |name| get(name).filter(|v| !v.is_empty()).map(judge)).is_some();
    if ends || variable(client, Protocol::Rest, &target.rest, get).is_some() {
        "rest refused"
    } else if speaks_grpc(client) && variable(client, Protocol::Grpc, &target.grpc, get).is_some() {
        "grpc refused"
    } else {
        "connects"
    }
}

#[test]
fn the_rules_say_what_was_measured() {
    let read = |text| toml::from_str::<Cases>(text).expect("cases").case;
    let (proxies, texts) = (read(include_str!("routes/proxies.toml")), read(include_str!("routes/texts.toml")));
    assert!(proxies.len() >= 35 && texts.len() >= 40);
    let mut wrong = Vec::new();
    for case in proxies.iter().chain(&texts) {
        let Case { python, typescript, go, python_trust_env, python_3, java, node_24, .. } = case;
        let ends = [python, typescript, go, python_trust_env, python_3, java, node_24];
        for (client, truth) in measured().into_iter().zip(ends) {
            let said = end(client, &case.variables);
            if truth.as_ref().is_some_and(|truth| said != truth) {
                wrong.push(format!("{} {client:?}: {truth:?}, and the rules say {said}", case.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What `check` says for a cluster that isn't there, with these variables: the causes with how sure they are, and the first one's words.
fn check(arguments: &[&str], variables: &[(&str, &str)]) -> (Vec<(String, String)>, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_weaviate-doctor"));
    command.env_clear().envs(variables.iter().copied()).env("WEAVIATE_API_KEY", "b3duLWtleS1vZi10aGUtZW52aXJvbm1lbnQ");
    command.current_dir(folder.path()).stdin(std::process::Stdio::null());
    command.args(["check", "https://vectors.example.com", "--timeout", "3", "--format", "json"]).args(arguments);
    for host in ["vectors.example.com", "grpc-vectors.example.com"] {
        command.args(["--connect-to", &format!("{host}:443:127.0.0.1:9")]);
    }
    let output = command.output().expect("the program");
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("a report");
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let causes = report["diagnosis"]["causes"].as_array().expect("causes");
    let named = causes.iter().map(|cause| (text(&cause["id"]), text(&cause["confidence"]))).collect();
    (named, causes.first().map(|cause| text(&cause["summary"])).unwrap_or_default())
}

/// Which Node runs decides whether it takes the proxy: where that isn't known, the cause is likely and says both sides.
#[test]
fn what_the_version_of_node_decides_is_not_certain() {
    let variables = [("NODE_USE_ENV_PROXY", "1"), ("HTTPS_PROXY", "http://127.0.0.1:9")];
    let first = |runtime: &[&str]| {
        let (causes, summary) = check(&[&["--client", "typescript"], runtime].concat(), &variables);
        (causes.first().cloned().expect("a cause"), summary)
    };
    let named = |id: &str, sure: &str| (id.to_owned(), sure.to_owned());
    let (unknown, summary) = first(&[]);
    assert_eq!(unknown, named("proxy-unreachable", "likely"));
    assert!(
        summary.contains("Node 22.21, 24 and newer") && summary.contains("Older ones connect directly"),
        "{summary}"
    );
    let (known, summary) = first(&["--runtime", "24.1"]);
    assert_eq!(known, named("proxy-unreachable", "certain"));
    assert!(!summary.contains("Older ones"), "{summary}");
    assert_eq!(first(&["--runtime", "20.19"]).0, named("connection-refused", "certain"));
}

/// A variable whose text stops a client is what is named, whatever else is wrong; one that the client passes over is not.
#[test]
fn a_text_that_stops_a_client_is_named() {
    let table = [
        ("python@4.24.1", " http://127.0.0.1:9", true),
        ("python@4.24.1", "http://127.0.0.1:9\n", true),
        ("python@4.24.1", "foo://127.0.0.1:9", true),
        ("python@4.24.1", "http://user:pa#ss@127.0.0.1:9", true),
        ("python@4.24.1", "127.0.0.1:9", false),
        ("python@3.26.7", "foo://127.0.0.1:9", false),
        ("go@5.7.3", "http://[::1", true),
        ("go@5.7.3", "foo://127.0.0.1:9", true),
        ("go@5.7.3", " http://127.0.0.1:9", false),
        ("go@5.7.3", "http://127.0.0.1:9\n", false),
        ("typescript@3.14.0", " http://127.0.0.1:9", false),
    ];
    for (client, text, stops) in table {
        let (causes, summary) = check(&["--client", client], &[("HTTPS_PROXY", text)]);
        let named = causes.first().is_some_and(|(id, sure)| id == "proxy-unreachable" && sure == "certain");
        assert_eq!(named, stops, "{client} {text:?}: {causes:?} {summary}");
        assert!(!stops || summary.contains("The text of HTTPS_PROXY"), "{client} {text:?}: {summary}");
    }
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
    python_3: Option<String>,
    java: Option<String>,
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
        let RootCase { python, typescript, go, python_trust_env, python_3, java, .. } = case;
        let told = [python_trust_env.as_ref(), python_3.as_ref(), java.as_ref()];
        let ends = [Some(python), Some(typescript), Some(go)].into_iter().chain(told);
        for (client, truth) in measured().into_iter().zip(ends) {
            // grpc-js reads its file before anything is sent, so a missing one ends the start.
            let ends = case.variables.get("GRPC_DEFAULT_SSL_ROOTS_FILE_PATH").is_some_and(|value| value == "missing");
            let said = if !trusts(client, Protocol::Rest, case) || client.language == Language::TypeScript && ends {
                "rest refused"
            } else if speaks_grpc(client) && !trusts(client, Protocol::Grpc, case) {
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

/// What `clients/environments/measure.py` writes.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Measurement {
    versions: BTreeMap<String, String>,
    rows: Vec<BTreeMap<String, String>>,
    fixes: Vec<Fix>,
}

/// What a client came to in an environment with a fault, and after what the program told to do.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fix {
    fault: String,
    client: String,
    cause: String,
    before: String,
    after: String,
    commands: Vec<String>,
}

/// What the clients that are installed here come to in a sample of the environments, and the fixes; none where they can't be run. Of
/// `clients/measure.sh` it is all.
fn anew() -> Option<Measurement> {
    let read = |out: &std::path::Path| {
        serde_json::from_str(&std::fs::read_to_string(out).expect("what was measured")).expect("a measurement")
    };
    if let Some(folder) = std::env::var_os("MEASURED") {
        return Some(read(&std::path::Path::new(&folder).join("environments.json")));
    }
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("environments.json");
    let strict = std::process::Command::new("python3.13").arg("--version").output();
    let strict = strict.is_ok_and(|done| done.status.success());
    let done = std::process::Command::new("python3")
        .arg(root.join("tests/clients/environments/measure.py"))
        .arg(&out)
        .args(["--every", "7", "--clients", "python,python_trust_env,python_3,typescript,go"])
        .args(["--fixes", env!("CARGO_BIN_EXE_weaviate-doctor")])
        .args(strict.then_some(["--strict", "python3.13"]).iter().flatten())
        .output();
    match done {
        Ok(done) if done.status.success() => Some(read(&out)),
        done => {
            assert!(std::env::var("WEAVIATE_DOCTOR_CLIENTS").as_deref() != Ok("required"), "{done:?}");
            println!("skipped: the clients are not run (tests/clients/setup.sh, and namespaces of Linux)");
            None
        }
    }
}

#[test]
fn the_clients_go_and_the_fixes_work_as_they_are_told() {
    let Some(Measurement { versions, rows, fixes }) = anew() else { return };
    println!("{versions:?}");
    let table = |text: &str| toml::from_str::<toml::Table>(text).expect("a table");
    let known = [
        ("roots", table(include_str!("routes/roots.toml"))),
        ("proxies", table(include_str!("routes/proxies.toml"))),
        ("texts", table(include_str!("routes/texts.toml"))),
    ];
    let known: BTreeMap<&str, toml::Table> = known.into_iter().collect();
    let mut wrong = Vec::new();
    for row in &rows {
        let cases = known[row["table"].as_str()]["case"].as_array().expect("cases");
        let system = row.get("system").map(|system| system == "true");
        let is_its = |case: &&toml::Value| {
            case["name"].as_str() == Some(&row["name"]) && case.get("system").and_then(toml::Value::as_bool) == system
        };
        let case = cases.iter().find(is_its).expect("its case");
        for (client, said) in row.iter().filter(|(column, _)| !matches!(column.as_str(), "table" | "name" | "system")) {
            if case.get(client).and_then(toml::Value::as_str).is_some_and(|known| known != said) {
                wrong.push(format!("{} {}: {client} {said}, not {:?}", row["table"], row["name"], case[client]));
            }
        }
    }
    for Fix { fault, client, cause, before, after, commands } in &fixes {
        println!("| {fault} | {client} | {cause} | {before} | {after} | {} |", commands.join("; "));
        if before == "connects" || after != "connects" {
            wrong.push(format!("{fault} {client} {cause}: {before} before, {after} after {commands:?}"));
        }
    }
    assert!(rows.len() >= 18 && fixes.len() >= 7, "{} rows, {} fixes", rows.len(), fixes.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
