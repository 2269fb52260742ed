//! The probes of a run in two columns, and below them what the selected one found.

use super::blocks::Writer;
use super::text::{clip, shorten, width};
use super::{Canvas, MAX_PROSE_COLUMNS, details, watch};
use crate::frontend::tui::view::probe_words::{chain_name, sentence};
use crate::model::evidence::ProbeId;
use crate::wizard::Wizard;
use crate::wizard::mouse::PointTarget;
use crate::wizard::practice::{ClusterSource, PracticeState};
use crate::wizard::run::{Probing, RunState, StepState};
use crate::words::catalog::{has, say};
use crate::words::describe;
use crate::words::format;
use crate::words::format::seconds;
use crate::words::route::{self, Piece};
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use std::time::{Duration, SystemTime};

/// Columns of a time beside a strip, so that all strips end at the same column.
const TIME_COLUMNS: usize = 7;

/// Fewest marks of a longer strip that are worth showing.
const MIN_STRIP_MARKS: usize = 4;

/// Most marks beside a row: more would be louder than what they say.
const MAX_STRIP_MARKS: usize = 12;

/// From this width on, two columns.
const TWO_COLUMNS: u16 = 72;

/// Draws the screen.
pub fn draw(wizard: &Wizard, probing: &Probing, canvas: &mut Canvas<'_, '_>, body: Rect) {
    let area = Rect { width: body.width.min(MAX_PROSE_COLUMNS), ..body };
    heading(wizard, probing, canvas, area);
    if probing.state == RunState::Waiting {
        let waits_for_practice =
            matches!(&wizard.cx.place, ClusterSource::Practice { state: PracticeState::Starting, .. });
        let words = say("prompt", if waits_for_practice { "starting" } else { "waiting" });
        canvas.put(area, 0, 2, Span::styled(words, canvas.theme.dim()));
        return;
    }
    let bottom = if wizard.cx.watching().is_some() {
        rows(wizard, probing, canvas, area)
    } else {
        strips(wizard, probing, canvas, area)
    };
    let y = (bottom + 1).min(area.height);
    let place = Rect { y: area.y + y, height: area.height - y, ..area };
    if wizard.cx.watching().is_none() || probing.selected.is_some() || !watch::draw(wizard, probing, canvas, place) {
        selected(wizard, probing, canvas, place);
    }
}

fn heading(wizard: &Wizard, probing: &Probing, canvas: &mut Canvas<'_, '_>, area: Rect) {
    let theme = canvas.theme;
    let target = probing.target();
    if let Some(watch) = wizard.cx.watching() {
        return watch::heading(wizard, watch, &target, canvas, area);
    }
    let (words, took) = match probing.state {
        RunState::Waiting => ("probing", None),
        RunState::Running { since } => ("probing", Some(wizard.cx.now.duration_since(since).unwrap_or_default())),
        RunState::Ended { took } => ("probed", Some(took)),
        RunState::Stopped => ("probed", None),
    };
    let room = usize::from(area.width).saturating_sub(10 + say("prompt", words).len().saturating_sub(8));
    let text = say("prompt", words).replace("{target}", &shorten(&canvas.shown(&target), room));
    canvas.put(area, 0, 0, Span::styled(text, theme.strong()));
    if let Some(took) = took {
        let text = if probing.is_running() { tenths(took) } else { format::time(took) };
        canvas.put_right(area, 0, Line::styled(text, theme.dim()));
    }
}

/// `2.1 s`, always with one digit behind the point, so that nothing jumps while it runs.
fn tenths(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64())
}

/// Draws how far each chain came, a line each, and returns the first free line.
fn strips(wizard: &Wizard, probing: &Probing, canvas: &mut Canvas<'_, '_>, area: Rect) -> u16 {
    let route = probing.route(wizard.cx.now);
    let mut writer = Writer::new(canvas, usize::from(area.width));
    let bound = Some(probing.case.settings.timeout);
    writer.strips(&route, bound, probing.shown());
    let mut y = 2;
    for (line, spots) in writer.document.lines.iter().zip(spots(writer.strip_lines(&route, bound))) {
        canvas.put(area, 0, y, line.clone());
        for (x, wide, id) in spots {
            let place = Rect { x: area.x.saturating_add(x), width: wide, ..area };
            canvas.hit(place, y, PointTarget::Probe(id));
        }
        y += 1;
    }
    y
}

/// Where each step stands in its line: first column, columns, and which it is.
fn spots(lines: Vec<Vec<Piece>>) -> impl Iterator<Item = Vec<(u16, u16, ProbeId)>> {
    let cells = |n: usize| u16::try_from(n).unwrap_or(u16::MAX);
    lines.into_iter().map(move |line| {
        let mut x = 0;
        let mut spots = Vec::new();
        for piece in line {
            if let Piece::Step(id, ..) = piece {
                spots.push((cells(x), cells(piece.columns()), id));
            }
            x += piece.columns();
        }
        spots
    })
}

