//! The blocks of a document as HTML. What is text stays text: the template engine escapes it, and only an address of the web becomes a link.

use crate::model::client::Language;
use crate::model::report_schema::{ReportSnippet, ReportStep};
use crate::model::route::{Route, StepState};
use crate::model::sanitized::is_web_address;
use crate::words::catalog::say;
use crate::words::document::{Block, Content, Document, Item, Sign};
use crate::words::highlight::{self, Ink};
use crate::words::route::{self, Piece};
use maud::{Markup, html};
use std::ops::Range;
use std::str::FromStr as _;

/// Columns without a bound: a browser breaks lines itself.
const ANY_COLUMNS: usize = 1 << 20;

/// A document: its title, what is enough to act upon in one frame, then the rest. `level` is that of the title's heading.
pub(super) fn document(document: &Document, level: u8) -> Markup {
    let enough = document.enough.unwrap_or_default().min(document.blocks.len());
    let (answer, rest) = document.blocks.split_at(enough);
    let is_title = |block: &&Block| matches!(block.content, Content::Title(..));
    let titles = answer.iter().take_while(is_title).count();
    html! {
        (blocks(&answer[..titles], level))
        @if titles < enough {
            div.answer { (blocks(&answer[titles..], level)) }
        }
        (blocks(rest, level))
    }
}

/// Blocks, those without a label in the section of the one before.
pub(super) fn blocks(blocks: &[Block], level: u8) -> Markup {
    let sections = blocks.chunk_by(|_, next| next.label.is_empty());
    html! {
        @for section in sections {
            @if let [Block { label, content: Content::Title(sign, below) }, rest @ ..] = section {
                (title(label, *sign, below, level))
                @for block in rest { (content(&block.content)) }
            } @else {
                section {
                    @if let Some(first) = section.first().filter(|first| !first.label.is_empty()) {
                        (heading(level + 1, &first.label))
                    }
                    @for block in section { (content(&block.content)) }
                }
            }
        }
    }
}

/// A heading of this level.
pub(super) fn heading(level: u8, text: &str) -> Markup {
    html! {
        @match level {
            0 | 1 => h1 { (text) },
            2 => h2 { (text) },
            3 => h3 { (text) },
            _ => h4 { (text) },
        }
    }
}

fn title(label: &str, sign: Option<Sign>, below: &[String], level: u8) -> Markup {
    html! {
        header.verdict {
            @if let Some(sign) = sign { p.seal.(class(sign)) aria-hidden="true" { (sign.symbol()) } }
            div {
                (heading(level, label))
                @if !below.is_empty() {
                    p.facts {
                        @for sentence in below.iter().flat_map(|line| line.split_inclusive(". ")) { span { (sentence) } " " }
                    }
                }
            }
        }
    }
}

const fn class(sign: Sign) -> &'static str {
    match sign {
        Sign::Passed => "passed",
        Sign::Warned | Sign::Open => "warned",
        Sign::Failed => "failed",
        Sign::Neutral | Sign::Place | Sign::Said => "aside",
    }
}

/// The class of a step's state.
pub(super) const fn state_class(state: StepState) -> &'static str {
    match state {
        StepState::Passed => "passed",
        StepState::Warned => "warned",
        StepState::Failed => "failed",
        StepState::Skipped | StepState::Running | StepState::Waiting => "aside",
    }
}

fn content(content: &Content) -> Markup {
    html! {
        @match content {
            Content::Title(..) => {},
            Content::Paragraph(text) => p { (text) },
            Content::Note(text) => p.note { (text) },
            Content::Warning(text) => p.warning { b.warned aria-hidden="true" { (Sign::Warned.symbol()) } " " (text) },
            Content::Dont(text) => p.dont { b.failed aria-hidden="true" { (Sign::Failed.symbol()) } " " (text) },
            Content::Items(items) => (self::items(items)),
            Content::Steps(steps, before) => (self::steps(steps, *before)),
            Content::Code(snippet, below) => (code(snippet, below)),
            Content::Command(command) => pre.command { code { (command) } },
            Content::Links(links) => ul.links { @for link in links { li { (self::link(link)) } } },
            Content::Quote(text, words) => (quote(text, words)),
            Content::Chains(route, below) => {
                (chains(route))
                @if !below.is_empty() { p.note { (below) } }
            },
        }
    }
}

/// An address, as a link where it is one of the web.
fn link(address: &str) -> Markup {
    html! {
        @if is_web_address(address) { a href=(address) rel="noreferrer" { (address) } } @else { (address) }
    }
}

fn items(items: &[Item]) -> Markup {
    let named = items.iter().any(|item| !item.name.is_empty() || !item.time.is_empty() || !item.id.is_empty());
    html! {
        @if named { (table(items)) } @else {
            ul.signs {
                @for item in items {
                    li {
                        @if let Some(sign) = item.sign { (self::sign(sign)) }
                        div { (item.text) @if !item.more.is_empty() { " " small { (item.more) } } }
                    }
                }
            }
        }
    }
}

