//! From case, evidence and diagnosis to the report's own types. The result holds no secret: it has passed the case's redactor.

use super::{facts, redacted};
use crate::model::case::Case;
use crate::model::evidence::{Evidence, Observation, ProbeId, ProbeOutcome};
use crate::model::finding::{Diagnosis, Finding, Verdict};
use crate::model::proxy_use::ProxyUse;
use crate::model::question::{Choice, Question};
use crate::model::report_schema;
use crate::model::report_schema::ReportStep;
use crate::model::source_finding::SourceFinding;
use crate::rules::clients;
use crate::rules::clients::ClientVerdict;
use crate::rules::diagnosis::undiagnosed_words;
use crate::rules::source_findings::findings_for;
use crate::words::catalog;
use crate::words::catalog::{FilledFix, origin};
use crate::words::describe;
use crate::words::format::milliseconds;
use crate::words::result_document::fix_of;
use std::time::{Duration, SystemTime};

/// Most places that are named at a cause; all stand in `findings`.
const MAX_PLACES_PER_CAUSE: usize = 5;

fn place_line(finding: &SourceFinding) -> String {
    format!("{}: {}", finding.place(), finding.message)
}

/// Most things measured that a message tells.
const MAX_MEASURED: usize = 2;

/// When a run took place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Moment {
    /// Its start.
    pub started: SystemTime,
    /// How long it took.
    pub took: Duration,
}

/// The report of a run.
pub fn build(case: &Case, evidence: &Evidence, diagnosis: &Diagnosis, moment: Moment) -> report_schema::Report {
    let report = report_schema::Report {
        schema_version: report_schema::VERSION,
        tool: tool(),
        redacted: false,
        name: None,
        started_at: rfc3339(moment.started),
        duration_ms: milliseconds(moment.took),
        target: case.usable_target().map(|target| report_schema::ReportTarget {
            rest: target.rest.to_string(),
            grpc: target.grpc.to_string(),
            kind: <&str>::from(target.kind).to_owned(),
        }),
        client: report_schema::ReportClient {
            language: case.client.language.id().to_owned(),
            version: case.client.version.map(|v| v.to_string()),
        },
        symptom: case.symptom.map(|s| s.id().to_owned()),
        origins: report_schema::Origins {
            url: origin(&case.url.origin),
            key: origin(&case.key.origin),
            client: origin(&case.client_origin),
        },
        init_timeout_ms: milliseconds(case.init_timeout()),
        answers: case.answers.iter().map(|(q, c)| (q.id().to_owned(), c.id().to_owned())).collect(),
        open_question: crate::rules::interview::next(case).map(open_question),
        probes: evidence.iter().map(|(id, observation)| probe(id, observation, case)).collect(),
        diagnosis: self::diagnosis(diagnosis, case, evidence),
        clients: clients::verdicts(case, evidence).into_iter().map(client).collect(),
        proxies: clients::proxy::table(case).into_iter().map(proxy).collect(),
        findings: places(&case.source),
    };
    redacted::report(report, &case.redactor())
}

fn client(verdict: ClientVerdict) -> report_schema::ReportClientVerdict {
    report_schema::ReportClientVerdict {
        language: verdict.language.id().to_owned(),
        version: Some(verdict.version.to_string()),
        connects: verdict.connects,
        stops_at: verdict.stops_at,
        message: verdict.message,
    }
}

fn proxy(row: ProxyUse) -> report_schema::ReportProxyUse {
    report_schema::ReportProxyUse {
        language: row.language.id().to_owned(),
        protocol: <&str>::from(row.protocol).to_owned(),
        proxy: row.variable.as_ref().map(|v| v.value.to_string()),
        variable: row.variable.map(|v| v.name.to_string()),
    }
}

/// This program.
pub fn tool() -> report_schema::ReportTool {
    report_schema::ReportTool {
        name: env!("CARGO_PKG_NAME").to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        platform: Some(format!("{} {}", std::env::consts::OS, std::env::consts::ARCH)),
    }
}

/// What a run or a scan comes to, with the words for it.
fn diagnosis(diagnosis: &Diagnosis, case: &Case, evidence: &Evidence) -> report_schema::ReportDiagnosis {
    report_schema::ReportDiagnosis {
        verdict: <&str>::from(diagnosis.verdict).to_owned(),
        causes: diagnosis.findings.iter().map(|finding| cause(finding, case, evidence)).collect(),
        conclusion: conclusion_of(diagnosis, case, evidence),
    }
}

