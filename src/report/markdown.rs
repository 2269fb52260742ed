//! The report for a ticket, in GitHub's Markdown. Everything in it that was measured or said by others is escaped, so that a hostile name
//! makes no markup, no link, no mention and no HTML out of itself.

pub(crate) mod escape;

use super::text;
use crate::model::client::Language;
use crate::model::evidence::ProbeId;
use crate::model::report_schema::{Report, ReportCause, ReportFix, ReportProbe, ReportStep};
use crate::words::catalog::say;
use crate::words::describe;
use crate::words::format;
use escape::{cell, code, fenced, link, prose};
use std::fmt::Write as _;
use std::str::FromStr as _;
use std::time::Duration;

/// The report as Markdown text.
pub fn render(report: &Report) -> String {
    let mut out = String::new();
    match report.diagnosis.causes.split_first() {
        Some((first, more)) => {
            verdict(&mut out, first);
            known(&mut out, first, report);
            fix(&mut out, &first.fix);
            also(&mut out, more);
        }
        None if report.diagnosis.verdict == "healthy" => {
            let _ = writeln!(out, "## ✓ Healthy\n\nEvery probe passed and no cause was found.");
        }
        None => undiagnosed(&mut out, report),
    }
    clients(&mut out, report);
    proxies(&mut out, report);
    probed(&mut out, report);
    versions(&mut out, report);
    out
}

fn undiagnosed(out: &mut String, report: &Report) {
    let Some(conclusion) = &report.diagnosis.conclusion else {
        let _ = writeln!(out, "## ! Not diagnosed\n\nSomething failed, and no known cause fits.");
        return;
    };
    let _ = writeln!(out, "## ! {}\n\n{}", prose(&conclusion.title), prose(&conclusion.summary));
    steps(out, &conclusion.steps);
}

fn heading<'a>(cause: &'a ReportCause, fix: &'a ReportFix) -> &'a str {
    match &cause.question {
        Some(question) if cause.confidence == "possible" => question,
        _ => &fix.title,
    }
}

fn verdict(out: &mut String, cause: &ReportCause) {
    let mark = if cause.confidence == "possible" { "?" } else { "✗" };
    let _ = writeln!(out, "## {mark} {}\n", prose(heading(cause, &cause.fix)));
    let _ = writeln!(out, "{}\n", prose(&cause.summary));
    let _ = writeln!(out, "- Cause: {} ({})", code(&cause.id), prose(&cause.confidence));
    let _ = writeln!(out, "- In short: {}", prose(text::owner(&cause.owner)));
}

fn known(out: &mut String, cause: &ReportCause, report: &Report) {
    let probes: Vec<&ReportProbe> =
        cause.evidence.iter().filter_map(|id| report.probes.iter().find(|p| p.id == *id)).collect();
    let said = if probes.is_empty() && cause.confidence != "possible" { text::said(report) } else { Vec::new() };
    if probes.is_empty() && said.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n### How we know\n");
    for words in &said {
        let _ = writeln!(out, "- the user said: “{}”", prose(words));
    }
    if !probes.is_empty() {
        table(out, &probes);
    }
}

fn table(out: &mut String, probes: &[&ReportProbe]) {
    let _ = writeln!(out, "| | probe | what it found | time |\n|---|---|---|---|");
    for probe in probes {
        let title = ProbeId::from_str(&probe.id).map_or("", |id| id.title());
        let time = match probe.status.as_str() {
            "skipped" => String::new(),
            _ => format::time(Duration::from_millis(probe.duration_ms)),
        };
        let failure = probe.failure.as_ref().map(|f| format!(" ({})", code(f))).unwrap_or_default();
        let id = cell(&code(&probe.id));
        let _ = writeln!(
            out,
            "| {} | {id} {} | {}{} | {time} |",
            mark(&probe.status),
            cell(&prose(title)),
            cell(&prose(&probe.summary)),
            cell(&failure),
        );
    }
}

fn mark(status: &str) -> &'static str {
    match status {
        "passed" => "✓",
        "warned" => "!",
        "failed" => "✗",
        _ => "·",
    }
}

