//! The variables by which a program's connections come to the observer, merged with what the program would have had: lists are prepended,
//! files of roots are copied and added to, the user's own proxies stay upstream.

use super::folder::PrivateFolder;
use crate::io::discover::Environment;
use crate::io::files;
use crate::io::probe::net::dialer;
use crate::rules::program::Hosts;
use anyhow::Result;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::path::{Path, PathBuf};

/// Largest file of roots that a variable names.
const MAX_ROOTS_BYTES: u64 = 16 << 20;

/// Variables that name a proxy. Each library reads its own spelling (`facts.md` §0.5).
const PROXIES: [&str; 6] = ["https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY", "grpc_proxy", "GRPC_PROXY_EXP"];
/// Variables that hold exceptions.
const EXCEPTIONS: [&str; 3] = ["no_proxy", "NO_PROXY", "no_grpc_proxy"];

const PYTHON_HOOK: &[u8] = include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/run/sitecustomize.py"));
const NODE_HOOK: &[u8] = include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/run/preload.cjs"));

/// Where the roots of a variable begin, where it names no file.
#[derive(Clone, Copy)]
enum Base {
    /// The list that packages bring along.
    Bundled,
    /// The system's file.
    System,
    /// Nothing: it is added to what the program has.
    Nothing,
}

/// Variables that name a file of roots: the first of each row that is set counts for it.
const ROOTS: [(&[&str], Base); 6] = [
    (&["GRPC_DEFAULT_SSL_ROOTS_FILE_PATH"], Base::Bundled),
    (&["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"], Base::Bundled),
    (&["CURL_CA_BUNDLE", "SSL_CERT_FILE"], Base::System),
    (&["SSL_CERT_FILE"], Base::System),
    (&["NODE_EXTRA_CA_CERTS"], Base::Nothing),
    (&["DENO_CERT"], Base::Nothing),
];

/// The addresses of the proxy, each with the token in it.
pub(super) struct Addresses {
    pub(super) variable: String,
    pub(super) python: String,
    pub(super) node: String,
}

/// The variables. `root` is the authority's certificate.
pub(super) fn variables(
    environment: &Environment,
    folder: &PrivateFolder,
    addresses: &Addresses,
    root: &str,
    hosts: &Hosts,
) -> Result<Vec<(String, String)>> {
    let mut set: Vec<(String, String)> = Vec::new();
    let mut put = |name: &str, value: String| set.push((name.to_owned(), value));
    for name in PROXIES.iter().filter(|name| !name.starts_with("GRPC") || environment.get(name).is_some()) {
        put(name, addresses.variable.clone());
    }
    for name in EXCEPTIONS {
        if let Some(list) = environment.get(name) {
            put(name, without(list, hosts));
        }
    }
    let text = |path: PathBuf| path.to_string_lossy().into_owned();
    let own = text(folder.write("root.pem", root.as_bytes())?);
    for (names, base) in ROOTS {
        let Some(variable) = names.first() else { continue };
        let named = environment.first(names).map(|(_, value)| value);
        let roots = match (named, base) {
            // What the program could not read it shall not read now either.
            (Some(path), _) => match files::found(Path::new(path), MAX_ROOTS_BYTES) {
                Ok(roots) => roots,
                Err(_) => continue,
            },
            (None, Base::Bundled) => bundled(),
            (None, Base::System) => dialer::system_roots().unwrap_or_else(bundled),
            (None, Base::Nothing) => Vec::new(),
        };
        let all = [&roots, &b"\n"[..], root.as_bytes()].concat();
        put(variable, text(folder.write(&format!("{variable}.pem"), &all)?));
    }
    let python = folder.path().join("python");
    std::fs::create_dir(&python)?;
    folder.write("python/sitecustomize.py", PYTHON_HOOK)?;
    put("PYTHONPATH", prepended(&python, environment.get("PYTHONPATH")));
    let node = text(folder.write("preload.cjs", NODE_HOOK)?);
    let flag = format!("--require \"{}\"", node.replace('\\', "\\\\").replace('"', "\\\""));
    put(
        "NODE_OPTIONS",
        match environment.get("NODE_OPTIONS").map(str::trim).filter(|v| !v.is_empty()) {
            Some(more) => format!("{flag} {more}"),
            None => flag,
        },
    );
    put("WEAVIATE_DOCTOR_RUN_ROOT", own);
    put("WEAVIATE_DOCTOR_RUN_PYTHON", addresses.python.clone());
    put("WEAVIATE_DOCTOR_RUN_NODE", addresses.node.clone());
    put("WEAVIATE_DOCTOR_RUN_HOSTS", hosts.names().collect::<Vec<_>>().join(","));
    Ok(set)
}

