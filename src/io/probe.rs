//! Runs a plan of probes: order, prerequisites, concurrency, time bounds, cancellation. It judges nothing and knows no cause.
//!
//! Each probe is an async function that gets what earlier ones found and gives an [`ProbeOutcome`]. All of them live in one task, so dropping
//! the [`ProbeRun`] stops every one of them at once.

pub mod bodies;
mod cross;
mod dns;
mod grpc;
mod grpc_web;
mod local;
pub mod net;
mod rest;
mod tcp;
mod tls;

pub use crate::io::probe::net::handshake::describe as describe_certificate;

use crate::io::limits;
use crate::io::probe::net::handover::{Handover, Slot};
use crate::io::probe::net::http_client::{LaneHold, Lanes};
use crate::model::api_key::Redactor;
use crate::model::case::Case;
use crate::model::evidence::{
    Chain, Evidence, Failure, KeyRule, Layer, LocalFailure, Observation, Phase, ProbeEvent, ProbeId, ProbeOutcome,
    Skip, TcpFailure, TextFailure,
};
use crate::model::plan::Plan;
use crate::model::proxy::Proxy;
use crate::model::target::{Endpoint, Target};
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::OnceCell;
use tokio::sync::mpsc::UnboundedSender;
use tokio::task::JoinSet;
use tokio::time::Instant;

/// What a probe that keeps its own time may take beyond its bound before it is cut off.
const OWN_DEADLINE_SLACK: Duration = Duration::from_millis(400);

/// How many bounds a probe may take whose requests follow each other.
const MOST_REQUESTS_IN_TURN: u32 = 2;

/// Which part of a probe's bound it waits for its chain's connection while another probe waits there for an answer.
const LANE_PATIENCE_PART: u32 = 4;

/// A run that is under way. Dropping it cancels every probe at once.
#[derive(Debug)]
pub struct ProbeRun {
    task: tokio::task::JoinHandle<()>,
}

impl Drop for ProbeRun {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Starts the probes that `case` needs on the current tokio runtime. `observer` gets each start and end, and finally
/// [`ProbeEvent::Ended`].
pub fn start(case: &Case, observer: UnboundedSender<ProbeEvent>) -> ProbeRun {
    start_with(case, &TrustStores::of(case), observer)
}

/// The same with trust stores that other runs use too: reading the system's takes memory and time.
pub fn start_with(case: &Case, stores: &TrustStores, observer: UnboundedSender<ProbeEvent>) -> ProbeRun {
    begin(case, stores, Plan::of(case), observer)
}

/// Starts only the probes of these chains, and those of this machine.
pub fn start_part(case: &Case, chains: &[Chain], observer: UnboundedSender<ProbeEvent>) -> ProbeRun {
    begin(case, &TrustStores::of(case), Plan::of(case).within(chains), observer)
}

fn begin(case: &Case, stores: &TrustStores, plan: Plan, observer: UnboundedSender<ProbeEvent>) -> ProbeRun {
    let shared = Arc::new(ProbeContext::new(case.clone(), stores));
    ProbeRun { task: tokio::spawn(coordinate(shared, plan, observer)) }
}

/// Trust stores, which are read when the first run needs them. Clones are the same stores.
#[derive(Clone, Debug)]
pub struct TrustStores {
    extra: Arc<Vec<String>>,
    judged: net::trust::JudgedClients,
    read: Arc<OnceCell<Arc<net::trust::RootStores>>>,
}

impl TrustStores {
    /// For this case, and for others with the same extra roots.
    pub fn of(case: &Case) -> Self {
        let (extra, judged) = (Arc::new(case.settings.extra_roots.clone()), net::trust::JudgedClients::of(case));
        Self { extra, judged, read: Arc::default() }
    }
}

/// What all probes of a run share.
struct ProbeContext {
    case: Case,
    target: Option<Target>,
    redactor: Redactor,
    stores: TrustStores,
    /// What probes hand on, chain by chain in the order of [`Chain`].
    handovers: [Handover; 3],
    lanes: [Lanes; 3],
    /// The HTTP/2 connection of the health check, for the call that carries the key.
    grpc: Slot<grpc::GrpcConnection>,
    /// Plain gRPC has answered the health check.
    serves_grpc: AtomicBool,
    /// When it began, for what was missing on this machine since.
    mark: u64,
}

impl ProbeContext {
    fn new(case: Case, stores: &TrustStores) -> Self {
        // Roots of one case are not trusted for another.
        let same = *stores.extra == case.settings.extra_roots && stores.judged == net::trust::JudgedClients::of(&case);
        let stores = if same { stores.clone() } else { TrustStores::of(&case) };
        let (target, redactor, mark) = (case.usable_target(), case.redactor(), limits::mark());
        let (handovers, lanes) = (Default::default(), Default::default());
        let (grpc, serves_grpc) = (Slot::default(), AtomicBool::new(false));
        Self { case, target, redactor, stores, handovers, lanes, grpc, serves_grpc, mark }
    }

