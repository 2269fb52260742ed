//! Python's syntax tree → the common form. It knows how Python writes things and reads its environment, not what is right or wrong.

mod comments;
mod statements;

pub(super) use comments::without_comments;

use super::expr::{Arg, Call, Expr, ExprKind, TextPart, beginning, unescape};
use super::meter::Meter;
use super::program::Program;
use super::syntax::{ExprBudget, SyntaxFrontend, children, dotted, only, text};
use tree_sitter::{Language, Node};

pub(super) fn language() -> Language {
    tree_sitter_python::LANGUAGE.into()
}

pub(super) struct Python<'a> {
    pub source: &'a str,
    pub meter: &'a Meter,
}

impl SyntaxFrontend for Python<'_> {
    fn visit(&self, node: Node<'_>, program: &mut Program) {
        match node.kind() {
            "import_statement" | "import_from_statement" => self.import(node, program),
            "function_definition" | "lambda" => {
                let name = node.child_by_field_name("name").map_or("", |n| self.text(n));
                program.open_function(node.byte_range(), name);
                if let Some(list) = node.child_by_field_name("parameters") {
                    self.parameters(list, program);
                }
            }
            "class_definition" => {
                let name = node.child_by_field_name("name").map(|n| text(n, self.source).to_owned());
                program.open_scope(node.byte_range(), Some(name.unwrap_or_default()));
            }
            "if_statement" | "try_statement" | "while_statement" | "for_statement" | "match_statement" => {
                program.open_branch(&node.byte_range());
                self.choice(node, program);
            }
            "elif_clause" | "conditional_expression" => self.choice(node, program),
            "with_statement" => self.wanted_failure(node, program),
            "return_statement" => {
                if let Some(value) = only(node) {
                    program.add_return(self.expr(value));
                }
            }
            "assignment" => self.assignment(node, program),
            "named_expression" => {
                if let (Some(name), Some(value)) = (node.child_by_field_name("name"), node.child_by_field_name("value"))
                {
                    program.define(text(name, self.source), node.end_byte(), self.expr(value));
                }
            }
            "with_item" => self.with_item(node, program),
            "call" if !node.has_error() => {
                if let ExprKind::Call(call) = self.raw_call(node, &mut ExprBudget::new(self.meter)).kind {
                    program.add_call(node.byte_range(), *call);
                }
            }
            "dictionary" if !node.has_error() => {
                if let ExprKind::Map(entries) = self.expr(node).kind {
                    program.add_map(entries);
                }
            }
            _ => {}
        }
    }
}

