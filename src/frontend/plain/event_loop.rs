//! The loop of the plain wizard: standard input line by line, standard output line by line, the same queue and the same tasks as the screen's.
//! What is said and what an answer means is decided in `crate::frontend::plain`.

use crate::frontend::commands::check::status;
use crate::frontend::plain::line_input::{EchoGuard, LineReader, echo};
use crate::frontend::plain::{Ask, Plain};
use crate::frontend::session::event::{ExitReason, SessionEvent};
use crate::frontend::session::reset_link_store::STORE_TIMEOUT;
use crate::frontend::session::runtime::Runtime;
use crate::frontend::session::start::{FrontendKind, Start};
use crate::frontend::session::tasks::TaskRunner;
use crate::frontend::session::{panics, signals};
use crate::frontend::tui::terminal;
use crate::wizard::{Effect, Leaving, Msg, Wizard};
use crate::words::catalog::plain;
use std::io::{self, IsTerminal as _, Write as _};
use std::time::SystemTime;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

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
        let shell = kit.shell(sender, &wizard);
        let teller = PlainApp { wizard, plain: Plain::default(), shell, lines, output, asked: None, reads: false };
        teller.drive(receiver, effects).await
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

/// The loop with everything it works on.
struct PlainApp {
    wizard: Wizard,
    plain: Plain,
    shell: TaskRunner,
    lines: LineReader,
    output: Output,
    /// What was asked, until something else is.
    asked: Option<Ask>,
    /// Whether a line is being read.
    reads: bool,
}

impl PlainApp {
    async fn drive(mut self, mut queue: UnboundedReceiver<SessionEvent>, first: Vec<Effect>) -> ExitReason {
        let ending = match self.perform(first) {
            Some(ending) => ending,
            None => self.turn_until_end(&mut queue).await,
        };
        self.output.end_line();
        self.shell.run = None;
        self.shell.memory.close(STORE_TIMEOUT).await;
        ending
    }

    async fn turn_until_end(&mut self, queue: &mut UnboundedReceiver<SessionEvent>) -> ExitReason {
        loop {
            let effects = self.wizard.update(Msg::Tick(SystemTime::now()));
            if let Some(ending) = self.perform(effects) {
                return ending;
            }
            self.tell();
            self.ask();
            if self.output.gone {
                // Whoever read the lines has heard enough.
                return ExitReason::Left(Leaving::Done);
            }
            let arrived = match self.wizard.wake() {
                None => queue.recv().await,
                Some(nap) => match tokio::time::timeout(nap, queue.recv()).await {
                    Ok(arrived) => arrived,
                    Err(_) => continue,
                },
            };
            let Some(arrived) = arrived else { return ExitReason::TerminalGone };
            let effects = self.wizard.update(Msg::Tick(SystemTime::now()));
            if let Some(ending) = self.perform(effects).or_else(|| self.arrival(arrived)) {
                return ending;
            }
        }
    }

    fn tell(&mut self) {
        let lines = self.plain.tell(&mut self.wizard);
        self.output.lines(&lines);
    }

    /// Asks what is to be asked now, again where something was said in between.
    fn ask(&mut self) {
        let ask = self.plain.ask(&self.wizard);
        // A script may end a watch between two runs, and waits for the end of any run.
        let listens = if self.lines.terminal { Plain::listens(&self.wizard) } else { self.wizard.next_run().is_some() };
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

    fn arrival(&mut self, arrival: SessionEvent) -> Option<ExitReason> {
        let msg = match arrival {
            SessionEvent::Msg(msg) => msg,
            SessionEvent::Practice(fault, result) => self.shell.practice_arrived(fault, result)?,
            SessionEvent::Line(Some(line)) => {
                self.reads = false;
                // A console of Windows that shows nothing shows no end of the line either.
                let shown = !(cfg!(windows) && self.asked.as_ref().is_some_and(|ask| ask.hidden));
                if shown {
                    self.output.answered();
                }
                let (lines, effects) = self.plain.hear(&mut self.wizard, &line);
                self.output.lines(&lines);
                return self.perform(effects);
            }
            // The watch of a script goes on until a signal, or until nobody reads any more: there is nothing to read again.
            SessionEvent::Line(None) if self.wizard.watching().is_some() => return None,
            SessionEvent::Line(None) => return self.input_ended(),
            SessionEvent::TerminalGone if io::stdout().is_terminal() => return Some(ExitReason::TerminalGone),
            SessionEvent::TerminalGone => return Some(ExitReason::Left(Leaving::Done)),
            SessionEvent::Usage(line) => return Some(ExitReason::Usage(line)),
            SessionEvent::Signal(signal) => return self.signal(signal),
            SessionEvent::Look(look) => {
                if look.presentation {
                    self.wizard.present();
                }
                return None;
            }
            // None of them is asked for here.
            SessionEvent::Event(_) | SessionEvent::Copied(..) | SessionEvent::Report(_) => return None,
        };
        self.plain.observe(&msg);
        let effects = self.wizard.update(msg);
        self.perform(effects)
    }

    /// Nobody will answer any more. A script gets the status of what was found.
    fn input_ended(&mut self) -> Option<ExitReason> {
        self.reads = false;
        let (more, effects) = self.plain.ended(&mut self.wizard);
        if more {
            self.output.end_line();
            return self.perform(effects);
        }
        self.output.lines(&[plain("bye").to_owned()]);
        match self.plain.verdict() {
            _ if self.lines.terminal || self.wizard.is_reading() => Some(ExitReason::Left(Leaving::Done)),
            None => Some(ExitReason::Usage(plain("too-soon").to_owned())),
            Some(verdict) => Some(ExitReason::Told(status(verdict))),
        }
    }

    fn perform(&mut self, effects: Vec<Effect>) -> Option<ExitReason> {
        for effect in effects {
            match effect {
                Effect::StartRun(id, case) => {
                    let started = self.shell.start_run(id, case);
                    let _ = self.wizard.update(started);
                }
                Effect::StartPart(id, case, chains) => {
                    let started = self.shell.start_part(id, case, &chains);
                    let _ = self.wizard.update(started);
                }
                Effect::StopRun => self.shell.run = None,
                Effect::LookAnew(cluster) => self.shell.look_anew(cluster),
                Effect::ChooseCluster(name) => self.shell.choose_cluster(name),
                Effect::StartPractice(fault, case) => self.shell.start_practice(fault, case),
                Effect::StopPractice => (self.shell.practice, self.shell.wanted) = (None, None),
                Effect::ReadErrorText(id, name, keys) => self.shell.read_error_text(id, name, keys),
                Effect::SaveReport(request) => self.shell.save(*request),
                Effect::Compare(request) => self.shell.compare(*request),
                Effect::StoreLink(change) => self.shell.memory.store(change),
                Effect::Alert(words) => self.output.lines(&[words]),
                Effect::Quit(leaving) => return Some(ExitReason::Left(leaving)),
                // What a screen can do: a line that is read aloud needs none of it.
                Effect::CopyReport(..) | Effect::Copy(..) | Effect::OpenLink(_) | Effect::Suspend | Effect::Redraw => {}
            }
        }
        None
    }

    fn signal(&mut self, signal: i32) -> Option<ExitReason> {
        match signals::meaning(signal) {
            signals::SignalAction::End => Some(ExitReason::Signal(signal)),
            signals::SignalAction::Suspend => {
                self.suspend();
                None
            }
            signals::SignalAction::Continue => {
                self.output.answered();
                None
            }
        }
    }

    fn suspend(&mut self) {
        if !terminal::has_shell() {
            return;
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
