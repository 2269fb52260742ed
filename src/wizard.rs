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
mod context;
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
pub mod more;
pub mod mouse;
pub mod parting;
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
pub use context::Context;
pub use input::{Input, Key, Pasted};
pub use link::{CountedLink, Links};
pub use message::{Answer, CopyOf, CopyWay, Drawn, Effect, Leaving, LinkChange, LocalZone, Msg, RunId, StoredLink};
pub use scroll::Scroll;
pub use source::Discovery;
pub use way::WizardStep;

use crate::model::case::{Case, KeyConsent};
use crate::model::evidence::Origin;
use crate::model::symptom::Symptom;
use practice::{ClusterSource, PracticeFault, PracticeState};
use std::time::Duration;

/// The whole state: the screen and what lies over it, what each screen keeps while others are shown, and what all of them share.
#[derive(Clone, PartialEq, Debug)]
pub struct Wizard {
    /// What all screens share.
    pub(crate) cx: Context,
    pub(crate) screen: Screen,
    /// What lies over the screen, the topmost last.
    pub(crate) overlays: Vec<Overlay>,
    pub(crate) symptoms: symptom::SymptomList,
    pub(crate) error_text: error_text::ErrorText,
    way_in: error_text::WayIn,
    /// What can be pointed at in the frame that is on screen.
    hits: Vec<mouse::PointArea>,
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
    /// What else can be done with a result.
    More(listing::Listing),
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
            Self::Link(_) | Self::Practice(_) | Self::Clusters(_) | Self::More(_) | Self::Save(_) => None,
            Self::SendKey(_) | Self::CompareWith(_) => None,
        }
    }
}

impl Wizard {
    /// A wizard that starts at the list of symptoms, or behind it when the symptom is known.
    pub fn new(symptom: Option<Symptom>, faults: Vec<PracticeFault>) -> Self {
        let case = Case { symptom, ..Case::empty() };
        let mut wizard = Self {
            cx: Context::new(case, faults),
            screen: Screen::Symptom,
            overlays: Vec::new(),
            symptoms: symptom::SymptomList::new(symptom),
            error_text: error_text::ErrorText::default(),
            way_in: error_text::WayIn::List,
            hits: Vec::new(),
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
                self.cx.now = now;
                self.explain_when_due();
                self.leave_in_time();
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
                let over = self.cx.links.take_up(stored, self.cx.now).into_iter();
                return over.map(|id| Effect::StoreLink(LinkChange::Forget(id))).collect();
            }
            Msg::Zone(zone) => self.cx.zone = zone,
            Msg::Copied(what, way) => self.copied(what, way),
            Msg::LinkOpened(link, opened) => self.link_opened(&link, opened),
            Msg::Drawn(drawn) => self.drawn(drawn),
            Msg::Hits(hits) => self.hits = hits,
            Msg::Saved(result) => self.save_ended(result),
            Msg::ClusterChosen(name, found) => self.cluster_chosen(&name, found),
            Msg::Compared(result) => self.compared(result),
            Msg::Defect(place) => {
                self.cx.notice = Some(crate::words::catalog::say("notice", "defect").replace("{place}", &place));
            }
        }
        Vec::new()
    }

    /// How long until something on screen changes by itself; none when nothing does.
    pub fn wake(&self) -> Option<Duration> {
        let soon = match &self.screen {
            Screen::Probing(probing) if probing.is_running() => Some(Duration::from_millis(100)),
            Screen::Probing(probing) => {
                probing.leaves.map(|leaves| leaves.duration_since(self.cx.now).unwrap_or(Duration::from_millis(100)))
            }
            Screen::ErrorText(error_text::Mode::Text) => {
                self.error_text.due().map(|due| due.duration_since(self.cx.now).unwrap_or_default())
            }
            Screen::Symptom | Screen::ErrorText(_) | Screen::Cluster | Screen::Question(_) => None,
            Screen::Result(_) => None,
        };
        let countdown = self.cx.links.next_change(self.cx.now);
        let next_run = self.next_run().map(|due| due.duration_since(self.cx.now).unwrap_or_default());
        [soon, countdown, next_run].into_iter().flatten().min()
    }

    fn discovered(&mut self, mut found: Case) -> Vec<Effect> {
        if self.cx.case.url.origin == Origin::ErrorText {
            found.url.clone_from(&self.cx.case.url);
        }
        cause::catalogue();
        self.cx.found_client = (found.client, found.client_origin.clone());
        let chosen = matches!(self.cx.case.client_origin, Origin::Typed | Origin::ErrorText)
            .then_some(self.cx.case.client.language);
        let symptom = self.cx.case.symptom.or(found.symptom);
        let answers = self.cx.case.answers.clone();
        let no_answers = answers.iter().next().is_none();
        self.cx.cluster.found(&self.cx.case.url, &found);
        self.cx.case = Case { symptom, ..found };
        if !no_answers {
            self.cx.case.answers = answers;
        }
        if let Some(language) = chosen {
            self.cx.set_language(language);
        }
        self.cx.discovery = Discovery::Done;
        self.take_in_source();
        self.offer_clusters();
        if let ClusterSource::Practice { fault, state: PracticeState::Wanted } = &self.cx.place {
            return self.start_practice(fault.clone());
        }
        self.go_on_waiting()
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
}

#[cfg(test)]
pub(crate) mod tests;
