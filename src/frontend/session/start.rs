//! What the terminal program is given to start with. Only data and what does the work that is not its own.

use crate::frontend::session::event::SessionEvent;
use crate::frontend::session::event::{LoadClusterFn, PracticeStarter, ReloadFn};
use crate::frontend::session::reset_link_store::ResetLinkStore;
use crate::frontend::session::tasks::TaskRunner;
use crate::frontend::session::terminal_env::TerminalEnv;
use crate::frontend::tui::view::Theme;
use crate::io::discover::config_file::Look;
use crate::io::log::Log;
use crate::model::api_key::OtherKeys;
use crate::model::case::Case;
use crate::model::report_schema::Report;
use crate::model::scan_outcome::{Project, ScanOutcome};
use crate::model::symptom::Symptom;
use crate::wizard::practice::PracticeFault;
use crate::wizard::source::Scanned;
use crate::wizard::{Effect, Wizard};
use futures_util::future::BoxFuture;
use std::io::IsTerminal as _;
use std::time::Duration;
use tokio::sync::mpsc::UnboundedSender;

/// What the wizard starts with.
pub struct Start {
    /// The symptom of the command line; the wizard begins behind the list then.
    pub symptom: Option<Symptom>,
    /// Reads environment, `.env` and files, after the first frame. `Err` is one line for standard error, and status 2.
    pub discover: BoxFuture<'static, Result<Box<Case>, String>>,
    /// Reads them again before a run that checks a fix; none where something can't be read twice.
    pub anew: Option<ReloadFn>,
    /// Puts the named cluster of the config file into the case, exactly as naming it on the command line does.
    pub choose: Option<LoadClusterFn>,
    /// Reads how things shall look from the config file, after the first frame and before anything else.
    pub look: BoxFuture<'static, Look>,
    /// Looks through the source in the working directory, after the first frame; none leaves it alone.
    pub scan: Option<BoxFuture<'static, Option<Box<Scanned>>>>,
    /// Screens or lines.
    pub front: FrontendKind,
    /// How things look; see [`Theme::detect`].
    pub theme: Theme,
    /// Works out what follows from the URL, such as the proxies that apply, before each run on the user's own cluster. It may read nothing.
    pub prepare: Box<dyn Fn(&mut Case) + Send>,
    /// The practice clusters; none leaves them out of the screens.
    pub practice: Option<PracticeKit>,
    /// What is on screen first.
    pub begin: StartScreen,
    /// What the command line wants of the wizard.
    pub wishes: SessionOptions,
    /// Where the reset link's start is kept.
    pub memory: ResetLinkStore,
    /// The log of every run.
    pub log: Option<Log>,
}

/// What the command line wants of the wizard, beyond what it begins with.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct SessionOptions {
    /// Names are replaced on the screens from the first frame on.
    pub presentation: bool,
    /// Names are replaced in every report that is written or copied.
    pub redact: bool,
    /// Runs are repeated, with so long from one start to the next.
    pub watch: Option<Duration>,
}

/// What the tasks of both loops are started with, once the wizard has begun.
pub struct SessionParts {
    discover: BoxFuture<'static, Result<Box<Case>, String>>,
    anew: Option<ReloadFn>,
    choose: Option<LoadClusterFn>,
    look: BoxFuture<'static, Look>,
    scan: Option<BoxFuture<'static, Option<Box<Scanned>>>>,
    prepare: Box<dyn Fn(&mut Case) + Send>,
    starter: Option<PracticeStarter>,
    memory: ResetLinkStore,
    log: Option<Log>,
}

/// 128 bits that nobody can tell; none where the system gives none.
fn random_seed() -> Option<String> {
    use ring::rand::SecureRandom as _;
    let mut seed = [0; 16];
    ring::rand::SystemRandom::new().fill(&mut seed).ok()?;
    Some(base64::Engine::encode(&base64::engine::general_purpose::STANDARD, seed))
}

