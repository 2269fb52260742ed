//! A snapshot of environment variables and working directory, so that nothing else reads either, and what the report says of them.

use super::dotenv::DotEnv;
use super::key::KEY_VARIABLES;
use crate::model::api_key::{ApiKey, OtherKeys, Redactor};
use crate::model::evidence::{EnvironmentFacts, Variable};
use crate::model::key_shape::{is_key_for_host, looks_like_key};
use crate::model::sanitized::SanitizedText;
use crate::rules::clients::proxy_text::judge;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Variables that clients, gRPC libraries and curl take a proxy from.
const PROXY_VARIABLES: [&str; 6] =
    ["http_proxy", "https_proxy", "all_proxy", "no_proxy", "grpc_proxy", "no_grpc_proxy"];

/// Node's switch for them.
const NODE_SWITCH: &str = "NODE_USE_ENV_PROXY";

/// Variables that decide which roots clients trust.
const CERTIFICATE_VARIABLES: [&str; 8] = [
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "REQUESTS_CA_BUNDLE",
    "CURL_CA_BUNDLE",
    "NODE_EXTRA_CA_CERTS",
    "GRPC_DEFAULT_SSL_ROOTS_FILE_PATH",
    "NODE_TLS_REJECT_UNAUTHORIZED",
    "NODE_USE_SYSTEM_CA",
];

/// Environment variables and working directory at one moment.
#[derive(Clone, Default)]
pub struct Environment {
    variables: BTreeMap<String, String>,
    directory: PathBuf,
}

impl Environment {
    /// Those of this process. What is not UTF-8 is kept with replacement characters. Reads no file.
    pub fn capture() -> Self {
        let variables = std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.to_string_lossy().into_owned())));
        Self { variables: variables.collect(), directory: std::env::current_dir().unwrap_or_default() }
    }

    /// These variables and this directory.
    pub fn of<'a>(variables: impl IntoIterator<Item = (&'a str, &'a str)>, directory: &Path) -> Self {
        let variables = variables.into_iter().map(|(n, v)| (n.to_owned(), v.to_owned())).collect();
        Self { variables, directory: directory.to_owned() }
    }

    /// A variable's value.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.variables.get(name).map(String::as_str)
    }

    /// The first of these that is set and not empty, with its name.
    pub fn first<'a>(&self, names: &[&'a str]) -> Option<(&'a str, &str)> {
        names.iter().find_map(|name| Some((*name, self.get(name).filter(|v| !v.is_empty())?)))
    }

    /// The working directory.
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// For lines that repeat what was typed: knows every variable that by its name holds a key, those of `.env` too.
    pub fn redactor(&self) -> Redactor {
        let dotenv = DotEnv::read(self);
        let all = self.pairs().chain(dotenv.pairs());
        let keys = all.filter(|(name, value)| is_secret(name, value)).map(|(_, value)| ApiKey::new(value.to_owned()));
        OtherKeys::new(keys).redactor()
    }

    /// Every key of the environment and of `.env`, wherever it is not to be shown. The value of a variable that no client knows counts where
    /// it looks like a key: whole reports have more words than a line.
    pub fn keys(&self) -> OtherKeys {
        self.keys_beside(&DotEnv::read(self))
    }

    pub(super) fn keys_beside(&self, dotenv: &DotEnv) -> OtherKeys {
        let is_key = |name: &str, value: &str| {
            KEY_VARIABLES.contains(&name) || is_secret(name, value) && (looks_like_key(value) || is_key_for_host(value))
        };
        let all = self.pairs().chain(dotenv.pairs());
        OtherKeys::new(all.filter(|(name, value)| is_key(name, value)).map(|(_, value)| ApiKey::new(value.to_owned())))
    }

    fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.variables.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The variables that matter, without credentials. The clients stand elsewhere.
    pub(super) fn facts(&self) -> EnvironmentFacts {
        let set = |name: &str| self.get(name).filter(|v| !v.trim().is_empty());
        let mut facts = EnvironmentFacts::default();
        for name in self.variables.keys().filter(|n| PROXY_VARIABLES.contains(&n.to_ascii_lowercase().as_str())) {
            if let Some(value) = set(name) {
                let list = name.to_ascii_lowercase().starts_with("no_");
                let shown = if list { without_users(value) } else { without_credentials(value) };
                if !list {
                    facts.texts.push((name.as_str().into(), judge(value)));
                }
                facts.proxy.push(Variable { name: name.as_str().into(), value: shown });
            } else {
                facts.empty.push(name.as_str().into());
            }
        }
        if let Some(value) = set(NODE_SWITCH).filter(|_| !facts.proxy.is_empty()) {
            facts.proxy.push(Variable { name: NODE_SWITCH.into(), value: without_users(value) });
        }
        for name in CERTIFICATE_VARIABLES {
            if let Some(value) = set(name) {
                facts.certificates.push(Variable { name: name.into(), value: without_users(value) });
            }
        }
        // Of all that stands in it only what decides about roots and proxies.
        let options = set("NODE_OPTIONS").map(|value| {
            let flags = value.split_whitespace().filter(|flag| NODE_WAY_OPTIONS.contains(flag));
            flags.collect::<Vec<_>>().join(" ")
        });
        if let Some(flags) = options.filter(|flags| !flags.is_empty()) {
            facts.certificates.push(Variable { name: "NODE_OPTIONS".into(), value: SanitizedText::new(&flags) });
        }
        facts
    }
}

