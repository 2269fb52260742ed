//! The sentences of the screens and the words of a verdict without a cause, read once from the embedded assets. No decision stands here.

use super::article::StepText;
use super::{FilledFix, Values, values};
use crate::model::cause::Cause;
use crate::model::client::Language;
use crate::model::report_schema::ReportStep;
use crate::model::sanitized::SanitizedText;
use crate::model::symptom::Symptom;
use crate::model::target::UrlProblem;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::str::FromStr as _;
use std::sync::LazyLock;

type Sections = BTreeMap<String, BTreeMap<String, String>>;

static SCREENS: LazyLock<Sections> = LazyLock::new(|| super::read("screens.toml").unwrap_or_default());
static COMPARE: LazyLock<Sections> = LazyLock::new(|| super::read("compare.toml").unwrap_or_default());
static DETAILS: LazyLock<Sections> = LazyLock::new(|| super::read("details.toml").unwrap_or_default());
static FIELDS: LazyLock<Sections> = LazyLock::new(|| super::read("fields.toml").unwrap_or_default());
static CLIENTS: LazyLock<Sections> = LazyLock::new(|| super::read("clients.toml").unwrap_or_default());
static PLAIN: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| super::read("plain.toml").unwrap_or_default());
static VERDICTS: LazyLock<BTreeMap<String, VerdictWords>> =
    LazyLock::new(|| super::read("verdicts.toml").unwrap_or_default());

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct VerdictWords {
    title: String,
    summary: String,
    why: String,
    check: String,
    #[serde(default)]
    links: Vec<String>,
    steps: Vec<StepText>,
    #[serde(default)]
    symptom: BTreeMap<String, Vec<StepText>>,
}

/// A sentence of the screens. A missing one shows its own name, which a test sees before any user.
pub fn say(section: &str, name: &'static str) -> &'static str {
    look_up(&SCREENS, section, name)
}

/// The words for an id that may come from another version; the id itself where there are none.
pub fn word_for<'n>(section: &str, id: &'n str) -> &'n str {
    SCREENS.get(section).and_then(|words| words.get(id)).map_or(id, String::as_str)
}

/// A sentence of the plain lines.
pub fn plain(name: &'static str) -> &'static str {
    PLAIN.get(name).map_or(name, String::as_str)
}

/// The names of the plain lines' sentences, for the test that finds orphans.
pub fn plain_names() -> impl Iterator<Item = &'static str> {
    PLAIN.keys().map(String::as_str)
}

/// What is said about a difference between two reports.
pub fn comparison(section: &str, name: &'static str) -> &'static str {
    look_up(&COMPARE, section, name)
}

/// What is said of a detail of a finding.
pub(super) fn detail(section: &str, name: &'static str) -> &'static str {
    look_up(&DETAILS, section, name)
}

/// What is said under a field about its text.
pub fn field(section: &str, name: &'static str) -> &'static str {
    look_up(&FIELDS, section, name)
}

/// What a client says, and how its steps are called; none where nobody knows.
pub fn client_words(section: &str, name: &str) -> Option<&'static str> {
    CLIENTS.get(section)?.get(name).map(String::as_str)
}

/// Every section and name of the clients' words, for the test that finds orphans.
pub fn client_word_names() -> impl Iterator<Item = (&'static str, &'static str)> {
    CLIENTS.iter().flat_map(|(section, words)| words.keys().map(move |name| (section.as_str(), name.as_str())))
}

/// Whether a text is short and plain enough to be a scheme's name (RFC 3986 §3.1).
fn is_scheme(text: &str) -> bool {
    text.len() <= 10 && text.bytes().all(|b| b.is_ascii_lowercase() || matches!(b, b'+' | b'-' | b'.'))
}

/// What is wrong with a URL's text, as a sentence's end behind “the URL”. The one place that says it: the form, the probes' sentences and
/// the cause's words all use it.
pub fn url_problem(problem: &UrlProblem) -> String {
    let detail = match problem {
        // A key that ends up in front of `://` is no scheme.
        UrlProblem::Scheme(scheme) if is_scheme(scheme.as_str()) => scheme.to_string(),
        UrlProblem::Scheme(_) => "…".to_owned(),
        UrlProblem::IsGrpcEndpoint { instead } | UrlProblem::NeedsRepair { instead } => instead.clone(),
        UrlProblem::ClientRefuses { language, error, .. } => format!("{}: “{error}”", language.name()),
        UrlProblem::Empty
        | UrlProblem::TooLong
        | UrlProblem::ControlCharacters
        | UrlProblem::WhiteSpaceInside
        | UrlProblem::Placeholder
        | UrlProblem::NoHost
        | UrlProblem::Port
        | UrlProblem::Unreadable
        | UrlProblem::LooksLikeKey
        | UrlProblem::IsConsole
        | UrlProblem::IsWebsite => String::new(),
    };
    field("url-problem", problem.into()).replace("{detail}", SanitizedText::up_to(&detail, 160).as_str())
}

fn look_up(from: &'static Sections, section: &str, name: &'static str) -> &'static str {
    from.get(section).and_then(|s| s.get(name)).map_or(name, String::as_str)
}

/// Whether these words exist, for the tests.
pub fn has(section: &str, name: &str) -> bool {
    [&SCREENS, &DETAILS, &FIELDS, &COMPARE].iter().any(|words| words.get(section).is_some_and(|s| s.contains_key(name)))
}

/// What is said when there is no cause to explain: `healthy`, `undiagnosed` or `stopped`.
pub fn verdict(name: &'static str, symptom: Option<Symptom>, filled: &Values) -> FilledFix {
    let fill = |text: &String| values::fill(text.trim(), filled);
    let Some(words) = VERDICTS.get(name) else {
        return FilledFix { title: name.to_owned(), ..FilledFix::default() };
    };
    let steps = symptom.and_then(|s| words.symptom.get(s.id())).unwrap_or(&words.steps);
    FilledFix {
        title: fill(&words.title),
        summary: fill(&words.summary),
        why: fill(&words.why),
        question: None,
        steps: steps
            .iter()
            .map(|s| ReportStep {
                text: fill(&s.text),
                command: s.command.as_ref().map(fill),
                link: s.link.as_ref().map(fill),
                ..ReportStep::default()
            })
            .collect(),
        check: fill(&words.check),
        links: words.links.iter().map(fill).collect(),
        ..FilledFix::default()
    }
}

/// The name of the verdict whose title this is.
pub fn verdict_titled(title: &str) -> Option<&'static str> {
    VERDICTS.iter().find(|(_, words)| words.title == title).map(|(name, _)| name.as_str())
}

