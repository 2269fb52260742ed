//! Does the command `scan` do what scripts rely on: status, formats, patches that `git apply` takes, a line for what was left out, and no key
//! on any stream? And do `check` and the scan meet? It runs the built program in a folder of its own, without inherited environment.
#![cfg(all(feature = "scan", feature = "practice"))]
#![allow(clippy::unwrap_used, reason = "a test that can't go on has failed")]

use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

const KEY: &str = "Tm90QVJlYWxLZXk6Y29tbWFuZDowMDAwMDAwMw";

const WRONG: &str = "import os\nimport weaviate\n\nclient = weaviate.connect_to_weaviate_cloud(\n    cluster_url=\"https://grpc-abc123.c0.europe-west3.gcp.weaviate.cloud\",\n    auth_credentials=(os.environ[\"WEAVIATE_API_KEY\"],),\n)\n";

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_weaviate-doctor"));
    command.env_clear().current_dir(folder).stdin(Stdio::null()).args(arguments);
    let output = command.output().unwrap();
    let all = [&output.stdout[..], &output.stderr[..]].concat();
    assert!(!String::from_utf8_lossy(&all).contains(KEY), "a key is shown");
    output
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

fn status(output: &Output) -> i32 {
    output.status.code().unwrap()
}

#[test]
fn the_status_says_whether_there_is_something_to_fix() {
    let good = "import os\nimport weaviate\nweaviate.connect_to_weaviate_cloud(os.environ['U'], weaviate.auth.AuthApiKey(os.environ['WEAVIATE_API_KEY']))\n";
    let folder = folder(&[("wrong/app.py", WRONG), ("good/app.py", good), ("empty/a.txt", "")]);
    for (path, expected) in [("wrong", 1), ("good", 0), ("empty", 0), (".", 1), ("good/app.py", 0)] {
        let output = run(folder.path(), &["scan", path]);
        assert_eq!(status(&output), expected, "{path}: {}", text(&output.stdout));
        assert!(output.stderr.is_empty());
    }
    let output = run(folder.path(), &["scan"]);
    assert!(text(&output.stdout).contains("wrong/app.py:5:18: This is the gRPC endpoint"), "{}", text(&output.stdout));
}

#[test]
fn every_cause_that_was_found_is_named_at_the_end() {
    let literal = format!("import weaviate\nfrom weaviate.classes.init import Auth\nAuth.api_key(\"{KEY}\")\n");
    let folder = folder(&[("app.py", WRONG), ("key.py", &literal)]);
    let output = run(folder.path(), &["scan"]);
    let shown = text(&output.stdout);
    let causes: Vec<&str> =
        shown.lines().filter_map(|l| l.strip_prefix("What it means: weaviate-doctor causes ")).collect();
    assert!(
        causes.len() > 1 && causes.contains(&"url-is-grpc-endpoint") && causes.contains(&"key-in-source"),
        "{shown}"
    );
    for cause in causes {
        assert!(shown.contains(&format!("[{cause}]")), "{shown}");
    }
}

#[test]
fn wrong_usage_and_missing_paths_are_one_line() {
    let folder = folder(&[]);
    let table: [(&[&str], &str); 5] = [
        (&["scan", "missing"], "there's no file or folder “missing”"),
        (&["scan", "--format", "xml"], "use one of text, json, sarif"),
        (&["scan", "--diff", "--format", "json"], "contradict each other"),
        (&["scan", "--client", "cobol"], "cobol"),
        (&["scan", "-o", "missing/report"], "no such directory"),
    ];
    for (arguments, expected) in table {
        let output = run(folder.path(), arguments);
        assert_eq!((status(&output), output.stdout.is_empty()), (2, true), "{arguments:?}");
        let error = text(&output.stderr);
        assert!(error.contains(expected) && error.lines().count() == 1, "{error}");
    }
}

#[test]
fn json_and_sarif_name_every_place() {
    let folder = folder(&[("app.py", WRONG)]);
    let output = run(folder.path(), &["scan", "--format", "json"]);
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    let found: Vec<(&str, u64, u64, &str)> = json["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| {
            let number = |name: &str| f[name].as_u64().unwrap();
            (f["path"].as_str().unwrap(), number("line"), number("column"), f["cause"].as_str().unwrap())
        })
        .collect();
    assert_eq!(found, [("app.py", 5, 18, "url-is-grpc-endpoint"), ("app.py", 6, 22, "key-passed-wrongly")]);
    let causes = json["diagnosis"]["causes"].as_array().unwrap();
    assert_eq!((json["diagnosis"]["verdict"].as_str(), causes.len()), (Some("diagnosed"), 2));
    assert!(causes.iter().all(|c| c["fix"]["steps"].as_array().is_some_and(|s| !s.is_empty())));
    assert!(causes.iter().all(|c| c["places"].as_array().is_some_and(|p| p.len() == 1)));
    assert_eq!(json["schema_version"], 1);
    let output = run(folder.path(), &["scan", "--format", "sarif", "-o", "out.sarif"]);
    assert!(output.stdout.is_empty() && status(&output) == 1);
    let sarif: Value = serde_json::from_slice(&fs::read(folder.path().join("out.sarif")).unwrap()).unwrap();
    let run = &sarif["runs"][0];
    assert_eq!((sarif["version"].as_str(), run["results"].as_array().unwrap().len()), (Some("2.1.0"), 2));
    let place = &run["results"][0]["locations"][0]["physicalLocation"];
    assert_eq!((place["artifactLocation"]["uri"].as_str(), &place["region"]["startLine"]), (Some("app.py"), &5.into()));
}

