//! Two small tables of the result: how the official clients would fare, and which part of which client obeys which proxy variable.

use super::{Outcome, Writer};
use crate::wizard::run::Mark;
use crate::words::catalog::say;
use crate::words::describe;
use ratatui::style::Style;
use ratatui::text::Span;

/// Columns of a client's name and version.
const NAME: usize = 18;

impl Writer {
    pub(super) fn clients(&mut self, outcome: &Outcome) {
        if outcome.clients.is_empty() {
            return;
        }
        let theme = self.theme;
        self.document.gap();
        self.document.line(Span::styled(say("result", "clients"), theme.strong()));
        for client in &outcome.clients {
            let mark = match client.connects {
                Some(true) => Mark::Passed,
                Some(false) => Mark::Failed,
                None => Mark::Skipped,
            };
            let name = format!("{} {}", client.language.name(), client.version);
            let lead = vec![
                Span::styled(format!("   {} ", theme.mark(mark, 0)), theme.style(mark)),
                Span::raw(format!("{name:<NAME$} ")),
            ];
            let text = describe::connects(client.connects, client.stops_at.as_deref());
            self.document.hanging(lead, &text, self.columns, Style::new());
            if let Some(message) = &client.message {
                self.document.hanging(vec![Span::raw(" ".repeat(NAME + 6))], message, self.columns, theme.dim());
            }
        }
    }

    pub(super) fn proxies(&mut self, outcome: &Outcome) {
        if outcome.proxies.is_empty() {
            return;
        }
        self.document.gap();
        self.document.line(Span::styled(say("result", "proxies"), self.theme.strong()));
        for line in outcome.proxies.chunk_by(|a, b| a.language == b.language) {
            let name = line.first().map_or("", |part| part.language.name());
            let lead = vec![Span::raw(format!("   {name:<NAME$}   "))];
            self.document.hanging(lead, &describe::proxy_parts(line), self.columns, Style::new());
        }
    }
}
