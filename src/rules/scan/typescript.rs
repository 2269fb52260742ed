//! TypeScript's and JavaScript's syntax tree → the common form. It knows how they write things and read their environment, nothing else.

mod statements;

use super::expr::{Arg, Call, Expr, ExprKind, TextPart, unescape};
use super::meter::Meter;
use super::names;
use super::program::Program;
use super::syntax::{ExprBudget, SyntaxFrontend, children, dotted, only, text};
use tree_sitter::{Language, Node};

/// The packages of the official client.
const PACKAGES: [(&str, &str); 2] = [("weaviate-client", "weaviate"), ("weaviate-ts-client", "weaviate2")];

pub(super) fn typescript() -> Language {
    tree_sitter_typescript::LANGUAGE_TYPESCRIPT.into()
}

pub(super) fn tsx() -> Language {
    tree_sitter_typescript::LANGUAGE_TSX.into()
}

pub(super) struct TypeScript<'a> {
    pub source: &'a str,
    pub meter: &'a Meter,
}

/// `weaviate` for the package of the official client, whatever path inside it.
fn package(specifier: &str) -> Option<&'static str> {
    let name = specifier.split('/').next().unwrap_or(specifier);
    PACKAGES.iter().find(|(p, _)| *p == name).map(|(_, root)| *root)
}

impl SyntaxFrontend for TypeScript<'_> {
    fn visit(&self, node: Node<'_>, program: &mut Program) {
        match node.kind() {
            "import_statement" => self.import(node, program),
            "function_declaration"
            | "function_expression"
            | "generator_function_declaration"
            | "arrow_function"
            | "method_definition" => {
                let name = node.child_by_field_name("name").map_or("", |n| self.text(n));
                program.open_function(node.byte_range(), name);
                if let Some(value) = node.child_by_field_name("body").filter(|b| b.kind() != "statement_block") {
                    program.add_return(self.expr(value));
                }
                if let Some(list) = node.child_by_field_name("parameters") {
                    self.parameters(list, program);
                } else if let Some(single) = node.child_by_field_name("parameter") {
                    let value = Expr::new(single.byte_range(), ExprKind::Parameter { string: false });
                    program.define(self.text(single), node.start_byte(), value);
                }
            }
            "class_declaration" | "class" => {
                let name = node.child_by_field_name("name").map_or("", |n| self.text(n));
                program.open_scope(node.byte_range(), Some(name.to_owned()));
            }
            "if_statement" | "switch_statement" | "try_statement" | "for_statement" | "while_statement"
            | "for_in_statement" => {
                program.open_branch(&node.byte_range());
                self.choice(node, program);
            }
            "ternary_expression" => self.choice(node, program),
            "return_statement" => {
                if let Some(value) = only(node) {
                    program.add_return(self.expr(value));
                }
            }
            "variable_declarator" => self.declarator(node, program),
            "public_field_definition" | "property_signature" => {
                if let (Some(name), Some(value)) = (node.child_by_field_name("name"), node.child_by_field_name("value"))
                {
                    program.bind(node.end_byte(), self.text(name));
                    program.define(self.text(name), node.end_byte(), self.expr(value));
                }
            }
            "assignment_expression" => self.assignment(node, program),
            "call_expression" | "new_expression" if !node.has_error() => {
                if let ExprKind::Call(call) = self.raw_call(node, &mut ExprBudget::new(self.meter)).kind {
                    program.add_call(node.byte_range(), *call);
                }
            }
            "object" if !node.has_error() => {
                if let ExprKind::Map(entries) = self.expr(node).kind {
                    program.add_map(entries);
                }
            }
            "meta_property" if self.text(node) == "import.meta" => {
                let after = self.source.get(node.end_byte()..).unwrap_or_default();
                program.browser = program.browser || after.starts_with(".env");
            }
            "identifier"
                if matches!(self.text(node), "window" | "document" | "localStorage" | "useState" | "useEffect") =>
            {
                program.browser = true;
            }
            "jsx_element" | "jsx_self_closing_element" => program.browser = true,
            "expression_statement"
                if matches!(self.text(node).trim_end_matches(';'), "'use client'" | "\"use client\"") =>
            {
                program.browser = true;
            }
            _ => {}
        }
    }
}

