//! Files that give variables their values: `.env`, compose, `application.yml`, `appsettings.json`, `secrets.toml`, manifests of Kubernetes,
//! Dockerfiles, workflows. Each is read into names and values; what is wrong with a value depends on what reads it, so each is judged as
//! a key, a URL and a bare host, and [`super::join`] picks. No value is kept.

mod json;
mod lines;
mod yaml;

pub(super) use lines::dotenv;

use super::dotenv::{is_template, key_problem};
use super::names::{self, Address};
use super::problem::Problem;
use super::rules::RuleHit;
use crate::model::finding::Confidence;
use crate::model::key_shape::looks_like_key;
use crate::model::placeholder;
use crate::rules::literal::is_key_of_words;
use crate::rules::source_findings::is_test_or_example;
use std::ops::Range;

/// Most settings that are kept of one file.
const MAX_SETTINGS: usize = 2000;

/// How a file of settings is written.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum SettingsFormat {
    /// `NAME=value` in lines; also `.properties`.
    Lines,
    /// `name = "value"` below sections.
    Toml,
    /// Indented names, also lists of `NAME=value` and of `name` and `value`.
    Yaml,
    /// `appsettings.json` and its like.
    Json,
    /// `ENV NAME=value`.
    Dockerfile,
}

impl SettingsFormat {
    /// The format of a file by its name.
    pub(super) fn of(name: &str) -> Option<Self> {
        let lower = name.to_ascii_lowercase();
        let (stem, ending) = lower.rsplit_once('.').unwrap_or((&lower, ""));
        let words = ["settings", "config", "secret", "credential", "flow", "launch"];
        match ending {
            "yml" | "yaml" => Some(Self::Yaml),
            "properties" => Some(Self::Lines),
            "toml" if !matches!(stem, "pyproject" | "cargo" | "pipfile") => Some(Self::Toml),
            "json" if words.iter().any(|word| stem.contains(word)) && !stem.contains("tsconfig") => Some(Self::Json),
            "dockerfile" => Some(Self::Dockerfile),
            _ if lower == "dockerfile" || lower.starts_with("dockerfile.") || lower == "containerfile" => {
                Some(Self::Dockerfile)
            }
            _ => None,
        }
    }
}

/// A name and its value as they are written.
pub(super) struct RawSetting {
    /// The whole path of names, with dots between them; a variable's name has none.
    pub path: String,
    /// What belongs together: the names around it.
    pub scope: String,
    /// Where the value stands.
    pub span: Range<usize>,
    /// The value, decoded.
    pub value: String,
    /// Whether the value stands there as it is, so that it can be edited.
    pub plain: bool,
    /// Whether it is encoded in base64.
    pub encoded: bool,
}

impl RawSetting {
    /// The name that code reads it by: the last one where that is a variable's, otherwise all of them.
    pub(super) fn name(&self) -> &str {
        let last = self.path.rsplit('.').next().unwrap_or(&self.path);
        let variable = last.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_');
        if variable { last } else { &self.path }
    }
}

/// A setting, and what is wrong with its value for whoever reads it.
pub(super) struct JudgedSetting {
    pub raw: RawSetting,
    pub as_key: Vec<RuleHit>,
    pub as_url: Vec<RuleHit>,
    pub as_host: Vec<RuleHit>,
    /// That it is a key that stands in the file.
    pub written: Option<RuleHit>,
    /// The cluster on Weaviate Cloud that it names.
    pub cloud: Option<String>,
    /// Whether it is a text of its own: no sample, no reference to another variable.
    pub real: bool,
}

/// Reads a file in its format.
pub(super) fn read(format: SettingsFormat, text: &str) -> Vec<RawSetting> {
    let mut found = match format {
        SettingsFormat::Lines => lines::pairs(text),
        SettingsFormat::Toml => lines::toml(text),
        SettingsFormat::Dockerfile => lines::dockerfile(text),
        SettingsFormat::Yaml => yaml::read(text),
        SettingsFormat::Json => json::read(text),
    };
    found.truncate(MAX_SETTINGS);
    found
}

/// Judges a file's settings for every use.
pub(super) fn judge(path: &str, all: Vec<RawSetting>) -> Vec<JudgedSetting> {
    // `.env.test` is an environment like the others.
    let (folder, name) = path.rsplit_once(['/', '\\']).unwrap_or(("", path));
    let template = is_template(name) || is_test_or_example(folder);
    let schemes: Vec<(String, bool)> = all
        .iter()
        .filter(|s| s.path.rsplit('.').next().is_some_and(|last| last.eq_ignore_ascii_case("scheme")))
        .map(|s| (s.scope.clone(), s.value.eq_ignore_ascii_case("http")))
        .collect();
    all.into_iter().map(|raw| one(raw, template, &schemes)).collect()
}

