//! C#'s syntax tree → the common form. Object initializers belong to the call that makes the object.

mod strings;

use super::expr::{Arg, Call, Expr, ExprKind};
use super::program::Program;
use super::reader::{Syntax, TreeReader, member};
use super::stands::Stands;
use super::syntax::{ExprBudget, children, only};
use tree_sitter::{Language, Node};

pub(super) fn language() -> Language {
    tree_sitter_c_sharp::LANGUAGE.into()
}

pub(super) struct CSharp;

impl Syntax for CSharp {
    const STANDS: &'static [(&'static str, Stands)] = &[
        (".FromSeconds", Stands::Times(1.0)),
        (".FromMilliseconds", Stands::Times(0.001)),
        (".FromMinutes", Stands::Times(60.0)),
        (".GetEnvironmentVariable", Stands::Env),
        (".GetValue", Stands::Env),
        ("string.Format", Stands::Format),
        ("String.Format", Stands::Format),
        (".Trim", Stands::BareReceiver),
        (".ToString", Stands::BareReceiver),
    ];

    fn visit(reader: &TreeReader<'_, Self>, node: Node<'_>, program: &mut Program) {
        reader.visit(node, program);
        let (name, last) = (reader.field(node, "name"), children(node).into_iter().next_back());
        match node.kind() {
            "using_directive" if reader.text(node).contains("Weaviate.Client") => {
                program.imports.insert("\u{0}weaviate".to_owned(), "Weaviate.Client".to_owned());
            }
            "variable_declarator" => {
                let value = last.filter(|v| !matches!(v.kind(), "bracketed_argument_list" | "tuple_pattern"));
                if let Some(value) = value.filter(|v| Some(*v) != node.child_by_field_name("name")) {
                    reader.define(node, name, value, program);
                }
            }
            "property_declaration" => {
                if let Some(value) = node.child_by_field_name("value") {
                    reader.define(node, name, value, program);
                }
            }
            _ => {}
        }
    }

    fn lower(reader: &TreeReader<'_, Self>, node: Node<'_>, budget: &mut ExprBudget<'_>) -> Option<Expr> {
        let span = node.byte_range();
        match node.kind() {
            "string_literal" | "verbatim_string_literal" | "raw_string_literal" => Some(reader.string(node)),
            "interpolated_string_expression" => Some(reader.interpolated(node, budget)),
            "array_creation_expression" | "implicit_array_creation_expression" => {
                let items = children(node).into_iter().find(|c| c.kind() == "initializer_expression");
                Some(reader.lower(items?, budget))
            }
            "tuple_expression" => {
                let items = reader.arguments(node, budget).into_iter().map(|a| a.value).collect();
                Some(Expr::new(span, ExprKind::Sequence(items)))
            }
            // A member of something that is no name: `F().Key`.
            "member_access_expression" | "conditional_access_expression" if reader.path(node).is_none() => {
                let (name, owner) = member(node)?;
                let callee = format!(".{}", reader.name(name));
                let receiver = Some(reader.lower(owner, budget));
                let call = Call { callee, callee_span: name.byte_range(), receiver, args: Vec::new(), is_new: false };
                Some(Expr::call(span, call))
            }
            _ => None,
        }
    }

    fn call(reader: &TreeReader<'_, Self>, node: Node<'_>, budget: &mut ExprBudget<'_>) -> Option<Expr> {
        if node.kind() == "invocation_expression" {
            return reader.plain_call(node, budget);
        }
        budget.inside(|budget| reader.construction(node, budget))
    }

    /// `configuration["WEAVIATE_API_KEY"]`
    fn entry(base: &str, key: &str) -> ExprKind {
        if base.to_ascii_lowercase().contains("config") {
            return ExprKind::Env(key.to_owned());
        }
        ExprKind::Name(format!("{base}.{key}"))
    }
}

impl TreeReader<'_, CSharp> {
    /// `new T(…) { … }`.
    fn construction(&self, node: Node<'_>, budget: &mut ExprBudget<'_>) -> Expr {
        let span = node.byte_range();
        let part = |kind: &str| children(node).into_iter().find(|c| c.kind() == kind);
        let kind = node.child_by_field_name("type");
        let callee = kind.and_then(|k| self.path(k)).unwrap_or_else(|| "new".to_owned());
        let callee_span = kind.map_or(span.start..span.start + 3, |k| k.byte_range());
        let mut args = part("argument_list").map(|list| self.arguments(list, budget)).unwrap_or_default();
        let filled = part("initializer_expression").is_some_and(|list| self.initializer(list, &mut args, budget));
        if filled || callee.contains("Dictionary") {
            return Expr::new(span, ExprKind::Map(args));
        }
        Expr::call(span, Call { callee, callee_span, receiver: None, args, is_new: true })
    }

    /// `{ A = b, ["c"] = d, { "e", f } }`; true when it fills a map.
    fn initializer(&self, list: Node<'_>, args: &mut Vec<Arg>, budget: &mut ExprBudget<'_>) -> bool {
        let mut map = false;
        for entry in children(list) {
            let [mut key, value] = children(entry)[..] else { continue };
            if !matches!(entry.kind(), "assignment_expression" | "initializer_expression") {
                continue;
            }
            let value = self.lower(value, budget);
            if key.kind() == "identifier" {
                args.push(Arg::named(self.text(key), key.byte_range(), value));
                continue;
            }
            while let ("element_binding_expression" | "bracketed_argument_list" | "argument", Some(inner)) =
                (key.kind(), only(key))
            {
                key = inner;
            }
            if let Some((name, at)) = self.lower(key, budget).as_literal() {
                map = true;
                args.push(Arg::named(name, at.clone(), value));
            }
        }
        map
    }
}
