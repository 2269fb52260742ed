//! A known cause, explained without a run: what it is, what to do, why. It is drawn like a page of a result, without anything measured.

use super::super::text::Document;
use super::super::{Canvas, MAX_PROSE_COLUMNS, code};
use super::ResultWriter;
use crate::wizard::Drawn;
use crate::wizard::cause::CausePage;
use crate::words::catalog::{FixSnippet, say};
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Span;

/// Draws the page over the list that it was chosen from.
pub fn draw(page: &CausePage, canvas: &mut Canvas<'_, '_>, body: Rect) -> Drawn {
    let theme = canvas.theme;
    let columns = usize::from(body.width.min(MAX_PROSE_COLUMNS));
    let area = Rect { width: body.width.min(MAX_PROSE_COLUMNS), ..body };
    let mut writer = ResultWriter { document: canvas.document(), theme, columns };
    writer.document.prose(&page.fix.title, columns, theme.strong());
    writer.document.line(Span::styled(page.cause.id(), theme.accent()));
    writer.document.gap();
    writer.document.prose(&page.fix.summary, columns, Style::new());
    writer.general_steps(page);
    writer.general_code(page);
    writer.labeled("Then check", &page.fix.check);
    writer.labeled("Why", &page.fix.why);
    writer.links(&page.fix.links);
    let ResultWriter { document, .. } = writer;
    document.show(canvas, area, |_: &Document, _| usize::from(page.scroll.offset))
}

impl ResultWriter {
    fn general_steps(&mut self, page: &CausePage) {
        if page.fix.steps.is_empty() {
            return;
        }
        self.document.gap();
        self.document.line(Span::styled("What to do", self.theme.strong()));
        let shared = self.document.names.is_some();
        for (i, step) in page.fix.steps.iter().enumerate() {
            // On a shared screen, room between the steps.
            if shared {
                self.document.gap();
            }
            let lead = vec![Span::styled(format!("  {} ", i + 1), self.theme.accent())];
            self.document.hanging(lead, &step.text, self.columns, Style::new());
            for command in step.command.iter().flat_map(|c| c.lines()) {
                self.document.command(command, self.columns, self.theme);
            }
            if let Some(link) = &step.link {
                self.step_link(link);
            }
        }
    }

    fn general_code(&mut self, page: &CausePage) {
        let Some(snippet) = &page.fix.snippet else { return };
        self.document.gap();
        let name = format!("Code for {}", snippet.language.name());
        self.document.line(Span::styled(name, self.theme.strong()));
        self.document.gap();
        self.snippet(snippet);
    }

    /// Code, and where its key comes from.
    pub(super) fn snippet(&mut self, snippet: &FixSnippet) {
        let shown = FixSnippet { code: self.document.shown(&snippet.code).into_owned(), ..snippet.clone() };
        for line in code::lines(&shown, self.theme, self.columns.saturating_sub(3)) {
            self.document.line(line);
        }
        self.document.gap();
        self.document.prose(say("result", "snippet-hint"), self.columns, self.theme.dim());
    }
}
