//! Wraps text between words, by columns. It breaks no word: what is to be copied stays whole.

use unicode_width::UnicodeWidthStr as _;

/// The lines of `text`, at most `width` columns each unless one word is wider.
pub(crate) fn lines(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        if let Some(line) = lines.last_mut()
            && (line.is_empty() || line.width() + 1 + word.width() <= width)
        {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        } else {
            lines.push(word.to_owned());
        }
    }
    lines
}

/// Columns of a text that may be colored.
pub(super) fn width(text: &str) -> usize {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, colored)) = rest.split_once('\u{1b}') {
        plain.push_str(before);
        rest = colored.split_once('m').map_or("", |(_, after)| after);
    }
    plain.push_str(rest);
    plain.width()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stay_whole() {
        assert_eq!(lines("one two  three\nfour", 9), ["one two", "three", "four"]);
        assert_eq!(lines("a https://very.long.example/path b", 10), ["a", "https://very.long.example/path", "b"]);
        assert_eq!(lines("", 10), [""]);
        assert_eq!(lines("日本 日本", 8), ["日本", "日本"]);
        assert_eq!(width("\u{1b}[32m✓\u{1b}[0m ok"), 4);
    }
}
