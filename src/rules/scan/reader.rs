//! What every language's front end shares: names and paths, literals, definitions, functions, calls. A language adds what only it
//! has ([`Syntax`]); kinds of nodes that mean the same in several grammars stand here once.

mod visit;

use super::expr::{Arg, ByteSpan, Call, Expr, ExprKind};
use super::meter::Meter;
use super::program::Program;
use super::stands::Stands;
use super::syntax::{ExprBudget, children, dotted, only, text};
use std::marker::PhantomData;
use tree_sitter::Node;

/// What only one language has.
pub(super) trait Syntax: Sized {
    /// Calls that stand for a value, by callee, or with a dot in front by method.
    const STANDS: &'static [(&'static str, Stands)] = &[];

    /// Takes what is of interest at this node into the program.
    fn visit(reader: &TreeReader<'_, Self>, node: Node<'_>, program: &mut Program) {
        reader.visit(node, program);
    }

    /// Reads an expression; none where it is read as in other languages.
    fn lower(reader: &TreeReader<'_, Self>, node: Node<'_>, budget: &mut ExprBudget<'_>) -> Option<Expr>;

    /// A call as it is written.
    fn call(reader: &TreeReader<'_, Self>, node: Node<'_>, budget: &mut ExprBudget<'_>) -> Option<Expr> {
        reader.plain_call(node, budget)
    }

    /// What a call stands for beyond [`Self::STANDS`].
    fn value(_call: &Call, _span: &ByteSpan) -> Option<Expr> {
        None
    }

    /// `base.key` or `base["key"]`, which may be a read of the environment.
    fn entry(base: &str, key: &str) -> ExprKind {
        ExprKind::Name(format!("{base}.{key}"))
    }
}

/// Reads one text.
pub(super) struct TreeReader<'a, S> {
    pub source: &'a str,
    pub meter: &'a Meter,
    syntax: PhantomData<S>,
}

/// Members: kind, the field of its name, the field of what it belongs to.
const MEMBERS: [(&str, &str, &str); 6] = [
    ("attribute", "attribute", "object"),
    ("selector_expression", "field", "operand"),
    ("field_access", "field", "object"),
    ("member_expression", "property", "object"),
    ("member_access_expression", "name", "expression"),
    ("qualified_name", "name", "qualifier"),
];

/// Entries: kind, the field of what it belongs to, the field of the key.
const SUBSCRIPTS: [(&str, &str, &str); 4] = [
    ("subscript", "value", "subscript"),
    ("subscript_expression", "object", "index"),
    ("index_expression", "operand", "index"),
    ("element_access_expression", "expression", "subscript"),
];

impl<'a, S: Syntax> TreeReader<'a, S> {
    pub(super) fn new(source: &'a str, meter: &'a Meter) -> Self {
        Self { source, meter, syntax: PhantomData }
    }

