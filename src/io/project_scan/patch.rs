//! The fixes as one patch that `git apply` takes. A line that holds what looks like a key is never printed: a hunk with such a line is left
//! out.

use crate::model::api_key::Redactor;
use crate::model::key_shape::looks_like_key;
use crate::model::sanitized::is_invisible;
use crate::model::source_finding::{Edit, SourceFinding};
use crate::rules::literal::{assigns_secret, is_key_of_words};
use similar::{Algorithm, ChangeTag, DiffOp, capture_diff_slices_deadline, group_diff_ops};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::ops::Range;
use std::time::{Duration, Instant};

/// Lines around each change of a file: one where three would show more secrets. `git apply` needs one.
const CONTEXTS: [usize; 2] = [1, 3];

/// How long the shortest difference is looked for.
const MAX_DIFF_TIME: Duration = Duration::from_secs(1);

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
        let (hunks, made) = file(&bytes, &fixes, &shown, keys);
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
    fixes: &[NumberedFix<'_>],
    shown: &BTreeSet<usize>,
    keys: &Redactor,
) -> (Vec<u8>, BTreeSet<usize>) {
    let lines: Vec<&[u8]> = bytes.split_inclusive(|b| *b == b'\n').collect();
    let mut end = 0;
    let ends: Vec<usize> = lines
        .iter()
        .map(|line| {
            end += line.len();
            end
        })
        .collect();
    let mut secret: Vec<bool> =
        lines.iter().enumerate().map(|(i, line)| shown.contains(&i) || is_secret(line, keys)).collect();
    // A key may stand in several lines.
    for key in std::str::from_utf8(bytes).map(|text| keys.spans(text)).unwrap_or_default() {
        let first = ends.partition_point(|end| *end <= key.start);
        let behind = ends.partition_point(|end| *end < key.end) + 1;
        if let Some(touched) = secret.get_mut(first..behind.min(ends.len())) {
            touched.fill(true);
        }
    }
    let source = PatchedFile { bytes, lines, ends, secret };
    // On a tie the last one wins, which shows more.
    CONTEXTS
        .into_iter()
        .map(|context| source.hunks(fixes, context))
        .max_by_key(|(_, made)| made.len())
        .unwrap_or_default()
}

/// A file that gets a patch, with what may not be shown of it.
struct PatchedFile<'a> {
    bytes: &'a [u8],
    /// Each with its line break.
    lines: Vec<&'a [u8]>,
    ends: Vec<usize>,
    secret: Vec<bool>,
}

