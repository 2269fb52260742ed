//! Do hostile inputs get through any door without a panic, an overflow, a hang, or a key that comes out? Every door takes some inputs that
//! are made out of seeds; which ones depends on nothing but seed and number, so a failure can be made again.
//!
//! `cargo test --test fuzz` is short. `cargo test --profile fuzz --test fuzz -- --door NAME --seconds 3600` runs one door for an hour, with
//! `--inputs N`, `--seed N`, `--first N` for others; a FILE runs that input alone, and `--doors` lists them. `campaign.sh` does the same
//! guided by coverage. A door runs in a process of its own with bounded memory and a small stack, so that an abort is a finding too.
#![expect(clippy::expect_used, reason = "a test that can't go on ends here")]

mod doors;
mod mutate;
mod options;
mod parent;
mod worker;

use options::Options;
use std::process::ExitCode;

fn main() -> ExitCode {
    let options = match Options::read() {
        Ok(options) => options,
        Err(problem) => {
            eprintln!("{problem}");
            return ExitCode::from(2);
        }
    };
    if options.worker { worker::run(&options) } else { parent::run(&options) }
}
