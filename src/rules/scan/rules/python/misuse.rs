//! Asynchronous and synchronous clients that are opened as the other one is.

use crate::rules::scan::expr::{Call, Expr, ExprKind};
use crate::rules::scan::problem::Problem;
use crate::rules::scan::program::Program;
use crate::rules::scan::rules::Judge;

/// Methods of the asynchronous client that are coroutines.
const COROUTINES: [&str; 5] = ["connect", "close", "is_ready", "is_live", "get_meta"];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Asynchronous,
    Synchronous,
}

pub(super) fn apply<'a>(j: &mut Judge<'a>) {
    let program: &'a Program = j.program;
    for (item, is_async) in &program.with_items {
        let made = j.values(item).into_iter().find_map(|value| {
            let (call, kind) = client(j, value)?;
            Some((call.method().to_owned(), kind))
        });
        match (made, is_async) {
            (Some((call, Kind::Asynchronous)), false) => j.report(Problem::PlainWith { call }, &item.span, Vec::new()),
            (Some((call, Kind::Synchronous)), true) => j.report(Problem::AsyncWith { call }, &item.span, Vec::new()),
            _ => {}
        }
    }
    for site in &program.calls {
        let made = program.imported(&site.call.callee, site.span.start).and_then(|path| kind(&path));
        if made == Some(Kind::Synchronous) && program.is_awaited(&site.span) {
            let call = site.call.method().to_owned();
            j.report(Problem::AsyncWith { call }, &site.call.callee_span, Vec::new());
        }
        let Some((owner, method)) = site.call.callee.rsplit_once('.') else { continue };
        let coroutine = COROUTINES.contains(&method) && program.is_statement(&site.span);
        let mut owners = if coroutine { program.lookup(owner, site.span.start) } else { Vec::new() }.into_iter();
        if owners.any(|value| matches!(client(j, value), Some((_, Kind::Asynchronous)))) {
            let call = site.call.callee.clone();
            j.report(Problem::NotAwaited { call }, &site.call.callee_span, Vec::new());
        }
    }
}

/// The call that makes a client, and of which kind it is.
fn client<'a>(j: &Judge<'_>, value: &'a Expr) -> Option<(&'a Call, Kind)> {
    let ExprKind::Call(call) = &value.kind else { return None };
    Some((call, kind(&j.program.imported(&call.callee, value.span.start)?)?))
}

fn kind(path: &str) -> Option<Kind> {
    let last = path.strip_prefix("weaviate.")?.rsplit('.').next()?;
    if last.starts_with("use_async_with_") || last == "WeaviateAsyncClient" {
        Some(Kind::Asynchronous)
    } else {
        (last.starts_with("connect_to_") || last == "WeaviateClient").then_some(Kind::Synchronous)
    }
}
