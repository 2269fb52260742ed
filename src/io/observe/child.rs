//! The user's program: started with the observer's variables, its streams, working directory, terminal and signals its own. What it says on
//! standard error is kept in its last part, where that is no terminal.
//!
//! On Linux the program ends when this one is killed: it is started by way of this very executable ([`become_program`]), which asks the
//! system for that and then becomes the program.

use crate::model::evidence::ProgramEnd;
use crate::model::sanitized::SanitizedText;
use crate::model::usage_error::UsageError;
use anyhow::{Context as _, Result};
use std::collections::VecDeque;
use std::ffi::{OsStr, OsString};
use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWriteExt as _};
use tokio::process::Command;

/// Bytes of standard error that are kept: its end, where the error stands.
const TAIL_BYTES: usize = 64 * 1024;
/// How long a program's own children may hold its standard error open when it has ended.
const DRAIN_TIMEOUT: Duration = Duration::from_millis(500);
/// The first argument by which this executable becomes another program.
pub const BECOME: &str = "__become";

/// How a program ended.
pub struct Ended {
    /// Status or signal.
    pub end: ProgramEnd,
    /// How long it ran.
    pub took: Duration,
    /// The end of its standard error; empty where that is a terminal.
    pub tail: Vec<u8>,
}

/// The program's name as it may be shown.
pub fn name(command: &[OsString]) -> SanitizedText {
    let first = command.first().map(Path::new).and_then(Path::file_name).unwrap_or_default();
    SanitizedText::up_to(&crate::model::key_shape::without_keys(&first.to_string_lossy()), 60)
}

/// Runs the program to its end. `launcher` is this executable, where it has a [`BECOME`]. To be called on the main thread: the system ends the
/// program with the thread that started it.
pub async fn run(command: &[OsString], variables: &[(String, String)], launcher: Option<&Path>) -> Result<Ended> {
    let (program, arguments) = command.split_first().context("there is no program to run")?;
    let found = find(program)?;
    let mut forward = Forwarding::listen().context("can't listen for signals")?;
    let mut command = match launcher.filter(|_| cfg!(target_os = "linux")) {
        Some(launcher) => {
            let mut command = Command::new(launcher);
            command.arg(BECOME).arg(std::process::id().to_string()).arg(found).arg(program);
            command
        }
        None => Command::new(program),
    };
    command.args(arguments).envs(variables.iter().map(|(name, value)| (name, value)));
    // Where it is a terminal, the program must see that it is one.
    let piped = !std::io::stderr().is_terminal();
    if piped {
        command.stderr(Stdio::piped());
    }
    let begin = Instant::now();
    let mut child = command.kill_on_drop(true).spawn().map_err(|error| not_started(program, &error.to_string()))?;
    let tail = child.stderr.take().map(|stream| tokio::spawn(tee(stream)));
    let id = child.id();
    let status = loop {
        tokio::select! {
            status = child.wait() => break status.context("can't wait for the program")?,
            () = forward.next(id) => {}
        }
    };
    let took = begin.elapsed();
    let tail = match tail {
        Some(mut tail) => {
            let ended = tokio::time::timeout(DRAIN_TIMEOUT, &mut tail).await;
            tail.abort();
            ended.ok().and_then(Result::ok).unwrap_or_default()
        }
        None => Vec::new(),
    };
    Ok(Ended { end: end(status), took, tail })
}

fn end(status: std::process::ExitStatus) -> ProgramEnd {
    #[cfg(unix)]
    {
        use std::os::unix::process::ExitStatusExt as _;
        if let Some(signal) = status.signal() {
            return ProgramEnd::Signal(signal);
        }
    }
    ProgramEnd::Status(status.code().unwrap_or(-1))
}

fn not_started(program: &OsStr, why: &str) -> UsageError {
    let shown = name(&[program.to_owned()]);
    UsageError::new(&format!("can't run “{shown}”: {why}"))
}

/// Where the program is, so that a slip is told before anything starts.
fn find(program: &OsStr) -> Result<PathBuf, UsageError> {
    let named = Path::new(program);
    if cfg!(windows) {
        return Ok(named.to_owned());
    }
    if named.components().count() > 1 || named.is_absolute() {
        return if named.is_file() { Ok(named.to_owned()) } else { Err(not_started(program, "there is no such file")) };
    }
    let folders = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&folders).map(|folder| folder.join(named)).find(|path| is_program(path));
    found.ok_or_else(|| not_started(program, "there is no such program in the folders of PATH"))
}

