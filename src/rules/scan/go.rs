//! Go's syntax tree → the common form. Struct literals become calls of their type.

use super::expr::{Arg, Call, Expr, ExprKind, beginning, unescape};
use super::meter::Meter;
use super::program::Program;
use super::syntax::{ExprBudget, SyntaxFrontend, children, dotted, only, text};
use tree_sitter::{Language, Node};

pub(super) fn language() -> Language {
    tree_sitter_go::LANGUAGE.into()
}

pub(super) struct Go<'a> {
    pub source: &'a str,
    pub meter: &'a Meter,
}

impl SyntaxFrontend for Go<'_> {
    fn visit(&self, node: Node<'_>, program: &mut Program) {
        match node.kind() {
            "import_spec" => self.import(node, program),
            "function_declaration" | "method_declaration" | "func_literal" => {
                program.open_scope(node.byte_range(), None);
                if let Some(list) = node.child_by_field_name("parameters") {
                    for parameter in children(list) {
                        let string = parameter.child_by_field_name("type").is_some_and(|t| self.text(t) == "string");
                        let mut cursor = parameter.walk();
                        for name in parameter.children_by_field_name("name", &mut cursor) {
                            let value = Expr::new(name.byte_range(), ExprKind::Parameter { string });
                            program.define(self.text(name), list.start_byte(), value);
                        }
                    }
                }
            }
            "if_statement"
            | "for_statement"
            | "expression_switch_statement"
            | "type_switch_statement"
            | "select_statement" => {
                program.open_branch(&node.byte_range());
            }
            "short_var_declaration" | "assignment_statement" => self.assignment(node, program),
            "var_spec" | "const_spec" => {
                let mut cursor = node.walk();
                let names: Vec<Node<'_>> = node.children_by_field_name("name", &mut cursor).collect();
                let values = node.child_by_field_name("value").map(children).unwrap_or_default();
                // `var config weaviate.Config` is an empty literal.
                if values.is_empty()
                    && let (Some(kind), [name]) = (node.child_by_field_name("type"), names.as_slice())
                    && let Some(call) = self.zero(kind)
                {
                    let span = kind.byte_range();
                    program.bind(node.end_byte(), self.text(*name));
                    program.add_call(span.clone(), call.clone());
                    program.define(self.text(*name), node.end_byte(), Expr::call(span, call));
                }
                for (name, value) in names.into_iter().zip(values) {
                    program.bind(node.end_byte(), self.text(name));
                    program.define(self.text(name), node.end_byte(), self.expr(value));
                }
            }
            "call_expression" if !node.has_error() => {
                if let ExprKind::Call(call) = self.raw_call(node, &mut ExprBudget::new(self.meter)).kind {
                    program.add_call(node.byte_range(), *call);
                }
                if let Some(call) = self.made(node) {
                    program.add_call(node.byte_range(), call);
                }
            }
            "composite_literal" if !node.has_error() => match self.expr(node).kind {
                ExprKind::Call(call) => program.add_call(node.byte_range(), *call),
                ExprKind::Map(entries) => program.add_map(entries),
                _ => {}
            },
            _ => {}
        }
    }
}

