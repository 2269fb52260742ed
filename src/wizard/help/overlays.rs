//! The keys of what lies over a screen.

use super::{BACK, CHOOSE, HELP, KeyHelp, QUIT, key, numbers};
use crate::wizard::cause::CausePage;
use crate::wizard::countdown::Left;
use crate::wizard::listing::Listing;
use crate::wizard::{Overlay, Wizard};

/// The keys of this overlay. The help has none of its own to explain.
pub(super) fn keys(wizard: &Wizard, overlay: &Overlay) -> Vec<KeyHelp> {
    match overlay {
        Overlay::Help(_) => Vec::new(),
        Overlay::Details(..) => vec![
            key("↑↓", "scroll", "Scroll; PgUp and PgDn do it page by page.", 1),
            key("Esc", "back", "Back to the probes.", 0),
            QUIT,
        ],
        Overlay::Practice(list) => {
            listing(list, key("⏎", "start", "Start a practice cluster with this fault.", 0), wizard.faults.len())
        }
        Overlay::Clusters(list) => {
            let words = "Put this cluster into the form: its URL, and the key from where the config file says.";
            listing(list, key("⏎", "take it", words, 0), wizard.case.configured.len())
        }
        Overlay::CompareWith(_) => vec![
            key("⏎", "compare", "Read this report and show what differs.", 0),
            key("Ctrl-U", "clear", "Empty the field.", 3),
            key("Esc", "back", "Back without comparing.", 0),
        ],
        Overlay::Timing(_) | Overlay::Comparison(..) => vec![
            key("↑↓", "scroll", "Scroll; PgUp and PgDn do it page by page.", 1),
            key("Esc", "back", "Back to the screen beneath.", 0),
            HELP,
            QUIT,
        ],
        Overlay::SendKey(_) => vec![
            key("⏎", "send it", "Send this key to this host.", 0),
            key("n", "without it", "Probe without a key.", 0),
            key("Esc", "back", "Back to the cluster; nothing is sent.", 0),
            HELP,
            QUIT,
        ],
        Overlay::Save(_) => vec![
            key("⏎", "save", "Save the report to this file.", 0),
            key("Tab", "names", "Names as they are, or pseudonyms in their place.", 1),
            key("Esc", "back", "Back without saving.", 0),
        ],
        Overlay::ResetLink(_) => reset_link(wizard),
        Overlay::Link(view) => link(view.links.len()),
        Overlay::Cause(page) => cause(wizard, page),
    }
}

/// The keys of a list that can be filtered.
fn listing(list: &Listing, choose: KeyHelp, count: usize) -> Vec<KeyHelp> {
    if list.filter.is_some() {
        return vec![CHOOSE, choose, key("Esc", "whole list", "Leave the filter and show everything.", 0)];
    }
    vec![
        CHOOSE,
        choose,
        key(numbers(count), "choose", "Choose this line at once.", 4),
        key("/", "filter", "Show only the lines that contain what you type.", 2),
        key("Esc", "back", "Back without choosing.", 0),
        HELP,
        QUIT,
    ]
}

fn link(count: usize) -> Vec<KeyHelp> {
    let mut keys = vec![key("c", "copy", "Copy the link.", 0)];
    if count > 1 {
        keys.push(key("↑↓", "another link", "The other links of the page; their numbers do the same.", 1));
    }
    keys.extend([key("Esc", "back", "Back to the fix.", 0), HELP, QUIT]);
    keys
}

fn cause(wizard: &Wizard, page: &CausePage) -> Vec<KeyHelp> {
    let mut keys = vec![
        key("↑↓", "scroll", "Scroll; PgUp and PgDn do it page by page.", 1),
        key("c", "copy", "Copy the whole explanation.", 2),
    ];
    if page.document.code().is_some() {
        keys.push(key("y", "copy code", "Copy the code.", 3));
    }
    if !wizard.links_shown().is_empty() {
        keys.push(key("o", "link", "Open the link in a browser, or show it in full and as a QR code.", 3));
    }
    keys.extend([key("Esc", "back", "Back to the list, as it was.", 0), HELP, QUIT]);
    keys
}

fn reset_link(wizard: &Wizard) -> Vec<KeyHelp> {
    if wizard.links.editing.is_some() {
        return vec![
            key("⏎", "take it", "Take this label.", 0),
            key("Esc", "leave it", "Leave the label as it was.", 0),
            key("Ctrl-U", "clear", "Empty the field.", 9),
        ];
    }
    let mut keys = Vec::new();
    let selected = wizard.links.selected().map(|l| l.countdown.left(wizard.now));
    match selected {
        None | Some(Left::Expired(_)) => {
            keys.push(key("⏎", "asked again", "Start the five minutes anew: you asked for another mail just now.", 0));
        }
        Some(Left::Time(_) | Left::LastMinute(_)) => {
            keys.push(key("n", "new mail", "Start the five minutes anew: you asked for another mail just now.", 1));
        }
    }
    if selected.is_some() {
        keys.push(key("+ -", "shift", "Move the start by half a minute: the mail came later (+) or earlier (-).", 1));
        keys.push(key("l", "label", "Give the link a name, for example that of the account.", 3));
    }
    keys.push(key("a", "another account", "Count a second link beside this one.", 4));
    if wizard.links.all.len() > 1 {
        keys.push(key("↑↓", "choose", "Select another link; j, k and its number do the same.", 1));
    }
    keys.push(key("PgDn", "scroll", "Scroll what stands below the digits.", 5));
    keys.push(key("x", "stop", "Stop counting and forget the link.", 2));
    keys.extend([BACK, HELP, QUIT]);
    keys
}
