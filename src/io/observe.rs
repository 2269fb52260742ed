//! Watches what a program sends to Weaviate (`run`): a proxy on loopback that the program's own libraries are led to, an authority made for this
//! run, and a journal. What it sees stands in [`crate::model::evidence`], in the types of `program`; nothing is judged here.
//!
//! A connection comes in by a proxy variable or by one of two hooks (`variables`), each with the token of this run. Its host decides
//! (`rules::program::Hosts`): others' are carried through unopened, and only their names are kept. For Weaviate's, the first bytes are read
//! (`hello`), the far side is dialed and verified as this client would do it (`io::probe::net::dialer`), and only then is a certificate shown
//! that the run's own authority signed. Bytes are carried unchanged in both directions (`relay`); `wire` reads a copy, and `journal` keeps
//! what is left of it: methods, paths without ids, statuses, times, and the shape of the credential. Where the program would not have trusted
//! the far side, or does not trust this run, the two are left to themselves.

mod authority;
pub mod child;
mod folder;
mod forward;
mod head;
mod hello;
mod journal;
mod proxy;
mod relay;
mod shared;
#[cfg(test)]
mod tests;
mod variables;
mod wire;

pub use journal::Seen;

use crate::io::discover::options::DiscoverOptions;
use crate::io::discover::{self, Environment};
use crate::io::probe::TrustStores;
use crate::io::probe::net::dialer::Dialer;
use crate::model::case::Case;
use crate::model::evidence::ProgramRequest;
use crate::rules::program::{Hosts, KnownKey};
use anyhow::{Context as _, Result};
use authority::Authority;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use folder::PrivateFolder;
use journal::Journal;
use shared::{Channel, Shared, Stand};
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::mpsc::UnboundedSender;
use variables::Addresses;

/// Longest wait for the far side. Programs give up before.
const DIAL_TIMEOUT: Duration = Duration::from_secs(150);
/// Bytes of the token.
const TOKEN_BYTES: usize = 24;

/// What is watched.
pub struct Watch<'a> {
    /// The cluster, or the practice cluster in its place.
    pub case: &'a Case,
    /// What the case was put together from.
    pub options: &'a DiscoverOptions,
    /// The program's environment.
    pub environment: &'a Environment,
    /// Further hosts of Weaviate.
    pub hosts: Vec<String>,
    /// The keys of this machine.
    pub known: Vec<KnownKey>,
    /// Gets each request when it has ended.
    pub live: Option<UnboundedSender<ProgramRequest>>,
}

/// A running observer. Dropping it ends every connection and removes its folder.
pub struct Observer {
    journal: Arc<Journal>,
    variables: Vec<(String, String)>,
    _folder: PrivateFolder,
    server: tokio::task::JoinHandle<()>,
}

impl Drop for Observer {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Observer {
    /// Starts it on the current tokio runtime.
    pub async fn start(watch: Watch<'_>) -> Result<Self> {
        let Watch { case, options, environment, hosts, known, live } = watch;
        let practice = case.settings.practice;
        let target = case.usable_target();
        let hosts = Hosts::new(target.as_ref().filter(|_| !practice), hosts);
        let authority = Authority::new(hosts.names()).context("can't make the certificate of this run")?;
        let folder = PrivateFolder::new(&std::env::temp_dir())?;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.context("can't listen on loopback")?;
        let (port, token) = (listener.local_addr()?.port(), token()?);
        let address = |channel: Channel| format!("http://{}:{token}@127.0.0.1:{port}", channel.user());
        let addresses = Addresses {
            variable: address(Channel::Variable),
            python: address(Channel::Python),
            node: address(Channel::Node),
        };
        let variables = variables::variables(environment, &folder, &addresses, &authority.pem(), &hosts)?;
        let dialer = Dialer::new(case, &TrustStores::of(case), DIAL_TIMEOUT);
        dialer.prepare().await;
        let redactor = case.redactor();
        let journal = Arc::new(Journal::new(known, redactor, live));
        let (options, environment, own) = (options.clone(), environment.clone(), case.clone());
        let shared = Shared {
            journal: Arc::clone(&journal),
            hosts,
            authority,
            dialer,
            token,
            client: case.client.language,
            proxy_of: Box::new(move |endpoint, language, protocol| {
                discover::proxy_of(&own, &options, &environment, endpoint, language, protocol)
            }),
            practice: practice.then(|| Stand { target, proxies: case.settings.proxies.clone() }),
            connect_to: case.settings.connect_to.clone(),
            dns_server: case.settings.dns_server,
            refused: Mutex::default(),
        };
        let server = tokio::spawn(proxy::serve(listener, Arc::new(shared)));
        Ok(Self { journal, variables, _folder: folder, server })
    }

    /// The variables that the program gets besides its own.
    pub fn variables(&self) -> &[(String, String)] {
        &self.variables
    }

    /// What was seen until now.
    pub fn seen(&self) -> Seen {
        self.journal.seen()
    }
}

/// What nobody can guess.
fn token() -> Result<String> {
    let mut bytes = [0; TOKEN_BYTES];
    let random = ring::rand::SystemRandom::new();
    ring::rand::SecureRandom::fill(&random, &mut bytes)
        .map_err(|_| anyhow::anyhow!("this machine has no random numbers"))?;
    // Nothing in it has a meaning in an address.
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}
