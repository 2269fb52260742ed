//! What the pictures of the screens show: one cluster, measured at fixed times, with everything fine or with gRPC blocked.

use crate::model::api_key::{ApiKey, Length};
use crate::model::case::{Case, ConfiguredCluster, Sourced};
use crate::model::client::{Client, Language, Version};
use crate::model::evidence::{
    Attempt, AttemptResult, AuthFacts, CertificateFacts, CorsFacts, DnsFacts, EnvironmentFacts, Failure, GrpcAuthFacts,
    GrpcCode, HealthFacts, HttpFacts, KeyFacts, MetaFacts, Observation, Origin, Phase, ProbeEvent, ProbeFacts, ProbeId,
    ProbeOutcome, Resolved, Skip, StoreVerdict, TcpFacts, TcpFailure, TlsFacts, UrlFacts,
};
use crate::model::http_answer::{AnswerKind, HttpAnswer, Responder};
use crate::model::sanitized::SanitizedText;
use crate::wizard::tests::{PLANTED, send};
use crate::wizard::{Msg, RunId, Screen, Wizard};
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

const HOST: &str = "abc123.c0.europe-west3.gcp.weaviate.cloud";

pub(super) fn case() -> Case {
    let mut case = Case::empty();
    case.url = Sourced::new(format!("https://{HOST}"), Origin::DotEnv("WEAVIATE_URL".into()));
    case.key = Sourced::new(ApiKey::new(PLANTED.into()), Origin::Variable("WEAVIATE_API_KEY".into()));
    case.client = Client { language: Language::Python, version: Some(Version::new(4, 16, 1)) };
    case.client_origin = Origin::Project("uv.lock".into());
    case
}

/// The same with clusters in a config file.
pub(super) fn configured() -> Case {
    let clusters = [
        ("analytics", "https://analytics-7f3a.c0.us-east1.gcp.weaviate.cloud"),
        ("production", "https://abc123.c0.europe-west3.gcp.weaviate.cloud"),
        ("staging", "https://def456.c0.europe-west3.gcp.weaviate.cloud"),
        ("local", "http://localhost:8080"),
    ];
    let entry = |(name, url): (&str, &str)| ConfiguredCluster {
        name: name.to_owned(),
        url: url.to_owned(),
        key: Sourced::default(),
        proxy: None,
    };
    Case { configured: clusters.map(entry).to_vec(), ..Case::empty() }
}

fn ms(number: u64) -> Duration {
    Duration::from_millis(number)
}

fn address(last: u8) -> IpAddr {
    IpAddr::from([203, 0, 113, last])
}

/// When a probe starts and how long it takes, in milliseconds.
const fn times(id: ProbeId) -> (u64, u64) {
    match id {
        ProbeId::LocalUrl | ProbeId::LocalKey | ProbeId::LocalEnvironment => (0, 1),
        ProbeId::RestDns => (1, 12),
        ProbeId::RestTcp => (13, 31),
        ProbeId::RestTls => (44, 64),
        ProbeId::RestLive => (108, 33),
        ProbeId::RestReady => (109, 31),
        ProbeId::RestAuth => (108, 58),
        ProbeId::RestMeta => (166, 40),
        ProbeId::RestCors => (108, 30),
        ProbeId::GrpcDns => (1, 14),
        ProbeId::GrpcTcp => (15, 32),
        ProbeId::GrpcTls => (47, 66),
        ProbeId::GrpcHealth => (113, 180),
        ProbeId::GrpcAuth => (293, 35),
        ProbeId::ConsoleDns => (2, 11),
        ProbeId::ConsoleTcp => (13, 28),
        ProbeId::ConsoleTls => (41, 60),
        ProbeId::ConsoleHttp => (101, 88),
        // They are observed, and stand on no screen of probes.
        ProbeId::ProgramConnect | ProbeId::ProgramRest | ProbeId::ProgramGrpc => (0, 0),
    }
}

fn answer(meaning: AnswerKind, status: u16) -> HttpAnswer {
    HttpAnswer {
        status,
        speaker: Responder::Weaviate,
        meaning,
        message: SanitizedText::new(""),
        server: None,
        via: None,
        location: None,
        retry_after: None,
    }
}

fn host(id: ProbeId) -> String {
    match id {
        ProbeId::GrpcDns | ProbeId::GrpcTcp | ProbeId::GrpcTls => format!("grpc-{HOST}"),
        ProbeId::ConsoleDns | ProbeId::ConsoleTcp | ProbeId::ConsoleTls => "console.weaviate.cloud".to_owned(),
        _ => HOST.to_owned(),
    }
}

