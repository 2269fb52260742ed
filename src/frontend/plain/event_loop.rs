//! The plain wizard in the session's loop: standard input line by line, standard output line by line.
//! What is said and what an answer means is decided in `crate::frontend::plain`.

use crate::frontend::commands::check::status;
use crate::frontend::plain::line_input::{EchoGuard, LineReader, echo};
use crate::frontend::plain::{Ask, Plain};
use crate::frontend::session::event::{ExitReason, SessionEvent};
use crate::frontend::session::panics;
use crate::frontend::session::runtime::Runtime;
use crate::frontend::session::session_loop::{Arrived, Frontend, Session};
use crate::frontend::session::start::{FrontendKind, Start};
use crate::frontend::session::terminal_env::TerminalEnv;
use crate::frontend::tui::terminal;
use crate::wizard::{Leaving, Msg, Wizard};
use crate::words::catalog::plain;
use std::io::{self, IsTerminal as _, Write as _};
use std::time::SystemTime;
use tokio::sync::mpsc::unbounded_channel;

/// Runs the wizard as lines until the user leaves or the input ends, and returns the exit status.
pub fn run(start: Start) -> u8 {
    let (sender, receiver) = unbounded_channel();
    let Some(runtime) = Runtime::start() else { return 2 };
    runtime.watch_signals(&sender);
    let echo = EchoGuard;
    let hook = panics::install(sender.clone());
    let (theme, front) = (start.theme, start.front);
    let (wizard, effects, kit) = start.begin();
    let mut output = Output::new(theme.unicode || front == FrontendKind::Lines && utf8());
    output.lines(&Plain::hello(&wizard, front == FrontendKind::LinesOnDumb));
    let ending = runtime.block_on(async {
        let lines = LineReader::start(sender.clone());
        let tasks = kit.shell(sender, &wizard);
        let front = PlainApp { plain: Plain::default(), lines, output, asked: None, reads: false };
        Session { wizard, front, tasks, clock: SystemTime::now }.drive(receiver, effects).await
    });
    drop(echo);
    panics::uninstall(hook);
    if let ExitReason::Usage(line) = &ending {
        eprintln!("weaviate-doctor: {line}");
    }
    ending.status()
}

/// Whether the environment says that characters beyond ASCII can be shown, whatever the terminal is called.
fn utf8() -> bool {
    let set = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(|n| std::env::var(n).ok().filter(|v| !v.is_empty()));
    cfg!(windows) || set.is_some_and(|value| value.to_ascii_lowercase().replace('-', "").contains("utf8"))
}

/// The wizard as lines.
struct PlainApp {
    plain: Plain,
    lines: LineReader,
    output: Output,
    /// What was asked, until something else is.
    asked: Option<Ask>,
    /// Whether a line is being read.
    reads: bool,
}

impl PlainApp {
    /// Asks what is to be asked now, again where something was said in between.
    fn ask(&mut self, wizard: &Wizard) {
        let ask = self.plain.ask(wizard);
        // A script may end a watch between two runs, and waits for the end of any run.
        let listens = if self.lines.terminal { Plain::listens(wizard) } else { wizard.next_run().is_some() };
        let reads = ask.is_some() || listens;
        if reads && !self.reads {
            self.reads = true;
            self.lines.ask(ask.as_ref().is_some_and(|a| a.hidden));
        }
        if let Some(ask) = &ask
            && (self.asked.as_ref() != Some(ask) || self.output.end == End::Line)
        {
            self.output.prompt(&ask.text, self.lines.terminal);
        }
        self.asked = ask;
    }

    /// Nobody will answer any more. A script gets the status of what was found.
    fn input_ended(&mut self, wizard: &mut Wizard) -> Arrived {
        self.reads = false;
        let (more, effects) = self.plain.ended(wizard);
        if more {
            self.output.end_line();
            return Arrived::Effects(effects);
        }
        self.output.lines(&[plain("bye").to_owned()]);
        Arrived::Exit(match self.plain.verdict() {
            _ if self.lines.terminal || wizard.cx.is_reading() => ExitReason::Left(Leaving::Done),
            None => ExitReason::Usage(plain("too-soon").to_owned()),
            Some(verdict) => ExitReason::Told(status(verdict)),
        })
    }
}

