//! What curl and its like send to Weaviate: the header `Authorization: Bearer …`, in quotes that let the variable in, to the cluster's URL.

use super::Judge;
use crate::model::key_shape::looks_like_key;
use crate::rules::scan::expr::{ByteSpan, Call, Expr, ExprKind, TextPart};
use crate::rules::scan::names;
use crate::rules::scan::problem::Problem;
use crate::rules::scan::program::Program;

/// Programs that speak HTTP.
const PROGRAMS: [&str; 7] = ["curl", "wget", "http", "https", "xh", "xhs", "curlie"];

pub(super) fn apply<'a>(j: &mut Judge<'a>) {
    let program: &'a Program = j.program;
    for site in &program.calls {
        let name = site.call.callee.rsplit('/').next().unwrap_or_default();
        if PROGRAMS.contains(&name) {
            request(j, &site.call);
        }
    }
    for def in &program.defs {
        if names::is_weaviate_key(&def.name) {
            variable(j, &def.name, &def.value);
        } else if names::is_weaviate_url(&def.name) {
            j.plain_http(&def.value);
        }
    }
}

/// A variable that is set to a key.
fn variable<'a>(j: &mut Judge<'a>, name: &str, value: &'a Expr) {
    if names::is_public(name) {
        j.exposed(name, &value.span);
    } else if let Some((text, span)) = value.leading_literal()
        && text.get(..7).is_some_and(|b| b.eq_ignore_ascii_case("bearer "))
    {
        j.report(Problem::BearerInKey, span, Vec::new());
    }
}

fn request<'a>(j: &mut Judge<'a>, call: &'a Call) {
    let words: Vec<&'a Expr> = call.args.iter().map(|a| &a.value).collect();
    if !words.iter().any(|w| speaks_of_weaviate(j, w)) {
        return;
    }
    let mut headers: Vec<&'a Expr> = Vec::new();
    let mut addresses: Vec<&'a Expr> = Vec::new();
    let mut basic: Option<&'a Expr> = None;
    let mut skip = false;
    for (i, word) in words.iter().enumerate() {
        if skip {
            skip = false;
            continue;
        }
        let text = plain(word);
        let next = words.get(i + 1);
        match text.as_deref() {
            Some("-H" | "--header") => {
                headers.extend(next);
                skip = true;
            }
            Some("-u" | "--user") => {
                basic = next.copied();
                skip = true;
            }
            // Bodies may speak of anything.
            Some(
                "-d" | "--data" | "--data-raw" | "--data-binary" | "--json" | "-o" | "--output" | "-F" | "-A" | "-e"
                | "-w" | "-X",
            ) => {
                skip = true;
            }
            Some(t) if t.starts_with("-H") || t.starts_with("--header=") => headers.push(word),
            _ => {
                let httpie =
                    word.leading_literal().is_some_and(|(t, _)| t.to_ascii_lowercase().starts_with("authorization:"));
                if httpie {
                    headers.push(word);
                } else if word.leading_literal().is_none_or(|(t, _)| !t.starts_with('-')) {
                    addresses.push(word);
                }
            }
        }
    }
    let authorized = headers.iter().any(|h| header_name(j, h).is_some_and(|n| n == "authorization"));
    for header in headers {
        one_header(j, header, authorized);
    }
    for word in addresses {
        // Reading the console's own pages is fine.
        if authorized || literals(word).any(|t| t.contains("/v1")) {
            address(j, word);
        }
    }
    if let Some(basic) = basic
        && !authorized
        && Program::below(basic).into_iter().any(|e| matches!(&e.kind, ExprKind::Env(n) if names::is_weaviate_key(n)))
    {
        j.report(Problem::BasicLogin, &basic.span, Vec::new());
    }
}

fn literals(word: &Expr) -> impl Iterator<Item = &str> {
    let parts = match &word.kind {
        ExprKind::Text(parts) => parts.as_slice(),
        _ => &[],
    };
    parts.iter().filter_map(|p| match p {
        TextPart::Literal { text, .. } => Some(text.as_str()),
        TextPart::Hole(_) => None,
    })
}

fn plain(word: &Expr) -> Option<String> {
    word.leading_literal().map(|(t, _)| t.to_owned())
}

fn speaks_of_weaviate(j: &Judge<'_>, word: &Expr) -> bool {
    Program::below(word).into_iter().any(|e| match &e.kind {
        ExprKind::Env(name) => {
            names::is_weaviate(name) || j.program.lookup(name, e.span.start).into_iter().any(literal_speaks)
        }
        _ => literal_speaks(e),
    })
}

fn literal_speaks(expr: &Expr) -> bool {
    let ExprKind::Text(parts) = &expr.kind else { return false };
    parts.iter().any(|p| match p {
        TextPart::Literal { text, .. } => {
            names::cloud_host(text).is_some()
                || text.contains("/v1/.well-known/")
                || text.contains("/v1/schema")
                || text.contains("$WEAVIATE")
                || text.contains("${WEAVIATE")
                || text.split("://").nth(1).is_some_and(|r| r.split('/').next().is_some_and(|h| h.contains("weaviate")))
        }
        TextPart::Hole(_) => false,
    })
}

