//! The result: the blocks of its page, with what a screen adds: steps that are ticked off, code that folds, and what changed. Longer than the
//! window, it scrolls.

mod change;

use super::blocks::{LABEL, Writer};
use super::text::{Document, width};
use super::{Canvas, MAX_PROSE_COLUMNS, chrome};
use crate::model::client::Language;
use crate::model::report_schema::{ReportSnippet, ReportStep};
use crate::wizard::mouse::PointTarget;
use crate::wizard::result::{Aim, Code, ResultPage, RunResult};
use crate::wizard::{Drawn, Wizard};
use crate::words::catalog::say;
use crate::words::document::Content;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// From this width on, the code stands beside the text.
const SIDE_BY_SIDE: u16 = 170;

/// Draws the screen.
pub fn draw(wizard: &Wizard, outcome: &RunResult, canvas: &mut Canvas<'_, '_>, body: Rect) -> Drawn {
    let Some(page) = outcome.current() else { return Drawn::default() };
    let code = page.document.blocks.iter().find_map(|block| match &block.content {
        Content::Code(snippet, below) => Some((snippet, below.as_str())),
        _ => None,
    });
    let code = code.filter(|(snippet, _)| body.width >= SIDE_BY_SIDE && !snippet.code.is_empty());
    let beside = code.is_some();
    let columns = usize::from(body.width.min(if beside { 92 } else { MAX_PROSE_COLUMNS }));
    let text = Rect { width: u16::try_from(columns).unwrap_or(body.width), ..body };
    let mut writer = Writer::new(canvas, columns);
    writer.page(Shown { wizard, outcome, page, beside });
    if let Some(code) = code {
        let side = Rect { x: body.x + 97, width: body.width - 97, ..body };
        draw_code(outcome, page, code, canvas, side);
    }
    let document = writer.document;
    document.show(canvas, text, |document, height| match outcome.aim {
        Aim::Line(line) => usize::from(line),
        Aim::Code => document.code.unwrap_or(0),
        Aim::Step => follow(document, usize::from(outcome.drawn.offset), height),
    })
}

/// Moves as little as possible so that the selected step is seen.
fn follow(document: &Document, offset: usize, height: usize) -> usize {
    let Some(&(first, last)) = document.items.get(document.selected) else { return offset };
    if first < offset {
        // The heading above the first step comes along.
        first.saturating_sub(2)
    } else if last >= offset + height {
        (last + 1).saturating_sub(height).min(first)
    } else {
        offset
    }
}

fn draw_code(
    outcome: &RunResult,
    page: &ResultPage,
    code: (&ReportSnippet, &str),
    canvas: &mut Canvas<'_, '_>,
    side: Rect,
) {
    let mut writer = Writer::new(canvas, usize::from(side.width));
    writer.languages(outcome.language(), page);
    writer.document.gap();
    writer.code_or_none(page, code);
    writer.document.lines.truncate(usize::from(side.height));
    writer.document.show(canvas, side, |_, _| 0);
}

/// What is drawn: the run, and the page of it on screen.
#[derive(Clone, Copy)]
struct Shown<'w> {
    wizard: &'w Wizard,
    outcome: &'w RunResult,
    page: &'w ResultPage,
    beside: bool,
}

impl Writer {
    fn page(&mut self, shown: Shown<'_>) {
        let Shown { wizard, outcome, page, beside } = shown;
        if let Some(change) = &outcome.change {
            self.change(outcome, change);
        }
        for block in &page.document.blocks {
            match &block.content {
                Content::Title(..) => {
                    let line = self.document.lines.len();
                    self.block(block);
                    self.count(outcome, line);
                }
                Content::Steps(steps) => {
                    self.steps(shown, &block.label, steps);
                    if wizard.is_mail_cause_shown() && wizard.cx.links.all.is_empty() {
                        self.document.gap();
                        self.document.prose(say("result", "mail"), self.columns, self.theme.accent());
                    }
                }
                Content::Code(..) if beside => {}
                Content::Code(snippet, below) if !page.languages.is_empty() => {
                    self.document.gap();
                    self.folded_code(outcome, page, (snippet, below));
                }
                _ => self.block(block),
            }
        }
    }

