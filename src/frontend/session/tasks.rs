//! The tasks that the loop started: reading the environment, probes, a practice cluster, the stored countdown. They report into its queue.

use crate::frontend::commands::explain;
use crate::frontend::session::event::PracticeRun;
use crate::frontend::session::event::SessionEvent;
use crate::frontend::session::event::{LoadClusterFn, PracticeStarter, ReloadFn};
use crate::frontend::session::reset_link_store::{ResetLinkStore, StoreWriter};
use crate::frontend::session::terminal_env::TerminalEnv;
use crate::frontend::session::{desktop, save_report, time_zone};
use crate::io::conclusions::with_hypotheses;
use crate::io::discover::config_file::Look;
use crate::io::log::Log;
use crate::io::probe;
use crate::model::api_key::OtherKeys;
use crate::model::case::Case;
use crate::model::evidence::{Chain, ProbeEvent};
use crate::wizard::comparing::CompareRequest;
use crate::wizard::save::{Content, SaveRequest};
use crate::wizard::source::Scanned;
use crate::wizard::{CopyOf, CopyWay, Msg, Pasted, RunId};
use futures_util::future::BoxFuture;
use std::any::Any;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio::task::JoinHandle;

/// The tasks that were started, and the queue into which they report.
pub struct TaskRunner {
    /// The queue into which they report.
    pub queue: UnboundedSender<SessionEvent>,
    /// Probes under way.
    pub run: Option<RunUnderWay>,
    /// The practice cluster that runs.
    pub practice: Option<Box<dyn Any + Send>>,
    /// The fault that was asked for last; what starts up for another one is dropped.
    pub wanted: Option<String>,
    starter: Option<PracticeStarter>,
    prepare: Box<dyn Fn(&mut Case) + Send>,
    /// Where reset links are stored.
    pub memory: StoreWriter,
    /// The log of every run.
    pub log: Option<Log>,
    /// Reads the environment again.
    pub anew: Option<ReloadFn>,
    /// Reads what belongs to a cluster of the config file.
    pub choose: Option<LoadClusterFn>,
    /// What stands around the terminal.
    pub around: TerminalEnv,
}

/// Probes under way. Dropping it stops them.
pub struct RunUnderWay {
    _run: probe::ProbeRun,
    forward: JoinHandle<()>,
}

impl Drop for RunUnderWay {
    fn drop(&mut self) {
        self.forward.abort();
    }
}

impl TaskRunner {
    /// Starts with nothing under way.
    pub fn new(
        queue: UnboundedSender<SessionEvent>,
        prepare: Box<dyn Fn(&mut Case) + Send>,
        starter: Option<PracticeStarter>,
        memory: ResetLinkStore,
    ) -> Self {
        let memory = memory.open(&queue);
        Self {
            queue,
            run: None,
            practice: None,
            wanted: None,
            starter,
            prepare,
            memory,
            log: None,
            anew: None,
            choose: None,
            around: TerminalEnv::default(),
        }
    }

    /// Reads how things shall look.
    pub fn look(&self, look: BoxFuture<'static, Look>) {
        let queue = self.queue.clone();
        tokio::spawn(async move {
            let _ = queue.send(SessionEvent::Look(look.await));
        });
    }

    /// Reads how things shall look, then what was found: names stay hidden from the first one on.
    pub fn discover(&self, look: BoxFuture<'static, Look>, discover: BoxFuture<'static, Result<Box<Case>, String>>) {
        let queue = self.queue.clone();
        let (look, reading) = (tokio::spawn(look), tokio::spawn(discover));
        tokio::spawn(async move {
            if let Ok(look) = look.await {
                let _ = queue.send(SessionEvent::Look(look));
            }
            let arrival = match reading.await {
                Ok(Ok(case)) => SessionEvent::Msg(Msg::Discovered(case)),
                Ok(Err(line)) => SessionEvent::Usage(line),
                // A defect, which is reported elsewhere; the user can still type what was not found.
                Err(_) => SessionEvent::Msg(Msg::Discovered(Box::new(Case::empty()))),
            };
            let _ = queue.send(arrival);
        });
    }

    /// Reads them again.
    pub fn look_anew(&self, cluster: Option<String>) {
        let queue = self.queue.clone();
        let reading = self.anew.as_ref().map(|anew| tokio::spawn(anew(cluster)));
        tokio::spawn(async move {
            let found = match reading {
                None => Ok(None),
                // A defect is reported elsewhere; what was known before still counts.
                Some(reading) => reading.await.map_or(Ok(None), |found| found.map(Some)),
            };
            let _ = queue.send(SessionEvent::Msg(Msg::LookedAnew(found)));
        });
    }

    /// Reads what belongs to a cluster of the config file.
    pub fn choose_cluster(&self, name: String) {
        let Some(choose) = &self.choose else { return };
        let (queue, reading) = (self.queue.clone(), tokio::spawn(choose(name.clone())));
        tokio::spawn(async move {
            let found = reading.await.unwrap_or_else(|_| Err("a bug in this program".to_owned()));
            let _ = queue.send(SessionEvent::Msg(Msg::ClusterChosen(name, found)));
        });
    }

    /// Reads another report and compares beside the loop.
    pub fn compare(&self, request: CompareRequest) {
        let queue = self.queue.clone();
        tokio::task::spawn_blocking(move || {
            let _ = queue.send(SessionEvent::Msg(Msg::Compared(save_report::compare(&request))));
        });
    }

