//! A document on the screen: blocks as lines in color. What can be chosen, folded or ticked off is drawn by the screen that knows of it.

use super::text::{Document, clip, width};
use super::{Canvas, Theme, code};
use crate::model::client::Language;
use crate::model::evidence::ProbeId;
use crate::model::report_schema::{ReportSnippet, ReportStep};
use crate::model::route::{Route, StepState};
use crate::wizard::mouse::PointTarget;
use crate::words::catalog::{RIGHT, WRONG};
use crate::words::columns::{marked_rows, wrap_code, wrap_sentences};
use crate::words::document::{self, Block, Content, Item, Sign};
use crate::words::route::{self, Piece};
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use std::ops::Range;
use std::str::FromStr as _;
use std::time::Duration;

/// Columns of a label beside what it is about.
pub const LABEL: usize = 15;
/// Most columns of a line of chains: further apart, it is no line.
const MAX_STRIP_COLUMNS: usize = 100;
/// Columns of a time.
const TIME_COLUMNS: usize = 8;

/// Writes blocks into lines.
pub struct Writer {
    /// The lines.
    pub document: Document,
    /// Their colors.
    pub theme: Theme,
    /// Columns of all.
    pub columns: usize,
}

impl Writer {
    /// Nothing is written yet.
    pub fn new(canvas: &Canvas<'_, '_>, columns: usize) -> Self {
        Self { document: canvas.document(), theme: canvas.theme, columns }
    }

    /// The whole document.
    pub fn all(&mut self, document: &document::Document) {
        document.blocks.iter().for_each(|block| self.block(block));
    }

    /// One block.
    pub fn block(&mut self, block: &Block) {
        let theme = self.theme;
        match &block.content {
            Content::Title(sign, below) => self.title(&block.label, *sign, below),
            Content::Paragraph(text) if block.label.is_empty() => {
                self.document.gap();
                self.document.prose(text, self.columns, Style::new());
            }
            Content::Paragraph(text) => {
                let lead = self.label(&block.label);
                self.document.hanging(lead, text, self.columns, Style::new());
            }
            Content::Note(text) => self.document.prose(text, self.columns, theme.dim()),
            Content::Dont(text) => {
                self.document.gap();
                self.document.prose(text, self.columns, Style::new());
            }
            Content::Warning(text) => {
                self.document.gap();
                self.document.hanging(vec![Span::styled("! ", theme.warn())], text, self.columns, theme.warn());
            }
            Content::Items(items) => self.items(&block.label, items),
            Content::Steps(steps, before) => {
                self.heading(&block.label);
                for (n, step) in (before + 1..).zip(steps) {
                    self.room(n > 1);
                    let lead = vec![Span::styled(format!("  {n} "), theme.accent())];
                    self.step(lead, step, Style::new());
                    self.step_link(step);
                }
            }
            Content::Code(snippet, below) => {
                self.heading(&block.label);
                self.document.gap();
                self.code(snippet, below);
            }
            Content::Command(command) => {
                self.heading(&block.label);
                self.document.command(command, self.columns, theme);
            }
            Content::Links(links) => {
                self.heading(&block.label);
                for link in links {
                    self.link(vec![Span::raw("   ")], link);
                }
            }
            Content::Chains(route, below) => {
                self.heading(&block.label);
                self.strips(route, None, None);
                self.document.prose(below, self.columns, theme.dim());
            }
            Content::Quote(text, words) => {
                self.heading(&block.label);
                self.quote(text, words);
            }
        }
    }

    /// How far each chain came, a line each. Of a run under way, `bound` is how long a step may take; one of the steps may be selected.
    pub fn strips(&mut self, route: &Route, bound: Option<Duration>, selected: Option<ProbeId>) {
        self.document.gap();
        for line in self.strip_lines(route, bound) {
            let spans = line.into_iter().flat_map(|piece| self.piece(route, piece, selected));
            self.document.lines.push(spans.collect::<Vec<_>>().into());
        }
    }

    /// The lines, as wide as they may be.
    pub fn strip_lines(&self, route: &Route, bound: Option<Duration>) -> Vec<Vec<Piece>> {
        route::lines(route, self.columns.min(MAX_STRIP_COLUMNS), bound)
    }

