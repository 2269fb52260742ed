//! Reports that strangers made: too much of everything, nesting, numbers out of range, words that steer. Each is shown, compared and opened.

use super::{harmless_output, pty::terminal::Terminal, run, timed};
use serde_json::{Value, json};
use std::fs;
use std::process::Command;
use std::time::Duration;

fn report() -> Value {
    json!({
        "schema_version": 1,
        "tool": {"name": "weaviate-doctor", "version": "0.1.0"},
        "started_at": "2026-11-22T10:00:00Z", "duration_ms": 5,
        "target": {"rest": "https://a.weaviate.cloud:443", "grpc": "https://grpc-a.weaviate.cloud:443", "kind": "weaviate-cloud"},
        "client": {"language": "python", "version": "4.9.0"},
        "symptom": "unauthorized",
        "probes": [{"id": "rest.tcp", "status": "failed", "failure": "refused", "summary": "Refused.", "duration_ms": 3, "facts": {"a": 1}}],
        "diagnosis": {"verdict": "diagnosed", "causes": [{
            "id": "grpc-blocked", "surface": "network", "confidence": "certain", "owner": "your-network", "evidence": ["rest.tcp"],
            "summary": "Refused.", "fix": {"title": "Refused", "steps": [{"text": "Do this"}], "snippet": null, "links": []},
        }]},
    })
}

fn fix(report: &mut Value) -> &mut Value {
    &mut report["diagnosis"]["causes"][0]["fix"]
}

fn folder(report: &Value) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("folder");
    fs::write(folder.path().join("r.json"), report.to_string()).expect("written");
    fs::write(folder.path().join("good.json"), self::report().to_string()).expect("written");
    folder
}

#[test]
fn what_no_report_has_is_refused_in_a_line() {
    let mut links = report();
    fix(&mut links)["links"] = (0..60_000).map(|i| Value::from(format!("https://docs.weaviate.io/{i}"))).collect();
    let mut steps = report();
    fix(&mut steps)["steps"] = vec![json!({"text": "x"}); 800_000].into();
    let mut wide = report();
    wide["probes"][0]["facts"]["x"] = vec![Value::from(0); 7_000_000].into();
    let mut deep = report();
    deep["probes"][0]["facts"]["x"] = (0..100).fold(Value::from(1), |inner, _| json!({"name": inner}));
    for (name, report) in [("links", links), ("steps", steps), ("wide", wide), ("deep", deep)] {
        let folder = folder(&report);
        for arguments in [&["open", "r.json"][..], &["compare", "r.json", "good.json"]] {
            let mut command = Command::new("sh");
            let quoted =
                format!("ulimit -v 2000000; exec {} {}", env!("CARGO_BIN_EXE_weaviate-doctor"), arguments.join(" "));
            let (output, took) = timed(command.args(["-c", &quoted]).current_dir(folder.path()));
            let error = harmless_output(&output, name) + &String::from_utf8_lossy(&output.stderr);
            assert_eq!(output.status.code(), Some(2), "{name}: {error}");
            assert!(error.contains("report") && took < Duration::from_secs(30), "{name}: {error} {took:?}");
        }
    }
}

#[test]
fn as_much_as_a_report_may_hold_is_opened_and_walked_through() {
    let mut full = report();
    let long = "word ".repeat(700);
    fix(&mut full)["links"] = (0..100).map(|i| Value::from(format!("https://docs.weaviate.io/{i}"))).collect();
    fix(&mut full)["steps"] = (0..100)
        .map(|i| json!({"text": long, "command": format!("curl {long}"), "link": format!("https://x.example/{i}")}))
        .collect();
    fix(&mut full)["snippet"] = json!({"language": "python", "code": "print('x')\n".repeat(2000)});
    full["probes"][0]["facts"] = (0..900).map(|i| (format!("fact {i}"), Value::from("x".repeat(1000)))).collect();
    let folder = folder(&full);
    let mut terminal = Terminal::start_at(folder.path(), (100, 40), &["open", "r.json"]);
    terminal.until("Refused");
    for keys in ["j", "j", "j", "\u{1b}[6~", "\u{1b}", "\r", "?"] {
        terminal.keys(keys);
    }
    terminal.keys("\u{3}");
    assert_eq!(terminal.end(), 130);
    let output = run(folder.path(), &["compare", "r.json", "good.json"]);
    harmless_output(&output, "compare");
}

