//! Reads a saved report, which may come from anybody: bounded size and depth, cleaned text, a newer schema refused in one line.

use super::schema::{Report, VERSION};
use crate::clean::{Clean, is_invisible};
use anyhow::{Context as _, bail, ensure};
use serde_json::Value;

/// Longest report that is read, in bytes.
pub const MOST_BYTES: usize = 16 * 1024 * 1024;

/// Longest line of text in it, in characters.
const LONGEST_LINE: usize = 4000;

/// Most lines of one text: code and commands have several.
const MOST_LINES: usize = 2000;

/// Most probes and most causes; this program's own reports have about twenty probes.
const MOST_ITEMS: usize = 1000;

/// Reads a report. Control and bidirectional characters in it are removed. Deeper nesting than 128 levels is an error of the JSON reader.
pub fn read(text: &str) -> anyhow::Result<Report> {
    ensure!(text.len() <= MOST_BYTES, "a report is at most {} MB long", MOST_BYTES / 1024 / 1024);
    // What a newer schema looks like is not known, so its version is looked at before its shape.
    let mut value: Value = serde_json::from_str(text.trim_start_matches('\u{feff}'))
        .map_err(|error| anyhow::anyhow!("it isn't valid JSON (line {}, column {})", error.line(), error.column()))?;
    let version = value.get("schema_version").and_then(Value::as_u64);
    let version = version.context("it isn't a report of weaviate-doctor: it has no schema_version")?;
    if version > u64::from(VERSION) {
        bail!("its schema version is {version}, and this program reads up to {VERSION}: use a newer weaviate-doctor");
    }
    clean(&mut value);
    let report: Report = serde_json::from_value(value).map_err(|error| {
        anyhow::anyhow!("it isn't a report of weaviate-doctor: {}", Clean::up_to(&error.to_string(), 200))
    })?;
    let most = report.probes.len().max(report.diagnosis.causes.len());
    ensure!(most <= MOST_ITEMS, "it has {most} probes or causes, which no report has");
    Ok(report)
}

fn clean(value: &mut Value) {
    match value {
        Value::String(text) => {
            if let Some(cleaned) = cleaned(text) {
                *text = cleaned;
            }
        }
        Value::Array(items) => items.iter_mut().for_each(clean),
        Value::Object(fields) => {
            let odd: Vec<String> = fields.keys().filter(|name| !is_plain(name)).cloned().collect();
            for name in odd {
                if let Some(field) = fields.remove(&name) {
                    fields.insert(Clean::up_to(&name, 100).to_string(), field);
                }
            }
            fields.values_mut().for_each(clean);
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn is_plain(text: &str) -> bool {
    let harmless = |c: char| c == ' ' || !(c.is_control() || c.is_whitespace() || is_invisible(c));
    text.len() <= LONGEST_LINE && (text.bytes().all(|b| matches!(b, b' '..=b'~')) || text.chars().all(harmless))
}

/// The text line by line without what steers a terminal; none when there is nothing to clean. Indentation stays, since code needs it.
fn cleaned(text: &str) -> Option<String> {
    if is_plain(text) {
        return None;
    }
    let line = |line: &str| {
        let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
        format!("{}{}", line[..indent].replace('\t', "    "), inside(&line[indent..]))
    };
    // Without line breaks at the end, so that what was cleaned is the same when it is cleaned again.
    Some(text.trim_end().lines().take(MOST_LINES).map(line).collect::<Vec<_>>().join("\n"))
}

/// Spaces inside a line stay as they are; everything else as [`Clean`] has it.
fn inside(text: &str) -> String {
    text.trim_end().split(' ').map(|word| Clean::up_to(word, LONGEST_LINE).to_string()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::json;
    use crate::report::schema::Snippet;
    use crate::report::text::tests::report;
    use std::time::Instant;

    fn refused(text: &str) -> String {
        read(text).map(|_| ()).expect_err("was read").to_string()
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
            (format!("{good}{}", " ".repeat(MOST_BYTES)), "at most 16 MB"),
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
        assert_eq!(read(&value.to_string()).unwrap().target, report().target);
    }

    #[test]
    fn nothing_that_steers_a_terminal_is_read() {
        let mut hostile = report();
        let evil = "\u{1b}[2J\u{202e}x\u{7}\u{9b}31m";
        hostile.probes[0].summary = evil.to_owned();
        hostile.probes[0].facts.insert(evil.to_owned(), Value::String(format!("a\r\nb{evil}")));
        let code = format!("if x:\n\treturn  {evil}\n");
        hostile.diagnosis.causes[0].fix.snippet = Some(Snippet { language: "python".into(), code });
        let read = read(&json(&hostile).unwrap()).unwrap();
        let text = json(&read).unwrap();
        for sign in ["\\u001b", "\u{1b}", "\u{202e}", "\u{9b}", "\\u0007"] {
            assert!(!text.contains(sign), "{sign:?}");
        }
        assert!(read.diagnosis.causes[0].fix.snippet.as_ref().unwrap().code.starts_with("if x:\n    return  "));
    }

    #[test]
    fn what_was_cleaned_stays_as_it_is() {
        let mut odd = report();
        odd.probes[0].id = "grpc.auth\r\n\r\n".to_owned();
        odd.probes[0].summary = "a \n\u{2028}\n b\u{7}\n".to_owned();
        let once = read(&json(&odd).unwrap()).unwrap();
        assert_eq!(once.probes[0].id, "grpc.auth");
        assert_eq!(read(&json(&once).unwrap()).unwrap(), once);
    }

    #[test]
    fn five_megabytes_are_read_at_once() {
        let mut large = report();
        let fact = Value::Array(vec![Value::String("a name — and what was said about it".repeat(3)); 40]);
        let probe = large.probes[0].clone();
        for i in 0..900 {
            let mut probe = probe.clone();
            probe.facts.insert(format!("fact {i}"), fact.clone());
            large.probes.push(probe);
        }
        let text = json(&large).unwrap();
        assert!(text.len() > 5_000_000, "{}", text.len());
        let start = Instant::now();
        assert_eq!(read(&text).unwrap(), large);
        // Without optimisation and beside other work; an optimised build takes a small part of it.
        assert!(start.elapsed().as_secs() < 30, "{:?}", start.elapsed());
    }
}