#[cfg(unix)]
fn is_program(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::metadata(path).is_ok_and(|found| found.is_file() && found.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_program(path: &Path) -> bool {
    path.is_file()
}

/// Hands on what the program says, and keeps the end of it.
async fn tee(mut stream: impl AsyncRead + Unpin) -> Vec<u8> {
    let (mut kept, mut output) = (VecDeque::with_capacity(TAIL_BYTES), tokio::io::stderr());
    let mut buffer = vec![0; 16 * 1024];
    loop {
        let count = match stream.read(&mut buffer).await {
            Ok(0) | Err(_) => return kept.into(),
            Ok(count) => count,
        };
        // A reader that has gone is no reason to stop the program.
        let _ = output.write_all(&buffer[..count]).await;
        let _ = output.flush().await;
        kept.extend(&buffer[..count]);
        let over = kept.len().saturating_sub(TAIL_BYTES);
        kept.drain(..over);
    }
}

/// Becomes the program: `PARENT FOUND NAME ARG…`. Comes back only with a failure, as an exit status.
#[cfg(target_os = "linux")]
pub fn become_program(arguments: &[OsString]) -> u8 {
    use rustix::process::{Pid, Signal, getppid, set_parent_process_death_signal};
    use std::os::unix::process::CommandExt as _;
    let [parent, found, name, rest @ ..] = arguments else { return 2 };
    let parent = parent.to_str().and_then(|p| p.parse().ok()).and_then(Pid::from_raw);
    let armed = set_parent_process_death_signal(Some(Signal::TERM));
    // Killed between the two: nobody is left to watch.
    if armed.is_ok() && parent.is_some() && getppid() != parent {
        return 143;
    }
    let error = std::process::Command::new(found).arg0(name).args(rest).exec();
    eprintln!("weaviate-doctor: {}", not_started(name, &error.to_string()));
    if error.kind() == std::io::ErrorKind::NotFound { 127 } else { 126 }
}

/// Elsewhere programs are started directly.
#[cfg(not(target_os = "linux"))]
pub fn become_program(_: &[OsString]) -> u8 {
    2
}

/// Signals for this process that are meant for the program.
#[cfg(unix)]
struct Forwarding {
    interrupt: tokio::signal::unix::Signal,
    quit: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
    hang_up: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Forwarding {
    fn listen() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            quit: signal(SignalKind::quit())?,
            terminate: signal(SignalKind::terminate())?,
            hang_up: signal(SignalKind::hangup())?,
        })
    }

    /// Hands the next signal on. What the terminal sends it sends to the program too.
    async fn next(&mut self, id: Option<u32>) {
        use rustix::process::{Pid, Signal, kill_process};
        let (signal, by_terminal) = tokio::select! {
            _ = self.interrupt.recv() => (Signal::INT, true),
            _ = self.quit.recv() => (Signal::QUIT, true),
            _ = self.terminate.recv() => (Signal::TERM, false),
            _ = self.hang_up.recv() => (Signal::HUP, false),
        };
        let id = id.and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw);
        if let Some(id) = id.filter(|_| !(by_terminal && is_in_foreground())) {
            let _ = kill_process(id, signal);
        }
    }
}

/// Whether this process and the program have the terminal.
#[cfg(unix)]
fn is_in_foreground() -> bool {
    use std::os::fd::AsFd as _;
    let (input, output, error) = (std::io::stdin(), std::io::stdout(), std::io::stderr());
    let own = rustix::process::getpgrp();
    let group = |stream| rustix::termios::tcgetpgrp(stream).is_ok_and(|group| group == own);
    [input.as_fd(), output.as_fd(), error.as_fd()].into_iter().any(group)
}

#[cfg(not(unix))]
struct Forwarding;

#[cfg(not(unix))]
impl Forwarding {
    #[expect(clippy::unnecessary_wraps, reason = "listening can fail elsewhere")]
    fn listen() -> std::io::Result<Self> {
        Ok(Self)
    }

    /// Ctrl-C goes to the program by itself.
    async fn next(&mut self, _: Option<u32>) {
        let _ = tokio::signal::ctrl_c().await;
    }
}

/// Waits for a signal that ends this process, once the program is over: the exit status that shells give to it.
#[cfg(unix)]
pub async fn interrupted() -> u8 {
    let Ok(mut signals) = Forwarding::listen() else { return std::future::pending().await };
    tokio::select! {
        _ = signals.interrupt.recv() => 130,
        _ = signals.quit.recv() => 131,
        _ = signals.terminate.recv() => 143,
        _ = signals.hang_up.recv() => 129,
    }
}

/// Waits for Ctrl-C.
#[cfg(not(unix))]
pub async fn interrupted() -> u8 {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
    130
}