/// Options of Node that decide which roots it trusts, and whether it takes proxies from the environment.
const NODE_WAY_OPTIONS: [&str; 4] = ["--use-openssl-ca", "--use-bundled-ca", "--use-system-ca", "--use-env-proxy"];

/// Whether a variable's value is a secret by the name of the variable.
fn is_secret(name: &str, value: &str) -> bool {
    const NAMES: [&str; 6] = ["KEY", "TOKEN", "SECRET", "PASSW", "PWD", "CREDENTIAL"];
    /// Shorter values are words that lines need.
    const SHORTEST: usize = 6;
    let name = name.to_ascii_uppercase();
    // A value such as that of `PWD`, `SSH_AUTH_SOCK` or `KEYFILE` is a place.
    NAMES.iter().any(|n| name.contains(n)) && value.len() >= SHORTEST && !value.starts_with('/')
}

/// A proxy's URL without user, password, path and query. Everything up to the last `@` goes, so a password with `/` or `@` goes whole.
fn without_credentials(value: &str) -> SanitizedText {
    let (scheme, rest) = match value.split_once("://") {
        Some((scheme, rest)) => (format!("{scheme}://"), rest),
        None => (String::new(), value),
    };
    let host = rest.rsplit('@').next().unwrap_or_default();
    let host = host.split(['/', '?', '#']).next().unwrap_or_default();
    SanitizedText::up_to(&format!("{scheme}{host}"), 200)
}

/// A list or a path. Neither holds credentials by right; an item with an `@` keeps only what stands behind it.
fn without_users(value: &str) -> SanitizedText {
    let items: Vec<&str> = value.split(',').map(|item| item.rsplit('@').next().unwrap_or_default()).collect();
    SanitizedText::up_to(&items.join(","), 200)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_are_removed_however_odd_the_value() {
        let table = [
            ("http://user:secret@proxy.example:3128/x", "http://proxy.example:3128"),
            ("user:secret@proxy.example:3128", "proxy.example:3128"),
            ("http://user:se/cr@et@proxy.example", "http://proxy.example"),
            ("http://proxy.example?token=secret", "http://proxy.example"),
            ("\u{1b}[31mhttp://u:secret@p", "[31mhttp://p"),
            ("", ""),
        ];
        for (value, shown) in table {
            assert_eq!(without_credentials(value).as_str(), shown, "{value}");
        }
    }

    #[test]
    fn every_case_is_listed_under_its_own_name() {
        let variables = [
            ("HTTPS_PROXY", "http://a"),
            ("https_proxy", "http://b"),
            ("No_Proxy", "x, y"),
            ("GRPC_PROXY", " "),
            ("HOME", "/"),
        ];
        let facts = Environment::of(variables, Path::new("")).facts();
        let names: Vec<&str> = facts.proxy.iter().map(|v| v.name.as_str()).collect();
        assert_eq!(names, ["HTTPS_PROXY", "No_Proxy", "https_proxy"]);
        assert!(facts.certificates.is_empty());
    }
}
