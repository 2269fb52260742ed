//! Which official client the project in the working directory uses, and its version: what is installed beats what is locked, that beats
//! what is declared. Looks at the directory itself and its usual folders of installed packages, nowhere else.

mod formats;

use crate::io::files;
use crate::model::client::{Language, Version};
use crate::model::evidence::FoundClient;
use std::path::Path;

/// Larger files are left alone.
const MAX_MANIFEST_BYTES: u64 = 8 << 20;

/// Most bytes of all files of one directory together: links can make many of one.
const MAX_ALL_BYTES: usize = 32 << 20;

/// Most files of one directory with names of their own choice (`requirements-dev.txt`, `App.csproj`).
const MAX_NAMED_FILES: usize = 64;

/// Most names of one directory that are looked at.
const MOST_NAMES: usize = 5000;

/// How surely a file shows what the program uses.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum ManifestKind {
    Installed,
    Locked,
    Declared,
}

/// Reads a file's text: none when it doesn't name the client, otherwise its version, if the file has it.
type FileReader = fn(&str) -> Option<Option<Version>>;

const FILES: [(&str, Language, ManifestKind, FileReader); 19] = [
    ("node_modules/@weaviate/node/package.json", Language::TypeScript, ManifestKind::Installed, formats::package),
    ("node_modules/@weaviate/web/package.json", Language::TypeScript, ManifestKind::Installed, formats::package),
    ("node_modules/weaviate-client/package.json", Language::TypeScript, ManifestKind::Installed, formats::package),
    ("node_modules/weaviate-ts-client/package.json", Language::TypeScript, ManifestKind::Installed, formats::package),
    ("uv.lock", Language::Python, ManifestKind::Locked, formats::toml_lock),
    ("poetry.lock", Language::Python, ManifestKind::Locked, formats::toml_lock),
    ("pdm.lock", Language::Python, ManifestKind::Locked, formats::toml_lock),
    ("Pipfile.lock", Language::Python, ManifestKind::Locked, formats::pipfile_lock),
    ("package-lock.json", Language::TypeScript, ManifestKind::Locked, formats::npm_lock),
    ("pnpm-lock.yaml", Language::TypeScript, ManifestKind::Locked, formats::pnpm_lock),
    ("yarn.lock", Language::TypeScript, ManifestKind::Locked, formats::yarn_lock),
    ("go.mod", Language::Go, ManifestKind::Locked, formats::go_mod),
    ("pom.xml", Language::Java, ManifestKind::Declared, formats::pom),
    ("build.gradle", Language::Java, ManifestKind::Declared, formats::gradle),
    ("build.gradle.kts", Language::Java, ManifestKind::Declared, formats::gradle),
    ("pyproject.toml", Language::Python, ManifestKind::Declared, formats::python_requirement),
    ("setup.py", Language::Python, ManifestKind::Declared, formats::python_requirement),
    ("Pipfile", Language::Python, ManifestKind::Declared, formats::python_requirement),
    ("package.json", Language::TypeScript, ManifestKind::Declared, formats::npm_declared),
];

/// The clients of the project, one a language, the one that is best known first.
pub(super) fn found(directory: &Path) -> Vec<FoundClient> {
    let mut all: Vec<(ManifestKind, FoundClient)> = Vec::new();
    let mut add = |trust, language, version, found_in: String| {
        all.push((trust, FoundClient { language, version, found_in: found_in.into() }));
    };
    for (name, version) in python_packages(directory) {
        add(ManifestKind::Installed, Language::Python, version, name);
    }
    let mut left = MAX_ALL_BYTES;
    let mut consider = |name: &str, language, trust, reader: FileReader| {
        let limit = MAX_MANIFEST_BYTES.min(u64::try_from(left).unwrap_or(u64::MAX));
        let Ok(text) = files::found_text(&directory.join(name), limit) else { return };
        left = left.saturating_sub(text.len());
        if let Some(version) = reader(&text) {
            add(trust, language, version, name.to_owned());
        }
    };
    for (name, language, trust, reader) in FILES {
        consider(name, language, trust, reader);
    }
    let names = files::names(directory, MOST_NAMES);
    let manifests = names.iter().filter_map(|name| Some((name.raw(), by_ending(name.raw())?)));
    for (name, (language, reader)) in manifests.take(MAX_NAMED_FILES) {
        consider(name, language, ManifestKind::Declared, reader);
    }
    // A version beats none within one trust; otherwise the order above stays (the sort is stable).
    all.sort_by_key(|(trust, client)| (*trust, client.version.is_none()));
    let mut best: Vec<FoundClient> = Vec::new();
    for (_, client) in all {
        if !best.iter().any(|b| b.language == client.language) {
            best.push(client);
        }
    }
    best
}

/// What reads a file with a name of its own choice.
fn by_ending(name: &str) -> Option<(Language, FileReader)> {
    let ends = |extension: &str| Path::new(name).extension().is_some_and(|e| e.eq_ignore_ascii_case(extension));
    if name.starts_with("requirements") && ends("txt") {
        Some((Language::Python, formats::python_requirement))
    } else if ends("csproj") {
        Some((Language::CSharp, formats::csproj))
    } else {
        None
    }
}

/// `weaviate_client-4.9.0.dist-info` in a virtual environment of the directory.
fn python_packages(directory: &Path) -> Vec<(String, Option<Version>)> {
    let mut found = Vec::new();
    for venv in [".venv", "venv"] {
        let library = directory.join(venv).join("lib");
        let unix = files::names(&library, 50).into_iter().filter(|n| n.raw().starts_with("python"));
        let mut places: Vec<String> = unix.map(|python| format!("{venv}/lib/{}/site-packages", python.raw())).collect();
        places.push(format!("{venv}/Lib/site-packages"));
        for place in places {
            for name in files::names(&directory.join(&place), MOST_NAMES) {
                if let Some(version) = formats::dist_info(name.raw()) {
                    found.push((format!("{place}/{}", name.raw()), version));
                }
            }
        }
    }
    found
}
