//! Checking again: what the fix may have changed in files (a key in `.env`, a newer client) is read again before the probes run, so that a
//! fix is judged by what it did. What the user typed stays.

use super::{ClusterSource, Discovery, Effect, Screen, Wizard};
use crate::model::case::Case;
use crate::model::evidence::Origin;
use crate::words::catalog::say;

/// What is to run after that.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Again {
    /// What the fix on screen can have changed.
    Changed,
    /// Everything.
    All,
    /// Everything, for a watch: what can't be read again, or is another cluster now, changes nothing.
    Watch,
}

impl Wizard {
    /// Asks for a look at the files, and runs when that is answered. A practice cluster has none.
    pub(super) fn look_anew(&mut self, again: Again) -> Vec<Effect> {
        if self.cx.place != ClusterSource::Own || self.cx.discovery == Discovery::UnderWay {
            return self.run_again(again);
        }
        self.cx.again = Some(again);
        vec![Effect::LookAnew(self.cx.case.named.as_ref().map(|named| named.name.clone()))]
    }

    /// Takes in what was found; nothing where it could not be read twice, as a key from standard input.
    pub(super) fn looked_anew(&mut self, found: Result<Option<Box<Case>>, String>) -> Vec<Effect> {
        let Some(again) = self.cx.again.take() else { return Vec::new() };
        if again == Again::Watch {
            return self.looked_anew_by_watch(found);
        }
        match found {
            Ok(Some(found)) => self.take_in(*found),
            Ok(None) => {}
            Err(line) => {
                // The folder of a file may be named after its owner.
                let shared = self.cx.presenting.is_some();
                self.cx.notice = Some(if shared { say("watch", "unread-now").to_owned() } else { line });
                return Vec::new();
            }
        }
        match &self.screen {
            Screen::Result(_) => self.run_again(again),
            Screen::Probing(probing) if probing.has_ended() => self.run_again(again),
            // The user has gone elsewhere meanwhile.
            Screen::Symptom | Screen::ErrorText(_) | Screen::Cluster | Screen::Question(_) | Screen::Probing(_) => {
                Vec::new()
            }
        }
    }

    /// Whether the files still name what is probed. What an error text or the source named stands in none of them.
    fn is_the_same_cluster(&self, found: &Case) -> bool {
        let elsewhere = matches!(self.cx.case.url.origin, Origin::ErrorText | Origin::Source(..));
        found.named == self.cx.case.named && (elsewhere || found.url.value == self.cx.case.url.value)
    }

    fn run_again(&mut self, again: Again) -> Vec<Effect> {
        match again {
            Again::Changed => self.check_again(),
            Again::All => self.start_run(),
            Again::Watch => self.run_of_watch(),
        }
    }

    /// The watch goes on with what was read before when the files name another cluster, or no readable one: one that is just being written
    /// must not send the key elsewhere.
    fn looked_anew_by_watch(&mut self, found: Result<Option<Box<Case>>, String>) -> Vec<Effect> {
        // The user has gone elsewhere meanwhile.
        if self.next_run().is_none() {
            return Vec::new();
        }
        let problem = match found {
            Ok(Some(found)) if self.is_the_same_cluster(&found) => {
                self.take_in(*found);
                None
            }
            Ok(Some(_)) => Some(say("watch", "another").to_owned()),
            Ok(None) => None,
            // The reason may name a file, whose folder may be named after its owner.
            Err(_) if self.cx.presenting.is_some() => Some(say("watch", "unread-file").to_owned()),
            Err(line) => Some(say("watch", "unread").replace("{reason}", &line)),
        };
        self.cx.notice = problem;
        self.run_of_watch()
    }

    fn take_in(&mut self, found: Case) {
        if !matches!(self.cx.case.url.origin, Origin::ErrorText | Origin::Source(..)) {
            let before = self.cx.case.url.clone();
            let row = self.cx.cluster.row;
            self.cx.cluster.found(&before, &found);
            self.cx.cluster.row = row;
            self.cx.case.url = found.url;
        }
        self.cx.case.key = found.key;
        if found.named.is_some() {
            (self.cx.case.named, self.cx.case.settings.grpc) = (found.named, found.settings.grpc);
        }
        if !matches!(self.cx.case.client_origin, Origin::Typed | Origin::Argument | Origin::ErrorText) {
            self.cx.case.client = found.client;
            self.cx.case.client_origin = found.client_origin.clone();
        }
        self.cx.found_client = (found.client, found.client_origin);
        self.cx.case.environment = found.environment;
        self.cx.case.configured = found.configured;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::api_key::ApiKey;
    use crate::model::case::Sourced;
    use crate::wizard::tests::finish;
    use crate::wizard::{Input, Key, Msg};

    fn with_key(key: &str) -> Box<Case> {
        let mut case = Case::empty();
        case.url = Sourced::new("https://abc.weaviate.cloud".into(), Origin::DotEnv("WEAVIATE_URL".into()));
        case.key = Sourced::new(ApiKey::new(key.into()), Origin::DotEnv("WEAVIATE_API_KEY".into()));
        Box::new(case)
    }

    #[test]
    fn a_key_that_was_corrected_in_a_file_counts_for_the_next_run() {
        let mut wizard = Wizard::new(None, Vec::new());
        let _ = wizard.update(Msg::Discovered(with_key("the-wrong-key")));
        let mut effects = wizard.update(Msg::Input(Input::Char('2')));
        for _ in 0..6 {
            if effects.iter().any(|e| matches!(e, Effect::StartRun(..))) {
                break;
            }
            effects = wizard.update(Msg::Input(Input::Key(Key::Enter)));
        }
        assert!(effects.iter().any(|e| matches!(e, Effect::StartRun(..))));
        finish(&mut wizard, &[]);
        assert!(matches!(wizard.screen, Screen::Result(_)));
        assert_eq!(wizard.update(Msg::Input(Input::Char('R'))), [Effect::LookAnew(None)]);
        let effects = wizard.update(Msg::LookedAnew(Ok(Some(with_key("the-right-key")))));
        let run = effects.iter().find_map(|e| if let Effect::StartRun(_, case) = e { Some(case) } else { None });
        assert_eq!(run.map(|case| case.key.clone()), Some(with_key("the-right-key").key));
        // An answer that nobody waits for starts nothing.
        assert!(wizard.update(Msg::LookedAnew(Ok(None))).is_empty());
    }
}
