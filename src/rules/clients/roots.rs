//! Which roots each client's REST and gRPC part uses, and by which rules its TLS library judges a chain (`facts.md` §0.10, §0.11). Pure: the variables
//! are handed in, and nothing is read.

use super::JudgedClient;
use crate::model::client::{Language, Version};
use crate::model::evidence::{ChainRules, RootStore};
use crate::model::proxy_use::Protocol;

/// The first Python whose default context is strict (release notes of 3.13, `ssl`).
const STRICT_PYTHON: Version = Version::new(3, 13, 0);
/// The first Node whose OpenSSL starts at security level 2.
const LEVEL_2_NODE: Version = Version::new(24, 0, 0);

/// The roots of a part of a client.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RootsChoice {
    /// Whose roots.
    pub stores: Vec<RootStore>,
    /// Variables that name files or folders of roots.
    pub named: Vec<&'static str>,
    /// What counts where the named file can't be read: none where the client goes on with what it has.
    pub instead: Option<WithoutFile>,
    /// Whether it looks at the certificate.
    pub verifies: bool,
}

/// What a client does without the file that a variable names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum WithoutFile {
    /// It takes the list of its package.
    Bundled,
    /// It doesn't start.
    Ends,
}

/// The rules that decide; where the version of the language decides and is not known, those of the newest first.
pub fn chain_rules(client: JudgedClient, protocol: Protocol) -> Vec<ChainRules> {
    let since = |first: Version, new, old| match client.runtime {
        Some(runtime) if runtime >= first => vec![new],
        Some(_) => vec![old],
        None => vec![new, old],
    };
    match (client.language, protocol) {
        (Language::Python, Protocol::Rest) => since(STRICT_PYTHON, ChainRules::OpensslStrict, ChainRules::Openssl),
        (Language::Python, Protocol::Grpc) => vec![ChainRules::Boringssl],
        (Language::TypeScript, _) => since(LEVEL_2_NODE, ChainRules::NodeLevel2, ChainRules::Node),
        (Language::Go, _) => vec![ChainRules::Go],
        (Language::Java, _) => vec![ChainRules::Java],
        (Language::CSharp | Language::Curl, _) => vec![ChainRules::Openssl],
    }
}

/// The roots of a part of a client, with these variables.
pub fn choice<'a>(client: JudgedClient, protocol: Protocol, get: impl Fn(&str) -> Option<&'a str>) -> RootsChoice {
    let set = |name: &&'static str| get(name).is_some();
    let of = |stores: &[RootStore], named: Vec<&'static str>| RootsChoice {
        stores: stores.to_vec(),
        named,
        instead: None,
        verifies: true,
    };
    let first = |names: &[&'static str], otherwise: RootStore| match names.iter().copied().find(|name| set(name)) {
        Some(name) => of(&[], vec![name]),
        None => of(&[otherwise], Vec::new()),
    };
    match (client.language, protocol) {
        (Language::Python, Protocol::Rest) if client.version.is_some_and(|v| v.major < 4) => {
            first(&["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"], RootStore::Bundled)
        }
        // httpx: the file, else the folder, else certifi.
        (Language::Python, Protocol::Rest) if client.trusts_environment() => RootsChoice {
            instead: Some(WithoutFile::Ends),
            ..first(&["SSL_CERT_FILE", "SSL_CERT_DIR"], RootStore::Bundled)
        },
        (Language::Python, Protocol::Rest) | (Language::Java, _) => of(&[RootStore::Bundled], Vec::new()),
        (Language::Python, Protocol::Grpc) => {
            let instead = Some(WithoutFile::Bundled);
            RootsChoice { instead, ..first(&["GRPC_DEFAULT_SSL_ROOTS_FILE_PATH"], RootStore::Bundled) }
        }
        (Language::TypeScript, Protocol::Grpc) if set(&"GRPC_DEFAULT_SSL_ROOTS_FILE_PATH") => {
            RootsChoice { instead: Some(WithoutFile::Ends), ..of(&[], vec!["GRPC_DEFAULT_SSL_ROOTS_FILE_PATH"]) }
        }
        (Language::TypeScript, _) => {
            let verifies = protocol == Protocol::Grpc || get("NODE_TLS_REJECT_UNAUTHORIZED") != Some("0");
            RootsChoice { verifies, ..node(&get) }
        }
        // 5.7.3 does not look at the certificate (`connection/grpc.go`: InsecureSkipVerify).
        (Language::Go, Protocol::Grpc) => RootsChoice { verifies: false, ..choice(client, Protocol::Rest, get) },
        (Language::Go | Language::CSharp, _) => {
            let stores = match (set(&"SSL_CERT_FILE"), set(&"SSL_CERT_DIR")) {
                (false, false) => &[RootStore::System][..],
                (true, false) => &[RootStore::SystemFolders],
                (false, true) => &[RootStore::SystemFile],
                (true, true) => &[],
            };
            of(stores, ["SSL_CERT_FILE", "SSL_CERT_DIR"].into_iter().filter(set).collect())
        }
        (Language::Curl, _) => first(&["CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR"], RootStore::System),
    }
}

fn node<'a>(get: impl Fn(&str) -> Option<&'a str>) -> RootsChoice {
    let option = |name: &str| get("NODE_OPTIONS").is_some_and(|options| options.split_whitespace().any(|o| o == name));
    let named = |names: &[&'static str]| -> Vec<&'static str> {
        names.iter().copied().filter(|name| get(name).is_some()).collect()
    };
    let mut choice = RootsChoice { stores: vec![RootStore::Bundled], named: Vec::new(), instead: None, verifies: true };
    if option("--use-openssl-ca") {
        choice.named = named(&["SSL_CERT_FILE", "SSL_CERT_DIR"]);
        choice.stores = if choice.named.is_empty() { vec![RootStore::System] } else { Vec::new() };
    }
    if option("--use-system-ca") || get("NODE_USE_SYSTEM_CA") == Some("1") {
        choice.stores.push(RootStore::System);
    }
    choice.named.extend(named(&["NODE_EXTRA_CA_CERTS"]));
    choice
}
