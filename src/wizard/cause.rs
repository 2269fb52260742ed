//! The known causes on the first screen: the list that its filter searches, and one of them explained. No run is needed, so the words are the
//! general ones of `causes ID`, for the user's client.

use super::{Action, Context, CopyOf, Effect, Overlay, Scroll, Wizard};
use crate::model::case::Case;
use crate::model::cause::Cause;
use crate::report::{self, Style};
use crate::words::catalog;
use crate::words::document::Document;
use crate::words::result_document::of_cause;
use std::sync::LazyLock;
use strum::IntoEnumIterator as _;

/// Lines that a page key moves.
const PAGE_LINES: u16 = 10;

/// A cause in the list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Listed {
    /// The cause.
    pub cause: Cause,
    /// Its number in the list of all, from one.
    pub number: usize,
    /// Its title.
    pub title: String,
    /// What it is.
    pub summary: String,
    /// Its name and title, in lower case.
    name: String,
    /// Everything else by which it is found, in lower case.
    text: String,
}

/// The causes that hold each of these words, which have to be in lower case: first those that are called so, then those that speak of it.
pub fn holding(words: &[&str]) -> Vec<&'static Listed> {
    let called = |listed: &&Listed| words.iter().all(|word| listed.name.contains(word));
    let speaks = |listed: &&Listed| words.iter().all(|w| listed.name.contains(w) || listed.text.contains(w));
    let (first, others): (Vec<_>, Vec<_>) = catalogue().iter().filter(speaks).partition(called);
    [first, others].concat()
}

/// Every cause, in the order of `causes`. It is read once, in a few milliseconds: as soon as the environment is known, so that the filter's
/// first key need not wait for it.
pub fn catalogue() -> &'static [Listed] {
    static ALL: LazyLock<Vec<Listed>> = LazyLock::new(|| {
        let listed = |(number, cause): (usize, Cause)| {
            let words = catalog::headline(cause);
            let name = format!("{} {}", cause.id(), words.title).to_lowercase();
            let text = format!("{} {}", words.summary, words.search).to_lowercase();
            Listed { cause, number, title: words.title, summary: words.summary, name, text }
        };
        (1..).zip(Cause::iter()).map(listed).collect()
    });
    &ALL
}

/// A cause that is being read about.
#[derive(Clone, PartialEq, Debug)]
pub struct CausePage {
    /// The cause.
    pub cause: Cause,
    /// Its words.
    pub document: Document,
    /// Where the text stands.
    pub scroll: Scroll,
}

impl Context {
    /// The words of a cause for the user's client, without anything that was measured.
    pub(crate) fn general(&self, cause: Cause) -> Document {
        let (client, client_origin) = self.client_now();
        let words = catalog::general(cause, &Case { client, client_origin, ..Case::empty() });
        of_cause(cause, words, client.language)
    }
}

impl Wizard {
    pub(super) fn open_cause(&mut self, cause: Cause) {
        let page = CausePage { cause, document: self.cx.general(cause), scroll: Scroll::default() };
        self.overlays.push(Overlay::Cause(Box::new(page)));
    }

    pub(super) fn cause_action(&mut self, action: Action) -> Vec<Effect> {
        let Some(Overlay::Cause(page)) = self.overlays.last_mut() else { return Vec::new() };
        match action {
            Action::Copy => {
                let text = report::text::document(&page.document, Style::PLAIN);
                return vec![Effect::Copy(CopyOf::Explanation, text)];
            }
            Action::CopyCode => {
                let code = page.document.code().map(|s| s.code.clone());
                return code.map(|code| Effect::Copy(CopyOf::Code, code)).into_iter().collect();
            }
            _ => {
                if !page.scroll.act(action, PAGE_LINES) {
                    self.overlays.pop();
                }
            }
        }
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::client::Language;
    use crate::wizard::symptom::SymptomEntry;
    use crate::wizard::tests::{keys, ready, send};
    use crate::wizard::{Input, Key, Msg, Screen};

    fn found(words: &str) -> Vec<&'static str> {
        let words: Vec<&str> = words.split(' ').collect();
        holding(&words).into_iter().map(|l| l.cause.id()).collect()
    }

