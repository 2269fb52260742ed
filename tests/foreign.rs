//! Does nothing that a stranger named reach a terminal or a document raw? A folder whose files, directories and lines try to steer terminals,
//! begin lines that a CI obeys, and turn text around, under every command and in every format; and reports and pipes that try to hold the
//! program. It runs the built program without inherited environment or network.
#![cfg(all(feature = "scan", feature = "practice"))]
#![cfg(unix)]
#![expect(clippy::expect_used, reason = "a test that can't go on ends here")]

#[path = "foreign/pipes.rs"]
mod pipes;
mod pty;
#[path = "foreign/reports.rs"]
mod reports;

use pty::terminal::Terminal;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

/// A name that sets a terminal's title, clears it, turns the text around, and begins lines that CI services obey.
const EVIL: &str = "e\u{1b}]0;PWNED\u{7}\u{9b}2J\u{202e}\n::error::x\r##vso[task.complete]\u{2028}::warning::y\u{85}z\u{200b}\u{e0041}";

const WRONG: &str = "import os\nimport weaviate\n\nclient = weaviate.connect_to_weaviate_cloud(\n    cluster_url=\"https://grpc-abc123.c0.europe-west3.gcp.weaviate.cloud\",\n    auth_credentials=(os.environ[\"WEAVIATE_API_KEY\"],),\n)\n";

/// Nowhere: nothing listens on the discard port.
const CLOSED: &str = "http://127.0.0.1:9";

fn write(path: &Path, bytes: impl AsRef<[u8]>) {
    fs::create_dir_all(path.parent().expect("a folder")).expect("made");
    fs::write(path, bytes).expect("written");
}

/// The folder of a project in which everything is called [`EVIL`].
fn project() -> (tempfile::TempDir, PathBuf) {
    let root = tempfile::tempdir().expect("folder");
    let folder = root.path().join(format!("work{EVIL}"));
    let named = |before: &str, after: &str| folder.join(format!("{before}{EVIL}{after}"));
    write(&named("requirements", ".txt"), "weaviate-client==4.9.1\n");
    let packaged = "<Project><PackageReference Include=\"Weaviate.Client\" Version=\"1.0.0\" /></Project>";
    write(&named("", ".csproj"), packaged);
    let library = folder.join(format!(".venv/lib/python3{EVIL}/site-packages/weaviate_client-4.9.0.dist-info"));
    write(&library.join("METADATA"), "Name: weaviate-client\n");
    write(&named("", "/").join(format!("app{EVIL}.py")), WRONG);
    write(&named("", ".ipynb"), "weaviate, but no notebook");
    write(&named("binary", ".py"), b"import weaviate\0\0");
    let lines = format!("# \u{1b}]0;PWNED\u{7}\u{1b}[2J\u{202e}{}\n", "\u{9b}2J");
    write(
        &folder.join("sub/.env"),
        format!("{lines}WEAVIATE_URL=http://abc123.c0.europe-west3.gcp.weaviate.cloud\n{lines}"),
    );
    // A variable of the source, which a sentence names.
    write(&folder.join("named.py"), WRONG.replace("WEAVIATE_API_KEY", "A\u{202e}\u{9b}B"));
    write(&named("error", ".txt"), format!("weaviate.exceptions.WeaviateGRPCUnavailableError: {EVIL} not reachable"));
    (root, folder)
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_weaviate-doctor"));
    command.env_clear().env("HOME", folder.parent().expect("a folder above")).current_dir(folder);
    command.stdin(Stdio::null()).args(arguments).output().expect("ran")
}

/// Nothing in it steers a terminal or a CI.
#[track_caller]
fn harmless(text: &str, about: &str) {
    steers_no_terminal(text, about);
    for line in text.lines() {
        let order = line
            .trim_start()
            .strip_prefix("::")
            .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic()));
        assert!(!order && !line.contains("##[") && !line.contains("##vso["), "{about}: a line {line:?}");
    }
}

#[track_caller]
fn steers_no_terminal(text: &str, about: &str) {
    let steers = |c: char| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{2028}' | '\u{2029}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{e0000}'..='\u{e0fff}')
    };
    let found = text.char_indices().find(|(_, c)| steers(*c));
    if let Some((at, c)) = found {
        let from = text[..at].char_indices().rev().nth(60).map_or(0, |(i, _)| i);
        panic!("{about}: {c:?} behind {:?}", &text[from..at]);
    }
}

