//! Whether a key may go to a host, and which rule says so: one pure function over where both came from. What is withheld here is sent by no
//! probe; [`Case::key_to_send`] is the only way from a case to a key that is sent.
//!
//! A `.env` file, a pasted error text and scanned source may be hostile. A host named there must not get a key that lies
//! elsewhere on this machine.

use super::Case;
use crate::model::api_key::ApiKey;
use crate::model::evidence::{KeyRule, Origin};
use crate::model::target::Target;

/// What the decision rests on.
#[expect(clippy::struct_excessive_bools, reason = "four independent facts, not one state")]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct KeyRuleInput<'a> {
    /// Where the URL came from.
    pub url: &'a Origin,
    /// Where the key came from.
    pub key: &'a Origin,
    /// Whether an option names the key (`--api-key-env`, `--api-key-file`, which may be standard input).
    pub key_named: bool,
    /// Whether the person said in the wizard that this very key goes to this very host.
    pub confirmed: bool,
    /// Whether the host is one of Weaviate Cloud's own and spoken to over TLS.
    pub own_cloud: bool,
    /// Whether it is the practice cluster, which gets its own key or one that an option names.
    pub practice: bool,
}

/// The first rule that lets the key go, or [`KeyRule::Withheld`].
pub fn decide(question: &KeyRuleInput<'_>) -> KeyRule {
    let KeyRuleInput { url, key, .. } = question;
    if question.practice {
        KeyRule::Practice
    } else if question.key_named {
        KeyRule::OptionNamesKey
    } else if matches!(key, Origin::Typed) {
        KeyRule::KeyTyped
    } else if matches!(url, Origin::Argument | Origin::Typed) {
        KeyRule::UrlTyped
    } else if matches!(url, Origin::Config(_)) {
        KeyRule::ConfigJoins
    } else if are_of_one_place(url, key) {
        KeyRule::SamePlace
    } else if question.own_cloud {
        KeyRule::WeaviateCloud
    } else if question.confirmed {
        KeyRule::Confirmed
    } else {
        KeyRule::Withheld
    }
}

/// Whether URL and key stand in the environment both, or in `.env` both.
const fn are_of_one_place(url: &Origin, key: &Origin) -> bool {
    matches!((url, key), (Origin::Variable(_), Origin::Variable(_)) | (Origin::DotEnv(_), Origin::DotEnv(_)))
}

impl Case {
    /// Which rule lets the key go to the cluster; none when there is no key or no cluster.
    pub fn key_rule(&self) -> Option<KeyRule> {
        let key = self.key.value.as_ref()?;
        if key.expose().trim().is_empty() { None } else { self.rule_for(&self.key.origin, self.settings.key_named) }
    }

    /// Which rule lets a key from this origin go to the cluster; none when there is no cluster.
    pub fn rule_for(&self, origin: &Origin, key_named: bool) -> Option<KeyRule> {
        let rest = self.usable_target()?.rest;
        Some(decide(&KeyRuleInput {
            url: &self.url.origin,
            key: origin,
            key_named,
            confirmed: self.key_consent.as_ref().is_some_and(|c| c.host == rest && c.key == *origin),
            own_cloud: rest.is_weaviate_cloud(),
            practice: self.settings.practice,
        }))
    }

    /// The key that may go to the cluster. Probes send no other.
    pub fn key_to_send(&self) -> Option<&ApiKey> {
        let rule = self.key_rule()?;
        self.key.value.as_ref().filter(|_| rule != KeyRule::Withheld)
    }

    /// The key that may go to the gRPC endpoint as well.
    pub fn key_to_send_to_grpc(&self) -> Option<&ApiKey> {
        self.key_to_send().filter(|_| !self.keeps_key_from_grpc())
    }

