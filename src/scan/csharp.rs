//! C# → the common form, without a grammar. tree-sitter's grammar for C# is as large as those of all other languages here together (5.3 MB of
//! object code beside 5.3 MB, a third of the whole program), and the client is reached by a handful of call shapes: names, calls with named
//! arguments, object initialisers, strings. So this reads tokens (comments, the six kinds of strings and preprocessor lines are exact) and
//! parses expressions where one can begin; what it doesn't understand it leaves out.

mod calls;
mod expression;
mod tokens;

use super::expr::{Call, Expr, Kind, Span};
use super::program::Program;
use expression::Parser;
use std::collections::HashSet;
use tokens::{Token, What, tokens};

/// An event: its place, its order there, what it is, and the variable that the value goes to with where that ends.
type Placed = (usize, usize, Event, Option<(usize, String)>);

/// What happens at a place of the text, in its order.
enum Event {
    Scope(Span),
    Define(String, Expr),
    Store(String, String, Expr),
    Call(Span, Call),
    Map(Vec<super::expr::Arg>),
}

/// Reads a file.
pub(super) fn gather(text: &str) -> Program {
    let tokens = tokens(text, 0);
    let parser = Parser { text, tokens: &tokens };
    let mut program = Program::new(text.len());
    let mut events: Vec<Placed> = Vec::new();
    let mut seen: HashSet<Span> = HashSet::new();
    for i in 0..tokens.len() {
        let at = tokens[i].span.start;
        match &tokens[i].what {
            What::Punct('{') => {
                let end = parser.close(i).map_or(text.len(), |c| tokens[c].span.end);
                events.push((at, 0, Event::Scope(at..end), None));
            }
            What::Name("using") => {
                if let Some((path, _)) = parser.path(i + 1)
                    && path.starts_with("Weaviate.Client")
                {
                    program.imports.insert("\u{0}weaviate".to_owned(), "Weaviate.Client".to_owned());
                }
            }
            What::Name("string") => {
                // A parameter of a method: `string apiKey,` or `)`.
                if let (Some(What::Name(name)), Some(What::Punct(',' | ')'))) = (parser.what(i + 1), parser.what(i + 2))
                {
                    let value = Expr::new(tokens[i + 1].span.clone(), Kind::Parameter { string: true });
                    let depth = tokens[i..].iter().find(|t| t.what == What::Punct('{')).map_or(at, |t| t.span.start);
                    events.push((depth, 1, Event::Define((*name).to_owned(), value), None));
                }
            }
            What::Name(_) if begins(&parser, i) => {
                let expr = parser.postfix(i).0;
                note(&expr, &mut seen, &mut events);
            }
            What::Punct('=') if is_assignment(&parser, i) => assignment(&parser, i, &mut events),
            _ => {}
        }
    }
    events.sort_by_key(|(at, order, event, _)| {
        let length = match event {
            Event::Call(span, _) => usize::MAX - span.end,
            _ => 0,
        };
        (*at, *order, length)
    });
    for (at, _, event, binding) in events {
        program.arrive(at);
        if let Some((end, name)) = binding {
            program.bind(end, &name);
        }
        match event {
            Event::Scope(span) => program.open_scope(span, None),
            Event::Define(name, value) => program.define(&name, value.span.end.max(at), value),
            Event::Store(target, key, value) => program.add_store(target, key, value),
            Event::Call(span, call) => program.add_call(span, call),
            Event::Map(entries) => program.add_map(entries),
        }
    }
    program
}

/// Whether an expression with a name of its own begins here: not in the middle of a path, not where a type declares something.
fn begins(parser: &Parser<'_>, i: usize) -> bool {
    let before = i.checked_sub(1).and_then(|b| parser.what(b));
    !matches!(before, Some(What::Punct('.') | What::Name("new" | "class" | "namespace" | "using")))
}

/// Takes every call and map of an expression, once.
fn note(expr: &Expr, seen: &mut HashSet<Span>, events: &mut Vec<Placed>) {
    for inner in Program::below(expr) {
        match &inner.kind {
            Kind::Call(call) if seen.insert(inner.span.clone()) => {
                events.push((inner.span.start, 3, Event::Call(inner.span.clone(), (**call).clone()), None));
            }
            Kind::Map(entries) if seen.insert(inner.span.clone()) => {
                events.push((inner.span.start, 3, Event::Map(entries.clone()), None));
            }
            _ => {}
        }
    }
}

fn is_assignment(parser: &Parser<'_>, i: usize) -> bool {
    let next_to = |j: Option<usize>, chars: &[char]| {
        j.and_then(|j| parser.tokens.get(j)).is_some_and(|t| {
            matches!(t.what, What::Punct(c) if chars.contains(&c))
                && (t.span.end == parser.tokens[i].span.start || t.span.start == parser.tokens[i].span.end)
        })
    };
    !next_to(i.checked_sub(1), &['=', '!', '<', '>', '+', '-']) && !next_to(Some(i + 1), &['=', '>'])
}

fn assignment(parser: &Parser<'_>, i: usize, events: &mut Vec<Placed>) {
    let at = parser.tokens[i].span.start;
    let (value, _) = parser.expr(i + 1);
    let end = value.span.end;
    // `target["key"] = value`
    if let (Some(What::Punct(']')), Some(Token { what: What::Text(_), .. })) =
        (i.checked_sub(1).and_then(|b| parser.what(b)), i.checked_sub(2).and_then(|b| parser.tokens.get(b)))
        && let Some(key) = i.checked_sub(2).map(|b| parser.expr(b).0)
        && let Some((key, _)) = key.as_literal()
        && let Some(target) = i.checked_sub(4).and_then(|b| parser.path_before(b))
    {
        events.push((at, 2, Event::Store(target, key.to_owned(), value), None));
        return;
    }
    let Some(name) = i.checked_sub(1).and_then(|b| parser.path_before(b)) else { return };
    let binding = Some((end, name.clone()));
    events.push((at, 2, Event::Define(name, value), binding));
}
