//! The lab that `hostile` and `accuracy` share: servers on loopback that record every byte they receive, throw-away authorities, a small
//! Weaviate that behaves as told, proxies and a DNS server. It knows no expectation; what must come out stands in the tests.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::format_push_string,
    reason = "each test uses its part, and a rig that can't be set up has failed"
)]

pub mod dns;
pub mod h2;
pub mod pki;
pub mod proxy;
pub mod run;
pub mod weaviate;
pub mod wire;

/// A key that occurs nowhere else. Everything that is written or received is searched for it.
pub const PLANTED: &str = "cGxhbnRlZC1rZXktdGhhdC1zdGFuZHMtbm93aGVyZS1lbHNl";

/// The names under which the lab's cluster is known.
pub const REST_HOST: &str = "lab.c0.loopback.weaviate.cloud";
/// Its gRPC endpoint.
pub const GRPC_HOST: &str = "grpc-lab.c0.loopback.weaviate.cloud";
/// The console.
pub const CONSOLE_HOST: &str = "console.loopback.weaviate.cloud";
/// A cluster that is not on Weaviate Cloud.
pub const OWN_HOST: &str = "weaviate.lab.test";