fn facts(id: ProbeId) -> ProbeFacts {
    match id {
        ProbeId::LocalUrl => ProbeFacts::Url(UrlFacts {
            origin: Origin::DotEnv("WEAVIATE_URL".into()),
            hints: Vec::new(),
            rest: format!("https://{HOST}:443"),
            grpc: format!("https://grpc-{HOST}:443"),
        }),
        ProbeId::LocalKey => ProbeFacts::Key(KeyFacts {
            origin: Origin::Variable("WEAVIATE_API_KEY".into()),
            problems: Vec::new(),
            length: Length::Usual,
            fingerprint: Some("7f3a".into()),
            repairable: false,
        }),
        ProbeId::LocalEnvironment => ProbeFacts::Environment(EnvironmentFacts::default()),
        ProbeId::RestDns | ProbeId::GrpcDns | ProbeId::ConsoleDns => ProbeFacts::Dns(DnsFacts {
            name: host(id),
            used: Resolved::System,
            addresses: vec![address(7), address(9)],
            system: None,
            direct: Vec::new(),
            console: None,
            through: None,
        }),
        ProbeId::RestTcp | ProbeId::GrpcTcp | ProbeId::ConsoleTcp => {
            let attempt = |last, took| Attempt {
                address: SocketAddr::new(address(last), 443),
                result: AttemptResult::Connected,
                took: ms(took),
            };
            ProbeFacts::Tcp(TcpFacts { attempts: vec![attempt(7, 31), attempt(9, 29)], ..TcpFacts::default() })
        }
        ProbeId::RestTls | ProbeId::GrpcTls | ProbeId::ConsoleTls => ProbeFacts::Tls(TlsFacts {
            protocol: Some("TLS 1.3".into()),
            alpn: Some(if id == ProbeId::GrpcTls { "h2" } else { "http/1.1" }.into()),
            chain: vec![certificate(&host(id), "WR3"), certificate("WR3", "GTS Root R1")],
            system: Some(StoreVerdict::Trusted),
            mozilla: Some(StoreVerdict::Trusted),
            handshake: ms(times(id).1),
            ..TlsFacts::default()
        }),
        ProbeId::RestLive | ProbeId::RestReady | ProbeId::ConsoleHttp => ProbeFacts::Http(HttpFacts {
            answer: answer(AnswerKind::Fine, 200),
            clock_offset: Some(0),
            cold: Duration::ZERO,
        }),
        ProbeId::RestMeta => {
            ProbeFacts::Meta(MetaFacts { version: SanitizedText::new("1.37.2"), ..MetaFacts::default() })
        }
        ProbeId::RestAuth => ProbeFacts::from(AuthFacts {
            without_key: Some(answer(AnswerKind::AnonymousOff { methods: vec!["API-keys".into()] }, 401)),
            with_key: Some(answer(AnswerKind::Fine, 200)),
            with_repaired: None,
            user: Some(SanitizedText::new("shop-backend")),
            roles: vec![SanitizedText::new("viewer")],
            reads_data: Some(true),
            cross: None,
        }),
        ProbeId::RestCors => ProbeFacts::Cors(CorsFacts {
            status: 200,
            allow_origin: Some(SanitizedText::new("*")),
            allow_headers: Some(SanitizedText::new("*")),
        }),
        ProbeId::GrpcHealth => ProbeFacts::Health(HealthFacts { cold: vec![ms(92), ms(88)] }),
        ProbeId::ProgramConnect | ProbeId::ProgramRest | ProbeId::ProgramGrpc => ProbeFacts::Requests(Box::default()),
        ProbeId::GrpcAuth => ProbeFacts::GrpcAuth(GrpcAuthFacts {
            with_key: true,
            code: GrpcCode::NotFound,
            message: SanitizedText::new(""),
        }),
    }
}

fn certificate(subject: &str, issuer: &str) -> CertificateFacts {
    CertificateFacts {
        subject: SanitizedText::new(subject),
        issuer: SanitizedText::new(issuer),
        issuer_organization: Some(SanitizedText::new("Google Trust Services")),
        not_before: 1_795_000_000,
        not_after: 1_802_776_000,
        names: vec![SanitizedText::new(subject)],
        self_issued: false,
    }
}

/// What a probe finds where everything works.
pub(super) fn fine(id: ProbeId) -> Observation {
    let (started, took) = times(id);
    Observation { outcome: ProbeOutcome::Passed(facts(id)), started: ms(started), took: ms(took) }
}

/// What it finds where nothing answers at the gRPC port.
pub(super) fn blocked(id: ProbeId) -> Observation {
    let timed_out = Failure::Tcp(TcpFailure::TimedOut { waiting_for: Phase::Connect, after: ms(10_000) });
    let attempt = |last| Attempt {
        address: SocketAddr::new(address(last), 443),
        result: AttemptResult::TimedOut,
        took: ms(10_000),
    };
    let tried = TcpFacts { attempts: vec![attempt(7), attempt(9)], ..TcpFacts::default() };
    let (outcome, took) = match id {
        ProbeId::GrpcTcp => (ProbeOutcome::Failed(timed_out, Some(ProbeFacts::Tcp(tried))), 10_000),
        ProbeId::GrpcTls | ProbeId::GrpcHealth | ProbeId::GrpcAuth => {
            let outcome = ProbeOutcome::Skipped(Skip::Behind(ProbeId::GrpcTcp));
            return Observation { outcome, started: Duration::ZERO, took: Duration::ZERO };
        }
        _ => return fine(id),
    };
    Observation { outcome, started: ms(times(id).0), took: ms(took) }
}

/// The run that is under way.
pub(super) fn run(wizard: &Wizard) -> (RunId, Vec<ProbeId>) {
    let Screen::Probing(probing) = &wizard.screen else { panic!("nothing is being probed") };
    (probing.id, probing.plan.probes.iter().map(|p| p.id).filter(|id| !probing.kept.contains(&id.chain())).collect())
}

/// Lets these probes of the run under way report.
pub(super) fn report(wizard: &mut Wizard, probes: &[ProbeId], found: fn(ProbeId) -> Observation) {
    let (id, _) = run(wizard);
    for probe in probes {
        send(wizard, Msg::Probe(id, ProbeEvent::Started(*probe)));
        send(wizard, Msg::Probe(id, ProbeEvent::Finished(*probe, Box::new(found(*probe)))));
    }
}

/// Lets all of them report, and the run end.
pub(super) fn end(wizard: &mut Wizard, found: fn(ProbeId) -> Observation) {
    let (id, probes) = run(wizard);
    report(wizard, &probes, found);
    let took = probes.iter().map(|p| found(*p)).map(|o| o.started + o.took).max().unwrap_or_default();
    send(wizard, Msg::Probe(id, ProbeEvent::Ended(took)));
}
