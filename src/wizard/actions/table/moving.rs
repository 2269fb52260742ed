//! Moving about and choosing.

use super::super::{ActionRow, KeyContext as At};
use super::{CHOOSE, DOWN, LISTS, SCROLL, TEXTS, UP, at, has_row, has_steps, row, silent, step_has};
use crate::wizard::Action;
use crate::wizard::Key;
use crate::wizard::actions::KeyPress::{Char, Digit, Key as Named};
use crate::wizard::actions::{HELP_ONLY, UNLISTED};
use crate::wizard::form_row::FormRow;
use crate::wizard::result::{compares, saves};
use crate::wizard::symptom::SymptomEntry;
use crate::wizard::{Overlay, Wizard};

/// One line a text, so that it reads as a table.
#[rustfmt::skip]
pub(super) static ROWS: &[ActionRow] = &[
    row(Action::Up, &[Named(Key::Up), Char('k')], &["up"], &[
        at(&[At::Result], "", "", UP, UNLISTED),
        at(&[At::Help], "↑↓", "scroll", SCROLL, 1),
        at(TEXTS, "↑↓", "scroll", SCROLL, 3),
        at(&[At::Filter], "↑↓", "choose", "Move the selection; PgUp and PgDn do it by ten lines.", 1),
        at(&[At::Cluster], "↑↓", "field", "Go to another field; Tab and Shift-Tab do the same.", 1),
        at(&[At::Probing], "↑↓←→", "look", "Select a check; the details are below the list.", 1),
        at(&[At::Link], "↑↓", "another link", "The other links on this page; their numbers do the same.", 1).when(|w| w.choices() > 1),
        at(&[At::ResetLink], "↑↓", "choose", "Select another link; j, k and its number do the same.", 1).when(|w| w.choices() > 1),
        at(&[At::Symptom], "↑↓", "choose", CHOOSE, HELP_ONLY),
        at(&[At::Question], "↑↓", "choose", CHOOSE, 1),
        at(LISTS, "↑↓", "choose", CHOOSE, 1),
    ]),
    row(Action::Down, &[Named(Key::Down), Char('j')], &["down"], &[
        silent(TEXTS, DOWN),
        silent(LISTS, DOWN),
        silent(&[At::Filter, At::Symptom, At::Question, At::Cluster, At::Probing, At::Result, At::Link, At::ResetLink], DOWN),
    ]),
    row(Action::Left, &[Named(Key::Left)], &["left"], &[
        silent(&[At::Probing], "To the checks on the left."),
    ]),
    row(Action::Right, &[Named(Key::Right)], &["right"], &[
        silent(&[At::Probing], "To the checks on the right."),
    ]),
    row(Action::NextField, &[Named(Key::Tab)], &["field"], &[
        silent(&[At::Cluster], "To the next field."),
    ]),
    row(Action::PreviousField, &[Named(Key::BackTab)], &["field-before"], &[
        silent(&[At::Cluster], "To the previous field."),
    ]),
    row(Action::Enter, &[Named(Key::Enter)], &["ok", "yes", "fix"], &[
        at(&[At::Symptom], "⏎", "next", "Continue with the selected line.", HELP_ONLY),
        at(&[At::Filter], "⏎", "next", "Continue with the selected line.", 0).when(|w| w.symptoms.is_at_something() && matches!(w.symptoms.at(), SymptomEntry::Symptom(_))),
        at(&[At::Filter], "⏎", "explain", "Read about this cause and what to do.", 0).when(|w| w.symptoms.is_at_something()),
        at(&[At::ErrorText], "⏎", "explain", "Explain the text. A paste is explained right away.", 0).when(|w| !w.error_text.is_empty() || w.error_text.explained.is_some()),
        at(&[At::FileName], "⏎", "open", "Read this file and explain its text.", 0),
        at(&[At::Answer], "⏎", "fix", "What to do about it, step by step.", 0).when(Wizard::names_cause),
        silent(&[At::Answer], "Check, to be sure.").when(Wizard::offers_probes),
        at(&[At::Cluster], "⏎", "open", "Choose what should be broken.", 0).when(|w| has_row(w, &[FormRow::Practice])),
        at(&[At::Cluster], "⏎", "open", "Choose a cluster from the config file.", 0).when(|w| has_row(w, &[FormRow::Saved])),
        at(&[At::Cluster], "⏎", "switch", "With the key, or without.", 0).when(|w| has_row(w, &[FormRow::Without])),
        at(&[At::Cluster], "⏎", "next", "Continue to the questions or the checks.", 0),
        at(&[At::Question], "⏎", "next", "Answer with the selected choice.", 0),
        at(&[At::Probing], "⏎", "result", "End the watch and show the last result.", 0).when(|w| w.cx.watching().is_some() && !w.waits()),
        at(&[At::Probing], "⏎", "don't wait", "Show the first cause as soon as it is known; once more, what is known so far.", 0).when(|w| w.is_under_way() && !w.waits()),
        at(&[At::Probing], "⏎", "result", "Show the result.", 0).when(|w| !w.is_under_way()),
        at(&[At::Result], "⏎", "copy message", "Copy the message, ready to send.", 0).when(|w| step_has(w, |s| s.message.is_some())),
        at(&[At::Result], "⏎", "copy code", "Copy the code of which these lines are a part.", 0).when(|w| step_has(w, |s| s.code.is_some())),
        at(&[At::Result], "⏎", "save", "Save this run as a report.", 0).when(|w| step_has(w, saves)),
        at(&[At::Result], "⏎", "compare", "Compare this run with another report.", 0).when(|w| step_has(w, compares)),
        at(&[At::Result], "⏎", "copy command", "Copy the selected step's command.", 0).when(|w| step_has(w, |s| s.command.is_some())),
        at(&[At::Result], "⏎", "open link", "Open the selected step's link.", 0).when(|w| step_has(w, |s| s.link.is_some())),
        at(&[At::Result], "⏎", "next step", "On to the next step.", 0).when(has_steps),
        at(&[At::More], "⏎", "choose", "Do what is selected.", 0),
        at(&[At::Practice], "⏎", "start", "Start a practice cluster with this fault.", 0),
        at(&[At::Clusters], "⏎", "use it", "Use this cluster: its URL, and the key your config file says.", 0),
        at(&[At::ListFilter], "⏎", "start", "Start a practice cluster with this fault.", 0).when(|w| matches!(w.overlays.last(), Some(Overlay::Practice(_)))),
        at(&[At::ListFilter], "⏎", "use it", "Use the selected line.", 0),
        at(&[At::SendKey], "⏎", "send it", "Send this key to this host.", 0),
        at(&[At::Save], "⏎", "save", "Save the report to this file.", 0),
        at(&[At::CompareWith], "⏎", "compare", "Read this report and show what differs.", 0),
        at(&[At::Label], "⏎", "use it", "Use this label.", 0),
        at(&[At::ResetLink], "⏎", "new email", "Start the five minutes again: you just requested another email.", 0).when(|w| w.cx.has_no_live_link()),
        at(&[At::ResetLink], "⏎", "I'm in", "The link worked: stop counting it.", 0).when(|w| !w.cx.links.all.is_empty()),
        silent(&[At::ResetLink, At::Link], "Back to the previous screen."),
    ]),
    row(Action::Toggle, &[Char(' ')], &["toggle"], &[
        silent(&[At::Cluster], "Does what the selected row is for."),
        at(&[At::Result], "Space", "done", "Mark the selected step as done, or as open again.", 1).when(has_steps),
    ]),
    row(Action::Number(0), &[Digit], &["number"], &[
        at(&[At::Symptom], "1-9", "choose", "Choose this line right away.", 4),
        at(&[At::Question], "1-9", "answer", "Answer with this choice right away.", 3),
        at(&[At::Practice, At::Clusters], "1-9", "choose", "Choose this line right away.", 4),
        at(&[At::More], "1-9", "choose", "Do this right away.", 1),
        silent(&[At::Result, At::Link, At::ResetLink], "The step or link of this number."),
    ]),
    row(Action::Filter, &[Char('/')], &["filter"], &[
        at(&[At::Symptom], "/", "filter", "Show only the lines that contain what you type, and matching causes.", 2),
        at(&[At::Practice, At::Clusters], "/", "filter", "Show only the lines that contain what you type.", 2),
    ]),
];
