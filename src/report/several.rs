//! Several clusters (`check --all`): a line each, the summary at the end, and all of them as JSON Lines, Markdown or `JUnit`.

use super::markdown::escape::{cell, code, prose};
use super::style::{Style, TextTone};
use crate::model::report_schema::{Report, ReportTool, VERSION};
use crate::words::columns::wrap_whole;
use crate::words::format;
use crate::words::result_document::title;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::Duration;
use unicode_width::UnicodeWidthStr as _;

/// Columns.
const TEXT_COLUMNS: usize = 80;
/// Most columns for a name: a longer one pushes the rest of its line.
const MAX_NAME_COLUMNS: usize = 24;

/// What became of a cluster of the config file.
pub struct Member {
    /// Its name there, or what stands for it.
    pub name: String,
    /// Its report, or why it could not be checked.
    pub outcome: Result<Report, String>,
}

/// A JSON line for a cluster that could not be checked.
#[derive(Serialize)]
struct NotChecked<'a> {
    schema_version: u32,
    tool: ReportTool,
    name: &'a str,
    error: &'a str,
}

/// In the order in which they are listed, the worst first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Sort {
    NotChecked,
    Diagnosed,
    Undiagnosed,
    Healthy,
}

impl Sort {
    const fn mark(self) -> (&'static str, TextTone) {
        match self {
            Self::NotChecked | Self::Diagnosed => ("✗", TextTone::Bad),
            Self::Undiagnosed => ("!", TextTone::Odd),
            Self::Healthy => ("✓", TextTone::Good),
        }
    }

    /// What a number of them is called.
    const fn counted(self) -> &'static str {
        match self {
            Self::NotChecked => "not checked",
            Self::Diagnosed => "with a cause",
            Self::Undiagnosed => "undiagnosed",
            Self::Healthy => "healthy",
        }
    }
}

impl Member {
    /// How it went, and the word for it: the first cause, or the verdict.
    fn result(&self) -> (Sort, &str) {
        let Ok(report) = &self.outcome else { return (Sort::NotChecked, "not checked") };
        match report.diagnosis.causes.first() {
            Some(cause) => (Sort::Diagnosed, &cause.id),
            None if report.diagnosis.verdict == "healthy" => (Sort::Healthy, "healthy"),
            None => (Sort::Undiagnosed, "undiagnosed"),
        }
    }

    pub(super) fn said(&self) -> String {
        match (&self.outcome, self.result()) {
            (Err(why), (_, word)) => format!("{word}: {why}"),
            (Ok(report), _) => result(report),
        }
    }

    /// One line for people; `width` is that of the longest name.
    pub fn line(&self, width: usize, style: Style) -> String {
        let (mark, meaning) = self.result().0.mark();
        let took = match &self.outcome {
            Ok(report) => format::time(Duration::from_millis(report.duration_ms)),
            Err(_) => String::new(),
        };
        let gap = " ".repeat(width.min(MAX_NAME_COLUMNS).saturating_sub(self.name.width()));
        let mark = style.paint(meaning, mark);
        format!("{mark} {}{gap} {took:>7}  {}\n", self.name, self.said())
    }

    /// One line of JSON Lines: its report, or `name` and `error`.
    pub fn json_line(&self) -> anyhow::Result<String> {
        match &self.outcome {
            Ok(report) => super::json_line(report),
            Err(error) => {
                let line = NotChecked {
                    schema_version: VERSION,
                    tool: super::tool(),
                    name: &self.name,
                    error: error.as_str(),
                };
                Ok(serde_json::to_string(&line)? + "\n")
            }
        }
    }
}

/// The outcome of a report, in one clause.
pub(super) fn result(report: &Report) -> String {
    match report.diagnosis.causes.first() {
        Some(cause) => format!("{}: {}", cause.id, title(cause)),
        None if report.diagnosis.verdict == "healthy" => "healthy".to_owned(),
        None => match &report.diagnosis.conclusion {
            Some(conclusion) => format!("undiagnosed: {}", conclusion.title),
            None => "undiagnosed: something failed, and no known cause fits".to_owned(),
        },
    }
}

/// Which clusters came to the same result.
#[derive(Default)]
pub struct Summary {
    groups: BTreeMap<(Sort, String), Vec<String>>,
}

impl Summary {
    /// Counts it in.
    pub fn add(&mut self, member: &Member) {
        let (sort, word) = member.result();
        self.groups.entry((sort, word.to_owned())).or_default().push(member.name.clone());
    }

    fn count(&self, wanted: Sort) -> usize {
        self.groups.iter().filter(|((sort, _), _)| *sort == wanted).map(|(_, names)| names.len()).sum()
    }

    /// `4 clusters in 1.2 s: 1 healthy, 3 with a cause`.
    pub(super) fn head(&self, took: Duration) -> String {
        let total: usize = self.groups.values().map(Vec::len).sum();
        let counts: Vec<String> = [Sort::Healthy, Sort::Undiagnosed, Sort::Diagnosed, Sort::NotChecked]
            .into_iter()
            .map(|sort| (self.count(sort), sort.counted()))
            .filter(|(count, _)| *count > 0)
            .map(|(count, word)| format!("{count} {word}"))
            .collect();
        let noun = if total == 1 { "cluster" } else { "clusters" };
        format!("{total} {noun} in {}: {}", format::time(took), counts.join(", "))
    }

