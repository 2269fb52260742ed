//! The doors under libFuzzer. `FUZZ_DOOR` says which one; with `FUZZ_SEEDS` its seeds are written to that folder first.
#![no_main]
#![expect(clippy::expect_used, reason = "a campaign that can't begin ends here")]

#[path = "../doors/mod.rs"]
mod doors;
#[path = "../mutate.rs"]
mod mutate;

use doors::Door;
use libfuzzer_sys::{fuzz_mutator, fuzz_target, fuzzer_mutate};
use std::sync::LazyLock;

static DOOR: LazyLock<(Door, Vec<Vec<u8>>)> = LazyLock::new(|| {
    let name = std::env::var("FUZZ_DOOR").expect("FUZZ_DOOR names a door");
    let door = doors::all().into_iter().find(|door| door.name == name).expect("a door of this name");
    let seeds = door.seeds();
    (door, seeds)
});

fuzz_target!(
    init: {
        if let Some(folder) = std::env::var_os("FUZZ_SEEDS").map(std::path::PathBuf::from) {
            for (i, seed) in DOOR.1.iter().enumerate() {
                std::fs::write(folder.join(format!("seed-{i:04}")), seed).expect("a seed is written");
            }
        }
    },
    |data: &[u8]| (DOOR.0.run)(data)
);

// Half of the changes are libFuzzer's own, the others know words, nesting and JSON.
fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    if seed % 2 == 0 {
        return fuzzer_mutate(data, size, max_size);
    }
    let (door, seeds) = &*DOOR;
    let mut changed = data[..size].to_vec();
    mutate::mutate(&mut changed, door.words, seeds, &mut mutate::Random::new(u64::from(seed)));
    changed.truncate(max_size);
    data[..changed.len()].copy_from_slice(&changed);
    changed.len()
});