fn address<'a>(j: &mut Judge<'a>, word: &'a Expr) {
    let value = resolve(j, word);
    if !j.address(value) {
        j.plain_http(value);
    }
}

/// `$URL` → what it was set to.
fn resolve<'a>(j: &Judge<'a>, word: &'a Expr) -> &'a Expr {
    let ExprKind::Text(parts) = &word.kind else { return word };
    match parts.first() {
        Some(TextPart::Hole(Expr { kind: ExprKind::Env(name), span })) => {
            j.program.lookup(name, span.start).into_iter().next_back().unwrap_or(word)
        }
        _ => word,
    }
}

fn header_name(j: &Judge<'_>, header: &Expr) -> Option<String> {
    let (text, _) = resolve(j, header).leading_literal()?;
    let text = text.strip_prefix("-H").or_else(|| text.strip_prefix("--header=")).unwrap_or(text);
    Some(text.split(':').next()?.trim().to_ascii_lowercase())
}

fn one_header<'a>(j: &mut Judge<'a>, header: &'a Expr, authorized: bool) {
    let value = resolve(j, header);
    let ExprKind::Text(parts) = &value.kind else { return };
    let Some((text, span)) = value.leading_literal() else { return };
    let Some(name) = header_name(j, header) else { return };
    let Some(colon) = text.find(':') else {
        return without_colon(j, text, span);
    };
    let after = &text[colon + 1..];
    if name != "authorization" {
        let key = parts
            .iter()
            .any(|p| matches!(p, TextPart::Hole(Expr { kind: ExprKind::Env(n), .. }) if names::is_weaviate_key(n)));
        if !authorized && key && (name.contains("api-key") || name.contains("apikey") || name.contains("token")) {
            j.report(Problem::KeyHeader { name }, span, Vec::new());
        }
        return;
    }
    let start = after.trim_start();
    // Where the value begins in the source; only then can something be put in front of it.
    let at = span.start + colon + 1 + (after.len() - start.len());
    let exact = j.source(span) == text;
    let put = |piece: &str| if exact { vec![(at..at, piece.to_owned())] } else { Vec::new() };
    if start.contains('$') && parts.len() == 1 {
        if single_quoted(j, header) {
            j.report(Problem::SingleQuotes, span, Vec::new());
        }
        return;
    }
    if let Some(key) = start.strip_prefix("Bearer ") {
        if looks_like_key(key) {
            j.report(Problem::KeyInSource, span, Vec::new());
        }
        return;
    }
    if start.is_empty() {
        let edits = put(if after.is_empty() { " Bearer " } else { "Bearer " });
        if let Some(TextPart::Hole(Expr { kind: ExprKind::Env(name), span: hole })) = parts.get(1) {
            hole_value(j, name, hole, edits);
        }
        return;
    }
    let word = start.split(' ').next().unwrap_or_default();
    if word.eq_ignore_ascii_case("basic") {
        return;
    }
    if looks_like_key(start) {
        j.report(Problem::NoBearer, span, Vec::new());
        j.report(Problem::KeyInSource, span, Vec::new());
    } else if parts.len() > 1 {
        let end = at + word.len();
        let known = word.eq_ignore_ascii_case("bearer") && exact && start == format!("{word} ");
        let edits = if known { vec![(at..end, "Bearer".to_owned())] } else { Vec::new() };
        j.report(Problem::WrongScheme, span, edits);
    }
}

/// `Authorization Bearer …` is no header at all.
fn without_colon(j: &mut Judge<'_>, text: &str, span: &ByteSpan) {
    let length = "authorization".len();
    let named = text.get(..length).is_some_and(|name| name.eq_ignore_ascii_case("authorization"));
    if named && text[length..].starts_with([' ', '=']) {
        let at = span.start + length;
        let exact = j.source(span) == text && text[length..].to_ascii_lowercase().starts_with(" bearer ");
        let edits = if exact { vec![(at..at, ":".to_owned())] } else { Vec::new() };
        j.report(Problem::NoColon, span, edits);
    }
}

/// The variable behind `Authorization: `.
fn hole_value(j: &mut Judge<'_>, name: &str, hole: &ByteSpan, edits: Vec<(ByteSpan, String)>) {
    let values = j.program.lookup(name, hole.start);
    let known = values.iter().find_map(|v| v.leading_literal());
    match known {
        Some((text, _))
            if text.to_ascii_lowercase().starts_with("bearer") || text.to_ascii_lowercase().starts_with("basic") => {}
        Some(_) => j.report(Problem::NoBearer, hole, edits),
        None if names::is_key(name) => j.report(Problem::NoBearer, hole, edits),
        None => {}
    }
}

fn single_quoted(j: &Judge<'_>, word: &Expr) -> bool {
    j.source(&word.span).contains('\'')
}
