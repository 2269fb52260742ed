//! C#'s calls: what they are called on, and those that stand for a value (environment variables, times, formats).

use crate::scan::expr::{Arg, Call, Expr, Kind};

pub(super) fn member(expr: Expr, name: &str, span: std::ops::Range<usize>) -> Expr {
    match expr.kind {
        Kind::Name(path) => Expr::new(span, Kind::Name(format!("{path}.{name}"))),
        // The method that is called on this follows.
        kind => {
            let receiver = Expr::new(expr.span, kind);
            let at = span.end - name.len()..span.end;
            let call = Call {
                callee: format!(".{name}"),
                callee_span: at,
                receiver: Some(receiver),
                args: Vec::new(),
                is_new: false,
            };
            Expr::call(span, call)
        }
    }
}

pub(super) fn call(expr: Expr, args: Vec<Arg>, span: std::ops::Range<usize>) -> Expr {
    match expr.kind {
        Kind::Name(path) => {
            let receiver =
                path.rsplit_once('.').map(|(owner, _)| Expr::new(expr.span.clone(), Kind::Name(owner.to_owned())));
            let length = path.rsplit('.').next().unwrap_or(&path).len();
            let at = expr.span.end.saturating_sub(length)..expr.span.end;
            lowered(Call { callee: path, callee_span: at, receiver, args, is_new: false }, span)
        }
        Kind::Call(method) if method.callee.starts_with('.') && method.args.is_empty() => {
            lowered(Call { args, ..*method }, span)
        }
        _ => Expr::unknown(span),
    }
}

/// Calls that stand for a value.
pub(super) fn lowered(call: Call, span: std::ops::Range<usize>) -> Expr {
    let first = call.at(0).cloned();
    let number = first.as_ref().and_then(|f| match f.kind {
        Kind::Number(n) => Some(n),
        _ => None,
    });
    let literal = first.as_ref().and_then(Expr::as_literal).map(|(t, _)| t.to_owned());
    match (call.method(), number, literal) {
        ("FromSeconds", Some(n), _) => Expr::new(span, Kind::Number(n)),
        ("FromMilliseconds", Some(n), _) => Expr::new(span, Kind::Number(n / 1000.0)),
        ("FromMinutes", Some(n), _) => Expr::new(span, Kind::Number(n * 60.0)),
        ("GetEnvironmentVariable", _, Some(name)) => Expr::new(span, Kind::Env(name)),
        ("GetValue", _, Some(name)) => Expr::new(span, Kind::Env(name)),
        ("Format", _, Some(_)) if call.callee.eq_ignore_ascii_case("string.format") => {
            let rest = call.args.iter().skip(1).map(|a| a.value.clone()).collect();
            first.map_or_else(|| Expr::unknown(span.clone()), |format| Expr::formatted(span.clone(), &format, rest))
        }
        ("Trim" | "ToString", _, _) if call.args.is_empty() => match call.receiver {
            Some(receiver) => Expr::new(span, receiver.kind),
            None => Expr::unknown(span),
        },
        _ => Expr::call(span, call),
    }
}