    pub(super) fn text(&self, node: Node<'_>) -> &'a str {
        text(node, self.source)
    }

    /// The text of a field; empty without it.
    pub(super) fn field(&self, node: Node<'_>, name: &str) -> &'a str {
        node.child_by_field_name(name).map_or("", |n| self.text(n))
    }

    /// A name without its type arguments.
    pub(super) fn name(&self, node: Node<'_>) -> &'a str {
        self.text(if node.kind() == "generic_name" { only(node).unwrap_or(node) } else { node })
    }

    /// `a.b.c`, when the expression is nothing but names.
    pub(super) fn path(&self, mut node: Node<'_>) -> Option<String> {
        let mut names = Vec::new();
        loop {
            match node.kind() {
                "identifier"
                | "package_identifier"
                | "type_identifier"
                | "property_identifier"
                | "this"
                | "undefined"
                | "meta_property"
                | "this_expression"
                | "base"
                | "predefined_type"
                | "alias_qualified_name" => {
                    names.push(self.text(node));
                    return dotted(names);
                }
                "qualified_type" | "scoped_type_identifier" => return Some(self.text(node).to_owned()),
                "non_null_expression"
                | "parenthesized_expression"
                | "as_expression"
                | "postfix_unary_expression"
                | "generic_name" => node = only(node)?,
                "unary_expression" if self.text(node).starts_with(['&', '*']) => node = only(node)?,
                _ => {
                    let (name, owner) = member(node)?;
                    names.push(self.name(name));
                    node = owner;
                }
            }
        }
    }

    pub(super) fn expr(&self, node: Node<'_>) -> Expr {
        self.lower(node, &mut ExprBudget::new(self.meter))
    }

    pub(super) fn lower(&self, node: Node<'_>, budget: &mut ExprBudget<'_>) -> Expr {
        budget.within(node, |budget| {
            let read = S::lower(self, node, budget).or_else(|| self.lower_common(node, budget));
            read.unwrap_or_else(|| Expr::unknown(node.byte_range()))
        })
    }

    pub(super) fn all(&self, nodes: Vec<Node<'_>>, budget: &mut ExprBudget<'_>) -> Vec<Expr> {
        nodes.into_iter().map(|node| self.lower(node, budget)).collect()
    }

    /// What means the same in every language that has it.
    fn lower_common(&self, node: Node<'_>, budget: &mut ExprBudget<'_>) -> Option<Expr> {
        let span = node.byte_range();
        let field = |name: &str| node.child_by_field_name(name);
        let kind = match node.kind() {
            "parenthesized_expression"
            | "await"
            | "await_expression"
            | "type"
            | "literal_element"
            | "satisfies_expression"
            | "non_null_expression"
            | "throw_expression"
            | "ref_expression"
            | "postfix_unary_expression"
            | "checked_expression"
            | "as_expression"
            | "arrow_expression_clause" => self.lower(only(node)?, budget).kind,
            "cast_expression" | "named_expression" => self.lower(field("value")?, budget).kind,
            "lambda_expression" => self.lower(field("body")?, budget).kind,
            "true" => ExprKind::Bool(true),
            "false" => ExprKind::Bool(false),
            "boolean_literal" => ExprKind::Bool(self.text(node) == "true"),
            "none" | "nil" | "null" | "undefined" | "null_literal" | "default_expression" => ExprKind::Null,
            "integer"
            | "float"
            | "number"
            | "int_literal"
            | "float_literal"
            | "integer_literal"
            | "real_literal"
            | "decimal_integer_literal"
            | "decimal_floating_point_literal" => {
                let digits = self.text(node).replace('_', "");
                ExprKind::Number(digits.trim_end_matches(|c: char| c.is_ascii_alphabetic()).parse().ok()?)
            }
            "tuple"
            | "list"
            | "set"
            | "array"
            | "expression_list"
            | "literal_value"
            | "initializer_expression"
            | "collection_expression" => ExprKind::Sequence(self.all(children(node), budget)),
            "binary_expression" | "binary_operator" => {
                let (left, right) = (self.lower(field("left")?, budget), self.lower(field("right")?, budget));
                return match (self.field(node, "operator"), &left.kind, &right.kind) {
                    ("+", _, _) => Some(Expr::sum(span, left, right)),
                    ("||" | "??", _, _) => Some(Expr::either(span, [left, right])),
                    ("*", ExprKind::Number(a), ExprKind::Number(b)) => Some(Expr::new(span, ExprKind::Number(a * b))),
                    _ => None,
                };
            }
            "boolean_operator" | "ternary_expression" | "conditional_expression" => {
                let sides: Vec<Node<'_>> =
                    ["left", "right", "consequence", "alternative"].into_iter().filter_map(field).collect();
                if sides.is_empty() {
                    return None;
                }
                return Some(Expr::either(span, self.all(sides, budget)));
            }
            "call"
            | "call_expression"
            | "new_expression"
            | "method_invocation"
            | "invocation_expression"
            | "object_creation_expression"
            | "implicit_object_creation_expression" => {
                let expr = S::call(self, node, budget)?;
                let ExprKind::Call(call) = &expr.kind else { return Some(expr) };
                match Self::stands_for(call, &span) {
                    Some(value) => value.kind,
                    None => return Some(expr),
                }
            }
            _ => match self.subscript(node, budget) {
                Some((owner, key)) => {
                    let base = self.path(owner).or_else(|| match self.lower(owner, budget).kind {
                        ExprKind::Name(path) => Some(path),
                        _ => None,
                    });
                    S::entry(&base?, key.as_literal()?.0)
                }
                None => ExprKind::Name(self.path(node)?),
            },
        };
        Some(Expr::new(span, kind))
    }

    /// What a call stands for.
    fn stands_for(call: &Call, span: &ByteSpan) -> Option<Expr> {
        S::value(call, span).or_else(|| {
            let by = |pattern: &str| match pattern.strip_prefix('.') {
                Some(method) => call.method() == method,
                None => call.callee == pattern,
            };
            let known = S::STANDS.iter().filter(|(pattern, _)| by(pattern));
            known.map(|(_, stands)| stands).find_map(|stands| stands.value(call, span.clone()))
        })
    }

    /// What an entry belongs to, and its key.
    pub(super) fn subscript<'t>(&self, node: Node<'t>, budget: &mut ExprBudget<'_>) -> Option<(Node<'t>, Expr)> {
        let (_, owner, key) = SUBSCRIPTS.iter().find(|(kind, ..)| *kind == node.kind())?;
        let mut key = node.child_by_field_name(key)?;
        while matches!(key.kind(), "bracketed_argument_list" | "argument") {
            key = only(key)?;
        }
        Some((node.child_by_field_name(owner)?, self.lower(key, budget)))
    }

    /// The content of a string between quotes of this many bytes.
    pub(super) fn quoted(&self, node: Node<'_>, quotes: usize, value: impl Fn(&str) -> String) -> Expr {
        let span = node.byte_range();
        let inner = span.start + quotes..span.end.saturating_sub(quotes).max(span.start + quotes);
        let value = value(self.source.get(inner.clone()).unwrap_or_default());
        Expr::literal(span, value, inner)
    }

    /// The arguments of a call, or the names and values of a list like it.
    pub(super) fn arguments(&self, list: Node<'_>, budget: &mut ExprBudget<'_>) -> Vec<Arg> {
        let mut args = Vec::new();
        for child in children(list) {
            let name = child.child_by_field_name("name");
            args.extend(match (child.kind(), name) {
                ("keyword_argument" | "argument", Some(name)) => {
                    let value = children(child).into_iter().next_back();
                    value.map(|v| Arg::named(self.text(name), name.byte_range(), self.lower(v, budget)))
                }
                ("argument", None) => only(child).map(|v| Arg::positional(self.lower(v, budget))),
                ("list_splat" | "dictionary_splat" | "spread_element", _) => {
                    only(child).map(|v| Arg::spread(self.lower(v, budget)))
                }
                _ => Some(Arg::positional(self.lower(child, budget))),
            });
        }
        args
    }

    /// A call of a function or constructor that is a field of it.
    pub(super) fn plain_call(&self, node: Node<'_>, budget: &mut ExprBudget<'_>) -> Option<Expr> {
        let constructor = node.child_by_field_name("constructor");
        let function = node.child_by_field_name("function").or(constructor)?;
        let list = node.child_by_field_name("arguments");
        let args = budget.inside(|budget| list.map_or_else(Vec::new, |list| self.arguments(list, budget)))?;
        let member = member(function);
        // C# names the place by the method.
        let place =
            member.filter(|_| function.kind().ends_with("access_expression")).map_or(function, |(name, _)| name);
        let receiver = member.map(|(_, owner)| self.lower(owner, budget));
        let callee = self.path(function).or_else(|| member.map(|(name, _)| format!(".{}", self.name(name))));
        let call = Call {
            callee: callee.unwrap_or_default(),
            callee_span: place.byte_range(),
            receiver,
            args,
            is_new: constructor.is_some(),
        };
        Some(Expr::call(node.byte_range(), call))
    }
}

/// The name of a member, and what it belongs to.
pub(super) fn member(node: Node<'_>) -> Option<(Node<'_>, Node<'_>)> {
    // `owner?.name`
    if node.kind() == "conditional_access_expression" {
        let binding = children(node).into_iter().find(|c| c.kind() == "member_binding_expression")?;
        return Some((binding.child_by_field_name("name")?, node.child_by_field_name("condition")?));
    }
    let (_, name, owner) = MEMBERS.iter().find(|(kind, ..)| *kind == node.kind())?;
    Some((node.child_by_field_name(name)?, node.child_by_field_name(owner)?))
}
