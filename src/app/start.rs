//! What the terminal program is given to start with. Only data and what does the work that is not its own.

use super::Memory;
use crate::case::Case;
use crate::config::Look;
use crate::diagnosis::Symptom;
use crate::log::Log;
use crate::report::schema::Report;
use crate::ui::Theme;
use crate::wizard::practice::PracticeFault;
use crate::wizard::source::Scanned;
use crate::wizard::{Effect, Wizard};
use futures_util::future::BoxFuture;
use std::any::Any;
use std::io::IsTerminal as _;

/// What the wizard starts with.
pub struct Start {
    /// The symptom of the command line; the wizard begins behind the list then.
    pub symptom: Option<Symptom>,
    /// Reads environment, `.env` and files, after the first frame. `Err` is one line for standard error, and status 2.
    pub discover: BoxFuture<'static, Result<Box<Case>, String>>,
    /// Reads them again before a run that checks a fix; none where something can't be read twice.
    pub anew: Option<Rediscover>,
    /// Puts the named cluster of the config file into the case, exactly as naming it on the command line does.
    pub choose: Option<Chooser>,
    /// Reads how things shall look from the config file, after the first frame and before anything else.
    pub look: BoxFuture<'static, Look>,
    /// Looks through the source in the working directory, after the first frame; none leaves it alone.
    pub scan: Option<BoxFuture<'static, Option<Box<Scanned>>>>,
    /// Screens or lines.
    pub front: Front,
    /// How things look; see [`Theme::detect`].
    pub theme: Theme,
    /// Works out what follows from the URL, such as the proxies that apply, before each run on the user's own cluster. It may read nothing.
    pub prepare: Box<dyn Fn(&mut Case) + Send>,
    /// The practice clusters; none leaves them out of the screens.
    pub practice: Option<PracticeKit>,
    /// What is on screen first.
    pub begin: Begin,
    /// Whether names are replaced from the first frame on.
    pub presentation: bool,
    /// Where the reset link's start is kept.
    pub memory: Memory,
    /// The log of every run.
    pub log: Option<Log>,
}

/// How the wizard shows itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Front {
    /// On the whole screen.
    #[default]
    Screen,
    /// As plain lines.
    Lines,
    /// As plain lines, because this terminal can't do more.
    LinesOnDumb,
}

impl Front {
    /// Lines where that was asked for, or where `TERM=dumb` says that the terminal knows nothing else.
    pub fn choose(plain: bool, term: Option<&str>) -> Self {
        match (plain, term) {
            (true, _) => Self::Lines,
            (false, Some("dumb")) if std::io::stdout().is_terminal() => Self::LinesOnDumb,
            (false, _) => Self::Screen,
        }
    }
}

impl Begin {
    /// The wizard that begins like this, and what is to be done first.
    pub(super) fn wizard(self, symptom: Option<Symptom>, faults: Vec<PracticeFault>) -> (Wizard, Vec<Effect>) {
        let mut wizard = Wizard::new(symptom, faults);
        let effects = match self {
            Self::Wizard => Vec::new(),
            Self::Report(report, name) => {
                wizard = Wizard::on_report(*report, &name);
                Vec::new()
            }
            Self::PracticeList => wizard.begin_practice(None),
            Self::Practice(fault) => wizard.begin_practice(Some(&fault)),
        };
        (wizard, effects)
    }
}

/// Reads environment, `.env` and files, with this cluster of the config file where one was chosen.
pub type Rediscover = Box<dyn Fn(Option<String>) -> BoxFuture<'static, Result<Box<Case>, String>> + Send>;

/// Reads what belongs to the cluster of this name in the config file.
pub type Chooser = Box<dyn Fn(String) -> BoxFuture<'static, Result<Box<Case>, String>> + Send>;

/// What is on screen first.
#[derive(Clone, PartialEq, Debug, Default)]
pub enum Begin {
    /// The symptoms, or what comes behind them.
    #[default]
    Wizard,
    /// The list of practice clusters over it.
    PracticeList,
    /// The wizard on a practice cluster with this fault.
    Practice(String),
    /// A saved report with what it is called; nothing is probed.
    Report(Box<Report>, String),
}

/// The practice clusters that can be chosen, and how one is started.
pub struct PracticeKit {
    /// Their faults.
    pub faults: Vec<PracticeFault>,
    /// Starts one.
    pub start: PracticeStarter,
}

/// Starts a practice cluster with the named fault and puts it into the case. `Err` is one line for the screen.
pub type PracticeStarter = Box<dyn Fn(String, Box<Case>) -> BoxFuture<'static, Result<PracticeRun, String>> + Send>;

/// A practice cluster that runs.
pub struct PracticeRun {
    /// The case, pointing at it.
    pub case: Box<Case>,
    /// Dropped when the cluster is not needed any more.
    pub keep: Box<dyn Any + Send>,
}
