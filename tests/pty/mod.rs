//! The real program on a pseudo-terminal, for tests and benches: started, typed into, its output taken as it comes. What that output shows is
//! the caller's matter.
#![allow(
    dead_code,
    clippy::expect_used,
    reason = "each user has its part, and a terminal that can't be had has failed"
)]

pub mod terminal;

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

/// Longest wait for anything to appear. It only bounds a failure.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// The program and its terminal.
pub struct Pty {
    /// The program.
    pub child: Box<dyn Child + Send + Sync>,
    /// What is typed.
    pub input: Box<dyn std::io::Write + Send>,
    /// What is written, as it comes.
    pub output: Receiver<Vec<u8>>,
    /// The terminal's other end.
    pub master: Box<dyn MasterPty + Send>,
    /// When the program was started.
    pub begin: Instant,
}

/// A size in columns and rows.
pub fn size((columns, rows): (u16, u16)) -> PtySize {
    PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }
}

impl Pty {
    /// Starts the program in this folder, which is its home too, with these variables and no others.
    pub fn start(folder: &Path, window: (u16, u16), variables: &[(&str, &str)], arguments: &[&str]) -> Self {
        let program = Path::new(env!("CARGO_BIN_EXE_weaviate-doctor"));
        Self::start_program(program, folder, window, variables, arguments)
    }

    /// Starts another program so.
    pub fn start_program(
        program: &Path,
        folder: &Path,
        window: (u16, u16),
        variables: &[(&str, &str)],
        arguments: &[&str],
    ) -> Self {
        let pair = native_pty_system().openpty(size(window)).expect("pseudo-terminal");
        let mut command = CommandBuilder::new(program);
        command.args(arguments);
        command.env_clear();
        for (name, value) in variables {
            command.env(name, value);
        }
        command.env("HOME", folder);
        command.cwd(folder);
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
        let begin = Instant::now();
        let child = pair.slave.spawn_command(command).expect("program");
        Self { child, input, output, master: pair.master, begin }
    }

    /// What is written next.
    pub fn next(&self) -> Result<Vec<u8>, RecvTimeoutError> {
        self.output.recv_timeout(PATIENCE)
    }

    /// Reads until nothing has come for so long.
    pub fn quiet_for(&self, pause: Duration) -> Vec<u8> {
        std::iter::from_fn(|| self.output.recv_timeout(pause).ok()).flatten().collect()
    }

    /// Reads until this is written; false when it never is.
    pub fn writes(&self, text: &str) -> bool {
        let mut seen = Vec::new();
        while let Ok(more) = self.next() {
            seen.extend(more);
            if String::from_utf8_lossy(&seen).contains(text) {
                return true;
            }
        }
        false
    }

    /// Types this.
    pub fn keys(&mut self, keys: &str) {
        self.input.write_all(keys.as_bytes()).expect("written");
        self.input.flush().expect("flushed");
    }

    /// Makes the window this large.
    pub fn resize(&self, window: (u16, u16)) {
        self.master.resize(size(window)).expect("resized");
    }

    /// Sends a signal.
    #[cfg(unix)]
    pub fn signal(&self, name: &str) {
        let pid = self.child.process_id().expect("pid").to_string();
        let sent = std::process::Command::new("kill").args([&format!("-{name}"), &pid]).status().expect("kill");
        assert!(sent.success());
    }

    /// Whether what is typed is shown by the terminal.
    #[cfg(unix)]
    pub fn echoes(&self) -> bool {
        let flags = self.master.get_termios().expect("attributes").local_flags.bits();
        flags & rustix::termios::LocalModes::ECHO.bits() != 0
    }

    /// Waits for the end; gives the status, and what was written until then.
    pub fn end(&mut self) -> (u32, Vec<u8>) {
        // A program that goes on all the same must not keep a test waiting for ever.
        let mut killer = self.child.clone_killer();
        let (held, waiting) = channel::<()>();
        std::thread::spawn(move || {
            if waiting.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
                let _ = killer.kill();
            }
        });
        let status = self.child.wait().expect("ended").exit_code();
        drop(held);
        (status, self.quiet_for(Duration::from_millis(200)))
    }

    /// Ends the program.
    pub fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