/// The languages in which there is code for a cause; none for one that this version doesn't know.
pub fn languages_for(cause: &str) -> Vec<Language> {
    let Some(article) = Cause::from_str(cause).ok().and_then(|cause| super::article(cause).ok()) else {
        return Vec::new();
    };
    let name = article.snippet.as_deref().or_else(|| article.variant.values().find_map(|v| v.snippet.as_deref()));
    name.map(super::languages_of).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::api_key::KeyProblem;
    use crate::model::target::UrlHint;
    use strum::IntoEnumIterator;

    #[test]
    fn every_problem_of_a_field_has_a_sentence() {
        for problem in UrlProblem::iter() {
            let name: &'static str = (&problem).into();
            assert!(has("url-problem", name) && has("url-advice", name), "{name}");
            assert!(!url_problem(&problem).ends_with('.'), "{name}: a sentence's end, others go on behind it");
        }
        for problem in KeyProblem::iter() {
            let name: &'static str = problem.into();
            assert!(has("key-problem", name), "{name}");
        }
        let hints = [
            UrlHint::WhiteSpace,
            UrlHint::Quotes,
            UrlHint::SchemeAdded,
            UrlHint::PathLeftOut,
            UrlHint::CredentialsLeftOut,
            UrlHint::HttpsInstead,
            UrlHint::UpperCase,
        ];
        for hint in hints {
            let name: &'static str = hint.into();
            assert!(has("url-hint", name), "{name}");
        }
    }

    #[test]
    fn every_difference_has_words_and_no_words_are_left_over() {
        use crate::rules::compare::DifferenceMeaning;
        let known: Vec<&str> = DifferenceMeaning::iter().map(Into::into).collect();
        for id in &known {
            assert!(has(id, "title") && has(id, "means"), "{id}");
        }
        for section in COMPARE.keys() {
            assert!(["words", "shared"].contains(&section.as_str()) || known.contains(&section.as_str()), "{section}");
        }
    }

    #[test]
    fn every_verdict_has_words_and_its_symptoms_exist() {
        for name in ["healthy", "undiagnosed", "stopped"] {
            let fix = verdict(name, None, &Values::new());
            assert!(!fix.summary.is_empty() && !fix.steps.is_empty(), "{name}");
        }
        for words in VERDICTS.values() {
            for id in words.symptom.keys() {
                assert!(id.parse::<Symptom>().is_ok(), "{id}");
            }
        }
        let special = verdict("healthy", Some(Symptom::ConnectionTimeout), &Values::new());
        assert_ne!(special.steps, verdict("healthy", None, &Values::new()).steps);
    }
}
