//! Does a hostile name stay text in every place of the Markdown? A real parser tells.

use super::escape::{code, fenced, link, prose};
use crate::model::report_schema::{Report, ReportClientVerdict, ReportProxyUse, ReportSnippet};
use crate::report::text::tests::report;
use pulldown_cmark::{Event, Options, Parser, Tag};

/// Names that try to be markup.
const HOSTILE: [&str; 22] = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[click](https://evil.example)",
    "![x](https://evil.example/p.png)",
    "| a | b |",
    "`code` ``` ~~~",
    "**bold** _it_ ~~gone~~",
    "# heading",
    "- item",
    "1. item",
    "--- ",
    "https://evil.example/?a=1&b=2",
    "www.evil.example",
    "@everyone and #1",
    "GH-1 gh-22 ABC-3",
    "Www.evil.example mail me@evil.example",
    "see 0123abc and d670460b4b4aece5915caf5c68d12f560a9fe3e4",
    "-\u{301} x",
    "\\",
    "\\| x",
    "&lt;b&gt; &amp;",
    "a\n\n<div>\n```",
];

fn events(text: &str) -> Vec<Event<'_>> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_MATH
        | Options::ENABLE_GFM;
    Parser::new_ext(text, options).collect()
}

/// The text that a reader sees.
fn seen(text: &str) -> String {
    events(text)
        .iter()
        .map(|e| match e {
            Event::Text(t) | Event::Code(t) => t.to_string(),
            _ => String::new(),
        })
        .collect::<String>()
        .replace('\u{2060}', "")
}

fn structure(report: &Report) -> Vec<String> {
    let text = super::render(report);
    let tags = events(&text).into_iter().filter_map(|event| match event {
        Event::Start(Tag::Link { dest_url, .. }) => Some(format!("link {dest_url}")),
        Event::Start(Tag::CodeBlock(_)) => Some("code".to_owned()),
        Event::Start(tag) => Some(format!("{tag:?}")),
        Event::Html(html) | Event::InlineHtml(html) => Some(format!("HTML {html}")),
        _ => None,
    });
    tags.collect()
}

#[test]
fn nothing_is_linked_by_itself() {
    // Services look for these in the text that comes out, where an invisible joiner is what keeps them apart.
    let joined = "\u{2060}";
    for (name, apart) in [
        ("GH-1", format!("GH-{joined}1")),
        ("see gh-22.", format!("see gh-{joined}22.")),
        ("PROJ-3", format!("PROJ-{joined}3")),
        ("#1", format!("#{joined}1")),
        ("org/repo#1", format!("org/repo#{joined}1")),
        ("@name", format!("@{joined}name")),
        ("a@b.example", format!("a@{joined}b.example")),
        ("0123abc", format!("0{joined}123abc")),
    ] {
        let text = prose(name);
        let out: String =
            events(&text).iter().map(|e| if let Event::Text(t) = e { t.to_string() } else { String::new() }).collect();
        assert_eq!(out, apart, "{name}");
    }
    for plain in ["text2vec-openai", "1234567 ms", "v1.38.3-rc.1", "defaced"] {
        assert!(!prose(plain).contains("&#8288;"), "{plain}");
    }
}

#[test]
fn hostile_names_stay_text() {
    for name in HOSTILE {
        let flat = name.replace('\n', " ");
        for text in [prose(name), format!("- {}", prose(name)), format!("## ✗ {}", prose(name))] {
            let tags: Vec<String> = events(&text)
                .iter()
                .filter_map(|e| match e {
                    Event::Start(Tag::Paragraph | Tag::List(None) | Tag::Item | Tag::Heading { .. }) => None,
                    Event::Start(tag) => Some(format!("{tag:?}")),
                    Event::Html(_) | Event::InlineHtml(_) | Event::Rule | Event::Code(_) => Some(format!("{e:?}")),
                    _ => None,
                })
                .collect();
            assert!(tags.is_empty(), "{name}: {tags:?}");
            assert!(
                seen(&text).split_whitespace().eq(flat.trim_start_matches('✗').split_whitespace())
                    || seen(&text).contains(flat.trim()),
                "{name} became {}",
                seen(&text)
            );
        }
        assert_eq!(seen(&code(name)).trim(), flat.trim(), "{name}");
        assert!(!link(name).starts_with('<') || name.starts_with("https://"), "{name}");
        let block = fenced("python", name);
        assert!(matches!(events(&block).as_slice(), [Event::Start(Tag::CodeBlock(_)), .., Event::End(_)]), "{block}");
    }
}

/// A report with a client's row and a proxy's.
fn with_tables(text: &str) -> Report {
    let mut report = report();
    report.clients = vec![ReportClientVerdict {
        language: "go".to_owned(),
        version: Some(text.to_owned()),
        connects: Some(false),
        stops_at: Some(text.to_owned()),
        message: Some(text.to_owned()),
    }];
    report.proxies = vec![ReportProxyUse {
        language: "go".to_owned(),
        protocol: "grpc".to_owned(),
        variable: Some(text.to_owned()),
        proxy: Some(text.to_owned()),
    }];
    report
}

#[test]
fn the_tables_of_clients_and_proxies_are_there() {
    let text = super::render(&with_tables("HTTPS_PROXY"));
    for part in
        ["### The official clients from here", "- ✗ **Go HTTPS", "stops at: HTTPS", "- **Go** gRPC through HTTPS"]
    {
        assert!(text.contains(part), "{part}: {text}");
    }
    let xml = crate::report::junit(&with_tables("HTTPS_PROXY")).unwrap();
    assert!(xml.contains("Go HTTPS_PROXY  stops at: HTTPS_PROXY"), "{xml}");
    assert!(xml.contains("Go  gRPC through HTTPS_PROXY (HTTPS_PROXY)"), "{xml}");
}

#[test]
fn a_hostile_report_has_the_same_structure_as_a_good_one() {
    let good = with_tables("x");
    let expected = structure(&good);
    assert!(!expected.is_empty() && !expected.iter().any(|t| t.starts_with("HTML")));
    for name in HOSTILE {
        let mut hostile = with_tables(name);
        if let Some(target) = &mut hostile.target {
            target.rest = name.to_owned();
        }
        hostile.client.version = Some(name.to_owned());
        for probe in &mut hostile.probes {
            probe.summary = format!("the host is {name}");
            probe.failure = probe.failure.as_ref().map(|_| name.to_owned());
        }
        let cause = &mut hostile.diagnosis.causes[0];
        (cause.summary, cause.fix.title, cause.fix.check) = (name.to_owned(), name.to_owned(), format!("see {name}"));
        cause.fix.steps.iter_mut().for_each(|s| s.text = format!("go to {name}"));
        if let Some(snippet) = &mut cause.fix.snippet {
            *snippet = ReportSnippet { language: snippet.language.clone(), code: name.to_owned() };
        }
        assert_eq!(structure(&hostile), expected, "{name}");
    }
}

#[test]
fn a_ticket_holds_what_support_asks_for() {
    let text = super::render(&report());
    for part in [
        "grpc-blocked",
        "Who acts: ",
        "How we know",
        "Why",
        "Do this",
        "What was checked",
        "weaviate-doctor",
        "timed-out",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
}
