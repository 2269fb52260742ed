//! The patterns: parses and embeds `assets/patterns` and builds the one automaton that finds them all. It decides nothing about causes.

use super::skeleton::Skeleton;
use crate::model::cause::Cause;
use crate::model::client::Language;
use crate::model::symptom::Symptom;
use aho_corasick::{AhoCorasick, MatchKind};
use include_dir::{Dir, include_dir};
use regex::bytes::{Regex, RegexBuilder};
use serde::{Deserialize, Deserializer, de};
use std::collections::BTreeMap;
use std::str::FromStr;
use std::sync::{LazyLock, OnceLock};

static FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/assets/patterns");

/// What a pattern says about the text when it names no cause.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum PatternMark {
    /// The text is about Weaviate.
    Weaviate,
    /// The text is about another product.
    Foreign,
    /// Only a client of this language prints it.
    Client,
    /// A secret may follow.
    Secret,
    /// A key was given to the client.
    KeyGiven,
    /// The user says that the cluster is new and has no key.
    NewCluster,
    /// The client hides the reason unless the whole traceback is there.
    ReasonHidden,
    /// The inspecting software signs itself.
    Inspection,
    /// A variable that leads gRPC to a proxy is named.
    ProxyVariable,
}

/// Which of the client's two connections a message is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Wire {
    /// HTTP.
    Rest,
    /// gRPC.
    Grpc,
}

/// A part of a text in which a pattern decides only when it says so.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum AlsoOn {
    /// A warning, which a program prints while it goes on.
    Warning,
    /// The user's own source code.
    Source,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    pattern: Vec<Pattern>,
}

/// A pattern as it stands in the assets.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Pattern {
    /// Its name.
    pub id: String,
    /// The cause that it names.
    #[serde(deserialize_with = "named")]
    pub cause: Option<Cause>,
    /// The symptom that it tells of, where no cause is known by its words.
    #[serde(deserialize_with = "named")]
    pub(super) symptom: Option<Symptom>,
    /// Other causes that the same words can have.
    #[serde(deserialize_with = "all_named")]
    pub also: Vec<Cause>,
    /// Texts that it must find.
    pub example: Vec<String>,
    /// Texts that look alike and that it must not find.
    pub near_miss: Vec<String>,
    pub(super) mark: Option<PatternMark>,
    #[serde(deserialize_with = "named")]
    pub(super) client: Option<Language>,
    /// Only Weaviate and its clients say this: no other product needs to be ruled out.
    pub(super) own: bool,
    /// Says something only where Weaviate is named close by.
    pub(super) named: bool,
    pub(super) wire: Option<Wire>,
    /// Parts of a text in which it decides beside the messages.
    pub(super) also_on: Vec<AlsoOn>,
    /// The higher, the more it explains; among equals the first in the text wins.
    pub(super) rank: u8,
    text: Vec<String>,
    verify: Option<String>,
    prose: Option<String>,
    whole: Option<String>,
    question: Option<String>,
    unless: Option<String>,
    #[serde(skip)]
    verifier: OnceLock<Option<Regex>>,
    #[serde(skip)]
    doubt: OnceLock<Option<Regex>>,
    #[serde(skip)]
    veto: OnceLock<Option<Regex>>,
}

/// The value that has this name.
fn value<E: de::Error, T: FromStr>(name: &str) -> Result<T, E> {
    name.parse().map_err(|_| E::custom(format!("nothing is called {name}")))
}

fn named<'de, D: Deserializer<'de>, T: FromStr>(deserializer: D) -> Result<Option<T>, D::Error> {
    value(&String::deserialize(deserializer)?).map(Some)
}

fn all_named<'de, D: Deserializer<'de>, T: FromStr>(deserializer: D) -> Result<Vec<T>, D::Error> {
    Vec::<String>::deserialize(deserializer)?.iter().map(|name| value(name)).collect()
}

/// How much text before and after the words a verifying expression may look at.
pub(super) const VERIFY_BEFORE: usize = 1000;
/// See [`VERIFY_BEFORE`].
pub(super) const VERIFY_AFTER: usize = 600;

impl Pattern {
    /// What is wrong with it as it stands in the assets.
    fn problem(&self) -> Option<String> {
        let id = &self.id;
        let kinds = [!self.text.is_empty(), self.prose.is_some(), self.whole.is_some()];
        if id.is_empty() || kinds.iter().filter(|kind| **kind).count() != 1 {
            return Some(format!("“{id}” needs a name, and one of text, prose and whole"));
        }
        if self.cause.is_none() && self.mark.is_none() && self.symptom.is_none() {
            return Some(format!("{id}: names neither a cause nor a mark nor a symptom"));
        }
        let short = self.text.iter().find(|t| Skeleton::of(t).bytes.len() < 3)?;
        Some(format!("{id}: “{short}” is too short"))
    }

