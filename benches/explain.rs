//! How fast is `explain`? 1 MB must take under 20 ms, and 50 MB fifty times as long in the same memory. Prints what it measured, and the share of
//! a plain copy of the same bytes, so that a slow machine does not look like a slow program.

use std::hint::black_box;
use std::io::{self, Write as _};
use std::time::{Duration, Instant};
use weaviate_doctor::rules::explain::{TextReader, explain};

const LINE: &str =
    "2026-03-02T09:14:11.123Z INFO  http.server: GET /v1/objects/7f3c9a handled in 12 ms, status 200, 1834 bytes\n";
const NOISE: &str = "2026-03-02T09:14:11.123Z ERROR cache: redis.exceptions.ConnectionError: Error 111 connecting to cache:6379. Connection refused. token=abc password: none\n";
const ERROR: &str = "weaviate.exceptions.UnexpectedStatusCodeError: Meta endpoint! Unexpected status code: 401, with response body: {'code': 401, 'message': 'unauthorized: invalid api key'}.\n";

/// A log of this many bytes with the error in its middle.
fn log(line: &str, bytes: usize) -> Vec<u8> {
    let half = line.repeat(bytes / 2 / line.len());
    [half.as_bytes(), ERROR.as_bytes(), half.as_bytes()].concat()
}

/// The best of some runs.
fn best(runs: u32, mut work: impl FnMut()) -> Duration {
    let one = |work: &mut dyn FnMut()| {
        let start = Instant::now();
        work();
        start.elapsed()
    };
    (0..runs).map(|_| one(&mut work)).min().unwrap_or_default()
}

/// Resident memory in kB, where the system tells.
fn memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|l| l.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

fn main() -> io::Result<()> {
    let mut out = io::stdout().lock();
    let start = Instant::now();
    let count = black_box(weaviate_doctor::rules::explain::patterns().map(|p| p.len()).unwrap_or_default());
    writeln!(out, "{count} patterns are read            {:>9.2?}", start.elapsed())?;
    let start = Instant::now();
    black_box(explain(ERROR.as_bytes()));
    writeln!(out, "first use (patterns are built)  {:>9.2?}", start.elapsed())?;
    let text = ERROR.repeat(20);
    writeln!(
        out,
        "{:>5} bytes                     {:>9.2?}",
        text.len(),
        best(50, || drop(black_box(explain(text.as_bytes()))))
    )?;
    for (name, line) in [("calm", LINE), ("noisy", NOISE)] {
        let small = log(line, 1 << 20);
        let one = best(10, || drop(black_box(explain(&small))));
        writeln!(out, "1 MB, {name:<6}                   {one:>9.2?}")?;
        let before = memory();
        let chunk = log(line, 10 << 20);
        let fifty = best(2, || {
            let mut reader = TextReader::new();
            (0..5).for_each(|_| chunk.chunks(65536).for_each(|c| reader.push(c)));
            black_box(reader.explain());
        });
        let grown = memory().zip(before).map_or(0, |(after, before)| after.saturating_sub(before));
        let copy = best(5, || drop(black_box(small.clone())));
        writeln!(
            out,
            "50 MB, {name:<6}                  {fifty:>9.2?}  = {:.1} × 1 MB; 1 MB = {:.0} × a copy; peak memory grew by {} kB beside the {} kB of input",
            fifty.as_secs_f64() / one.as_secs_f64(),
            one.as_secs_f64() / copy.as_secs_f64().max(1e-9),
            grown.saturating_sub(chunk.len() as u64 / 1024),
            chunk.len() / 1024
        )?;
    }
    let long: Vec<u8> = [vec![b'x'; 50 << 20], ERROR.as_bytes().to_vec(), vec![b'y'; 50 << 20]].concat();
    writeln!(out, "one line of 100 MB              {:>9.2?}", best(1, || drop(black_box(explain(&long)))))?;
    Ok(())
}
