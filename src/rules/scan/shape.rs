//! Whether a text can be handwritten, checked before it is parsed. A parser keeps what it can't finish on a stack, and
//! when a text breaks off there it copies that stack for each way to read it, without a chance to stop it: thousands of open brackets, signs
//! or labels cost gigabytes. So what stays open is counted first, in one pass that knows no language.

use super::Grammar;
use super::layout::blank;
use std::borrow::Cow;
use std::ops::Range;

/// Most brackets and signs that may be open at one place.
const MAX_OPEN: u32 = 1000;

/// Most brackets that may close nothing. The parser recovers from each by looking back at all that it has, in one step that can't be stopped.
const MAX_UNOPENED: u32 = 100;

/// What is open between two brackets.
#[derive(Clone, Copy, Default)]
struct Level {
    /// Ended by a comma, or with the line.
    loose: u32,
    /// Ended with the statement only: `<` and `?`.
    tight: u32,
}

/// The text to parse in place of this one: the same, or where strings and comments alone make it suspicious, without what stands in them.
/// None when such a text is not handwritten.
pub(super) fn parsable(grammar: Grammar, text: Cow<'_, str>) -> Option<Cow<'_, str>> {
    if !is_deep(grammar, &text) {
        return Some(text);
    }
    let mut plain = String::with_capacity(text.len());
    for part in quoted(grammar, &text) {
        plain.push_str(&text[plain.len()..part.start.max(plain.len())]);
        blank(&text[plain.len()..part.end], &mut plain);
    }
    plain.push_str(&text[plain.len()..]);
    (!is_deep(grammar, &plain)).then_some(Cow::Owned(plain))
}

/// Whether too much is open somewhere.
fn is_deep(grammar: Grammar, text: &str) -> bool {
    let mut levels: Vec<Level> = Vec::new();
    let mut here = Level::default();
    // What is open in the levels around.
    let mut around = 0_u32;
    let mut unopened = 0_u32;
    let mut last = b' ';
    for byte in text.bytes() {
        let word = byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80;
        match byte {
            b'(' | b'[' | b'{' => {
                around += here.loose + here.tight + 1;
                levels.push(here);
                here = Level::default();
            }
            b')' | b']' | b'}' => {
                if let Some(level) = levels.pop() {
                    around = around.saturating_sub(level.loose + level.tight + 1);
                    here = if byte == b'}' { Level::default() } else { level };
                } else {
                    // What closes nothing is a mistake that the parser carries along. A shell's `case` closes each of its patterns.
                    here.tight += 1;
                    unopened += u32::from(byte != b')' || grammar != Grammar::Shell);
                }
            }
            b';' => here = Level::default(),
            b',' => here.loose = 0,
            b'\n' if last.is_ascii_alphanumeric() || b"_)]}\"'`".contains(&last) || last >= 0x80 => here.loose = 0,
            b'<' | b'?' => here.tight += 1,
            b'.' => {}
            _ if word || byte.is_ascii_whitespace() => {}
            _ => here.loose += 1,
        }
        if around + here.loose + here.tight > MAX_OPEN || unopened > MAX_UNOPENED {
            return true;
        }
        if !byte.is_ascii_whitespace() {
            last = byte;
        }
    }
    false
}

/// Where strings and comments are, as far as known without parsing: what stands in them is no structure. A mistake hides
/// structure from the parser, never the other way round.
fn quoted(grammar: Grammar, text: &str) -> Vec<Range<usize>> {
    let hashes = matches!(grammar, Grammar::Python | Grammar::Shell);
    let bytes = text.as_bytes();
    let end_of = |from: usize, end: &[u8]| {
        let rest = bytes.get(from..).unwrap_or_default();
        memchr::memmem::find(rest, end).map_or(bytes.len(), |n| from + n)
    };
    let mut found = Vec::new();
    let mut i = 0;
    while i < bytes.len() {
        let rest = &bytes[i..];
        let (start, end, next) = match bytes[i] {
            b'#' if hashes => {
                let end = end_of(i, b"\n");
                (i, end, end)
            }
            b'/' if !hashes && rest.starts_with(b"//") => {
                let end = end_of(i, b"\n");
                (i, end, end)
            }
            b'/' if !hashes && rest.starts_with(b"/*") => {
                let end = end_of(i + 2, b"*/");
                (i, (end + 2).min(bytes.len()), end + 2)
            }
            quote @ (b'"' | b'\'' | b'`') => {
                let long = quote != b'`' && rest.starts_with(&[quote; 3]);
                let open = if long { 3 } else { 1 };
                let end = if long || quote == b'`' {
                    end_of(i + open, &rest[..open])
                } else {
                    i + 1 + ordinary(&bytes[i + 1..], quote)
                };
                (i + open, end, end + open)
            }
            _ => {
                i += 1;
                continue;
            }
        };
        // Places at which a text may be cut.
        if start < end && text.is_char_boundary(start) && text.is_char_boundary(end) {
            found.push(start..end);
        }
        i = next.max(i + 1);
    }
    found
}

/// The length of a string's content that ends at a quote, or with the line.
fn ordinary(rest: &[u8], quote: u8) -> usize {
    let mut i = 0;
    while i < rest.len() && rest[i] != quote && rest[i] != b'\n' {
        i += if rest[i] == b'\\' { 2 } else { 1 };
    }
    i.min(rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(text: &str) -> Option<bool> {
        parsable(Grammar::Tsx, Cow::Borrowed(text)).map(|parsed| {
            assert_eq!(parsed.len(), text.len());
            parsed == text
        })
    }

    #[test]
    fn what_a_person_may_write_is_parsed_as_it_is() {
        for text in ["f(a, b);\n", "x = [1, -2, {\"a\": !b}]\n", "if (a < b) {}\n", "import a from 'b'\n", "a.b()\n"] {
            assert_eq!(kept(&text.repeat(2000)), Some(true), "{text}");
        }
        assert_eq!(kept(&format!("x = a{}", ".b()".repeat(5000))), Some(true));
    }

    #[test]
    fn strings_and_comments_are_no_structure() {
        let many = "<a + b ".repeat(1000);
        for text in
            [format!("// {many}\nx"), format!("/* {many} */ x"), format!("x = '{many}';"), format!("x = `{many}`")]
        {
            assert_eq!(kept(&text), Some(false), "{text}");
        }
    }

    #[test]
    fn what_stays_open_is_not_parsed() {
        let units =
            ["(", "f(", "<a ", "$(", "apiKey: \"", "function(){", "!", "a ? b : ", "x => ", "{{", " } });!", ")\n;"];
        for unit in units {
            assert_eq!(kept(&unit.repeat(2000)), None, "{unit}");
        }
        let patterns = "  start)\n    run\n    ;;\n".repeat(500);
        assert!(parsable(Grammar::Shell, Cow::Borrowed(&patterns)).is_some());
    }
}
