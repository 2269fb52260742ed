//! Starts a process for each door, as many at a time as there are processors, goes on behind an input that a process died of, and tells
//! what all of it came to.

use crate::doors::{self, Door};
use crate::options::{Options, folder};
use crate::worker::{HUNG, current, save};
use std::collections::VecDeque;
use std::fmt::Write as _;
use std::io::Write as _;
use std::process::{Command, ExitCode, Stdio};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

/// Processes of one door that may die before it is left alone.
const MAX_DEATHS: u64 = 8;

pub fn run(options: &Options) -> ExitCode {
    let wanted = doors::all().into_iter().filter(|door| options.doors.iter().any(|name| name == door.name));
    let queue: Mutex<VecDeque<Door>> = Mutex::new(wanted.collect());
    let failed = Mutex::new(0_u64);
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(door) = { queue.lock().unwrap_or_else(PoisonError::into_inner).pop_front() } {
                    let count = one(&door, options);
                    *failed.lock().unwrap_or_else(PoisonError::into_inner) += count;
                }
            });
        }
    });
    let failed = failed.into_inner().unwrap_or_else(PoisonError::into_inner);
    ExitCode::from(u8::from(failed > 0))
}

/// What the processes of one door came to.
#[derive(Default)]
struct Sum {
    count: u64,
    failed: u64,
    slowest: (u128, u64, usize),
    told: String,
}

/// Runs one door and says how many inputs failed.
fn one(door: &Door, options: &Options) -> u64 {
    let begin = Instant::now();
    let end = options.first.saturating_add(options.inputs_of(door));
    let mut sum = Sum::default();
    let (mut first, mut deaths) = (options.first, 0);
    while first < end && deaths < MAX_DEATHS {
        let left = options.seconds.map(|s| s.saturating_sub(begin.elapsed().as_secs()));
        if left == Some(0) {
            break;
        }
        let Some(died_at) = process(door, options, (first, end - first), left, &mut sum) else { break };
        deaths += 1;
        sum.failed += 1;
        sum.count += died_at - first + 1;
        if !options.files.is_empty() {
            break;
        }
        first = died_at + 1;
    }
    let Sum { count, failed, slowest: (micros, number, length), told } = sum;
    let seconds = begin.elapsed().as_secs_f64();
    #[expect(clippy::cast_precision_loss, reason = "a rate for people")]
    let rate = count as f64 / seconds.max(0.001);
    let line = format!(
        "{:<16} {count:>9} inputs in {seconds:>7.1} s ({rate:>8.0}/s), {failed} failed; slowest {:.1} ms: number {number}, {length} bytes\n{told}",
        door.name,
        f64::from(u32::try_from(micros).unwrap_or(u32::MAX)) / 1000.0,
    );
    let _ = std::io::stdout().lock().write_all(line.as_bytes());
    failed
}

/// Runs one process over some inputs. The number of the one that it died of, if it did.
fn process(door: &Door, options: &Options, range: (u64, u64), left: Option<u64>, sum: &mut Sum) -> Option<u64> {
    let mut command = Command::new(std::env::current_exe().expect("this program"));
    command.args(["--worker", "--door", door.name, "--seed", &options.seed.to_string()]);
    command.args([
        "--first",
        &range.0.to_string(),
        "--inputs",
        &range.1.to_string(),
        "--limit",
        &options.limit.to_string(),
    ]);
    command.args(left.iter().flat_map(|s| ["--seconds".to_owned(), s.to_string()])).args(&options.files);
    command.env("FUZZ_SECRET", doors::dotenv::SECRET);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = command.spawn().expect("a process");
    let id = child.id();
    let output = child.wait_with_output().expect("its output");
    let said = String::from_utf8_lossy(&output.stdout);
    let mut ended = false;
    for line in said.lines() {
        if let Some(figures) = line.strip_prefix("done ") {
            let mut figures = figures.split(' ').map(|f| f.parse::<u64>().unwrap_or_default());
            let mut next = || figures.next().unwrap_or_default();
            sum.count += next();
            sum.failed += next();
            let slowest = (u128::from(next()), next(), usize::try_from(next()).unwrap_or_default());
            sum.slowest = sum.slowest.max(slowest);
            ended = true;
        } else if let Some((number, path)) = line.strip_prefix("failed ").and_then(|l| l.split_once(' ')) {
            let _ = writeln!(sum.told, "    number {number}: {}", again(door, path));
        } else {
            let _ = writeln!(sum.told, "      {line}");
        }
    }
    if ended {
        return None;
    }
    let path = current(door.name, id);
    let bytes = std::fs::read(&path).unwrap_or_default();
    let _ = std::fs::remove_file(&path);
    let number = bytes.first_chunk().map_or(range.0, |number| u64::from_le_bytes(*number));
    let hung = output.status.code() == Some(HUNG);
    let saved = save(&folder(door.name), if hung { "hang" } else { "crash" }, bytes.get(8..).unwrap_or_default());
    let saved = saved.map(|path| path.display().to_string()).unwrap_or_default();
    let error = String::from_utf8_lossy(&output.stderr);
    let why = error.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let why = if hung { format!("longer than {} s", options.limit) } else { format!("{}: {why}", output.status) };
    let _ = writeln!(sum.told, "    number {number}: {}\n      {why}", again(door, &saved));
    Some(number)
}

/// How a failure is made again.
fn again(door: &Door, path: &str) -> String {
    format!("cargo test --test fuzz -- --door {} {path}", door.name)
}
