//! How quick and how small is the wizard? First frame, beside that of an empty ratatui program in turn with it; a key to its frame, the fullest frame, idle processor time, resident memory.
//! `cargo bench --bench screen` prints a line each. Times on a busy machine are noisy; nothing is asserted.

#[path = "../tests/pty/mod.rs"]
mod pty;

use pty::Pty;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};
use weaviate_doctor::frontend::tui::view;
use weaviate_doctor::frontend::tui::view::Theme;
use weaviate_doctor::io::practice::Fault;
use weaviate_doctor::wizard::Wizard;
use weaviate_doctor::wizard::practice::PracticeFault;

const VARIABLES: [(&str, &str); 2] = [("TERM", "xterm-256color"), ("LANG", "C.UTF-8")];

fn start() -> Pty {
    Pty::start(&std::env::temp_dir(), (80, 24), &VARIABLES, &[])
}

/// Builds `examples/empty_screen.rs` as this was built; none where that fails.
fn empty_screen() -> Option<PathBuf> {
    let own = std::env::current_exe().ok()?;
    let release = own.parent()?.parent()?;
    let built = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--locked", "--release", "--example", "empty_screen", "--target-dir"])
        .arg(release.parent()?)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .status();
    built.is_ok_and(|status| status.success()).then(|| release.join("examples/empty_screen"))
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

/// A figure of `/proc/PID/…`, where there is one.
fn proc_number(pid: u32, file: &str, pick: impl Fn(&str) -> Option<u64>) -> Option<u64> {
    pick(&std::fs::read_to_string(format!("/proc/{pid}/{file}")).ok()?)
}

fn processor_ticks(pid: u32) -> Option<u64> {
    proc_number(pid, "stat", |stat| {
        let fields: Vec<&str> = stat.rsplit(')').next()?.split_whitespace().collect();
        Some(fields.get(11)?.parse::<u64>().ok()? + fields.get(12)?.parse::<u64>().ok()?)
    })
}

fn main() -> anyhow::Result<()> {
    // `cargo test --benches` runs this too; there it only has to start.
    let rounds = if std::env::args().any(|a| a == "--bench") { 25 } else { 1 };
    let mut frames = Vec::new();
    let mut empty_frames = Vec::new();
    let mut keys = Vec::new();
    let empty = if rounds > 1 { empty_screen() } else { None };
    for _ in 0..rounds {
        if let Some(empty) = &empty {
            let mut program = Pty::start_program(empty, &std::env::temp_dir(), (80, 24), &VARIABLES, &[]);
            anyhow::ensure!(program.writes("one line"), "no frame of the empty program");
            empty_frames.push(program.begin.elapsed());
            program.kill();
        }
        let mut program = start();
        anyhow::ensure!(program.writes("What do you see"), "no first frame");
        frames.push(program.begin.elapsed());
        program.quiet_for(Duration::from_millis(150));
        let pressed = Instant::now();
        program.keys("j");
        anyhow::ensure!(program.next().is_ok(), "no frame after a key");
        keys.push(pressed.elapsed());
        program.kill();
    }
    let frame = median(frames);
    println!("first frame after process start      {frame:>9.2?}  (median of {rounds})");
    if !empty_frames.is_empty() {
        let least = median(empty_frames);
        let ratio = frame.as_secs_f64() / least.as_secs_f64();
        println!("one line of an empty ratatui program {least:>9.2?}  ({ratio:.2} ×)");
    }
    println!("key press to its frame               {:>9.2?}  (median of {rounds})", median(keys));

    let faults = <Fault as strum::IntoEnumIterator>::iter();
    let faults = faults.map(|f| PracticeFault { id: f.id().to_owned(), broken: f.broken() }).collect();
    let mut wizard = Wizard::new(None, faults);
    let _ = wizard.begin_practice(None);
    let mut terminal = Terminal::new(TestBackend::new(200, 50))?;
    let theme = Theme { color: true, unicode: true, ..Theme::default() };
    let count = rounds * 100;
    let begin = Instant::now();
    for _ in 0..count {
        terminal.draw(|frame| {
            view::view(&wizard, &theme, frame);
        })?;
    }
    println!(
        "fullest list drawn at 200x50         {:>9.2?}  (mean of {count})",
        begin.elapsed() / u32::try_from(count)?
    );

    let mut program = start();
    anyhow::ensure!(program.writes("What do you see"), "no first frame");
    if let Some(pid) = program.child.process_id() {
        program.quiet_for(Duration::from_millis(500));
        let before = processor_ticks(pid);
        let quiet = program.output.recv_timeout(Duration::from_secs(5)).is_err();
        if let (Some(before), Some(after)) = (before, processor_ticks(pid)) {
            println!(
                "idle for 5 s                         {:>6} ticks of processor time, {} frames",
                after - before,
                u8::from(!quiet)
            );
        }
        let resident = proc_number(pid, "status", |s| {
            s.lines().find(|l| l.starts_with("VmRSS"))?.split_whitespace().nth(1)?.parse().ok()
        });
        if let Some(kilobytes) = resident {
            println!("resident memory                      {kilobytes:>6} kB");
        }
    }
    program.kill();
    Ok(())
}
