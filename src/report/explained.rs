//! What `explain` says of an error text: as a document for people; for programs as the report's `diagnosis`, and beside it what the text told.

use super::style::Style;
use super::{build, html, pseudonymous, redacted, text};
use crate::model::case::Case;
use crate::model::evidence::Evidence;
use crate::model::finding::Detail;
use crate::model::report_schema::{ReportClient, ReportDiagnosis, ReportTool, VERSION};
use crate::rules::explain::{
    AddressMatch, Explanation, compare, facts, missing_words, settling_claims, settling_command, with_text, word,
};
use crate::words::catalog::{languages_for, say, symptom};
use crate::words::document::{Content, Document, Item, Sign};
use crate::words::pseudonym::Pseudonyms;
use crate::words::result_document;
use serde::Serialize;
use serde_json::Value;

/// An explained error text.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Explained {
    /// [`VERSION`].
    pub schema_version: u32,
    /// Who wrote it.
    pub tool: ReportTool,
    /// The client that printed the text; none when the text does not tell.
    pub client: Option<ReportClient>,
    /// The symptom to start the probes from.
    pub symptom: Option<String>,
    /// The outcome: `diagnosed` or `undiagnosed`.
    pub diagnosis: ReportDiagnosis,
    /// The words that decided.
    pub quote: Option<ExplainedQuote>,
    /// The address that the client tried.
    pub tried: Option<Tried>,
    /// The probes that would settle it.
    pub probes: Vec<SettlingProbe>,
    /// Whether a key, token or password stood in the text.
    pub secret_seen: bool,
    /// What is missing for an answer.
    pub missing: Option<ExplainedMissing>,
}

/// The words that decided.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct ExplainedQuote {
    /// Line in what was given, from 1.
    pub line: u64,
    /// The line or lines around the words, without secrets.
    pub text: String,
    /// The words alone.
    pub words: String,
    /// Where they begin in `text`, in characters.
    pub start: usize,
    /// Where they end in `text`, in characters.
    pub end: usize,
}

/// The address that the client tried.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Tried {
    /// It.
    pub address: String,
    /// Whether it is a proxy's.
    pub proxy: bool,
    /// The address that it should have tried instead; none when that is not known or it is the same.
    pub expected: Option<String>,
}

/// A probe that would settle it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct SettlingProbe {
    /// Its id.
    pub id: String,
    /// What it claims.
    pub title: String,
}

/// What is missing for an answer.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct ExplainedMissing {
    /// Its id.
    pub id: String,
    /// In words.
    pub text: String,
}

/// An explanation in the report's types, without the secrets that the case knows.
pub fn explained(explanation: &Explanation, case: &Case) -> Explained {
    let redactor = case.redactor();
    let own = with_text(case, explanation);
    let mut causes: Vec<_> =
        explanation.diagnosis.findings.iter().map(|f| build::cause(f, &own, &Evidence::default())).collect();
    for cause in &mut causes {
        redacted::cause(cause, &redactor);
    }
    let quote = explanation.quote.as_ref().map(|q| q.without(&redactor)).map(|q| {
        let characters = |end: usize| q.text[..end].chars().count();
        ExplainedQuote {
            line: q.line,
            words: q.text[q.words.clone()].to_owned(),
            start: characters(q.words.start),
            end: characters(q.words.end),
            text: q.text,
        }
    });
    let tried = explanation.tried.as_ref().map(|tried| {
        let expected = match compare(tried, case) {
            AddressMatch::Other(address) => Some(address),
            AddressMatch::Same | AddressMatch::Unknown => tried.expected.as_ref().map(|e| e.as_str().to_owned()),
        };
        Tried {
            address: redactor.redact(tried.address.as_str()),
            proxy: tried.proxy,
            expected: expected.map(|e| redactor.redact(&e)),
        }
    });
    Explained {
        schema_version: VERSION,
        tool: super::tool(),
        client: explanation.client.map(|(language, version)| ReportClient {
            language: language.id().to_owned(),
            version: version.map(|v| v.to_string()),
        }),
        symptom: explanation.symptom.map(|s| s.id().to_owned()),
        diagnosis: ReportDiagnosis {
            verdict: <&str>::from(explanation.diagnosis.verdict).to_owned(),
            causes,
            conclusion: None,
        },
        quote,
        tried,
        probes: explanation
            .probes
            .iter()
            .map(|id| SettlingProbe { id: id.as_str().to_owned(), title: id.title().to_owned() })
            .collect(),
        secret_seen: explanation.secret_seen,
        missing: explanation.missing.map(|m| ExplainedMissing { id: m.id().to_owned(), text: missing_words(m) }),
    }
}

/// How much of an explanation is said.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Extent {
    /// What it is.
    Answer,
    /// What to do about it, too.
    Solution,
}

