//! What may stand where a key belongs, whatever the client: no `Bearer `, no key in plain sight, nothing that browsers see.

use super::{Judge, http};
use crate::model::finding::Confidence;
use crate::model::key_shape::looks_like_key;
use crate::model::placeholder;
use crate::rules::literal;
use crate::rules::scan::expr::{ByteSpan, Expr, ExprKind, TextPart};
use crate::rules::scan::join::VariableUse;
use crate::rules::scan::names;
use crate::rules::scan::problem::Problem;
use crate::rules::scan::program::CallSite;

impl<'a> Judge<'a> {
    /// Looks at a value in the place of a key.
    pub(super) fn key(&mut self, expr: &'a Expr) {
        self.reads(expr, VariableUse::Key, None);
        let values = self.values(expr);
        let single = values.len() == 1;
        for value in values {
            match &value.kind {
                ExprKind::Text(parts) => self.key_text(value, parts, single),
                ExprKind::Env(name) if names::is_public(name) => self.exposed(name, &value.span),
                _ => {}
            }
        }
    }

    fn key_text(&mut self, value: &'a Expr, parts: &'a [TextPart], single: bool) {
        match parts {
            [TextPart::Literal { text, span }, rest @ ..] => {
                let start = text.trim_start();
                let bearer = start.get(..6).is_some_and(|b| b.eq_ignore_ascii_case("bearer"));
                if bearer
                    && (start.len() > 6 && start[6..].starts_with([' ', ':']) || rest.is_empty() && start.len() == 6)
                {
                    let prefix = text.len() - start[6..].trim_start_matches([' ', ':']).len();
                    // `"Bearer " + key`: the literal is removed with its operator, which a person should check.
                    let place = span.start..span.start + prefix;
                    let interpolated =
                        rest.is_empty() || self.source(&(span.end..span.end + 1)).starts_with(['{', '$']);
                    let edits =
                        if interpolated { vec![(place, String::new())] } else { self.without_operand(value, rest) };
                    self.report(Problem::BearerInKey, span, edits);
                    if looks_like_key(&text[prefix.min(text.len())..]) {
                        self.report(Problem::KeyInSource, span, Vec::new());
                    }
                } else if rest.is_empty() && text.trim().is_empty() && single {
                    self.report(Problem::EmptyKey, &value.span, Vec::new());
                } else if rest.is_empty() && (looks_like_key(text) || literal::is_key_of_words(text)) {
                    self.report(Problem::KeyInSource, span, Vec::new());
                }
            }
            [TextPart::Hole(hole)] => self.key(hole),
            _ => {}
        }
    }

    /// `"Bearer " + key` → `key`.
    fn without_operand(&self, value: &Expr, rest: &[TextPart]) -> Vec<(std::ops::Range<usize>, String)> {
        let [TextPart::Hole(hole)] = rest else { return Vec::new() };
        let before = value.span.start..hole.span.start;
        let plain = self.source(&before).trim_end().ends_with('+');
        if plain && hole.span.end == value.span.end { vec![(before, String::new())] } else { Vec::new() }
    }

    /// A literal in a place whose name says that it is a key. Nothing else is said about it.
    pub(super) fn literal_key(&mut self, expr: &'a Expr) {
        let texts = match &expr.kind {
            ExprKind::Either(options) => options.iter().collect(),
            // `weaviate_key: str = Field(default="…")`
            ExprKind::Call(call) if matches!(call.method(), "Field" | "field" | "SecretStr") => {
                call.arg("default", 0).into_iter().collect()
            }
            _ => vec![expr],
        };
        for (text, span) in texts.into_iter().filter_map(Expr::as_literal) {
            let bare = text.strip_prefix("Bearer ").unwrap_or(text);
            if looks_like_key(bare) {
                self.report(Problem::KeyInSource, span, Vec::new());
            }
        }
    }

    /// Looks for an API key among the arguments of a call that takes another kind of token.
    pub(super) fn token(&mut self, site: &'a CallSite, call: &str) {
        let inner = site.call.args.iter().filter_map(|a| self.entries(&a.value)).flat_map(|(entries, _)| entries);
        if site.call.args.iter().chain(inner).any(|a| self.is_named_api_key(&a.value)) {
            self.likely(Problem::KeyAsToken { call: call.to_owned() }, &site.span, Vec::new());
        }
    }

    /// Whether a value is the read of something that is named as an API key.
    fn is_named_api_key(&self, expr: &'a Expr) -> bool {
        let by_name = |name: &str| names::is_api_key(name) && !names::is_vendor(name);
        matches!(&expr.kind, ExprKind::Name(n) if by_name(n))
            || self
                .values(expr)
                .into_iter()
                .any(|v| matches!(&v.kind, ExprKind::Env(n) | ExprKind::Name(n) if by_name(n)))
    }
}

/// Names, words apart, under which people hand over a key where the client has another name for it.
const NAMES: [&str; 23] = [
    "api_key",
    "apikey",
    "key",
    "token",
    "auth",
    "auth_key",
    "auth_api_key",
    "credentials",
    "auth_credential",
    "auth_credentials",
    "authcredentials",
    "auth_config",
    "auth_client_secret",
    "authentication",
    "access_token",
    "bearer_token",
    "client_secret",
    "weaviate_key",
    "weaviate_token",
    "weaviate_api_key",
    "wcd_key",
    "wcd_token",
    "wcd_api_key",
];

