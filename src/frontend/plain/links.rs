//! The reset links' countdowns as lines: at the start, each minute, under one minute, at the end. It counts nothing itself.

use crate::wizard::countdown::Left;
use crate::wizard::{CountedLink, Wizard};
use crate::words::catalog::plain;
use std::collections::BTreeMap;

/// What was last said about a link.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum AnnouncedLink {
    /// So many whole minutes.
    Minutes(u64),
    /// Under one minute.
    LastMinute,
    /// Its end.
    Over,
}

impl AnnouncedLink {
    fn of(left: Left) -> Self {
        match left {
            // The running minute counts as a whole one, so that “4 minutes” is said at 4:00.
            Left::Time(left) => {
                Self::Minutes(left.as_secs().saturating_add(u64::from(left.subsec_nanos() > 0)).div_ceil(60))
            }
            Left::LastMinute(_) => Self::LastMinute,
            Left::Expired(_) => Self::Over,
        }
    }
}

/// Whose link it is; on a shared screen nobody is named.
fn whose(wizard: &Wizard, link: &CountedLink) -> String {
    if link.label.is_empty() || wizard.cx.hidden_names().is_some() {
        String::new()
    } else {
        format!(" ({})", link.label)
    }
}

fn left(told: AnnouncedLink) -> String {
    match told {
        AnnouncedLink::Minutes(1) => plain("minute").to_owned(),
        AnnouncedLink::Minutes(n) => plain("minutes").replace("{n}", &n.to_string()),
        AnnouncedLink::LastMinute | AnnouncedLink::Over => plain("under-minute").to_owned(),
    }
}

/// A link in full: when it dies, and how long that is.
pub(super) fn in_full(wizard: &Wizard, link: &CountedLink) -> String {
    let told = AnnouncedLink::of(link.countdown.left(wizard.cx.now));
    let (time, zone) = wizard.cx.clock(link.countdown);
    let text = if told == AnnouncedLink::Over { plain("link-over") } else { plain("link-runs") };
    text.replace("{whose}", &whose(wizard, link))
        .replace("{time}", &time)
        .replace("{zone}", zone)
        .replace("{left}", &left(told))
}

/// What is new about each link. What happens at one minute and at the end is an alert of the wizard's own, so nothing is added to it but how
/// to go on.
pub(super) fn tell(known: &mut BTreeMap<u64, AnnouncedLink>, wizard: &Wizard) -> Vec<String> {
    known.retain(|start, _| wizard.cx.links.all.iter().any(|l| l.countdown.seconds() == *start));
    let mut lines = Vec::new();
    for link in &wizard.cx.links.all {
        let now = AnnouncedLink::of(link.countdown.left(wizard.cx.now));
        match (known.insert(link.countdown.seconds(), now), now) {
            (None, _) => lines.push(in_full(wizard, link)),
            (Some(before), now) if before == now => {}
            (Some(_), AnnouncedLink::Over) => lines.push(in_full(wizard, link)),
            (Some(_), AnnouncedLink::Minutes(_)) => {
                lines.push(plain("link-left").replace("{left}", &left(now)).replace("{whose}", &whose(wizard, link)));
            }
            (Some(_), AnnouncedLink::LastMinute) => {}
        }
    }
    lines
}
