//! What in a snippet is a keyword, a text, a comment: with the grammars of `scan`. A build without that feature knows comments only.

#[cfg(feature = "scan")]
mod grammar;

use crate::model::client::Language;
use std::ops::Range;

/// What a piece of code is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ink {
    /// A word of the language.
    Keyword,
    /// A text.
    Text,
    /// A comment.
    Comment,
    /// The name of something that is called.
    Function,
    /// A type.
    Type,
    /// A number or another constant.
    Constant,
}

/// The pieces of a code that are more than plain, in order, by bytes.
#[cfg(feature = "scan")]
pub fn pieces(language: Language, code: &str) -> Vec<(Range<usize>, Ink)> {
    // The shell's scanner asks C's `isdigit` about any character, which ends the process for large ones; a report may hold them.
    if language == Language::Curl && !code.is_ascii() {
        return Vec::new();
    }
    grammar::pieces(language, code).unwrap_or_default()
}

/// Lines that are nothing but a comment.
#[cfg(not(feature = "scan"))]
pub fn pieces(language: Language, code: &str) -> Vec<(Range<usize>, Ink)> {
    let mark = if matches!(language, Language::Python | Language::Curl) { "#" } else { "//" };
    let mut start = 0;
    let lines = code.split_inclusive('\n').map(|line| {
        start += line.len();
        (start - line.len()..start, line)
    });
    lines.filter(|(_, line)| line.trim_start().starts_with(mark)).map(|(place, _)| (place, Ink::Comment)).collect()
}

#[cfg(all(test, feature = "scan"))]
mod tests {
    use super::*;
    use crate::words::catalog;
    use strum::IntoEnumIterator as _;

    #[test]
    fn every_snippet_has_its_inks() {
        for language in Language::iter() {
            let code = catalog::snippet(language, "connect").unwrap();
            let pieces = pieces(language, code);
            let has = |ink: Ink| pieces.iter().any(|(_, i)| *i == ink);
            assert!(has(Ink::Comment), "{language}: no comment");
            assert!(has(Ink::Text) && (has(Ink::Keyword) || has(Ink::Function)), "{language}: {pieces:?}");
            let ordered = pieces.windows(2).all(|w| w[0].0.end <= w[1].0.start);
            assert!(ordered && pieces.iter().all(|(p, _)| code.get(p.clone()).is_some()), "{language}");
        }
    }

    #[test]
    fn words_of_the_language_are_told_apart() {
        let code = "import os\nprint(\"import\")  # import\n";
        let inks: Vec<(&str, Ink)> =
            pieces(Language::Python, code).into_iter().map(|(place, ink)| (&code[place], ink)).collect();
        assert!(inks.contains(&("import", Ink::Keyword)) && inks.contains(&("\"import\"", Ink::Text)), "{inks:?}");
        assert!(inks.contains(&("# import", Ink::Comment)), "{inks:?}");
    }

    #[test]
    fn a_shell_text_with_large_characters_has_no_colors() {
        assert!(pieces(Language::Curl, "\"\"\"\"{\u{e0041}\nEAVIATE").is_empty());
    }
}
