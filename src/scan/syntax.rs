//! Parses with tree-sitter within bounds and walks trees without recursion. Grammars are loaded when a file first needs them.

use super::expr::Expr;
use super::program::Program;
use std::ops::ControlFlow;
use tree_sitter::{Language, Node, ParseOptions, Parser, Tree};

/// Most steps of the parser per byte of text, in units of 100 operations. Ordinary source needs a hundredth of it.
const STEPS_PER_BYTE: u64 = 4;

/// Steps that a short text may take.
const STEPS: u64 = 1 << 20;

/// How deep an expression is read. What is deeper stays unknown.
pub(super) const DEEPEST: u32 = 24;

/// How many nodes one expression may have.
pub(super) const LARGEST: u32 = 2000;

/// A language's way from its syntax tree to the common form.
pub(super) trait Front {
    /// Takes what is of interest at this node into the program.
    fn visit(&self, node: Node<'_>, program: &mut Program);
}

/// Parses a text. None when it takes unreasonably long.
pub(super) fn parse(language: &Language, text: &str) -> Option<Tree> {
    let mut parser = Parser::new();
    parser.set_language(language).ok()?;
    let most = u64::try_from(text.len()).unwrap_or(u64::MAX).saturating_mul(STEPS_PER_BYTE).saturating_add(STEPS);
    let mut steps = 0_u64;
    let mut progress = |_: &tree_sitter::ParseState| {
        steps += 1;
        if steps > most { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let bytes = text.as_bytes();
    let options = ParseOptions::new().progress_callback(&mut progress);
    parser.parse_with_options(&mut |at, _| bytes.get(at..).unwrap_or_default(), None, Some(options))
}

/// Walks the tree in the order of the text and gathers what the front end finds. Broken parts are left out, the rest is read.
pub(super) fn gather(tree: &Tree, front: &impl Front, length: usize) -> Program {
    let mut program = Program::new(length);
    let mut cursor = tree.walk();
    loop {
        let node = cursor.node();
        program.arrive(node.start_byte());
        front.visit(node, &mut program);
        if cursor.goto_first_child() {
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return program;
            }
        }
    }
}

/// Bounds of one expression.
pub(super) struct Budget {
    depth: u32,
    nodes: u32,
}

impl Budget {
    pub(super) fn new() -> Self {
        Self { depth: 0, nodes: 0 }
    }

    /// Goes one level down, unless the expression is too deep or too large.
    pub(super) fn within(&mut self, node: Node<'_>, lower: impl FnOnce(&mut Self) -> Expr) -> Expr {
        self.nodes += 1;
        if self.depth >= DEEPEST || self.nodes > LARGEST || node.is_missing() {
            return Expr::unknown(node.byte_range());
        }
        self.depth += 1;
        let expr = lower(self);
        self.depth -= 1;
        expr
    }
}

/// A node's text.
pub(super) fn text<'a>(node: Node<'_>, source: &'a str) -> &'a str {
    source.get(node.byte_range()).unwrap_or_default()
}

/// The named children.
pub(super) fn children(node: Node<'_>) -> Vec<Node<'_>> {
    let mut cursor = node.walk();
    node.named_children(&mut cursor).filter(|n| n.kind() != "comment").collect()
}

/// The first named child.
pub(super) fn only(node: Node<'_>) -> Option<Node<'_>> {
    children(node).into_iter().next()
}
