//! Runs the real program against a lab and reads its report. It asserts nothing.

use anyhow::{Context as _, Result};
use std::time::Duration;
use weaviate_doctor::io::practice::PRACTICE_KEY;
use weaviate_doctor::model::api_key::Redactor;
use weaviate_doctor::model::case::{Case, Sourced};
use weaviate_doctor::model::evidence::{Layer, Origin, ProbeId};
use weaviate_doctor::model::plan::{Plan, Planned};
use weaviate_doctor::model::report_schema::{Report, ReportProbe};

use crate::net::{Lab, output};

/// Longest run that anything here may take.
const LONGEST: Duration = Duration::from_secs(90);

/// A report and the exit status that came with it.
pub struct Checked {
    /// The report.
    pub report: Report,
    /// The exit status.
    pub status: Option<i32>,
}

impl Checked {
    /// The ids of the causes, the one to act on first.
    pub fn causes(&self) -> Vec<&str> {
        self.report.diagnosis.causes.iter().map(|c| c.id.as_str()).collect()
    }

    /// A probe of the run.
    pub fn probe(&self, id: &str) -> Option<&ReportProbe> {
        self.report.probes.iter().find(|p| p.id == id)
    }

    /// How long it took.
    pub fn took(&self) -> Duration {
        Duration::from_millis(self.report.duration_ms)
    }

    /// One line per probe and cause, for messages.
    pub fn lines(&self) -> String {
        let probe = |p: &ReportProbe| format!("{} {} {} ms: {}\n", p.id, p.status, p.duration_ms, p.summary);
        let probes: String = self.report.probes.iter().map(probe).collect();
        let head = format!("{} {:?} in {} ms", self.report.diagnosis.verdict, self.causes(), self.report.duration_ms);
        format!("{head}\n{probes}")
    }
}

/// `check` on the client's side, with the practice's root and key and these further options.
pub fn check(lab: &Lab, options: &[&str]) -> Result<Checked> {
    let root = lab.write("root.pem", &lab.ready.root)?;
    let mut command = lab.client(env!("CARGO_BIN_EXE_weaviate-doctor"));
    command.args(["check", &lab.ready.url, "--format", "json", "--cacert"]).arg(root).args(options);
    command.env("WEAVIATE_API_KEY", PRACTICE_KEY);
    let (text, status) = output(&mut command, LONGEST)?;
    let report = weaviate_doctor::report::read(&text, &Redactor::default())
        .with_context(|| format!("status {status:?}: {text}"))?;
    Ok(Checked { report, status })
}

/// Round trips of the longest chain of a healthy run: the probes of the plan with what they wait for, each with its own round trips.
///
/// | probe | round trips |
/// |---|---|
/// | `*.dns` | 1: A and AAAA are asked at once, of the system's resolver and directly at once |
/// | `*.tcp` | 1: SYN, SYN-ACK |
/// | `*.tls` | 1: TLS 1.3 (RFC 8446 §2) on the socket of `*.tcp`, while a second socket is dialed for REST |
/// | `rest.auth` | 2: without and with the key, on the session of `rest.tls` |
/// | `rest.live` | 2: TLS and request on the second socket |
/// | `rest.ready`, `rest.meta`, `console.http` | 1: a request on a connection that stands, behind `rest.live` and `rest.auth` |
/// | `grpc.health`, `grpc.auth` | 1: a call each on the session of `grpc.tls`; the first follows HTTP/2's preface without waiting for an answer to it |
pub fn longest_chain(url: &str) -> u32 {
    let mut case = Case::empty();
    case.url = Sourced::new(url.to_owned(), Origin::Argument);
    case.settings.console_named = true;
    let plan = Plan::of(&case);
    plan.probes.iter().map(|probe| up_to(&plan, probe)).max().unwrap_or_default()
}

/// Round trips until this probe has ended.
fn up_to(plan: &Plan, probe: &Planned) -> u32 {
    let before = plan.probes.iter().filter(|p| probe.needs.contains(&p.id)).map(|p| up_to(plan, p)).max();
    before.unwrap_or_default() + own(probe.id)
}

fn own(id: ProbeId) -> u32 {
    match id {
        ProbeId::RestAuth | ProbeId::RestLive => 2,
        // Behind `rest.live` on its connection.
        ProbeId::RestReady => 3,
        _ => u32::from(id.layer() != Layer::Local),
    }
}
