//! Lines of text: wrapping, cutting, putting them on the screen, and texts that are longer than it. No words stand here.

use super::{Canvas, Theme};
use crate::wizard::Drawn;
use crate::wizard::mouse::PointTarget;
use crate::wizard::present::ReplacedNames;
use crate::words::catalog::say;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use std::borrow::Cow;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Columns that a text takes.
pub fn width(text: &str) -> usize {
    UnicodeWidthStr::width(text)
}

/// Breaks a text at spaces into lines of at most `columns`; a word that is longer is broken where it must be.
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(1);
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in words(text) {
        let mut word = word;
        let gap = usize::from(!line.is_empty());
        if !line.is_empty() && width(&line) + gap + width(word) > columns {
            lines.push(std::mem::take(&mut line));
        }
        while width(word) > columns {
            if !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            let cut = cut_well(word, columns);
            lines.push(word[..cut].to_owned());
            word = &word[cut..];
        }
        if word.is_empty() {
            continue;
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

/// The words of a text; a number and its unit are one.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text.trim();
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
        let next = rest.get(end + 1..).unwrap_or_default();
        let unit = next.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        let measure = rest[..end].ends_with(|c: char| c.is_ascii_digit()) && matches!(unit, "s" | "ms" | "min");
        let end = if measure && rest.as_bytes().get(end) == Some(&b' ') {
            next.find(char::is_whitespace).map_or(rest.len(), |i| end + 1 + i)
        } else {
            end
        };
        let word = &rest[..end];
        rest = rest[end..].trim_start();
        Some(word)
    })
}

/// Breaks a line of code, keeping its spaces. A line that goes on begins with an arrow.
pub fn wrap_code(line: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(8);
    let pieces = pieces(line, columns, columns - 2);
    pieces.iter().enumerate().map(|(i, p)| if i == 0 { (*p).to_owned() } else { format!("↪ {p}") }).collect()
}

/// Breaks a command in front of an option, or else between words, or else inside a path or host. Put together again the pieces are the command.
pub fn wrap_command(command: &str, columns: usize) -> Vec<&str> {
    pieces(command, columns.max(8), columns.max(8))
}

fn pieces(line: &str, first: usize, further: usize) -> Vec<&str> {
    let mut rest = line;
    let mut pieces = Vec::new();
    let mut room = first;
    while width(rest) > room {
        let cut = cut_at(rest, room);
        let option = rest.match_indices(" -").map(|(i, _)| i + 1).take_while(|i| *i <= cut).last();
        let word = rest[..cut].rfind(' ').map(|i| i + 1);
        // Rather between words than inside one, when that wastes little.
        let cut =
            option.filter(|i| *i > cut / 3).or(word.filter(|i| *i > cut / 2)).unwrap_or_else(|| cut_well(rest, room));
        pieces.push(&rest[..cut]);
        rest = &rest[cut..];
        room = further;
    }
    pieces.push(rest);
    pieces
}

/// The best byte at which to break a long word that has to fit into `columns`: behind a slash, point, hyphen or the like in its last two
/// thirds, else where it must be.
fn cut_well(word: &str, columns: usize) -> usize {
    let cut = cut_at(word, columns);
    let good = |c: char| matches!(c, '/' | '.' | '-' | '_' | ',' | '=' | '&' | '?' | ':' | '@' | '、' | '。');
    let after_columns = word[..cut].char_indices().filter(|(_, c)| good(*c)).map(|(i, c)| i + c.len_utf8());
    after_columns.rev().find(|i| *i > cut / 3).unwrap_or(cut)
}

/// What stands behind the first `columns` columns.
pub fn after_columns(text: &str, columns: usize) -> &str {
    if columns == 0 { text } else { text.get(cut_at(text, columns)..).unwrap_or_default() }
}

/// The first byte that does not fit into `columns`; never nought for a text that has something to show.
fn cut_at(text: &str, columns: usize) -> usize {
    let mut used = 0;
    for (i, c) in text.char_indices() {
        used += UnicodeWidthChar::width(c).unwrap_or(0);
        if used > columns && i > 0 {
            return i;
        }
    }
    text.len()
}

/// Cuts a text that is too long and shows that it was cut.
pub fn clip(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    if columns == 0 {
        return String::new();
    }
    let mut kept = text[..cut_at(text, columns - 1)].to_owned();
    if width(&kept) + 1 > columns {
        kept.clear();
    }
    kept.push('…');
    kept
}

/// A host or address shortened in the middle, because both its ends tell something.
pub fn shorten(text: &str, columns: usize) -> String {
    if width(text) <= columns || columns < 8 {
        return clip(text, columns);
    }
    let tail = columns / 2;
    let front = &text[..cut_at(text, columns - tail - 1)];
    // Counted from the end, because wide characters may not divide evenly.
    let mut used = 0;
    let back = text.char_indices().rev().take_while(|(_, c)| {
        used += UnicodeWidthChar::width(*c).unwrap_or(0);
        used <= tail
    });
    let back = back.last().map_or("", |(i, _)| &text[i..]);
    format!("{front}…{back}")
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_wrapped_cut_and_shortened() {
        assert_eq!(wrap("one two  three", 7), ["one two", "three"]);
        assert_eq!(wrap("abcdefgh ij", 3), ["abc", "def", "gh", "ij"]);
        assert_eq!(wrap("answer in 10 s, two", 12), ["answer in", "10 s, two"]);
        assert_eq!(wrap("took 10 some", 7), ["took 10", "some"]);
        assert_eq!(wrap("", 5), Vec::<String>::new());
        assert_eq!(wrap("日本語", 1).len(), 3);
        assert_eq!(wrap_code("    abcdefgh", 8), ["    abcd", "↪ efgh"]);
        assert_eq!(clip("abcdef", 4), "abc…");
        assert_eq!(clip("abcdef", 0), "");
        assert_eq!(clip("日本", 1), "…");
        assert_eq!(shorten("abcdefghijkl", 9), "abcd…ijkl");
        assert_eq!(shorten("日本語日本語", 9), "日本…本語");
        assert_eq!(after_columns("日本語", 2), "本語");
    }

    #[test]
    fn long_hosts_and_commands_break_where_they_have_joints() {
        let host = "grpc-abcdefgh.c0.europe-west3.gcp.weaviate.cloud";
        assert_eq!(wrap(host, 28), ["grpc-abcdefgh.c0.europe-", "west3.gcp.weaviate.cloud"]);
        let command =
            "curl --silent --header \"Authorization: Bearer $WEAVIATE_API_KEY\" https://abc.weaviate.cloud/v1/meta";
        let wrapped = wrap_command(command, 40);
        assert_eq!(wrapped.concat(), command);
        assert_eq!(wrapped[0], "curl --silent ");
        assert!(wrapped.iter().all(|p| width(p) <= 40), "{wrapped:?}");
        for columns in 8..60 {
            for text in [command, host, "日本語日本語日本語日本語", "a  b   c    d"] {
                assert_eq!(wrap_command(text, columns).concat(), text);
            }
        }
    }
}
