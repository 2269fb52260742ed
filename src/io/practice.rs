//! The embedded practice cluster: a Weaviate, its console, a DNS server and a network around them, on loopback, with one fault.
//! Newcomers look at it, users train with it, and every test uses it. All sockets are real and the probes know nothing of it;
//! it stores no data and leaves this machine with no packet.

mod cluster;
mod dns;
mod door;
mod fault;
mod grpc;
mod http;
mod relay;
mod rest;
mod shape;
mod tcp;
#[cfg(test)]
mod tests;
mod tls;

pub use fault::Fault;

use crate::model::api_key::ApiKey;
use crate::model::case::{Case, Sourced};
use crate::model::cause::Cause;
use crate::model::client::{Client, Language, Version};
use crate::model::evidence::{Origin, Variable};
use crate::model::proxy;
use crate::model::proxy::{Proxies, ProxyScheme};
use crate::model::proxy_use::Protocol;
use crate::model::question::{Choice, Question};
use crate::model::sanitized::SanitizedText;
use crate::model::symptom::Symptom;
use crate::model::target::Endpoint;
use crate::rules::clients::JudgedClient;
use crate::rules::clients::proxy::variable;
use anyhow::{Context as _, Result};
use cluster::PracticeCluster;
use door::Traffic;
use shape::{FaultProxy, Scenario};
use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;
use tcp::Port;
use tls::Authorities;

/// The practice cluster's own key. It looks like a real one, says what it is, and opens nothing but the practice cluster.
pub const PRACTICE_KEY: &str = "practiceKey0nly4TrainingN0tASecret2026ab";

/// A key that no practice cluster takes.
const UNKNOWN_KEY: &str = "practiceKeyThatIsWr0ngEverywhere2026abcd";

const REST_HOST: &str = "practice.c0.loopback.weaviate.cloud";
const GRPC_HOST: &str = "grpc-practice.c0.loopback.weaviate.cloud";
/// An address from before the clusters' update, which had no `.c0` yet.
const OLD_HOST: &str = "practice.loopback.weaviate.cloud";
const OLD_GRPC_HOST: &str = "grpc-practice.loopback.weaviate.cloud";
const CONSOLE_HOST: &str = "console.loopback.weaviate.cloud";
/// A server that is not on Weaviate Cloud, for faults without TLS, which Weaviate Cloud does not have. Its certificate is good, too.
const PLAIN_HOST: &str = "practice.example.test";
const PLAIN_GRPC_HOST: &str = "grpc-practice.example.test";
/// The name of a Compose service, which exists in its network alone.
const SERVICE_HOST: &str = "weaviate";
const LOGIN_HOST: &str = "login.example.test";

/// A running practice. Its servers stop when it is dropped.
pub struct Practice {
    fault: Fault,
    rest: Port,
    grpc: Port,
    rest_traffic: Traffic,
    grpc_traffic: Traffic,
    console: Port,
    proxy: Option<Port>,
    dns: dns::Server,
    root: String,
    inspector: String,
    issuing: String,
    /// Ports that only the proxy knows.
    _inside: Vec<Port>,
}

impl fmt::Debug for Practice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Practice({}, REST on port {})", self.fault, self.rest.number)
    }
}

impl Practice {
    /// Starts all servers on the current tokio runtime. The cluster takes `key` (its repaired form, if it has one) besides its own.
    pub async fn start(fault: Fault, key: Option<&ApiKey>) -> Result<Self> {
        Self::try_start(fault, key).await.with_context(|| format!("can't start the practice cluster with {fault}"))
    }

