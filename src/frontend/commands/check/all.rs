//! `check --all`: every cluster of the config file, many at once. It judges nothing: each is examined as by `check NAME`.

use super::progress::Count;
use super::writer::{DetachedWriter, Wrote};
use super::{CheckParts, Examined, Follower, Signals, examined, status, without_secrets};
use crate::frontend::cli::{CheckOptions, ReportFormat};
use crate::io::discover::{Environment, Fleet};
use crate::io::limits;
use crate::io::log::Log;
use crate::io::output_file::Sink;
use crate::io::probe::TrustStores;
use crate::model::api_key::Redactor;
use crate::model::target::Target;
use crate::model::usage_error;
use crate::report::{self, Member, Style, Summary};
use crate::words::pseudonym::Pseudonyms;
use anyhow::Context as _;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Instant;
use tokio::task::{JoinSet, spawn_blocking};

/// How many clusters are checked at once. More would compete for the same line and be measured slower than they are.
const MAX_CHECKS_AT_ONCE: usize = 32;

/// What the checks share.
struct FleetContext {
    fleet: Fleet,
    stores: TrustStores,
    log: Option<Log>,
    redact: bool,
    format: ReportFormat,
    /// Columns of the longest name.
    width: usize,
    style: Style,
}

/// A cluster that is done, and its line where the format has one.
struct Done {
    member: Member,
    line: String,
    status: u8,
}

/// Runs the whole command and returns its exit status: the worst of all. A signal ends it; the lines that are written stay. Clusters that
/// could not be checked are an error in the end, with the first one's reason: wrong input is said on standard error too.
pub(super) async fn run(options: CheckOptions, environment: Environment) -> anyhow::Result<u8> {
    let mut signals = Signals::listen().context("can't listen for signals")?;
    let sink = Sink::open(options.output.write.output.as_deref())?;
    let style = super::style(&options, &environment, &sink);
    let counts = super::shows_progress(&options, &environment);
    let mut writer = DetachedWriter::new(sink);
    let begin = Instant::now();
    let (format, redact) = (options.output.write.format(), options.run.report.redact);
    let log = super::log(&options)?;
    let assembled = tokio::select! {
        biased;
        status = signals.next() => return Ok(status),
        fleet = spawn_blocking(move || Fleet::assemble(options.run.discovery(), environment)) => fleet,
    };
    let fleet = assembled.context("the options couldn't be read")??;
    let names: Vec<String> = fleet.names().map(str::to_owned).collect();
    let width = if redact { "cluster-000000".len() } else { names.iter().map(String::len).max().unwrap_or_default() };
    let shared =
        Arc::new(FleetContext { stores: TrustStores::of(fleet.base()), fleet, log, redact, format, width, style });
    let keeps = matches!(format, ReportFormat::Junit | ReportFormat::Markdown | ReportFormat::Html);
    let mut count = Count::new(counts, names.len());
    let at_once = limits::checks_at_once(MAX_CHECKS_AT_ONCE);
    let (mut waiting, mut running, mut started) = (names.into_iter(), JoinSet::new(), HashMap::new());
    let (mut summary, mut kept, mut worst) = (Summary::default(), Vec::new(), 0);
    let mut unchecked = Vec::new();
    loop {
        while running.len() < at_once
            && let Some(name) = waiting.next()
        {
            let task = running.spawn(one(Arc::clone(&shared), name.clone()));
            started.insert(task.id(), name);
        }
        count.show();
        let joined = tokio::select! {
            biased;
            status = signals.next() => return Ok(status),
            joined = running.join_next_with_id() => joined,
        };
        let done = match joined {
            None => break,
            Some(Ok((task, done))) => {
                started.remove(&task);
                done?
            }
            // One that breaks off takes no other with it.
            Some(Err(error)) => broken_off(&shared, started.remove(&error.id()).unwrap_or_default())?,
        };
        count.add();
        worst = worse(worst, done.status);
        summary.add(&done.member);
        if let Err(why) = &done.member.outcome {
            unchecked.push(format!("{}: {why}", done.member.name));
        }
        // A reader that has gone does not end the checks: the exit status is about all of them.
        if !done.line.is_empty() {
            count.clear();
        }
        if let Wrote::Signal(status) = writer.write(done.line, &mut signals).await? {
            return Ok(status);
        }
        if keeps {
            kept.push(done.member);
        }
    }
    count.clear();
    kept.sort_by(|a, b| a.name.cmp(&b.name));
    let end = match format {
        ReportFormat::Text => summary.text(begin.elapsed(), style),
        ReportFormat::Json | ReportFormat::Events => String::new(),
        ReportFormat::Junit => report::junit_of_several(&kept, begin.elapsed())?,
        ReportFormat::Markdown => summary.markdown(&kept, begin.elapsed()),
        ReportFormat::Html => report::html::several(&summary, &kept, begin.elapsed()),
    };
    if let Wrote::Signal(status) = writer.write(end, &mut signals).await? {
        return Ok(status);
    }
    // They end in any order.
    unchecked.sort();
    match unchecked.split_first() {
        None => Ok(worst),
        Some((first, [])) => anyhow::bail!("not checked: {first}"),
        Some((first, more)) => anyhow::bail!("not checked: {first}; and {} more", more.len()),
    }
}

