//! The terminal program: one queue into one loop, which updates the wizard, does what it asks for and draws. It decides nothing that the
//! wizard decides, and holds no state of its own beyond the tasks it started.

mod memory;
mod panics;
mod save;
mod shell;
mod signals;
mod terminal;

pub use memory::Memory;

use crate::case::Case;
use crate::diagnosis::Symptom;
use crate::ui::{self, Theme};
use crate::wizard::practice::PracticeFault;
use crate::wizard::source::Scanned;
use crate::wizard::{Effect, Leaving, Msg, Wizard};
use crossterm::event::Event;
use futures_util::future::BoxFuture;
use futures_util::stream::{Stream, StreamExt as _};
use ratatui::Terminal;
use ratatui::backend::Backend;
use ratatui::layout::Rect;
use shell::Shell;
use std::any::Any;
use std::io;
use std::time::{Duration, SystemTime};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// Most things taken from the queues between two frames.
const BATCH: usize = 256;

/// How long the end waits for the countdown to be stored.
const PATIENCE: Duration = Duration::from_millis(300);

/// What the wizard starts with.
pub struct Start {
    /// The symptom of the command line; the wizard begins behind the list then.
    pub symptom: Option<Symptom>,
    /// Reads environment, `.env` and files, after the first frame. `Err` is one line for standard error, and status 2.
    pub discover: BoxFuture<'static, Result<Box<Case>, String>>,
    /// Looks through the source in the working directory, after the first frame; none leaves it alone.
    pub scan: Option<BoxFuture<'static, Option<Box<Scanned>>>>,
    /// How things look; see [`Theme::detect`].
    pub theme: Theme,
    /// Works out what follows from the URL, such as the proxies that apply, before each run on the user's own cluster. It may read nothing.
    pub prepare: Box<dyn Fn(&mut Case) + Send>,
    /// The practice clusters; none leaves them out of the screens.
    pub practice: Option<PracticeKit>,
    /// What is on screen first.
    pub begin: Begin,
    /// Where the reset link's start is kept.
    pub memory: Memory,
    /// The log of every run.
    pub log: Option<crate::log::Log>,
}

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
    Report(Box<crate::report::schema::Report>, String),
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

/// How the loop ended.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Ending {
    /// The user left.
    Left(Leaving),
    /// A signal with this number.
    Signal(i32),
    /// What was given can't be used, for this reason.
    Usage(String),
    /// The terminal is gone.
    TerminalGone,
}

impl Ending {
    fn status(&self) -> u8 {
        match self {
            Self::Left(Leaving::Done) => 0,
            Self::Left(Leaving::Interrupted) => 130,
            Self::Signal(number) => u8::try_from(128 + number).unwrap_or(1),
            Self::Usage(_) => 2,
            Self::TerminalGone => 129,
        }
    }
}

/// Something that reached the loop.
enum Arrival {
    /// For the wizard.
    Msg(Msg),
    /// From the terminal.
    Event(Event),
    /// The terminal will send nothing any more.
    TerminalGone,
    /// A practice cluster was started, or not.
    Practice(String, Result<PracticeRun, String>),
    /// The environment could not be read as it has to be.
    Usage(String),
    /// A signal.
    Signal(i32),
}

/// Puts what the terminal sends into the queue. A task of its own, because crossterm's stream wakes only the first task that waited for it.
async fn pump(mut events: impl Stream<Item = io::Result<Event>> + Unpin, queue: UnboundedSender<Arrival>) {
    while let Some(Ok(event)) = events.next().await {
        if queue.send(Arrival::Event(event)).is_err() {
            return;
        }
    }
    let _ = queue.send(Arrival::TerminalGone);
}

/// What the loop can ask of the place where it runs.
trait Stage {
    /// Gives the terminal back, stops, and takes it again when the shell says so.
    fn suspend(&mut self) -> io::Result<()>;
    /// Takes the terminal again after somebody else had it.
    fn retake(&mut self) -> io::Result<()>;
}

