//! C#'s syntax tree → the common form. Object initialisers belong to the call that makes the object.

mod calls;
mod strings;

use super::expr::{Arg, Call, Expr, ExprKind};
use super::meter::Meter;
use super::program::Program;
use super::syntax::{ExprBudget, SyntaxFrontend, children, dotted, only, text};
use calls::lowered;
use tree_sitter::{Language, Node};

pub(super) fn language() -> Language {
    tree_sitter_c_sharp::LANGUAGE.into()
}

pub(super) struct CSharp<'a> {
    pub source: &'a str,
    pub meter: &'a Meter,
}

impl SyntaxFrontend for CSharp<'_> {
    fn visit(&self, node: Node<'_>, program: &mut Program) {
        match node.kind() {
            "using_directive" if self.text(node).contains("Weaviate.Client") => {
                program.imports.insert("\u{0}weaviate".to_owned(), "Weaviate.Client".to_owned());
            }
            "method_declaration" | "constructor_declaration" | "local_function_statement" | "lambda_expression" => {
                program.open_scope(node.byte_range(), None);
                self.parameters(node, program);
            }
            "class_declaration" | "record_declaration" | "struct_declaration" | "interface_declaration" => {
                let name = node.child_by_field_name("name").map_or("", |n| self.text(n));
                program.open_scope(node.byte_range(), Some(name.to_owned()));
                self.parameters(node, program);
            }
            "if_statement" | "try_statement" | "switch_statement" | "while_statement" | "for_statement"
            | "foreach_statement" => program.open_branch(&node.byte_range()),
            "variable_declarator" => {
                let name = node.child_by_field_name("name");
                let value = children(node).into_iter().next_back().filter(|v| {
                    Some(v.id()) != name.map(|n| n.id())
                        && !matches!(v.kind(), "bracketed_argument_list" | "tuple_pattern")
                });
                if let (Some(name), Some(value)) = (name, value) {
                    self.define(node, self.text(name), value, program);
                }
            }
            "property_declaration" => {
                if let (Some(name), Some(value)) = (node.child_by_field_name("name"), node.child_by_field_name("value"))
                {
                    let value = if value.kind() == "arrow_expression_clause" { only(value) } else { Some(value) };
                    if let Some(value) = value {
                        self.define(node, self.text(name), value, program);
                    }
                }
            }
            "assignment_expression" => self.assignment(node, program),
            "invocation_expression" | "object_creation_expression" | "implicit_object_creation_expression"
                if !node.has_error() =>
            {
                match self.expr(node).kind {
                    ExprKind::Call(call) => program.add_call(node.byte_range(), *call),
                    ExprKind::Map(entries) => program.add_map(entries),
                    _ => {}
                }
            }
            _ => {}
        }
    }
}

