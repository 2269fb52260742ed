//! Do the rules of trust say what the clients' TLS libraries said? The truth was measured with the libraries themselves
//! (`clients/chains/measure.py`, written to `trust/chains.json`), and where they are installed it is measured anew.

#![expect(clippy::expect_used, reason = "a test that can't go on ends here")]

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use weaviate_doctor::model::api_key::Redactor;
use weaviate_doctor::model::evidence::ChainRules;
use weaviate_doctor::rules::trust::{RootCertificates, TrustQuestion, refusal};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Measurement {
    measured_at: i64,
    host: String,
    chains: Vec<Chain>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Chain {
    name: String,
    sent: Vec<String>,
    roots: Vec<String>,
    said: BTreeMap<String, String>,
}

/// The rules of the library that `measure.py` names with its version.
fn rules(library: &str) -> ChainRules {
    let (name, version) = library.split_once(' ').expect("a name and a version");
    let mut numbers = version.split('.').map(|n| n.parse::<u32>().expect("a number"));
    let (major, minor) = (numbers.next().unwrap_or_default(), numbers.next().unwrap_or_default());
    match name {
        "python" if (major, minor) >= (3, 13) => ChainRules::OpensslStrict,
        "python" => ChainRules::Openssl,
        "grpcio" => ChainRules::Boringssl,
        "node" if major >= 24 => ChainRules::NodeLevel2,
        "node" => ChainRules::Node,
        "go" => ChainRules::Go,
        "java" => ChainRules::Java,
        _ => panic!("no rules for {library}"),
    }
}

fn der(pem: &[String]) -> Vec<CertificateDer<'static>> {
    pem.iter().map(|text| CertificateDer::from_pem_slice(text.as_bytes()).expect("a certificate")).collect()
}

/// Chains on which rules and library disagree.
fn wrong(measured: &Measurement) -> Vec<String> {
    let mut wrong = Vec::new();
    for chain in &measured.chains {
        let (sent, roots) = (der(&chain.sent), der(&chain.roots));
        let sent: Vec<&[u8]> = sent.iter().map(AsRef::as_ref).collect();
        let roots = RootCertificates::new(roots.iter().map(AsRef::as_ref));
        let question = TrustQuestion {
            sent: &sent,
            roots: &[&roots],
            host: &measured.host,
            now: measured.measured_at,
            takes_unknown_signatures: true,
            redactor: &Redactor::default(),
        };
        for (library, said) in &chain.said {
            let refused = refusal(&question, rules(library)).map(|refusal| refusal.problem);
            if refused.is_none() != (said == "accepts") {
                wrong.push(format!("{}: {library}: {said}; the rules: {refused:?}", chain.name));
            }
        }
    }
    wrong
}

#[test]
fn the_rules_say_what_the_libraries_said() {
    let measured: Measurement = serde_json::from_str(include_str!("trust/chains.json")).expect("chains");
    assert!(measured.chains.len() >= 40 && measured.chains.iter().all(|chain| chain.said.len() >= 7));
    let wrong = wrong(&measured);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Chains made now, judged by the libraries that are installed here.
#[test]
fn the_rules_say_what_the_libraries_say() {
    let read = |out: &Path| {
        let measured: Measurement =
            serde_json::from_str(&std::fs::read_to_string(out).expect("what was measured")).expect("chains");
        let wrong = wrong(&measured);
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    };
    if let Some(folder) = std::env::var_os("MEASURED") {
        return read(&Path::new(&folder).join("chains.json"));
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let packages = root.join("target/clients/python-4.24.1");
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("chains.json");
    let strict = Command::new("python3.13").arg("--version").output().is_ok_and(|done| done.status.success());
    let done = Command::new("python3")
        .arg(root.join("tests/clients/chains/measure.py"))
        .arg(&out)
        .args(strict.then_some("python3.13"))
        .env("PYTHONPATH", &packages)
        .output();
    match done {
        Ok(done) if done.status.success() => {}
        _ if std::env::var("WEAVIATE_DOCTOR_CLIENTS").as_deref() == Ok("required") => panic!("{done:?}"),
        _ => return println!("skipped: the official clients are not installed here (tests/clients/setup.sh)"),
    }
    read(&out);
}