impl Start {
    /// The wizard as it begins, what is to be done first, and what its tasks are started with.
    pub fn begin(self) -> (Wizard, Vec<Effect>, SessionParts) {
        let (faults, starter) = self.practice.map_or((Vec::new(), None), |kit| (kit.faults, Some(kit.start)));
        let (mut wizard, effects) = self.begin.wizard(self.symptom, faults);
        if let Some(seed) = random_seed() {
            wizard.seed_pseudonyms(seed);
        }
        if self.wishes.presentation {
            wizard.present();
        }
        if self.wishes.redact {
            wizard.redact_reports();
        }
        if let Some(every) = self.wishes.watch {
            wizard.watch_every(every);
        }
        let Self { discover, anew, choose, look, scan, prepare, memory, log, .. } = self;
        (wizard, effects, SessionParts { discover, anew, choose, look, scan, prepare, starter, memory, log })
    }
}

impl SessionParts {
    /// Starts what is read while the first frame is on screen already.
    pub fn shell(self, queue: UnboundedSender<SessionEvent>, wizard: &Wizard) -> TaskRunner {
        let mut shell = TaskRunner::new(queue, self.prepare, self.starter, self.memory);
        shell.log = self.log;
        (shell.anew, shell.choose) = (self.anew, self.choose);
        if wizard.cx.is_reading() {
            shell.look(self.look);
        } else {
            shell.discover(self.look, self.discover);
            shell.scan(self.scan);
        }
        shell.around = TerminalEnv::of(|name| std::env::var(name).ok());
        shell.tell_zone();
        shell
    }
}

/// What a scan of the project comes to for the wizard; none where there is no project.
pub fn scanned(project: Project) -> Option<Box<Scanned>> {
    let outcome = match project {
        Project::Read(outcome) => *outcome,
        Project::Unread => return Some(Box::new(Scanned { unread: 1, ..Scanned::default() })),
        Project::Absent => return None,
    };
    let unread = outcome.left_out.iter().filter(|left| left.reason.is_bound()).count();
    let ScanOutcome { findings, clusters, ours, limits, keys, .. } = outcome;
    Some(Box::new(Scanned { findings, clusters, files: ours, unread, limits, keys }))
}

/// How the wizard shows itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum FrontendKind {
    /// On the whole screen.
    #[default]
    Screen,
    /// As plain lines.
    Lines,
    /// As plain lines, because this terminal can't do more.
    LinesOnDumb,
}

impl FrontendKind {
    /// Lines where that was asked for, or where `TERM=dumb` says that the terminal knows nothing else.
    pub fn choose(plain: bool, term: Option<&str>) -> Self {
        match (plain, term) {
            (true, _) => Self::Lines,
            (false, Some("dumb")) if std::io::stdout().is_terminal() => Self::LinesOnDumb,
            (false, _) => Self::Screen,
        }
    }
}

impl StartScreen {
    /// The wizard that begins like this, and what is to be done first.
    pub fn wizard(self, symptom: Option<Symptom>, faults: Vec<PracticeFault>) -> (Wizard, Vec<Effect>) {
        let mut wizard = Wizard::new(symptom, faults);
        let effects = match self {
            Self::Wizard => Vec::new(),
            Self::Report(report, name, keys) => {
                wizard = Wizard::on_report(*report, &name);
                wizard.cx.case.other_keys = keys;
                Vec::new()
            }
            Self::PracticeList => wizard.begin_practice(None),
            Self::Practice(fault) => wizard.begin_practice(Some(&fault)),
        };
        (wizard, effects)
    }
}

/// What is on screen first.
#[derive(Clone, PartialEq, Debug, Default)]
pub enum StartScreen {
    /// The symptoms, or what comes behind them.
    #[default]
    Wizard,
    /// The list of practice clusters over it.
    PracticeList,
    /// The wizard on a practice cluster with this fault.
    Practice(String),
    /// A saved report with what it is called, and the keys of this machine, which nothing shows; nothing is probed.
    Report(Box<Report>, String, OtherKeys),
}

/// The practice clusters that can be chosen, and how one is started.
pub struct PracticeKit {
    /// Their faults.
    pub faults: Vec<PracticeFault>,
    /// Starts one.
    pub start: PracticeStarter,
}
