//! `.env` in the working directory: what every command reads of it. A value of the environment never comes in by it.

use super::{Door, Fixtures, with_key};
use std::path::PathBuf;
use std::sync::LazyLock;
use weaviate_doctor::io::discover::options::DiscoverOptions;
use weaviate_doctor::io::discover::{Environment, assemble};
use weaviate_doctor::model::api_key::{ApiKey, Redactor};

const WORDS: &[&str] = &[
    "WEAVIATE_URL=",
    "WEAVIATE_API_KEY=",
    "WCD_URL=",
    "WCS_API_KEY=",
    "WEAVIATE_HOST=",
    "${FUZZ_SECRET}",
    "$FUZZ_SECRET",
    "${A}${A}",
    "A=xx\n",
    "A=${A}${A}\n",
    "export ",
    "\"",
    "'",
    "\\",
    "\\n",
    "# ",
    " = ",
    "\r\n",
    "{key}",
    "https://abc.weaviate.cloud",
    "http://127.0.0.1:9/",
    "${",
    "}",
];

/// A value that only the environment has: the process's own, and what the program takes for it.
pub const SECRET: &str = "plantedawssecretvalue4711ofme";

/// A folder of this process.
static FOLDER: LazyLock<tempfile::TempDir> = LazyLock::new(|| {
    let memory = PathBuf::from("/dev/shm");
    let made = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
    made.expect("a folder")
});

pub fn door() -> Door {
    Door { name: "dotenv", run, inputs: 400, words: WORDS, fixtures: Fixtures::Nothing }
}

fn run(data: &[u8]) {
    let text = if std::str::from_utf8(data).is_ok() { with_key(data).into_bytes() } else { data.to_vec() };
    std::fs::write(FOLDER.path().join(".env"), text).expect("written");
    let environment = Environment::of([("FUZZ_SECRET", SECRET)], FOLDER.path());
    let Ok(case) = assemble(&DiscoverOptions::default(), &environment) else { return };
    let url = case.url.value.as_deref().unwrap_or_default();
    assert!(!url.contains(SECRET), "a value of the environment is in the URL");
    let hidden = Redactor::new([&ApiKey::new(SECRET.to_owned())]);
    assert!(!hidden.finds(&format!("{case:?}")), "a value of the environment is in the case");
    if let Some(key) = &case.key.value {
        // What a text of nothing but the secret loses is the key.
        assert!(!Redactor::new([key]).finds(SECRET), "a value of the environment is the key");
    }
    let _ = case.target();
}
