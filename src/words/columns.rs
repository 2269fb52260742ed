//! Text measured, cut and wrapped by the columns that it takes. It knows no screen and no report.

use std::ops::Range;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Columns that a text takes.
pub fn width(text: &str) -> usize {
    UnicodeWidthStr::width(text)
}

/// Breaks a text at spaces into lines of at most `columns`; a word that is longer is broken where it must be.
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    wrapped(text, columns.max(1), columns.max(1))
}

/// The same, with every word in one piece: what is to be copied stays whole.
pub fn wrap_whole(text: &str, columns: usize) -> Vec<String> {
    wrapped(text, columns, usize::MAX)
}

/// Sentences in lines that end between two of them, where that is possible.
pub fn wrap_sentences(sentences: &[String], columns: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for sentence in sentences {
        match lines.last_mut() {
            Some(line) if width(line) + 1 + width(sentence) <= columns => {
                line.push(' ');
                line.push_str(sentence);
            }
            Some(_) | None => lines.extend(wrap(sentence, columns)),
        }
    }
    lines
}

fn wrapped(text: &str, columns: usize, longest_word: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for mut word in words(text) {
        match lines.last_mut() {
            Some(line) if width(line) + 1 + width(word) <= columns => {
                line.push(' ');
                line.push_str(word);
                continue;
            }
            Some(_) | None => {}
        }
        while width(word) > longest_word {
            let cut = cut_well(word, columns);
            lines.push(word[..cut].to_owned());
            word = &word[cut..];
        }
        if !word.is_empty() {
            lines.push(word.to_owned());
        }
    }
    lines
}

/// The words of a text; a number and its unit are one.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text.trim();
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
        let next = rest.get(end + 1..).unwrap_or_default();
        let unit = next.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        let measure = rest[..end].ends_with(|c: char| c.is_ascii_digit()) && matches!(unit, "s" | "ms" | "min");
        let end = if measure && rest.as_bytes().get(end) == Some(&b' ') {
            next.find(char::is_whitespace).map_or(rest.len(), |i| end + 1 + i)
        } else {
            end
        };
        let word = &rest[..end];
        rest = rest[end..].trim_start();
        Some(word)
    })
}

/// Breaks a line of code, keeping its spaces. A line that goes on begins with an arrow.
pub fn wrap_code(line: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(8);
    let pieces = pieces(line, columns, columns - 2);
    pieces.iter().enumerate().map(|(i, p)| if i == 0 { (*p).to_owned() } else { format!("↪ {p}") }).collect()
}

/// Breaks a command in front of an option, or else between words, or else inside a path or host. Put together again the pieces are the command.
pub fn wrap_command(command: &str, columns: usize) -> Vec<&str> {
    pieces(command, columns.max(8), columns.max(8))
}

fn pieces(line: &str, first: usize, further: usize) -> Vec<&str> {
    let mut rest = line;
    let mut pieces = Vec::new();
    let mut room = first;
    while width(rest) > room {
        let cut = cut_at(rest, room);
        let option = rest.match_indices(" -").map(|(i, _)| i + 1).take_while(|i| *i <= cut).last();
        let word = rest[..cut].rfind(' ').map(|i| i + 1);
        // Rather between words than inside one, when that wastes little.
        let cut =
            option.filter(|i| *i > cut / 3).or(word.filter(|i| *i > cut / 2)).unwrap_or_else(|| cut_well(rest, room));
        pieces.push(&rest[..cut]);
        rest = &rest[cut..];
        room = further;
    }
    pieces.push(rest);
    pieces
}

/// The best byte at which to break a long word that has to fit into `columns`: behind a slash, point, hyphen or the like in its last two
/// thirds, else where it must be.
fn cut_well(word: &str, columns: usize) -> usize {
    let cut = cut_at(word, columns);
    let good = |c: char| matches!(c, '/' | '.' | '-' | '_' | ',' | '=' | '&' | '?' | ':' | '@' | '、' | '。');
    let behind = word[..cut].char_indices().filter(|(_, c)| good(*c)).map(|(i, c)| i + c.len_utf8());
    behind.rev().find(|i| *i > cut / 3).unwrap_or(cut)
}

/// What stands behind the first `columns` columns.
pub fn behind(text: &str, columns: usize) -> &str {
    if columns == 0 { text } else { text.get(cut_at(text, columns)..).unwrap_or_default() }
}

/// The first byte that does not fit into `columns`; never nought for a text that has something to show.
fn cut_at(text: &str, columns: usize) -> usize {
    let mut used = 0;
    for (i, c) in text.char_indices() {
        used += UnicodeWidthChar::width(c).unwrap_or(0);
        if used > columns && i > 0 {
            return i;
        }
    }
    text.len()
}

