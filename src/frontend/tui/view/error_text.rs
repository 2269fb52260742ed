//! The error text: the box for it, the name of a file, and its outcome. No key is drawn: texts come
//! masked, and pass the case's own redactor as well.

use super::blocks::Writer;
use super::text::{behind, clip, width, wrap, wrap_code};
use super::{Canvas, MAX_PROSE_COLUMNS};
use crate::model::api_key::MASK;
use crate::model::sanitized::SanitizedText;
use crate::report::{self, Extent};
use crate::rules::explain::{Explanation, masked};
use crate::wizard::error_text::{Mode, Naming};
use crate::wizard::run::StepState;
use crate::wizard::{Drawn, Scroll, Wizard};
use crate::words::catalog::say;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// Draws the screen.
pub fn draw(wizard: &Wizard, mode: &Mode, canvas: &mut Canvas<'_, '_>, body: Rect) -> Drawn {
    match mode {
        Mode::Text => draw_box(wizard, canvas, body),
        Mode::File(naming) => draw_file(wizard, naming, canvas, body),
        Mode::Reading(..) => {
            heading(canvas, body);
            canvas.put(body, 0, 2, Span::styled(say("error-text", "reading"), canvas.theme.accent()));
        }
        Mode::Answer(scroll) => {
            if let Some(explanation) = &wizard.error_text.explained {
                return draw_answer(wizard, explanation, *scroll, canvas, body);
            }
        }
    }
    Drawn::default()
}

/// Draws heading and hint; gives the line behind them.
fn heading(canvas: &mut Canvas<'_, '_>, body: Rect) -> u16 {
    canvas.put(body, 0, 0, Span::styled(say("error-text", "prompt"), canvas.theme.strong()));
    let hint = wrap(say("error-text", "hint"), usize::from(body.width.min(MAX_PROSE_COLUMNS)));
    canvas.put_all(body, 0, 2, &hint, canvas.theme.dim()) + 1
}

fn draw_box(wizard: &Wizard, canvas: &mut Canvas<'_, '_>, body: Rect) {
    let theme = canvas.theme;
    let top = heading(canvas, body);
    let room = body.height.saturating_sub(top + 2).max(1);
    let columns = usize::from(body.width.min(MAX_PROSE_COLUMNS)).saturating_sub(3);
    let redactor = wizard.cx.case.redactor();
    let mut lines = Vec::new();
    if !wizard.error_text.is_empty() {
        let typed = if wizard.cx.presenting.is_some() {
            vec![say("presentation", "text-hidden").to_owned()]
        } else {
            wizard.error_text.shown(usize::from(room), &redactor)
        };
        let last = typed.len().saturating_sub(1);
        for (i, line) in typed.into_iter().enumerate() {
            let line = wizard.cx.typed_line(&redactor.redact(&line.replace('\t', "    ")), i == last);
            let line = SanitizedText::up_to(&line, usize::MAX);
            lines.extend(wrap_code(line.as_str(), columns));
        }
    }
    lines.drain(..lines.len().saturating_sub(usize::from(room)));
    for y in 0..room {
        canvas.put(body, 0, top + y, Span::styled("│", theme.accent()));
    }
    canvas.put_all(body, 2, top, &lines, Style::new());
    let down = u16::try_from(lines.len().saturating_sub(1)).unwrap_or(0);
    let right = u16::try_from(lines.last().map_or(0, |l| width(l))).unwrap_or(0);
    canvas.frame.set_cursor_position(Position::new(
        (body.x + 2 + right).min(body.right()),
        (body.y + top + down).min(body.bottom()),
    ));
    let state = match (&wizard.error_text.explained, wizard.error_text.is_empty()) {
        (Some(_), _) => say("error-text", "explained"),
        (None, false) => say("error-text", "typed"),
        (None, true) => "",
    };
    canvas.put(body, 0, top + room + 1, Span::styled(clip(state, usize::from(body.width)), theme.dim()));
}

fn draw_file(wizard: &Wizard, naming: &Naming, canvas: &mut Canvas<'_, '_>, body: Rect) {
    let theme = canvas.theme;
    canvas.put(body, 0, 0, Span::styled(say("error-text", "prompt"), theme.strong()));
    let room = usize::from(body.width.min(MAX_PROSE_COLUMNS)).saturating_sub(8);
    let (window, cursor) = naming.name.window(room);
    // People paste a key, or the error text itself, into the wrong field.
    let name = masked(&wizard.cx.typed(naming.name.text()), &wizard.cx.keys_now());
    let end = width(&name).saturating_sub(width(window));
    let text = wizard.cx.shown(if name.contains(MASK) { &name } else { behind(&name, end) }).into_owned();
    let line = Line::from(vec![
        Span::styled(format!("{}  ", say("error-text", "file")), theme.accent()),
        Span::styled(clip(&text, room), theme.strong()),
    ]);
    canvas.put(body, 0, 2, line);
    let start = width(say("error-text", "file")) + 2;
    let x = body.x + u16::try_from(start + cursor.min(width(&text))).unwrap_or(0);
    canvas.frame.set_cursor_position(Position::new(x.min(body.right()), body.y + 2));
    let hint = wrap(say("error-text", "file-hint"), usize::from(body.width.min(MAX_PROSE_COLUMNS)));
    let y = canvas.put_all(body, 0, 4, &hint, theme.dim());
    if let Some(problem) = &naming.problem {
        let lead = theme.mark(StepState::Failed, 0);
        let lines = wrap(&format!("{lead} {problem}"), usize::from(body.width.min(MAX_PROSE_COLUMNS)));
        canvas.put_all(body, 0, y + 1, &lines, theme.bad());
    }
}

fn draw_answer(
    wizard: &Wizard,
    explanation: &Explanation,
    scroll: Scroll,
    canvas: &mut Canvas<'_, '_>,
    body: Rect,
) -> Drawn {
    let mut writer = Writer::new(canvas, usize::from(body.width.min(MAX_PROSE_COLUMNS)));
    writer.all(&report::explanation(explanation, &wizard.cx.case_now(), Extent::Answer));
    writer.document.show(canvas, body, |_, _| usize::from(scroll.offset))
}
