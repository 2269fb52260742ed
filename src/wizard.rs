//! The wizard as a state machine: what is on screen, what a message changes, what is to be done about it. Pure: it reads no clock, opens
//! nothing and draws nothing. Time comes in with [`Msg::Tick`], everything to be done goes out as an [`Effect`].

pub mod action;
pub mod actions;
pub mod anew;
mod answers;
pub mod cause;
pub mod change;
pub mod cluster;
pub mod comparing;
mod consent;
pub mod countdown;
pub mod error_text;
pub mod field;
pub mod form_row;
pub mod handover;
pub mod input;
mod keyboard;
pub mod link;
pub mod listing;
pub mod message;
pub mod mouse;
mod picker;
pub mod practice;
pub mod present;
pub mod probing;
pub mod question;
pub mod reset_link;
pub mod result;
pub mod run;
pub mod save;
pub mod saved;
mod scroll;
pub mod source;
pub mod strip;
pub mod symptom;
pub mod timing;
pub mod typed;
pub mod watch;
pub mod way;

pub use action::Action;
pub use change::Measured;
pub use input::{Input, Key, Pasted};
pub use link::{CountedLink, Links};
pub use message::{Answer, CopyOf, CopyWay, Drawn, Effect, Leaving, LinkChange, LocalZone, Msg, RunId, StoredLink};
pub use scroll::Scroll;
pub use source::Discovery;
pub use way::WizardStep;

use crate::model::case::{Case, KeyConsent};
use crate::model::client::{Client, Language};
use crate::model::evidence::Origin;
use crate::model::question::Question;
use crate::model::symptom::Symptom;
use crate::rules::interview::script;
use practice::{ClusterSource, PracticeFault, PracticeState};
use std::collections::BTreeSet;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The whole state.
#[derive(Clone, PartialEq, Debug)]
pub struct Wizard {
    /// What was found, and what the user chose. URL and key that were typed stand in `cluster` until a run starts.
    pub(crate) case: Case,
    /// Whether the environment has been read yet.
    pub(crate) discovery: Discovery,
    /// What the project's source says.
    pub(crate) source: source::ScanState,
    /// The client as it was found, to return to when the user switches back to its language.
    found_client: (Client, Origin),
    pub(crate) symptoms: symptom::SymptomList,
    pub(crate) error_text: error_text::ErrorText,
    way_in: error_text::WayIn,
    pub(crate) cluster: cluster::ClusterForm,
    /// The configured cluster that was asked for last.
    choosing: Option<String>,
    pub(crate) place: ClusterSource,
    pub(crate) faults: Vec<PracticeFault>,
    pub(crate) screen: Screen,
    /// What lies over the screen, the topmost last.
    pub(crate) overlays: Vec<Overlay>,
    pub(crate) links: Links,
    /// The local time of day; UTC until it is known.
    pub(crate) zone: LocalZone,
    /// Steps that the user ticked off, by their text.
    pub(crate) done: BTreeSet<String>,
    /// What is to run when the files have been looked at again.
    again: Option<anew::Again>,
    pub(crate) notice: Option<String>,
    /// Whether the notice goes with the next key.
    notice_passes: bool,
    /// Presentation mode, while it is on.
    pub(crate) presenting: Option<present::Presenting>,
    /// What can be pointed at in the frame that is on screen.
    hits: Vec<mouse::PointArea>,
    pub(crate) now: SystemTime,
    /// The saved report that is being looked at instead of a run.
    pub(crate) saved: Option<Box<saved::Saved>>,
    last_run: RunId,
    /// The last run that ended by itself, and the one before it.
    latest: Option<Box<Measured>>,
    before: Option<Box<Measured>>,
    /// The last results of each probe.
    pub(crate) strips: strip::ProbeHistory,
    /// The watch, once one was asked for.
    pub(crate) watch: Option<watch::Watch>,
    /// Whether every report that is written gets pseudonyms (`--redact`).
    redacts: bool,
}

/// The screen, with what exists only there.
#[derive(Clone, PartialEq, Debug)]
pub enum Screen {
    /// What do you see?
    Symptom,
    /// What does the error say?
    ErrorText(error_text::Mode),
    /// Which cluster?
    Cluster,
    /// One question that no probe can answer.
    Question(question::Asking),
    /// Probes under way, or looked at afterwards.
    Probing(Box<run::Probing>),
    /// What it comes to.
    Result(Box<result::RunResult>),
}