#[test]
fn a_patch_applies_where_it_was_made_and_shows_no_key() {
    let keyed = format!(
        "import weaviate\nclient = weaviate.connect_to_weaviate_cloud(\n    cluster_url=\"grpc-abc123.c0.europe-west3.gcp.weaviate.cloud\",\n    auth_credentials=\"{KEY}\",\n)\n"
    );
    let beside = format!("{WRONG}\nPASSWORD = \"hunter2!\"\nKEY = \"{KEY}\"\n");
    let folder = folder(&[("sub dir/app.py", WRONG), ("sub dir/keyed.py", &keyed), ("sub dir/beside.py", &beside)]);
    let git = |folder: &Path, arguments: &[&str]| {
        let done = Command::new("git").args(arguments).current_dir(folder).output().unwrap();
        assert!(done.status.success(), "git {arguments:?}: {}", text(&done.stderr));
    };
    git(folder.path(), &["init", "-q"]);
    // From the top, from a folder below, and of a folder elsewhere.
    let sub = folder.path().join("sub dir");
    let elsewhere = tempfile::tempdir().unwrap();
    let named = sub.to_string_lossy().into_owned();
    let (top, here): (&[&str], &[&str]) = (&["scan", "--diff"], &["scan", "--diff", &named]);
    for (from, arguments, into) in
        [(folder.path(), top, folder.path()), (&sub, top, &*sub), (elsewhere.path(), here, &*sub)]
    {
        let output = run(from, arguments);
        assert_eq!(status(&output), 1);
        let patch = text(&output.stdout);
        assert!(patch.contains("-    cluster_url=\"https://grpc-abc123") && !patch.contains("hunter2"), "{patch}");
        let error = text(&output.stderr);
        assert!(error.contains("keyed.py:4:23: not in the patch, change it by hand"), "{error}");
        let file = elsewhere.path().join("fix.patch");
        fs::write(&file, patch).unwrap();
        let before = fs::read_to_string(into.join(if into == sub { "app.py" } else { "sub dir/app.py" })).unwrap();
        git(into, &["apply", file.to_str().unwrap()]);
        let changed = fs::read_to_string(sub.join("app.py")).unwrap();
        assert!(before != changed && changed.contains("\"https://abc123.c0"), "{changed}");
        for (name, text) in [("app.py", WRONG), ("keyed.py", &keyed), ("beside.py", &beside)] {
            fs::write(sub.join(name), text).unwrap();
        }
    }
}

#[test]
fn what_is_left_out_is_named_on_standard_error() {
    let folder = folder(&[("bad.ipynb", "weaviate"), ("notes.txt", "weaviate"), ("app.py", "import weaviate\n")]);
    let output = run(folder.path(), &["scan", ".", "notes.txt"]);
    let error = text(&output.stderr);
    assert!(error.contains("weaviate-doctor: bad.ipynb: not read: it isn't a notebook"), "{error}");
    assert!(error.contains("notes.txt: not read") && error.lines().count() == 2, "{error}");
    assert_eq!(status(&output), 0);
    let output = run(folder.path(), &["scan", "bad.ipynb"]);
    assert_eq!(status(&output), 2, "nothing could be read");
    let output = run(folder.path(), &["scan", "app.py", "bad.ipynb"]);
    assert_eq!(status(&output), 2, "what was named could not be read, and nothing was found");
    assert!(text(&output.stderr).contains("bad.ipynb: not read") && text(&output.stderr).lines().count() == 1);
    fs::write(folder.path().join("wrong.py"), WRONG).unwrap();
    let output = run(folder.path(), &["scan", "wrong.py", "bad.ipynb"]);
    assert_eq!(status(&output), 1, "what was found counts");
}

