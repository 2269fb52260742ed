//! Which hosts are opened and which are passed through: the cluster's own, Weaviate Cloud's, and those that this project names.

use crate::model::evidence::HostRole;
use crate::model::target::{Endpoint, Target};
use std::collections::BTreeSet;

/// The domains of Weaviate Cloud.
pub const CLOUD_DOMAINS: [&str; 4] = ["weaviate.cloud", "weaviate.network", "semi.technology", "weaviate.io"];

/// The hosts that are Weaviate's.
#[derive(Clone, Debug, Default)]
pub struct Hosts {
    target: Option<Target>,
    names: BTreeSet<String>,
}

impl Hosts {
    /// Those of a target, and these others.
    pub fn new(target: Option<&Target>, others: impl IntoIterator<Item = String>) -> Self {
        let mut names = BTreeSet::new();
        for host in others.into_iter().chain(target.iter().flat_map(|t| [t.rest.host.clone(), t.grpc.host.clone()])) {
            let endpoint = Endpoint::new(true, &host.to_ascii_lowercase(), 443);
            names.insert(endpoint.grpc_host());
            names.insert(endpoint.host);
        }
        Self { target: target.cloned(), names }
    }

    /// The names beside the cloud's domains.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    /// Whose host this is; none for others, which are passed through unopened.
    pub fn role(&self, host: &str, port: u16) -> Option<HostRole> {
        let host = host.to_ascii_lowercase();
        if let Some(target) = &self.target {
            let is = |endpoint: &Endpoint| endpoint.host == host && endpoint.port == port;
            // Where both stand at one place, what is spoken tells.
            if is(&target.rest) {
                return Some(HostRole::Rest);
            }
            if is(&target.grpc) {
                return Some(HostRole::Grpc);
            }
        }
        let cloud = CLOUD_DOMAINS.iter().any(|domain| host.strip_suffix(domain).is_some_and(|r| r.ends_with('.')));
        // A console or an identity provider is no cluster.
        let other = ["console.", "auth.", "www.", "docs."].iter().any(|front| host.starts_with(front));
        if cloud && !other || self.names.contains(&host) {
            if self.target.is_some() {
                return Some(HostRole::Weaviate);
            }
            // Nobody said which cluster is meant: the one that the program asks for.
            return Some(match (port, is_grpc_name(&host)) {
                (443, true) => HostRole::Grpc,
                (443, false) => HostRole::Rest,
                (_, true) if !cloud => HostRole::Grpc,
                (_, false) if !cloud => HostRole::Rest,
                _ => HostRole::Weaviate,
            });
        }
        let address = host.trim_matches(['[', ']']);
        if host == "localhost"
            || address.parse::<std::net::IpAddr>().is_ok_and(|a| a.is_loopback() || a.is_unspecified())
        {
            return matches!(port, 8080 | 50051 | 80 | 443).then_some(HostRole::Local);
        }
        (["http", "https", "grpc", "grpcs"].contains(&host.as_str()) || host.contains('/')).then_some(HostRole::NoHost)
    }
}

/// Whether it is a gRPC host by its name.
pub(super) fn is_grpc_name(host: &str) -> bool {
    host.starts_with("grpc-") || host.contains(".grpc.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use HostRole::{Grpc, Local, NoHost, Rest, Weaviate};

    #[test]
    fn only_weaviates_hosts_are_opened() {
        let target = Target::read("https://abc.c0.europe-west3.gcp.weaviate.cloud", None).unwrap();
        let own = Hosts::new(Some(&target), ["db.example.test".to_owned()]);
        let none = Hosts::new(None, []);
        for (host, port, with, without) in [
            ("abc.c0.europe-west3.gcp.weaviate.cloud", 443, Some(Rest), Some(Rest)),
            ("grpc-abc.c0.europe-west3.gcp.weaviate.cloud", 443, Some(Grpc), Some(Grpc)),
            ("grpc-abc.c0.europe-west3.gcp.weaviate.cloud", 50051, Some(Weaviate), Some(Weaviate)),
            ("def.c0.europe-west3.gcp.weaviate.cloud", 443, Some(Weaviate), Some(Rest)),
            ("db.example.test", 8080, Some(Weaviate), None),
            ("console.weaviate.cloud", 443, None, None),
            ("evilweaviate.cloud", 443, None, None),
            ("weaviate.cloud.example.test", 443, None, None),
            ("api.openai.com", 443, None, None),
            ("localhost", 8080, Some(Local), Some(Local)),
            ("localhost", 5432, None, None),
            ("https", 443, Some(NoHost), Some(NoHost)),
        ] {
            assert_eq!(own.role(host, port), with, "{host}:{port}");
            assert_eq!(none.role(host, port), without, "{host}:{port}");
        }
    }
}
