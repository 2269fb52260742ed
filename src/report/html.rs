//! A document as one page of HTML that carries everything with it: no script, nothing loaded, a Content-Security-Policy that says so. It says
//! what the document says, and draws what a terminal can't: the probes on a time axis, and a grid of clusters and layers.

mod blocks;
mod grid;
mod waterfall;

use self::grid::GridRow;
use super::several::{Member, Summary, result};
use crate::model::report_schema::Report;
use crate::model::route::StepState;
use crate::words::catalog::say;
use crate::words::document::{Block, Content, Document};
use crate::words::format;
use crate::words::result_document::{self, ReportExtent};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use ring::digest::{SHA256, digest};
use std::time::Duration;

/// How the page looks.
const STYLE: &str = include_str!("../../assets/report/page.css");
/// Most results of a fleet that are told with their fix.
const MAX_TOLD_RESULTS: usize = 20;
/// Most places that are drawn one above the other.
const MAX_LANES: usize = 8;

/// A report as a page.
pub fn render(report: &Report) -> String {
    of_runs(report, &[])
}

/// The runs of a watch as a page, the newest first: it is told, and all of them are a strip of rows.
pub fn watched(runs: &[Report]) -> String {
    runs.first().map(|newest| of_runs(newest, runs)).unwrap_or_default()
}

fn of_runs(report: &Report, runs: &[Report]) -> String {
    let document = result_document::whole(report);
    // The picture stands in front of the table that has its figures.
    let at = document.blocks.iter().position(|block| block.label == say("result", "probes"));
    let (before, after) = document.blocks.split_at(at.unwrap_or(document.blocks.len()));
    let first = Document { blocks: before.to_vec(), enough: document.enough };
    page(
        &title_of(&document),
        &html! {
            p.origin { (origin(report)) }
            (blocks::document(&first, 1))
            (layers(say("page", "runs"), &runs.iter().map(|run| row(&run.started_at, run)).collect::<Vec<_>>()))
            (waterfall(&[("", report)]))
            (blocks::blocks(after, 1))
        },
    )
}

/// A document without a run as a page.
pub fn document(document: &Document) -> String {
    page(&title_of(document), &blocks::document(document, 1))
}

/// A comparison of these reports, with their names, as a page. `grid` are those to be told layer by layer.
pub(super) fn comparison(document: &Document, places: &[(&str, &Report)], grid: &[(&str, &Report)]) -> String {
    let titles = document.blocks.iter().take_while(|block| matches!(block.content, Content::Title(..))).count();
    let (title, rest) = document.blocks.split_at(titles);
    let rows: Vec<GridRow<'_>> = grid.iter().map(|(name, report)| row(name, report)).collect();
    page(
        &title_of(document),
        &html! {
            (blocks::blocks(title, 1))
            (layers(say("page", "layers"), &rows))
            (blocks::blocks(rest, 1))
            (waterfall(&places[..places.len().min(MAX_LANES)]))
        },
    )
}

/// All clusters, `members` in the order in which they are to stand: who is well and who isn't, layer by layer, then each result once with its fix.
pub fn several(summary: &Summary, members: &[Member], took: Duration) -> String {
    let head = summary.head(took);
    let rows: Vec<GridRow<'_>> = members.iter().map(member_row).collect();
    let broken = summary.broken().filter_map(|(word, names)| {
        let report = members.iter().find(|m| names.contains(&m.name))?.outcome.as_ref().ok()?;
        Some((word, names, report))
    });
    page(
        &head,
        &html! {
            header.verdict { div { h1 { (head) } } }
            (layers(say("page", "layers"), &rows))
            @for (word, names, report) in broken.take(MAX_TOLD_RESULTS) {
                section.result {
                    p.names { b { (word) } " · " (names.join(", ")) }
                    (blocks::document(&result_document::of(report, ReportExtent::Short), 2))
                }
            }
        },
    )
}

fn member_row(member: &Member) -> GridRow<'_> {
    match &member.outcome {
        Ok(report) => row(&member.name, report),
        Err(_) => GridRow {
            name: &member.name,
            report: None,
            state: StepState::Failed,
            said: member.said(),
            time: String::new(),
        },
    }
}

fn row<'a>(name: &'a str, report: &'a Report) -> GridRow<'a> {
    let state = match report.diagnosis.verdict.as_str() {
        "healthy" => StepState::Passed,
        "diagnosed" => StepState::Failed,
        _ => StepState::Warned,
    };
    let time = format::time(Duration::from_millis(report.duration_ms));
    GridRow { name, report: Some(report), state, said: result(report), time }
}

fn layers(label: &str, rows: &[GridRow<'_>]) -> Markup {
    html! {
        @if !rows.is_empty() { section { (blocks::heading(2, label)) (grid::draw(label, rows)) } }
    }
}

fn waterfall(places: &[(&str, &Report)]) -> Markup {
    html! {
        @if let Some(picture) = waterfall::draw(places) {
            section { (blocks::heading(2, say("timing", "title"))) (picture) }
        }
    }
}

/// What was checked, and when.
fn origin(report: &Report) -> String {
    let target = report.target.iter().map(|target| target.rest.trim_start_matches("https://"));
    target.chain([report.started_at.as_str()]).collect::<Vec<_>>().join(" · ")
}

fn title_of(document: &Document) -> String {
    let title = |block: &Block| matches!(block.content, Content::Title(..)).then(|| block.label.clone());
    document.blocks.iter().find_map(title).unwrap_or_default()
}

fn page(title: &str, body: &Markup) -> String {
    let tool = super::tool();
    let policy = format!(
        "default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'sha256-{}'",
        STANDARD.encode(digest(&SHA256, STYLE.as_bytes()))
    );
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="referrer" content="no-referrer";
                title { (title) " · " (tool.name) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                main { (body) }
                footer { p { (tool.name) " " (tool.version) " · " (say("page", "no-key")) } }
            }
        }
    }
    .into_string()
}

#[cfg(test)]
mod tests;
