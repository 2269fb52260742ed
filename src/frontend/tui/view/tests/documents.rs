//! Does every form say the same? One document as screen, plain lines, text, Markdown and HTML: no word of any block is missing in any of them.

use super::fixture::{blocked, case, end};
use super::*;
use crate::frontend::plain::document::describe;
use crate::model::cause::Cause;
use crate::model::client::Language;
use crate::model::evidence::{Evidence, Failure, LocalFailure, Observation};
use crate::model::finding::Verdict;
use crate::model::report_schema::{Report, ReportClientVerdict, ReportProxyUse};
use crate::report::comparison::SideBySide;
use crate::report::{self, Extent, Moment, Style};
use crate::rules::compare::Comparison;
use crate::rules::diagnosis::diagnose;
use crate::rules::explain::explain;
use crate::words::catalog::in_general;
use crate::words::document::{Block, Content, Document};
use crate::words::result_document::{of_cause, page, whole};
use crate::words::route;
use pulldown_cmark::{Event, Options, Parser};
use strum::IntoEnumIterator as _;

/// The words of a block, piece by piece.
fn said(block: &Block) -> Vec<String> {
    let mut said = vec![block.label.clone()];
    match &block.content {
        Content::Title(_, below) => said.extend(below.iter().cloned()),
        Content::Paragraph(text) | Content::Note(text) | Content::Warning(text) | Content::Dont(text) => {
            said.push(text.clone());
        }
        Content::Items(items) => {
            let parts =
                |i: &crate::words::document::Item| [&i.name, &i.time, &i.id, &i.text, &i.more].map(Clone::clone);
            said.extend(items.iter().flat_map(parts));
        }
        Content::Steps(steps, _) => {
            for step in steps {
                let ready = [&step.message, &step.code].into_iter().flatten();
                said.extend(ready.flat_map(|text| text.lines()).map(str::to_owned));
                said.extend([step.text.clone()].into_iter().chain(step.command.clone()).chain(step.link.clone()));
            }
        }
        Content::Code(snippet, below) => {
            said.extend(snippet.code.lines().map(str::to_owned));
            said.push(below.clone());
        }
        Content::Command(text) => said.push(text.clone()),
        Content::Links(links) => said.extend(links.iter().cloned()),
        Content::Chains(route, below) => {
            said.extend(route.strips.iter().flat_map(|strip| {
                let steps = strip.telling().iter().map(|step| route::step_name(step.id).to_owned());
                steps.chain([route::chain_name(strip.chain).to_owned()]).collect::<Vec<_>>()
            }));
            said.push(below.clone());
        }
        Content::Quote(text, words) => said.extend([text.clone(), text[words.clone()].to_owned()]),
    }
    said
}

/// Every form with its name; of Markdown what its reader sees.
fn forms(document: &Document) -> [(&'static str, String); 5] {
    let mut terminal = Terminal::new(TestBackend::new(80, 24)).unwrap_or_else(|e| match e {});
    let mut screen = String::new();
    let drawn = |frame: &mut Frame<'_>| {
        let canvas = Canvas { frame, theme: FULL, names: None, hits: Vec::new() };
        let mut writer = blocks::Writer::new(&canvas, 100);
        writer.all(document);
        screen = writer.document.lines.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    };
    let _ = terminal.draw(drawn).unwrap_or_else(|e| match e {});
    let mut lines = Vec::new();
    describe(document, &mut lines);
    [
        ("screen", screen),
        ("plain lines", lines.join("\n")),
        ("text", report::text::document(document, Style::PLAIN)),
        ("Markdown", read(&report::markdown::document(document))),
        ("HTML", seen(&report::html::document(document))),
    ]
}

/// What the reader of a page sees.
fn seen(page: &str) -> String {
    let body = page.split_once("</style>").expect("a style").1;
    let text: String = body.split('<').map(|piece| piece.split_once('>').map_or(piece, |(_, text)| text)).collect();
    let signs = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&amp;", "&")];
    signs.into_iter().fold(text, |text, (name, sign)| text.replace(name, sign))
}

/// What the reader of Markdown sees.
fn read(markdown: &str) -> String {
    let seen = Parser::new_ext(markdown, Options::ENABLE_GFM).map(|event| match event {
        Event::Text(text) | Event::Code(text) => text.to_string(),
        _ => String::new(),
    });
    seen.collect()
}

/// Where lines end is a matter of the form.
fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '\u{2060}' | '│')).collect()
}

#[track_caller]
fn every_form_says_it(document: &Document) {
    for (form, text) in forms(document) {
        let all = squeezed(&text);
        for block in &document.blocks {
            for words in said(block) {
                assert!(all.contains(&squeezed(&words)), "“{words}” is missing in the {form}:\n{text}");
            }
        }
    }
}