/// Something over the screen.
#[derive(Clone, PartialEq, Debug)]
pub enum Overlay {
    /// The keys of the screen beneath.
    Help(Scroll),
    /// Five minutes in large digits.
    ResetLink(Scroll),
    /// A link in full and as a picture for a telephone.
    Link(handover::LinkView),
    /// Choice of a practice cluster.
    Practice(listing::Listing),
    /// Choice of a cluster of the config file.
    Clusters(listing::Listing),
    /// May the key go there?
    SendKey(KeyConsent),
    /// Everything that one probe found.
    Details(crate::model::evidence::ProbeId, Scroll),
    /// Where a report is saved.
    Save(save::SaveForm),
    /// The run as a picture: a bar a probe.
    Timing(Scroll),
    /// Which other report is compared.
    CompareWith(comparing::CompareForm),
    /// A known cause, explained without a run.
    Cause(Box<cause::CausePage>),
    /// What differs between two reports.
    Comparison(Box<crate::report::comparison::ComparisonText>, Scroll),
}

impl Overlay {
    /// Where its text stands, when it is one that is scrolled.
    pub(crate) const fn scroll(&mut self) -> Option<&mut Scroll> {
        match self {
            Self::Help(scroll) | Self::Details(_, scroll) | Self::ResetLink(scroll) => Some(scroll),
            Self::Timing(scroll) | Self::Comparison(_, scroll) => Some(scroll),
            Self::Cause(page) => Some(&mut page.scroll),
            Self::Link(_) | Self::Practice(_) | Self::Clusters(_) | Self::Save(_) => None,
            Self::SendKey(_) | Self::CompareWith(_) => None,
        }
    }
}

impl Wizard {
    /// A wizard that starts at the list of symptoms, or behind it when the symptom is known.
    pub fn new(symptom: Option<Symptom>, faults: Vec<PracticeFault>) -> Self {
        let case = Case { symptom, ..Case::empty() };
        let mut wizard = Self {
            found_client: (case.client, case.client_origin.clone()),
            case,
            source: source::ScanState::UnderWay,
            discovery: Discovery::UnderWay,
            symptoms: symptom::SymptomList::new(symptom),
            error_text: error_text::ErrorText::default(),
            way_in: error_text::WayIn::List,
            cluster: cluster::ClusterForm::default(),
            choosing: None,
            place: ClusterSource::Own,
            faults,
            screen: Screen::Symptom,
            overlays: Vec::new(),
            links: Links::default(),
            zone: LocalZone::default(),
            done: BTreeSet::new(),
            again: None,
            notice: None,
            notice_passes: false,
            presenting: None,
            hits: Vec::new(),
            now: UNIX_EPOCH,
            saved: None,
            last_run: 0,
            latest: None,
            before: None,
            strips: strip::ProbeHistory::default(),
            watch: None,
            redacts: false,
        };
        match symptom {
            Some(Symptom::HaveErrorText) => wizard.screen = Screen::ErrorText(error_text::Mode::Text),
            Some(symptom) if symptom.concerns_cluster() => wizard.screen = Screen::Cluster,
            Some(_) => wizard.show_first_question(),
            None => {}
        }
        wizard
    }

    /// What is to be done before anything else happens: a practice cluster that was named on the command line.
    pub fn begin_practice(&mut self, fault: Option<&str>) -> Vec<Effect> {
        if let Some(fault) = fault {
            return self.start_practice(fault.to_owned());
        }
        self.open_practice_list();
        Vec::new()
    }

    /// Takes a message in and says what is to be done about it.
    #[must_use]
    pub fn update(&mut self, msg: Msg) -> Vec<Effect> {
        let drawing = matches!(msg, Msg::Drawn(_) | Msg::Hits(_) | Msg::Tick(_));
        let walking = matches!(msg, Msg::Input(_) | Msg::Action(_)) && self.is_in_list();
        let effects = self.take(msg);
        // Names are many where there is a list of clusters, and walking it brings no new ones.
        if !(drawing || walking && self.is_in_list()) {
            self.learn_names();
        }
        effects
    }

    fn is_in_list(&self) -> bool {
        matches!(self.overlays.last(), Some(Overlay::Clusters(_) | Overlay::Practice(_)))
    }

