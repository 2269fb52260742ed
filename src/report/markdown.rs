//! A document for a ticket, in GitHub's Markdown. Everything in it that was measured or said by others is escaped, so that a hostile name makes
//! no markup, no link, no mention and no HTML out of itself.

pub(crate) mod escape;

use crate::model::report_schema::{Report, ReportStep};
use crate::words::document::{Block, Content, Document, Item};
use crate::words::{result_document, route};
use escape::{code, fenced, link, prose};
use std::fmt::Write as _;

/// Columns of a line of chains.
const CHAIN_COLUMNS: usize = 100;

/// The report as Markdown text.
pub fn render(report: &Report) -> String {
    document(&result_document::whole(report))
}

/// Any document.
pub fn document(document: &Document) -> String {
    let mut out = String::new();
    for block in &document.blocks {
        self::block(&mut out, block);
    }
    out
}

/// Every block stands between empty lines.
fn block(out: &mut String, block: &Block) {
    let mut paragraph = |text: &str| {
        if !out.is_empty() {
            out.push('\n');
        }
        out.push_str(text.trim_end());
        out.push('\n');
    };
    match &block.content {
        Content::Title(sign, below) => {
            let sign = sign.map_or_else(String::new, |sign| format!("{} ", sign.symbol()));
            paragraph(&format!("## {sign}{}", prose(&block.label)));
            if !below.is_empty() {
                paragraph(&prose(&below.join(" ")));
            }
        }
        _ if !block.label.is_empty() => paragraph(&format!("### {}", prose(&block.label))),
        _ => {}
    }
    match &block.content {
        Content::Title(..) => {}
        Content::Paragraph(text) | Content::Note(text) | Content::Dont(text) => paragraph(&prose(text)),
        Content::Warning(text) => paragraph(&format!("> {}", prose(text))),
        Content::Items(items) => paragraph(self::items(items).trim_start()),
        Content::Steps(steps, before) => paragraph(&self::steps(steps, *before)),
        Content::Code(snippet, below) => {
            if !snippet.code.is_empty() {
                paragraph(&fenced(&snippet.language, snippet.code.trim_end()));
            }
            paragraph(&prose(below));
        }
        Content::Command(command) => paragraph(&fenced("sh", command)),
        Content::Links(links) => {
            paragraph(&links.iter().fold(String::new(), |all, to| format!("{all}- {}\n", link(to))));
        }
        Content::Quote(text, _) => paragraph(&fenced("", text)),
        Content::Chains(route, below) => {
            let lines = route::lines(route, CHAIN_COLUMNS, None);
            let lines: Vec<String> = lines.iter().map(|line| route::text(line)).collect();
            paragraph(&fenced("", &lines.join("\n")));
            paragraph(&prose(below));
        }
    }
}

fn items(items: &[Item]) -> String {
    let mut out = String::new();
    for item in items {
        if item.is_heading() {
            let _ = writeln!(out, "\n**{}**\n", prose(item.name.trim()));
            continue;
        }
        let sign = item.sign.map_or_else(String::new, |sign| format!("{} ", sign.symbol()));
        let name = if item.name.is_empty() { String::new() } else { format!("**{}** ", prose(item.name.trim())) };
        let id = if item.id.is_empty() { String::new() } else { format!("{} ", code(&item.id)) };
        let time = if item.time.is_empty() { String::new() } else { format!("{}: ", prose(&item.time)) };
        let _ = writeln!(out, "- {sign}{name}{id}{time}{}", prose(&item.text));
        if !item.more.is_empty() {
            let _ = writeln!(out, "  {}", prose(&item.more));
        }
    }
    out
}

fn steps(steps: &[ReportStep], before: usize) -> String {
    let mut out = String::new();
    for (n, step) in (before + 1..).zip(steps) {
        let _ = writeln!(out, "{n}. {}", prose(&step.text));
        for text in [&step.message, &step.code].into_iter().flatten() {
            let indented = fenced("", text).replace('\n', "\n   ");
            let _ = writeln!(out, "\n   {indented}");
        }
        if let Some(command) = &step.command {
            let indented = fenced("sh", command).replace('\n', "\n   ");
            let _ = writeln!(out, "\n   {indented}");
        }
        if let Some(address) = &step.link {
            let _ = writeln!(out, "\n   {}", link(address));
        }
    }
    out
}

#[cfg(test)]
mod tests;
