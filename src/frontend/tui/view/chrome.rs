//! What surrounds every screen: the way so far at the top, the keys at the bottom, and between two rules the place for the screen itself.

use super::Canvas;
use super::text::{clip, shorten, width};
use crate::wizard::actions::{HELP_ONLY, KeyHelp, keys};
use crate::wizard::countdown::Left;
use crate::wizard::mouse::PointTarget;
use crate::wizard::practice::ClusterSource;
use crate::wizard::{Action, Drawn, Wizard, WizardStep};
use crate::words::catalog::say;
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use ratatui::text::{Line, Span};
use std::time::Duration;

/// So long after it has expired, a link is no alarm any more.
const QUIET_AFTER: Duration = Duration::from_secs(300);

/// From this height on, the keys may take two lines.
const TWO_LINES: u16 = 20;

/// Draws header and footer and returns the place between them.
pub fn draw(wizard: &Wizard, canvas: &mut Canvas<'_, '_>, area: Rect) -> Rect {
    header(wizard, canvas, area);
    let footer = Footer::of(wizard, area, canvas.theme.unicode);
    footer.draw(wizard, canvas, area);
    between(area, &footer)
}

/// The place that a screen would have in a window of another size.
pub fn place(wizard: &Wizard, area: Rect, unicode: bool) -> Rect {
    between(area, &Footer::of(wizard, area, unicode))
}

fn between(area: Rect, footer: &Footer) -> Rect {
    let around = 3 + footer.height();
    Rect { x: 2, y: 2, width: area.width.saturating_sub(4), height: area.height.saturating_sub(around) }
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
    if let ClusterSource::Practice { fault, .. } = &wizard.cx.place {
        let label = format!(" practice: {} ", clip(fault, 30));
        canvas.put(area, 3, 1, Span::styled(label, theme.accent()));
    }
    if let Some(saved) = &wizard.cx.saved {
        let room = usize::from(area.width).saturating_sub(if wizard.cx.presenting.is_some() { 44 } else { 8 });
        let label = format!(" {} ", banner(&saved.banner, room, canvas));
        canvas.put(area, 3, 1, Span::styled(label, theme.warn().patch(theme.strong())));
    }
    if wizard.cx.presenting.is_some() {
        let start = match (&wizard.cx.place, &wizard.cx.saved) {
            (_, Some(_)) => area.width.saturating_sub(36),
            (ClusterSource::Practice { fault, .. }, None) => u16::try_from(width(&clip(fault, 30))).unwrap_or(0) + 18,
            (ClusterSource::Own, None) => 3,
        };
        let label = format!(" ● {} ", say("presentation", if area.width < 100 { "header-short" } else { "header" }));
        canvas.put(area, start, 1, Span::styled(label, theme.warn().patch(theme.strong())));
    }
    if let Some(left) = wizard.cx.reset_link_left() {
        let (text, style) = match left {
            Left::Time(_) => (say("reset-link", "header").replace("{left}", &left.digits()), theme.accent()),
            Left::LastMinute(_) => (say("reset-link", "header").replace("{left}", &left.digits()), theme.warn()),
            Left::Expired(past) if past >= QUIET_AFTER => (say("reset-link", "header-expired").to_owned(), theme.dim()),
            Left::Expired(_) => (say("reset-link", "header-expired").to_owned(), theme.bad()),
        };
        let quiet = matches!(left, Left::Expired(past) if past >= QUIET_AFTER);
        let more = wizard.cx.links.all.len().saturating_sub(1);
        let text = if more == 0 { text } else { format!("{text} +{more}") };
        let mark = if quiet || matches!(left, Left::Time(_)) { "" } else { "! " };
        // The rule beneath is dim, and an alarm must not be.
        let loud = style.patch(theme.strong()).remove_modifier(Modifier::DIM);
        let span = Span::styled(format!(" {mark}{text} "), if quiet { style } else { loud });
        let line = Line::from(vec![span, Span::styled("──", theme.dim())]);
        canvas.put_right(area, 1, line);
    }
}

/// Of what report this is, as many of its parts as fit whole.
fn banner(parts: &[String], room: usize, canvas: &Canvas<'_, '_>) -> String {
    let whole = |count: usize| say("saved", "banner").replace("{report}", &canvas.shown(&parts[..count].join(" · ")));
    let fits = (1..=parts.len()).rev().map(whole).find(|text| width(text) <= room);
    fits.unwrap_or_else(|| clip(&whole(parts.len().min(1)), room))
}

const fn name(stage: WizardStep) -> &'static str {
    match stage {
        WizardStep::Symptom => "Symptom",
        WizardStep::ErrorText => "Error text",
        WizardStep::Cluster => "Cluster",
        WizardStep::Questions => "Questions",
        WizardStep::Probes => "Check",
        WizardStep::Fix => "Fix",
    }
}

fn rule(canvas: &mut Canvas<'_, '_>, area: Rect, y: u16) {
    canvas.put(area, 0, y, Span::styled("─".repeat(usize::from(area.width)), canvas.theme.dim()));
}