/// Draws all rows and returns the first free line. Where the window is too low for all, the selected one is in sight.
fn rows(wizard: &Wizard, probing: &Probing, canvas: &mut Canvas<'_, '_>, area: Rect) -> u16 {
    let two = area.width >= TWO_COLUMNS;
    let gap = 3;
    let wide = if two { (area.width - gap) / 2 } else { area.width };
    let [left, right] = probing.columns();
    let columns = if two { vec![left, right] } else { vec![left.into_iter().chain(right).collect()] };
    let shown = shown(wizard, probing);
    let room = usize::from(area.height.saturating_sub(2));
    let mut lowest = 2;
    for (x, column) in [0, wide + gap].into_iter().zip(columns) {
        let mut lines: Vec<(Option<ProbeId>, Line<'static>)> = Vec::new();
        for (chain, probes) in column {
            if !lines.is_empty() {
                lines.push((None, Line::default()));
            }
            let mut heading = vec![Span::styled(format!("  {}", chain_name(chain)), canvas.theme.strong())];
            if has("chain-note", chain.into()) {
                heading.push(Span::styled(format!("  {}", say("chain-note", chain.into())), canvas.theme.dim()));
            }
            lines.push((None, Line::from(heading)));
            for id in probes {
                let line = row(wizard, probing, id, shown == Some(id), canvas.theme, usize::from(wide));
                lines.push((Some(id), line));
            }
        }
        // One column may be higher than the window: four lines stay for what the selected row found.
        let page = if two { room } else { room.saturating_sub(4).max(3) };
        // Only the user moves the list, not the probes that report meanwhile.
        let follows = if probing.is_running() { probing.selected } else { shown };
        let at = lines.iter().position(|(id, _)| id.is_some() && *id == follows).unwrap_or(0);
        let first = (at + 2).saturating_sub(page).min(lines.len().saturating_sub(page));
        for (y, (id, line)) in (2..).zip(lines.into_iter().skip(first).take(page)) {
            let place = Rect { width: (x + wide).min(area.width), ..area };
            canvas.put(place, x, y, line);
            if let Some(id) = id {
                canvas.hit(Rect { x: area.x + x, width: wide, ..area }, y, PointTarget::Probe(id));
            }
            lowest = lowest.max(y + 1);
        }
    }
    lowest
}

/// Mark and time of a row. While a watch goes on, those of the run before stay until this run has its own: nothing flickers.
fn state(wizard: &Wizard, probing: &Probing, id: ProbeId) -> (StepState, Option<Duration>) {
    let long = |since: &SystemTime| wizard.cx.now.duration_since(*since).unwrap_or_default() >= Duration::from_secs(1);
    match (probing.mark(id), probing.running.get(&id), probing.before.get(&id)) {
        (StepState::Running, Some(since), Some(_)) if long(since) => (StepState::Running, None),
        (StepState::Running | StepState::Waiting, _, Some(before)) => *before,
        (mark, ..) => (mark, probing.took(id)),
    }
}

/// The row whose details are shown. In a watch it is the user's, or one that failed, so that it does not wander about.
fn shown(wizard: &Wizard, probing: &Probing) -> Option<ProbeId> {
    if wizard.cx.watching().is_none() {
        return probing.shown();
    }
    let failed = |id: &ProbeId| state(wizard, probing, *id).0 == StepState::Failed;
    probing.selected.or_else(|| probing.rows().into_iter().find(failed))
}

/// One row: mark, title, and at the right edge the time or why there is none.
fn row(
    wizard: &Wizard,
    probing: &Probing,
    id: ProbeId,
    selected: bool,
    theme: super::Theme,
    wide: usize,
) -> Line<'static> {
    let (mark, took) = state(wizard, probing, id);
    let since = probing.running.get(&id).map(|t| wizard.cx.now.duration_since(*t).unwrap_or_default());
    let tick = since.map_or(0, |t| usize::try_from(t.as_millis() / 100).unwrap_or(0));
    let right = match (mark, since, took) {
        (_, Some(since), _) if since >= Duration::from_secs(1) => {
            format!("{:.1} of {}", since.as_secs_f64(), seconds(probing.case.settings.timeout))
        }
        // Not run this time: it had passed in the run before.
        _ if probing.kept.contains(&id.chain()) => say("probing", "kept").to_owned(),
        (StepState::Skipped, ..) => "skipped".to_owned(),
        (StepState::Passed | StepState::Warned | StepState::Failed, _, Some(took)) => format::time(took),
        _ => String::new(),
    };
    // What came out the last times, where there is room beside the title.
    let strip = wizard.cx.strips.of(id);
    let right = if strip.is_empty() { right } else { format!("{right:>TIME_COLUMNS$}") };
    let room = wide.saturating_sub(6 + width(id.title()) + width(&right));
    // A mark or two of many say nothing.
    let fits = probing.told.is_none() && room >= strip.len().min(MIN_STRIP_MARKS);
    let strip = if fits { &strip[strip.len().saturating_sub(room.min(MAX_STRIP_MARKS))..] } else { &[] };
    let gap = usize::from(!strip.is_empty() && !right.is_empty());
    let title = clip(id.title(), wide.saturating_sub(5 + width(&right)));
    let pad = wide.saturating_sub(4 + width(&title) + strip.len() + gap + width(&right));
    let text = match (selected, mark) {
        (true, _) => theme.selected(),
        (false, StepState::Skipped | StepState::Waiting) => theme.dim(),
        (false, _) if probing.kept.contains(&id.chain()) => theme.dim(),
        (false, _) => Style::new(),
    };
    let mut spans = vec![
        Span::styled(if selected { "› " } else { "  " }, theme.selected()),
        Span::styled(theme.mark(mark, tick), theme.style(mark)),
        Span::styled(format!(" {title}"), text),
        Span::raw(" ".repeat(pad)),
    ];
    spans.extend(strip.iter().map(|mark| Span::styled(theme.mark(*mark, 0), theme.style(*mark))));
    spans.extend([Span::raw(" ".repeat(gap)), Span::styled(right, theme.dim())]);
    Line::from(spans)
}

