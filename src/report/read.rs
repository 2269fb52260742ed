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
        b"steps" | b"first" | b"links" | b"evidence" | b"places" | b"causes" | b"clients" | b"proxies" | b"choices"
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
    /// Whether it is code or a message of a cause's fix: the texts that have several lines.
    fn is_code(&self) -> bool {
        let names = std::iter::successors(Some(self), |at| at.above).map(|at| at.name);
        let is = |within: [&str; 2]| names.clone().eq(within.into_iter().chain(["fix", "causes", "diagnosis", ""]));
        is(["code", "snippet"]) || is(["code", "first"]) || is(["message", "first"])
    }
}

impl ReportBudget<'_> {
    /// Cleans a value and everything in it, within what is left.
    fn take(&mut self, value: &mut Value, at: &At<'_>, depth: usize) -> anyhow::Result<()> {
        let name = at.name;
        ensure!(depth > 0, "it's nested deeper than any report of weaviate-doctor");
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
mod tests;
