//! `check`: the probes and the diagnosis without a screen. It observes a run as the wizard does, and writes one report, whole or not at all.

mod all;
pub mod from;
mod progress;
mod stream;
mod watch;
mod writer;

pub use crate::io::files::output::problem as sink_problem;
pub use crate::io::output_file::Sink;

use crate::frontend::cli::{CheckOptions, ReportFormat};
use crate::frontend::commands::signals::Signals;
use crate::io::conclusions::with_hypotheses;
use crate::io::discover::{self, Environment, assemble};
use crate::io::log::{Log, LogNames};
use crate::io::probe;
use crate::io::project_scan;
use crate::model::api_key;
use crate::model::case::Case;
use crate::model::cause::Cause;
use crate::model::evidence::{
    Evidence, Failure, HealthFacts, LocalFailure, Observation, Origin, ProbeEvent, ProbeId, ProbeOutcome,
};
use crate::model::finding::{Diagnosis, Verdict};
use crate::model::plan::Plan;
use crate::model::report_schema::Report;
use crate::model::scan_outcome::{Project, SkippedFile};
use crate::model::source_finding::{ClusterKey, SourceFinding};
use crate::model::symptom::Symptom;
use crate::report::{self, Moment, Style};
use crate::rules::diagnosis::diagnose;
use crate::rules::source_findings::{add_certain, findings_for, keeps_out, key_of_another, too_short};
use crate::words::catalog;
use crate::words::result_document::ReportExtent;
use anyhow::Context as _;
use progress::ProgressLine;
use std::any::Any;
use std::io::{self, IsTerminal as _, Write as _};
use std::time::{Duration, Instant, SystemTime};
use stream::EventStream;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use writer::{DetachedWriter, Wrote};

/// How long `--wait` rests between two checks.
const WAIT_PAUSE: Duration = Duration::from_secs(2);

/// Whatever has to live as long as the run, such as a practice cluster.
pub type Guard = Box<dyn Any + Send>;

/// A finished run, not yet rendered.
struct Examined {
    report: Report,
    verdict: Verdict,
    /// Knows the secrets of its case.
    redactor: api_key::Redactor,
}

/// Who hears of a run while it goes on.
enum Follower {
    /// A line on standard error.
    Line(ProgressLine),
    /// Whoever reads the stream of events.
    Stream(EventStream),
    Nobody,
}

/// What runs with the same options share.
struct CheckParts<'a> {
    redact: bool,
    stores: &'a probe::TrustStores,
    /// Where the project is that may be scanned.
    scanned: Option<&'a Environment>,
    log: Option<&'a Log>,
}

/// Runs the whole command and returns its exit status. `practice` starts the practice cluster with this fault and points the case at it.
///
/// A signal at any moment before the report is written ends everything at once: nothing is written, and the status is that of the signal.
pub async fn run(
    options: CheckOptions,
    environment: Environment,
    practice: impl AsyncFnOnce(&str, &mut Case) -> anyhow::Result<Guard>,
) -> anyhow::Result<u8> {
    if options.output.all {
        return all::run(options, environment).await;
    }
    if let Some(every) = options.run.report.watch {
        return watch::run(options, every, environment, practice).await;
    }
    if let [place] = options.place.from.as_slice() {
        let place = discover::place(place, &options.run.discovery().others, &environment)?;
        if !place.is_here() {
            return from::run(options, place, environment).await;
        }
    }
    if options.output.write.format() == ReportFormat::Events {
        return stream::run(options, environment, practice).await;
    }
    let mut signals = Signals::listen().context("can't listen for signals")?;
    let sink = Sink::open(options.output.write.output.as_deref())?;
    let (text, verdict) = tokio::select! {
        biased;
        status = signals.next() => return Ok(status),
        checked = prepare_and_examine(options, environment, &sink, practice) => checked?,
    };
    // The report is written whole: a signal now waits for that, for a moment.
    match DetachedWriter::new(sink).write(text, &mut signals).await? {
        Wrote::Signal(interrupted) => Ok(interrupted),
        Wrote::On | Wrote::Gone => Ok(status(verdict)),
    }
}

