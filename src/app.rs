//! The terminal program: one queue into one loop, which updates the wizard, does what it asks for and draws. It decides nothing that the
//! wizard decides, and holds no state of its own beyond the tasks it started.

mod helpers;
mod lines;
mod memory;
mod panics;
mod perform;
mod plain;
mod save;
mod shell;
mod signals;
mod start;
mod surroundings;
mod terminal;
mod zone;

pub use crate::config::Look;
pub use memory::Memory;
pub use start::{Begin, Chooser, Front, PracticeKit, PracticeRun, PracticeStarter, Rediscover, Start, Wishes};

use crate::ui::{self, Theme};
use crate::wizard::{CopyOf, CopyWay, Effect, Leaving, Msg, Wizard};
use crossterm::event::Event;
use futures_util::stream::{Stream, StreamExt as _};
use ratatui::Terminal;
use ratatui::backend::Backend;
use ratatui::layout::Rect;
use shell::Shell;
use std::io;
use std::time::{Duration, SystemTime};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// Most things taken from the queues between two frames.
const BATCH: usize = 256;

/// How long the end waits for the countdown to be stored.
const PATIENCE: Duration = Duration::from_millis(300);

/// How the loop ended.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Ending {
    /// The user left.
    Left(Leaving),
    /// A signal with this number.
    Signal(i32),
    /// What was given can't be used, for this reason.
    Usage(String),
    /// The input of the plain wizard has ended, behind a result with this status.
    Told(u8),
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
            Self::Told(status) => *status,
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
    /// A text was put into this machine's clipboard; one that could not be comes back.
    Copied(CopyOf, Option<String>),
    /// What the config file says about how things look.
    Look(Look),
    /// A report's text, to be copied.
    Report(String),
    /// The environment could not be read as it has to be.
    Usage(String),
    /// A line of the plain wizard's input; none at its end.
    Line(Option<zeroize::Zeroizing<String>>),
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
    /// Sends a sequence that draws nothing.
    fn write(&mut self, sequence: &str) -> io::Result<()>;
    /// Sets the window's title with this sequence, or brings back the one from before.
    fn title(&mut self, sequence: Option<&str>) -> io::Result<()>;
}

/// Runs the wizard on the terminal until the user leaves, and returns the exit status.
pub fn run(start: Start) -> u8 {
    if start.front != Front::Screen {
        return plain::run(start);
    }
    let (sender, receiver) = unbounded_channel();
    let Some(runtime) = Runtime::start() else { return 2 };
    // Before the terminal is taken: a signal in between must not leave it taken.
    runtime.watch_signals(&sender);
    let mut terminal = match terminal::take() {
        Ok(terminal) => terminal,
        Err(error) => {
            terminal::give_back();
            eprintln!(
                "weaviate-doctor: the screen needs a terminal ({error}); weaviate-doctor check and --plain do without one"
            );
            return 2;
        }
    };
    let guard = terminal::Guard;
    let hook = panics::install(sender.clone());
    let theme = start.theme;
    let (wizard, effects, kit) = start.begin();
    // The first frame comes before anything is read or started.
    let draw = |frame: &mut ratatui::Frame<'_>| {
        ui::view(&wizard, &theme, frame);
    };
    let ending = if terminal.draw(draw).is_ok() {
        runtime.block_on(async {
            let shell = kit.shell(sender, &wizard);
            let events = crossterm::event::EventStream::new();
            let mut stage = terminal::RealStage;
            let desk = Desk {
                wizard,
                theme,
                terminal: &mut terminal,
                stage: &mut stage,
                shell,
                clock: SystemTime::now,
                title: None,
            };
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
    /// None, with a line on standard error, where the system gives no threads.
    fn start() -> Option<Self> {
        if !crate::limits::has_threads() {
            eprintln!("weaviate-doctor: {}", crate::knowledge::say("shortage", "threads"));
            return None;
        }
        match tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build() {
            Ok(runtime) => Some(Self(Some(runtime))),
            Err(error) => {
                eprintln!("weaviate-doctor: the program could not start its tasks: {error}");
                None
            }
        }
    }

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
    /// What the window's title says, when it is ours.
    title: Option<String>,
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
        // Time alone ends nothing; it may ring the bell.
        let effects = self.wizard.update(Msg::Tick(now));
        let _ = self.perform(effects);
    }

    /// Draws, and tells the wizard how far its text goes. False when the terminal is gone.
    fn draw(&mut self) -> bool {
        let mut drawn = (crate::wizard::Drawn::default(), Vec::new());
        let (wizard, theme) = (&self.wizard, &self.theme);
        let done = self.terminal.draw(|frame| drawn = ui::view_with_hits(wizard, theme, frame)).is_ok();
        let _ = self.wizard.update(Msg::Drawn(drawn.0));
        let _ = self.wizard.update(Msg::Hits(drawn.1));
        let title = self.wizard.title();
        if title != self.title {
            let sequence = title.as_deref().map(|t| self.shell.around.title(t));
            // A terminal without titles is left alone.
            if sequence != Some(None) {
                let _ = self.stage.title(sequence.flatten().as_deref());
            }
            self.title = title;
        }
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
            Arrival::Practice(fault, result) => self.shell.practice_arrived(fault, result)?,
            // Keys come as events here.
            Arrival::Line(_) => return None,
            Arrival::Look(look) => {
                self.theme = self.theme.as_wanted(look.theme);
                if look.presentation {
                    self.wizard.present();
                }
                return None;
            }
            Arrival::Report(text) => return self.perform(vec![Effect::Copy(CopyOf::Report, text)]),
            Arrival::Copied(what, None) => Msg::Copied(what, CopyWay::System),
            Arrival::Copied(what, Some(text)) => self.copy_by_terminal(what, &text),
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
}

#[cfg(test)]
mod tests;