/// The texts that programs get out of a JSON document.
fn texts(value: &serde_json::Value, out: &mut Vec<String>) {
    match value {
        serde_json::Value::String(text) => out.push(text.clone()),
        serde_json::Value::Array(items) => items.iter().for_each(|item| texts(item, out)),
        serde_json::Value::Object(fields) => fields.iter().for_each(|(name, field)| {
            out.push(name.clone());
            texts(field, out);
        }),
        _ => {}
    }
}

#[track_caller]
fn harmless_output(output: &Output, about: &str) -> String {
    let [out, error] = [&output.stdout, &output.stderr].map(|bytes| String::from_utf8(bytes.clone()).expect("UTF-8"));
    harmless(&out, about);
    harmless(&error, about);
    assert!(output.status.code().is_some_and(|status| status < 100), "{about}: {:?} {error}", output.status);
    for line in [out.as_str()].into_iter().chain(out.lines()).filter(|text| text.starts_with('{')) {
        if let Ok(value) = serde_json::from_str(line) {
            let mut all = Vec::new();
            texts(&value, &mut all);
            all.iter().filter(|text| !text.contains("\n    ")).for_each(|text| harmless(text, about));
        }
    }
    out
}

#[test]
fn no_name_in_a_project_steers_anything() {
    let (_root, folder) = project();
    let error = format!("error{EVIL}.txt");
    let log = format!("log{EVIL}");
    let out = format!("out{EVIL}.json");
    let app = format!("{EVIL}/app{EVIL}.py");
    let missing = format!("missing{EVIL}");
    let check = ["check", CLOSED, "--timeout", "2"];
    let mut runs: Vec<Vec<&str>> = Vec::new();
    for format in ["text", "json", "junit", "markdown", "html"] {
        runs.push([&check[..], &["--format", format]].concat());
        runs.push([&check[..], &["--format", format, "--symptom", "unauthorized"]].concat());
        runs.push([&check[..], &["--format", format, "--client", "csharp", "--redact"]].concat());
    }
    runs.push([&check[..], &["--log", &log, "-o", &out]].concat());
    runs.push([&check[..], &["--plain", "--color", "always"]].concat());
    for format in ["text", "json", "sarif"] {
        runs.extend([vec!["scan", "--format", format], vec!["scan", "--format", format, &app]]);
    }
    runs.extend([
        vec!["explain", error.as_str()],
        vec!["explain", "--format", "json", &error],
        vec!["explain", "--redact", &error],
        vec!["explain", &missing],
        vec!["explain", &out],
        vec!["compare", &out, &missing],
        vec!["compare", &missing, &out],
        vec!["open", &missing],
        vec!["scan", &missing],
        vec!["scan", "-o", &app],
        vec!["scan", "--diff", &missing],
        vec!["causes", &missing],
        vec!["practice", &missing],
    ]);
    for option in
        ["--api-key-file", "--config", "--cacert", "--client", "--answer", "--connect-to", "--symptom", "--grpc"]
    {
        runs.push([&check[..], &[option, &missing]].concat());
    }
    let mut shown = String::new();
    for arguments in runs {
        let output = run(&folder, &arguments);
        shown += &harmless_output(&output, &format!("{arguments:?}"));
    }
    // What is only declared shows where nothing is installed.
    fs::remove_dir_all(folder.join(".venv")).expect("removed");
    for format in ["text", "json", "junit", "markdown", "html"] {
        let output = run(&folder, &[&check[..], &["--format", format]].concat());
        shown += &harmless_output(&output, format);
    }
    // The names are there all the same.
    for part in ["requirementse", "site-packages", "appe", "4.9"] {
        assert!(shown.contains(part), "{part} is nowhere");
    }
    harmless(&fs::read_to_string(folder.join(&log)).expect("a log"), "the log");
    harmless(&fs::read_to_string(folder.join(&out)).expect("a report"), "the report");
}

