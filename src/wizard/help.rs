//! The keys of each screen: one list for the help and for the line at the bottom. It handles no key itself.

mod overlays;

use super::error_text::Mode;
use super::symptom::SymptomEntry;
use super::{Input, Key, Overlay, Screen, Wizard};
use crate::wizard::form_row::FormRow;
use crate::wizard::practice::ClusterSource;

/// A key and what it does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct KeyHelp {
    /// The keys, as written on them.
    pub keys: &'static str,
    /// What they do, in a word or two.
    pub does: &'static str,
    /// What they do, in a sentence.
    pub explain: &'static str,
    /// How much the line at the bottom wants it: 0 is always there, larger ones go first when it is narrow.
    pub rank: u8,
}

const fn key(keys: &'static str, does: &'static str, explain: &'static str, rank: u8) -> KeyHelp {
    KeyHelp { keys, does, explain, rank }
}

const QUIT: KeyHelp = key("q", "quit", "Leave. Nothing on the cluster was changed.", 2);
const HELP: KeyHelp = key("?", "help", "Show or hide these keys.", 1);
const BACK: KeyHelp = key("b", "back", "One screen back; nothing that you entered is lost. Esc does the same.", 1);
const CHOOSE: KeyHelp = key("↑↓", "choose", "Move the selection; j and k do the same.", 1);
const COUNTDOWN: KeyHelp = key("m", "reset link", "Show the minutes that are left for the reset link.", 1);
const SHARE: KeyHelp = key(
    "Ctrl-P",
    "screen sharing",
    "Presentation mode: names of hosts, clusters, users and addresses are replaced on every screen, one step at a time is shown.",
    9,
);
const MOUSE: KeyHelp = key(
    "mouse",
    "",
    "A click selects, a click on what is selected goes on, the wheel scrolls. Hold Shift to mark text as usual.",
    9,
);
const SHARED: KeyHelp = key("Ctrl-P", "show names", "Press it twice in a row to show the real names again.", 9);
const INTERRUPT: KeyHelp =
    key("Ctrl-C", "quit", "Leave at once, from anywhere. Ctrl-Z puts the program aside until you type fg.", 9);

/// The key behind a label at the bottom, when it is one.
pub fn press(keys: &str) -> Option<Input> {
    Some(match keys {
        "⏎" => Input::Key(Key::Enter),
        "Esc" => Input::Key(Key::Esc),
        "PgDn" => Input::Key(Key::PageDown),
        "Backspace" => Input::Key(Key::Backspace),
        _ => match (keys.strip_prefix("Ctrl-"), keys.strip_prefix('F'), keys.chars().next()) {
            (Some(letter), _, _) => Input::Ctrl(letter.chars().next()?.to_ascii_lowercase()),
            (None, Some(number), _) if !number.is_empty() => Input::F(number.parse().ok()?),
            (None, _, Some(c)) if keys.chars().count() == 1 => Input::Char(c),
            _ => return None,
        },
    })
}

/// The keys that mean something now, in the order in which they are shown.
pub fn keys(wizard: &Wizard) -> Vec<KeyHelp> {
    let mut keys = match wizard.overlays.last() {
        Some(Overlay::Help(_)) => return vec![key("↑↓", "scroll", "", 1), key("Esc", "close", "", 0), QUIT],
        Some(overlay) => overlays::keys(wizard, overlay),
        None => match &wizard.screen {
            Screen::Symptom => symptom(wizard),
            Screen::ErrorText(mode) => error_text(wizard, mode),
            Screen::Cluster => cluster(wizard),
            Screen::Question(asking) => {
                vec![
                    CHOOSE,
                    key("⏎", "next", "Answer with the selected choice.", 0),
                    key(numbers(asking.question.choices().len()), "answer", "Answer with this choice at once.", 3),
                    BACK,
                    HELP,
                    QUIT,
                ]
            }
            Screen::Probing(_) if wizard.watching().is_some() => watch_keys(),
            Screen::Probing(probing) => probing_keys(probing.is_running(), wizard.run_shown().is_some()),
            Screen::Result(outcome) => result(wizard, outcome),
        },
    };
    if wizard.is_reading() {
        let probes = matches!(wizard.screen, Screen::Probing(_)) && wizard.overlays.is_empty();
        keys.retain(|k| !(matches!(k.keys, "r" | "R" | "W" | "←→") || probes && k.keys == "b"));
    }
    let has_m = keys.iter().any(|k| k.keys == "m");
    if !wizard.links.all.is_empty() && wizard.overlays.is_empty() && !wizard.is_typing() && !has_m {
        keys.insert(keys.len() - 1, COUNTDOWN);
    }
    keys.push(if wizard.presenting.is_some() { SHARED } else { SHARE });
    keys.push(MOUSE);
    keys.push(INTERRUPT);
    keys
}