/// The keys in one line, or in two where they need them and the window is high enough. What has no room even so is in the help, and the
/// last key says so.
struct Footer {
    lines: Vec<Vec<KeyHelp>>,
}

impl Footer {
    fn of(wizard: &Wizard, area: Rect, unicode: bool) -> Self {
        let keys: Vec<KeyHelp> = keys(wizard).into_iter().filter(|k| k.rank < HELP_ONLY).collect();
        let columns = usize::from(area.width).saturating_sub(1);
        let rows = if area.height >= TWO_LINES { 2 } else { 1 };
        let lines = rows_of(&keys, columns, unicode);
        if lines.len() <= rows {
            return Self { lines };
        }
        // The least wanted go until the others fit; the help still lists them.
        let mut kept = keys;
        while let Some(last) =
            (0..kept.len()).filter(|i| kept[*i].rank > 0 && !is_help(kept[*i])).max_by_key(|i| (kept[*i].rank, *i))
        {
            kept.remove(last);
            let named = kept.iter().map(|k| if is_help(*k) { KeyHelp { does: "all keys", ..*k } } else { *k });
            let lines = rows_of(&named.collect::<Vec<_>>(), columns, unicode);
            if lines.len() <= rows {
                return Self { lines };
            }
        }
        Self { lines: rows_of(&kept, columns, unicode).into_iter().take(rows).collect() }
    }

    fn draw(&self, wizard: &Wizard, canvas: &mut Canvas<'_, '_>, area: Rect) {
        let first = area.height.saturating_sub(self.height());
        rule(canvas, area, first.saturating_sub(1));
        if let Some(notice) = &wizard.cx.notice {
            // What was said may name a file, whose end tells as much as its beginning.
            let notice = shorten(&canvas.shown(notice), usize::from(area.width).saturating_sub(6));
            canvas.put(area, 2, first.saturating_sub(1), Span::styled(format!(" {notice} "), canvas.theme.warn()));
        }
        for (y, keys) in (first..).zip(&self.lines) {
            let mut spans = vec![Span::raw(" ")];
            for (i, key) in keys.iter().enumerate() {
                if i > 0 {
                    spans.push(Span::raw("   "));
                }
                spans.push(Span::styled(label(key, canvas.theme.unicode), canvas.theme.accent()));
                spans.push(Span::styled(format!(" {}", key.does), canvas.theme.dim()));
                if let Some(action) = key.action {
                    let wide = |spans: &[Span<'_>]| spans.iter().map(Span::width).sum::<usize>();
                    let (end, own) = (wide(&spans), wide(&spans[spans.len() - 2..]));
                    let x = u16::try_from(end - own).unwrap_or(u16::MAX);
                    let place = Rect { x: area.x + x, width: u16::try_from(own).unwrap_or(0), ..area };
                    canvas.hit(place, y, PointTarget::Act(action));
                }
            }
            canvas.put(area, 0, y, Line::from(spans));
        }
    }

    fn height(&self) -> u16 {
        u16::try_from(self.lines.len()).unwrap_or(1).max(1)
    }
}

/// Keys distributed over as few lines as they need.
fn rows_of(keys: &[KeyHelp], columns: usize, unicode: bool) -> Vec<Vec<KeyHelp>> {
    let mut lines: Vec<Vec<KeyHelp>> = Vec::new();
    let mut used = columns;
    for key in keys {
        let wide = width(label(key, unicode)) + 1 + width(key.does);
        if used + 3 + wide > columns {
            lines.push(Vec::new());
            used = 0;
        } else {
            used += 3;
        }
        used += wide;
        if let Some(line) = lines.last_mut() {
            line.push(*key);
        }
    }
    lines
}

fn is_help(key: KeyHelp) -> bool {
    key.action == Some(Action::Help)
}

fn label(key: &KeyHelp, unicode: bool) -> &'static str {
    if unicode { key.keys } else { plain(key.keys) }
}

/// Says below the screen that there is more of it.
pub fn draw_more(wizard: &Wizard, canvas: &mut Canvas<'_, '_>, area: Rect, body: Rect, drawn: Drawn) {
    if drawn.furthest == 0 {
        return;
    }
    let below = drawn.furthest - drawn.offset.min(drawn.furthest);
    let text = match (drawn.offset, below) {
        (_, 0) => " ↑ end of the text ".to_owned(),
        (_, 1) => " ↓ one more line ".to_owned(),
        _ => format!(" ↓ {below} more lines "),
    };
    // What was said just now comes first; the bar at the edge shows that there is more.
    let said = wizard.cx.notice.as_ref().map_or(0, |notice| width(notice) + 4);
    if said + width(&text) + 2 > usize::from(area.width) {
        return;
    }
    let line = Line::from(vec![Span::styled(text, canvas.theme.accent()), Span::styled("──", canvas.theme.dim())]);
    canvas.put_right(area, body.bottom(), line);
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