    fn take(&mut self, msg: Msg) -> Vec<Effect> {
        match msg {
            Msg::Tick(now) => {
                self.now = now;
                self.explain_when_due();
                let mut effects = self.links_in_time();
                effects.extend(self.watch_in_time());
                return effects;
            }
            Msg::Input(input) => return self.input(&input),
            Msg::Action(action) if actions::applies(self, action) => return self.act(action),
            Msg::Action(_) => {}
            Msg::Answer(answer) => return self.answered(answer),
            Msg::Discovered(case) => return self.discovered(*case),
            Msg::LookedAnew(found) => return self.looked_anew(found),
            Msg::Scanned(scanned) => self.scanned(scanned.map(|s| *s)),
            Msg::Practice(fault, result) => return self.practice_ready(&fault, result),
            Msg::RunStarted(id, case) => self.run_started(id, *case),
            Msg::Probe(id, event) => return self.probe_event(id, event),
            Msg::RunLost(id) => return self.run_lost(id),
            Msg::ErrorTextRead(id, read) => self.error_text_read(id, read),
            Msg::StoredLinks(stored) => {
                let over = self.links.take_up(stored, self.now).into_iter();
                return over.map(|id| Effect::StoreLink(LinkChange::Forget(id))).collect();
            }
            Msg::Zone(zone) => self.zone = zone,
            Msg::Copied(what, way) => self.copied(what, way),
            Msg::LinkOpened(link, opened) => self.link_opened(&link, opened),
            Msg::Drawn(drawn) => self.drawn(drawn),
            Msg::Hits(hits) => self.hits = hits,
            Msg::Saved(result) => self.save_ended(result),
            Msg::ClusterChosen(name, found) => self.cluster_chosen(&name, found),
            Msg::Compared(result) => self.compared(result),
            Msg::Defect(place) => {
                self.notice = Some(crate::words::catalog::say("notice", "defect").replace("{place}", &place));
            }
        }
        Vec::new()
    }

    /// How long until something on screen changes by itself; none when nothing does.
    pub fn wake(&self) -> Option<Duration> {
        let soon = match &self.screen {
            Screen::Probing(probing) if probing.is_running() => Some(Duration::from_millis(100)),
            Screen::ErrorText(error_text::Mode::Text) => {
                self.error_text.due().map(|due| due.duration_since(self.now).unwrap_or_default())
            }
            Screen::Symptom | Screen::ErrorText(_) | Screen::Cluster | Screen::Question(_) => None,
            Screen::Probing(_) | Screen::Result(_) => None,
        };
        let countdown = self.links.next_change(self.now);
        let next_run = self.next_run().map(|due| due.duration_since(self.now).unwrap_or_default());
        [soon, countdown, next_run].into_iter().flatten().min()
    }

    fn discovered(&mut self, mut found: Case) -> Vec<Effect> {
        if self.case.url.origin == Origin::ErrorText {
            found.url.clone_from(&self.case.url);
        }
        cause::catalogue();
        self.found_client = (found.client, found.client_origin.clone());
        let chosen =
            matches!(self.case.client_origin, Origin::Typed | Origin::ErrorText).then_some(self.case.client.language);
        let symptom = self.case.symptom.or(found.symptom);
        let answers = self.case.answers.clone();
        let no_answers = answers.iter().next().is_none();
        self.cluster.found(&self.case.url, &found);
        self.case = Case { symptom, ..found };
        if !no_answers {
            self.case.answers = answers;
        }
        if let Some(language) = chosen {
            self.set_language(language);
        }
        self.discovery = Discovery::Done;
        self.take_in_source();
        self.offer_clusters();
        if let ClusterSource::Practice { fault, state: PracticeState::Wanted } = &self.place {
            return self.start_practice(fault.clone());
        }
        self.go_on_waiting()
    }

    /// Switches the client's language; back at the language that was found, its version counts again.
    fn set_language(&mut self, language: Language) {
        let (client, origin) = &self.found_client;
        if client.language == language {
            (self.case.client, self.case.client_origin) = (*client, origin.clone());
        } else {
            (self.case.client, self.case.client_origin) = (Client { language, version: None }, Origin::Typed);
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

    fn drawn(&mut self, drawn: Drawn) {
        if let Some(scroll) = self.overlays.last_mut().and_then(Overlay::scroll) {
            *scroll = Scroll { offset: drawn.offset, furthest: drawn.furthest };
        } else if self.overlays.is_empty() {
            match &mut self.screen {
                Screen::Result(outcome) => outcome.drawn(drawn),
                Screen::ErrorText(error_text::Mode::Answer(scroll)) => {
                    *scroll = Scroll { offset: drawn.offset, furthest: drawn.furthest };
                }
                Screen::Symptom => self.symptoms.drawn(drawn),
                Screen::ErrorText(_) | Screen::Cluster | Screen::Question(_) | Screen::Probing(_) => {}
            }
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

#[cfg(test)]
pub(crate) mod tests;