    /// Whether the key stays away from a gRPC host that nobody named and that anybody may register: it was made from the name of the REST
    /// host, as the clients make it. They do send the key there.
    pub fn keeps_key_from_grpc(&self) -> bool {
        let derived = |target: &Target| target.grpc.host != target.rest.host && self.settings.grpc.is_none();
        let strange = |target: &Target| derived(target) && !target.rest.owns_grpc_host();
        !self.settings.practice && self.key_to_send().is_some() && self.usable_target().as_ref().is_some_and(strange)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::case::{KeyConsent, Sourced};
    use crate::model::client::Language;
    use crate::model::target::Endpoint;

    const OWN: &str = "http://10.0.0.7:8080";
    const CLOUD: &str = "https://abc.c0.europe-west3.gcp.weaviate.cloud";

    fn environment() -> Origin {
        Origin::Variable("NAME".into())
    }

    fn dotenv() -> Origin {
        Origin::DotEnv("NAME".into())
    }

    fn case(url: &str, from: Origin, key: Origin) -> Case {
        let mut case = Case::empty();
        case.url = Sourced::new(url.to_owned(), from);
        case.key = Sourced::new(ApiKey::new("planted-key-0123456789".into()), key);
        case
    }

    #[test]
    fn where_url_and_key_come_from_decides() {
        use KeyRule::{ConfigJoins, KeyTyped, SamePlace, UrlTyped, WeaviateCloud, Withheld};
        let source = || Origin::Source("app.py".into(), 3);
        let config = || Origin::Config("staging".into());
        let file = || Origin::File("/run/secrets/key".into());
        // URL from, key from, rule for a self-hosted server, rule for a host of Weaviate Cloud.
        let table = [
            (environment(), environment(), SamePlace, SamePlace),
            (dotenv(), dotenv(), SamePlace, SamePlace),
            (dotenv(), environment(), Withheld, WeaviateCloud),
            (environment(), dotenv(), Withheld, WeaviateCloud),
            (Origin::Argument, environment(), UrlTyped, UrlTyped),
            (Origin::Argument, dotenv(), UrlTyped, UrlTyped),
            (Origin::Typed, environment(), UrlTyped, UrlTyped),
            (Origin::Typed, dotenv(), UrlTyped, UrlTyped),
            (config(), environment(), ConfigJoins, ConfigJoins),
            (config(), dotenv(), ConfigJoins, ConfigJoins),
            (config(), file(), ConfigJoins, ConfigJoins),
            // The key of a configured cluster beside a URL that is not that cluster's.
            (source(), file(), Withheld, WeaviateCloud),
            (Origin::ErrorText, config(), Withheld, WeaviateCloud),
            (environment(), config(), Withheld, WeaviateCloud),
            (source(), environment(), Withheld, WeaviateCloud),
            (source(), dotenv(), Withheld, WeaviateCloud),
            (Origin::ErrorText, environment(), Withheld, WeaviateCloud),
            (Origin::ErrorText, dotenv(), Withheld, WeaviateCloud),
            (dotenv(), Origin::Typed, KeyTyped, KeyTyped),
            (source(), Origin::Typed, KeyTyped, KeyTyped),
            (Origin::Default, environment(), Withheld, WeaviateCloud),
            (Origin::Project("pom.xml".into()), environment(), Withheld, WeaviateCloud),
        ];
        for (url, key, own, cloud) in table {
            assert_eq!(case(OWN, url.clone(), key.clone()).key_rule(), Some(own), "{url:?} {key:?}");
            assert_eq!(case(CLOUD, url.clone(), key.clone()).key_rule(), Some(cloud), "{url:?} {key:?}");
        }
    }

    #[test]
    fn an_option_and_a_confirmation_let_it_go_and_nothing_else_does() {
        let mut given = case(OWN, dotenv(), environment());
        assert!(given.key_to_send().is_none());
        given.settings.key_named = true;
        assert_eq!(given.key_rule(), Some(KeyRule::OptionNamesKey));
        given.settings.key_named = false;
        // A replaced gRPC endpoint, another address and a cross-check say nothing about this key and this host.
        given.settings.grpc = Endpoint::read("grpc://10.0.0.7:50051").ok();
        given.settings.connect_to =
            crate::model::connect_to::ConnectTo::read("10.0.0.7:8080:127.0.0.1:1").into_iter().collect();
        given.settings.cross_check = true;
        assert_eq!(given.key_rule(), Some(KeyRule::Withheld));
        let consent = KeyConsent { host: Endpoint::new(false, "10.0.0.7", 8080), key: environment() };
        given.key_consent = Some(consent.clone());
        assert_eq!(given.key_rule(), Some(KeyRule::Confirmed));
        // It counts for that host and that key alone.
        for (host, key) in [
            (Endpoint::new(false, "10.0.0.8", 8080), environment()),
            (Endpoint::new(false, "10.0.0.7", 8081), environment()),
            (Endpoint::new(true, "10.0.0.7", 8080), environment()),
            (consent.host.clone(), dotenv()),
        ] {
            given.key_consent = Some(KeyConsent { host, key });
            assert_eq!(given.key_rule(), Some(KeyRule::Withheld));
        }
        given.settings.practice = true;
        assert_eq!(given.key_rule(), Some(KeyRule::Practice));
    }

    #[test]
    fn only_weaviate_cloud_s_own_hosts_count_as_its_own() {
        let rule = |url: &str| case(url, dotenv(), environment()).key_rule();
        for own in
            ["https://abc.weaviate.cloud", "abc.weaviate.network", "http://abc.weaviate.cloud", "ABC.WEAVIATE.CLOUD"]
        {
            assert_eq!(rule(own), Some(KeyRule::WeaviateCloud), "{own}");
        }
        // Python stops at the dot before any key goes anywhere; Go doesn't.
        let mut dotted = case("ABC.WEAVIATE.CLOUD.", dotenv(), environment());
        assert_eq!(dotted.key_rule(), None);
        dotted.client.language = Language::Go;
        assert_eq!(dotted.key_rule(), Some(KeyRule::WeaviateCloud));
        let others = [
            "https://weaviate.cloud.evil.example",
            "https://evilweaviate.cloud",
            "https://abc-weaviate.cloud",
            "https://abc.weaviate.cloud@evil.example",
            "https://evil.example/abc.weaviate.cloud",
            "https://evil.example#abc.weaviate.cloud",
            "https://evil.example\\.weaviate.cloud",
            "https://abc.we\u{430}viate.cloud",
            "https://forum.weaviate.io",
            "https://abc.semi.technology",
        ];
        for other in others {
            assert!(matches!(rule(other), None | Some(KeyRule::Withheld)), "{other}: {:?}", rule(other));
        }
    }

    #[test]
    fn no_key_and_no_host_need_no_rule() {
        let mut none = case(OWN, dotenv(), environment());
        none.key.value = Some(ApiKey::new(" \n".into()));
        assert_eq!(none.key_rule(), None);
        none.key.value = None;
        assert_eq!(none.key_rule(), None);
        assert_eq!(case("not a url", dotenv(), environment()).key_rule(), None);
        assert!(case("not a url", dotenv(), environment()).key_to_send().is_none());
    }

    #[test]
    fn a_grpc_host_that_anybody_may_register_gets_no_key() {
        let kept = |url: &str, grpc: Option<&str>| {
            let mut case = case(url, Origin::Argument, environment());
            case.settings.grpc = grpc.and_then(|text| Endpoint::read(text).ok());
            assert!(case.key_to_send().is_some(), "{url}");
            assert_eq!(case.key_to_send_to_grpc().is_none(), case.keeps_key_from_grpc(), "{url}");
            case.keeps_key_from_grpc()
        };
        for url in ["https://mycompany.com", "https://mycompany.co.uk", "https://me.github.io", "https://weaviate"] {
            assert!(kept(url, None), "{url}");
            // Whoever names the host means it.
            assert!(!kept(url, Some("grpcs://grpc.mycompany.com:443")), "{url}");
        }
        let owned = [
            "https://vectors.mycompany.com",
            "https://a.b.mycompany.co.uk",
            CLOUD,
            "https://abc.weaviate.network",
            // gRPC is on the same host.
            "https://mycompany.com:8443",
            "http://mycompany.com",
            "http://10.0.0.7:8080",
            "localhost",
        ];
        for url in owned {
            assert!(!kept(url, None), "{url}");
        }
        let mut none = case("https://mycompany.com", dotenv(), environment());
        assert!(!none.keeps_key_from_grpc(), "what is withheld altogether is told of by its own rule");
        none.settings.practice = true;
        assert!(!none.keeps_key_from_grpc());
    }
}
