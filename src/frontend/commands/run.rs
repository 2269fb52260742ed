//! `run`: the user's own program, observed; then, where it did not get in, the probes; then one report. The program's streams are its own: the
//! report comes after it.

use super::check::{self, Guard};
use crate::frontend::cli::{ReportFormat, RunOptions};
use crate::io::discover::options::DiscoverOptions;
use crate::io::discover::{self, Environment, assemble};
use crate::io::log::{Log, LogNames};
use crate::io::observe::{Observer, Seen, Watch, child};
use crate::io::output_file::Sink;
use crate::io::{probe, project_scan};
use crate::model::case::{Case, Sourced};
use crate::model::client::Client;
use crate::model::evidence::{
    Evidence, HostRole, Origin, ProbeEvent, ProbeId, ProbeOutcome, ProgramConnection, ProgramEnd, ProgramFacts,
    ProgramRequest, Speech,
};
use crate::model::finding::{Diagnosis, Verdict};
use crate::model::scan_outcome::{Project, ScanOutcome};
use crate::model::target::Endpoint;
use crate::report::{self, Moment};
use crate::rules::diagnosis::diagnose;
use crate::rules::explain::TextReader;
use crate::rules::program::{KnownKey, ProgramRecord, observations, with_text};
use crate::words::describe;
use std::io::{IsTerminal as _, Write as _};
use std::path::Path;
use std::time::{Duration, Instant, SystemTime};
use tokio::sync::mpsc;

/// How long the last lines of `--live` may take when the program has ended.
const LIVE_TIMEOUT: Duration = Duration::from_secs(1);

/// Runs the whole command and returns its exit status. `launcher` is this executable. To be awaited on the main thread.
pub async fn run(
    options: RunOptions,
    environment: Environment,
    practice: impl AsyncFnOnce(&str, &mut Case) -> anyhow::Result<Guard>,
    launcher: Option<&Path>,
) -> anyhow::Result<u8> {
    let sink = match (&options.write.output, options.write.format()) {
        (None, ReportFormat::Text) => None,
        (output, _) => Some(Sink::open(output.as_deref())?),
    };
    let names = if options.run.report.redact { LogNames::LeftOut } else { LogNames::Shown };
    let log = options.run.log.log.as_deref().map(|path| Log::open(path, names)).transpose()?;
    let discovery = options.run.discovery();
    let mut case = assemble(&discovery, &environment)?;
    let known = discover::known_keys(&case, &discovery, &environment);
    for cluster in &mut case.configured {
        // Read for their fingerprints; the redactor has to know them.
        let own = known.iter().find(|k| matches!(&k.origin, Origin::Config(name) if name == cluster.name.as_str()));
        cluster.key.value = own.map(|k| k.key.clone()).or(cluster.key.value.take());
    }
    let source = if options.run.no_scan { ScanOutcome::default() } else { scanned(&case, &environment).await };
    let mut hosts = discover::named_hosts(&case, &discovery, &environment);
    hosts.extend(source.clusters.iter().map(|cluster| cluster.host.clone()));
    let _keep = match options.run.practice_fault() {
        Some(fault) => {
            // The program has its own key, and the practice cluster takes it.
            if let Some(key) = known.first().filter(|_| case.key.value.is_none() && !discovery.key.is_given()) {
                case.key = Sourced::new(key.key.clone(), key.origin.clone());
            }
            Some(practice(fault, &mut case).await?)
        }
        None => None,
    };
    let (started, clock) = (SystemTime::now(), Instant::now());
    let (live, shown) = live(options.live);
    let watch =
        Watch { case: &case, options: &discovery, environment: &environment, hosts, known: known.clone(), live };
    let observer = Observer::start(watch).await?;
    let ended = child::run(&options.command, observer.variables(), launcher).await?;
    let seen = observer.seen();
    drop(observer);
    if let Some(shown) = shown {
        let _ = tokio::time::timeout(LIVE_TIMEOUT, shown).await;
    }
    let watched = Watched {
        options: &options,
        discovery: &discovery,
        environment: &environment,
        source,
        seen,
        ended,
        known: &known,
        log: log.as_ref(),
    };
    let (evidence, diagnosis) = tokio::select! {
        biased;
        status = child::interrupted() => return Ok(status),
        judged = judged(&mut case, watched) => judged,
    };
    let moment = Moment { started, took: clock.elapsed() };
    let report = report::build(&case, &evidence, &diagnosis, moment);
    let report = if options.run.report.redact { report::pseudonymous(report, &case)? } else { report };
    let terminal = sink.as_ref().map_or_else(|| std::io::stderr().is_terminal(), Sink::is_terminal);
    let style = crate::frontend::color::style(options.run.judge.color, &environment, terminal);
    let format = options.write.format();
    let text = check::rendered(&report, format, options.verbose, style)?;
    let text = check::without_secrets(text, format, &case.redactor());
    match sink {
        Some(mut sink) => sink.write(text.as_bytes())?,
        None => say(&format!("\n{}", text.trim_end())),
    }
    if let Some(facts) = evidence.program(ProbeId::ProgramConnect) {
        say(&format!("weaviate-doctor: {}", describe::program_end(facts)));
    }
    Ok(check::status(diagnosis.verdict))
}

