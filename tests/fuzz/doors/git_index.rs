//! A repository's own index, by which `scan` tells which files others get: read where a file of settings holds a key.

use super::{Door, Fixtures, KEY};
use std::path::PathBuf;
use std::sync::LazyLock;
use weaviate_doctor::io::project_scan::{Request, scan};

const WORDS: &[&str] =
    &["DIRC", "\0\0\0\x02", "\0\0\0\x03", "\0\0\0\x04", "\0\0\0\x01", "\0", "\u{7f}", "app.yml\0", "@\0", "TREE"];

/// A repository of this process.
static REPOSITORY: LazyLock<tempfile::TempDir> = LazyLock::new(|| {
    let memory = PathBuf::from("/dev/shm");
    let made = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
    let folder = made.expect("a folder");
    std::fs::create_dir(folder.path().join(".git")).expect("a folder");
    std::fs::write(folder.path().join("app.yml"), format!("weaviate:\n  api-key: {KEY}\n")).expect("written");
    folder
});

pub fn door() -> Door {
    Door { name: "git-index", run, inputs: 150, words: WORDS, fixtures: Fixtures::Nothing }
}

fn run(data: &[u8]) {
    let folder = REPOSITORY.path();
    std::fs::write(folder.join(".git/index"), data).expect("written");
    let outcome = scan(&Request::of(vec![folder.to_owned()], folder.to_owned()));
    assert_eq!(outcome.findings.len(), 1, "the key is told of, whatever the index says");
}