    /// Which page it is, at the right edge of its title, or else below.
    fn count(&mut self, outcome: &RunResult, line: usize) {
        if outcome.pages.len() < 2 {
            return;
        }
        let count = format!("{} of {}", outcome.page + 1, outcome.pages.len());
        match self.document.lines.get_mut(line) {
            Some(line) if line.width() + width(&count) + 3 <= self.columns => {
                let pad = self.columns - line.width() - width(&count);
                line.spans.push(Span::raw(" ".repeat(pad)));
                line.spans.push(Span::styled(count, self.theme.dim()));
            }
            Some(_) | None => self.document.hanging(vec![Span::raw("  ")], &count, self.columns, self.theme.dim()),
        }
    }

    fn steps(&mut self, Shown { wizard, outcome, .. }: Shown<'_>, label: &str, steps: &[ReportStep]) {
        let theme = self.theme;
        let one = wizard.cx.presenting.is_some();
        let heading = if one {
            let text =
                say("presentation", "step").replace("{label}", label).replace("{n}", &(outcome.step + 1).to_string());
            text.replace("{all}", &steps.len().to_string())
        } else {
            label.to_owned()
        };
        self.document.gap();
        self.document.line(Span::styled(heading, theme.strong()));
        self.document.selected = outcome.step;
        if one {
            self.document.line(Line::default());
        }
        for (i, step) in steps.iter().enumerate() {
            // On a shared screen one step at a time: everybody looks at the same.
            if one && i != outcome.step {
                continue;
            }
            let selected = i == outcome.step;
            let first = self.document.lines.len();
            let done = wizard.cx.done.contains(&step.text);
            let style = if selected { theme.selected() } else { Style::new() };
            let lead = vec![
                Span::styled(if selected { "› " } else { "  " }, theme.selected()),
                Span::styled(format!("{} ", i + 1), if selected { style } else { theme.accent() }),
                Span::styled(if done { "[x] " } else { "[ ] " }, if done { theme.good() } else { style }),
            ];
            self.step(lead, step, if done && !selected { theme.dim() } else { Style::new() });
            self.document.point(first, self.columns, &PointTarget::Step(i));
            self.step_link(step);
            let last = self.document.lines.len() - 1;
            let times = if one { steps.len() } else { 1 };
            self.document.items.extend(std::iter::repeat_n((first, last), times));
        }
    }

    fn languages(&mut self, current: Language, page: &ResultPage) {
        let theme = self.theme;
        // The brackets say it without a color.
        let name = |language: Language| {
            if language == current { format!("[{}]", language.name()) } else { language.name().to_owned() }
        };
        let all: usize = page.languages.iter().map(|l| width(&name(*l)) + 3).sum();
        let label = if LABEL + all > self.columns + 3 { 6 } else { LABEL };
        let mut spans = vec![Span::styled(format!("{:label$}", say("result", "code-languages")), theme.strong())];
        let mut x = label;
        for (i, language) in page.languages.iter().enumerate() {
            if i > 0 {
                spans.push(Span::styled(" │ ", theme.dim()));
                x += 3;
            }
            let style = if *language == current { theme.selected() } else { theme.dim() };
            let text = name(*language);
            self.document.spots.push((self.document.lines.len(), x, width(&text), PointTarget::Language(*language)));
            x += width(&text);
            spans.push(Span::styled(text, style));
        }
        self.document.line(Line::from(spans));
    }

    fn folded_code(&mut self, outcome: &RunResult, page: &ResultPage, (snippet, below): (&ReportSnippet, &str)) {
        self.document.code = Some(self.document.lines.len());
        self.languages(outcome.language(), page);
        match outcome.code {
            Code::Folded => {
                let arrows = if self.theme.unicode { "←→" } else { chrome::plain("←→") };
                let other =
                    if page.languages.len() > 1 { format!(", {arrows} changes the language") } else { String::new() };
                let text = format!("s shows it{other}");
                self.document.line(Line::styled(format!("{:LABEL$}{text}", ""), self.theme.dim()));
            }
            Code::Open => {
                self.document.gap();
                self.code_or_none(page, (snippet, below));
            }
        }
    }

    fn code_or_none(&mut self, page: &ResultPage, (snippet, below): (&ReportSnippet, &str)) {
        self.code(snippet, below);
        if snippet.code.is_empty() && page.languages.len() > 1 {
            self.document.prose(say("result", "other-language"), self.columns, self.theme.dim());
        }
    }
}
