//! The programs of `programs.toml`: laid out, compiled where they are compiled, and run behind the observer.

use serde::Deserialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The key that the programs have.
pub const KEY: &str = "plantedKEY0bserved1234567890ab";

/// One program.
#[derive(Deserialize, Clone)]
#[serde(deny_unknown_fields)]
pub struct Program {
    pub name: String,
    language: String,
    template: Option<String>,
    client: String,
    code: String,
    #[serde(default)]
    env: BTreeMap<String, String>,
    #[serde(default)]
    unset: Vec<String>,
    fault: Option<String>,
    #[serde(default)]
    config: bool,
    /// A cause, or healthy.
    pub want: String,
    /// Whether it speaks gRPC.
    #[serde(default)]
    pub grpc: bool,
}

#[derive(Deserialize)]
struct File {
    template: BTreeMap<String, String>,
    program: Vec<Program>,
}

fn file() -> File {
    toml::from_str(include_str!("programs.toml")).expect("programs.toml")
}

/// All of them.
pub fn all() -> Vec<Program> {
    file().program
}

/// What came out.
pub struct Ran {
    pub status: Option<i32>,
    pub report: Value,
    pub output: String,
    /// Folders of the run that are still there.
    pub left: usize,
}

impl Ran {
    /// What the probes of the program say.
    pub fn summaries(&self) -> String {
        let mut text = String::new();
        for probe in self.report["probes"].as_array().into_iter().flatten() {
            let _ = writeln!(text, "  {} {}: {}", probe["id"], probe["status"], probe["summary"]);
        }
        text + &self.report["diagnosis"]["causes"].to_string().chars().take(300).collect::<String>()
    }

    /// How many requests were seen.
    pub fn requests(&self, id: &str) -> usize {
        let probes = self.report["probes"].as_array().into_iter().flatten();
        let probe = probes.into_iter().find(|probe| probe["id"] == id);
        probe.and_then(|p| p["facts"]["requests"].as_array()).map_or(0, Vec::len)
    }

    /// The lines of weaviate-doctor itself, among those of the program.
    pub fn own_lines(&self) -> String {
        self.output.lines().filter(|line| line.starts_with("weaviate-doctor:")).collect::<Vec<_>>().join("\n")
    }
}

fn tmp() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("run")
}

impl Program {
    /// As it is called.
    pub fn client_name(&self) -> String {
        format!("{} {}", self.language, self.client)
    }

    fn home(&self) -> PathBuf {
        let clients = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("target").join("clients");
        match self.language.as_str() {
            "go" => clients.join("go"),
            "curl" => PathBuf::from("/usr/bin/curl"),
            language => clients.join(format!("{language}-{}", self.client)),
        }
    }

    /// Whether its client is there.
    pub fn is_installed(&self) -> bool {
        self.home().exists()
    }

    fn folder(&self) -> PathBuf {
        let plain = self.name.replace(|c: char| !c.is_ascii_alphanumeric(), "_");
        if self.language == "go" { tmp().join("go").join(plain) } else { tmp().join(plain) }
    }

    fn ending(&self) -> &str {
        match self.language.as_str() {
            "python" => "py",
            "typescript" => "mjs",
            "go" => "go",
            _ => "sh",
        }
    }

    fn write(&self, templates: &BTreeMap<String, String>) {
        let folder = self.folder();
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).expect("folder");
        let template = &templates[self.template.as_deref().unwrap_or(&self.language)];
        let code = template.trim_start().replace("{code}", &self.code);
        std::fs::write(folder.join(format!("main.{}", self.ending())), code).expect("written");
        if self.language == "typescript" {
            std::os::unix::fs::symlink(self.home().join("node_modules"), folder.join("node_modules")).expect("link");
        }
        std::fs::create_dir_all(folder.join("tmp")).expect("folder");
    }

    fn command(&self) -> Vec<PathBuf> {
        let main = self.folder().join(format!("main.{}", self.ending()));
        match self.language.as_str() {
            "python" => vec!["python3".into(), main],
            "typescript" => vec!["node".into(), main],
            "go" => vec![tmp().join("go/bin").join(self.folder().file_name().expect("name"))],
            _ => vec!["sh".into(), main],
        }
    }

    /// Runs it behind the observer.
    pub fn run(&self) -> Ran {
        let folder = self.folder();
        let report = folder.join("report.json");
        let mut command = Command::new(env!("CARGO_BIN_EXE_weaviate-doctor"));
        let fault = self.fault.as_deref().unwrap_or("healthy");
        command.args(["run", &format!("practice:{fault}"), "--timeout", "4", "--format", "json", "-o"]).arg(&report);
        command.args(["--client", &self.language]);
        if self.config {
            let config = folder.join("config.toml");
            let text = "[clusters.staging]\nurl = \"https://staging.c0.europe-west3.gcp.weaviate.cloud\"\napi_key_env = \"STAGING_KEY\"\n";
            std::fs::write(&config, text).expect("written");
            command.arg("--config").arg(config);
        }
        command.arg("--").args(self.command());
        let kept = ["PATH", "PYENV_ROOT", "PYENV_VERSION"].map(|n| (n, std::env::var_os(n)));
        command.env_clear().envs(kept.into_iter().filter_map(|(n, v)| Some((n, v?))));
        command
            .env("HOME", tmp().join("home"))
            .env("TMPDIR", folder.join("tmp"))
            .env("LANG", "C.UTF-8")
            .env("PYTHONNOUSERSITE", "1");
        command.env("WEAVIATE_API_KEY", KEY).current_dir(&folder);
        if self.language == "python" {
            command.env("PYTHONPATH", self.home());
        }
        command.envs(self.env.iter().map(|(name, value)| (name, value.replace("{key}", KEY))));
        for name in &self.unset {
            command.env_remove(name);
        }
        let ended = command.stdin(Stdio::null()).output().expect("started");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let written = std::fs::read_to_string(&report).unwrap_or_default();
        Ran {
            status: ended.status.code(),
            report: serde_json::from_str(&written).unwrap_or_default(),
            output: text(&ended.stdout) + &text(&ended.stderr),
            left: std::fs::read_dir(folder.join("tmp")).map_or(0, |found| {
                found.flatten().filter(|e| e.file_name().to_string_lossy().starts_with("weaviate-doctor-run")).count()
            }),
        }
    }
}

/// Writes all programs, and compiles those in Go.
pub fn prepare(programs: &[Program]) {
    let templates = file().template;
    for program in programs {
        program.write(&templates);
    }
    let homes: BTreeSet<PathBuf> = programs.iter().filter(|p| p.language == "go").map(Program::home).collect();
    for home in homes {
        let here = tmp().join("go");
        for name in ["go.mod", "go.sum"] {
            std::fs::copy(home.join(name), here.join(name)).expect("copied");
        }
        std::fs::create_dir_all(here.join("bin")).expect("folder");
        let mut build = Command::new("go");
        build.args(["build", "-mod=readonly", "-o", "bin/", "./..."]).env("GOPROXY", "off").current_dir(here);
        let ended = build.output().expect("go");
        assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
    }
}
