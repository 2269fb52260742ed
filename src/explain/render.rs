//! An explanation as plain text of at most 80 columns. The words come from the assets; colours only repeat what the signs say.

use super::{Explanation, Missing};
use crate::case::{Case, Given};
use crate::client::Client;
use crate::diagnosis::{Confidence, Finding};
use crate::evidence::{Evidence, Origin};
use crate::knowledge;
use include_dir::{Dir, include_dir};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Range;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

const WIDTH: usize = 80;

static WORDS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/assets/explain");

/// The words for what is missing, and for the lines around an answer.
pub fn missing_words(missing: Missing) -> String {
    word(missing.id())
}

fn word(name: &str) -> String {
    let text = WORDS.get_file("words.toml").and_then(include_dir::File::contents_utf8).unwrap_or_default();
    let words: BTreeMap<String, String> = toml::from_str(text).unwrap_or_default();
    words.get(name).map_or_else(|| name.to_owned(), |w| w.trim().to_owned())
}

/// The explanation as text. With `colour`, the words that decided are also shown in reverse; they are marked by a line of `^` in any case.
pub fn to_text(explanation: &Explanation, case: &Case, colour: bool) -> String {
    let mut out = Text::default();
    let case = with_client(case, explanation);
    let findings = &explanation.diagnosis.findings;
    if let Some(first) = findings.first() {
        answer(&mut out, first, &case);
    } else {
        out.paragraph(&word("no-answer"));
        if let Some(missing) = explanation.missing {
            out.paragraph(&missing_words(missing));
        }
    }
    if let Some(quote) = &explanation.quote {
        out.paragraph(&word("decided").replace("{line}", &quote.line.to_string()));
        out.quote(&quote.text, quote.words.clone(), colour);
    }
    facts(&mut out, explanation);
    if let Some(first) = findings.first() {
        fix(&mut out, first, &case);
    }
    let others: Vec<&Finding> = findings.iter().skip(1).collect();
    if !others.is_empty() {
        out.paragraph(&word("others"));
        for other in others {
            let fix = knowledge::fix(other, &case, &Evidence::default());
            out.item("?", fix.question.as_ref().unwrap_or(&fix.title));
        }
    }
    if explanation.secret_seen {
        out.paragraph(&word("secret"));
    }
    if !explanation.probes.is_empty() {
        out.paragraph(&word("probes"));
        let names: Vec<&str> = explanation.probes.iter().map(|p| p.as_str()).collect();
        out.item("·", &names.join(", "));
    }
    out.finish()
}

fn with_client(case: &Case, explanation: &Explanation) -> Case {
    let mut case = case.clone();
    if let Some((language, version)) = explanation.client {
        case.client = Client { language, version };
    }
    if case.url.value.is_none()
        && let Some(url) = explanation.tried.as_ref().and_then(super::settle::cluster_url)
    {
        case.url = Given::new(url, Origin::Typed);
    }
    case
}

fn answer(out: &mut Text, finding: &Finding, case: &Case) {
    let fix = knowledge::fix(finding, case, &Evidence::default());
    let sure = match finding.confidence {
        Confidence::Certain => word("certain"),
        Confidence::Likely => word("likely"),
        Confidence::Possible => word("possible"),
    };
    out.paragraph(&format!("{} ({}, {sure})", fix.title, finding.cause.id()));
    out.paragraph(&fix.why);
}

fn facts(out: &mut Text, explanation: &Explanation) {
    if let Some((language, version)) = explanation.client {
        let version = version.map(|v| format!(" {v}")).unwrap_or_default();
        out.item("·", &word("client").replace("{client}", &format!("{}{version}", language.name())));
    }
    if let Some(tried) = &explanation.tried {
        let name = if tried.proxy { "tried-proxy" } else { "tried" };
        out.item("·", &word(name).replace("{address}", tried.address.as_str()));
        if let Some(expected) = &tried.expected {
            out.item("·", &word("expected").replace("{address}", expected.as_str()));
        }
    }
}

