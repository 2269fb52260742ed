//! Java's syntax tree → the common form.

use super::expr::{Arg, Call, Expr, ExprKind, TextPart, unescape};
use super::meter::Meter;
use super::program::Program;
use super::syntax::{ExprBudget, SyntaxFrontend, children, dotted, only, text};
use tree_sitter::{Language, Node};

pub(super) fn language() -> Language {
    tree_sitter_java::LANGUAGE.into()
}

pub(super) struct Java<'a> {
    pub source: &'a str,
    pub meter: &'a Meter,
}

impl SyntaxFrontend for Java<'_> {
    fn visit(&self, node: Node<'_>, program: &mut Program) {
        match node.kind() {
            "import_declaration" => {
                let path =
                    self.text(node).trim_start_matches("import").trim_start().trim_start_matches("static").trim();
                let path = path.trim_end_matches([';', ' ', '*', '.']);
                if let Some(rest) = path.strip_prefix("io.weaviate.") {
                    let root = if rest.starts_with("client6") { "weaviate6" } else { "weaviate5" };
                    let last = rest.rsplit('.').next().unwrap_or(rest);
                    program.imports.insert(last.to_owned(), format!("{root}.{last}"));
                    program.imports.insert(format!("\u{0}{root}"), root.to_owned());
                }
            }
            "method_declaration" | "constructor_declaration" | "lambda_expression" => {
                program.open_scope(node.byte_range(), None);
                if let Some(list) = node.child_by_field_name("parameters").filter(|p| p.kind() == "formal_parameters") {
                    for parameter in children(list) {
                        let Some(name) = parameter.child_by_field_name("name") else { continue };
                        let string = parameter.child_by_field_name("type").is_some_and(|t| self.text(t) == "String");
                        let value = Expr::new(name.byte_range(), ExprKind::Parameter { string });
                        program.define(self.text(name), list.start_byte(), value);
                    }
                }
            }
            "class_declaration" | "record_declaration" | "enum_declaration" | "interface_declaration" => {
                let name = node.child_by_field_name("name").map_or("", |n| self.text(n));
                program.open_scope(node.byte_range(), Some(name.to_owned()));
            }
            "if_statement" | "try_statement" | "switch_expression" | "while_statement" | "for_statement" => {
                program.open_branch(&node.byte_range());
            }
            "variable_declarator" | "resource" => {
                if let (Some(name), Some(value)) = (node.child_by_field_name("name"), node.child_by_field_name("value"))
                {
                    program.bind(node.end_byte(), self.text(name));
                    program.define(self.text(name), node.end_byte(), self.expr(value));
                }
            }
            "assignment_expression" => {
                if let (Some(left), Some(right)) = (node.child_by_field_name("left"), node.child_by_field_name("right"))
                    && let Some(path) = self.path(left)
                {
                    program.bind(node.end_byte(), &path);
                    program.define(&path, node.end_byte(), self.expr(right));
                }
            }
            "method_invocation" | "object_creation_expression" if !node.has_error() => {
                match self.raw_call(node, &mut ExprBudget::new(self.meter)).kind {
                    ExprKind::Call(call) => program.add_call(node.byte_range(), *call),
                    ExprKind::Map(entries) => program.add_map(entries),
                    _ => {}
                }
                if let ExprKind::Map(entries) = self.expr(node).kind {
                    program.add_map(entries);
                }
            }
            _ => {}
        }
    }
}