fn one(raw: RawSetting, template: bool, schemes: &[(String, bool)]) -> JudgedSetting {
    let given = raw.value.clone();
    let value = given.trim();
    let reference =
        value.contains("${") || value.contains("{{") || value.starts_with('$') || value.contains("secrets.");
    let real = !value.is_empty() && !reference && !template && !placeholder::is_key(value);
    let mut judged = JudgedSetting {
        as_key: Vec::new(),
        as_url: Vec::new(),
        as_host: Vec::new(),
        written: None,
        cloud: names::cloud_host(value).filter(|_| real && names::wrong_address(value) != Some(Address::Console)),
        real,
        raw,
    };
    if value.is_empty() || reference {
        return judged;
    }
    let raw = &judged.raw;
    let hit = |problem: Problem, confidence: Confidence, edits: Vec<(Range<usize>, String)>| RuleHit {
        problem,
        span: raw.span.clone(),
        confidence,
        edits: if raw.plain { edits } else { Vec::new() },
    };
    match key_problem(&raw.value) {
        Some(Problem::SampleKey) if template => {}
        Some(Problem::SampleKey) => judged.as_key.push(hit(Problem::SampleKey, Confidence::Possible, Vec::new())),
        Some(Problem::OddKey) if raw.encoded && value.len() < raw.value.len() => {
            judged.as_key.push(hit(Problem::LineBreakInSecret, Confidence::Certain, Vec::new()));
        }
        Some(problem) => judged.as_key.push(hit(problem, Confidence::Certain, Vec::new())),
        None => {}
    }
    let bare = value.get(..7).filter(|b| b.eq_ignore_ascii_case("bearer ")).map_or(value, |_| value[7..].trim());
    if real && (looks_like_key(bare) || is_key_of_words(bare)) {
        judged.written = Some(hit(Problem::KeyInSource, Confidence::Certain, Vec::new()));
    }
    judged.as_url = url(value, &raw.span, &hit);
    judged.as_host.clone_from(&judged.as_url);
    let scheme = ["https://", "http://"].into_iter().find(|s| value.starts_with(s));
    if let Some(scheme) = scheme {
        judged.as_host.retain(|f| !matches!(f.problem, Problem::PlainHttp));
        let place = raw.span.start..raw.span.start + scheme.len();
        judged.as_host.push(hit(Problem::SchemeInHost, Confidence::Certain, vec![(place, String::new())]));
    }
    // `scheme` beside it says that it is a bare host.
    if let Some((_, plain)) = schemes.iter().find(|(scope, _)| *scope == raw.scope) {
        judged.as_url.clone_from(&judged.as_host);
        if *plain && judged.cloud.is_some() {
            judged.as_url.push(hit(Problem::PlainHttp, Confidence::Certain, Vec::new()));
        }
    }
    judged
}

/// What is wrong with a URL whoever reads it.
fn url(
    value: &str,
    span: &Range<usize>,
    hit: &impl Fn(Problem, Confidence, Vec<(Range<usize>, String)>) -> RuleHit,
) -> Vec<RuleHit> {
    let mut found = Vec::new();
    if names::is_retired(value) {
        found.push(hit(Problem::Retired, Confidence::Likely, Vec::new()));
    }
    match names::wrong_address(value) {
        Some(Address::Console) => found.push(hit(Problem::ConsoleUrl, Confidence::Certain, Vec::new())),
        Some(Address::Grpc) => {
            let piece = if value.contains("grpc-") { "grpc-" } else { ".grpc" };
            let edits = value.find(piece).map(|at| (span.start + at..span.start + at + piece.len(), String::new()));
            found.push(hit(Problem::GrpcUrl, Confidence::Certain, edits.into_iter().collect()));
        }
        None if value.starts_with("http://") && names::cloud_host(value).is_some() => {
            let edit = (span.start + 4..span.start + 4, "s".to_owned());
            found.push(hit(Problem::PlainHttp, Confidence::Certain, vec![edit]));
        }
        None => {}
    }
    found
}

impl JudgedSetting {
    /// What is wrong with it by its own name. `.env` files are judged by [`super::dotenv`].
    pub(super) fn by_name(&self) -> Vec<RuleHit> {
        let name = self.raw.name();
        if names::is_weaviate_key(name) {
            let exposed = names::is_public(name) && self.real;
            if exposed {
                let (problem, span) = (Problem::Exposed { name: name.to_owned() }, self.raw.span.clone());
                return vec![RuleHit { problem, span, confidence: Confidence::Certain, edits: Vec::new() }];
            }
            self.as_key.clone()
        } else if names::is_weaviate_url(name) {
            self.as_url.clone()
        } else {
            Vec::new()
        }
    }
}

#[cfg(test)]
mod tests;
