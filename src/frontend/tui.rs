//! The wizard on the whole screen: what the terminal sends, and a frame for each state. The loop is that of the session.

use crate::frontend::session::event::{ExitReason, SessionEvent};
use crate::frontend::session::panics;
use crate::frontend::session::runtime::Runtime;
use crate::frontend::session::session_loop::{Arrived, Frontend, Session};
use crate::frontend::session::start::Start;
use crate::frontend::session::terminal_env::TerminalEnv;
use crate::frontend::tui::terminal::TerminalControl;
use crate::frontend::tui::view::Theme;
use crate::io::discover::config_file::Look;
use crate::wizard::{Effect, Msg, Wizard};
use crate::words::ascii;
use crossterm::event::Event;
use futures_util::stream::{Stream, StreamExt as _};
use ratatui::Terminal;
use ratatui::backend::Backend;
use ratatui::layout::Rect;
use std::io;
use std::time::SystemTime;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
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
    let (mut wizard, effects, kit) = start.begin();
    wizard.skip_known();
    // The first frame comes before anything is read or started.
    let draw = |frame: &mut ratatui::Frame<'_>| {
        view::view(&wizard, &theme, frame);
    };
    let mut parting = Vec::new();
    let ending = if terminal.draw(draw).is_ok() {
        runtime.block_on(async {
            let tasks = kit.shell(sender, &wizard);
            let events = crossterm::event::EventStream::new();
            let stage = &mut terminal::RealStage;
            let front = App { shown: false, theme, terminal: &mut terminal, stage, title: None, parting: &mut parting };
            drive(Session { wizard, front, tasks, clock: SystemTime::now }, events, receiver, effects).await
        })
    } else {
        ExitReason::TerminalGone
    };
    drop(terminal);
    drop(guard);
    panics::uninstall(hook);
    for line in parting {
        println!("{}", if theme.unicode { line } else { ascii::text(&line) });
    }
    if let ExitReason::Usage(line) = &ending {
        eprintln!("weaviate-doctor: {line}");
    }
    ending.status()
}

/// The wizard on the whole screen.
pub struct App<'t, B: Backend> {
    theme: Theme,
    terminal: &'t mut Terminal<B>,
    stage: &'t mut dyn TerminalControl,
    /// Whether a frame was drawn.
    shown: bool,
    /// What the window's title says, when it is ours.
    title: Option<String>,
    /// What is printed once the screen is the shell's again.
    parting: &'t mut Vec<String>,
}

/// Runs the session with what the terminal sends.
async fn drive<B: Backend>(
    session: Session<App<'_, B>>,
    events: impl Stream<Item = io::Result<Event>> + Send + Unpin + 'static,
    queue: UnboundedReceiver<SessionEvent>,
    first: Vec<Effect>,
) -> ExitReason {
    let keyboard = tokio::spawn(pump(events, session.tasks.queue.clone()));
    let ending = session.drive(queue, first).await;
    keyboard.abort();
    ending
}

impl<B: Backend> App<'_, B> {
    /// Makes the next frame a whole one. Not by `Terminal::clear`: that asks the terminal where its cursor is, and the answer would reach
    /// the task that reads the keyboard. Some when the terminal is gone.
    fn forget_screen(&mut self) -> Option<ExitReason> {
        let resized = self.terminal.size().is_ok_and(|size| {
            let whole = Rect::new(0, 0, size.width, size.height);
            self.terminal.resize(whole).is_ok()
        });
        (!resized).then_some(ExitReason::TerminalGone)
    }

    fn set_title(&mut self, title: Option<String>, around: TerminalEnv) {
        if title != self.title {
            let sequence = title.as_deref().map(|t| around.title(t));
            // A terminal without titles is left alone.
            if sequence != Some(None) {
                let _ = self.stage.title(sequence.flatten().as_deref());
            }
            self.title = title;
        }
    }
}

impl<B: Backend> Frontend for App<'_, B> {
    const MAX_EVENTS_AT_ONCE: usize = MAX_EVENTS_PER_FRAME;
    const HANDS_OVER: bool = true;

    /// Draws, and tells the wizard how far its text goes.
    fn show(&mut self, wizard: &mut Wizard, around: TerminalEnv) -> Option<ExitReason> {
        // What would be seen for the blink of an eye is not drawn; the first frame is.
        if std::mem::replace(&mut self.shown, true) && wizard.holds_back() {
            return None;
        }
        let mut drawn = (crate::wizard::Drawn::default(), Vec::new());
        let shown = self.terminal.draw(|frame| drawn = view::view_with_hits(wizard, &self.theme, frame)).is_ok();
        let _ = wizard.update(Msg::Drawn(drawn.0));
        let _ = wizard.update(Msg::Hits(drawn.1));
        self.set_title(wizard.title(), around);
        (!shown).then_some(ExitReason::TerminalGone)
    }

    fn event(&mut self, event: SessionEvent, _: &mut Wizard) -> Arrived {
        match event {
            // A new size only needs a new frame.
            SessionEvent::Event(event) => {
                view::keys::input(event).map_or(Arrived::Nothing, |i| Arrived::Msg(Msg::Input(i)))
            }
            // Keys come as events here.
            _ => Arrived::Nothing,
        }
    }

    fn leave(&mut self, wizard: &Wizard) {
        *self.parting = wizard.parting();
    }

    fn look(&mut self, look: Look) {
        self.theme = self.theme.as_wanted(look.theme);
    }

    fn copy(&mut self, text: &str, around: TerminalEnv) -> bool {
        around.copying(text).is_some_and(|sequence| self.stage.write(&sequence).is_ok())
    }

    fn alert(&mut self, words: &str, around: TerminalEnv) {
        let _ = self.stage.write(&around.alert(words));
    }

    fn suspend(&mut self) -> Option<ExitReason> {
        self.title = None;
        if self.stage.suspend().is_err() { Some(ExitReason::TerminalGone) } else { self.forget_screen() }
    }

    fn resume(&mut self) -> Option<ExitReason> {
        if self.stage.retake().is_err() { Some(ExitReason::TerminalGone) } else { self.forget_screen() }
    }

    fn redraw(&mut self) -> Option<ExitReason> {
        self.forget_screen()
    }
}

#[cfg(test)]
mod tests;
