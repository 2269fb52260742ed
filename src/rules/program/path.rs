//! A request's path without what is the user's own: names of collections, tenants and users, ids, and the query.

use crate::model::sanitized::SanitizedText;

/// Words of Weaviate's own REST paths; any other part is the user's.
const WORDS: [&str; 44] = [
    ".well-known",
    "aliases",
    "assignments",
    "authz",
    "autocut",
    "backups",
    "batch",
    "cancel",
    "cluster",
    "db",
    "deactivate",
    "classifications",
    "explore",
    "export",
    "graphql",
    "groups",
    "grpc-web",
    "grpc.health.v1.Health",
    "has-permission",
    "index",
    "live",
    "meta",
    "nodes",
    "objects",
    "oauth2",
    "openid-configuration",
    "own-info",
    "properties",
    "ready",
    "references",
    "replication",
    "restore",
    "role",
    "roles",
    "rotate-key",
    "schema",
    "shards",
    "statistics",
    "tasks",
    "tenants",
    "tokenize",
    "users",
    "v1",
    "validate",
];
/// What stands in the place of a part that is the user's.
const OWN: &str = "…";
/// Most parts that are shown.
const MAX_PARTS: usize = 8;

/// The path as it may be shown.
pub fn without_ids(path: &str) -> SanitizedText {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    // As a proxy gets it, with the host in front.
    let path = path.split_once("://").map_or(path, |(_, rest)| rest.find('/').map_or("/", |at| &rest[at..]));
    let grpc = path.starts_with("/grpc.") || path.starts_with("/weaviate.");
    let part = |part: &str| {
        let method = grpc && part.len() <= 60 && part.chars().all(|c| c.is_ascii_alphabetic() || ".1".contains(c));
        if part.is_empty() || method || WORDS.contains(&part) { part.to_owned() } else { OWN.to_owned() }
    };
    let parts: Vec<String> = path.split('/').take(MAX_PARTS).map(part).collect();
    SanitizedText::up_to(&parts.join("/"), 120)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_weaviates_own_words_stay() {
        for (path, shown) in [
            ("/v1/meta", "/v1/meta"),
            ("/v1/.well-known/openid-configuration", "/v1/.well-known/openid-configuration"),
            ("/v1/objects/Patients/3f2a9c81-0000?consistency_level=ALL", "/v1/objects/…/…"),
            ("/weaviate.v1.Weaviate/Search", "/weaviate.v1.Weaviate/Search"),
            ("/grpc.health.v1.Health/Check", "/grpc.health.v1.Health/Check"),
            ("http://db.example:8080/v1/schema/Mine", "/v1/schema/…"),
            ("/hrqNMpT4owEXAMPLEkey0000002", "/…"),
            ("/", "/"),
            ("", ""),
        ] {
            assert_eq!(without_ids(path).as_str(), shown, "{path}");
        }
    }
}