    /// Whether the pattern has to look at the text around the words.
    pub(super) const fn has_verifier(&self) -> bool {
        self.verify.is_some() || self.unless.is_some()
    }

    /// Whether the readable text around the words bears it out.
    pub(super) fn verified(&self, around: &str) -> bool {
        matches(self.verify.as_ref(), &self.verifier, around).unwrap_or(true) && !self.is_ruled_out(around)
    }

    /// Whether the text says something by which the words mean something else.
    pub(super) fn is_ruled_out(&self, text: &str) -> bool {
        matches(self.unless.as_ref(), &self.veto, text).unwrap_or(false)
    }

    /// Whether the text leaves open what the pattern reads from it, so that the cause is a question.
    pub(super) fn is_question(&self, text: &str) -> bool {
        matches(self.question.as_ref(), &self.doubt, text).unwrap_or(false)
    }
}

/// Whether an expression, compiled on first use, finds something; none where there is no expression.
fn matches(source: Option<&String>, compiled: &OnceLock<Option<Regex>>, text: &str) -> Option<bool> {
    let compiled = compiled.get_or_init(|| regex(source?));
    source.map(|_| compiled.as_ref().is_some_and(|r| r.is_match(text.as_bytes())))
}

/// Bytes and ASCII classes: Unicode's would take fifty times as long to build, and messages are written in ASCII.
pub(super) fn regex(source: &str) -> Option<Regex> {
    RegexBuilder::new(source).unicode(false).case_insensitive(true).dot_matches_new_line(true).build().ok()
}

/// An expression of the program's own that is built when a text holds its needle.
pub(super) struct Expression {
    /// Every text that it can find holds this.
    needle: &'static str,
    source: &'static str,
    regex: OnceLock<Option<Regex>>,
}

impl Expression {
    /// An expression with a text that is in everything it finds.
    pub(super) const fn new(needle: &'static str, source: &'static str) -> Self {
        Self { needle, source, regex: OnceLock::new() }
    }

    /// The text that is in everything it finds.
    pub(super) const fn needle(&self) -> &'static str {
        self.needle
    }

    /// What it captures, group by group.
    pub(super) fn captures<'a>(&self, text: &'a str) -> Option<Vec<&'a str>> {
        let regex = self.get(text)?;
        let captures = regex.captures(text.as_bytes())?;
        let groups = captures.iter().skip(1).flatten();
        Some(groups.filter_map(|m| std::str::from_utf8(m.as_bytes()).ok()).collect())
    }

    /// What its first group captures, each time.
    pub(super) fn all<'a>(&self, text: &'a str) -> Vec<&'a str> {
        let Some(regex) = self.get(text) else { return Vec::new() };
        let groups = regex.captures_iter(text.as_bytes()).filter_map(|c| c.get(1));
        groups.filter_map(|m| std::str::from_utf8(m.as_bytes()).ok()).collect()
    }

    /// What its first two groups capture, each time.
    pub(super) fn all_pairs<'a>(&self, text: &'a str) -> Vec<(&'a str, &'a str)> {
        let Some(regex) = self.get(text) else { return Vec::new() };
        let pair = |c: regex::bytes::Captures<'a>| {
            let [first, second] = [1, 2].map(|n| std::str::from_utf8(c.get(n)?.as_bytes()).ok());
            Some((first?, second?))
        };
        regex.captures_iter(text.as_bytes()).filter_map(pair).collect()
    }

    /// The expression, when the text holds its needle.
    fn get(&self, text: &str) -> Option<&Regex> {
        memchr::memmem::find(text.as_bytes(), self.needle.as_bytes())?;
        self.regex.get_or_init(|| regex(self.source)).as_ref()
    }
}

/// Length of the beginnings that the automaton looks for: long enough to be rare, short enough to be built at once.
const PREFIX_BYTES: usize = 10;

/// All patterns, compiled.
pub(super) struct Patterns {
    /// The patterns.
    pub(super) all: Vec<Pattern>,
    /// Finds the beginnings of all words; the rest of a word is compared where its beginning stands.
    automaton: AhoCorasick,
    words: Vec<(u16, Vec<u8>)>,
    /// For each beginning, the words that begin so.
    beginnings: Vec<Vec<u16>>,
    prose: OnceLock<Vec<(u16, Regex)>>,
    whole: OnceLock<Vec<(u16, Regex)>>,
}

/// A defect in the assets; only a test ever sees one.
#[derive(Debug, thiserror::Error)]
#[error("assets/patterns/{file}: {problem}")]
pub struct PatternError {
    file: String,
    problem: String,
}

