//! A link in full and as a QR code, for whoever has no browser here but a telephone.

use super::text::wrap;
use super::{Canvas, MAX_PROSE_COLUMNS, chrome};
use crate::wizard::Wizard;
use crate::wizard::handover::LinkView;
use crate::wizard::mouse::PointTarget;
use crate::words::catalog::say;
use qrcode::{Color as Module, EcLevel, QrCode};
use ratatui::layout::Rect;
use ratatui::style::{Color, Style};
use ratatui::text::{Line, Span};

/// Light modules around the code. The standard asks for four; readers do with two, and a window is low.
const QUIET_ZONE_MODULES: usize = 2;

/// Columns that the words beside the code need, with the gap.
const BESIDE_COLUMNS: usize = 24;

/// Highest window that is thought of when one is proposed.
const MAX_WINDOW_ROWS: u16 = 200;

/// Where the code stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum QrLayout {
    /// Below the title, the words to its right.
    Beside,
    /// Below the link and the words.
    Below,
}

/// The layout in which a code of these lines has room in a place of this size, if it has.
fn layout(rows: &[String], link: &str, (width, height): (u16, u16)) -> Option<QrLayout> {
    let wide = columns(rows);
    let (width, height) = (usize::from(width), usize::from(height));
    let words = words(link, width.min(usize::from(MAX_PROSE_COLUMNS))).len();
    if rows.len() < height && wide + BESIDE_COLUMNS <= width {
        Some(QrLayout::Beside)
    } else if rows.len() + 1 + words <= height && wide <= width {
        Some(QrLayout::Below)
    } else {
        None
    }
}

fn columns(rows: &[String]) -> usize {
    rows.first().map_or(0, |row| row.chars().count())
}

/// The link and what to do with the code, above it: whether a line is the link's.
fn words(link: &str, columns: usize) -> Vec<(bool, String)> {
    let link = wrap(link, columns).into_iter().map(|line| (true, line));
    link.chain(wrap(say("handover", "scan"), columns).into_iter().map(|line| (false, line))).collect()
}

/// Draws the screen.
pub fn draw(wizard: &Wizard, view: &LinkView, canvas: &mut Canvas<'_, '_>, body: Rect) {
    let theme = canvas.theme;
    let link = view.link();
    canvas.put(body, 0, 0, Span::styled(say("handover", "link"), theme.strong()));
    if view.links.len() > 1 {
        let text = say("handover", "of").replace("{n}", &(view.cursor + 1).to_string());
        let text = text.replace("{all}", &view.links.len().to_string());
        canvas.put_right(Rect { width: body.width.min(MAX_PROSE_COLUMNS), ..body }, 0, Line::styled(text, theme.dim()));
    }
    let code = QrCode::with_error_correction_level(link, EcLevel::L).ok();
    let rows = code.map(|code| rows(&code, theme.unicode)).unwrap_or_default();
    match layout(&rows, link, (body.width, body.height)).filter(|_| !rows.is_empty()) {
        None => without(wizard, link, &rows, canvas, body),
        Some(QrLayout::Beside) => {
            picture(&rows, link, canvas, body, 1);
            let x = u16::try_from(columns(&rows) + 3).unwrap_or(u16::MAX);
            let room = usize::from(body.width.min(MAX_PROSE_COLUMNS).saturating_sub(x)).max(16);
            let y = canvas.put_all(body, x, 2, &wrap(link, room), theme.accent());
            canvas.put_all(body, x, y + 1, &wrap(say("handover", "scan"), room), Style::new());
        }
        Some(QrLayout::Below) => {
            let mut y = 1;
            for (is_link, line) in words(link, usize::from(body.width.min(MAX_PROSE_COLUMNS))) {
                if is_link {
                    canvas.hit(body, y, PointTarget::Link(link.to_owned()));
                }
                canvas.put(body, 0, y, Span::styled(line, if is_link { theme.accent() } else { Style::new() }));
                y += 1;
            }
            picture(&rows, link, canvas, body, y);
        }
    }
}

