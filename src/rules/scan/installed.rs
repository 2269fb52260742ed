//! Which clients are in use where a file stands. Pure data; who reads manifests notes them here.

use crate::model::client::{Language, Version};
use std::collections::BTreeMap;

/// What is known of a client in use.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct InstalledClient {
    /// The version, or the newest that the requirement lets in.
    pub version: Version,
    /// The oldest that it may be; none where nothing says so.
    pub oldest: Option<Version>,
    /// As it is written where it was found.
    pub shown: String,
}

impl InstalledClient {
    /// A client of which the version is known.
    pub fn exact(version: Version) -> Self {
        Self { version, oldest: Some(version), shown: version.to_string() }
    }
}

/// The clients in use where a file stands, by language. An unknown one is taken as the newest.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Installed {
    known: BTreeMap<Language, InstalledClient>,
    /// What the user said; no file changes it.
    said: Option<Language>,
}

impl Installed {
    /// What is known of a language's client.
    pub fn get(&self, language: Language) -> Option<&InstalledClient> {
        self.known.get(&language)
    }

    /// Notes a client; what was noted first stays.
    pub fn note(&mut self, language: Language, known: InstalledClient) {
        self.known.entry(language).or_insert(known);
    }

    /// Notes a client in place of what was known.
    pub fn replace(&mut self, language: Language, known: InstalledClient) {
        if self.said != Some(language) {
            self.known.insert(language, known);
        }
    }

    /// Notes a client that the user named, against whatever files say.
    pub fn say(&mut self, language: Language, known: InstalledClient) {
        self.known.insert(language, known);
        self.said = Some(language);
    }
}
