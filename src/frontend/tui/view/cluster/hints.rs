//! What stands under the fields of the form: what was tidied in the URL, and what is wrong with the key's text.

use crate::frontend::tui::view::Theme;
use crate::model::api_key::{ApiKey, Length};
use crate::model::case::Sourced;
use crate::model::evidence::Origin;
use crate::model::target::UrlHint;
use crate::wizard::cluster::KeyChoice;
use crate::wizard::form_row::FormRow;
use crate::wizard::{Discovery, Wizard};
use crate::words::catalog::{field, say};
use ratatui::style::Style;

/// A line under a field.
pub(super) struct Hint {
    pub mark: &'static str,
    pub style: Style,
    pub text: String,
}

/// What was tidied, in words.
pub(super) fn url_hint(hint: &UrlHint, tls: bool) -> String {
    let name = match hint {
        UrlHint::SchemeAdded if !tls => "scheme-added-plain",
        other => other.into(),
    };
    field("url-hint", name).to_owned()
}

/// How long the key is, as far as may be shown.
pub(super) fn length(key: &ApiKey) -> &'static str {
    match key.length() {
        Length::Empty => "empty",
        Length::Short => "under 20 characters",
        Length::Usual => "20 to 200 characters",
        Length::Long => "over 200 characters",
    }
}

/// What can be said about the key without showing it.
pub(super) fn key_hints(wizard: &Wizard, given: &Sourced<ApiKey>, theme: Theme) -> Vec<Hint> {
    let plain = |name| Hint { mark: "·", style: theme.dim(), text: field("key", name).to_owned() };
    let Some(key) = &given.value else {
        return match wizard.cx.cluster.key_choice {
            KeyChoice::Without => vec![plain("none")],
            KeyChoice::Given if wizard.cx.discovery == Discovery::UnderWay => {
                vec![Hint { mark: "·", style: theme.dim(), text: say("symptom", "looking").to_owned() }]
            }
            KeyChoice::Given => match (&given.origin, wizard.cx.cluster_named()) {
                (Origin::Variable(name), Some(_)) => {
                    let text = say("clusters", "key-unset").replace("{name}", name.as_str());
                    vec![Hint { mark: "!", style: theme.warn(), text }]
                }
                (Origin::Config(_), Some(_)) => {
                    vec![Hint { mark: "·", style: theme.dim(), text: say("clusters", "key-unnamed").to_owned() }]
                }
                _ => vec![plain("missing")],
            },
        };
    };
    let problems = key.problems();
    let mut hints: Vec<Hint> = problems
        .iter()
        .map(|p| Hint { mark: "!", style: theme.warn(), text: field("key-problem", p.into()).to_owned() })
        .collect();
    if !problems.is_empty() && key.repaired().is_some() {
        hints.push(plain("repaired"));
    }
    if problems.is_empty() {
        match key.length() {
            Length::Short => hints.push(plain("short")),
            Length::Long => hints.push(plain("long")),
            Length::Empty | Length::Usual => {}
        }
    }
    if hints.is_empty() && given.origin != Origin::Typed && wizard.cx.cluster.row == FormRow::Key {
        hints.push(plain("found"));
    }
    hints
}
