//! The error text: the box for it, the name of a file, and what it comes to, with the words that decided marked. No key is drawn: texts come
//! masked, and pass the case's own redactor as well.

use super::text::{Document, after_columns, clip, width, wrap, wrap_code};
use super::{Canvas, MAX_PROSE_COLUMNS};
use crate::model::api_key::MASK;
use crate::model::case::Case;
use crate::model::evidence::Evidence;
use crate::model::finding::{Confidence, Finding};
use crate::model::sanitized::SanitizedText;
use crate::rules::explain::{Explanation, facts, masked, missing_words, settling_command, with_text, word};
use crate::wizard::error_text::{Mode, Naming};
use crate::wizard::run::RowMark;
use crate::wizard::{Drawn, Scroll, Wizard};
use crate::words::catalog;
use crate::words::catalog::say;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};
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
    let redactor = wizard.case.redactor();
    let mut lines = Vec::new();
    if !wizard.error_text.is_empty() {
        let typed = if wizard.presenting.is_some() {
            vec![say("presentation", "text-hidden").to_owned()]
        } else {
            wizard.error_text.shown(usize::from(room), &redactor)
        };
        let last = typed.len().saturating_sub(1);
        for (i, line) in typed.into_iter().enumerate() {
            let line = wizard.typed_line(&redactor.redact(&line.replace('\t', "    ")), i == last);
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
    let name = masked(&wizard.typed(naming.name.text()), &wizard.keys_now());
    let end = width(&name).saturating_sub(width(window));
    let text = wizard.shown(if name.contains(MASK) { &name } else { after_columns(&name, end) }).into_owned();
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
        let lead = theme.mark(RowMark::Failed, 0);
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
    let given = wizard.case_now();
    let columns = usize::from(body.width.min(MAX_PROSE_COLUMNS));
    let mut writer = TextWriter { document: canvas.document(), theme: canvas.theme, columns };
    writer.answer(explanation, &given);
    writer.document.show(canvas, body, |_, _| usize::from(scroll.offset))
}

struct TextWriter {
    document: Document,
    theme: super::Theme,
    columns: usize,
}

impl TextWriter {
    fn answer(&mut self, explanation: &Explanation, given: &Case) {
        let redactor = given.redactor();
        let case = with_text(given, explanation);
        let findings = &explanation.diagnosis.findings;
        if let Some(first) = findings.first() {
            self.cause(first, &case);
        } else {
            let mark = self.theme.mark(RowMark::Warned, 0);
            let lead = vec![Span::styled(format!("{mark} "), self.theme.warn())];
            self.document.hanging(lead, &word("no-answer"), self.columns, self.theme.strong());
            if let Some(missing) = explanation.missing {
                self.paragraph(&missing_words(missing), Style::new());
            }
        }
        // Before anything else that has to be read: a key that others may have can't wait.
        if explanation.secret_seen {
            let lead = vec![Span::styled("! ", self.theme.warn())];
            self.document.gap();
            self.document.hanging(lead, say("error-text", "secret"), self.columns, self.theme.warn());
        }
        self.quote(explanation, &redactor);
        self.document.gap();
        for fact in facts(explanation, given) {
            let lead = vec![Span::styled("· ", self.theme.dim())];
            self.document.hanging(lead, &redactor.redact(&fact), self.columns, Style::new());
        }
        self.others(&findings[findings.len().min(1)..], &case);
        if !explanation.probes.is_empty() {
            self.paragraph(say("error-text", "probes"), self.theme.strong());
            for id in &explanation.probes {
                let lead = vec![Span::styled("  · ", self.theme.dim())];
                let text = format!("{}: {}", say("chain", id.chain().into()), id.title());
                self.document.hanging(lead, &text, self.columns, Style::new());
            }
            self.paragraph(say("error-text", "command"), Style::new());
            self.document.command(&redactor.redact(&settling_command(explanation, &case).0), self.columns, self.theme);
        }
    }

    fn paragraph(&mut self, text: &str, style: Style) {
        self.document.gap();
        self.document.prose(text, self.columns, style);
    }

    fn cause(&mut self, finding: &Finding, case: &Case) {
        let redactor = case.redactor();
        let fix = catalog::fix(finding, case, &Evidence::default());
        let (mark, style) = match finding.confidence {
            Confidence::Possible => ("?", self.theme.warn()),
            Confidence::Likely | Confidence::Certain => (self.theme.mark(RowMark::Failed, 0), self.theme.bad()),
        };
        let lead = vec![Span::styled(format!("{mark} "), style)];
        self.document.hanging(lead, &redactor.redact(&fix.title), self.columns, self.theme.strong());
        let sure = say("confidence", finding.confidence.into());
        let aside = format!("{sure} · {} · {}", say("owner", finding.owner.into()), finding.cause.id());
        self.document.hanging(vec![Span::raw("  ")], &aside, self.columns, self.theme.dim());
        self.paragraph(&redactor.redact(&fix.summary), Style::new());
    }

    /// The line with the words that decided: in reverse, and with a line of `^` under them, so that no color is needed.
    fn quote(&mut self, explanation: &Explanation, redactor: &crate::model::api_key::Redactor) {
        let Some(quote) = &explanation.quote else { return };
        let quote = quote.without(redactor);
        self.paragraph(&say("error-text", "decided").replace("{line}", &quote.line.to_string()), self.theme.strong());
        if self.document.names.is_some() {
            // Where a name ends may be where a row ends; the words alone are replaced as a whole.
            self.document.hanging(vec![Span::raw("    ")], &quote.text, self.columns, self.theme.accent());
            return;
        }
        for (row, words) in quote.rows(self.columns.saturating_sub(4).max(8)) {
            let (before, marked, after) = (&row[..words.start], &row[words.clone()], &row[words.end..]);
            self.document.line(Line::from(vec![
                Span::raw(format!("    {before}")),
                Span::styled(marked.to_owned(), self.theme.accent().add_modifier(Modifier::REVERSED)),
                Span::raw(after.to_owned()),
            ]));
            if !marked.is_empty() {
                let marks = format!("    {}{}", " ".repeat(width(before)), "^".repeat(width(marked)));
                self.document.line(Span::styled(marks, self.theme.accent()));
            }
        }
    }

    fn others(&mut self, others: &[Finding], case: &Case) {
        if others.is_empty() {
            return;
        }
        self.paragraph(say("error-text", "others"), self.theme.strong());
        for other in others {
            let fix = catalog::fix(other, case, &Evidence::default());
            let lead = vec![Span::styled("  ? ", self.theme.warn())];
            let text = fix.question.as_ref().unwrap_or(&fix.title);
            self.document.hanging(lead, &case.redactor().redact(text), self.columns, Style::new());
        }
    }
}
