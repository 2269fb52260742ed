//! One question and its numbered choices.

use super::text::wrap;
use super::{Canvas, MAX_PROSE_COLUMNS};
use crate::wizard::mouse::PointTarget;
use crate::wizard::question::Asking;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// Draws the screen.
pub fn draw(asking: &Asking, wide: bool, canvas: &mut Canvas<'_, '_>, body: Rect) {
    let theme = canvas.theme;
    let columns = usize::from(body.width.min(MAX_PROSE_COLUMNS));
    let (text, help) =
        asking.words.as_ref().map_or_else(|| (asking.question.id(), ""), |w| (w.text.as_str(), w.help.as_str()));
    let mut y = canvas.put_all(body, 0, 0, &wrap(text, columns), theme.strong());
    y += 1;
    for (i, choice) in asking.question.choices().iter().enumerate() {
        // On a shared screen, room between the choices.
        y += u16::from(wide && i > 0);
        let selected = i == asking.cursor;
        let style = if selected { theme.selected() } else { Style::new() };
        let mut lead = Some((if selected { " › " } else { "   " }, format!("{}  ", i + 1)));
        for line in wrap(asking.choice(*choice), columns.saturating_sub(6)) {
            let (pointer, number) = lead.take().unwrap_or(("   ", "   ".to_owned()));
            let spans = vec![
                Span::styled(pointer, theme.selected()),
                Span::styled(number, if selected { style } else { theme.accent() }),
                Span::styled(line, style),
            ];
            canvas.put(body, 0, y, Line::from(spans));
            canvas.hit(body, y, PointTarget::Choice(i));
            y += 1;
        }
    }
    canvas.put_all(body, 3, y + 1, &wrap(help, columns.saturating_sub(3)), theme.dim());
}
