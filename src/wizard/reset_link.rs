//! The reset links' countdowns from the wizard's side: when they are offered, what their keys do, when they are stored, when they warn.

use super::countdown::{Countdown, Left};
use super::field::Field;
use super::link::{CountedLink, LONGEST_LABEL, MAX_LINKS};
use super::practice::ClusterSource;
use super::{Action, Context, Effect, Input, LinkChange, Overlay, Screen, Scroll, Wizard};
use crate::model::api_key::Redactor;
use crate::model::cause::Cause;
use crate::model::key_shape::without_keys;
use crate::words::catalog::say;

/// Lines that a page key moves.
const PAGE_LINES: u16 = 5;

/// Whether this cause is about a mail with a link that expires.
pub const fn is_about_mail(cause: Cause) -> bool {
    matches!(
        cause,
        Cause::PasswordForgotten | Cause::PasswordOutdated | Cause::ResetLinkExpired | Cause::ResetEmailMissing
    )
}

impl Context {
    /// The time of day at which a link dies, and the name of the zone.
    pub fn clock(&self, countdown: Countdown) -> (String, &str) {
        (countdown.clock(self.zone.offset), &self.zone.name)
    }

    /// What is left of the reset link that matters most, when one is counted.
    pub fn reset_link_left(&self) -> Option<Left> {
        self.links.urgent(self.now).map(|l| l.countdown.left(self.now))
    }

    /// What is played on the practice cluster is no real mail: it leaves what is stored alone.
    fn stored(&self) -> Vec<Effect> {
        self.links.selected().and_then(CountedLink::change).map(Effect::StoreLink).into_iter().collect()
    }

    fn add_link(&mut self) -> Vec<Effect> {
        let practice = self.place != ClusterSource::Own;
        let mut link = CountedLink::starting(self.now, practice);
        // Two keys may come at one tick of the clock.
        while self.links.all.iter().any(|l| l.id == link.id) {
            link.id += 1;
        }
        self.links.all.push(link);
        self.links.cursor = self.links.all.len() - 1;
        self.stored()
    }

    /// Another mail for the same account: the older link is dead now.
    fn ask_again(&mut self) -> Vec<Effect> {
        let now = self.now;
        let Some(link) = self.links.selected_mut() else { return self.add_link() };
        let practice = link.countdown.practice;
        link.asked = link.asked.saturating_add(1);
        link.set(Countdown::starting(now, practice), now);
        self.stored()
    }

    fn move_start(&mut self, to: impl FnOnce(Countdown, std::time::SystemTime) -> Countdown) -> Vec<Effect> {
        let now = self.now;
        let Some(link) = self.links.selected_mut() else { return Vec::new() };
        link.set(to(link.countdown, now), now);
        self.stored()
    }
}

impl Wizard {
    /// Whether the key for the countdown means something now.
    pub fn offers_countdown(&self) -> bool {
        !self.cx.links.all.is_empty() || self.is_mail_cause_shown()
    }

    /// Whether the result on screen is about a mail with a link.
    pub fn is_mail_cause_shown(&self) -> bool {
        match &self.screen {
            Screen::Result(outcome) => !self.cx.is_reading() && outcome.cause().is_some_and(is_about_mail),
            Screen::Symptom | Screen::ErrorText(_) | Screen::Cluster | Screen::Question(_) | Screen::Probing(_) => {
                false
            }
        }
    }

    /// What the terminal's title is to say; none leaves it alone.
    pub fn title(&self) -> Option<String> {
        let link = self.cx.links.urgent(self.cx.now)?;
        let name = match link.countdown.left(self.cx.now) {
            Left::Time(_) => "title-running",
            Left::LastMinute(_) => "title-last-minute",
            Left::Expired(_) => "title-over",
        };
        let (clock, _) = self.cx.clock(link.countdown);
        Some(say("alert", name).replace("{time}", &clock))
    }

