//! Does the real program behave on a real terminal? Every symptom to its fix, the typed key that never shows, signals, tiny screens.
//! The terminal is a pseudo-terminal; its screen is read back by vt100.
#![cfg(all(feature = "scan", feature = "practice"))]
#![cfg(unix)]

mod pty;

use pty::Pty;
use pty::terminal::Terminal;
use std::io::Write as _;
use weaviate_doctor::model::api_key::{ApiKey, Redactor};

const PLANTED: &str = "cGxhbnRlZC1pbi10aGUtdGVybWluYWwtMDAwMDAwMDAwMQ==";

#[test]
fn every_symptom_of_the_checklist_leads_to_its_fix() {
    // Keys after the symptom's number: answers.
    let walks = [
        (
            "1",
            "What happens when you log in",
            "1",
            "How did you sign up",
            "1",
            "What do you know about the password",
            "1",
            "click the login button",
        ),
        ("2", "● Fix", "", "", "", "", "", "how your code passes the key"),
        ("3", "● Fix", "", "", "", "", "", "Everything works"),
        ("4", "How does the browser app", "1", "", "", "", "", "API key"),
        ("5", "Has an API key been created", "1", "", "", "", "", "how your code passes the key"),
        ("6", "Do you still have the authenticator", "1", "", "", "", "", "support@weaviate.io"),
    ];
    for (symptom, first, a, second, b, third, c, fix) in walks {
        let mut terminal = Terminal::start(80, 40, &["practice", "healthy"]);
        terminal.until("What's going wrong");
        terminal.until("practice: healthy");
        terminal.keys(symptom);
        // Where the practice cluster is up by now nobody asks for it; else its form needs nothing but Enter.
        let mut passed = false;
        while !terminal.screen.screen().contents().contains(first) {
            let shown = terminal.screen.screen().contents();
            if !passed && shown.contains("Which cluster") && shown.contains("Continue") {
                terminal.keys("\r");
                passed = true;
            }
            let bytes = terminal.pty.next().expect("a screen");
            terminal.take(&bytes);
        }
        for (text, keys) in [(first, a), (second, b), (third, c)] {
            if !text.is_empty() {
                terminal.until(text);
                terminal.keys(keys);
            }
        }
        terminal.until("● Fix");
        terminal.until(fix);
        terminal.keys("q");
        assert_eq!(terminal.end(), 0, "symptom {symptom}");
        terminal.given_back();
    }
}

#[test]
fn a_typed_key_is_never_on_the_screen() {
    let redactor = Redactor::new([&ApiKey::new(PLANTED.into())]);
    let mut terminal = Terminal::start(80, 24, &[]);
    terminal.until("going wrong");
    terminal.keys("3");
    terminal.until("Which cluster");
    // The environment has been read: no key is in it, so Enter goes to its field.
    terminal.until("default");
    terminal.keys("http://127.0.0.1:1\r");
    terminal.keys(PLANTED);
    terminal.until("fingerprint");
    // Pasted once more, as terminals send a paste.
    terminal.keys(&format!("\u{1b}[200~{PLANTED}\n\u{1b}[201~"));
    // The line break is said to be too much; another Enter goes on all the same.
    terminal.keys("\r\r\r\r");
    terminal.until("● Fix");
    terminal.keys("d");
    terminal.keys("\u{3}");
    assert_eq!(terminal.end(), 130);
    terminal.given_back();
    assert!(!redactor.finds(&String::from_utf8_lossy(&terminal.all)));
}

#[test]
fn signals_give_the_terminal_back() {
    for (name, status) in [("TERM", 143), ("HUP", 129), ("INT", 130)] {
        let mut terminal = Terminal::start(80, 24, &["practice", "grpc-blocked"]);
        terminal.until("practice: grpc-blocked");
        terminal.pty.signal(name);
        assert_eq!(terminal.end(), status, "{name}");
        terminal.given_back();
    }
}

#[test]
fn a_terminal_that_goes_away_takes_the_program_with_it() {
    let mut terminal = Terminal::start(80, 24, &[]);
    terminal.until("What's going wrong");
    let Pty { mut child, input, output, master, .. } = terminal.pty;
    drop((input, output, master));
    assert_ne!(child.wait().expect("ended").exit_code(), 0);
}

