//! Expressions as the rules see them, the same for every language: texts with holes, reads of the environment, calls, maps. The front ends
//! make them from syntax trees; nothing here knows a grammar.

use super::names;
use std::ops::Range;

/// A place in the text, in bytes.
pub(super) type ByteSpan = Range<usize>;

/// An expression and its place.
#[derive(Clone, Debug)]
pub(super) struct Expr {
    pub span: ByteSpan,
    pub kind: ExprKind,
}

/// What an expression is, as far as it matters here.
#[derive(Clone, Debug)]
pub(super) enum ExprKind {
    /// A string: literals, templates, concatenations, and whatever is surely a string.
    Text(Vec<TextPart>),
    /// A read of this environment variable (or of a secret store, by name).
    Env(String),
    Number(f64),
    Bool(bool),
    Null,
    /// A tuple, list or array.
    Sequence(Vec<Expr>),
    /// A dictionary, object or map.
    Map(Vec<Arg>),
    /// A call, a construction, or a struct literal.
    Call(Box<Call>),
    /// A variable or a dotted path that has not been looked up.
    Name(String),
    /// One of these, as in `a or b` and `c ? a : b`.
    Either(Vec<Expr>),
    /// A sum of things that need not be strings.
    Sum(Vec<Expr>),
    /// A parameter of a function; `string` when its type says so.
    Parameter {
        string: bool,
    },
    /// Anything else.
    Unknown,
}

/// A piece of a text.
#[derive(Clone, Debug)]
pub(super) enum TextPart {
    Literal { text: String, span: ByteSpan },
    Hole(Expr),
}

/// An argument of a call, or an entry of a map. Without a name it is positional, or its key is computed.
#[derive(Clone, Debug)]
pub(super) struct Arg {
    pub name: Option<String>,
    pub name_span: ByteSpan,
    pub value: Expr,
    /// `**value`, `...value`.
    pub spread: bool,
}

/// A call.
#[derive(Clone, Debug)]
pub(super) struct Call {
    /// The dotted path as written; begins with a dot when it is called on something that is no path.
    pub callee: String,
    pub callee_span: ByteSpan,
    pub receiver: Option<Expr>,
    pub args: Vec<Arg>,
    /// `new X(…)`.
    pub is_new: bool,
}

impl Expr {
    pub(super) fn new(span: ByteSpan, kind: ExprKind) -> Self {
        Self { span, kind }
    }

    pub(super) fn unknown(span: ByteSpan) -> Self {
        Self { span, kind: ExprKind::Unknown }
    }

    /// A call; one of a program's own helpers that reads a variable by name, such as `mustEnv("WEAVIATE_API_KEY")`, is that read.
    pub(super) fn call(span: ByteSpan, call: Call) -> Self {
        let method = call.method().to_ascii_lowercase();
        let reads = ["env", "config", "setting", "secret", "get", "require", "lookup", "param"]
            .iter()
            .any(|w| method.contains(w));
        let name = call.args.first().filter(|a| a.name.is_none() && reads).and_then(|a| a.value.as_literal());
        let capitals = |text: &str| text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_');
        match name {
            Some((text, _)) if capitals(text) && names::is_weaviate_key(text) => {
                let read = Self::new(span.clone(), ExprKind::Env(text.to_owned()));
                // What stands in for a missing variable.
                let stands_in = |a: &&Arg| match a.name.as_deref() {
                    None => matches!(
                        a.value.kind,
                        ExprKind::Text(_) | ExprKind::Env(_) | ExprKind::Name(_) | ExprKind::Either(_)
                    ),
                    Some(name) => matches!(name, "default" | "default_value" | "fallback"),
                };
                match call.args.iter().skip(1).find(stands_in).filter(|a| !a.spread) {
                    Some(default) => Self::either(span, [read, default.value.clone()]),
                    None => read,
                }
            }
            _ => Self::new(span, ExprKind::Call(Box::new(call))),
        }
    }

    /// A string literal whose content stands at `span`.
    pub(super) fn literal(span: ByteSpan, text: String, inner: ByteSpan) -> Self {
        Self { span, kind: ExprKind::Text(vec![TextPart::Literal { text, span: inner }]) }
    }

    /// The whole text, when it is one literal.
    pub(super) fn as_literal(&self) -> Option<(&str, &ByteSpan)> {
        match &self.kind {
            ExprKind::Text(parts) => match parts.as_slice() {
                [TextPart::Literal { text, span }] => Some((text, span)),
                _ => None,
            },
            _ => None,
        }
    }

    /// The literal at the start of a text.
    pub(super) fn leading_literal(&self) -> Option<(&str, &ByteSpan)> {
        match &self.kind {
            ExprKind::Text(parts) => match parts.first() {
                Some(TextPart::Literal { text, span }) => Some((text, span)),
                _ => None,
            },
            _ => None,
        }
    }