    async fn try_start(fault: Fault, key: Option<&ApiKey>) -> Result<Self> {
        let shape = Scenario::of(fault);
        let names = [REST_HOST, GRPC_HOST, OLD_HOST, OLD_GRPC_HOST, CONSOLE_HOST, PLAIN_HOST, PLAIN_GRPC_HOST];
        let authorities = Authorities::new(&names)?;
        let cluster = Arc::new(PracticeCluster { keys: accepted(fault, key), flaw: shape.flaw });
        let (rest_traffic, grpc_traffic) = (Traffic::default(), Traffic::default());
        // At once, because it takes a moment to find out that a port is blocked.
        let (rest, grpc, console) = tokio::try_join!(
            shape.rest.open(&authorities, &cluster, rest_traffic.clone()),
            shape.grpc.open(&authorities, &cluster, grpc_traffic.clone()),
            shape.console.open(&authorities, &cluster, Traffic::default()),
        )?;
        let mut inside = Vec::new();
        let proxy = match shape.proxy {
            Some(FaultProxy::Broken(door)) => Some(door.open(&authorities, &cluster, Traffic::default()).await?),
            Some(FaultProxy::Relay) => {
                let Scenario { rest: behind, grpc: behind_too, .. } = Scenario::of(Fault::Healthy);
                inside.push(behind.open(&authorities, &cluster, rest_traffic.clone()).await?);
                inside.push(behind_too.open(&authorities, &cluster, grpc_traffic.clone()).await?);
                let ways = [&rest, &grpc].into_iter().zip(&inside).map(|(out, inner)| (out.number, inner.number));
                Some(relay::open(ways.collect()).await?)
            }
            None => None,
        };
        let dns = dns::Server::start(dns::DnsZone { manner: shape.dns, names: shape.names }).await?;
        let (root, inspector) = (authorities.root_pem(), authorities.inspector_pem());
        let issuing = authorities.issuing_pem();
        Ok(Self {
            fault,
            rest,
            grpc,
            rest_traffic,
            grpc_traffic,
            console,
            proxy,
            dns,
            root,
            inspector,
            issuing,
            _inside: inside,
        })
    }

    /// The fault that it shows.
    pub const fn fault(&self) -> Fault {
        self.fault
    }

    /// How many requests each connection to REST brought so far.
    pub fn rest_requests(&self) -> Vec<usize> {
        self.rest_traffic.requests()
    }

    /// How many calls each connection to gRPC brought so far.
    pub fn grpc_requests(&self) -> Vec<usize> {
        self.grpc_traffic.requests()
    }

    /// The root of the TLS inspection gateway, as PEM text: what a company would hand out as a file.
    pub fn inspector_root(&self) -> &str {
        &self.inspector
    }

    /// Puts its addresses, its root and what the fault needs into the case. What the user gave stays, except that a key is spoiled
    /// where the fault is about the key. Applying it twice changes nothing more.
    pub fn apply(&self, case: &mut Case) {
        case.url = self.url().map_or_else(Sourced::default, |url| Sourced::new(url, Origin::Practice));
        case.key = self.key(&case.key, case.settings.key_named);
        case.symptom = case.symptom.or(self.symptom());
        // What no probe can know is what the caller would say; the wizard asks for it all the same.
        for (question, choice) in self.said() {
            if case.answers.get(*question).is_none() {
                case.answers.set(*question, *choice);
            }
        }
        // Faults of gRPC show themselves to a client that uses it and doesn't wait half a minute.
        if self.is_about_grpc() && !matches!(case.client_origin, Origin::Argument | Origin::Typed) {
            (case.client, case.client_origin) = (Client::default(), Origin::Practice);
        }
        let settings = &mut case.settings;
        settings.grpc = Some(self.grpc());
        settings.dns_server = Some(self.dns.port.address());
        settings.extra_roots = vec![self.root.clone()];
        if self.fault == Fault::TlsInterceptedAuthorityAlone {
            settings.extra_roots.push(self.issuing.clone());
            // Python takes it from 3.13 on.
            let old = (case.client.language == Language::Python).then_some(Version::new(3, 12, 0));
            case.runtime = case.runtime.or(old);
        }
        settings.proxies = self.proxies(case.client.language);
        if let (Some(name), Some(proxy)) = (self.proxy_variable(), settings.proxies.iter().next()) {
            // As if it stood in the environment, instead of what stands there.
            let value = SanitizedText::new(&proxy.url());
            case.environment.proxy = vec![Variable { name: name.into(), value }];
        }
        settings.console = Endpoint::new(true, CONSOLE_HOST, self.console.number);
        settings.console_named = true;
        settings.practice = true;
    }