#[test]
fn foreign_numbers_and_moments_panic_nowhere() {
    for number in [u64::MAX, u64::MAX - 1, u64::MAX / 2, 1 << 53] {
        let mut odd = report();
        odd["duration_ms"] = number.into();
        odd["init_timeout_ms"] = number.into();
        let probe = &mut odd["probes"][0];
        (probe["duration_ms"], probe["started_ms"]) = (number.into(), number.into());
        odd["probes"] = vec![probe.clone(); 3].into();
        odd["findings"] = json!([{"path": "a\u{202e}\n::error::b", "line": number, "column": number, "end_line": 0, "end_column": 0,
            "cell": number, "cell_line": number, "cause": "x", "confidence": "y", "message": "z", "fixable": true}]);
        for moment in
            ["", "2026", "99999999-99-99T99:99:99Z", "é026-11-22T10:00:00Z", "-262143-01-01T00:00:00Z\n::error::"]
        {
            odd["started_at"] = moment.into();
            let folder = folder(&odd);
            for format in ["text", "json", "markdown", "html"] {
                let output = run(folder.path(), &["compare", "r.json", "good.json", "--format", format]);
                harmless_output(&output, format);
                assert_eq!(output.status.code(), Some(1), "{moment}: {}", String::from_utf8_lossy(&output.stderr));
            }
            let mut terminal = Terminal::start_at(folder.path(), (100, 40), &["open", "r.json"]);
            terminal.until("Refused");
            for keys in ["\u{1b}", "t", "\u{1b}", "\r"] {
                terminal.keys(keys);
            }
            terminal.keys("\u{3}");
            assert_eq!(terminal.end(), 130, "{number} {moment}");
        }
    }
}

/// Puts this behind every text.
fn spoil(value: &mut Value, evil: &str) {
    match value {
        Value::String(text) => text.push_str(evil),
        Value::Array(items) => items.iter_mut().for_each(|item| spoil(item, evil)),
        Value::Object(fields) => {
            let names: Vec<String> = fields.keys().cloned().collect();
            for name in
                names.iter().filter(|n| !matches!(n.as_str(), "schema_version" | "id" | "status" | "verdict" | "owner"))
            {
                spoil(&mut fields[name], evil);
            }
        }
        _ => {}
    }
}

/// Every text of a report, hostile, saved again by the wizard in every format.
#[test]
fn a_report_is_saved_again_without_what_steers() {
    let evil = "x\u{1b}]0;PWNED\u{7}\u{9b}2J\u{202e}\n::error::y\r\n##[error]z\u{2028}::warning::\u{85}";
    let mut hostile = report();
    fix(&mut hostile)["steps"][0]["command"] = "curl".into();
    fix(&mut hostile)["snippet"] = json!({"language": "python", "code": "print(1)"});
    fix(&mut hostile)["links"] = json!(["https://docs.weaviate.io/"]);
    hostile["probes"][0]["facts"] = json!({"names": ["a", "b"], "deep": {"c": "d"}});
    hostile["findings"] = json!([{"path": "a", "line": 1, "column": 1, "end_line": 0, "end_column": 0, "cause": "x", "confidence": "y",
        "message": "z", "fixable": true}]);
    hostile["clients"] =
        json!([{"language": "go", "version": "1", "connects": false, "stops_at": "a", "message": "b"}]);
    hostile["proxies"] = json!([{"language": "go", "protocol": "rest", "variable": "a", "proxy": "b"}]);
    spoil(&mut hostile, evil);
    let folder = folder(&hostile);
    let mut child = Command::new(env!("CARGO_BIN_EXE_weaviate-doctor"));
    child.env_clear().env("HOME", folder.path()).current_dir(folder.path()).args(["open", "r.json", "--plain"]);
    let script = "details\nsave s.json\nsave s.md\nsave s.html\nsave s.xml\nsave s.txt\ncompare good.json\nquit\n";
    let mut child = child
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("program");
    let _ = std::io::Write::write_all(&mut child.stdin.take().expect("input"), script.as_bytes());
    harmless_output(&child.wait_with_output().expect("ended"), "open --plain");
    for name in ["s.json", "s.md", "s.html", "s.xml", "s.txt"] {
        let text = fs::read_to_string(folder.path().join(name)).expect(name);
        super::harmless(&text, name);
    }
}