    /// What was opened on a chain and waits for the next probe.
    fn handover(&self, chain: Chain) -> &Handover {
        &self.handovers[position(chain)]
    }

    /// The connection that a probe's requests go over, once it is free; none for probes that send none over HTTP/1.1.
    async fn lane(&self, id: ProbeId) -> Option<LaneHold> {
        let sends = matches!(id.layer(), Layer::Service | Layer::Auth) && id.chain() != Chain::Grpc;
        let way = self.way(id).filter(|_| sends)?;
        Some(self.lanes[position(way.chain)].take(id, way.endpoint.tls, self.bound() / LANE_PATIENCE_PART).await)
    }

    /// Whether plain gRPC has answered by now.
    fn serves_grpc(&self) -> bool {
        self.serves_grpc.load(Ordering::Relaxed)
    }

    fn bound(&self) -> Duration {
        self.case.settings.timeout
    }

    /// Whether there is a key that stays here.
    fn withholds_key(&self) -> bool {
        self.case.key_rule() == Some(KeyRule::Withheld)
    }

    /// Trust stores, loaded once and off the async threads: the system's store is files or a service.
    async fn trust(&self) -> Arc<net::trust::RootStores> {
        let load = || async {
            let extra = Arc::clone(&self.stores.extra);
            let judged = self.stores.judged.clone();
            let loaded = tokio::task::spawn_blocking(move || net::trust::RootStores::load(&extra, judged)).await;
            Arc::new(loaded.unwrap_or_else(|_| net::trust::RootStores::built_in()))
        };
        Arc::clone(self.stores.read.get_or_init(load).await)
    }

    /// The endpoint and proxy of a probe's chain.
    fn way(&self, id: ProbeId) -> Option<net::route::Route<'_>> {
        let proxies = &self.case.settings.proxies;
        let (endpoint, proxy): (&Endpoint, _) = match id.chain() {
            Chain::Local | Chain::Program => return None,
            Chain::Rest => (&self.target.as_ref()?.rest, &proxies.rest),
            Chain::Grpc => (&self.target.as_ref()?.grpc, &proxies.grpc),
            Chain::Console => (&self.case.settings.console, &proxies.console),
        };
        Some(net::route::Route::new(id.chain(), endpoint, proxy.as_ref(), &self.case.settings.connect_to))
    }

    /// The proxy that the environment names for a probe's chain and this client does not take.
    fn unused_proxy(&self, id: ProbeId) -> Option<&Proxy> {
        match id.chain() {
            Chain::Rest => self.case.settings.proxies.unused_rest.as_ref(),
            Chain::Grpc => self.case.settings.proxies.unused_grpc.as_ref(),
            Chain::Local | Chain::Console | Chain::Program => None,
        }
    }
}