#[test]
fn a_junit_document_of_a_hostile_folder_is_xml() {
    let (_root, folder) = project();
    let output = run(&folder, &["check", CLOSED, "--timeout", "2", "--format", "junit"]);
    let text = harmless_output(&output, "junit");
    // XML 1.0 allows no control character but these, and no noncharacter.
    assert!(text.chars().all(|c| matches!(c, '\t' | '\n' | ' '..='\u{fffd}' | '\u{10000}'..)), "{text}");
}

#[test]
fn a_patch_is_exact_for_git_and_spelled_out_on_a_terminal() {
    let (_root, folder) = project();
    let app = format!("{EVIL}/app{EVIL}.py");
    let output = run(&folder, &["scan", "--diff"]);
    let patch = output.stdout;
    let head = |line: &&[u8]| line.starts_with(b"--- ") || line.starts_with(b"+++ ");
    let heads: Vec<&[u8]> = patch.split(|b| *b == b'\n').filter(head).collect();
    assert!(heads.len() >= 4 && heads.iter().all(|l| l.iter().all(|b| matches!(b, b' '..=b'~' | b'\t'))), "{heads:?}");
    // Lines of the file come as they are.
    assert!(patch.windows(5).any(|w| w == b"\x1b]0;P"));
    let mut git = Command::new("git");
    let mut applying = git
        .args(["-c", "safe.directory=*", "apply", "--check", "-"])
        .env("GIT_CEILING_DIRECTORIES", folder.parent().expect("a folder above"))
        .current_dir(&folder)
        .stdin(Stdio::piped())
        .spawn()
        .expect("git");
    std::io::Write::write_all(&mut applying.stdin.take().expect("input"), &patch).expect("written");
    assert!(applying.wait().expect("ended").success());
    for arguments in
        [vec!["scan", "--diff"], vec!["scan", "--diff", &app], vec!["scan"], vec!["scan", "--color", "always"]]
    {
        let mut terminal = Terminal::start_at(&folder, (200, 50), &arguments);
        terminal.end();
        // What a terminal writes for a line break, and this program's colors.
        let mut shown = String::from_utf8(terminal.all).expect("UTF-8").replace("\r\n", "\n").replace('\t', " ");
        for n in 0..120 {
            shown = shown.replace(&format!("\u{1b}[{n}m"), "");
        }
        steers_no_terminal(&shown, &format!("{arguments:?} on a terminal"));
    }
}

/// The wizard, on the whole screen and in lines, in the hostile folder.
#[test]
fn the_wizard_shows_no_name_raw() {
    let (_root, folder) = project();
    let raw = ["\u{1b}]0;PWNED", "\u{9b}", "\u{202e}", "\n::error", "\r::error", "\u{2028}", "\u{e0041}"];
    let mut terminal = Terminal::start_at(&folder, (100, 40), &[CLOSED, "--timeout", "2"]);
    terminal.until("What's going wrong");
    terminal.keys("2");
    terminal.until("Which cluster");
    terminal.keys("\r");
    terminal.until("● Fix");
    for keys in ["d", "\u{1b}", "p", "\u{1b}", "t", "\u{1b}", "b", "\u{1b}"] {
        terminal.keys(keys);
        let more = terminal.pty.quiet_for(Duration::from_millis(300));
        terminal.take(&more);
    }
    terminal.keys("\u{3}");
    terminal.end();
    let all = String::from_utf8_lossy(&terminal.all);
    for part in raw {
        assert!(!all.contains(part), "{part:?}");
    }
    let mut plain = Command::new(env!("CARGO_BIN_EXE_weaviate-doctor"));
    plain.env_clear().env("HOME", &folder).current_dir(&folder).args([CLOSED, "--plain", "--timeout", "2"]);
    let mut child = plain.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("program");
    let script = format!("2\n\ndetails\ncompare missing{EVIL}\nsave r.json\nquit\n");
    let _ = std::io::Write::write_all(&mut child.stdin.take().expect("input"), script.as_bytes());
    harmless_output(&child.wait_with_output().expect("ended"), "the wizard in lines");
}

/// How long the program runs; killed after a minute.
fn timed(command: &mut Command) -> (Output, Duration) {
    let begin = Instant::now();
    let output = command.output().expect("ran");
    (output, begin.elapsed())
}
