//! How long a healthy check takes on a link with a round trip of 100 ms, against its longest chain of round trips. It needs root for the
//! network namespaces of the lab, and says so where it can't run.
//!
//! `cargo bench --bench check`

#[path = "../tests/lab/check.rs"]
#[expect(dead_code, reason = "the lab's tests need more of it")]
mod check;
#[path = "../tests/lab/net.rs"]
mod net;
#[path = "../tests/lab/server.rs"]
mod server;

use anyhow::{Result, ensure};
use net::{Lab, Net};
use std::time::Duration;

/// The link's round trip.
const ROUND_TRIP: Duration = Duration::from_millis(100);
/// How often it is measured.
const RUNS: usize = 5;
/// What the check may take, as a multiple of its longest chain of round trips.
const LIMIT: f64 = 1.3;

fn main() -> Result<()> {
    // The process that this one starts in the server's namespace.
    if let Some(spec) = server::asked() {
        return server::serve(&spec);
    }
    if let Some(why) = net::missing() {
        println!("check over a link of 100 ms: skipped, {why}");
        return Ok(());
    }
    let own = std::env::current_exe()?;
    let lab = Lab::start(&Net { delay_ms: 50, ..Net::default() }, &[own.as_os_str()])?;
    let trips = check::longest_chain(&lab.ready.url);
    let chain = ROUND_TRIP * trips;
    let mut times = Vec::new();
    for _ in 0..RUNS {
        let checked = check::check(&lab, &["--console", &lab.ready.console])?;
        ensure!(checked.status == Some(0), "not healthy: {}", checked.lines());
        times.push(checked.took());
    }
    times.sort();
    let ratio = |time: Duration| time.as_secs_f64() / chain.as_secs_f64();
    println!("check over a link of 100 ms: longest chain {trips} round trips = {chain:?}");
    for (name, time) in [("fastest", times[0]), ("median", times[RUNS / 2]), ("slowest", times[RUNS - 1])] {
        println!("  {name}: {time:?}, {:.2} times the chain (limit {LIMIT})", ratio(time));
    }
    ensure!(ratio(times[RUNS / 2]) <= LIMIT, "the median is above the limit");
    Ok(())
}