impl Python<'_> {
    fn text(&self, node: Node<'_>) -> &str {
        text(node, self.source)
    }

    /// `a.b.c`, when the expression is nothing but names.
    fn path(&self, mut node: Node<'_>) -> Option<String> {
        let mut names = Vec::new();
        loop {
            match node.kind() {
                "identifier" => {
                    names.push(self.text(node));
                    return dotted(names);
                }
                "attribute" => {
                    names.push(self.text(node.child_by_field_name("attribute")?));
                    node = node.child_by_field_name("object")?;
                }
                _ => return None,
            }
        }
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
        match node.kind() {
            "parenthesized_expression" | "await" | "type" => {
                only(node).map_or_else(|| Expr::unknown(span), |inner| self.lower(inner, budget))
            }
            "string" => self.string(node, budget),
            "concatenated_string" => {
                let mut parts = Vec::new();
                for child in children(node) {
                    if let ExprKind::Text(more) = self.lower(child, budget).kind {
                        parts.extend(more);
                    }
                }
                Expr::new(span, ExprKind::Text(parts))
            }
            "integer" | "float" => number(self.text(node))
                .map_or_else(|| Expr::unknown(span.clone()), |n| Expr::new(span.clone(), ExprKind::Number(n))),
            "true" => Expr::new(span, ExprKind::Bool(true)),
            "false" => Expr::new(span, ExprKind::Bool(false)),
            "none" => Expr::new(span, ExprKind::Null),
            "identifier" | "attribute" => match self.path(node) {
                Some(path) => Expr::new(span, ExprKind::Name(path)),
                None => Expr::unknown(span),
            },
            "tuple" | "list" | "set" | "expression_list" => {
                let items = children(node).into_iter().map(|c| self.lower(c, budget)).collect();
                Expr::new(span, ExprKind::Sequence(items))
            }
            "dictionary" => Expr::new(span, ExprKind::Map(self.dictionary(node, budget))),
            "binary_operator" => {
                let (Some(left), Some(right)) = (field("left"), field("right")) else { return Expr::unknown(span) };
                let operator = field("operator").map_or("", |o| self.text(o));
                match operator {
                    "+" => Expr::sum(span, self.lower(left, budget), self.lower(right, budget)),
                    "%" if matches!(left.kind(), "string" | "concatenated_string") => {
                        let args = match self.lower(right, budget) {
                            Expr { kind: ExprKind::Sequence(items), .. } => items,
                            other => vec![other],
                        };
                        Expr::formatted(span, &self.lower(left, budget), args)
                    }
                    "|" => match (self.lower(left, budget).kind, self.lower(right, budget).kind) {
                        (ExprKind::Map(mut entries), ExprKind::Map(more)) => {
                            entries.extend(more);
                            Expr::new(span, ExprKind::Map(entries))
                        }
                        _ => Expr::unknown(span),
                    },
                    _ => Expr::unknown(span),
                }
            }
            "boolean_operator" => {
                let sides = [field("left"), field("right")].into_iter().flatten().map(|n| self.lower(n, budget));
                Expr::either(span, sides.collect::<Vec<_>>())
            }
            "conditional_expression" => match children(node).as_slice() {
                [yes, _, no] => Expr::either(span, [self.lower(*yes, budget), self.lower(*no, budget)]),
                _ => Expr::unknown(span),
            },
            "named_expression" => field("value").map_or_else(|| Expr::unknown(span), |v| self.lower(v, budget)),
            "subscript" => self.subscript(node, budget),
            "call" => self.call(node, budget),
            _ => Expr::unknown(span),
        }
    }

    fn string(&self, node: Node<'_>, budget: &mut ExprBudget<'_>) -> Expr {
        let mut cursor = node.walk();
        let all: Vec<Node<'_>> = node.children(&mut cursor).collect();
        let prefix = all.first().map_or("", |s| self.text(*s)).to_ascii_lowercase();
        // Bytes are a list of numbers, whatever they look like.
        if prefix.starts_with('b') || prefix.starts_with("rb") {
            return Expr::new(node.byte_range(), ExprKind::Sequence(Vec::new()));
        }
        let raw = prefix.contains('r');
        let mut parts = Vec::new();
        for child in all {
            match child.kind() {
                "string_content" => {
                    let written = self.text(child);
                    let text = if raw { beginning(written).to_owned() } else { unescape(written) };
                    parts.push(TextPart::Literal { text, span: child.byte_range() });
                }
                "interpolation" => {
                    let inner = child.child_by_field_name("expression");
                    let hole = inner.map_or_else(|| Expr::unknown(child.byte_range()), |e| self.lower(e, budget));
                    parts.push(TextPart::Hole(hole));
                }
                _ => {}
            }
        }
        if parts.is_empty() {
            let end = node.end_byte().saturating_sub(1).max(node.start_byte());
            parts.push(TextPart::Literal { text: String::new(), span: end..end });
        }
        Expr::new(node.byte_range(), ExprKind::Text(parts))
    }

    fn dictionary(&self, node: Node<'_>, budget: &mut ExprBudget<'_>) -> Vec<Arg> {
        let mut entries = Vec::new();
        for child in children(node) {
            if child.kind() == "dictionary_splat" {
                if let Some(value) = only(child) {
                    entries.push(Arg::spread(self.lower(value, budget)));
                }
                continue;
            }
            let (Some(key), Some(value)) = (child.child_by_field_name("key"), child.child_by_field_name("value"))
            else {
                continue;
            };
            let value = self.lower(value, budget);
            match self.lower(key, budget).as_literal() {
                Some((name, span)) => entries.push(Arg::named(name, span.clone(), value)),
                None => entries.push(Arg::positional(value)),
            }
        }
        entries
    }

    fn subscript(&self, node: Node<'_>, budget: &mut ExprBudget<'_>) -> Expr {
        let span = node.byte_range();
        let (Some(value), Some(key)) = (node.child_by_field_name("value"), node.child_by_field_name("subscript"))
        else {
            return Expr::unknown(span);
        };
        let key = self.lower(key, budget);
        let Some((name, _)) = key.as_literal() else { return Expr::unknown(span) };
        let path = match self.path(value) {
            Some(path) => path,
            // `dotenv_values()["X"]`
            None if self.text(value).starts_with("dotenv_values(") => "environ".to_owned(),
            // `config["weaviate"]["key"]`
            None if value.kind() == "subscript" => match self.lower(value, budget).kind {
                ExprKind::Name(path) => path,
                _ => return Expr::unknown(span),
            },
            None => return Expr::unknown(span),
        };
        if is_environment(&path) {
            return Expr::new(span, ExprKind::Env(name.to_owned()));
        }
        Expr::new(span, ExprKind::Name(format!("{path}.{name}")))
    }

    fn call(&self, node: Node<'_>, budget: &mut ExprBudget<'_>) -> Expr {
        let expr = self.raw_call(node, budget);
        let ExprKind::Call(call) = &expr.kind else { return expr };
        let span = expr.span.clone();
        let literal = |i: usize| call.at(i).and_then(Expr::as_literal).map(|(t, _)| t.to_owned());
        match call.method() {
            "get" | "getenv" | "env" | "str" | "config" | "get_secret" | "setdefault"
                if is_environment_call(&call.callee) && literal(0).is_some() =>
            {
                let read = Expr::new(span.clone(), ExprKind::Env(literal(0).unwrap_or_default()));
                match call.arg("default", 1) {
                    Some(default) => Expr::either(span, [read, default.clone()]),
                    None => read,
                }
            }
            "decode" if matches!(&call.receiver, Some(Expr { kind: ExprKind::Sequence(_), .. })) => {
                let text = call.receiver.clone().map_or_else(|| Expr::unknown(span.clone()), decoded);
                Expr::new(span, text.kind)
            }
            "strip" | "rstrip" | "lstrip" | "removeprefix" | "decode" | "get_secret_value" => {
                call.receiver.clone().map_or_else(|| Expr::unknown(span.clone()), |r| Expr::new(span.clone(), r.kind))
            }
            "str" if call.callee == "str" => match call.at(0) {
                Some(inner) => Expr::new(span, ExprKind::Text(vec![TextPart::Hole(inner.clone())])),
                None => Expr::unknown(span),
            },
            "encode" => Expr::new(span, ExprKind::Sequence(call.receiver.iter().cloned().collect())),
            "cast" => call.at(1).cloned().unwrap_or_else(|| Expr::unknown(span)),
            "dict" if call.callee == "dict" => {
                // `dict(base, a=1)` spreads its first argument.
                let entry = |a: &Arg| Arg { spread: a.spread || a.name.is_none(), ..a.clone() };
                Expr::new(span, ExprKind::Map(call.args.iter().map(entry).collect()))
            }
            "format" => match &call.receiver {
                Some(format) if matches!(format.kind, ExprKind::Text(_)) => {
                    Expr::formatted(span, format, call.args.iter().map(|a| a.value.clone()).collect())
                }
                _ => expr,
            },
            "input" | "getpass" | "read_text" | "text_input" => Expr::new(span, ExprKind::Parameter { string: true }),
            _ => expr,
        }
    }

    /// A call as it is written.
    fn raw_call(&self, node: Node<'_>, budget: &mut ExprBudget<'_>) -> Expr {
        let span = node.byte_range();
        let (Some(function), Some(arguments)) =
            (node.child_by_field_name("function"), node.child_by_field_name("arguments"))
        else {
            return Expr::unknown(span);
        };
        let mut args = Vec::new();
        if arguments.kind() == "argument_list" {
            for child in children(arguments) {
                match child.kind() {
                    "keyword_argument" => {
                        if let (Some(n), Some(v)) =
                            (child.child_by_field_name("name"), child.child_by_field_name("value"))
                        {
                            args.push(Arg::named(self.text(n), n.byte_range(), self.lower(v, budget)));
                        }
                    }
                    "list_splat" | "dictionary_splat" => {
                        if let Some(value) = only(child) {
                            args.push(Arg::spread(self.lower(value, budget)));
                        }
                    }
                    _ => args.push(Arg::positional(self.lower(child, budget))),
                }
            }
        }
        let (callee, receiver) = match self.path(function) {
            Some(path) => {
                let receiver = function.child_by_field_name("object").map(|o| self.lower(o, budget));
                (path, receiver)
            }
            None if function.kind() == "attribute" => {
                let method = function.child_by_field_name("attribute").map_or("", |a| self.text(a));
                (format!(".{method}"), function.child_by_field_name("object").map(|o| self.lower(o, budget)))
            }
            None => (String::new(), None),
        };
        let call = Call { callee, callee_span: function.byte_range(), receiver, args, is_new: false };
        Expr::call(span, call)
    }
}

/// The text that bytes were made of.
fn decoded(bytes: Expr) -> Expr {
    let hole = match bytes.kind {
        ExprKind::Sequence(mut items) if items.len() == 1 => return items.remove(0),
        _ => Expr::unknown(bytes.span.clone()),
    };
    Expr::new(bytes.span, ExprKind::Text(vec![TextPart::Hole(hole)]))
}

/// Whether a subscript of this is a read of the environment or of a store of secrets.
fn is_environment(path: &str) -> bool {
    let last = path.rsplit('.').next().unwrap_or(path);
    matches!(last, "environ" | "secrets") || path == "env"
}

fn is_environment_call(callee: &str) -> bool {
    let (owner, method) = callee.rsplit_once('.').unwrap_or(("", callee));
    match method {
        "getenv" | "get_secret" => true,
        "env" | "config" => owner.is_empty(),
        "get" | "setdefault" => is_environment(owner) || owner.ends_with("userdata"),
        "str" => owner == "env",
        _ => false,
    }
}

fn number(text: &str) -> Option<f64> {
    text.replace('_', "").parse().ok()
}
