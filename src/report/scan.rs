//! What a scan found, for people, for scripts and for code-scanning services. The values are those of the findings; none holds a key.

use crate::model::case::Case;
use crate::model::cause::Cause;
use crate::model::client::Client;
use crate::model::finding::{Confidence, Diagnosis, Finding, Verdict};
use crate::model::report_schema;
use crate::model::scan_outcome::{ScanOutcome, SkippedFile};
use crate::model::source_finding::SourceFinding;
use crate::report::{self, Style, TextTone};
use crate::rules::scan::SourceKind;
use crate::rules::source_findings::findings_for;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// The findings as plain lines: place, sentence, cause; then how many there are and what to do next.
pub fn text(outcome: &ScanOutcome, style: Style) -> String {
    let mut out = String::new();
    for finding in &outcome.findings {
        let place = style.paint(TextTone::Heading, &finding.place());
        let cause = style.paint(TextTone::Aside, &format!("[{}]", finding.cause.id()));
        let _ = writeln!(out, "{place}: {} {cause}", finding.message);
    }
    let read = counted(outcome.files, "file");
    if outcome.findings.is_empty() {
        let _ = writeln!(out, "Nothing to fix: {read} read, Weaviate is named in {}.", outcome.ours);
        return out;
    }
    let paths: BTreeSet<&str> = outcome.findings.iter().map(|f| f.path.raw()).collect();
    let places = counted(outcome.findings.len(), "place");
    let _ = writeln!(out, "\n{places} to fix in {} of {read}.", paths.len());
    let causes: Vec<Cause> = diagnosis(&outcome.findings).findings.iter().map(|f| f.cause).collect();
    for cause in causes {
        let _ = writeln!(out, "What it means: weaviate-doctor causes {}", cause.id());
    }
    if outcome.findings.iter().any(|f| !f.fix.is_empty()) {
        let _ = writeln!(out, "The changes as a patch: weaviate-doctor scan --diff");
    }
    out
}

fn counted(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

/// The report for programs. `client` is the one that the user named.
pub fn json(outcome: &ScanOutcome, client: Option<Client>) -> anyhow::Result<String> {
    let diagnosis = diagnosis(&outcome.findings);
    let case_of = |finding: &Finding| {
        let mut case = Case::empty();
        case.source.clone_from(&outcome.findings);
        let places = findings_for(&outcome.findings, finding.cause);
        // The words for the file's own language; a `.env` file has none.
        let language = places.iter().find_map(|f| match SourceKind::of(f.path.raw()) {
            Some(SourceKind::DotEnv | SourceKind::Settings(_)) | None => None,
            Some(source) => Some(source.language()),
        });
        case.client = match (client, language) {
            (Some(client), None) => client,
            (Some(client), Some(language)) if client.language == language => client,
            (_, Some(language)) => Client { language, version: None },
            (None, None) => Client::default(),
        };
        case
    };
    let left = |l: &SkippedFile| report_schema::ReportSkippedFile {
        path: l.path.to_string(),
        reason: <&str>::from(l.reason).to_owned(),
    };
    let report = report_schema::ScanReport {
        schema_version: report_schema::VERSION,
        tool: report::tool(),
        diagnosis: report::of_source(&diagnosis, case_of),
        findings: outcome.findings.iter().map(report::place).collect(),
        files: outcome.files,
        left_out: outcome.left_out.iter().map(left).collect(),
    };
    Ok(serde_json::to_string_pretty(&report)?)
}

/// The outcome of the findings: each cause once, what stops the program before what is only dangerous.
pub fn diagnosis(findings: &[SourceFinding]) -> Diagnosis {
    let mut causes: BTreeMap<Cause, Confidence> = BTreeMap::new();
    for finding in findings {
        let known = causes.entry(finding.cause).or_insert(finding.confidence);
        *known = finding.confidence.max(*known);
    }
    let mut list: Vec<Finding> =
        causes.into_iter().map(|(cause, confidence)| Finding::new(cause, confidence, &[])).collect();
    let dangerous = |c: Cause| matches!(c, Cause::KeyInSource | Cause::KeyExposedToBrowser);
    list.sort_by_key(|f| (std::cmp::Reverse(f.confidence), dangerous(f.cause)));
    let verdict = if list.is_empty() { Verdict::Healthy } else { Verdict::Diagnosed };
    Diagnosis { verdict, findings: list }
}

/// SARIF 2.1.0. `title` gives a cause's line of words.
pub fn sarif(outcome: &ScanOutcome, title: impl Fn(Cause) -> String) -> Value {
    let mut ids: Vec<Cause> = outcome.findings.iter().map(|f| f.cause).collect();
    ids.sort_unstable();
    ids.dedup();
    let rule = |cause: &Cause| {
        json!({
            "id": cause.id(), "name": cause.id(), "shortDescription": {"text": title(*cause)},
            "help": {"text": format!("weaviate-doctor causes {}", cause.id())},
        })
    };
    let result = |f: &SourceFinding| {
        let level = match f.confidence {
            Confidence::Certain => "error",
            Confidence::Likely => "warning",
            Confidence::Possible => "note",
        };
        let index = ids.iter().position(|c| *c == f.cause).unwrap_or_default();
        let region = json!({
            "startLine": f.line, "startColumn": f.column, "endLine": f.end_line, "endColumn": f.end_column.max(f.column),
        });
        json!({
            "ruleId": f.cause.id(), "ruleIndex": index, "level": level, "message": {"text": f.message.as_str()},
            "locations": [{"physicalLocation": {"artifactLocation": {"uri": uri(f.path.for_programs())}, "region": region}}],
        })
    };
    let notification = |l: &SkippedFile| {
        json!({
            "level": "note", "message": {"text": format!("not read: {}", l.reason.words())},
            "locations": [{"physicalLocation": {"artifactLocation": {"uri": uri(l.path.for_programs())}}}],
        })
    };
    let rules: Vec<Value> = ids.iter().map(rule).collect();
    let results: Vec<Value> = outcome.findings.iter().map(result).collect();
    let notifications: Vec<Value> = outcome.left_out.iter().map(notification).collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "weaviate-doctor", "semanticVersion": env!("CARGO_PKG_VERSION"),
                "informationUri": "https://docs.weaviate.io/weaviate/connections/connect-cloud", "rules": rules,
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
            "invocations": [{"executionSuccessful": true, "toolExecutionNotifications": notifications}],
        }],
    })
}

/// A path as a relative URI reference.
fn uri(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for b in path.bytes() {
        match b {
            b if b.is_ascii_alphanumeric() || b"-._~/".contains(&b) => out.push(char::from(b)),
            b => {
                let _ = write!(out, "%{b:02X}");
            }
        }
    }
    out
}
