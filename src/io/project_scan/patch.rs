//! The fixes as one patch that `git apply` takes: only the lines that change, with the usual three lines around them. A line that holds what
//! looks like a key is never printed: the fix of such a line is left out, and context ends before it.

use crate::model::api_key::Redactor;
use crate::model::sanitized::is_invisible;
use crate::model::source_finding::{Edit, SourceFinding};
use crate::rules::scan::{assigns_secret, is_key_of_words, looks_like_key};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::ops::Range;

/// Lines around a change.
const CONTEXT_LINES: usize = 3;

/// How often a patch is made again without what could not be closed. What then still can't is no ordinary file.
const MAX_ROUNDS: usize = 16;

/// Some lines that are replaced by others.
struct LineChange {
    lines: Range<usize>,
    new: Vec<Vec<u8>>,
    /// The findings whose fixes it belongs to.
    of: BTreeSet<usize>,
}

/// The patch, and what it doesn't repair.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Patch {
    /// For `git apply`, from the folder that the findings' paths are relative to.
    pub text: Vec<u8>,
    /// The findings, by number, that it leaves alone.
    pub left: Vec<usize>,
}

/// A finding's number and its edits.
type NumberedFix<'a> = (usize, &'a [Edit]);

/// The patch for all findings. `read` gives a file's bytes by its path; of `keys` no line has any.
pub fn patch(findings: &[SourceFinding], keys: &Redactor, read: impl Fn(&str) -> Option<Vec<u8>>) -> Patch {
    let mut files: BTreeMap<&str, Vec<NumberedFix<'_>>> = BTreeMap::new();
    let mut left: BTreeSet<usize> = (0..findings.len()).collect();
    // Without its name, a file can't be patched.
    for (i, finding) in findings.iter().enumerate().filter(|(_, f)| !f.fix.is_empty() && !f.path.hides_key()) {
        files.entry(finding.path.raw()).or_default().push((i, &finding.fix));
    }
    let mut text = Vec::new();
    for (path, fixes) in files {
        // A patch names files below the folder where it is applied.
        let outside = path.starts_with('/') || path.split('/').any(|part| part == "..");
        let Some(bytes) = read(path).filter(|_| !outside) else { continue };
        let secrets = findings.iter().filter(|f| f.path.raw() == path && f.shows_secret());
        let shown: BTreeSet<usize> = secrets.flat_map(|f| f.line - 1..f.end_line).collect();
        let (hunks, made) = file(&bytes, fixes, &shown, keys);
        if !hunks.is_empty() {
            // Without a line of Git's own above, the names count from the folder where `git apply` runs.
            text.extend_from_slice(format!("--- {}\n+++ {}\n", quoted("a", path), quoted("b", path)).as_bytes());
            text.extend_from_slice(&hunks);
        }
        left.retain(|i| !made.contains(i));
    }
    Patch { text, left: left.into_iter().collect() }
}

/// One file's hunks, and the findings that they repair. `shown` are lines that hold a key for sure.
fn file(
    bytes: &[u8],
    mut fixes: Vec<NumberedFix<'_>>,
    shown: &BTreeSet<usize>,
    keys: &Redactor,
) -> (Vec<u8>, BTreeSet<usize>) {
    let lines = lines(bytes);
    let is_shown = |(i, line): (usize, &Range<usize>)| shown.contains(&i) || is_secret(&bytes[line.clone()], keys);
    let mut secret: Vec<bool> = lines.iter().enumerate().map(is_shown).collect();
    // A key may stand in several lines.
    for key in std::str::from_utf8(bytes).map(|text| keys.spans(text)).unwrap_or_default() {
        secret[touched(&lines, &key)].fill(true);
    }
    // A fix goes in whole or not at all: what can't be closed takes the rest of its fix with it.
    for _ in 0..MAX_ROUNDS {
        let changes = changes(bytes, &lines, &secret, &fixes);
        let (out, dropped) = hunks(bytes, &lines, &secret, &changes);
        if dropped.is_empty() {
            return (out, changes.into_iter().flat_map(|c| c.of).collect());
        }
        fixes.retain(|(i, _)| !dropped.contains(i));
    }
    (Vec::new(), BTreeSet::new())
}

/// The places of the lines, each with its line break.
fn lines(bytes: &[u8]) -> Vec<Range<usize>> {
    let mut start = 0;
    bytes
        .split_inclusive(|b| *b == b'\n')
        .map(|line| {
            let range = start..start + line.len();
            start = range.end;
            range
        })
        .collect()
}