impl Java<'_> {
    fn text(&self, node: Node<'_>) -> &str {
        text(node, self.source)
    }

    fn path(&self, mut node: Node<'_>) -> Option<String> {
        let mut parts = Vec::new();
        loop {
            match node.kind() {
                "identifier" | "this" | "type_identifier" => {
                    parts.push(self.text(node));
                    return dotted(parts);
                }
                "field_access" => {
                    parts.push(self.text(node.child_by_field_name("field")?));
                    node = node.child_by_field_name("object")?;
                }
                "scoped_type_identifier" => return Some(self.text(node).to_owned()),
                "parenthesized_expression" => node = only(node)?,
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
            "parenthesized_expression" => {
                only(node).map_or_else(|| Expr::unknown(span), |inner| self.lower(inner, budget))
            }
            "cast_expression" => field("value").map_or_else(|| Expr::unknown(span), |inner| self.lower(inner, budget)),
            "string_literal" => {
                let quotes = if self.text(node).starts_with("\"\"\"") { 3 } else { 1 };
                let inner = span.start + quotes..span.end.saturating_sub(quotes).max(span.start + quotes);
                let raw = self.source.get(inner.clone()).unwrap_or_default();
                let raw = if quotes == 3 { raw.trim() } else { raw };
                Expr::literal(span, unescape(raw), inner)
            }
            "decimal_integer_literal" | "decimal_floating_point_literal" => {
                let text = self.text(node).replace('_', "");
                match text.trim_end_matches(['L', 'l', 'f', 'F', 'd', 'D']).parse() {
                    Ok(number) => Expr::new(span, ExprKind::Number(number)),
                    Err(_) => Expr::unknown(span),
                }
            }
            "true" => Expr::new(span, ExprKind::Bool(true)),
            "false" => Expr::new(span, ExprKind::Bool(false)),
            "null_literal" => Expr::new(span, ExprKind::Null),
            "identifier" | "field_access" => match self.path(node) {
                Some(path) => Expr::new(span, ExprKind::Name(path)),
                None => Expr::unknown(span),
            },
            "binary_expression" => {
                let (Some(left), Some(right)) = (field("left"), field("right")) else { return Expr::unknown(span) };
                if field("operator").is_some_and(|o| self.text(o) == "+") {
                    return Expr::sum(span, self.lower(left, budget), self.lower(right, budget));
                }
                Expr::unknown(span)
            }
            "ternary_expression" => {
                let sides = [field("consequence"), field("alternative")];
                let sides: Vec<Expr> = sides.into_iter().flatten().map(|n| self.lower(n, budget)).collect();
                Expr::either(span, sides)
            }
            "lambda_expression" => field("body").map_or_else(|| Expr::unknown(span), |b| self.lower(b, budget)),
            "method_invocation" | "object_creation_expression" => self.call(node, budget),
            _ => Expr::unknown(span),
        }
    }

    fn call(&self, node: Node<'_>, budget: &mut ExprBudget<'_>) -> Expr {
        let expr = self.raw_call(node, budget);
        let ExprKind::Call(call) = &expr.kind else { return expr };
        let span = expr.span.clone();
        let first = call.at(0).and_then(Expr::as_literal).map(|(t, _)| t.to_owned());
        match call.method() {
            "getenv" | "getProperty" if first.is_some() => Expr::new(span, ExprKind::Env(first.unwrap_or_default())),
            "get" if call.callee.eq_ignore_ascii_case("dotenv.get") && first.is_some() => {
                Expr::new(span, ExprKind::Env(first.unwrap_or_default()))
            }
            "getOrDefault"
                if call.callee.is_empty()
                    || call
                        .receiver
                        .as_ref()
                        .is_some_and(|r| matches!(&r.kind, ExprKind::Call(c) if c.method() == "getenv")) =>
            {
                let read = Expr::new(span.clone(), ExprKind::Env(first.unwrap_or_default()));
                Expr::either(span, [Some(read), call.at(1).cloned()].into_iter().flatten())
            }
            "format" if call.callee == "String.format" => match call.args.split_first() {
                Some((format, rest)) => {
                    Expr::formatted(span, &format.value, rest.iter().map(|a| a.value.clone()).collect())
                }
                None => expr,
            },
            "formatted" | "concat" if matches!(call.receiver, Some(Expr { kind: ExprKind::Text(_), .. })) => {
                let Some(receiver) = &call.receiver else { return expr };
                let args: Vec<Expr> = call.args.iter().map(|a| a.value.clone()).collect();
                match (call.method(), args.first()) {
                    ("concat", Some(right)) => Expr::sum(span, receiver.clone(), right.clone()),
                    _ => Expr::formatted(span, receiver, args),
                }
            }
            "trim" | "strip" | "toString" => {
                call.receiver.clone().map_or(Expr::unknown(span.clone()), |r| Expr::new(span, r.kind))
            }
            "requireNonNull" | "requireNonNullElse" | "valueOf"
                if call.at(0).is_some() && !call.callee.starts_with("Integer") =>
            {
                let inner = call.at(0).cloned().unwrap_or_else(|| Expr::unknown(span.clone()));
                if call.method() == "valueOf" {
                    Expr::new(span, ExprKind::Text(vec![TextPart::Hole(inner)]))
                } else {
                    inner
                }
            }
            // `Map.of("a", 1, …)`
            "of" if call.callee == "Map.of" => {
                let mut entries = Vec::new();
                for pair in call.args.chunks_exact(2) {
                    if let Some((name, at)) = pair[0].value.as_literal() {
                        entries.push(Arg::named(name, at.clone(), pair[1].value.clone()));
                    }
                }
                Expr::new(span, ExprKind::Map(entries))
            }
            "of" | "asList" if matches!(call.callee.as_str(), "List.of" | "Arrays.asList" | "Set.of") => {
                Expr::new(span, ExprKind::Sequence(call.args.iter().map(|a| a.value.clone()).collect()))
            }
            _ => expr,
        }
    }

    fn raw_call(&self, node: Node<'_>, budget: &mut ExprBudget<'_>) -> Expr {
        let span = node.byte_range();
        let args = node.child_by_field_name("arguments").map(children).unwrap_or_default();
        let args = args.into_iter().map(|c| Arg::positional(self.lower(c, budget))).collect();
        if node.kind() == "object_creation_expression" {
            let Some(kind) = node.child_by_field_name("type") else { return Expr::unknown(span) };
            let callee = self.text(kind).split('<').next().unwrap_or_default().to_owned();
            let call = Call { callee, callee_span: kind.byte_range(), receiver: None, args, is_new: true };
            return Expr::call(span, call);
        }
        let Some(name) = node.child_by_field_name("name") else { return Expr::unknown(span) };
        let object = node.child_by_field_name("object");
        let receiver = object.map(|o| self.lower(o, budget));
        let callee = match object {
            None => self.text(name).to_owned(),
            Some(object) => match self.path(object) {
                Some(path) => format!("{path}.{}", self.text(name)),
                None => format!(".{}", self.text(name)),
            },
        };
        let call = Call { callee, callee_span: name.byte_range(), receiver, args, is_new: false };
        Expr::call(span, call)
    }
}
