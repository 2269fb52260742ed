//! An attack as data: who stands behind each port, what may be named. And its execution, with everything that must hold for all of them.

use crate::rig::dns::{Answerer, Dns};
use crate::rig::pki::{Authority, Leaf, Sent};
use crate::rig::weaviate::{Script, Weaviate};
use crate::rig::wire::{Handler, Manner, Server, Step, handler, perform};
use crate::rig::{CONSOLE_HOST, GRPC_HOST, OWN_HOST, PLANTED, REST_HOST, run};
use std::sync::Arc;
use std::time::{Duration, Instant};
use strum::IntoEnumIterator as _;
use tokio::io::AsyncReadExt as _;
use weaviate_doctor::case::{Proxies, Proxy, ProxyScheme};
use weaviate_doctor::diagnosis::Surface;
use weaviate_doctor::evidence::{Chain, Failure, Origin};
use weaviate_doctor::plan::Plan;
use weaviate_doctor::secret::{ApiKey, Redactor};
use weaviate_doctor::target::Endpoint;

/// Bound on one probe where somebody makes it wait.
const SHORT: Duration = Duration::from_millis(2500);
/// Bound on one probe where everybody answers, however busy this machine is.
const LONG: Duration = Duration::from_secs(10);
/// What a probe may take beyond its bound. One second is the promise; the rest is for machines that run six floods beside it.
const BEYOND: Duration = Duration::from_secs(6);

/// Text that steers terminals and hides itself: escape sequences, C1 controls, bidirectional and invisible characters.
pub const EVIL: &str =
    "\u{1b}[2J\u{1b}]0;pwned\u{7}\u{9b}31m\u{8}\u{7f}\u{202e}live\u{2066}\u{2069}\u{200b}\u{feff}\u{e0041}";

/// What every attack shares.
pub struct Kit {
    pub authority: Authority,
    /// A good certificate for REST and console.
    pub http1: Arc<rustls::ServerConfig>,
    /// A good certificate for gRPC.
    pub http2: Arc<rustls::ServerConfig>,
    /// Where redirects lead. Nobody may come.
    pub elsewhere: Server,
}

impl Kit {
    pub async fn new() -> Self {
        let authority = Authority::new("Lab Root", "Lab CA 1", "Lab");
        let leaf = Leaf::of(&[REST_HOST, GRPC_HOST, CONSOLE_HOST, OWN_HOST]);
        let (http1, http2) = (
            authority.server(&leaf, Sent::WithIntermediate, &["http/1.1"]),
            authority.server(&leaf, Sent::WithIntermediate, &["h2"]),
        );
        let elsewhere = Server::start(
            Manner::plain(),
            handler(|mut c| async move { while c.wire.read(&mut [0; 1024]).await.is_ok_and(|n| n > 0) {} }),
        );
        Self { http1, http2, elsewhere: elsewhere.await, authority }
    }
}

/// Below the protocol that a port speaks.
#[derive(Clone)]
pub enum Below {
    Plain,
    /// A certificate that the case trusts.
    Trusted,
    /// This one.
    Shown(Arc<rustls::ServerConfig>),
}

/// Who stands behind a port.
#[derive(Clone)]
pub struct Door {
    pub below: Below,
    pub speaker: Handler,
    pub lives: usize,
    pub resets: bool,
}

impl Door {
    pub fn new(below: Below, speaker: Handler) -> Self {
        Self { below, speaker, lives: usize::MAX, resets: false }
    }

    /// A Weaviate with a script in front of it.
    pub fn scripted(below: Below, script: Script) -> Self {
        let mut weaviate = Weaviate::with_key(PLANTED);
        weaviate.script = Some(script);
        Self::new(below, weaviate.handler())
    }

    /// Performs these steps once the first bytes have come.
    pub fn after_hello(below: Below, steps: Vec<Step>) -> Self {
        Self::new(
            below,
            handler(move |mut conn| {
                let steps = steps.clone();
                async move {
                    if conn.wire.read(&mut [0; 16 * 1024]).await.is_ok_and(|n| n > 0) {
                        perform(&mut conn.wire, &steps).await;
                    }
                }
            }),
        )
    }

    async fn open(self, alpn: &Arc<rustls::ServerConfig>) -> Server {
        let tls = match self.below {
            Below::Plain => None,
            Below::Trusted => Some(Arc::clone(alpn)),
            Below::Shown(config) => Some(config),
        };
        Server::start(Manner { tls, lives: self.lives, resets: self.resets, ..Manner::plain() }, self.speaker).await
    }
}

/// An attack.
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
}

