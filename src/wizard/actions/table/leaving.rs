//! Scrolling, going back, leaving.

use super::super::{ActionRow, KeyContext as At};
use super::{EVERY_KEY, FORMS, LISTS, ONE_BACK, TEXTS, at, row, silent};
use crate::wizard::Action;
use crate::wizard::Key;
use crate::wizard::Wizard;
use crate::wizard::actions::HELP_ONLY;
use crate::wizard::actions::KeyPress::{Char, Ctrl, F, Key as Named};

/// What screen sharing is.
const SHARING: &str =
    "Screen sharing: replaces names on every screen and shows one step at a time. Ctrl-P does the same.";

/// One line a text, so that it reads as a table.
#[rustfmt::skip]
pub(super) static ROWS: &[ActionRow] = &[
    row(Action::PageDown, &[Named(Key::PageDown)], &["page-down"], &[
        at(&[At::Result], "PgDn", "scroll", "Scroll; the arrows go from step to step and on from there.", HELP_ONLY),
        at(&[At::ResetLink], "PgDn", "scroll", "Scroll what's below the digits.", 5),
        silent(TEXTS, "Down by a page."),
        silent(LISTS, "Down by a page."),
        silent(&[At::Symptom, At::Filter], "Down by a page."),
    ]),
    row(Action::PageUp, &[Named(Key::PageUp)], &["page-up"], &[
        silent(TEXTS, "Up by a page."),
        silent(LISTS, "Up by a page."),
        silent(&[At::Symptom, At::Filter, At::Result, At::ResetLink], "Up by a page."),
    ]),
    row(Action::Home, &[Named(Key::Home)], &["first"], &[
        silent(TEXTS, "To the beginning."),
        silent(LISTS, "To the beginning."),
        silent(&[At::Symptom, At::Filter, At::Question, At::Probing, At::Result, At::ResetLink], "To the beginning."),
    ]),
    row(Action::End, &[Named(Key::End)], &["last"], &[
        silent(TEXTS, "To the end."),
        silent(LISTS, "To the end."),
        silent(&[At::Symptom, At::Filter, At::Question, At::Probing, At::Result, At::ResetLink], "To the end."),
    ]),
    row(Action::Back, &[Named(Key::Esc), Char('b'), Char('B')], &["back"], &[
        silent(&[At::Symptom], "This is the first screen."),
        silent(&[At::Probing], "A saved report begins with its result.").when(|w| w.cx.is_reading()),
        at(&[At::Filter], "Esc", "all symptoms", "Close the filter and show the symptoms.", 0),
        at(&[At::FileName], "Esc", "back", "Back to the text box.", 1),
        at(&[At::ErrorText, At::Cluster], "Esc", "back", ONE_BACK, 1),
        at(&[At::Help], "Esc", "close", "Hide these keys.", 0),
        at(&[At::Details], "Esc", "back", "Back to the checks.", 0),
        at(&[At::Timing, At::Comparison], "Esc", "back", "Back to the previous screen.", 0),
        at(&[At::Cause], "Esc", "back", "Back to the list, as it was.", 0),
        at(&[At::Link], "Esc", "back", "Back to the fix.", 0),
        at(&[At::Label], "Esc", "cancel", "Keep the old label.", 0),
        at(&[At::Practice, At::Clusters, At::More], "Esc", "back", "Back without choosing.", 0),
        at(&[At::ListFilter], "Esc", "whole list", "Close the filter and show everything.", 0),
        at(&[At::SendKey], "Esc", "back", "Back to the cluster; nothing is sent.", 0),
        at(&[At::Save], "Esc", "back", "Back without saving.", 0),
        at(&[At::CompareWith], "Esc", "back", "Back without comparing.", 0),
        silent(&[At::Reading], ONE_BACK),
        at(&[], "b", "back", "One screen back; nothing you entered is lost. Esc does the same.", 1),
    ]),
    row(Action::Help, &[Char('?'), F(1)], &["help"], &[
        silent(&[At::Help, At::Label, At::ListFilter, At::Save, At::CompareWith], EVERY_KEY),
        at(&[At::Filter], "F1", "help", EVERY_KEY, 2),
        at(FORMS, "F1", "help", EVERY_KEY, 1).when(Wizard::is_typing),
        at(&[], "?", "help", EVERY_KEY, 1),
    ]),
    row(Action::Quit, &[Char('q'), Char('Q')], &["quit", "exit"], &[
        at(&[], "q", "quit", "Leave. Nothing on the cluster was changed.", 2).when(|w| !w.is_typing()),
    ]),
    row(Action::Share, &[Char('s'), Ctrl('p')], &["share"], &[
        at(FORMS, "Ctrl-P", "share screen", SHARING, HELP_ONLY).when(Wizard::is_typing),
        at(&[], "s", "show names", "Press it twice to show the real names again; Ctrl-P does the same.", HELP_ONLY).when(|w| w.cx.presenting.is_some()),
        at(&[At::Symptom], "s", "share screen", SHARING, 2),
        at(&[], "s", "share screen", SHARING, HELP_ONLY),
    ]),
    row(Action::Interrupt, &[Ctrl('c')], &["interrupt"], &[
        at(FORMS, "Ctrl-C", "quit", "Leave immediately, from anywhere. Ctrl-Z suspends it; fg brings it back.", 2).when(Wizard::is_typing),
        at(&[], "Ctrl-C", "quit", "Leave immediately, from anywhere. Ctrl-Z suspends it; fg brings it back.", HELP_ONLY),
    ]),
    row(Action::Suspend, &[Ctrl('z')], &["suspend"], &[
        silent(&[], "Suspend it; fg brings it back."),
    ]),
    row(Action::Redraw, &[Ctrl('l')], &["redraw"], &[
        silent(&[], "Redraw the screen."),
    ]),
];
