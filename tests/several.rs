//! Does `check --all` do what `interface.md` says? A practice cluster on loopback stands for several clusters of a config
//! file: one with its key, one without, one with a wrong key; beside them a closed port and a listener that notes what it is sent.
#![cfg(all(feature = "scan", feature = "practice"))]
#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod place;

use place::{Place, hides_keys, program, text};
use std::fmt::Write as _;
use std::fs;
use std::io::Read as _;
use std::net::TcpListener;
use std::process::Output;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use weaviate_doctor::model::api_key::Redactor;
use weaviate_doctor::report;

/// A listener that notes what it is sent and answers nothing.
fn note_taker() -> (u16, Arc<Mutex<Vec<u8>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let notes = Arc::new(Mutex::new(Vec::new()));
    let written = Arc::clone(&notes);
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut buffer = [0; 4096];
            let _ = stream.set_read_timeout(Some(Duration::from_millis(300)));
            let read = stream.read(&mut buffer).unwrap_or_default();
            written.lock().unwrap().extend_from_slice(&buffer[..read]);
        }
    });
    (port, notes)
}

fn five(place: &Place, noting: u16) -> String {
    let dead = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let cluster = &place.cluster;
    let mut config = format!("[clusters.alpha]\n{cluster}api_key_env = \"ALPHA_KEY\"\n[clusters.beta]\n{cluster}");
    let _ = write!(config, "[clusters.gamma]\n{cluster}api_key_file = \"gamma.key\"\n");
    let _ = write!(
        config,
        "[clusters.delta]\nurl = \"https://127.0.0.1:{dead}\"\ngrpc = \"grpcs://127.0.0.1:{dead}\"\napi_key_env = \"DELTA_KEY\"\n"
    );
    let here = format!("127.0.0.1:{noting}");
    let _ = write!(config, "[clusters.echo]\nurl = \"http://{here}\"\ngrpc = \"grpc://{here}\"\n");
    config
}

const NAMES: [&str; 5] = ["alpha", "beta", "delta", "echo", "gamma"];

