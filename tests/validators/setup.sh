#!/usr/bin/env bash
# Installs what tests/validators.rs judges the reports with, at pinned versions, into target/validators: readers and validators from PyPI, the
# XML schema of Jenkins' JUnit reports (it comes with pytest's source), the SARIF 2.1.0 schema (it comes with an npm package). Nothing is
# installed anywhere else. What is there already stays.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
target=${CARGO_TARGET_DIR:-$here/../../target}
mkdir -p "$target"
root=$(cd "$target" && pwd)/validators
pytest=8.4.2
sarif=1.0.0-beta.0

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
rm ./*.tar.gz ./*.tgz
printf '%s\n' "$wanted" > lock
mv "$root.part" "$root"
