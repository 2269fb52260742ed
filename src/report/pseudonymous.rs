//! `--redact`: the report with pseudonyms in place of names. Every text that is not known to be this program's own counts as a name. The
//! diagnosis stays: ids, statuses, kinds of failure, versions and times are no names.

use crate::model::case::Case;
use crate::model::client::Language;
use crate::model::report_schema::Report;
use crate::words::pseudonym::{BUILT_IN, Pseudonyms};
use anyhow::Context as _;
use ring::rand::{SecureRandom as _, SystemRandom};
use serde_json::Value;
use std::str::FromStr as _;

/// Fields outside the facts whose texts are this program's own words or versions.
const OWN: [&str; 18] = [
    "cause",
    "id",
    "status",
    "because",
    "failure",
    "verdict",
    "surface",
    "confidence",
    "owner",
    "evidence",
    "kind",
    "language",
    "version",
    "started_at",
    "symptom",
    "protocol",
    "choices",
    "answers",
];

/// Facts whose texts are this program's own, or typed.
const TYPED: [&str; 35] = [
    "status",
    "code",
    "speaker",
    "meaning",
    "used",
    "error",
    "answer",
    "result",
    "protocol",
    "alpn",
    "system_store",
    "given_roots",
    "mozilla_roots",
    "not_before",
    "not_after",
    "fingerprint",
    "length",
    "problems",
    "problem",
    "at",
    "roots",
    "rules",
    "variable",
    // What a program was seen to do; a path has only Weaviate's own words.
    "client",
    "closed_by",
    "end",
    "failure",
    "grpc_status",
    "method",
    "offered",
    "path",
    "role",
    "shape",
    "speech",
    "alert",
];

/// The report with pseudonyms. Names that only the case holds are looked for too.
pub fn pseudonymous(report: Report, case: &Case) -> anyhow::Result<Report> {
    let mut report = report;
    let host = report.target.as_ref().and_then(|t| url::Url::parse(&t.rest).ok()?.host_str().map(str::to_owned));
    let mut pseudonyms = keyed(host)?;
    learn_case(&mut pseudonyms, case);
    learn_configured(&mut pseudonyms, case, &serde_json::to_string(&report)?);
    report.name = report.name.map(|name| pseudonyms.name("cluster", &name));
    let mut value = serde_json::to_value(report)?;
    learn(&mut pseudonyms, &mut value);
    replace(&pseudonyms, &mut value, "");
    let mut report: Report = serde_json::from_value(value)?;
    report.redacted = true;
    Ok(report)
}

/// Pseudonyms of a cluster's reports.
pub(super) fn keyed(host: Option<String>) -> anyhow::Result<Pseudonyms> {
    if let Some(host) = host {
        return Ok(Pseudonyms::keyed(host.to_ascii_lowercase().as_bytes()));
    }
    // Without a cluster there is nothing that only its people know: such reports can't be compared by their names.
    let mut seed = [0; 32];
    SystemRandom::new().fill(&mut seed).ok().context("the system gives no random numbers")?;
    Ok(Pseudonyms::keyed(&seed))
}

fn learn_case(pseudonyms: &mut Pseudonyms, case: &Case) {
    pseudonyms.learn_case(case);
    let proxies = &case.settings.proxies;
    for proxy in proxies.iter() {
        learn_origin(pseudonyms, &crate::words::catalog::origin(&proxy.origin));
    }
}

/// Learns the config file's names and hosts, as far as they stand in what is written: a file may have hundreds.
fn learn_configured(pseudonyms: &mut Pseudonyms, case: &Case, written: &str) {
    for cluster in &case.configured {
        let host = crate::model::target::Target::read(&cluster.url, None).ok().map(|t| t.rest.host);
        if let Some(host) = host.filter(|host| written.contains(host.as_str())) {
            pseudonyms.learn_host(&host);
        }
        if written.contains(&cluster.name) {
            pseudonyms.learn_cluster(&cluster.name);
        }
    }
}