    /// `a + b`, as a text when one side is one.
    pub(super) fn sum(span: ByteSpan, left: Expr, right: Expr) -> Self {
        let stringy = |e: &Expr| matches!(e.kind, ExprKind::Text(_) | ExprKind::Env(_));
        if stringy(&left) || stringy(&right) {
            let mut parts = Vec::new();
            for side in [left, right] {
                match side.kind {
                    ExprKind::Text(more) => parts.extend(more),
                    ExprKind::Sum(more) => parts.extend(more.into_iter().map(TextPart::Hole)),
                    _ => parts.push(TextPart::Hole(side)),
                }
            }
            return Self { span, kind: ExprKind::Text(parts) };
        }
        let mut terms = Vec::new();
        for side in [left, right] {
            match side.kind {
                ExprKind::Sum(more) => terms.extend(more),
                _ => terms.push(side),
            }
        }
        Self { span, kind: ExprKind::Sum(terms) }
    }

    /// `a or b`.
    pub(super) fn either(span: ByteSpan, options: impl IntoIterator<Item = Expr>) -> Self {
        let mut all = Vec::new();
        for option in options {
            match option.kind {
                ExprKind::Either(more) => all.extend(more),
                _ => all.push(option),
            }
        }
        Self { span, kind: ExprKind::Either(all) }
    }

    /// A format string such as `Bearer %s` or `Bearer {}` with its arguments put in.
    pub(super) fn formatted(span: ByteSpan, format: &Expr, args: Vec<Expr>) -> Self {
        let Some((text, at)) = format.as_literal() else { return Self::new(span, ExprKind::Text(Vec::new())) };
        let mut parts = Vec::new();
        let mut args = args.into_iter();
        let (mut from, mut i) = (0, 0);
        let bytes = text.as_bytes();
        let last_close = text.rfind('}');
        while i < bytes.len() {
            let length = match bytes[i] {
                b'{' if last_close.is_some_and(|last| i < last) => text[i..].find('}').map_or(0, |n| n + 1),
                b'%' if bytes.get(i + 1).is_some_and(|b| b"svqd".contains(b)) => 2,
                _ => 0,
            };
            if length == 0 {
                i += 1;
                continue;
            }
            if from < i {
                parts.push(TextPart::Literal { text: text[from..i].to_owned(), span: at.start + from..at.start + i });
            }
            let hole = args.next().unwrap_or_else(|| Expr::unknown(span.clone()));
            parts.push(TextPart::Hole(hole));
            i += length;
            from = i;
        }
        if from < text.len() {
            parts.push(TextPart::Literal { text: text[from..].to_owned(), span: at.start + from..at.end });
        }
        Self { span, kind: ExprKind::Text(parts) }
    }
}

impl Arg {
    pub(super) fn positional(value: Expr) -> Self {
        Self { name: None, name_span: value.span.clone(), value, spread: false }
    }

    pub(super) fn named(name: impl Into<String>, name_span: ByteSpan, value: Expr) -> Self {
        Self { name: Some(name.into()), name_span, value, spread: false }
    }

    pub(super) fn spread(value: Expr) -> Self {
        Self { name: None, name_span: value.span.clone(), value, spread: true }
    }
}

impl Call {
    /// The last name of the path.
    pub(super) fn method(&self) -> &str {
        self.callee.rsplit('.').next().unwrap_or(&self.callee)
    }

    /// The argument at a position, counted among those without names.
    pub(super) fn at(&self, index: usize) -> Option<&Expr> {
        self.args.iter().filter(|a| a.name.is_none() && !a.spread).nth(index).map(|a| &a.value)
    }

    /// The argument with this name.
    pub(super) fn named(&self, name: &str) -> Option<&Arg> {
        named(&self.args, name)
    }

    /// The argument with this name or at this position.
    pub(super) fn arg(&self, name: &str, index: usize) -> Option<&Expr> {
        self.named(name).map(|a| &a.value).or_else(|| self.at(index))
    }
}

/// The entry with this name.
pub(super) fn named<'a>(args: &'a [Arg], name: &str) -> Option<&'a Arg> {
    args.iter().find(|a| a.name.as_deref() == Some(name))
}

/// Most bytes of a literal that are read. No key, host or URL is as long.
const MAX_LITERAL_BYTES: usize = 16 << 10;

/// The beginning of a literal, which is all of it unless it is data.
pub(super) fn beginning(raw: &str) -> &str {
    &raw[..raw.floor_char_boundary(MAX_LITERAL_BYTES)]
}

/// A literal's value: escapes are resolved only as far as they matter for recognizing it.
pub(super) fn unescape(raw: &str) -> String {
    let raw = beginning(raw);
    if !raw.contains('\\') {
        return raw.to_owned();
    }
    let mut out = String::with_capacity(raw.len());
    let mut chars = raw.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        match chars.next() {
            Some('n') => out.push('\n'),
            Some('r') => out.push('\r'),
            Some('t') => out.push('\t'),
            Some('\n') | None => {}
            Some(other) => out.push(other),
        }
    }
    out
}
