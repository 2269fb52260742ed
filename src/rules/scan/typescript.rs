//! TypeScript's and JavaScript's syntax tree → the common form. It knows how they write things and read their environment, nothing else.

mod statements;

use super::expr::{Arg, Expr, ExprKind, TextPart, unescape};
use super::names;
use super::program::Program;
use super::reader::{Syntax, TreeReader, member};
use super::stands::Stands;
use super::syntax::{ExprBudget, children, only};
use tree_sitter::{Language, Node};

/// The packages of the official client, and frameworks that make or take one.
const PACKAGES: [(&str, &str); 7] = [
    ("weaviate-client", "weaviate"),
    ("@weaviate/node", "weaviate"),
    ("@weaviate/web", "weaviate"),
    ("weaviate-ts-client", "weaviate2"),
    ("@langchain/weaviate", "langchain"),
    ("@llamaindex/weaviate", "llamaindex"),
    ("llamaindex", "llamaindex"),
];

pub(super) fn typescript() -> Language {
    tree_sitter_typescript::LANGUAGE_TYPESCRIPT.into()
}

pub(super) fn tsx() -> Language {
    tree_sitter_typescript::LANGUAGE_TSX.into()
}

pub(super) struct TypeScript;

/// `weaviate` for the package of the official client, whatever path inside it.
fn package(specifier: &str) -> Option<&'static str> {
    let inside = |name: &str| specifier.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    PACKAGES.iter().find(|(package, _)| inside(package)).map(|(_, root)| *root)
}

impl Syntax for TypeScript {
    const STANDS: &'static [(&'static str, Stands)] = &[
        ("env.get", Stands::Env),
        ("Deno.env.get", Stands::Env),
        (".trim", Stands::Receiver),
        (".toString", Stands::Receiver),
        ("String", Stands::Shown),
        (".concat", Stands::Concat),
        ("Object.freeze", Stands::Map),
        ("Object.assign", Stands::Map),
    ];

    fn visit(reader: &TreeReader<'_, Self>, node: Node<'_>, program: &mut Program) {
        reader.visit(node, program);
        let text = || reader.text(node);
        match node.kind() {
            "import_statement" => reader.import(node, program),
            "if_statement" | "switch_statement" | "try_statement" | "for_statement" | "while_statement"
            | "for_in_statement" | "ternary_expression" => reader.choice(node, program),
            "variable_declarator" => reader.declarator(node, program),
            "meta_property" if text() == "import.meta" => {
                let after = reader.source.get(node.end_byte()..).unwrap_or_default();
                program.browser = program.browser || after.starts_with(".env");
            }
            "identifier" if matches!(text(), "window" | "document" | "localStorage" | "useState" | "useEffect") => {
                program.browser = true;
            }
            "jsx_element" | "jsx_self_closing_element" => program.browser = true,
            "expression_statement" if matches!(text().trim_end_matches(';'), "'use client'" | "\"use client\"") => {
                program.browser = true;
            }
            _ => {}
        }
    }

    fn lower(reader: &TreeReader<'_, Self>, node: Node<'_>, budget: &mut ExprBudget<'_>) -> Option<Expr> {
        let span = node.byte_range();
        match node.kind() {
            // `key as string` says what it is.
            "as_expression" if reader.text(node).ends_with("as string") => {
                let inner = reader.lower(only(node)?, budget);
                let kind = match inner.kind {
                    ExprKind::Name(_) | ExprKind::Unknown => ExprKind::Text(vec![TextPart::Hole(inner)]),
                    kind => kind,
                };
                Some(Expr::new(span, kind))
            }
            "string" => Some(reader.quoted(node, 1, unescape)),
            "template_string" => Some(reader.template(node, budget)),
            "member_expression" => {
                let path = reader.path(node)?;
                let (base, key) = path.rsplit_once('.')?;
                Some(Expr::new(span, Self::entry(base, key)))
            }
            "object" => budget
                .inside(|budget| reader.object(node, budget))
                .map(|entries| Expr::new(span, ExprKind::Map(entries))),
            _ => None,
        }
    }

    fn call(reader: &TreeReader<'_, Self>, node: Node<'_>, budget: &mut ExprBudget<'_>) -> Option<Expr> {
        let mut expr = reader.plain_call(node, budget)?;
        // `require('weaviate-client').default.connectTo…`
        if let ExprKind::Call(call) = &mut expr.kind
            && call.callee.starts_with('.')
            && let Some((_, object)) = node.child_by_field_name("function").and_then(member)
            && let Some(root) = reader.loaded(object)
        {
            call.callee.insert_str(0, root);
        }
        Some(expr)
    }

    /// `base.key`, which may be a read of the environment.
    fn entry(base: &str, key: &str) -> ExprKind {
        let environment = matches!(base, "process.env" | "import.meta.env" | "Bun.env" | "env" | "$env")
            || base.ends_with(".process.env")
            || (base.ends_with("environment") && names::is_weaviate(key));
        if base.ends_with(".public") && names::is_weaviate_key(key) {
            ExprKind::Env(format!("{base}.{key}"))
        } else if environment {
            ExprKind::Env(key.to_owned())
        } else {
            ExprKind::Name(format!("{base}.{key}"))
        }
    }
}

impl TreeReader<'_, TypeScript> {
    fn template(&self, node: Node<'_>, budget: &mut ExprBudget<'_>) -> Expr {
        let span = node.byte_range();
        let mut parts = Vec::new();
        let mut from = span.start + 1;
        let end = span.end.saturating_sub(1);
        let literal = |parts: &mut Vec<TextPart>, from: usize, to: usize| {
            if from < to {
                let raw = self.source.get(from..to).unwrap_or_default();
                parts.push(TextPart::Literal { text: unescape(raw), span: from..to });
            }
        };
        for hole in children(node).into_iter().filter(|c| c.kind() == "template_substitution") {
            literal(&mut parts, from, hole.start_byte());
            let inner = only(hole).map_or_else(|| Expr::unknown(hole.byte_range()), |e| self.lower(e, budget));
            parts.push(TextPart::Hole(inner));
            from = hole.end_byte();
        }
        literal(&mut parts, from, end);
        if parts.is_empty() {
            parts.push(TextPart::Literal { text: String::new(), span: end..end });
        }
        Expr::new(span, ExprKind::Text(parts))
    }

    fn object(&self, node: Node<'_>, budget: &mut ExprBudget<'_>) -> Vec<Arg> {
        let mut entries = Vec::new();
        for child in children(node) {
            match child.kind() {
                "pair" => {
                    let (Some(key), Some(value)) =
                        (child.child_by_field_name("key"), child.child_by_field_name("value"))
                    else {
                        continue;
                    };
                    let value = self.lower(value, budget);
                    let name = self.text(key);
                    match key.kind() {
                        "property_identifier" | "number" => entries.push(Arg::named(name, key.byte_range(), value)),
                        "string" => {
                            let inner = key.start_byte() + 1..key.end_byte().saturating_sub(1);
                            entries.push(Arg::named(name.trim_matches(['\'', '"']), inner, value));
                        }
                        _ => entries.push(Arg::positional(value)),
                    }
                }
                "shorthand_property_identifier" => {
                    let name = self.text(child);
                    let value = Expr::new(child.byte_range(), ExprKind::Name(name.to_owned()));
                    entries.push(Arg::named(name, child.byte_range(), value));
                }
                "spread_element" => {
                    if let Some(value) = only(child) {
                        entries.push(Arg::spread(self.lower(value, budget)));
                    }
                }
                _ => {}
            }
        }
        entries
    }
}
