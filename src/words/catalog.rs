//! The words: parses the embedded `assets/knowledge` and `assets/snippets` and fills in what was measured. No rule decides here which cause
//! it is, and no word stands here that a user reads as advice.

mod act;
mod article;
mod details;
mod general;
mod screens;
pub mod trust;
mod values;

pub use crate::words::format::{join, seconds};
pub use article::Article;
pub use details::answer;
pub use general::{Headline, general, headline, in_general};
pub use screens::{client_word_names, client_words, comparison, field, has, plain, plain_names, say};
pub use screens::{languages_for, url_problem, verdict, verdict_titled, word_for};
pub use values::{PLACEHOLDERS, Values, key_problem, origin, values};

use crate::model::case::{Case, Sourced};
use crate::model::cause::{Cause, Owner, Surface};
use crate::model::client::Language;
use crate::model::evidence::Evidence;
use crate::model::finding::Finding;
use crate::model::http_answer::KeyRefusal;
use crate::model::question::{Choice, Question};
use crate::model::report_schema::ReportStep;
use crate::model::symptom::Symptom;
use crate::model::target::{Hosting, Target};
use article::Variant;
use include_dir::{Dir, include_dir};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;
use strum::IntoEnumIterator;

static KNOWLEDGE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/assets/knowledge");
static SNIPPETS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/assets/snippets");

/// The cluster URL that stands in the snippets until the user's own is put there.
pub const SAMPLE_URL: &str = "https://your-cluster.c0.europe-west3.gcp.weaviate.cloud";

/// A cause explained, with everything filled in.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct FilledFix {
    /// The verdict in one line.
    pub title: String,
    /// What it is, in one or two sentences.
    pub summary: String,
    /// Why it happens.
    pub why: String,
    /// The question that stands for it while it is only possible.
    pub question: Option<String>,
    /// What to do now, where that is said in fewer words.
    pub first: Vec<ReportStep>,
    /// What not to do.
    pub dont: String,
    /// What to do, in order.
    pub steps: Vec<ReportStep>,
    /// How to see that it worked.
    pub check: String,
    /// Code for the user's language.
    pub snippet: Option<FixSnippet>,
    /// Where to read more.
    pub links: Vec<String>,
}

/// Code to copy.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FixSnippet {
    /// Its language.
    pub language: Language,
    /// The code, with the user's endpoint and the key read from the environment.
    pub code: String,
}

/// A symptom's words.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SymptomWords {
    /// As the user says it.
    pub title: String,
    /// What it is about and what will be looked at.
    pub explain: String,
    /// The first thing to check.
    pub first: String,
    /// What will be asked for.
    pub needs: String,
}

/// A question's words.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuestionWords {
    /// The question.
    pub text: String,
    /// Why it is asked or how to find out.
    pub help: String,
    choices: BTreeMap<String, String>,
}

impl QuestionWords {
    /// The words of a choice.
    pub fn choice(&self, choice: Choice) -> &str {
        self.choices.get(choice.id()).map_or(choice.id(), String::as_str)
    }

    /// The ids of the choices that have words.
    pub fn choice_ids(&self) -> impl Iterator<Item = &str> {
        self.choices.keys().map(String::as_str)
    }
}

/// A defect in the assets; only a test ever sees one.
#[derive(Debug, thiserror::Error)]
#[error("assets/{path}: {problem}")]
pub struct AssetError {
    path: String,
    problem: String,
}

impl AssetError {
    fn new(path: &str, problem: &str) -> Self {
        Self { path: format!("knowledge/{path}"), problem: problem.to_owned() }
    }
}

fn read<T: for<'a> Deserialize<'a>>(path: &str) -> Result<T, AssetError> {
    toml::from_str(contents(path)?).map_err(|e| AssetError::new(path, e.message()))
}

fn contents(path: &str) -> Result<&'static str, AssetError> {
    let text = KNOWLEDGE.get_file(path).and_then(include_dir::File::contents_utf8);
    text.ok_or_else(|| AssetError::new(path, "missing"))
}

/// Whether some word of the product's own begins with this text, which is in small letters.
pub fn is_known_word(text: &str) -> bool {
    static WORDS: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
        fn add(folder: &Dir<'_>, words: &mut BTreeSet<String>) {
            for file in folder.files() {
                let text = file.contents_utf8().unwrap_or_default().to_lowercase();
                words.extend(text.split(|c: char| !c.is_alphabetic()).map(str::to_owned));
            }
            folder.dirs().for_each(|inner| add(inner, words));
        }
        let mut words = BTreeSet::new();
        add(&KNOWLEDGE, &mut words);
        words
    });
    WORDS.range(text.to_owned()..).next().is_some_and(|word| word.starts_with(text))
}