    /// Makes the text of a report beside the loop; the loop copies it.
    pub fn write_report(&self, what: Content, redact: bool) {
        let queue = self.queue.clone();
        tokio::task::spawn_blocking(move || {
            let _ = queue.send(match save_report::for_ticket(what, redact) {
                Ok(text) => SessionEvent::Report(text),
                Err(_) => SessionEvent::Msg(Msg::Copied(CopyOf::Report, CopyWay::Nowhere)),
            });
        });
    }

    /// Writes a report beside the loop: the file's place may be slow, or a pipe that nobody reads.
    pub fn save(&self, request: SaveRequest) {
        let queue = self.queue.clone();
        tokio::task::spawn_blocking(move || {
            let _ = queue.send(SessionEvent::Msg(Msg::Saved(save_report::save(&request))));
        });
    }

    /// Reads and explains a file beside the loop.
    pub fn read_error_text(&self, id: u64, name: Pasted, keys: OtherKeys) {
        let queue = self.queue.clone();
        tokio::task::spawn_blocking(move || {
            let read = explain::read_named(name.text(), keys.redactor());
            let read = read.map(Box::new).map_err(|error| error.to_string());
            let _ = queue.send(SessionEvent::Msg(Msg::ErrorTextRead(id, read)));
        });
    }

    /// Without a scan the wizard is told at once.
    pub fn scan(&self, scan: Option<BoxFuture<'static, Option<Box<Scanned>>>>) {
        let queue = self.queue.clone();
        let Some(scan) = scan else {
            let _ = queue.send(SessionEvent::Msg(Msg::Scanned(None)));
            return;
        };
        let reading = tokio::spawn(scan);
        tokio::spawn(async move {
            let scanned = reading.await.unwrap_or_default();
            let _ = queue.send(SessionEvent::Msg(Msg::Scanned(scanned)));
        });
    }

    /// Puts a text into this machine's clipboard beside the loop.
    pub fn copy(&self, what: CopyOf, text: String) {
        let (queue, around) = (self.queue.clone(), self.around);
        tokio::task::spawn_blocking(move || {
            let left = (!desktop::copy(&text, around)).then_some(text);
            let _ = queue.send(SessionEvent::Copied(what, left));
        });
    }

    /// Asks a browser to open a link, beside the loop.
    pub fn open(&self, link: String) {
        let (queue, around) = (self.queue.clone(), self.around);
        tokio::task::spawn_blocking(move || {
            let opened = desktop::open(&link, around);
            let _ = queue.send(SessionEvent::Msg(Msg::LinkOpened(link, opened)));
        });
    }

    /// Finds out the local time of day beside the loop.
    pub fn tell_zone(&self) {
        let queue = self.queue.clone();
        tokio::task::spawn_blocking(move || {
            if let Some(zone) = time_zone::local(std::time::SystemTime::now()) {
                let _ = queue.send(SessionEvent::Msg(Msg::Zone(zone)));
            }
        });
    }

    /// Starts all probes and says what exactly is probed.
    pub fn start_run(&mut self, id: RunId, case: Box<Case>) -> Msg {
        self.start(id, case, None)
    }

    /// Starts the probes of these chains only.
    pub fn start_part(&mut self, id: RunId, case: Box<Case>, chains: &[Chain]) -> Msg {
        self.start(id, case, Some(chains))
    }

    fn start(&mut self, id: RunId, mut case: Box<Case>, chains: Option<&[Chain]>) -> Msg {
        // A practice cluster knows its own way.
        if self.wanted.is_none() {
            (self.prepare)(&mut case);
        }
        let (sender, events) = unbounded_channel();
        let run = match chains {
            Some(chains) => probe::start_part(&case, chains, sender),
            None => probe::start(&case, sender),
        };
        let mut events = with_hypotheses(&case, events);
        let queue = self.queue.clone();
        let logged = self.log.clone().map(|log| (log, case.clone()));
        if let Some((log, case)) = &logged {
            log.begin(case);
        }
        let forward = tokio::spawn(async move {
            while let Some(event) = events.recv().await {
                if let Some((log, case)) = &logged {
                    log.event(&event, case);
                }
                let last = matches!(event, ProbeEvent::Ended(_));
                if queue.send(SessionEvent::Msg(Msg::Probe(id, event))).is_err() || last {
                    return;
                }
            }
            let _ = queue.send(SessionEvent::Msg(Msg::RunLost(id)));
        });
        self.run = Some(RunUnderWay { _run: run, forward });
        Msg::RunStarted(id, case)
    }

    /// Keeps the practice cluster that was asked for last; what started up for another one is dropped.
    pub fn practice_arrived(&mut self, fault: String, result: Result<PracticeRun, String>) -> Option<Msg> {
        if self.wanted.as_ref() != Some(&fault) {
            return None;
        }
        Some(match result {
            Ok(run) => {
                self.practice = Some(run.keep);
                Msg::Practice(fault, Ok(run.case))
            }
            Err(line) => {
                self.wanted = None;
                Msg::Practice(fault, Err(line))
            }
        })
    }

    /// Starts a practice cluster with this fault.
    pub fn start_practice(&mut self, fault: String, case: Box<Case>) {
        let Some(starter) = &self.starter else { return };
        self.wanted = Some(fault.clone());
        let starting = tokio::spawn(starter(fault.clone(), case));
        let queue = self.queue.clone();
        tokio::spawn(async move {
            let result = starting.await.unwrap_or_else(|_| Err("a bug in this program".to_owned()));
            let _ = queue.send(SessionEvent::Practice(fault, result));
        });
    }
}
