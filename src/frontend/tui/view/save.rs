//! The form that saves a report.

use super::text::{behind, clip, width, wrap};
use super::{Canvas, MAX_PROSE_COLUMNS};
use crate::wizard::Wizard;
use crate::wizard::field::Field;
use crate::wizard::save::{SaveForm, SaveState};
use crate::words::catalog::say;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// Columns of the labels.
const LABEL_COLUMNS: u16 = 10;

/// Draws the form.
pub fn draw(wizard: &Wizard, form: &SaveForm, canvas: &mut Canvas<'_, '_>, body: Rect) {
    let theme = canvas.theme;
    let area = Rect { width: body.width.min(MAX_PROSE_COLUMNS), ..body };
    let columns = usize::from(area.width);
    canvas.put(area, 0, 0, Span::styled(say("save", "title"), theme.strong()));
    draw_name(wizard, &form.name, canvas, area);
    let names = match (form.redact, wizard.cx.stays_redacted()) {
        (true, true) => say("save", "stays"),
        (true, false) => say("save", "redacted"),
        (false, _) => say("save", "plain"),
    };
    canvas.put(area, 0, 3, Line::from(vec![Span::styled("  Names   ", theme.accent()), Span::raw(names)]));
    let y = canvas.put_all(area, 2, 5, &wrap(say("save", "explain"), columns.saturating_sub(2)), theme.dim());
    let (text, style) = match &form.state {
        SaveState::Asking => (String::new(), Style::new()),
        SaveState::Exists => (say("save", "exists").to_owned(), theme.warn()),
        SaveState::Failed(why) => (say("save", "failed").replace("{reason}", why), theme.bad()),
    };
    canvas.put_all(area, 2, y + 1, &wrap(&text, columns.saturating_sub(2)), style);
}

/// The part of a field's text that is in sight, without keys. Hidden ones have the width of what they hide.
pub fn typed_window(wizard: &Wizard, text: &str, window: &str, room: usize) -> String {
    let veiled = wizard.cx.typed(text);
    clip(behind(&veiled, width(text).saturating_sub(width(window))), room)
}

/// The name of a file while it is typed, on the third line of an area.
pub fn draw_name(wizard: &Wizard, name: &Field, canvas: &mut Canvas<'_, '_>, area: Rect) {
    let room = usize::from(area.width.saturating_sub(LABEL_COLUMNS + 2));
    let (window, cursor) = name.window(room);
    let text = typed_window(wizard, name.text(), window, room);
    let lead = format!("  {:1$}", "File", usize::from(LABEL_COLUMNS) - 2);
    canvas.put(area, 0, 2, Line::from(vec![Span::styled(lead, canvas.theme.accent()), Span::raw(text)]));
    let x = area.x.saturating_add(LABEL_COLUMNS).saturating_add(u16::try_from(cursor).unwrap_or(0));
    canvas.frame.set_cursor_position(Position::new(x.min(area.right().saturating_sub(1)), area.y + 2));
}