/// The colors of the text; plain lines have none.
fn style(options: &CheckOptions, environment: &Environment, sink: &Sink) -> Style {
    let judge = &options.run.judge;
    if judge.plain { Style::PLAIN } else { crate::frontend::color::style(judge.color, environment, sink.is_terminal()) }
}

/// Whether a line on standard error may come and go.
fn shows_progress(options: &CheckOptions, environment: &Environment) -> bool {
    let dumb = environment.get("TERM").is_none_or(|term| term == "dumb");
    std::io::stderr().is_terminal() && !dumb && !options.run.judge.plain
}

/// The log that the options name.
fn log(options: &CheckOptions) -> anyhow::Result<Option<Log>> {
    let names = if options.run.report.redact { LogNames::LeftOut } else { LogNames::Shown };
    Ok(options.run.log.log.as_deref().map(|path| Log::open(path, names)).transpose()?)
}

/// The case, and the practice cluster where it is the target.
async fn prepare(
    options: CheckOptions,
    environment: Environment,
    practice: impl AsyncFnOnce(&str, &mut Case) -> anyhow::Result<Guard>,
) -> anyhow::Result<(Case, Option<Guard>)> {
    let fault = options.run.practice_fault().map(str::to_owned);
    if fault.is_some() && options.run.others.cross_check {
        say(catalog::say("practice", "cross-check"));
    }
    // Reading the key from standard input may wait, so it must not hold up the signals.
    let put_together = if options.run.no_scan { assemble } else { project_scan::assembled };
    let assembled = tokio::task::spawn_blocking(move || put_together(&options.run.discovery(), &environment));
    let mut case = assembled.await.context("the options couldn't be read")??;
    let keep = match fault {
        Some(fault) => Some(practice(&fault, &mut case).await?),
        None => None,
    };
    Ok((case, keep))
}

async fn prepare_and_examine(
    options: CheckOptions,
    environment: Environment,
    sink: &Sink,
    practice: impl AsyncFnOnce(&str, &mut Case) -> anyhow::Result<Guard>,
) -> anyhow::Result<(String, Verdict)> {
    let style = style(&options, &environment, sink);
    let shows = shows_progress(&options, &environment);
    let until = options.output.wait.map(|wait| tokio::time::Instant::now() + wait);
    let scanned = (!options.run.no_scan).then(|| environment.clone());
    let log = log(&options)?;
    let (redact, format) = (options.run.report.redact, options.output.write.format());
    let verbose = options.output.verbose;
    let (mut case, _keep) = prepare(options, environment, practice).await?;
    let stores = probe::TrustStores::of(&case);
    let kit = CheckParts { redact, stores: &stores, scanned: scanned.as_ref(), log: log.as_ref() };
    let Examined { report, verdict, redactor } = loop {
        let progress = Follower::Line(ProgressLine::new(shows));
        let examined = examined(&mut case, None, &kit, progress).await?;
        let again = until.map(|until| (until, tokio::time::Instant::now() + WAIT_PAUSE));
        match again.filter(|(until, next)| examined.verdict != Verdict::Healthy && next < until) {
            Some((_, next)) => tokio::time::sleep_until(next).await,
            None => break examined,
        }
    };
    let text = rendered(&report, format, verbose, style)?;
    Ok((without_secrets(text, format, &redactor), verdict))
}

/// A report in this form.
pub fn rendered(report: &Report, format: ReportFormat, verbose: bool, style: Style) -> anyhow::Result<String> {
    let extent = if verbose { ReportExtent::Whole } else { ReportExtent::Short };
    match format {
        ReportFormat::Text => Ok(report::text::answer(report, extent, style)),
        ReportFormat::Json => report::json(report),
        ReportFormat::Junit => report::junit(report),
        ReportFormat::Markdown => Ok(report::markdown(report)),
        ReportFormat::Html => Ok(report::html(report)),
        ReportFormat::Events => report::events::ended(report).context("the report couldn't be written"),
    }
}

