//! The result: the blocks of its page, with what a screen adds: steps that are ticked off, code that folds, and what changed. Longer than the
//! window, it scrolls.

mod change;

use super::blocks::{LABEL, Writer};
use super::text::{Document, width};
use super::{Canvas, MAX_PROSE_COLUMNS};
use crate::model::client::Language;
use crate::model::report_schema::{ReportSnippet, ReportStep};
use crate::wizard::mouse::PointTarget;
use crate::wizard::result::{Aim, ResultPage, RunResult};
use crate::wizard::{Drawn, Wizard};
use crate::words::catalog::{WRONG, say};
use crate::words::document as words;
use crate::words::document::{Block, Content};
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};

/// From this width on, what is known stands beside what to do.
const SIDE_BY_SIDE: u16 = 116;
/// From this width on there is room for that also beside two columns of code.
const WIDE: u16 = 180;
/// Columns between the two.
const GAP: u16 = 4;
/// From this height on, the verdict is large on a shared screen.
const LARGE_ROWS: u16 = 30;
/// Fewest lines of what a step is done with.
const MIN_PAYLOAD_LINES: usize = 3;

/// Draws the screen.
pub fn draw(wizard: &Wizard, outcome: &RunResult, canvas: &mut Canvas<'_, '_>, body: Rect) -> Drawn {
    let Some(page) = outcome.current() else { return Drawn::default() };
    let shown = Shown { large: body.height >= LARGE_ROWS && body.width >= SIDE_BY_SIDE, wizard, outcome, page };
    if outcome.whole || page.document.enough.is_none() {
        let area = Rect { width: body.width.min(MAX_PROSE_COLUMNS), ..body };
        let mut writer = Writer::new(canvas, usize::from(area.width));
        writer.page(shown, why_first(&page.document), None);
        return show(&writer, outcome, canvas, area);
    }
    // The user's own line and the right one get the room beside each other first.
    let own_line = has_own_line(&page.document) && body.width < WIDE;
    let beside = body.width >= SIDE_BY_SIDE && !own_line;
    let columns = match (beside, own_line) {
        (true, _) => ((body.width - GAP) * 3 / 5).min(MAX_PROSE_COLUMNS),
        (false, true) => body.width,
        (false, false) => body.width.min(MAX_PROSE_COLUMNS),
    };
    let area = Rect { width: columns, ..body };
    let writer = first_page(shown, canvas, area, !beside);
    if beside {
        let x = columns + GAP;
        let side = Rect { x: body.x + x, width: (body.width - x).min(MAX_PROSE_COLUMNS), ..body };
        draw_rest(shown, canvas, side);
    }
    show(&writer, outcome, canvas, area)
}

/// All blocks, with what the cause is and how that is known before what to do: that is what was asked for.
fn why_first(document: &words::Document) -> impl Iterator<Item = &Block> {
    let is_known = |block: &&Block| !matches!(block.content, Content::Steps(..) | Content::Code(..));
    let enough = document.enough.unwrap_or(document.blocks.len());
    let (first, rest) = document.blocks.split_at(enough);
    let steps = first.iter().position(|block| matches!(block.content, Content::Steps(..))).unwrap_or(enough);
    let known = rest.iter().take_while(is_known).count();
    first[..steps].iter().chain(&rest[..known]).chain(&first[steps..]).chain(&rest[known..])
}

/// Whether it shows the user's own line.
fn has_own_line(document: &words::Document) -> bool {
    document.steps().iter().any(|step| step.code.as_ref().is_some_and(|code| code.starts_with(WRONG)))
}

fn show(writer: &Writer, outcome: &RunResult, canvas: &mut Canvas<'_, '_>, area: Rect) -> Drawn {
    writer.document.show(canvas, area, |document, height| match outcome.aim {
        Aim::Line(line) => usize::from(line),
        Aim::Code => document.code.unwrap_or(0),
        Aim::Step => follow(document, usize::from(outcome.drawn.offset), height),
    })
}

