//! What does a user's own program really send? Unchanged programs of the official clients are run behind the observer, the practice cluster
//! in their cluster's place: each planted mistake is named, certain, and good programs are healthy. `tests/run/programs.toml` has them.
//!
//! The clients come from `tests/clients/setup.sh`; what is not installed is skipped with a line, and fails where
//! `WEAVIATE_DOCTOR_CLIENTS=required`.
#![cfg(all(feature = "run", feature = "practice", feature = "scan"))]
#![cfg(unix)]
#![allow(clippy::expect_used, clippy::panic, reason = "a test that can't go on has failed")]

#[path = "run/ends.rs"]
mod ends;
#[path = "run/program.rs"]
mod program;

use program::{KEY, Program, Ran};
use std::collections::BTreeSet;
use std::sync::Mutex;

/// Programs that run at a time.
const AT_ONCE: usize = 2;

#[test]
fn planted_mistakes_are_named_and_good_programs_are_healthy() {
    let only = std::env::var("ONLY").unwrap_or_default();
    let (programs, absent): (Vec<Program>, Vec<Program>) =
        program::all().into_iter().filter(|p| p.name.contains(&only)).partition(Program::is_installed);
    for client in absent.iter().map(Program::client_name).collect::<BTreeSet<_>>() {
        skip(&format!("{client} is not run: it is not installed, tests/clients/setup.sh does that"));
    }
    program::prepare(&programs);
    let open = Mutex::new(programs);
    let wrong = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                loop {
                    let Some(program) = open.lock().expect("programs").pop() else { return };
                    let ran = program.run();
                    let complaint = complaint(&program, &ran);
                    println!("{}: {}", program.name, complaint.as_deref().unwrap_or("as it should be"));
                    wrong.lock().expect("results").extend(complaint);
                }
            });
        }
    });
    let wrong = wrong.into_inner().expect("results");
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// Says what is left out, or fails where nothing may be.
fn skip(what: &str) {
    println!("skipped: {what}");
    assert!(std::env::var("WEAVIATE_DOCTOR_CLIENTS").as_deref() != Ok("required"), "{what}");
}

/// What is not as it should be.
fn complaint(program: &Program, ran: &Ran) -> Option<String> {
    let told = || format!("{}\n{}\n{}", program.name, ran.summaries(), ran.output);
    let causes = &ran.report["diagnosis"]["causes"];
    let verdict = ran.report["diagnosis"]["verdict"].as_str().unwrap_or_default();
    let (cause, sure) = (causes[0]["id"].as_str().unwrap_or(verdict), causes[0]["confidence"].as_str());
    if cause != program.want {
        return Some(format!("{cause} and not {}: {}", program.want, told()));
    }
    if program.want != "healthy" && sure != Some("certain") {
        return Some(format!("{cause} is {sure:?}: {}", told()));
    }
    let observed = |e: &serde_json::Value| e.as_str().is_some_and(|id| id.starts_with("program."));
    let by_program = causes[0]["evidence"].as_array().is_some_and(|ids| ids.iter().any(observed));
    if program.want != "healthy" && !by_program {
        return Some(format!("{cause} was not observed: {}", told()));
    }
    if program.want == "healthy"
        && (ran.requests("program.rest") == 0 || program.grpc && ran.requests("program.grpc") == 0)
    {
        return Some(format!("not all was seen: {}", told()));
    }
    let status = i32::from(program.want != "healthy");
    if ran.status != Some(status) {
        return Some(format!("status {:?}: {}", ran.status, told()));
    }
    if ran.report.to_string().contains(KEY) || ran.own_lines().contains(KEY) {
        return Some(format!("the key is shown: {}", program.name));
    }
    (ran.left > 0).then(|| format!("a folder was left: {}", program.name))
}
