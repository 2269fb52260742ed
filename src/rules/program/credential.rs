//! The shape of what a request carries as a credential. The key itself is looked at here and goes no further.

use crate::model::api_key::{ApiKey, KeyProblem};
use crate::model::evidence::{Credential, CredentialShape, KnownFingerprint, Origin};
use crate::model::sanitized::SanitizedText;

/// A key that this machine has.
#[derive(Clone)]
pub struct KnownKey {
    /// Where it stands.
    pub origin: Origin,
    /// It.
    pub key: ApiKey,
}

impl KnownKey {
    /// What may be shown of it.
    pub fn shown(&self) -> KnownFingerprint {
        let fingerprint = (!self.key.is_empty()).then(|| meant(&self.key).fingerprint());
        KnownFingerprint { origin: self.origin.clone(), fingerprint, problems: self.key.problems() }
    }
}

/// Headers that people put a Weaviate key under. Of any other name, only one that holds a key of this machine counts: the keys of model
/// providers have headers of their own.
const OTHER_HEADERS: [&str; 7] =
    ["x-weaviate-api-key", "weaviate-api-key", "x-api-key", "api-key", "apikey", "api_key", "x-weaviate-key"];

/// What these headers carry. Names are in lower case.
pub fn credential(headers: &[(Vec<u8>, Vec<u8>)], known: &[KnownKey]) -> Credential {
    let text = |value: &[u8]| zeroize::Zeroizing::new(String::from_utf8_lossy(value).into_owned());
    if let Some((_, value)) = headers.iter().find(|(name, _)| name == b"authorization") {
        return authorization(&text(value), known);
    }
    let other = headers.iter().find_map(|(name, value)| {
        let key = ApiKey::new(text(value).to_string());
        let origins = origins(&key, known);
        let name = SanitizedText::up_to(&String::from_utf8_lossy(name), 60);
        let wanted = OTHER_HEADERS.contains(&name.as_str()) && !key.is_empty();
        (wanted || !origins.is_empty())
            .then(|| Credential { header: Some(name), ..seen(CredentialShape::OtherHeader, &key, origins) })
    });
    other.unwrap_or_default()
}

/// A shape with what may be shown of its key.
fn seen(shape: CredentialShape, key: &ApiKey, known: Vec<Origin>) -> Credential {
    let problems = key.problems();
    let fingerprint = (!key.is_empty()).then(|| meant(key).fingerprint());
    Credential { shape, header: None, fingerprint, problems, known }
}

/// The key that a text means.
fn meant(key: &ApiKey) -> ApiKey {
    key.repaired().unwrap_or_else(|| key.clone())
}

/// Where this key stands on this machine, with whatever around it.
fn origins(key: &ApiKey, known: &[KnownKey]) -> Vec<Origin> {
    /// Shorter texts are found anywhere.
    const SHORTEST: usize = 6;
    let meant_key = meant(key);
    if meant_key.expose().len() < SHORTEST {
        return Vec::new();
    }
    let same = known.iter().filter(|k| !k.key.is_empty() && meant(&k.key).digest() == meant_key.digest());
    same.map(|k| k.origin.clone()).collect()
}

fn authorization(value: &str, known: &[KnownKey]) -> Credential {
    let scheme = |text: &str| {
        let (scheme, rest) = text.split_once(' ')?;
        Some((scheme.to_owned(), rest.to_owned()))
    };
    let of = |shape, text: String| {
        let key = ApiKey::new(text);
        let origins = origins(&key, known);
        seen(shape, &key, origins)
    };
    let trimmed = value.trim();
    if trimmed.eq_ignore_ascii_case("bearer") || trimmed.is_empty() {
        return Credential { shape: CredentialShape::WhiteSpace, ..Credential::default() };
    }
    let Some((first, rest)) = scheme(trimmed) else { return of(CredentialShape::Bare, trimmed.to_owned()) };
    if first.eq_ignore_ascii_case("basic") {
        // User name and password together: not even their fingerprint is anybody's business.
        return Credential { shape: CredentialShape::Basic, ..Credential::default() };
    }
    if !first.eq_ignore_ascii_case("bearer") {
        return of(CredentialShape::Bare, trimmed.to_owned());
    }
    let key = ApiKey::new(value.trim_start()[first.len() + 1..].to_owned());
    let problems = key.problems();
    let shape = if rest.trim().is_empty() {
        CredentialShape::WhiteSpace
    } else if problems.contains(&KeyProblem::BearerPrefix) {
        CredentialShape::DoubledBearer
    } else if problems.contains(&KeyProblem::Quotes) {
        CredentialShape::Quoted
    } else if problems
        .iter()
        .any(|p| matches!(p, KeyProblem::WhiteSpaceAround | KeyProblem::WhiteSpaceInside | KeyProblem::LineBreakAtEnd))
    {
        CredentialShape::WhiteSpace
    } else if first != "Bearer" {
        // gRPC's metadata is read without regard to case; REST's header is not.
        CredentialShape::LowerCase
    } else {
        CredentialShape::Bearer
    };
    let origins = origins(&key, known);
    seen(shape, &key, origins)
}

#[cfg(test)]
mod tests {
    use super::*;
    use CredentialShape::{Absent, Bare, Basic, Bearer, DoubledBearer, LowerCase, OtherHeader, Quoted, WhiteSpace};

    const KEY: &str = "hrqNMpT4owEXAMPLEkey0000002";

    #[test]
    fn shapes() {
        let known = [KnownKey { origin: Origin::Variable("WEAVIATE_API_KEY".into()), key: ApiKey::new(KEY.into()) }];
        let of = |name: &str, value: &str| {
            credential(&[(b"accept".to_vec(), b"*/*".to_vec()), (name.into(), value.into())], &known)
        };
        for (name, value, shape, same) in [
            ("authorization", format!("Bearer {KEY}"), Bearer, true),
            ("authorization", KEY.to_owned(), Bare, true),
            ("authorization", format!("Bearer Bearer {KEY}"), DoubledBearer, true),
            ("authorization", format!("bearer {KEY}"), LowerCase, true),
            ("authorization", format!("Bearer \"{KEY}\""), Quoted, true),
            ("authorization", format!("Bearer  {KEY}"), WhiteSpace, true),
            ("authorization", format!("Bearer {KEY} "), WhiteSpace, true),
            ("authorization", "Bearer ".to_owned(), WhiteSpace, false),
            ("authorization", "Basic dXNlcjpwYXNz".to_owned(), Basic, false),
            ("authorization", "Bearer someOtherKey0123456789".to_owned(), Bearer, false),
            ("x-weaviate-api-key", KEY.to_owned(), OtherHeader, true),
            ("x-openai-api-key", "sk-0123456789".to_owned(), Absent, false),
            ("x-mine", format!("Bearer {KEY}"), OtherHeader, true),
            ("user-agent", "python".to_owned(), Absent, false),
        ] {
            let found = of(name, &value);
            assert_eq!((found.shape, !found.known.is_empty()), (shape, same), "{name}: {value}");
            assert!(!format!("{found:?}").contains("hrqN"), "{found:?}");
            let own = ApiKey::new(KEY.to_owned()).fingerprint();
            assert_eq!(found.fingerprint.as_ref() == Some(&own), same, "{name}: {value}");
        }
    }
}