    fn url(&self) -> Option<String> {
        match self.fault {
            Fault::UrlMissing => None,
            Fault::UrlMalformed => Some(format!("REST Endpoint: {REST_HOST}:{}", self.rest.number)),
            Fault::UrlIsConsole => {
                Some(format!("https://{CONSOLE_HOST}:{}/cluster-details/practice", self.console.number))
            }
            Fault::UrlIsGrpcEndpoint => Some(format!("https://{GRPC_HOST}:{}", self.grpc.number)),
            Fault::ClusterUrlOutdated => Some(format!("https://{OLD_HOST}:{}", self.rest.number)),
            Fault::ContainerNameUnreachable => Some(format!("http://{SERVICE_HOST}:{}", self.rest.number)),
            Fault::CaptivePortal | Fault::UrlNotHttps => Some(format!("http://{PLAIN_HOST}:{}", self.rest.number)),
            _ => Some(format!("https://{REST_HOST}:{}", self.rest.number)),
        }
    }

    fn grpc(&self) -> Endpoint {
        if matches!(self.fault, Fault::CaptivePortal | Fault::UrlNotHttps) {
            Endpoint::new(false, PLAIN_GRPC_HOST, self.grpc.number)
        } else if self.fault == Fault::ContainerNameUnreachable {
            Endpoint::new(false, SERVICE_HOST, self.grpc.number)
        } else if self.fault == Fault::ClusterUrlOutdated {
            Endpoint::new(true, OLD_GRPC_HOST, self.grpc.number)
        } else {
            Endpoint::new(true, GRPC_HOST, self.grpc.number)
        }
    }

    /// Where a variable names the proxy, each part of the client reads it or not, as in the wild.
    fn proxies(&self, language: Language) -> Proxies {
        let proxy = self.proxy.as_ref().map(|port| {
            let address: SocketAddr = port.address();
            proxy::Proxy {
                scheme: ProxyScheme::Http,
                host: address.ip().to_string(),
                port: address.port(),
                credentials: None,
                origin: self.proxy_variable().map_or(Origin::Practice, |name| Origin::Variable(name.into())),
            }
        });
        if self.fault == Fault::GrpcProxyEnv {
            return Proxies { grpc: proxy, ..Proxies::default() };
        }
        let value = proxy.as_ref().map(proxy::Proxy::url);
        let reads = |protocol| {
            let get = |name: &str| value.as_deref().filter(|_| self.proxy_variable() == Some(name));
            self.proxy_variable().is_none()
                || variable(JudgedClient::of(language), protocol, &self.grpc(), get).is_some()
        };
        let part = |wanted: bool, protocol| proxy.clone().filter(|_| reads(protocol) == wanted);
        Proxies {
            rest: part(true, Protocol::Rest),
            grpc: part(true, Protocol::Grpc),
            console: None,
            unused_rest: part(false, Protocol::Rest),
            unused_grpc: part(false, Protocol::Grpc),
        }
    }

