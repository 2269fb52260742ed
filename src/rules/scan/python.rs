//! Python's syntax tree → the common form. It knows how Python writes things and reads its environment, not what is right or wrong.

mod comments;
mod statements;

pub(super) use comments::without_comments;

use super::expr::{Arg, ByteSpan, Call, Expr, ExprKind, TextPart, beginning, unescape};
use super::program::Program;
use super::reader::{Syntax, TreeReader};
use super::stands::Stands;
use super::syntax::{ExprBudget, children, only};
use tree_sitter::{Language, Node};

pub(super) fn language() -> Language {
    tree_sitter_python::LANGUAGE.into()
}

pub(super) struct Python;

impl Syntax for Python {
    const STANDS: &'static [(&'static str, Stands)] = &[
        (".strip", Stands::Receiver),
        (".rstrip", Stands::Receiver),
        (".lstrip", Stands::Receiver),
        (".removeprefix", Stands::Receiver),
        (".decode", Stands::Receiver),
        (".get_secret_value", Stands::Receiver),
        ("str", Stands::Shown),
        (".encode", Stands::Bytes),
        (".cast", Stands::Second),
        ("dict", Stands::Map),
        (".format", Stands::OwnFormat),
        (".input", Stands::Input),
        (".getpass", Stands::Input),
        (".read_text", Stands::Input),
        (".text_input", Stands::Input),
    ];

    fn visit(reader: &TreeReader<'_, Self>, node: Node<'_>, program: &mut Program) {
        reader.visit(node, program);
        match node.kind() {
            "import_statement" | "import_from_statement" => reader.import(node, program),
            "if_statement"
            | "try_statement"
            | "while_statement"
            | "match_statement"
            | "elif_clause"
            | "conditional_expression" => reader.choice(node, program),
            "with_statement" => {
                reader.wanted_failure(node, program);
                reader.opened(node, program);
            }
            "assignment" => reader.assignment(node, program),
            "with_item" => reader.with_item(node, program),
            _ => {}
        }
    }

    fn lower(reader: &TreeReader<'_, Self>, node: Node<'_>, budget: &mut ExprBudget<'_>) -> Option<Expr> {
        let span = node.byte_range();
        match node.kind() {
            "string" => Some(reader.string(node, budget)),
            "concatenated_string" => {
                let text = |e: Expr| if let ExprKind::Text(parts) = e.kind { parts } else { Vec::new() };
                let parts = reader.all(children(node), budget).into_iter().flat_map(text).collect();
                Some(Expr::new(span, ExprKind::Text(parts)))
            }
            "dictionary" => Some(Expr::new(span, ExprKind::Map(reader.dictionary(node, budget)))),
            "binary_operator" if matches!(reader.field(node, "operator"), "%" | "|") => {
                let mut side = |name: &str| Some(reader.lower(node.child_by_field_name(name)?, budget));
                match (side("left")?, side("right")?.kind) {
                    (Expr { kind: ExprKind::Map(mut entries), .. }, ExprKind::Map(more)) => {
                        entries.extend(more);
                        Some(Expr::new(span, ExprKind::Map(entries)))
                    }
                    (format @ Expr { kind: ExprKind::Text(_), .. }, ExprKind::Sequence(args)) => {
                        Some(Expr::formatted(span, &format, args))
                    }
                    (format @ Expr { kind: ExprKind::Text(_), .. }, kind) => {
                        Some(Expr::formatted(span.clone(), &format, vec![Expr::new(span, kind)]))
                    }
                    _ => None,
                }
            }
            "conditional_expression" => match children(node)[..] {
                [yes, _, no] => Some(Expr::either(span, reader.all(vec![yes, no], budget))),
                _ => None,
            },
            // `dotenv_values()["X"]`
            "subscript" if reader.field(node, "value").starts_with("dotenv_values(") => {
                let (_, key) = reader.subscript(node, budget)?;
                Some(Expr::new(span, ExprKind::Env(key.as_literal()?.0.to_owned())))
            }
            _ => None,
        }
    }

    fn value(call: &Call, span: &ByteSpan) -> Option<Expr> {
        match (call.method(), &call.receiver) {
            ("decode", Some(bytes @ Expr { kind: ExprKind::Sequence(_), .. })) => {
                Some(Expr::new(span.clone(), decoded(bytes.clone()).kind))
            }
            _ if is_environment_call(&call.callee) => Stands::Env.value(call, span.clone()),
            _ => None,
        }
    }

    fn entry(base: &str, key: &str) -> ExprKind {
        if is_environment(base) { ExprKind::Env(key.to_owned()) } else { ExprKind::Name(format!("{base}.{key}")) }
    }
}

