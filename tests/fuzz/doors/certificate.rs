//! Certificates: what is said of one, and files of `--cacert`.

use super::{Door, Fixtures, KEY, holds_no_key, is_clean};
use std::path::PathBuf;
use std::sync::LazyLock;
use weaviate_doctor::io::discover::options::DiscoverOptions;
use weaviate_doctor::io::discover::{Environment, assemble};
use weaviate_doctor::io::probe::describe_certificate;
use weaviate_doctor::model::api_key::{ApiKey, Redactor};
use weaviate_doctor::model::sanitized::SanitizedText;

const WORDS: &[&str] = &[
    "\u{3}\u{2}\u{1}",
    "U\u{1d}\u{11}",
    "\u{30}\u{80}",
    "\u{30}\u{7f}",
    "0\0",
    "\u{17}\r491231235959Z",
    "\u{18}\u{f}99991231235959Z",
    "*.weaviate.cloud",
    "-----BEGIN CERTIFICATE-----\n",
    "-----END CERTIFICATE-----\n",
    "-----BEGIN PRIVATE KEY-----\n",
    "MII",
    "=",
    "\n",
    "\u{1b}[31m",
    "\u{202e}",
];

static FOLDER: LazyLock<tempfile::TempDir> = LazyLock::new(|| {
    let memory = PathBuf::from("/dev/shm");
    let made = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
    made.expect("a folder")
});

pub fn doors() -> [Door; 2] {
    let door = |name, run: fn(&[u8]), inputs| Door { name, run, inputs, words: WORDS, fixtures: Fixtures::Nothing };
    [door("certificate", der, 6000), door("cacert", file, 500)]
}

/// The seeds have the key as a name, and changes break it into pieces.
fn der(data: &[u8]) {
    let redactor = Redactor::new([&ApiKey::new(KEY.to_owned())]);
    let Some(facts) = describe_certificate(data, &redactor) else { return };
    let shown = [&facts.subject, &facts.issuer].into_iter().chain(&facts.issuer_organization).chain(&facts.names);
    for text in shown.map(SanitizedText::as_str) {
        is_clean(text, false, "a name");
        holds_no_key(text, "a name");
    }
}

fn file(data: &[u8]) {
    let path = FOLDER.path().join("roots.pem");
    std::fs::write(&path, data).expect("written");
    let mut options = DiscoverOptions::default();
    options.way.cacert = Some(path);
    if let Err(error) = assemble(&options, &Environment::of([], FOLDER.path())) {
        is_clean(&error.to_string(), false, "the line");
    }
}
