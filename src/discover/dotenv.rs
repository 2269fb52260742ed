//! The `.env` file of the working directory. Only names and values; its values are never shown.

use super::Environment;
use crate::files;
use std::collections::BTreeMap;

/// Larger files are left alone.
const LARGEST: u64 = 1 << 20;

/// What a `.env` file sets.
#[derive(Default)]
pub(super) struct DotEnv(BTreeMap<String, String>);

impl DotEnv {
    /// Reads the file of the working directory. One that is missing, unreadable, too large or binary sets nothing.
    pub(super) fn read(environment: &Environment) -> Self {
        files::found_text(&environment.directory().join(".env"), LARGEST)
            .map(|text| Self::parse(&text))
            .unwrap_or_default()
    }

    /// Where a name is set twice, the last one counts, as in the libraries that programs use.
    fn parse(text: &str) -> Self {
        let mut set = BTreeMap::new();
        let mut odd = false;
        for line in dotenvy::from_read_iter(text.as_bytes()) {
            match line {
                Ok((name, value)) => {
                    set.insert(name, value);
                }
                Err(_) => odd = true,
            }
        }
        if odd {
            // One line that dotenvy refuses (white space without quotes, a quote never closed) must not hide the others.
            for (name, value) in text.lines().filter_map(plain_line) {
                set.entry(name.to_owned()).or_insert_with(|| value.to_owned());
            }
        }
        Self(set)
    }

    /// A value.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }
}

/// `NAME=value` taken as it stands, with nothing but white space around removed.
fn plain_line(line: &str) -> Option<(&str, &str)> {
    let line = line.trim();
    let (name, value) = line.strip_prefix("export ").unwrap_or(line).split_once('=')?;
    let name = name.trim();
    (!name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')).then_some((name, value.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_as_people_write_them() {
        let file =
            "# comment\nexport A=1\nB=\"two words\"\nC='x'\nD=has blanks here\nE=\nA=2\nF=\"never closed\nG=ok\n";
        let set = DotEnv::parse(file);
        let expected = [
            ("A", "2"),
            ("B", "two words"),
            ("C", "x"),
            ("D", "has blanks here"),
            ("E", ""),
            ("F", "\"never closed"),
            ("G", "ok"),
        ];
        for (name, value) in expected {
            assert_eq!(set.get(name), Some(value), "{name}");
        }
        assert!(DotEnv::parse("\u{0}\u{1}=\n\u{7f}").0.is_empty());
    }
}