/// Probes, diagnoses, reports. `name` is that of a cluster among several. The case gets what its project's source shows.
async fn examined(
    case: &mut Case,
    name: Option<&str>,
    kit: &CheckParts<'_>,
    mut follower: Follower,
) -> anyhow::Result<Examined> {
    let (started, clock) = (SystemTime::now(), Instant::now());
    let (observer, events) = mpsc::unbounded_channel();
    match &mut follower {
        Follower::Line(progress) => progress.expect(Plan::of(case).probes.len()),
        Follower::Stream(stream) => stream.begin(case),
        Follower::Nobody => {}
    }
    if let Some(log) = kit.log {
        log.begin(case);
    }
    let scan = begin_scan(case, kit.scanned);
    let run = probe::start_with(case, kit.stores, observer);
    let mut events = with_hypotheses(case, events);
    let mut evidence = Evidence::default();
    let mut took = None;
    while let Some(event) = events.recv().await {
        match &mut follower {
            Follower::Line(progress) => progress.show(&event),
            Follower::Stream(stream) => stream.event(&event, case),
            Follower::Nobody => {}
        }
        if let Some(log) = kit.log {
            log.event(&event, case);
        }
        match event {
            ProbeEvent::Started(_) | ProbeEvent::Supposed(_) => {}
            ProbeEvent::Finished(id, observation) => evidence.insert(id, *observation),
            ProbeEvent::Ended(after) => {
                took = Some(after);
                break;
            }
        }
    }
    drop(run);
    drop(follower);
    if took.is_none() {
        // The run itself broke: what it did not measure must not look like health.
        for id in
            Plan::of(case).probes.iter().map(|p| p.id).filter(|id| evidence.get(*id).is_none()).collect::<Vec<_>>()
        {
            let outcome = ProbeOutcome::Failed(Failure::Local(LocalFailure::Defect), None);
            evidence.insert(id, Observation { outcome, started: Duration::ZERO, took: Duration::ZERO });
        }
    }
    let mut diagnosis = diagnose(case, &evidence);
    let moment = Moment { started, took: took.unwrap_or_else(|| clock.elapsed()) };
    let (found, keys) = source(case, &diagnosis, &evidence, scan).await;
    case.source = found;
    let named = key_of_another(&mut diagnosis, case, &keys);
    case.source.splice(0..0, named);
    add_certain(&mut diagnosis, &case.source);
    let mut report = report::build(case, &evidence, &diagnosis, moment);
    report.name = name.map(str::to_owned);
    let report = if kit.redact { report::pseudonymous(report, case)? } else { report };
    Ok(Examined { report, verdict: diagnosis.verdict, redactor: case.redactor() })
}

/// What the project's source shows. Where a good key is refused, or a cause was found that can stand in the code, all of it; else what
/// certainly keeps the program out.
async fn source(
    case: &Case,
    diagnosis: &Diagnosis,
    evidence: &Evidence,
    scan: Option<JoinHandle<Project>>,
) -> (Vec<SourceFinding>, Vec<ClusterKey>) {
    let Some(scan) = scan else { return (Vec::new(), Vec::new()) };
    let unauthorized = matches!(case.symptom, Some(Symptom::Unauthorized | Symptom::NewClusterRejectsEveryKey));
    let in_code = diagnosis
        .findings
        .iter()
        .any(|f| matches!(f.cause, Cause::KeyPassedWrongly | Cause::KeyRejected | Cause::GrpcSlow));
    if !unauthorized && !in_code {
        let read = timeout(SCAN_GRACE, scan).await;
        let Ok(Ok(Project::Read(mut outcome))) = read else { return (Vec::new(), Vec::new()) };
        outcome.findings.retain(keeps_out);
        return (outcome.findings, Vec::new());
    }
    let project = scan.await.unwrap_or(Project::Unread);
    let limits = if let Project::Read(outcome) = &project { outcome.limits.clone() } else { Vec::new() };
    let (mut found, keys, lines) = told(project);
    for line in &lines {
        say(line);
    }
    let measured = evidence.health(ProbeId::GrpcHealth).map(HealthFacts::worst);
    found.extend(measured.map(|measured| too_short(&limits, measured)).unwrap_or_default());
    // What stands behind the first cause comes first.
    if let Some(first) = diagnosis.findings.first() {
        let order: Vec<SourceFinding> = findings_for(&found, first.cause).into_iter().cloned().collect();
        found.sort_by_key(|f| order.iter().position(|o| o == f).unwrap_or(usize::MAX));
    }
    (found, keys)
}