impl Frontend for PlainApp {
    /// Everything is told in its order.
    const MAX_EVENTS_AT_ONCE: usize = 0;
    const HANDS_OVER: bool = false;

    fn show(&mut self, wizard: &mut Wizard, _: TerminalEnv) -> Option<ExitReason> {
        let lines = self.plain.tell(wizard);
        self.output.lines(&lines);
        self.ask(wizard);
        // Whoever read the lines has heard enough.
        self.output.gone.then_some(ExitReason::Left(Leaving::Done))
    }

    fn event(&mut self, event: SessionEvent, wizard: &mut Wizard) -> Arrived {
        match event {
            SessionEvent::Line(Some(line)) => {
                self.reads = false;
                // A console of Windows that shows nothing shows no end of the line either.
                let shown = !(cfg!(windows) && self.asked.as_ref().is_some_and(|ask| ask.hidden));
                if shown {
                    self.output.answered();
                }
                let (lines, effects) = self.plain.hear(wizard, &line);
                self.output.lines(&lines);
                Arrived::Effects(effects)
            }
            // The watch of a script goes on until a signal, or until nobody reads any more: there is nothing to read again.
            SessionEvent::Line(None) if wizard.cx.watching().is_some() => Arrived::Nothing,
            SessionEvent::Line(None) => self.input_ended(wizard),
            _ => Arrived::Nothing,
        }
    }

    fn observe(&mut self, msg: &Msg) {
        self.plain.observe(msg);
    }

    fn alert(&mut self, words: &str, _: TerminalEnv) {
        self.output.lines(&[words.to_owned()]);
    }

    fn suspend(&mut self) -> Option<ExitReason> {
        if !terminal::has_shell() {
            return None;
        }
        let hidden = self.reads && self.asked.as_ref().is_some_and(|a| a.hidden);
        echo::on();
        #[cfg(unix)]
        let _ = signal_hook::low_level::emulate_default_handler(signal_hook::consts::SIGTSTP);
        if hidden && self.lines.terminal {
            echo::off();
        }
        // The shell has written something meanwhile: the question is asked again.
        self.output.answered();
        None
    }

    fn resume(&mut self) -> Option<ExitReason> {
        self.output.answered();
        None
    }

    fn gone(&self) -> ExitReason {
        if io::stdout().is_terminal() { ExitReason::TerminalGone } else { ExitReason::Left(Leaving::Done) }
    }

    fn close(&mut self) {
        self.output.end_line();
    }
}

/// What stands at the end of the output.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    /// Something said.
    Line,
    /// The question, its line ended.
    Question,
    /// The question, and the answer will follow on its line.
    OpenQuestion,
}

/// Standard output as lines. It never moves the cursor and knows no color.
struct Output {
    unicode: bool,
    /// What stands at the end.
    end: End,
    /// Whether nobody reads any more.
    gone: bool,
}

impl Output {
    const fn new(unicode: bool) -> Self {
        Self { unicode, end: End::Line, gone: false }
    }

    fn lines(&mut self, lines: &[String]) {
        if lines.is_empty() {
            return;
        }
        self.end_line();
        let text = lines.iter().fold(String::new(), |text, line| text + line + "\n");
        self.write(&text);
    }

    /// A question. Where somebody types the answer, it follows on the same line.
    fn prompt(&mut self, text: &str, typed: bool) {
        self.end_line();
        if !text.is_empty() {
            self.write(&if typed { format!("{text} ") } else { format!("{text}\n") });
        }
        self.end = if typed && !text.is_empty() { End::OpenQuestion } else { End::Question };
    }

    /// The answer's Enter has ended the line.
    fn answered(&mut self) {
        self.end = End::Line;
    }

    fn end_line(&mut self) {
        if std::mem::replace(&mut self.end, End::Line) == End::OpenQuestion {
            self.write("\n");
        }
    }

    fn write(&mut self, text: &str) {
        let text = if self.unicode { text.to_owned() } else { crate::frontend::plain::to_ascii(text) };
        let mut out = io::stdout().lock();
        self.gone |= out.write_all(text.as_bytes()).and_then(|()| out.flush()).is_err();
    }
}
