//! The clusters of the config file from the wizard's side: the list, and what choosing one puts into the form. Reading the cluster's key is
//! asked for as an effect and done elsewhere, exactly as `check NAME` does it.

use super::cluster::KeyChoice;
use super::field::Field;
use super::listing::Listing;
use super::practice::ClusterSource;
use super::{Action, Context, Effect, Overlay, Screen, Wizard};
use crate::model::api_key::ApiKey;
use crate::model::case::{Case, Sourced};
use crate::model::evidence::Origin;
use crate::model::target::{Endpoint, LONGEST_URL};
use crate::wizard::form_row::FormRow;

impl Context {
    /// Whether there are clusters to choose from.
    pub fn offers_clusters(&self) -> bool {
        self.place == ClusterSource::Own && !self.case.configured.is_empty()
    }

    /// The cluster that was chosen, as long as the URL is its own.
    pub fn cluster_named(&self) -> Option<&str> {
        self.case.named.as_ref().filter(|_| !self.is_elsewhere()).map(|named| named.name.as_str())
    }

    /// Whether another URL was typed than that of the configured cluster: its key and gRPC endpoint don't go there.
    pub(crate) fn is_elsewhere(&self) -> bool {
        self.case.named.is_some() && self.url_now().origin == Origin::Typed
    }

    /// The found key, where it may go.
    pub(crate) fn found_key(&self) -> Sourced<ApiKey> {
        if self.is_elsewhere() && !self.case.settings.key_named { Sourced::default() } else { self.case.key.clone() }
    }

    /// The gRPC endpoint that replaces the derived one, where it belongs to the URL.
    pub(crate) fn grpc_now(&self) -> Option<Endpoint> {
        match &self.case.named {
            Some(named) if self.is_elsewhere() => named.own_grpc.clone(),
            Some(_) | None => self.case.settings.grpc.clone(),
        }
    }

    /// The words of each cluster in the list: its name and its URL.
    pub fn cluster_entries(&self) -> Vec<String> {
        self.case.configured.iter().map(|c| format!("{} {}", c.name, c.url)).collect()
    }
}

impl Wizard {
    /// Opens the list when nothing else says which cluster it is about.
    pub(super) fn offer_clusters(&mut self) {
        let typing = self.cx.cluster.typed_key.value.is_some();
        let unknown = self.cx.cluster.url.is_empty() && self.cx.case.named.is_none() && !typing;
        if self.screen == Screen::Cluster && self.overlays.is_empty() && unknown {
            self.open_clusters();
        }
    }

    pub(super) fn open_clusters(&mut self) {
        if !self.cx.offers_clusters() {
            return;
        }
        let chosen = self.cx.cluster_named();
        let cursor = self.cx.case.configured.iter().position(|c| Some(c.name.as_str()) == chosen).unwrap_or(0);
        self.overlays.push(Overlay::Clusters(Listing { cursor, filter: None }));
    }

    pub(super) fn clusters_action(&mut self, action: Action) -> Vec<Effect> {
        let Some(index) = self.list_action(action, &self.cx.cluster_entries()) else { return Vec::new() };
        self.choose_cluster(index)
    }

    /// Asks for the configured cluster of this number.
    pub(super) fn choose_cluster(&mut self, index: usize) -> Vec<Effect> {
        let name = self.cx.case.configured.get(index).map(|c| c.name.clone());
        self.cx.choosing.clone_from(&name);
        name.map(Effect::ChooseCluster).into_iter().collect()
    }

