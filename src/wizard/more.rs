//! What else can be done with a result: one list in place of a key each.

use super::actions::{KeyContext, applies_at, rows};
use super::listing::{Listing, Walk};
use super::{Action, Effect, Overlay, Wizard};
use crate::words::catalog::say;

/// What there may be, in the order of the list.
const ENTRIES: [(Action, &str); 6] = [
    (Action::CopyReport, "copy-report"),
    (Action::Save, "save"),
    (Action::Compare, "compare"),
    (Action::Watch, "watch"),
    (Action::Timing, "timing"),
    (Action::CheckAll, "check-all"),
];

impl Wizard {
    /// What can be done now: its key, and what it does.
    pub fn more_entries(&self) -> Vec<(Action, &'static str)> {
        let entries = ENTRIES.into_iter().filter(|(action, _)| applies_at(self, *action, KeyContext::Result));
        entries.map(|(action, name)| (action, say("more", name))).collect()
    }

    /// Shows the list, or hides it.
    pub(super) fn more_key(&mut self) {
        if matches!(self.overlays.last(), Some(Overlay::More(_))) {
            self.overlays.pop();
        } else {
            self.overlays.push(Overlay::More(Listing::default()));
        }
    }

    pub(super) fn more_action(&mut self, action: Action) -> Vec<Effect> {
        let entries = self.more_entries();
        let texts: Vec<String> = entries.iter().map(|(_, text)| (*text).to_owned()).collect();
        let Some(Overlay::More(list)) = self.overlays.last_mut() else { return Vec::new() };
        let chosen = match list.act(action, &texts) {
            Walk::Stays => return Vec::new(),
            Walk::Left => None,
            Walk::Chosen(index) => entries.get(index),
        };
        self.overlays.pop();
        chosen.map(|(action, _)| self.act(*action)).unwrap_or_default()
    }
}

/// The key of an action, as it is written on it.
pub fn key_of(action: Action) -> &'static str {
    let row = rows().find(|row| row.action == action);
    row.and_then(|row| row.texts.iter().find(|text| !text.help.keys.is_empty())).map_or("", |text| text.help.keys)
}