/// A cause's article.
pub fn article(cause: Cause) -> Result<Article, AssetError> {
    read(&format!("causes/{}.toml", cause.id()))
}

/// A symptom's words.
pub fn symptom(symptom: Symptom) -> Result<SymptomWords, AssetError> {
    read(&format!("symptoms/{}.toml", symptom.id()))
}

/// A question's words.
pub fn question(question: Question) -> Result<QuestionWords, AssetError> {
    read(&format!("questions/{}.toml", question.id()))
}

/// A snippet's text as it stands in the assets.
pub fn snippet(language: Language, name: &str) -> Option<&'static str> {
    let extension = match language {
        Language::Python => "py",
        Language::TypeScript => "ts",
        Language::Go => "go",
        Language::Java => "java",
        Language::CSharp => "cs",
        Language::Curl => "sh",
    };
    SNIPPETS.get_file(format!("{}/{name}.{extension}", language.id())).and_then(include_dir::File::contents_utf8)
}

/// A snippet with the user's endpoints in it.
pub fn in_snippet(code: &str, case: &Case) -> String {
    values::fill_snippet(code, case, &Values::new())
}

/// The languages in which a snippet exists.
pub fn languages_of(name: &str) -> Vec<Language> {
    Language::iter().filter(|l| snippet(*l, name).is_some()).collect()
}

/// Whether this host stands in an address of the assets: documentation, the console, samples. Such a host is nobody's secret.
pub fn is_public_host(host: &str) -> bool {
    static HOSTS: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
        [&KNOWLEDGE, &SNIPPETS].into_iter().flat_map(hosts_of).chain(["weaviate.io".to_owned()]).collect()
    });
    HOSTS.contains(host)
}

/// The hosts of all addresses in a folder's files.
fn hosts_of(folder: &Dir<'static>) -> Vec<String> {
    let ends = |c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '-'));
    let of = |text: &str| -> Vec<String> {
        let hosts = text.split("://").skip(1).filter_map(|after| after.split(ends).next());
        hosts.filter(|host| host.contains('.')).map(|host| host.trim_end_matches('.').to_ascii_lowercase()).collect()
    };
    let files = folder.files().filter_map(include_dir::File::contents_utf8).flat_map(of);
    files.chain(folder.dirs().flat_map(hosts_of)).collect()
}

/// Files below `assets/knowledge/<folder>` without their ending, for the test that finds orphans.
pub fn asset_names(folder: &str) -> Vec<String> {
    let files = KNOWLEDGE.get_dir(folder).map(|d| d.files().collect::<Vec<_>>()).unwrap_or_default();
    files.into_iter().filter_map(|f| f.path().file_stem().and_then(|s| s.to_str()).map(str::to_owned)).collect()
}

/// The fix for a finding, in the words for this user's client and cluster.
pub fn fix(finding: &Finding, case: &Case, evidence: &Evidence) -> FilledFix {
    let mut values = values(case, evidence);
    for detail in &finding.details {
        details::put(detail, case, &mut values);
    }
    let article = match article(finding.cause) {
        Ok(article) => article,
        // A test reads every article, so this can only be a damaged build; the id still says what was found.
        Err(error) => {
            return FilledFix {
                title: finding.cause.id().to_owned(),
                summary: error.to_string(),
                ..FilledFix::default()
            };
        }
    };
    let mut fix = render(&article, finding.cause, case, &values);
    act::put(&mut fix, &article, (finding, case), &values);
    fix
}

/// Whom a message is for.
fn fix_recipient(finding: &Finding, case: &Case) -> &'static str {
    match finding.owner {
        Owner::WeaviateCloud if is_own_server(case) => "server",
        owner => owner.into(),
    }
}

/// The names of the variants that suit this case, the most specific first.
fn variants(case: &Case, values: &Values) -> Vec<&'static str> {
    let mut names = Vec::new();
    // Variants that what was found decides.
    let found =
        ["mode", "browser", "alert", "socks", "proxy-text"].into_iter().chain(KeyRefusal::iter().map(Into::into));
    names.extend(found.filter(|name| values.contains_key(name)));
    if case.answers.get(Question::SignInMethod) == Some(Choice::IdentityProvider) {
        names.push("another-login");
    }
    if case.client.drops_bare_string() {
        names.push("python-old");
    }
    names.push(case.client.language.id());
    if is_own_server(case) {
        names.push("self-hosted");
    }
    names
}