/// One cluster from its case to its line. That it can't be checked is a result too.
async fn one(shared: Arc<FleetContext>, name: String) -> anyhow::Result<Done> {
    let (assembling, own) = (Arc::clone(&shared), name.clone());
    // Reading a key's file may wait.
    let assembled = spawn_blocking(move || assembling.fleet.case(&own)).await.context("a case couldn't be read")?;
    let (member, redactor, status) = match assembled {
        Ok(mut case) => {
            let log = shared.log.as_ref().map(|log| if shared.redact { log.clone() } else { log.about(&name) });
            let kit = CheckParts { redact: shared.redact, stores: &shared.stores, scanned: None, log: log.as_ref() };
            let Examined { report, verdict, redactor } =
                examined(&mut case, Some(&name), &kit, Follower::Nobody).await?;
            let name = report.name.clone().unwrap_or(name);
            (Member { name, outcome: Ok(report) }, Some(redactor), status(verdict))
        }
        Err(error) if shared.redact => {
            let name = pseudonym(&name, shared.fleet.url(&name).unwrap_or_default());
            drop(error);
            (Member { name, outcome: Err("its key can't be read".to_owned()) }, None, 2)
        }
        Err(error) => {
            let why = usage_error::shown(&error.to_string(), &shared.fleet.base().redactor(), &[]);
            (Member { name, outcome: Err(why.to_string()) }, None, 2)
        }
    };
    written(&shared, member, redactor.as_ref(), status)
}

/// The line of a cluster whose check panicked. The panic's own words are printed nowhere: they may quote a key.
fn broken_off(shared: &FleetContext, name: String) -> anyhow::Result<Done> {
    let name = if shared.redact { pseudonym(&name, shared.fleet.url(&name).unwrap_or_default()) } else { name };
    let why = "its check failed because of a bug in this program; please report it".to_owned();
    written(shared, Member { name, outcome: Err(why) }, None, 2)
}

fn written(shared: &FleetContext, member: Member, redactor: Option<&Redactor>, status: u8) -> anyhow::Result<Done> {
    let line = match shared.format {
        ReportFormat::Text => member.line(shared.width, shared.style),
        ReportFormat::Json => member.json_line()?,
        ReportFormat::Junit | ReportFormat::Markdown | ReportFormat::Html | ReportFormat::Events => String::new(),
    };
    let line = match redactor {
        Some(redactor) => without_secrets(line, shared.format, redactor),
        None => line,
    };
    Ok(Done { member, line, status })
}

/// What stands for a cluster's name, as in its report.
fn pseudonym(name: &str, url: &str) -> String {
    let host = Target::read(url, None).map(|t| t.rest.host.to_ascii_lowercase()).unwrap_or_default();
    Pseudonyms::keyed(host.as_bytes()).name("cluster", name)
}

/// The worse of two exit statuses: not checked (2) before a cause (1), before undiagnosed (3), before healthy (0).
const fn worse(a: u8, b: u8) -> u8 {
    const fn rank(status: u8) -> u8 {
        match status {
            0 => 0,
            3 => 1,
            1 => 2,
            _ => 3,
        }
    }
    if rank(b) > rank(a) { b } else { a }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io::discover::Environment;

    #[tokio::test]
    async fn a_check_that_panics_is_its_own_line_and_no_other_s() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("c.toml");
        std::fs::write(&file, "[clusters.alpha]\nurl = \"https://abc.weaviate.cloud\"\n").unwrap();
        for redact in [false, true] {
            let mut options = crate::io::discover::options::DiscoverOptions::default();
            options.others.config = Some(file.clone());
            let fleet = Fleet::assemble(options, Environment::capture()).unwrap();
            let stores = TrustStores::of(fleet.base());
            let (format, style) = (ReportFormat::Text, Style::PLAIN);
            let shared = FleetContext { fleet, stores, log: None, redact, format, width: 8, style };
            let mut running: JoinSet<Done> = JoinSet::new();
            let task = running.spawn(async { panic!("with a key in it") });
            let Some(Err(error)) = running.join_next_with_id().await else { panic!("it did not panic") };
            assert_eq!(error.id(), task.id());
            let done = broken_off(&shared, "alpha".to_owned()).unwrap();
            assert_eq!((done.status, done.line.lines().count()), (2, 1));
            assert!(
                done.line.contains("not checked: its check failed because of a bug") && !done.line.contains("key"),
                "{}",
                done.line
            );
            assert_eq!(done.line.contains("alpha"), !redact);
        }
    }

    #[test]
    fn the_worst_status_wins() {
        for (statuses, worst) in
            [(&[0, 0][..], 0), (&[0, 3, 0], 3), (&[3, 1, 3], 1), (&[1, 2, 3], 2), (&[2, 1], 2), (&[], 0)]
        {
            assert_eq!(statuses.iter().copied().fold(0, worse), worst, "{statuses:?}");
        }
    }
}
