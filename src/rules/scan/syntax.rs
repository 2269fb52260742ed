//! Parses with tree-sitter within bounds and walks trees without recursion. Grammars are loaded when a file first needs them.

use super::expr::{ByteSpan, Expr};
use super::layout::blank;
use super::meter::{Meter, MeteredWork};
use std::borrow::Cow;
use std::ops::ControlFlow;
use tree_sitter::{Language, Node, ParseOptions, Parser, Tree};

/// How many operations the parser does between two looks at the meter.
const PARSER_OPERATIONS_PER_CHECK: u64 = 100;

/// How often a broken text is parsed again.
const MAX_PARSER_TRIES: u8 = 4;

/// How deep an expression is read. What is deeper stays unknown.
pub(super) const MAX_EXPR_DEPTH: u32 = 16;

/// How many calls and maps are read inside one another. What is deeper is read by itself: each of them is visited.
const MAX_NESTED_CALLS: u32 = 6;

/// How many nodes one expression may have.
pub(super) const MAX_EXPR_NODES: u32 = 600;

/// Parses a text. None when it takes unreasonably much.
pub(super) fn parse(language: &Language, text: &str, meter: &Meter) -> Option<Tree> {
    let mut parser = Parser::new();
    parser.set_language(language).ok()?;
    let mut progress = |_: &tree_sitter::ParseState| {
        // Some operations take long by themselves, so time is asked for at each look.
        let goes_on = meter.spend(MeteredWork::Parsing, PARSER_OPERATIONS_PER_CHECK) && !meter.is_over();
        if goes_on { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    };
    let bytes = text.as_bytes();
    let options = ParseOptions::new().progress_callback(&mut progress);
    parser.parse_with_options(&mut |at, _| bytes.get(at..).unwrap_or_default(), None, Some(options))
}

/// Parses a text that may be broken. What can't be parsed is blanked up to the next empty line, as often as it helps, so that one bracket
/// that is never closed doesn't hide the rest. Places are those of the given text.
pub(super) fn parse_forgiving(language: &Language, mut text: Cow<'_, str>, meter: &Meter) -> Option<Tree> {
    let mut tree = parse(language, &text, meter)?;
    for _ in 0..MAX_PARSER_TRIES {
        let Some(error) = first_error(&tree) else { break };
        let lost = text.get(error.clone()).unwrap_or_default();
        if lost.matches('\n').count() < 3 {
            break;
        }
        let lines = lost.find("\n\n").or_else(|| lost.find('\n')).unwrap_or(lost.len());
        let mut blanked = String::with_capacity(lines);
        blank(&lost[..lines], &mut blanked);
        text.to_mut().replace_range(error.start..error.start + lines, &blanked);
        tree = parse(language, &text, meter)?;
    }
    Some(tree)
}

/// The first outermost part that can't be parsed.
fn first_error(tree: &Tree) -> Option<ByteSpan> {
    if !tree.root_node().has_error() {
        return None;
    }
    let mut cursor = tree.walk();
    loop {
        let node = cursor.node();
        if node.is_error() {
            return Some(node.byte_range());
        }
        if node.has_error() && cursor.goto_first_child() {
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return None;
            }
        }
    }
}

/// Bounds of one expression.
pub(super) struct ExprBudget<'a> {
    meter: &'a Meter,
    depth: u32,
    nodes: u32,
    nested: u32,
}

impl<'a> ExprBudget<'a> {
    pub(super) fn new(meter: &'a Meter) -> Self {
        Self { meter, depth: 0, nodes: 0, nested: 0 }
    }

    /// Goes one level down, unless the expression is too deep or too large.
    pub(super) fn within(&mut self, node: Node<'_>, lower: impl FnOnce(&mut Self) -> Expr) -> Expr {
        self.nodes += 1;
        let allowed = self.depth < MAX_EXPR_DEPTH && self.nodes <= MAX_EXPR_NODES && !node.is_missing();
        if !allowed || !self.meter.spend(MeteredWork::Reading, 1) {
            return Expr::unknown(node.byte_range());
        }
        self.depth += 1;
        let expr = lower(self);
        self.depth -= 1;
        expr
    }

    /// Reads what stands inside a call or a map; none when too many of them are around it.
    pub(super) fn inside<T>(&mut self, lower: impl FnOnce(&mut Self) -> T) -> Option<T> {
        if self.nested >= MAX_NESTED_CALLS {
            return None;
        }
        self.nested += 1;
        let read = lower(self);
        self.nested -= 1;
        Some(read)
    }
}

/// Most names of a dotted path. What is longer is data or generated.
const MAX_PATH_NAMES: usize = 64;

/// Longest dotted path, in bytes.
const MAX_PATH_BYTES: usize = 1024;

/// The dotted path of names that were gathered from the last to the first; none when it is too long for handwritten code.
pub(super) fn dotted(mut names: Vec<&str>) -> Option<String> {
    let bytes: usize = names.iter().map(|n| n.len() + 1).sum();
    names.reverse();
    (names.len() <= MAX_PATH_NAMES && bytes <= MAX_PATH_BYTES).then(|| names.join("."))
}

/// A node's text.
pub(super) fn text<'a>(node: Node<'_>, source: &'a str) -> &'a str {
    source.get(node.byte_range()).unwrap_or_default()
}

/// The named children.
pub(super) fn children(node: Node<'_>) -> Vec<Node<'_>> {
    let mut cursor = node.walk();
    node.named_children(&mut cursor).filter(|n| !n.kind().ends_with("comment")).collect()
}

/// The first named child.
pub(super) fn only(node: Node<'_>) -> Option<Node<'_>> {
    children(node).into_iter().next()
}
