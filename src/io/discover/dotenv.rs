//! The `.env` file of the working directory. Only names and values; its values are never shown.
//!
//! The file may be hostile, so it is read here and by no library: nothing of this process's environment ever gets into a value, and
//! what names of the file itself stand for is bounded.

use super::Environment;
use crate::io::files;
use std::collections::BTreeMap;

/// Largest file that is read, in bytes. Larger files are left alone.
const MAX_FILE_BYTES: u64 = 1 << 20;

/// What all values together may come to while the file is read, in bytes. Behind it, reading ends.
const MAX_VALUES_BYTES: usize = 1 << 20;

/// Most names that are kept.
const MAX_NAMES: usize = 10_000;

/// Longest name that is put in, in bytes.
const MAX_NAME_BYTES: usize = 256;

/// What a `.env` file sets.
#[derive(Default)]
pub(super) struct DotEnv(BTreeMap<String, String>);

impl DotEnv {
    /// Reads the file of the working directory. One that is missing, unreadable, too large or binary sets nothing.
    pub(super) fn read(environment: &Environment) -> Self {
        let path = environment.directory().join(".env");
        files::found_text(&path, MAX_FILE_BYTES).map(|text| Self::parse(&text)).unwrap_or_default()
    }

    /// Where a name is set twice, the last one counts, as in the libraries that programs use.
    fn parse(text: &str) -> Self {
        let mut set = BTreeMap::new();
        let mut left = MAX_VALUES_BYTES;
        let mut rest = text;
        while let Some((name, after)) = next_name(rest) {
            let (raw, after) = raw_value(after);
            rest = after;
            let value = match raw {
                DotenvValue::Literal(text) => text.to_owned(),
                DotenvValue::Unquoted(text) => match expanded(text, &set, left) {
                    Some(value) => value,
                    None => break,
                },
                DotenvValue::DoubleQuoted(text) => match expanded(text, &set, left) {
                    Some(value) => unescaped(&value),
                    None => break,
                },
            };
            // Overwritten values count too: a file that sets one name again and again is not read for ever.
            let Some(now_left) = left.checked_sub(value.len()) else { break };
            left = now_left;
            if set.len() >= MAX_NAMES && !set.contains_key(name) {
                break;
            }
            set.insert(name.to_owned(), value);
        }
        Self(set)
    }

    /// Every name with its value.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// A value.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }
}

/// A value as it stands in the file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum DotenvValue<'a> {
    /// In single quotes, or on a line that is read as it stands.
    Literal(&'a str),
    /// Without quotes and without the comment behind it.
    Unquoted(&'a str),
    /// In double quotes, with its escapes.
    DoubleQuoted(&'a str),
}

/// The next name that is set, and what stands behind its `=`. Lines that set none are passed over.
fn next_name(text: &str) -> Option<(&str, &str)> {
    let mut rest = text;
    while !rest.is_empty() {
        let (line, after) = rest.split_once('\n').unwrap_or((rest, ""));
        let trimmed = line.trim_start();
        let name_part = trimmed.strip_prefix("export ").unwrap_or(trimmed);
        if let Some((name, value)) = name_part.split_once('=')
            && is_name(name.trim())
        {
            let value_start = rest.len() - after.len() - value.len() - usize::from(line.len() < rest.len());
            return Some((name.trim(), &rest[value_start..]));
        }
        rest = after;
    }
    None
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.'))
}

/// The value at the beginning of a text, and the lines behind it.
fn raw_value(text: &str) -> (DotenvValue<'_>, &str) {
    let (line, after) = text.split_once('\n').unwrap_or((text, ""));
    let begin = text.trim_start_matches([' ', '\t']);
    let quoted = match begin.chars().next() {
        Some('\'') => begin[1..].find('\'').map(|end| (DotenvValue::Literal(&begin[1..=end]), &begin[end + 2..])),
        Some('"') => {
            end_of_double_quoted(&begin[1..]).map(|end| (DotenvValue::DoubleQuoted(&begin[1..=end]), &begin[end + 2..]))
        }
        _ => None,
    };
    // Behind the closing quote, only a comment may follow.
    if let Some((raw, behind)) = quoted {
        let (end_of_line, after) = behind.split_once('\n').unwrap_or((behind, ""));
        let end_of_line = end_of_line.trim();
        if end_of_line.is_empty() || end_of_line.starts_with('#') {
            return (raw, after);
        }
    }
    let line = line.trim();
    if line.starts_with(['\'', '"']) {
        // A quote that is never closed must not hide the lines below it.
        return (DotenvValue::Literal(line), after);
    }
    (DotenvValue::Unquoted(without_comment(line)), after)
}

/// The place of the closing quote, behind the opening one.
fn end_of_double_quoted(text: &str) -> Option<usize> {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return Some(at),
            _ => {}
        }
    }
    None
}

/// A `#` begins a comment where white space stands before it.
fn without_comment(line: &str) -> &str {
    let mut before = ' ';
    for (at, c) in line.char_indices() {
        if c == '#' && before.is_whitespace() {
            return line[..at].trim_end();
        }
        before = c;
    }
    line
}

