//! The answer alone, for a terminal's page: verdict, who acts, evidence, steps, code, and one row for the chains. What it leaves out is chosen
//! here, as blocks; how they look is left to those who render them.

use super::{client, first_steps, head, item, language, measured, places, said, title, verdict, was_stopped};
use crate::model::report_schema::{Report, ReportCause, ReportFix, ReportProbe, ReportStep};
use crate::words::catalog::say;
use crate::words::columns::{clip, width, wrap_whole};
use crate::words::document::{Content, Document, Item, Sign};
use crate::words::route;

/// Columns that the rows are counted by.
const COLUMNS: usize = 80;
/// Most rows where something was found.
const MAX_ROWS: usize = 30;
/// Most rows where everything works.
const MAX_HEALTHY_ROWS: usize = 4;
/// Most rows for what was measured.
const MAX_EVIDENCE_ROWS: usize = 6;
/// Most rows for what else was found.
const MAX_OTHER_ROWS: usize = 3;
/// Most columns of one thing that was measured.
const MAX_EVIDENCE_COLUMNS: usize = 3 * (COLUMNS - 4);

/// What a result comes to, on one page.
pub fn short(report: &Report) -> Document {
    match report.diagnosis.causes.first() {
        Some(cause) => found(report, cause),
        None if report.diagnosis.verdict == "healthy" => healthy(report),
        None => unknown(report),
    }
}

fn found(report: &Report, cause: &ReportCause) -> Document {
    let mut out = Document::default();
    head(&mut out, cause);
    if was_stopped(report) {
        out.push("", Content::Warning(say("result", "stopped").to_owned()));
    }
    let mut known = places(cause, report);
    known.extend(evidence(report, |probe| cause.evidence.contains(&probe.id)));
    if known.is_empty() && cause.confidence != "possible" {
        known.extend(said(report));
    }
    if known.is_empty() {
        out.paragraph("", &cause.summary);
    }
    known.extend(deciding_clients(report));
    let others = report.diagnosis.causes.iter().skip(1).map(|other| {
        let sign = if other.confidence == "possible" { Sign::Open } else { Sign::Neutral };
        item(sign, title(other))
    });
    rest(out, report, (known, others.collect()), say("result", "do-this"), &cause.fix)
}

fn unknown(report: &Report) -> Document {
    let mut whole = Document::default();
    let fix = verdict(&mut whole, report);
    let mut out = Document::default();
    out.blocks.extend(whole.blocks.into_iter().take(1));
    let mut known: Vec<Item> = evidence(report, |probe| matches!(probe.status.as_str(), "failed" | "warned"));
    known.extend(deciding_clients(report));
    rest(out, report, (known, Vec::new()), say("result", "next"), &ReportFix { snippet: None, ..fix })
}

/// What a diagnosis says below its head: as many steps as there is room for, and the code where it fits.
fn rest(
    mut out: Document,
    report: &Report,
    (known, others): (Vec<Item>, Vec<Item>),
    label: &str,
    fix: &ReportFix,
) -> Document {
    out.push("", chains(report));
    out.items("", within(known, MAX_EVIDENCE_ROWS));
    let mut end = Document::default();
    end.items(say("result", "others"), within(others, MAX_OTHER_ROWS));
    end.push("", Content::Note(say("short", "verbose").to_owned()));
    let dont_rows = if fix.dont.is_empty() { 0 } else { 1 + wrap_whole(&fix.dont, COLUMNS).len() };
    // The heading of the steps, the word of those left out, and the empty lines before them.
    let mut room = MAX_ROWS.saturating_sub(rows_of(&out) + rows_of(&end) + dont_rows + 4);
    let code = fix.snippet.as_ref().filter(|snippet| !snippet.code.is_empty());
    let code_rows = code
        .map_or(0, |snippet| snippet.code.trim_end().lines().map(|line| rows_in_one_piece(line, 4)).sum::<usize>() + 2);
    let first = first_steps(fix);
    let first_rows = first.first().map_or(0, step_rows);
    // The lines that decide stand in the step already.
    let in_step = first.first().is_some_and(|step| step.code.is_some());
    let code = code.filter(|_| !in_step && code_rows + first_rows <= room);
    if code.is_some() {
        room -= code_rows;
    }
    let mut steps = Vec::new();
    for step in first {
        let mut step = step.clone();
        // The first is always said, if need be without what it is done with.
        if steps.is_empty() && step_rows(&step) > room {
            (step.message, step.code) = (None, None);
        }
        let Some(left) = room.checked_sub(step_rows(&step)) else { break };
        room = left;
        steps.push(step);
    }
    let more = if fix.first.is_empty() { fix.steps.len() - steps.len() } else { fix.steps.len() };
    if !steps.is_empty() {
        out.push(label, Content::Steps(steps, 0));
    }
    let without_code = fix.snippet.is_some() && code.is_none();
    let left_out = match (more, without_code) {
        (0, false) => None,
        (0, true) => Some(say("short", "code")),
        (_, false) => Some(say("short", "steps")),
        (_, true) => Some(say("short", "steps-and-code")),
    };
    out.items("", left_out.map(|text| item(Sign::Neutral, &text.replace("{count}", &more.to_string()))));
    if !fix.dont.is_empty() {
        out.push("", Content::Dont(fix.dont.clone()));
    }
    if let Some(snippet) = code {
        let label = say("result", "code").replace("{language}", language(&snippet.language));
        out.push(&label, Content::Code(snippet.clone(), String::new()));
    }
    out.blocks.append(&mut end.blocks);
    out
}