/// Whether the cluster runs outside of Weaviate Cloud.
fn is_own_server(case: &Case) -> bool {
    case.usable_target().is_some_and(|t: Target| t.kind != Hosting::WeaviateCloud)
}

fn render(article: &Article, found: Cause, case: &Case, values: &Values) -> FilledFix {
    let none = Variant::default();
    let variant = variants(case, values).into_iter().find_map(|name| article.variant.get(name)).unwrap_or(&none);
    let fill = |text: &String| values::fill(text.trim(), values);
    let pick = |special: &Option<String>, base: &String| fill(special.as_ref().unwrap_or(base));
    // A command with a plain word where an address belongs would not run.
    let runnable = |text: &String| values::knows_all(text, values).then(|| fill(text));
    let steps = variant.steps.as_ref().unwrap_or(&article.steps);
    let own_server = is_own_server(case) && found.surface() != Surface::Console;
    let name = variant.snippet.as_ref().or(article.snippet.as_ref());
    FilledFix {
        title: pick(&variant.title, &article.title),
        summary: pick(&variant.summary, &article.summary),
        why: pick(&variant.why, &article.why),
        question: variant.question.as_ref().or(article.question.as_ref()).map(fill),
        steps: steps
            .iter()
            .filter(|s| !(own_server && s.is_for_cloud()))
            .filter(|s| s.needs.as_deref().is_none_or(|name| values.contains_key(name)))
            .map(|s| {
                let command = s.command.as_ref().and_then(runnable);
                let result = s.result.as_ref().filter(|_| command.is_some()).map(|r| format!(" {}", fill(r)));
                ReportStep {
                    text: fill(&s.text) + &result.unwrap_or_default(),
                    command,
                    link: s.link.as_ref().map(fill),
                    ..ReportStep::default()
                }
            })
            .collect(),
        check: pick(&variant.check, &article.check),
        snippet: name.and_then(|name| snippet_for(name, article.upgrade, found, case, values)),
        links: variant.links.as_ref().unwrap_or(&article.links).iter().map(fill).collect(),
        ..FilledFix::default()
    }
}

/// Functions of the clients that make a Weaviate Cloud address of whatever they are given.
const CLOUD_HELPERS: [&str; 3] = ["connect_to_weaviate_cloud", "connectToWeaviateCloud", "Connect.Cloud"];

/// The snippet in the user's language with the user's endpoint; none when that language has none.
fn snippet_for(name: &str, upgrade: bool, found: Cause, case: &Case, values: &Values) -> Option<FixSnippet> {
    let old = case.client.old_major().filter(|_| !upgrade);
    // Whoever should leave http is shown https.
    if let (Cause::UrlNotHttps, Some(url)) = (found, values.get("suggested_url")) {
        let case = Case { url: Sourced::new(url.clone(), case.url.origin.clone()), ..case.clone() };
        return chosen(name, old, &case, values);
    }
    // A fix of the address shows the right one, which is unknown here.
    if found == Cause::LocalAddress {
        let language = case.client.language;
        let code =
            old.and_then(|old| snippet(language, &format!("{name}-{old}"))).or_else(|| snippet(language, name))?;
        return Some(FixSnippet { language, code: code.to_owned() });
    }
    chosen(name, old, case, values)
}

/// The code that connects, as this user's client and cluster want it.
pub fn connecting(case: &Case) -> Option<FixSnippet> {
    chosen("connect", case.client.old_major(), case, &Values::new())
}

/// `NAME-v3` for a client of that major version, `NAME-self-hosted` for a self-hosted server, else `NAME`. None is better than code
/// that can't work: another major version's, or a cloud helper's, which makes another address of a self-hosted one.
fn chosen(name: &str, old: Option<&str>, case: &Case, values: &Values) -> Option<FixSnippet> {
    let language = case.client.language;
    let code = match old {
        Some(old) => snippet(language, &format!("{name}-{old}")),
        None if !is_own_server(case) => snippet(language, name),
        None => snippet(language, &format!("{name}-self-hosted")).or_else(|| {
            snippet(language, name).filter(|code| !CLOUD_HELPERS.iter().any(|helper| code.contains(helper)))
        }),
    };
    code.map(|code| FixSnippet { language, code: values::fill_snippet(code, case, values) })
}

#[cfg(test)]
mod tests;
