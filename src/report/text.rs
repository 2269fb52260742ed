//! The report for people: the verdict, how it is known, what to do, then what was probed. 80 columns, wrapped between words.

mod clients;
pub(super) mod wrap;

use super::build::fix_of;
use super::style::{Style, TextTone};
use crate::model::client::Language;
use crate::model::evidence::{Chain, ProbeId};
use crate::model::question::{Choice, Question};
use crate::model::report_schema::{Report, ReportCause, ReportFix, ReportProbe};
use crate::words::catalog;
use crate::words::catalog::say;
use crate::words::format;
use std::fmt::Write as _;
use std::str::FromStr as _;
use std::time::Duration;
use unicode_width::UnicodeWidthStr as _;

/// Columns.
const TEXT_COLUMNS: usize = 80;

/// Columns of a probe's title.
const TITLE_COLUMNS: usize = 23;

/// The whole report.
pub fn render(report: &Report, style: Style) -> String {
    let mut page = TextPage { out: String::new(), style };
    page.head(report);
    match report.diagnosis.causes.split_first() {
        Some((first, more)) => {
            page.verdict(first, report);
            page.fix(&first.fix);
            page.more(more);
        }
        None => page.without_cause(report),
    }
    page.proxies(report);
    page.clients(report);
    page.probes(report);
    page.out
}

/// A cause explained without a run.
pub fn explain(id: &str, fix: catalog::FilledFix, style: Style) -> String {
    let mut page = TextPage { out: String::new(), style };
    let summary = fix.summary.clone();
    let fix = fix_of(fix);
    page.line(&style.paint(TextTone::Heading, &fix.title));
    page.line(&style.paint(TextTone::Aside, id));
    page.paragraph(&summary);
    page.paragraph(&fix.why);
    page.fix(&fix);
    page.out
}

struct TextPage {
    out: String,
    style: Style,
}

impl TextPage {
    fn line(&mut self, text: &str) {
        let _ = writeln!(self.out, "{}", text.trim_end());
    }

    fn paragraph(&mut self, text: &str) {
        if !text.is_empty() {
            self.line("");
            self.wrapped("", "", text);
        }
    }

    fn heading(&mut self, text: &str) {
        self.line("");
        let text = self.style.paint(TextTone::Heading, text);
        self.line(&text);
    }

    /// Text wrapped behind `first`, its further lines behind `next`. Both may be colored.
    fn wrapped(&mut self, first: &str, next: &str, text: &str) {
        let indent = wrap::width(first).max(wrap::width(next));
        let mut lead = first;
        for line in wrap::lines(text, TEXT_COLUMNS.saturating_sub(indent)) {
            self.line(&format!("{lead}{line}"));
            lead = next;
        }
    }

    fn head(&mut self, report: &Report) {
        let client = Language::from_str(&report.client.language).map_or(report.client.language.as_str(), |l| l.name());
        let version = report.client.version.as_ref().map(|v| format!(" {v}")).unwrap_or_default();
        let target = match &report.target {
            Some(target) => target.rest.trim_end_matches(":443").trim_start_matches("https://").to_owned(),
            None => "no cluster".to_owned(),
        };
        let text = format!("{} {} · {target} · {client}{version}", report.tool.name, report.tool.version);
        let text = self.style.paint(TextTone::Aside, &text);
        self.line(&text);
        self.line("");
    }

