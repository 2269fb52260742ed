//! How probes reach a server: names, sockets, tunnels, TLS, HTTP. Mechanisms only: which of them is measured, and what it means, stands in
//! the probes.

pub mod connect;
#[cfg(feature = "run")]
pub mod dialer;
pub mod error;
pub mod handover;
pub mod handshake;
pub mod http_client;
pub mod peek_stream;
pub mod resolve;
pub mod resolver_sockets;
mod root_files;
pub mod route;
pub mod trust;
pub mod tunnel;
pub mod wire;
