//! How quickly does a large report open, and how long does a key of the filter take? `cargo bench --bench report` prints a line each, and fails
//! above what is promised.

#[path = "../tests/pty/mod.rs"]
mod pty;

use anyhow::{Context as _, Result, ensure};
use pty::Pty;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use serde_json::{Value, json};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use strum::IntoEnumIterator as _;
use weaviate_doctor::frontend::tui::view;
use weaviate_doctor::frontend::tui::view::Theme;
use weaviate_doctor::io::practice::Fault;
use weaviate_doctor::model::case::Case;
use weaviate_doctor::wizard::input::{Input, Key};
use weaviate_doctor::wizard::practice::PracticeFault;
use weaviate_doctor::wizard::{Drawn, Msg, Wizard};

/// Size of the report, in bytes: what is read of one holds at most 4 MiB of text.
const SIZE: usize = 3_500_000;
/// What opening it may take.
const OPENING: Duration = Duration::from_millis(200);
/// What a key may take.
const TYPING: Duration = Duration::from_millis(5);

fn main() -> Result<()> {
    // `cargo test --benches` runs this too, unoptimised; there it only has to work.
    let measured = std::env::args().any(|a| a == "--bench");
    let rounds = if measured { 11 } else { 1 };
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("large.json");
    let text = large(folder.path())?;
    std::fs::write(&path, &text)?;
    for (name, arguments) in [
        ("open", &["open", "large.json"][..]),
        ("open --plain", &["open", "large.json", "--plain"]),
        ("compare", &["compare", "large.json", "large.json"]),
    ] {
        let mut times = Vec::new();
        for _ in 0..rounds {
            times.push(run(folder.path(), arguments)?);
        }
        times.sort();
        let took = times[times.len() / 2];
        println!("{name} on {} MB {took:>24.1?}  (median of {rounds})", text.len() / 1_000_000);
        ensure!(!measured || name == "compare" || took < OPENING, "{name} took longer than {OPENING:?}");
    }
    let (median, slow) = typing(rounds)?;
    println!("key of the filter to its frame {median:>12.1?}  (the slowest {slow:.1?})");
    ensure!(!measured || slow < TYPING, "a key took longer than {TYPING:?}");
    Ok(())
}

/// From the start of the process to the verdict on the screen, or to its end where it is no screen.
fn run(folder: &Path, arguments: &[&str]) -> Result<Duration> {
    let mut program = Pty::start(folder, (120, 40), &[("TERM", "xterm-256color"), ("LANG", "C.UTF-8")], arguments);
    let wanted = if arguments[0] == "compare" { "No difference" } else { "gRPC is blocked" };
    ensure!(program.writes(wanted), "{arguments:?} never wrote {wanted:?}");
    let took = program.begin.elapsed();
    program.kill();
    Ok(took)
}

/// A real report, made large by what is large in real ones: attempts and the certificates of many answers.
fn large(folder: &Path) -> Result<String> {
    let written = Command::new(env!("CARGO_BIN_EXE_weaviate-doctor"))
        .args(["check", "practice:grpc-blocked", "--timeout", "1", "--format", "json", "--no-scan"])
        .env_clear()
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()?;
    let mut report: Value = serde_json::from_slice(&written.stdout)?;
    let probes = report["probes"].as_array_mut().context("no probes")?;
    let one = json!({"address": "203.0.113.77:443", "result": "connected", "took_ms": 12,
        "note": "a certificate's subject, such as CN=practice.c0.loopback.weaviate.cloud, or “a quoted answer”"});
    let each = SIZE / probes.len() / one.to_string().len() + 1;
    for probe in probes {
        probe["facts"]["attempts"] = Value::Array(vec![one.clone(); each]);
    }
    Ok(report.to_string())
}

/// Opens the filter of the first screen, with every symptom and cause listed, types into it, takes each letter back, walks through the whole
/// list and leaves it. From a key to its drawn frame: the median of the keys, and the slowest. Of each key the best of all rounds counts, since
/// on a busy machine the others are another program's doing.
fn typing(rounds: usize) -> Result<(Duration, Duration)> {
    let faults = Fault::iter().map(|f| PracticeFault { id: f.id().to_owned(), broken: f.broken() }).collect();
    let mut wizard = Wizard::new(None, faults);
    let mut terminal = Terminal::new(TestBackend::new(200, 50))?;
    let theme = Theme::detect(|name| (name == "LANG").then(|| "C.UTF-8".to_owned()));
    // As in the program: the environment has been read when somebody types.
    let _ = wizard.update(Msg::Discovered(Box::new(Case::empty())));
    let mut frame = |input: Input| -> Result<Duration> {
        let begin = Instant::now();
        let _ = wizard.update(Msg::Input(input));
        let mut drawn = Drawn::default();
        terminal.draw(|frame| drawn = view::view(&wizard, &theme, frame))?;
        let _ = wizard.update(Msg::Drawn(drawn));
        Ok(begin.elapsed())
    };
    let words = "connection refused by a certificate";
    let typed = words.chars().map(Input::Char).chain(words.chars().map(|_| Input::Key(Key::Backspace)));
    let walked = std::iter::repeat_n(Input::Key(Key::Down), 80).chain([Input::Key(Key::Home), Input::Key(Key::Esc)]);
    let inputs: Vec<Input> = [Input::Char('/')].into_iter().chain(typed).chain(walked).collect();
    let mut best = vec![Duration::MAX; inputs.len()];
    for _ in 0..rounds {
        for (best, input) in best.iter_mut().zip(&inputs) {
            *best = frame(input.clone())?.min(*best);
        }
    }
    best.sort();
    Ok((best[best.len() / 2], best[best.len() - 1]))
}