/// What the selected row found, as much as fits; `d` shows the rest.
fn selected(wizard: &Wizard, probing: &Probing, canvas: &mut Canvas<'_, '_>, area: Rect) {
    let theme = canvas.theme;
    let columns = usize::from(area.width);
    let mut document = canvas.document();
    match probing.state {
        RunState::Stopped => document.prose(say("probing", "stopped"), columns, theme.warn()),
        RunState::Ended { .. } if probing.selected.is_some() && wizard.cx.watching().is_none() => {
            document.prose(say("probing", "ended"), columns, theme.accent());
        }
        RunState::Running { .. } => {
            if let Some(hypothesis) = &probing.hypothesis {
                let words = say("probing", "so-far").replace("{text}", &describe::hypothesis(hypothesis));
                document.prose(&words, columns, Style::new());
                document.line("");
            }
        }
        RunState::Ended { .. } | RunState::Waiting => {}
    }
    if let Some(id) = shown(wizard, probing) {
        let (mark, _) = state(wizard, probing, id);
        // In a watch, what the run before found stays in sight with its mark.
        let last = last_run(wizard, probing, id).filter(|_| mark != StepState::Running);
        let probing = last.as_ref().unwrap_or(probing);
        let since = probing.running.get(&id).map(|since| wizard.cx.now.duration_since(*since).unwrap_or_default());
        let tick = since.map_or(0, |since| usize::try_from(since.as_millis() / 100).unwrap_or(0));
        let name = format!("{} {}", route::chain_name(id.chain()), route::step_name(id));
        let lead = vec![
            Span::styled("› ", theme.selected()),
            Span::styled(format!("{} ", theme.mark(mark, tick)), theme.style(mark)),
            Span::styled(format!("{name}  "), theme.strong()),
            Span::styled(id.title(), theme.dim()),
        ];
        let since = since.filter(|since| *since >= Duration::from_secs(1)).map(|since| {
            let text = say("route", "running").replace("{took}", &format!("{:.1}", since.as_secs_f64()));
            Span::styled(format!("  {}", text.replace("{bound}", &seconds(probing.case.settings.timeout))), theme.dim())
        });
        document.line(lead.into_iter().chain(since).collect::<Vec<_>>());
        document.hanging(vec![Span::raw("    ")], &sentence(probing, id, wizard.cx.now), columns, Style::new());
        details::lines(&mut document, probing, id, columns, theme.dim());
    }
    let room = usize::from(area.height);
    if document.lines.len() > room && room > 1 {
        document.lines.truncate(room - 1);
        document.line(Span::styled("… press d for all of it", theme.dim()));
    }
    document.lines.truncate(room);
    document.show(canvas, area, |_, _| 0);
}

/// The run before, while a watch's run under way has nothing of its own about this probe yet.
fn last_run(wizard: &Wizard, probing: &Probing, id: ProbeId) -> Option<Probing> {
    // Only a run of the watch itself keeps what the run before found: it was of the same thing.
    let waits = probing.before.contains_key(&id) && probing.evidence.get(id).is_none();
    let last = wizard.latest_run().filter(|_| waits)?;
    Some(Probing { case: last.case.clone(), evidence: last.evidence.clone(), ..probing.clone() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frontend::tui::view::probe_words::skip_reason;
    use crate::model::evidence::Skip;

    #[test]
    fn every_skip_has_its_words() {
        for skip in [
            Skip::NoKey,
            Skip::KeyNotSendable,
            Skip::KeyWouldLeak,
            Skip::KeyWithheld,
            Skip::ClientRefusesChain,
            Skip::Cancelled,
        ] {
            assert!(crate::words::catalog::has("probing", skip.as_str()), "{skip:?}");
        }
        assert!(skip_reason(ProbeId::GrpcTls, Skip::Behind(ProbeId::GrpcTcp)).contains("gRPC: accepts connections"));
    }
}
