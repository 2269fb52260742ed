#!/usr/bin/env bash
# Measures anew what the official clients do: the environments and fixes (environments/measure.py) and the chains (chains/measure.py), with those
# that setup.sh has installed. Writes target/measured, and names each row of tests/routes and tests/trust that differs.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=${CARGO_TARGET_DIR:-$here/../../target}
out=$root/measured
mkdir -p "$out"
strict=()
if python3.13 --version > /dev/null 2>&1; then strict=(python3.13); fi
cargo build --manifest-path "$here/../../Cargo.toml"
python3 "$here/environments/measure.py" "$out/environments.json" --fixes "$root/debug/weaviate-doctor" ${strict[@]:+--strict "${strict[@]}"}
PYTHONPATH=$root/clients/python-4.24.1 python3 "$here/chains/measure.py" "$out/chains.json" "${strict[@]}"
MEASURED=$out cargo test --manifest-path "$here/../../Cargo.toml" --test routes --test trust
