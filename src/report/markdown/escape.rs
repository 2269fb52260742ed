//! Puts foreign text into Markdown so that it stays text. It knows no report.

use crate::model::sanitized::is_web_address;

/// Text between other text: no markup, no HTML, no link, no mention comes of it.
pub(crate) fn prose(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut before = ' ';
    for (i, c) in text.char_indices() {
        let rest = &text[i + c.len_utf8()..];
        let begins = !before.is_ascii_alphanumeric();
        before = c;
        match c {
            // A joiner here too: `GH-1` and a tracker's `ABC-1` become references, a word like `0123abc` a commit.
            '-' if is_reference(&text[..i], rest) => out.push_str("-&#8288;"),
            'a'..='f' | 'A'..='F' | '0'..='9' if begins && is_commit(&text[i..]) => {
                out.push(c);
                out.push_str("&#8288;");
            }
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            // An invisible joiner behind it: renderers make mentions, references and addresses of the bare sign.
            '@' | '#' => {
                out.push('\\');
                out.push(c);
                out.push_str("&#8288;");
            }
            // Within an address, so that nothing is linked by itself.
            ':' if is_in_address(&out, rest) => out.push_str("&#58;"),
            '.' if i >= 3 && text.get(i - 3..i).is_some_and(|w| w.eq_ignore_ascii_case("www")) => out.push_str("&#46;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '~' | '|' | '!' | '$' => {
                out.push('\\');
                out.push(c);
            }
            '\n' | '\r' | '\t' => out.push(' '),
            c => out.push(c),
        }
    }
    // What stands at the beginning of a line as a list, a heading or a rule.
    match out.chars().next() {
        Some('-' | '+' | '=') => format!("\\{out}"),
        Some(c) if c.is_ascii_digit() => numbered(out),
        _ => out,
    }
}

/// Whether a colon stands in `https://x` or `mailto:x`.
fn is_in_address(before: &str, after: &str) -> bool {
    let scheme: String = before.chars().rev().take_while(char::is_ascii_alphanumeric).collect();
    after.starts_with('/') || ["otliam", "ppmx"].iter().any(|s| scheme.eq_ignore_ascii_case(s))
}

/// Whether a minus stands in `GH-1` or `ABC-1`.
fn is_reference(before: &str, after: &str) -> bool {
    let word = before.rsplit(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
    let project = (2..=10).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_uppercase());
    after.starts_with(|c: char| c.is_ascii_digit()) && (project || word.eq_ignore_ascii_case("gh"))
}

/// Whether a word begins here that may be a commit's name, in full or in short.
fn is_commit(text: &str) -> bool {
    let word = &text[..text.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(text.len())];
    let has = |kind: fn(&u8) -> bool| word.as_bytes().iter().any(kind);
    (7..=40).contains(&word.len())
        && word.bytes().all(|b| b.is_ascii_hexdigit())
        && has(u8::is_ascii_digit)
        && has(u8::is_ascii_alphabetic)
}

/// `1. x` at the beginning of a line would be a list.
fn numbered(text: String) -> String {
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    match text[digits..].chars().next() {
        Some('.' | ')') => format!("{}\\{}", &text[..digits], &text[digits..]),
        _ => text,
    }
}

/// A name as code, whatever stands in it.
pub(crate) fn code(text: &str) -> String {
    let text = text.replace(['\n', '\r', '\t'], " ");
    let fence = "`".repeat(longest_run(&text) + 1);
    let space = if text.starts_with('`') || text.ends_with('`') || text.is_empty() { " " } else { "" };
    format!("{fence}{space}{text}{space}{fence}")
}

/// Lines of code. `language` is a name of letters; anything else is left out.
pub(crate) fn fenced(language: &str, text: &str) -> String {
    let fence = "`".repeat(longest_run(text).max(2) + 1);
    let language = if language.chars().all(|c| c.is_ascii_lowercase()) { language } else { "" };
    format!("{fence}{language}\n{}\n{fence}", text.trim_end_matches('\n'))
}

/// An address that can be followed; anything else becomes code.
pub(crate) fn link(address: &str) -> String {
    if is_web_address(address) { format!("<{address}>") } else { code(address) }
}

/// Within a table: a bar would end the cell, in code too.
pub(crate) fn cell(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut escaped = false;
    for c in text.chars() {
        if c == '|' && !escaped {
            out.push('\\');
        }
        escaped = c == '\\' && !escaped;
        out.push(c);
    }
    out
}

fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}