    /// Each result with the clusters' names, the worst and then the most frequent first.
    fn rows(&self) -> Vec<(&(Sort, String), &Vec<String>)> {
        let mut rows: Vec<_> = self.groups.iter().collect();
        rows.sort_by_key(|((sort, _), names)| (*sort, std::cmp::Reverse(names.len())));
        rows
    }

    /// Each result but health, with the clusters' names.
    pub(super) fn broken(&self) -> impl Iterator<Item = (&str, &Vec<String>)> {
        let rows = self.rows().into_iter().filter(|((sort, _), _)| *sort != Sort::Healthy);
        rows.map(|((_, word), names)| (word.as_str(), names))
    }

    /// The table at the end: a row a result, the worst and then the most frequent first, with the clusters' names.
    pub fn text(&self, took: Duration, style: Style) -> String {
        let mut out = format!("\n{}\n", style.paint(TextTone::Heading, &self.head(took)));
        let rows = self.rows();
        let width = rows.iter().map(|((_, word), _)| word.width()).max().unwrap_or_default();
        for ((sort, word), names) in rows {
            let mut names = names.clone();
            names.sort();
            let (mark, meaning) = sort.mark();
            let mark = style.paint(meaning, mark);
            let indent = width + 12;
            for (i, line) in wrap_whole(&names.join(", "), TEXT_COLUMNS.saturating_sub(indent)).iter().enumerate() {
                let _ = if i == 0 {
                    writeln!(out, "  {mark} {word:<width$} {:>5}  {line}", names.len())
                } else {
                    writeln!(out, "{:indent$}{line}", "")
                };
            }
        }
        out
    }

    /// All clusters for a ticket: a table, then a section each. `members` in the order in which they are to stand.
    pub fn markdown(&self, members: &[Member], took: Duration) -> String {
        let mut out = format!("# {}\n\n| | cluster | result | time |\n|---|---|---|---|\n", self.head(took));
        for member in members {
            let time = member
                .outcome
                .as_ref()
                .map_or_else(|_| String::new(), |report| format::time(Duration::from_millis(report.duration_ms)));
            let (mark, name) = (member.result().0.mark().0, cell(&code(&member.name)));
            let _ = writeln!(out, "| {mark} | {name} | {} | {time} |", cell(&prose(&member.said())));
        }
        for member in members {
            let _ = writeln!(out, "\n# {}\n", code(&member.name));
            match &member.outcome {
                Ok(report) => out.push_str(&super::markdown(report)),
                Err(why) => {
                    let _ = writeln!(out, "Not checked: {}", prose(why));
                }
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::text::tests::report;

    fn members() -> Vec<Member> {
        let mut healthy = report();
        healthy.diagnosis.causes.clear();
        healthy.diagnosis.verdict = "healthy".to_owned();
        let member = |name: &str, outcome| Member { name: name.to_owned(), outcome };
        vec![
            member("beta", Ok(report())),
            member("alpha", Ok(healthy)),
            member("archive", Err("can't read the key from “k”: | <no>".to_owned())),
            member("b2", Ok(report())),
        ]
    }

    #[test]
    fn a_line_each_and_a_table_with_the_worst_first() {
        let members = members();
        let mut summary = Summary::default();
        for member in &members {
            summary.add(member);
        }
        let line = members[0].line(7, Style::PLAIN);
        assert!(
            line.starts_with("✗ beta  ") && line.contains("  grpc-blocked: ") && line.lines().count() == 1,
            "{line}"
        );
        let expected = "\n4 clusters in 1.2 s: 1 healthy, 2 with a cause, 1 not checked\n  \
                        ✗ not checked      1  archive\n  ✗ grpc-blocked     2  b2, beta\n  ✓ healthy          1  alpha\n";
        assert_eq!(summary.text(Duration::from_millis(1234), Style::PLAIN), expected);
    }

    #[test]
    fn json_lines_are_reports_and_errors() {
        for (member, named) in members().iter().zip([None, None, Some("archive"), None]) {
            let line = member.json_line().unwrap();
            assert_eq!((line.matches('\n').count(), line.ends_with('\n')), (1, true));
            let value: serde_json::Value = serde_json::from_str(&line).unwrap();
            assert_eq!((value["schema_version"].as_u64(), value["name"].as_str()), (Some(1), named));
            assert_eq!(value["error"].is_string(), named.is_some());
        }
    }

    #[test]
    fn markdown_and_junit_hold_every_cluster() {
        let members = members();
        let mut summary = Summary::default();
        for member in &members {
            summary.add(member);
        }
        let text = summary.markdown(&members, Duration::from_secs(2));
        assert!(
            text.contains("\n| ✗ | `archive` |") && text.contains("\n# `b2`\n") && !text.contains("<no>"),
            "{text}"
        );
        let text = super::super::junit::several(&members, Duration::from_secs(2)).unwrap();
        assert_eq!(text.matches("<testsuite ").count(), 4, "{text}");
        // Three reports with three probes, two of them with a cause and one healthy, and one that was not checked.
        assert_eq!((text.matches("<testcase ").count(), text.matches("<error ").count()), (13, 1), "{text}");
    }
}