/// Whether people hand over a key under this name.
pub(super) fn is_name(name: &str) -> bool {
    NAMES.contains(&names::snake(name).as_str())
}

/// Names of inner maps whose keys belong to other services.
const OTHERS: [&str; 8] = ["embed", "llm", "model", "vectorizer", "rerank", "generative", "provider", "header"];

/// The values of entries that are named like a key, in a map that speaks of Weaviate.
pub(super) fn entries(map: &Expr) -> Vec<&Expr> {
    let mut found = Vec::new();
    let mut open = vec![(map, 0_u8)];
    while let Some((map, depth)) = open.pop() {
        let ExprKind::Map(entries) = &map.kind else { continue };
        for entry in entries {
            let name = entry.name.as_deref().unwrap_or_default();
            let snake = names::snake(name);
            if names::is_vendor(name) || OTHERS.iter().any(|w| snake.contains(w)) {
                continue;
            }
            if names::is_api_key(name) || matches!(snake.as_str(), "key" | "token") {
                found.push(&entry.value);
            } else if depth < 2 {
                open.push((&entry.value, depth + 1));
            }
        }
    }
    found
}

/// What a client's extra headers do when it gets no credentials.
pub(super) enum OwnHeaders<'a> {
    /// They carry the key, rightly or not; headers are looked at elsewhere.
    Authorized,
    /// They carry it where Weaviate doesn't read it.
    Other(&'a str, &'a ByteSpan),
    /// They carry none.
    Nothing,
    /// Unknown.
    Unknown,
}

impl<'a> Judge<'a> {
    /// Looks for the key among a client's own headers.
    pub(super) fn own_header(&self, headers: Option<&'a Expr>) -> OwnHeaders<'a> {
        let Some(headers) = headers else { return OwnHeaders::Nothing };
        let named = |name: &str, wanted: &str| name.eq_ignore_ascii_case(wanted);
        let stores = || {
            let target = match &headers.kind {
                ExprKind::Name(name) => name.as_str(),
                _ => "",
            };
            self.program.stores_of(target)
        };
        if stores().any(|s| named(&s.key, "authorization")) {
            return OwnHeaders::Authorized;
        }
        let entries = self.entries(headers);
        let written = entries.iter().flat_map(|(entries, _)| entries);
        let written = written.filter_map(|a| Some((a.name.as_deref()?, &a.value, &a.name_span)));
        let all: Vec<_> = written.chain(stores().map(|s| (s.key.as_str(), &s.value, &s.value.span))).collect();
        // With the cluster's URL beside it, the key is for Weaviate's embedding service.
        let embeds = all.iter().any(|(name, ..)| named(name, "x-weaviate-cluster-url"));
        let other = all.iter().find(|(name, value, _)| {
            !embeds
                && http::is_other_header(name)
                && (named(name, "x-weaviate-api-key") || http::is_key_value(self, value))
        });
        if all.iter().any(|(name, ..)| named(name, "authorization")) {
            OwnHeaders::Authorized
        } else if let Some((name, _, span)) = other {
            OwnHeaders::Other(name, span)
        } else if entries.is_none() {
            let nothing = self.values(headers).iter().all(|v| matches!(v.kind, ExprKind::Null));
            if nothing { OwnHeaders::Nothing } else { OwnHeaders::Unknown }
        } else if entries.is_some_and(|(_, open)| open) && stores().next().is_none() {
            OwnHeaders::Unknown
        } else {
            OwnHeaders::Nothing
        }
    }

    /// Looks for the key of a client without credentials in its own headers, where Weaviate doesn't read it.
    pub(super) fn key_in_headers(&mut self, headers: Option<&'a Expr>) {
        if let OwnHeaders::Other(name, span) = self.own_header(headers) {
            self.likely(Problem::KeyHeader { name: name.to_owned() }, span, Vec::new());
        }
    }

    /// Says that a client gets no key, unless its own headers carry one.
    pub(super) fn no_key(&mut self, call: &str, at: &ByteSpan, headers: Option<&'a Expr>) {
        match self.own_header(headers) {
            OwnHeaders::Nothing => self.report(Problem::NoKey { call: call.to_owned() }, at, Vec::new()),
            OwnHeaders::Other(name, span) => {
                self.report(Problem::KeyHeader { name: name.to_owned() }, span, Vec::new());
            }
            OwnHeaders::Authorized | OwnHeaders::Unknown => {}
        }
    }

    /// Looks at a key for Weaviate Cloud: there a text that is no sample is a key although it is made of words.
    pub(super) fn cloud_key(&mut self, expr: &'a Expr) {
        self.key(expr);
        let values = self.values(expr);
        let only = values.len() == 1 && !self.sample;
        let texts: Vec<(&str, &ByteSpan)> = values.into_iter().filter_map(Expr::as_literal).collect();
        for (text, span) in texts {
            if only && placeholder::is_key(text) {
                self.add(Problem::SampleKey, span, Confidence::Possible, Vec::new());
            }
            if literal::is_word_key(text) {
                self.likely(Problem::KeyInSource, span, Vec::new());
            }
        }
    }
}

/// Whether a value is surely, or by its name, a plain text.
pub(super) fn is_text(value: &Expr) -> bool {
    match &value.kind {
        ExprKind::Text(_) | ExprKind::Env(_) | ExprKind::Parameter { string: true } => true,
        ExprKind::Name(name) => names::is_api_key(name),
        _ => false,
    }
}
