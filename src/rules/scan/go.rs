//! Go's syntax tree → the common form. Struct literals become calls of their type.

use super::expr::{Arg, ByteSpan, Call, Expr, ExprKind, beginning, unescape};
use super::program::Program;
use super::reader::{Syntax, TreeReader};
use super::stands::Stands;
use super::syntax::{ExprBudget, children, only};
use tree_sitter::{Language, Node};

pub(super) fn language() -> Language {
    tree_sitter_go::LANGUAGE.into()
}

pub(super) struct Go;

impl Syntax for Go {
    const STANDS: &'static [(&'static str, Stands)] = &[
        ("os.Getenv", Stands::Env),
        ("os.Getenv", Stands::Input),
        ("os.LookupEnv", Stands::Env),
        ("viper.GetString", Stands::Env),
        ("fmt.Sprintf", Stands::Format),
        ("strings.TrimSpace", Stands::First),
        ("string", Stands::First),
        ("time.Duration", Stands::First),
    ];

    fn visit(reader: &TreeReader<'_, Self>, node: Node<'_>, program: &mut Program) {
        reader.visit(node, program);
        match node.kind() {
            "import_spec" => reader.import(node, program),
            "short_var_declaration" | "assignment_statement" => reader.assignment(node, program),
            "var_spec" | "const_spec" => reader.variables(node, program),
            _ => {}
        }
    }

    fn lower(reader: &TreeReader<'_, Self>, node: Node<'_>, budget: &mut ExprBudget<'_>) -> Option<Expr> {
        let span = node.byte_range();
        match node.kind() {
            "unary_expression" if reader.text(node).starts_with('&') => {
                Some(reader.lower(node.child_by_field_name("operand")?, budget))
            }
            "interpreted_string_literal" => Some(reader.quoted(node, 1, unescape)),
            "raw_string_literal" => Some(reader.quoted(node, 1, |raw| beginning(raw).to_owned())),
            "selector_expression" => Some(Expr::new(span, ExprKind::Number(duration(&reader.path(node)?)?))),
            // What a function gives back beside its first value is an error.
            "expression_list" => Some(reader.lower(only(node)?, budget)),
            "composite_literal" => reader.composite(node, budget),
            _ => None,
        }
    }

    fn call(reader: &TreeReader<'_, Self>, node: Node<'_>, budget: &mut ExprBudget<'_>) -> Option<Expr> {
        // `new(weaviate.Config)`
        if reader.field(node, "function") == "new"
            && let Some(made) = node.child_by_field_name("arguments").and_then(only).and_then(|kind| reader.made(kind))
        {
            return Some(Expr::call(node.byte_range(), made));
        }
        reader.plain_call(node, budget)
    }
}

impl TreeReader<'_, Go> {
    fn import(&self, node: Node<'_>, program: &mut Program) {
        let path = self.field(node, "path").trim_matches(['"', '`']);
        if path.contains("weaviate-go-client") {
            let last = path.rsplit('/').next().unwrap_or(path);
            // From version 6 on the client is the module itself, and its package is named weaviate.
            if last.strip_prefix('v').is_some_and(|n| n.parse().is_ok_and(|n: u32| n >= 6)) {
                let name = node.child_by_field_name("name").map_or("weaviate", |n| self.text(n));
                program.imports.insert(name.to_owned(), "weaviate-go6".to_owned());
                return;
            }
            let name = node.child_by_field_name("name").map_or(last, |n| self.text(n));
            program.imports.insert(name.to_owned(), format!("weaviate-go/{last}"));
        }
    }

    fn variables(&self, node: Node<'_>, program: &mut Program) {
        let mut cursor = node.walk();
        let names: Vec<Node<'_>> = node.children_by_field_name("name", &mut cursor).collect();
        let values = node.child_by_field_name("value").map(children).unwrap_or_default();
        // `var config weaviate.Config` is an empty literal.
        if values.is_empty()
            && let (Some(kind), [name]) = (node.child_by_field_name("type"), names.as_slice())
            && kind.kind() == "qualified_type"
            && let Some(call) = self.made(kind)
        {
            program.bind(node.end_byte(), self.text(*name));
            program.add_call(kind.byte_range(), call.clone());
            program.define(self.text(*name), node.end_byte(), Expr::call(kind.byte_range(), call));
        }
        for (name, value) in names.into_iter().zip(values) {
            self.define(node, self.text(name), value, program);
        }
    }

    fn assignment(&self, node: Node<'_>, program: &mut Program) {
        let side = |name: &str| node.child_by_field_name(name).map(children).unwrap_or_default();
        let (names, values) = (side("left"), side("right"));
        for (i, name) in names.iter().enumerate() {
            // `client, err := f()`: the first name gets the call.
            let value = if names.len() == values.len() { values.get(i) } else { values.first().filter(|_| i == 0) };
            match (value, self.path(*name)) {
                (Some(value), _) => self.assign(node, *name, *value, program),
                (None, Some(path)) => program.define(&path, node.end_byte(), Expr::unknown(node.byte_range())),
                _ => {}
            }
        }
    }

    /// An empty struct of a package's type; none for other types.
    fn made(&self, kind: Node<'_>) -> Option<Call> {
        let callee = self.path(kind).filter(|path| path.contains('.'))?;
        Some(literal(callee, kind.byte_range(), Vec::new()))
    }

    fn composite(&self, node: Node<'_>, budget: &mut ExprBudget<'_>) -> Option<Expr> {
        let span = node.byte_range();
        let (kind, body) = (node.child_by_field_name("type")?, node.child_by_field_name("body")?);
        if matches!(kind.kind(), "slice_type" | "array_type") {
            return Some(Expr::new(span, ExprKind::Sequence(self.all(children(body), budget))));
        }
        let mut args = Vec::new();
        for element in children(body) {
            if element.kind() != "keyed_element" {
                args.push(Arg::positional(self.lower(element, budget)));
                continue;
            }
            let [key, value] = children(element)[..] else { continue };
            let (name, value) = (self.lower(key, budget), self.lower(value, budget));
            args.push(match (&name.kind, name.as_literal()) {
                (ExprKind::Name(name), _) => Arg::named(name.clone(), only(key).unwrap_or(key).byte_range(), value),
                (_, Some((name, at))) => Arg::named(name, at.clone(), value),
                _ => Arg::positional(value),
            });
        }
        Some(match self.path(kind) {
            Some(path) if path != "http.Header" => Expr::call(span, literal(path, kind.byte_range(), args)),
            _ => Expr::new(span, ExprKind::Map(args)),
        })
    }
}

/// A struct literal as a call of its type.
fn literal(callee: String, callee_span: ByteSpan, args: Vec<Arg>) -> Call {
    Call { callee, callee_span, receiver: None, args, is_new: true }
}

/// A unit of time in nanoseconds, as Go counts.
fn duration(path: &str) -> Option<f64> {
    Some(match path {
        "time.Nanosecond" => 1.0,
        "time.Microsecond" => 1e3,
        "time.Millisecond" => 1e6,
        "time.Second" => 1e9,
        "time.Minute" => 60e9,
        "time.Hour" => 3600e9,
        _ => return None,
    })
}