    /// The variable that names the proxy, where the fault is about who reads it.
    const fn proxy_variable(&self) -> Option<&'static str> {
        match self.fault {
            Fault::GrpcProxyEnv => Some("grpc_proxy"),
            Fault::GrpcProxyEnvHttps => Some("https_proxy"),
            Fault::ProxyRequired => Some("HTTPS_PROXY"),
            _ => None,
        }
    }

    /// What somebody with this fault answers.
    const fn said(&self) -> &'static [(Question, Choice)] {
        use Choice::{
            ApiKey, ChangedRecently, CodeRefused, DeviceGone, EmailPassword, Forgotten, IdentityProvider, LinkExpired,
            MailMissing, PasswordRefused, ResetTried, UserLogin,
        };
        use Question::{Authenticator, BrowserLogin, LoginStep, PasswordState, ResetMail, SignInMethod};
        match self.fault {
            Fault::MfaBlocksBrowserApp => &[(BrowserLogin, UserLogin)],
            Fault::CorsBlocked => &[(BrowserLogin, ApiKey)],
            Fault::PasswordForgotten => {
                &[(LoginStep, PasswordRefused), (SignInMethod, EmailPassword), (PasswordState, Forgotten)]
            }
            Fault::PasswordOutdated => {
                &[(LoginStep, PasswordRefused), (SignInMethod, EmailPassword), (PasswordState, ChangedRecently)]
            }
            Fault::ResetEmailMissing => {
                &[(LoginStep, ResetTried), (SignInMethod, EmailPassword), (ResetMail, MailMissing)]
            }
            Fault::ResetLinkExpired => {
                &[(LoginStep, ResetTried), (SignInMethod, EmailPassword), (ResetMail, LinkExpired)]
            }
            Fault::IdentityProviderAccount => &[(LoginStep, PasswordRefused), (SignInMethod, IdentityProvider)],
            Fault::MfaDeviceLost => &[(Authenticator, DeviceGone)],
            Fault::MfaCodeRejected => &[(Authenticator, CodeRefused)],
            _ => &[],
        }
    }

    fn symptom(&self) -> Option<Symptom> {
        match self.fault {
            Fault::PasswordForgotten
            | Fault::PasswordOutdated
            | Fault::ResetEmailMissing
            | Fault::ResetLinkExpired
            | Fault::IdentityProviderAccount => Some(Symptom::ConsoleLoginFails),
            Fault::MfaDeviceLost | Fault::MfaCodeRejected => Some(Symptom::MfaDeviceUnavailable),
            Fault::NoKeyOnNewCluster => Some(Symptom::NewClusterRejectsEveryKey),
            Fault::KeyPassedWrongly => Some(Symptom::Unauthorized),
            Fault::MfaBlocksBrowserApp | Fault::CorsBlocked => Some(Symptom::BrowserAppBrokenAfterMfa),
            _ => None,
        }
    }

    fn is_about_grpc(&self) -> bool {
        self.fault.cause().is_some_and(|cause: Cause| {
            cause.id().starts_with("grpc-") || matches!(cause, Cause::ProxyRequired | Cause::ClusterUrlOutdated)
        })
    }

    /// The key of the case: the user's or the practice's own, spoiled where the fault is about the key. None where the options say so, or
    /// name a variable that is not set.
    fn key(&self, given: &Sourced<ApiKey>, named: bool) -> Sourced<ApiKey> {
        let users = given.value.as_ref().filter(|_| given.origin != Origin::Practice);
        let unset = named && matches!(given.origin, Origin::Variable(_));
        let refused = given.value.is_none() && (given.origin == Origin::Argument || unset);
        let own = || if self.fault == Fault::KeyRejected { UNKNOWN_KEY } else { PRACTICE_KEY }.to_owned();
        let (key, origin) = match users {
            _ if refused => return given.clone(),
            Some(key) => (key.clone(), given.origin.clone()),
            None => (ApiKey::new(own()), Origin::Practice),
        };
        match self.fault {
            Fault::KeyMissing | Fault::NoKeyOnNewCluster => Sourced::default(),
            Fault::KeyEmpty => Sourced::new(ApiKey::default(), origin),
            Fault::KeyMalformed => {
                let good = key.repaired().unwrap_or(key);
                Sourced::new(ApiKey::new(format!("\"Bearer {}\"\n", good.expose())), origin)
            }
            _ => Sourced::new(key, origin),
        }
    }
}

/// The keys that the cluster takes.
fn accepted(fault: Fault, users: Option<&ApiKey>) -> Vec<ApiKey> {
    // A new cluster has no key yet, and what one answers to every key is the same.
    if matches!(fault, Fault::KeyRejected | Fault::NoKeyOnNewCluster) {
        return Vec::new();
    }
    let users = users.map(|key| key.repaired().unwrap_or_else(|| key.clone())).filter(|key| !key.is_empty());
    [Some(ApiKey::new(PRACTICE_KEY.to_owned())), users].into_iter().flatten().collect()
}