#[test]
fn a_tiny_screen_is_told_so_and_a_larger_one_works_again() {
    let mut terminal = Terminal::start(30, 8, &[]);
    terminal.until("60");
    for window in [(10, 3), (1, 1), (200, 50), (80, 24)] {
        terminal.resize(window);
    }
    terminal.until("What's going wrong");
    terminal.keys("q");
    assert_eq!(terminal.end(), 0);
    terminal.given_back();
}

#[test]
fn a_mouse_a_megabyte_and_a_resize_in_the_middle_of_a_run() {
    let mut terminal = Terminal::start(80, 24, &["practice", "grpc-blocked", "--timeout", "2"]);
    terminal.until("practice: grpc-blocked");
    // A megabyte while nothing takes text, then a click on the third symptom and one on what it selected (SGR reports count from one).
    let paste = format!("\u{1b}[200~{}\u{1b}[201~", "x y\u{7}".repeat(250_000));
    let mut input = std::mem::replace(&mut terminal.pty.input, Box::new(std::io::sink()));
    let writer = std::thread::spawn(move || {
        let clicks = "\u{1b}[<0;9;12M\u{1b}[<0;9;12m";
        input.write_all(format!("{paste}{clicks}{clicks}").as_bytes()).expect("written");
        input
    });
    // The practice cluster's URL and key are known: nobody asks for them.
    terminal.until("Checking practice");
    terminal.pty.input = writer.join().expect("written");
    for window in [(60, 16), (120, 40)] {
        terminal.resize(window);
    }
    terminal.until("gRPC is blocked on this network");
    terminal.until("● Fix");
    terminal.keys("q");
    assert_eq!(terminal.end(), 0);
    terminal.given_back();
    assert_eq!(terminal.screen.screen().mouse_protocol_mode(), vt100::MouseProtocolMode::None);
}

#[test]
fn without_a_terminal_it_says_what_to_use_instead() {
    let home = tempfile::tempdir().expect("folder");
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_weaviate-doctor"))
        .env_clear()
        .env("HOME", home.path())
        .current_dir(home.path())
        .stdin(std::process::Stdio::null())
        .output()
        .expect("ran");
    let error = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{error}");
    assert!(error.contains("weaviate-doctor check") && error.lines().count() == 1, "{error}");
    assert!(output.stdout.is_empty());
}

#[test]
fn a_cluster_of_the_config_file_is_chosen_probed_saved_and_compared() {
    let home = tempfile::tempdir().expect("folder");
    let folder = home.path().join(".config/weaviate-doctor");
    std::fs::create_dir_all(&folder).expect("folder");
    // A port at which nobody listens any more.
    let free = || std::net::TcpListener::bind(("127.0.0.1", 0)).and_then(|l| l.local_addr()).expect("port");
    let (rest, grpc) = (free(), free());
    let config = format!(
        "theme = \"light\"\n[clusters.production]\nurl = \"https://abc.weaviate.cloud\"\n[clusters.staging]\nurl = \"http://{rest}\"\n\
         grpc = \"grpc://{grpc}\"\napi_key_file = \"staging.key\"\n"
    );
    std::fs::write(folder.join("config.toml"), config).expect("written");
    std::fs::write(folder.join("staging.key"), PLANTED).expect("written");
    let mut terminal = Terminal::start_in(home, (80, 24), &["--no-scan"]);
    terminal.until("What's going wrong");
    terminal.until("2 in the config file");
    terminal.keys("3");
    terminal.until("Which of your clusters?");
    terminal.keys("2");
    terminal.until("staging, from the config file");
    terminal.until(&grpc.to_string());
    terminal.until("staging.key");
    terminal.keys("\r");
    terminal.until("The connection is refused");
    terminal.keys("t");
    terminal.until("How long each check took");
    terminal.keys("b\u{13}");
    terminal.until("Save a report");
    terminal.keys("\r");
    terminal.until("Saved to");
    terminal.keys("v");
    terminal.until("Compare with another report");
    terminal.keys("missing.json\r");
    terminal.until("there's no such file");
    terminal.keys("\u{15}weaviate-report.json\r");
    terminal.until("No difference: the same thing is wrong in both places.");
    terminal.keys("q");
    assert_eq!(terminal.end(), 0);
    terminal.given_back();
    let all = String::from_utf8_lossy(&terminal.all).into_owned();
    // The accent for light backgrounds among 256 colors.
    assert!(all.contains("38;5;24"), "the theme of the config file");
    assert!(!Redactor::new([&ApiKey::new(PLANTED.to_owned())]).finds(&all), "the key is on the terminal");
}
