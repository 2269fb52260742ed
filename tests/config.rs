//! Does the config file do what `interface.md` says? Clusters by name, mistakes as one line, and no key on a cluster that it isn't for, unless
//! `--cross-check` asks for it. Two practice clusters on loopback stand for two clusters of the file.
#![cfg(all(feature = "scan", feature = "practice"))]
#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, SystemTime};
use tokio::net::TcpListener;
use tokio::sync::mpsc::unbounded_channel;
use weaviate_doctor::io::practice::{Fault, Practice};
use weaviate_doctor::io::probe;
use weaviate_doctor::model::api_key::{ApiKey, Redactor};
use weaviate_doctor::model::case::{Case, ConfiguredCluster, Sourced};
use weaviate_doctor::model::evidence::{Evidence, Origin, ProbeEvent};
use weaviate_doctor::model::finding::{Confidence, Diagnosis};
use weaviate_doctor::report::{self, Moment, Style};
use weaviate_doctor::rules::diagnosis::diagnose;
use weaviate_doctor::words::catalog;

const KEY: &str = "cGxhbnRlZC1rZXktb2Ytc3RhZ2luZy0wMDAx";
const OTHER: &str = "cGxhbnRlZC1rZXktb2YtYW5vdGhlci0wMDAy";

const FILE: &str = r#"client = "typescript"

[clusters.production]
url = "https://127.0.0.1:9"
api_key_env = "PRODUCTION_KEY"

[clusters.staging]
url = "http://127.0.0.1:9"
grpc = "grpc://127.0.0.1:19"

[clusters.archive]
url = "https://127.0.0.1:9"
api_key_file = "archive.key"
"#;

fn key(text: &str) -> ApiKey {
    ApiKey::new(text.to_owned())
}

fn program(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_weaviate-doctor"));
    command.env_clear().current_dir(folder).stdin(Stdio::null());
    command.env("PRODUCTION_KEY", KEY).env("WEAVIATE_API_KEY", OTHER).env("WEAVIATE_URL", "https://127.0.0.1:11");
    command.env("XDG_CONFIG_HOME", folder.join("home"));
    command.args(["check", "--timeout", "1", "--format", "json"]).args(arguments).output().unwrap()
}

fn folder(config: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("c.toml"), config).unwrap();
    fs::write(folder.path().join("archive.key"), OTHER).unwrap();
    folder
}

fn reported(output: &Output) -> serde_json::Value {
    let shown = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{shown}");
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    assert!(!text.contains(KEY) && !text.contains(OTHER), "{text}");
    serde_json::from_str(&text).unwrap()
}

#[test]
fn a_name_brings_its_url_its_grpc_endpoint_and_its_own_key() {
    let folder = folder(FILE);
    let check = |target: &[&str]| {
        let arguments = [&["--config", "c.toml"], target].concat();
        reported(&program(folder.path(), &arguments))
    };
    let production = check(&["production"]);
    assert_eq!(production["origins"]["url"], "cluster production in the config file");
    assert_eq!(production["origins"]["key"], "PRODUCTION_KEY");
    assert_eq!(production["client"]["language"], "typescript");
    let staging = check(&["staging"]);
    assert_eq!(staging["target"]["grpc"], "http://127.0.0.1:19");
    // WEAVIATE_API_KEY may be anybody's: a cluster of the file gets none that the file doesn't name for it.
    assert_eq!(staging["probes"][1]["id"], "local.key");
    assert_eq!(staging["probes"][1]["status"], "skipped");
    assert!(staging["probes"][1]["summary"].as_str().unwrap().contains("has no key for staging"));
    let archive = check(&["archive"]);
    assert!(archive["origins"]["key"].as_str().unwrap().ends_with("archive.key"));
    let named = check(&["staging", "--api-key-env", "PRODUCTION_KEY"]);
    assert_eq!(named["origins"]["key"], "PRODUCTION_KEY");
    // Without a target, the environment counts as before.
    assert_eq!(check(&[])["origins"]["url"], "WEAVIATE_URL");
    assert_eq!(check(&["--client", "go"])["client"]["language"], "go");
}

#[test]
fn the_usual_place_is_the_config_folder() {
    let folder = folder("");
    let place = folder.path().join("home/weaviate-doctor");
    fs::create_dir_all(&place).unwrap();
    fs::write(place.join("config.toml"), FILE).unwrap();
    assert_eq!(reported(&program(folder.path(), &["production"]))["origins"]["key"], "PRODUCTION_KEY");
}

