//! Does the real program behave on a real terminal? Every symptom to its fix, the typed key that never shows, signals, tiny screens.
//! The terminal is a pseudo-terminal; its screen is read back by vt100.
#![cfg(unix)]
#![expect(clippy::expect_used, reason = "a test that can't go on ends here")]

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use std::io::{Read as _, Write as _};
use std::num::NonZero;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;
use weaviate_doctor::secret::{ApiKey, Redactor};

const PLANTED: &str = "cGxhbnRlZC1pbi10aGUtdGVybWluYWwtMDAwMDAwMDAwMQ==";
/// Longest wait for anything to appear. It only bounds a failure.
const PATIENCE: Duration = Duration::from_secs(30);

struct Terminal {
    child: Box<dyn Child + Send + Sync>,
    input: Box<dyn std::io::Write + Send>,
    output: Receiver<Vec<u8>>,
    master: Box<dyn MasterPty + Send>,
    screen: vt100::Parser,
    all: Vec<u8>,
    _home: tempfile::TempDir,
}

impl Terminal {
    fn start(width: u16, height: u16, arguments: &[&str]) -> Self {
        let home = tempfile::tempdir().expect("folder");
        let size = PtySize { rows: height, cols: width, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).expect("pseudo-terminal");
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_weaviate-doctor"));
        command.args(arguments);
        command.env_clear();
        for (name, value) in [("TERM", "xterm-256color"), ("LANG", "C.UTF-8")] {
            command.env(name, value);
        }
        command.env("HOME", home.path());
        command.cwd(home.path());
        let mut reader = pair.master.try_clone_reader().expect("reader");
        let input = pair.master.take_writer().expect("writer");
        let (sender, output) = channel();
        std::thread::spawn(move || {
            let mut buffer = [0; 8192];
            while let Ok(n) = reader.read(&mut buffer) {
                if n == 0 || sender.send(buffer[..n].to_vec()).is_err() {
                    return;
                }
            }
        });
        let child = pair.slave.spawn_command(command).expect("program");
        let rows = NonZero::new(height).expect("rows");
        let columns = NonZero::new(width).expect("columns");
        let screen = vt100::Parser::new(rows, columns, 0);
        Self { child, input, output, master: pair.master, screen, all: Vec::new(), _home: home }
    }

    fn take(&mut self, bytes: &[u8]) {
        self.screen.process(bytes);
        self.all.extend(bytes);
    }

    /// Waits until the screen shows this.
    fn until(&mut self, text: &str) {
        while !self.screen.screen().contents().contains(text) {
            match self.output.recv_timeout(PATIENCE) {
                Ok(bytes) => self.take(&bytes),
                Err(error) => panic!("never saw {text:?} ({error}):\n{}", self.screen.screen().contents()),
            }
        }
    }

    fn keys(&mut self, keys: &str) {
        self.input.write_all(keys.as_bytes()).expect("written");
        self.input.flush().expect("flushed");
    }

    fn signal(&self, name: &str) {
        let pid = self.child.process_id().expect("pid").to_string();
        let sent = std::process::Command::new("kill").args([&format!("-{name}"), &pid]).status().expect("kill");
        assert!(sent.success());
    }

    /// Waits for the end; gives the status.
    fn end(&mut self) -> u32 {
        let status = self.child.wait().expect("ended").exit_code();
        while let Ok(bytes) = self.output.recv_timeout(Duration::from_millis(200)) {
            self.take(&bytes);
        }
        status
    }

    /// The terminal is as it was: main screen, cursor shown, no bracketed paste.
    fn given_back(&self) {
        let screen = self.screen.screen();
        assert!(!screen.alternate_screen() && !screen.hide_cursor() && !screen.bracketed_paste());
    }
}

