//! One sentence for what a probe found, and its raw facts as label and value. The wizard and the reports both use it. It decides nothing.

mod clients;
mod details;
mod failure;
mod summary;
mod url;

pub use clients::{connects, proxy_part, proxy_parts};
pub use details::details;
pub use summary::{key_rule, summary};
pub use url::url_hint;

use crate::case::Case;
use crate::evidence::{Chain, ProbeId};
use std::time::Duration;
use time::OffsetDateTime;
use time::format_description::FormatItem;
use time::macros::format_description;

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

/// A day, from seconds since 1970 (UTC).
pub fn date(seconds: i64) -> String {
    const DAY: &[FormatItem<'_>] = format_description!("[year]-[month]-[day]");
    OffsetDateTime::from_unix_timestamp(seconds)
        .ok()
        .and_then(|t| t.format(DAY).ok())
        .unwrap_or_else(|| "a date out of range".to_owned())
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
fn count(n: usize, one: &str, many: &str) -> String {
    const WORDS: [&str; 10] = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
    let word = WORDS.get(n).map_or_else(|| n.to_string(), |w| (*w).to_owned());
    format!("{word} {}", if n == 1 { one } else { many })
}

/// The first three, and how many more there are.
fn some<T: ToString>(items: &[T]) -> String {
    let shown: Vec<String> = items.iter().take(3).map(ToString::to_string).collect();
    match items.len().saturating_sub(3) {
        0 => crate::knowledge::join(shown.iter().map(String::as_str)),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

/// The host that a probe talks to, as people call it.
fn role(id: ProbeId) -> &'static str {
    match id.chain() {
        Chain::Local => "this machine",
        Chain::Rest => "the cluster",
        Chain::Grpc => "the gRPC host",
        Chain::Console => "the console",
    }
}

/// `host` and port of the endpoint that a probe talks to; the role where no URL can be used.
fn host_and_port(id: ProbeId, case: &Case) -> (String, u16) {
    let endpoint = match id.chain() {
        Chain::Local => None,
        Chain::Rest => case.usable_target().map(|t| t.rest),
        Chain::Grpc => case.usable_target().map(|t| t.grpc),
        Chain::Console => Some(case.settings.console.clone()),
    };
    endpoint.map_or_else(|| (role(id).to_owned(), 443), |e| (e.host, e.port))
}

#[cfg(test)]
mod tests;
