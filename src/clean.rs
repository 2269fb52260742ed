//! Cleans foreign text (bodies, headers, certificate names, gRPC messages, files) before anything may show or store it.
//! It doesn't know secrets: that is `secret::Redactor`, which uses this.

use std::fmt;

/// Longest foreign text that is kept, in characters. Longer text is cut and ends in `…`.
pub const LONGEST: usize = 400;

/// Foreign text without control, bidirectional or invisible characters, on one line and of bounded length.
///
/// The only ways to make one are [`Clean::new`] and [`Clean::up_to`], so a value of this type can go to a terminal or file as it is.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Clean(String);

impl Clean {
    /// Cleans `text` and cuts it to [`LONGEST`] characters.
    pub fn new(text: &str) -> Self {
        Self::up_to(text, LONGEST)
    }

    /// Cleans `text` and cuts it to `longest` characters.
    pub fn up_to(text: &str, longest: usize) -> Self {
        let mut out = String::new();
        let mut count = 0;
        let mut gap = false;
        for c in text.chars() {
            if c.is_whitespace() || c.is_control() {
                gap = !out.is_empty();
                continue;
            }
            if is_invisible(c) {
                continue;
            }
            if gap {
                out.push(' ');
                count += 1;
                gap = false;
            }
            if count >= longest {
                out.push('…');
                break;
            }
            out.push(c);
            count += 1;
        }
        Self(out)
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether nothing is left.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Clean {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Clean {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

/// Characters that change how their neighbours are shown or show nothing themselves
/// (Unicode TR36: bidirectional controls, zero-width characters, tags, interlinear marks).
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
        | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}'
        | '\u{FFF0}'..='\u{FFFB}' | '\u{E0000}'..='\u{E0FFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_steers_a_terminal_survives() {
        let hostile = "\u{1b}[2J\u{1b}]0;x\u{7}ok\u{9b}31m\u{202e}evil\u{200b}\r\nnext\tline";
        let clean = Clean::new(hostile);
        assert_eq!(clean.as_str(), "[2J ]0;x ok 31mevil next line");
    }

    #[test]
    fn length_is_bounded_in_characters() {
        let clean = Clean::up_to(&"é".repeat(50), 10);
        assert_eq!(clean.as_str(), format!("{}…", "é".repeat(10)));
        assert!(Clean::new("\n\t ").is_empty());
    }
}