/// The code. Black on white whatever the terminal's colors; without colors, light is what the terminal writes with.
fn picture(rows: &[String], link: &str, canvas: &mut Canvas<'_, '_>, body: Rect, top: u16) {
    let style = if canvas.theme.color { Style::new().fg(Color::White).bg(Color::Black) } else { Style::new() };
    for (y, row) in (top..).zip(rows) {
        canvas.hit(body, y, PointTarget::Link(link.to_owned()));
        canvas.put(body, 0, y, Span::styled(row.as_str(), style));
    }
}

/// The link alone, and how large the window would have to be. Half blocks halve the height; without Unicode even the smallest code is higher
/// than 24 lines.
fn without(wizard: &Wizard, link: &str, rows: &[String], canvas: &mut Canvas<'_, '_>, body: Rect) {
    let theme = canvas.theme;
    let columns = usize::from(body.width.min(MAX_PROSE_COLUMNS));
    let y = canvas.put_all(body, 0, 2, &wrap(link, columns), theme.accent());
    (2..y).for_each(|y| canvas.hit(body, y, PointTarget::Link(link.to_owned())));
    let window = canvas.frame.area();
    let text = match enough(wizard, link, rows, window, theme.unicode) {
        Some((width, height)) => say("handover", "no-room")
            .replace("{now}", &format!("{}×{}", window.width, window.height))
            .replace("{size}", &format!("{width}×{height}")),
        None => say("handover", "no-code").to_owned(),
    };
    canvas.put_all(body, 0, y + 1, &wrap(&text, columns), theme.dim());
}

/// The size of window that would do: as wide as this one where that is wide enough, and no higher than needed.
fn enough(wizard: &Wizard, link: &str, rows: &[String], window: Rect, unicode: bool) -> Option<(u16, u16)> {
    if rows.is_empty() {
        return None;
    }
    // A place has two columns of margin on both sides.
    let width = window.width.max(u16::try_from(columns(rows) + 4).ok()?);
    let fits = |height: &u16| {
        let body = chrome::place(wizard, Rect { width, height: *height, ..window }, unicode);
        layout(rows, link, (body.width, body.height)).is_some()
    };
    (window.height..=MAX_WINDOW_ROWS).find(fits).map(|height| (width, height))
}

/// The code in lines of text, light modules filled: two rows of modules a line with half blocks, or one with two characters a module.
fn rows(code: &QrCode, unicode: bool) -> Vec<String> {
    let wide = code.width();
    let side = wide + 2 * QUIET_ZONE_MODULES;
    let colors = code.to_colors();
    let light = |x: usize, y: usize| {
        let inside = (QUIET_ZONE_MODULES..QUIET_ZONE_MODULES + wide).contains(&x)
            && (QUIET_ZONE_MODULES..QUIET_ZONE_MODULES + wide).contains(&y);
        !inside || colors[(y - QUIET_ZONE_MODULES) * wide + x - QUIET_ZONE_MODULES] == Module::Light
    };
    if !unicode {
        let cell = |x, y| if light(x, y) { "##" } else { "  " };
        return (0..side).map(|y| (0..side).map(|x| cell(x, y)).collect()).collect();
    }
    let cell = |x, y| match (light(x, y), y + 1 >= side || light(x, y + 1)) {
        (true, true) => '█',
        (true, false) => '▀',
        (false, true) => '▄',
        (false, false) => ' ',
    };
    (0..side).step_by(2).map(|y| (0..side).map(|x| cell(x, y)).collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_its_quiet_zone_and_its_three_corners() {
        let code = QrCode::with_error_correction_level("https://console.weaviate.cloud", EcLevel::L).unwrap();
        let plain = rows(&code, false);
        assert_eq!(plain.len(), code.width() + 4);
        assert!(
            plain[0].chars().all(|c| c == '#') && plain.iter().all(|r| r.starts_with("####") && r.ends_with("####"))
        );
        // The finder pattern: seven dark, five light, three dark.
        assert_eq!(&plain[2][4..18], " ".repeat(14));
        assert_eq!(&plain[3][4..18], "  ##########  ");
        let dense = rows(&code, true);
        assert_eq!(dense.len(), plain.len().div_ceil(2));
        assert!(dense[1].starts_with("██ ▄▄▄▄▄ "), "{}", dense[1]);
    }
}
