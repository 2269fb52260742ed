//! What all screens share: the case, what was found and measured, the reset links, what is said at the bottom, the time.

use super::anew::Again;
use super::practice::{ClusterSource, PracticeFault, PracticeState};
use super::{Discovery, Links, LocalZone, Measured, RunId, cluster, present, saved, source, strip, watch};
use crate::model::case::Case;
use crate::model::client::{Client, Language};
use crate::model::evidence::Origin;
use crate::model::question::Question;
use crate::rules::interview::script;
use std::collections::BTreeSet;
use std::time::{SystemTime, UNIX_EPOCH};

/// What all screens share.
#[derive(Clone, PartialEq, Debug)]
pub struct Context {
    /// What was found, and what the user chose. URL and key that were typed stand in `cluster` until a run starts.
    pub(crate) case: Case,
    /// Whether the environment has been read yet.
    pub(crate) discovery: Discovery,
    /// What the project's source says.
    pub(crate) source: source::ScanState,
    /// The client as it was found, to return to when the user switches back to its language.
    pub(super) found_client: (Client, Origin),
    /// The form for URL and key.
    pub(crate) cluster: cluster::ClusterForm,
    /// The configured cluster that was asked for last.
    pub(super) choosing: Option<String>,
    pub(crate) place: ClusterSource,
    pub(crate) faults: Vec<PracticeFault>,
    pub(crate) links: Links,
    /// The local time of day; UTC until it is known.
    pub(crate) zone: LocalZone,
    /// Steps that the user ticked off, by their text.
    pub(crate) done: BTreeSet<String>,
    /// What is to run when the files have been looked at again.
    pub(super) again: Option<Again>,
    pub(crate) notice: Option<String>,
    /// Whether the notice goes with the next key.
    pub(super) notice_passes: bool,
    /// Whether the cluster's form is passed by where all of it is known. Plain lines ask: who listens hears what is used.
    pub(crate) skips_known: bool,
    /// What the pseudonyms of this session are made with, once some were.
    pub(super) pseudonym_seed: Option<String>,
    /// Presentation mode, while it is on.
    pub(crate) presenting: Option<present::Presenting>,
    pub(crate) now: SystemTime,
    /// The saved report that is being looked at instead of a run.
    pub(crate) saved: Option<Box<saved::Saved>>,
    pub(super) last_run: RunId,
    /// The last run that ended by itself, and the one before it.
    pub(super) latest: Option<Box<Measured>>,
    pub(super) before: Option<Box<Measured>>,
    /// The last results of each probe.
    pub(crate) strips: strip::ProbeHistory,
    /// The watch, once one was asked for.
    pub(crate) watch: Option<watch::Watch>,
    /// Where the last report was saved.
    pub(super) saved_as: Option<String>,
    /// Whether every report that is written gets pseudonyms (`--redact`).
    pub(super) redacts: bool,
}

impl Context {
    /// As it is before anything was read.
    pub(super) fn new(case: Case, faults: Vec<PracticeFault>) -> Self {
        Self {
            found_client: (case.client, case.client_origin.clone()),
            case,
            source: source::ScanState::UnderWay,
            discovery: Discovery::UnderWay,
            cluster: cluster::ClusterForm::default(),
            choosing: None,
            place: ClusterSource::Own,
            faults,
            links: Links::default(),
            zone: LocalZone::default(),
            done: BTreeSet::new(),
            again: None,
            notice: None,
            notice_passes: false,
            skips_known: false,
            pseudonym_seed: None,
            presenting: None,
            now: UNIX_EPOCH,
            saved: None,
            last_run: 0,
            latest: None,
            before: None,
            strips: strip::ProbeHistory::default(),
            watch: None,
            saved_as: None,
            redacts: false,
        }
    }

    /// The client that counts now: a practice cluster may need another one than was found, but not than the user chose.
    pub(crate) fn client_now(&self) -> (Client, Origin) {
        let chosen = matches!(self.case.client_origin, Origin::Typed | Origin::Argument | Origin::ErrorText);
        let case = match &self.place {
            ClusterSource::Practice { state: PracticeState::Ready(case), .. } if !chosen => case,
            ClusterSource::Practice { .. } | ClusterSource::Own => &self.case,
        };
        (case.client, case.client_origin.clone())
    }

    /// Switches the client's language; back at the language that was found, its version counts again.
    pub(super) fn set_language(&mut self, language: Language) {
        let (client, origin) = &self.found_client;
        if client.language == language {
            (self.case.client, self.case.client_origin) = (*client, origin.clone());
        } else {
            (self.case.client, self.case.client_origin) = (Client { language, version: None }, Origin::Typed);
        }
    }

    /// The case as it would be probed now; none while something is still being waited for.
    pub(crate) fn run_case(&self) -> Option<Case> {
        if self.discovery == Discovery::UnderWay {
            return None;
        }
        let mut case = match &self.place {
            ClusterSource::Own => {
                let mut case = self.case.clone();
                (case.url, case.key) = (self.url_now(), self.key_now());
                case.settings.grpc = self.grpc_now();
                case.key_consent.clone_from(&self.cluster.consent);
                case
            }
            ClusterSource::Practice { state: PracticeState::Wanted | PracticeState::Starting, .. } => return None,
            ClusterSource::Practice { state: PracticeState::Ready(case), .. } => {
                let (client, client_origin) = self.client_now();
                Case {
                    symptom: self.case.symptom,
                    answers: self.case.answers.clone(),
                    client,
                    client_origin,
                    source: self.case.source.clone(),
                    ..(**case).clone()
                }
            }
        };
        // An answer to a question that is no longer asked is kept for the way back, and counts for nothing.
        let asked = script(&case);
        let stale: Vec<Question> = case.answers.iter().map(|(q, _)| q).filter(|q| !asked.contains(q)).collect();
        for question in stale {
            case.answers.forget(question);
        }
        Some(case)
    }
}
