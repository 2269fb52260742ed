//! Hand-written HTTP requests: their addresses, and Basic authentication in place of the header.

use super::destination::{Goes, URL_NAMES, destination};
use super::{Header, is_key_value, is_weaviate_value, methods_of, with_session};
use crate::rules::scan::expr::{ByteSpan, Call, Expr, ExprKind, named};
use crate::rules::scan::names;
use crate::rules::scan::problem::Problem;
use crate::rules::scan::program::{CallSite, Program};
use crate::rules::scan::rules::Judge;

/// Beginnings of calls that send requests, or make what sends them.
const LIBRARIES: [&str; 15] = [
    "requests.",
    "httpx.",
    "axios",
    "fetch",
    "got",
    "ky",
    "aiohttp.",
    "session.",
    "urllib",
    "http.",
    "uri.",
    "httprequest",
    "request.builder",
    "needle",
    "superagent",
];

/// Methods of clients under any name.
const METHODS: [&str; 17] = [
    "get",
    "post",
    "put",
    "patch",
    "delete",
    "head",
    "request",
    "fetch",
    "newrequest",
    "newrequestwithcontext",
    "getasync",
    "postasync",
    "putasync",
    "deleteasync",
    "getstringasync",
    "getfromjsonasync",
    "postasjsonasync",
];

fn is_library(call: &Call) -> bool {
    let lower = call.callee.to_ascii_lowercase();
    LIBRARIES.iter().any(|k| lower.starts_with(k))
}

fn is_request(call: &Call) -> bool {
    METHODS.contains(&call.method().to_ascii_lowercase().as_str())
}

/// Looks at the addresses of requests that a program builds itself.
pub(super) fn addresses<'a>(j: &mut Judge<'a>) {
    let program: &'a Program = j.program;
    for site in &program.calls {
        let library = is_library(&site.call);
        let pretends = site.call.callee.to_ascii_lowercase().contains("mock");
        if pretends || (!library && !is_request(&site.call)) {
            continue;
        }
        let is_url = |name: &Option<String>| name.as_deref().is_some_and(|n| URL_NAMES.contains(&n));
        let args = &site.call.args;
        let given = args.iter().filter(|a| a.name.is_none()).take(3).chain(args.iter().filter(|a| is_url(&a.name)));
        let inner = args.iter().filter_map(|a| j.entries(&a.value)).flat_map(|(entries, _)| entries);
        // What only takes an address apart sends nothing.
        let sends = is_request(&site.call)
            || args.iter().any(|a| is_url(&a.name))
            || matches!(site.call.callee.as_str(), "fetch" | "axios" | "axios.create" | "got" | "ky");
        let all: Vec<&Expr> = given.chain(inner.filter(|a| is_url(&a.name))).map(|a| &a.value).collect();
        for joined in all.into_iter().flat_map(|url| j.joined(url)).collect::<Vec<_>>() {
            if !joined.text.contains("://") || !(library || names::cloud_host(&joined.text).is_some()) {
                continue;
            }
            // The console's own pages and gRPC-Web are not REST.
            if joined.contains("/v1") {
                j.wrong_address(&joined);
            }
            if sends || joined.contains("/v1") {
                j.is_plain_http(&joined);
            }
        }
    }
}

/// Looks for a key that is sent as the password of HTTP's own login, which Weaviate doesn't read.
pub(super) fn basic_logins<'a>(j: &mut Judge<'a>) {
    let program: &'a Program = j.program;
    for site in &program.calls {
        for (password, span) in passwords(j, site) {
            basic_login(j, password, &span, vec![&site.call]);
        }
    }
    // `session.auth = ("admin", key)`
    for def in &program.defs {
        let Some(session) = def.name.strip_suffix(".auth") else { continue };
        if let Some(password) = password(j, &def.value) {
            basic_login(j, password, &def.value.span, methods_of(j, session));
        }
    }
}

fn basic_login<'a>(j: &mut Judge<'a>, password: &'a Expr, span: &ByteSpan, calls: Vec<&'a Call>) {
    let program: &'a Program = j.program;
    let calls = with_session(j, calls);
    let header = Header { name: "authorization", value: password, span: span.clone(), calls, beside: false };
    let goes = destination(j, &header);
    let mut all = Program::below(password).into_iter().flat_map(|e| program.values(e));
    if all.any(|v| matches!(&v.kind, ExprKind::Env(n) | ExprKind::Name(n) if names::is_vendor(n))) {
        return;
    }
    if is_weaviate_value(j, password) && goes != Goes::Elsewhere {
        j.report(Problem::BasicLogin, span, Vec::new());
    } else if goes == Goes::ToWeaviate && is_key_value(j, password) {
        j.likely(Problem::BasicLogin, span, Vec::new());
    }
}

/// What a call sends as a password, with the place that says so.
fn passwords<'a>(j: &Judge<'a>, site: &'a CallSite) -> Vec<(&'a Expr, ByteSpan)> {
    let call = &site.call;
    match (call.method(), call.args.as_slice()) {
        ("SetBasicAuth" | "setBasicAuth", [_, password]) => return vec![(&password.value, call.callee_span.clone())],
        ("basic", [_, password]) if call.callee == "Credentials.basic" => {
            return vec![(&password.value, call.callee_span.clone())];
        }
        _ => {}
    }
    if !is_library(call) && !is_request(call) {
        return Vec::new();
    }
    let inner = call.args.iter().filter_map(|a| j.entries(&a.value)).flat_map(|(entries, _)| entries);
    let given = call.args.iter().chain(inner).filter(|a| a.name.as_deref() == Some("auth"));
    given.filter_map(|auth| Some((password(j, &auth.value)?, auth.value.span.clone()))).collect()
}

/// The password of a user name and a password.
fn password<'a>(j: &Judge<'a>, login: &'a Expr) -> Option<&'a Expr> {
    j.values(login).into_iter().find_map(|v| match &v.kind {
        ExprKind::Sequence(items) if items.len() == 2 => items.get(1),
        ExprKind::Call(call) if matches!(call.method(), "HTTPBasicAuth" | "BasicAuth") => call.arg("password", 1),
        ExprKind::Map(entries) => named(entries, "password").map(|e| &e.value),
        _ => None,
    })
}