    fn verdict(&mut self, cause: &ReportCause, report: &Report) {
        let (mark, meaning) =
            if cause.confidence == "possible" { ("?", TextTone::Odd) } else { ("✗", TextTone::Bad) };
        let title = match &cause.question {
            Some(question) if cause.confidence == "possible" => question,
            _ => &cause.fix.title,
        };
        let mark = self.style.paint(meaning, mark);
        let lines = wrap::lines(title, TEXT_COLUMNS - 2);
        for (i, line) in lines.iter().enumerate() {
            let line = self.style.paint(TextTone::Heading, line);
            self.line(&if i == 0 { format!("{mark} {line}") } else { format!("  {line}") });
        }
        let aside = self
            .style
            .paint(TextTone::Aside, &format!("{} · {} · {}", cause.confidence, owner(&cause.owner), cause.id));
        self.line(&format!("  {aside}"));
        // Where it stands comes before what it is: that is the line to change.
        for place in &cause.places {
            let arrow = self.style.paint(meaning, "→");
            self.wrapped(&format!("  {arrow} "), "    ", place);
        }
        self.paragraph(&cause.summary);
        let known: Vec<&ReportProbe> =
            cause.evidence.iter().filter_map(|id| report.probes.iter().find(|p| p.id == *id)).collect();
        // What the user said is a proof where nothing was measured.
        let said = if known.is_empty() && cause.confidence != "possible" { said(report) } else { Vec::new() };
        if !known.is_empty() || !said.is_empty() {
            self.heading("How we know");
        }
        for probe in known {
            let mark = self.mark(&probe.status);
            self.wrapped(&format!("  {mark} "), "    ", &probe.summary);
        }
        for words in said {
            self.wrapped("  › ", "    ", &format!("you said: “{words}”"));
        }
    }

    fn fix(&mut self, fix: &ReportFix) {
        if !fix.steps.is_empty() {
            self.heading("What to do");
        }
        for (i, step) in fix.steps.iter().enumerate() {
            self.wrapped(&format!("{:>3}. ", i + 1), "     ", &step.text);
            // Commands and addresses are to be copied, so they are never wrapped.
            for line in step.command.iter().flat_map(|c| c.lines()) {
                self.line(&format!("       {line}"));
            }
            if let Some(link) = &step.link {
                self.line(&format!("       {link}"));
            }
        }
        if let Some(snippet) = &fix.snippet {
            let name = Language::from_str(&snippet.language).map_or(snippet.language.as_str(), |l| l.name());
            self.heading(name);
            let code = self.style.code(Language::from_str(&snippet.language).ok(), snippet.code.trim_end());
            for line in code.lines() {
                self.line(&format!("    {line}"));
            }
        }
        if !fix.check.is_empty() {
            self.heading("How to see that it worked");
            self.wrapped("  ", "  ", &fix.check);
        }
        if !fix.links.is_empty() {
            self.heading("More");
            for link in &fix.links {
                self.line(&format!("  {link}"));
            }
        }
    }

    fn more(&mut self, causes: &[ReportCause]) {
        if causes.is_empty() {
            return;
        }
        self.heading("Also");
        for cause in causes {
            let text = match &cause.question {
                Some(question) if cause.confidence == "possible" => question,
                _ => &cause.fix.title,
            };
            self.wrapped("  · ", "    ", text);
            let aside = format!("{} · weaviate-doctor causes {}", cause.confidence, cause.id);
            let aside = self.style.paint(TextTone::Aside, &aside);
            self.line(&format!("    {aside}"));
        }
    }

    fn without_cause(&mut self, report: &Report) {
        if report.diagnosis.verdict == "healthy" {
            let mark = self.style.paint(TextTone::Good, "✓");
            let text = self.style.paint(TextTone::Heading, "Healthy: every probe passed and no cause was found");
            self.line(&format!("{mark} {text}"));
            self.conclusion(report);
            return;
        }
        let mark = self.style.paint(TextTone::Odd, "!");
        let title =
            report.diagnosis.conclusion.as_ref().map_or("Something failed, and no known cause fits", |c| &c.title);
        let text = self.style.paint(TextTone::Heading, title);
        self.line(&format!("{mark} {text}"));
        self.conclusion(report);
        self.paragraph("The list below shows how far it got. For a ticket, add --format json -o report.json; no report holds a key.");
    }

    /// What the absence of a cause says, excludes and leaves.
    fn conclusion(&mut self, report: &Report) {
        let Some(conclusion) = &report.diagnosis.conclusion else { return };
        self.paragraph(&conclusion.summary);
        self.paragraph(&conclusion.why);
        self.heading(say("result", "next"));
        for (i, step) in conclusion.steps.iter().enumerate() {
            self.wrapped(&format!("{:>3}. ", i + 1), "     ", &step.text);
            if let Some(command) = &step.command {
                self.line(&format!("       {command}"));
            }
        }
    }