/// Runs the wizard on the terminal until the user leaves, and returns the exit status.
pub fn run(start: Start) -> u8 {
    let (sender, receiver) = unbounded_channel();
    let runtime = match tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build() {
        Ok(runtime) => Runtime(Some(runtime)),
        Err(error) => {
            eprintln!("weaviate-doctor: the program could not start its tasks: {error}");
            return 2;
        }
    };
    // Before the terminal is taken: a signal in between must not leave it taken.
    runtime.watch_signals(&sender);
    let mut terminal = match terminal::take() {
        Ok(terminal) => terminal,
        Err(error) => {
            terminal::give_back();
            eprintln!("weaviate-doctor: the screen needs a terminal ({error}); weaviate-doctor check does without one");
            return 2;
        }
    };
    let guard = terminal::Guard;
    let hook = panics::install(sender.clone());
    let Start { symptom, discover, scan, prepare, theme, practice, begin, memory, log } = start;
    let (faults, starter) = practice.map_or((Vec::new(), None), |kit| (kit.faults, Some(kit.start)));
    let mut wizard = Wizard::new(symptom, faults);
    let effects = match &begin {
        Begin::Wizard => Vec::new(),
        Begin::Report(report, name) => {
            wizard = Wizard::on_report((**report).clone(), name);
            Vec::new()
        }
        Begin::PracticeList => wizard.begin_practice(None),
        Begin::Practice(fault) => wizard.begin_practice(Some(fault)),
    };
    // The first frame comes before anything is read or started.
    let draw = |frame: &mut ratatui::Frame<'_>| {
        ui::view(&wizard, &theme, frame);
    };
    let ending = if terminal.draw(draw).is_ok() {
        runtime.block_on(async {
            let mut shell = Shell::new(sender, prepare, starter, memory);
            shell.log = log;
            if !wizard.is_reading() {
                shell.discover(discover);
                shell.scan(scan);
            }
            let events = crossterm::event::EventStream::new();
            let mut stage = terminal::RealStage;
            let desk =
                Desk { wizard, theme, terminal: &mut terminal, stage: &mut stage, shell, clock: SystemTime::now };
            desk.drive(events, receiver, effects).await
        })
    } else {
        Ending::TerminalGone
    };
    drop(terminal);
    drop(guard);
    panics::uninstall(hook);
    if let Ending::Usage(line) = &ending {
        eprintln!("weaviate-doctor: {line}");
    }
    ending.status()
}

/// A runtime that ends without waiting for a name lookup that hangs.
struct Runtime(Option<tokio::runtime::Runtime>);

impl Runtime {
    fn watch_signals(&self, queue: &UnboundedSender<Arrival>) {
        let _entered = self.0.as_ref().map(tokio::runtime::Runtime::enter);
        signals::watch(queue);
    }

    fn block_on(&self, future: impl Future<Output = Ending>) -> Ending {
        self.0.as_ref().map_or(Ending::TerminalGone, |runtime| runtime.block_on(future))
    }
}

impl Drop for Runtime {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

/// The loop with everything it works on.
struct Desk<'t, B: Backend> {
    wizard: Wizard,
    theme: Theme,
    terminal: &'t mut Terminal<B>,
    stage: &'t mut dyn Stage,
    shell: Shell,
    clock: fn() -> SystemTime,
}

