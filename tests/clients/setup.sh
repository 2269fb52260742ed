#!/usr/bin/env bash
# Installs the official clients at pinned versions, for tests/snippets.rs, into target/clients. Nothing is installed anywhere else
# (Go and Maven keep what they fetched in their own caches). What is there already stays.
# Usage: tests/clients/setup.sh [python] [typescript] [go] [java] [csharp]     (no name: all)
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=${CARGO_TARGET_DIR:-$here/../../target}/clients
mkdir -p "$root"
root=$(cd "$root" && pwd)
failed=()

# A folder counts as installed when it holds the same lock file as the one here; it gets its name only when it is complete.
fresh() { [ -f "$root/$1/lock" ] && cmp -s "$2" "$root/$1/lock"; }
begin() { rm -rf "${root:?}/$1" "$root/$1.part"; mkdir -p "$root/$1.part"; }
finish() { cp "$2" "$root/$1.part/lock"; mv "$root/$1.part" "$root/$1"; }

packages() { # name, requirements file, interpreter
  # Some of the packages are built for one version of Python.
  local wanted=$root/$1.wanted python=${3:-python3}
  { cat "$2"; "$python" -c 'import sys; print("#", sys.version)'; } > "$wanted"
  if ! fresh "$1" "$wanted"; then
    begin "$1"
    "$python" -m pip install --quiet --no-deps --root-user-action=ignore --disable-pip-version-check --target "$root/$1.part" -r "$2"
    finish "$1" "$wanted"
  fi
  rm "$wanted"
}

python() {
  for file in "$here"/python/*.txt; do packages "python-$(basename "$file" .txt)" "$file"; done
  # From 3.13 on Python refuses chains that older ones accept.
  if python3.13 --version > /dev/null 2>&1; then packages python-4.24.1-strict "$here/python/4.24.1.txt" python3.13; fi
}

typescript() {
  for folder in "$here"/typescript/*/; do
    name=typescript-$(basename "$folder")
    fresh "$name" "$folder/package-lock.json" && continue
    begin "$name"
    cp "$folder"/package*.json "$root/$name.part"
    (cd "$root/$name.part" && npm ci --no-audit --no-fund --ignore-scripts --loglevel=error)
    finish "$name" "$folder/package-lock.json"
  done
}

go() {
  fresh go "$here/go/go.sum" && return
  begin go
  cp "$here"/go/go.* "$root/go.part"
  # Compiles it once, so that the test itself needs no network and little time.
  (cd "$root/go.part" && command go build -mod=readonly github.com/weaviate/weaviate-go-client/v5/weaviate)
  finish go "$here/go/go.sum"
}

java() {
  for folder in "$here"/java/*/; do
    name=java-$(basename "$folder")
    fresh "$name" "$folder/pom.xml" && continue
    begin "$name"
    mvn -q -B -f "$folder/pom.xml" org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies \
      -DoutputDirectory="$root/$name.part"
    finish "$name" "$folder/pom.xml"
  done
}

csharp() { packages csharp "$here/csharp/requirements.txt"; }

if [ "${1:-}" = --one ]; then
  "$2"
  exit
fi
[ $# -gt 0 ] || set -- python typescript go java csharp
for language in "$@"; do
  # In a process of its own, so that one language that can't be had does not keep the others away.
  bash "$0" --one "$language" || failed+=("$language")
done
if [ ${#failed[@]} -gt 0 ]; then
  echo "could not install the clients for: ${failed[*]}" >&2
  exit 1
fi