fn fix(out: &mut Text, finding: &Finding, case: &Case) {
    let fix = knowledge::fix(finding, case, &Evidence::default());
    out.paragraph(&word("steps"));
    for (number, step) in fix.steps.iter().enumerate() {
        out.item(&format!("{}.", number + 1), &step.text);
        for more in [&step.command, &step.link].into_iter().flatten() {
            out.verbatim(&format!("      {more}"));
        }
    }
    if let Some(snippet) = &fix.snippet {
        out.paragraph(&word("snippet").replace("{language}", snippet.language.name()));
        for line in snippet.code.lines() {
            out.verbatim(&format!("    {line}"));
        }
    }
}

/// The parts of a line that fit into a width, broken at a space where one is near.
fn rows(line: &str, width: usize) -> Vec<Range<usize>> {
    const NEAR: usize = 30;
    let mut rows = Vec::new();
    let mut start = 0;
    while line[start..].width() > width {
        let mut wide = 0;
        let full = line[start..].char_indices().find(|(_, c)| {
            wide += c.width().unwrap_or(0);
            wide > width
        });
        let full = full.map_or(line.len(), |(i, _)| start + i.max(1));
        let space = line[start..full].rfind(' ').filter(|s| full - start - s < NEAR);
        let end = space.map_or(full, |s| start + s + 1);
        rows.push(start..end);
        start = end;
    }
    rows.push(start..line.len());
    rows
}

/// Text that is wrapped as it grows.
#[derive(Default)]
struct Text {
    out: String,
    open: bool,
}

impl Text {
    fn paragraph(&mut self, text: &str) {
        if !self.out.is_empty() {
            self.out.push('\n');
        }
        self.wrap(text, "", "");
        self.open = false;
    }

    fn item(&mut self, sign: &str, text: &str) {
        if !self.open {
            self.out.push('\n');
            self.open = true;
        }
        self.wrap(text, &format!("  {sign} "), &" ".repeat(sign.width() + 3));
    }

    fn verbatim(&mut self, line: &str) {
        if !self.open {
            self.out.push('\n');
            self.open = true;
        }
        self.out.push_str(line.trim_end());
        self.out.push('\n');
    }

    fn wrap(&mut self, text: &str, first: &str, rest: &str) {
        let mut line = first.to_owned();
        let mut empty = true;
        for word in text.split_whitespace() {
            if !empty && line.width() + 1 + word.width() > WIDTH {
                self.out.push_str(&line);
                self.out.push('\n');
                rest.clone_into(&mut line);
                empty = true;
            }
            if !empty {
                line.push(' ');
            }
            line.push_str(word);
            empty = false;
        }
        self.out.push_str(line.trim_end());
        self.out.push('\n');
    }

    /// Lines with a part of them marked, broken where they are too wide.
    fn quote(&mut self, text: &str, marked: Range<usize>, colour: bool) {
        self.out.push('\n');
        let mut at = 0;
        for line in text.split('\n') {
            for row in rows(line, WIDTH - 4) {
                let (start, end) = (at + row.start, at + row.end);
                let from = marked.start.clamp(start, end);
                let to = marked.end.clamp(from, end);
                let (before, words, after) = (&text[start..from], &text[from..to], &text[to..end]);
                let (on, off) = if colour && !words.is_empty() { ("\u{1b}[7m", "\u{1b}[0m") } else { ("", "") };
                let shown = format!("    {before}{on}{words}{off}{after}");
                let _ = writeln!(self.out, "{}", shown.trim_end());
                if !words.is_empty() {
                    let _ = writeln!(self.out, "    {}{}", " ".repeat(before.width()), "^".repeat(words.width()));
                }
            }
            at += line.len() + 1;
        }
        self.open = false;
    }

    fn finish(self) -> String {
        self.out
    }
}