fn report_of(found: fn(ProbeId) -> Observation) -> Report {
    let mut wizard = ready();
    send(&mut wizard, Msg::Discovered(Box::new(case())));
    keys(&mut wizard, "9⏎");
    for _ in 0..4 {
        if matches!(wizard.screen, Screen::Probing(_)) {
            break;
        }
        keys(&mut wizard, "⏎");
    }
    end(&mut wizard, found);
    keys(&mut wizard, "⏎");
    let Screen::Result(outcome) = &wizard.screen else { panic!("no result") };
    built(&outcome.probing.case, &outcome.probing.evidence)
}

fn built(case: &crate::model::case::Case, evidence: &Evidence) -> Report {
    let moment = Moment { started: std::time::UNIX_EPOCH, took: Duration::from_secs(1) };
    report::build(case, evidence, &diagnose(case, evidence), moment)
}

/// With everything that a result can hold.
fn rich() -> Report {
    let mut report = report_of(blocked);
    report.clients = vec![ReportClientVerdict {
        language: "go".into(),
        version: Some("5.1.0".into()),
        connects: Some(false),
        stops_at: Some("first gRPC call".into()),
        message: Some("context deadline exceeded".into()),
    }];
    let proxy = |protocol: &str, variable: Option<&str>| ReportProxyUse {
        language: "go".into(),
        protocol: protocol.into(),
        variable: variable.map(Into::into),
        proxy: variable.map(|_| "http://proxy:3128".into()),
    };
    report.proxies = vec![proxy("rest", Some("HTTPS_PROXY")), proxy("grpc", None)];
    let mut possible = report.diagnosis.causes[0].clone();
    (possible.confidence, possible.question) = ("possible".into(), Some("Is the port closed?".into()));
    report.diagnosis.causes.push(possible);
    report.diagnosis.causes[0].places = vec!["src/app.py:6:12: Said by a rule.".into()];
    report.probes[5].because = Some("cancelled".into());
    report
}

/// A failure that fits no cause.
fn undiagnosed() -> Report {
    let mut evidence = Evidence::default();
    let outcome = ProbeOutcome::Failed(Failure::Local(LocalFailure::Defect), None);
    evidence.insert(ProbeId::RestMeta, Observation { outcome, started: Duration::ZERO, took: Duration::ZERO });
    let report = built(&case(), &evidence);
    assert_eq!(report.diagnosis.verdict, <&str>::from(Verdict::Undiagnosed));
    report
}

#[test]
fn a_result_says_the_same_in_every_form() {
    let (healthy, rich, undiagnosed) = (report_of(super::fixture::fine), rich(), undiagnosed());
    for report in [&healthy, &rich, &undiagnosed] {
        every_form_says_it(&whole(report));
        every_form_says_it(&page(report, None, None));
        for at in 0..report.diagnosis.causes.len() {
            every_form_says_it(&page(report, Some(at), Some("deciding words")));
        }
    }
}

#[test]
fn causes_explanations_and_comparisons_say_the_same_in_every_form() {
    for cause in Cause::iter() {
        every_form_says_it(&of_cause(cause, in_general(cause), Language::default()));
    }
    let known = "weaviate: unauthorized: invalid api key, token=abcdefghijklmnop0123456789";
    for text in [known, "anonymous access not enabled", "nothing that is known", ""] {
        for extent in [Extent::Answer, Extent::Solution] {
            every_form_says_it(&report::explanation(&explain(text.as_bytes()), &case(), extent));
        }
    }
    let (a, b) = (report_of(super::fixture::fine), report_of(blocked));
    let comparison = Comparison::of(&a, &b).expect("comparable");
    every_form_says_it(&SideBySide { a: ("a.json", &a), b: ("b.json", &b), comparison: &comparison }.told().document);
}

/// What reports for people left out: why, and the words of a run without a cause.
#[test]
fn text_and_markdown_say_why_and_what_a_run_without_a_cause_says() {
    let (healthy, rich, undiagnosed) = (report_of(super::fixture::fine), rich(), undiagnosed());
    let mut wanted = vec![(&rich, rich.diagnosis.causes[0].fix.why.clone())];
    for report in [&healthy, &undiagnosed] {
        let told = report.diagnosis.conclusion.clone().expect("a conclusion");
        wanted.extend([told.title, told.summary, told.why].map(|text| (report, text)));
        wanted.extend(told.steps.into_iter().map(|step| (report, step.text)));
    }
    for (report, words) in wanted {
        for text in [report::text::render(report, Style::PLAIN), read(&report::markdown(report))] {
            assert!(!words.is_empty() && squeezed(&text).contains(&squeezed(&words)), "{words}\n{text}");
        }
    }
}

#[test]
fn a_skipped_probe_proves_nothing() {
    let mut report = report_of(super::fixture::fine);
    report.diagnosis = report_of(blocked).diagnosis;
    let cause = &mut report.diagnosis.causes[0];
    (cause.surface, cause.evidence) = ("console".into(), Vec::new());
    for (status, told) in [("passed", true), ("skipped", false)] {
        let console = report.probes.iter_mut().find(|p| p.id == "console.http").expect("the console's answer");
        (console.status, console.summary) = (status.into(), "the console said so".into());
        assert_eq!(format!("{:?}", page(&report, Some(0), None)).contains("the console said so"), told, "{status}");
    }
}