impl<B: Backend> Desk<'_, B> {
    /// Takes what arrives, updates, acts, draws, until something ends it.
    async fn drive(
        mut self,
        events: impl Stream<Item = io::Result<Event>> + Send + Unpin + 'static,
        mut queue: UnboundedReceiver<Arrival>,
        first: Vec<Effect>,
    ) -> Ending {
        let keyboard = tokio::spawn(pump(events, self.shell.queue.clone()));
        let ending = match self.perform(first) {
            Some(ending) => ending,
            None => self.turn_until_end(&mut queue).await,
        };
        keyboard.abort();
        self.shell.run = None;
        self.shell.memory.close(PATIENCE).await;
        ending
    }

    async fn turn_until_end(&mut self, queue: &mut UnboundedReceiver<Arrival>) -> Ending {
        loop {
            self.tick();
            if !self.draw() {
                return Ending::TerminalGone;
            }
            let arrived = match self.wizard.wake() {
                // Nothing on screen changes by itself: no timer at all.
                None => queue.recv().await,
                Some(nap) => match tokio::time::timeout(nap, queue.recv()).await {
                    Ok(arrived) => arrived,
                    Err(_) => continue,
                },
            };
            let Some(arrived) = arrived else { return Ending::TerminalGone };
            self.tick();
            let mut ending = self.arrival(arrived);
            // What has arrived meanwhile is taken in at one go, so that a burst makes one frame.
            for _ in 0..BATCH {
                match (&ending, queue.try_recv()) {
                    (None, Ok(next)) => ending = self.arrival(next),
                    (Some(_), _) | (None, Err(_)) => break,
                }
            }
            if let Some(ending) = ending {
                return ending;
            }
        }
    }

    fn tick(&mut self) {
        let now = (self.clock)();
        let effects = self.wizard.update(Msg::Tick(now));
        debug_assert!(effects.is_empty(), "time alone starts nothing");
    }

    /// Draws, and tells the wizard how far its text goes. False when the terminal is gone.
    fn draw(&mut self) -> bool {
        let mut drawn = crate::wizard::Drawn::default();
        let (wizard, theme) = (&self.wizard, &self.theme);
        let done = self.terminal.draw(|frame| drawn = ui::view(wizard, theme, frame)).is_ok();
        let _ = self.wizard.update(Msg::Drawn(drawn));
        done
    }

    /// Makes the next frame a whole one. Not by `Terminal::clear`: that asks the terminal where its cursor is, and the answer would reach
    /// the task that reads the keyboard. False when the terminal is gone.
    fn forget_screen(&mut self) -> bool {
        let Ok(size) = self.terminal.size() else { return false };
        self.terminal.resize(Rect::new(0, 0, size.width, size.height)).is_ok()
    }

    fn arrival(&mut self, arrival: Arrival) -> Option<Ending> {
        let msg = match arrival {
            Arrival::Msg(msg) => msg,
            // A new size only needs a new frame.
            Arrival::Event(event) => Msg::Input(ui::keys::input(event)?),
            Arrival::TerminalGone => return Some(Ending::TerminalGone),
            Arrival::Usage(line) => return Some(Ending::Usage(line)),
            Arrival::Practice(fault, _) if self.shell.wanted.as_ref() != Some(&fault) => return None,
            Arrival::Practice(fault, Ok(run)) => {
                self.shell.practice = Some(run.keep);
                Msg::Practice(fault, Ok(run.case))
            }
            Arrival::Practice(fault, Err(line)) => {
                self.shell.wanted = None;
                Msg::Practice(fault, Err(line))
            }
            Arrival::Signal(signal) => return self.signal(signal),
        };
        let effects = self.wizard.update(msg);
        self.perform(effects)
    }

    fn signal(&mut self, signal: i32) -> Option<Ending> {
        match signals::meaning(signal) {
            signals::Meaning::End => Some(Ending::Signal(signal)),
            signals::Meaning::Suspend => self.perform(vec![Effect::Suspend]),
            signals::Meaning::Continue => {
                let taken = self.stage.retake().is_ok() && self.forget_screen();
                (!taken).then_some(Ending::TerminalGone)
            }
        }
    }

    fn perform(&mut self, effects: Vec<Effect>) -> Option<Ending> {
        for effect in effects {
            match effect {
                Effect::StartRun(id, case) => {
                    let started = self.shell.start_run(id, case);
                    let _ = self.wizard.update(started);
                }
                Effect::StopRun => self.shell.run = None,
                Effect::StartPractice(fault, case) => self.shell.start_practice(fault, case),
                Effect::ReadErrorText(id, name) => self.shell.read_error_text(id, name),
                Effect::StopPractice => (self.shell.practice, self.shell.wanted) = (None, None),
                Effect::StoreResetLink(start) => self.shell.memory.store(start),
                Effect::SaveReport(request) => {
                    let _ = self.wizard.update(Msg::Saved(save::save(*request)));
                }
                Effect::Suspend => {
                    if self.stage.suspend().is_err() || !self.forget_screen() {
                        return Some(Ending::TerminalGone);
                    }
                }
                Effect::Redraw => {
                    if !self.forget_screen() {
                        return Some(Ending::TerminalGone);
                    }
                }
                Effect::Quit(leaving) => return Some(Ending::Left(leaving)),
            }
        }
        None
    }
}

#[cfg(test)]
mod tests;
