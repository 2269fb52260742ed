//! How quick and how small is the wizard? First frame, a key to its frame, the fullest frame, idle processor time, resident memory.
//! `cargo bench --bench screen` prints a line each. Times on a busy machine are noisy; nothing is asserted.

use portable_pty::{CommandBuilder, PtySize, native_pty_system};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use std::io::{Read as _, Write as _};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};
use weaviate_doctor::practice::Fault;
use weaviate_doctor::ui::{self, Theme};
use weaviate_doctor::wizard::Wizard;
use weaviate_doctor::wizard::practice::PracticeFault;

/// The program on a terminal of its own.
struct Program {
    child: Box<dyn portable_pty::Child + Send + Sync>,
    input: Box<dyn std::io::Write + Send>,
    output: Receiver<Vec<u8>>,
    _master: Box<dyn portable_pty::MasterPty + Send>,
}

fn start(width: u16, height: u16) -> anyhow::Result<(Program, Instant)> {
    let size = PtySize { rows: height, cols: width, pixel_width: 0, pixel_height: 0 };
    let pair = native_pty_system().openpty(size)?;
    let folder = std::env::temp_dir();
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_weaviate-doctor"));
    command.env_clear();
    command.env("TERM", "xterm-256color");
    command.env("LANG", "C.UTF-8");
    command.env("HOME", &folder);
    command.cwd(&folder);
    let mut reader = pair.master.try_clone_reader()?;
    let input = pair.master.take_writer()?;
    let (sender, output) = channel();
    std::thread::spawn(move || {
        let mut buffer = [0; 8192];
        while let Ok(n) = reader.read(&mut buffer) {
            if n == 0 || sender.send(buffer[..n].to_vec()).is_err() {
                return;
            }
        }
    });
    let begin = Instant::now();
    let child = pair.slave.spawn_command(command)?;
    Ok((Program { child, input, output, _master: pair.master }, begin))
}

/// Waits until the screen shows a text.
fn until(program: &Program, text: &str) -> bool {
    let mut seen = Vec::new();
    while let Ok(more) = program.output.recv_timeout(Duration::from_secs(5)) {
        seen.extend(more);
        if String::from_utf8_lossy(&seen).contains(text) {
            return true;
        }
    }
    false
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
    let rounds = if std::env::args().any(|a| a == "--bench") { 15 } else { 1 };
    let mut frames = Vec::new();
    let mut keys = Vec::new();
    for _ in 0..rounds {
        let (mut program, begin) = start(80, 24)?;
        anyhow::ensure!(until(&program, "What do you see"), "no first frame");
        frames.push(begin.elapsed());
        while program.output.recv_timeout(Duration::from_millis(150)).is_ok() {}
        let pressed = Instant::now();
        program.input.write_all(b"j")?;
        program.input.flush()?;
        anyhow::ensure!(program.output.recv_timeout(Duration::from_secs(5)).is_ok(), "no frame after a key");
        keys.push(pressed.elapsed());
        let _ = program.child.kill();
        let _ = program.child.wait();
    }
    println!("first frame after process start      {:>9.2?}  (median of {rounds})", median(frames));
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
            ui::view(&wizard, &theme, frame);
        })?;
    }
    println!(
        "fullest list drawn at 200x50         {:>9.2?}  (mean of {count})",
        begin.elapsed() / u32::try_from(count)?
    );

    let (mut program, _) = start(80, 24)?;
    anyhow::ensure!(until(&program, "What do you see"), "no first frame");
    if let Some(pid) = program.child.process_id() {
        while program.output.recv_timeout(Duration::from_millis(500)).is_ok() {}
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
    let _ = program.child.kill();
    let _ = program.child.wait();
    Ok(())
}
