//! Requests that a program builds itself: Weaviate reads the key from `Authorization: Bearer …` alone. A header is looked at only when the
//! request, or the name of the key, says that it goes to Weaviate.

mod destination;
mod request;

use super::{Grammar, Judge};
use crate::model::key_shape::looks_like_key;
use crate::rules::scan::expr::{ByteSpan, Call, Expr, ExprKind, TextPart};
use crate::rules::scan::names;
use crate::rules::scan::problem::Problem;
use crate::rules::scan::program::Program;
use destination::{Goes, destination};

/// Methods that set a header: name, then value.
const SETTERS: [&str; 17] = [
    "set",
    "add",
    "append",
    "header",
    "headers",
    "addheader",
    "setheader",
    "set_header",
    "add_header",
    "setrequestheader",
    "setrequestproperty",
    "addrequestproperty",
    "putheader",
    "adddefaultheader",
    "addorupdateheader",
    "tryaddwithoutvalidation",
    "withheader",
];

/// Headers in which people send the key, and which Weaviate doesn't read.
const OTHER_HEADERS: [&str; 9] = [
    "x-weaviate-api-key",
    "x-api-key",
    "api-key",
    "apikey",
    "x-apikey",
    "x-auth-token",
    "weaviate-api-key",
    "x-api-token",
    "api_key",
];

/// Whether people send the key in a header of this name, and Weaviate doesn't read it there.
pub(super) fn is_other_header(name: &str) -> bool {
    OTHER_HEADERS.contains(&name.to_ascii_lowercase().as_str())
}

/// A header, its place, and the calls it belongs to.
struct Header<'a> {
    name: &'a str,
    value: &'a Expr,
    span: ByteSpan,
    calls: Vec<&'a Call>,
    /// Whether an Authorization header stands beside it.
    beside: bool,
}

pub(super) fn apply(j: &mut Judge<'_>, grammar: Grammar) {
    for header in headers(j) {
        if !j.program.allows(header.calls.iter().map(|c| 1 + c.args.len()).sum()) {
            return;
        }
        let goes = destination(j, &header);
        if header.name.eq_ignore_ascii_case("authorization") {
            authorization(j, &header, goes, grammar);
        } else if goes == Goes::ToWeaviate && !header.beside && is_key_value(j, header.value) {
            let client = header.calls.iter().any(|c| is_client(c));
            let vendor = j
                .values(header.value)
                .into_iter()
                .any(|v| matches!(&v.kind, ExprKind::Env(n) | ExprKind::Name(n) if names::is_vendor(n)));
            if !client && !vendor {
                j.likely(Problem::KeyHeader { name: header.name.to_owned() }, &header.span, Vec::new());
            }
        }
    }
    request::addresses(j);
    request::basic_logins(j);
}

/// Calls of the official clients, which add headers of their own.
fn is_client(call: &Call) -> bool {
    let method = call.method();
    method.starts_with("connect_to_")
        || method.starts_with("connectTo")
        || method.starts_with("use_async_with")
        || call.callee.contains("weaviate.")
        || matches!(method, "WeaviateClient" | "WeaviateAsyncClient" | "Config" | "Cloud" | "Local" | "Custom")
}

fn is_header(name: &str) -> bool {
    name.eq_ignore_ascii_case("authorization") || is_other_header(name)
}

fn headers<'a>(j: &Judge<'a>) -> Vec<Header<'a>> {
    let program: &'a Program = j.program;
    let mut all = Vec::new();
    for map in &program.maps {
        let beside =
            map.entries.iter().any(|e| e.name.as_deref().is_some_and(|n| n.eq_ignore_ascii_case("authorization")));
        for entry in map.entries.iter().filter(|e| e.name.as_deref().is_some_and(is_header)) {
            let calls = with_session(j, j.receivers(&map.inside, map.bound.as_deref(), None));
            let name = entry.name.as_deref().unwrap_or_default();
            all.push(Header { name, value: &entry.value, span: entry.name_span.clone(), calls, beside });
        }
    }
    for store in program.stores.iter().filter(|s| is_header(&s.key)) {
        let root = store.target.split('.').next().unwrap_or_default();
        let calls = with_session(j, j.receivers(&store.inside, Some(root), None));
        let calls = calls.into_iter().chain(methods_of(j, root)).collect();
        all.push(Header {
            name: &store.key,
            value: &store.value,
            span: store.value.span.clone(),
            calls,
            beside: false,
        });
    }
    for site in &program.calls {
        let call = &site.call;
        let method = call.method().to_ascii_lowercase();
        let [name, value] = call.args.as_slice() else { continue };
        let Some((text, _)) = name.value.as_literal() else { continue };
        if !is_header(text) || !SETTERS.contains(&method.as_str()) {
            continue;
        }
        let mut calls: Vec<&Call> = vec![call];
        calls.extend(site.inside.iter().map(|i| &program.calls[*i].call));
        let calls = with_session(j, calls);
        all.push(Header { name: text, value: &value.value, span: value.value.span.clone(), calls, beside: false });
    }
    all
}