impl CSharp<'_> {
    fn text(&self, node: Node<'_>) -> &str {
        text(node, self.source)
    }

    fn define(&self, node: Node<'_>, name: &str, value: Node<'_>, program: &mut Program) {
        program.bind(node.end_byte(), name);
        program.define(name, node.end_byte(), self.expr(value));
    }

    fn parameters(&self, node: Node<'_>, program: &mut Program) {
        let own = || children(node).into_iter().find(|c| c.kind() == "parameter_list");
        let Some(list) = node.child_by_field_name("parameters").or_else(own) else { return };
        for parameter in children(list).into_iter().filter(|p| p.kind() == "parameter") {
            let Some(name) = parameter.child_by_field_name("name") else { continue };
            let kind = parameter.child_by_field_name("type").map_or("", |t| self.text(t));
            let string = matches!(kind, "string" | "string?" | "String");
            let given = Expr::new(name.byte_range(), ExprKind::Parameter { string });
            let default = children(parameter).into_iter().next_back().filter(|d| d.start_byte() >= name.end_byte());
            let value = match default {
                Some(default) => Expr::either(parameter.byte_range(), [given, self.expr(default)]),
                None => given,
            };
            program.define(self.text(name), list.start_byte(), value);
        }
    }

    fn assignment(&self, node: Node<'_>, program: &mut Program) {
        let (Some(left), Some(right)) = (node.child_by_field_name("left"), node.child_by_field_name("right")) else {
            return;
        };
        if node.child_by_field_name("operator").is_some_and(|o| self.text(o) != "=") {
            return;
        }
        if left.kind() == "element_access_expression" {
            let target = left.child_by_field_name("expression").and_then(|e| self.path(e));
            let key = self.subscript(left, &mut ExprBudget::new(self.meter));
            if let (Some(target), Some((key, _))) = (target, key.as_ref().and_then(Expr::as_literal)) {
                program.add_store(target, key.to_owned(), self.expr(right));
            }
        } else if let Some(path) = self.path(left) {
            self.define(node, &path, right, program);
        }
    }

    /// `A.B.C`, when the expression is nothing but names.
    fn path(&self, mut node: Node<'_>) -> Option<String> {
        let mut parts = Vec::new();
        loop {
            let next = match node.kind() {
                "identifier" | "this" | "this_expression" | "base" | "predefined_type" | "alias_qualified_name" => None,
                "generic_name" => {
                    node = only(node)?;
                    continue;
                }
                "member_access_expression" => {
                    Some((node.child_by_field_name("name")?, node.child_by_field_name("expression")?))
                }
                "qualified_name" => Some((node.child_by_field_name("name")?, node.child_by_field_name("qualifier")?)),
                "conditional_access_expression" => Some((bound(node)?, node.child_by_field_name("condition")?)),
                // `key!`
                "postfix_unary_expression" | "parenthesized_expression" => {
                    node = only(node)?;
                    continue;
                }
                _ => return None,
            };
            let Some((name, owner)) = next else {
                parts.push(self.text(node));
                return dotted(parts);
            };
            parts.push(self.name(name));
            node = owner;
        }
    }

    /// A name without its type arguments.
    fn name(&self, node: Node<'_>) -> &str {
        self.text(if node.kind() == "generic_name" { only(node).unwrap_or(node) } else { node })
    }

    fn expr(&self, node: Node<'_>) -> Expr {
        self.lower(node, &mut ExprBudget::new(self.meter))
    }

    fn lower(&self, node: Node<'_>, budget: &mut ExprBudget<'_>) -> Expr {
        budget.within(node, |budget| self.lower_node(node, budget))
    }

    fn lower_node(&self, node: Node<'_>, budget: &mut ExprBudget<'_>) -> Expr {
        let span = node.byte_range();
        let field = |name: &str| node.child_by_field_name(name);
        let inner = |node: Option<Node<'_>>, budget: &mut ExprBudget<'_>| {
            node.map_or_else(|| Expr::unknown(span.clone()), |n| Expr::new(span.clone(), self.lower(n, budget).kind))
        };
        match node.kind() {
            "parenthesized_expression"
            | "await_expression"
            | "throw_expression"
            | "ref_expression"
            | "postfix_unary_expression"
            | "checked_expression"
            | "arrow_expression_clause" => inner(only(node), budget),
            "cast_expression" => inner(field("value"), budget),
            "as_expression" => inner(field("left"), budget),
            "lambda_expression" => inner(field("body"), budget),
            "string_literal" | "verbatim_string_literal" | "raw_string_literal" => self.string(node),
            "interpolated_string_expression" => self.interpolated(node, budget),
            "integer_literal" | "real_literal" => {
                let digits = self.text(node).replace('_', "");
                match digits.trim_end_matches(|c: char| c.is_ascii_alphabetic()).parse() {
                    Ok(number) => Expr::new(span, ExprKind::Number(number)),
                    Err(_) => Expr::unknown(span),
                }
            }
            "boolean_literal" => Expr::new(span, ExprKind::Bool(self.text(node) == "true")),
            "null_literal" | "default_expression" => Expr::new(span, ExprKind::Null),
            "binary_expression" => {
                let (Some(left), Some(right)) = (field("left"), field("right")) else { return Expr::unknown(span) };
                match field("operator").map_or("", |o| self.text(o)) {
                    "+" => Expr::sum(span, self.lower(left, budget), self.lower(right, budget)),
                    "??" => Expr::either(span, [self.lower(left, budget), self.lower(right, budget)]),
                    _ => Expr::unknown(span),
                }
            }
            "conditional_expression" => {
                let sides = [field("consequence"), field("alternative")];
                let sides: Vec<Expr> = sides.into_iter().flatten().map(|n| self.lower(n, budget)).collect();
                Expr::either(span, sides)
            }
            "element_access_expression" => {
                let key = self.subscript(node, budget);
                match (field("expression").and_then(|e| self.path(e)), key.as_ref().and_then(Expr::as_literal)) {
                    // `configuration["WEAVIATE_API_KEY"]`
                    (Some(path), Some((key, _))) if path.to_ascii_lowercase().contains("config") => {
                        Expr::new(span, ExprKind::Env(key.to_owned()))
                    }
                    (Some(path), Some((key, _))) => Expr::new(span, ExprKind::Name(format!("{path}.{key}"))),
                    _ => Expr::unknown(span),
                }
            }
            "array_creation_expression" | "implicit_array_creation_expression" => {
                let items = children(node).into_iter().find(|c| c.kind() == "initializer_expression");
                inner(items, budget)
            }
            "initializer_expression" | "collection_expression" => {
                let items = children(node).into_iter().map(|c| self.lower(c, budget)).collect();
                Expr::new(span, ExprKind::Sequence(items))
            }
            "tuple_expression" => {
                let items = self.arguments(node, budget).into_iter().map(|a| a.value).collect();
                Expr::new(span, ExprKind::Sequence(items))
            }
            "invocation_expression" => self.call(node, budget),
            "object_creation_expression" | "implicit_object_creation_expression" => self.construction(node, budget),
            _ => match self.path(node) {
                Some(path) => Expr::new(span, ExprKind::Name(path)),
                None => self.member(node, budget),
            },
        }
    }

    /// A member of something that is no name: `F().Key`.
    fn member(&self, node: Node<'_>, budget: &mut ExprBudget<'_>) -> Expr {
        let span = node.byte_range();
        let Some((receiver, name)) = self.owner(node, budget) else { return Expr::unknown(span) };
        let callee = format!(".{}", self.name(name));
        Expr::call(span, Call { callee, callee_span: name.byte_range(), receiver, args: Vec::new(), is_new: false })
    }

    /// What a member belongs to, and its name.
    fn owner<'t>(&self, node: Node<'t>, budget: &mut ExprBudget<'_>) -> Option<(Option<Expr>, Node<'t>)> {
        let (owner, name) = match node.kind() {
            "member_access_expression" => ("expression", node.child_by_field_name("name")?),
            "conditional_access_expression" => ("condition", bound(node)?),
            _ => return None,
        };
        Some((node.child_by_field_name(owner).map(|owner| self.lower(owner, budget)), name))
    }

    fn subscript(&self, node: Node<'_>, budget: &mut ExprBudget<'_>) -> Option<Expr> {
        let list = node.child_by_field_name("subscript")?;
        self.arguments(list, budget).into_iter().next().map(|a| a.value)
    }

    fn arguments(&self, list: Node<'_>, budget: &mut ExprBudget<'_>) -> Vec<Arg> {
        let mut args = Vec::new();
        for argument in children(list).into_iter().filter(|a| a.kind() == "argument") {
            let Some(value) = children(argument).into_iter().next_back() else { continue };
            let value = self.lower(value, budget);
            args.push(match argument.child_by_field_name("name") {
                Some(name) => Arg::named(self.text(name), name.byte_range(), value),
                None => Arg::positional(value),
            });
        }
        args
    }

    fn call(&self, node: Node<'_>, budget: &mut ExprBudget<'_>) -> Expr {
        let span = node.byte_range();
        let (Some(function), Some(list)) =
            (node.child_by_field_name("function"), node.child_by_field_name("arguments"))
        else {
            return Expr::unknown(span);
        };
        let args = self.arguments(list, budget);
        let named = self.path(function);
        let Some((receiver, name)) = self.owner(function, budget) else {
            let Some(callee) = named else { return Expr::unknown(span) };
            let call = Call { callee, callee_span: function.byte_range(), receiver: None, args, is_new: false };
            return lowered(call, span);
        };
        let callee = named.unwrap_or_else(|| format!(".{}", self.name(name)));
        lowered(Call { callee, callee_span: name.byte_range(), receiver, args, is_new: false }, span)
    }

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
        lowered(Call { callee, callee_span, receiver: None, args, is_new: true }, span)
    }

    /// `{ A = b, ["c"] = d, { "e", f } }`; true when it fills a map.
    fn initializer(&self, list: Node<'_>, args: &mut Vec<Arg>, budget: &mut ExprBudget<'_>) -> bool {
        let mut map = false;
        for entry in children(list) {
            let pair = match entry.kind() {
                "assignment_expression" => (entry.child_by_field_name("left"), entry.child_by_field_name("right")),
                "initializer_expression" => match children(entry).as_slice() {
                    [key, value] => (Some(*key), Some(*value)),
                    _ => (None, None),
                },
                _ => (None, None),
            };
            let (Some(key), Some(value)) = pair else { continue };
            let value = self.lower(value, budget);
            if key.kind() == "identifier" {
                args.push(Arg::named(self.text(key), key.byte_range(), value));
                continue;
            }
            let key = match key.kind() {
                "element_binding_expression" | "bracketed_argument_list" => {
                    self.arguments(key, budget).into_iter().next().map(|a| a.value)
                }
                _ => Some(self.lower(key, budget)),
            };
            if let Some((name, at)) = key.as_ref().and_then(Expr::as_literal) {
                map = true;
                args.push(Arg::named(name, at.clone(), value));
            }
        }
        map
    }
}

/// The name behind `?.`.
fn bound(node: Node<'_>) -> Option<Node<'_>> {
    children(node).into_iter().find(|c| c.kind() == "member_binding_expression")?.child_by_field_name("name")
}