fn steps(out: &mut String, steps: &[ReportStep]) {
    if !steps.is_empty() {
        let _ = writeln!(out, "\n### What to do\n");
    }
    for (i, step) in steps.iter().enumerate() {
        let _ = writeln!(out, "{}. {}", i + 1, prose(&step.text));
        if let Some(command) = &step.command {
            let _ = writeln!(out, "\n{}", indented(&fenced("sh", command)));
        }
        if let Some(address) = &step.link {
            let _ = writeln!(out, "\n   {}", link(address));
        }
    }
}

fn fix(out: &mut String, fix: &ReportFix) {
    steps(out, &fix.steps);
    if let Some(snippet) = &fix.snippet {
        let name = Language::from_str(&snippet.language).map_or("Code", |l| l.name());
        let _ = writeln!(out, "\n### {name}\n\n{}", fenced(&snippet.language, snippet.code.trim_end()));
    }
    if !fix.check.is_empty() {
        let _ = writeln!(out, "\n### How to see that it worked\n\n{}", prose(&fix.check));
    }
    if !fix.links.is_empty() {
        let _ = writeln!(out);
        fix.links.iter().for_each(|address| {
            let _ = writeln!(out, "- {}", link(address));
        });
    }
}

/// Belongs to the numbered line above it.
fn indented(block: &str) -> String {
    block.lines().map(|line| format!("   {line}")).collect::<Vec<_>>().join("\n")
}

fn also(out: &mut String, causes: &[ReportCause]) {
    if causes.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n### Also\n");
    for cause in causes {
        let _ = writeln!(
            out,
            "- {} ({}, {})",
            prose(heading(cause, &cause.fix)),
            code(&cause.id),
            prose(&cause.confidence)
        );
    }
}

/// How the official clients would fare from there.
fn clients(out: &mut String, report: &Report) {
    if report.clients.is_empty() {
        return;
    }
    let _ =
        writeln!(out, "\n### {}\n\n| | client | fares | what it says |\n|---|---|---|---|", say("result", "clients"));
    for client in &report.clients {
        let mark = match client.connects {
            Some(true) => mark("passed"),
            Some(false) => mark("failed"),
            None => mark("skipped"),
        };
        let fares = describe::connects(client.connects, client.stops_at.as_deref());
        let message = client.message.as_deref().unwrap_or_default();
        let name = format!("{} {}", language(&client.language), client.version.as_deref().unwrap_or_default());
        let _ = writeln!(
            out,
            "| {mark} | {} | {} | {} |",
            cell(&prose(name.trim())),
            cell(&prose(&fares)),
            cell(&prose(message))
        );
    }
}

/// Which part of which client obeys which proxy variable.
fn proxies(out: &mut String, report: &Report) {
    if report.proxies.is_empty() {
        return;
    }
    let _ = writeln!(
        out,
        "\n### {}\n\n| client | protocol | variable | proxy |\n|---|---|---|---|",
        say("result", "proxies")
    );
    for row in &report.proxies {
        let variable = row.variable.as_deref().map_or_else(|| "none: directly".to_owned(), code);
        let proxy = row.proxy.as_deref().map_or_else(String::new, code);
        let protocol = if row.protocol == "grpc" { "gRPC" } else { "REST" };
        let _ = writeln!(
            out,
            "| {} | {protocol} | {} | {} |",
            cell(&prose(language(&row.language))),
            cell(&variable),
            cell(&proxy)
        );
    }
}

fn language(id: &str) -> &str {
    Language::from_str(id).map_or(id, |l| l.name())
}

fn probed(out: &mut String, report: &Report) {
    let _ = writeln!(out, "\n### What was probed\n");
    table(out, &report.probes.iter().collect::<Vec<_>>());
}

fn versions(out: &mut String, report: &Report) {
    let _ = writeln!(out, "\n### Where and when\n");
    if let Some(target) = &report.target {
        let _ = writeln!(out, "- REST {}, gRPC {}, {}", code(&target.rest), code(&target.grpc), prose(&target.kind));
    }
    let version = report.client.version.as_deref().unwrap_or("of unknown version");
    let _ = writeln!(out, "- Client: {} {}", prose(&report.client.language), prose(version));
    if let Some(symptom) = &report.symptom {
        let _ = writeln!(out, "- Symptom: {}", code(symptom));
    }
    let took = format::time(Duration::from_millis(report.duration_ms));
    let _ = writeln!(out, "- {}, {took} altogether", prose(&report.started_at));
    let _ = writeln!(out, "- {} {}", prose(&report.tool.name), prose(&report.tool.version));
}

#[cfg(test)]
mod tests;
