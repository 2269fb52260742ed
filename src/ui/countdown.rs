//! The reset link's time in large digits, with the moment of expiry and what to do until then.

use super::text::wrap;
use super::{Canvas, PROSE};
use crate::knowledge::say;
use crate::wizard::Wizard;
use crate::wizard::countdown::Left;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use std::time::{SystemTime, UNIX_EPOCH};

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

/// Draws the screen.
pub fn draw(wizard: &Wizard, canvas: &mut Canvas<'_, '_>, body: Rect) {
    let theme = canvas.theme;
    let left = wizard.reset_link_left().unwrap_or(Left::Expired(std::time::Duration::ZERO));
    let style = match left {
        Left::Time(_) => theme.accent(),
        Left::LastMinute(_) => theme.warn(),
        Left::Expired(_) => theme.bad(),
    };
    canvas.put(body, 0, 0, Span::styled(say("reset-link", "title"), theme.strong()));
    for (row, y) in (2..7).enumerate() {
        canvas.put(body, 8, y, Span::styled(large(&left.digits(), row), style));
    }
    if let Some(countdown) = wizard.countdown {
        let text = say("reset-link", "ends").replace("{time}", &clock(countdown.ends())).replace("{zone}", "UTC");
        canvas.put(body, 44.min(body.width.saturating_sub(26)), 6, Span::styled(text, theme.dim()));
    }
    let columns = usize::from(body.width.min(PROSE));
    bar(canvas, body, columns, left, style);
    let mut y = 10;
    let words = match left {
        Left::Time(_) => "",
        Left::LastMinute(_) => say("reset-link", "last-minute"),
        Left::Expired(_) => say("reset-link", "expired"),
    };
    if !words.is_empty() {
        y = canvas.put_all(body, 0, y, &wrap(&format!("! {words}"), columns), style.patch(theme.strong())) + 1;
    }
    let steps = ["step-1", "step-2", "step-3"];
    if matches!(left, Left::Expired(_)) {
        canvas.put_all(body, 0, y, &wrap(say("reset-link", "again"), columns), Style::new());
        return;
    }
    for (number, step) in (1..).zip(steps) {
        for (i, line) in wrap(say("reset-link", step), columns.saturating_sub(5)).into_iter().enumerate() {
            let lead = if i == 0 { format!(" {number}   ") } else { "     ".to_owned() };
            canvas.put(body, 0, y, Line::from(vec![Span::styled(lead, theme.accent()), Span::raw(line)]));
            y += 1;
        }
    }
    canvas.put_all(body, 0, y + 1, &wrap(say("reset-link", "shift"), columns), theme.dim());
}

fn bar(canvas: &mut Canvas<'_, '_>, body: Rect, columns: usize, left: Left, style: Style) {
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
    canvas.put(body, 0, 8, line);
}

/// One row of a text of digits and colons in large letters.
fn large(text: &str, row: usize) -> String {
    let mut out = String::new();
    for c in text.chars() {
        let (bits, wide) = match c.to_digit(10).and_then(|d| usize::try_from(d).ok()) {
            Some(digit) => (DIGITS[digit][row], 6),
            None => (COLON[row], 2),
        };
        for i in (0..wide).rev() {
            out.push(if bits >> i & 1 == 1 { '█' } else { ' ' });
        }
        out.push_str("  ");
    }
    out
}

/// The time of day, UTC.
fn clock(time: SystemTime) -> String {
    let seconds = time.duration_since(UNIX_EPOCH).map_or(0, |d| d.as_secs()) % 86_400;
    format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_large_and_all_of_one_width() {
        assert_eq!(large("4:0", 0), "██  ██       ████   ");
        assert_eq!(large("4:0", 1), "██  ██  ██  ██  ██  ");
        assert_eq!(clock(UNIX_EPOCH + std::time::Duration::from_secs(86_400 + 3_723)), "01:02:03");
    }
}
