//! What the user brought: URL, key, client, symptom, answers, settings. The pure input of plan, probes and diagnosis; it measures nothing.

pub mod key_rule;

use crate::model::api_key::{ApiKey, OtherKeys, Redactor};
use crate::model::client::{Client, Language, Version};
use crate::model::connect_to::ConnectTo;
use crate::model::evidence::{EnvironmentFacts, Origin};
use crate::model::proxy::{Proxies, Proxy};
use crate::model::question::Answers;
use crate::model::sanitized::ForeignPath;
use crate::model::source_finding::SourceFinding;
use crate::model::symptom::Symptom;
use crate::model::target::{Endpoint, Target, UrlProblem};
use std::fmt;
use std::net::SocketAddr;
use std::time::Duration;

/// Everything a run needs to know before it starts.
#[derive(Clone, PartialEq, Debug)]
pub struct Case {
    /// What the user sees; none means: probe everything that concerns the cluster.
    pub symptom: Option<Symptom>,
    /// What the user answered.
    pub answers: Answers,
    /// The URL's text, as given.
    pub url: Sourced<String>,
    /// The key, as given.
    pub key: Sourced<ApiKey>,
    /// The client whose rules and snippets are used, and how it is known.
    pub client: Client,
    /// Where the client's language and version come from.
    pub client_origin: Origin,
    /// The version of the client's language, which decides what its TLS accepts; none when it is not known.
    pub runtime: Option<Version>,
    /// Whether the project's source tells Python's client to take proxies and roots from the environment (`trust_env=True`).
    pub trust_env: bool,
    /// What was found in the environment and the working directory.
    pub environment: EnvironmentFacts,
    /// What a scan of the project's source found, what matters most first; empty when there was no scan.
    pub source: Vec<SourceFinding>,
    /// The clusters of the config file.
    pub configured: Vec<ConfiguredCluster>,
    /// The one of them that URL, gRPC endpoint and key come from.
    pub named: Option<ChosenCluster>,
    /// What the person let go in the wizard, if they were asked.
    pub key_consent: Option<KeyConsent>,
    /// What else this machine has that nothing may show.
    pub other_keys: OtherKeys,
    /// How to probe.
    pub settings: Settings,
}

/// The cluster of the config file that was named or chosen.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ChosenCluster {
    /// Its name there.
    pub name: String,
    /// The gRPC endpoint of the options, in whose place the file's was put.
    pub own_grpc: Option<Endpoint>,
}

/// The person's word that a key goes to a host. It counts for these two and no others.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KeyConsent {
    /// The REST endpoint.
    pub host: Endpoint,
    /// Where the key comes from.
    pub key: Origin,
}

/// A cluster of the config file.
#[derive(Clone, PartialEq, Debug)]
pub struct ConfiguredCluster {
    /// Its name there.
    pub name: String,
    /// Its URL.
    pub url: String,
    /// Its key, read only where keys are to be tried on other clusters.
    pub key: Sourced<ApiKey>,
    /// The proxy for its REST endpoint.
    pub proxy: Option<Proxy>,
}

/// A value with its origin. Absent is not the same as empty.
#[derive(Clone, PartialEq, Eq)]
pub struct Sourced<T> {
    /// The value, when one was given.
    pub value: Option<T>,
    /// Where it came from, or would have.
    pub origin: Origin,
}

impl<T> Default for Sourced<T> {
    fn default() -> Self {
        Self { value: None, origin: Origin::Nowhere }
    }
}

impl<T> Sourced<T> {
    /// A value from this origin.
    pub fn new(value: T, origin: Origin) -> Self {
        Self { value: Some(value), origin }
    }
}

impl<T> fmt::Debug for Sourced<T> {
    /// Shows the origin only: the value may be a key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sourced({}, {:?})", if self.value.is_some() { "set" } else { "unset" }, self.origin)
    }
}

