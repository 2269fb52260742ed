//! Reset links that are being counted, of one account or of several. It knows what each is called and how often a new one was asked for;
//! it stores nothing.

use super::countdown::{Countdown, Left};
use super::field::Field;
use super::message::{LinkChange, StoredLink};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Most links at once.
pub const MAX_LINKS: usize = 9;

/// Longest label, in bytes.
pub const LONGEST_LABEL: usize = 40;

/// A reset link that is being counted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CountedLink {
    /// What it is known by, also in other windows: the moment at which it was begun.
    pub id: u64,
    /// Its time.
    pub countdown: Countdown,
    /// The user's own word for the account; may be empty.
    pub label: String,
    /// How many times a mail was asked for.
    pub asked: u32,
    /// What was last said about it.
    told: AlarmState,
}

/// What was said about a link, so that it is said once.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum AlarmState {
    Nothing,
    LastMinute,
    Expired,
}

impl AlarmState {
    const fn of(left: Left) -> Self {
        match left {
            Left::Time(_) => Self::Nothing,
            Left::LastMinute(_) => Self::LastMinute,
            Left::Expired(_) => Self::Expired,
        }
    }
}

impl CountedLink {
    /// One that was asked for now.
    pub fn starting(now: SystemTime, practice: bool) -> Self {
        // Nobody begins two in the same nanosecond.
        let id = now.duration_since(UNIX_EPOCH).map_or(0, |d| u64::try_from(d.as_nanos()).unwrap_or(0));
        Self {
            id,
            countdown: Countdown::starting(now, practice),
            label: String::new(),
            asked: 1,
            told: AlarmState::Nothing,
        }
    }

    /// What is to be stored of it; nothing of one of the practice cluster.
    pub(super) fn change(&self) -> Option<LinkChange> {
        let (start, asked, label) = (self.countdown.seconds(), self.asked, self.label.clone());
        (!self.countdown.practice).then_some(LinkChange::Put(StoredLink { id: self.id, start, asked, label }))
    }

    /// Moves its time. What is moved by hand raises no alarm.
    pub(super) fn set(&mut self, countdown: Countdown, now: SystemTime) {
        self.countdown = countdown;
        self.told = AlarmState::of(countdown.left(now));
    }
}

/// All links that are being counted.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Links {
    /// The links.
    pub all: Vec<CountedLink>,
    /// The selected one.
    pub cursor: usize,
    /// Its label while it is being typed.
    pub editing: Option<Field>,
}

impl Links {
    /// The selected link.
    pub fn selected(&self) -> Option<&CountedLink> {
        self.all.get(self.cursor)
    }

    pub(super) fn selected_mut(&mut self) -> Option<&mut CountedLink> {
        self.all.get_mut(self.cursor)
    }

    /// The link that matters most now: the next to expire, or else the one that expired last.
    pub fn urgent(&self, now: SystemTime) -> Option<&CountedLink> {
        let left = |link: &&CountedLink| match link.countdown.left(now) {
            Left::Time(left) | Left::LastMinute(left) => (0, left),
            Left::Expired(past) => (1, past),
        };
        self.all.iter().min_by_key(left)
    }

    /// Takes stored links up again, behind those that run already. Returns those that are long over.
    pub(super) fn take_up(&mut self, stored: Vec<StoredLink>, now: SystemTime) -> Vec<u64> {
        let over = stored.iter().filter(|s| Countdown::is_long_over(s.start, now)).map(|s| s.id).collect();
        for stored in stored {
            let known = self.all.iter().any(|l| l.id == stored.id);
            if let Some(countdown) = Countdown::resumed(stored.start, now)
                && !known
                && self.all.len() < MAX_LINKS
            {
                let told = AlarmState::of(countdown.left(now));
                self.all.push(CountedLink {
                    id: stored.id,
                    countdown,
                    label: stored.label,
                    asked: stored.asked.max(1),
                    told,
                });
            }
        }
        over
    }

    /// Those that reached their last minute or their end since this was last asked.
    pub(super) fn newly_told(&mut self, now: SystemTime) -> Vec<(String, Left)> {
        let mut news = Vec::new();
        for link in &mut self.all {
            let left = link.countdown.left(now);
            if AlarmState::of(left) > link.told {
                link.told = AlarmState::of(left);
                news.push((link.label.clone(), left));
            }
        }
        news
    }

    /// Time until any digits change.
    pub fn next_change(&self, now: SystemTime) -> Option<Duration> {
        self.all.iter().filter_map(|l| l.countdown.next_change(now)).min()
    }

    /// Forgets the selected link.
    pub(super) fn forget(&mut self) -> Option<CountedLink> {
        let gone = (self.cursor < self.all.len()).then(|| self.all.remove(self.cursor));
        self.cursor = self.cursor.min(self.all.len().saturating_sub(1));
        gone
    }

    /// Forgets those of the practice cluster.
    pub(super) fn leave_practice(&mut self) {
        self.all.retain(|l| !l.countdown.practice);
        self.cursor = self.cursor.min(self.all.len().saturating_sub(1));
    }

    /// Moves the selection.
    pub(super) fn step(&mut self, by: isize) {
        self.cursor = self.cursor.saturating_add_signed(by).min(self.all.len().saturating_sub(1));
    }
}
