//! Wrong calls on purpose: a test that expects the failure, a program that checks which client is installed.

use super::Judge;
use crate::rules::scan::expr::ByteSpan;
use crate::rules::scan::problem::Problem;

/// Calls of test frameworks that want what is inside them, or what they are called on, to fail.
const FAILURES: [&str; 24] = [
    "raises",
    "assertRaises",
    "assertRaisesRegex",
    "toThrow",
    "toThrowError",
    "toThrowErrorMatchingSnapshot",
    "toThrowErrorMatchingInlineSnapshot",
    "assertThrows",
    "assertThrowsExactly",
    "assertThatThrownBy",
    "assertThatExceptionOfType",
    "isThrownBy",
    "catchThrowable",
    "Throws",
    "ThrowsAsync",
    "ThrowsAny",
    "ThrowsAnyAsync",
    "ThrowsExactly",
    "ThrowsExactlyAsync",
    "ThrowsException",
    "ThrowsExceptionAsync",
    "Panics",
    "throws",
    "rejects",
];

impl Judge<'_> {
    /// Drops findings on purposely wrong calls. A key in the source stays one.
    pub(super) fn leave_out(&mut self) {
        let program = self.program;
        let wants = |callee: &str, method: &str| match method {
            // Other things throw and reject too.
            "throws" | "rejects" => callee.starts_with("assert.") || callee.starts_with("t."),
            _ => FAILURES.contains(&method),
        };
        let of_call = program.calls.iter().filter(|s| {
            // `expect(…).rejects.toBeInstanceOf(…)`
            let rejected = s.call.method().starts_with("to") && self.source(&s.call.callee_span).contains(".rejects.");
            wants(&s.call.callee, s.call.method()) || rejected
        });
        let expected: Vec<&ByteSpan> = of_call.map(|s| &s.span).chain(&program.failures).collect();
        let within = |spans: &[&ByteSpan], at: &ByteSpan| spans.iter().any(|s| s.start <= at.start && at.end <= s.end);
        let versions: Vec<&ByteSpan> = program.versions.iter().collect();
        if !program.allows(self.found.len().saturating_mul(expected.len() + versions.len())) {
            return;
        }
        self.found.retain(|f| match f.problem {
            Problem::KeyInSource | Problem::Exposed { .. } => true,
            Problem::OldCall { .. } | Problem::NewCall { .. } => {
                !within(&expected, &f.span) && !within(&versions, &f.span)
            }
            _ => !within(&expected, &f.span),
        });
    }
}
