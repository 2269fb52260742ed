//! Python's statements that give names: imports, parameters, assignments, `with … as`.

use super::Python;
use crate::rules::scan::expr::Expr;
use crate::rules::scan::program::Program;
use crate::rules::scan::reader::TreeReader;
use crate::rules::scan::syntax::{children, only};
use tree_sitter::Node;

impl TreeReader<'_, Python> {
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

    pub(super) fn assignment(&self, node: Node<'_>, program: &mut Program) {
        let (Some(left), Some(right)) = (node.child_by_field_name("left"), node.child_by_field_name("right")) else {
            return;
        };
        match left.kind() {
            "identifier" | "attribute" => {
                // An assignment inside a chain (`a = b = c`) has its value at the end.
                let mut value = right;
                while value.kind() == "assignment" {
                    let Some(next) = value.child_by_field_name("right") else { return };
                    value = next;
                }
                self.assign(node, left, value, program);
                let test = matches!(value.kind(), "comparison_operator" | "call" | "boolean_operator" | "not_operator");
                if test && asks_version(self.text(value), program) && self.decides(value) {
                    program.asks_version();
                }
            }
            "subscript" => self.assign(node, left, right, program),
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

    /// What `with` opens.
    pub(super) fn opened(&self, node: Node<'_>, program: &mut Program) {
        let is_async = self.text(node).starts_with("async");
        let Some(clause) = children(node).into_iter().find(|c| c.kind() == "with_clause") else { return };
        for item in children(clause) {
            let Some(value) = item.child_by_field_name("value") else { continue };
            let value = if value.kind() == "as_pattern" { children(value).first().copied() } else { Some(value) };
            program.with_items.extend(value.map(|value| (self.expr(value), is_async)));
        }
    }

    pub(super) fn with_item(&self, node: Node<'_>, program: &mut Program) {
        let Some(pattern) = node.child_by_field_name("value").filter(|v| v.kind() == "as_pattern") else { return };
        let parts = children(pattern);
        if let [value, .., target] = parts.as_slice()
            && let Some(name) = only(*target)
        {
            self.define(pattern, self.text(name), *value, program);
        }
    }

    /// `if weaviate.__version__ …`, `… if hasattr(weaviate, "Client") else …`, and a fallback for the other client.
    pub(super) fn choice(&self, node: Node<'_>, program: &mut Program) {
        if node.kind() == "try_statement" {
            // Either name is only missing in the other client.
            let text = self.text(node);
            let misses = ["AttributeError", "ImportError", "ModuleNotFoundError"].iter().any(|e| text.contains(e));
            let other = text.contains("connect_to_") || text.contains("WeaviateClient(");
            if misses && other && text.contains(".Client(") {
                program.asks_version();
            }
            return;
        }
        let condition = match node.kind() {
            "conditional_expression" => children(node).get(1).copied(),
            _ => node.child_by_field_name("condition"),
        };
        if condition.is_some_and(|c| asks_version(self.text(c), program)) {
            program.asks_version();
        }
    }

    /// Whether an expression is a yes or no.
    fn decides(&self, node: Node<'_>) -> bool {
        let text = self.text(node);
        node.kind() != "call" || text.starts_with("hasattr(") || text.contains(".startswith(")
    }

    /// `with pytest.raises(…):`
    pub(super) fn wanted_failure(&self, node: Node<'_>, program: &mut Program) {
        let body = node.child_by_field_name("body").map_or(node.end_byte(), |b| b.start_byte());
        let head = self.source.get(node.start_byte()..body).unwrap_or_default();
        if head.contains("raises(") || head.contains(".assertRaises") {
            program.failures.push(node.byte_range());
        }
    }
}

/// Whether a condition speaks of the client's version, or of what it has.
fn asks_version(condition: &str, program: &Program) -> bool {
    let words = || condition.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).take(64);
    let path = |word: &str| program.imports.get(word).map(String::as_str);
    let client = words().any(|w| w == "weaviate" || path(w).is_some_and(|p| p.split('.').next() == Some("weaviate")));
    let asks = words().any(|w| {
        matches!(w, "__version__" | "hasattr" | "getattr" | "version" | "get_distribution")
            || path(w) == Some("weaviate.__version__")
    });
    client && asks
}
