//! What a scan found, for people, for scripts and for code-scanning services. The values are those of the findings; none holds a key.

use super::{LeftOut, Outcome};
use crate::clean::Clean;
use crate::diagnosis::{Cause, Confidence, Diagnosis, Finding, Verdict};
use crate::scan::SourceFinding;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The findings as plain lines: place, sentence, cause.
pub fn text(outcome: &Outcome) -> String {
    let mut out = String::new();
    for finding in &outcome.findings {
        let path = Clean::up_to(&finding.path, 400);
        let _ = write!(out, "{path}:{}:{}", finding.line, finding.column);
        if let Some(cell) = finding.cell {
            let _ = write!(out, " (cell {}, line {})", cell.number, cell.line);
        }
        let _ = writeln!(out, ": {} [{}]", finding.message, finding.cause.id());
    }
    for left in &outcome.left_out {
        let _ = writeln!(out, "{}: not read, {}", Clean::up_to(&left.path, 400), left.reason.words());
    }
    out
}

/// The array `findings` of the JSON report.
pub fn findings(findings: &[SourceFinding]) -> Value {
    let one = |f: &SourceFinding| {
        let mut value = json!({
            "path": shown(&f.path), "line": f.line, "column": f.column, "end_line": f.end_line, "end_column": f.end_column,
            "cause": f.cause.id(), "confidence": <&str>::from(f.confidence), "message": f.message, "fixable": !f.fix.is_empty(),
        });
        if let (Some(cell), Value::Object(map)) = (f.cell, &mut value) {
            map.insert("cell".into(), cell.number.into());
            map.insert("cell_line".into(), cell.line.into());
        }
        value
    };
    findings.iter().map(one).collect()
}

/// The array `left_out` of the JSON report.
pub fn left_out(left_out: &[LeftOut]) -> Value {
    let one = |l: &LeftOut| json!({"path": shown(&l.path), "reason": <&str>::from(l.reason)});
    left_out.iter().map(one).collect()
}

/// What the findings come to: each cause once, what stops the program before what is only dangerous.
pub fn diagnosis(findings: &[SourceFinding]) -> Diagnosis {
    let mut causes: BTreeMap<Cause, Confidence> = BTreeMap::new();
    for finding in findings {
        let known = causes.entry(finding.cause).or_insert(finding.confidence);
        *known = finding.confidence.max(*known);
    }
    let mut list: Vec<Finding> = causes
        .into_iter()
        .map(|(cause, confidence)| Finding {
            cause,
            confidence,
            owner: cause.owner(),
            evidence: Vec::new(),
            values: BTreeMap::default(),
        })
        .collect();
    let dangerous = |c: Cause| matches!(c, Cause::KeyInSource | Cause::KeyExposedToBrowser);
    list.sort_by_key(|f| (std::cmp::Reverse(f.confidence), dangerous(f.cause)));
    let verdict = if list.is_empty() { Verdict::Healthy } else { Verdict::Diagnosed };
    Diagnosis { verdict, findings: list }
}

/// SARIF 2.1.0. `title` gives a cause's line of words.
pub fn sarif(outcome: &Outcome, title: impl Fn(Cause) -> String) -> Value {
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
            "ruleId": f.cause.id(), "ruleIndex": index, "level": level, "message": {"text": f.message},
            "locations": [{"physicalLocation": {"artifactLocation": {"uri": uri(&f.path)}, "region": region}}],
        })
    };
    let notification = |l: &LeftOut| {
        json!({
            "level": "note", "message": {"text": format!("not read: {}", l.reason.words())},
            "locations": [{"physicalLocation": {"artifactLocation": {"uri": uri(&l.path)}}}],
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

fn shown(path: &str) -> String {
    Clean::up_to(path, 4096).to_string()
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
