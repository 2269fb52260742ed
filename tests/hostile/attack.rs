//! An attack as data: who stands behind each port, what may be named. And its execution, with everything that must hold for all of them.

use crate::rig::dns::Answerer;
use crate::rig::site::{self, Site, Standing};
pub use crate::rig::site::{Below, Door};
use crate::rig::wire::{Manner, Server, Step, handler};
use crate::rig::{PLANTED, run};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use strum::IntoEnumIterator as _;
use tokio::io::AsyncReadExt as _;
use weaviate_doctor::model::api_key::{ApiKey, Redactor};
use weaviate_doctor::model::cause::Surface;
use weaviate_doctor::model::evidence::{Chain, Failure, LocalFailure};
use weaviate_doctor::model::plan::Plan;
use weaviate_doctor::model::proxy::ProxyScheme;

/// Bound on one probe where somebody makes it wait.
const SHORT: Duration = Duration::from_millis(2500);
/// Bound on one probe where everybody answers, however busy this machine is.
const LONG: Duration = Duration::from_secs(10);
/// A machine whose timers are later than this has other things to do.
const PUNCTUAL: Duration = Duration::from_millis(300);
/// What a probe may take beyond its bound.
const BEYOND: Duration = Duration::from_secs(1);

/// Text that steers terminals and hides itself: escape sequences, C1 controls, bidirectional and invisible characters.
pub const EVIL: &str =
    "\u{1b}[2J\u{1b}]0;pwned\u{7}\u{9b}31m\u{8}\u{7f}\u{202e}live\u{2066}\u{2069}\u{200b}\u{feff}\u{e0041}";

/// What every attack shares.
pub struct Kit {
    pub site: site::Kit,
    /// Where redirects lead. Nobody may come.
    pub elsewhere: Server,
}

impl Kit {
    pub async fn new() -> Self {
        let silent = handler(|mut c| async move { while c.wire.read(&mut [0; 1024]).await.is_ok_and(|n| n > 0) {} });
        Self { site: site::Kit::new(), elsewhere: Server::start(Manner::plain(), silent).await }
    }
}

/// How late this process's timers are: on a machine that has other things to do, no probe can be more punctual.
struct Lag {
    most: Arc<AtomicU64>,
    task: tokio::task::JoinHandle<()>,
}

impl Lag {
    fn watch() -> Self {
        let most = Arc::new(AtomicU64::new(0));
        let noted = Arc::clone(&most);
        let task = tokio::spawn(async move {
            let nap = Duration::from_millis(50);
            loop {
                let begin = Instant::now();
                tokio::time::sleep(nap).await;
                let late = begin.elapsed().saturating_sub(nap).as_millis();
                noted.fetch_max(u64::try_from(late).unwrap_or(u64::MAX), Ordering::SeqCst);
            }
        });
        Self { most, task }
    }

    fn most(&self) -> Duration {
        Duration::from_millis(self.most.load(Ordering::SeqCst))
    }
}

impl Drop for Lag {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// An attack.
#[derive(Clone)]
pub struct Attack {
    pub name: String,
    pub rest: Door,
    pub grpc: Door,
    pub console: Option<Door>,
    pub proxy: Option<(ProxyScheme, Door)>,
    pub dns: Option<(Answerer, bool)>,
    /// What may be named first: causes or verdicts.
    pub expect: Vec<&'static str>,
    /// Bound on one probe.
    pub bound: Duration,
    /// The cluster is not on Weaviate Cloud and speaks plain text.
    pub plain: bool,
    /// Nobody may get the key, not even the cluster's own ports.
    pub keyless: bool,
    /// What stands at the gRPC port may not get it.
    pub grpc_keyless: bool,
}

impl Attack {
    /// Nobody attacks yet.
    pub fn new(name: impl Into<String>, expect: &[&'static str]) -> Self {
        Self {
            name: name.into(),
            rest: Door::honest(),
            grpc: Door::honest(),
            console: None,
            proxy: None,
            dns: None,
            expect: expect.to_vec(),
            bound: LONG,
            plain: false,
            keyless: false,
            grpc_keyless: false,
        }
    }
}

impl Attack {
    /// The same, with a short bound when these steps make somebody wait.
    pub fn paced(self, steps: &[Step]) -> Self {
        let waits = steps.iter().any(|s| !matches!(s, Step::Bytes(_) | Step::Close));
        if waits { self.waiting() } else { self }
    }

