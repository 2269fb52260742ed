//! Does `--plain` lead through the wizard line by line, for screen readers, scripts and dumb terminals? The real program, on pipes and on a
//! pseudo-terminal; no line moves the cursor, and the key is in none.
#![cfg(all(feature = "scan", feature = "practice"))]
#![expect(clippy::expect_used, reason = "a test that can't go on ends here")]

#[cfg(unix)]
mod pty;

use std::io::Write as _;
use std::process::{Command, Output, Stdio};
use weaviate_doctor::model::api_key::{ApiKey, Redactor};

const PLANTED: &str = "cGxhbnRlZC1pbi10aGUtcGxhaW4tbGluZXMtMDAwMDAwMQ==";

struct Run {
    output: String,
    error: String,
    status: Option<i32>,
}

fn run(home: &tempfile::TempDir, arguments: &[&str], input: &str) -> Run {
    let mut child = Command::new(env!("CARGO_BIN_EXE_weaviate-doctor"))
        .args(arguments)
        .env_clear()
        .env("HOME", home.path())
        .env("LANG", "C.UTF-8")
        .env("WEAVIATE_API_KEY", PLANTED)
        .current_dir(home.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("program");
    let mut stdin = child.stdin.take().expect("standard input");
    // A program that ends before it reads everything is no error here.
    let _ = stdin.write_all(input.as_bytes());
    drop(stdin);
    let Output { status, stdout, stderr } = child.wait_with_output().expect("ended");
    let (output, error) = (String::from_utf8(stdout).expect("UTF-8"), String::from_utf8(stderr).expect("UTF-8"));
    let redactor = Redactor::new([&ApiKey::new(PLANTED.into())]);
    assert!(!redactor.finds(&output) && !redactor.finds(&error), "the key: {output}");
    assert!(!output.chars().any(|c| c.is_control() && c != '\n'), "{output:?}");
    Run { output, error, status: status.code() }
}

fn home() -> tempfile::TempDir {
    tempfile::tempdir().expect("folder")
}

#[test]
fn every_symptom_of_the_checklist_leads_to_its_fix() {
    let walks = [
        ("1\n1\n1\n1\nquit\n", "Forgot Password"),
        ("2\n\nquit\n", "key-passed-wrongly"),
        ("3\n\nquit\n", "Everything works"),
        ("4\n\n1\nquit\n", "API key"),
        ("5\n\n1\nquit\n", "key-passed-wrongly"),
        ("6\n1\nquit\n", "support@weaviate.io"),
    ];
    for (script, fix) in walks {
        let run = run(&home(), &["practice", "healthy", "--plain"], script);
        assert_eq!(run.status, Some(0), "{script:?}: {}\n{}", run.output, run.error);
        let result = run.output.split("Result: ").nth(1).unwrap_or_default();
        assert!(result.contains(fix) && run.error.is_empty(), "{script:?}: {}\n{}", run.output, run.error);
    }
}

#[test]
fn a_script_gets_the_status_of_what_was_found() {
    let home = home();
    let blocked =
        run(&home, &["practice", "grpc-blocked", "--plain", "--timeout", "10"], "3\n\n2\nsave redacted r.json\n");
    assert_eq!(blocked.status, Some(1), "{}", blocked.output);
    for wanted in [
        "passed: REST, accepts the key",
        "failed: gRPC, accepts connections",
        "Result: gRPC is blocked on this network",
        "Who acts: your network team. How sure: certain. (grpc-blocked)",
        "Step 1: Send this to your network team",
        "  Run: curl ",
        "Step 2 is done.",
        "Saved to ",
    ] {
        assert!(blocked.output.contains(wanted), "{wanted}: {}", blocked.output);
    }
    let waits = blocked.output.lines().filter(|l| l.starts_with("Still waiting")).count();
    assert!((1..=3).contains(&waits), "{waits} lines in ten seconds");
    assert_eq!(run(&home, &["practice", "healthy", "--plain"], "9\n\n").status, Some(0));
    // The report opens as lines too.
    let script = "probes\nagain\ncompare missing.json\ncompare r.json\nquit\n";
    let opened = run(&home, &["open", "r.json", "--plain"], script);
    assert_eq!(opened.status, Some(0), "{}", opened.error);
    for wanted in [
        "Saved report",
        "Result: gRPC is blocked",
        "failed: gRPC, accepts connections",
        "nothing can be checked",
        "They can't be compared: ",
        "- B: r.json; ",
        "- REST: same: ",
    ] {
        assert!(opened.output.contains(wanted), "{wanted}: {}", opened.output);
    }
    assert!(!opened.output.contains("practice.c0"), "{}", opened.output);
}

#[test]
fn an_input_that_ends_or_makes_no_sense_is_answered_kindly() {
    let home = home();
    let empty = run(&home, &["--plain"], "");
    assert_eq!(empty.status, Some(2));
    assert!(empty.output.contains("What's going wrong?") && empty.output.contains("Goodbye"), "{}", empty.output);
    assert!(empty.error.contains("weaviate-doctor check") && empty.error.lines().count() == 1, "{}", empty.error);
    let noise = format!("hm\n77\n{}\n\u{1b}[2J\nhelp\nquit\n", "x".repeat(300_000));
    let noise = run(&home, &["--plain"], &noise);
    assert_eq!(noise.status, Some(0), "{}", noise.error);
    assert_eq!(noise.output.matches("a number from 1 to 9").count(), 4, "{}", noise.output);
    let both = run(&home, &["--plain", "--api-key-file", "-"], "");
    assert_eq!((both.status, both.output.as_str()), (Some(2), ""), "{}", both.error);
}

#[test]
fn an_error_text_and_a_typed_key_are_never_repeated() {
    let home = home();
    let text = format!(
        "8\nTraceback (most recent call last):\n  key {PLANTED}\n401 unauthorized: invalid api key\n.\nfix\nquit\n"
    );
    let run_of_text = run(&home, &["--plain"], &text);
    assert!(run_of_text.output.contains("Result: The cluster doesn't accept this API key"), "{}", run_of_text.output);
    let typed = run(&home, &["--plain", "--timeout", "2"], &format!("3\nhttp://127.0.0.1:1\n{PLANTED}\nhelp\n"));
    assert_eq!(typed.status, Some(1), "{}", typed.output);
    assert!(
        typed.output.contains("Key: set, fingerprint") && typed.output.contains("Result: The connection is refused")
    );
}

#[cfg(unix)]
mod on_a_terminal {
    use super::pty::Pty;
    use super::{PLANTED, home};
    use weaviate_doctor::model::api_key::{ApiKey, Redactor};

    struct Terminal {
        pty: Pty,
        all: String,
        from: usize,
        _home: tempfile::TempDir,
    }

    impl Terminal {
        fn start(term: &str, arguments: &[&str]) -> Self {
            let home = home();
            let pty = Pty::start(home.path(), (80, 24), &[("TERM", term)], arguments);
            Self { pty, all: String::new(), from: 0, _home: home }
        }

        /// Waits until this is written behind what was waited for last.
        fn until(&mut self, text: &str) {
            loop {
                if let Some(at) = self.all[self.from..].find(text) {
                    self.from += at + text.len();
                    return;
                }
                match self.pty.next() {
                    Ok(bytes) => self.all.push_str(&String::from_utf8_lossy(&bytes)),
                    Err(error) => panic!("never saw {text:?} ({error}):\n{}", self.all),
                }
            }
        }

        fn type_in(&mut self, text: &str) {
            self.pty.keys(text);
        }

        fn end(&mut self) -> u32 {
            let (status, rest) = self.pty.end();
            self.all.push_str(&String::from_utf8_lossy(&rest));
            status
        }
    }

    #[test]
    fn the_key_is_not_echoed_and_everything_else_is() {
        let mut terminal = Terminal::start("xterm-256color", &["--plain", "--timeout", "2"]);
        terminal.until("Your choice: ");
        terminal.type_in("3\n");
        terminal.until("Cluster URL: ");
        terminal.type_in("http://127.0.0.1:1\n");
        terminal.until("without: ");
        terminal.type_in(&format!("{PLANTED}\n"));
        terminal.until("fingerprint");
        terminal.until("Result: The connection is refused");
        terminal.until("lists them): ");
        terminal.type_in("help\n");
        terminal.until("help\r\n");
        terminal.type_in("\u{4}");
        assert_eq!(terminal.end(), 0, "{}", terminal.all);
        assert!(!Redactor::new([&ApiKey::new(PLANTED.into())]).finds(&terminal.all));
        assert!(!terminal.all.contains('\u{1b}'), "no cursor is moved, no color set: {:?}", terminal.all);
    }

    #[test]
    fn a_pasted_error_text_is_not_echoed_either() {
        let mut terminal = Terminal::start("xterm", &["--plain"]);
        terminal.until("Your choice: ");
        terminal.type_in("8\n");
        terminal.until("Text: ");
        // All lines at once, as a terminal without bracketed paste sends them.
        let lines = format!("the key is {PLANTED}\n").repeat(20);
        terminal.type_in(&format!("{lines}401 unauthorized: invalid api key\n.\n"));
        terminal.until("key-rejected");
        terminal.until("lists them): ");
        terminal.type_in("quit\n");
        terminal.until("quit");
        assert_eq!(terminal.end(), 0, "{}", terminal.all);
        assert!(!Redactor::new([&ApiKey::new(PLANTED.into())]).finds(&terminal.all), "{}", terminal.all);
    }

    #[test]
    fn a_dumb_terminal_gets_lines_by_itself_and_an_interrupt_ends_them() {
        let mut terminal = Terminal::start("dumb", &["practice", "grpc-blocked"]);
        terminal.until("TERM=dumb");
        terminal.until("Your choice: ");
        terminal.type_in("3\n");
        terminal.until("or back: ");
        terminal.type_in("\n");
        // A run can be stopped, and looked at.
        terminal.until("passed: REST");
        terminal.type_in("stop\n");
        terminal.until("Stopped.");
        terminal.until("lists them): ");
        terminal.type_in("\u{3}");
        assert_eq!(terminal.end(), 130, "{}", terminal.all);
        assert!(!terminal.all.contains('\u{1b}'));
    }

    #[test]
    fn whatever_ends_it_at_the_hidden_question_gives_the_echo_back() {
        for (signal, status) in [(None, 130), (Some("INT"), 130), (Some("TERM"), 143), (Some("HUP"), 129)] {
            let mut terminal = Terminal::start("dumb", &["--symptom", "unauthorized"]);
            terminal.until("Cluster URL: ");
            assert!(terminal.pty.echoes(), "a URL may be seen");
            terminal.type_in("x.invalid\n");
            terminal.until("without: ");
            assert!(!terminal.pty.echoes(), "a key may not");
            match signal {
                None => terminal.type_in("\u{3}"),
                Some(name) => terminal.pty.signal(name),
            }
            assert_eq!(terminal.end(), status, "{signal:?}: {}", terminal.all);
            assert!(terminal.pty.echoes(), "{signal:?}");
        }
    }
}