/// Where a chain's own things stand.
const fn position(chain: Chain) -> usize {
    match chain {
        Chain::Rest | Chain::Local | Chain::Program => 0,
        Chain::Grpc => 1,
        Chain::Console => 2,
    }
}

/// Starts what can start, skips what can't, until nothing is left.
async fn coordinate(shared: Arc<ProbeContext>, plan: Plan, observer: UnboundedSender<ProbeEvent>) {
    let begin = Instant::now();
    let mut early = JoinSet::new();
    if plan.probes.iter().any(|p| p.id.layer() == Layer::Tls) {
        // Reading the trust stores takes a moment that costs nothing while names are looked up.
        let shared = Arc::clone(&shared);
        early.spawn(async move { shared.trust().await });
    }
    let mut evidence = Evidence::default();
    let mut waiting = plan.probes;
    let mut running: JoinSet<(ProbeOutcome, Instant)> = JoinSet::new();
    let mut started: HashMap<tokio::task::Id, (ProbeId, Instant)> = HashMap::new();
    loop {
        while let Some((index, step)) =
            waiting.iter().enumerate().find_map(|(i, p)| readiness(&evidence, &p.needs).map(|s| (i, s)))
        {
            let id = waiting.remove(index).id;
            let now = begin.elapsed();
            if let Readiness::Skip(skip) = step {
                finish(&mut evidence, &observer, id, ProbeOutcome::Skipped(skip), now, Duration::ZERO);
                continue;
            }
            // The receiver is gone: the run was canceled.
            if observer.send(ProbeEvent::Started(id)).is_err() {
                return;
            }
            let (shared, found) = (Arc::clone(&shared), evidence.clone());
            let handle = running.spawn(async move {
                let lane = shared.lane(id).await;
                if id.layer() == Layer::Tls {
                    // What this machine does for itself is no time of the network's.
                    let _ = tokio::time::timeout(shared.bound(), shared.trust()).await;
                }
                let at = Instant::now();
                (bounded(id, lane, &shared, &found).await, at)
            });
            started.insert(handle.id(), (id, Instant::now()));
        }
        let Some(joined) = running.join_next_with_id().await else { break };
        let (task, outcome, at) = match joined {
            Ok((task, (outcome, at))) => (task, outcome, Some(at)),
            // The panic itself went to the panic hook; here it is a probe that could not tell.
            Err(error) => (error.id(), ProbeOutcome::Failed(Failure::Local(LocalFailure::Defect), None), None),
        };
        if let Some((id, spawned)) = started.remove(&task) {
            let at = at.unwrap_or(spawned);
            finish(&mut evidence, &observer, id, outcome, at - begin, at.elapsed());
        }
    }
    let _ = observer.send(ProbeEvent::Ended(begin.elapsed()));
}

enum Readiness {
    Run,
    Skip(Skip),
}

/// Whether a probe with these needs can run, must be skipped, or has to wait (none).
fn readiness(evidence: &Evidence, needs: &[ProbeId]) -> Option<Readiness> {
    let mut ready = true;
    for need in needs {
        match evidence.get(*need).map(|o| &o.outcome) {
            None => ready = false,
            Some(ProbeOutcome::Passed(_) | ProbeOutcome::Warned(..)) => {}
            Some(ProbeOutcome::Failed(..)) => return Some(Readiness::Skip(Skip::Behind(*need))),
            // The reason at the root says more than "because of the one before".
            Some(ProbeOutcome::Skipped(why)) => return Some(Readiness::Skip(*why)),
        }
    }
    ready.then_some(Readiness::Run)
}

fn finish(
    evidence: &mut Evidence,
    observer: &UnboundedSender<ProbeEvent>,
    id: ProbeId,
    outcome: ProbeOutcome,
    started: Duration,
    took: Duration,
) {
    let observation = Observation { outcome, started, took };
    let _ = observer.send(ProbeEvent::Finished(id, Box::new(observation.clone())));
    evidence.insert(id, observation);
}

