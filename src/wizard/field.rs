//! A one-line text field of bounded length that holds nothing a terminal could obey. For texts that may be shown; a key has its own type.

use crate::model::sanitized::SanitizedText;
use std::fmt;
use tui_input::{Input as Line, InputRequest};

use super::input::{Input, Key};

/// A text and a cursor in it.
#[derive(Clone, Default)]
pub struct Field {
    line: Line,
}

impl PartialEq for Field {
    fn eq(&self, other: &Self) -> bool {
        self.line.value() == other.line.value() && self.line.cursor() == other.line.cursor()
    }
}

impl fmt::Debug for Field {
    /// Hides the text: people paste a key into the wrong field.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Field(…)")
    }
}

impl Field {
    /// A field that holds this text, cursor at its end.
    pub fn holding(text: &str, longest: usize) -> Self {
        let mut field = Self::default();
        field.insert(text, longest);
        field
    }

    /// The text.
    pub fn text(&self) -> &str {
        self.line.value()
    }

    /// Whether it is empty.
    pub fn is_empty(&self) -> bool {
        self.line.value().is_empty()
    }

    /// The part of the text that fits into `width` columns, and the cursor's column in it.
    pub fn window(&self, width: usize) -> (&str, usize) {
        let width = width.max(2);
        let skip = self.line.visual_scroll(width);
        let text = self.line.value();
        let (mut seen, mut start) = (0, text.len());
        for (i, c) in text.char_indices() {
            if seen >= skip {
                start = i;
                break;
            }
            seen += unicode_width::UnicodeWidthChar::width(c).unwrap_or(0);
        }
        (&text[start..], self.line.visual_cursor().saturating_sub(seen))
    }

    /// Lets the input change the text. False when it means nothing to a text field.
    pub fn handle(&mut self, input: &Input, longest: usize) -> bool {
        let request = match input {
            Input::Char(c) => {
                self.insert(c.encode_utf8(&mut [0; 4]), longest);
                return true;
            }
            Input::Paste(pasted) => {
                self.insert(pasted.text(), longest);
                return true;
            }
            Input::Key(Key::Backspace) => InputRequest::DeletePrevChar,
            Input::Key(Key::Delete) => InputRequest::DeleteNextChar,
            Input::Key(Key::Left) => InputRequest::GoToPrevChar,
            Input::Key(Key::Right) => InputRequest::GoToNextChar,
            Input::Key(Key::Home) | Input::Ctrl('a') => InputRequest::GoToStart,
            Input::Key(Key::End) | Input::Ctrl('e') => InputRequest::GoToEnd,
            Input::Ctrl('u') => InputRequest::DeleteFromStart,
            Input::Ctrl('k') => InputRequest::DeleteTillEnd,
            Input::Ctrl('w') => InputRequest::DeletePrevWord,
            Input::Ctrl(_) | Input::F(_) | Input::Key(_) | Input::Click { .. } | Input::Wheel(_) => return false,
        };
        let _ = self.line.handle(request);
        true
    }

    /// Inserts at the cursor, up to `longest` bytes in all. Line breaks around the text are dropped, those inside become spaces;
    /// what a terminal could obey becomes a visible replacement character.
    fn insert(&mut self, more: &str, longest: usize) {
        let room = longest.saturating_sub(self.line.value().len());
        let mut added = String::new();
        let mut count = 0;
        let mut buffer = [0; 4];
        let more = if more.len() > 1 { more.trim_matches(['\r', '\n']) } else { more };
        for c in more.chars() {
            let c = match c {
                '\r' | '\n' | '\t' => ' ',
                ' ' => ' ',
                // Other white space is no single space on every terminal: separators of lines and paragraphs break lines on some.
                c if c.is_whitespace() && !c.is_control() && !matches!(c, '\u{2028}' | '\u{2029}') => ' ',
                c if SanitizedText::up_to(c.encode_utf8(&mut buffer), 1).is_empty() => char::REPLACEMENT_CHARACTER,
                c => c,
            };
            if added.len() + c.len_utf8() > room {
                break;
            }
            added.push(c);
            count += 1;
        }
        let (text, cursor) = (self.line.value(), self.line.cursor());
        let at = text.char_indices().nth(cursor).map_or(text.len(), |(i, _)| i);
        let whole = format!("{}{added}{}", &text[..at], &text[at..]);
        self.line = Line::new(whole).with_cursor(cursor + count);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wizard::input::Pasted;

    #[test]
    fn hostile_pastes_are_bounded_and_visible() {
        let mut field = Field::default();
        let hostile = "\n\u{1b}[2Jab\u{202e}c\nd\r\n";
        assert!(field.handle(&Input::Paste(Pasted::new(hostile.into())), 100));
        assert_eq!(field.text(), "\u{fffd}[2Jab\u{fffd}c d");
        assert!(field.handle(&Input::Paste(Pasted::new("é".repeat(1_000_000))), 100));
        assert!(field.text().len() <= 100);
        assert!(!format!("{field:?}").contains("2J"));
        let mut field = Field::default();
        let separators = "a\u{2028}b\u{2029}c\u{85}d\u{b}e\u{c}f\u{a0}g\u{3000}h\u{9b}i\u{e0041}j";
        assert!(field.handle(&Input::Paste(Pasted::new(separators.into())), 100));
        assert_eq!(field.text(), "a\u{fffd}b\u{fffd}c\u{fffd}d\u{fffd}e\u{fffd}f g h\u{fffd}i\u{fffd}j");
    }

    #[test]
    fn editing_happens_at_the_cursor() {
        let mut field = Field::holding("ac", 10);
        for input in [Input::Key(Key::Left), Input::Char('b'), Input::Key(Key::End), Input::Char('d')] {
            assert!(field.handle(&input, 10));
        }
        assert_eq!(field.text(), "abcd");
        assert_eq!(field.window(20), ("abcd", 4));
        assert!(!field.handle(&Input::Key(Key::Enter), 10));
        let long = Field::holding(&"x".repeat(50), 99);
        let (shown, cursor) = long.window(10);
        assert!(shown.len() <= 10 && cursor <= 10, "{shown} {cursor}");
    }
}
