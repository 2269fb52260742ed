//! Which version of its language the project runs on: what is installed beats what is pinned, that beats what is asked for. A range tells
//! only where it lies on one side of the version that decides.

use crate::io::files;
use crate::model::client::{Language, Version};
use serde_json::Value;
use std::path::Path;

/// Larger files are left alone.
const MAX_FILE_BYTES: u64 = 1 << 20;

/// Reads a version from a file's text.
type Reader = fn(&str) -> Option<Version>;

const PYTHON: [(&str, Reader); 6] = [
    (".venv/pyvenv.cfg", pyvenv),
    ("venv/pyvenv.cfg", pyvenv),
    (".python-version", alone),
    ("Dockerfile", |text| image(text, "python")),
    ("pyproject.toml", requires_python),
    ("setup.cfg", requires_python),
];
const NODE: [(&str, Reader); 4] = [
    (".nvmrc", alone),
    (".node-version", alone),
    ("Dockerfile", |text| image(text, "node")),
    ("package.json", engines),
];
const GO: [(&str, Reader); 1] = [("go.mod", go_mod)];

/// The version that decides what Python's TLS accepts, and Node's.
const DECIDES: [(Language, Version); 2] =
    [(Language::Python, Version::new(3, 13, 0)), (Language::TypeScript, Version::new(24, 0, 0))];

/// The version of this language in the project of a folder; `active` is a virtual environment that is switched on.
pub(super) fn found(language: Language, directory: &Path, active: Option<&str>) -> Option<Version> {
    let read = |path: &Path, reader: Reader| reader(&files::found_text(path, MAX_FILE_BYTES).ok()?);
    let files: &[(&str, Reader)] = match language {
        Language::Python => &PYTHON,
        Language::TypeScript => &NODE,
        Language::Go => &GO,
        Language::Java | Language::CSharp | Language::Curl => &[],
    };
    let active = active.filter(|_| language == Language::Python);
    active
        .and_then(|folder| read(&Path::new(folder).join("pyvenv.cfg"), pyvenv))
        .or_else(|| files.iter().find_map(|(name, reader)| read(&directory.join(name), *reader)))
}

