//! Runs the inputs of one door, on a thread with a small stack. What is being run stands in a file, so that it is still there when the
//! process dies of it; a second thread ends the process when an input takes too long.

use crate::doors::{self, Door};
use crate::mutate::{self, Random};
use crate::options::{Options, folder};
use std::collections::BTreeSet;
use std::fs::{File, OpenOptions};
use std::io::{Seek as _, Write as _};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The stack of the threads that `scan` and the probes run on.
const STACK_BYTES: usize = 2 << 20;
/// Address space of the process: what an input may take, and the program itself.
#[cfg(unix)]
const MEMORY_BYTES: u64 = 2 << 30;
/// How often the second thread looks.
const LOOK: Duration = Duration::from_millis(250);
/// Different failures of a door that are saved.
const MAX_SAVED: usize = 20;

/// The status of a process whose input took too long.
pub const HUNG: i32 = 86;

/// When the input under way began, in milliseconds since the process did, and one more; nought between inputs.
static BEGAN: AtomicU64 = AtomicU64::new(0);

/// The file in which a process writes what it runs.
pub fn current(door: &str, process: u32) -> PathBuf {
    folder(door).join(format!("current-{process}"))
}

pub fn run(options: &Options) -> ExitCode {
    let door = doors::all().into_iter().find(|d| options.doors.first().is_some_and(|name| name == d.name));
    let Some(door) = door else { return ExitCode::from(2) };
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        let bound = Rlimit { current: Some(MEMORY_BYTES), maximum: Some(MEMORY_BYTES) };
        let _ = setrlimit(Resource::As, bound);
    }
    let began = Instant::now();
    let panicked = Arc::new(Mutex::new(String::new()));
    let note = Arc::clone(&panicked);
    std::panic::set_hook(Box::new(move |info| {
        *note.lock().unwrap_or_else(PoisonError::into_inner) = info.to_string();
    }));
    let (done, waiting) = channel::<()>();
    let options = options.clone();
    let limit = u128::from(options.limit) * 1000;
    let inputs = std::thread::Builder::new().stack_size(STACK_BYTES).spawn(move || {
        let failed = inputs(&door, &options, began, &panicked);
        drop(done);
        failed
    });
    while waiting.recv_timeout(LOOK) == Err(RecvTimeoutError::Timeout) {
        let since = u128::from(BEGAN.load(Ordering::Relaxed));
        if since > 0 && began.elapsed().as_millis() + 1 > since + limit {
            std::process::exit(HUNG);
        }
    }
    match inputs.map(std::thread::JoinHandle::join) {
        Ok(Ok(Ok(0))) => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    }
}

/// The input with this number.
pub fn input(door: &Door, seeds: &[Vec<u8>], seed: u64, number: u64) -> Vec<u8> {
    if let Some(whole) = usize::try_from(number).ok().and_then(|n| seeds.get(n)) {
        return whole.clone();
    }
    let mut random = Random::new(seed.rotate_left(32) ^ mutate::hash(door.name.as_bytes()) ^ number);
    let mut data = seeds[random.below(seeds.len())].clone();
    mutate::mutate(&mut data, door.words, seeds, &mut random);
    data
}

/// Runs them and says how many failed.
fn inputs(door: &Door, options: &Options, began: Instant, panicked: &Mutex<String>) -> std::io::Result<u64> {
    let seeds = door.seeds();
    std::fs::create_dir_all(folder(door.name))?;
    let path = current(door.name, std::process::id());
    let mut file = OpenOptions::new().create(true).truncate(true).write(true).open(&path)?;
    let mut tally = Tally::default();
    let until = options.seconds.map(|s| began + Duration::from_secs(s));
    for path in &options.files {
        tally.one(door, 0, &std::fs::read(path)?, &mut file, began, panicked)?;
    }
    let end = if options.files.is_empty() { options.first.saturating_add(options.inputs_of(door)) } else { 0 };
    for number in options.first..end {
        if until.is_some_and(|until| Instant::now() > until) {
            break;
        }
        tally.one(door, number, &input(door, &seeds, options.seed, number), &mut file, began, panicked)?;
    }
    drop(file);
    std::fs::remove_file(path)?;
    let Tally { count, failed, slowest, .. } = tally;
    let (micros, number, length) = slowest;
    println!("done {count} {failed} {micros} {number} {length}");
    Ok(failed)
}

#[derive(Default)]
struct Tally {
    count: u64,
    failed: u64,
    /// The slowest input's time in microseconds, number and length.
    slowest: (u128, u64, usize),
    /// Where panics were.
    places: BTreeSet<String>,
}

impl Tally {
    fn one(
        &mut self,
        door: &Door,
        number: u64,
        data: &[u8],
        file: &mut File,
        began: Instant,
        panicked: &Mutex<String>,
    ) -> std::io::Result<()> {
        file.rewind()?;
        file.write_all(&number.to_le_bytes())?;
        file.write_all(data)?;
        file.set_len(8 + u64::try_from(data.len()).unwrap_or_default())?;
        let start = Instant::now();
        let since = u64::try_from((start - began).as_millis()).unwrap_or_default();
        BEGAN.store(since + 1, Ordering::Relaxed);
        let ended = catch_unwind(AssertUnwindSafe(|| (door.run)(data)));
        BEGAN.store(0, Ordering::Relaxed);
        self.slowest = self.slowest.max((start.elapsed().as_micros(), number, data.len()));
        self.count += 1;
        if ended.is_err() {
            self.failed += 1;
            let why = panicked.lock().unwrap_or_else(PoisonError::into_inner).clone();
            // Where, and what kind: the first words, without what the input put there.
            let mut lines = why.lines();
            let place = format!("{}{:.24}", lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
            if self.places.len() < MAX_SAVED && self.places.insert(place) {
                let saved = save(&folder(door.name), "panic", data)?;
                println!("failed {number} {}\n{:.1500}", saved.display(), why.replace("\nfailed ", "\n"));
            }
        }
        Ok(())
    }
}

/// Keeps an input under the name of what it holds.
pub fn save(folder: &Path, what: &str, data: &[u8]) -> std::io::Result<PathBuf> {
    let path = folder.join(format!("{what}-{:016x}", mutate::hash(data)));
    std::fs::write(&path, data)?;
    Ok(path)
}