/// `1-4`: the number keys of so many choices.
const fn numbers(count: usize) -> &'static str {
    const RANGES: [&str; 10] = ["", "1", "1-2", "1-3", "1-4", "1-5", "1-6", "1-7", "1-8", "1-9"];
    RANGES[if count < RANGES.len() { count } else { RANGES.len() - 1 }]
}

fn symptom(wizard: &Wizard) -> Vec<KeyHelp> {
    if wizard.symptoms.is_typing() {
        let mut keys = match wizard.symptoms.at() {
            _ if !wizard.symptoms.is_at_something() => Vec::new(),
            SymptomEntry::Symptom(_) => vec![key("⏎", "next", "Go on with the selected line.", 0)],
            SymptomEntry::Cause(_) => vec![key("⏎", "explain", "Read what this cause is and what to do about it.", 0)],
        };
        keys.insert(0, key("↑↓", "choose", "Move the selection; PgUp and PgDn do it by ten lines.", 1));
        keys.push(key("Esc", "all symptoms", "Leave the filter and show the symptoms.", 0));
        keys.push(key("F1", "help", "Show or hide these keys.", 2));
        return keys;
    }
    let mut keys = vec![
        CHOOSE,
        key("⏎", "next", "Go on with the selected line.", 0),
        key(numbers(wizard.symptoms.entries.len()), "choose", "Choose this line and go on at once.", 4),
        key("/", "filter", "Show only the lines that contain what you type, and every known cause that does.", 2),
    ];
    if !wizard.faults.is_empty() {
        keys.push(key("F2", "practice", "Use a practice cluster with one thing broken on purpose.", 3));
    }
    keys.extend([HELP, QUIT]);
    keys
}

fn error_text(wizard: &Wizard, mode: &Mode) -> Vec<KeyHelp> {
    const F1: KeyHelp = key("F1", "help", "Show or hide these keys.", 1);
    const LEAVE: KeyHelp = key("Ctrl-C", "quit", "Leave at once.", 2);
    let mut keys = Vec::new();
    match mode {
        Mode::Text => {
            if !wizard.error_text.is_empty() || wizard.error_text.explained.is_some() {
                keys.push(key("⏎", "explain", "Say what the text comes to. A paste is explained at once.", 0));
            }
            keys.push(key("Ctrl-O", "open a file", "Read the text from a file.", 0));
            keys.push(key("Ctrl-U", "clear", "Empty the box.", 3));
            keys.push(key("Esc", "back", "One screen back; nothing that you entered is lost.", 1));
            keys.extend([F1, LEAVE]);
        }
        Mode::File(_) => {
            keys.push(key("⏎", "open", "Read this file and say what the text in it comes to.", 0));
            keys.push(key("Esc", "back", "Back to the box for the text.", 1));
            keys.push(key("Ctrl-U", "clear", "Empty the field.", 9));
            keys.extend([F1, LEAVE]);
        }
        Mode::Reading(..) => keys.extend([key("Esc", "stop", "Don't wait for the file.", 0), HELP, QUIT]),
        Mode::Answer(_) => {
            if wizard.names_cause() {
                keys.push(key("⏎", "fix", "What to do about it, step by step.", 0));
            }
            if wizard.offers_probes() {
                keys.push(key("p", "run probes", "Run the probes that settle it: first to the cluster, filled in.", 0));
            }
            if wizard.offers_probes() {
                keys.push(key("c", "copy command", "Copy the command that does the same without the wizard.", 5));
            }
            keys.push(key("e", "another text", "Empty the box for another text; pasting one does the same.", 1));
            keys.push(key("o", "file", "Read another text from a file.", 4));
            keys.push(key("↑↓", "scroll", "Scroll; PgUp and PgDn do it page by page.", 3));
            keys.extend([BACK, HELP, QUIT]);
        }
    }
    keys
}

fn cluster(wizard: &Wizard) -> Vec<KeyHelp> {
    let mut keys = vec![key("↑↓", "field", "Go to another field; Tab and Shift-Tab do the same.", 1)];
    keys.push(match (wizard.cluster.row, &wizard.place) {
        (FormRow::Practice, _) => key("⏎", "open", "Choose what shall be broken.", 0),
        (FormRow::Saved, _) => key("⏎", "open", "Choose a cluster of the config file.", 0),
        (FormRow::Without, _) => key("⏎", "switch", "With the key, or without.", 0),
        _ => key("⏎", "next", "Go on: to the questions, or to the probes.", 0),
    });
    if wizard.cluster.row == FormRow::Client {
        keys.push(key("←→", "client", "Another client library.", 1));
    }
    if wizard.place != ClusterSource::Own {
        keys.push(key("Backspace", "own cluster", "Leave the practice cluster.", 1));
    }
    if wizard.offers_clusters() {
        keys.push(key("F3", "my clusters", "Choose one of the clusters of the config file.", 1));
    }
    keys.push(key("Ctrl-N", "no key", "Probe without a key, or with it again.", 4));
    if !wizard.faults.is_empty() {
        keys.push(key("F2", "practice", "Use a practice cluster with one thing broken on purpose.", 3));
    }
    keys.push(key("Esc", "back", "One screen back; nothing that you entered is lost.", 1));
    if wizard.is_typing() {
        keys.push(key("F1", "help", "Show or hide these keys.", 1));
        keys.push(key("Ctrl-U", "clear", "Empty the field.", 9));
        keys.push(key("Ctrl-C", "quit", "Leave at once.", 2));
    } else {
        keys.extend([HELP, QUIT]);
    }
    keys
}

