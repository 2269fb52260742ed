//! Running, saving, and what else a screen offers.

use super::super::{ActionRow, KeyContext as At};
use super::{at, row, silent};
use crate::wizard::Action;
use crate::wizard::Key;
use crate::wizard::Wizard;
use crate::wizard::actions::HELP_ONLY;
use crate::wizard::actions::KeyPress::{Char, Ctrl, F, Key as Named};
use crate::wizard::practice::ClusterSource;

/// One line a text, so that it reads as a table.
#[rustfmt::skip]
pub(super) static ROWS: &[ActionRow] = &[
    row(Action::Check, &[Char('r')], &["again", "probe"], &[
        at(&[At::Answer], "r", "check", "Check, to be sure: first to the cluster form, filled in.", 0).when(Wizard::offers_probes),
        silent(&[At::Probing], "Check everything again.").when(|w| w.cx.watching().is_some() && !w.is_under_way()),
        at(&[At::Probing], "r", "check again", "Check everything again; the last results stay beside each line.", 1).when(|w| !w.is_under_way() && !w.cx.is_reading()),
        at(&[At::Result], "r", "check", "Check, to be sure: first to the cluster form, filled in from the text.", 0).when(Wizard::is_on_text),
        at(&[At::Result], "r", "check again", "Recheck what the fix can have changed, and compare before and after.", 0).when(|w| !w.cx.is_reading()),
    ]),
    row(Action::More, &[Char('x')], &["more"], &[
        at(&[At::Result], "x", "share", "Copy, save or compare a report of this, watch it, and more.", 1),
        silent(&[At::More], "Back to the result."),
    ]),
    row(Action::Save, &[Ctrl('s')], &["save"], &[
        at(&[At::Result], "Ctrl-S", "save", "Save a report to a file, to send or compare.", HELP_ONLY).when(Wizard::can_save),
    ]),
    row(Action::CopyReport, &[Char('C')], &["copy-report"], &[
        at(&[At::Result], "C", "copy report", "Copy the whole report, as text for a ticket. It never contains the key.", HELP_ONLY).when(Wizard::can_save),
    ]),
    row(Action::Compare, &[Char('v')], &["compare"], &[
        at(&[At::Result], "v", "compare", "Compare with a saved report: the first difference on each path, and what it means.", HELP_ONLY).when(Wizard::can_save),
    ]),
    row(Action::Timing, &[Char('t')], &["timing"], &[
        at(&[At::Result], "t", "timing", "When each check ran and how long it took.", HELP_ONLY).when(|w| w.run_shown().is_some()),
        at(&[At::Probing], "t", "timing", "When each check ran and how long it took.", 2).when(|w| w.run_shown().is_some()),
    ]),
    row(Action::Watch, &[Char('W')], &["watch"], &[
        at(&[At::Probing], "W", "end watch", "End the watch; Esc does the same, and stops the current run.", 0).when(|w| w.cx.watching().is_some()),
        at(&[At::Result], "W", "watch", "Check again and again, every 10 s or as --watch says, and show what changes: for intermittent problems.", HELP_ONLY).when(Wizard::can_watch),
        at(&[At::Probing], "W", "watch", "Check again and again, every 10 s or as --watch says, and show what changes: for intermittent problems.", 5).when(Wizard::can_watch),
    ]),
    row(Action::CheckAll, &[Char('R')], &["all"], &[
        at(&[At::Result], "R", "check all", "Check everything again.", HELP_ONLY).when(Wizard::can_check_part),
        silent(&[At::Result], "Check everything again.").when(|w| !w.cx.is_reading()),
    ]),
    row(Action::AnotherText, &[Char('e')], &["another"], &[
        at(&[At::Answer], "e", "another text", "Clear the box for another text; pasting one does the same.", 1),
    ]),
    row(Action::OpenFile, &[Ctrl('o')], &["file"], &[
        at(&[At::ErrorText], "Ctrl-O", "open a file", "Read the text from a file.", 0),
        at(&[At::Answer], "Ctrl-O", "open a file", "Read another text from a file.", 4),
    ]),
    row(Action::Redact, &[Named(Key::Tab), Named(Key::BackTab)], &["names"], &[
        at(&[At::Save], "Tab", "names", "Real names, or pseudonyms instead.", 1),
    ]),
    row(Action::OwnCluster, &[Named(Key::Backspace)], &["own"], &[
        at(&[At::Cluster], "Backspace", "own cluster", "Leave the practice cluster.", 1).when(|w| w.cx.place != ClusterSource::Own),
    ]),
    row(Action::MyClusters, &[F(3)], &["clusters"], &[
        at(&[At::Cluster], "F3", "my clusters", "Choose a cluster from the config file.", 1).when(|w| w.cx.offers_clusters()),
    ]),
    row(Action::WithoutKey, &[Ctrl('n')], &["none", "no"], &[
        at(&[At::Cluster], "Ctrl-N", "no key", "Check without a key, or with it again.", 4),
        at(&[At::SendKey], "Ctrl-N", "without it", "Check without a key.", 0),
    ]),
    row(Action::Practice, &[F(2)], &["practice"], &[
        at(&[At::Symptom, At::Cluster], "F2", "practice", "Use a practice cluster with one thing broken on purpose.", HELP_ONLY).when(|w| !w.cx.faults.is_empty()),
    ]),
    row(Action::Repair, &[Ctrl('r')], &["repair"], &[
        at(&[At::Cluster], "Ctrl-R", "repair", "Take the text that was most likely meant.", 1).when(|w| w.cx.repair_offered()),
    ]),
    row(Action::Clear, &[Ctrl('u')], &["clear"], &[
        at(&[At::ErrorText], "Ctrl-U", "clear", "Clear the box.", 3),
        at(&[At::CompareWith], "Ctrl-U", "clear", "Clear the field.", 3),
        at(&[At::FileName, At::Label], "Ctrl-U", "clear", "Clear the field.", HELP_ONLY),
        at(&[At::Cluster], "Ctrl-U", "clear", "Clear the field.", HELP_ONLY).when(Wizard::is_typing),
    ]),
];