fn healthy(report: &Report) -> Document {
    let mut whole = Document::default();
    let fix = verdict(&mut whole, report);
    let mut out = Document::default();
    out.blocks.extend(whole.blocks.into_iter().take(1));
    let mut known: Vec<Item> = deciding_clients(report).collect();
    known.extend(evidence(report, |probe| probe.status == "warned"));
    // Nothing to remark: what to do next says more than what was found in order.
    if known.is_empty() && report.symptom.is_some() {
        known.extend(fix.steps.first().map(|step| item(Sign::Place, &step.text)));
    }
    if known.is_empty() {
        out.push("", chains(report));
    } else {
        let room = MAX_HEALTHY_ROWS.saturating_sub(rows_of(&out));
        out.items("", within(known, room));
    }
    out
}

/// What these probes found, the failures first, each cut to a few rows.
fn evidence(report: &Report, wanted: impl Fn(&ReportProbe) -> bool) -> Vec<Item> {
    let mut items = measured(report, |probe| wanted(probe) && probe.status != "skipped");
    for item in &mut items {
        item.text = clip(&item.text, MAX_EVIDENCE_COLUMNS);
    }
    items.sort_by_key(|item| match item.sign {
        Some(Sign::Failed) => 0,
        Some(Sign::Warned) => 1,
        _ => 2,
    });
    items
}

/// The user's own client where it stops, and those that fare otherwise than it.
fn deciding_clients(report: &Report) -> impl Iterator<Item = Item> {
    let own = report.clients.iter().find(|c| c.language == report.client.language).and_then(|c| c.connects);
    let decides = move |verdict: &&crate::model::report_schema::ReportClientVerdict| {
        let is_own = verdict.language == report.client.language;
        if is_own { own == Some(false) } else { own.is_some() && verdict.connects == own.map(|own| !own) }
    };
    report.clients.iter().filter(decides).map(|verdict| {
        let shown = client(verdict);
        let text = format!("{} {}", shown.name, shown.text);
        Item { name: String::new(), more: String::new(), text, ..shown }
    })
}

/// As many as these rows hold.
fn within(items: Vec<Item>, rows: usize) -> Vec<Item> {
    let mut left = rows;
    let fits = |item: &Item| {
        let rows = wrap_whole(&item.text, COLUMNS - 4).len();
        let fits = rows <= left;
        left = left.saturating_sub(rows);
        fits
    };
    items.into_iter().take_while(fits).collect()
}

/// Every chain.
fn chains(report: &Report) -> Content {
    Content::Chains(route::of(report).outside(), String::new())
}

fn step_rows(step: &ReportStep) -> usize {
    let copied = step.command.iter().flat_map(|command| command.lines()).chain(step.link.as_deref());
    let message =
        step.message.iter().flat_map(|message| message.lines()).map(|line| wrap_whole(line, COLUMNS - 7).len());
    let code = step.code.iter().flat_map(|code| code.lines()).map(|line| rows_in_one_piece(line, 7));
    wrap_whole(&step.text, COLUMNS - 5).len()
        + message.chain(code).sum::<usize>()
        + copied.map(|line| rows_in_one_piece(line, 7)).sum::<usize>()
}

/// Rows of what is to be copied, which a terminal breaks wherever it ends.
fn rows_in_one_piece(line: &str, indent: usize) -> usize {
    (width(line) + indent).div_ceil(COLUMNS).max(1)
}

/// Rows of what can stand before and behind the steps.
fn rows_of(document: &Document) -> usize {
    let rows = |content: &Content, label: &str| match content {
        Content::Title(_, below) => wrap_whole(label, COLUMNS - 2).len() + below_rows(below),
        Content::Paragraph(text) | Content::Warning(text) | Content::Note(text) => {
            wrap_whole(text, COLUMNS - 2).len() + 1
        }
        Content::Items(items) => {
            let own = if label.is_empty() { 0 } else { 2 };
            own + items.iter().map(|item| wrap_whole(&item.text, COLUMNS - 4).len()).sum::<usize>()
        }
        Content::Chains(route, below) => 1 + route.strips.len() + usize::from(!below.is_empty()),
        _ => 0,
    };
    document.blocks.iter().map(|block| rows(&block.content, &block.label)).sum()
}

fn below_rows(below: &[String]) -> usize {
    crate::words::columns::wrap_sentences(below, COLUMNS - 2).len()
}
