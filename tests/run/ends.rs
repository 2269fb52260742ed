//! What becomes of the program, of this one and of the run's folder when one of them ends, and whose the streams and signals are.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Longest wait for what the system does by itself.
const PATIENCE: Duration = Duration::from_secs(30);

fn doctor(folder: &Path, command: &[&str]) -> Command {
    let mut run = Command::new(env!("CARGO_BIN_EXE_weaviate-doctor"));
    run.args(["run", "practice:healthy", "--no-scan", "--timeout", "2", "--"]).args(command);
    run.env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default()).env("TMPDIR", folder).env("HOME", folder);
    run.current_dir(folder).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    run
}

fn folders(inside: &Path) -> usize {
    let entries = std::fs::read_dir(inside).expect("folder").flatten();
    entries.filter(|e| e.file_name().to_string_lossy().starts_with("weaviate-doctor-run-")).count()
}

fn is_alive(pid: &str) -> bool {
    let state = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    // A zombie waits for whoever adopted it.
    state.rsplit(')').next().is_some_and(|rest| !rest.trim().is_empty() && !rest.trim().starts_with('Z'))
}

/// A run whose program says its number and waits.
fn waiting(folder: &Path) -> (Child, String) {
    let mut run = doctor(folder, &["sh", "-c", "echo $$; exec sleep 600"]).spawn().expect("started");
    let mut pid = String::new();
    BufReader::new(run.stdout.as_mut().expect("piped")).read_line(&mut pid).expect("line");
    (run, pid.trim().to_owned())
}

#[cfg(target_os = "linux")]
#[test]
fn a_killed_run_takes_its_program_along_and_the_next_one_its_folder() {
    let folder = tempfile::tempdir().expect("folder");
    let (mut run, pid) = waiting(folder.path());
    assert!(is_alive(&pid) && folders(folder.path()) == 1);
    run.kill().expect("killed");
    run.wait().expect("ended");
    let begin = Instant::now();
    while is_alive(&pid) && begin.elapsed() < PATIENCE {
        std::thread::yield_now();
    }
    assert!(!is_alive(&pid), "the program outlives the run");
    assert_eq!(folders(folder.path()), 1);
    doctor(folder.path(), &["true"]).output().expect("ran");
    assert_eq!(folders(folder.path()), 0);
}

#[test]
fn a_signal_goes_to_the_program_and_the_report_comes_all_the_same() {
    let folder = tempfile::tempdir().expect("folder");
    let script = "trap 'exit 7' TERM; echo ready; while :; do sleep 0.05; done";
    let mut run = doctor(folder.path(), &["sh", "-c", script]).spawn().expect("started");
    let mut line = String::new();
    BufReader::new(run.stdout.as_mut().expect("piped")).read_line(&mut line).expect("line");
    Command::new("kill").args(["-TERM", &run.id().to_string()]).status().expect("kill");
    let mut said = String::new();
    run.stderr.take().expect("piped").read_to_string(&mut said).expect("text");
    run.wait().expect("ended");
    assert!(said.contains("weaviate-doctor: sh ended with status 7 after"), "{said}");
    assert_eq!(folders(folder.path()), 0);
}

#[test]
fn a_program_that_dies_leaves_nothing() {
    let folder = tempfile::tempdir().expect("folder");
    let ran = doctor(folder.path(), &["sh", "-c", "kill -9 $$"]).output().expect("ran");
    let said = String::from_utf8_lossy(&ran.stderr).into_owned();
    assert!(said.contains("sh was ended by signal 9"), "{said}");
    assert_eq!((ran.status.code(), folders(folder.path())), (Some(3), 0), "{said}");
}

#[test]
fn streams_and_folder_are_the_programs_own() {
    let folder = tempfile::tempdir().expect("folder");
    let script = "cat; pwd; echo to-error >&2; exit 5";
    let mut run = doctor(folder.path(), &["sh", "-c", script]).stdin(Stdio::piped()).spawn().expect("started");
    run.stdin.take().expect("piped").write_all(b"from-input\n").expect("written");
    let ran = run.wait_with_output().expect("ended");
    let (out, error) = (String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
    let place = std::fs::canonicalize(folder.path()).expect("folder");
    assert_eq!(out, format!("from-input\n{}\n", place.display()));
    assert!(error.starts_with("to-error\n") && error.contains("Nothing was seen of your program"), "{error}");
    assert!(error.trim_end().lines().last().is_some_and(|l| l.contains("sh ended with status 5")), "{error}");
    assert_eq!(ran.status.code(), Some(3));
}

#[test]
fn a_program_that_is_not_there_is_wrong_usage() {
    let folder = tempfile::tempdir().expect("folder");
    let ran = doctor(folder.path(), &["there-is-no-such-program"]).output().expect("ran");
    let error = String::from_utf8_lossy(&ran.stderr);
    assert_eq!(ran.status.code(), Some(2), "{error}");
    assert_eq!(error.trim().lines().count(), 1, "{error}");
    assert_eq!(folders(folder.path()), 0);
}