#[test]
fn mistakes_are_one_line_with_file_and_line_and_no_key() {
    let literal = format!("[clusters.a]\nurl = \"https://a.example\"\napi_key = \"{KEY}\"\n");
    let table: [(&str, &[&str], &str); 9] = [
        (FILE, &["--config", "c.toml", "prodution"], "did you mean production?"),
        (FILE, &["--config", "c.toml", "nosuch"], "of this name in c.toml: it names"),
        ("[clusters.a]\nurl = \"practice:healthy\"", &["--config", "c.toml"], "line 2: name a practice cluster on"),
        (FILE, &["--config", "c.toml", KEY], "there's no cluster of this name"),
        (FILE, &["--config", "missing.toml"], "there's no such file"),
        (FILE, &["--config", "."], "it's a directory"),
        (&literal, &["--config", "c.toml"], "c.toml, line 3: a key never belongs in this file: write api_key_env"),
        ("[cluster.a]\n", &["--config", "c.toml"], "c.toml, line 1: unknown name “cluster”: write clusters"),
        ("client = \"cobol\"", &["--config", "c.toml"], "line 1: client is one of"),
    ];
    for (file, arguments, expected) in table {
        let folder = folder(file);
        let output = program(folder.path(), arguments);
        let error = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{error}");
        assert!(error.lines().count() == 1 && error.contains(expected) && !error.contains(KEY), "{error}");
    }
}

async fn run(case: &Case) -> (Evidence, Diagnosis) {
    let (observer, mut events) = unbounded_channel();
    let _run = probe::start(case, observer);
    let mut evidence = Evidence::default();
    while let Some(event) = events.recv().await {
        if let ProbeEvent::Finished(id, observation) = event {
            evidence.insert(id, *observation);
        }
    }
    let diagnosis = diagnose(case, &evidence);
    let report = report::build(case, &evidence, &diagnosis, Moment { started: SystemTime::now(), took: evidence.took });
    let written = report::json(&report).unwrap() + &report::text::render(&report, Style::PLAIN) + &format!("{case:?}");
    assert!(!Redactor::new([&key(KEY), &key(OTHER)]).finds(&written), "a key is shown");
    (evidence, diagnosis)
}

/// A case for the first cluster, with the second in the config file.
async fn two(here: (Fault, Option<&str>), there: (Fault, Option<&str>)) -> (Case, [Practice; 2]) {
    let (mine, others) = (here.1.map(key), there.1.map(key));
    let one = Practice::start(here.0, mine.as_ref()).await.unwrap();
    let two = Practice::start(there.0, others.as_ref()).await.unwrap();
    let mut case = Case::empty();
    case.key = Sourced::new(key(KEY), Origin::Variable("PRODUCTION_KEY".into()));
    case.settings.timeout = Duration::from_secs(4);
    let mut other = case.clone();
    one.apply(&mut case);
    two.apply(&mut other);
    case.settings.extra_roots.extend(other.settings.extra_roots);
    case.settings.cross_check = true;
    let url = other.url.value.unwrap();
    case.configured = vec![ConfiguredCluster { name: "staging".into(), url, key: Sourced::default(), proxy: None }];
    (case, [one, two])
}

#[tokio::test(flavor = "multi_thread")]
async fn the_cluster_that_a_key_belongs_to_is_found() {
    let (case, _running) = two((Fault::KeyRejected, None), (Fault::Healthy, Some(KEY))).await;
    let (evidence, diagnosis) = run(&case).await;
    let first = diagnosis.findings.first().unwrap();
    assert_eq!((first.cause.id(), first.confidence), ("key-for-another-cluster", Confidence::Certain));
    let fix = format!("{:?}", catalog::fix(first, &case, &evidence));
    assert!(fix.contains("this key opens staging of your config file"), "{fix}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_cluster_whose_key_opens_this_one_is_found() {
    let (mut case, _running) = two((Fault::Healthy, Some(OTHER)), (Fault::KeyRejected, None)).await;
    case.configured[0].key = Sourced::new(key(OTHER), Origin::Variable("STAGING_KEY".into()));
    let (_, diagnosis) = run(&case).await;
    let first = diagnosis.findings.first().unwrap();
    assert_eq!((first.cause.id(), first.confidence), ("key-for-another-cluster", Confidence::Likely));
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_else_is_asked_without_cross_check_nor_for_a_good_key() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    for (fault, cross_check) in [(Fault::KeyRejected, false), (Fault::Healthy, true)] {
        let practice = Practice::start(fault, Some(&key(KEY))).await.unwrap();
        let mut case = Case::empty();
        case.key = Sourced::new(key(KEY), Origin::Variable("PRODUCTION_KEY".into()));
        practice.apply(&mut case);
        case.settings.cross_check = cross_check;
        let name = "staging".to_owned();
        case.configured = vec![ConfiguredCluster { name, url: url.clone(), key: Sourced::default(), proxy: None }];
        run(&case).await;
        // The run has ended: a connection would be waiting.
        let waiting = tokio::time::timeout(Duration::ZERO, listener.accept()).await;
        assert!(waiting.is_err(), "{fault}: another cluster was asked");
    }
}