#[cfg(unix)]
#[test]
fn what_has_no_end_is_no_source() {
    let folder = folder(&[("app.py", WRONG)]);
    let made = Command::new("mkfifo").arg(folder.path().join("pipe.py")).status();
    if !made.is_ok_and(|s| s.success()) {
        println!("skipped: no mkfifo");
        return;
    }
    for named in ["pipe.py", "/dev/null", "/dev/zero"] {
        let output = run(folder.path(), &["scan", "app.py", named]);
        assert_eq!((status(&output), output.stdout.is_empty()), (2, true), "{named}");
        let error = text(&output.stderr);
        assert!(
            error.contains(&format!("“{named}” isn't a regular file or folder")) && error.lines().count() == 1,
            "{error}"
        );
    }
    // In a folder it is passed by.
    let output = run(folder.path(), &["scan"]);
    assert_eq!((status(&output), output.stderr.is_empty()), (1, true), "{}", text(&output.stderr));
}

#[test]
fn the_named_client_and_timeout_count() {
    let bare = "import os\nimport weaviate\nweaviate.connect_to_weaviate_cloud(cluster_url=os.environ['U'], auth_credentials=os.environ['K'], additional_config=weaviate.classes.init.AdditionalConfig(timeout=weaviate.classes.init.Timeout(init=5)))\n";
    let folder = folder(&[("app.py", bare), ("requirements.txt", "weaviate-client==4.16.0\n")]);
    let causes = |arguments: &[&str]| {
        let output = run(folder.path(), &[&["scan", "--format", "json"], arguments].concat());
        let json: Value = serde_json::from_slice(&output.stdout).unwrap();
        let found = json["findings"].as_array().unwrap().iter().map(|f| f["cause"].as_str().unwrap().to_owned());
        found.collect::<Vec<_>>()
    };
    assert_eq!(causes(&[]), Vec::<String>::new());
    assert_eq!(causes(&["--client", "python@4.14.3"]), ["key-passed-wrongly"]);
    assert_eq!(causes(&["--init-timeout", "8"]), ["grpc-slow"]);
}

#[test]
fn a_good_key_that_is_refused_leads_to_the_line() {
    let wrong = "import os\nimport weaviate\nclient = weaviate.WeaviateClient(\n    connection_params=params,\n    auth_client_secret=os.environ['WEAVIATE_API_KEY'],\n)\n";
    let folder = folder(&[("src/app.py", wrong)]);
    fs::write(folder.path().join("key"), KEY).unwrap();
    let check = ["check", "practice:healthy", "--symptom", "unauthorized", "--api-key-file", "key"];
    let output = run(folder.path(), &check);
    let report = text(&output.stdout);
    let head: Vec<&str> = report.lines().take(8).collect();
    assert!(head.iter().any(|l| l.contains("→ src/app.py:5:24: ")), "{report}");
    let output = run(folder.path(), &[&check[..], &["--format", "json"]].concat());
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(json["diagnosis"]["causes"][0]["id"], "key-passed-wrongly");
    assert_eq!((&json["findings"][0]["path"], &json["findings"][0]["line"]), (&"src/app.py".into(), &5.into()));
    let output = run(folder.path(), &[&check[..], &["--no-scan"]].concat());
    assert!(!text(&output.stdout).contains("app.py"));
}

/// What the probes measured counts in the scan that follows: a limit that is enough by itself is too short for this cluster.
#[test]
fn the_measured_time_reaches_the_scan() {
    let code = "import os\nimport weaviate\nfrom weaviate.classes.init import AdditionalConfig, Auth, Timeout\n\nclient = weaviate.connect_to_weaviate_cloud(\n    cluster_url=os.environ['WEAVIATE_URL'],\n    auth_credentials=Auth.api_key(os.environ['WEAVIATE_API_KEY']),\n    additional_config=AdditionalConfig(timeout=Timeout(init=2.2)),\n)\n";
    let folder = folder(&[("app.py", code)]);
    assert_eq!(status(&run(folder.path(), &["scan"])), 0, "two seconds are enough where nothing was measured");
    fs::write(folder.path().join("key"), KEY).unwrap();
    let check = ["check", "practice:grpc-slow", "--api-key-file", "key", "--format", "json"];
    let json: Value = serde_json::from_slice(&run(folder.path(), &check).stdout).unwrap();
    assert_eq!(json["diagnosis"]["causes"][0]["id"], "grpc-slow", "{json}");
    let finding = &json["findings"][0];
    assert_eq!(
        (&finding["path"], &finding["line"], &finding["cause"]),
        (&"app.py".into(), &8.into(), &"grpc-slow".into())
    );
}

/// Each word is looked at with a bounded part of what stands around it: with the whole line, these files would take hours.
#[test]
fn one_word_over_megabytes_is_read_in_linear_time() {
    let folder = tempfile::tempdir().unwrap();
    for (name, word) in [("a.py", "weaviate"), ("a.java", "weaviate"), ("a.go", "weaviate "), ("a.ts", "weaviate")] {
        let path = folder.path().join(name);
        fs::write(&path, word.repeat(1_990_000 / word.len())).unwrap();
        let output = Command::new(env!("CARGO_BIN_EXE_weaviate-doctor")).arg("scan").arg(&path).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{name}: {output:?}");
    }
}
