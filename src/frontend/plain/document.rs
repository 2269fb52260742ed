//! A document as plain lines: signs become words, and steps are counted, for ears.

use crate::model::report_schema::ReportStep;
use crate::words::catalog::{RIGHT, WRONG, plain, say};
use crate::words::document::{Block, Content, Document, Item, Sign};
use crate::words::route;
use std::collections::BTreeSet;

/// Every block; no step is done.
pub(in crate::frontend) fn describe(document: &Document, lines: &mut Vec<String>) {
    for block in &document.blocks {
        describe_block(block, &BTreeSet::new(), lines);
    }
}

/// One block. `done` holds the words of the steps that are done.
pub(super) fn describe_block(block: &Block, done: &BTreeSet<String>, lines: &mut Vec<String>) {
    let label = block.label.as_str();
    let heading = |lines: &mut Vec<String>| lines.extend((!label.is_empty()).then(|| format!("{label}:")));
    match &block.content {
        Content::Title(sign, below) => {
            lines.push(if sign.is_some() { plain("result").replace("{title}", label) } else { label.to_owned() });
            lines.extend((!below.is_empty()).then(|| below.join(" ")));
        }
        Content::Paragraph(text) | Content::Note(text) | Content::Warning(text) | Content::Dont(text)
            if label.is_empty() =>
        {
            lines.push(text.clone());
        }
        Content::Paragraph(text) | Content::Note(text) | Content::Warning(text) | Content::Dont(text) => {
            lines.push(format!("{label}: {text}"));
        }
        Content::Items(items) => {
            heading(lines);
            lines.extend(items.iter().map(item));
        }
        Content::Steps(steps, before) => {
            let heading = plain(if steps.len() == 1 { "one-step" } else { "steps" }).replace("{label}", label);
            lines.push(heading.replace("{n}", &steps.len().to_string()));
            for (n, step) in (before + 1..).zip(steps) {
                describe_step(n, step, done.contains(&step.text), lines);
            }
        }
        Content::Code(snippet, below) => {
            heading(lines);
            if !snippet.code.is_empty() {
                lines.extend(snippet.code.lines().map(|line| format!("    {line}")));
                lines.push(plain("code-end").to_owned());
            }
            lines.push(below.clone());
        }
        Content::Command(command) => {
            heading(lines);
            lines.extend(command.lines().map(|line| plain("run").replace("{command}", line)));
        }
        Content::Links(all) => lines.extend(all.iter().map(|link| format!("{label}: {link}"))),
        Content::Chains(route, below) => {
            heading(lines);
            lines.extend(route.strips.iter().map(|strip| format!("- {}", route::spoken(strip))));
            lines.extend(Some(below.clone()).filter(|below| !below.is_empty()));
        }
        Content::Quote(text, words) => {
            heading(lines);
            lines.extend(text.lines().map(|line| format!("    {line}")));
            lines.push(say("result", "quoted").replace("{text}", &text[words.clone()]));
        }
    }
}

fn describe_step(n: usize, step: &ReportStep, done: bool, lines: &mut Vec<String>) {
    let text = plain(if done { "step-done" } else { "step" });
    lines.push(text.replace("{n}", &n.to_string()).replace("{text}", &step.text));
    let ready = [&step.message, &step.code].into_iter().flatten();
    lines.extend(ready.flat_map(|text| text.lines()).map(in_words));
    lines.extend(step.command.iter().flat_map(|c| c.lines()).map(|c| plain("run").replace("{command}", c)));
    lines.extend(step.link.iter().map(|link| plain("open").replace("{link}", link)));
}

/// A line of what a step is done with; wrong and right are said.
fn in_words(line: &str) -> String {
    match (line.strip_prefix(WRONG), line.strip_prefix(RIGHT)) {
        (Some(line), _) => format!("    {} {line}", plain("wrong")),
        (_, Some(line)) => format!("    {} {line}", plain("right")),
        (None, None) => format!("    {line}"),
    }
}

fn item(item: &Item) -> String {
    let sign = match item.sign {
        Some(Sign::Passed) => say("changed", "passed"),
        Some(Sign::Warned) => say("changed", "warned"),
        Some(Sign::Failed) => say("changed", "failed"),
        Some(Sign::Place) => plain("place"),
        Some(Sign::Neutral | Sign::Open | Sign::Said) => "",
        None if item.is_heading() => return format!("{}:", item.name),
        None => "",
    };
    let head: Vec<&str> =
        [sign, &item.name, &item.time, &item.id].into_iter().filter(|part| !part.is_empty()).collect();
    let says: Vec<&str> = [item.text.as_str(), &item.more].into_iter().filter(|part| !part.is_empty()).collect();
    match (head.is_empty(), says.is_empty()) {
        (true, _) => format!("- {}", says.join("; ")),
        (false, true) => format!("- {}", head.join(", ")),
        (false, false) => format!("- {}: {}", head.join(", "), says.join("; ")),
    }
}
