//! Values joined to what reads them, over all files of a project: a variable is a key or an address by the code that reads it, a variable may
//! be set under another name, and one key may stand beside two clusters. Pure; the places come from [`super::FileReport`].

mod environments;
mod reach;

use super::FileReport;
use super::names;
use crate::model::api_key::KeyDigest;
use crate::model::finding::Confidence;
use crate::model::sanitized::{ForeignPath, SanitizedText};
use crate::model::source_finding::{ClusterKey, SourceFinding};
use reach::reaches;
use std::collections::{BTreeMap, BTreeSet};

/// What a program takes a variable for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum VariableUse {
    /// The key.
    Key,
    /// The cluster's URL.
    Url,
    /// A host without a scheme.
    Host,
    /// The host of gRPC, without a scheme.
    GrpcHost,
}

/// A program reads a variable.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct VariableRead {
    /// The variable.
    pub name: String,
    /// What for.
    pub used: VariableUse,
    /// Whether nothing stands in for it.
    pub only: bool,
    /// What to say where nothing sets it.
    pub unset: SourceFinding,
    /// What to say where it names a host of Weaviate Cloud, because the code says `http`.
    pub plain: Option<SourceFinding>,
}

/// A file gives a variable its value. The value itself isn't kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Setting {
    /// The variable, or a dotted path of names.
    pub name: String,
    /// What belongs together in the file.
    pub scope: String,
    /// Whether there is a value of its own: no sample, no reference, in a file that is used.
    pub real: bool,
    /// Whether the file is a `.env` file, of which every line sets a variable.
    pub dotenv: bool,
    /// What is wrong with it as a key, a URL and a host; empty for what its name alone says.
    pub wrong: BTreeMap<VariableUse, Vec<SourceFinding>>,
    /// That it is a key that stands in the file.
    pub written: Option<SourceFinding>,
    /// The cluster on Weaviate Cloud that it names.
    pub cloud: Option<String>,
    /// What the value is recognized by.
    pub digest: KeyDigest,
    /// What to say where the value belongs to another cluster.
    pub other: SourceFinding,
    /// Files that it names, for compose's `env_file`.
    pub files: Vec<String>,
}

/// What only all files together show.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Joined {
    /// What is to be fixed.
    pub findings: Vec<SourceFinding>,
    /// Keys that stand in files of settings: a finding where the file is committed.
    pub written: Vec<SourceFinding>,
    /// Keys and the clusters that they stand beside.
    pub keys: Vec<ClusterKey>,
}

/// Joins the files of a project, by path.
pub fn join(files: &BTreeMap<&str, &FileReport>) -> Joined {
    let mut joined = Joined::default();
    let mut keys: BTreeSet<&str> = BTreeSet::new();
    let reads: Vec<(&str, &VariableRead)> =
        files.iter().flat_map(|(path, file)| file.reads.iter().map(|read| (*path, read))).collect();
    for (path, file) in files {
        for setting in &file.settings {
            let readers = || reads.iter().filter(|(code, read)| same(&read.name, &setting.name) && reaches(path, code));
            let uses: BTreeSet<VariableUse> = readers().map(|(_, read)| read.used).collect();
            joined.findings.extend(uses.iter().filter_map(|used| setting.wrong.get(used)).flatten().cloned());
            if setting.cloud.is_some() && setting.real {
                joined.findings.extend(readers().filter_map(|(_, read)| read.plain.clone()));
            }
            if uses.contains(&VariableUse::Key) || names::is_weaviate_key(&setting.name) {
                keys.insert(&setting.name);
                joined.written.extend(setting.written.clone());
            }
        }
    }
    let used =
        |name: &str, used: fn(VariableUse) -> bool| reads.iter().any(|(_, r)| same(&r.name, name) && used(r.used));
    joined.keys = environments::keys(
        files,
        &|name| used(name, |u| matches!(u, VariableUse::Url | VariableUse::Host)) || names::is_weaviate_url(name),
        &|name| keys.contains(name),
    );
    joined.findings.extend(environments::shared(files, &joined.keys));
    joined.findings.extend(unset(files, &reads));
    let mut seen = BTreeSet::new();
    joined.findings.retain(|f| seen.insert((f.path.raw().to_owned(), f.line, f.column, f.cause)));
    joined
}

/// Whether code and file mean the same variable: `Weaviate:Url`, `Weaviate__Url` and `Weaviate.Url` are one.
fn same(read: &str, set: &str) -> bool {
    read == set || {
        let plain = |name: &str| name.replace("__", ".").replace(':', ".").to_ascii_lowercase();
        (read.contains(':') || read.contains("__")) && plain(read) == plain(set)
    }
}

/// Variables that code reads and no file sets, while a `.env` file sets what the code doesn't read in their place.
fn unset(files: &BTreeMap<&str, &FileReport>, reads: &[(&str, &VariableRead)]) -> Vec<SourceFinding> {
    let mut found = Vec::new();
    let all = || files.iter().flat_map(|(path, file)| file.settings.iter().map(move |s| (*path, s)));
    for (code, read) in reads.iter().filter(|(_, read)| read.only) {
        if all().any(|(path, s)| same(&read.name, &s.name) && reaches(path, code)) {
            continue;
        }
        let fits = |name: &str| match read.used {
            VariableUse::Key => names::is_weaviate_key(name),
            VariableUse::Url | VariableUse::Host => names::is_weaviate_url(name),
            VariableUse::GrpcHost => false,
        };
        let is_read = |path: &str, name: &str| reads.iter().any(|(c, read)| same(&read.name, name) && reaches(path, c));
        let instead = all().find(|(path, setting)| {
            // The file is this program's: it sets something else that the program reads.
            let own = || {
                files.get(path).is_some_and(|file| {
                    file.settings.iter().any(|s| reads.iter().any(|(c, r)| c == code && same(&r.name, &s.name)))
                })
            };
            setting.dotenv
                && setting.real
                && fits(&setting.name)
                && !is_read(path, &setting.name)
                && reaches(path, code)
                && own()
        });
        if let Some((path, setting)) = instead {
            let mut finding = read.unset.clone();
            let shown = ForeignPath::from(path);
            let message = format!("The program reads {}, and {shown} sets {} instead.", read.name, setting.name);
            finding.message = SanitizedText::up_to(&message, super::MAX_MESSAGE_CHARS);
            finding.confidence = Confidence::Likely;
            found.push(finding);
        }
    }
    found
}
