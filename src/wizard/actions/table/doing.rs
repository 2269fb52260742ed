//! What is done with a link, a step, a cause.

use super::super::{ActionRow, KeyContext as At};
use super::{at, has_row, has_steps, row, selected_step_has_command, silent};
use crate::wizard::Action;
use crate::wizard::Key;
use crate::wizard::Screen;
use crate::wizard::Wizard;
use crate::wizard::actions::HELP_ONLY;
use crate::wizard::actions::KeyPress::{Char, F, Key as Named};
use crate::wizard::form_row::FormRow;

/// Where the reset link's time can be started or seen.
const SCREENS: &[At] = &[At::Symptom, At::Reading, At::Answer, At::Cluster, At::Question, At::Probing, At::Result];

/// What starting it means.
const STARTS: &str = "Start the five minutes of a reset link: press it when you click Forgot Password.";

/// One line a text, so that it reads as a table.
#[rustfmt::skip]
pub(super) static ROWS: &[ActionRow] = &[
    row(Action::NewMail, &[Char('n')], &["new-mail"], &[
        silent(&[At::ResetLink], "Start the five minutes again.").when(|w| w.cx.has_no_live_link()),
        at(&[At::ResetLink], "n", "new email", "Start the five minutes again: you just requested another email.", 1),
    ]),
    row(Action::Later, &[Char('+'), Char('=')], &["later"], &[
        at(&[At::ResetLink], "+ -", "shift", "Move the start by 30 seconds: the email was sent later (+) or earlier (-).", 1).when(|w| w.choices() > 0),
    ]),
    row(Action::Earlier, &[Char('-')], &["earlier"], &[
        silent(&[At::ResetLink], "The email was sent 30 seconds earlier.").when(|w| w.choices() > 0),
    ]),
    row(Action::Label, &[Char('l')], &["label"], &[
        at(&[At::ResetLink], "l", "label", "Name the link, for example after the account.", 3).when(|w| w.choices() > 0),
    ]),
    row(Action::AnotherAccount, &[Char('a')], &["account"], &[
        at(&[At::ResetLink], "a", "another account", "Count a second link beside this one.", 4),
    ]),
    row(Action::Forget, &[Named(Key::Delete)], &["forget"], &[
        at(&[At::ResetLink], "Delete", "stop", "Stop counting and forget the link.", 2),
    ]),
    row(Action::ResetLink, &[Char('m')], &["mail"], &[
        at(&[At::Result], "m", "requested it", "Start the five minutes of the reset link.", 0).when(|w| w.cx.links.all.is_empty() && w.is_mail_cause_shown()),
        silent(&[At::ResetLink], "Back to the previous screen."),
        at(SCREENS, "m", "reset link", "Show the time left for the reset link.", 1).when(|w| !w.cx.links.all.is_empty() && !w.is_typing()),
        at(&[At::Symptom], "m", "reset link", STARTS, 2).when(|w| !w.is_typing() && !w.cx.is_reading()),
        at(SCREENS, "m", "reset link", STARTS, HELP_ONLY).when(|w| !w.is_typing() && !w.cx.is_reading()),
    ]),
    row(Action::Why, &[Char('w')], &["why"], &[
        at(&[At::Result], "w", "short", "Show only what is enough to act upon.", 0).when(|w| matches!(&w.screen, Screen::Result(outcome) if outcome.whole)),
        at(&[At::Result], "w", "why", "Show the rest: how we know, further steps, the code, why it happens.", 0),
    ]),
    row(Action::ShowCode, &[F(4)], &["code"], &[
        at(&[At::Result], "F4", "code", "Show the code in full.", HELP_ONLY).when(Wizard::has_languages),
    ]),
    row(Action::NextLanguage, &[Named(Key::Right)], &["language"], &[
        at(&[At::Cluster], "←→", "client", "Choose another client library.", 1).when(|w| has_row(w, &[FormRow::Client])),
        at(&[At::Result], "←→", "language", "The code and the steps for another client library.", 2).when(|w| w.has_languages() && !w.cx.is_reading()),
        silent(&[At::Result], "The steps for another client library.").when(|w| !w.cx.is_reading()),
    ]),
    row(Action::PreviousLanguage, &[Named(Key::Left)], &["language-before"], &[
        silent(&[At::Cluster], "The previous client library.").when(|w| has_row(w, &[FormRow::Client])),
        silent(&[At::Result], "The previous client library.").when(|w| !w.cx.is_reading()),
    ]),
    row(Action::NextCause, &[Named(Key::Tab)], &["next"], &[
        at(&[At::Result], "Tab", "next cause", "The next cause; Shift-Tab goes back.", 1).when(Wizard::has_pages),
    ]),
    row(Action::PreviousCause, &[Named(Key::BackTab)], &["previous"], &[
        silent(&[At::Result], "The previous cause.").when(Wizard::has_pages),
    ]),
    row(Action::Details, &[Char('d')], &["details"], &[
        at(&[At::Probing, At::Result], "d", "details", "Everything the selected check found.", 1).when(|w| w.run_shown().is_some()),
    ]),
    row(Action::Stop, &[Named(Key::Esc)], &["stop"], &[
        silent(&[At::Probing], "End the watch and stop the current run.").when(|w| w.cx.watching().is_some() && !w.waits()),
        at(&[At::Probing], "Esc", "stop", "Stop the run.", 0).when(|w| w.is_under_way() && !w.waits()),
        at(&[At::Reading], "Esc", "stop", "Don't wait for the file.", 0),
    ]),
    row(Action::Copy, &[Char('c')], &["copy"], &[
        at(&[At::Answer], "c", "copy command", "Copy the command that does the same without the wizard.", 5).when(Wizard::offers_probes),
        at(&[At::Result], "c", "copy command", "Copy the selected step's command. Over SSH or in tmux your terminal's clipboard gets it, unless the terminal blocks that.", HELP_ONLY).when(selected_step_has_command),
        at(&[At::Result], "c", "copy step", "Copy the selected step, to send it to somebody else.", HELP_ONLY).when(has_steps),
        at(&[At::Cause], "c", "copy", "Copy the whole explanation.", 2),
        at(&[At::Link], "c", "copy", "Copy the link.", 0),
    ]),
    row(Action::CopyCode, &[Char('y')], &["copy-code"], &[
        at(&[At::Result, At::Cause], "y", "copy code", "Copy the code.", HELP_ONLY).when(Wizard::has_code),
    ]),
    row(Action::OpenLink, &[Char('o')], &["link"], &[
        at(&[At::Result, At::Cause], "o", "link", "Open the link in a browser, or show it in full and as a QR code.", 3).when(|w| !w.links_shown().is_empty()),
    ]),
];
