//! What a result says, built once from the report's plain data: verdict, who acts, how sure, evidence, steps, code, what to check, why, the other
//! causes, clients, probes. The order is that of this file; the labels stand in `assets/knowledge/screens.toml`.

mod short;

pub use short::short;

use super::catalog::{self, FilledFix, say, word_for};
use super::describe;
use super::document::{Content, Document, Item, Sign};
use super::format;
use crate::model::case::{Case, Sourced};
use crate::model::client::{Client, Language};
use crate::model::evidence::{Chain, Origin, ProbeId};
use crate::model::proxy_use::Protocol;
use crate::model::question::{Choice, Question};
use crate::model::report_schema::{
    self, Report, ReportCause, ReportClientVerdict, ReportProbe, ReportProxyUse, ReportSnippet,
};
use crate::model::source_finding::explains;
use crate::model::symptom::Symptom;
use crate::model::target::Endpoint;
use std::str::FromStr;
use std::time::Duration;
use strum::IntoEnumIterator as _;

/// How much of a result is said.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum ReportExtent {
    /// The answer, on one page.
    #[default]
    Short,
    /// All of it.
    Whole,
}

/// What a report says.
pub fn of(report: &Report, extent: ReportExtent) -> Document {
    match extent {
        ReportExtent::Short => short(report),
        ReportExtent::Whole => whole(report),
    }
}

/// All that a report says: its first page, then every probe.
pub fn whole(report: &Report) -> Document {
    let mut out = page(report, (!report.diagnosis.causes.is_empty()).then_some(0), None);
    if report.diagnosis.verdict == "undiagnosed" {
        out.push("", Content::Note(say("result", "ticket").to_owned()));
    }
    if let Some(open) = &report.open_question {
        out.paragraph(say("result", "question"), &open.text);
        let choice = |choice: &report_schema::ReportChoice| Item {
            sign: Some(Sign::Neutral),
            text: choice.text.clone(),
            more: format!("--answer {}={}", open.id, choice.id),
            ..Item::default()
        };
        out.items("", open.choices.iter().map(choice));
    }
    out.items(say("result", "probes"), probes(report));
    out.items(say("result", "where"), origin(report));
    out
}

/// What is said of one cause, by its place among them; without one, what the run as a whole comes to. `quoted` are the words of an error text
/// that decided.
pub fn page(report: &Report, at: Option<usize>, quoted: Option<&str>) -> Document {
    let mut out = Document::default();
    let fix = match at.and_then(|at| report.diagnosis.causes.get(at)) {
        Some(cause) => {
            found(&mut out, cause, report, quoted);
            &cause.fix
        }
        None => &verdict(&mut out, report),
    };
    let others = report.diagnosis.causes.iter().enumerate().filter(|(i, _)| Some(*i) != at);
    out.items(say("result", "others"), others.map(|(_, cause)| other(cause)));
    out.items(say("result", "proxies"), report.proxies.chunk_by(|a, b| a.language == b.language).map(proxy));
    out.items(say("result", "clients"), report.clients.iter().map(client));
    more(&mut out, &fix.links);
    out
}

/// A cause explained without a run. `client` is the one whose words they are.
pub fn of_cause(cause: crate::model::cause::Cause, words: FilledFix, client: Language) -> Document {
    let mut out = Document::default();
    let acts = say("result", "acts").replace("{owner}", say("owner", cause.owner().into()));
    out.push(&words.title, Content::Title(None, vec![acts, named(cause.id())]));
    out.paragraph("", &words.summary);
    let fix = fix_of(words);
    solution(&mut out, say("result", "steps"), &fix, client.id(), &catalog::languages_for(cause.id()));
    more(&mut out, &fix.links);
    out
}

/// A cause in one line: the question that stands for it while it is only possible, else its title.
pub fn title(cause: &ReportCause) -> &str {
    match &cause.question {
        Some(question) if cause.confidence == "possible" => question,
        Some(_) | None => &cause.fix.title,
    }
}

/// Who has to act, how sure that is, and what programs call the cause.
fn acts(cause: &ReportCause) -> Vec<String> {
    let acts = say("result", "acts").replace("{owner}", word_for("owner", &cause.owner));
    vec![acts + " " + &sure(cause), named(&cause.id)]
}

