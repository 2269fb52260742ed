//! The five minutes of a reset link, counted in wall-clock time, so that they are right after a restart or a suspended laptop.
//! It reads no clock and stores nothing.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// How long a reset link of Weaviate Cloud is valid.
pub const RESET_LINK_LIFETIME: Duration = Duration::from_mins(5);

/// From here on it warns.
pub const LAST_MINUTE: Duration = Duration::from_mins(1);

/// How much `+` and `-` move the start.
pub const START_STEP: Duration = Duration::from_secs(30);

/// A stored start older than this is of no interest any more.
const STALE_AFTER: Duration = Duration::from_hours(1);

/// A reset link's remaining time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Countdown {
    started: SystemTime,
    /// Whether it was started on the practice cluster: such a one is no real mail's, is never stored and goes with the cluster.
    pub practice: bool,
}

/// What is left.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Left {
    /// More than a minute.
    Time(Duration),
    /// A minute or less.
    LastMinute(Duration),
    /// Nothing; expired this long ago.
    Expired(Duration),
}

impl Countdown {
    /// Starts now. Whole seconds, as they are stored.
    pub fn starting(now: SystemTime, practice: bool) -> Self {
        Self { started: from_seconds(to_seconds(now)), practice }
    }

    /// Takes a stored start up again; none when it is long over, or from a future that this machine's clock doesn't know.
    pub fn resumed(seconds: u64, now: SystemTime) -> Option<Self> {
        let started = UNIX_EPOCH.checked_add(Duration::from_secs(seconds))?;
        match now.duration_since(started) {
            Ok(age) => (age < STALE_AFTER).then_some(Self { started, practice: false }),
            // A clock that was set back a little is no reason to lose the countdown.
            Err(ahead) => (ahead.duration() < RESET_LINK_LIFETIME).then_some(Self { started, practice: false }),
        }
    }

    /// Whether a stored start is so old that it need not be kept.
    pub fn is_long_over(seconds: u64, now: SystemTime) -> bool {
        let started = UNIX_EPOCH.checked_add(Duration::from_secs(seconds));
        started.and_then(|started| now.duration_since(started).ok()).is_some_and(|age| age >= STALE_AFTER)
    }

    /// The start in seconds since 1970.
    pub fn seconds(self) -> u64 {
        to_seconds(self.started)
    }

    /// The moment of expiry.
    pub fn ends(self) -> SystemTime {
        self.started + RESET_LINK_LIFETIME
    }

    /// The time of day at which it ends, so many seconds ahead of UTC.
    pub fn clock(self, offset: i32) -> String {
        time_of_day(self.ends(), offset)
    }

    /// What is left at `now`. Never more than the whole five minutes.
    pub fn left(self, now: SystemTime) -> Left {
        match self.ends().duration_since(now) {
            Ok(left) if left.is_zero() => Left::Expired(Duration::ZERO),
            Ok(left) if left <= LAST_MINUTE => Left::LastMinute(left),
            Ok(left) => Left::Time(left.min(RESET_LINK_LIFETIME)),
            Err(past) => Left::Expired(past.duration()),
        }
    }

    /// The mail came earlier than thought: less is left. Not beyond a day, so that the time stays one that clocks know.
    #[must_use]
    pub fn earlier(self) -> Self {
        let floor = Duration::from_hours(24);
        self.started
            .duration_since(UNIX_EPOCH)
            .ok()
            .filter(|t| *t > floor)
            .map_or(self, |_| Self { started: self.started - START_STEP, ..self })
    }

    /// The mail came later than thought, at most now. One that expired long ago comes back to life at once.
    #[must_use]
    pub fn later(self, now: SystemTime) -> Self {
        let now = from_seconds(to_seconds(now));
        let alive = now.checked_sub(RESET_LINK_LIFETIME).map_or(self.started, |start| start.max(self.started));
        Self { started: (alive + START_STEP).min(now.max(self.started)), ..self }
    }

    /// Time until the digits change; none when nothing changes any more.
    pub fn next_change(self, now: SystemTime) -> Option<Duration> {
        match self.left(now) {
            Left::Time(left) | Left::LastMinute(left) => {
                let rest = Duration::from_nanos(u64::from(left.subsec_nanos()));
                // A little later than the change, so that the new digit is there.
                Some(if rest.is_zero() { Duration::from_secs(1) } else { rest } + Duration::from_millis(5))
            }
            Left::Expired(_) => None,
        }
    }
}

