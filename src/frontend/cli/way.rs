//! Where the key is, and which way to the cluster is taken.

use crate::model::connect_to::ConnectTo;
use crate::model::proxy::Proxy;
use crate::model::target::Endpoint;
use clap::Args;
use std::net::SocketAddr;
use std::path::PathBuf;

/// Where the key is.
#[derive(Args, Clone, Default)]
#[command(next_help_heading = "Key (never an argument itself)")]
pub struct KeyArgs {
    /// The variable that holds the key.
    #[arg(long, value_name = "NAME",
        help = "Take the key from this variable [default: WEAVIATE_API_KEY, then WCD_API_KEY, …]",
        value_parser = super::values::variable_name, conflicts_with_all = ["api_key_file", "no_api_key"])]
    pub api_key_env: Option<String>,
    /// Take the key from a file, - for standard input
    #[arg(
        long,
        value_name = "FILE",
        conflicts_with = "no_api_key",
        long_help = "Take the key from a file, - for standard input. The bytes are taken as they are: a line break at the end of \
        the file is a finding, except one at the end of standard input"
    )]
    pub api_key_file: Option<PathBuf>,
    /// Check without a key even if one is set
    #[arg(long)]
    pub no_api_key: bool,
}

impl KeyArgs {
    /// Whether an option says where the key is, or that there is none.
    pub const fn is_given(&self) -> bool {
        self.api_key_env.is_some() || self.api_key_file.is_some() || self.no_api_key
    }
}

/// Which way to the cluster.
#[derive(Args, Clone, Default)]
#[command(next_help_heading = "Way to the cluster")]
pub struct ConnectionArgs {
    /// gRPC endpoint, when it isn't the one derived from TARGET
    #[arg(long, value_name = "URL", value_parser = super::values::grpc, hide_short_help = true,
        long_help = "gRPC endpoint, when it isn't the one derived from TARGET: grpcs://host:port, or grpc://host:port for plain text")]
    pub grpc: Option<Endpoint>,
    /// Connect to ADDR:PORT instead of HOST:PORT, as in curl; repeatable
    #[arg(long, value_name = "HOST:PORT:ADDR:PORT", value_parser = ConnectTo::read, hide_short_help = true)]
    pub connect_to: Vec<ConnectTo>,
    /// Ask this DNS server instead of the system's
    #[arg(long, value_name = "ADDR[:PORT]", value_parser = super::values::dns_server, hide_short_help = true)]
    pub dns_server: Option<SocketAddr>,
    /// Trust these PEM roots in addition to the system's
    #[arg(long, value_name = "FILE")]
    pub cacert: Option<PathBuf>,
    /// Use this HTTP or SOCKS5 proxy [default: what your client takes from the environment]
    #[arg(long, value_name = "URL", value_parser = super::values::proxy, conflicts_with = "no_proxy")]
    pub proxy: Option<Proxy>,
    /// Use no proxy, whatever the environment says
    #[arg(long)]
    pub no_proxy: bool,
    /// The console.
    #[arg(long, help = "Console to check [default: https://console.weaviate.cloud]", value_name = "URL", value_parser = super::values::console, hide_short_help = true)]
    pub console: Option<Endpoint>,
}
