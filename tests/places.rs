//! Is `check --from PLACE` as good as a check here, and is a hostile place survived? A place is a command: here a shell script that stands for
//! `ssh`, `kubectl exec` and their like.
#![cfg(all(unix, feature = "practice"))]
#![expect(clippy::expect_used, reason = "a test that can't go on ends here")]

use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

const PROGRAM: &str = env!("CARGO_BIN_EXE_weaviate-doctor");

/// A key, which no output may hold.
const KEY: &str = "Zq7RtUv2-Ks9xWm4LpYb-Ng6HcJd8EfGh3TaQk5VnRs1";

/// A place that does what this script does with the words behind it.
fn place(folder: &TempDir, script: &str) -> String {
    let path = folder.path().join("place.sh");
    fs::write(&path, script).expect("written");
    format!("sh {}", path.display())
}

fn doctor(folder: &Path, arguments: &[&str]) -> Output {
    let kept = ["PATH", "HOME"].iter().filter_map(|name| Some((*name, std::env::var_os(name)?)));
    Command::new(PROGRAM)
        .args(arguments)
        .env_clear()
        .envs(kept)
        .env("TMPDIR", folder)
        .env("WEAVIATE_API_KEY", KEY)
        .current_dir(folder)
        .output()
        .expect("the program runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Neither the program nor the path that it has here is found.
const WITHOUT_THE_PROGRAM: &str = "case \"$1\" in weaviate-doctor|/*) exit 127;; esac\nexec \"$@\"\n";

#[test]
fn events_come_a_line_each_and_the_report_last() {
    let folder = tempfile::tempdir().expect("folder");
    let output = doctor(folder.path(), &["check", "practice:healthy", "--format", "events", "--no-scan"]);
    assert_eq!(output.status.code(), Some(0));
    let lines: Vec<Value> =
        text(&output.stdout).lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let name = |line: &Value| line["event"].as_str().unwrap_or_default().to_owned();
    assert_eq!((name(&lines[0]).as_str(), name(&lines[lines.len() - 1]).as_str()), ("begun", "ended"));
    let count = |wanted: &str| lines.iter().filter(|line| name(line) == wanted).count();
    let probes = lines[0]["probes"].as_array().expect("probes").len();
    assert_eq!((count("started"), count("finished")), (probes, probes));
    let report = &lines[lines.len() - 1]["report"];
    assert_eq!(report["probes"].as_array().map(Vec::len), Some(probes));
    for line in lines.iter().filter(|line| name(line) == "finished") {
        let rows = report["probes"].as_array().expect("probes");
        assert!(rows.contains(&line["probe"]), "{} stands in the report as it was told", line["probe"]["id"]);
    }
}

#[test]
fn a_place_with_the_program_is_checked_from_and_the_answer_is_the_same() {
    let folder = tempfile::tempdir().expect("folder");
    let there = place(&folder, &format!("shift\nexec {PROGRAM} \"$@\"\n"));
    for (fault, status) in [("practice:healthy", 0), ("practice:key-rejected", 1)] {
        let from = doctor(folder.path(), &["check", "--from", &there, fault, "--no-scan", "--format", "json"]);
        assert_eq!(from.status.code(), Some(status), "{}", text(&from.stderr));
        let report: Value = serde_json::from_slice(&from.stdout).expect("a report");
        let here = doctor(folder.path(), &["check", fault, "--no-scan", "--format", "json"]);
        let here: Value = serde_json::from_slice(&here.stdout).expect("a report");
        assert_eq!(report["diagnosis"]["verdict"], here["diagnosis"]["verdict"]);
        let causes = |report: &Value| {
            report["diagnosis"]["causes"].as_array().map(|c| c.iter().map(|c| c["id"].clone()).collect::<Vec<_>>())
        };
        assert_eq!(causes(&report), causes(&here));
    }
}

#[test]
fn the_program_sends_itself_and_leaves_nothing() {
    let folder = tempfile::tempdir().expect("folder");
    let there = place(&folder, WITHOUT_THE_PROGRAM);
    let left =
        || fs::read_dir(folder.path()).expect("folder").flatten().filter(|e| e.file_name() != "place.sh").count();
    let sent = doctor(folder.path(), &["check", "--from", &there, "practice:healthy", "--no-scan"]);
    assert_eq!(sent.status.code(), Some(0), "{}{}", text(&sent.stdout), text(&sent.stderr));
    assert_eq!(left(), 0, "what was sent is gone");
    // The key of this side goes there over standard input, and is judged there.
    let with_key = ["--send-key", "--api-key-env", "WEAVIATE_API_KEY", "--format", "json"];
    let arguments = [&["check", "--from", &there, "practice:key-rejected", "--no-scan"], &with_key[..]].concat();
    let sent = doctor(folder.path(), &arguments);
    assert_eq!(sent.status.code(), Some(1), "{}", text(&sent.stderr));
    let report: Value = serde_json::from_slice(&sent.stdout).expect("a report");
    assert_eq!(report["origins"]["key"], "standard input");
    assert!(!text(&sent.stdout).contains(KEY) && !text(&sent.stderr).contains(KEY));
    assert_eq!(left(), 0, "what was sent is gone");
}

#[test]
fn a_place_that_can_not_be_checked_from_is_told_in_one_line() {
    let begun = r#"printf '{"event":"begun","schema_version":1,"tool":{"name":"weaviate-doctor","version":"VERSION"},"probes":["rest.dns"]}\n'"#
        .replace("VERSION", env!("CARGO_PKG_VERSION"));
    let flood = format!("{begun}\nyes '{{\"event\":\"x\"}}'\n");
    let cases = [
        (
            "without a shell",
            "case \"$1\" in uname) exit 127;; esac\nexit 127\n".to_owned(),
            "without a shell it can't be sent",
        ),
        (
            "another system",
            "case \"$1\" in uname) echo 'Plan9 sparc';; *) exit 127;; esac\n".to_owned(),
            "another system",
        ),
        (
            "no folder",
            "case \"$1\" in sh) exit 91;; uname) exec \"$@\";; esac\nexit 127\n".to_owned(),
            "no folder there takes it",
        ),
        (
            "no start",
            "case \"$1\" in sh) exit 93;; uname) exec \"$@\";; esac\nexit 127\n".to_owned(),
            "doesn't run there",
        ),
        ("dies in the middle", format!("{begun}\n"), "in the middle of a run"),
        ("floods", flood, "more than any run"),
        (
            "a report that is none",
            format!("{begun}\nprintf '{{\"event\":\"ended\",\"report\":{{}}}}\\n'\n"),
            "isn't this program's",
        ),
        (
            "words that steer",
            "case \"$1\" in uname) printf '\\033]0;evil\\007\\n';; *) printf '\\033[2J' >&2; exit 127;; esac\n"
                .to_owned(),
            "another system",
        ),
        (
            "wrong options",
            "printf 'weaviate-doctor: there is no such option \\033[31m%s\\n' \"$WEAVIATE_API_KEY\" >&2\nexit 2\n"
                .to_owned(),
            "no such option",
        ),
    ];
    for (what, script, words) in cases {
        let folder = tempfile::tempdir().expect("folder");
        let there = place(&folder, &script);
        let output = doctor(folder.path(), &["check", "--from", &there, "practice:healthy"]);
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{what}: {said}");
        assert!(said.contains(words), "{what}: {said}");
        assert!(output.stdout.is_empty() && said.lines().count() == 1, "{what}: {said}");
        assert!(!said.contains(KEY) && !said.contains('\u{1b}'), "{what}: {said:?}");
    }
}

#[test]
fn files_of_this_machine_do_not_go_there() {
    let folder = tempfile::tempdir().expect("folder");
    for (arguments, words) in [
        (&["check", "--from", "sh x", "--cacert", "roots.pem"][..], "--cacert"),
        (&["check", "--from", "sh x", "--proxy", "http://127.0.0.1:1"], "--proxy"),
        (&["check", "--from", "a", "--from", "b"], "one place"),
        (&["check", "--from", "pod"], "there is no place"),
        (&["check", "--send-key"], "--from"),
        (&["compare", "--from", "here"], "two places"),
        (&["compare", "one.json"], "two reports"),
    ] {
        let output = doctor(folder.path(), arguments);
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
        assert!(said.contains(words) && said.lines().count() == 1, "{arguments:?}: {said}");
    }
}

#[test]
fn places_are_compared_and_the_odd_one_stands_out() {
    let folder = tempfile::tempdir().expect("folder");
    // Its first word is the program there; this place has it under another name.
    let good = place(&folder, &format!("shift\nexec {PROGRAM} \"$@\"\n"));
    let odd = folder.path().join("odd.sh");
    fs::write(&odd, format!("shift\nfor a; do shift; [ \"$a\" = practice:healthy ] && a=practice:key-rejected; set -- \"$@\" \"$a\"; done\nexec {PROGRAM} \"$@\"\n")).expect("written");
    let config = folder.path().join("config.toml");
    fs::write(&config, format!("[places.odd]\ncommand = [\"sh\", \"{}\"]\n", odd.display())).expect("written");
    let config = config.to_string_lossy();
    let two =
        doctor(folder.path(), &["compare", "--from", "here", "--from", "odd", "--config", &config, "practice:healthy"]);
    assert_eq!(two.status.code(), Some(1), "{}", text(&two.stderr));
    assert!(text(&two.stdout).contains("REST differs at auth"), "{}", text(&two.stdout));
    let arguments =
        ["compare", "--from", "here", "--from", &good, "--from", "odd", "--config", &config, "practice:healthy"];
    let three = doctor(folder.path(), &[&arguments[..], &["--format", "json"]].concat());
    assert_eq!(three.status.code(), Some(1), "{}", text(&three.stderr));
    let told: Value = serde_json::from_slice(&three.stdout).expect("JSON");
    assert_eq!(told["groups"][0]["reports"], serde_json::json!([0, 1]), "{told}");
    assert_eq!(told["groups"][1]["reports"], serde_json::json!([2]));
    let first = told["groups"][1]["first_differences"].as_array().expect("differences");
    assert!(first.iter().any(|d| d["chain"] == "rest" && d["layer"] == "auth"), "{told}");
    assert!(told["layers"].as_array().is_some_and(|layers| layers.iter().any(|l| l["probe"] == "rest.auth")));
    let same =
        doctor(folder.path(), &["compare", "--from", "here", "--from", &good, "--from", "here", "practice:healthy"]);
    assert_eq!(same.status.code(), Some(0), "{}{}", text(&same.stdout), text(&same.stderr));
}

#[test]
fn waiting_ends_with_health_or_with_the_time() {
    let folder = tempfile::tempdir().expect("folder");
    let waited = doctor(folder.path(), &["check", "practice:healthy", "--wait", "60", "--no-scan"]);
    assert_eq!(waited.status.code(), Some(0), "{}", text(&waited.stderr));
    let logged = |more: &[&str], log: &str| {
        let arguments = [&["check", "practice:key-rejected", "--no-scan", "--log", log], more].concat();
        let output = doctor(folder.path(), &arguments);
        assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
        fs::read_to_string(folder.path().join(log)).expect("a log").matches("rest.auth").count()
    };
    let once = logged(&[], "once");
    assert!(logged(&["--wait", "10"], "waited") > once, "it was checked again");
}