/// `${NAME}` replaced where this very file has set that name before; everything else stays as it stands, a name of the environment too: the
/// file's writer has no business with its value. None when more than `limit` bytes would come out.
fn expanded(text: &str, set: &BTreeMap<String, String>, limit: usize) -> Option<String> {
    let mut out = String::new();
    let mut rest = text;
    while let Some(open) = rest.find("${") {
        let behind = &rest[open + 2..];
        let close = behind.bytes().take(MAX_NAME_BYTES).position(|b| b == b'}');
        let value = close.and_then(|close| Some((set.get(&behind[..close])?, &behind[close + 1..])));
        let escaped = rest[..open].ends_with('\\');
        if let Some((value, after)) = value.filter(|_| !escaped) {
            out.push_str(&rest[..open]);
            out.push_str(value);
            rest = after;
        } else {
            out.push_str(&rest[..open + 2]);
            rest = behind;
        }
        if out.len() > limit {
            return None;
        }
    }
    out.push_str(rest);
    (out.len() <= limit).then_some(out)
}

/// The escapes of double quotes. Others stay.
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        match chars.next() {
            Some('n') => out.push('\n'),
            Some('r') => out.push('\r'),
            Some('t') => out.push('\t'),
            Some(c @ ('"' | '\\' | '$')) => out.push(c),
            Some(other) => out.extend(['\\', other]),
            None => out.push('\\'),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assert_set(file: &str, expected: &[(&str, &str)]) {
        let set = DotEnv::parse(file);
        for (name, value) in expected {
            assert_eq!(set.get(name), Some(*value), "{name}");
        }
        assert_eq!(set.0.len(), expected.len(), "{:?}", set.0.keys().collect::<Vec<_>>());
    }

    #[test]
    fn files_as_people_write_them() {
        let file = "# comment\nexport A=1\nB=\"two words\"\nC='x'\nD=has blanks here\nE=\nA=2\nF=\"never closed\nG=ok\n\
                    H = spaced \nI=a#b # comment\nJ='it # is' # comment\r\nK=\"a\\nb\\\"c\" \nL=\"a\"b\nnot a line\n=x\nM='a\nb'\nN=end";
        let expected = [
            ("A", "2"),
            ("B", "two words"),
            ("C", "x"),
            ("D", "has blanks here"),
            ("E", ""),
            ("F", "\"never closed"),
            ("G", "ok"),
            ("H", "spaced"),
            ("I", "a#b"),
            ("J", "it # is"),
            ("K", "a\nb\"c"),
            ("L", "\"a\"b"),
            ("M", "a\nb"),
            ("N", "end"),
        ];
        assert_set(file, &expected);
        assert!(DotEnv::parse("\u{0}\u{1}=\n\u{7f}").0.is_empty());
        assert!(DotEnv::parse("").0.is_empty());
        assert_set("A='", &[("A", "'")]);
        assert_set("A=\"\\", &[("A", "\"\\")]);
        assert_set("É=x\nA=é\n", &[("A", "é")]);
    }

    #[test]
    fn only_names_of_the_file_itself_are_put_in() {
        // `PATH` and `HOME` are set in every environment.
        let file = "HOST=abc\nA=https://${HOST}.example\nB=\"${HOST}-${HOST}\"\nC='${HOST}'\nD=${PATH}\nE=$HOME\nF=\"$PATH\"\n\
                    G=${LATER}\nLATER=x\nH=\"\\${HOST}\"\nI=${HOST:-y}\nJ=$(id)\nK=${HO${HOST}\nM=`id`\nN=${\nO=abc$def\n";
        let expected = [
            ("HOST", "abc"),
            ("A", "https://abc.example"),
            ("B", "abc-abc"),
            ("C", "${HOST}"),
            ("D", "${PATH}"),
            ("E", "$HOME"),
            ("F", "$PATH"),
            ("G", "${LATER}"),
            ("LATER", "x"),
            ("H", "${HOST}"),
            ("I", "${HOST:-y}"),
            ("J", "$(id)"),
            ("K", "${HOabc"),
            ("M", "`id`"),
            ("N", "${"),
            ("O", "abc$def"),
        ];
        assert_set(file, &expected);
    }

    #[test]
    fn values_do_not_grow_without_bound() {
        let laughs = format!("A=xxxxxxxxxxxxxxxx\n{}B=ok\n", "A=${A}${A}\n".repeat(60));
        let wide = format!("A={}\n{}", "x".repeat(1 << 19), "B=${A}${A}${A}\n".repeat(1000));
        let again = format!("A={}\n{}", "x".repeat(1000), "B=${A}\n".repeat(100_000));
        let names: String = (0..50_000).map(|n| format!("N{n}=\n")).collect::<Vec<_>>().concat();
        let open = format!("A={}", "${".repeat(500_000));
        for file in [laughs, wide, again, names, open] {
            let set = DotEnv::parse(&file);
            assert!(set.0.values().map(String::len).sum::<usize>() <= MAX_VALUES_BYTES);
            assert!(set.0.len() <= MAX_NAMES);
        }
    }
}
