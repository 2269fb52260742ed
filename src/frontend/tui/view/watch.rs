//! What a watch adds to the screen of the probes: how often, how far, when the next run begins, and what changed.

use super::Canvas;
use super::text::{clip, shorten, width};
use crate::frontend::tui::view::probe_words::chain_name;
use crate::wizard::Wizard;
use crate::wizard::countdown::time_of_day;
use crate::wizard::run::Probing;
use crate::wizard::watch::{VerdictChange, Watch};
use crate::words::catalog::say;
use crate::words::format::seconds;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use std::time::SystemTime;

/// Draws the two lines above the rows: what is watched, and the latest change.
pub fn heading(wizard: &Wizard, watch: &Watch, target: &str, canvas: &mut Canvas<'_, '_>, area: Rect) {
    let theme = canvas.theme;
    let next = wizard.next_run();
    let right = say("watch", if next.is_some() { "between" } else { "running" })
        .replace("{n}", &(watch.runs + usize::from(next.is_none())).to_string())
        .replace("{every}", &seconds(watch.every))
        .replace("{time}", &next.map(|at| time(wizard, at)).unwrap_or_default());
    let lead = say("prompt", "watching");
    let taken = width(&right) + 2 + width(&lead.replace("{target}", ""));
    let room = usize::from(area.width).saturating_sub(taken);
    let text = lead.replace("{target}", &shorten(&canvas.shown(target), room));
    canvas.put(area, 0, 0, Span::styled(text, theme.strong()));
    canvas.put_right(area, 0, Line::styled(right, theme.dim()));
    match watch.turns.last() {
        Some(turn) => canvas.put(area, 0, 1, told(wizard, *turn, canvas, area)),
        None => canvas.put(area, 0, 1, Span::styled(say("watch", "none"), theme.dim())),
    }
}

/// Draws below the rows what changed so far: the last results of the probes that don't always give the same, and the earlier changes. False
/// when nothing did, and nothing is drawn.
pub fn draw(wizard: &Wizard, probing: &Probing, canvas: &mut Canvas<'_, '_>, area: Rect) -> bool {
    let theme = canvas.theme;
    let mut lines: Vec<Line<'static>> = Vec::new();
    for id in probing.rows() {
        let strip = wizard.cx.strips.of(id);
        if strip.iter().all(|mark| Some(mark) == strip.first()) {
            continue;
        }
        let title = format!("{} {}", chain_name(id.chain()), id.title());
        let title = clip(&title, usize::from(area.width) / 2);
        let room = usize::from(area.width).saturating_sub(width(&title) + 4);
        let strip = &strip[strip.len().saturating_sub(room)..];
        let mut spans = vec![Span::raw("  ")];
        spans.extend(strip.iter().map(|mark| Span::styled(theme.mark(*mark, 0), theme.style(*mark))));
        spans.extend([Span::raw("  "), Span::raw(title)]);
        lines.push(Line::from(spans));
    }
    if lines.is_empty() {
        return false;
    }
    let earlier = wizard.cx.watching().into_iter().flat_map(|watch| watch.turns.iter().rev().skip(1));
    lines.extend(earlier.map(|turn| told(wizard, *turn, canvas, area)));
    for (y, line) in (0..area.height).zip(lines) {
        canvas.put(area, 0, y, line);
    }
    true
}

/// A change with the time of day at which it was seen.
fn told(wizard: &Wizard, turn: VerdictChange, canvas: &Canvas<'_, '_>, area: Rect) -> Line<'static> {
    let theme = canvas.theme;
    let clock = time(wizard, turn.at);
    let text = clip(&turn.sentence(), usize::from(area.width).saturating_sub(width(&clock) + 4));
    let style = if turn.now.is_good() { theme.good() } else { theme.bad() };
    let mark = if turn.now.is_good() { "✓" } else { "✗" };
    Line::from(vec![
        Span::styled(format!("{mark} "), style),
        Span::styled(format!("{clock}  "), theme.dim()),
        Span::styled(text, style),
    ])
}

fn time(wizard: &Wizard, moment: SystemTime) -> String {
    time_of_day(moment, wizard.cx.zone.offset)
}