/// What is said where no cause was found.
fn conclusion_of(diagnosis: &Diagnosis, case: &Case, evidence: &Evidence) -> Option<report_schema::Conclusion> {
    match diagnosis.verdict {
        Verdict::Diagnosed => None,
        Verdict::Healthy if evidence.holds(ProbeId::ProgramConnect) => {
            Some(conclusion("program-healthy", case, evidence))
        }
        Verdict::Healthy => Some(conclusion("healthy", case, evidence)),
        Verdict::Undiagnosed => Some(conclusion(undiagnosed_words(evidence), case, evidence)),
    }
}

/// The words of a verdict that names no cause.
pub fn conclusion(name: &'static str, case: &Case, evidence: &Evidence) -> report_schema::Conclusion {
    let words = catalog::verdict(name, case.symptom, &catalog::values(case, evidence));
    let words =
        report_schema::Conclusion { title: words.title, summary: words.summary, why: words.why, steps: words.steps };
    redacted::conclusion(words, &case.redactor())
}

/// The causes that stand in source files, each explained for the language of its first place.
pub fn of_source(diagnosis: &Diagnosis, case_of: impl Fn(&Finding) -> Case) -> report_schema::ReportDiagnosis {
    report_schema::ReportDiagnosis {
        verdict: <&str>::from(diagnosis.verdict).to_owned(),
        causes: diagnosis.findings.iter().map(|f| cause(f, &case_of(f), &Evidence::default())).collect(),
        conclusion: None,
    }
}

/// Most text of all places together, in bytes: a report has to be readable again.
const MAX_PLACES_BYTES: usize = 2 << 20;

/// The places in the source, what matters most first, as many as a report may hold.
fn places(found: &[SourceFinding]) -> Vec<report_schema::ReportPlace> {
    let mut left = MAX_PLACES_BYTES;
    let fits = |place: &report_schema::ReportPlace| {
        // The names of the fields count too.
        let length = place.path.len() + place.message.len() + 150;
        left = left.saturating_sub(length);
        left > 0
    };
    found.iter().map(place).take_while(fits).collect()
}

/// A place in the source.
pub fn place(finding: &SourceFinding) -> report_schema::ReportPlace {
    report_schema::ReportPlace {
        path: finding.path.to_string(),
        line: finding.line,
        column: finding.column,
        end_line: finding.end_line,
        end_column: finding.end_column,
        cell: finding.cell.map(|c| c.number),
        cell_line: finding.cell.map(|c| c.line),
        cause: finding.cause.id().to_owned(),
        confidence: <&str>::from(finding.confidence).to_owned(),
        message: finding.message.to_string(),
        fixable: !finding.fix.is_empty(),
    }
}

fn open_question(question: Question) -> report_schema::OpenQuestion {
    let words = catalog::question(question).ok();
    let said = |choice: Choice| words.as_ref().map_or(choice.id(), |w| w.choice(choice)).to_owned();
    report_schema::OpenQuestion {
        id: question.id().to_owned(),
        text: words.as_ref().map_or(question.id(), |w| &w.text).to_owned(),
        choices: question
            .choices()
            .iter()
            .map(|c| report_schema::ReportChoice { id: c.id().to_owned(), text: said(*c) })
            .collect(),
    }
}

fn probe(id: ProbeId, observation: &Observation, case: &Case) -> report_schema::ReportProbe {
    let outcome = &observation.outcome;
    let mut found = outcome.facts().map(facts::map).unwrap_or_default();
    if let Some(failure) = outcome.failure().and_then(facts::of_failure) {
        found.insert("failure".to_owned(), failure);
    }
    if id == ProbeId::LocalKey
        && let Some(rule) = case.key_rule()
    {
        found.insert("release".to_owned(), <&str>::from(rule).into());
    }
    report_schema::ReportProbe {
        id: id.as_str().to_owned(),
        status: status(outcome).to_owned(),
        because: match outcome {
            ProbeOutcome::Skipped(skip) => Some(skip.as_str().to_owned()),
            ProbeOutcome::Passed(_) | ProbeOutcome::Warned(..) | ProbeOutcome::Failed(..) => None,
        },
        failure: outcome.failure().map(|failure| failure.id().to_owned()),
        summary: describe::summary(id, observation, case),
        started_ms: milliseconds(observation.started),
        duration_ms: milliseconds(observation.took),
        facts: found,
    }
}

