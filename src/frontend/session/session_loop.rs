//! The one loop of both interactive front ends: what arrives updates the wizard, what the wizard asks for is done, and the front end shows
//! the state. It decides nothing that the wizard decides.

use crate::frontend::session::event::{ExitReason, SessionEvent};
use crate::frontend::session::reset_link_store::STORE_TIMEOUT;
use crate::frontend::session::signals::{SignalAction, meaning};
use crate::frontend::session::tasks::TaskRunner;
use crate::frontend::session::terminal_env::TerminalEnv;
use crate::io::discover::config_file::Look;
use crate::wizard::{CopyOf, CopyWay, Effect, Msg, Wizard};
use std::time::SystemTime;
use tokio::sync::mpsc::UnboundedReceiver;

/// How the wizard is shown, and what only this way of showing it can do.
pub trait Frontend {
    /// Most things taken from the queue between two times of showing.
    const MAX_EVENTS_AT_ONCE: usize;
    /// Whether texts can be copied and links opened from it.
    const HANDS_OVER: bool;

    /// Shows what is new. Some when nobody sees it any more.
    fn show(&mut self, wizard: &mut Wizard, around: TerminalEnv) -> Option<ExitReason>;

    /// What an event that only this front end knows comes to.
    fn event(&mut self, event: SessionEvent, wizard: &mut Wizard) -> Arrived;

    /// Sees what reaches the wizard.
    fn observe(&mut self, _: &Msg) {}

    /// Takes in how things shall look.
    fn look(&mut self, _: Look) {}

    /// Copies by the terminal alone. False when that was not possible.
    fn copy(&mut self, _: &str, _: TerminalEnv) -> bool {
        false
    }

    /// Tells the user something at once.
    fn alert(&mut self, words: &str, around: TerminalEnv);

    /// Stops until the shell says to go on.
    fn suspend(&mut self) -> Option<ExitReason>;

    /// Goes on after somebody else had the terminal.
    fn resume(&mut self) -> Option<ExitReason>;

    /// Draws everything once more.
    fn redraw(&mut self) -> Option<ExitReason> {
        None
    }

    /// Why it ends when the terminal is gone.
    fn gone(&self) -> ExitReason {
        ExitReason::TerminalGone
    }

    /// The user leaves.
    fn leave(&mut self, _: &Wizard) {}

    /// Nothing is shown any more.
    fn close(&mut self) {}
}

/// What an event comes to.
pub enum Arrived {
    /// Nothing.
    Nothing,
    /// News for the wizard.
    Msg(Msg),
    /// The wizard has taken it in, and asks for this.
    Effects(Vec<Effect>),
    /// The end.
    Exit(ExitReason),
}

/// A session: the wizard, how it is shown, and the tasks beside it.
pub struct Session<F> {
    /// The state.
    pub wizard: Wizard,
    /// How it is shown.
    pub front: F,
    /// What runs beside the loop.
    pub tasks: TaskRunner,
    /// What time it is.
    pub clock: fn() -> SystemTime,
}

impl<F: Frontend> Session<F> {
    /// Takes what arrives, updates, acts, shows, until something ends it.
    pub async fn drive(mut self, mut queue: UnboundedReceiver<SessionEvent>, first: Vec<Effect>) -> ExitReason {
        let ending = match self.perform(first) {
            Some(ending) => ending,
            None => self.turn_until_end(&mut queue).await,
        };
        self.front.close();
        self.tasks.run = None;
        self.tasks.memory.close(STORE_TIMEOUT).await;
        ending
    }