/// Every pattern of the assets, with the examples and near misses that tests check.
pub fn load() -> Result<Vec<Pattern>, PatternError> {
    read(|_| true)
}

/// Every pattern of the assets as a program uses it: half of what stands there is examples, which only tests need.
fn load_words() -> Result<Vec<Pattern>, PatternError> {
    read(|line| !line.starts_with("example = ") && !line.starts_with("near_miss = "))
}

fn read(wanted: fn(&&str) -> bool) -> Result<Vec<Pattern>, PatternError> {
    let mut all = Vec::new();
    let mut files: Vec<_> = FILES.files().filter(|f| f.path().extension().is_some_and(|e| e == "toml")).collect();
    files.sort_by_key(|f| f.path());
    for file in files {
        let name = file.path().display().to_string();
        let error = |problem: String| PatternError { file: name.clone(), problem };
        let text = file.contents_utf8().ok_or_else(|| error("not UTF-8".into()))?;
        let lines: String = text.split_inclusive('\n').filter(wanted).collect();
        let known: File = toml::from_str(&lines).map_err(|e| error(e.to_string()))?;
        if let Some(problem) = known.pattern.iter().find_map(Pattern::problem) {
            return Err(error(problem));
        }
        all.extend(known.pattern);
    }
    Ok(all)
}

/// Where a pattern's words stand in a skeleton.
#[derive(Clone, Copy, Debug)]
pub(super) struct PatternPlace {
    /// The pattern's number.
    pub(super) pattern: u16,
    /// First byte of the skeleton.
    pub(super) start: usize,
    /// Behind the last byte.
    pub(super) end: usize,
}

impl Patterns {
    /// The patterns of the assets, built on first use. Damaged assets, which a test rules out, find nothing.
    pub(super) fn get() -> &'static Self {
        static PATTERNS: LazyLock<Patterns> = LazyLock::new(|| Patterns::new(load_words().unwrap_or_default()));
        &PATTERNS
    }

    /// Compiles the patterns.
    pub(super) fn new(all: Vec<Pattern>) -> Self {
        let mut words: Vec<(u16, Vec<u8>)> = Vec::new();
        let mut groups: BTreeMap<Vec<u8>, Vec<u16>> = BTreeMap::new();
        for (number, pattern) in all.iter().enumerate() {
            for text in &pattern.text {
                let word = Skeleton::of(text).bytes;
                let index = u16::try_from(words.len()).unwrap_or(u16::MAX);
                groups.entry(word[..word.len().min(PREFIX_BYTES)].to_vec()).or_default().push(index);
                words.push((u16::try_from(number).unwrap_or(u16::MAX), word));
            }
        }
        let (anchors, beginnings): (Vec<Vec<u8>>, Vec<Vec<u16>>) = groups.into_iter().unzip();
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .build(&anchors)
            .or_else(|_| AhoCorasick::new(Vec::<&[u8]>::new()))
            .unwrap_or_else(|_| unreachable!("an automaton without words can be built"));
        Self { all, automaton, words, beginnings, prose: OnceLock::new(), whole: OnceLock::new() }
    }

    /// Finds every pattern's words in a skeleton. Nothing is verified here.
    pub(super) fn find<'a>(&'a self, skeleton: &'a [u8]) -> impl Iterator<Item = PatternPlace> + 'a {
        self.automaton.find_overlapping_iter(skeleton).flat_map(move |m| {
            self.beginnings[m.pattern().as_usize()].iter().filter_map(move |index| {
                let (pattern, word) = &self.words[usize::from(*index)];
                skeleton[m.start()..].starts_with(word).then_some(PatternPlace {
                    pattern: *pattern,
                    start: m.start(),
                    end: m.start() + word.len(),
                })
            })
        })
    }

    /// The patterns for sentences, which are tried on short texts only.
    pub(super) fn prose(&self) -> &[(u16, Regex)] {
        self.prose.get_or_init(|| self.numbered(|p| regex(p.prose.as_ref()?)))
    }

    /// The patterns for a few words that are all there is.
    pub(super) fn whole(&self) -> &[(u16, Regex)] {
        let alone = |source: &String| regex(&format!(r"\A[\s\W]*(?:{source})[\s\W]*\z"));
        self.whole.get_or_init(|| self.numbered(|p| alone(p.whole.as_ref()?)))
    }

    fn numbered(&self, compiled: impl Fn(&Pattern) -> Option<Regex>) -> Vec<(u16, Regex)> {
        let numbered = self.all.iter().enumerate();
        numbered.filter_map(|(n, p)| Some((u16::try_from(n).ok()?, compiled(p)?))).collect()
    }
}

#[cfg(test)]
mod tests;
