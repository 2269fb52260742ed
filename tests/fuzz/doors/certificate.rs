//! Certificates: what is said of one, and files of `--cacert`.

use super::{Door, Fixtures, KEY, holds_no_key, is_clean};
use std::path::PathBuf;
use std::sync::LazyLock;
use strum::IntoEnumIterator as _;
use weaviate_doctor::io::discover::options::DiscoverOptions;
use weaviate_doctor::io::discover::{Environment, assemble};
use weaviate_doctor::io::probe::describe_certificate;
use weaviate_doctor::model::api_key::{ApiKey, Redactor};
use weaviate_doctor::model::evidence::ChainRules;
use weaviate_doctor::model::sanitized::SanitizedText;
use weaviate_doctor::rules::trust::{RootCertificates, TrustQuestion, refusal};

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

pub fn doors() -> [Door; 3] {
    let door = |name, run: fn(&[u8]), inputs| Door { name, run, inputs, words: WORDS, fixtures: Fixtures::Nothing };
    [door("certificate", der, 6000), door("chain", chain, 3000), door("cacert", file, 500)]
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

/// Certificates one behind the other: all of them are sent, and the last is trusted too.
fn chain(data: &[u8]) {
    let mut sent = Vec::new();
    let mut rest = data;
    while let Some(length) = der_length(rest).filter(|length| *length <= rest.len()) {
        let (certificate, behind) = rest.split_at(length);
        sent.push(certificate);
        rest = behind;
    }
    let roots = RootCertificates::new(sent.last().copied());
    let redactor = Redactor::new([&ApiKey::new(KEY.to_owned())]);
    for rules in ChainRules::iter() {
        let judge = |takes_unknown_signatures| {
            let (host, now) = ("localhost", 1_800_000_000);
            let (sent, roots, redactor) = (&sent, &[&roots], &redactor);
            refusal(&TrustQuestion { sent, roots, host, now, takes_unknown_signatures, redactor }, rules)
        };
        assert!(judge(false).is_some() || judge(true).is_none(), "{rules}: what is verified is accepted");
        for text in judge(true).iter().flat_map(|refusal| [&refusal.subject, &refusal.issuer]) {
            is_clean(text.as_str(), false, "a name");
            holds_no_key(text.as_str(), "a name");
        }
    }
}

/// Length of a DER value with its header (X.690 §8.1.3).
fn der_length(bytes: &[u8]) -> Option<usize> {
    let first = usize::from(*bytes.get(1)?);
    let octets = if first < 0x80 { 0 } else { first & 0x7f };
    let header = 2 + octets;
    let long = bytes.get(2..header).filter(|_| octets <= 4)?.iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte));
    header.checked_add(if octets == 0 { first } else { long })
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
