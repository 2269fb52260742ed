//! What every front end takes into the program: scopes, branches, definitions, calls, maps.

use super::{Syntax, TreeReader};
use crate::rules::scan::expr::{Expr, ExprKind};
use crate::rules::scan::meter::MeteredWork;
use crate::rules::scan::program::Program;
use crate::rules::scan::syntax::{ExprBudget, children, only};
use tree_sitter::{Node, Tree};

/// Types of parameters that are surely texts.
const TEXT_TYPES: [&str; 7] =
    ["str", "Optional[str]", "str | None", "string", "string | undefined", "string?", "String"];

impl<S: Syntax> TreeReader<'_, S> {
    /// Walks the tree in the order of the text and gathers what the front end finds. Broken parts are left out, the rest is read.
    pub(in crate::rules::scan) fn gather(&self, tree: &Tree) -> Option<Program> {
        let meter = self.meter;
        let mut program = Program::new(tree.root_node().end_byte(), meter.clone());
        let mut cursor = tree.walk();
        loop {
            let node = cursor.node();
            if !meter.spend(MeteredWork::Reading, 1) {
                return None;
            }
            program.arrive(node.start_byte());
            S::visit(self, node, &mut program);
            if cursor.goto_first_child() {
                continue;
            }
            while !cursor.goto_next_sibling() {
                if !cursor.goto_parent() {
                    return Some(program);
                }
            }
        }
    }

    /// Takes scopes, branches, definitions, calls and maps into the program.
    pub(in crate::rules::scan) fn visit(&self, node: Node<'_>, program: &mut Program) {
        let field = |name: &str| node.child_by_field_name(name);
        match node.kind() {
            "if_statement"
            | "for_statement"
            | "for_in_statement"
            | "foreach_statement"
            | "while_statement"
            | "try_statement"
            | "match_statement"
            | "switch_statement"
            | "switch_expression"
            | "expression_switch_statement"
            | "type_switch_statement"
            | "select_statement" => program.open_branch(&node.byte_range()),
            "function_definition"
            | "function_declaration"
            | "function_expression"
            | "generator_function_declaration"
            | "local_function_statement"
            | "method_declaration"
            | "method_definition"
            | "constructor_declaration"
            | "arrow_function"
            | "func_literal"
            | "lambda"
            | "lambda_expression" => {
                program.open_function(node.byte_range(), self.field(node, "name"));
                let value = field("body").filter(|b| !b.kind().ends_with("block") && !b.kind().ends_with("body"));
                if let Some(value) = value {
                    program.add_return(self.expr(value));
                }
                self.parameters(node, program);
            }
            "class_definition"
            | "class_declaration"
            | "class"
            | "record_declaration"
            | "struct_declaration"
            | "enum_declaration"
            | "interface_declaration" => {
                program.open_scope(node.byte_range(), Some(self.field(node, "name").to_owned()));
                self.parameters(node, program);
            }
            "return_statement" => {
                if let Some(value) = only(node) {
                    program.add_return(self.expr(value));
                }
            }
            "resource" | "public_field_definition" | "property_signature" | "named_expression" => {
                if let (Some(name), Some(value)) = (field("name"), field("value")) {
                    self.define(node, self.text(name), value, program);
                }
            }
            "assignment_expression" if matches!(self.field(node, "operator"), "" | "=") => {
                if let (Some(left), Some(right)) = (field("left"), field("right")) {
                    self.assign(node, left, right, program);
                }
            }
            "call"
            | "call_expression"
            | "new_expression"
            | "method_invocation"
            | "invocation_expression"
            | "object_creation_expression"
            | "implicit_object_creation_expression"
                if !node.has_error() =>
            {
                let expr = S::call(self, node, &mut ExprBudget::new(self.meter));
                Self::found(node, expr, program);
            }
            "await" | "await_expression" => {
                if let Some(value) = only(node) {
                    program.awaits(&value.byte_range());
                }
            }
            "expression_statement" => {
                if let Some(value) = only(node) {
                    program.states(&value.byte_range());
                }
            }
            "dictionary" | "object" | "composite_literal" if !node.has_error() => {
                Self::found(node, Some(self.expr(node)), program);
            }
            _ => {}
        }
    }

    fn found(node: Node<'_>, expr: Option<Expr>, program: &mut Program) {
        match expr.map(|e| e.kind) {
            Some(ExprKind::Call(call)) => {
                let value = Self::stands_for(&call, &node.byte_range()).map(|value| value.kind);
                program.add_call(node.byte_range(), *call);
                if let Some(ExprKind::Map(entries)) = value {
                    program.add_map(entries);
                }
            }
            Some(ExprKind::Map(entries)) => program.add_map(entries),
            _ => {}
        }
    }

    /// `name = value`, all of which stands at this node.
    pub(in crate::rules::scan) fn define(&self, node: Node<'_>, name: &str, value: Node<'_>, program: &mut Program) {
        program.bind(node.end_byte(), name);
        program.define(name, node.end_byte(), self.expr(value));
    }

    /// `left = right`: an entry of a map, or a name.
    pub(in crate::rules::scan) fn assign(
        &self,
        node: Node<'_>,
        left: Node<'_>,
        right: Node<'_>,
        program: &mut Program,
    ) {
        if let Some((owner, key)) = self.subscript(left, &mut ExprBudget::new(self.meter)) {
            if let (Some(target), Some((key, _))) = (self.path(owner), key.as_literal()) {
                program.add_store(target, key.to_owned(), self.expr(right));
            }
        } else if let Some(path) = self.path(left) {
            if let Some((target, key)) = path.rsplit_once('.')
                && target.to_ascii_lowercase().contains("header")
            {
                program.add_store(target.to_owned(), key.to_owned(), self.expr(right));
            }
            self.define(node, &path, right, program);
        }
    }

    fn parameters(&self, function: Node<'_>, program: &mut Program) {
        let own = || children(function).into_iter().find(|c| c.kind() == "parameter_list");
        if let Some(single) = function.child_by_field_name("parameter") {
            let value = Expr::new(single.byte_range(), ExprKind::Parameter { string: false });
            program.define(self.text(single), function.start_byte(), value);
        }
        let Some(list) = function.child_by_field_name("parameters").or_else(own) else { return };
        for parameter in children(list) {
            let mut cursor = parameter.walk();
            let mut names: Vec<Node<'_>> = parameter.children_by_field_name("name", &mut cursor).collect();
            if names.is_empty() {
                let typed = if parameter.kind() == "typed_parameter" { only(parameter) } else { Some(parameter) };
                names.extend(parameter.child_by_field_name("pattern").or(typed));
            }
            let kind = self.field(parameter, "type").trim_start_matches([':', ' ']);
            let string = TEXT_TYPES.contains(&kind);
            for name in names.into_iter().filter(|n| n.kind() == "identifier") {
                let behind =
                    || children(parameter).into_iter().next_back().filter(|d| d.start_byte() >= name.end_byte());
                let default = parameter.child_by_field_name("value");
                let default = default.or_else(|| if parameter.kind() == "parameter" { behind() } else { None });
                let given = Expr::new(name.byte_range(), ExprKind::Parameter { string });
                let value = match default {
                    Some(default) => Expr::either(parameter.byte_range(), [given, self.expr(default)]),
                    None => given,
                };
                program.define(self.text(name), list.start_byte(), value);
            }
        }
    }
}