/// A list of folders with this one in front.
fn prepended(folder: &Path, list: Option<&str>) -> String {
    let separator = if cfg!(windows) { ';' } else { ':' };
    let first = folder.to_string_lossy();
    match list.filter(|list| !list.is_empty()) {
        Some(list) => format!("{first}{separator}{list}"),
        None => first.into_owned(),
    }
}

/// Exceptions without those that would lead Weaviate's hosts past the observer; its own way upstream keeps to them.
fn without(list: &str, hosts: &Hosts) -> String {
    let observed = |entry: &str| {
        let name = entry.trim().trim_start_matches('*').trim_start_matches('.').to_ascii_lowercase();
        let name = name.split(':').next().unwrap_or_default();
        let covers = |host: &str| host == name || host.ends_with(&format!(".{name}"));
        name.is_empty()
            || crate::rules::program::CLOUD_DOMAINS.iter().any(|d| covers(d) || name.ends_with(&format!(".{d}")))
            || hosts.names().any(covers)
    };
    list.split(',').filter(|entry| !observed(entry)).collect::<Vec<_>>().join(",")
}

/// The roots that the clients' packages bring along, as PEM text.
fn bundled() -> Vec<u8> {
    let mut pem = String::new();
    for certificate in webpki_root_certs::TLS_SERVER_ROOT_CERTS {
        pem.push_str("-----BEGIN CERTIFICATE-----\n");
        let coded = STANDARD.encode(certificate.as_ref());
        for line in coded.as_bytes().chunks(64) {
            pem.push_str(&String::from_utf8_lossy(line));
            pem.push('\n');
        }
        pem.push_str("-----END CERTIFICATE-----\n");
    }
    pem.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::target::Target;

    #[test]
    fn what_is_set_is_merged_and_never_replaced() {
        let place = tempfile::tempdir().unwrap();
        let company = place.path().join("company.pem");
        std::fs::write(&company, "COMPANY").unwrap();
        let given = [
            ("PYTHONPATH", "/mine"),
            ("NODE_OPTIONS", "--max-old-space-size=512"),
            ("no_proxy", "localhost,.weaviate.cloud,db.example.test,10.0.0.0/8,*"),
            ("NODE_EXTRA_CA_CERTS", company.to_str().unwrap()),
            ("REQUESTS_CA_BUNDLE", "/there/is/no.pem"),
            ("https_proxy", "http://user:planted@proxy.example:3128"),
        ];
        let environment = Environment::of(given, Path::new("/"));
        let folder = PrivateFolder::new(place.path()).unwrap();
        let address = || "http://variable:token@127.0.0.1:9".to_owned();
        let addresses = Addresses { variable: address(), python: address(), node: address() };
        let target = Target::read("https://db.example.test", None).unwrap();
        let hosts = Hosts::new(Some(&target), []);
        let set = variables(&environment, &folder, &addresses, "ROOT", &hosts).unwrap();
        let get = |name: &str| set.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str());
        assert!(get("PYTHONPATH").unwrap().ends_with(":/mine"));
        assert!(get("NODE_OPTIONS").unwrap().ends_with("--max-old-space-size=512"));
        assert_eq!(get("no_proxy"), Some("localhost,10.0.0.0/8"));
        assert_eq!(get("REQUESTS_CA_BUNDLE"), None, "what can't be read stays as it is");
        assert_eq!(get("https_proxy"), Some(address().as_str()));
        let text = |name: &str| std::fs::read_to_string(get(name).unwrap()).unwrap();
        assert_eq!(text("NODE_EXTRA_CA_CERTS"), "COMPANY\nROOT");
        let grpc = text("GRPC_DEFAULT_SSL_ROOTS_FILE_PATH");
        assert!(grpc.ends_with("-----\n\nROOT") && grpc.matches("BEGIN CERTIFICATE").count() > 50);
        assert!(set.iter().all(|(_, value)| !value.contains("planted")));
    }
}
