//! Calls that stand for a value: reads of the environment, formats, trimmed texts, maps and lists that are made by a function.

use super::expr::{Arg, ByteSpan, Call, Expr, ExprKind, TextPart};

/// What a call stands for.
#[derive(Clone, Copy)]
pub(super) enum Stands {
    /// The variable that its first argument names; its second is the default.
    Env,
    /// What it is called on.
    Receiver,
    /// The same, when it has no arguments.
    BareReceiver,
    /// Its first argument.
    First,
    /// Its second argument.
    Second,
    /// Its first argument as a text.
    Shown,
    /// Its first argument, a format, filled with the others.
    Format,
    /// What it is called on, a format, filled with its arguments.
    OwnFormat,
    /// What it is called on, a text, and its first argument.
    Concat,
    /// A map of its arguments; those without a name are maps that are spread into it.
    Map,
    /// A map of keys and values by turns.
    Pairs,
    /// A list of its arguments.
    Items,
    /// The bytes of what it is called on.
    Bytes,
    /// An unknown text.
    Input,
    /// Its first argument in another unit.
    Times(f64),
}

impl Stands {
    /// The value of a call that stands at `span`.
    pub(super) fn value(self, call: &Call, span: ByteSpan) -> Option<Expr> {
        let first = || call.at(0).cloned();
        let texts = |args: &[Arg]| args.iter().map(|a| a.value.clone()).collect();
        let receiver = || call.receiver.clone();
        let text = |e: &Expr| matches!(e.kind, ExprKind::Text(_));
        let kind = match self {
            Self::Env => {
                let read = Expr::new(span.clone(), ExprKind::Env(first()?.as_literal()?.0.to_owned()));
                return match call.arg("default", 1) {
                    Some(default) => Some(Expr::either(span, [read, default.clone()])),
                    None => Some(read),
                };
            }
            Self::Receiver => return receiver().or_else(|| Some(Expr::unknown(span))),
            Self::BareReceiver => return receiver().filter(|_| call.args.is_empty()),
            Self::First => return first(),
            Self::Second => return call.at(1).cloned(),
            Self::Shown => ExprKind::Text(vec![TextPart::Hole(first()?)]),
            Self::Format => {
                let (format, rest) = call.args.split_first()?;
                return Some(Expr::formatted(span, &format.value, texts(rest)));
            }
            Self::OwnFormat => return Some(Expr::formatted(span, &receiver().filter(text)?, texts(&call.args))),
            Self::Concat => return Some(Expr::sum(span, receiver().filter(text)?, first()?)),
            Self::Map => {
                let entry = |a: &Arg| Arg { spread: a.spread || a.name.is_none(), ..a.clone() };
                ExprKind::Map(call.args.iter().map(entry).collect())
            }
            Self::Pairs => {
                let named = |pair: &[Arg]| {
                    let (name, at) = pair[0].value.as_literal()?;
                    Some(Arg::named(name, at.clone(), pair[1].value.clone()))
                };
                ExprKind::Map(call.args.chunks_exact(2).filter_map(named).collect())
            }
            Self::Items => ExprKind::Sequence(texts(&call.args)),
            Self::Bytes => ExprKind::Sequence(receiver().into_iter().collect()),
            Self::Input => ExprKind::Parameter { string: true },
            Self::Times(unit) => match first()?.kind {
                ExprKind::Number(n) => ExprKind::Number(n * unit),
                _ => return None,
            },
        };
        Some(Expr::new(span, kind))
    }
}
