//! `causes`: the list of all causes, and one of them explained without a run. The words stand in the knowledge.

use crate::model::cause::Cause;
use crate::model::client::Language;
use crate::model::sanitized::SanitizedText;
use crate::model::usage_error::UsageError;
use crate::report::{self, Style};
use crate::words::catalog::in_general;
use crate::words::closest_match::closest_match;
use crate::words::result_document::of_cause;
use std::fmt::Write as _;
use std::str::FromStr;
use strum::IntoEnumIterator;

/// Every cause on a line: its id, a tab, its title.
pub fn list() -> String {
    let mut out = String::new();
    for cause in Cause::iter() {
        let _ = writeln!(out, "{}\t{}", cause.id(), in_general(cause).title);
    }
    out
}

/// A cause explained, with general values in place of measured ones.
pub fn page(id: &str, style: Style) -> Result<String, UsageError> {
    let cause = Cause::from_str(id.trim()).map_err(|_| {
        let shown = SanitizedText::up_to(id, 60);
        let advice = match closest_match(shown.as_str(), Cause::iter().map(Cause::id)) {
            Some(near) => format!("did you mean {near}?"),
            None => "weaviate-doctor causes lists them".to_owned(),
        };
        UsageError::new(&format!("there's no cause “{shown}”: {advice}"))
    })?;
    Ok(report::text::document(&of_cause(cause, in_general(cause), Language::default()), style))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cause_has_a_line_and_a_page() {
        let list = list();
        assert_eq!(list.lines().count(), Cause::iter().count());
        for line in list.lines() {
            let (id, title) = line.split_once('\t').unwrap();
            assert!(!title.is_empty() && !title.contains(['{', '\t']), "{line}");
            assert!(page(id, Style::PLAIN).unwrap().contains(id));
        }
    }

    #[test]
    fn a_misspelt_cause_is_answered_with_the_nearest() {
        let problem = |id| page(id, Style::PLAIN).unwrap_err().to_string();
        assert!(problem("grpc-bloked").contains("did you mean grpc-blocked?"));
        assert!(problem("zzzz").contains("lists them"));
    }
}
