//! One formatter each for durations, dates, counts and lists. It knows no report and no screen.

use crate::model::evidence::Chain;
use std::time::Duration;

/// The chain as a word in front of an outcome, for lists that mix chains.
pub const fn word(chain: Chain) -> &'static str {
    match chain {
        Chain::Local => "here",
        Chain::Rest => "REST",
        Chain::Grpc => "gRPC",
        Chain::Console => "console",
        Chain::Program => "program",
    }
}

/// Whole milliseconds.
pub fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

/// A measured time: `12 ms`, `3.4 s`, `12 s`.
pub fn time(duration: Duration) -> String {
    // Rounded before the unit is chosen, so that 999.6 ms does not become "1000 ms".
    let ms = duration.as_secs_f64() * 1000.0;
    if ms < 999.5 {
        format!("{ms:.0} ms")
    } else if ms < 9950.0 {
        format!("{:.1} s", ms / 1000.0)
    } else {
        format!("{:.0} s", ms / 1000.0)
    }
}

/// A day in UTC, from seconds since 1970: `2026-11-22`.
pub fn date(seconds: i64) -> String {
    let day = jiff::Timestamp::from_second(seconds).map(|moment| moment.strftime("%Y-%m-%d").to_string());
    day.unwrap_or_else(|_| "a date out of range".to_owned())
}

/// Days, hours, minutes or seconds, whichever reads best.
pub fn span(seconds: u64) -> String {
    let (n, unit) = match seconds {
        0..=119 => (seconds, "second"),
        120..=7199 => (seconds / 60, "minute"),
        7200..=172_799 => (seconds / 3600, "hour"),
        _ => (seconds / 86_400, "day"),
    };
    format!("{n} {unit}{}", if n == 1 { "" } else { "s" })
}

/// A small number as a word.
pub fn count(n: usize, one: &str, many: &str) -> String {
    const WORDS: [&str; 10] = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
    let word = WORDS.get(n).map_or_else(|| n.to_string(), |w| (*w).to_owned());
    format!("{word} {}", if n == 1 { one } else { many })
}

/// The first three, and how many more there are.
pub fn some<T: ToString>(items: &[T]) -> String {
    let shown: Vec<String> = items.iter().take(3).map(ToString::to_string).collect();
    match items.len().saturating_sub(3) {
        0 => join(shown.iter().map(String::as_str)),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

/// Seconds in the words of the product: `0.4 s`, `3.4 s`, `12 s`.
pub fn seconds(duration: Duration) -> String {
    let s = duration.as_secs_f64();
    if s >= 9.95 || (s.fract() < 0.05 && s >= 1.0) {
        format!("{s:.0} s")
    } else if s >= 0.1 {
        format!("{s:.1} s")
    } else {
        format!("{:.0} ms", s * 1000.0)
    }
}

/// `a`, `a and b`, `a, b and c`.
pub fn join<'a>(items: impl IntoIterator<Item = &'a str>) -> String {
    let items: Vec<&str> = items.into_iter().collect();
    match items.as_slice() {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
