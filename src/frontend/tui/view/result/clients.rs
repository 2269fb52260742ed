//! Two small tables of the result: how the official clients would fare, and which part of which client obeys which proxy variable.

use super::{ResultWriter, RunResult};
use crate::wizard::run::RowMark;
use crate::words::catalog::say;
use crate::words::describe;
use ratatui::style::Style;
use ratatui::text::Span;

/// Columns of a client's name and version.
const NAME_COLUMNS: usize = 18;

impl ResultWriter {
    pub(super) fn clients(&mut self, outcome: &RunResult) {
        if outcome.clients.is_empty() {
            return;
        }
        let theme = self.theme;
        self.document.gap();
        self.document.line(Span::styled(say("result", "clients"), theme.strong()));
        for client in &outcome.clients {
            let mark = match client.connects {
                Some(true) => RowMark::Passed,
                Some(false) => RowMark::Failed,
                None => RowMark::Skipped,
            };
            let name = format!("{} {}", client.language.name(), client.version);
            let lead = vec![
                Span::styled(format!("   {} ", theme.mark(mark, 0)), theme.style(mark)),
                Span::raw(format!("{name:<NAME_COLUMNS$} ")),
            ];
            let text = describe::connects(client.connects, client.stops_at.as_deref());
            self.document.hanging(lead, &text, self.columns, Style::new());
            if let Some(message) = &client.message {
                self.document.hanging(
                    vec![Span::raw(" ".repeat(NAME_COLUMNS + 6))],
                    message,
                    self.columns,
                    theme.dim(),
                );
            }
        }
    }

    pub(super) fn proxies(&mut self, outcome: &RunResult) {
        if outcome.proxies.is_empty() {
            return;
        }
        self.document.gap();
        self.document.line(Span::styled(say("result", "proxies"), self.theme.strong()));
        for line in outcome.proxies.chunk_by(|a, b| a.language == b.language) {
            let name = line.first().map_or("", |part| part.language.name());
            let lead = vec![Span::raw(format!("   {name:<NAME_COLUMNS$}   "))];
            self.document.hanging(lead, &describe::proxy_parts(line), self.columns, Style::new());
        }
    }
}
