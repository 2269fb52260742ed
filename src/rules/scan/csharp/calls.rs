//! C#'s calls that stand for a value: environment variables, times, formats.

use crate::rules::scan::expr::{Call, Expr, ExprKind};

/// Calls that stand for a value.
pub(super) fn lowered(call: Call, span: std::ops::Range<usize>) -> Expr {
    let first = call.at(0).cloned();
    let number = first.as_ref().and_then(|f| match f.kind {
        ExprKind::Number(n) => Some(n),
        _ => None,
    });
    let literal = first.as_ref().and_then(Expr::as_literal).map(|(t, _)| t.to_owned());
    match (call.method(), number, literal) {
        ("FromSeconds", Some(n), _) => Expr::new(span, ExprKind::Number(n)),
        ("FromMilliseconds", Some(n), _) => Expr::new(span, ExprKind::Number(n / 1000.0)),
        ("FromMinutes", Some(n), _) => Expr::new(span, ExprKind::Number(n * 60.0)),
        ("GetEnvironmentVariable", _, Some(name)) => Expr::new(span, ExprKind::Env(name)),
        ("GetValue", _, Some(name)) => Expr::new(span, ExprKind::Env(name)),
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
