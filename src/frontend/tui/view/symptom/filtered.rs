//! The list of symptoms while its filter is typed: the symptoms and, below them, the known causes that hold the words; what is selected is
//! told beside the list or below it.

use super::super::listing::draw_filter;
use super::super::text::{Document, width, wrap};
use super::super::{Canvas, MAX_PROSE_COLUMNS};
use super::{LIST_COLUMNS, SIDE_PANE_COLUMN, TWO_PANES_COLUMNS, explain, sentences};
use crate::model::cause::Cause;
use crate::wizard::cause::{Listed, catalogue};
use crate::wizard::mouse::PointTarget;
use crate::wizard::symptom::{SymptomEntry, Typing};
use crate::wizard::{Drawn, Wizard};
use crate::words::catalog::say;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// From this height of the body on there is room for more of what is selected.
const TALL_BODY_ROWS: u16 = 16;

/// Draws the filter and what it lets through.
pub(super) fn draw(wizard: &Wizard, typing: &Typing, canvas: &mut Canvas<'_, '_>, body: Rect) -> Drawn {
    let document = list(wizard, canvas, body);
    let count = format!("{} of {}", document.items.len(), wizard.symptoms.entries.len() + catalogue().len());
    heading(wizard, typing, &count, canvas, body);
    let wide = body.width >= TWO_PANES_COLUMNS;
    let (top, told) = match (wide, body.height >= TALL_BODY_ROWS) {
        (true, _) => (2, 0),
        (false, true) => (2, 5),
        (false, false) => (1, 3),
    };
    let height = body.height.saturating_sub(top + told).max(1);
    let place = Rect { y: body.y + top, height, width: columns(body), ..body };
    if document.items.is_empty() {
        let area = Rect { width: body.width, ..place };
        canvas.put(area, 1, 0, Span::styled(say("symptom", "no-match"), canvas.theme.dim()));
        return Drawn::default();
    }
    if wide {
        let side = Rect {
            x: body.x + SIDE_PANE_COLUMN,
            width: (body.width - SIDE_PANE_COLUMN).min(MAX_PROSE_COLUMNS),
            ..place
        };
        selected(wizard, canvas, side, true);
    } else {
        let x = body.x + 3;
        let under = Rect { x, y: place.bottom() + 1, width: body.width - 3, height: told - 1 };
        selected(wizard, canvas, under, false);
    }
    document.show(canvas, place, |document, page| follow(document, usize::from(typing.top), page))
}

fn columns(body: Rect) -> u16 {
    body.width.min(if body.width >= TWO_PANES_COLUMNS { LIST_COLUMNS } else { MAX_PROSE_COLUMNS })
}

fn heading(wizard: &Wizard, typing: &Typing, count: &str, canvas: &mut Canvas<'_, '_>, body: Rect) {
    let prompt = say("prompt", "symptom");
    canvas.put(body, 0, 0, Span::styled(prompt, canvas.theme.strong()));
    canvas.put_right(body, 0, Line::styled(count.to_owned(), canvas.theme.dim()));
    let cells = |text: &str| u16::try_from(width(text)).unwrap_or(0);
    let room = Rect { width: body.width.saturating_sub(cells(count) + 2), ..body };
    draw_filter(wizard, &typing.words, canvas, room, cells(prompt) + 4);
}

/// The lines, of which each can be pointed at.
fn list(wizard: &Wizard, canvas: &Canvas<'_, '_>, body: Rect) -> Document {
    let columns = usize::from(columns(body));
    let theme = canvas.theme;
    let mut document = canvas.document();
    let at = wizard.symptoms.at();
    let add = |document: &mut Document, entry: SymptomEntry, title: &str| {
        let selected = at == entry;
        if selected {
            document.selected = document.items.len();
        }
        let first = document.lines.len();
        let lead = vec![Span::styled(if selected { " › " } else { "   " }, theme.selected())];
        document.hanging(lead, title, columns, if selected { theme.selected() } else { Style::new() });
        document.point(first, columns, &PointTarget::Symptom(entry));
        document.items.push((first, document.lines.len() - 1));
    };
    for (_, (symptom, words)) in wizard.symptoms.shown() {
        add(&mut document, SymptomEntry::Symptom(*symptom), &words.title);
    }
    let causes = wizard.symptoms.causes();
    if !causes.is_empty() {
        document.gap();
        document.line(Span::styled(say("symptom", "causes"), theme.strong()));
    }
    for listed in causes {
        add(&mut document, SymptomEntry::Cause(listed.cause), &listed.title);
    }
    document
}

/// Moves as little as possible so that the selected line is seen.
fn follow(document: &Document, offset: usize, page: usize) -> usize {
    let Some(&(first, last)) = document.items.get(document.selected) else { return offset };
    if document.selected == 0 {
        // With the heading above it.
        0
    } else if first < offset {
        first
    } else if last >= offset + page {
        (last + 1).saturating_sub(page).min(first)
    } else {
        offset
    }
}

/// What is selected, told.
fn selected(wizard: &Wizard, canvas: &mut Canvas<'_, '_>, area: Rect, all: bool) {
    match wizard.symptoms.at() {
        SymptomEntry::Symptom(_) | SymptomEntry::Source => explain(wizard, canvas, area, all),
        SymptomEntry::Cause(cause) => summary(cause, canvas, area),
    }
}

fn summary(cause: Cause, canvas: &mut Canvas<'_, '_>, area: Rect) {
    let Some(Listed { summary, .. }) = catalogue().iter().find(|listed| listed.cause == cause) else { return };
    let theme = canvas.theme;
    let columns = usize::from(area.width.min(MAX_PROSE_COLUMNS));
    let mut y = 0;
    // Its name, which scripts and colleagues use, where there is a line for it.
    if wrap(summary, columns).len() < usize::from(area.height) {
        canvas.put(area, 0, 0, Span::styled(cause.id(), theme.accent()));
        y = 1;
    }
    let room = usize::from(area.height - y);
    canvas.put_all(area, 0, y, &sentences(summary, columns, room), theme.dim());
}
