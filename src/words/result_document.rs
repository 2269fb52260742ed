//! What a result says, built once from the report's plain data: verdict, who acts, how sure, evidence, steps, code, what to check, why, the other
//! causes, clients, probes. The order is that of this file; the labels stand in `assets/knowledge/screens.toml`.

mod listed;
mod short;

pub use short::short;

use self::listed::{client, language, origin, probes, proxy};
use super::catalog::{self, FilledFix, say, word_for};
use super::document::{Content, Document, Item, Sign};
use super::route;
use crate::model::case::{Case, Sourced};
use crate::model::client::{Client, Language};
use crate::model::evidence::{Origin, ProbeId};
use crate::model::question::{Choice, Question};
use crate::model::report_schema::{self, Report, ReportCause, ReportProbe, ReportSnippet, ReportStep};
use crate::model::route::{RouteStep, StepState, Strip};
use crate::model::source_finding::explains;
use crate::model::symptom::Symptom;
use crate::model::target::Endpoint;
use std::str::FromStr;
use strum::IntoEnumIterator as _;

/// Most steps that are said at first, where no fewer words stand for them.
const MAX_FIRST_STEPS: usize = 3;

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
        first: fix.first,
        dont: fix.dont,
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
    // Of a login page that the user's browser opens, this machine's way to it tells nothing.
    let beside = |strip: &Strip| {
        let proof = |step: &RouteStep| cause.evidence.iter().any(|id| *id == step.id.as_str());
        cause.surface == "console" && strip.failed().is_some() && !strip.steps.iter().any(proof)
    };
    strips(out, report, |strip| !beside(strip));
    // Where it stands comes before what it is: that is the line to change.
    out.items("", places(cause, report));
    if was_stopped(report) {
        out.push("", Content::Warning(say("result", "stopped").to_owned()));
    }
    let possible = cause.confidence == "possible";
    if possible {
        out.push("", Content::Note(say("result", "possible").to_owned()));
    }
    do_this(out, say("result", "do-this"), &cause.fix);
    out.enough = Some(out.blocks.len());
    out.paragraph("", &cause.summary);
    let mut known: Vec<Item> = match quoted {
        Some(words) => vec![item(Sign::Said, &say("result", "quoted").replace("{text}", words))],
        None => measured(report, |probe| cause.evidence.contains(&probe.id) && probe.status != "skipped"),
    };
    // What the user said is a proof where nothing was measured.
    if known.is_empty() && !possible {
        known.extend(measured(report, |probe| {
            probe.id == "console.http" && probe.status != "skipped" && cause.surface == "console"
        }));
        known.extend(said(report));
    }
    out.items(say("result", "known"), known);
    explained(out, &cause.fix, &report.client.language, &catalog::languages_for(&cause.id));
}

/// What to do now, and what not to do.
fn do_this(out: &mut Document, label: &str, fix: &report_schema::ReportFix) {
    let first = first_steps(fix);
    if !first.is_empty() {
        out.push(label, Content::Steps(first.to_vec(), 0));
    }
    if !fix.dont.is_empty() {
        out.push("", Content::Dont(fix.dont.clone()));
    }
}

/// The steps that are enough to begin with.
fn first_steps(fix: &report_schema::ReportFix) -> &[ReportStep] {
    if fix.first.is_empty() { fix.steps.get(..MAX_FIRST_STEPS).unwrap_or(&fix.steps) } else { &fix.first }
}

/// The other steps, the code, and why it happens.
fn explained(out: &mut Document, fix: &report_schema::ReportFix, client: &str, languages: &[Language]) {
    let further = if fix.first.is_empty() { fix.steps.get(MAX_FIRST_STEPS..) } else { Some(fix.steps.as_slice()) };
    let further = further.filter(|further| !further.is_empty());
    if let Some(further) = further {
        out.push(say("result", "further"), Content::Steps(further.to_vec(), first_steps(fix).len()));
    }
    background(out, fix, client, languages);
}

/// How far each chain came, where anything was tried.
fn strips(out: &mut Document, report: &Report, wanted: impl Fn(&Strip) -> bool) {
    let mut route = route::of(report).outside();
    route.strips.retain(wanted);
    let tried = |strip: &Strip| strip.steps.iter().any(|step| step.state != StepState::Skipped);
    if route.strips.iter().any(tried) {
        out.push("", Content::Chains(route, String::new()));
    }
}

/// What to do about it, below this label, and why it happens. `languages` are those in which there is code for it.
pub fn solution(out: &mut Document, label: &str, fix: &report_schema::ReportFix, client: &str, languages: &[Language]) {
    if !fix.steps.is_empty() {
        out.push(label, Content::Steps(fix.steps.clone(), 0));
    }
    background(out, fix, client, languages);
}

/// The code, how to see that it worked, and why it happens.
fn background(out: &mut Document, fix: &report_schema::ReportFix, client: &str, languages: &[Language]) {
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
    strips(out, report, |_| true);
    let summary = words.summary.clone();
    let fix = fix_of(words);
    do_this(out, say("result", "next"), &fix);
    out.enough = Some(out.blocks.len());
    out.paragraph("", &summary);
    let mut known = measured(report, |probe| match probe.status.as_str() {
        "failed" | "warned" => true,
        "passed" => ProbeId::from_str(&probe.id).is_ok_and(is_telling),
        _ => false,
    });
    known.extend(said(report));
    out.items(say("result", "known"), known);
    explained(out, &fix, &report.client.language, &languages);
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
