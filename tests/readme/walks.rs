//! The walks whose screens the README shows.

use crate::picture::Picture;
use std::time::{Duration, SystemTime};
use weaviate_doctor::model::api_key::{ApiKey, Redactor};
use weaviate_doctor::model::case::{Case, Sourced};
use weaviate_doctor::model::client::{Client, Language, Version};
use weaviate_doctor::model::evidence::*;
use weaviate_doctor::model::http_answer::{HttpAnswer, RawAnswer};
use weaviate_doctor::model::plan::Plan;
use weaviate_doctor::model::sanitized::SanitizedText;
use weaviate_doctor::wizard::{Effect, Input, Key, Msg, Wizard};

/// What somebody finds whose firewall lets REST through and drops gRPC.
fn blocked(id: ProbeId) -> ProbeOutcome {
    let address = "203.0.113.7".parse().expect("address");
    let answer = |body: &str| {
        HttpAnswer::recognize(RawAnswer { status: 200, headers: &[], body: body.as_bytes() }, &Redactor::default())
    };
    let attempt = |a: &str| Attempt {
        address: a.parse().expect("address"),
        result: AttemptResult::TimedOut,
        took: Duration::from_secs(10),
    };
    ProbeOutcome::Passed(match id {
        ProbeId::RestDns | ProbeId::GrpcDns | ProbeId::ConsoleDns => ProbeFacts::Dns(DnsFacts {
            name: "abc123.c0.europe-west3.gcp.weaviate.cloud".into(),
            used: Resolved::System,
            addresses: vec![address],
            system: None,
            direct: vec![],
            console: None,
            through: None,
        }),
        ProbeId::GrpcTcp => {
            let facts = TcpFacts {
                attempts: vec![attempt("203.0.113.7:443"), attempt("203.0.113.9:443")],
                ..TcpFacts::default()
            };
            let failure =
                Failure::Tcp(TcpFailure::TimedOut { waiting_for: Phase::Connect, after: Duration::from_secs(10) });
            return ProbeOutcome::Failed(failure, Some(ProbeFacts::Tcp(facts)));
        }
        ProbeId::GrpcTls | ProbeId::GrpcHealth | ProbeId::GrpcAuth => {
            return ProbeOutcome::Skipped(Skip::Behind(ProbeId::GrpcTcp));
        }
        ProbeId::RestTcp | ProbeId::ConsoleTcp => ProbeFacts::Tcp(TcpFacts::default()),
        ProbeId::RestTls | ProbeId::ConsoleTls => ProbeFacts::Tls(TlsFacts::default()),
        ProbeId::RestAuth => ProbeFacts::from(AuthFacts {
            without_key: None,
            with_key: Some(answer(r#"{"groups":[],"roles":[],"username":"shop-backend"}"#)),
            with_repaired: None,
            user: Some(SanitizedText::new("shop-backend")),
            roles: vec![SanitizedText::new("viewer")],
            reads_data: Some(true),
            cross: None,
        }),
        ProbeId::RestMeta => {
            ProbeFacts::Meta(MetaFacts { version: SanitizedText::new("1.37.2"), ..MetaFacts::default() })
        }
        _ => ProbeFacts::Http(HttpFacts { answer: answer(""), clock_offset: Some(0), cold: Duration::ZERO }),
    })
}

fn case() -> Case {
    let mut case = Case::empty();
    let url = "https://abc123.c0.europe-west3.gcp.weaviate.cloud";
    case.url = Sourced::new(url.into(), Origin::DotEnv("WEAVIATE_URL".into()));
    case.key = Sourced::new(ApiKey::new("a-key-for-the-picture".into()), Origin::Variable("WEAVIATE_API_KEY".into()));
    case.client = Client { language: Language::Python, version: Some(Version::new(4, 24, 1)) };
    case.client_origin = Origin::Project("uv.lock".into());
    case
}

/// What somebody finds whom nothing keeps out.
fn fine(id: ProbeId) -> ProbeOutcome {
    match id {
        ProbeId::GrpcTcp => ProbeOutcome::Passed(ProbeFacts::Tcp(TcpFacts::default())),
        ProbeId::GrpcTls => ProbeOutcome::Passed(ProbeFacts::Tls(TlsFacts::default())),
        ProbeId::GrpcHealth => {
            ProbeOutcome::Passed(ProbeFacts::Health(HealthFacts { cold: vec![Duration::from_millis(31)] }))
        }
        ProbeId::GrpcAuth => blocked(ProbeId::RestAuth),
        other => blocked(other),
    }
}

/// The wizard that knows cluster and key, so many seconds after its start.
fn started() -> Wizard {
    let mut wizard = Wizard::new(None, Vec::new());
    let _ = wizard.update(at(0));
    let _ = wizard.update(Msg::Discovered(Box::new(case())));
    wizard
}

fn at(seconds: u64) -> Msg {
    Msg::Tick(SystemTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000 + seconds))
}

/// The run among what is to be done.
fn run_of(effects: &[Effect]) -> Option<(u64, Plan)> {
    effects.iter().find_map(|e| if let Effect::StartRun(id, case) = e { Some((*id, Plan::of(case))) } else { None })
}

/// Goes from the third symptom to the probes.
fn to_probes(wizard: &mut Wizard) -> (u64, Plan) {
    let mut effects = wizard.update(Msg::Input(Input::Char('3')));
    for _ in 0..6 {
        if let Some(run) = run_of(&effects) {
            return run;
        }
        effects = wizard.update(Msg::Input(Input::Key(Key::Enter)));
    }
    panic!("the run starts");
}

fn end(wizard: &mut Wizard, (id, plan): &(u64, Plan), found: fn(ProbeId) -> ProbeOutcome) {
    plan.probes.iter().for_each(|probe| finish(wizard, *id, probe.id, found));
    let _ = wizard.update(Msg::Probe(*id, ProbeEvent::Ended(Duration::from_secs(10))));
}

fn finish(wizard: &mut Wizard, run: u64, probe: ProbeId, found: fn(ProbeId) -> ProbeOutcome) {
    let outcome = match probe {
        ProbeId::LocalUrl | ProbeId::LocalKey | ProbeId::LocalEnvironment => {
            ProbeOutcome::Passed(ProbeFacts::Environment(EnvironmentFacts::default()))
        }
        other => found(other),
    };
    let is_failed = matches!(outcome, ProbeOutcome::Failed(..));
    let took = if is_failed { Duration::from_secs(10) } else { Duration::from_millis(31) };
    let observation = Observation { outcome, started: Duration::ZERO, took };
    let _ = wizard.update(Msg::Probe(run, ProbeEvent::Finished(probe, Box::new(observation))));
}

/// The screens from the first one to the result, each with the seconds that it is worth: what a person reads takes longer.
pub fn walk() -> Vec<(Picture, u32)> {
    let mut wizard = started();
    let mut frames = vec![(Picture::of(&wizard), 2)];
    for _ in 0..2 {
        let _ = wizard.update(Msg::Input(Input::Key(Key::Down)));
    }
    frames.push((Picture::of(&wizard), 3));
    let (id, plan) = to_probes(&mut wizard);
    let others = plan.probes.iter().map(|p| p.id).filter(|probe| *probe != ProbeId::GrpcDns);
    let (last, first): (Vec<ProbeId>, Vec<ProbeId>) = others.partition(|probe| probe.chain() == Chain::Grpc);
    finish(&mut wizard, id, ProbeId::GrpcDns, blocked);
    let _ = wizard.update(Msg::Probe(id, ProbeEvent::Started(ProbeId::GrpcTcp)));
    for (second, some) in (1..).zip(first.chunks(first.len().div_ceil(3))) {
        for probe in some {
            finish(&mut wizard, id, *probe, blocked);
        }
        let _ = wizard.update(at(second));
        frames.push((Picture::of(&wizard), 1));
    }
    let _ = wizard.update(at(9));
    frames.push((Picture::of(&wizard), 1));
    for probe in &last {
        finish(&mut wizard, id, *probe, blocked);
    }
    let _ = wizard.update(Msg::Probe(id, ProbeEvent::Ended(Duration::from_secs(10))));
    let _ = wizard.update(at(10));
    frames.push((Picture::of(&wizard), 7));
    frames
}

/// Watches a firewall that lets gRPC through now and then.
pub fn watch() -> Picture {
    let mut wizard = started();
    wizard.watch_every(Duration::from_secs(10));
    let mut run = to_probes(&mut wizard);
    for (time, found) in (1..).zip([fine, fine, blocked, blocked, fine, fine, fine, blocked]) {
        end(&mut wizard, &run, found);
        if time == 8 {
            break;
        }
        let effects = wizard.update(at(10 * time));
        assert!(matches!(effects.as_slice(), [Effect::LookAnew(_)]), "the next run is due");
        run = run_of(&wizard.update(Msg::LookedAnew(Ok(None)))).expect("the next run");
    }
    Picture::of(&wizard)
}
