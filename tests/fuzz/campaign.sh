#!/usr/bin/env bash
# One door under libFuzzer, guided by coverage, on stable Rust: tests/fuzz/campaign.sh DOOR 3600s | 10000000 [libFuzzer's options]
# Corpus and findings stay in target/fuzz-found/DOOR. -fork=2 -ignore_crashes=1 goes on behind a finding (with a time, not with a number of inputs).
set -euo pipefail
cd "$(dirname "$0")/../.."
[ $# -ge 2 ] || { sed -n '2,3p' "$0" >&2; exit 2; }
door=$1 bound=$2
shift 2

# Every edge and comparison is counted. Only the programs for this machine are, not the build scripts: hence the named target.
host=$(rustc -vV | sed -n 's/^host: //p')
coverage="-Cpasses=sancov-module"
for option in level=4 inline-8bit-counters pc-table trace-compares; do coverage+=" -Cllvm-args=-sanitizer-coverage-$option"; done
# The program's own versions of its dependencies.
[ -e tests/fuzz/guided/Cargo.lock ] || cp Cargo.lock tests/fuzz/guided/Cargo.lock
RUSTFLAGS="$coverage --cfg fuzzing" cargo build --release --manifest-path tests/fuzz/guided/Cargo.toml --target "$host" --target-dir target/guided

mkdir -p "target/fuzz-found/$door/corpus"
case $bound in *s) bound=-max_total_time=${bound%s} ;; *) bound=-runs=$bound ;; esac
export FUZZ_DOOR=$door FUZZ_SEEDS=target/fuzz-found/$door/corpus FUZZ_SECRET=plantedawssecretvalue4711ofme
ulimit -s 2048 # the stack that the program's own threads have
exec "target/guided/$host/release/guided" "target/fuzz-found/$door/corpus" "-artifact_prefix=target/fuzz-found/$door/" "$bound" \
  -max_len=98304 -timeout=20 -rss_limit_mb=2048 -malloc_limit_mb=800 -print_final_stats=1 "$@"