/// The calls, those that made what they are called on, and those on the same object.
fn with_session<'a>(j: &Judge<'a>, calls: Vec<&'a Call>) -> Vec<&'a Call> {
    let mut all = calls.clone();
    for call in calls {
        let Some(receiver) = &call.receiver else { continue };
        let inside = Program::below(receiver);
        if !j.program.allows(inside.len()) {
            break;
        }
        all.extend(inside.into_iter().filter_map(as_call));
        let root = match &receiver.kind {
            ExprKind::Name(path) => path.split('.').next().unwrap_or_default(),
            _ => continue,
        };
        let made = j.program.lookup(root, receiver.span.start);
        all.extend(made.into_iter().flat_map(Program::below).filter_map(as_call));
        all.extend(methods_of(j, root));
    }
    all
}

/// Calls on a variable of this name, such as `session.get(…)`.
fn methods_of<'a>(j: &Judge<'a>, root: &str) -> Vec<&'a Call> {
    let general =
        ["requests", "httpx", "axios", "http", "console", "fetch", "urllib", "client", "os", "fmt", "self", "this"];
    if general.contains(&root) && j.program.lookup(root, usize::MAX - 1).is_empty() {
        return Vec::new();
    }
    let owned = |c: &&Call| c.callee.strip_prefix(root).is_some_and(|rest| rest.starts_with('.'));
    j.program.searched_calls().iter().map(|s| &s.call).filter(owned).take(64).collect()
}

fn as_call(expr: &Expr) -> Option<&Call> {
    match &expr.kind {
        ExprKind::Call(call) => Some(call),
        _ => None,
    }
}

/// Whether a value is named like a key of Weaviate.
fn is_weaviate_value(j: &Judge<'_>, expr: &Expr) -> bool {
    let named = |e: &Expr| matches!(&e.kind, ExprKind::Env(n) | ExprKind::Name(n) if names::is_weaviate_key(n));
    Program::below(expr).into_iter().any(|e| named(e) || j.program.values(e).into_iter().any(named))
}

/// Whether a value is a key by its name or its looks.
pub(super) fn is_key_value(j: &Judge<'_>, expr: &Expr) -> bool {
    j.program.values(expr).into_iter().any(|v| match &v.kind {
        ExprKind::Env(name) | ExprKind::Name(name) => names::is_key(name),
        ExprKind::Text(parts) => match parts.as_slice() {
            [TextPart::Hole(hole)] => is_key_value(j, hole),
            _ => v.as_literal().is_some_and(|(t, _)| looks_like_key(t)),
        },
        ExprKind::Sequence(items) => matches!(items.as_slice(), [one] if is_key_value(j, one)),
        _ => matches!(&expr.kind, ExprKind::Name(n) if names::is_api_key(n)),
    })
}

