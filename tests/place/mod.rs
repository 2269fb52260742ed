//! A practice cluster on loopback that a config file names, and the folder in which the program is started: for tests of several clusters and
//! of watches.
#![allow(dead_code, clippy::unwrap_used, reason = "each user has its part, and a test that can't go on has failed")]

use std::fs;
#[cfg(unix)]
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
#[cfg(unix)]
use std::time::Duration;
use weaviate_doctor::io::practice::{Fault, Practice};
use weaviate_doctor::model::api_key::{ApiKey, Redactor};
use weaviate_doctor::model::case::{Case, Sourced};
use weaviate_doctor::model::evidence::Origin;

pub const KEY: &str = "cGxhbnRlZC1rZXktb2YtYWxwaGEtLS0wMDAx";
pub const OTHER: &str = "cGxhbnRlZC1rZXktb2YtZ2FtbWEtLS0wMDAy";
pub const THIRD: &str = "cGxhbnRlZC1rZXktb2YtZGVsdGEtLS0wMDAz";

pub fn key(text: &str) -> ApiKey {
    ApiKey::new(text.to_owned())
}

pub fn hides_keys(text: &str) {
    assert!(!Redactor::new([&key(KEY), &key(OTHER), &key(THIRD)]).finds(text), "a key is shown: {text}");
}

/// A running practice cluster, and the folder in which the program is started.
pub struct Place {
    /// The folder.
    pub folder: tempfile::TempDir,
    /// URL and gRPC endpoint of the practice cluster, as lines of a config file.
    pub cluster: String,
    /// Its DNS server.
    pub dns: String,
    _practice: Practice,
}

impl Place {
    pub async fn new() -> Self {
        let practice = Practice::start(Fault::Healthy, Some(&key(KEY))).await.unwrap();
        let mut case = Case::empty();
        case.key = Sourced::new(key(KEY), Origin::Typed);
        practice.apply(&mut case);
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("roots.pem"), case.settings.extra_roots.concat()).unwrap();
        fs::write(folder.path().join("gamma.key"), OTHER).unwrap();
        let grpc = case.settings.grpc.unwrap();
        let grpc = format!("grpcs://{}:{}", grpc.host, grpc.port);
        let cluster = format!("url = \"{}\"\ngrpc = \"{grpc}\"\n", case.url.value.unwrap());
        Self { folder, cluster, dns: case.settings.dns_server.unwrap().to_string(), _practice: practice }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, config: &str) {
        fs::write(self.path("c.toml"), config).unwrap();
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = program(self.folder.path());
        command.args(["check", "--config", "c.toml", "--cacert", "roots.pem"]);
        if !arguments.contains(&"--timeout") {
            command.args(["--timeout", "5"]);
        }
        command.args(["--dns-server", &self.dns]).args(arguments);
        command
    }

    pub async fn run(&self, arguments: &[&str]) -> Output {
        let mut command = self.command(arguments);
        tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap()
    }
}

pub fn program(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_weaviate-doctor"));
    command.env_clear().current_dir(folder).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    // A usual variable that belongs to no cluster of the file.
    command.env("ALPHA_KEY", KEY).env("DELTA_KEY", THIRD).env("WEAVIATE_API_KEY", OTHER);
    command
}

pub fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// Kills the program when it is still there after a minute, unless the test lets go of this before: what is broken must not keep a test waiting
/// for ever.
#[cfg(unix)]
pub fn watchdog(child: &std::process::Child) -> std::sync::mpsc::Sender<()> {
    let (held, waiting) = std::sync::mpsc::channel();
    let pid = child.id().to_string();
    std::thread::spawn(move || {
        if waiting.recv_timeout(Duration::from_secs(60)) == Err(std::sync::mpsc::RecvTimeoutError::Timeout) {
            let _ = Command::new("kill").args(["-KILL", &pid]).status();
        }
    });
    held
}

/// Interrupts the program once it has written this many lines, and returns all that it wrote.
#[cfg(unix)]
pub fn interrupted_after(mut command: Command, lines: usize) -> (Vec<String>, Option<i32>) {
    let mut child = command.spawn().unwrap();
    let _held = watchdog(&child);
    let mut output = BufReader::new(child.stdout.take().unwrap());
    let mut written = Vec::new();
    for _ in 0..lines {
        let mut line = String::new();
        output.read_line(&mut line).unwrap();
        written.push(line);
    }
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    let mut rest = String::new();
    output.read_to_string(&mut rest).unwrap();
    written.extend(rest.split_inclusive('\n').map(str::to_owned));
    (written, child.wait().unwrap().code())
}
