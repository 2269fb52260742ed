//! Where a request goes: to Weaviate, elsewhere, or unknown.

use super::{Header, is_client, is_header};
use crate::rules::scan::expr::{Arg, Expr, ExprKind, TextPart};
use crate::rules::scan::names;
use crate::rules::scan::rules::Judge;

/// Names of arguments and entries that hold an address.
pub(super) const URL_NAMES: [&str; 11] = [
    "url",
    "uri",
    "base_url",
    "baseurl",
    "baseURL",
    "prefixUrl",
    "hostname",
    "host",
    "endpoint",
    "fullurl",
    "requestUri",
];

/// Paths of Weaviate's REST interface.
const PATHS: [&str; 10] = [
    "/v1/meta",
    "/v1/schema",
    "/v1/objects",
    "/v1/graphql",
    "/v1/batch",
    "/v1/nodes",
    "/v1/users",
    "/v1/.well-known",
    "/v1/backups",
    "/v1/authz",
];

/// Where a request goes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Goes {
    Unknown,
    Elsewhere,
    ToWeaviate,
}

/// Where the calls that a header belongs to send it.
pub(super) fn destination(j: &Judge<'_>, header: &Header<'_>) -> Goes {
    let mut best = Goes::Unknown;
    for call in &header.calls {
        if is_client(call)
            && (call.callee.to_ascii_lowercase().contains("weaviate") || call.method().starts_with("connect"))
        {
            return Goes::ToWeaviate;
        }
        // Go's `NewRequestWithContext(ctx, method, url, body)`.
        let before_body = if call.method() == "NewRequestWithContext" { 3 } else { 2 };
        let positional = call.args.iter().filter(|a| a.name.is_none()).take(before_body);
        let named = call.args.iter().filter(|a| a.name.as_deref().is_some_and(|n| URL_NAMES.contains(&n)));
        let inner = call.args.iter().filter_map(|a| j.entries(&a.value)).flat_map(|(entries, _)| entries);
        let inner: Vec<&Arg> = inner.filter(|a| a.name.as_deref().is_some_and(|n| URL_NAMES.contains(&n))).collect();
        let setter = call.at(0).and_then(Expr::as_literal).is_some_and(|(t, _)| is_header(t));
        if setter {
            continue;
        }
        for arg in positional.chain(named).chain(inner) {
            best = best.max(address_goes(j, &arg.value, 0));
        }
    }
    best
}

fn address_goes(j: &Judge<'_>, expr: &Expr, depth: u8) -> Goes {
    if depth > 6 {
        return Goes::Unknown;
    }
    let by_name = |name: &str| if names::is_weaviate(name) { Goes::ToWeaviate } else { Goes::Unknown };
    let best =
        |items: Vec<&Expr>| items.into_iter().map(|i| address_goes(j, i, depth + 1)).max().unwrap_or(Goes::Unknown);
    match &expr.kind {
        ExprKind::Text(parts) => {
            let mut goes = Goes::Unknown;
            for part in parts {
                goes = goes.max(match part {
                    TextPart::Literal { text, .. } => literal_goes(text),
                    TextPart::Hole(hole) => address_goes(j, hole, depth + 1),
                });
            }
            goes
        }
        ExprKind::Env(name) => by_name(name),
        ExprKind::Name(name) => {
            let found = j.program.lookup(name, expr.span.start);
            let found: Vec<&Expr> = found.into_iter().filter(|f| !std::ptr::eq(*f, expr)).collect();
            by_name(name).max(best(found))
        }
        ExprKind::Either(items) | ExprKind::Sum(items) => best(items.iter().collect()),
        ExprKind::Call(call)
            if matches!(
                call.method(),
                "URI"
                    | "URL"
                    | "create"
                    | "Uri"
                    | "urljoin"
                    | "join"
                    | "toString"
                    | "Path"
                    | "parse"
                    | "Request"
                    | "NewRequest"
            ) =>
        {
            best(call.args.iter().map(|a| &a.value).chain(&call.receiver).collect())
        }
        _ => Goes::Unknown,
    }
}

fn literal_goes(text: &str) -> Goes {
    if names::cloud_host(text).is_some() || PATHS.iter().any(|p| text.contains(p)) {
        return Goes::ToWeaviate;
    }
    match text.split_once("://") {
        Some((_, rest)) if rest.split('/').next().is_some_and(|host| host.contains("weaviate")) => Goes::ToWeaviate,
        Some((scheme, rest)) if scheme.starts_with("http") && !rest.is_empty() => Goes::Elsewhere,
        _ => Goes::Unknown,
    }
}
