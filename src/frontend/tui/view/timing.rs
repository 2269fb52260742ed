//! The run as a picture: a bar for each probe on one time axis, chain by chain.

use super::text::{Document, clip, width};
use super::{Canvas, Theme};
use crate::frontend::tui::view::probe_words::chain_name;
use crate::wizard::run::StepState;
use crate::wizard::timing::{Bar, ProbeSpan as Time, Timing};
use crate::wizard::{Drawn, Scroll, Wizard};
use crate::words::catalog::say;
use crate::words::format;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use std::time::Duration;

/// Columns of mark and title.
const TITLE_COLUMNS: usize = 28;
/// Columns of the time behind the axis.
const TIME_COLUMNS: usize = 9;
/// Widest axis, so that title and time are still seen together.
const MAX_AXIS_COLUMNS: usize = 120;

/// Draws the picture; heading and axis stay while the bars scroll.
pub fn draw(wizard: &Wizard, scroll: Scroll, canvas: &mut Canvas<'_, '_>, body: Rect) -> Drawn {
    let theme = canvas.theme;
    let Some(run) = wizard.run_shown() else { return Drawn::default() };
    let timing = Timing::of(run, wizard.cx.now);
    let room = usize::from(body.width).saturating_sub(TITLE_COLUMNS + TIME_COLUMNS).min(MAX_AXIS_COLUMNS);
    canvas.put(body, 0, 0, Span::styled(say("timing", "title"), theme.strong()));
    let slowest = timing.slowest().map(|(id, took)| {
        let name = format!("{} {}", chain_name(id.chain()), id.title());
        say("timing", "slowest").replace("{name}", &name).replace("{time}", &format::time(took))
    });
    let text = clip(&slowest.unwrap_or_default(), usize::from(body.width));
    canvas.put(body, 0, 1, Span::styled(text, theme.dim()));
    let x = u16::try_from(TITLE_COLUMNS).unwrap_or(0);
    let (labels, ticks) = axis(timing.total, room);
    canvas.put(body, x, 2, Span::styled(labels, theme.dim()));
    canvas.put(body, x, 3, Span::styled(ticks, theme.dim()));
    let mut document = Document::default();
    let lines: usize = timing.chains.iter().map(|(_, bars)| bars.len() + 2).sum();
    let airy = lines <= usize::from(body.height.saturating_sub(4));
    for (chain, bars) in &timing.chains {
        if airy {
            document.gap();
        }
        document.line(Span::styled(chain_name(*chain), theme.strong()));
        for bar in bars {
            document.line(row(*bar, timing.total, room, theme));
        }
    }
    let place = Rect { y: body.y + 4, height: body.height.saturating_sub(4), ..body };
    document.show(canvas, place, |_, _| usize::from(scroll.offset))
}

/// Times along the axis, each above its tick, and the axis itself. A narrow one has fewer of them.
fn axis(total: Duration, room: usize) -> (String, String) {
    let parts: u32 = if room >= 48 { 4 } else { 2 };
    let mut labels = String::new();
    let mut ticks = vec!['─'; room];
    for i in 0..=parts {
        let text = if i == 0 { "0".to_owned() } else { format::time(total * i / parts) };
        let last = room.saturating_sub(1);
        let at = last * usize::try_from(i).unwrap_or(0) / usize::try_from(parts).unwrap_or(1);
        if let Some(tick) = ticks.get_mut(at) {
            *tick = if i == 0 {
                '├'
            } else if i == parts {
                '┤'
            } else {
                '┼'
            };
        }
        // The last one ends at its tick, the others begin there.
        let start = if i == parts { (at + 1).saturating_sub(width(&text)) } else { at };
        // A label that would run into the last one is left out.
        let before_last = room.saturating_sub(width(&format::time(total)) + 1);
        if i < parts && start + width(&text) > before_last {
            continue;
        }
        labels.push_str(&" ".repeat(start.saturating_sub(width(&labels))));
        labels.push_str(&text);
    }
    (labels, ticks.into_iter().collect())
}

fn row(bar: Bar, total: Duration, room: usize, theme: Theme) -> Line<'static> {
    let title = clip(bar.id.title(), TITLE_COLUMNS - 4);
    let pad = " ".repeat(TITLE_COLUMNS.saturating_sub(2 + width(&title)));
    let style = theme.style(bar.mark);
    let mut spans = vec![Span::styled(theme.mark(bar.mark, 0), style), Span::raw(format!(" {title}{pad}"))];
    let aside = match (bar.span, bar.mark) {
        (Time::Ran(from, took), mark) => {
            let (start, long) = place(from, took, total, room);
            spans.push(Span::raw(" ".repeat(start)));
            let shape = if mark == StepState::Running { "╍" } else { "━" };
            spans.push(Span::styled(shape.repeat(long), style));
            spans.push(Span::raw(" ".repeat(room - start - long)));
            spans.push(Span::styled(format!("{:>TIME_COLUMNS$}", format::time(took)), Style::new()));
            return Line::from(spans);
        }
        (Time::Before, _) => say("timing", "before"),
        (Time::None, StepState::Skipped) => say("changed", "skipped"),
        (Time::None, _) => say("timing", "waiting"),
    };
    spans.push(Span::styled(clip(aside, room + TIME_COLUMNS), theme.dim()));
    Line::from(spans)
}

/// First column and number of columns of a bar; at least one, and never beyond the axis.
fn place(from: Duration, took: Duration, total: Duration, room: usize) -> (usize, usize) {
    let column = |time: Duration| {
        let (time, total) = (time.as_micros(), total.as_micros().max(1));
        usize::try_from(time.min(total) * u128::try_from(room).unwrap_or(0) / total).unwrap_or(room)
    };
    let start = column(from).min(room.saturating_sub(1));
    let end = column(from.saturating_add(took)).clamp(start + 1, room.max(start + 1));
    (start, end - start)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_in_proportion_and_stay_on_the_axis() {
        let ms = Duration::from_millis;
        assert_eq!(place(ms(0), ms(100), ms(100), 50), (0, 50));
        assert_eq!(place(ms(50), ms(25), ms(100), 50), (25, 12));
        assert_eq!(place(ms(0), ms(0), ms(100), 50), (0, 1), "what was quick is seen too");
        assert_eq!(place(ms(100), ms(0), ms(100), 50), (49, 1));
        assert_eq!(place(ms(500), ms(500), ms(100), 50), (49, 1));
        let (labels, ticks) = axis(ms(10_000), 60);
        assert!(labels.starts_with('0') && labels.ends_with("10 s") && width(&labels) == 60, "{labels}");
        assert!(ticks.starts_with('├') && ticks.ends_with('┤') && width(&ticks) == 60);
        for room in 1..60 {
            let (_, ticks) = axis(ms(7), room);
            assert_eq!(width(&ticks), room);
        }
    }
}