impl Go<'_> {
    fn text(&self, node: Node<'_>) -> &str {
        text(node, self.source)
    }

    fn import(&self, node: Node<'_>, program: &mut Program) {
        let path = node.child_by_field_name("path").map_or("", |p| self.text(p)).trim_matches(['"', '`']);
        if !path.contains("weaviate-go-client") {
            return;
        }
        let last = path.rsplit('/').next().unwrap_or(path);
        let full = format!("weaviate-go/{last}");
        let name = node.child_by_field_name("name").map_or(last, |n| self.text(n));
        program.imports.insert(name.to_owned(), full);
    }

    fn assignment(&self, node: Node<'_>, program: &mut Program) {
        let (Some(left), Some(right)) = (node.child_by_field_name("left"), node.child_by_field_name("right")) else {
            return;
        };
        let (names, values) = (children(left), children(right));
        for (i, name) in names.iter().enumerate() {
            if name.kind() == "index_expression" {
                let target = name.child_by_field_name("operand").and_then(|o| self.path(o));
                let key = name.child_by_field_name("index").map(|k| self.expr(k));
                if let (Some(target), Some((key, _)), Some(value)) =
                    (target, key.as_ref().and_then(Expr::as_literal), values.get(i))
                {
                    program.add_store(target, key.to_owned(), self.expr(*value));
                }
                continue;
            }
            let Some(path) = self.path(*name) else { continue };
            // `client, err := f()`: the first name gets the call.
            let value = if names.len() == values.len() { values.get(i) } else { values.first().filter(|_| i == 0) };
            if i == 0 {
                program.bind(node.end_byte(), &path);
            }
            program.define(
                &path,
                node.end_byte(),
                value.map_or_else(|| Expr::unknown(right.byte_range()), |v| self.expr(*v)),
            );
        }
    }

    fn path(&self, mut node: Node<'_>) -> Option<String> {
        let mut parts = Vec::new();
        loop {
            match node.kind() {
                "identifier" | "package_identifier" | "type_identifier" => {
                    parts.push(self.text(node));
                    return dotted(parts);
                }
                "selector_expression" => {
                    parts.push(self.text(node.child_by_field_name("field")?));
                    node = node.child_by_field_name("operand")?;
                }
                "qualified_type" => return Some(self.text(node).to_owned()),
                "parenthesized_expression" | "unary_expression" => node = only(node)?,
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
            "parenthesized_expression" | "literal_element" => {
                only(node).map_or_else(|| Expr::unknown(span), |inner| self.lower(inner, budget))
            }
            "unary_expression" => match (self.text(node).chars().next(), field("operand")) {
                (Some('&'), Some(inner)) => self.lower(inner, budget),
                _ => Expr::unknown(span),
            },
            "interpreted_string_literal" | "raw_string_literal" => {
                let inner = span.start + 1..span.end.saturating_sub(1).max(span.start + 1);
                let raw = self.source.get(inner.clone()).unwrap_or_default();
                Expr::literal(
                    span,
                    if node.kind().starts_with("raw") { beginning(raw).to_owned() } else { unescape(raw) },
                    inner,
                )
            }
            "int_literal" | "float_literal" => match self.text(node).replace('_', "").parse() {
                Ok(number) => Expr::new(span, ExprKind::Number(number)),
                Err(_) => Expr::unknown(span),
            },
            "true" => Expr::new(span, ExprKind::Bool(true)),
            "false" => Expr::new(span, ExprKind::Bool(false)),
            "nil" => Expr::new(span, ExprKind::Null),
            "identifier" | "selector_expression" => match self.path(node) {
                Some(path) => match duration(&path) {
                    Some(seconds) => Expr::new(span, ExprKind::Number(seconds)),
                    None => Expr::new(span, ExprKind::Name(path)),
                },
                None => Expr::unknown(span),
            },
            "binary_expression" => {
                let (Some(left), Some(right)) = (field("left"), field("right")) else { return Expr::unknown(span) };
                let (left, right) = (self.lower(left, budget), self.lower(right, budget));
                match (field("operator").map_or("", |o| self.text(o)), &left.kind, &right.kind) {
                    ("+", _, _) => Expr::sum(span, left, right),
                    ("*", ExprKind::Number(a), ExprKind::Number(b)) => Expr::new(span, ExprKind::Number(a * b)),
                    _ => Expr::unknown(span),
                }
            }
            "composite_literal" => self.composite(node, budget),
            "literal_value" => {
                let items = children(node).into_iter().map(|c| self.lower(c, budget)).collect();
                Expr::new(span, ExprKind::Sequence(items))
            }
            "call_expression" => self.call(node, budget),
            _ => Expr::unknown(span),
        }
    }

    /// An empty struct of a package's type; none for other types.
    fn zero(&self, kind: Node<'_>) -> Option<Call> {
        let callee = self.path(kind).filter(|_| kind.kind() == "qualified_type")?;
        Some(Call { callee, callee_span: kind.byte_range(), receiver: None, args: Vec::new(), is_new: true })
    }

    /// `new(weaviate.Config)`.
    fn made(&self, node: Node<'_>) -> Option<Call> {
        let function = node.child_by_field_name("function").filter(|f| self.text(*f) == "new");
        let kind = function.and_then(|_| only(node.child_by_field_name("arguments")?))?;
        let callee = self.path(kind).filter(|path| path.contains('.'))?;
        Some(Call { callee, callee_span: kind.byte_range(), receiver: None, args: Vec::new(), is_new: true })
    }

    fn composite(&self, node: Node<'_>, budget: &mut ExprBudget<'_>) -> Expr {
        let span = node.byte_range();
        let (Some(kind), Some(body)) = (node.child_by_field_name("type"), node.child_by_field_name("body")) else {
            return Expr::unknown(span);
        };
        if matches!(kind.kind(), "slice_type" | "array_type") {
            let items = children(body).into_iter().map(|c| self.lower(c, budget)).collect();
            return Expr::new(span, ExprKind::Sequence(items));
        }
        let mut args = Vec::new();
        for element in children(body) {
            let parts = children(element);
            if element.kind() == "keyed_element" {
                let [key, value] = parts.as_slice() else { continue };
                let value = self.lower(*value, budget);
                let inner = only(*key).unwrap_or(*key);
                let key = self.lower(*key, budget);
                match &key.kind {
                    ExprKind::Name(name) => args.push(Arg::named(name.clone(), inner.byte_range(), value)),
                    _ => match key.as_literal() {
                        Some((name, at)) => args.push(Arg::named(name, at.clone(), value)),
                        None => args.push(Arg::positional(value)),
                    },
                }
            } else {
                args.push(Arg::positional(self.lower(element, budget)));
            }
        }
        match self.path(kind) {
            Some(path) if path != "http.Header" => {
                let call = Call { callee: path, callee_span: kind.byte_range(), receiver: None, args, is_new: true };
                Expr::call(span, call)
            }
            _ => Expr::new(span, ExprKind::Map(args)),
        }
    }

    fn call(&self, node: Node<'_>, budget: &mut ExprBudget<'_>) -> Expr {
        if let Some(call) = self.made(node) {
            return Expr::call(node.byte_range(), call);
        }
        let expr = self.raw_call(node, budget);
        let ExprKind::Call(call) = &expr.kind else { return expr };
        let span = expr.span.clone();
        match call.callee.as_str() {
            "os.Getenv" => match call.at(0).and_then(Expr::as_literal) {
                Some((name, _)) => Expr::new(span, ExprKind::Env(name.to_owned())),
                None => Expr::new(span, ExprKind::Parameter { string: true }),
            },
            "os.LookupEnv" | "viper.GetString" => match call.at(0).and_then(Expr::as_literal) {
                Some((name, _)) => Expr::new(span, ExprKind::Env(name.to_owned())),
                None => expr,
            },
            "fmt.Sprintf" => match call.args.split_first() {
                Some((format, rest)) => {
                    Expr::formatted(span, &format.value, rest.iter().map(|a| a.value.clone()).collect())
                }
                None => expr,
            },
            "strings.TrimSpace" | "string" => {
                call.at(0).map_or_else(|| Expr::unknown(span.clone()), |e| Expr::new(span.clone(), e.kind.clone()))
            }
            "time.Duration" => call.at(0).cloned().unwrap_or_else(|| Expr::unknown(span)),
            _ => expr,
        }
    }

    fn raw_call(&self, node: Node<'_>, budget: &mut ExprBudget<'_>) -> Expr {
        let span = node.byte_range();
        let (Some(function), Some(arguments)) =
            (node.child_by_field_name("function"), node.child_by_field_name("arguments"))
        else {
            return Expr::unknown(span);
        };
        let args = children(arguments).into_iter().map(|c| Arg::positional(self.lower(c, budget))).collect();
        let operand = function.child_by_field_name("operand");
        let receiver = operand.map(|o| self.lower(o, budget));
        let callee = self.path(function).or_else(|| {
            let field = function.child_by_field_name("field")?;
            Some(format!(".{}", self.text(field)))
        });
        let call = Call {
            callee: callee.unwrap_or_default(),
            callee_span: function.byte_range(),
            receiver,
            args,
            is_new: false,
        };
        Expr::call(span, call)
    }
}

/// A unit of time in nanoseconds, as Go counts.
fn duration(path: &str) -> Option<f64> {
    Some(match path {
        "time.Nanosecond" => 1.0,
        "time.Microsecond" => 1e3,
        "time.Millisecond" => 1e6,
        "time.Second" => 1e9,
        "time.Minute" => 60e9,
        "time.Hour" => 3600e9,
        _ => return None,
    })
}
