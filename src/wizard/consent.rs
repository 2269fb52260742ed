//! May the key go there? Asked on the way from the cluster screen to the probes, and only where no rule of [`crate::model::case::key_rule`] lets the
//! key go by itself: the URL stands in `.env`, in the source or in an error text, and the key somewhere else. The screen beneath shows both,
//! and people press Enter there without reading; so the question stands alone and names the host and the key's place.

use super::practice::ClusterSource;
use super::{Action, Context, Discovery, Effect, Overlay, Screen, Wizard};
use crate::model::case::KeyConsent;
use crate::model::evidence::KeyRule;
use crate::model::symptom::Symptom;
use crate::words::catalog::{origin, say};

impl Context {
    /// The question, and why it is asked.
    pub(crate) fn consent_words(&self, consent: &KeyConsent) -> [String; 2] {
        let fill = |name| {
            let text = say("key-rule", name).replace("{host}", &consent.host.url());
            text.replace("{key}", &origin(&consent.key)).replace("{url}", &origin(&self.url_now().origin))
        };
        [fill("ask"), fill("ask-why")]
    }
}

impl Wizard {
    /// What has to be asked before the key may go; none where nothing has to.
    fn consent_wanted(&self) -> Option<KeyConsent> {
        let asks = self.cx.place == ClusterSource::Own
            && self.cx.discovery == Discovery::Done
            && self.cx.case.symptom.is_none_or(Symptom::concerns_cluster);
        let case = self.cx.run_case().filter(|_| asks)?;
        let host = case.usable_target()?.rest;
        (case.key_rule() == Some(KeyRule::Withheld)).then_some(KeyConsent { host, key: case.key.origin })
    }

    /// On from the cluster screen, past this question where it has to be asked.
    pub(super) fn cluster_done(&mut self) -> Vec<Effect> {
        match self.consent_wanted() {
            Some(consent) => {
                self.overlays.push(Overlay::SendKey(consent));
                Vec::new()
            }
            None => self.leave_cluster(),
        }
    }

    /// A run that waited for the environment goes back to ask, instead of leaving out what nobody was asked about.
    pub(super) fn ask_waiting(&mut self) -> bool {
        let Some(consent) = self.consent_wanted() else { return false };
        self.screen = Screen::Cluster;
        self.overlays.push(Overlay::SendKey(consent));
        true
    }