    #[test]
    fn the_list_says_what_the_pages_say_and_finds_what_people_type() {
        for listed in catalogue() {
            let fix = catalog::general(listed.cause, &Case::empty());
            assert_eq!(listed.title, fix.title);
            assert!(!listed.summary.is_empty() && !listed.summary.contains("{grpc_host}"), "{}", listed.summary);
        }
        for (words, cause) in [
            ("mfa", "mfa-device-lost"),
            ("2fa", "mfa-code-rejected"),
            ("proxy", "proxy-required"),
            ("grpc", "grpc-blocked"),
            ("expired", "reset-link-expired"),
            ("ssl", "tls-intercepted"),
            ("ssl expired", "certificate-expired"),
            ("403", "permission-denied"),
            ("forbidden", "permission-denied"),
            ("503", "cluster-unavailable"),
            ("sso", "identity-provider-account"),
            ("docker", "local-address"),
            ("not found", "cluster-not-found"),
            ("email", "reset-email-missing"),
            ("invalid api key", "key-rejected"),
        ] {
            assert!(found(words).contains(&cause), "{words}: {:?}", found(words));
        }
        // What is called so comes before what merely speaks of it.
        let certificates = found("certificate");
        let at = |id| certificates.iter().position(|found| *found == id);
        assert!(at("certificate-expired") < at("captive-portal"), "{certificates:?}");
    }

    #[test]
    fn a_cause_is_opened_from_the_filter_which_is_as_it_was_afterwards() {
        let mut wizard = ready();
        keys(&mut wizard, "/proxy-required");
        assert!(matches!(wizard.symptoms.at(), SymptomEntry::Cause(_)), "no symptom holds the words");
        keys(&mut wizard, "⌫⌫⌫↓");
        let (before, cause) = (wizard.symptoms.clone(), wizard.symptoms.at());
        assert_eq!(keys(&mut wizard, "⏎"), vec![]);
        let Some(Overlay::Cause(page)) = wizard.overlays.last() else { panic!("not opened") };
        assert_eq!(cause, SymptomEntry::Cause(page.cause));
        // Letters are keys here, and none of them goes into the filter.
        let copied = keys(&mut wizard, "c");
        assert!(
            matches!(copied.as_slice(), [Effect::Copy(CopyOf::Explanation, text)] if text.contains("What to do")),
            "{copied:?}"
        );
        keys(&mut wizard, "jk b");
        assert!(wizard.overlays.is_empty());
        assert_eq!(wizard.symptoms, before);
        // Back in the whole list, a symptom is selected as before, and Enter goes on with it.
        keys(&mut wizard, "⎋");
        assert!(matches!(wizard.symptoms.at(), SymptomEntry::Symptom(_)));
        keys(&mut wizard, "⏎");
        assert_ne!(wizard.screen, Screen::Symptom);
    }

    #[test]
    fn links_are_opened_or_shown_and_the_words_are_those_of_the_client() {
        let mut wizard = ready();
        wizard.cx.set_language(Language::Go);
        keys(&mut wizard, "/grpc-blocked⏎");
        let Some(Overlay::Cause(page)) = wizard.overlays.last() else { panic!("not opened") };
        let said = format!("{:?}", page.document);
        assert!(said.contains("Go client"), "{said}");
        let effects = keys(&mut wizard, "o");
        let [Effect::OpenLink(link)] = effects.as_slice() else { panic!("{effects:?}") };
        send(&mut wizard, Msg::LinkOpened(link.clone(), false));
        assert!(matches!(wizard.overlays.as_slice(), [Overlay::Cause(_), Overlay::Link(view)] if view.link() == link));
        keys(&mut wizard, "⎋");
        assert!(matches!(wizard.overlays.as_slice(), [Overlay::Cause(_)]));
        send(&mut wizard, Msg::Input(Input::Key(Key::Esc)));
        assert!(wizard.overlays.is_empty() && wizard.is_typing());
    }
}
