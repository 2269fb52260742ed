//! The places of the config file: commands that run other commands somewhere else.

use super::{ConfigProblem, ConfigReader, is_name};
use crate::model::place::HERE;
use std::collections::BTreeMap;
use toml::Spanned;
use toml::de::DeValue;

/// Most places that a file may name.
const MAX_PLACES: usize = 200;

impl ConfigReader<'_> {
    pub(super) fn places(&self, value: &Spanned<DeValue<'_>>) -> Result<BTreeMap<String, Vec<String>>, ConfigProblem> {
        let what = "places are tables: write [places.pod] and command = [\"kubectl\", \"exec\", \"-i\", \"deploy/api\", \"--\"] below it";
        let wrong = |at: usize| self.problem(at, what);
        let table = value.get_ref().as_table().ok_or_else(|| wrong(value.span().start))?;
        let mut places = BTreeMap::new();
        for (name, value) in table {
            let at = name.span().start;
            let name = name.get_ref().as_ref();
            if !is_name(name) || name == HERE {
                let what = "a place's name has letters, digits, “-”, “_” and “.” alone, and here is this machine: write [places.pod]";
                return Err(self.problem(at, what));
            }
            let fields = value.get_ref().as_table().ok_or_else(|| wrong(at))?;
            let mut command = None;
            for (field, value) in fields {
                match field.get_ref().as_ref() {
                    "command" => {
                        let words = value.get_ref().as_array().ok_or_else(|| wrong(value.span().start))?;
                        let words: Option<Vec<String>> =
                            words.iter().map(|word| Some(word.get_ref().as_str()?.to_owned())).collect();
                        let words = words.filter(|words| words.first().is_some_and(|first| !first.is_empty()));
                        command = Some(words.ok_or_else(|| wrong(value.span().start))?);
                    }
                    other => {
                        return Err(self.unknown(field.span().start, other, &["command"], "a place has a command"));
                    }
                }
            }
            places.insert(name.to_owned(), command.ok_or_else(|| wrong(at))?);
        }
        if places.len() > MAX_PLACES {
            return Err(
                self.problem(value.span().start, &format!("there are more than {MAX_PLACES} places: leave some out"))
            );
        }
        Ok(places)
    }
}