/// What is enough to act upon, with as much of the message or the code as the window holds, and what it is where there is room for that.
fn first_page(shown: Shown<'_>, canvas: &Canvas<'_, '_>, area: Rect, summary: bool) -> Writer {
    let document = &shown.page.document;
    let enough = document.enough.unwrap_or(document.blocks.len());
    let height = usize::from(area.height);
    let write = |summary: bool, payload: usize| {
        let mut writer = Writer::new(canvas, usize::from(area.width));
        let said = document.blocks.get(enough).filter(|_| summary);
        let said = said.filter(|b| b.label.is_empty() && matches!(b.content, Content::Paragraph(_)));
        let head = document.blocks.iter().take(enough).position(|b| matches!(b.content, Content::Title(..)));
        let head = head.map_or(0, |at| at + 1);
        let blocks = document.blocks[..head].iter().chain(said).chain(&document.blocks[head..enough]);
        writer.page(shown, blocks, Some(payload));
        writer
    };
    let whole = |summary: bool| {
        let writer = write(summary, usize::MAX);
        let over = writer.document.lines.len().saturating_sub(height);
        let payload = writer.document.payload;
        if over == 0 {
            return Some(writer);
        }
        (payload >= over + MIN_PAYLOAD_LINES).then(|| write(summary, payload - over))
    };
    summary.then(|| whole(true)).flatten().or_else(|| whole(false)).unwrap_or_else(|| write(false, MIN_PAYLOAD_LINES))
}

/// What is known, beside what to do; the whole of it is a key away.
fn draw_rest(shown: Shown<'_>, canvas: &mut Canvas<'_, '_>, area: Rect) {
    let document = &shown.page.document;
    let mut writer = Writer::new(canvas, usize::from(area.width));
    writer.page(shown, &document.blocks[document.enough.unwrap_or(0)..], None);
    let lines = &mut writer.document.lines;
    let first = lines.iter().position(|line| line.width() > 0).unwrap_or(0);
    lines.drain(..first);
    writer.document.spots.clear();
    writer.document.lines.truncate(usize::from(area.height));
    writer.document.show(canvas, area, |_, _| 0);
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

/// The words of a title's row, behind its sign; nothing that is in no title, for an empty row.
fn title_words<'l>(row: &'l Line<'_>) -> &'l str {
    row.spans
        .iter()
        .map(|span| span.content.trim())
        .max_by_key(|text| text.len())
        .filter(|t| !t.is_empty())
        .unwrap_or("\n")
}

/// What is drawn: the run, and the page of it on screen.
#[derive(Clone, Copy)]
struct Shown<'w> {
    /// Whether there is room for a large verdict.
    large: bool,
    wizard: &'w Wizard,
    outcome: &'w RunResult,
    page: &'w ResultPage,
}

