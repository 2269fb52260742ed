//! Long runs of comment lines, blanked before Python is parsed. At each comment the grammar's scanner looks ahead over all that follow, for
//! the indentation behind them, so a run of n comments costs n² steps. Places stay what they are.

use crate::rules::scan::layout::blank;
use std::borrow::Cow;
use std::ops::Range;

/// Comment lines in a row that are left as they are: licenses and commented-out functions.
const MAX_COMMENT_LINES: usize = 64;

/// The text without the comment lines, and lines that are only continued, of long runs.
pub(in crate::rules::scan) fn without_comments(text: &str) -> Cow<'_, str> {
    let runs = runs(text);
    if runs.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for run in runs {
        out.push_str(&text[out.len()..run.start]);
        blank(&text[run], &mut out);
    }
    out.push_str(&text[out.len()..]);
    Cow::Owned(out)
}

/// Where more than [`MAX_COMMENT_LINES`] lines in a row are comments or only continued, empty ones aside.
fn runs(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let (mut start, mut lines, mut run) = (0, 0, 0..0);
    let mut string: Option<&str> = None;
    for line in text.split_inclusive('\n') {
        let end = start + line.len();
        let code = line.trim();
        if string.is_none() && (code.starts_with('#') || code == "\\") {
            run = if lines == 0 { start..end } else { run.start..end };
            lines += 1;
        } else if !code.is_empty() {
            if lines > MAX_COMMENT_LINES {
                found.push(run.clone());
            }
            lines = 0;
            string = string_behind(line, string);
        }
        start = end;
    }
    if lines > MAX_COMMENT_LINES {
        found.push(run);
    }
    found
}

/// The quotes of a string that continues after this line, given the one open before it.
fn string_behind<'a>(line: &'a str, mut open: Option<&'a str>) -> Option<&'a str> {
    let bytes = line.as_bytes();
    let mut i = 0;
    while i < bytes.len() {
        let rest = &bytes[i..];
        match (open, bytes[i]) {
            (Some(_), b'\\') => i += 1,
            (Some(quotes), _) if rest.starts_with(quotes.as_bytes()) => {
                i += quotes.len() - 1;
                open = None;
            }
            (None, b'#') => break,
            (None, quote @ (b'"' | b'\'')) => {
                let length = if rest.starts_with(&[quote; 3]) { 3 } else { 1 };
                open = line.get(i..i + length);
                i += length - 1;
            }
            _ => {}
        }
        i += 1;
    }
    // Only strings in three quotes go on, and those whose line ends with a backslash.
    open.filter(|quotes| quotes.len() == 3 || line.trim_end_matches(['\n', '\r']).ends_with('\\'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_runs_are_blanked_and_nothing_moves() {
        let text = format!("import weaviate\n{}x = 1\n", "  # é\r\n".repeat(MAX_COMMENT_LINES + 2));
        let shorter = without_comments(&text);
        assert_eq!(shorter.len(), text.len());
        assert!(!shorter.contains('#') && shorter.matches('\n').count() == text.matches('\n').count());
        assert_eq!(shorter.find("x = 1"), text.find("x = 1"));
        assert!(matches!(without_comments("# a\n# b\n"), Cow::Borrowed(_)));
    }

    #[test]
    fn what_stands_in_a_string_is_no_comment() {
        let many = "# a\n".repeat(MAX_COMMENT_LINES * 2);
        for text in [format!("x = \"\"\"\n{many}\"\"\"\n"), format!("x = '\\\\'; y = r'''#\n{many}'''\n")] {
            assert!(matches!(without_comments(&text), Cow::Borrowed(_)), "{text}");
        }
        let behind = format!("x = '''a\n'''\n{many}# \"\"\"\n{many}");
        assert_eq!(without_comments(&behind).matches('#').count(), 0);
    }
}
