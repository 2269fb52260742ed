//! What a run of the plain harness is told, by arguments or variables.

use crate::doors::{self, Door};
use std::path::PathBuf;

/// What is to be run.
#[derive(Clone)]
pub struct Options {
    /// The doors, by name.
    pub doors: Vec<String>,
    /// How many inputs each gets; none for its short run.
    pub inputs: Option<u64>,
    /// How long each takes at most.
    pub seconds: Option<u64>,
    /// What the inputs are made from.
    pub seed: u64,
    /// The number of the first input.
    pub first: u64,
    /// How long one input may take.
    pub limit: u64,
    /// Inputs that are run instead.
    pub files: Vec<PathBuf>,
    /// Whether this is the process that runs one door.
    pub worker: bool,
}

/// What one input may take here, in seconds: nobody waits for it, and a busy machine with an unoptimized build must not hit it.
const LIMIT_SECONDS: u64 = 60;

impl Options {
    /// Reads arguments, and `FUZZ_DOOR`, `FUZZ_INPUTS`, `FUZZ_SECONDS`, `FUZZ_SEED`. Options of the usual test harness are left alone, and
    /// a word that is no door is one of its filters.
    pub fn read() -> Result<Self, String> {
        let variable = |name: &str| std::env::var(name).ok().filter(|v| !v.is_empty());
        let number = |text: String| text.replace('_', "").parse::<u64>().map_err(|_| format!("no number: {text}"));
        let known: Vec<&str> = doors::all().iter().map(|d| d.name).collect();
        let mut options = Self {
            doors: variable("FUZZ_DOOR").map(|text| text.split(',').map(str::to_owned).collect()).unwrap_or_default(),
            inputs: variable("FUZZ_INPUTS").map(number).transpose()?,
            seconds: variable("FUZZ_SECONDS").map(number).transpose()?,
            seed: variable("FUZZ_SEED").map_or(Ok(1), number)?,
            first: 0,
            limit: LIMIT_SECONDS,
            files: Vec::new(),
            worker: false,
        };
        let mut filters = Vec::new();
        let mut arguments = std::env::args().skip(1);
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().ok_or_else(|| format!("{argument} takes a value"));
            match argument.as_str() {
                "--door" => options.doors.push(value()?),
                "--inputs" => options.inputs = Some(number(value()?)?),
                "--seconds" => options.seconds = Some(number(value()?)?),
                "--seed" => options.seed = number(value()?)?,
                "--first" => options.first = number(value()?)?,
                "--limit" => options.limit = number(value()?)?,
                "--worker" => options.worker = true,
                "--doors" | "--list" => {
                    for name in &known {
                        println!("{name}: test");
                    }
                    options.doors = vec![String::new()];
                }
                "--test-threads" | "--format" | "--color" | "--skip" | "-Z" => drop(value()?),
                other if other.starts_with('-') => {}
                other if PathBuf::from(other).is_file() => options.files.push(other.into()),
                other => filters.push(other.to_owned()),
            }
        }
        if options.doors == [""] {
            options.doors.clear();
            return Ok(options);
        }
        if let Some(wrong) = options.doors.iter().find(|d| !known.contains(&d.as_str())) {
            return Err(format!("there is no door {wrong}: use one of {}", known.join(", ")));
        }
        if options.doors.is_empty() {
            let wanted = |name: &&&str| filters.is_empty() || filters.iter().any(|f| name.contains(f.as_str()));
            options.doors = known.iter().filter(wanted).map(|name| (*name).to_owned()).collect();
        }
        Ok(options)
    }

    /// How many inputs a door gets. A time alone bounds nothing else.
    pub fn inputs_of(&self, door: &Door) -> u64 {
        self.inputs.unwrap_or(if self.seconds.is_some() { u64::MAX } else { door.inputs })
    }
}

/// Where failing inputs of a door are put.
pub fn folder(door: &str) -> PathBuf {
    let target = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    target.parent().unwrap_or(&target).join("fuzz-found").join(door)
}
