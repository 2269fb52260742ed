#!/usr/bin/env bash
# Installs what tests/validators.rs judges the reports with, at pinned versions, into target/validators: readers and validators from PyPI, the
# XML schema of Jenkins' JUnit reports (it comes with pytest's source), the SARIF 2.1.0 schema and axe-core (they come with npm packages). What
# is there already stays. Nothing is installed anywhere else but a browser, where there is none and this runs as root on Debian: half a minute.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
target=${CARGO_TARGET_DIR:-$here/../../target}
mkdir -p "$target"
root=$(cd "$target" && pwd)/validators
pytest=8.4.2
sarif=1.0.0-beta.0
axe=4.14.1

if ! command -v chromium-headless-shell chromium chromium-browser google-chrome > /dev/null; then
  if [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null; then
    { apt-get update && apt-get install --yes --no-install-recommends chromium-headless-shell; } > /dev/null 2>&1 ||
      echo "skipped: no browser can be installed, so nobody looks at the pages"
  else
    echo "skipped: there is no Chromium, so nobody looks at the pages"
  fi
fi

# Some of the packages are built for one version of Python.
wanted=$(cat "$here/requirements.txt" "$here/setup.sh"; python3 -c 'import sys; print(sys.version)')
[ -f "$root/lock" ] && [ "$(cat "$root/lock")" = "$wanted" ] && exit 0
rm -rf "$root" "$root.part"
mkdir -p "$root.part"
cd "$root.part"
python3 -m pip install --quiet --no-deps --root-user-action=ignore --disable-pip-version-check --target python -r "$here/requirements.txt"
python3 -m pip download --quiet --no-deps --disable-pip-version-check --no-binary pytest "pytest==$pytest"
tar xzf "pytest-$pytest.tar.gz" --strip-components=3 "pytest-$pytest/testing/example_scripts/junit-10.xsd"
npm pack --silent "@microsoft/jest-sarif@$sarif" > /dev/null
tar xzf "microsoft-jest-sarif-$sarif.tgz" --strip-components=3 package/lib/schemas/sarif-2.1.0-rtm.5.json
npm pack --silent "axe-core@$axe" > /dev/null
tar xzf "axe-core-$axe.tgz" --strip-components=1 package/axe.min.js
rm ./*.tar.gz ./*.tgz
printf '%s\n' "$wanted" > lock
mv "$root.part" "$root"
