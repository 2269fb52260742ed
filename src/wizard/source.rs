//! What the project's source says: the cluster that it names, and the places that are to be changed. It reads no file; the scan comes in as
//! a message, before or after everything else.

use super::cause::CausePage;
use super::{Overlay, Screen, Scroll, Wizard};
use crate::model::case::{Case, Sourced};
use crate::model::evidence::{Evidence, HealthFacts, Origin, ProbeId};
use crate::model::finding::{Diagnosis, Finding, Verdict};
use crate::model::source_finding::SourceFinding;
use crate::model::source_finding::{ClusterKey, Limit, NamedCluster};
use crate::report::{self, Moment};
use crate::rules::source_findings::too_short;
use crate::words::result_document;
use std::time::Duration;

/// Whether the environment has been read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Discovery {
    /// Not yet.
    UnderWay,
    /// It has.
    Done,
}

/// What a scan of the working directory came to.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Scanned {
    /// What is to be fixed.
    pub findings: Vec<SourceFinding>,
    /// Clusters that the files name.
    pub clusters: Vec<NamedCluster>,
    /// How many files speak of Weaviate.
    pub files: usize,
    /// How much was left out because a bound of time, memory or number was reached: files, or all of it.
    pub unread: usize,
    /// Init timeouts that are long enough as far as is known.
    pub limits: Vec<Limit>,
    /// Keys beside the clusters that they are for.
    pub keys: Vec<ClusterKey>,
}

/// How far the scan is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ScanState {
    /// Under way.
    UnderWay,
    /// Done.
    Done(Scanned),
    /// Switched off, or there is no project here.
    Off,
}

impl Wizard {
    pub(super) fn scanned(&mut self, scanned: Option<Scanned>) {
        self.cx.source = scanned.map_or(ScanState::Off, ScanState::Done);
        self.take_in_source();
    }

    /// What was found first, with what to do about it.
    pub(super) fn open_source(&mut self) {
        let ScanState::Done(scanned) = &self.cx.source else { return };
        let Some(first) = scanned.findings.first() else { return };
        let (cause, owner) = (first.cause, first.cause.owner());
        let finding = Finding { cause, confidence: first.confidence, owner, evidence: Vec::new(), details: Vec::new() };
        let diagnosis = Diagnosis { verdict: Verdict::Diagnosed, findings: vec![finding] };
        let own = Case { source: scanned.findings.clone(), ..self.cx.case_now() };
        let moment = Moment { started: self.cx.now, took: Duration::ZERO };
        let mut report = report::build(&own, &Evidence::default(), &diagnosis, moment);
        // Nothing was measured, so nothing is known of the clients' ways.
        report.clients.clear();
        report.proxies.clear();
        let document = result_document::page(&report, Some(0), None);
        self.overlays.push(Overlay::Cause(Box::new(CausePage { cause, document, scroll: Scroll::default() })));
    }

    /// Puts what the source says into the case, whichever of environment and source was read first.
    pub(super) fn take_in_source(&mut self) {
        let ScanState::Done(scanned) = &self.cx.source else { return };
        self.cx.case.source.clone_from(&scanned.findings);
        let selected = self.symptoms.source.unwrap_or(false);
        self.symptoms.source = (!scanned.findings.is_empty()).then_some(selected);
        // The user may be faster than the scan.
        match &mut self.screen {
            Screen::Probing(probing) => probing.case.source.clone_from(&scanned.findings),
            Screen::Result(outcome) => outcome.source_read(&scanned.after(outcome.evidence()), &scanned.keys),
            Screen::Symptom | Screen::Cluster | Screen::Question(_) | Screen::ErrorText(_) => {}
        }
        let nothing = self.cx.case.url.value.is_none() && self.cx.case.url.origin == Origin::Nowhere;
        if self.cx.discovery == Discovery::Done
            && nothing
            && let Some(cluster) = the_one(&scanned.clusters)
        {
            let before = self.cx.case.url.clone();
            let origin = Origin::Source(cluster.path.clone(), cluster.line);
            self.cx.case.url = Sourced::new(format!("https://{}", cluster.host), origin);
            let case = self.cx.case.clone();
            self.cx.cluster.found(&before, &case);
        }
    }
}

impl Scanned {
    /// What is to be fixed after a run: limits that were long enough before it may be too short for what it measured.
    pub(super) fn after(&self, evidence: &Evidence) -> Vec<SourceFinding> {
        let measured = evidence.health(ProbeId::GrpcHealth).map(HealthFacts::worst);
        let short = measured.map(|measured| too_short(&self.limits, measured)).unwrap_or_default();
        self.findings.iter().cloned().chain(short).collect()
    }
}

/// The cluster that is named, when only one is.
fn the_one(clusters: &[NamedCluster]) -> Option<&NamedCluster> {
    let first = clusters.first()?;
    clusters.iter().all(|c| c.host == first.host).then_some(first)
}