impl Writer {
    /// These blocks; of what a step is done with, so many lines.
    fn page<'b>(&mut self, shown: Shown<'_>, blocks: impl IntoIterator<Item = &'b Block>, payload: Option<usize>) {
        let Shown { wizard, outcome, page, .. } = shown;
        for block in blocks {
            match &block.content {
                Content::Title(..) => {
                    if let Some(change) = &outcome.change {
                        self.change(outcome, change);
                    }
                    let line = self.document.lines.len();
                    self.block(block);
                    self.count(outcome, line);
                    if wizard.cx.presenting.is_some() && shown.large {
                        self.enlarge(line, &block.label);
                    }
                }
                Content::Steps(steps, before) => {
                    self.steps(shown, &block.label, (steps, *before), payload);
                    if *before == 0 && wizard.is_mail_cause_shown() && wizard.cx.links.all.is_empty() {
                        self.document.gap();
                        self.document.prose(say("result", "mail"), self.columns, self.theme.accent());
                    }
                }
                Content::Code(snippet, below) if !page.languages.is_empty() => {
                    self.document.gap();
                    self.document.code = Some(self.document.lines.len());
                    self.languages(outcome.language(), page);
                    self.document.gap();
                    self.code_or_none(page, (snippet, below));
                }
                _ => self.block(block),
            }
        }
    }

    /// Makes the title a band of three rows, which is seen from the back of the room.
    fn enlarge(&mut self, line: usize, title: &str) {
        let style = self.theme.strong().add_modifier(Modifier::REVERSED);
        let rows = self.document.lines[line..].iter().take_while(|row| title.contains(title_words(row))).count().max(1);
        for row in &mut self.document.lines[line..line + rows] {
            let pad = self.columns.saturating_sub(row.width());
            row.spans.push(Span::raw(" ".repeat(pad)));
            row.spans.iter_mut().for_each(|span| span.style = span.style.patch(style));
        }
        let band = || Line::styled(" ".repeat(self.columns), style);
        let (above, below) = (band(), band());
        self.document.lines.insert(line + rows, below);
        self.document.lines.insert(line, above);
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

    fn steps(
        &mut self,
        Shown { wizard, outcome, page, .. }: Shown<'_>,
        label: &str,
        (steps, before): (&[ReportStep], usize),
        payload: Option<usize>,
    ) {
        let theme = self.theme;
        let one = wizard.cx.presenting.is_some() && before == 0 && payload.is_some();
        let heading = if one {
            let text =
                say("presentation", "step").replace("{label}", label).replace("{n}", &(outcome.step + 1).to_string());
            text.replace("{all}", &steps.len().to_string())
        } else {
            label.to_owned()
        };
        self.document.gap();
        let heading = Span::styled(heading, theme.strong());
        if payload.is_some() && steps.iter().any(|step| step.code.is_some()) {
            self.heading_with_languages(heading, outcome.language(), page);
        } else {
            self.document.line(heading);
        }
        self.document.selected = outcome.step;
        for (i, step) in (before..).zip(steps) {
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
            let text = match (one, done && !selected) {
                (true, _) => theme.strong(),
                (false, true) => theme.dim(),
                (false, false) => Style::new(),
            };
            self.document.hanging(lead, &step.text, self.columns, text);
            self.document.point(first, self.columns, &PointTarget::Step(i));
            // Folded, only the selected step shows what it is done with.
            if selected || payload.is_none() {
                self.payload_within(step, payload);
                self.step_link(step);
            }
            let last = self.document.lines.len() - 1;
            let times = if one { steps.len() } else { 1 };
            self.document.items.extend(std::iter::repeat_n((first, last), times));
        }
    }

    /// What a step is done with, in at most so many lines.
    fn payload_within(&mut self, step: &ReportStep, most: Option<usize>) {
        let mut lines = self.payload(step);
        self.document.payload = self.document.payload.max(lines.len());
        let most = most.unwrap_or(usize::MAX);
        if lines.len() > most {
            let more = lines.len() - most.saturating_sub(1);
            lines.truncate(most.saturating_sub(1));
            let text = say("result", "more-lines").replace("{count}", &more.to_string());
            lines.push(Line::styled(format!("          {text}"), self.theme.dim()));
        }
        self.document.lines.extend(lines);
    }

    /// A heading, and at its right edge the languages of the code below it.
    fn heading_with_languages(&mut self, heading: Span<'static>, current: Language, page: &ResultPage) {
        let theme = self.theme;
        let name = |language: Language| {
            if language == current { format!("[{}]", language.name()) } else { language.name().to_owned() }
        };
        let all: usize = page.languages.iter().map(|l| width(&name(*l)) + 1).sum();
        let mut x = heading.width();
        let mut spans = vec![heading];
        if page.languages.len() > 1 && x + all + 2 <= self.columns {
            spans.push(Span::raw(" ".repeat(self.columns - x - all)));
            x = self.columns - all;
            for language in &page.languages {
                let style = if *language == current { theme.selected() } else { theme.dim() };
                let text = name(*language);
                self.document.spots.push((
                    self.document.lines.len(),
                    x + 1,
                    width(&text),
                    PointTarget::Language(*language),
                ));
                x += width(&text) + 1;
                spans.extend([Span::raw(" "), Span::styled(text, style)]);
            }
        }
        self.document.line(Line::from(spans));
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

    fn code_or_none(&mut self, page: &ResultPage, (snippet, below): (&ReportSnippet, &str)) {
        self.code(snippet, below);
        if snippet.code.is_empty() && page.languages.len() > 1 {
            self.document.prose(say("result", "other-language"), self.columns, self.theme.dim());
        }
    }
}
