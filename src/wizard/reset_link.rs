//! The reset links' countdowns from the wizard's side: when they are offered, what their keys do, when they are stored, when they warn.

use super::countdown::{Countdown, Left};
use super::field::Field;
use super::link::{CountedLink, LONGEST_LABEL, MAX_LINKS};
use super::practice::ClusterSource;
use super::{Effect, Input, Key, LinkChange, Overlay, Screen, Scroll, Wizard, digit, is_back};
use crate::model::api_key::Redactor;
use crate::model::cause::Cause;
use crate::model::key_shape::without_keys;
use crate::words::catalog::say;

/// Whether this cause is about a mail with a link that expires.
pub const fn is_about_mail(cause: Cause) -> bool {
    matches!(
        cause,
        Cause::PasswordForgotten | Cause::PasswordOutdated | Cause::ResetLinkExpired | Cause::ResetEmailMissing
    )
}

impl Wizard {
    /// What is left of the reset link that matters most, when one is counted.
    pub fn reset_link_left(&self) -> Option<Left> {
        self.links.urgent(self.now).map(|l| l.countdown.left(self.now))
    }

    /// Whether the key for the countdown means something now.
    pub fn offers_countdown(&self) -> bool {
        !self.links.all.is_empty() || self.is_mail_cause_shown()
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

    /// What the terminal's title is to say; none leaves it alone.
    pub fn title(&self) -> Option<String> {
        let link = self.links.urgent(self.now)?;
        let name = match link.countdown.left(self.now) {
            Left::Time(_) => "title-running",
            Left::LastMinute(_) => "title-last-minute",
            Left::Expired(_) => "title-over",
        };
        let (clock, _) = self.clock(link.countdown);
        Some(say("alert", name).replace("{time}", &clock))
    }

    /// The time of day at which a link dies, and the name of the zone.
    pub fn clock(&self, countdown: Countdown) -> (String, &str) {
        (countdown.clock(self.zone.offset), &self.zone.name)
    }

    /// What time alone brings: a warning at one minute, an alarm at the end.
    pub(super) fn links_in_time(&mut self) -> Vec<Effect> {
        let news = self.links.newly_told(self.now);
        news.into_iter()
            .map(|(label, left)| {
                let name = if matches!(left, Left::Expired(_)) { "expired" } else { "last-minute" };
                let whose = if label.is_empty() { String::new() } else { format!(" ({label})") };
                Effect::Alert(say("alert", name).replace("{whose}", &whose))
            })
            .collect()
    }

    /// Opens the large digits; the first time, that is the moment at which the mail was asked for.
    pub(super) fn open_reset_link(&mut self) -> Vec<Effect> {
        self.overlays.push(Overlay::ResetLink(Scroll::default()));
        if self.links.all.is_empty() { self.add_link() } else { Vec::new() }
    }

    pub(super) fn reset_link_input(&mut self, input: &Input) -> Vec<Effect> {
        if self.links.editing.is_some() {
            return self.label_input(input);
        }
        let selected = self.links.selected().map(|l| l.countdown.left(self.now));
        let expired = matches!(selected, None | Some(Left::Expired(_)));
        match input {
            Input::Char('n') => return self.ask_again(),
            Input::Key(Key::Enter) if expired => return self.ask_again(),
            Input::Key(Key::Enter) | Input::Char('m') => self.close_reset_link(),
            // Also when it has expired: the mail may have come later than it was counted from.
            Input::Char('+' | '=') => return self.move_start(Countdown::later),
            Input::Char('-') => return self.move_start(|c, _| c.earlier()),
            Input::Char('a') if self.links.all.len() < MAX_LINKS => return self.add_link(),
            Input::Char('l') => {
                self.links.editing = self.links.selected().map(|l| Field::holding(&l.label, LONGEST_LABEL));
            }
            Input::Key(Key::Up) | Input::Char('k') => self.links.step(-1),
            Input::Key(Key::Down) | Input::Char('j') => self.links.step(1),
            _ if digit(input, self.links.all.len()).is_some() => {
                self.links.cursor = digit(input, self.links.all.len()).unwrap_or_default();
            }
            Input::Key(Key::PageDown | Key::PageUp | Key::Home | Key::End) | Input::Char(' ') => {
                if let Some(Overlay::ResetLink(scroll)) = self.overlays.last_mut() {
                    scroll.handle(input, 5);
                }
            }
            Input::Char('x') => {
                let gone = self.links.forget();
                if self.links.all.is_empty() {
                    self.overlays.pop();
                }
                let real = gone.filter(|l| !l.countdown.practice);
                return real.map(|l| Effect::StoreLink(LinkChange::Forget(l.id))).into_iter().collect();
            }
            _ if is_back(input) => self.close_reset_link(),
            _ => {}
        }
        Vec::new()
    }

    fn close_reset_link(&mut self) {
        self.overlays.pop();
    }

    /// The label while it is typed. Enter takes it, Esc leaves the one from before.
    fn label_input(&mut self, input: &Input) -> Vec<Effect> {
        let now = self.key_now();
        let Some(field) = &mut self.links.editing else { return Vec::new() };
        match input {
            Input::Key(Key::Esc) => self.links.editing = None,
            Input::Key(Key::Enter) => {
                // A key that was pasted here by mistake is neither shown nor stored.
                let redactor = Redactor::new(now.value.iter().chain(&self.case.key.value));
                let label = without_keys(&redactor.redact(field.text().trim()));
                self.links.editing = None;
                if let Some(link) = self.links.selected_mut() {
                    link.label = label;
                }
                return self.stored();
            }
            _ => {
                field.handle(input, LONGEST_LABEL);
            }
        }
        Vec::new()
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

    /// What is played on the practice cluster is no real mail: it leaves what is stored alone.
    fn stored(&self) -> Vec<Effect> {
        self.links.selected().and_then(CountedLink::change).map(Effect::StoreLink).into_iter().collect()
    }
}
