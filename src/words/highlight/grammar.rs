//! Code in color by tree-sitter's grammars and their queries, loaded when a language is first shown.

use super::Ink;
use crate::model::client::Language;
use std::ops::Range;
use std::sync::OnceLock;
use tree_sitter_highlight::{HighlightConfiguration, HighlightEvent, Highlighter};

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

/// The pieces of a code that are more than plain; none when the grammar can't be had.
pub(super) fn pieces(language: Language, code: &str) -> Option<Vec<(Range<usize>, Ink)>> {
    let configuration = configuration(language)?;
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

/// A language's grammar with its query, made once.
fn configuration(language: Language) -> Option<&'static HighlightConfiguration> {
    static MADE: [OnceLock<Option<HighlightConfiguration>>; 6] = [const { OnceLock::new() }; 6];
    const TYPESCRIPT: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/highlight/typescript.scm"));
    let made = MADE.get(language as usize)?.get_or_init(|| match language {
        Language::Python => make(tree_sitter_python::LANGUAGE, "python", tree_sitter_python::HIGHLIGHTS_QUERY),
        Language::TypeScript => make(tree_sitter_typescript::LANGUAGE_TYPESCRIPT, "typescript", TYPESCRIPT),
        Language::Go => make(tree_sitter_go::LANGUAGE, "go", tree_sitter_go::HIGHLIGHTS_QUERY),
        Language::Java => make(tree_sitter_java::LANGUAGE, "java", tree_sitter_java::HIGHLIGHTS_QUERY),
        Language::CSharp => make(tree_sitter_c_sharp::LANGUAGE, "c_sharp", tree_sitter_c_sharp::HIGHLIGHTS_QUERY),
        Language::Curl => make(tree_sitter_bash::LANGUAGE, "bash", tree_sitter_bash::HIGHLIGHT_QUERY),
    });
    made.as_ref()
}

/// None when grammar and query don't fit; a test holds that they do.
fn make(language: impl Into<tree_sitter::Language>, name: &str, query: &str) -> Option<HighlightConfiguration> {
    let mut configuration = HighlightConfiguration::new(language.into(), name, query, "", "").ok()?;
    let names: Vec<&str> = INKS.iter().map(|(name, _)| *name).collect();
    configuration.configure(&names);
    Some(configuration)
}
