//! A page of a result as lines: the cause, who acts, how it is known, the numbered steps, the code, the links.

use crate::frontend::plain::input::languages;
use crate::model::finding::Confidence;
use crate::wizard::Wizard;
use crate::wizard::result::{KnownFact, ResultPage, RunResult};
use crate::words::catalog::{FixSnippet, plain, say};
use crate::words::describe;
use crate::words::format::join;

/// The page on screen.
pub(super) fn describe(wizard: &Wizard, outcome: &RunResult, lines: &mut Vec<String>) {
    let Some(page) = outcome.current() else { return };
    changes(outcome, lines);
    lines.push(plain("result").replace("{title}", title(page)));
    if outcome.pages.len() > 1 {
        let text = plain("part").replace("{n}", &(outcome.page + 1).to_string());
        lines.push(text.replace("{all}", &outcome.pages.len().to_string()));
    }
    if let Some(finding) = &page.finding {
        let sure = say("confidence", finding.confidence.into());
        let text = plain("sure").replace("{id}", finding.cause.id()).replace("{sure}", sure);
        lines.push(text.replace("{owner}", say("owner", finding.owner.into())));
    }
    lines.extend(page.places.iter().map(|place| plain("place").replace("{place}", place)));
    lines.push(page.fix.summary.clone());
    if outcome.was_stopped() && page.finding.is_some() {
        lines.push(say("result", "stopped").to_owned());
    }
    if is_possible(page) {
        lines.push(say("result", "possible").to_owned());
    }
    known(page, lines);
    steps(wizard, page, lines);
    if wizard.is_mail_cause_shown() && wizard.links.all.is_empty() {
        lines.push(plain("mail").to_owned());
    }
    code(outcome, page, lines);
    for (name, text) in [("check", &page.fix.check), ("why", &page.fix.why)] {
        if !text.is_empty() {
            lines.push(plain(name).replace("{text}", text));
        }
    }
    let others = outcome.pages.iter().enumerate().filter(|(i, _)| *i != outcome.page);
    lines.extend(others.map(|(_, page)| plain("others").replace("{title}", title(page))));
    tables(outcome, lines);
    lines.extend(page.fix.links.iter().map(|link| plain("more").replace("{link}", link)));
}

fn is_possible(page: &ResultPage) -> bool {
    page.finding.as_ref().is_some_and(|f| f.confidence == Confidence::Possible)
}

fn title(page: &ResultPage) -> &str {
    match &page.fix.question {
        Some(question) if is_possible(page) => question,
        _ => &page.fix.title,
    }
}

/// What changed since the run before.
fn changes(outcome: &RunResult, lines: &mut Vec<String>) {
    let Some(change) = &outcome.change else { return };
    lines.push(say("changed", change.overall.into()).to_owned());
    for (id, was, now) in &change.probes {
        let text = plain("changed").replace("{chain}", say("chain", id.chain().into())).replace("{title}", id.title());
        lines.push(text.replace("{before}", was.word()).replace("{now}", now.word()));
    }
}

fn known(page: &ResultPage, lines: &mut Vec<String>) {
    if page.known.is_empty() {
        return;
    }
    lines.push(plain("known").to_owned());
    lines.extend(page.known.iter().map(|known| match known {
        KnownFact::Measured(mark, text) => format!("- {}: {text}", mark.word()),
        KnownFact::Said(text) => format!("- {}", plain("said").replace("{text}", text)),
        KnownFact::Quoted(text) => format!("- {}", plain("quoted").replace("{text}", text)),
    }));
}

fn steps(wizard: &Wizard, page: &ResultPage, lines: &mut Vec<String>) {
    match page.fix.steps.len() {
        0 => return,
        1 => lines.push(plain("one-step").to_owned()),
        n => lines.push(plain("steps").replace("{n}", &n.to_string())),
    }
    for (i, step) in page.fix.steps.iter().enumerate() {
        let text = plain(if wizard.done.contains(&step.text) { "step-done" } else { "step" });
        lines.push(text.replace("{n}", &(i + 1).to_string()).replace("{text}", &step.text));
        lines.extend(step.command.iter().flat_map(|c| c.lines()).map(|c| plain("run").replace("{command}", c)));
        lines.extend(step.link.iter().map(|link| plain("open").replace("{link}", link)));
    }
}

/// The code in the user's language, and in which others there is some.
pub(super) fn code(outcome: &RunResult, page: &ResultPage, lines: &mut Vec<String>) {
    if page.languages.is_empty() {
        return;
    }
    if let Some(code) = &page.fix.snippet {
        snippet(code, lines);
    }
    let others: Vec<&str> = page.languages.iter().filter(|l| **l != outcome.language()).map(Into::into).collect();
    if !others.is_empty() {
        lines.push(plain("languages").replace("{all}", &join(others)));
    }
}

/// Code, between a line that names its language and one that ends it.
pub(super) fn snippet(snippet: &FixSnippet, lines: &mut Vec<String>) {
    lines.push(plain("code").replace("{language}", snippet.language.name()));
    lines.extend(snippet.code.lines().map(|line| format!("    {line}")));
    lines.push(plain("code-end").to_owned());
}

/// How the official clients would fare, and which of their parts obeys which proxy variable.
fn tables(outcome: &RunResult, lines: &mut Vec<String>) {
    if !outcome.proxies.is_empty() {
        lines.push(format!("{}:", say("result", "proxies")));
    }
    for parts in outcome.proxies.chunk_by(|a, b| a.language == b.language) {
        let name = parts.first().map_or("", |part| part.language.name());
        lines.push(format!("- {name}: {}", describe::proxy_parts(parts)));
    }
    if !outcome.clients.is_empty() {
        lines.push(format!("{}:", say("result", "clients")));
    }
    for client in &outcome.clients {
        let message = client.message.as_ref().map(|m| format!(": {m}")).unwrap_or_default();
        let fares = describe::connects(client.connects, client.stops_at.as_deref());
        lines.push(format!("- {} {}: {fares}{message}", client.language.name(), client.version));
    }
}

/// The line for a language that does not exist.
pub(super) fn unknown_language() -> String {
    plain("unknown-language").replace("{all}", &languages())
}
