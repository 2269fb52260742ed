//! The expectations of the corpora, and the judgment: every expected place is found, and nothing is found that is not expected.

use std::path::Path;
use weaviate_doctor::model::finding::Confidence;
use weaviate_doctor::model::source_finding::SourceFinding;

/// Made-up keys of our own corpus, put together here so that this file holds none.
pub const KEYS: [&str; 8] = [
    "c2NhbjpleGFtcGxlOmtleTowMDAwMDAwMQ",
    "Tm90QVJlYWxLZXk6c2NhbjowMDAwMDAwMg",
    "Y3NrZXktbm90LXJlYWwtYnV0LWxvbmctMDAwMDM",
    "Z29rZXktbm90LXJlYWwtYnV0LWxvbmctMDAwMQ",
    "ZW52a2V5LW5vdC1yZWFsLWJ1dC1sb25nLTAwMDA1",
    "amF2YWtleS1ub3QtcmVhbC1sb25nLTAwMDAwMDI",
    "bW9ja2tleS1zdG9yZS1ub3QtcmVhbC0wMDE5",
    "c2hrZXktbm90LXJlYWwtYnV0LWxvbmctMDAwMDQ",
];

/// What must be found in a file.
pub struct Case {
    pub path: String,
    pub expected: Vec<Expected>,
}

/// One place.
pub struct Expected {
    pub lines: (usize, usize),
    pub cell_lines: Option<(usize, usize)>,
    pub causes: Vec<String>,
    pub optional: bool,
    /// What is found may not be certain: no file proves it.
    pub unsure: bool,
}

impl Expected {
    fn covers(&self, finding: &SourceFinding) -> bool {
        let near = |(first, last): (usize, usize), line: usize| line + 1 >= first && line <= last + 1;
        let cell = self.cell_lines.is_none_or(|lines| finding.cell.is_some_and(|c| near(lines, c.line)));
        let proved = !(self.unsure && finding.confidence == Confidence::Certain);
        near(self.lines, finding.line) && cell && proved && self.causes.iter().any(|c| matches(c, finding.cause.id()))
    }
}

/// `*` stands for any text.
fn matches(pattern: &str, text: &str) -> bool {
    let mut rest = text;
    let parts: Vec<&str> = pattern.split('*').collect();
    for (i, part) in parts.iter().enumerate() {
        let Some(at) = rest.find(part) else { return false };
        if i == 0 && at != 0 {
            return false;
        }
        rest = &rest[at + part.len()..];
    }
    parts.last().is_some_and(|p| p.is_empty()) || rest.is_empty()
}

/// Fails with every miss and every false finding.
pub fn judge(findings: &[SourceFinding], cases: &[Case], name: &str) {
    let mut wrong = Vec::new();
    let (mut expected, mut found, mut right) = (0, 0, 0);
    for case in cases {
        let here: Vec<&SourceFinding> = findings.iter().filter(|f| f.path.raw() == case.path).collect();
        for e in case.expected.iter().filter(|e| !e.optional) {
            expected += 1;
            if here.iter().any(|f| e.covers(f)) {
                found += 1;
            } else {
                wrong.push(format!("missed: {}:{:?} {:?}", case.path, e.lines, e.causes));
            }
        }
        for f in here {
            if case.expected.iter().any(|e| e.covers(f)) {
                right += 1;
            } else {
                wrong.push(format!("false: {}:{}:{} {} {}", f.path, f.line, f.column, f.cause.id(), f.message));
            }
        }
    }
    let known = |f: &&SourceFinding| !cases.iter().any(|c| c.path == f.path.raw());
    wrong.extend(
        findings
            .iter()
            .filter(known)
            .map(|f| format!("in a file without expectations: {}:{} {}", f.path, f.line, f.cause.id())),
    );
    println!("{name}: {found} of {expected} expected places found, {right} of {} findings right", findings.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What `expected.json` of `tests/scan_projects` says of each file, and the made-up keys in them: `lines` are the first and the last line of the
/// place, `cell_lines` the same within a notebook's cell, `cause` the causes that are right (`*` for any text), and an `optional` place need not be found.
pub fn projects(folder: &Path) -> (Vec<Case>, Vec<String>) {
    let text = std::fs::read_to_string(folder.join("expected.json")).expect("expected.json");
    let all: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let strings = |v: &serde_json::Value| {
        v.as_array().into_iter().flatten().filter_map(|s| s.as_str().map(str::to_owned)).collect::<Vec<_>>()
    };
    let pair = |v: &serde_json::Value| {
        let number = |i: usize| usize::try_from(v[i].as_u64().unwrap_or_default()).expect("a line");
        (number(0), number(1))
    };
    let expected = |e: &serde_json::Value| Expected {
        lines: pair(&e["lines"]),
        cell_lines: e.get("cell_lines").map(pair),
        causes: strings(&e["cause"]),
        optional: e["optional"].as_bool().unwrap_or_default(),
        unsure: e["unsure"].as_bool().unwrap_or_default(),
    };
    let files = all["files"].as_object().expect("files");
    let case = |(path, list): (&String, &serde_json::Value)| Case {
        path: path.clone(),
        expected: list.as_array().into_iter().flatten().map(expected).collect(),
    };
    (files.iter().map(case).collect(), strings(&all["secrets"]))
}

/// Our own corpus: each place is marked by a comment `EXPECT cause` on its line (`EXPECT-NEXT` on the line before); `|` between causes that are as good,
/// and `UNSURE` behind them where no file proves it.
pub fn own(folder: &Path) -> Vec<Case> {
    let mut cases = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(here) = open.pop() {
        for entry in std::fs::read_dir(&here).expect("folder").map(|e| e.expect("entry").path()) {
            if entry.is_dir() {
                open.push(entry);
                continue;
            }
            let Ok(text) = std::fs::read_to_string(&entry) else { continue };
            let path = entry.strip_prefix(folder).expect("below").to_string_lossy().into_owned();
            let mut expected = Vec::new();
            for (i, line) in text.lines().enumerate() {
                for (word, shift) in [("EXPECT ", 1), ("EXPECT-NEXT ", 2)] {
                    for rest in line.split(word).skip(1) {
                        let ids = rest
                            .split(|c: char| !(c.is_ascii_lowercase() || c == '-' || c == '|'))
                            .next()
                            .unwrap_or_default();
                        let at = i + shift;
                        expected.push(Expected {
                            lines: (at, at),
                            cell_lines: None,
                            causes: ids.split('|').map(str::to_owned).collect(),
                            optional: false,
                            unsure: rest.contains(" UNSURE"),
                        });
                    }
                }
            }
            cases.push(Case { path, expected });
        }
    }
    cases
}

/// Copies a folder's files.
pub fn copy(from: &Path, to: &Path) {
    let mut open = vec![from.to_owned()];
    while let Some(here) = open.pop() {
        for entry in std::fs::read_dir(&here).expect("folder").map(|e| e.expect("entry").path()) {
            let target = to.join(entry.strip_prefix(from).expect("below"));
            if entry.is_dir() {
                std::fs::create_dir_all(target).expect("folder");
                open.push(entry);
            } else {
                std::fs::copy(&entry, target).expect("copied");
            }
        }
    }
}