/// How to probe.
#[expect(clippy::struct_excessive_bools, reason = "four independent facts about a run, not one state")]
#[derive(Clone, PartialEq, Debug)]
pub struct Settings {
    /// gRPC endpoint, when it is not the derived one.
    pub grpc: Option<Endpoint>,
    /// Replacements of addresses, as curl's `--connect-to`.
    pub connect_to: Vec<ConnectTo>,
    /// DNS server asked instead of the system's.
    pub dns_server: Option<SocketAddr>,
    /// PEM text of extra roots.
    pub extra_roots: Vec<String>,
    /// Proxies.
    pub proxies: Proxies,
    /// The client's init timeout to judge by; none means that client's default.
    pub init_timeout: Option<Duration>,
    /// Bound on one probe.
    pub timeout: Duration,
    /// Whether a refused key is tried on the other configured clusters, and their keys here.
    pub cross_check: bool,
    /// Whether an option names the key, so that any host may get it.
    pub key_named: bool,
    /// The config file that an option names: commands that need its clusters have to name it too.
    pub config: Option<ForeignPath>,
    /// The console.
    pub console: Endpoint,
    /// Whether the user named the console, so that its failure matters whatever the symptom.
    pub console_named: bool,
    /// Whether the practice cluster is probed: its names and its DNS server are its own, and no user has ever typed them.
    pub practice: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            grpc: None,
            connect_to: Vec::new(),
            dns_server: None,
            extra_roots: Vec::new(),
            proxies: Proxies::default(),
            init_timeout: None,
            timeout: Duration::from_secs(10),
            cross_check: false,
            key_named: false,
            config: None,
            console: Endpoint::new(true, "console.weaviate.cloud", 443),
            console_named: false,
            practice: false,
        }
    }
}

impl Case {
    /// A case with nothing but defaults.
    pub fn empty() -> Self {
        Self {
            symptom: None,
            answers: Answers::default(),
            url: Sourced::default(),
            key: Sourced::default(),
            client: Client::default(),
            client_origin: Origin::Default,
            runtime: None,
            trust_env: false,
            environment: EnvironmentFacts::default(),
            source: Vec::new(),
            configured: Vec::new(),
            named: None,
            key_consent: None,
            other_keys: OtherKeys::default(),
            settings: Settings::default(),
        }
    }

    /// The cluster's endpoints, or what is wrong with the URL; none when no URL was given.
    pub fn target(&self) -> Option<Result<Target, UrlProblem>> {
        let text = self.url.value.as_deref()?;
        // The key in the URL's place must not be looked up as a name, whatever it looks like.
        let bare = text.trim().trim_start_matches("https://").trim_start_matches("http://").trim_end_matches('/');
        if !bare.is_empty() && self.key.value.as_ref().is_some_and(|key| key.expose().trim() == bare) {
            return Some(Err(UrlProblem::LooksLikeKey));
        }
        let target = Target::read(text, self.settings.grpc.as_ref());
        Some(target.and_then(|target| match &self.url.origin {
            Origin::Variable(_) | Origin::DotEnv(_) | Origin::File(_) => {
                match target.refused_by(self.client.language, text) {
                    None => Ok(target.as_taken_by(self.client.language, self.settings.grpc.as_ref())),
                    Some(problem) => Err(problem),
                }
            }
            Origin::Argument if target.is_more_than_a_url() => {
                Err(UrlProblem::NeedsRepair { instead: target.rest.url() })
            }
            _ => Ok(target),
        }))
    }

    /// The endpoints, when the URL can be used.
    pub fn usable_target(&self) -> Option<Target> {
        self.target().and_then(Result::ok)
    }

    /// The init timeout to judge by.
    pub fn init_timeout(&self) -> Duration {
        self.settings.init_timeout.unwrap_or_else(|| self.client.language.default_init_timeout())
    }

    /// Whether the user's program uses gRPC (all official clients do; plain HTTP doesn't).
    pub fn uses_grpc(&self) -> bool {
        self.client.language != Language::Curl
    }

    /// Every secret of the case, for the redactor.
    pub fn redactor(&self) -> Redactor {
        let proxies = &self.settings.proxies;
        let credentials =
            proxies.iter().filter_map(|p| p.credentials.as_ref()).flat_map(|(user, password)| [user, password]);
        let others = self.configured.iter().filter_map(|c| c.key.value.as_ref());
        Redactor::new(self.key.value.iter().chain(others).chain(credentials)).and(&self.other_keys)
    }
}

#[cfg(test)]
mod tests;
