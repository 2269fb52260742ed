//! The terminal program: one queue into one loop, which updates the wizard, does what it asks for and draws. It decides nothing that the
//! wizard decides, and holds no state of its own beyond the tasks it started.

use crate::frontend::session::event::{ExitReason, SessionEvent};
use crate::frontend::session::reset_link_store::STORE_TIMEOUT;
use crate::frontend::session::runtime::Runtime;
use crate::frontend::session::start::Start;
use crate::frontend::session::tasks::TaskRunner;
use crate::frontend::session::{panics, signals};
use crate::frontend::tui::terminal::TerminalControl;
use crate::frontend::tui::view::Theme;
use crate::wizard::{CopyOf, CopyWay, Effect, Msg, Wizard};
use crossterm::event::Event;
use futures_util::stream::{Stream, StreamExt as _};
use ratatui::Terminal;
use ratatui::backend::Backend;
use ratatui::layout::Rect;
use std::io;
use std::time::SystemTime;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
pub mod perform;
pub mod terminal;
pub mod view;

/// Most things taken from the queues between two frames.
pub const MAX_EVENTS_PER_FRAME: usize = 256;

/// Puts what the terminal sends into the queue. A task of its own, because crossterm's stream wakes only the first task that waited for it.
pub async fn pump(mut events: impl Stream<Item = io::Result<Event>> + Unpin, queue: UnboundedSender<SessionEvent>) {
    while let Some(Ok(event)) = events.next().await {
        if queue.send(SessionEvent::Event(event)).is_err() {
            return;
        }
    }
    let _ = queue.send(SessionEvent::TerminalGone);
}

/// Runs the wizard on the terminal until the user leaves, and returns the exit status.
pub fn run(start: Start) -> u8 {
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
    let guard = terminal::TerminalGuard;
    let hook = panics::install(sender.clone());
    let theme = start.theme;
    let (wizard, effects, kit) = start.begin();
    // The first frame comes before anything is read or started.
    let draw = |frame: &mut ratatui::Frame<'_>| {
        view::view(&wizard, &theme, frame);
    };
    let ending = if terminal.draw(draw).is_ok() {
        runtime.block_on(async {
            let shell = kit.shell(sender, &wizard);
            let events = crossterm::event::EventStream::new();
            let mut stage = terminal::RealStage;
            let desk = App {
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
        ExitReason::TerminalGone
    };
    drop(terminal);
    drop(guard);
    panics::uninstall(hook);
    if let ExitReason::Usage(line) = &ending {
        eprintln!("weaviate-doctor: {line}");
    }
    ending.status()
}

/// The loop with everything it works on.
pub struct App<'t, B: Backend> {
    wizard: Wizard,
    theme: Theme,
    terminal: &'t mut Terminal<B>,
    stage: &'t mut dyn TerminalControl,
    shell: TaskRunner,
    clock: fn() -> SystemTime,
    /// What the window's title says, when it is ours.
    title: Option<String>,
}

impl<B: Backend> App<'_, B> {
    /// Takes what arrives, updates, acts, draws, until something ends it.
    async fn drive(
        mut self,
        events: impl Stream<Item = io::Result<Event>> + Send + Unpin + 'static,
        mut queue: UnboundedReceiver<SessionEvent>,
        first: Vec<Effect>,
    ) -> ExitReason {
        let keyboard = tokio::spawn(pump(events, self.shell.queue.clone()));
        let ending = match self.perform(first) {
            Some(ending) => ending,
            None => self.turn_until_end(&mut queue).await,
        };
        keyboard.abort();
        self.shell.run = None;
        self.shell.memory.close(STORE_TIMEOUT).await;
        ending
    }

    async fn turn_until_end(&mut self, queue: &mut UnboundedReceiver<SessionEvent>) -> ExitReason {
        loop {
            self.tick();
            if !self.draw() {
                return ExitReason::TerminalGone;
            }
            let arrived = match self.wizard.wake() {
                // Nothing on screen changes by itself: no timer at all.
                None => queue.recv().await,
                Some(nap) => match tokio::time::timeout(nap, queue.recv()).await {
                    Ok(arrived) => arrived,
                    Err(_) => continue,
                },
            };
            let Some(arrived) = arrived else { return ExitReason::TerminalGone };
            self.tick();
            let mut ending = self.arrival(arrived);
            // What has arrived meanwhile is taken in at one go, so that a burst makes one frame.
            for _ in 0..MAX_EVENTS_PER_FRAME {
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
        let done = self.terminal.draw(|frame| drawn = view::view_with_hits(wizard, theme, frame)).is_ok();
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

    fn arrival(&mut self, arrival: SessionEvent) -> Option<ExitReason> {
        let msg = match arrival {
            SessionEvent::Msg(msg) => msg,
            // A new size only needs a new frame.
            SessionEvent::Event(event) => Msg::Input(view::keys::input(event)?),
            SessionEvent::TerminalGone => return Some(ExitReason::TerminalGone),
            SessionEvent::Usage(line) => return Some(ExitReason::Usage(line)),
            SessionEvent::Practice(fault, result) => self.shell.practice_arrived(fault, result)?,
            // Keys come as events here.
            SessionEvent::Line(_) => return None,
            SessionEvent::Look(look) => {
                self.theme = self.theme.as_wanted(look.theme);
                if look.presentation {
                    self.wizard.present();
                }
                return None;
            }
            SessionEvent::Report(text) => return self.perform(vec![Effect::Copy(CopyOf::Report, text)]),
            SessionEvent::Copied(what, None) => Msg::Copied(what, CopyWay::System),
            SessionEvent::Copied(what, Some(text)) => self.copy_by_terminal(what, &text),
            SessionEvent::Signal(signal) => return self.signal(signal),
        };
        let effects = self.wizard.update(msg);
        self.perform(effects)
    }

    fn signal(&mut self, signal: i32) -> Option<ExitReason> {
        match signals::meaning(signal) {
            signals::SignalAction::End => Some(ExitReason::Signal(signal)),
            signals::SignalAction::Suspend => self.perform(vec![Effect::Suspend]),
            signals::SignalAction::Continue => {
                let taken = self.stage.retake().is_ok() && self.forget_screen();
                (!taken).then_some(ExitReason::TerminalGone)
            }
        }
    }
}

#[cfg(test)]
mod tests;
