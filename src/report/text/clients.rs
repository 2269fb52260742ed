//! Two small tables of the report: how the official clients would fare, and which part of which client obeys which proxy variable.

use super::TextPage;
use crate::model::client::Language;
use crate::model::proxy_use::Protocol;
use crate::model::report_schema::{Report, ReportClientVerdict, ReportProxyUse};
use crate::report::style::TextTone;
use crate::words::catalog::say;
use crate::words::describe;
use std::str::FromStr as _;
use unicode_width::UnicodeWidthStr as _;

/// Columns of a client's name and version.
const NAME_COLUMNS: usize = 18;

impl TextPage {
    pub(super) fn clients(&mut self, report: &Report) {
        if report.clients.is_empty() {
            return;
        }
        self.heading(say("result", "clients"));
        for client in &report.clients {
            self.client(client);
        }
    }

    fn client(&mut self, client: &ReportClientVerdict) {
        let mark = match client.connects {
            Some(true) => self.style.paint(TextTone::Good, "✓"),
            Some(false) => self.style.paint(TextTone::Bad, "✗"),
            None => self.style.paint(TextTone::Aside, "·"),
        };
        let text = describe::connects(client.connects, client.stops_at.as_deref());
        let version = client.version.as_ref().map(|v| format!(" {v}")).unwrap_or_default();
        let name = format!("{}{version}", name(&client.language));
        self.line(&format!("  {mark} {name}{} {text}", pad(&name, NAME_COLUMNS)));
        if let Some(message) = &client.message {
            self.wrapped("      ", "      ", message);
        }
    }

    pub(super) fn proxies(&mut self, report: &Report) {
        if report.proxies.is_empty() {
            return;
        }
        self.heading(say("result", "proxies"));
        let mut rows = report.proxies.iter().peekable();
        while let Some(row) = rows.next() {
            let other = rows.next_if(|next| next.language == row.language);
            let parts: Vec<String> = std::iter::once(row).chain(other).map(part).collect();
            let name = name(&row.language);
            self.wrapped(&format!("    {name}{} ", pad(name, 11)), &" ".repeat(16), &parts.join("; "));
        }
    }
}

fn part(row: &ReportProxyUse) -> String {
    let protocol = if row.protocol == "grpc" { Protocol::Grpc } else { Protocol::Rest };
    describe::proxy_part(protocol, row.variable.as_deref(), row.proxy.as_deref())
}

fn name(language: &str) -> &str {
    Language::from_str(language).map_or(language, |l| l.name())
}

fn pad(text: &str, columns: usize) -> String {
    " ".repeat(columns.saturating_sub(text.width()))
}
