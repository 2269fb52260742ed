//! How long a healthy check takes on a link with a round trip of 150 ms: against its longest chain of round trips, and against what the
//! official Python client takes merely to connect on the same link. It needs root for the network namespaces of the lab, and the client that
//! `tests/clients/setup.sh python` installs; it says so where one of them is missing.
//!
//! `cargo bench --bench check`

#[path = "../tests/lab/check.rs"]
#[expect(dead_code, reason = "the lab's tests need more of it")]
mod check;
#[path = "../tests/lab/net.rs"]
mod net;
#[path = "../tests/lab/server.rs"]
mod server;

use anyhow::{Context as _, Result, ensure};
use net::{Lab, Net, output};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use weaviate_doctor::io::practice::PRACTICE_KEY;

/// The link's round trip.
const ROUND_TRIP: Duration = Duration::from_millis(150);
/// How often it is measured.
const RUNS: usize = 5;
/// What the check may take, as a multiple of its longest chain of round trips.
const CHAIN_LIMIT: f64 = 1.3;
/// What it may take, as a multiple of what the Python client takes to connect.
const CLIENT_LIMIT: f64 = 0.75;
/// Longest connect of the client that is waited for, its import included.
const LONGEST: Duration = Duration::from_secs(60);

fn main() -> Result<()> {
    // The process that this one starts in the server's namespace.
    if let Some(spec) = server::asked() {
        return server::serve(&spec);
    }
    if let Some(why) = net::missing() {
        println!("check over a link of {ROUND_TRIP:?}: skipped, {why}");
        return Ok(());
    }
    let own = std::env::current_exe()?;
    let delay_ms = u32::try_from(ROUND_TRIP.as_millis() / 2)?;
    let lab = Lab::start(&Net { delay_ms, ..Net::default() }, &[own.as_os_str()])?;
    let python = client();
    let (mut checks, mut connects) = (Vec::new(), Vec::new());
    // In turn, so that what else the machine does falls on both.
    for _ in 0..RUNS {
        let begin = Instant::now();
        let checked = check::check(&lab, &[])?;
        // The whole program, its start and its end included.
        checks.push(begin.elapsed());
        ensure!(checked.status == Some(0), "not healthy: {}", checked.lines());
        if let Some(packages) = &python {
            connects.push(connect(&lab, packages)?);
        }
    }
    let trips = check::longest_chain(&lab.ready.url);
    let chain = ROUND_TRIP * trips;
    println!("check over a link of {ROUND_TRIP:?}: longest chain {trips} round trips = {chain:?}");
    let check = median("check", &mut checks);
    let ratio = check.as_secs_f64() / chain.as_secs_f64();
    println!("  {ratio:.2} times the chain (limit {CHAIN_LIMIT})");
    ensure!(ratio <= CHAIN_LIMIT, "the median is above the limit");
    if python.is_none() {
        println!("  the Python client is not installed (tests/clients/setup.sh python): not compared");
        return Ok(());
    }
    let connect = median("the Python client's connect", &mut connects);
    let ratio = check.as_secs_f64() / connect.as_secs_f64();
    println!("  {ratio:.2} times the client's connect (limit {CLIENT_LIMIT})");
    ensure!(ratio <= CLIENT_LIMIT, "the median is above the limit");
    Ok(())
}

/// Prints and gives the median.
fn median(what: &str, times: &mut [Duration]) -> Duration {
    times.sort();
    let [fastest, .., slowest] = times else { return times.first().copied().unwrap_or_default() };
    let (fastest, slowest) = (*fastest, *slowest);
    let median = times[times.len() / 2];
    println!("  {what}: fastest {fastest:?}, median {median:?}, slowest {slowest:?}");
    median
}

/// The packages of the newest Python client that is installed.
fn client() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/clients");
    let number = |path: &PathBuf| -> Option<Vec<u32>> {
        let version = path.file_name()?.to_str()?.strip_prefix("python-")?;
        version.split('.').map(|part| part.parse().ok()).collect()
    };
    let installed = std::fs::read_dir(folder).ok()?.filter_map(|entry| Some(entry.ok()?.path()));
    installed.filter(|path| number(path).is_some()).max_by_key(number)
}

/// How long the client takes to connect, by its own account.
fn connect(lab: &Lab, packages: &Path) -> Result<Duration> {
    let root = lab.write("root.pem", &lab.ready.root)?;
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/connect.py");
    let mut command = lab.client("python3");
    command.arg(script).arg(&lab.ready.url).env("PYTHONPATH", packages).env("WEAVIATE_API_KEY", PRACTICE_KEY);
    command.env("SSL_CERT_FILE", &root).env("GRPC_DEFAULT_SSL_ROOTS_FILE_PATH", &root);
    let (text, status) = output(&mut command, LONGEST)?;
    ensure!(status == Some(0), "the client did not connect");
    Ok(Duration::from_secs_f64(text.trim().parse().with_context(|| format!("no number: {text}"))?))
}
