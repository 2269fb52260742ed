//! Java's syntax tree → the common form.

use super::expr::{Arg, ByteSpan, Call, Expr, ExprKind, unescape};
use super::program::Program;
use super::reader::{Syntax, TreeReader};
use super::stands::Stands;
use super::syntax::ExprBudget;
use tree_sitter::{Language, Node};

pub(super) fn language() -> Language {
    tree_sitter_java::LANGUAGE.into()
}

pub(super) struct Java;

impl Syntax for Java {
    const STANDS: &'static [(&'static str, Stands)] = &[
        (".getenv", Stands::Env),
        (".getProperty", Stands::Env),
        ("dotenv.get", Stands::Env),
        ("Dotenv.get", Stands::Env),
        ("String.format", Stands::Format),
        (".formatted", Stands::OwnFormat),
        (".concat", Stands::Concat),
        (".trim", Stands::Receiver),
        (".strip", Stands::Receiver),
        (".toString", Stands::Receiver),
        (".requireNonNull", Stands::First),
        (".requireNonNullElse", Stands::First),
        ("String.valueOf", Stands::Shown),
        ("Map.of", Stands::Pairs),
        ("List.of", Stands::Items),
        ("Set.of", Stands::Items),
        ("Arrays.asList", Stands::Items),
    ];

    fn visit(reader: &TreeReader<'_, Self>, node: Node<'_>, program: &mut Program) {
        reader.visit(node, program);
        match node.kind() {
            "import_declaration" => {
                let path =
                    reader.text(node).trim_start_matches("import").trim_start().trim_start_matches("static").trim();
                let path = path.trim_end_matches([';', ' ', '*', '.']);
                if path.starts_with("dev.langchain4j.") && path.contains("weaviate") {
                    program.imports.insert("\u{0}langchain4j".to_owned(), "langchain4j".to_owned());
                }
                if let Some(rest) = path.strip_prefix("io.weaviate.") {
                    let root = if rest.starts_with("client6") { "weaviate6" } else { "weaviate5" };
                    let last = rest.rsplit('.').next().unwrap_or(rest);
                    program.imports.insert(last.to_owned(), format!("{root}.{last}"));
                    program.imports.insert(format!("\u{0}{root}"), root.to_owned());
                }
            }
            "variable_declarator" => {
                if let Some(value) = node.child_by_field_name("value") {
                    reader.define(node, reader.field(node, "name"), value, program);
                }
            }
            _ => {}
        }
    }

    fn lower(reader: &TreeReader<'_, Self>, node: Node<'_>, _: &mut ExprBudget<'_>) -> Option<Expr> {
        match node.kind() {
            "string_literal" if reader.text(node).starts_with("\"\"\"") => {
                Some(reader.quoted(node, 3, |raw| unescape(raw.trim())))
            }
            "string_literal" => Some(reader.quoted(node, 1, unescape)),
            _ => None,
        }
    }

    fn call(reader: &TreeReader<'_, Self>, node: Node<'_>, budget: &mut ExprBudget<'_>) -> Option<Expr> {
        let list = node.child_by_field_name("arguments");
        let args = budget.inside(|budget| list.map_or_else(Vec::new, |list| reader.arguments(list, budget)))?;
        let named = |callee: String, at: Node<'_>, receiver: Option<Expr>, args: Vec<Arg>, is_new: bool| {
            Some(Expr::call(node.byte_range(), Call { callee, callee_span: at.byte_range(), receiver, args, is_new }))
        };
        if let Some(kind) = node.child_by_field_name("type") {
            let callee = reader.text(kind).split('<').next().unwrap_or_default();
            return named(callee.to_owned(), kind, None, args, true);
        }
        let (name, object) = (node.child_by_field_name("name")?, node.child_by_field_name("object"));
        let method = reader.text(name);
        let callee = match object {
            None => method.to_owned(),
            Some(object) => format!("{}.{method}", reader.path(object).unwrap_or_default()),
        };
        let receiver = object.map(|o| reader.lower(o, budget));
        named(callee, name, receiver, args, false)
    }

    fn value(call: &Call, span: &ByteSpan) -> Option<Expr> {
        // `System.getenv().getOrDefault(name, default)`
        let of_environment =
            matches!(&call.receiver, Some(Expr { kind: ExprKind::Call(c), .. }) if c.method() == "getenv");
        (call.method() == "getOrDefault" && of_environment).then(|| Stands::Env.value(call, span.clone()))?
    }
}