/// Learns the names of the whole report before any sentence is touched: one found in a fact may stand in a sentence before it. The facts
/// themselves are replaced at once.
fn learn(pseudonyms: &mut Pseudonyms, report: &mut Value) {
    for name in ["rest", "grpc"] {
        if let Some(url) = report["target"][name].as_str()
            && let Some(host) = url::Url::parse(url).ok().and_then(|u| u.host_str().map(str::to_owned))
        {
            pseudonyms.learn_host(&host);
        }
    }
    for origin in report["origins"].as_object().into_iter().flatten().filter_map(|(_, o)| o.as_str()) {
        learn_origin(pseudonyms, origin);
    }
    for place in report["findings"].as_array().into_iter().flatten() {
        learn_origin(pseudonyms, place["path"].as_str().unwrap_or_default());
    }
    let Some(probes) = report["probes"].as_array_mut() else { return };
    for facts in probes.iter_mut().filter_map(|p| p.get_mut("facts")) {
        learn_facts(pseudonyms, facts, "", false);
    }
    for summary in probes.iter().filter_map(|p| p["summary"].as_str()) {
        // What is learned already must not be torn apart.
        let rest = pseudonyms.text(summary);
        pseudonyms.learn_hosts_of(&rest);
    }
}

fn learn_facts(pseudonyms: &mut Pseudonyms, value: &mut Value, key: &str, public: bool) {
    match value {
        Value::String(text) => *text = learn_fact(pseudonyms, key, text, public),
        Value::Array(items) => items.iter_mut().for_each(|item| learn_facts(pseudonyms, item, key, public)),
        Value::Object(fields) => {
            // The issuer of a chain that public roots trust is a public authority.
            let public = public || fields.get("mozilla_roots").and_then(Value::as_str) == Some("trusted");
            fields.iter_mut().for_each(|(key, field)| learn_facts(pseudonyms, field, key, public));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Learns one fact and says what stands for it.
fn learn_fact(pseudonyms: &mut Pseudonyms, key: &str, text: &str, public: bool) -> String {
    let pseudonym = match key {
        _ if TYPED.contains(&key) || text.is_empty() => return text.to_owned(),
        "issuer" | "issuer_organization" if public => return text.to_owned(),
        "subject" | "issuer" => return learn_distinguished(pseudonyms, text),
        "issuer_organization" => pseudonyms.name("name", text),
        "user" | "roles" if BUILT_IN.contains(&text) => return text.to_owned(),
        "user" => pseudonyms.name("user", text),
        "roles" => pseudonyms.name("role", text),
        // `read_users [[Domain: users, User: …]]`: what must not be done stays, with what goes.
        "permission" => match text.split_once(' ') {
            Some((action, rest)) if is_action(action) => format!("{action} {}", pseudonyms.learn_text(rest)),
            None if is_action(text) => return text.to_owned(),
            Some(_) | None => return pseudonyms.learn_text(text),
        },
        "modules" if is_module(text) => return text.to_owned(),
        "origin" | "found_in" | "known" => return learn_origin(pseudonyms, text),
        // Facts about the URL's text are sentences of this program.
        "rest" | "grpc" | "tidied" => return pseudonyms.text(text),
        "name" if is_own_name(text) => return text.to_owned(),
        "language" | "version" if Language::from_str(text).is_ok() || is_version(text) => return text.to_owned(),
        _ => return pseudonyms.learn_text(text),
    };
    pseudonyms.learn(text, &pseudonym);
    pseudonym
}

/// `CN=…, O=…`: each value by itself, so that the same organization is the same name everywhere.
fn learn_distinguished(pseudonyms: &mut Pseudonyms, text: &str) -> String {
    let parts: Vec<String> = text
        .split(", ")
        .map(|part| {
            let (attribute, value) = part.split_once('=').unwrap_or(("", part));
            let shaped = pseudonyms.foreign(value);
            let new = match attribute {
                "C" => value.to_owned(),
                _ if shaped.starts_with("[text-") || shaped == value => pseudonyms.name("name", value),
                _ => shaped,
            };
            if value.chars().count() >= 6 {
                pseudonyms.learn(value, &new);
            }
            if attribute.is_empty() { new } else { format!("{attribute}={new}") }
        })
        .collect();
    let new = parts.join(", ");
    pseudonyms.learn(text, &new);
    new
}

/// Where a value came from: this program's words and usual names stay, paths and other variables don't.
fn learn_origin(pseudonyms: &mut Pseudonyms, text: &str) -> String {
    const WORDS: [&str; 7] =
        ["", "nowhere", "the command line", "what you typed", "standard input", "the practice cluster", "the default"];
    let (name, tail) = text.strip_suffix(" in .env").map_or((text, ""), |name| (name, " in .env"));
    if WORDS.contains(&text) || is_own_name(name) || FILES.contains(&text) {
        return text.to_owned();
    }
    if let Some(cluster) = text.strip_prefix("cluster ").and_then(|t| t.strip_suffix(" in the config file")) {
        let new = pseudonyms.name("cluster", cluster);
        let said = format!("cluster {new} in the config file");
        // The whole too: a name of one or two letters is not looked for by itself.
        pseudonyms.learn(text, &said);
        pseudonyms.learn(cluster, &new);
        return said;
    }
    let variable = name.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_');
    let new = if variable || !tail.is_empty() {
        pseudonyms.name("variable", name).replace('-', "_").to_uppercase()
    } else {
        let ending =
            name.rsplit_once('.').map(|(_, e)| e).filter(|e| FILES.iter().any(|f| f.ends_with(&format!(".{e}"))));
        let new = pseudonyms.name("file", name);
        ending.map_or_else(|| new.clone(), |ending| format!("{new}.{ending}"))
    };
    pseudonyms.learn(name, &new);
    format!("{new}{tail}")
}

/// Project files whose names are the same everywhere.
const FILES: [&str; 20] = [
    "uv.lock",
    "poetry.lock",
    "Pipfile.lock",
    "pdm.lock",
    "requirements.txt",
    "pyproject.toml",
    "package.json",
    "package-lock.json",
    "pnpm-lock.yaml",
    "yarn.lock",
    "bun.lock",
    "go.mod",
    "go.sum",
    "pom.xml",
    "build.gradle",
    "build.gradle.kts",
    "packages.lock.json",
    "Directory.Packages.props",
    ".env",
    "project.csproj",
];

/// Variables and headers whose names are the same everywhere.
fn is_own_name(text: &str) -> bool {
    const HEADERS: [&str; 4] = ["VIA", "SERVER", "PROXY-AUTHENTICATE", "PROXY-CONNECTION"];
    const WORDS: [&str; 35] = [
        "WEAVIATE", "WCD", "WCS", "API", "KEY", "AUTH", "URL", "CLUSTER", "INSTANCE", "HOSTNAME", "HOST", "GRPC",
        "REST", "ENDPOINT", "ADMIN", "TOKEN", "HTTP", "HTTPS", "ALL", "NO", "PROXY", "SSL", "CERT", "FILE", "DIR",
        "REQUESTS", "CURL", "CA", "BUNDLE", "NODE", "EXTRA", "CERTS", "DEFAULT", "ROOTS", "PATH",
    ];
    let upper = text.to_ascii_uppercase();
    HEADERS.contains(&upper.as_str()) || (upper.contains('_') && upper.split('_').all(|word| WORDS.contains(&word)))
}

/// Weaviate's modules are named by what they do.
fn is_module(text: &str) -> bool {
    const KINDS: [&str; 16] = [
        "text2vec-",
        "multi2vec-",
        "img2vec-",
        "ref2vec-",
        "text2multivec-",
        "multi2multivec-",
        "generative-",
        "reranker-",
        "qna-",
        "ner-",
        "sum-",
        "text-spellcheck",
        "backup-",
        "offload-",
        "usage-",
        "text2text-",
    ];
    KINDS.iter().any(|kind| text.starts_with(kind)) && text.len() <= 40
}

/// `read_collections`, as Weaviate's messages have it.
fn is_action(text: &str) -> bool {
    text.contains('_') && text.len() <= 40 && text.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
}

fn is_version(text: &str) -> bool {
    text.len() <= 30
        && text.starts_with(|c: char| c.is_ascii_digit())
        && text.split(['.', '-', '+']).all(|p| p.len() <= 8)
}

fn replace(pseudonyms: &Pseudonyms, value: &mut Value, key: &str) {
    match value {
        Value::String(text) if !OWN.contains(&key) => *text = pseudonyms.text(text),
        Value::Array(items) => items.iter_mut().for_each(|item| replace(pseudonyms, item, key)),
        Value::Object(fields) => {
            for (name, field) in fields.iter_mut() {
                match name.as_str() {
                    // The facts are replaced already.
                    "facts" | "tool" | "answers" => {}
                    _ => replace(pseudonyms, field, name),
                }
            }
        }
        Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
