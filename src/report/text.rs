//! A document for people as text: 80 columns, wrapped between words, in color where there are colors. Nothing is said here that the document
//! doesn't say.

use super::style::{Style, TextTone};
use crate::model::client::Language;
use crate::model::report_schema::{Report, ReportStep};
use crate::model::route::StepState;
use crate::words::columns::{marked_rows, width, wrap_sentences, wrap_whole};
use crate::words::document::{Block, Content, Document, Item, Sign};
use crate::words::result_document::{self, ReportExtent};
use crate::words::route::{self, Piece};
use std::fmt::Write as _;
use std::str::FromStr as _;

/// Columns.
const TEXT_COLUMNS: usize = 80;
/// Columns of a time.
const TIME_COLUMNS: usize = 8;

/// What a person reads of a report.
pub fn answer(report: &Report, extent: ReportExtent, style: Style) -> String {
    document(&result_document::of(report, extent), style)
}

/// The whole report.
pub fn render(report: &Report, style: Style) -> String {
    document(&result_document::whole(report), style)
}

/// Any document.
pub fn document(document: &Document, style: Style) -> String {
    let mut page = TextPage { out: String::new(), style };
    for block in &document.blocks {
        page.block(block);
    }
    style.finish(page.out)
}

struct TextPage {
    out: String,
    style: Style,
}

impl TextPage {
    fn line(&mut self, text: &str) {
        let _ = writeln!(self.out, "{}", text.trim_end());
    }

    /// An empty line, unless this is the beginning.
    fn gap(&mut self) {
        if !self.out.is_empty() {
            self.out.push('\n');
        }
    }

    /// Text wrapped behind a lead, which may be colored and takes `indent` columns.
    fn wrapped(&mut self, lead: &str, indent: usize, text: &str, meaning: Option<TextTone>) {
        let mut lead = lead.to_owned();
        for line in wrap_whole(text, TEXT_COLUMNS.saturating_sub(indent)) {
            let line = meaning.map_or_else(|| line.clone(), |meaning| self.style.paint(meaning, &line));
            self.line(&format!("{lead}{line}"));
            lead = " ".repeat(indent);
        }
    }

    fn sign(&self, sign: Sign) -> String {
        let meaning = match sign {
            Sign::Passed => TextTone::Good,
            Sign::Warned | Sign::Open => TextTone::Odd,
            Sign::Failed | Sign::Place => TextTone::Bad,
            Sign::Neutral | Sign::Said => TextTone::Aside,
        };
        self.style.paint(meaning, sign.symbol())
    }

    fn piece(&self, piece: &Piece) -> String {
        let tone = |state| match state {
            StepState::Passed => TextTone::Good,
            StepState::Warned => TextTone::Odd,
            StepState::Failed => TextTone::Bad,
            StepState::Skipped | StepState::Running | StepState::Waiting => TextTone::Aside,
        };
        match piece {
            Piece::Name(name) => name.clone(),
            Piece::Step(_, state, name) => {
                let sign = self.style.paint(tone(*state), route::sign(*state));
                if name.is_empty() { sign } else { format!("{sign} {name}") }
            }
            Piece::Link(link) => self.style.paint(TextTone::Aside, link),
            Piece::Note(state, note) => self.style.paint(tone(*state), note),
        }
    }