/// Cuts a text that is too long and shows that it was cut.
pub fn clip(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    if columns == 0 {
        return String::new();
    }
    let mut kept = text[..cut_at(text, columns - 1)].to_owned();
    if width(&kept) + 1 > columns {
        kept.clear();
    }
    kept.push('…');
    kept
}

/// A host or address shortened in the middle, because both its ends tell something.
pub fn shorten(text: &str, columns: usize) -> String {
    if width(text) <= columns || columns < 8 {
        return clip(text, columns);
    }
    let tail = columns / 2;
    let front = &text[..cut_at(text, columns - tail - 1)];
    // Counted from the end, because wide characters may not divide evenly.
    let mut used = 0;
    let back = text.char_indices().rev().take_while(|(_, c)| {
        used += UnicodeWidthChar::width(*c).unwrap_or(0);
        used <= tail
    });
    let back = back.last().map_or("", |(i, _)| &text[i..]);
    format!("{front}…{back}")
}

/// A text in rows of at most `columns`, each with the place of the marked words in it. Rows without any of them have an empty place.
pub fn marked_rows<'t>(text: &'t str, words: &Range<usize>, columns: usize) -> Vec<(&'t str, Range<usize>)> {
    let mut rows = Vec::new();
    let mut at = 0;
    for line in text.split('\n') {
        for row in broken(line, columns) {
            let (start, end) = (at + row.start, at + row.end);
            let from = words.start.clamp(start, end);
            let to = words.end.clamp(from, end);
            rows.push((&text[start..end], from - start..to - start));
        }
        at += line.len() + 1;
    }
    rows
}

/// The parts of a line that fit into a width, broken at a space where one is near.
fn broken(line: &str, width: usize) -> Vec<Range<usize>> {
    const NEAR: usize = 30;
    let mut rows = Vec::new();
    let mut start = 0;
    while line[start..].width() > width {
        let mut wide = 0;
        let full = line[start..].char_indices().find(|(_, c)| {
            wide += c.width().unwrap_or(0);
            wide > width
        });
        // At least one character, however narrow the place is.
        let first = line[start..].chars().next().map_or(1, char::len_utf8);
        let full = full.map_or(line.len(), |(i, _)| start + i.max(first));
        let space = line[start..full].rfind(' ').filter(|s| full - start - s < NEAR);
        let end = space.map_or(full, |s| start + s + 1);
        rows.push(start..end);
        start = end;
    }
    rows.push(start..line.len());
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_wrapped_cut_and_shortened() {
        assert_eq!(wrap("one two  three", 7), ["one two", "three"]);
        assert_eq!(wrap("abcdefgh ij", 3), ["abc", "def", "gh", "ij"]);
        assert_eq!(wrap("answer in 10 s, two", 12), ["answer in", "10 s, two"]);
        assert_eq!(wrap("took 10 some", 7), ["took 10", "some"]);
        assert_eq!(wrap("", 5), Vec::<String>::new());
        assert_eq!(wrap_whole("one two  three\nfour", 9), ["one two", "three", "four"]);
        assert_eq!(wrap_whole("a https://very.long.example/path b", 10), ["a", "https://very.long.example/path", "b"]);
        assert_eq!(wrap_whole("日本 日本", 8), ["日本", "日本"]);
        assert_eq!(wrap("日本語", 1).len(), 3);
        assert_eq!(wrap_code("    abcdefgh", 8), ["    abcd", "↪ efgh"]);
        assert_eq!(clip("abcdef", 4), "abc…");
        assert_eq!(clip("abcdef", 0), "");
        assert_eq!(clip("日本", 1), "…");
        assert_eq!(shorten("abcdefghijkl", 9), "abcd…ijkl");
        assert_eq!(shorten("日本語日本語", 9), "日本…本語");
        assert_eq!(behind("日本語", 2), "本語");
    }

    #[test]
    fn long_hosts_and_commands_break_where_they_have_joints() {
        let host = "grpc-abcdefgh.c0.europe-west3.gcp.weaviate.cloud";
        assert_eq!(wrap(host, 28), ["grpc-abcdefgh.c0.europe-", "west3.gcp.weaviate.cloud"]);
        let command =
            "curl --silent --header \"Authorization: Bearer $WEAVIATE_API_KEY\" https://abc.weaviate.cloud/v1/meta";
        let wrapped = wrap_command(command, 40);
        assert_eq!(wrapped.concat(), command);
        assert_eq!(wrapped[0], "curl --silent ");
        assert!(wrapped.iter().all(|p| width(p) <= 40), "{wrapped:?}");
        for columns in 8..60 {
            for text in [command, host, "日本語日本語日本語日本語", "a  b   c    d"] {
                assert_eq!(wrap_command(text, columns).concat(), text);
            }
        }
    }
}
