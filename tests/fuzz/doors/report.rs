//! Saved reports of strangers: read, written in every form, with pseudonyms, compared, opened in the wizard.

use super::{Door, Fixtures, is_clean};
use crate::doors::wizard::{press, shown};
use crate::mutate::Random;
use std::sync::LazyLock;
use weaviate_doctor::model::api_key::Redactor;
use weaviate_doctor::model::case::Case;
use weaviate_doctor::model::report_schema::Report;
use weaviate_doctor::report::comparison::SideBySide;
use weaviate_doctor::report::{self, Style};
use weaviate_doctor::rules::compare::Comparison;
use weaviate_doctor::wizard::Wizard;

const WORDS: &[&str] = &[
    "passed",
    "warned",
    "failed",
    "skipped",
    "healthy",
    "diagnosed",
    "undiagnosed",
    "rest.dns",
    "rest.tcp",
    "grpc.tls",
    "grpc.health",
    "local.key",
    "grpc-blocked",
    "key-rejected",
    "your-network",
    "certain",
    "possible",
    "python",
    "https://docs.weaviate.io",
    "https://docs.weaviate.io@evil.example/",
    "javascript:alert(1)",
    "2026-11-22T10:00:00Z",
    "GH-1",
    "@someone",
    "```",
    "]]>",
    "</testcase>",
    "<img src=x>",
    "|",
    "::error::",
    "\n",
    "\u{1b}[2J",
    "\u{202e}",
    "…",
    "rm -rf ~\n",
    "schema_version",
    "probes",
    "facts",
    "links",
    "steps",
    "duration_ms",
    "18446744073709551615",
    "203.0.113.9",
    "::1",
    "user@host.example",
];

/// What other reports are compared with.
static OWN: LazyLock<Report> = LazyLock::new(|| {
    report::read(include_str!("../../comparisons/healthy.json"), &Redactor::default()).expect("a report")
});

pub fn door() -> Door {
    Door { name: "report", run, inputs: 120, words: WORDS, fixtures: Fixtures::Nothing }
}

fn run(data: &[u8]) {
    let read = match report::read(&String::from_utf8_lossy(data), &Redactor::default()) {
        Ok(read) => read,
        Err(error) => return is_clean(&error.to_string(), false, "the refusal"),
    };
    written(&read);
    if let Ok(redacted) = report::pseudonymous(read.clone(), &Case::empty()) {
        written(&redacted);
        beside(&redacted);
    }
    beside(&read);
    let mut random = Random::of(data);
    let mut wizard = Wizard::on_report(read, "saved.json");
    for _ in 0..6 {
        press(&mut wizard, &mut random);
        shown(&mut wizard, &mut random);
    }
}

fn written(read: &Report) {
    for style in [Style::PLAIN, Style::COLORED] {
        let text = report::text::render(read, style);
        if style == Style::PLAIN {
            is_clean(&text, true, "the text");
        }
    }
    is_clean(&report::markdown(read), true, "the Markdown");
    is_clean(&report::junit(read).expect("JUnit"), true, "the JUnit");
    let json = report::json(read).expect("JSON");
    is_clean(&json, true, "the JSON");
    let again = report::read(&json, &Redactor::default()).expect("its own JSON is read again");
    assert!(again == *read, "it is another report when it is read again");
}

fn beside(read: &Report) {
    for (a, b) in [(read, read), (&*OWN, read), (read, &*OWN)] {
        let Ok(comparison) = Comparison::of(a, b) else { continue };
        let both = SideBySide { a: ("a", a), b: ("b", b), comparison: &comparison };
        is_clean(&both.text(Style::PLAIN), true, "the comparison");
        is_clean(&both.markdown(), true, "the comparison");
        is_clean(&both.json().expect("JSON"), true, "the comparison");
    }
}