/// Puts the edits together by the lines they touch.
fn changes(bytes: &[u8], lines: &[Range<usize>], secret: &[bool], fixes: &[NumberedFix<'_>]) -> Vec<LineChange> {
    // By place; none overlaps another.
    let mut known: BTreeMap<(usize, usize), Vec<&str>> = BTreeMap::new();
    let mut taken: Vec<NumberedFix<'_>> = Vec::new();
    for (i, fix) in fixes {
        let valid = fix.iter().all(|e| e.bytes.start <= e.bytes.end && e.bytes.end <= bytes.len());
        let overlaps = |e: &Edit| {
            let before = known.range(..(e.bytes.end, 0)).next_back();
            before.is_some_and(|((start, end), texts)| {
                let same = (*start, *end) == (e.bytes.start, e.bytes.end) && texts.contains(&e.text.as_str());
                e.bytes.start < *end && !same
            })
        };
        let hidden = |e: &Edit| secret[touched(lines, &e.bytes)].contains(&true);
        if !valid || fix.iter().any(overlaps) || fix.iter().any(hidden) {
            continue;
        }
        taken.push((*i, fix));
        for edit in *fix {
            let texts = known.entry((edit.bytes.start, edit.bytes.end)).or_default();
            if !texts.contains(&edit.text.as_str()) {
                texts.push(&edit.text);
            }
        }
    }
    let texts = known.into_iter().flat_map(|((start, end), texts)| texts.into_iter().map(move |t| (start..end, t)));
    let edits: Vec<Edit> = texts.map(|(bytes, text)| Edit { bytes, text: text.to_owned() }).collect();
    let mut changes: Vec<LineChange> = Vec::new();
    let mut group: Vec<&Edit> = Vec::new();
    let mut covered = 0..0;
    for edit in &edits {
        let touches = touched(lines, &edit.bytes);
        if !group.is_empty() && touches.start >= covered.end {
            changes.push(change(bytes, lines, covered.clone(), &group));
            group.clear();
        }
        covered = if group.is_empty() { touches } else { covered.start..covered.end.max(touches.end) };
        group.push(edit);
    }
    if !group.is_empty() {
        changes.push(change(bytes, lines, covered, &group));
    }
    changes.retain(|c| !c.new.is_empty());
    for (i, edit) in taken.iter().flat_map(|(i, fix)| fix.iter().map(|edit| (*i, edit))) {
        let place = touched(lines, &edit.bytes);
        let at = changes.partition_point(|c| c.lines.end <= place.start);
        if let Some(change) = changes.get_mut(at).filter(|c| c.lines.start < place.end) {
            change.of.insert(i);
        }
    }
    changes
}

/// The lines that a place touches.
fn touched(lines: &[Range<usize>], place: &Range<usize>) -> Range<usize> {
    let line_of = |at: usize| lines.partition_point(|l| l.end <= at).min(lines.len().saturating_sub(1));
    let first = line_of(place.start);
    let last = if place.is_empty() { first } else { line_of(place.end - 1) };
    if lines.is_empty() { 0..0 } else { first..last + 1 }
}

fn change(bytes: &[u8], lines: &[Range<usize>], covered: Range<usize>, edits: &[&Edit]) -> LineChange {
    let (start, end) = (lines[covered.start].start, lines[covered.end - 1].end);
    let mut new = Vec::new();
    let mut at = start;
    for edit in edits {
        new.extend_from_slice(&bytes[at..edit.bytes.start.max(at)]);
        new.extend_from_slice(edit.text.as_bytes());
        at = edit.bytes.end.max(at);
    }
    new.extend_from_slice(&bytes[at..end]);
    let new = new.split_inclusive(|b| *b == b'\n').map(<[u8]>::to_vec).collect();
    LineChange { lines: covered, new, of: BTreeSet::new() }
}

/// Whether a line holds what looks like a key, or a password in an address.
fn is_secret(line: &[u8], keys: &Redactor) -> bool {
    let text = String::from_utf8_lossy(line);
    let word = |c: char| c.is_ascii_alphanumeric() || "+/=_-.~".contains(c);
    let key = text.split(|c| !word(c)).any(|w| {
        // `KEY=value` is a name and a value; padding belongs to the value.
        let value = w.trim_end_matches('=').rsplit('=').next().unwrap_or(w);
        [w, value].into_iter().any(|w| looks_like_key(w) || is_key_of_words(w))
    });
    let password =
        text.split("://").skip(1).any(|rest| rest.split(['"', '\'', ' ']).next().is_some_and(|a| a.contains('@')));
    key || password || assigns_secret(&text) || keys.finds(&text)
}

/// The hunks, and the findings whose changes can't be shown.
fn hunks(bytes: &[u8], lines: &[Range<usize>], secret: &[bool], changes: &[LineChange]) -> (Vec<u8>, BTreeSet<usize>) {
    let clear = |i: usize| !secret[i];
    let mut dropped = BTreeSet::new();
    // Context before and behind each change, as far as it may be shown.
    let around: Vec<(usize, usize)> = changes
        .iter()
        .map(|c| {
            let before = (0..CONTEXT_LINES).take_while(|n| c.lines.start > *n && clear(c.lines.start - n - 1)).count();
            let behind =
                (0..CONTEXT_LINES).take_while(|n| c.lines.end + n < lines.len() && clear(c.lines.end + n)).count();
            (before, behind)
        })
        .collect();
    let mut out = Vec::new();
    let mut shift = 0_isize;
    let mut i = 0;
    while i < changes.len() {
        let mut last = i;
        while last + 1 < changes.len()
            && changes[last + 1].lines.start - around[last + 1].0 <= changes[last].lines.end + around[last].1
        {
            last += 1;
        }
        // Without a line behind it, `git apply` would look for a change at the end of the file; such changes are left out.
        let closed = |n: &usize| around[*n].1 > 0 || changes[*n].lines.end == lines.len();
        let end = (i..=last).rev().find(closed);
        for change in &changes[end.map_or(i, |e| e + 1)..=last] {
            dropped.extend(&change.of);
        }
        if let Some(end) = end {
            let old = changes[i].lines.start - around[i].0..changes[end].lines.end + around[end].1;
            let part = &changes[i..=end];
            let grown: isize = part.iter().map(|c| c.new.len().cast_signed() - c.lines.len().cast_signed()).sum();
            hunk(bytes, lines, part, &old, shift, grown, &mut out);
            shift += grown;
        }
        i = last + 1;
    }
    (out, dropped)
}

fn hunk(
    bytes: &[u8],
    lines: &[Range<usize>],
    changes: &[LineChange],
    old: &Range<usize>,
    shift: isize,
    grown: isize,
    out: &mut Vec<u8>,
) {
    let start = old.start + 1;
    let new_start = start.cast_signed() + shift;
    let new_length = old.len().cast_signed() + grown;
    out.extend_from_slice(format!("@@ -{start},{} +{new_start},{new_length} @@\n", old.len()).as_bytes());
    let mut at = old.start;
    for change in changes {
        for line in &lines[at..change.lines.start] {
            put(b' ', &bytes[line.clone()], out);
        }
        for line in &lines[change.lines.clone()] {
            put(b'-', &bytes[line.clone()], out);
        }
        for line in &change.new {
            put(b'+', line, out);
        }
        at = change.lines.end;
    }
    for line in &lines[at..old.end] {
        put(b' ', &bytes[line.clone()], out);
    }
}

fn put(mark: u8, line: &[u8], out: &mut Vec<u8>) {
    out.push(mark);
    out.extend_from_slice(line);
    if !line.ends_with(b"\n") {
        out.extend_from_slice(b"\n\\ No newline at end of file\n");
    }
}

/// A file's name as Git writes it: in quotes when it has characters that need them.
fn quoted(side: &str, path: &str) -> String {
    let name = format!("{side}/{path}");
    if name.bytes().all(|b| matches!(b, b' '..=b'~') && b != b'"' && b != b'\\') {
        // A tab ends a name with spaces.
        return if name.contains(' ') { format!("{name}\t") } else { name };
    }
    let mut out = String::from("\"");
    for b in name.bytes() {
        match b {
            b'"' | b'\\' => {
                out.push('\\');
                out.push(char::from(b));
            }
            0x20..=0x7e => out.push(char::from(b)),
            _ => {
                let _ = write!(out, "\\{b:03o}");
            }
        }
    }
    out.push('"');
    out
}

/// The patch as a terminal may show it: everything in a foreign line that could steer it is spelled out. `git apply` takes the patch itself,
/// which goes to files and pipes.
pub fn for_terminal(patch: &[u8]) -> Vec<u8> {
    let mut out = String::with_capacity(patch.len());
    for chunk in patch.utf8_chunks() {
        let mut letters = chunk.valid().chars().peekable();
        while let Some(c) = letters.next() {
            match c {
                '\n' | '\t' => out.push(c),
                '\r' if letters.peek() == Some(&'\n') => {}
                c if c.is_control() || is_invisible(c) || matches!(c, '\u{2028}' | '\u{2029}') => {
                    let _ = write!(out, "{}", c.escape_unicode());
                }
                c => out.push(c),
            }
        }
        for byte in chunk.invalid() {
            let _ = write!(out, "\\x{byte:02x}");
        }
    }
    out.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_sees_what_steers_it_spelled_out() {
        let patch = "--- \"a/\\303\\251\"\n # \u{1b}]0;x\u{7}\u{9b}2J\u{202e}\u{2028}\r\n+\tb\rc\n";
        let shown = for_terminal(&[patch.as_bytes(), b"\xff\xc3"].concat());
        let expected = "--- \"a/\\303\\251\"\n # \\u{1b}]0;x\\u{7}\\u{9b}2J\\u{202e}\\u{2028}\n+\tb\\u{d}c\n\\xff\\xc3";
        assert_eq!(String::from_utf8(shown).unwrap(), expected);
    }

    #[test]
    fn names_are_quoted_as_git_quotes_them() {
        for (path, shown) in [
            ("app.py", "a/app.py"),
            ("two words.py", "a/two words.py\t"),
            ("é.py", r#""a/\303\251.py""#),
            ("a\u{202e}b\u{9b}.py", r#""a/a\342\200\256b\302\233.py""#),
            ("a\n\"\\", r#""a/a\012\"\\""#),
        ] {
            assert_eq!(quoted("a", path), shown, "{path:?}");
        }
    }
}
