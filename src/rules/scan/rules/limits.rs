//! Limits of time. A short one is a risk; that it was too short, only a measurement proves.

use super::{Judge, RuleHit};
use crate::model::client::Language;
use crate::model::finding::Confidence;
use crate::rules::scan::expr::{ByteSpan, Expr};
use crate::rules::scan::problem::Problem;
use std::time::Duration;

impl<'a> Judge<'a> {
    /// Looks at an init timeout; `unit` is what one is worth in seconds.
    pub(super) fn init_timeout(&mut self, expr: &'a Expr, unit: f64) {
        let Some((count, span)) = self.number(expr) else { return };
        let seconds = count * unit;
        let shortest = Language::Python.default_init_timeout().as_secs_f64();
        let needed = self.measured.map_or(shortest, |m| m.as_secs_f64().max(shortest));
        if seconds >= needed || seconds < 0.0 {
            return self.enough(seconds, span);
        }
        let enough = (needed * 2.0).ceil().max(30.0) / unit;
        let is_literal = self.source(span).parse::<f64>().is_ok();
        let edits = if is_literal { vec![(span.clone(), format!("{enough:.0}"))] } else { Vec::new() };
        self.short_init(seconds, shortest, span, edits);
    }

    /// Says that a limit is short; certain where a measurement took longer.
    pub(super) fn short_init(&mut self, seconds: f64, shortest: f64, span: &ByteSpan, edits: Vec<(ByteSpan, String)>) {
        let proved = self.measured.is_some_and(|measured| seconds < measured.as_secs_f64());
        let confidence = if proved { Confidence::Certain } else { Confidence::Likely };
        self.add(Problem::ShortInit { measured: proved && seconds >= shortest }, span, confidence, edits);
    }

    /// Looks at a query or insert timeout in seconds. A limit below a second fails on ordinary networks; what is longer may be meant.
    pub(super) fn short_limit(&mut self, expr: &'a Expr, default: u16) {
        let Some((seconds, span)) = self.number(expr) else { return };
        if seconds > 0.0 && seconds < 1.0 {
            let is_literal = self.source(span).parse::<f64>().is_ok();
            let edits = if is_literal { vec![(span.clone(), default.to_string())] } else { Vec::new() };
            self.likely(Problem::ShortLimit { default }, span, edits);
        }
    }

    /// Remembers an init timeout that is long enough, for when more is measured.
    pub(super) fn enough(&mut self, seconds: f64, span: &ByteSpan) {
        if let Ok(limit) = Duration::try_from_secs_f64(seconds) {
            let problem = Problem::ShortInit { measured: true };
            let found = RuleHit { problem, span: span.clone(), confidence: Confidence::Certain, edits: Vec::new() };
            self.limits.push((limit, found));
        }
    }
}
