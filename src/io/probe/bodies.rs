//! What the bodies of two of Weaviate's own answers say: whose a key is (`own-info`), and what runs there (`meta`). It asks nothing; the
//! bytes were read elsewhere, up to a bound.

use crate::model::api_key::Redactor;
use crate::model::evidence::MetaFacts;
use crate::model::sanitized::SanitizedText;
use serde_json::Value;

/// Most roles of a user that are kept.
const MAX_ROLES: usize = 20;
/// Most modules that are kept.
const MAX_MODULES: usize = 60;
/// Longest version, in characters.
const MAX_VERSION_CHARS: usize = 40;
/// Longest name of a module, in characters.
const MAX_MODULE_CHARS: usize = 60;

/// Whose a key is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Identity {
    /// The user.
    pub user: SanitizedText,
    /// The first of its roles.
    pub roles: Vec<SanitizedText>,
    /// Whether one of them reads data; none where the answer names no roles.
    pub reads_data: Option<bool>,
}

/// Reads an answer of `own-info`.
pub fn identity(body: &[u8], redactor: &Redactor) -> Option<Identity> {
    let value = serde_json::from_slice::<Value>(body).ok()?;
    let clean = |v: &Value| v.as_str().map(|t| redactor.clean(t));
    let user = value.get("username").and_then(clean)?;
    let roles = value.get("roles").and_then(Value::as_array);
    let each = || roles.into_iter().flatten();
    let permissions = each().filter_map(|role| role.get("permissions")?.as_array()).flatten();
    let mut actions = permissions.filter_map(|permission| permission.get("action")?.as_str());
    Some(Identity {
        user,
        roles: each().filter_map(|role| clean(role.get("name")?)).take(MAX_ROLES).collect(),
        reads_data: roles.map(|_| actions.any(|action| action == "read_data")),
    })
}

/// Whether a body that was cut off says that data may be read: one of its roles says so, or nothing is known.
pub fn reads_data_in_part(body: &[u8]) -> Option<bool> {
    memchr::memmem::find(body, br#""read_data""#).map(|_| true)
}

/// Reads an answer of `meta`; none without a version.
pub fn meta(body: &[u8], redactor: &Redactor) -> Option<MetaFacts> {
    let value = serde_json::from_slice::<Value>(body).ok()?;
    let short = |text: &str, chars| SanitizedText::up_to(redactor.clean(text).as_str(), chars);
    let modules = value.get("modules").and_then(Value::as_object).into_iter().flat_map(|modules| modules.keys());
    Some(MetaFacts {
        version: short(value.get("version")?.as_str()?, MAX_VERSION_CHARS),
        grpc_max_message_size: value.get("grpcMaxMessageSize").and_then(Value::as_u64),
        modules: modules.take(MAX_MODULES).map(|name| short(name, MAX_MODULE_CHARS)).collect(),
        grpc_web: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::api_key::ApiKey;

    #[test]
    fn what_weaviate_says_is_read_and_a_key_in_it_is_not_kept() {
        let redactor = Redactor::new([&ApiKey::new("aGVhbHRoeS1rZXktZm9yLXRlc3Rz".to_owned())]);
        let body = br#"{"username":"u aGVhbHRoeS1rZXktZm9yLXRlc3Rz","roles":[{"name":"r","permissions":[{"action":"read_data"}]}, 7]}"#;
        let identity = identity(body, &redactor).unwrap();
        assert_eq!((identity.user.as_str(), identity.reads_data), ("u [key removed]", Some(true)));
        assert_eq!(identity.roles, [SanitizedText::new("r")]);
        let meta = meta(br#"{"version":"1.37.2","grpcMaxMessageSize":7,"modules":{"m":{}}}"#, &redactor).unwrap();
        assert_eq!((meta.version.as_str(), meta.grpc_max_message_size), ("1.37.2", Some(7)));
        assert_eq!(meta.modules, [SanitizedText::new("m")]);
    }

    #[test]
    fn what_is_none_of_it_says_nothing() {
        let redactor = Redactor::default();
        for body in ["", "[]", "{}", "{\"username\":7}", "{\"version\":[]}", "{\"username\":\"u\""] {
            assert_eq!(identity(body.as_bytes(), &redactor), None, "{body}");
            assert_eq!(meta(body.as_bytes(), &redactor), None, "{body}");
        }
        let unknown = identity(br#"{"username":"u","roles":null}"#, &redactor).unwrap();
        assert_eq!((unknown.roles.len(), unknown.reads_data), (0, None));
        assert_eq!(reads_data_in_part(br#"{"roles":[{"action":"read_data"},{"#), Some(true));
        assert_eq!(reads_data_in_part(b"{"), None);
    }
}
