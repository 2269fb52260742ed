//! What discovery is asked for: target, key, connection, config file. Plain data; the command line fills it in.

use crate::model::client::{Client, Version};
use crate::model::connect_to::ConnectTo;
use crate::model::proxy::Proxy;
use crate::model::question::{Choice, Question};
use crate::model::symptom::Symptom;
use crate::model::target::Endpoint;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

/// Everything that a case is put together from, besides environment and files.
#[derive(Clone, Default)]
pub struct DiscoverOptions {
    /// URL, host, name in the config file or `practice:FAULT`.
    pub target: Option<String>,
    /// What to judge by.
    pub judge: DiagnosisOptions,
    /// Where the key is.
    pub key: KeyOptions,
    /// How to reach the cluster.
    pub way: ConnectionOptions,
    /// The config file.
    pub others: ConfigOptions,
}

impl DiscoverOptions {
    /// The fault, when the target is `practice:FAULT`.
    pub fn practice_fault(&self) -> Option<&str> {
        self.target.as_deref()?.trim().strip_prefix("practice:")
    }
}

/// What to judge by.
#[derive(Clone, Default)]
pub struct DiagnosisOptions {
    /// The symptom.
    pub symptom: Option<Symptom>,
    /// Answers to questions.
    pub answers: Vec<(Question, Choice)>,
    /// Whose rules and snippets to use.
    pub client: Option<Client>,
    /// The version of the client's language.
    pub runtime: Option<Version>,
    /// The client's init timeout.
    pub init_timeout: Option<Duration>,
    /// Bound on one probe.
    pub timeout: Option<Duration>,
}

/// Where the key is.
#[derive(Clone, Default)]
pub struct KeyOptions {
    /// The variable that holds it.
    pub api_key_env: Option<String>,
    /// The file that holds it, `-` for standard input.
    pub api_key_file: Option<PathBuf>,
    /// No key, whatever is set.
    pub no_api_key: bool,
}

impl KeyOptions {
    /// Whether an option says where the key is, or that there is none.
    pub const fn is_given(&self) -> bool {
        self.api_key_env.is_some() || self.api_key_file.is_some() || self.no_api_key
    }
}

/// How to reach the cluster.
#[derive(Clone, Default)]
pub struct ConnectionOptions {
    /// gRPC endpoint, when it is not the derived one.
    pub grpc: Option<Endpoint>,
    /// Replacements of addresses.
    pub connect_to: Vec<ConnectTo>,
    /// DNS server asked instead of the system's.
    pub dns_server: Option<SocketAddr>,
    /// File of extra roots.
    pub cacert: Option<PathBuf>,
    /// Proxy for everything.
    pub proxy: Option<Proxy>,
    /// No proxy, whatever the environment says.
    pub no_proxy: bool,
    /// Another console.
    pub console: Option<Endpoint>,
}

/// The config file.
#[derive(Clone, Default)]
pub struct ConfigOptions {
    /// Another one than the usual.
    pub config: Option<PathBuf>,
    /// Leave the config file and `.env` alone.
    pub without: bool,
    /// Try keys on the other configured clusters.
    pub cross_check: bool,
}
