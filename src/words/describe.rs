//! One sentence for what a probe found, and its raw facts as label and value. The wizard and the reports both use it. It decides nothing.

mod clients;
mod details;
mod failure;
mod hypothesis;
mod program;
mod summary;
mod url;

pub use clients::{connects, proxy_part, proxy_parts};
pub use details::details;
pub use hypothesis::hypothesis;
pub use program::{end as program_end, request as program_request};
pub use summary::{key_rule, summary};
pub use url::url_hint;

use crate::model::case::Case;
use crate::model::evidence::{Chain, ProbeId};
pub use crate::words::format::date;

/// The host that a probe talks to, as people call it.
fn role(id: ProbeId) -> &'static str {
    match id.chain() {
        Chain::Local => "this machine",
        Chain::Rest => "the cluster",
        Chain::Grpc => "the gRPC host",
        Chain::Console => "the console",
        Chain::Program => "your program",
    }
}

/// `host` and port of the endpoint that a probe talks to; the role where no URL can be used.
fn host_and_port(id: ProbeId, case: &Case) -> (String, u16) {
    let endpoint = match id.chain() {
        Chain::Local | Chain::Program => None,
        Chain::Rest => case.usable_target().map(|t| t.rest),
        Chain::Grpc => case.usable_target().map(|t| t.grpc),
        Chain::Console => Some(case.settings.console.clone()),
    };
    endpoint.map_or_else(|| (role(id).to_owned(), 443), |e| (e.host, e.port))
}

#[cfg(test)]
mod tests;