fn sure(cause: &ReportCause) -> String {
    say("result", "sure").replace("{sure}", word_for("confidence", &cause.confidence))
}

fn named(id: &str) -> String {
    say("result", "cause").replace("{id}", id)
}

/// A fix in the report's types.
pub fn fix_of(fix: FilledFix) -> report_schema::ReportFix {
    report_schema::ReportFix {
        title: fix.title,
        why: fix.why,
        steps: fix.steps,
        snippet: fix.snippet.map(|s| ReportSnippet { language: s.language.id().to_owned(), code: s.code }),
        check: fix.check,
        links: fix.links,
    }
}

/// The title of a cause, and what is known of it, as far as the steps.
pub fn head(out: &mut Document, cause: &ReportCause) {
    let sign = if cause.confidence == "possible" { Sign::Open } else { Sign::Failed };
    out.push(title(cause), Content::Title(Some(sign), acts(cause)));
}

fn found(out: &mut Document, cause: &ReportCause, report: &Report, quoted: Option<&str>) {
    head(out, cause);
    // Where it stands comes before what it is: that is the line to change.
    out.items("", places(cause, report));
    out.paragraph("", &cause.summary);
    if was_stopped(report) {
        out.push("", Content::Warning(say("result", "stopped").to_owned()));
    }
    let possible = cause.confidence == "possible";
    if possible {
        out.push("", Content::Note(say("result", "possible").to_owned()));
    }
    let mut known: Vec<Item> = match quoted {
        Some(words) => vec![item(Sign::Said, &say("result", "quoted").replace("{text}", words))],
        None => measured(report, |probe| cause.evidence.contains(&probe.id)),
    };
    // What the user said is a proof where nothing was measured.
    if known.is_empty() && !possible {
        known.extend(measured(report, |probe| {
            probe.id == "console.http" && probe.status != "skipped" && cause.surface == "console"
        }));
        known.extend(said(report));
    }
    out.items(say("result", "known"), known);
    solution(out, say("result", "steps"), &cause.fix, &report.client.language, &catalog::languages_for(&cause.id));
}

/// What to do about it, below this label, and why it happens. `languages` are those in which there is code for it.
pub fn solution(out: &mut Document, label: &str, fix: &report_schema::ReportFix, client: &str, languages: &[Language]) {
    if !fix.steps.is_empty() {
        out.push(label, Content::Steps(fix.steps.clone()));
    }
    let none = || ReportSnippet { language: client.to_owned(), code: String::new() };
    if let Some(snippet) = fix.snippet.clone().or_else(|| (!languages.is_empty()).then(none)) {
        code(out, snippet);
    }
    out.paragraph(say("result", "check"), &fix.check);
    out.paragraph(say("result", "why"), &fix.why);
}

fn code(out: &mut Document, snippet: ReportSnippet) {
    let name = language(&snippet.language);
    let below = say("result", if snippet.code.is_empty() { "no-snippet" } else { "snippet-hint" });
    let below = below.replace("{language}", name);
    out.push(&say("result", "code").replace("{language}", name), Content::Code(snippet, below));
}

/// Where to read more.
pub fn more(out: &mut Document, links: &[String]) {
    if !links.is_empty() {
        out.push(say("result", "links"), Content::Links(links.to_vec()));
    }
}

