//! C#'s strings: ordinary, verbatim, raw, and those with expressions in them.

use super::CSharp;
use crate::rules::scan::expr::{Expr, ExprKind, TextPart, beginning, unescape};
use crate::rules::scan::reader::TreeReader;
use crate::rules::scan::syntax::{ExprBudget, children};
use tree_sitter::Node;

/// What a string's quotes say of its content.
#[derive(Clone, Copy, PartialEq, Eq)]
enum StringForm {
    Ordinary,
    Verbatim,
    Raw,
}

impl StringForm {
    /// By what stands in front of the content.
    fn of(opening: &str) -> Self {
        match opening {
            opening if opening.contains("\"\"\"") => Self::Raw,
            opening if opening.contains('@') => Self::Verbatim,
            _ => Self::Ordinary,
        }
    }

    fn value(self, written: &str) -> String {
        match self {
            Self::Ordinary => unescape(written),
            Self::Verbatim => beginning(written).replace("\"\"", "\""),
            Self::Raw => beginning(written.trim()).to_owned(),
        }
    }
}

impl TreeReader<'_, CSharp> {
    pub(super) fn string(&self, node: Node<'_>) -> Expr {
        let (span, written) = (node.byte_range(), self.text(node));
        let quotes = |c: char| matches!(c, '"' | '@' | '$');
        let (form, open) = match node.kind() {
            "raw_string_literal" => (StringForm::Raw, written.len() - written.trim_start_matches(quotes).len()),
            "verbatim_string_literal" => (StringForm::Verbatim, 2),
            _ => (StringForm::Ordinary, 1),
        };
        // `"…"u8`
        let closed = written.trim_end_matches(|c: char| c.is_ascii_alphanumeric());
        let close = if form == StringForm::Raw { open } else { 1 };
        let inner = span.start + open..(span.start + closed.len().saturating_sub(close)).max(span.start + open);
        let value = form.value(self.source.get(inner.clone()).unwrap_or_default());
        Expr::literal(span, value, inner)
    }

    pub(super) fn interpolated(&self, node: Node<'_>, budget: &mut ExprBudget<'_>) -> Expr {
        let mut parts = Vec::new();
        let mut literal: Option<std::ops::Range<usize>> = None;
        let mut form = StringForm::Ordinary;
        let mut content = None;
        for child in children(node) {
            let at = child.byte_range();
            match child.kind() {
                "interpolation_start" | "interpolation_quote" if content.is_none() => {
                    form = StringForm::of(self.source.get(node.start_byte()..at.end).unwrap_or_default());
                    literal = None;
                }
                "interpolation" => {
                    content = Some(at.end);
                    parts.extend(literal.take().map(|at| self.piece(at, form)));
                    let inner = children(child).into_iter().find(|c| !c.kind().starts_with("interpolation_"));
                    parts.push(TextPart::Hole(inner.map_or_else(|| Expr::unknown(at), |e| self.lower(e, budget))));
                }
                "string_content" | "escape_sequence" => {
                    content = Some(at.end);
                    let start = literal.map_or(at.start, |l| l.start);
                    literal = Some(start..at.end);
                }
                _ => {}
            }
        }
        parts.extend(literal.map(|at| self.piece(at, form)));
        if parts.is_empty() {
            let end = node.end_byte().saturating_sub(1).max(node.start_byte());
            parts.push(TextPart::Literal { text: String::new(), span: end..end });
        }
        Expr::new(node.byte_range(), ExprKind::Text(parts))
    }

    fn piece(&self, span: std::ops::Range<usize>, form: StringForm) -> TextPart {
        let text = form.value(self.source.get(span.clone()).unwrap_or_default());
        TextPart::Literal { text, span }
    }
}