    fn block(&mut self, block: &Block) {
        // What has no label of its own belongs to what stands before it; an item is set off by its sign.
        let own = matches!(
            &block.content,
            Content::Paragraph(_) | Content::Warning(_) | Content::Title(..) | Content::Dont(_)
        );
        if own || !block.label.is_empty() {
            self.gap();
        }
        let indent = if block.label.is_empty() { 0 } else { 2 };
        if !block.label.is_empty() && !matches!(&block.content, Content::Title(..)) {
            self.wrapped("", 0, &block.label, Some(TextTone::Heading));
        }
        match &block.content {
            Content::Title(sign, below) => {
                let lead = sign.map_or_else(String::new, |sign| format!("{} ", self.sign(sign)));
                let columns = if sign.is_some() { 2 } else { 0 };
                self.wrapped(&lead, columns, &block.label, Some(TextTone::Heading));
                for line in wrap_sentences(below, TEXT_COLUMNS - columns) {
                    self.wrapped(&" ".repeat(columns), columns, &line, Some(TextTone::Aside));
                }
            }
            Content::Paragraph(text) => self.wrapped(&" ".repeat(indent), indent, text, None),
            Content::Dont(text) => self.wrapped("", 0, text, None),
            Content::Note(text) => {
                self.gap();
                self.wrapped("", 0, text, Some(TextTone::Aside));
            }
            Content::Warning(text) => self.wrapped(&format!("{} ", self.sign(Sign::Warned)), 2, text, None),
            Content::Items(items) => self.items(items),
            Content::Steps(steps, before) => self.steps(steps, *before),
            Content::Code(snippet, below) => {
                let code = self.style.code(Language::from_str(&snippet.language).ok(), snippet.code.trim_end());
                code.lines().for_each(|line| self.line(&format!("    {line}")));
                self.wrapped("  ", 2, below, Some(TextTone::Aside));
            }
            Content::Command(command) => command.lines().for_each(|line| self.line(&format!("    {line}"))),
            Content::Links(links) => links.iter().for_each(|link| self.line(&format!("  {link}"))),
            Content::Chains(route, below) => {
                // Below a verdict that is one line they are all that is said.
                if self.out.lines().count() > 1 {
                    self.gap();
                }
                for line in route::lines(route, TEXT_COLUMNS - 2, None) {
                    let line: String = line.iter().map(|piece| self.piece(piece)).collect();
                    self.line(&format!("  {line}"));
                }
                self.wrapped("  ", 2, below, Some(TextTone::Aside));
            }
            Content::Quote(text, words) => {
                for (row, words) in marked_rows(text, words, TEXT_COLUMNS - 4) {
                    let (before, marked, after) = (&row[..words.start], &row[words.clone()], &row[words.end..]);
                    self.line(&format!("    {before}{}{after}", self.style.paint(TextTone::Marked, marked)));
                    if !marked.is_empty() {
                        self.line(&format!("    {}{}", " ".repeat(width(before)), "^".repeat(width(marked))));
                    }
                }
            }
        }
    }

    fn items(&mut self, items: &[Item]) {
        let names = Item::name_columns(items);
        for item in items {
            let sign = item.sign.map_or_else(|| " ".to_owned(), |sign| self.sign(sign));
            let mut lead = format!("  {sign} ");
            let mut columns = 4;
            if item.is_heading() {
                self.wrapped("  ", 2, &item.name, Some(TextTone::Aside));
                continue;
            }
            if names > 0 {
                let gap = names.saturating_sub(width(&item.name));
                let _ = write!(lead, "{}{}", item.name, " ".repeat(gap));
                columns += width(&item.name) + gap;
            }
            if !item.time.is_empty() {
                let _ = write!(lead, "{:>TIME_COLUMNS$}", item.time);
                columns += TIME_COLUMNS.max(width(&item.time));
            }
            if !item.id.is_empty() {
                let _ = write!(lead, "  {}", self.style.paint(TextTone::Aside, &item.id));
                columns += 2 + width(&item.id);
            }
            if names > 0 {
                lead.push_str("  ");
                columns += 2;
            }
            if item.text.is_empty() {
                self.line(&lead);
            } else if item.id.is_empty() || columns + width(&item.text) <= TEXT_COLUMNS {
                self.wrapped(&lead, columns, &item.text, None);
            } else {
                // What is said has too little room beside so much.
                self.line(&lead);
                self.wrapped("      ", 6, &item.text, None);
            }
            let indent = columns.min(7);
            self.wrapped(&" ".repeat(indent), indent, &item.more, Some(TextTone::Aside));
        }
    }

    fn steps(&mut self, steps: &[ReportStep], before: usize) {
        for (n, step) in (before + 1..).zip(steps) {
            self.wrapped(&format!("{n:>3}. "), 5, &step.text, None);
            // Commands and addresses are to be copied, so they are never wrapped.
            for line in step.message.iter().flat_map(|message| message.lines()) {
                self.wrapped("     │ ", 7, line, None);
            }
            for line in step.code.iter().flat_map(|code| code.lines()) {
                self.line(&format!("       {line}"));
            }
            for line in step.command.iter().flat_map(|c| c.lines()).chain(step.link.as_deref()) {
                self.line(&format!("       {line}"));
            }
        }
    }
}

#[cfg(test)]
pub(crate) mod tests;