impl TypeScript<'_> {
    fn text(&self, node: Node<'_>) -> &str {
        text(node, self.source)
    }

    fn path(&self, mut node: Node<'_>) -> Option<String> {
        let mut parts = Vec::new();
        loop {
            match node.kind() {
                "identifier" | "this" | "undefined" | "property_identifier" => {
                    parts.push(self.text(node));
                    // `weaviate.default.connect…` of a CommonJS import.
                    parts.retain(|p| *p != "default");
                    return dotted(parts);
                }
                "member_expression" => {
                    if node.child_by_field_name("object").is_some_and(|o| self.text(o) == "import.meta") {
                        parts.push(self.text(node.child_by_field_name("property")?));
                        parts.push("import.meta");
                        return dotted(parts);
                    }
                    parts.push(self.text(node.child_by_field_name("property")?));
                    node = node.child_by_field_name("object")?;
                }
                "non_null_expression" | "parenthesized_expression" | "as_expression" => node = only(node)?,
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
            "parenthesized_expression"
            | "await_expression"
            | "as_expression"
            | "satisfies_expression"
            | "non_null_expression" => only(node).map_or_else(
                || Expr::unknown(span.clone()),
                |inner| {
                    let kind = self.lower(inner, budget).kind;
                    let string = node.kind() == "as_expression" && self.text(node).ends_with("as string");
                    match kind {
                        // `key as string` says what it is.
                        ExprKind::Name(_) | ExprKind::Unknown if string => Expr::new(
                            span.clone(),
                            ExprKind::Text(vec![TextPart::Hole(Expr::new(inner.byte_range(), kind))]),
                        ),
                        kind => Expr::new(span.clone(), kind),
                    }
                },
            ),
            "string" => {
                let inner = span.start + 1..span.end.saturating_sub(1).max(span.start + 1);
                let raw = self.source.get(inner.clone()).unwrap_or_default();
                Expr::literal(span, unescape(raw), inner)
            }
            "template_string" => self.template(node, budget),
            "number" => match self.text(node).replace('_', "").parse() {
                Ok(number) => Expr::new(span, ExprKind::Number(number)),
                Err(_) => Expr::unknown(span),
            },
            "true" => Expr::new(span, ExprKind::Bool(true)),
            "false" => Expr::new(span, ExprKind::Bool(false)),
            "null" | "undefined" => Expr::new(span, ExprKind::Null),
            "identifier" | "member_expression" | "this" => match self.path(node) {
                Some(path) => match path.rsplit_once('.') {
                    Some((base, key)) => member(base, key, span),
                    None => Expr::new(span, ExprKind::Name(path)),
                },
                None => Expr::unknown(span),
            },
            "subscript_expression" => {
                let base = field("object").and_then(|o| self.path(o));
                let key = field("index").map(|i| self.lower(i, budget));
                match (base, key.as_ref().and_then(Expr::as_literal)) {
                    (Some(base), Some((key, _))) => member(&base, key, span),
                    _ => Expr::unknown(span),
                }
            }
            "array" => {
                let items = children(node).into_iter().map(|c| self.lower(c, budget)).collect();
                Expr::new(span, ExprKind::Sequence(items))
            }
            "object" => budget
                .inside(|budget| self.object(node, budget))
                .map_or_else(|| Expr::unknown(span.clone()), |entries| Expr::new(span.clone(), ExprKind::Map(entries))),
            "binary_expression" => {
                let (Some(left), Some(right)) = (field("left"), field("right")) else { return Expr::unknown(span) };
                let (left, right) = (self.lower(left, budget), self.lower(right, budget));
                match field("operator").map_or("", |o| self.text(o)) {
                    "+" => Expr::sum(span, left, right),
                    "||" | "??" => Expr::either(span, [left, right]),
                    "*" => match (left.kind, right.kind) {
                        (ExprKind::Number(a), ExprKind::Number(b)) => Expr::new(span, ExprKind::Number(a * b)),
                        _ => Expr::unknown(span),
                    },
                    _ => Expr::unknown(span),
                }
            }
            "ternary_expression" => {
                let sides = [field("consequence"), field("alternative")];
                let sides: Vec<Expr> = sides.into_iter().flatten().map(|n| self.lower(n, budget)).collect();
                Expr::either(span, sides)
            }
            "call_expression" | "new_expression" => self.call(node, budget),
            _ => Expr::unknown(span),
        }
    }

    fn template(&self, node: Node<'_>, budget: &mut ExprBudget<'_>) -> Expr {
        let span = node.byte_range();
        let mut parts = Vec::new();
        let mut from = span.start + 1;
        let end = span.end.saturating_sub(1);
        let literal = |parts: &mut Vec<TextPart>, from: usize, to: usize| {
            if from < to {
                let raw = self.source.get(from..to).unwrap_or_default();
                parts.push(TextPart::Literal { text: unescape(raw), span: from..to });
            }
        };
        for hole in children(node).into_iter().filter(|c| c.kind() == "template_substitution") {
            literal(&mut parts, from, hole.start_byte());
            let inner = only(hole).map_or_else(|| Expr::unknown(hole.byte_range()), |e| self.lower(e, budget));
            parts.push(TextPart::Hole(inner));
            from = hole.end_byte();
        }
        literal(&mut parts, from, end);
        if parts.is_empty() {
            parts.push(TextPart::Literal { text: String::new(), span: end..end });
        }
        Expr::new(span, ExprKind::Text(parts))
    }

    fn object(&self, node: Node<'_>, budget: &mut ExprBudget<'_>) -> Vec<Arg> {
        let mut entries = Vec::new();
        for child in children(node) {
            match child.kind() {
                "pair" => {
                    let (Some(key), Some(value)) =
                        (child.child_by_field_name("key"), child.child_by_field_name("value"))
                    else {
                        continue;
                    };
                    let value = self.lower(value, budget);
                    let name = self.text(key);
                    match key.kind() {
                        "property_identifier" | "number" => entries.push(Arg::named(name, key.byte_range(), value)),
                        "string" => {
                            let inner = key.start_byte() + 1..key.end_byte().saturating_sub(1);
                            entries.push(Arg::named(name.trim_matches(['\'', '"']), inner, value));
                        }
                        _ => entries.push(Arg::positional(value)),
                    }
                }
                "shorthand_property_identifier" => {
                    let name = self.text(child);
                    let value = Expr::new(child.byte_range(), ExprKind::Name(name.to_owned()));
                    entries.push(Arg::named(name, child.byte_range(), value));
                }
                "spread_element" => {
                    if let Some(value) = only(child) {
                        entries.push(Arg::spread(self.lower(value, budget)));
                    }
                }
                _ => {}
            }
        }
        entries
    }

    fn call(&self, node: Node<'_>, budget: &mut ExprBudget<'_>) -> Expr {
        let expr = self.raw_call(node, budget);
        let ExprKind::Call(call) = &expr.kind else { return expr };
        let span = expr.span.clone();
        match call.method() {
            "get" if call.callee.ends_with("env.get") => match call.at(0).and_then(Expr::as_literal) {
                Some((name, _)) => Expr::new(span, ExprKind::Env(name.to_owned())),
                None => expr,
            },
            "trim" | "toString" => {
                call.receiver.clone().map_or(Expr::unknown(span.clone()), |r| Expr::new(span, r.kind))
            }
            "String" if call.callee == "String" => match call.at(0) {
                Some(inner) => Expr::new(span, ExprKind::Text(vec![TextPart::Hole(inner.clone())])),
                None => Expr::unknown(span),
            },
            "concat" => match (&call.receiver, call.at(0)) {
                (Some(left @ Expr { kind: ExprKind::Text(_), .. }), Some(right)) => {
                    Expr::sum(span, left.clone(), right.clone())
                }
                _ => expr,
            },
            "freeze" | "assign" if call.callee.starts_with("Object.") => {
                let entries = call.args.iter().map(|a| Arg::spread(a.value.clone())).collect();
                Expr::new(span, ExprKind::Map(entries))
            }
            _ => expr,
        }
    }

    fn arguments(&self, node: Node<'_>, budget: &mut ExprBudget<'_>) -> Vec<Arg> {
        let mut args = Vec::new();
        for child in node.child_by_field_name("arguments").map(children).unwrap_or_default() {
            if child.kind() == "spread_element" {
                args.extend(only(child).map(|v| Arg::spread(self.lower(v, budget))));
            } else {
                args.push(Arg::positional(self.lower(child, budget)));
            }
        }
        args
    }

    fn raw_call(&self, node: Node<'_>, budget: &mut ExprBudget<'_>) -> Expr {
        let span = node.byte_range();
        let is_new = node.kind() == "new_expression";
        let Some(function) = node.child_by_field_name(if is_new { "constructor" } else { "function" }) else {
            return Expr::unknown(span);
        };
        let Some(args) = budget.inside(|budget| self.arguments(node, budget)) else {
            return Expr::unknown(span);
        };
        let object = function.child_by_field_name("object");
        let (callee, receiver) = match self.path(function) {
            Some(path) => (path, object.map(|o| self.lower(o, budget))),
            None => match function.child_by_field_name("property") {
                Some(property) => {
                    // `require('weaviate-client').default.connectTo…`
                    let loaded = object.and_then(|o| self.loaded(o));
                    let root = loaded.unwrap_or_default();
                    (format!("{root}.{}", self.text(property)), object.map(|o| self.lower(o, budget)))
                }
                None => (String::new(), None),
            },
        };
        let call = Call { callee, callee_span: function.byte_range(), receiver, args, is_new };
        Expr::call(span, call)
    }
}

/// `base.key`, which may be a read of the environment.
fn member(base: &str, key: &str, span: std::ops::Range<usize>) -> Expr {
    let environment = matches!(base, "process.env" | "import.meta.env" | "Bun.env" | "env" | "$env")
        || base.ends_with(".process.env")
        || (base.ends_with("environment") && names::is_weaviate(key));
    let nuxt = base.ends_with(".public") && names::is_weaviate_key(key);
    let kind = if nuxt {
        ExprKind::Env(format!("{base}.{key}"))
    } else if environment {
        ExprKind::Env(key.to_owned())
    } else {
        ExprKind::Name(format!("{base}.{key}"))
    };
    Expr::new(span, kind)
}
