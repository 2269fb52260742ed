//! The reset link's countdown from the wizard's side: when it is offered, what its keys do, when it is stored.

use super::countdown::{Countdown, Left};
use super::{Effect, Input, Key, Overlay, Screen, Wizard, is_back};
use crate::diagnosis::Cause;

/// Whether this cause is about a mail with a link that expires.
pub const fn is_about_mail(cause: Cause) -> bool {
    matches!(
        cause,
        Cause::PasswordForgotten | Cause::PasswordOutdated | Cause::ResetLinkExpired | Cause::ResetEmailMissing
    )
}

impl Wizard {
    /// What is left of the reset link, when one is counted.
    pub fn reset_link_left(&self) -> Option<Left> {
        self.countdown.map(|c| c.left(self.now))
    }

    /// Whether the key for the countdown means something now.
    pub fn offers_countdown(&self) -> bool {
        self.countdown.is_some() || self.is_mail_cause_shown()
    }

    /// Whether the result on screen is about a mail with a link.
    pub fn is_mail_cause_shown(&self) -> bool {
        match &self.screen {
            Screen::Result(outcome) => !self.is_reading() && outcome.cause().is_some_and(is_about_mail),
            Screen::Symptom | Screen::ErrorText(_) | Screen::Cluster | Screen::Question(_) | Screen::Probing(_) => {
                false
            }
        }
    }

    /// Opens the large digits; the first time, that is the moment at which the mail was asked for.
    pub(super) fn open_reset_link(&mut self) -> Vec<Effect> {
        self.overlays.push(Overlay::ResetLink);
        if self.countdown.is_none() { self.start_countdown() } else { Vec::new() }
    }

    pub(super) fn reset_link_input(&mut self, input: &Input) -> Vec<Effect> {
        let expired = matches!(self.reset_link_left(), None | Some(Left::Expired(_)));
        match input {
            Input::Char('n') => return self.start_countdown(),
            Input::Key(Key::Enter) if expired => return self.start_countdown(),
            Input::Key(Key::Enter) | Input::Char('m') => {
                self.overlays.pop();
            }
            Input::Char('+' | '=') if !expired => return self.set_countdown(self.countdown.map(|c| c.later(self.now))),
            Input::Char('-') if !expired => return self.set_countdown(self.countdown.map(Countdown::earlier)),
            Input::Char('x') => {
                self.overlays.pop();
                return self.set_countdown(None);
            }
            _ if is_back(input) => {
                self.overlays.pop();
            }
            _ => {}
        }
        Vec::new()
    }

    fn start_countdown(&mut self) -> Vec<Effect> {
        self.set_countdown(Some(Countdown::starting(self.now)))
    }

    fn set_countdown(&mut self, countdown: Option<Countdown>) -> Vec<Effect> {
        self.countdown = countdown;
        vec![Effect::StoreResetLink(countdown.map(Countdown::seconds))]
    }
}
