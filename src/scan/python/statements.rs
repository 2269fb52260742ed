//! Python's statements that give names: imports, parameters, assignments, `with … as`.

use super::Python;
use crate::scan::expr::{Expr, Kind};
use crate::scan::program::Program;
use crate::scan::syntax::{children, only};
use tree_sitter::Node;

impl Python<'_> {
    pub(super) fn import(&self, node: Node<'_>, program: &mut Program) {
        let module = node.child_by_field_name("module_name").map(|m| self.text(m).to_owned());
        let mut cursor = node.walk();
        for name in node.children_by_field_name("name", &mut cursor) {
            let (path, alias) = if name.kind() == "aliased_import" {
                let path = name.child_by_field_name("name").map_or("", |n| self.text(n));
                (path, name.child_by_field_name("alias").map(|a| self.text(a)))
            } else {
                (self.text(name), None)
            };
            match (&module, alias) {
                (Some(module), alias) => {
                    program.imports.insert(alias.unwrap_or(path).to_owned(), format!("{module}.{path}"));
                }
                (None, Some(alias)) => {
                    program.imports.insert(alias.to_owned(), path.to_owned());
                }
                (None, None) => {
                    // `import a.b` binds `a`.
                    let first = path.split('.').next().unwrap_or(path);
                    program.imports.insert(first.to_owned(), first.to_owned());
                }
            }
        }
        if module.as_deref() == Some("weaviate") && self.text(node).contains('*') {
            for name in [
                "connect_to_weaviate_cloud",
                "connect_to_wcs",
                "connect_to_local",
                "connect_to_custom",
                "WeaviateClient",
                "Client",
            ] {
                program.imports.entry(name.to_owned()).or_insert_with(|| format!("weaviate.{name}"));
            }
        }
    }

    pub(super) fn parameters(&self, list: Node<'_>, program: &mut Program) {
        for node in children(list) {
            let name = match node.kind() {
                "identifier" => Some(node),
                "typed_parameter" => only(node),
                _ => node.child_by_field_name("name"),
            };
            let Some(name) = name else { continue };
            let annotation = node.child_by_field_name("type").map_or("", |t| self.text(t));
            let string = matches!(annotation, "str" | "Optional[str]" | "str | None");
            let parameter = Expr::new(name.byte_range(), Kind::Parameter { string });
            let value = match node.child_by_field_name("value") {
                Some(default) => Expr::either(node.byte_range(), [parameter, self.expr(default)]),
                None => parameter,
            };
            program.define(self.text(name), list.start_byte(), value);
        }
    }

    pub(super) fn assignment(&self, node: Node<'_>, program: &mut Program) {
        let (Some(left), Some(right)) = (node.child_by_field_name("left"), node.child_by_field_name("right")) else {
            return;
        };
        match left.kind() {
            "identifier" | "attribute" => {
                let Some(path) = self.path(left) else { return };
                program.bind(node.end_byte(), &path);
                // An assignment inside a chain (`a = b = c`) has its value at the end.
                let mut value = right;
                while value.kind() == "assignment" {
                    let Some(next) = value.child_by_field_name("right") else { return };
                    value = next;
                }
                program.define(&path, node.end_byte(), self.expr(value));
            }
            "subscript" => {
                let target = left.child_by_field_name("value").and_then(|v| self.path(v));
                let key = left.child_by_field_name("subscript").map(|k| self.expr(k));
                if let (Some(target), Some((key, _))) = (target, key.as_ref().and_then(Expr::as_literal)) {
                    program.add_store(target, key.to_owned(), self.expr(right));
                }
            }
            "pattern_list" | "tuple_pattern" => {
                let names = children(left);
                let values =
                    if matches!(right.kind(), "expression_list" | "tuple") { children(right) } else { Vec::new() };
                for (i, name) in names.iter().enumerate().filter(|(_, n)| n.kind() == "identifier") {
                    let value = match values.get(i) {
                        Some(value) if values.len() == names.len() => self.expr(*value),
                        _ => Expr::unknown(right.byte_range()),
                    };
                    program.define(self.text(*name), node.end_byte(), value);
                }
            }
            _ => {}
        }
    }

    pub(super) fn with_item(&self, node: Node<'_>, program: &mut Program) {
        let Some(pattern) = node.child_by_field_name("value").filter(|v| v.kind() == "as_pattern") else { return };
        let parts = children(pattern);
        if let [value, .., target] = parts.as_slice()
            && let Some(name) = only(*target)
        {
            program.bind(pattern.end_byte(), self.text(name));
            program.define(self.text(name), pattern.end_byte(), self.expr(*value));
        }
    }
}
