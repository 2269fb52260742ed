//! What in a snippet is a keyword, a text, a comment: with the grammars that `scan` brings, loaded when code is first shown in color.
//! It knows no colors. C# has no grammar here (`scan` says why), so only its comments are told apart.

use crate::model::client::Language;
use std::ops::Range;
use std::sync::OnceLock;
use tree_sitter_highlight::{HighlightConfiguration, HighlightEvent, Highlighter};

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

/// Names of captures and what they are here; a capture such as `function.method` counts as the longest name that it begins with.
const INKS: [(&str, Option<Ink>); 12] = [
    ("keyword", Some(Ink::Keyword)),
    ("string", Some(Ink::Text)),
    ("comment", Some(Ink::Comment)),
    ("function", Some(Ink::Function)),
    ("type", Some(Ink::Type)),
    ("constructor", Some(Ink::Type)),
    ("constant", Some(Ink::Constant)),
    ("number", Some(Ink::Constant)),
    ("embedded", None),
    ("variable", None),
    ("property", None),
    ("operator", None),
];

/// The pieces of a code that are more than plain, in order, by bytes.
pub fn pieces(language: Language, code: &str) -> Vec<(Range<usize>, Ink)> {
    match configuration(language) {
        Some(configuration) => with_grammar(configuration, code).unwrap_or_default(),
        None => comments(code),
    }
}

fn with_grammar(configuration: &HighlightConfiguration, code: &str) -> Option<Vec<(Range<usize>, Ink)>> {
    let mut highlighter = Highlighter::new();
    let events = highlighter.highlight(configuration, code.as_bytes(), None, None, |_| None).ok()?;
    let mut open: Vec<Option<Ink>> = Vec::new();
    let mut pieces: Vec<(Range<usize>, Ink)> = Vec::new();
    for event in events {
        match event.ok()? {
            HighlightEvent::HighlightStart(highlight) => open.push(INKS.get(highlight.0).and_then(|(_, ink)| *ink)),
            HighlightEvent::HighlightEnd => {
                open.pop();
            }
            HighlightEvent::Source { start, end } => {
                if let Some(Some(ink)) = open.last() {
                    pieces.push((start..end, *ink));
                }
            }
        }
    }
    Some(pieces)
}

/// Lines that are nothing but a comment.
fn comments(code: &str) -> Vec<(Range<usize>, Ink)> {
    let mut start = 0;
    let lines = code.split_inclusive('\n').map(|line| {
        start += line.len();
        (start - line.len()..start, line)
    });
    lines.filter(|(_, line)| line.trim_start().starts_with("//")).map(|(place, _)| (place, Ink::Comment)).collect()
}

/// A language's grammar with its query, made once.
fn configuration(language: Language) -> Option<&'static HighlightConfiguration> {
    static PYTHON: OnceLock<Option<HighlightConfiguration>> = OnceLock::new();
    static TYPESCRIPT: OnceLock<Option<HighlightConfiguration>> = OnceLock::new();
    static GO: OnceLock<Option<HighlightConfiguration>> = OnceLock::new();
    static JAVA: OnceLock<Option<HighlightConfiguration>> = OnceLock::new();
    static SHELL: OnceLock<Option<HighlightConfiguration>> = OnceLock::new();
    let made = match language {
        Language::Python => PYTHON
            .get_or_init(|| make(tree_sitter_python::LANGUAGE.into(), "python", tree_sitter_python::HIGHLIGHTS_QUERY)),
        Language::TypeScript => TYPESCRIPT.get_or_init(|| {
            let query = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/highlight/typescript.scm"));
            make(tree_sitter_typescript::LANGUAGE_TYPESCRIPT.into(), "typescript", query)
        }),
        Language::Go => {
            GO.get_or_init(|| make(tree_sitter_go::LANGUAGE.into(), "go", tree_sitter_go::HIGHLIGHTS_QUERY))
        }
        Language::Java => {
            JAVA.get_or_init(|| make(tree_sitter_java::LANGUAGE.into(), "java", tree_sitter_java::HIGHLIGHTS_QUERY))
        }
        Language::Curl => {
            SHELL.get_or_init(|| make(tree_sitter_bash::LANGUAGE.into(), "bash", tree_sitter_bash::HIGHLIGHT_QUERY))
        }
        Language::CSharp => return None,
    };
    made.as_ref()
}

/// None when grammar and query don't fit; a test sees to it that they do.
fn make(language: tree_sitter::Language, name: &str, query: &str) -> Option<HighlightConfiguration> {
    let mut configuration = HighlightConfiguration::new(language, name, query, "", "").ok()?;
    let names: Vec<&str> = INKS.iter().map(|(name, _)| *name).collect();
    configuration.configure(&names);
    Some(configuration)
}

#[cfg(test)]
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
            if language != Language::CSharp {
                assert!(has(Ink::Text) && (has(Ink::Keyword) || has(Ink::Function)), "{language}: {pieces:?}");
            }
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
}
