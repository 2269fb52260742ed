//! The last net before a report leaves the program: every free text in it passes the redactor. Words of this program's own vocabulary (ids,
//! statuses) stay, so that a key that happens to be such a word can't break the schema.

use crate::model::api_key::Redactor;
use crate::model::report_schema::{Conclusion, Report, ReportCause, ReportFix, ReportProbe, ReportStep};
use serde_json::Value;

/// The report without the secrets that the redactor knows.
pub(super) fn report(mut report: Report, redactor: &Redactor) -> Report {
    let text = |text: &mut String| *text = redactor.redact(text);
    if let Some(target) = &mut report.target {
        text(&mut target.rest);
        text(&mut target.grpc);
    }
    report.name.iter_mut().for_each(text);
    text(&mut report.origins.url);
    text(&mut report.origins.key);
    text(&mut report.origins.client);
    report.probes.iter_mut().for_each(|p| probe(p, redactor));
    for place in &mut report.findings {
        text(&mut place.path);
        text(&mut place.message);
    }
    report.diagnosis.causes.iter_mut().for_each(|c| cause(c, redactor));
    for client in &mut report.clients {
        client.message = client.message.take().map(|m| redactor.redact(&m));
    }
    for row in &mut report.proxies {
        row.proxy = row.proxy.take().map(|p| redactor.redact(&p));
    }
    report
}

fn probe(probe: &mut ReportProbe, redactor: &Redactor) {
    probe.summary = redactor.redact(&probe.summary);
    probe.facts.values_mut().for_each(|v| value(v, redactor));
}

fn value(value: &mut Value, redactor: &Redactor) {
    match value {
        Value::String(text) => *text = redactor.redact(text),
        Value::Array(items) => items.iter_mut().for_each(|item| self::value(item, redactor)),
        Value::Object(fields) => fields.values_mut().for_each(|field| self::value(field, redactor)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// A cause without the secrets that the redactor knows.
pub(super) fn cause(cause: &mut ReportCause, redactor: &Redactor) {
    cause.places.iter_mut().for_each(|p| *p = redactor.redact(p));
    cause.summary = redactor.redact(&cause.summary);
    cause.question = cause.question.take().map(|q| redactor.redact(&q));
    fix(&mut cause.fix, redactor);
}

/// The words of a verdict without the secrets that the redactor knows.
pub(super) fn conclusion(mut words: Conclusion, redactor: &Redactor) -> Conclusion {
    for text in [&mut words.title, &mut words.summary, &mut words.why] {
        *text = redactor.redact(text);
    }
    steps(&mut words.steps, redactor);
    words
}

fn steps(steps: &mut [ReportStep], redactor: &Redactor) {
    for step in steps {
        step.text = redactor.redact(&step.text);
        step.command = step.command.take().map(|c| redactor.redact(&c));
        step.message = step.message.take().map(|m| redactor.redact(&m));
        step.code = step.code.take().map(|c| redactor.redact(&c));
        step.link = step.link.take().map(|l| redactor.redact(&l));
    }
}

fn fix(fix: &mut ReportFix, redactor: &Redactor) {
    for text in [&mut fix.title, &mut fix.why, &mut fix.check, &mut fix.dont] {
        *text = redactor.redact(text);
    }
    steps(&mut fix.first, redactor);
    steps(&mut fix.steps, redactor);
    if let Some(snippet) = &mut fix.snippet {
        snippet.code = redactor.redact(&snippet.code);
    }
    fix.links.iter_mut().for_each(|link| *link = redactor.redact(link));
}
