//! A long list with its filter, in two columns, the selected line always in sight and told in full below.

use super::save::typed_window;
use super::text::{clip, width, wrap};
use super::{Canvas, MAX_PROSE_COLUMNS};
use crate::wizard::Wizard;
use crate::wizard::field::Field;
use crate::wizard::listing::Listing;
use crate::wizard::mouse::PointTarget;
use crate::words::catalog::say;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// Columns of the names at most.
const MAX_NAME_COLUMNS: usize = 28;

/// What stands on the screen.
pub struct Contents<'c> {
    /// The question above the list.
    pub title: &'static str,
    /// What the list is, below the question.
    pub intro: &'static str,
    /// Each entry: its name, and what is said of it.
    pub entries: Vec<(&'c str, &'c str)>,
    /// The entries' words, by which they are filtered.
    pub words: Vec<String>,
}

/// Draws the list.
pub fn draw(wizard: &Wizard, contents: &Contents<'_>, list: &Listing, canvas: &mut Canvas<'_, '_>, body: Rect) {
    let theme = canvas.theme;
    let shown = list.shown(&contents.words);
    canvas.put(body, 0, 0, Span::styled(contents.title, theme.strong()));
    let count = format!("{} of {}", shown.len(), contents.entries.len());
    canvas.put_right(body, 0, Line::styled(count.clone(), theme.dim()));
    if let Some(field) = &list.filter {
        let start = u16::try_from(width(contents.title)).unwrap_or(0) + 4;
        let end = body.width.saturating_sub(u16::try_from(width(&count)).unwrap_or(0) + 2);
        draw_filter(wizard, field, canvas, Rect { width: end, ..body }, start);
    }
    let columns = usize::from(body.width.min(MAX_PROSE_COLUMNS));
    let top = canvas.put_all(body, 0, 1, &wrap(contents.intro, columns), theme.dim()) + 1;
    let page = usize::from(body.height.saturating_sub(top + 3)).max(1);
    let at = shown.iter().position(|i| *i == list.cursor).unwrap_or(0);
    let first = at.saturating_sub(page / 2).min(shown.len().saturating_sub(page));
    // Pseudonyms are worked out for what is seen alone: there may be thousands of lines.
    let widest = contents.entries.iter().map(|(name, _)| width(name)).max().unwrap_or(0).min(MAX_NAME_COLUMNS);
    let names = if canvas.names.is_some() { MAX_NAME_COLUMNS } else { widest };
    let room = usize::from(body.width).saturating_sub(6 + names + 2);
    // The selected entry is told in full below the list, where the line has no room for it.
    let told = contents.entries.get(list.cursor).filter(|_| shown.contains(&list.cursor));
    let told = told.map(|(_, said)| canvas.shown(said).into_owned()).filter(|said| width(said) > room);
    let told = told.map(|said| wrap(&said, columns.saturating_sub(7))).unwrap_or_default();
    if shown.is_empty() {
        canvas.put(body, 3, top, Span::styled(say("symptom", "no-match"), theme.dim()));
    }
    for (y, index) in (top..).zip(shown.iter().skip(first).take(page)) {
        let Some((name, said)) = contents.entries.get(*index) else { continue };
        let (name, said) = (clip(&canvas.shown(name), names), clip(&canvas.shown(said), room));
        let selected = *index == list.cursor;
        let style = if selected { theme.selected() } else { Style::new() };
        // Numbers mean something only while they are no text.
        let number = if *index < 9 && list.filter.is_none() { format!("{}  ", index + 1) } else { "   ".to_owned() };
        let pad = " ".repeat(names.saturating_sub(width(&name)) + 2);
        let line = Line::from(vec![
            Span::styled(if selected { " › " } else { "   " }, theme.selected()),
            Span::styled(number, if selected { style } else { theme.accent() }),
            Span::styled(format!("{name}{pad}"), style),
            Span::styled(said, if selected { Style::new() } else { theme.dim() }),
        ]);
        canvas.put(body, 0, y, line);
        canvas.hit(body, y, PointTarget::Entry(*index));
    }
    canvas.put_all(body, 6, body.height.saturating_sub(2), &told, Style::new());
}

/// What is typed to cut a list down, on the first line of an area.
pub fn draw_filter(wizard: &Wizard, field: &Field, canvas: &mut Canvas<'_, '_>, area: Rect, start: u16) {
    let theme = canvas.theme;
    let room = usize::from(area.width.saturating_sub(start + 3)).max(4);
    let (window, cursor) = field.window(room);
    let text = typed_window(wizard, field.text(), window, room);
    let line = vec![Span::styled("/ ", theme.accent()), Span::styled(text, theme.strong())];
    canvas.put(area, start, 0, Line::from(line));
    let x = area.x + start + 2 + u16::try_from(cursor).unwrap_or(0);
    canvas.frame.set_cursor_position(Position::new(x.min(area.right()), area.y));
}
