//! TypeScript's statements that give names: imports in all their forms, parameters, declarations, assignments.

use super::{TypeScript, package};
use crate::rules::scan::expr::{Expr, ExprKind, named};
use crate::rules::scan::program::Program;
use crate::rules::scan::reader::{Syntax, TreeReader};
use crate::rules::scan::syntax::{children, only};
use tree_sitter::Node;

impl TreeReader<'_, TypeScript> {
    pub(super) fn import(&self, node: Node<'_>, program: &mut Program) {
        let source = node.child_by_field_name("source").map_or("", |s| self.text(s));
        let source = source.trim_matches(['\'', '"']);
        let Some(root) = package(source) else {
            if source.starts_with("$env/static/") {
                self.environment(node, program);
            }
            return;
        };
        for clause in children(node).into_iter().filter(|n| n.kind() == "import_clause") {
            for part in children(clause) {
                match part.kind() {
                    "identifier" => {
                        program.imports.insert(self.text(part).to_owned(), root.to_owned());
                    }
                    "namespace_import" => {
                        if let Some(name) = only(part) {
                            program.imports.insert(self.text(name).to_owned(), root.to_owned());
                        }
                    }
                    "named_imports" => {
                        for specifier in children(part) {
                            let Some(name) = specifier.child_by_field_name("name") else { continue };
                            let alias = specifier.child_by_field_name("alias").unwrap_or(name);
                            let path = match self.text(name) {
                                "default" => root.to_owned(),
                                name => format!("{root}.{name}"),
                            };
                            program.imports.insert(self.text(alias).to_owned(), path);
                        }
                    }
                    _ => {}
                }
            }
        }
    }

    /// Svelte's `import { NAME } from '$env/static/public'`.
    fn environment(&self, node: Node<'_>, program: &mut Program) {
        let mut open = children(node);
        while let Some(node) = open.pop() {
            if let ("import_specifier", Some(name)) = (node.kind(), node.child_by_field_name("name")) {
                let alias = node.child_by_field_name("alias").unwrap_or(name);
                let read = Expr::new(name.byte_range(), ExprKind::Env(self.text(name).to_owned()));
                program.define(self.text(alias), node.end_byte(), read);
            } else {
                open.extend(children(node));
            }
        }
    }

    /// The package that an expression loads: `require('weaviate-client').default`, `await import('weaviate-client')`.
    pub(super) fn loaded(&self, mut node: Node<'_>) -> Option<&'static str> {
        loop {
            match node.kind() {
                "await_expression" | "parenthesized_expression" | "as_expression" => node = only(node)?,
                "member_expression" => {
                    let property = node.child_by_field_name("property")?;
                    if self.text(property) != "default" {
                        return None;
                    }
                    node = node.child_by_field_name("object")?;
                }
                "call_expression" => {
                    let function = self.text(node.child_by_field_name("function")?);
                    let argument = only(node.child_by_field_name("arguments")?)?;
                    return matches!(function, "require" | "import" | "__importDefault")
                        .then(|| package(self.text(argument).trim_matches(['\'', '"', '`'])))?;
                }
                _ => return None,
            }
        }
    }

    /// `if (typeof weaviate.client === 'function')`, `'connectToWeaviateCloud' in weaviate ? … : …`.
    pub(super) fn choice(&self, node: Node<'_>, program: &mut Program) {
        let condition = node.child_by_field_name("condition").map_or("", |c| self.text(c));
        let words = || condition.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).take(64);
        let client = words().any(|w| program.imports.get(w).is_some_and(|p| p.starts_with("weaviate")));
        if client && words().any(|w| matches!(w, "typeof" | "in" | "version" | "VERSION")) {
            program.asks_version();
        }
    }

    pub(super) fn declarator(&self, node: Node<'_>, program: &mut Program) {
        let (Some(name), Some(value)) = (node.child_by_field_name("name"), node.child_by_field_name("value")) else {
            return;
        };
        let end = node.end_byte();
        if name.kind() == "identifier" {
            if value.kind().contains("function") {
                program.name_function(value.start_byte(), self.text(name));
            }
            if let Some(root) = self.loaded(value) {
                program.imports.insert(self.text(name).to_owned(), root.to_owned());
                return;
            }
            return self.define(node, self.text(name), value, program);
        }
        if name.kind() != "object_pattern" {
            return;
        }
        let root = self.loaded(value);
        let base = self.expr(value);
        for part in children(name) {
            let (key, local, default) = match part.kind() {
                "shorthand_property_identifier_pattern" => (self.text(part), part, None),
                "pair_pattern" => {
                    let (Some(k), Some(v)) = (part.child_by_field_name("key"), part.child_by_field_name("value"))
                    else {
                        continue;
                    };
                    (self.text(k), v, None)
                }
                "object_assignment_pattern" => {
                    let Some(left) = part.child_by_field_name("left") else { continue };
                    (self.text(left), left, part.child_by_field_name("right"))
                }
                _ => continue,
            };
            if let Some(root) = root {
                let path = if key == "default" { root.to_owned() } else { format!("{root}.{key}") };
                program.imports.insert(self.text(local).to_owned(), path);
                continue;
            }
            let span = part.byte_range();
            let read = match &base.kind {
                ExprKind::Name(path) => Expr::new(span.clone(), TypeScript::entry(path, key)),
                ExprKind::Map(entries) => match named(entries, key) {
                    Some(entry) => entry.value.clone(),
                    None => Expr::unknown(span.clone()),
                },
                _ => Expr::unknown(span.clone()),
            };
            let value = match default {
                Some(default) => Expr::either(span, [read, self.expr(default)]),
                None => read,
            };
            program.define(self.text(local), end, value);
        }
    }
}