const TIMING: KeyHelp = key("t", "timing", "The run as a picture: when each probe began and how long it took.", 2);

const WATCH: KeyHelp = key(
    "W",
    "watch",
    "Run all probes again and again, every 10 s or as --watch says, and show what changes: for faults that come and go.",
    5,
);
const LOOK: KeyHelp = key("↑↓←→", "look", "Select a line; below the list stands what it found.", 1);
const DETAILS: KeyHelp = key("d", "details", "Everything that the selected probe found.", 2);

/// The same whether a run is under way or not: nothing moves at the bottom while a watch goes on.
fn watch_keys() -> Vec<KeyHelp> {
    vec![
        key("⏎", "result", "End the watch, and see what the last run comes to.", 0),
        key("W", "end watch", "End the watch; Esc does the same, and stops a run under way.", 0),
        LOOK,
        DETAILS,
        TIMING,
        BACK,
        HELP,
        QUIT,
    ]
}

fn probing_keys(running: bool, timing: bool) -> Vec<KeyHelp> {
    let mut keys = vec![LOOK, DETAILS];
    if timing {
        keys.push(TIMING);
    }
    if running {
        keys.push(key("Esc", "stop", "Stop the run at once; c does the same.", 0));
    } else {
        keys.push(key("⏎", "result", "What it comes to.", 0));
        keys.push(key("r", "run again", "Run all probes once more; the last results stay beside each line.", 1));
    }
    if timing {
        keys.push(WATCH);
    }
    keys.extend([BACK, HELP, QUIT]);
    keys
}

fn result(wizard: &Wizard, outcome: &super::result::RunResult) -> Vec<KeyHelp> {
    let mut keys = Vec::new();
    if outcome.current().is_some_and(|p| !p.document.steps().is_empty()) {
        keys.push(key(
            "⏎",
            "step done",
            "Tick the selected step off, or take the tick back. A number does it for that step.",
            1,
        ));
    }
    if wizard.is_mail_cause_shown() {
        keys.push(if wizard.links.all.is_empty() {
            key("m", "asked for the mail", "Start the five minutes of the reset link.", 0)
        } else {
            COUNTDOWN
        });
    }
    if outcome.current().is_some_and(|p| !p.languages.is_empty()) {
        keys.push(key("s", "code", "Show or hide the code.", 1));
        keys.push(key("←→", "language", "The code and the steps for another client library.", 4));
    }
    if outcome.pages.len() > 1 {
        keys.push(key("n", "next cause", "The next cause; p goes back to the one before.", 1));
    }
    copying(wizard, outcome, &mut keys);
    keys.push(if outcome.is_of_text() {
        key(
            "r",
            "run probes",
            "Run the probes, to be sure: first to the cluster, with what the text told filled in.",
            0,
        )
    } else {
        key("r", "check again", "Run again what the fix can have changed, and see before and after side by side.", 0)
    });
    if wizard.can_save() {
        keys.push(key("w", "save", "Save a report of this to a file, to send or to compare.", 3));
        keys.push(key("C", "copy report", "Copy the whole report, as text for a ticket. It never holds the key.", 3));
        keys.push(key(
            "v",
            "compare",
            "Compare with another saved report: what differs first on each way, and what that means.",
            4,
        ));
        keys.push(TIMING);
    }
    if wizard.can_watch() {
        keys.push(WATCH);
    }
    if outcome.chains_again().is_some() {
        keys.push(key("R", "check all", "Run all probes once more.", 4));
    }
    keys.push(key("PgDn", "scroll", "Scroll; the arrows go from step to step and on from there.", 9));
    keys.extend([BACK, HELP, QUIT]);
    keys
}

/// What can be copied or opened from a result.
fn copying(wizard: &Wizard, outcome: &super::result::RunResult, keys: &mut Vec<KeyHelp>) {
    match outcome.current().and_then(|p| p.document.steps().get(outcome.step)) {
        Some(step) if step.command.is_some() => {
            keys.push(key("c", "copy command", "Copy the selected step's command. Over SSH or in tmux the terminal's own clipboard gets it (OSC 52); a terminal may have that switched off.", 2));
        }
        Some(_) => keys.push(key("c", "copy step", "Copy the selected step, to hand it to somebody else.", 2)),
        None => {}
    }
    if outcome.current().is_some_and(|p| p.document.code().is_some()) {
        keys.push(key("y", "copy code", "Copy the code.", 3));
    }
    if !wizard.links_shown().is_empty() {
        keys.push(key("o", "link", "Open the link in a browser, or show it in full and as a QR code.", 3));
    }
}