/// A version that begins with a number.
fn exact(text: &str) -> Option<Version> {
    let text = text.trim().trim_matches(['"', '\'']);
    let text = text.strip_prefix('v').unwrap_or(text);
    text.starts_with(|c: char| c.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

/// `version = 3.12.1`, or `version_info` as virtualenv and uv write it.
fn pyvenv(text: &str) -> Option<Version> {
    text.lines().find_map(|line| {
        let (name, value) = line.split_once('=')?;
        matches!(name.trim(), "version" | "version_info").then(|| exact(value)).flatten()
    })
}

/// A file that holds nothing but the version.
fn alone(text: &str) -> Option<Version> {
    text.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with('#')).and_then(exact)
}

/// The last `FROM python:3.12-slim` of a Dockerfile: what is run stands there.
fn image(text: &str, name: &str) -> Option<Version> {
    let from = |line: &str| {
        let line = line.trim();
        let rest = line.get(..5).filter(|start| start.eq_ignore_ascii_case("FROM ")).map(|_| &line[5..])?;
        let image = rest.split_whitespace().find(|word| !word.starts_with("--"))?;
        let (path, tag) = image.split_once(':')?;
        (path.rsplit('/').next() == Some(name)).then(|| exact(tag)).flatten()
    };
    text.lines().rev().find_map(from)
}

/// `requires-python = ">=3.13"`, `python_requires = >=3.13`.
fn requires_python(text: &str) -> Option<Version> {
    text.lines().find_map(|line| {
        let (name, value) = line.split_once('=')?;
        let named = matches!(name.trim(), "requires-python" | "python_requires");
        named.then(|| decided(value.trim_matches([' ', '"', '\'']), Language::Python)).flatten()
    })
}

/// `"engines": {"node": ">=24"}`.
fn engines(text: &str) -> Option<Version> {
    let value: Value = serde_json::from_str(text).ok()?;
    decided(value.get("engines")?.get("node")?.as_str()?, Language::TypeScript)
}

/// `go 1.24.0`.
fn go_mod(text: &str) -> Option<Version> {
    text.lines().find_map(|line| exact(line.strip_prefix("go ")?))
}

/// A version that stands for a range, where the whole range lies on one side of the one that decides.
fn decided(range: &str, language: Language) -> Option<Version> {
    let (_, decides) = *DECIDES.iter().find(|(of, _)| *of == language)?;
    let parts = range.split([',', ' ']).filter(|part| !part.is_empty());
    let (mut lowest, mut below) = (None, false);
    for part in parts {
        let number = part.trim_start_matches(['<', '>', '=', '~', '^', '!']);
        let Some(version) = exact(number) else { continue };
        match &part[..part.len() - number.len()] {
            ">=" | ">" => lowest = Some(version),
            "<" => below |= version <= decides,
            "<=" => below |= version < decides,
            "==" | "=" | "~=" | "~" | "^" | "" => return Some(version),
            _ => {}
        }
    }
    match lowest {
        Some(version) if version >= decides || below => Some(version),
        None if below => Some(Version::new(0, 0, 1)),
        Some(_) | None => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_file_tells_its_version() {
        let table: [(&str, &str, Language, Option<&str>); 18] = [
            (".venv/pyvenv.cfg", "home = /usr/bin\nversion = 3.12.1\n", Language::Python, Some("3.12.1")),
            ("venv/pyvenv.cfg", "uv = 0.9\nversion_info = 3.13.0.final.0\n", Language::Python, Some("3.13.0")),
            (".python-version", "# pinned\n3.11\n", Language::Python, Some("3.11")),
            (".python-version", "pypy3.10\n", Language::Python, None),
            (
                "Dockerfile",
                "FROM python:3.10 AS build\nFROM python:3.13-slim\nCOPY . .\n",
                Language::Python,
                Some("3.13"),
            ),
            (
                "Dockerfile",
                "from --platform=linux/amd64 docker.io/library/node:22-alpine\n",
                Language::TypeScript,
                Some("22"),
            ),
            ("Dockerfile", "FROM python\n", Language::Python, None),
            ("pyproject.toml", "[project]\nrequires-python = \">=3.13\"\n", Language::Python, Some("3.13")),
            ("pyproject.toml", "requires-python = \">=3.9,<3.13\"\n", Language::Python, Some("3.9")),
            ("pyproject.toml", "requires-python = \">=3.9\"\n", Language::Python, None),
            ("pyproject.toml", "requires-python = \"==3.12.*\"\n", Language::Python, Some("3.12")),
            ("setup.cfg", "[options]\npython_requires = >=3.14\n", Language::Python, Some("3.14")),
            (".nvmrc", "v20.11.0\n", Language::TypeScript, Some("20.11.0")),
            (".nvmrc", "lts/iron\n", Language::TypeScript, None),
            ("package.json", r#"{"engines": {"node": ">=24"}}"#, Language::TypeScript, Some("24")),
            ("package.json", r#"{"engines": {"node": ">=18"}}"#, Language::TypeScript, None),
            ("package.json", r#"{"engines": {"node": "22.x"}}"#, Language::TypeScript, Some("22")),
            ("go.mod", "module a\n\ngo 1.24.1\n", Language::Go, Some("1.24.1")),
        ];
        for (name, text, language, version) in table {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, text).unwrap();
            let wanted = version.map(|v| v.parse::<Version>().unwrap());
            assert_eq!(found(language, folder.path(), None), wanted, "{name}: {text}");
        }
    }

    #[test]
    fn what_is_installed_beats_what_is_asked_for() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(".python-version"), "3.11").unwrap();
        let active = tempfile::tempdir().unwrap();
        std::fs::write(active.path().join("pyvenv.cfg"), "version = 3.13.2").unwrap();
        let path = active.path().to_str();
        assert_eq!(found(Language::Python, folder.path(), path), Some(Version::new(3, 13, 2)));
        assert_eq!(found(Language::TypeScript, folder.path(), path), None);
    }
}