    pub(super) fn consent_action(&mut self, action: Action) -> Vec<Effect> {
        let Some(Overlay::SendKey(consent)) = self.overlays.pop() else { return Vec::new() };
        match action {
            Action::Enter => {
                self.cx.cluster.consent = Some(consent);
                self.leave_cluster()
            }
            Action::WithoutKey => self.leave_cluster(),
            _ => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::api_key::ApiKey;
    use crate::model::case::{Case, Sourced};
    use crate::model::evidence::Origin;
    use crate::wizard::tests::{keys, send};
    use crate::wizard::{Input, Key, Msg, RunId};

    fn found(url: &str) -> Box<Case> {
        let mut case = Case::empty();
        case.url =
            Sourced::new(url.to_owned(), Origin::DotEnv(crate::model::sanitized::SanitizedText::new("WEAVIATE_URL")));
        case.key =
            Sourced::new(ApiKey::new("planted-key-0123456789".to_owned()), Origin::Variable("WEAVIATE_API_KEY".into()));
        Box::new(case)
    }

    /// A wizard on its cluster screen, with everything filled in.
    fn on_cluster(url: &str) -> Wizard {
        let mut wizard = Wizard::new(Some(Symptom::NotSure), Vec::new());
        send(&mut wizard, Msg::Discovered(found(url)));
        wizard
    }

    fn started(effects: &[Effect]) -> Option<(RunId, &Case)> {
        effects.iter().find_map(|e| if let Effect::StartRun(id, case) = e { Some((*id, &**case)) } else { None })
    }

    #[test]
    fn a_key_from_elsewhere_goes_after_a_word_of_its_own() {
        for (answer, rule) in [(Input::Key(Key::Enter), KeyRule::Confirmed), (Input::Ctrl('n'), KeyRule::Withheld)] {
            let mut wizard = on_cluster("http://10.0.0.7:8080");
            assert_eq!(keys(&mut wizard, "⏎"), Vec::new());
            let Some(Overlay::SendKey(consent)) = wizard.overlays.last() else { panic!("not asked") };
            let [question, why] = wizard.cx.consent_words(consent);
            assert_eq!(question, "Send the key from WEAVIATE_API_KEY to http://10.0.0.7:8080?");
            assert!(why.contains("WEAVIATE_URL in .env"), "{why}");
            // Any other key answers nothing.
            assert!(keys(&mut wizard, "xjyn ").is_empty() && !wizard.overlays.is_empty());
            let effects = send(&mut wizard, Msg::Input(answer.clone()));
            let (_, case) = started(&effects).expect("a run");
            assert_eq!(case.key_rule(), Some(rule), "{answer:?}");
        }
    }

    #[test]
    fn back_sends_nothing_and_another_host_is_asked_about_again() {
        let mut wizard = on_cluster("http://10.0.0.7:8080");
        assert!(keys(&mut wizard, "⏎⎋").is_empty() && wizard.overlays.is_empty() && wizard.screen == Screen::Cluster);
        assert!(started(&keys(&mut wizard, "⏎⏎")).is_some());
        // The file names another host now, and the run is started again without a look at the cluster screen.
        wizard.screen = Screen::Cluster;
        wizard.cx.case.url = found("http://10.0.0.8:8080").url;
        wizard.cx.cluster.url = crate::wizard::field::Field::holding("http://10.0.0.8:8080", 100);
        assert!(wizard.cx.run_case().is_some_and(|case| case.key_to_send().is_none()));
        keys(&mut wizard, "⏎");
        assert!(matches!(wizard.overlays.last(), Some(Overlay::SendKey(_))));
    }

    #[test]
    fn nothing_is_asked_where_a_rule_lets_it_go() {
        let mut wizard = on_cluster("https://abc.weaviate.cloud");
        assert_eq!(started(&keys(&mut wizard, "⏎")).and_then(|(_, c)| c.key_rule()), Some(KeyRule::WeaviateCloud));
        // Typed by hand, it is meant.
        let mut wizard = on_cluster("http://10.0.0.7:8080");
        keys(&mut wizard, "↑↑↑↑↑↑↑⌫");
        assert_eq!(started(&keys(&mut wizard, "⏎")).and_then(|(_, c)| c.key_rule()), Some(KeyRule::UrlTyped));
    }

    #[test]
    fn a_run_that_was_faster_than_the_environment_asks_too() {
        let mut wizard = Wizard::new(Some(Symptom::NotSure), Vec::new());
        wizard.cx.cluster.row = crate::wizard::form_row::FormRow::Go;
        assert!(keys(&mut wizard, "⏎").is_empty());
        assert!(send(&mut wizard, Msg::Discovered(found("http://10.0.0.7:8080"))).is_empty());
        assert!(matches!(wizard.overlays.last(), Some(Overlay::SendKey(_))));
        assert!(started(&keys(&mut wizard, "⏎")).is_some());
    }

    #[test]
    fn a_url_of_an_error_text_was_not_typed() {
        let mut wizard = Wizard::new(None, Vec::new());
        let mut case = found("");
        case.url = Sourced::default();
        send(&mut wizard, Msg::Discovered(case));
        let text = "weaviate.exceptions.WeaviateGRPCUnavailableError: \nWeaviate v1.37.2 makes use of a high-speed gRPC API as well as a REST \
                    API.\nUnfortunately, the gRPC health check against Weaviate could not be completed.\n\
                    grpc-abc.c0.europe-west3.gcp.weaviate.cloud:443 StatusCode.DEADLINE_EXCEEDED weaviate-client==4.16.1";
        keys(&mut wizard, "8");
        send(&mut wizard, Msg::Input(Input::Paste(crate::wizard::Pasted::new(text.to_owned()))));
        keys(&mut wizard, "r");
        assert_eq!(wizard.screen, Screen::Cluster);
        assert_eq!(wizard.cx.url_now().origin, Origin::ErrorText);
        assert_eq!(wizard.cx.run_case().and_then(|case| case.key_rule()), Some(KeyRule::WeaviateCloud));
    }
}
