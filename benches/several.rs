//! How long `check --all` takes for 500 clusters, and how much memory, with no more open files than a shell of macOS gives. The practice
//! cluster that answers all of them shares the processor, so that the figures are on the safe side.
//!
//! `cargo bench --bench several`

use anyhow::{Context as _, Result, ensure};
use std::fmt::Write as _;
use std::fs;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use weaviate_doctor::io::practice::{Fault, Practice};
use weaviate_doctor::model::api_key::ApiKey;
use weaviate_doctor::model::case::{Case, Sourced};
use weaviate_doctor::model::evidence::Origin;

const CLUSTERS: usize = 500;
const KEY: &str = "cGxhbnRlZC1rZXktb2YtYWxwaGEtLS0wMDAx";
/// Most open files, hard and soft: what macOS gives a shell at first.
const FILES: u64 = 256;
/// What it may take.
const SECONDS: f64 = 10.0;
/// Most resident memory, in MB.
const MEGABYTES: u64 = 150;

fn main() -> Result<()> {
    let runtime = tokio::runtime::Runtime::new()?;
    let key = ApiKey::new(KEY.to_owned());
    let practice = runtime.block_on(Practice::start(Fault::Healthy, Some(&key)))?;
    let mut case = Case::empty();
    case.key = Sourced::new(key, Origin::Typed);
    practice.apply(&mut case);
    let folder = tempfile::tempdir()?;
    let url = case.url.value.context("no URL")?;
    let grpc = case.settings.grpc.context("no gRPC endpoint")?;
    let mut config = String::new();
    for i in 0..CLUSTERS {
        let grpc = format!("grpcs://{}:{}", grpc.host, grpc.port);
        writeln!(config, "[clusters.c{i:03}]\nurl = \"{url}\"\ngrpc = \"{grpc}\"\napi_key_env = \"KEY\"")?;
    }
    fs::write(folder.path().join("c.toml"), config)?;
    fs::write(folder.path().join("roots.pem"), case.settings.extra_roots.concat())?;
    let dns = case.settings.dns_server.context("no DNS server")?.to_string();
    for format in ["text", "json", "junit"] {
        let begin = Instant::now();
        let mut child = Command::new("/bin/sh")
            .args(["-c", &format!("ulimit -n {FILES} && exec \"$0\" \"$@\""), env!("CARGO_BIN_EXE_weaviate-doctor")])
            .env_clear()
            .env("KEY", KEY)
            .current_dir(folder.path())
            .args(["check", "--all", "--config", "c.toml", "--cacert", "roots.pem", "--dns-server", &dns])
            .args(["--format", format, "-o", "out"])
            .stdout(Stdio::null())
            .spawn()?;
        let mut peak = 0;
        let status = loop {
            if let Some(status) = child.try_wait()? {
                break status;
            }
            peak = peak.max(peak_kilobytes(child.id()));
            std::thread::sleep(Duration::from_millis(5));
        };
        let (took, written) = (begin.elapsed().as_secs_f64(), fs::read_to_string(folder.path().join("out"))?);
        println!("{CLUSTERS} clusters, {format}: {took:.1} s, {} MB, {} bytes written", peak / 1024, written.len());
        ensure!(status.code() == Some(0), "not healthy: {}", written.lines().last().unwrap_or_default());
        ensure!(took < SECONDS && peak / 1024 < MEGABYTES, "above {SECONDS} s or {MEGABYTES} MB");
    }
    Ok(())
}

/// The most memory that the process has had (Linux; elsewhere 0).
fn peak_kilobytes(id: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:")).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse().unwrap_or_default()
}
