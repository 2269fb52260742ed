//! One row of the table: a practice fault, a site with what its user does differently, or the program itself run on a site.

use crate::rig::site::{Kit, Site, Standing};
use crate::rig::{GRPC_HOST, PLANTED, REST_HOST, run};
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};
use weaviate_doctor::io::practice::{Fault, Practice};
use weaviate_doctor::model::api_key::{ApiKey, Redactor};
use weaviate_doctor::model::case::{Case, Sourced};
use weaviate_doctor::model::evidence::Origin;

/// Long enough for whoever answers late on a machine that has other things to do.
const BOUND: Duration = Duration::from_secs(9);

/// The client's init timeout: `practice:grpc-slow` is judged by a client's own, and a busy machine must not make another one slow.
const PATIENT: Duration = Duration::from_secs(5);

/// What the user does differently.
type Tweak = Box<dyn FnOnce(&mut Case, &Standing) + Send>;

pub struct Row {
    name: String,
    expected: &'static str,
    key: Option<&'static str>,
    kind: Kind,
}

enum Kind {
    Practice(Fault),
    Site(Site, Tweak),
    /// The built program, with the authority's root in the system's store or given to it.
    Program(Site, Roots),
}

/// Where the program finds the root.
#[derive(Clone, Copy)]
pub enum Roots {
    System,
    Given,
}

/// A row, run.
pub struct Entry {
    pub name: String,
    pub expected: &'static str,
    pub named: String,
    pub took: Duration,
    detail: String,
}

impl Entry {
    pub fn is_healthy(&self) -> bool {
        self.expected == "healthy"
    }

    pub fn is_right(&self) -> bool {
        self.named == self.expected
    }

    pub fn complaint(&self) -> String {
        format!("{}: named {}, expected {}\n{}", self.name, self.named, self.expected, self.detail)
    }
}

impl Row {
    pub fn practice(fault: Fault) -> Self {
        let expected = fault.cause().map_or("healthy", weaviate_doctor::model::cause::Cause::id);
        Self { name: format!("practice:{fault}"), expected, key: Some(PLANTED), kind: Kind::Practice(fault) }
    }

    /// A site with the planted key.
    pub fn site(name: &str, expected: &'static str, site: Site) -> Self {
        Self::tweaked(name, expected, site, |_, _| {})
    }

    pub fn tweaked(
        name: &str,
        expected: &'static str,
        site: Site,
        tweak: impl FnOnce(&mut Case, &Standing) + Send + 'static,
    ) -> Self {
        Self { name: name.to_owned(), expected, key: Some(PLANTED), kind: Kind::Site(site, Box::new(tweak)) }
    }

    pub fn program(name: &str, expected: &'static str, site: Site, roots: Roots) -> Self {
        Self { name: name.to_owned(), expected, key: Some(PLANTED), kind: Kind::Program(site, roots) }
    }

    /// The same with another key, or with none.
    pub fn with_key(self, key: Option<&'static str>) -> Self {
        Self { key, ..self }
    }

    pub async fn run(self, kit: Arc<Kit>) -> Entry {
        let Self { name, expected, key, kind } = self;
        let begin = Instant::now();
        let (named, written) = match kind {
            Kind::Practice(fault) => practice(fault, key).await,
            Kind::Site(site, tweak) => {
                let mut standing = site.stand(&kit, key, BOUND).await;
                let mut case = standing.case.clone();
                case.settings.init_timeout = Some(PATIENT);
                tweak(&mut case, &standing);
                standing.case = case;
                judged(&standing.case).await
            }
            Kind::Program(site, roots) => program(site.stand(&kit, key, BOUND).await, roots, &kit).await,
        };
        let key = ApiKey::new(PLANTED.to_owned());
        let named = if Redactor::new([&key]).finds(&written) { format!("{named}, and the key leaks") } else { named };
        Entry { name, expected, named, took: begin.elapsed(), detail: written }
    }
}

async fn practice(fault: Fault, key: Option<&str>) -> (String, String) {
    let mut case = Case::empty();
    if let Some(key) = key {
        case.key = Sourced::new(ApiKey::new(key.to_owned()), Origin::Variable("PLANTED".into()));
    }
    case.settings.timeout = BOUND;
    let practice = Practice::start(fault, case.key.value.as_ref()).await.expect("practice");
    practice.apply(&mut case);
    judged(&case).await
}

/// What is named first, and everything that is written.
async fn judged(case: &Case) -> (String, String) {
    let result = run::run(case).await;
    let mut named = result.named();
    let verdict: &str = result.diagnosis.verdict.into();
    if verdict == "healthy" && !result.diagnosis.findings.is_empty() {
        named = format!("healthy, and {named}");
    }
    let written = format!("{}\n{:?}\n{:?}", run::reports(case, &result), result.diagnosis, result.evidence);
    (named, written)
}

/// Runs the program as a user does; the system's store has the root, or `--cacert` names it.
async fn program(standing: Standing, roots: Roots, kit: &Kit) -> (String, String) {
    let folder = tempfile::tempdir().expect("folder");
    let root = folder.path().join("root.pem");
    std::fs::write(&root, kit.authority.root_pem()).expect("root");
    let grpc = standing.grpc.as_ref().expect("a gRPC port").port();
    let mut command = Command::new(env!("CARGO_BIN_EXE_weaviate-doctor"));
    command
        .env_clear()
        .current_dir(folder.path())
        .env("WEAVIATE_API_KEY", PLANTED)
        .env("SSL_CERT_DIR", folder.path().join("none"))
        .args(["check", &format!("https://{REST_HOST}:{}", standing.rest.port())])
        .args(["--grpc", &format!("grpcs://{GRPC_HOST}:{grpc}")])
        .args(["--connect-to", "::127.0.0.1:", "--no-proxy", "--format", "json", "--timeout", "9"]);
    match roots {
        Roots::System => command.env("SSL_CERT_FILE", &root),
        Roots::Given => command.env("SSL_CERT_FILE", folder.path().join("none")).arg("--cacert").arg(&root),
    };
    let output = tokio::task::spawn_blocking(move || command.output()).await.expect("thread").expect("program");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let report: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
    let diagnosis = &report["diagnosis"];
    let named = diagnosis["causes"][0]["id"].as_str().or_else(|| diagnosis["verdict"].as_str());
    let named = named.unwrap_or("no report").to_owned();
    (named, format!("{text}{}", String::from_utf8_lossy(&output.stderr)))
}
