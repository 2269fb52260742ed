//! Does what the wizard asks for, effect by effect. It decides nothing.

use crate::frontend::session::event::ExitReason;
use crate::frontend::tui::App;
use crate::wizard::{CopyOf, CopyWay, Effect, Msg};
use ratatui::backend::Backend;

impl<B: Backend> App<'_, B> {
    /// The way that works through SSH and tmux, of which nobody hears whether it worked.
    pub fn copy_by_terminal(&mut self, what: CopyOf, text: &str) -> Msg {
        let sent = self.shell.around.copying(text).is_some_and(|sequence| self.stage.write(&sequence).is_ok());
        Msg::Copied(what, if sent { CopyWay::Terminal } else { CopyWay::Nowhere })
    }

    /// Does what the wizard asks for; some ending when that is the end.
    pub fn perform(&mut self, effects: Vec<Effect>) -> Option<ExitReason> {
        for effect in effects {
            match effect {
                Effect::StartRun(id, case) => {
                    let started = self.shell.start_run(id, case);
                    let _ = self.wizard.update(started);
                }
                Effect::StopRun => self.shell.run = None,
                Effect::LookAnew(cluster) => self.shell.look_anew(cluster),
                Effect::ChooseCluster(name) => self.shell.choose_cluster(name),
                Effect::Compare(request) => self.shell.compare(*request),
                Effect::CopyReport(what, redact) => self.shell.write_report(*what, redact),
                Effect::StartPractice(fault, case) => self.shell.start_practice(fault, case),
                Effect::ReadErrorText(id, name, keys) => self.shell.read_error_text(id, name, keys),
                Effect::StopPractice => (self.shell.practice, self.shell.wanted) = (None, None),
                Effect::StartPart(id, case, chains) => {
                    let started = self.shell.start_part(id, case, &chains);
                    let _ = self.wizard.update(started);
                }
                Effect::SaveReport(request) => self.shell.save(*request),
                Effect::StoreLink(change) => self.shell.memory.store(change),
                Effect::Copy(what, text) if self.shell.around.has_desktop() => self.shell.copy(what, text),
                Effect::Copy(what, text) => {
                    let copied = self.copy_by_terminal(what, &text);
                    let _ = self.wizard.update(copied);
                }
                Effect::OpenLink(link) => self.shell.open(link),
                Effect::Alert(words) => {
                    let _ = self.stage.write(&self.shell.around.alert(&words));
                }
                Effect::Suspend => {
                    self.title = None;
                    if self.stage.suspend().is_err() || !self.forget_screen() {
                        return Some(ExitReason::TerminalGone);
                    }
                }
                Effect::Redraw => {
                    if !self.forget_screen() {
                        return Some(ExitReason::TerminalGone);
                    }
                }
                Effect::Quit(leaving) => return Some(ExitReason::Left(leaving)),
            }
        }
        None
    }
}
