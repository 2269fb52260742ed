//! The doors through which foreign bytes come in, each as a function of bytes that panics when something is wrong. They are the same for the
//! plain harness (`main.rs`) and for libFuzzer (`guided`). What all of them must keep: no panic, no overflow, no key and no control
//! character in anything that is written.

mod certificate;
mod config;
pub mod dotenv;
mod explain;
mod git_index;
mod http;
mod options;
mod report;
mod scan;
mod wizard;

use std::path::{Path, PathBuf};
use weaviate_doctor::rules::scan::SourceKind;

/// A door.
pub struct Door {
    /// Its name, which is also that of the folder with its seeds.
    pub name: &'static str,
    /// Takes an input; panics when something is wrong.
    pub run: fn(&[u8]),
    /// Inputs of a short run.
    pub inputs: u64,
    /// Words of its language.
    pub words: &'static [&'static str],
    /// Fixtures of other tests that are seeds too.
    pub fixtures: Fixtures,
}

/// Fixtures of other tests.
pub enum Fixtures {
    /// None.
    Nothing,
    /// The files below `tests/scan` that are read like this.
    Sources(fn(&SourceKind) -> bool),
    /// The texts in the TOML files of this folder.
    Texts(&'static str),
}

/// All doors.
pub fn all() -> Vec<Door> {
    let mut doors = scan::doors();
    doors.extend(explain::doors());
    doors.extend(options::doors());
    doors.extend(http::doors());
    doors.extend([dotenv::door(), config::door(), report::door(), wizard::door(), git_index::door()]);
    doors.extend(certificate::doors());
    doors
}

impl Door {
    /// Its seeds, always in the same order.
    pub fn seeds(&self) -> Vec<Vec<u8>> {
        let tests = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().find(|p| p.join("tests/fuzz").is_dir());
        let tests = tests.map(|p| p.join("tests")).unwrap_or_default();
        let mut seeds = contents(&tests.join("fuzz/seeds").join(self.name), &|_| true);
        match self.fixtures {
            Fixtures::Nothing => {}
            Fixtures::Sources(wanted) => {
                seeds.extend(contents(&tests.join("scan"), &|path| {
                    path.to_str().and_then(SourceKind::of).is_some_and(|source| wanted(&source))
                }));
            }
            Fixtures::Texts(folder) => {
                for file in contents(&tests.join(folder), &|path| path.extension().is_some_and(|e| e == "toml")) {
                    if let Ok(value) = toml::from_str::<toml::Value>(&String::from_utf8_lossy(&file)) {
                        texts(&value, &mut seeds);
                    }
                }
            }
        }
        if seeds.is_empty() {
            seeds.push(Vec::new());
        }
        seeds
    }
}

/// What the files below a folder hold, by path.
fn contents(folder: &Path, wanted: &dyn Fn(&Path) -> bool) -> Vec<Vec<u8>> {
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    paths.sort();
    let mut found = Vec::new();
    for path in paths {
        if path.is_dir() {
            found.extend(contents(&path, wanted));
        } else if wanted(&path) {
            found.extend(std::fs::read(&path));
        }
    }
    found
}

fn texts(value: &toml::Value, out: &mut Vec<Vec<u8>>) {
    match value {
        toml::Value::String(text) if text.len() >= 12 => out.push(text.clone().into_bytes()),
        toml::Value::Array(items) => items.iter().for_each(|item| texts(item, out)),
        toml::Value::Table(fields) => fields.values().for_each(|field| texts(field, out)),
        _ => {}
    }
}

/// A key that stands nowhere else, of the shape of Weaviate Cloud's.
pub const KEY: &str = "Zq7RtUv2+Ks9xWm4LpYb/Ng6HcJd8EfGh3TaQk5VnRs1=";
/// Where it goes in an input.
pub const KEY_MARK: &str = "{key}";
/// A run of the key of this length is the key.
const SHORTEST_RUN: usize = 12;

/// An input's text with the key in it.
pub fn with_key(data: &[u8]) -> String {
    String::from_utf8_lossy(data).replace(KEY_MARK, KEY)
}

/// Panics where a text holds the key or a run of it.
pub fn holds_no_key(text: &str, what: &str) {
    let found = (0..=KEY.len() - SHORTEST_RUN).find(|i| text.contains(&KEY[*i..*i + SHORTEST_RUN]));
    assert!(found.is_none(), "{what} shows the key: {}", near(text, &KEY[found.unwrap_or_default()..][..SHORTEST_RUN]));
}

/// Panics where a text would steer a terminal or hide something. One of several lines may have code with tabs in it.
pub fn is_clean(text: &str, lines: bool, what: &str) {
    let steers = |c: &char| (c.is_control() && !(lines && matches!(*c, '\n' | '\t'))) || is_hidden(*c);
    if let Some(c) = text.chars().find(steers) {
        panic!("{what} has U+{:04X}: {:?}", u32::from(c), near(text, &c.to_string()));
    }
}

/// Bidirectional controls, separators of lines, and tags.
fn is_hidden(c: char) -> bool {
    matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
        | '\u{e0000}'..='\u{e0fff}')
}

/// The words around the first place of another text.
fn near(text: &str, words: &str) -> String {
    let at = text.find(words).unwrap_or_default();
    let before: Vec<char> = text[..at].chars().rev().take(60).collect();
    before.into_iter().rev().chain(text[at..].chars().take(100)).collect()
}
