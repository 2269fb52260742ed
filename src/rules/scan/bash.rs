//! The shell's syntax tree → the common form: commands become calls with their words, variables become reads of the environment.

use super::expr::{Arg, Call, Expr, ExprKind, TextPart, beginning};
use super::program::Program;
use super::reader::{Syntax, TreeReader};
use super::syntax::{ExprBudget, children, only};
use std::borrow::Cow;
use tree_sitter::{Language, Node};

pub(super) fn language() -> Language {
    tree_sitter_bash::LANGUAGE.into()
}

pub(super) struct Bash;

impl Syntax for Bash {
    fn visit(reader: &TreeReader<'_, Self>, node: Node<'_>, program: &mut Program) {
        let field = |name: &str| node.child_by_field_name(name);
        match node.kind() {
            "if_statement" | "case_statement" | "while_statement" | "for_statement" => {
                program.open_branch(&node.byte_range());
            }
            "variable_assignment" => {
                if let (Some(name), Some(value)) = (field("name"), field("value")) {
                    program.define(reader.text(name), node.end_byte(), reader.expr(value));
                }
            }
            "command" if !node.has_error() => {
                let Some(name) = field("name") else { return };
                let mut cursor = node.walk();
                let arguments = node.children_by_field_name("argument", &mut cursor);
                let args = arguments.filter(Node::is_named).map(|a| Arg::positional(reader.expr(a))).collect();
                let callee = reader.text(name).to_owned();
                let call = Call { callee, callee_span: name.byte_range(), receiver: None, args, is_new: false };
                program.add_call(node.byte_range(), call);
            }
            _ => {}
        }
    }

    /// A word with the variables in it.
    fn lower(reader: &TreeReader<'_, Self>, node: Node<'_>, budget: &mut ExprBudget<'_>) -> Option<Expr> {
        let mut parts = Vec::new();
        reader.parts(node, &mut parts, budget);
        Some(Expr::new(node.byte_range(), ExprKind::Text(join(parts))))
    }
}

impl TreeReader<'_, Bash> {
    fn literal(&self, span: std::ops::Range<usize>) -> TextPart {
        let raw = beginning(self.source.get(span.clone()).unwrap_or_default());
        let text = if raw.contains('\\') { raw.replace("\\\n", "").replace('\\', "") } else { raw.to_owned() };
        TextPart::Literal { text, span }
    }

    fn parts(&self, node: Node<'_>, parts: &mut Vec<TextPart>, budget: &mut ExprBudget<'_>) {
        let span = node.byte_range();
        budget.within(node, |budget| {
            match node.kind() {
                "string" => {
                    // Blanks between two expansions are no node of their own.
                    let mut from = span.start + 1;
                    for child in children(node) {
                        if child.kind() != "string_content" {
                            if from < child.start_byte() {
                                parts.push(self.literal(from..child.start_byte()));
                            }
                            self.parts(child, parts, budget);
                            from = child.end_byte();
                        }
                    }
                    let end = span.end.saturating_sub(1);
                    if from < end {
                        parts.push(self.literal(from..end));
                    }
                }
                "raw_string" | "ansi_c_string" => {
                    let skip = if node.kind() == "raw_string" { 1 } else { 2 };
                    let inner = span.start + skip..span.end.saturating_sub(1).max(span.start + skip);
                    let text = beginning(self.source.get(inner.clone()).unwrap_or_default()).to_owned();
                    parts.push(TextPart::Literal { text, span: inner });
                }
                "concatenation" => {
                    for child in children(node) {
                        self.parts(child, parts, budget);
                    }
                }
                "simple_expansion" | "expansion" => {
                    let name = children(node).into_iter().find(|c| c.kind() == "variable_name").or_else(|| only(node));
                    let name = name.map_or("", |n| self.text(n)).to_owned();
                    parts.push(TextPart::Hole(Expr::new(span.clone(), ExprKind::Env(name))));
                }
                "command_substitution" => parts.push(TextPart::Hole(Expr::unknown(span.clone()))),
                _ => parts.push(self.literal(span.clone())),
            }
            Expr::unknown(span.clone())
        });
    }
}

/// Literals that follow each other become one, so that `-H'x: '` and `"a""b"` read as what is sent.
fn join(parts: Vec<TextPart>) -> Vec<TextPart> {
    let mut out: Vec<TextPart> = Vec::new();
    for part in parts {
        match (out.last_mut(), part) {
            (Some(TextPart::Literal { text, span }), TextPart::Literal { text: more, span: end }) => {
                text.push_str(&more);
                span.end = end.end;
            }
            (_, part) => out.push(part),
        }
    }
    out
}

/// The text with as many underscores as it has bytes in place of each character beyond ASCII, for the parser alone: its scanner asks C's
/// `isdigit` about any character (tree-sitter-bash 0.25.1, `scanner.c`), which reads beyond a table for large ones and ends the process.
pub(super) fn in_ascii(source: &str) -> Cow<'_, str> {
    if source.is_ascii() {
        return Cow::Borrowed(source);
    }
    Cow::Owned(source.chars().fold(String::with_capacity(source.len()), |mut out, c| {
        if c.is_ascii() {
            out.push(c);
        } else {
            out.extend(std::iter::repeat_n('_', c.len_utf8()));
        }
        out
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_characters_reach_no_parser() {
        let text = "curl \"é{\u{e0041}\n$WEAVIATE_URL";
        let plain = in_ascii(text);
        assert!(plain.is_ascii() && plain.len() == text.len() && plain.ends_with("\n$WEAVIATE_URL"));
    }
}