    /// What time alone brings: a warning at one minute, an alarm at the end.
    pub(super) fn links_in_time(&mut self) -> Vec<Effect> {
        let news = self.cx.links.newly_told(self.cx.now);
        // On a shared screen nobody is named.
        let shared = self.cx.presenting.is_some();
        news.into_iter()
            .map(|(label, left)| {
                let name = if matches!(left, Left::Expired(_)) { "expired" } else { "last-minute" };
                let whose = if label.is_empty() || shared { String::new() } else { format!(" ({label})") };
                Effect::Alert(say("alert", name).replace("{whose}", &whose))
            })
            .collect()
    }

    /// Opens the large digits; the first time, that is the moment at which the mail was asked for.
    pub(super) fn open_reset_link(&mut self) -> Vec<Effect> {
        self.overlays.push(Overlay::ResetLink(Scroll::default()));
        if self.cx.links.all.is_empty() { self.cx.add_link() } else { Vec::new() }
    }

    /// Shows the large digits, or hides them.
    pub(super) fn reset_link_key(&mut self) -> Vec<Effect> {
        if self.overlays.is_empty() {
            return self.open_reset_link();
        }
        self.overlays.pop();
        Vec::new()
    }

    pub(super) fn reset_link_action(&mut self, action: Action) -> Vec<Effect> {
        if self.cx.links.editing.is_some() {
            return self.label_action(action);
        }
        match action {
            Action::NewMail => return self.cx.ask_again(),
            Action::Enter if self.cx.has_no_live_link() => return self.cx.ask_again(),
            // Also when it has expired: the mail may have come later than it was counted from.
            Action::Later => return self.cx.move_start(Countdown::later),
            Action::Earlier => return self.cx.move_start(|c, _| c.earlier()),
            Action::AnotherAccount if self.cx.links.all.len() < MAX_LINKS => return self.cx.add_link(),
            Action::AnotherAccount => {}
            Action::Label => {
                self.cx.links.editing = self.cx.links.selected().map(|l| Field::holding(&l.label, LONGEST_LABEL));
            }
            Action::Up => self.cx.links.step(-1),
            Action::Down => self.cx.links.step(1),
            Action::Number(link) => {
                if link < self.cx.links.all.len() {
                    self.cx.links.cursor = link;
                }
            }
            Action::Forget => return self.forget_link(),
            Action::Enter if !self.cx.links.all.is_empty() => {
                let effects = self.forget_link();
                self.cx.pass_on(say("reset-link", "in").to_owned());
                return effects;
            }
            _ => {
                let moved =
                    self.overlays.last_mut().and_then(Overlay::scroll).is_some_and(|s| s.act(action, PAGE_LINES));
                if !moved {
                    self.overlays.pop();
                }
            }
        }
        Vec::new()
    }

    fn forget_link(&mut self) -> Vec<Effect> {
        let gone = self.cx.links.forget();
        if self.cx.links.all.is_empty() {
            self.overlays.pop();
        }
        let real = gone.filter(|l| !l.countdown.practice);
        real.map(|l| Effect::StoreLink(LinkChange::Forget(l.id))).into_iter().collect()
    }

    /// The label while it is typed. Enter takes it, Esc leaves the one from before.
    fn label_action(&mut self, action: Action) -> Vec<Effect> {
        let now = self.cx.key_now();
        match action {
            Action::Clear => self.type_label(&Input::Ctrl('u')),
            Action::Enter => {
                let Some(field) = self.cx.links.editing.take() else { return Vec::new() };
                // A key that was pasted here by mistake is neither shown nor stored.
                let redactor = Redactor::new(now.value.iter().chain(&self.cx.case.key.value));
                let label = without_keys(&redactor.redact(field.text().trim()));
                if let Some(link) = self.cx.links.selected_mut() {
                    link.label = label;
                }
                return self.cx.stored();
            }
            _ => self.cx.links.editing = None,
        }
        Vec::new()
    }

    pub(super) fn type_label(&mut self, input: &Input) {
        if let Some(field) = &mut self.cx.links.editing {
            field.handle(input, LONGEST_LABEL);
        }
    }
}
