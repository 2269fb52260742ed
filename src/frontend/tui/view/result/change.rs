//! What changed since the run before: one sentence, and before and after side by side for every probe whose mark changed.

use crate::frontend::tui::view::blocks::Writer;
use crate::frontend::tui::view::probe_words::chain_name;
use crate::frontend::tui::view::text::{clip, width};
use crate::wizard::change::{Overall, RunChange};
use crate::wizard::result::RunResult;
use crate::wizard::run::StepState;
use crate::words::catalog::say;
use crate::words::format;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// Columns of “before” and of “now”.
const SIDE_COLUMNS: usize = 18;

impl Writer {
    pub(super) fn change(&mut self, outcome: &RunResult, change: &RunChange) {
        let theme = self.theme;
        let (mark, style) = match change.overall {
            Overall::Fixed | Overall::FixedNext => (StepState::Passed, theme.good()),
            Overall::Worse => (StepState::Failed, theme.bad()),
            Overall::Still => (StepState::Warned, theme.warn()),
            Overall::Other | Overall::NotMeasurable | Overall::NotMeasured | Overall::Same => {
                (StepState::Skipped, theme.dim())
            }
        };
        let lead = vec![Span::styled(format!("{} ", theme.mark(mark, 0)), style)];
        self.document.hanging(lead, say("changed", change.overall.into()), self.columns, style.patch(theme.strong()));
        if !change.probes.is_empty() {
            self.row("", (say("changed", "before"), theme.dim()), (say("changed", "now"), theme.dim()));
        }
        for (id, was, now) in &change.probes {
            let side = |mark: StepState, took: Option<String>| {
                let words = took.unwrap_or_else(|| mark.word().to_owned());
                format!("{} {words}", theme.mark(mark, 0))
            };
            let took = outcome.probing.evidence.get(*id).map(|o| format::time(o.took));
            let took = took.filter(|_| matches!(now, StepState::Passed | StepState::Warned));
            let (before, after) = (side(*was, None), side(*now, took));
            let title = format!("{} {}", chain_name(id.chain()), id.title());
            self.row(&title, (&before, theme.style(*was)), (&after, theme.style(*now)));
        }
        let kept: Vec<&str> = outcome.probing.kept.iter().map(|c| chain_name(*c)).collect();
        if !kept.is_empty() {
            let text = say("changed", "kept").replace("{chains}", &crate::words::format::join(kept));
            self.document.hanging(vec![Span::raw("  ")], &text, self.columns, theme.dim());
        }
        self.document.line(Line::styled("─".repeat(self.columns), theme.dim()));
    }

    fn row(&mut self, title: &str, before: (&str, Style), now: (&str, Style)) {
        let room = self.columns.saturating_sub(2 + 2 * SIDE_COLUMNS);
        let cell = |text: &str, columns: usize| {
            let text = clip(text, columns.saturating_sub(1));
            let pad = columns.saturating_sub(width(&text));
            format!("{text}{}", " ".repeat(pad))
        };
        self.document.line(Line::from(vec![
            Span::raw("  "),
            Span::raw(cell(title, room)),
            Span::styled(cell(before.0, SIDE_COLUMNS), before.1),
            Span::styled(cell(now.0, SIDE_COLUMNS), now.1),
        ]));
    }
}
