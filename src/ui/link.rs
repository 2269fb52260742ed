//! A link in full and as a QR code, for whoever has no browser here but a telephone.

use super::text::wrap;
use super::{Canvas, PROSE};
use crate::knowledge::say;
use crate::wizard::handover::LinkView;
use crate::wizard::mouse::Target;
use qrcode::{Color as Module, EcLevel, QrCode};
use ratatui::layout::Rect;
use ratatui::style::{Color, Style};
use ratatui::text::{Line, Span};

/// Light modules around the code. The standard asks for four; readers do with two, and a window is low.
const QUIET: usize = 2;

/// Draws the screen.
pub fn draw(view: &LinkView, canvas: &mut Canvas<'_, '_>, body: Rect) {
    let theme = canvas.theme;
    let link = view.link();
    canvas.put(body, 0, 0, Span::styled(say("handover", "link"), theme.strong()));
    let code = QrCode::with_error_correction_level(link, EcLevel::L).ok();
    let code = code.map(|c| rows(&c, theme.unicode)).filter(|rows| {
        let wide = rows.first().map_or(0, |r| r.chars().count());
        rows.len() < usize::from(body.height) && wide + 24 <= usize::from(body.width)
    });
    let Some(rows) = code else {
        let columns = usize::from(body.width.min(PROSE));
        let y = canvas.put_all(body, 0, 2, &wrap(link, columns), theme.accent());
        (2..y).for_each(|y| canvas.hit(body, y, Target::Link(link.to_owned())));
        canvas.put_all(body, 0, y + 1, &wrap(say("handover", "no-room"), columns), theme.dim());
        return;
    };
    // Black on white whatever the terminal's colours; without colours, light is what the terminal writes with.
    let style = if theme.color { Style::new().fg(Color::White).bg(Color::Black) } else { Style::new() };
    for (y, row) in (1..).zip(&rows) {
        canvas.hit(body, y, Target::Link(link.to_owned()));
        canvas.put(body, 0, y, Span::styled(row.as_str(), style));
    }
    let left = rows.first().map_or(0, |r| r.chars().count()) + 3;
    let x = u16::try_from(left).unwrap_or(u16::MAX);
    let columns = usize::from(body.width.min(PROSE)).saturating_sub(left).max(16);
    let y = canvas.put_all(body, x, 2, &wrap(link, columns), theme.accent());
    let y = canvas.put_all(body, x, y + 1, &wrap(say("handover", "scan"), columns), Style::new());
    if view.links.len() > 1 {
        let text = say("handover", "of").replace("{n}", &(view.cursor + 1).to_string());
        let text = text.replace("{all}", &view.links.len().to_string());
        canvas.put(body, x, y + 1, Line::styled(text, theme.dim()));
    }
}

/// The code in lines of text, light modules filled: two rows of modules a line with half blocks, or one with two characters a module.
fn rows(code: &QrCode, unicode: bool) -> Vec<String> {
    let wide = code.width();
    let side = wide + 2 * QUIET;
    let colors = code.to_colors();
    let light = |x: usize, y: usize| {
        let inside = (QUIET..QUIET + wide).contains(&x) && (QUIET..QUIET + wide).contains(&y);
        !inside || colors[(y - QUIET) * wide + x - QUIET] == Module::Light
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