impl Left {
    /// `4:59`: whole seconds, the running one counted as a whole.
    pub fn digits(self) -> String {
        let seconds = match self {
            Self::Time(left) | Self::LastMinute(left) => left.as_millis().div_ceil(1000),
            Self::Expired(_) => 0,
        };
        format!("{}:{:02}", seconds / 60, seconds % 60)
    }

    /// The part that is left, from 0 to 1.
    pub fn share(self) -> f64 {
        match self {
            Self::Time(left) | Self::LastMinute(left) => {
                (left.as_secs_f64() / RESET_LINK_LIFETIME.as_secs_f64()).clamp(0.0, 1.0)
            }
            Self::Expired(_) => 0.0,
        }
    }
}

/// The time of day of a moment, so many seconds ahead of UTC.
pub fn time_of_day(moment: SystemTime, offset: i32) -> String {
    let day = 86_400;
    let seconds = i64::try_from(to_seconds(moment)).unwrap_or(0).saturating_add(offset.into()).rem_euclid(day);
    format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

fn to_seconds(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH).map_or(0, |d| d.as_secs())
}

fn from_seconds(seconds: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: f64) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs_f64(1_800_000_000.0 + seconds)
    }

    #[test]
    fn it_counts_from_five_minutes_to_nothing() {
        let countdown = Countdown::starting(at(0.0), false);
        let digits = |s| countdown.left(at(s)).digits();
        assert_eq!(
            [digits(0.0), digits(0.4), digits(1.0), digits(240.0), digits(241.0), digits(299.5), digits(300.0)],
            ["5:00", "5:00", "4:59", "1:00", "0:59", "0:01", "0:00"]
        );
        assert!(matches!(countdown.left(at(239.0)), Left::Time(_)));
        assert!(matches!(countdown.left(at(240.0)), Left::LastMinute(_)));
        assert!(matches!(countdown.left(at(300.0)), Left::Expired(_)));
        // A laptop that slept for an hour.
        assert_eq!(countdown.left(at(3900.0)), Left::Expired(Duration::from_hours(1)));
        assert_eq!(countdown.next_change(at(3900.0)), None);
        assert_eq!(countdown.next_change(at(0.25)), Some(Duration::from_millis(755)));
        let midnight = Countdown { started: UNIX_EPOCH + Duration::from_secs(86_400 - 300 - 10), practice: false };
        assert_eq!(
            [midnight.clock(0), midnight.clock(3_600), midnight.clock(-12_600)],
            ["23:59:50", "00:59:50", "20:29:50"]
        );
        // A clock that was set back shows no more than five minutes.
        assert_eq!(countdown.left(at(-100.0)).digits(), "5:00");
    }

    #[test]
    fn a_stored_start_is_taken_up_while_it_matters() {
        let stored = Countdown::starting(at(0.9), false).seconds();
        assert_eq!(Countdown::resumed(stored, at(100.0)).map(|c| c.left(at(100.0)).digits()), Some("3:20".into()));
        assert!(Countdown::resumed(stored, at(400.0)).is_some_and(|c| matches!(c.left(at(400.0)), Left::Expired(_))));
        assert_eq!(Countdown::resumed(stored, at(4000.0)), None);
        assert!(Countdown::resumed(stored, at(-10.0)).is_some());
        assert_eq!(Countdown::resumed(stored, at(-4000.0)), None);
        assert_eq!(Countdown::resumed(u64::MAX, at(0.0)), None);
        assert_eq!(Countdown::resumed(0, at(0.0)), None);
    }

    #[test]
    fn the_start_can_be_moved() {
        let countdown = Countdown::starting(at(0.0), false);
        assert_eq!(countdown.earlier().left(at(0.0)).digits(), "4:30");
        assert_eq!(countdown.earlier().later(at(0.0)), countdown);
        assert_eq!(countdown.later(at(10.0)).left(at(10.0)).digits(), "5:00");
        // Expired, long ago or just now: one press brings it back, the other takes that back.
        assert_eq!(countdown.later(at(2000.0)).left(at(2000.0)).digits(), "0:30");
        assert_eq!(countdown.later(at(310.0)).left(at(310.0)).digits(), "0:30");
        assert!(matches!(countdown.later(at(310.0)).earlier().left(at(310.0)), Left::Expired(_)));
        let mut old = Countdown::starting(UNIX_EPOCH, false);
        for _ in 0..10 {
            old = old.earlier();
        }
        assert_eq!(old.seconds(), 0);
    }
}