    async fn turn_until_end(&mut self, queue: &mut UnboundedReceiver<SessionEvent>) -> ExitReason {
        loop {
            let ending = self.tick().or_else(|| self.front.show(&mut self.wizard, self.tasks.around));
            if let Some(ending) = ending {
                return ending;
            }
            let arrived = match self.wizard.wake() {
                // Nothing changes by itself: no timer at all.
                None => queue.recv().await,
                Some(nap) => match tokio::time::timeout(nap, queue.recv()).await {
                    Ok(arrived) => arrived,
                    Err(_) => continue,
                },
            };
            let Some(arrived) = arrived else { return ExitReason::TerminalGone };
            let mut ending = self.tick().or_else(|| self.arrival(arrived));
            // What has arrived meanwhile is taken in at one go, so that a burst makes one frame.
            for _ in 0..F::MAX_EVENTS_AT_ONCE {
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

    fn tick(&mut self) -> Option<ExitReason> {
        let effects = self.wizard.update(Msg::Tick((self.clock)()));
        self.perform(effects)
    }

    fn arrival(&mut self, event: SessionEvent) -> Option<ExitReason> {
        let msg = match event {
            SessionEvent::Msg(msg) => msg,
            SessionEvent::Practice(fault, result) => self.tasks.practice_arrived(fault, result)?,
            SessionEvent::TerminalGone => return Some(self.front.gone()),
            SessionEvent::Usage(line) => return Some(ExitReason::Usage(line)),
            SessionEvent::Signal(signal) => {
                return match meaning(signal) {
                    SignalAction::End => Some(ExitReason::Signal(signal)),
                    SignalAction::Suspend => self.front.suspend(),
                    SignalAction::Continue => self.front.resume(),
                };
            }
            SessionEvent::Look(look) => {
                if look.presentation {
                    self.wizard.present();
                }
                self.front.look(look);
                return None;
            }
            SessionEvent::Report(text) => return self.perform(vec![Effect::Copy(CopyOf::Report, text)]),
            SessionEvent::Copied(what, None) => Msg::Copied(what, CopyWay::System),
            SessionEvent::Copied(what, Some(text)) => self.copy_by_terminal(what, &text),
            SessionEvent::Event(_) | SessionEvent::Line(_) => match self.front.event(event, &mut self.wizard) {
                Arrived::Nothing => return None,
                Arrived::Msg(msg) => msg,
                Arrived::Effects(effects) => return self.perform(effects),
                Arrived::Exit(ending) => return Some(ending),
            },
        };
        self.front.observe(&msg);
        let effects = self.wizard.update(msg);
        self.perform(effects)
    }

    /// The way that works through SSH and tmux, of which nobody hears whether it worked.
    fn copy_by_terminal(&mut self, what: CopyOf, text: &str) -> Msg {
        let sent = self.front.copy(text, self.tasks.around);
        Msg::Copied(what, if sent { CopyWay::Terminal } else { CopyWay::Nowhere })
    }

    /// Does what the wizard asks for; some ending when that is the end.
    fn perform(&mut self, effects: Vec<Effect>) -> Option<ExitReason> {
        for effect in effects {
            let tasks = &mut self.tasks;
            let mut news = None;
            match effect {
                Effect::StartRun(id, case) => news = Some(tasks.start_run(id, case)),
                Effect::StartPart(id, case, chains) => news = Some(tasks.start_part(id, case, &chains)),
                Effect::StopRun => tasks.run = None,
                Effect::LookAnew(cluster) => tasks.look_anew(cluster),
                Effect::ChooseCluster(name) => tasks.choose_cluster(name),
                Effect::StartPractice(fault, case) => tasks.start_practice(fault, case),
                Effect::StopPractice => (tasks.practice, tasks.wanted) = (None, None),
                Effect::ReadErrorText(id, name, keys) => tasks.read_error_text(id, name, keys),
                Effect::SaveReport(request) => tasks.save(*request),
                Effect::Compare(request) => tasks.compare(*request),
                Effect::StoreLink(change) => tasks.memory.store(change),
                Effect::Alert(words) => self.front.alert(&words, tasks.around),
                // A line that is read aloud needs none of it.
                Effect::CopyReport(..) | Effect::Copy(..) | Effect::OpenLink(_) if !F::HANDS_OVER => {}
                Effect::CopyReport(what, redact) => tasks.write_report(*what, redact),
                Effect::Copy(what, text) if tasks.around.has_desktop() => tasks.copy(what, text),
                Effect::Copy(what, text) => news = Some(self.copy_by_terminal(what, &text)),
                Effect::OpenLink(link) => tasks.open(link),
                Effect::Quit(leaving) => {
                    self.front.leave(&self.wizard);
                    return Some(ExitReason::Left(leaving));
                }
                Effect::Suspend => {
                    if let Some(ending) = self.front.suspend() {
                        return Some(ending);
                    }
                }
                Effect::Redraw => {
                    if let Some(ending) = self.front.redraw() {
                        return Some(ending);
                    }
                }
            }
            if let Some(news) = news {
                let _ = self.wizard.update(news);
            }
        }
        None
    }
}