fn authorization(j: &mut Judge<'_>, header: &Header<'_>, goes: Goes, grammar: Grammar) {
    let ours = is_weaviate_value(j, header.value);
    if goes != Goes::ToWeaviate && !(ours && goes == Goes::Unknown) {
        return;
    }
    let program: &Program = j.program;
    // Go writes a header's values as a list.
    let value = match &header.value.kind {
        ExprKind::Sequence(items) if items.len() == 1 => &items[0],
        _ => header.value,
    };
    let values = program.values(value);
    // `if not key.startswith("Bearer "): key = "Bearer " + key`: the program itself adds the prefix.
    let seen_to = values.iter().any(|v| v.leading_literal().is_some_and(|(t, _)| t.starts_with("Bearer ")));
    for v in values {
        match &v.kind {
            ExprKind::Name(_) | ExprKind::Env(_) | ExprKind::Parameter { .. } if seen_to => {}
            ExprKind::Text(parts) => {
                if let Some((text, span)) = v.leading_literal() {
                    scheme(j, text, span, parts, goes);
                    continue;
                }
                if let [TextPart::Hole(hole)] = parts.as_slice()
                    && !seen_to
                    && is_key_value(j, hole)
                {
                    j.report(Problem::NoBearer, &header.span, prefix(j, v, grammar));
                    return;
                }
            }
            ExprKind::Env(name) | ExprKind::Name(name) if names::is_key(name) && !names::is_vendor(name) => {
                j.report(Problem::NoBearer, &header.span, prefix(j, value, grammar));
                return;
            }
            ExprKind::Parameter { .. } => {
                if matches!(&value.kind, ExprKind::Name(n) if names::is_key(n) && !names::is_vendor(n)) {
                    j.likely(Problem::NoBearer, &header.span, prefix(j, value, grammar));
                    return;
                }
            }
            _ => {}
        }
    }
}

/// Looks at the first word of an Authorization header.
fn scheme(j: &mut Judge<'_>, text: &str, span: &ByteSpan, parts: &[TextPart], goes: Goes) {
    if let Some(key) = text.strip_prefix("Bearer ") {
        if parts.len() == 1 && looks_like_key(key) && goes == Goes::ToWeaviate {
            j.report(Problem::KeyInSource, span, Vec::new());
        }
        return;
    }
    let word = text.split([' ', ':']).next().unwrap_or_default();
    let same_place = j.source(span) == text;
    if word.eq_ignore_ascii_case("bearer") {
        let rest = text[word.len()..].trim_start_matches([':', ' ']);
        let edits = if same_place && rest.is_empty() { vec![(span.clone(), "Bearer ".to_owned())] } else { Vec::new() };
        if parts.len() > 1 || !rest.is_empty() {
            j.report(Problem::WrongScheme, span, edits);
        }
    } else if parts.len() == 1 && looks_like_key(text) {
        j.report(Problem::NoBearer, span, Vec::new());
        j.report(Problem::KeyInSource, span, Vec::new());
    } else if parts.len() > 1
        && ["apikey", "api-key", "token", "key", "x-api-key"].contains(&word.to_ascii_lowercase().as_str())
    {
        let edits = if same_place { vec![(span.clone(), "Bearer ".to_owned())] } else { Vec::new() };
        j.report(Problem::WrongScheme, span, edits);
    }
}

/// The edit that puts `Bearer ` in front of a value, as the language writes it.
fn prefix(j: &Judge<'_>, value: &Expr, grammar: Grammar) -> Vec<(ByteSpan, String)> {
    let at = value.span.start..value.span.start;
    let source = j.source(&value.span);
    // `getenv(name, default)` is one value, `a or b` is not.
    let one_call = source.ends_with(')') && source.bytes().filter(|b| *b == b'(').count() == 1;
    let simple = matches!(value.kind, ExprKind::Env(_) | ExprKind::Name(_))
        || matches!(value.kind, ExprKind::Either(_)) && one_call;
    // `key.encode()` makes bytes of it.
    let simple = simple && !j.source(&(value.span.end..value.span.end + 1)).starts_with('.');
    let first = source.chars().next().unwrap_or(' ');
    if !simple || !(first.is_alphabetic() || first == '_') {
        return Vec::new();
    }
    match grammar {
        Grammar::TypeScript | Grammar::Tsx if source.contains("??") || source.contains("||") => Vec::new(),
        Grammar::TypeScript | Grammar::Tsx => {
            vec![(at, "`Bearer ${".to_owned()), (value.span.end..value.span.end, "}`".to_owned())]
        }
        Grammar::Go => vec![(at, "\"Bearer \"+".to_owned())],
        Grammar::Python | Grammar::Java | Grammar::CSharp | Grammar::Shell => vec![(at, "\"Bearer \" + ".to_owned())],
    }
}