/// The sign, with its word for those who listen where it says how something stands.
fn sign(sign: Sign) -> Markup {
    let word = match sign {
        Sign::Passed => say("changed", "passed"),
        Sign::Warned => say("changed", "warned"),
        Sign::Failed => say("changed", "failed"),
        Sign::Neutral | Sign::Open | Sign::Place | Sign::Said => "",
    };
    html! {
        b.sign.(class(sign)) {
            span aria-hidden="true" { (sign.symbol()) }
            @if !word.is_empty() { span.spoken { (word) } }
        }
    }
}

/// Named items: a row each, grouped by the headings among them.
fn table(items: &[Item]) -> Markup {
    let has = |part: fn(&Item) -> &str| items.iter().any(|item| !part(item).is_empty());
    let (times, ids) = (has(|item| &item.time), has(|item| &item.id));
    let columns = 2 + usize::from(times) + usize::from(ids);
    html! {
        table.items.timed[times] {
            @for group in items.chunk_by(|_, next| !next.is_heading()) {
                tbody {
                    @for item in group {
                        @if item.is_heading() {
                            tr.heading { th scope="rowgroup" colspan=(columns) { (item.name) } }
                        } @else {
                            tr {
                                @if item.name.is_empty() { td.unnamed { @if let Some(sign) = item.sign { (self::sign(sign)) } } }
                                @else { th scope="row" { @if let Some(sign) = item.sign { (self::sign(sign)) } span { (item.name.trim()) } } }
                                @if times { td.time { (item.time) } }
                                @if ids { td.id { (item.id) } }
                                td.said { (item.text) @if !item.more.is_empty() { small { (item.more) } } }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn steps(steps: &[ReportStep], before: usize) -> Markup {
    html! {
        ol.steps start=[(before > 0).then_some(before + 1)] {
            @for step in steps {
                li {
                    p { (step.text) }
                    @if let Some(message) = &step.message { pre.message { (message) } }
                    @if let Some(lines) = &step.code { pre.code { (marked(lines)) } }
                    @if let Some(command) = &step.command { pre.command { code { (command) } } }
                    @if let Some(address) = &step.link { p { (link(address)) } }
                }
            }
        }
    }
}

/// Lines of which those that decide begin with an arrow.
fn marked(lines: &str) -> Markup {
    html! {
        @for line in lines.split_inclusive('\n') {
            @if line.starts_with('→') { mark { (line) } } @else { (line) }
        }
    }
}

fn code(snippet: &ReportSnippet, below: &str) -> Markup {
    let code = snippet.code.trim_end();
    let pieces = Language::from_str(&snippet.language).map(|language| highlight::pieces(language, code));
    html! {
        @if !code.is_empty() { pre.code { code { (colored(code, &pieces.unwrap_or_default())) } } }
        @if !below.is_empty() { p.note { (below) } }
    }
}

fn colored(code: &str, pieces: &[(Range<usize>, Ink)]) -> Markup {
    let starts = std::iter::once(0).chain(pieces.iter().map(|(place, _)| place.end));
    let plain = starts.zip(pieces.iter().map(|(place, _)| place.start).chain([code.len()]));
    let part = |from: usize, to: usize| code.get(from..to).unwrap_or_default();
    html! {
        @for (i, (from, to)) in plain.enumerate() {
            (part(from, to))
            @if let Some((place, ink)) = pieces.get(i) { span.(ink_class(*ink)) { (part(place.start, place.end)) } }
        }
    }
}

const fn ink_class(ink: Ink) -> &'static str {
    match ink {
        Ink::Keyword => "ink-keyword",
        Ink::Text => "ink-text",
        Ink::Comment => "ink-comment",
        Ink::Function => "ink-function",
        Ink::Type => "ink-type",
        Ink::Constant => "ink-constant",
    }
}

fn quote(text: &str, words: &Range<usize>) -> Markup {
    let part = |range: Range<usize>| text.get(range).unwrap_or_default();
    html! {
        blockquote {
            pre { (part(0..words.start)) mark { (part(words.clone())) } (part(words.end..text.len())) }
        }
    }
}

/// How far each chain came.
fn chains(route: &Route) -> Markup {
    html! {
        div.route {
            @for line in route::lines(route, ANY_COLUMNS, None) {
                div.chain {
                    @for piece in &line {
                        @if let Piece::Name(name) = piece { b.name { (name.trim()) } }
                    }
                    ol {
                        @for piece in &line {
                            @if let Piece::Step(_, state, name) = piece {
                                li.(state_class(*state)) {
                                    span aria-hidden="true" { (route::sign(*state)) } " " (name)
                                    span.spoken { " (" (state.word()) ")" }
                                }
                            }
                        }
                    }
                    @for piece in &line {
                        @if let Piece::Note(state, note) = piece { span.end.(state_class(*state)) { (note) } }
                    }
                }
            }
        }
    }
}