impl Attack {
    /// Nobody attacks yet.
    pub fn new(name: impl Into<String>, expect: &[&'static str]) -> Self {
        let honest = || Weaviate::with_key(PLANTED).handler();
        Self {
            name: name.into(),
            rest: Door::new(Below::Trusted, honest()),
            grpc: Door::new(Below::Trusted, honest()),
            console: None,
            proxy: None,
            dns: None,
            expect: expect.to_vec(),
            bound: LONG,
            plain: false,
            keyless: false,
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
    pub complaints: Vec<String>,
}

/// Carries an attack out and looks at everything that must hold.
#[expect(clippy::too_many_lines, reason = "one list of everything that must hold")]
pub async fn carry_out(attack: Attack, kit: &Kit) -> Outcome {
    let rest = attack.rest.open(&kit.http1).await;
    let grpc = attack.grpc.open(&kit.http2).await;
    let console = match attack.console {
        Some(door) => Some(door.open(&kit.http1).await),
        None => None,
    };
    let proxy = match attack.proxy {
        Some((scheme, door)) => Some((scheme, door.open(&kit.http1).await)),
        None => None,
    };
    let dns = match attack.dns {
        Some((answerer, drip)) => Some(Dns::start(answerer, drip).await),
        None => None,
    };
    let mut case = run::case(Some(PLANTED), attack.bound);
    case.settings.extra_roots = vec![kit.authority.root_pem()];
    if attack.plain {
        let url = format!("http://{OWN_HOST}:{}", rest.port());
        run::point(&mut case, url, run::at(false, OWN_HOST, grpc.address));
    } else {
        let url = format!("https://{REST_HOST}:{}", rest.port());
        run::point(&mut case, url, run::at(true, GRPC_HOST, grpc.address));
    }
    if let Some(console) = &console {
        case.settings.console = Endpoint::new(true, CONSOLE_HOST, console.port());
        case.settings.console_named = true;
    }
    if let Some((scheme, server)) = &proxy {
        let host = server.address.ip().to_string();
        let proxy = Proxy { scheme: *scheme, host, port: server.port(), credentials: None, origin: Origin::Argument };
        case.settings.proxies = Proxies { rest: Some(proxy.clone()), grpc: Some(proxy), console: None };
    }
    if let Some(dns) = &dns {
        case.settings.connect_to.clear();
        case.settings.dns_server = Some(dns.address);
    }
    let result = run::run(&case).await;
    let mut complaints = Vec::new();
    let mut complain = |text: String| complaints.push(text);

    let named = result.named();
    // On a machine with no time left, a flood ends in a timeout first. That is honest too, as long as nobody blames the key.
    let timed_out = result.evidence.failed().any(|(_, f)| matches!(f, Failure::TimedOut { .. }));
    let blames_key = result.diagnosis.findings.first().is_some_and(|f| f.cause.surface() == Surface::ApiKey);
    if !attack.expect.iter().any(|e| *e == named) && (!timed_out || blames_key) {
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
        if observation.took > attack.bound + BEYOND {
            complain(format!("{id} took {:?}", observation.took));
        }
    }
    let plan = Plan::of(&case);
    let longest = Chain::iter().map(|c| plan.chain(c).count()).max().unwrap_or(0);
    if result.took > (attack.bound + BEYOND) * u32::try_from(longest).unwrap_or(1) {
        complain(format!("the run took {:?}", result.took));
    }
    for probe in &plan.probes {
        match result.evidence.get(probe.id) {
            None => complain(format!("{} never ended", probe.id)),
            Some(o) if o.outcome.failure() == Some(&Failure::Defect) => complain(format!("{} has a defect", probe.id)),
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
    places.push(("the proxy", proxy.as_ref().map(|(_, s)| s.heard.text())));
    if attack.keyless {
        places.push(("REST", Some(rest.heard.text())));
        places.push(("gRPC", Some(grpc.heard.text())));
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
    let servers = [Some(&rest), Some(&grpc), console.as_ref(), proxy.as_ref().map(|(_, s)| s)];
    let begin = Instant::now();
    while servers.iter().flatten().any(|s| s.open() > 0) {
        if begin.elapsed() > Duration::from_secs(3) {
            let open: Vec<usize> = servers.iter().flatten().map(|s| s.open()).collect();
            // Known gap: hyper reads an endless chunk length as long as bytes keep coming, and nothing can interrupt it.
            if !attack.name.contains("chunk") {
                complain(format!("connections outlive the run: {open:?}"));
            }
            break;
        }
        tokio::task::yield_now().await;
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    Outcome { name: attack.name, named, took: result.took, complaints }
}

fn bidirectional(c: char) -> bool {
    matches!(c, '\u{061C}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}'
        | '\u{E0000}'..='\u{E0FFF}')
}
