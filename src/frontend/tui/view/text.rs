//! Lines of text: putting them on the screen, and texts that are longer than it. No words stand here.

use super::{Canvas, Theme};
use crate::wizard::Drawn;
use crate::wizard::mouse::PointTarget;
use crate::wizard::present::ReplacedNames;
use crate::words::catalog::say;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use std::borrow::Cow;

pub use crate::words::columns::{behind, clip, shorten, width, wrap, wrap_code, wrap_command};

impl Canvas<'_, '_> {
    /// Puts a line on the screen, cut to the area. Lines outside it are left out.
    pub fn put<'l>(&mut self, area: Rect, x: u16, y: u16, line: impl Into<Line<'l>>) {
        if y >= area.height || x >= area.width {
            return;
        }
        let place = Rect { x: area.x + x, y: area.y + y, width: area.width - x, height: 1 };
        let visible = place.intersection(self.frame.area());
        if !visible.is_empty() {
            self.frame.render_widget(line.into(), visible);
        }
    }

    /// Puts a line at the right edge.
    pub fn put_right(&mut self, area: Rect, y: u16, line: Line<'_>) {
        let wide = u16::try_from(line.width()).unwrap_or(u16::MAX).min(area.width);
        self.put(area, area.width - wide, y, line);
    }

    /// Puts several lines and returns the line behind them.
    pub fn put_all(&mut self, area: Rect, x: u16, mut y: u16, texts: &[String], style: Style) -> u16 {
        for text in texts {
            self.put(area, x, y, Span::styled(text.as_str(), style));
            y = y.saturating_add(1);
        }
        y
    }
}

/// A text that may be longer than the screen.
#[derive(Default)]
pub struct Document {
    /// Its lines.
    pub lines: Vec<Line<'static>>,
    /// First and last line of each item that can be selected.
    pub items: Vec<(usize, usize)>,
    /// The selected one.
    pub selected: usize,
    /// Lines of what the selected step is done with.
    pub payload: usize,
    /// Where the code begins.
    pub code: Option<usize>,
    /// What can be pointed at: line, first column, columns, and what is there.
    pub spots: Vec<(usize, usize, usize, PointTarget)>,
    /// What is replaced on a shared screen.
    pub names: Option<ReplacedNames>,
}

impl Document {
    /// A text as it may be shown.
    pub fn shown<'t>(&self, text: &'t str) -> Cow<'t, str> {
        self.names.as_ref().map_or(Cow::Borrowed(text), |names| Cow::Owned(names.hide(text)))
    }

    /// An empty line, unless one stands there already.
    pub fn gap(&mut self) {
        if self.lines.last().is_some_and(|l| l.width() > 0) {
            self.lines.push(Line::default());
        }
    }

    /// A line as it is.
    pub fn line(&mut self, line: impl Into<Line<'static>>) {
        self.lines.push(line.into());
    }

    /// A paragraph.
    pub fn prose(&mut self, text: &str, columns: usize, style: Style) {
        for line in wrap(&self.shown(text), columns) {
            self.lines.push(Line::styled(line, style));
        }
    }

    /// Lets the lines from this one on be pointed at, over their whole width.
    pub fn point(&mut self, first: usize, columns: usize, target: &PointTarget) {
        self.spots.extend((first..self.lines.len()).map(|line| (line, 0, columns, target.clone())));
    }

    /// A paragraph behind a lead, indented under itself. `columns` is the width of all.
    pub fn hanging(&mut self, lead: Vec<Span<'static>>, text: &str, columns: usize, style: Style) {
        let indent: usize = lead.iter().map(Span::width).sum();
        let mut lead = Some(lead);
        let mut lines = wrap(&self.shown(text), columns.saturating_sub(indent).max(10));
        if lines.is_empty() {
            lines.push(String::new());
        }
        for line in lines {
            let mut spans = lead.take().unwrap_or_else(|| vec![Span::raw(" ".repeat(indent))]);
            spans.push(Span::styled(line, style));
            self.lines.push(Line::from(spans));
        }
    }

    /// A command; one that takes several lines on screen says that it is one.
    pub fn command(&mut self, command: &str, columns: usize, theme: Theme) {
        let command = self.shown(command).into_owned();
        let lines = wrap_command(&command, columns.saturating_sub(10));
        for (n, line) in lines.iter().enumerate() {
            let lead = if n == 0 { "        $ " } else { "          " };
            self.line(vec![Span::styled(lead, theme.dim()), Span::styled((*line).to_owned(), theme.accent())]);
        }
        if lines.len() > 1 {
            self.line(Line::styled(format!("          {}", say("result", "one-line")), theme.dim()));
        }
    }

    /// Shows the part that is wanted and says which one that is. `offset` works it out from the number of lines seen at once.
    pub fn show(&self, canvas: &mut Canvas<'_, '_>, area: Rect, offset: impl FnOnce(&Self, usize) -> usize) -> Drawn {
        let page = usize::from(area.height);
        let furthest = self.lines.len().saturating_sub(page);
        let offset = offset(self, page).min(furthest);
        for (y, line) in self.lines.iter().skip(offset).take(page).enumerate() {
            canvas.put(area, 0, u16::try_from(y).unwrap_or(u16::MAX), line.clone());
        }
        for (line, x, wide, target) in &self.spots {
            if let Some(y) = line.checked_sub(offset).filter(|y| *y < page) {
                let place = |n: usize| u16::try_from(n).unwrap_or(u16::MAX);
                let spot = Rect { x: area.x.saturating_add(place(*x)), width: place(*wide), ..area };
                canvas.hit(spot, place(y), target.clone());
            }
        }
        if furthest > 0 {
            self.show_bar(canvas, area, offset, furthest);
        }
        let seen = |(first, last): (usize, usize)| first >= offset && last < offset + page;
        Drawn {
            offset: u16::try_from(offset).unwrap_or(u16::MAX),
            furthest: u16::try_from(furthest).unwrap_or(u16::MAX),
            page: area.height,
            selected_seen: self.items.get(self.selected).copied().is_some_and(seen),
            first_seen: self.items.iter().position(|item| seen(*item)),
        }
    }

    /// A bar at the right edge: how much of the text is seen, and which part.
    fn show_bar(&self, canvas: &mut Canvas<'_, '_>, area: Rect, offset: usize, furthest: usize) {
        let height = usize::from(area.height);
        let thumb = (height * height / self.lines.len().max(1)).clamp(1, height);
        let start = (height - thumb) * offset / furthest.max(1);
        let edge = canvas.frame.area().width.saturating_sub(1);
        for y in 0..area.height {
            let inside = (start..start + thumb).contains(&usize::from(y));
            let (symbol, style) = if inside { ("┃", canvas.theme.accent()) } else { ("│", canvas.theme.dim()) };
            let whole = canvas.frame.area();
            canvas.put(whole, edge, area.y + y, Span::styled(symbol, style));
        }
    }
}