    /// Puts the chosen cluster into the form: URL, gRPC endpoint, and the key from where the config file says.
    pub(super) fn cluster_chosen(&mut self, name: &str, found: Result<Box<Case>, String>) {
        // Another one was chosen meanwhile.
        if self.cx.choosing.as_deref() != Some(name) {
            return;
        }
        self.cx.choosing = None;
        let found = match found {
            Ok(found) => found,
            Err(line) => {
                self.cx.pass_on(line);
                return;
            }
        };
        self.cx.notice = None;
        self.cx.case.url = found.url;
        self.cx.case.named = found.named;
        self.cx.case.settings.grpc = found.settings.grpc;
        if !self.cx.case.settings.key_named {
            self.cx.case.key = found.key;
        }
        self.cx.cluster.url = Field::holding(self.cx.case.url.value.as_deref().unwrap_or_default(), LONGEST_URL + 1);
        self.cx.cluster.typed_key = Sourced::default();
        self.cx.cluster.key_choice = KeyChoice::Given;
        self.cx.cluster.row = if self.cx.case.key.value.is_some() { FormRow::Go } else { FormRow::Key };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::case::{ChosenCluster, ConfiguredCluster};
    use crate::wizard::tests::{keys, send};
    use crate::wizard::{Input, Key, Msg};

    fn configured() -> Case {
        let entry = |name: &str| ConfiguredCluster {
            name: name.to_owned(),
            url: format!("https://{name}.weaviate.cloud"),
            key: Sourced::default(),
            proxy: None,
        };
        Case { configured: ["production", "staging"].map(entry).to_vec(), ..Case::empty() }
    }

    /// What the shell answers.
    fn chosen(name: &str) -> Box<Case> {
        let mut case = configured();
        case.url = Sourced::new(format!("https://{name}.weaviate.cloud"), Origin::Config(name.into()));
        case.key = Sourced::new(ApiKey::new("staging-key-0123456789".into()), Origin::Variable("STAGING_KEY".into()));
        case.settings.grpc = Endpoint::read("grpcs://other.weaviate.cloud:443").ok();
        case.named = Some(ChosenCluster { name: name.to_owned(), own_grpc: None });
        Box::new(case)
    }

    fn asked() -> Wizard {
        let mut wizard = Wizard::new(None, Vec::new());
        send(&mut wizard, Msg::Discovered(Box::new(configured())));
        keys(&mut wizard, "2");
        wizard
    }

    #[test]
    fn choosing_a_cluster_sets_url_grpc_and_key_and_another_url_takes_neither_along() {
        let mut wizard = asked();
        assert!(matches!(wizard.overlays.as_slice(), [Overlay::Clusters(_)]), "nothing else says which cluster");
        assert_eq!(keys(&mut wizard, "↓⏎"), vec![Effect::ChooseCluster("staging".to_owned())]);
        // The answer to an earlier choice changes nothing.
        send(&mut wizard, Msg::ClusterChosen("production".into(), Ok(chosen("production"))));
        assert!(wizard.cx.cluster.url.is_empty());
        send(&mut wizard, Msg::ClusterChosen("staging".into(), Ok(chosen("staging"))));
        assert_eq!((wizard.cx.cluster_named(), wizard.cx.cluster.row), (Some("staging"), FormRow::Go));
        assert_eq!(wizard.cx.key_now().origin, Origin::Variable("STAGING_KEY".into()));
        let case = wizard.cx.run_case().expect("a case");
        assert_eq!(case.url.origin, Origin::Config("staging".into()));
        assert_eq!(case.usable_target().map(|t| t.grpc.host).as_deref(), Some("other.weaviate.cloud"));
        // Another URL: neither the key nor the gRPC endpoint goes there.
        wizard.cx.cluster.row = FormRow::Url;
        send(&mut wizard, Msg::Input(Input::Ctrl('u')));
        keys(&mut wizard, "third.weaviate.cloud");
        let case = wizard.cx.run_case().expect("a case");
        assert!(case.key.value.is_none() && wizard.cx.key_now().value.is_none());
        assert_eq!(case.usable_target().map(|t| t.grpc.host).as_deref(), Some("grpc-third.weaviate.cloud"));
        assert_eq!(wizard.cx.cluster_named(), None);
        // Chosen again by its number.
        send(&mut wizard, Msg::Input(Input::F(3)));
        assert_eq!(keys(&mut wizard, "1"), vec![Effect::ChooseCluster("production".to_owned())]);
        send(&mut wizard, Msg::ClusterChosen("production".into(), Err("can't read the key".into())));
        assert_eq!(wizard.cx.notice.as_deref(), Some("can't read the key"));
    }

    #[test]
    fn a_key_that_an_option_names_stays_and_typing_a_url_remains_possible() {
        let mut wizard = asked();
        keys(&mut wizard, "⎋");
        assert!(wizard.overlays.is_empty());
        keys(&mut wizard, "typed.weaviate.cloud");
        assert_eq!(wizard.cx.url_now().value.as_deref(), Some("typed.weaviate.cloud"));
        wizard.cx.case.settings.key_named = true;
        wizard.cx.case.key = Sourced::new(ApiKey::new("named-key".into()), Origin::Variable("MINE".into()));
        send(&mut wizard, Msg::Input(Input::F(3)));
        send(&mut wizard, Msg::Input(Input::Key(Key::Enter)));
        send(&mut wizard, Msg::ClusterChosen("production".into(), Ok(chosen("production"))));
        assert_eq!(wizard.cx.key_now().origin, Origin::Variable("MINE".into()));
    }
}
