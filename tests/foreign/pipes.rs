//! Pipes that nobody writes or reads, and places that are full: nothing waits for ever, signals end it, and the line says what to do.

use super::{CLOSED, timed};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// No wait of the program on a pipe may come near it.
const SOON: Duration = Duration::from_secs(15);

fn program(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_weaviate-doctor"));
    command.env_clear().env("HOME", folder).current_dir(folder).stdin(Stdio::null()).args(arguments);
    command
}

fn fifo(folder: &Path, name: &str) -> PathBuf {
    let path = folder.join(name);
    assert!(Command::new("mkfifo").arg(&path).status().expect("mkfifo").success());
    path
}

#[test]
fn a_pipe_that_nobody_reads_is_said_at_once() {
    let folder = tempfile::tempdir().expect("folder");
    fifo(folder.path(), "pipe");
    fs::write(folder.path().join("a.py"), "import weaviate\n").expect("written");
    let reported =
        program(folder.path(), &["check", CLOSED, "--timeout", "2", "--format", "json", "-o", "r.json"]).output();
    assert!(reported.expect("ran").status.code().is_some());
    for arguments in [
        &["check", CLOSED, "-o", "pipe"][..],
        &["check", CLOSED, "--log", "pipe"],
        &["check", CLOSED, "--watch", "5", "-o", "pipe"],
        &["check", CLOSED, "--watch", "5", "--log", "pipe"],
        &["scan", "-o", "pipe"],
        &["explain", "a.py", "-o", "pipe"],
        &["compare", "r.json", "r.json", "-o", "pipe"],
        &[CLOSED, "--plain", "--log", "pipe"],
    ] {
        let (output, took) = timed(&mut program(folder.path(), arguments));
        let error = String::from_utf8(output.stderr).expect("UTF-8");
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {error}");
        assert!(error.contains("nothing reads this pipe") && error.lines().count() == 1, "{arguments:?}: {error}");
        assert!(took < SOON, "{arguments:?}: {took:?}");
    }
}

/// Ends it when it doesn't end by itself.
fn status_after(mut child: Child, signal: &str) -> Option<i32> {
    let sent = Command::new("kill").args([&format!("-{signal}"), &child.id().to_string()]).status();
    assert!(sent.expect("kill").success());
    let end = Instant::now() + SOON;
    while Instant::now() < end {
        if let Some(status) = child.try_wait().expect("waits") {
            return status.code();
        }
        std::thread::yield_now();
    }
    let _ = child.kill();
    let _ = child.wait();
    None
}

#[test]
fn a_reader_that_takes_nothing_does_not_keep_signals_away() {
    let folder = tempfile::tempdir().expect("folder");
    for (signal, expected) in [("INT", 130), ("TERM", 143), ("HUP", 129)] {
        let pipe = fifo(folder.path(), signal);
        // Open, and full already.
        let mut held = fs::OpenOptions::new().read(true).write(true).open(&pipe).expect("opened");
        let flags = rustix::fs::fcntl_getfl(&held).expect("flags") | rustix::fs::OFlags::NONBLOCK;
        rustix::fs::fcntl_setfl(&held, flags).expect("set");
        while std::io::Write::write(&mut held, &[b'x'; 4096]).is_ok() {}
        let log = folder.path().join(format!("log-{signal}"));
        let log = log.to_str().expect("UTF-8");
        let child = program(folder.path(), &["check", CLOSED, "--timeout", "2", "-o", signal, "--log", log])
            .spawn()
            .expect("program");
        // The run is over as soon as the log says so; what follows is the writing.
        let end = Instant::now() + SOON;
        while !fs::read_to_string(log).unwrap_or_default().contains("run ended") && Instant::now() < end {
            std::thread::yield_now();
        }
        assert_eq!(status_after(child, signal), Some(expected), "{signal}");
    }
}

#[test]
fn a_log_whose_reader_takes_nothing_holds_up_no_run() {
    let folder = tempfile::tempdir().expect("folder");
    let pipe = fifo(folder.path(), "pipe");
    let mut held = fs::OpenOptions::new().read(true).write(true).open(&pipe).expect("opened");
    let flags = rustix::fs::fcntl_getfl(&held).expect("flags") | rustix::fs::OFlags::NONBLOCK;
    rustix::fs::fcntl_setfl(&held, flags).expect("set");
    while std::io::Write::write(&mut held, &[b'x'; 4096]).is_ok() {}
    let (output, took) = timed(&mut program(folder.path(), &["check", CLOSED, "--timeout", "2", "--log", "pipe"]));
    assert!(output.status.code().is_some_and(|s| s != 2) && took < SOON, "{output:?} {took:?}");
}

#[test]
fn devices_are_no_reports_and_no_error_texts() {
    let folder = tempfile::tempdir().expect("folder");
    fs::write(folder.path().join("link"), "").expect("written");
    fs::remove_file(folder.path().join("link")).expect("removed");
    std::os::unix::fs::symlink("/dev/zero", folder.path().join("link")).expect("linked");
    for (arguments, expected) in [
        (&["explain", "link"][..], "it isn't a regular file"),
        (&["explain", "/dev/zero"], "it isn't a regular file"),
        (&["compare", "link", "link"], "it isn't a regular file"),
        (&["open", "link"], "it isn't a regular file"),
        (&["open", "/dev/full"], "it isn't a regular file"),
        (&["check", CLOSED, "--timeout", "2", "-o", "/dev/full"], "there's no space left: free some"),
    ] {
        let (output, took) = timed(&mut program(folder.path(), arguments));
        let error = String::from_utf8(output.stderr).expect("UTF-8");
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {error}");
        assert!(error.contains(expected), "{arguments:?}: {error}");
        assert!(took < SOON, "{arguments:?}: {took:?}");
    }
}

#[test]
fn an_error_text_may_come_from_a_pipe() {
    let folder = tempfile::tempdir().expect("folder");
    let pipe = fifo(folder.path(), "pipe");
    let writer = std::thread::spawn(move || fs::write(pipe, "anonymous access not enabled").expect("written"));
    let (output, _) = timed(&mut program(folder.path(), &["explain", "pipe"]));
    writer.join().expect("written");
    assert_eq!(output.status.code(), Some(1), "{output:?}");
}