    fn piece(&self, route: &Route, piece: Piece, selected: Option<ProbeId>) -> Vec<Span<'static>> {
        let theme = self.theme;
        match piece {
            Piece::Name(name) => vec![Span::styled(name, theme.strong())],
            Piece::Link(link) => vec![Span::styled(link, theme.dim())],
            Piece::Note(state, note) => vec![Span::styled(note, theme.style(state))],
            Piece::Step(id, state, name) => {
                let took = route.strips.iter().flat_map(|strip| &strip.steps).find(|step| step.id == id);
                let tick = took.map_or(0, |step| usize::try_from(step.took.as_millis() / 100).unwrap_or(0));
                let style = match state {
                    StepState::Passed | StepState::Warned => Style::new(),
                    StepState::Failed | StepState::Running | StepState::Skipped | StepState::Waiting => {
                        theme.style(state)
                    }
                };
                let style =
                    if selected == Some(id) { theme.selected().add_modifier(Modifier::UNDERLINED) } else { style };
                let gap = if name.is_empty() { "" } else { " " };
                let sign = Span::styled(theme.mark(state, tick), theme.style(state));
                vec![sign, Span::raw(gap), Span::styled(name, style)]
            }
        }
    }

    /// A line that says what comes below it.
    fn heading(&mut self, label: &str) {
        if !label.is_empty() {
            self.document.gap();
            self.document.prose(label, self.columns, self.theme.strong());
        }
    }

    /// A label beside what it is about; one that is too long stands above it.
    fn label(&mut self, label: &str) -> Vec<Span<'static>> {
        self.document.gap();
        if width(label) < LABEL {
            return vec![Span::styled(format!("{label:LABEL$}"), self.theme.strong())];
        }
        self.heading(label);
        vec![Span::raw("  ")]
    }

    /// On a shared screen, room between things of one kind.
    fn room(&mut self, between: bool) {
        if between && self.document.names.is_some() {
            self.document.gap();
        }
    }

    fn title(&mut self, title: &str, sign: Option<Sign>, below: &[String]) {
        let mut lead = Vec::new();
        if let Some(sign) = sign {
            lead.push(self.sign(sign));
            lead.push(Span::raw(" "));
        }
        let indent = if sign.is_some() { "  " } else { "" };
        self.document.hanging(lead, title, self.columns, self.theme.strong());
        for line in wrap_sentences(below, self.columns - width(indent)) {
            self.document.hanging(vec![Span::raw(indent)], &line, self.columns, self.theme.dim());
        }
    }

    fn sign(&self, sign: Sign) -> Span<'static> {
        let style = match sign {
            Sign::Passed => self.theme.style(StepState::Passed),
            Sign::Warned | Sign::Open => self.theme.warn(),
            Sign::Failed | Sign::Place => self.theme.bad(),
            Sign::Neutral => self.theme.dim(),
            Sign::Said => self.theme.accent(),
        };
        Span::styled(sign.symbol(), style)
    }

    fn items(&mut self, label: &str, items: &[Item]) {
        let names = Item::name_columns(items);
        let beside = names == 0 && !label.is_empty() && width(label) < LABEL;
        let indent = if beside { LABEL } else { 2 };
        if beside {
            self.document.gap();
        } else {
            self.heading(label);
        }
        let mut label = beside.then(|| format!("{label:LABEL$}"));
        for (i, item) in items.iter().enumerate() {
            self.room(i > 0 && names == 0);
            if item.is_heading() {
                self.document.hanging(vec![Span::raw("  ")], &item.name, self.columns, self.theme.dim());
                continue;
            }
            let mut lead = vec![match label.take() {
                Some(label) => Span::styled(label, self.theme.strong()),
                None => Span::raw(" ".repeat(indent)),
            }];
            if let Some(sign) = item.sign {
                lead.push(self.sign(sign));
                lead.push(Span::raw(" "));
            }
            if names > 0 {
                lead.push(Span::raw(self.document.shown(&item.name).into_owned()));
                lead.push(Span::raw(" ".repeat(names.saturating_sub(width(&item.name)))));
            }
            if !item.time.is_empty() {
                lead.push(Span::raw(format!("{:>TIME_COLUMNS$}", item.time)));
            }
            if !item.id.is_empty() {
                lead.push(Span::styled(format!("  {}", item.id), self.theme.dim()));
            }
            if names > 0 {
                lead.push(Span::raw("  "));
            }
            let columns: usize = lead.iter().map(Span::width).sum();
            if !item.id.is_empty() && columns + width(&item.text) > self.columns {
                // What is said has too little room beside so much.
                self.document.line(lead);
                let text = vec![Span::raw(" ".repeat(indent + 4))];
                self.document.hanging(text, &item.text, self.columns, Style::new());
            } else {
                self.document.hanging(lead, &item.text, self.columns, Style::new());
            }
            if !item.more.is_empty() {
                let more = vec![Span::raw(" ".repeat(columns.min(self.columns / 3)))];
                self.document.hanging(more, &item.more, self.columns, self.theme.dim());
            }
        }
    }

    /// What to do, and the command for it.
    pub fn step(&mut self, lead: Vec<Span<'static>>, step: &ReportStep, style: Style) {
        self.document.hanging(lead, &step.text, self.columns, style);
        let payload = self.payload(step);
        self.document.lines.extend(payload);
    }

    /// What a step is done with: a message, the lines of code that decide, a command.
    pub fn payload(&mut self, step: &ReportStep) -> Vec<Line<'static>> {
        let theme = self.theme;
        let first = self.document.lines.len();
        for line in step.message.iter().flat_map(|message| message.lines()) {
            let lead = [Span::styled("        │ ", theme.dim())];
            let mut text = Document { names: self.document.names.clone(), ..Document::default() };
            text.prose(line, self.columns.saturating_sub(10), theme.accent());
            for line in text.lines {
                let spans = lead.iter().cloned().chain(line.spans.into_iter().map(|span| span.patch_style(line.style)));
                self.document.lines.push(spans.collect::<Vec<_>>().into());
            }
        }
        if let Some(code) = &step.code {
            let code = self.code_lines(code);
            self.document.lines.extend(code);
        }
        for command in step.command.iter().flat_map(|c| c.lines()) {
            self.document.command(command, self.columns, self.theme);
        }
        self.document.lines.split_off(first)
    }

    /// The lines of the code that decide; the user's own and the right ones side by side where there is room.
    fn code_lines(&self, code: &str) -> Vec<Line<'static>> {
        let theme = self.theme;
        let room = self.columns.saturating_sub(8);
        let code = self.document.shown(code).into_owned();
        let style = |line: &str| match line.chars().next() {
            Some('→' | '✓') => theme.good(),
            Some('✗') => theme.bad(),
            _ => Style::new(),
        };
        let (wrong, right): (Vec<&str>, Vec<&str>) = code.lines().partition(|line| !line.starts_with(RIGHT));
        let half = wrong.iter().map(|line| width(line)).max().unwrap_or(0) + 3;
        let other = right.iter().map(|line| width(line)).max().unwrap_or(0);
        if right.is_empty() || half + other > room {
            // A line that is longer than the window goes on in the next row: what is to be typed is never cut.
            let rows = code.lines().flat_map(|line| {
                let style = style(line);
                let own = line.starts_with([WRONG, RIGHT].map(|lead| lead.chars().next().unwrap_or(' ')));
                let rows = if own { wrap_code(line, room) } else { vec![clip(line, room)] };
                rows.into_iter().map(move |row| Line::styled(format!("        {row}"), style))
            });
            return rows.collect();
        }
        let row = |i: usize| {
            let (left, right) = (wrong.get(i).copied().unwrap_or_default(), right.get(i).copied().unwrap_or_default());
            let pad = " ".repeat(half - width(left));
            Line::from(vec![
                Span::raw("        "),
                Span::styled(left.to_owned(), style(left)),
                Span::raw(pad),
                Span::styled(right.to_owned(), style(right)),
            ])
        };
        (0..wrong.len().max(right.len())).map(row).collect()
    }

    /// The link of a step.
    pub fn step_link(&mut self, step: &ReportStep) {
        if let Some(link) = &step.link {
            self.link(vec![Span::styled("        ↗ ", self.theme.dim())], link);
        }
    }

    /// An address, which can be pointed at.
    fn link(&mut self, lead: Vec<Span<'static>>, link: &str) {
        let first = self.document.lines.len();
        self.document.hanging(lead, link, self.columns, self.theme.accent());
        self.document.point(first, self.columns, &PointTarget::Link(link.to_owned()));
    }

    /// Code, and what is said below it.
    pub fn code(&mut self, snippet: &ReportSnippet, below: &str) {
        if !snippet.code.is_empty() {
            let shown = self.document.shown(&snippet.code).into_owned();
            let language = Language::from_str(&snippet.language).ok();
            for line in code::lines(language, &shown, self.theme, self.columns.saturating_sub(3)) {
                self.document.line(line);
            }
            self.document.gap();
        }
        self.document.prose(below, self.columns, self.theme.dim());
    }

    /// Words of others, those that matter in reverse, and with a line of `^` under them, so that no color is needed.
    fn quote(&mut self, text: &str, words: &Range<usize>) {
        if self.document.names.is_some() {
            // Where a name ends may be where a row ends; the words alone are replaced as a whole.
            self.document.hanging(vec![Span::raw("    ")], text, self.columns, self.theme.accent());
            return;
        }
        for (row, words) in marked_rows(text, words, self.columns.saturating_sub(4).max(8)) {
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
}