    fn probes(&mut self, report: &Report) {
        if let Some(open) = &report.open_question {
            self.heading("One question would tell more");
            self.wrapped("  ", "  ", &open.text);
            for choice in &open.choices {
                self.wrapped("  · ", "    ", &choice.text);
                self.line(&format!("      --answer {}={}", open.id, choice.id));
            }
        }
        self.heading("What was probed");
        let (mut group, mut said) = (None, None);
        for probe in &report.probes {
            let id = ProbeId::from_str(&probe.id).ok();
            let chain = id.map(ProbeId::chain);
            if chain != group {
                group = chain;
                let text = self.style.paint(TextTone::Aside, &chain_line(chain, report));
                self.line(&format!("  {text}"));
            }
            let reason = (probe.status == "skipped").then_some(probe.summary.as_str());
            self.probe(probe, id, reason.is_some() && reason == said);
            said = reason;
        }
        let text = format!("{} altogether", format::time(Duration::from_millis(report.duration_ms)));
        let text = self.style.paint(TextTone::Aside, &text);
        self.line(&format!("  {text}"));
    }

    /// A probe's row: mark, claim and time, then its sentence beside it where that fits, else below. A reason that was just given is not
    /// given again.
    fn probe(&mut self, probe: &ReportProbe, id: Option<ProbeId>, said: bool) {
        let mark = self.mark(&probe.status);
        let title = id.map_or(probe.id.as_str(), |id| id.title());
        let time = match probe.status.as_str() {
            "skipped" => "skipped".to_owned(),
            _ if probe.id.starts_with("local.") => String::new(),
            _ => format::time(Duration::from_millis(probe.duration_ms)),
        };
        let gap = " ".repeat(TITLE_COLUMNS.saturating_sub(title.width()));
        let lead = format!("  {mark} {title}{gap} {time:>7}");
        let text = probe.summary.strip_prefix("skipped ").unwrap_or(&probe.summary);
        if said {
            self.line(&lead);
        } else if wrap::width(&lead) + 2 + text.width() <= TEXT_COLUMNS {
            self.line(&format!("{lead}  {text}"));
        } else {
            self.line(&lead);
            self.wrapped("      ", "      ", text);
        }
    }

    fn mark(&self, status: &str) -> String {
        match status {
            "passed" => self.style.paint(TextTone::Good, "✓"),
            "warned" => self.style.paint(TextTone::Odd, "!"),
            "failed" => self.style.paint(TextTone::Bad, "✗"),
            _ => self.style.paint(TextTone::Aside, "·"),
        }
    }
}

fn chain_line(chain: Option<Chain>, report: &Report) -> String {
    let target = |pick: fn(&crate::model::report_schema::ReportTarget) -> &String| {
        report.target.as_ref().map(pick).cloned().unwrap_or_default()
    };
    match chain {
        Some(Chain::Local) => "here".to_owned(),
        Some(Chain::Rest) => format!("REST  {}", target(|t| &t.rest)),
        Some(Chain::Grpc) => format!("gRPC  {}", target(|t| &t.grpc)),
        Some(Chain::Console) => "console".to_owned(),
        None => "other".to_owned(),
    }
}

/// What the user answered, in words. A report of another release may hold answers that this one doesn't know.
pub(super) fn said(report: &Report) -> Vec<String> {
    let words = |(question, choice): (&String, &String)| {
        let words = catalog::question(Question::from_str(question).ok()?).ok()?;
        Some(words.choice(Choice::from_str(choice).ok()?).to_owned())
    };
    report.answers.iter().filter_map(words).collect()
}

/// Who has to act, in words.
pub fn owner(id: &str) -> &str {
    match id {
        "your-code" => "you can fix it in your code or settings",
        "your-account" => "the owner of the account has to act",
        "your-machine" => "you can fix it on this machine",
        "your-network" => "your network's owner has to act",
        "weaviate-cloud" => "whoever runs the cluster has to act",
        "model-provider" => "your account at the model provider",
        other => other,
    }
}

#[cfg(test)]
pub(crate) mod tests;
