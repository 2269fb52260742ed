//! Two reports side by side: the form that asks for the other one, and what differs on each chain.

use super::save::draw_name;
use super::text::{width, wrap};
use super::{Canvas, MAX_PROSE_COLUMNS};
use crate::report::comparison::{ChainTold, ComparisonText};
use crate::wizard::comparing::{CompareForm, CompareState};
use crate::wizard::run::RowMark;
use crate::wizard::{Drawn, Scroll, Wizard};
use crate::words::catalog::say;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Span;

/// Columns of a chain's name.
const CHAIN_COLUMNS: usize = 9;

/// Draws the form.
pub fn draw_form(wizard: &Wizard, form: &CompareForm, canvas: &mut Canvas<'_, '_>, body: Rect) {
    let theme = canvas.theme;
    let area = Rect { width: body.width.min(MAX_PROSE_COLUMNS), ..body };
    let columns = usize::from(area.width);
    canvas.put(area, 0, 0, Span::styled(say("comparing", "title"), theme.strong()));
    draw_name(wizard, &form.name, canvas, area);
    let y = canvas.put_all(area, 2, 4, &wrap(say("comparing", "explain"), columns.saturating_sub(2)), theme.dim());
    let (text, style) = match &form.state {
        CompareState::Asking => (String::new(), Style::new()),
        CompareState::Reading => (say("comparing", "reading").to_owned(), theme.dim()),
        CompareState::Failed(why) => (canvas.shown(why).into_owned(), theme.bad()),
    };
    canvas.put_all(area, 2, y + 1, &wrap(&text, columns.saturating_sub(2)), style);
}

/// Draws what differs.
pub fn draw(told: &ComparisonText, scroll: Scroll, canvas: &mut Canvas<'_, '_>, body: Rect) -> Drawn {
    let theme = canvas.theme;
    let columns = usize::from(body.width.min(MAX_PROSE_COLUMNS));
    let mut document = canvas.document();
    let (mark, style) = if told.same { (RowMark::Passed, theme.good()) } else { (RowMark::Failed, theme.bad()) };
    let lead = vec![Span::styled(format!("{} ", theme.mark(mark, 0)), style)];
    document.hanging(lead, &told.verdict, columns, theme.strong());
    document.gap();
    for (side, (name, about)) in ["A", "B"].into_iter().zip(&told.sides) {
        let lead = vec![Span::styled(format!("  {side} "), theme.accent())];
        document.hanging(lead, name, columns, theme.strong());
        for line in parts(about, columns.saturating_sub(4)) {
            document.hanging(vec![Span::raw("    ")], &line, columns, theme.dim());
        }
    }
    for chain in &told.chains {
        document.gap();
        draw_chain(&mut document, chain, theme, columns);
    }
    document.show(canvas, body, |_, _| usize::from(scroll.offset))
}

/// A list of parts in lines that end between two of them.
fn parts(text: &str, columns: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for part in text.split(" · ") {
        match lines.last_mut() {
            Some(line) if width(line) + 3 + width(part) <= columns => {
                line.push_str(" · ");
                line.push_str(part);
            }
            Some(_) | None => lines.push(part.to_owned()),
        }
    }
    lines
}

fn draw_chain(document: &mut super::text::Document, chain: &ChainTold, theme: super::Theme, columns: usize) {
    let indent = || vec![Span::raw(" ".repeat(CHAIN_COLUMNS))];
    let name = Span::styled(format!("{:<CHAIN_COLUMNS$}", chain.name), theme.strong());
    let Some(first) = &chain.first else {
        document.hanging(vec![name], chain.same.as_deref().unwrap_or_default(), columns, theme.dim());
        return;
    };
    let lead = vec![name, Span::styled(format!("{} ", theme.mark(RowMark::Failed, 0)), theme.bad())];
    document.hanging(lead, &format!("{}: {}", first.layer, first.title), columns, theme.strong());
    document.hanging(indent(), &first.means, columns, Style::new());
    for (side, says) in [("A", &first.a), ("B", &first.b)] {
        let lead = vec![Span::raw(" ".repeat(CHAIN_COLUMNS)), Span::styled(format!("{side} "), theme.accent())];
        document.hanging(lead, says, columns, Style::new());
    }
    for line in chain.also.iter().chain(&chain.same) {
        document.hanging(indent(), line, columns, theme.dim());
    }
}
