//! What may stand where a key belongs, whatever the client: no `Bearer `, no key in plain sight, nothing that browsers see.

use super::Judge;
use crate::scan::expr::{Expr, Kind, Part};
use crate::scan::literal;
use crate::scan::names;
use crate::scan::problem::Problem;

impl<'a> Judge<'a> {
    /// Looks at a value in the place of a key.
    pub(super) fn key(&mut self, expr: &'a Expr) {
        let values = self.values(expr);
        let single = values.len() == 1;
        for value in values {
            match &value.kind {
                Kind::Text(parts) => self.key_text(value, parts, single),
                Kind::Env(name) if names::is_public(name) => self.exposed(name, &value.span),
                _ => {}
            }
        }
    }

    fn key_text(&mut self, value: &'a Expr, parts: &'a [Part], single: bool) {
        match parts {
            [Part::Literal { text, span }, rest @ ..] => {
                let start = text.trim_start();
                let bearer = start.get(..6).is_some_and(|b| b.eq_ignore_ascii_case("bearer"));
                if bearer
                    && (start.len() > 6 && start[6..].starts_with([' ', ':']) || rest.is_empty() && start.len() == 6)
                {
                    let prefix = text.len() - start[6..].trim_start_matches([' ', ':']).len();
                    // `"Bearer " + key`: the literal goes with its operator, which only a person can see is right.
                    let place = span.start..span.start + prefix;
                    let interpolated =
                        rest.is_empty() || self.source(&(span.end..span.end + 1)).starts_with(['{', '$']);
                    let edits =
                        if interpolated { vec![(place, String::new())] } else { self.without_operand(value, rest) };
                    self.report(Problem::BearerInKey, span, edits);
                    if literal::looks_like_key(&text[prefix.min(text.len())..]) {
                        self.report(Problem::KeyInSource, span, Vec::new());
                    }
                } else if rest.is_empty() && text.trim().is_empty() && single {
                    self.report(Problem::EmptyKey, &value.span, Vec::new());
                } else if rest.is_empty() && (literal::looks_like_key(text) || literal::is_key_of_words(text)) {
                    self.report(Problem::KeyInSource, span, Vec::new());
                }
            }
            [Part::Hole(hole)] => self.key(hole),
            _ => {}
        }
    }

    /// `"Bearer " + key` → `key`.
    fn without_operand(&self, value: &Expr, rest: &[Part]) -> Vec<(std::ops::Range<usize>, String)> {
        let [Part::Hole(hole)] = rest else { return Vec::new() };
        let before = value.span.start..hole.span.start;
        let plain = self.source(&before).trim_end().ends_with('+');
        if plain && hole.span.end == value.span.end { vec![(before, String::new())] } else { Vec::new() }
    }

    /// A literal in a place whose name says that it is a key. Nothing else is said about it.
    pub(super) fn literal_key(&mut self, expr: &'a Expr) {
        let texts = match &expr.kind {
            Kind::Either(options) => options.iter().collect(),
            _ => vec![expr],
        };
        for (text, span) in texts.into_iter().filter_map(Expr::as_literal) {
            let bare = text.strip_prefix("Bearer ").unwrap_or(text);
            if literal::looks_like_key(bare) {
                self.report(Problem::KeyInSource, span, Vec::new());
            }
        }
    }

    /// Whether a value is the read of something that is named as an API key.
    pub(super) fn is_named_api_key(&self, expr: &'a Expr) -> bool {
        let by_name = |name: &str| names::is_api_key(name) && !names::is_vendor(name);
        matches!(&expr.kind, Kind::Name(n) if by_name(n))
            || self.values(expr).into_iter().any(|v| matches!(&v.kind, Kind::Env(n) | Kind::Name(n) if by_name(n)))
    }
}

/// Whether a value is surely, or by its name, a plain text.
pub(super) fn is_text(value: &Expr) -> bool {
    match &value.kind {
        Kind::Text(_) | Kind::Env(_) | Kind::Parameter { string: true } => true,
        Kind::Name(name) => names::is_api_key(name),
        _ => false,
    }
}
