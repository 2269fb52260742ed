//! The reset link's time in large digits, with the moment of expiry and what to do until then.

use super::text::{Document, clip};
use super::{Canvas, MAX_PROSE_COLUMNS};
use crate::wizard::countdown::Left;
use crate::wizard::mouse::PointTarget;
use crate::wizard::{Drawn, Scroll, Wizard};
use crate::words::catalog::say;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use std::time::Duration;

/// Digits on six by five cells, a row a number, the leftmost cell in the highest of six bits.
const DIGITS: [[u8; 5]; 10] = [
    [0b01_1110, 0b11_0011, 0b11_0011, 0b11_0011, 0b01_1110],
    [0b00_1100, 0b01_1100, 0b00_1100, 0b00_1100, 0b01_1110],
    [0b11_1110, 0b00_0011, 0b01_1110, 0b11_0000, 0b11_1111],
    [0b11_1110, 0b00_0011, 0b00_1110, 0b00_0011, 0b11_1110],
    [0b11_0011, 0b11_0011, 0b11_1111, 0b00_0011, 0b00_0011],
    [0b11_1111, 0b11_0000, 0b11_1110, 0b00_0011, 0b11_1110],
    [0b01_1110, 0b11_0000, 0b11_1110, 0b11_0011, 0b01_1110],
    [0b11_1111, 0b00_0011, 0b00_0110, 0b00_1100, 0b00_1100],
    [0b01_1110, 0b11_0011, 0b01_1110, 0b11_0011, 0b01_1110],
    [0b01_1110, 0b11_0011, 0b01_1111, 0b00_0011, 0b01_1110],
];
const COLON: [u8; 5] = [0b00, 0b11, 0b00, 0b11, 0b00];

/// Below this height the digits move up, so that something else is seen too.
const LOW_WINDOW_ROWS: u16 = 16;

/// Draws the screen; what stands below the bar can be scrolled.
pub fn draw(wizard: &Wizard, scroll: Scroll, canvas: &mut Canvas<'_, '_>, body: Rect) -> Drawn {
    let theme = canvas.theme;
    let link = wizard.cx.links.selected();
    let left = link.map_or(Left::Expired(Duration::ZERO), |l| l.countdown.left(wizard.cx.now));
    let style = style_of(left, theme);
    let title = if matches!(left, Left::Expired(_)) { "title-expired" } else { "title" };
    canvas.put(body, 0, 0, Span::styled(say("reset-link", title), theme.strong()));
    let gap = u16::from(body.height >= LOW_WINDOW_ROWS);
    // The digits take 30 columns; what stands beside them must not stand on them.
    let left_edge = if body.width < 72 { 0 } else { 8 };
    // On a shared screen, twice as large where there is room.
    let scale: u16 = if wizard.cx.presenting.is_some() && body.width >= 110 && body.height >= 28 { 2 } else { 1 };
    for (row, y) in (1 + gap..1 + gap + 5 * scale).enumerate() {
        let digits = large(&left.digits(), row / usize::from(scale), usize::from(scale));
        canvas.put(body, left_edge, y, Span::styled(digits, style));
    }
    let beside = if body.width < 72 { 32 } else { 14 + 30 * scale };
    if let Some(link) = link {
        let (time, zone) = wizard.cx.clock(link.countdown);
        let ends = if matches!(left, Left::Expired(_)) { "ended" } else { "ends" };
        let asked = match link.asked {
            0 | 1 => say("reset-link", "asked-once").to_owned(),
            n => say("reset-link", "asked").replace("{n}", &n.to_string()),
        };
        let room = usize::from(body.width.saturating_sub(beside));
        if !link.label.is_empty() && wizard.cx.links.editing.is_none() && wizard.cx.presenting.is_none() {
            canvas.put(body, beside, 2 + gap, Span::styled(clip(&link.label, room), theme.strong()));
        }
        let text = say("reset-link", ends).replace("{time}", &time).replace("{zone}", zone);
        canvas.put(body, beside, 3 + gap, Span::styled(clip(&text, room), theme.dim()));
        canvas.put(body, beside, 4 + gap, Span::styled(clip(&asked, room), theme.dim()));
    }
    label_field(wizard, canvas, body, (beside, 2 + gap));
    let columns = usize::from(body.width.min(MAX_PROSE_COLUMNS));
    let below = 1 + 5 * scale;
    bar(canvas, body, below + 2 * gap, columns, left, style);
    let y = below + 1 + 3 * gap;
    let place = Rect { y: body.y + y.min(body.height), height: body.height.saturating_sub(y), ..body };
    let mut document = Document::default();
    list(wizard, &mut document, columns, theme);
    advice(&mut document, wizard, left, columns, theme);
    document.show(canvas, place, |_, _| usize::from(scroll.offset))
}

fn style_of(left: Left, theme: super::Theme) -> Style {
    match left {
        Left::Time(_) => theme.accent(),
        Left::LastMinute(_) => theme.warn(),
        Left::Expired(_) => theme.bad(),
    }
}

