//! Runs a case as the program does and collects everything that it would write.

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::time::{Duration, SystemTime};
use tokio::sync::mpsc::unbounded_channel;
use weaviate_doctor::io::probe;
use weaviate_doctor::model::api_key::ApiKey;
use weaviate_doctor::model::case::{Case, Sourced};
use weaviate_doctor::model::connect_to::ConnectTo;
use weaviate_doctor::model::evidence::{Evidence, Origin, ProbeEvent};
use weaviate_doctor::model::finding::Diagnosis;
use weaviate_doctor::model::target::Endpoint;
use weaviate_doctor::report::{self, Moment, Style};
use weaviate_doctor::rules::diagnosis::diagnose;
use weaviate_doctor::words::{catalog, describe};

/// What a run found and what it took altogether.
pub struct Result {
    pub evidence: Evidence,
    pub diagnosis: Diagnosis,
    pub took: Duration,
}

impl Result {
    /// The cause that is named first, or the verdict.
    pub fn named(&self) -> String {
        let verdict: &str = self.diagnosis.verdict.into();
        self.diagnosis.findings.first().map_or(verdict, |f| f.cause.id()).to_owned()
    }
}

/// Runs the test of this name again in a process of its own whose system store has one root that signed nothing. True in that process.
pub fn alone(test: &str) -> bool {
    const MARK: &str = "WEAVIATE_DOCTOR_LAB";
    if std::env::var_os(MARK).is_some() {
        return true;
    }
    let folder = tempfile::tempdir().unwrap();
    let (root, empty) = (folder.path().join("root.pem"), folder.path().join("empty"));
    std::fs::write(&root, super::pki::Authority::new("Nobody's Root", "Nobody's CA", "Nobody").root_pem()).unwrap();
    std::fs::create_dir(&empty).unwrap();
    let ended = std::process::Command::new(std::env::current_exe().unwrap())
        .args([test, "--exact", "--nocapture", "--test-threads=1"])
        .env(MARK, "1")
        .env("SSL_CERT_FILE", &root)
        .env("SSL_CERT_DIR", &empty)
        .output()
        .unwrap();
    print!("{}", String::from_utf8_lossy(&ended.stdout));
    assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
    false
}

/// Runs the probes and judges.
pub async fn run(case: &Case) -> Result {
    let begin = std::time::Instant::now();
    let (observer, mut events) = unbounded_channel();
    let run = probe::start(case, observer);
    let mut evidence = Evidence::default();
    while let Some(event) = events.recv().await {
        match event {
            ProbeEvent::Started(_) | ProbeEvent::Supposed(_) => {}
            ProbeEvent::Finished(id, observation) => evidence.insert(id, *observation),
            ProbeEvent::Ended(took) => evidence.took = took,
        }
    }
    drop(run);
    let diagnosis = diagnose(case, &evidence);
    Result { evidence, diagnosis, took: begin.elapsed() }
}

/// A case with this key. Every name is taken as this machine.
pub fn case(key: Option<&str>, bound: Duration) -> Case {
    let mut case = Case::empty();
    if let Some(key) = key {
        case.key = Sourced::new(ApiKey::new(key.to_owned()), Origin::Variable("PLANTED".into()));
    }
    case.settings.timeout = bound;
    let here = Some([127, 0, 0, 1].into());
    case.settings.connect_to = vec![ConnectTo { host: None, port: None, to_address: here, to_port: None }];
    case
}

/// Points a case at these two endpoints.
pub fn point(case: &mut Case, url: String, grpc: Endpoint) {
    case.url = Sourced::new(url, Origin::Argument);
    case.settings.grpc = Some(grpc);
}

/// An endpoint under this name at a server's port.
pub fn at(tls: bool, host: &str, server: SocketAddr) -> Endpoint {
    Endpoint::new(tls, host, server.port())
}

/// Text and JSON as they are written.
pub fn reports(case: &Case, result: &Result) -> String {
    let moment = Moment { started: SystemTime::UNIX_EPOCH, took: result.evidence.took };
    let report = report::build(case, &result.evidence, &result.diagnosis, moment);
    let json = report::json(&report).expect("JSON");
    let mut all = json.clone();
    strings(&serde_json::from_str(&json).expect("JSON"), &mut all);
    all += &report::text::render(&report, Style::PLAIN);
    for (id, observation) in result.evidence.iter() {
        all += &describe::summary(id, observation, case);
        for (label, value) in
            describe::details(id, observation, case, &weaviate_doctor::rules::clients::proxy::table(case))
        {
            let _ = write!(all, "\n{label}: {value}");
        }
    }
    for finding in &result.diagnosis.findings {
        let fix = catalog::fix(finding, case, &result.evidence);
        let _ = write!(all, "\n{}\n{}\n{}", fix.title, fix.summary, fix.check);
    }
    all
}

/// Every string of a JSON document, as a reader decodes it.
fn strings(value: &serde_json::Value, out: &mut String) {
    match value {
        serde_json::Value::String(text) => out.push_str(text),
        serde_json::Value::Array(items) => items.iter().for_each(|i| strings(i, out)),
        serde_json::Value::Object(fields) => fields.iter().for_each(|(name, v)| {
            out.push_str(name);
            strings(v, out);
        }),
        _ => {}
    }
}
