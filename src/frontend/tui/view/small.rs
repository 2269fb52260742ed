//! What stands there when the window is too small for a screen.

use super::text::wrap;
use super::{Canvas, MIN_WINDOW_CELLS};
use crate::wizard::Wizard;
use crate::words::catalog::say;
use ratatui::layout::Rect;
use ratatui::text::Span;

/// Asks for a larger window, in as many words as fit. A running countdown stays visible.
pub fn draw(wizard: &Wizard, canvas: &mut Canvas<'_, '_>, area: Rect) {
    let mut y = 0;
    if let Some(left) = wizard.cx.reset_link_left() {
        canvas.put(area, 0, 0, Span::styled(left.digits(), canvas.theme.strong()));
        y = 1;
    }
    let size = format!("{}×{}", area.width, area.height).replace('×', if canvas.theme.unicode { "×" } else { "x" });
    let least = format!("{}×{}", MIN_WINDOW_CELLS.0, MIN_WINDOW_CELLS.1)
        .replace('×', if canvas.theme.unicode { "×" } else { "x" });
    let text = say("small", "text").replace("{size}", &size).replace("{least}", &least);
    let lines = wrap(&text, usize::from(area.width));
    let fits = lines.len() <= usize::from(area.height.saturating_sub(y));
    let lines = if fits { lines } else { wrap(&least, usize::from(area.width)) };
    y = canvas.put_all(area, 0, y, &lines, ratatui::style::Style::new());
    canvas.put(area, 0, y, Span::styled(say("small", "keys"), canvas.theme.dim()));
}