/// The label while it is typed.
fn label_field(wizard: &Wizard, canvas: &mut Canvas<'_, '_>, body: Rect, (x, y): (u16, u16)) {
    let Some(field) = &wizard.cx.links.editing else { return };
    let lead = say("reset-link", "label");
    let start = x + u16::try_from(super::text::width(lead)).unwrap_or(0) + 1;
    let room = usize::from(body.width.saturating_sub(start)).max(8);
    let (shown, cursor) = field.window(room - 1);
    let line = vec![
        Span::styled(format!("{lead} "), canvas.theme.accent()),
        Span::styled(super::save::typed_window(wizard, field.text(), shown, room), canvas.theme.selected()),
    ];
    canvas.put(body, x, y, Line::from(line));
    let at = (body.x + start).saturating_add(u16::try_from(cursor).unwrap_or(0));
    canvas.frame.set_cursor_position(Position::new(at.min(body.right()), body.y + y));
}

/// All links, when there are several.
fn list(wizard: &Wizard, document: &mut Document, columns: usize, theme: super::Theme) {
    if wizard.cx.links.all.len() < 2 {
        return;
    }
    for (i, link) in wizard.cx.links.all.iter().enumerate() {
        let selected = i == wizard.cx.links.cursor;
        let left = link.countdown.left(wizard.cx.now);
        let (time, _) = wizard.cx.clock(link.countdown);
        let digits = match left {
            Left::Expired(_) => say("reset-link", "over").to_owned(),
            Left::Time(_) | Left::LastMinute(_) => left.digits(),
        };
        let name = if link.label.is_empty() || wizard.cx.presenting.is_some() {
            say("reset-link", "unnamed").replace("{n}", &(i + 1).to_string())
        } else {
            link.label.clone()
        };
        let name = clip(&name, 30);
        let pad = " ".repeat(32usize.saturating_sub(super::text::width(&name)));
        let line = vec![
            Span::styled(if selected { "› " } else { "  " }, theme.selected()),
            Span::styled(format!("{}  ", i + 1), if selected { theme.selected() } else { theme.accent() }),
            Span::styled(name, if selected { theme.selected() } else { Style::new() }),
            Span::raw(pad),
            Span::styled(format!("{digits:<9}"), style_of(left, theme)),
            Span::styled(time, theme.dim()),
        ];
        document.line(Line::from(line));
        document.point(document.lines.len() - 1, columns, &PointTarget::ResetLink(i));
    }
    document.prose(say("reset-link", "kept"), columns, theme.dim());
    document.gap();
}

/// What to do now, and what when the mail does not come.
fn advice(document: &mut Document, wizard: &Wizard, left: Left, columns: usize, theme: super::Theme) {
    let strong = style_of(left, theme).patch(theme.strong());
    match left {
        Left::Time(_) => {}
        Left::LastMinute(_) => document.prose(&format!("! {}", say("reset-link", "last-minute")), columns, strong),
        Left::Expired(_) => {
            document.prose(&format!("! {}", say("reset-link", "expired")), columns, strong);
            document.gap();
            document.prose(say("reset-link", "again"), columns, Style::new());
            document.prose(say("reset-link", "moved"), columns, theme.dim());
        }
    }
    document.gap();
    if !matches!(left, Left::Expired(_)) {
        for (number, step) in (1..).zip(["step-1", "step-2", "step-3"]) {
            // The time runs because the mail was asked for.
            let done = number == 1;
            let (lead, style) = if done {
                (Span::styled(" ✓   ".to_owned(), theme.good()), theme.dim())
            } else {
                (Span::styled(format!(" {number}   "), theme.accent()), Style::new())
            };
            document.hanging(vec![lead], say("reset-link", step), columns, style);
        }
        document.gap();
    }
    document.line(Span::styled(say("reset-link", "late"), theme.strong()));
    for reason in ["late-spam", "late-address", "late-provider", "late-newest"] {
        document.hanging(vec![Span::styled(" ·   ", theme.accent())], say("reset-link", reason), columns, Style::new());
    }
    if wizard.cx.links.selected().is_some_and(|l| l.asked >= 3) {
        document.gap();
        document.prose(say("reset-link", "often"), columns, theme.warn());
    }
    if matches!(left, Left::Time(_) | Left::LastMinute(_)) {
        document.gap();
        document.prose(say("reset-link", "shift"), columns, theme.dim());
    }
}

fn bar(canvas: &mut Canvas<'_, '_>, body: Rect, y: u16, columns: usize, left: Left, style: Style) {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a share of a screen's width"
    )]
    let full = (left.share() * columns as f64).round() as usize;
    let line = Line::from(vec![
        Span::styled("━".repeat(full.min(columns)), style),
        Span::styled("─".repeat(columns - full.min(columns)), canvas.theme.dim()),
    ]);
    canvas.put(body, 0, y, line);
}

/// One row of a text of digits and colons in large letters, so many times as wide.
fn large(text: &str, row: usize, scale: usize) -> String {
    let mut out = String::new();
    for c in text.chars() {
        let (bits, wide) = match c.to_digit(10).and_then(|d| usize::try_from(d).ok()) {
            Some(digit) => (DIGITS[digit][row], 6),
            None => (COLON[row], 2),
        };
        for i in (0..wide).rev() {
            out.push_str(&if bits >> i & 1 == 1 { "█" } else { " " }.repeat(scale));
        }
        out.push_str(&"  ".repeat(scale));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_large_and_all_of_one_width() {
        assert_eq!(large("4:0", 0, 1), "██  ██       ████   ");
        assert_eq!(large("4:0", 1, 1), "██  ██  ██  ██  ██  ");
    }
}