/// What a run without a cause says, excludes and leaves.
fn verdict(out: &mut Document, report: &Report) -> report_schema::ReportFix {
    let healthy = report.diagnosis.verdict == "healthy";
    let symptom = report.symptom.as_deref().and_then(|s| Symptom::from_str(s).ok());
    let told = report.diagnosis.conclusion.clone();
    // A report holds a part of it: the rest belongs to the title.
    let name = told.as_ref().and_then(|told| catalog::verdict_titled(&told.title));
    let name = name.unwrap_or(if healthy { "healthy" } else { "undiagnosed" });
    let mut words = catalog::verdict(name, symptom, &catalog::Values::new());
    if let Some(told) = told {
        (words.title, words.summary, words.why, words.steps) = (told.title, told.summary, told.why, told.steps);
    }
    let mut languages = Vec::new();
    if healthy && symptom.is_none_or(Symptom::concerns_cluster) {
        words.snippet = catalog::connecting(&case(report));
        languages.extend(Language::iter());
    }
    let sign = if healthy { Sign::Passed } else { Sign::Warned };
    out.push(&words.title, Content::Title(Some(sign), Vec::new()));
    out.paragraph("", &words.summary);
    let mut known = measured(report, |probe| match probe.status.as_str() {
        "failed" | "warned" => true,
        "passed" => ProbeId::from_str(&probe.id).is_ok_and(is_telling),
        _ => false,
    });
    known.extend(said(report));
    out.items(say("result", "known"), known);
    let fix = fix_of(words);
    solution(out, say("result", "next"), &fix, &report.client.language, &languages);
    fix
}

/// Probes that say the most when everything works: the ends of the chains.
const fn is_telling(id: ProbeId) -> bool {
    matches!(
        id,
        ProbeId::RestReady
            | ProbeId::RestMeta
            | ProbeId::RestAuth
            | ProbeId::GrpcHealth
            | ProbeId::GrpcAuth
            | ProbeId::ConsoleHttp
            | ProbeId::ProgramRest
            | ProbeId::ProgramGrpc
    )
}

/// Whether the user stopped the run.
fn was_stopped(report: &Report) -> bool {
    report.probes.iter().any(|probe| probe.because.as_deref() == Some("cancelled"))
}

fn item(sign: Sign, text: &str) -> Item {
    Item { sign: Some(sign), text: text.to_owned(), ..Item::default() }
}

/// What these probes found.
fn measured(report: &Report, wanted: impl Fn(&ReportProbe) -> bool) -> Vec<Item> {
    let probes = report.probes.iter().filter(|probe| wanted(probe));
    probes.map(|probe| item(Sign::of_status(&probe.status), &probe.summary)).collect()
}

/// What the user answered. A report of another release may hold answers that this one doesn't know.
fn said(report: &Report) -> impl Iterator<Item = Item> {
    report.answers.iter().filter_map(|(question, choice)| {
        let words = catalog::question(Question::from_str(question).ok()?).ok()?;
        let choice = words.choice(Choice::from_str(choice).ok()?);
        Some(item(Sign::Said, &say("result", "said").replace("{text}", choice)))
    })
}

/// The places in the source, and how many more there are.
fn places(cause: &ReportCause, report: &Report) -> Vec<Item> {
    let Ok(id) = crate::model::cause::Cause::from_str(&cause.id) else { return Vec::new() };
    let known = |found: &str| crate::model::cause::Cause::from_str(found).is_ok_and(|found| explains(found, id));
    let all = report.findings.iter().filter(|place| known(&place.cause)).count();
    let more = all.saturating_sub(cause.places.len());
    let last = (more > 0).then(|| say("result", "more-places").replace("{count}", &more.to_string()));
    cause.places.iter().chain(&last).map(|place| item(Sign::Place, place)).collect()
}

/// Another cause in one line, so that nobody has to look for it.
pub fn other(cause: &ReportCause) -> Item {
    let sign = if cause.confidence == "possible" { Sign::Open } else { Sign::Neutral };
    let title = title(cause);
    let text = format!("{title}{} {}", if title.ends_with('?') { "" } else { "." }, sure(cause));
    // A command stands on a line of its own, so that it can be copied.
    Item { more: say("result", "other").replace("{id}", &cause.id), ..item(sign, &text) }
}

/// What a client is called.
fn language(id: &str) -> &str {
    Language::from_str(id).map_or(id, |l| l.name())
}

/// How an official client would fare.
fn client(client: &ReportClientVerdict) -> Item {
    let sign = match client.connects {
        Some(true) => Sign::Passed,
        Some(false) => Sign::Failed,
        None => Sign::Neutral,
    };
    let name = format!("{} {}", language(&client.language), client.version.as_deref().unwrap_or_default());
    Item {
        name: name.trim_end().to_owned(),
        more: client.message.clone().unwrap_or_default(),
        ..item(sign, &describe::connects(client.connects, client.stops_at.as_deref()))
    }
}