impl PatchedFile<'_> {
    /// Hunks with so many lines around each change, and the fixes that they make.
    fn hunks(&self, fixes: &[NumberedFix<'_>], context: usize) -> (Vec<u8>, BTreeSet<usize>) {
        let (made, new) = self.repaired(fixes, context);
        let new: Vec<&[u8]> = new.split_inclusive(|b| *b == b'\n').collect();
        let until = Instant::now() + MAX_DIFF_TIME;
        let ops = capture_diff_slices_deadline(Algorithm::Myers, &self.lines, &new, Some(until));
        let mut out = Vec::new();
        for hunk in group_diff_ops(ops, context) {
            let (Some(first), Some(last)) = (hunk.first(), hunk.last()) else { continue };
            let old = first.old_range().start..last.old_range().end;
            // Among lines that repeat, a difference may be found elsewhere than it was made.
            if self.secret[old.clone()].contains(&true) {
                return (Vec::new(), BTreeSet::new());
            }
            write(&hunk, &old, &(first.new_range().start..last.new_range().end), &self.lines, &new, &mut out);
        }
        (out, made)
    }

    /// The fixes that can be made together, and the file with them: none overlaps another, and none has a secret within so many lines. A fix is
    /// made whole or not at all.
    fn repaired(&self, fixes: &[NumberedFix<'_>], context: usize) -> (BTreeSet<usize>, Vec<u8>) {
        let mut known: BTreeMap<(usize, usize), Vec<&str>> = BTreeMap::new();
        let mut made = BTreeSet::new();
        for (i, fix) in fixes {
            let valid = |e: &Edit| e.bytes.start <= e.bytes.end && e.bytes.end <= self.bytes.len();
            let overlaps = |e: &Edit| {
                let before = known.range(..(e.bytes.end, 0)).next_back();
                before.is_some_and(|((start, end), texts)| {
                    let same = (*start, *end) == (e.bytes.start, e.bytes.end) && texts.contains(&e.text.as_str());
                    e.bytes.start < *end && !same
                })
            };
            let hidden = |e: &Edit| {
                let lines = self.touched(&e.bytes);
                let around = lines.start.saturating_sub(context)..(lines.end + context).min(self.lines.len());
                self.secret[around].contains(&true)
            };
            if !fix.iter().all(|e| valid(e) && !overlaps(e) && !hidden(e)) {
                continue;
            }
            made.insert(*i);
            for edit in *fix {
                let texts = known.entry((edit.bytes.start, edit.bytes.end)).or_default();
                if !texts.contains(&edit.text.as_str()) {
                    texts.push(&edit.text);
                }
            }
        }
        let (mut new, mut at) = (Vec::new(), 0);
        for ((start, end), texts) in known {
            new.extend_from_slice(&self.bytes[at..start.max(at)]);
            new.extend(texts.iter().flat_map(|text| text.bytes()));
            at = end.max(at);
        }
        new.extend_from_slice(&self.bytes[at..]);
        (made, new)
    }

    /// The lines that a place touches.
    fn touched(&self, place: &Range<usize>) -> Range<usize> {
        let line_of = |at: usize| self.ends.partition_point(|end| *end <= at).min(self.ends.len().saturating_sub(1));
        let first = line_of(place.start);
        let last = if place.is_empty() { first } else { line_of(place.end - 1) };
        if self.lines.is_empty() { 0..0 } else { first..last + 1 }
    }
}

/// Whether a line holds what looks like a key, or a password in an address.
fn is_secret(line: &[u8], keys: &Redactor) -> bool {
    let text = String::from_utf8_lossy(line);
    let word = |c: char| c.is_ascii_alphanumeric() || "+/=_-.~".contains(c);
    let key = text.split(|c| !word(c)).any(|w| {
        // `KEY=value` is a name and a value, behind a key's own padding anything may follow, and a path may hold one.
        let parts = w.split('=').chain(w.split(['=', '/']));
        std::iter::once(w).chain(parts).any(|w| looks_like_key(w) || is_key_of_words(w))
    });
    let password =
        text.split("://").skip(1).any(|rest| rest.split(['"', '\'', ' ']).next().is_some_and(|a| a.contains('@')));
    key || password || assigns_secret(&text) || keys.finds(&text)
}

fn write(
    hunk: &[DiffOp],
    old: &Range<usize>,
    new: &Range<usize>,
    old_lines: &[&[u8]],
    new_lines: &[&[u8]],
    out: &mut Vec<u8>,
) {
    // A range without lines is named by the line before it.
    let place = |lines: &Range<usize>| format!("{},{}", lines.start + usize::from(!lines.is_empty()), lines.len());
    out.extend_from_slice(format!("@@ -{} +{} @@\n", place(old), place(new)).as_bytes());
    for change in hunk.iter().flat_map(|op| op.iter_changes(old_lines, new_lines)) {
        let mark = match change.tag() {
            ChangeTag::Equal => b' ',
            ChangeTag::Delete => b'-',
            ChangeTag::Insert => b'+',
        };
        put(mark, change.value(), out);
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
    fn a_key_that_is_glued_to_something_else_is_seen() {
        let key = "Zq7RtUv2+Ks9xWm4LpYb/Ng6HcJd8EfGh3TaQk5VnRs1=";
        for line in [
            format!("f('{key}pc-scan-sample.weaviate.cloud')"),
            format!("A={key}"),
            format!("x=y={key}=z"),
            format!("h.cloud/v1/m{key}`"),
        ] {
            assert!(is_secret(line.as_bytes(), &Redactor::default()), "{line}");
        }
        assert!(!is_secret(b"url=https://a.weaviate.cloud", &Redactor::default()));
    }

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