#[test]
fn every_symptom_of_the_checklist_leads_to_its_fix() {
    // Keys after the symptom's number: answers, or Enter on the form of the practice cluster.
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
        ("2", "Which cluster", "\r", "", "", "", "", "handed over"),
        ("3", "Which cluster", "\r", "", "", "", "", "Everything works"),
        ("4", "How does the browser app", "1", "", "", "", "", "API key"),
        ("5", "Has an API key been created", "1", "", "", "", "", "handed over"),
        ("6", "Do you still have the authenticator", "1", "", "", "", "", "support@weaviate.io"),
    ];
    for (symptom, first, a, second, b, third, c, fix) in walks {
        let mut terminal = Terminal::start(80, 40, &["practice", "healthy"]);
        terminal.until("What do you see");
        terminal.until("practice: healthy");
        terminal.keys(symptom);
        // Some symptoms ask for the cluster before the question; the practice cluster's form needs nothing but Enter.
        for _ in 0..2 {
            while !terminal.screen.screen().contents().contains(first)
                && !terminal.screen.screen().contents().contains("Which cluster")
            {
                let bytes = terminal.output.recv_timeout(PATIENCE).expect("a screen");
                terminal.take(&bytes);
            }
            if first != "Which cluster" && !terminal.screen.screen().contents().contains(first) {
                terminal.until("Go on");
                terminal.keys("\r");
                terminal.until(first);
            }
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
    terminal.until("no URL found");
    terminal.keys("3");
    terminal.until("Which cluster");
    terminal.keys("http://127.0.0.1:1\r");
    terminal.keys(PLANTED);
    terminal.until("fingerprint");
    // Pasted once more, as terminals send a paste.
    terminal.keys(&format!("\u{1b}[200~{PLANTED}\n\u{1b}[201~"));
    terminal.keys("\r\r\r");
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
        terminal.signal(name);
        assert_eq!(terminal.end(), status, "{name}");
        terminal.given_back();
    }
}

#[test]
fn a_terminal_that_goes_away_takes_the_program_with_it() {
    let mut terminal = Terminal::start(80, 24, &[]);
    terminal.until("What do you see");
    let Terminal { mut child, input, output, master, .. } = terminal;
    drop((input, output, master));
    assert_ne!(child.wait().expect("ended").exit_code(), 0);
}

#[test]
fn a_tiny_screen_is_told_so_and_a_larger_one_works_again() {
    let mut terminal = Terminal::start(30, 8, &[]);
    terminal.until("60");
    for (columns, rows) in [(10, 3), (1, 1), (200, 50), (80, 24)] {
        let size = PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 };
        terminal.master.resize(size).expect("resized");
        terminal
            .screen
            .screen_mut()
            .set_size(NonZero::new(rows).expect("rows"), NonZero::new(columns).expect("columns"));
    }
    terminal.until("What do you see");
    terminal.keys("q");
    assert_eq!(terminal.end(), 0);
    terminal.given_back();
}

#[test]
fn a_mouse_a_megabyte_and_a_resize_in_the_middle_of_a_run() {
    let mut terminal = Terminal::start(80, 24, &["practice", "grpc-blocked", "--timeout", "2"]);
    terminal.until("practice: grpc-blocked");
    // A megabyte while nothing takes text, then a click on the third line and one on what it selected (SGR reports count from one).
    let paste = format!("\u{1b}[200~{}\u{1b}[201~", "x y\u{7}".repeat(250_000));
    let mut input = std::mem::replace(&mut terminal.input, Box::new(std::io::sink()));
    let writer = std::thread::spawn(move || {
        let clicks = "\u{1b}[<0;9;7M\u{1b}[<0;9;7m";
        input.write_all(format!("{paste}{clicks}{clicks}").as_bytes()).expect("written");
        input
    });
    terminal.until("Which cluster?");
    terminal.input = writer.join().expect("written");
    terminal.until("[ Go on ]");
    terminal.keys("\r");
    terminal.until("Probing practice");
    for (columns, rows) in [(60, 16), (120, 40)] {
        let size = PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 };
        terminal.master.resize(size).expect("resized");
        let place = (NonZero::new(rows).expect("rows"), NonZero::new(columns).expect("columns"));
        terminal.screen.screen_mut().set_size(place.0, place.1);
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