/// Begins to read the project beside the probes, where it may be read and its program talks to the cluster.
fn begin_scan(case: &Case, around: Option<&Environment>) -> Option<JoinHandle<Project>> {
    let around = around.filter(|_| case.symptom.is_none_or(Symptom::concerns_cluster))?;
    let client = (case.client_origin == Origin::Argument).then_some(case.client);
    Some(tokio::spawn(project_scan::project_beside(around.clone(), client, None)))
}

/// How long the report waits for the rest of a scan that nothing points to.
const SCAN_GRACE: Duration = Duration::from_secs(1);

/// Most lines about files that were left out.
const LEFT_OUT_LINES: usize = 5;

/// The findings of a scan, the keys in files of settings, and lines about what it did not read.
fn told(project: Project) -> (Vec<SourceFinding>, Vec<ClusterKey>, Vec<String>) {
    match project {
        Project::Read(outcome) => {
            let bounded = outcome.left_out.iter().filter(|left| left.reason.is_bound());
            let mut lines: Vec<String> = bounded.map(SkippedFile::line).collect();
            if lines.len() > LEFT_OUT_LINES {
                lines.truncate(LEFT_OUT_LINES);
                lines.push(catalog::say("scan", "more-left-out").to_owned());
            }
            (outcome.findings, outcome.keys, lines)
        }
        Project::Unread => (Vec::new(), Vec::new(), vec![catalog::say("scan", "unread").to_owned()]),
        Project::Absent => (Vec::new(), Vec::new(), Vec::new()),
    }
}

/// A line on standard error, which may be closed.
fn say(line: &str) {
    let _ = writeln!(io::stderr(), "weaviate-doctor: {line}");
}

/// A last look at the very text that is written. JSON, `JUnit` and HTML stay as they are: their texts are redacted already, and what was found
/// then is a word of the schema.
pub fn without_secrets(text: String, format: ReportFormat, redactor: &api_key::Redactor) -> String {
    if !redactor.finds(&text) {
        return text;
    }
    match format {
        ReportFormat::Json | ReportFormat::Junit | ReportFormat::Html | ReportFormat::Events => text,
        ReportFormat::Markdown | ReportFormat::Text => redactor.redact(&text),
    }
}

/// The exit status of a verdict.
pub const fn status(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Healthy => 0,
        Verdict::Diagnosed => 1,
        Verdict::Undiagnosed => 3,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::scan_outcome::{Reason, ScanOutcome};

    #[test]
    fn what_a_scan_did_not_read_has_a_line() {
        let (found, _, lines) = told(Project::Unread);
        assert!(found.is_empty() && lines == [catalog::say("scan", "unread")], "{lines:?}");
        let left = |n: usize, reason| SkippedFile { path: format!("{n}.py").into(), reason };
        let of = |count: usize| {
            let left_out = (0..count).map(|n| left(n, Reason::TooComplex)).chain([left(99, Reason::Binary)]).collect();
            told(Project::Read(Box::new(ScanOutcome { left_out, ..ScanOutcome::default() }))).2
        };
        assert_eq!(of(0), [""; 0]);
        assert_eq!(of(2), [left(0, Reason::TooComplex).line(), left(1, Reason::TooComplex).line()]);
        let many = of(9);
        assert_eq!((many.len(), many.last().map(String::as_str)), (6, Some(catalog::say("scan", "more-left-out"))));
        assert!(told(Project::Absent).2.is_empty());
    }
}
