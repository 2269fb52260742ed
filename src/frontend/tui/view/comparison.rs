//! Two reports side by side: the form that asks for the other one, and what differs on each chain.

use super::blocks::Writer;
use super::save::draw_name;
use super::text::wrap;
use super::{Canvas, MAX_PROSE_COLUMNS};
use crate::report::comparison::ComparisonText;
use crate::wizard::comparing::{CompareForm, CompareState};
use crate::wizard::{Drawn, Scroll, Wizard};
use crate::words::catalog::say;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Span;

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
    let mut writer = Writer::new(canvas, usize::from(body.width.min(MAX_PROSE_COLUMNS)));
    writer.all(&told.document);
    writer.document.show(canvas, body, |_, _| usize::from(scroll.offset))
}
