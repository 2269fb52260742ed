//! Does wrong usage or unreadable input end in one clear line on standard error, status 2 and an empty standard output, whatever is thrown
//! at the program? It runs the built program without network, terminal or inherited environment.
#![cfg(all(feature = "scan", feature = "practice"))]
#![allow(clippy::unwrap_used, reason = "a test that can't go on has failed")]

#[cfg(unix)]
#[path = "usage/streams.rs"]
mod streams;

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

const KEY: &str = "planted-KEY-0123456789abcdef";

/// The program in a folder of its own, without any variable.
fn program(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_weaviate-doctor"));
    command.env_clear().current_dir(folder).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn run(arguments: &[&str], variables: &[(&str, &str)], files: &[(&str, &[u8])]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        fs::write(folder.path().join(name), bytes).unwrap();
    }
    fs::create_dir(folder.path().join("folder")).unwrap();
    program(folder.path()).args(arguments).envs(variables.iter().copied()).env("RUST_BACKTRACE", "1").output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn no_panic(output: &Output) {
    let error = text(&output.stderr);
    assert!(!error.contains("panicked") && !error.contains("defect") && !error.contains("backtrace"), "{error}");
    assert!(!error.contains(KEY) && !text(&output.stdout).contains(KEY));
    assert!(output.status.code().is_some(), "killed");
}

#[track_caller]
fn refused(output: &Output, expected: &str) {
    no_panic(output);
    let error = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{error}");
    assert!(output.stdout.is_empty());
    assert_eq!(error.lines().count(), 1, "{error}");
    assert!(error.starts_with("weaviate-doctor: ") && error.ends_with('\n') && error.len() < 3000, "{error}");
    assert!(!error.trim_end().contains(|c: char| c.is_control()), "{error:?}");
    assert!(error.contains(expected), "{error}");
}

/// Ended with a report in JSON. Until every probe is there, what it says is not looked at.
#[track_caller]
fn reported(output: &Output) -> serde_json::Value {
    no_panic(output);
    assert!(matches!(output.status.code(), Some(0 | 1 | 3)), "{output:?}");
    assert!(output.stderr.is_empty(), "{}", text(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn wrong_options() {
    let key = KEY.to_owned();
    let table: Vec<(Vec<&str>, &str)> = vec![
        (vec!["check", "--no-such-option"], "no option --no-such-option"),
        (vec!["check", "--api-key", &key], "put the key in a variable"),
        (vec!["check", "abc.weaviate.cloud", &key], "one argument too many"),
        (vec!["check", "--api-key-env", &key], "takes the name of the variable"),
        (vec!["check", "--proxy", "http://127.0.0.1:1", "--no-proxy"], "contradict each other"),
        (vec!["check", "--no-api-key", "--api-key-env", "K"], "contradict each other"),
        (vec!["check", "--no-api-key", "--api-key-file", "k"], "contradict each other"),
        (vec!["check", "--api-key-env", "K", "--api-key-file", "k"], "contradict each other"),
        (vec!["check", "--timeout", "-1"], "--timeout"),
        (vec!["check", "--timeout", ""], "--timeout"),
        (vec!["check", "--timeout", "1e9"], "isn't a number of seconds"),
        (vec!["check", "--init-timeout", "inf"], "isn't a number of seconds"),
        (vec!["check", "--symptom", "\u{1b}[31m\n\u{7}"], "there's no symptom"),
        (vec!["check", "--client", "python@latest"], "isn't a version"),
        (vec!["check", "--connect-to", "a:b"], "is not HOST:PORT:ADDR:PORT"),
        (vec!["check", "--dns-server", "nowhere"], "isn't an address"),
        (vec!["check", "--grpc", "grpc://"], "isn't a URL"),
        (vec!["check", "--console", "ftp://x"], "isn't a URL"),
        (vec!["check", "--proxy", "gopher://x"], "proxy"),
        (vec!["check", "--format", "yaml"], "use one of text, json"),
        (vec!["check", "--color", "pink"], "use one of auto, always, never"),
        (vec!["check", "--answer", "x=y"], "there's no question"),
        (vec!["explain", "--format", "junit"], "use one of text, json"),
        (vec!["explain", "--symptom", "not-sure"], "no option --symptom"),
        (vec!["explain", "a", &key], "one argument too many"),
        (vec!["practice", "no-such-fault"], ""),
        (vec!["check", "practice:no-such-fault"], ""),
        (vec!["practice", "healthy", "--list"], "contradict each other"),
        (vec!["causes", "no-such-cause"], "no cause"),
        (vec!["help", "nope"], "there's no command “nope”: weaviate-doctor --help lists the commands"),
        (vec!["help", "chek"], "did you mean “check”?"),
        (vec!["frobnicate"], "there's no command “frobnicate”: weaviate-doctor --help lists the commands"),
        (vec![&key], "this isn't a command"),
        (vec!["abc.weaviate.cloud"], "the screen needs a terminal"),
        (vec!["causes", "grpc-bloked"], "did you mean grpc-blocked?"),
        (vec!["causes", ""], "no cause"),
        (vec!["causes", "grpc-slow", &key], "one argument too many"),
    ];
    for (arguments, expected) in table {
        refused(&run(&arguments, &[], &[]), expected);
    }
}

/// A key in the wrong place, whether it looks like one or is known from the environment.
#[test]
fn no_line_repeats_a_key() {
    let looks = [
        "hrqNMpT4owEXAMPLEkey0000002",
        "Ab+cd/EfGh12ijKL34mnOP56qr==",
        "b3d61f2e-77aa-4c31-9f0e-0c1d2e3f4a5b",
        "aB3dE5fG7h9K",
    ];
    let known = "open-sesame-please";
    let places: [&[&str]; 31] = [
        &["check", "--api-key-file", "{}"],
        &["check", "--client", "{}"],
        &["check", "--client", "python@{}"],
        &["check", "--symptom", "{}"],
        &["check", "--connect-to", "{}"],
        &["check", "--connect-to", "{}:443:127.0.0.1:1"],
        &["check", "--dns-server", "{}"],
        &["check", "--answer", "{}"],
        &["check", "--answer", "{}=yes"],
        &["check", "--answer", "login-step={}"],
        &["check", "--config", "{}"],
        &["check", "--cacert", "{}"],
        &["check", "-o", "missing/{}"],
        &["check", "--log", "missing/{}"],
        &["check", "--proxy", "{}"],
        &["check", "--proxy", "gopher://{}"],
        &["check", "--console", "{} x"],
        &["check", "--grpc", "{} x"],
        &["check", "--timeout", "{}"],
        &["check", "--format", "{}"],
        &["check", "--color", "{}"],
        &["check", "practice:{}"],
        &["practice", "{}"],
        &["causes", "{}"],
        &["open", "{}"],
        &["compare", "{}", "{}"],
        &["scan", "{}"],
        &["man", "{}"],
        &["completions", "{}"],
        &["explain", "{}"],
        &["check", "--{}"],
    ];
    let mut wrong = Vec::new();
    for key in looks.into_iter().chain([known]) {
        for place in places {
            let arguments: Vec<String> = place.iter().map(|a| a.replace("{}", key)).collect();
            let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
            let output = run(&arguments, &[("WEAVIATE_API_KEY", known)], &[]);
            let said = text(&output.stderr) + &text(&output.stdout);
            let shown = said.to_lowercase().contains(&key.to_lowercase()[..10]);
            let refused = output.status.code() == Some(2) && said.lines().count() == 1;
            // What can be the name of a host goes on to the probes, which have nothing to probe.
            if shown || (!refused && !place.iter().any(|a| matches!(*a, "--proxy" | "--connect-to"))) {
                wrong.push(format!("{arguments:?}: {said}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.concat());
}

#[test]
fn unreadable_files() {
    let large = vec![b'k'; 1 << 20];
    let files: [(&str, &[u8]); 4] =
        [("binary", &[0xff, 0xfe, 0, 1]), ("large", &large), ("empty", b""), ("text", b"hello")];
    let table: Vec<(Vec<&str>, &str)> = vec![
        (vec!["check", "--api-key-file", "folder"], "'s a directory"),
        (vec!["check", "--api-key-file", "missing"], "no such file"),
        (vec!["check", "--api-key-file", "missing\u{1b}[31m\n"], "no such file"),
        (vec!["check", "--api-key-file", "binary"], "isn't UTF-8"),
        (vec!["check", "--api-key-file", "large"], "longer than 64 KiB"),
        (vec!["check", "--api-key-file", "/dev/zero"], "isn't a regular file"),
        (vec!["check", "--api-key-file", ""], "needs a value"),
        (vec!["check", "--cacert", "folder"], "'s a directory"),
        (vec!["check", "--cacert", "missing"], "no such file"),
        (vec!["check", "--cacert", "empty"], "no certificate in it"),
        (vec!["check", "--cacert", "binary"], "no certificate in it"),
        (vec!["check", "--cacert", "text"], "no certificate in it"),
        (vec!["explain", "folder"], "'s a directory"),
        (vec!["explain", KEY], "no such file"),
        (vec!["explain", ""], "needs a value"),
        (vec!["explain", "text", "-o", "missing/answer"], "no such directory"),
        (vec!["check", "-o", "folder"], "'s a directory"),
        (vec!["check", "-o", "missing/report.json"], "no such directory"),
        (vec!["check", "-o", ""], "needs a value"),
    ];
    for (arguments, expected) in table {
        refused(&run(&arguments, &[], &files), expected);
    }
}

#[cfg(unix)]
#[test]
fn files_that_may_not_be_read() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let secret = folder.path().join("secret");
    fs::write(&secret, KEY).unwrap();
    fs::set_permissions(&secret, fs::Permissions::from_mode(0o000)).unwrap();
    // Root may read everything, so there is nothing to see then.
    if fs::File::open(&secret).is_err() {
        refused(
            &program(folder.path()).args(["check", "--api-key-file", "secret"]).output().unwrap(),
            "you aren't allowed to read it",
        );
    }
}

#[test]
fn urls_and_keys_are_matters_of_diagnosis() {
    let long = "a".repeat(100_000);
    let hostile = "\u{1b}]0;x\u{7}\u{202e}\r\nabc";
    for url in
        ["", " ", "my cluster is down, please help", "https://", "://", "http://[", &long, hostile, "YOUR-CLUSTER-URL"]
    {
        let report = reported(&run(&["check", url, "--format", "json", "--timeout", "1"], &[], &[]));
        assert_eq!(report["target"], serde_json::Value::Null, "{url}");
        let report = reported(&run(&["check", "--format", "json", "--timeout", "1"], &[("WEAVIATE_URL", url)], &[]));
        assert_eq!(report["target"], serde_json::Value::Null, "{url}");
    }
    let dotenv = [b"WEAVIATE_API_KEY=".as_slice(), KEY.as_bytes(), b"\nWEAVIATE_URL=not a url\n"].concat();
    let report = reported(&run(&["check", "--format", "json"], &[], &[(".env", &dotenv)]));
    assert_eq!(report["origins"]["url"], "WEAVIATE_URL in .env");
    assert_eq!(report["origins"]["key"], "WEAVIATE_API_KEY in .env");
}

#[test]
fn odd_variables_and_env_files_do_no_harm() {
    let (binary, large) = ([0xff_u8; 300], vec![b'A'; 2 << 20]);
    let long = "k".repeat(100_000);
    let names = ["WEAVIATE_API_KEY", "https_proxy", "no_proxy", "SSL_CERT_FILE", "NO_COLOR", "TERM", "CLICOLOR_FORCE"];
    for value in ["", "\u{1b}[2J\n\u{7}", "http://user:planted-KEY-0123456789abcdef@[", &long] {
        for name in names {
            let output = run(&["check", "not a url", "--format", "json"], &[(name, value)], &[(".env", &binary)]);
            reported(&output);
        }
    }
    reported(&run(&["check", "not a url", "--format", "json"], &[], &[(".env", &large)]));
}

#[test]
fn a_key_from_standard_input_is_not_shown() {
    let folder = tempfile::tempdir().unwrap();
    let mut child = program(folder.path())
        .args(["check", "not a url", "--format", "json", "--api-key-file", "-"])
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(format!("{KEY}\n").as_bytes()).unwrap();
    let report = reported(&child.wait_with_output().unwrap());
    assert_eq!(report["origins"]["key"], "standard input");
    let mut child =
        program(folder.path()).args(["check", "--api-key-file", "-"]).stdin(Stdio::piped()).spawn().unwrap();
    // It stops reading when it has seen enough.
    let _ = child.stdin.take().unwrap().write_all(&vec![b'k'; 1 << 20]);
    refused(&child.wait_with_output().unwrap(), "longer than 64 KiB");
}

/// The command that settles it has the address of the text; redacted, neither that nor what stands around the words is there.
#[test]
fn an_explained_text_names_its_command_and_can_be_redacted() {
    let text = "Zoe's job: POST https://acme7.c0.europe-west3.gcp.weaviate.cloud/v1/graphql: {\"code\":401,\"message\":\"unauthorized: invalid api key\"}\n";
    let files: [(&str, &[u8]); 1] = [("error.txt", text.as_bytes())];
    let shown = text_of(&run(&["explain", "error.txt"], &[], &files));
    let command = "    weaviate-doctor check https://acme7.c0.europe-west3.gcp.weaviate.cloud --symptom unauthorized\n";
    assert!(shown.contains(command) && shown.contains("Zoe"), "{shown}");
    assert!(shown.contains("    weaviate-doctor causes key-for-another-cluster\n"), "{shown}");
    for format in ["text", "json"] {
        let output = run(&["explain", "error.txt", "--redact", "--format", format], &[], &files);
        let shown = text_of(&output);
        assert!(!shown.contains("acme7") && !shown.contains("Zoe"), "{shown}");
        assert!(shown.contains("unauthorized: invalid api key") && shown.contains("cluster-"), "{shown}");
        assert_eq!(output.status.code(), Some(1));
    }
    let nothing = text_of(&run(&["explain", "error.txt"], &[], &[("error.txt", b"401")]));
    assert!(nothing.contains("    weaviate-doctor --symptom unauthorized\n"), "{nothing}");
}

#[test]
fn error_texts_are_explained_from_files_and_standard_input() {
    let text = format!(
        "Authorization: Bearer {KEY}\nweaviate: {{\"code\":401,\"message\":\"unauthorized: invalid api key\"}}\n"
    );
    let files: [(&str, &[u8]); 4] = [
        ("error.txt", text.as_bytes()),
        ("empty", b""),
        ("other", b"redis: NOAUTH"),
        ("binary", &[0, 1, 2, 3, 255, 0, 7, 8]),
    ];
    let json = |name: &str, variables: &[(&str, &str)]| {
        let output = run(&["explain", name, "--format", "json"], variables, &files);
        no_panic(&output);
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        (output.status.code(), report)
    };
    let (status, report) = json("error.txt", &[]);
    assert_eq!((status, &report["schema_version"]), (Some(1), &1.into()));
    assert_eq!(report["diagnosis"]["verdict"], "diagnosed");
    assert_eq!(report["diagnosis"]["causes"][0]["id"], "key-rejected");
    assert_eq!(report["quote"]["line"], 2);
    assert_eq!(report["secret_seen"], true);
    for name in ["empty", "other", "binary"] {
        let (status, report) = json(name, &[]);
        assert_eq!((status, &report["diagnosis"]["verdict"]), (Some(3), &"undiagnosed".into()), "{name}");
        assert!(report["missing"]["text"].as_str().is_some_and(|t| t.len() > 20), "{name}");
    }
    // The user's own key is known from the environment, whatever it looks like.
    let plain = "weaviate unauthorized: invalid api key open sesame";
    let folder = tempfile::tempdir().unwrap();
    let mut child = program(folder.path())
        .args(["explain"])
        .env("WEAVIATE_API_KEY", "open sesame")
        .env("WEAVIATE_URL", "https://mine.weaviate.cloud")
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(format!("{plain} at https://other.weaviate.cloud/v1/meta").as_bytes())
        .unwrap();
    let output = child.wait_with_output().unwrap();
    let shown = text_of(&output);
    assert_eq!(output.status.code(), Some(1));
    assert!(!shown.contains("sesame") && shown.contains("^^^^"), "{shown}");
    assert!(shown.contains("tried: other.weaviate.cloud") && shown.contains("https://mine.weaviate.cloud"), "{shown}");
    let output = run(&["explain", "error.txt", "-o", "answer"], &[], &files);
    assert!(output.status.code() == Some(1) && output.stdout.is_empty() && output.stderr.is_empty());
}

fn text_of(output: &Output) -> String {
    no_panic(output);
    text(&output.stdout)
}

#[test]
fn reports_go_to_the_named_file() {
    let folder = tempfile::tempdir().unwrap();
    let output =
        program(folder.path()).args(["check", "not a url", "--format", "json", "-o", "r.json"]).output().unwrap();
    no_panic(&output);
    assert!(output.stdout.is_empty() && output.stderr.is_empty());
    let report: serde_json::Value = serde_json::from_slice(&fs::read(folder.path().join("r.json")).unwrap()).unwrap();
    assert_eq!(report["schema_version"], 1);
    let output = program(folder.path()).args(["check", "not a url", "--format", "json", "-o", "-"]).output().unwrap();
    assert_eq!(reported(&output)["schema_version"], 1);
    assert!(!folder.path().join("-").exists());
}

#[test]
fn what_was_asked_for_is_shown() {
    for arguments in [
        vec!["--help"],
        vec!["-h"],
        vec!["--version"],
        vec!["check", "--help"],
        vec!["causes"],
        vec!["causes", "grpc-slow"],
    ] {
        let output = run(&arguments, &[], &[]);
        no_panic(&output);
        assert_eq!(output.status.code(), Some(0), "{arguments:?}");
        assert!(!output.stdout.is_empty() && output.stderr.is_empty());
    }
    let list = text(&run(&["causes"], &[], &[]).stdout);
    assert!(list.lines().all(|line| line.split('\t').count() == 2) && list.contains("grpc-slow\t"));
}

/// A practice cluster is checked with what the options say, as any other is.
#[test]
fn options_hold_for_a_practice_cluster_too() {
    let unset = run(&["check", "practice:healthy", "--api-key-env", "UNSET", "--format", "json"], &[], &[]);
    let report = reported(&unset);
    assert_eq!(report["diagnosis"]["causes"][0]["id"], "key-missing");
    let set = run(&["check", "practice:healthy", "--api-key-env", "SET", "--format", "json"], &[("SET", KEY)], &[]);
    assert_eq!(reported(&set)["diagnosis"]["verdict"], "healthy");
    let crossed = run(&["check", "practice:healthy", "--cross-check"], &[], &[]);
    no_panic(&crossed);
    assert_eq!(crossed.status.code(), Some(0));
    let said = text(&crossed.stderr);
    assert!(said.lines().count() == 1 && said.contains("cross-checking is off with a practice cluster"), "{said}");
}