/// What the project's source shows.
async fn scanned(case: &Case, environment: &Environment) -> ScanOutcome {
    let client = (case.client_origin == Origin::Argument).then_some(case.client);
    match project_scan::project_beside(environment.clone(), client, Some(case.init_timeout())).await {
        Project::Read(outcome) => *outcome,
        Project::Unread | Project::Absent => ScanOutcome::default(),
    }
}

/// Where ended requests go, and the task that shows them.
fn live(wanted: bool) -> (Option<mpsc::UnboundedSender<ProgramRequest>>, Option<tokio::task::JoinHandle<()>>) {
    if !wanted {
        return (None, None);
    }
    let (sender, mut requests) = mpsc::unbounded_channel();
    let shown = tokio::spawn(async move {
        while let Some(request) = requests.recv().await {
            say(&format!("weaviate-doctor: {}", describe::program_request(&request)));
        }
    });
    (Some(sender), Some(shown))
}

/// What a run is judged by.
struct Watched<'a> {
    options: &'a RunOptions,
    discovery: &'a DiscoverOptions,
    environment: &'a Environment,
    source: ScanOutcome,
    seen: Seen,
    ended: child::Ended,
    known: &'a [KnownKey],
    log: Option<&'a Log>,
}

/// What the run comes to: what was seen, with the probes' word where the program did not get in.
async fn judged(case: &mut Case, watched: Watched<'_>) -> (Evidence, Diagnosis) {
    let Watched { options, discovery, environment, source, seen, ended, known, log } = watched;
    follow(case, &seen);
    if !case.settings.practice {
        discover::apply_proxies(case, discovery, environment);
    }
    let facts = ProgramFacts {
        name: child::name(&options.command),
        end: ended.end,
        took: ended.took,
        connections: seen.connections,
        others: seen.others,
        left_out: seen.left_out,
        known: known.iter().map(KnownKey::shown).collect(),
    };
    let record = ProgramRecord { facts, requests: seen.requests };
    let mut evidence = Evidence::default();
    let mut fine = true;
    if let Some(log) = log {
        log.begin(case);
    }
    for (id, observation) in observations(record, case.client.language) {
        if let Some(log) = log {
            log.event(&ProbeEvent::Finished(id, Box::new(observation.clone())), case);
        }
        fine &= !matches!(observation.outcome, ProbeOutcome::Failed(..));
        evidence.insert(id, observation);
    }
    if !fine {
        // Without a cluster there is nothing to measure, and that none was named is no cause of a program that was not seen.
        if case.url.value.is_some() || case.settings.practice {
            probe(case, &mut evidence, log).await;
        }
        case.source = source.findings;
    }
    let mut diagnosis = diagnose(case, &evidence);
    if ended.end != ProgramEnd::Status(0) && !ended.tail.is_empty() {
        let mut reader = TextReader::knowing(case.redactor());
        reader.push(&ended.tail);
        with_text(&mut diagnosis, &reader.explain(), &evidence);
    }
    if diagnosis.verdict == Verdict::Healthy {
        case.source.clear();
    }
    (evidence, diagnosis)
}

/// Where nobody said which cluster or client is meant, those that the program used.
fn follow(case: &mut Case, seen: &Seen) {
    let told = |c: &&ProgramConnection| matches!(c.role, HostRole::Rest | HostRole::Grpc | HostRole::Weaviate);
    let first = seen.connections.iter().filter(told).find(|c| c.role != HostRole::Grpc);
    if let Some(client) = seen.connections.iter().find_map(|c| c.client)
        && client != case.client.language
        && !matches!(case.client_origin, Origin::Argument)
    {
        (case.client, case.client_origin) = (Client { language: client, version: None }, Origin::Program);
    }
    if case.url.value.is_none()
        && !case.settings.practice
        && let Some(first) = first
    {
        let tls = !matches!(first.speech, Speech::Plain);
        case.url = Sourced::new(Endpoint::new(tls, first.host.as_str(), first.port).url(), Origin::Program);
    }
}

/// The probes of the cluster, beside what was seen.
async fn probe(case: &Case, evidence: &mut Evidence, log: Option<&Log>) {
    let (observer, mut events) = mpsc::unbounded_channel();
    let _run = probe::start(case, observer);
    while let Some(event) = events.recv().await {
        if let Some(log) = log {
            log.event(&event, case);
        }
        match event {
            ProbeEvent::Started(_) | ProbeEvent::Supposed(_) => {}
            ProbeEvent::Finished(id, observation) => evidence.insert(id, *observation),
            ProbeEvent::Ended(_) => return,
        }
    }
}

/// Lines on standard error, which may be closed.
fn say(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}
