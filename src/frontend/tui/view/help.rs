//! All keys of the screen beneath.

use super::text::Document;
use super::{Canvas, MAX_PROSE_COLUMNS, chrome};
use crate::wizard::actions::keys;
use crate::wizard::{Drawn, Scroll, Wizard};
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Span;

/// Draws the help.
pub fn draw(wizard: &Wizard, scroll: Scroll, canvas: &mut Canvas<'_, '_>, body: Rect) -> Drawn {
    let theme = canvas.theme;
    let mut beneath = wizard.clone();
    beneath.overlays.pop();
    let mut document = Document::default();
    document.line(Span::styled("Keys on this screen", theme.strong()));
    document.gap();
    let columns = usize::from(body.width.min(MAX_PROSE_COLUMNS));
    for key in keys(&beneath) {
        let name = if theme.unicode { key.keys } else { chrome::plain(key.keys) };
        let lead = vec![Span::styled(format!("   {name:<11}"), theme.accent())];
        document.hanging(lead, key.explain, columns, Style::new());
    }
    document.show(canvas, body, |_, _| usize::from(scroll.offset))
}
