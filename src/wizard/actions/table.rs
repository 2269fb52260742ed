//! The table of actions. Rows stand in the order in which the bottom line and the help show them.

mod doing;
mod leaving;
mod moving;
mod running;

use super::{ActionRow, ActionText, KeyContext as At, KeyHelp, KeyPress, UNLISTED};
use crate::model::report_schema::ReportStep;
use crate::wizard::Action;
use crate::wizard::form_row::FormRow;
use crate::wizard::{Screen, Wizard};

const TEXTS: &[At] = &[At::Answer, At::Help, At::Details, At::Timing, At::Comparison, At::Cause];
const LISTS: &[At] = &[At::Practice, At::Clusters, At::ListFilter, At::More];
const FORMS: &[At] = &[At::ErrorText, At::FileName, At::Cluster];

const fn row(
    action: Action,
    keys: &'static [KeyPress],
    words: &'static [&'static str],
    texts: &'static [ActionText],
) -> ActionRow {
    ActionRow { action, keys, words, texts }
}

/// Said of an action in these places; of no place, in all.
const fn at(at: &'static [At], keys: &'static str, does: &'static str, explain: &'static str, rank: u8) -> ActionText {
    ActionText { at, when: |_| true, help: KeyHelp { action: None, keys, does, explain, rank } }
}

/// Does in these places what another row's text speaks of.
const fn silent(places: &'static [At], explain: &'static str) -> ActionText {
    at(places, "", "", explain, UNLISTED)
}

impl ActionText {
    const fn when(self, when: fn(&Wizard) -> bool) -> Self {
        Self { when, ..self }
    }
}

fn has_row(wizard: &Wizard, rows: &[FormRow]) -> bool {
    rows.contains(&wizard.cx.cluster.row)
}

fn has_steps(wizard: &Wizard) -> bool {
    wizard.page_shown().is_some_and(|page| !page.document.steps().is_empty())
}

fn selected_step_has_command(wizard: &Wizard) -> bool {
    match &wizard.screen {
        Screen::Result(outcome) => outcome.selected().is_some_and(|step| step.command.is_some()),
        _ => false,
    }
}

/// Whether the selected step has this to do it with.
fn step_has(wizard: &Wizard, has: fn(&ReportStep) -> bool) -> bool {
    matches!(&wizard.screen, Screen::Result(outcome) if outcome.selected().is_some_and(has))
}

const SCROLL: &str = "Scroll; PgUp and PgDn go page by page.";
const UP: &str = "Up by one; k does the same.";
const DOWN: &str = "Down by one; j does the same.";
const CHOOSE: &str = "Move the selection; j and k do the same.";
const ONE_BACK: &str = "One screen back; nothing you entered is lost.";
const EVERY_KEY: &str = "Show or hide these keys.";

/// Every action.
pub fn rows() -> impl Iterator<Item = &'static ActionRow> {
    [moving::ROWS, doing::ROWS, running::ROWS, leaving::ROWS].into_iter().flatten()
}