/// Which proxy variable each part of a client obeys.
fn proxy(parts: &[ReportProxyUse]) -> Item {
    let part = |row: &ReportProxyUse| {
        let protocol = Protocol::iter().find(|p| <&str>::from(*p) == row.protocol).unwrap_or(Protocol::Rest);
        describe::proxy_part(protocol, row.variable.as_deref(), row.proxy.as_deref())
    };
    Item {
        name: parts.first().map_or_else(String::new, |row| language(&row.language).to_owned()),
        text: parts.iter().map(part).collect::<Vec<_>>().join("; "),
        ..Item::default()
    }
}

/// Every probe, chain by chain. A reason that was just given is not given again.
fn probes(report: &Report) -> Vec<Item> {
    let mut items = Vec::new();
    for probes in report.probes.chunk_by(|a, b| chain(a) == chain(b)) {
        let host = match probes.first().and_then(chain) {
            Some(Chain::Rest) => report.target.as_ref().map(|t| &t.rest),
            Some(Chain::Grpc) => report.target.as_ref().map(|t| &t.grpc),
            Some(Chain::Local | Chain::Console | Chain::Program) | None => None,
        };
        let name = probes.first().and_then(chain).map_or("", |chain| say("chain", chain.into()));
        let name = host.map_or_else(|| name.to_owned(), |host| format!("{name} {host}"));
        items.push(Item { name, ..Item::default() });
        let mut reason = "";
        for probe in probes {
            let skipped = probe.status == "skipped";
            let again = skipped && reason == probe.summary;
            reason = if skipped { &probe.summary } else { "" };
            let text = probe.summary.strip_prefix("skipped ").unwrap_or(&probe.summary);
            items.push(Item {
                name: ProbeId::from_str(&probe.id).map_or_else(|_| probe.id.clone(), |id| id.title().to_owned()),
                time: match probe.status.as_str() {
                    "skipped" => "skipped".to_owned(),
                    _ if probe.id.starts_with("local.") => String::new(),
                    _ => format::time(Duration::from_millis(probe.duration_ms)),
                },
                id: probe.failure.iter().fold(probe.id.clone(), |id, failure| format!("{id} {failure}")),
                ..item(Sign::of_status(&probe.status), if again { "" } else { text })
            });
        }
    }
    items
}

fn chain(probe: &ReportProbe) -> Option<Chain> {
    ProbeId::from_str(&probe.id).ok().map(ProbeId::chain)
}

/// What was probed, for whom, when, and with what.
fn origin(report: &Report) -> Vec<Item> {
    let row = |name: &'static str, text: String| Item { name: say("where", name).to_owned(), text, ..Item::default() };
    let mut rows = Vec::new();
    if let Some(target) = &report.target {
        rows.push(row("cluster", format!("{}, {}", target.rest, target.kind)));
        rows.push(row("grpc", target.grpc.clone()));
    }
    let version = report.client.version.as_ref().map(|v| format!(" {v}")).unwrap_or_default();
    rows.push(row("client", format!("{}{version}", language(&report.client.language))));
    rows.extend(report.symptom.iter().map(|symptom| row("symptom", symptom.clone())));
    let took = format::time(Duration::from_millis(report.duration_ms));
    rows.push(row("time", format!("{}, {took} altogether", report.started_at)));
    rows.push(row("tool", format!("{} {}", report.tool.name, report.tool.version)));
    rows
}

/// The case that a report was made for, as far as the report tells.
pub fn case(report: &Report) -> Case {
    let mut case = Case::empty();
    if let Some(target) = &report.target {
        case.url = Sourced::new(target.rest.clone(), Origin::Default);
        case.settings.grpc = Endpoint::read(&target.grpc).ok();
    }
    let language = Language::from_str(&report.client.language).unwrap_or_default();
    case.client = Client { language, version: report.client.version.as_deref().and_then(|v| v.parse().ok()) };
    case.symptom = report.symptom.as_deref().and_then(|s| Symptom::from_str(s).ok());
    case
}