    /// The same, with a short bound.
    pub fn waiting(self) -> Self {
        Self { bound: SHORT, ..self }
    }
}

/// How an attack went.
pub struct Outcome {
    pub name: String,
    pub named: String,
    pub took: Duration,
    /// How late this machine's timers were meanwhile.
    pub late: Duration,
    /// Whether what was named counts.
    pub judged: bool,
    pub complaints: Vec<String>,
}

/// Carries an attack out and looks at everything that must hold.
pub async fn carry_out(attack: Attack, kit: &Kit) -> Outcome {
    let lag = Lag::watch();
    let site = Site {
        rest: attack.rest,
        grpc: Some(attack.grpc),
        console: attack.console,
        proxy: attack.proxy,
        dns: attack.dns,
        own: attack.plain,
        plain: attack.plain,
        ..Site::honest()
    };
    let Standing { mut case, rest, grpc, console, proxy, dns } =
        site.stand(&kit.site, Some(PLANTED), attack.bound).await;
    case.settings.init_timeout = Some(attack.bound);
    let result = run::run(&case).await;
    let most = attack.bound + BEYOND + lag.most();
    let mut complaints = Vec::new();
    let mut complain = |text: String| complaints.push(text);

    let named = result.named();
    // Behind a short bound, who is honest must be in time too. Where this machine's own timers are late, that says nothing.
    let judged = attack.bound == LONG || lag.most() < PUNCTUAL;
    if judged && !attack.expect.iter().any(|e| *e == named) {
        let probes: Vec<String> = result
            .evidence
            .failed()
            .map(|(id, failure)| format!("{id}: {}", format!("{failure:?}").chars().take(300).collect::<String>()))
            .collect();
        complain(format!("named {named}, expected {:?}\n    {}", attack.expect, probes.join("\n    ")));
    }
    for finding in &result.diagnosis.findings {
        let about_key = finding.cause.surface() == Surface::ApiKey;
        if about_key && !attack.expect.contains(&finding.cause.id()) {
            complain(format!("a verdict about the key: {finding:?}"));
        }
    }
    // Time: each probe, and the whole by the longest chain.
    for (id, observation) in result.evidence.iter() {
        if observation.took > most {
            complain(format!("{id} took {:?}", observation.took));
        }
    }
    let plan = Plan::of(&case);
    let longest = Chain::iter().map(|c| plan.chain(c).count()).max().unwrap_or(0);
    if result.took > most * u32::try_from(longest).unwrap_or(1) {
        complain(format!("the run took {:?}", result.took));
    }
    for probe in &plan.probes {
        match result.evidence.get(probe.id) {
            None => complain(format!("{} never ended", probe.id)),
            Some(o) if o.outcome.failure() == Some(&Failure::Local(LocalFailure::Defect)) => {
                complain(format!("{} has a defect", probe.id));
            }
            Some(_) => {}
        }
    }
    // What is written.
    let written = run::reports(&case, &result);
    for c in written.chars().filter(|c| (c.is_control() && *c != '\n') || bidirectional(*c)) {
        complain(format!("{c:?} is written"));
    }
    let redactor = Redactor::new([&ApiKey::new(PLANTED.to_owned())]);
    if redactor.finds(&format!("{written}{case:?}{:?}{:?}", result.evidence, result.diagnosis)) {
        complain("the key is written".to_owned());
    }
    // Where the key went.
    let mut places = vec![("DNS", dns.as_ref().map(|d| d.heard.text()))];
    places.push(("the console", console.as_ref().map(|s| s.heard.text())));
    places.push(("the proxy", proxy.as_ref().map(|s| s.heard.text())));
    if attack.keyless {
        places.push(("REST", Some(rest.heard.text())));
    }
    if attack.keyless || attack.grpc_keyless {
        places.push(("gRPC", grpc.as_ref().map(|s| s.heard.text())));
    }
    for (place, heard) in places {
        if heard.is_some_and(|h| redactor.finds(&h)) {
            complain(format!("the key reached {place}"));
        }
    }
    if rest.heard.text().to_ascii_lowercase().contains("accept-encoding") {
        complain("compressed answers are asked for".to_owned());
    }
    // Nothing of the run lives on.
    let servers = [Some(&rest), grpc.as_ref(), console.as_ref(), proxy.as_ref()];
    let closed = futures_util::future::join_all(servers.iter().flatten().map(|server| server.closed()));
    if tokio::time::timeout(Duration::from_secs(3), closed).await.is_err() {
        let open: Vec<usize> = servers.iter().flatten().map(|s| s.open()).collect();
        complain(format!("connections outlive the run: {open:?}"));
    }
    Outcome { name: attack.name, named, took: result.took, late: lag.most(), judged, complaints }
}

fn bidirectional(c: char) -> bool {
    matches!(c, '\u{061C}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}'
        | '\u{E0000}'..='\u{E0FFF}')
}