const fn status(outcome: &ProbeOutcome) -> &'static str {
    match outcome {
        ProbeOutcome::Passed(_) => "passed",
        ProbeOutcome::Warned(..) => "warned",
        ProbeOutcome::Failed(..) => "failed",
        ProbeOutcome::Skipped(_) => "skipped",
    }
}

/// A finding in the report's types, with its fix.
pub(super) fn cause(finding: &Finding, case: &Case, evidence: &Evidence) -> report_schema::ReportCause {
    let mut fix = catalog::fix(finding, case, evidence);
    tell_measured(&mut fix, finding, case, evidence);
    show_own_line(&mut fix, finding, case);
    report_schema::ReportCause {
        id: finding.cause.id().to_owned(),
        surface: <&str>::from(finding.cause.surface()).to_owned(),
        confidence: <&str>::from(finding.confidence).to_owned(),
        owner: <&str>::from(finding.owner).to_owned(),
        evidence: finding.evidence.iter().map(|id| id.as_str().to_owned()).collect(),
        places: findings_for(&case.source, finding.cause)
            .into_iter()
            .take(MAX_PLACES_PER_CAUSE)
            .map(place_line)
            .collect(),
        summary: fix.summary.clone(),
        question: fix.question.clone(),
        fix: fix_of(fix),
    }
}

/// Whoever gets a message learns what was measured, too.
fn tell_measured(fix: &mut FilledFix, finding: &Finding, case: &Case, evidence: &Evidence) {
    let failed = finding.evidence.iter().filter_map(|id| Some((*id, evidence.get(*id)?)));
    let failed = failed.filter(|(_, seen)| matches!(seen.outcome, ProbeOutcome::Failed(..)));
    let measured: Vec<String> = failed.take(MAX_MEASURED).map(|(id, seen)| describe::summary(id, seen, case)).collect();
    let told = catalog::say("act", "measured").replace("{measured}", &measured.join("; "));
    for message in fix.first.iter_mut().filter_map(|step| step.message.as_mut()).filter(|_| !measured.is_empty()) {
        message.push('\n');
        message.push_str(&told);
    }
}

/// The user's own line, wrong and right, is what there is to do; then nobody has to look for it.
fn show_own_line(fix: &mut FilledFix, finding: &Finding, case: &Case) {
    let places = findings_for(&case.source, finding.cause);
    let Some((place, lines)) = places.iter().find_map(|place| Some((place, place.lines.as_ref()?))) else { return };
    let decides = |code: &str| -> Vec<String> {
        code.lines().filter_map(|line| line.strip_prefix(catalog::MARKED)).map(|line| line.trim().to_owned()).collect()
    };
    let had = fix.first.first().and_then(|step| step.code.clone());
    let right =
        if lines.right.is_empty() { had.as_deref().map(decides).unwrap_or_default() } else { lines.right.clone() };
    let code = lines.wrong.iter().map(|line| format!("{}{line}", catalog::WRONG));
    let code: Vec<String> = code.chain(right.iter().map(|line| format!("{}{line}", catalog::RIGHT))).collect();
    let text = catalog::say("act", if right.is_empty() { "own-line-alone" } else { "own-line" });
    let text = text.replace("{place}", &format!("{}:{}", place.path, place.line));
    let step = ReportStep { text, code: Some(code.join("\n")), ..ReportStep::default() };
    let looks = |step: &ReportStep| step.command.as_deref() == Some(catalog::LOOK_COMMAND);
    fix.first.retain(|step| !looks(step));
    fix.steps.retain(|step| !looks(step));
    if had.is_some() {
        fix.first[0] = step;
    } else if fix.first.is_empty() {
        let again = catalog::say("act", "again").to_owned();
        fix.first = vec![step, ReportStep { text: again, ..ReportStep::default() }];
    } else {
        // Whoever has to act comes first; the line is theirs to change all the same.
        fix.first.insert(1, step);
    }
}

/// To the second.
fn rfc3339(moment: SystemTime) -> String {
    jiff::Timestamp::try_from(moment).map_or_else(|_| String::new(), |moment| format!("{moment:.0}"))
}
