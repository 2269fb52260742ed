//! What surrounds every screen: the way so far at the top, the keys at the bottom, and between two rules the place for the screen itself.

use super::Canvas;
use super::text::{clip, width};
use crate::knowledge::say;
use crate::wizard::countdown::Left;
use crate::wizard::help::{KeyHelp, keys};
use crate::wizard::practice::Place;
use crate::wizard::{Drawn, Stage, Wizard};
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// Draws header and footer and returns the place between them.
pub fn draw(wizard: &Wizard, canvas: &mut Canvas<'_, '_>, area: Rect) -> Rect {
    header(wizard, canvas, area);
    footer(wizard, canvas, area);
    Rect { x: 2, y: 2, width: area.width - 4, height: area.height - 4 }
}

fn header(wizard: &Wizard, canvas: &mut Canvas<'_, '_>, area: Rect) {
    let theme = canvas.theme;
    let stages = wizard.stages();
    let current = wizard.stage();
    let mut spans = vec![Span::styled(" weaviate-doctor", theme.strong()), Span::raw("    ")];
    for (i, stage) in stages.iter().enumerate() {
        if i > 0 {
            spans.push(Span::styled(" ── ", theme.dim()));
        }
        let style = match stage.cmp(&current) {
            std::cmp::Ordering::Less => theme.accent(),
            std::cmp::Ordering::Equal => theme.selected(),
            std::cmp::Ordering::Greater => theme.dim(),
        };
        let dot = match stage.cmp(&current) {
            std::cmp::Ordering::Less => "✓",
            std::cmp::Ordering::Equal => "●",
            std::cmp::Ordering::Greater => "○",
        };
        spans.push(Span::styled(format!("{dot} {}", name(*stage)), style));
    }
    let mut line = Line::from(spans);
    if line.width() > usize::from(area.width) {
        let at = stages.iter().position(|s| *s == current).unwrap_or(0) + 1;
        line = Line::from(vec![
            Span::styled(" weaviate-doctor", theme.strong()),
            Span::raw("    "),
            Span::styled(format!("{}, {at} of {}", name(current), stages.len()), theme.selected()),
        ]);
    }
    canvas.put(area, 0, 0, line);
    rule(canvas, area, 1);
    if let Place::Practice { fault, .. } = &wizard.place {
        let label = format!(" practice: {} ", clip(fault, 30));
        canvas.put(area, 3, 1, Span::styled(label, theme.accent()));
    }
    if let Some(saved) = &wizard.saved {
        let text = say("saved", "banner").replace("{report}", &saved.banner);
        let label = format!(" {} ", clip(&text, usize::from(area.width).saturating_sub(8)));
        canvas.put(area, 3, 1, Span::styled(label, theme.warn().patch(theme.strong())));
    }
    if let Some(left) = wizard.reset_link_left() {
        let (text, style) = match left {
            Left::Time(_) => (say("reset-link", "header").replace("{left}", &left.digits()), theme.accent()),
            Left::LastMinute(_) => (say("reset-link", "header").replace("{left}", &left.digits()), theme.warn()),
            Left::Expired(_) => (say("reset-link", "header-expired").to_owned(), theme.bad()),
        };
        let mark = if matches!(left, Left::Time(_)) { "" } else { "! " };
        let span = Span::styled(format!(" {mark}{text} "), style.patch(theme.strong()));
        let line = Line::from(vec![span, Span::styled("──", theme.dim())]);
        canvas.put_right(area, 1, line);
    }
}

const fn name(stage: Stage) -> &'static str {
    match stage {
        Stage::Symptom => "Symptom",
        Stage::ErrorText => "Error text",
        Stage::Cluster => "Cluster",
        Stage::Questions => "Questions",
        Stage::Probes => "Probes",
        Stage::Fix => "Fix",
    }
}

fn rule(canvas: &mut Canvas<'_, '_>, area: Rect, y: u16) {
    canvas.put(area, 0, y, Span::styled("─".repeat(usize::from(area.width)), canvas.theme.dim()));
}

fn footer(wizard: &Wizard, canvas: &mut Canvas<'_, '_>, area: Rect) {
    rule(canvas, area, area.height - 2);
    if let Some(notice) = &wizard.notice {
        let notice = clip(notice, usize::from(area.width).saturating_sub(6));
        canvas.put(area, 2, area.height - 2, Span::styled(format!(" {notice} "), canvas.theme.warn()));
    }
    let shown = fitting(&keys(wizard), usize::from(area.width).saturating_sub(1));
    let mut spans = vec![Span::raw(" ")];
    for (i, key) in shown.iter().enumerate() {
        if i > 0 {
            spans.push(Span::raw("   "));
        }
        let label = if canvas.theme.unicode { key.keys } else { plain(key.keys) };
        spans.push(Span::styled(label, canvas.theme.accent()));
        spans.push(Span::styled(format!(" {}", key.does), canvas.theme.dim()));
    }
    canvas.put(area, 0, area.height - 1, Line::from(spans));
}

/// Says below the screen that there is more of it.
pub fn draw_more(canvas: &mut Canvas<'_, '_>, area: Rect, drawn: Drawn) {
    if drawn.furthest == 0 {
        return;
    }
    let below = drawn.furthest - drawn.offset.min(drawn.furthest);
    let text = match (drawn.offset, below) {
        (_, 0) => " ↑ end of the text ".to_owned(),
        (_, 1) => " ↓ one more line ".to_owned(),
        _ => format!(" ↓ {below} more lines "),
    };
    let line = Line::from(vec![Span::styled(text, canvas.theme.accent()), Span::styled("──", canvas.theme.dim())]);
    canvas.put_right(area, area.height - 2, line);
}

/// The names of keys for terminals that know ASCII only.
pub const fn plain(keys: &'static str) -> &'static str {
    match keys.as_bytes() {
        [0xe2, 0x8f, 0x8e] => "Enter",
        [0xe2, 0x86, 0x91, 0xe2, 0x86, 0x93] => "up/down",
        [0xe2, 0x86, 0x90, 0xe2, 0x86, 0x92] => "left/right",
        [0xe2, 0x86, 0x91, ..] => "arrows",
        _ => keys,
    }
}

/// The keys that fit, the most wanted first, in their own order.
fn fitting(keys: &[KeyHelp], columns: usize) -> Vec<KeyHelp> {
    let mut by_rank: Vec<usize> = (0..keys.len()).filter(|i| keys[*i].rank < 9).collect();
    by_rank.sort_by_key(|i| keys[*i].rank);
    let mut used = 0;
    let mut chosen = Vec::new();
    for i in by_rank {
        let wide = width(keys[i].keys).max(width(plain(keys[i].keys)).min(5)) + 1 + width(keys[i].does) + 3;
        if used + wide > columns + 3 {
            continue;
        }
        used += wide;
        chosen.push(i);
    }
    chosen.sort_unstable();
    chosen.into_iter().map(|i| keys[i]).collect()
}
