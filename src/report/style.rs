//! Colors by meaning, and when to use them. It knows no report.

use crate::model::client::Language;
use crate::words::ascii;
use crate::words::highlight;
use crate::words::highlight::Ink;
use std::fmt::Write as _;

/// What a text means; its color follows from that.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TextTone {
    /// In order.
    Good,
    /// Worth a look.
    Odd,
    /// Wrong.
    Bad,
    /// Beside the point.
    Aside,
    /// A heading.
    Heading,
    /// Part of a text that matters.
    Marked,
}

/// Whether texts are colored, and whether they are ASCII alone.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Style {
    colored: bool,
    ascii: bool,
}

impl Style {
    /// No colors.
    pub const PLAIN: Self = Self { colored: false, ascii: false };
    /// Colors.
    pub const COLORED: Self = Self { colored: true, ascii: false };

    /// The same for a terminal that has no Unicode.
    #[must_use]
    pub const fn in_ascii(self) -> Self {
        Self { ascii: true, ..self }
    }

    /// What is written in the end.
    pub fn finish(self, text: String) -> String {
        if self.ascii { ascii::text(&text) } else { text }
    }

    /// A snippet, its words in color where there are colors.
    pub fn code(self, language: Option<Language>, code: &str) -> String {
        let Some(language) = language.filter(|_| self.colored) else { return code.to_owned() };
        let mut out = String::with_capacity(code.len() * 2);
        let mut at = 0;
        for (place, ink) in highlight::pieces(language, code) {
            let number = match ink {
                Ink::Keyword => "35",
                Ink::Text => "32",
                Ink::Comment => "2",
                Ink::Function => "34",
                Ink::Type => "33",
                Ink::Constant => "36",
            };
            out.push_str(code.get(at..place.start).unwrap_or_default());
            // A color ends with its line, so that lines can be indented and cut.
            for (i, line) in code.get(place.clone()).unwrap_or_default().split('\n').enumerate() {
                if i > 0 {
                    out.push('\n');
                }
                if !line.is_empty() {
                    let _ = write!(out, "\u{1b}[{number}m{line}\u{1b}[0m");
                }
            }
            at = place.end;
        }
        out.push_str(code.get(at..).unwrap_or_default());
        out
    }

    /// The text in the color of its meaning.
    pub fn paint(self, meaning: TextTone, text: &str) -> String {
        let code = match meaning {
            TextTone::Good => "32",
            TextTone::Odd => "33",
            TextTone::Bad => "31",
            TextTone::Aside => "2",
            TextTone::Heading => "1",
            TextTone::Marked => "7",
        };
        if self.colored && !text.is_empty() { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }
}
