//! Parses C#'s expressions from tokens, as far as values, paths, calls and initialisers go.

use super::calls::{call, lowered, member};
use super::tokens::{Piece, Token, What, tokens};
use crate::scan::expr::{Arg, Call, Expr, Kind, Part};

/// How deep expressions may nest.
const DEEPEST: u32 = 24;

pub(super) struct Parser<'a> {
    pub text: &'a str,
    pub tokens: &'a [Token<'a>],
}

impl<'a> Parser<'a> {
    pub(super) fn what(&self, i: usize) -> Option<&What<'a>> {
        self.tokens.get(i).map(|t| &t.what)
    }

    fn is(&self, i: usize, c: char) -> bool {
        self.what(i) == Some(&What::Punct(c))
    }

    fn end(&self, i: usize) -> usize {
        i.checked_sub(1).and_then(|b| self.tokens.get(b)).map_or(0, |t| t.span.end)
    }

    fn start(&self, i: usize) -> usize {
        self.tokens.get(i).map_or(self.text.len(), |t| t.span.start)
    }

    /// The token that closes the bracket at `i`.
    pub(super) fn close(&self, i: usize) -> Option<usize> {
        let mut depth = 0_u32;
        for (j, token) in self.tokens.iter().enumerate().skip(i).take(20_000) {
            match token.what {
                What::Punct('(' | '[' | '{') => depth += 1,
                What::Punct(')' | ']' | '}') => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        return Some(j);
                    }
                }
                _ => {}
            }
        }
        None
    }

    /// `A.B.C` from `i` on, and the token behind it.
    pub(super) fn path(&self, mut i: usize) -> Option<(String, usize)> {
        let Some(What::Name(first)) = self.what(i) else { return None };
        let mut path = (*first).to_owned();
        i += 1;
        while self.is(i, '.') {
            let Some(What::Name(next)) = self.what(i + 1) else { break };
            path.push('.');
            path.push_str(next);
            i += 2;
        }
        Some((path, i))
    }

    /// `A.B.C` that ends at `i`.
    pub(super) fn path_before(&self, mut i: usize) -> Option<String> {
        let Some(What::Name(last)) = self.what(i) else { return None };
        let mut parts = vec![*last];
        while i >= 2 && self.is(i - 1, '.') {
            let Some(What::Name(before)) = self.what(i - 2) else { break };
            parts.push(before);
            i -= 2;
        }
        parts.reverse();
        Some(parts.join("."))
    }

    /// A type's arguments from `<` on; the token behind `>`.
    fn generics(&self, i: usize) -> Option<usize> {
        if !self.is(i, '<') {
            return None;
        }
        let mut depth = 0_i32;
        for j in i..(i + 40).min(self.tokens.len()) {
            match self.what(j) {
                Some(What::Punct('<')) => depth += 1,
                Some(What::Punct('>')) => {
                    depth -= 1;
                    if depth == 0 {
                        return Some(j + 1);
                    }
                }
                Some(What::Name(_) | What::Punct(',' | '.' | '?' | '[' | ']')) => {}
                _ => return None,
            }
        }
        None
    }

    pub(super) fn expr(&self, i: usize) -> (Expr, usize) {
        self.binary(i, 0)
    }

    pub(super) fn postfix(&self, i: usize) -> (Expr, usize) {
        self.operand(i, 0)
    }

    fn binary(&self, i: usize, depth: u32) -> (Expr, usize) {
        let (mut left, mut i) = self.operand(i, depth + 1);
        let mut terms = 0;
        loop {
            terms += 1;
            if depth > DEEPEST || terms > 64 {
                return (left, i);
            }
            if self.is(i, '+') && !self.is(i + 1, '+') && !self.is(i + 1, '=') {
                let (right, next) = self.operand(i + 1, depth + 1);
                let span = left.span.start..right.span.end;
                left = Expr::sum(span, left, right);
                i = next;
            } else if self.is(i, '?') && self.is(i + 1, '?') {
                let (right, next) = self.binary(i + 2, depth + 1);
                let span = left.span.start..right.span.end;
                left = Expr::either(span, [left, right]);
                i = next;
            } else if self.is(i, '?') && !self.is(i + 1, '.') {
                let (yes, next) = self.binary(i + 1, depth + 1);
                if !self.is(next, ':') {
                    return (left, next);
                }
                let (no, next) = self.binary(next + 1, depth + 1);
                return (Expr::either(left.span.start..no.span.end, [yes, no]), next);
            } else {
                return (left, i);
            }
        }
    }

    fn operand(&self, i: usize, depth: u32) -> (Expr, usize) {
        let start = self.start(i);
        let nothing = |i: usize| (Expr::unknown(start..start), i);
        if depth > DEEPEST {
            return nothing(i + 1);
        }
        let (mut expr, mut i) = match self.what(i) {
            Some(What::Text(pieces)) => {
                (Expr::new(self.tokens[i].span.clone(), Kind::Text(self.pieces(pieces))), i + 1)
            }
            Some(What::Number(number)) => (Expr::new(self.tokens[i].span.clone(), Kind::Number(*number)), i + 1),
            Some(What::Name("true")) => (Expr::new(self.tokens[i].span.clone(), Kind::Bool(true)), i + 1),
            Some(What::Name("false")) => (Expr::new(self.tokens[i].span.clone(), Kind::Bool(false)), i + 1),
            Some(What::Name("null" | "default")) => (Expr::new(self.tokens[i].span.clone(), Kind::Null), i + 1),
            Some(What::Name("await" | "out" | "ref" | "in" | "throw" | "return")) => {
                return self.operand(i + 1, depth + 1);
            }
            Some(What::Name("new")) => self.construction(i, depth),
            Some(What::Name(_)) => {
                let Some((path, next)) = self.path(i) else { return nothing(i + 1) };
                // A lambda's value is that of its body.
                if self.is(next, '=') && self.is(next + 1, '>') {
                    return self.binary(next + 2, depth + 1);
                }
                (Expr::new(start..self.end(next), Kind::Name(path)), next)
            }
            Some(What::Punct('(')) => {
                let Some(close) = self.close(i) else { return nothing(i + 1) };
                if self.is(close + 1, '=') && self.is(close + 2, '>') {
                    return self.binary(close + 3, depth + 1);
                }
                let (inner, _) = self.binary(i + 1, depth + 1);
                let cast = matches!(inner.kind, Kind::Name(_))
                    && matches!(self.what(close + 1), Some(What::Name(_) | What::Text(_)));
                if cast {
                    return self.operand(close + 1, depth + 1);
                }
                (Expr::new(start..self.end(close + 1), inner.kind), close + 1)
            }
            Some(What::Punct('[')) => {
                let Some(close) = self.close(i) else { return nothing(i + 1) };
                let items = self.arguments(i, close, depth).into_iter().map(|a| a.value).collect();
                (Expr::new(start..self.end(close + 1), Kind::Sequence(items)), close + 1)
            }
            Some(What::Punct('!' | '-' | '^')) => {
                return (Expr::unknown(start..start), self.operand(i + 1, depth + 1).1);
            }
            _ => return nothing(i),
        };
        loop {
            let generic = self.generics(i).filter(|next| self.is(*next, '('));
            let open = generic.unwrap_or(i);
            if self.is(open, '(') {
                let Some(close) = self.close(open) else { return (expr, open) };
                let args = self.arguments(open, close, depth);
                expr = call(expr, args, start..self.end(close + 1));
                i = close + 1;
            } else if self.is(i, '!') && !self.is(i + 1, '=') {
                expr.span.end = self.end(i + 1);
                i += 1;
            } else if (self.is(i, '.') || (self.is(i, '?') && self.is(i + 1, '.'))) && self.depth_ok(depth) {
                let at = if self.is(i, '.') { i + 1 } else { i + 2 };
                let Some(What::Name(name)) = self.what(at) else { return (expr, i) };
                expr = member(expr, name, start..self.end(at + 1));
                i = at + 1;
            } else if self.is(i, '[') {
                let Some(close) = self.close(i) else { return (expr, i) };
                let (key, _) = self.binary(i + 1, depth + 1);
                let span = start..self.end(close + 1);
                expr = match (&expr.kind, key.as_literal()) {
                    (Kind::Name(path), Some((key, _))) if path.to_ascii_lowercase().contains("config") => {
                        Expr::new(span, Kind::Env(key.to_owned()))
                    }
                    (Kind::Name(path), Some((key, _))) => Expr::new(span, Kind::Name(format!("{path}.{key}"))),
                    _ => Expr::unknown(span),
                };
                i = close + 1;
            } else {
                return (expr, i);
            }
        }
    }

    fn depth_ok(&self, depth: u32) -> bool {
        depth <= DEEPEST && !self.tokens.is_empty()
    }

    fn pieces(&self, pieces: &[Piece]) -> Vec<Part> {
        let lower = |piece: &Piece| match piece {
            Piece::Literal(text, span) => Part::Literal { text: text.clone(), span: span.clone() },
            Piece::Hole(span) => {
                let source = self.text.get(span.clone()).unwrap_or_default();
                let inner = tokens(source, span.start);
                let parser = Parser { text: self.text, tokens: &inner };
                let simple = inner
                    .iter()
                    .all(|t| !matches!(t.what, What::Text(ref p) if p.iter().any(|x| matches!(x, Piece::Hole(_)))));
                Part::Hole(if simple { parser.expr(0).0 } else { Expr::unknown(span.clone()) })
            }
        };
        pieces.iter().map(lower).collect()
    }

    /// The arguments between two brackets.
    fn arguments(&self, open: usize, close: usize, depth: u32) -> Vec<Arg> {
        let mut args = Vec::new();
        let mut i = open + 1;
        while i < close && args.len() < 200 {
            let named = matches!(self.what(i), Some(What::Name(_))) && self.is(i + 1, ':') && !self.is(i + 2, ':');
            let name = match self.what(i) {
                Some(What::Name(name)) if named => Some(((*name).to_owned(), self.tokens[i].span.clone())),
                _ => None,
            };
            let (value, next) = self.binary(if named { i + 2 } else { i }, depth + 1);
            args.push(match name {
                Some((name, span)) => Arg::named(name, span, value),
                None => Arg::positional(value),
            });
            i = self.behind_comma(next.max(i + 1), close);
        }
        args
    }

    /// The token behind the next comma of this level.
    fn behind_comma(&self, mut i: usize, close: usize) -> usize {
        while i < close && !self.is(i, ',') {
            let opens = matches!(self.what(i), Some(What::Punct('(' | '[' | '{')));
            i = if opens { self.close(i).map_or(close, |c| c + 1) } else { i + 1 };
        }
        i + 1
    }

    /// `new T(…) { … }`.
    fn construction(&self, i: usize, depth: u32) -> (Expr, usize) {
        let start = self.start(i);
        let (name, mut next) = self.path(i + 1).unwrap_or((String::from("new"), i + 1));
        let name_span = self.start(i + 1)..self.end(next);
        next = self.generics(next).unwrap_or(next);
        if self.is(next, '[') {
            let after = self.close(next).map_or(next + 1, |c| c + 1);
            if self.is(after, '{')
                && let Some(close) = self.close(after)
            {
                let items = self.arguments(after, close, depth).into_iter().map(|a| a.value).collect();
                return (Expr::new(start..self.end(close + 1), Kind::Sequence(items)), close + 1);
            }
            return (Expr::unknown(start..self.end(after)), after);
        }
        let mut args = Vec::new();
        if self.is(next, '(')
            && let Some(close) = self.close(next)
        {
            args = self.arguments(next, close, depth);
            next = close + 1;
        }
        let mut map = name.contains("Dictionary");
        if self.is(next, '{')
            && let Some(close) = self.close(next)
        {
            map = self.initializer(next, close, depth, &mut args) || map;
            next = close + 1;
        }
        let span = start..self.end(next);
        if map {
            return (Expr::new(span, Kind::Map(args)), next);
        }
        let call = Call { callee: name, callee_span: name_span, receiver: None, args, is_new: true };
        (lowered(call, span), next)
    }

    /// `{ A = b, ["c"] = d, { "e", f } }`; true when it fills a map.
    fn initializer(&self, open: usize, close: usize, depth: u32, args: &mut Vec<Arg>) -> bool {
        let mut map = false;
        let mut i = open + 1;
        while i < close && args.len() < 200 {
            let (key, equals) = match self.what(i) {
                Some(What::Punct('[')) => (self.binary(i + 1, depth + 1).0, self.close(i).map_or(close, |c| c + 1)),
                Some(What::Punct('{')) => {
                    let end = self.close(i).unwrap_or(close);
                    let pair = self.arguments(i, end, depth);
                    if let [name, value] = pair.as_slice()
                        && let Some((text, span)) = name.value.as_literal()
                    {
                        map = true;
                        args.push(Arg::named(text, span.clone(), value.value.clone()));
                    }
                    i = self.behind_comma(end + 1, close);
                    continue;
                }
                _ => (self.operand(i, depth + 1).0, i + 1),
            };
            if self.is(equals, '=') && !self.is(equals + 1, '=') {
                let (value, next) = self.binary(equals + 1, depth + 1);
                match (&key.kind, key.as_literal()) {
                    (Kind::Name(name), _) => args.push(Arg::named(name.clone(), key.span.clone(), value)),
                    (_, Some((name, span))) => {
                        map = true;
                        args.push(Arg::named(name, span.clone(), value));
                    }
                    _ => {}
                }
                i = self.behind_comma(next.max(i + 1), close);
            } else {
                i = self.behind_comma(i + 1, close);
            }
        }
        map
    }
}
