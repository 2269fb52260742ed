//! The list of faults that a practice cluster can have.

use super::text::{clip, width, wrap};
use super::{Canvas, PROSE};
use crate::knowledge::say;
use crate::wizard::Wizard;
use crate::wizard::mouse::Target;
use crate::wizard::practice::FaultList;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// Draws the list; the selected line is always in sight.
pub fn draw(wizard: &Wizard, list: &FaultList, canvas: &mut Canvas<'_, '_>, body: Rect) {
    let theme = canvas.theme;
    canvas.put(body, 0, 0, Span::styled(say("prompt", "practice"), theme.strong()));
    let intro = wrap(say("practice", "explain"), usize::from(body.width.min(PROSE)));
    let top = canvas.put_all(body, 0, 1, &intro, theme.dim()) + 1;
    // The selected fault is told in full below the list.
    let told = wizard
        .faults
        .get(list.cursor)
        .map(|f| wrap(&f.broken, usize::from(body.width.min(PROSE)).saturating_sub(3)))
        .unwrap_or_default();
    let page = usize::from(body.height.saturating_sub(top + 3)).max(1);
    let first = list.cursor.saturating_sub(page / 2).min(wizard.faults.len().saturating_sub(page));
    let ids = wizard.faults.iter().map(|f| width(&f.id)).max().unwrap_or(0).min(28);
    let room = usize::from(body.width).saturating_sub(3 + ids + 2);
    for (y, (i, fault)) in (top..).zip(wizard.faults.iter().enumerate().skip(first).take(page)) {
        let selected = i == list.cursor;
        let style = if selected { theme.selected() } else { Style::new() };
        let line = Line::from(vec![
            Span::styled(if selected { " › " } else { "   " }, theme.selected()),
            Span::styled(format!("{:ids$}  ", clip(&fault.id, ids)), style),
            Span::styled(clip(&fault.broken, room), if selected { Style::new() } else { theme.dim() }),
        ]);
        canvas.put(body, 0, y, line);
        canvas.hit(body, y, Target::Fault(i));
    }
    canvas.put_all(body, 3, body.height.saturating_sub(2), &told, Style::new());
    if wizard.faults.len() > page {
        let more = format!("{} of {}", list.cursor + 1, wizard.faults.len());
        canvas.put_right(body, 0, Line::styled(more, theme.dim()));
    }
}