/// Runs one probe under its bound.
async fn bounded(id: ProbeId, lane: Option<LaneHold>, shared: &ProbeContext, found: &Evidence) -> ProbeOutcome {
    provoke_defect(id);
    let limit = shared.bound();
    // Each request has the bound as its own deadline; a probe that asks again keeps what it has heard.
    let requests = if matches!(id, ProbeId::RestLive | ProbeId::RestReady | ProbeId::RestAuth | ProbeId::RestMeta) {
        MOST_REQUESTS_IN_TURN
    } else {
        1
    };
    let outcome = tokio::time::timeout(limit * requests + OWN_DEADLINE_SLACK, probe(id, lane, shared, found))
        .await
        .unwrap_or_else(|_| {
            let waiting_for = match id.layer() {
                Layer::Local | Layer::Service | Layer::Auth => Phase::Response,
                Layer::Dns => Phase::Lookup,
                Layer::Tcp => Phase::Connect,
                Layer::Tls => Phase::Handshake,
            };
            ProbeOutcome::Failed(Failure::Tcp(TcpFailure::TimedOut { waiting_for, after: limit }), None)
        });
    match (outcome, limits::noted_since(shared.mark)) {
        // Something has been missing on this machine since the run began: silence and breaks prove nothing about the network.
        (ProbeOutcome::Failed(failure, facts), Some(what)) if failure.could_be_local() => {
            ProbeOutcome::Failed(Failure::Local(LocalFailure::Resource { what }), facts)
        }
        (ProbeOutcome::Failed(Failure::Local(LocalFailure::Resource { what }), facts), _) => {
            limits::note(what);
            ProbeOutcome::Failed(Failure::Local(LocalFailure::Resource { what }), facts)
        }
        (outcome, _) => outcome,
    }
}

async fn probe(id: ProbeId, lane: Option<LaneHold>, shared: &ProbeContext, found: &Evidence) -> ProbeOutcome {
    if let Some(lane) = lane {
        return rest::probe(id, lane, shared, found).await;
    }
    match id {
        ProbeId::LocalUrl => local::url(&shared.case),
        ProbeId::LocalKey => local::key(&shared.case),
        ProbeId::LocalEnvironment => local::environment(&shared.case),
        ProbeId::RestDns | ProbeId::GrpcDns | ProbeId::ConsoleDns => dns::probe(id, shared).await,
        ProbeId::RestTcp | ProbeId::GrpcTcp | ProbeId::ConsoleTcp => tcp::probe(id, shared, found).await,
        ProbeId::RestTls | ProbeId::GrpcTls | ProbeId::ConsoleTls => tls::probe(id, shared, found).await,
        ProbeId::RestLive
        | ProbeId::RestReady
        | ProbeId::RestMeta
        | ProbeId::RestAuth
        | ProbeId::RestCors
        | ProbeId::ConsoleHttp => ProbeOutcome::Failed(Failure::Text(TextFailure::UrlMissing), None),
        ProbeId::GrpcHealth => grpc::health(shared, found).await,
        ProbeId::GrpcAuth => grpc::auth(shared, found).await,
        // They are observed, and no plan has them.
        ProbeId::ProgramConnect | ProbeId::ProgramRest | ProbeId::ProgramGrpc => ProbeOutcome::Skipped(Skip::NotUsed),
    }
}

/// Lets a debug build show what a defect in a probe does to the screen (`WEAVIATE_DOCTOR_DEFECT=rest.live`).
fn provoke_defect(id: ProbeId) {
    #[cfg(debug_assertions)]
    assert!(
        std::env::var("WEAVIATE_DOCTOR_DEFECT").as_deref() != Ok(id.as_str()),
        "a defect in {id} was asked for by WEAVIATE_DOCTOR_DEFECT"
    );
    let _ = id;
}