impl TreeReader<'_, Python> {
    fn string(&self, node: Node<'_>, budget: &mut ExprBudget<'_>) -> Expr {
        let mut cursor = node.walk();
        let all: Vec<Node<'_>> = node.children(&mut cursor).collect();
        let prefix = all.first().map_or("", |s| self.text(*s)).to_ascii_lowercase();
        // Bytes are a list of numbers, whatever they look like.
        if prefix.starts_with('b') || prefix.starts_with("rb") {
            return Expr::new(node.byte_range(), ExprKind::Sequence(Vec::new()));
        }
        let raw = prefix.contains('r');
        let mut parts = Vec::new();
        for child in all {
            match child.kind() {
                "string_content" => {
                    let written = self.text(child);
                    let text = if raw { beginning(written).to_owned() } else { unescape(written) };
                    parts.push(TextPart::Literal { text, span: child.byte_range() });
                }
                "interpolation" => {
                    let inner = child.child_by_field_name("expression");
                    let hole = inner.map_or_else(|| Expr::unknown(child.byte_range()), |e| self.lower(e, budget));
                    parts.push(TextPart::Hole(hole));
                }
                _ => {}
            }
        }
        if parts.is_empty() {
            let end = node.end_byte().saturating_sub(1).max(node.start_byte());
            parts.push(TextPart::Literal { text: String::new(), span: end..end });
        }
        Expr::new(node.byte_range(), ExprKind::Text(parts))
    }

    fn dictionary(&self, node: Node<'_>, budget: &mut ExprBudget<'_>) -> Vec<Arg> {
        let mut entries = Vec::new();
        for child in children(node) {
            if child.kind() == "dictionary_splat" {
                if let Some(value) = only(child) {
                    entries.push(Arg::spread(self.lower(value, budget)));
                }
                continue;
            }
            let (Some(key), Some(value)) = (child.child_by_field_name("key"), child.child_by_field_name("value"))
            else {
                continue;
            };
            let value = self.lower(value, budget);
            match self.lower(key, budget).as_literal() {
                Some((name, span)) => entries.push(Arg::named(name, span.clone(), value)),
                None => entries.push(Arg::positional(value)),
            }
        }
        entries
    }
}

/// The text that bytes were made of.
fn decoded(bytes: Expr) -> Expr {
    let hole = match bytes.kind {
        ExprKind::Sequence(mut items) if items.len() == 1 => return items.remove(0),
        _ => Expr::unknown(bytes.span.clone()),
    };
    Expr::new(bytes.span, ExprKind::Text(vec![TextPart::Hole(hole)]))
}

/// Whether a subscript of this is a read of the environment or of a store of secrets.
fn is_environment(path: &str) -> bool {
    let last = path.rsplit('.').next().unwrap_or(path);
    matches!(last, "environ" | "secrets") || path == "env"
}

fn is_environment_call(callee: &str) -> bool {
    let (owner, method) = callee.rsplit_once('.').unwrap_or(("", callee));
    match method {
        "getenv" | "get_secret" => true,
        "env" | "config" => owner.is_empty(),
        "get" | "setdefault" => is_environment(owner) || owner.ends_with("userdata"),
        "str" => owner == "env",
        _ => false,
    }
}