/// The outcome of an error text, in words.
pub fn explanation(explanation: &Explanation, case: &Case, extent: Extent) -> Document {
    let redactor = case.redactor();
    let own = with_text(case, explanation);
    let causes = explained(explanation, case).diagnosis.causes;
    let mut out = Document::default();
    if let Some(first) = causes.first() {
        result_document::head(&mut out, first);
        if first.confidence == "possible" {
            let guess = word("guess").replace("{title}", &first.fix.title).replace("{id}", &first.id);
            out.push("", Content::Note(guess));
        }
        out.paragraph("", &first.summary);
    } else {
        out.push(&word("no-answer"), Content::Title(Some(Sign::Warned), Vec::new()));
        out.paragraph("", &explanation.missing.map(missing_words).unwrap_or_default());
        let told = explanation.symptom.and_then(|s| symptom(s).ok());
        if let Some(symptom) = told {
            out.paragraph("", &word("symptom").replace("{title}", &symptom.title));
        }
    }
    // Before anything else that has to be read: a key that others may have can't wait.
    if explanation.secret_seen {
        out.push("", Content::Warning(say("error-text", "secret").to_owned()));
    }
    if let Some(quote) = explanation.quote.as_ref().map(|quote| quote.without(&redactor)) {
        let label = say("error-text", "decided").replace("{line}", &quote.line.to_string());
        out.push(&label, Content::Quote(quote.text, quote.words));
    }
    let facts = facts(explanation, case);
    out.items(
        &word("facts"),
        facts.iter().map(|fact| Item { sign: Some(Sign::Neutral), text: redactor.redact(fact), ..Item::default() }),
    );
    if let (Some(first), Extent::Solution) = (causes.first(), extent) {
        let languages = languages_for(&first.id);
        result_document::solution(&mut out, say("result", "steps"), &first.fix, own.client.language.id(), &languages);
    }
    out.items(say("error-text", "others"), causes.iter().skip(1).map(result_document::other));
    if !explanation.probes.is_empty() {
        let (command, asks) = settling_command(explanation, &own);
        out.push(&word(if asks { "probes-ask" } else { "probes" }), Content::Command(redactor.redact(&command)));
        out.paragraph("", &settling_claims(explanation));
        let ids: Vec<&str> = explanation.probes.iter().map(|p| p.as_str()).collect();
        out.push("", Content::Note(word("settles-names").replace("{ids}", &ids.join(", "))));
    }
    if let (Some(first), Extent::Solution) = (causes.first(), extent) {
        result_document::more(&mut out, &first.fix.links);
    }
    out
}

/// The same as text, with what to do about it.
pub fn explanation_text(of: &Explanation, case: &Case, style: Style) -> String {
    text::document(&explanation(of, case, Extent::Solution), style)
}

/// The same as a page, without the secrets that the case knows, and with these pseudonyms.
pub fn explanation_page(of: &Explanation, case: &Case, pseudonyms: Option<&Pseudonyms>) -> String {
    let redactor = case.redactor();
    let clean = |text: &str| {
        let text = redactor.redact(text);
        pseudonyms.map_or_else(|| text.clone(), |pseudonyms| pseudonyms.text(&text))
    };
    html::document(&explanation(of, case, Extent::Solution).with_texts(&clean))
}

/// The pseudonyms for what is written about an error text. Of the text itself only the deciding words stay: the rest of the line is
/// whatever somebody's program printed.
pub fn pseudonyms_for(explanation: &mut Explanation, case: &Case) -> anyhow::Result<Pseudonyms> {
    let own = with_text(case, explanation);
    let mut pseudonyms = pseudonymous::keyed(own.usable_target().map(|target| target.rest.host.clone()))?;
    pseudonyms.learn_case(&own);
    let other = explanation.diagnosis.findings.iter().flat_map(|f| &f.details).filter_map(|detail| match detail {
        Detail::AddressInText(address) => Some(address.as_str()),
        _ => None,
    });
    for host in other.map(|address| address.split(':').next().unwrap_or(address)) {
        if host.contains('.') && host.parse::<std::net::IpAddr>().is_err() {
            pseudonyms.learn_host(host);
        }
    }
    if let Some(tried) = &explanation.tried {
        let names = [Some(&tried.address), tried.expected.as_ref()];
        for host in names.into_iter().flatten().map(|a| a.as_str().trim_start_matches("https://")) {
            let host = host.split(':').next().unwrap_or(host);
            if host.parse::<std::net::IpAddr>().is_err() {
                pseudonyms.learn_host(host);
            }
        }
    }
    for place in &mut explanation.source {
        pseudonyms.learn_path(place.path.shown().as_str());
        // The names in a line of code are nobody's to know.
        place.lines = None;
    }
    explanation.quote = explanation.quote.as_ref().map(crate::rules::explain::Quote::words_only);
    if let Some(quote) = &explanation.quote {
        pseudonyms.learn_hosts_of(&quote.text);
    }
    Ok(pseudonyms)
}

/// What is written for programs with the pseudonyms in its texts.
pub fn with_pseudonyms(pseudonyms: &Pseudonyms, value: Value) -> Value {
    match value {
        Value::String(text) => Value::String(pseudonyms.text(&text)),
        Value::Array(items) => items.into_iter().map(|item| with_pseudonyms(pseudonyms, item)).collect(),
        Value::Object(fields) => {
            fields.into_iter().map(|(name, field)| (name, with_pseudonyms(pseudonyms, field))).collect()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => value,
    }
}