#[tokio::test(flavor = "multi_thread")]
async fn every_cluster_has_its_line_and_only_its_own_key() {
    let place = Place::new().await;
    let (noting, notes) = note_taker();
    place.write(&five(&place, noting));
    let output = place.run(&["--all", "--log", "run.log"]).await;
    let shown = text(&output.stdout);
    assert_eq!((output.status.code(), text(&output.stderr).as_str()), (Some(1), ""), "{shown}");
    let (lines, table) = shown.split_once("\n\n").unwrap();
    let word = |name: &str| {
        let line = lines.lines().find(|l| l.split(' ').nth(1) == Some(name)).unwrap();
        line.rsplit_once("  ").unwrap().1.split(':').next().unwrap().to_owned()
    };
    assert_eq!(lines.lines().count(), 5, "{shown}");
    let words: Vec<String> = ["alpha", "beta", "gamma", "delta"].into_iter().map(word).collect();
    assert_eq!(words, ["healthy", "key-missing", "key-rejected", "connection-refused"], "{shown}");
    assert!(table.starts_with("5 clusters in ") && table.contains("1 healthy"), "{shown}");
    assert!(table.contains("✗ key-rejected") && table.contains("  1  gamma\n"), "{shown}");
    let log = fs::read_to_string(place.path("run.log")).unwrap();
    assert!(log.lines().any(|l| l.contains("delta: rest.tcp failed")), "{log}");
    hides_keys(&shown);
    hides_keys(&log);
    let notes = String::from_utf8_lossy(&notes.lock().unwrap()).into_owned();
    assert!(notes.contains("GET /"), "nobody asked: {notes}");
    hides_keys(&notes);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_format_holds_every_cluster() {
    let place = Place::new().await;
    place.write(&five(&place, note_taker().0));
    let output = place.run(&["--all", "--format", "json", "-o", "all.jsonl"]).await;
    assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0), "{output:?}");
    let lines = fs::read_to_string(place.path("all.jsonl")).unwrap();
    let mut names: Vec<String> =
        lines.lines().map(|l| report::read(l, &Redactor::default()).unwrap().name.unwrap()).collect();
    names.sort();
    assert_eq!(names, NAMES);
    let output = place.run(&["--all", "--format", "json", "--redact"]).await;
    let redacted = text(&output.stdout);
    let reports: Vec<_> = redacted.lines().map(|l| report::read(l, &Redactor::default()).unwrap()).collect();
    assert!(reports.len() == 5 && reports.iter().all(|r| r.redacted && r.name.is_some()));
    for name in NAMES.into_iter().chain(["ALPHA_KEY", "gamma.key"]) {
        assert!(!redacted.contains(name), "{name} is left in {redacted}");
    }
    let junit = place.run(&["--all", "--format", "junit"]).await;
    let markdown = place.run(&["--all", "--format", "markdown"]).await;
    assert_eq!((junit.status.code(), markdown.status.code()), (Some(1), Some(1)));
    for name in NAMES {
        assert!(text(&junit.stdout).contains(&format!("<testsuite name=\"weaviate-doctor.{name}\"")), "{junit:?}");
        assert!(text(&markdown.stdout).contains(&format!("\n# `{name}`\n")), "{markdown:?}");
    }
    for written in [lines, redacted, text(&junit.stdout), text(&markdown.stdout)] {
        hides_keys(&written);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_status_is_the_worst() {
    let place = Place::new().await;
    let alpha = format!("[clusters.alpha]\n{}api_key_env = \"ALPHA_KEY\"\n", place.cluster);
    place.write(&alpha);
    let healthy = place.run(&["--all"]).await;
    assert_eq!((healthy.status.code(), text(&healthy.stderr).as_str()), (Some(0), ""), "{healthy:?}");
    let rest = format!("[clusters.beta]\n{0}[clusters.archive]\n{0}api_key_file = \"missing.key\"\n", place.cluster);
    place.write(&(alpha + &rest));
    let output = place.run(&["--all", "--format", "json"]).await;
    let (shown, error) = (text(&output.stdout), text(&output.stderr));
    assert_eq!((output.status.code(), shown.lines().count(), error.lines().count()), (Some(2), 3, 1), "{shown}{error}");
    assert!(
        error.contains("not checked: archive: can't read the key from") && error.contains("missing.key"),
        "{error}"
    );
    let values: Vec<serde_json::Value> = shown.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    let archive = values.iter().find(|v| v["name"] == "archive").unwrap();
    assert!(archive["error"].as_str().unwrap().starts_with("can't read the key from"), "{archive}");
    let redacted = place.run(&["--all", "--redact"]).await;
    let written = text(&redacted.stdout) + &text(&redacted.stderr);
    assert!(!written.contains("archive") && !written.contains("missing.key"), "{written}");
}

#[test]
fn a_cluster_s_name_is_offered_where_one_is_missing() {
    let folder = tempfile::tempdir().unwrap();
    let config =
        "[clusters.production]\nurl = \"https://127.0.0.1:1\"\n[clusters.staging]\nurl = \"https://127.0.0.1:1\"\n";
    fs::write(folder.path().join("c.toml"), config).unwrap();
    let run = |arguments: &[&str]| {
        program(folder.path()).args(["check", "--config", "c.toml", "--no-scan"]).args(arguments).output().unwrap()
    };
    let output = run(&["prodction"]);
    let error = text(&output.stderr);
    assert_eq!((output.status.code(), error.lines().count()), (Some(2), 1), "{error}");
    assert!(error.contains("did you mean production? It names production and staging."), "{error}");
    let error = text(&run(&["nosuch"]).stderr);
    assert!(error.contains("in c.toml: it names production and staging. A host is written with its scheme"), "{error}");
    let output = run(&[]);
    let shown = text(&output.stdout).split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(output.status.code(), Some(1), "{shown}");
    assert!(
        shown.contains("“production” and “staging”")
            && shown.contains("weaviate-doctor check production --config c.toml"),
        "{shown}"
    );
    assert!(!shown.contains("in the wizard"), "{shown}");
    let redacted = text(&run(&["--redact"]).stdout);
    assert!(!redacted.contains("production") && !redacted.contains("staging"), "{redacted}");
    let whole = folder.path().join("c.toml");
    let arguments = ["check", "--config", whole.to_str().unwrap(), "--no-scan", "--redact"];
    let redacted = text(&program(folder.path()).args(arguments).output().unwrap().stdout);
    assert!(redacted.contains("--config file-") && !redacted.contains(whole.to_str().unwrap()), "{redacted}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_of_a_fix_keeps_the_cluster_s_name_or_where_its_key_is() {
    let place = Place::new().await;
    place.write(&format!("[clusters.gamma]\n{0}api_key_file = \"gamma.key\"\n[clusters.beta]\n{0}", place.cluster));
    let all = |output: &Output| {
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        report.to_string()
    };
    let named = all(&place.run(&["gamma", "--no-scan", "--format", "json"]).await);
    assert!(named.contains("weaviate-doctor check gamma --config c.toml --cross-check"), "{named}");
    let url = place.cluster.split('"').nth(1).unwrap().to_owned();
    let grpc = place.cluster.split('"').nth(3).unwrap().to_owned();
    let arguments = [&url, "--grpc", &grpc, "--no-scan", "--format", "json", "--api-key-file", "gamma.key"];
    let by_file = all(&place.run(&arguments).await);
    assert!(
        by_file
            .contains(&format!("weaviate-doctor check {url} --api-key-file gamma.key --config c.toml --cross-check")),
        "{by_file}"
    );
    let redacted = all(&place.run(&["gamma", "--no-scan", "--format", "json", "--redact"]).await);
    assert!(!redacted.contains("gamma"), "{redacted}");
}

#[test]
fn wrong_usage_is_one_line() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("c.toml"), "client = \"go\"\n").unwrap();
    let table: [(&[&str], &str); 9] = [
        (&["--all", "abc.weaviate.cloud"], "--all"),
        (&["--all", "--watch", "5"], "contradict"),
        (&["--all", "--api-key-env", "ALPHA_KEY"], "contradict"),
        (&["--all", "--api-key-file", "-"], "contradict"),
        (&["--all", "--grpc", "grpcs://a.example:443"], "contradict"),
        (&["--all", "--config", "c.toml"], "c.toml has none: write [clusters.production]"),
        (&["--watch", "0"], "isn't a number of seconds above 0"),
        (&["--watch", "5", "--format", "html", "-o", "-"], "name its file with -o FILE"),
        (&["--watch", "5", "--format", "junit"], "--watch writes text, json or html"),
    ];
    for (arguments, expected) in table {
        let output = program(folder.path()).arg("check").args(arguments).output().unwrap();
        let error = text(&output.stderr);
        assert_eq!((output.status.code(), output.stdout.len(), error.lines().count()), (Some(2), 0, 1), "{error}");
        assert!(error.contains(expected), "{error}");
    }
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn what_was_written_before_ctrl_c_stays() {
    let place = Place::new().await;
    // It accepts and never answers.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let here = silent.local_addr().unwrap();
    let config = format!(
        "[clusters.alpha]\n{}api_key_env = \"ALPHA_KEY\"\n[clusters.slow]\nurl = \"http://{here}\"\ngrpc = \"grpc://{here}\"\n",
        place.cluster
    );
    place.write(&config);
    let command = place.command(&["--all", "--format", "json", "--timeout", "60"]);
    let (lines, status) = tokio::task::spawn_blocking(move || place::interrupted_after(command, 1)).await.unwrap();
    assert_eq!((status, lines.len()), (Some(130), 1), "{lines:?}");
    assert_eq!(report::read(&lines[0], &Redactor::default()).unwrap().name.as_deref(), Some("alpha"));
}
