//! Does the verdict agree with what the user's own client would meet? Thousands of generated worlds, always the same ones.

use super::*;
use std::fmt::Write as _;
use weaviate_doctor::model::cause::Surface;
use weaviate_doctor::model::finding::{Diagnosis, Verdict};
use weaviate_doctor::model::symptom::Symptom;
use weaviate_doctor::rules::clients::{ClientVerdict, judged};

/// Worlds that are looked at.
const WORLDS: usize = 4000;

/// Numbers that look random and are the same each time (`SplitMix64`).
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) >> 33).expect("31 bits") % bound
    }

    fn of<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[self.below(all.len())]
    }
}

const NAMES: [&str; 5] = ["'nxdomain'", "'no-such-name'", "'no-address'", "'resolver-failed'", "'took'"];
const CONNECTIONS: [&str; 8] = [
    "'refused'",
    "'no-connect'",
    "'unreachable'",
    "'unreachable-v6'",
    "'cut'",
    "'v6-dead'",
    "'took'",
    "'proxy-refused'",
];
const HANDSHAKES: [&str; 14] = [
    "'no-handshake'",
    "'cut'",
    "'expired'",
    "'not-yet-valid'",
    "'wrong-name'",
    "'unusable'",
    "'no-store'",
    "'not-tls'",
    "'tls-old'",
    "'alert'",
    "{ chain = [['CN=abc', 'CN=Zscaler Root CA']], verdict = 'untrusted' }",
    "{ chain = [['CN=abc', 'CN=Company Root']], verdict = 'trusted-here' }",
    "{ chain = [['CN=abc', 'CN=Company Root']], verdict = 'strict missing-authority-key-identifier' }",
    "{ chain = [['CN=abc', 'CN=Company Root']], verdict = 'refused expired' }",
];
const ANSWERS: [&str; 10] = [
    "'no-response'",
    "'cut-response'",
    "'not-http'",
    "'took'",
    "'defect'",
    "{ status = 503, body = 'no healthy upstream' }",
    "{ status = 404 }",
    "{ status = 403, body = '<html>Blocked by policy</html>' }",
    "{ status = 302, headers = { location = 'https://portal.example/' } }",
    "{ status = 429 }",
];
const KEYS: [&str; 11] = [
    "'repaired'",
    "'anonymous'",
    "'anonymous-with-key'",
    "'scoped-role'",
    "'no-data-role'",
    "'would-leak'",
    "'withheld'",
    "{ status = 401, body = '{\"code\":401,\"message\":\"unauthorized: invalid api key: invalid api key provided\"}' }",
    "{ status = 403, body = '{\"error\":[{\"message\":\"rbac: forbidden\"}]}' }",
    "{ status = 500, body = '{\"error\":[{\"message\":\"boom\"}]}' }",
    "{ status = 200, body = '<html>Sign in</html>' }",
];
const METAS: [&str; 6] =
    ["'v1.19.0'", "'v1.26.9'", "'v1.31.0'", "'v1.40.0'", "'grpc-web takes-key'", "{ status = 503, body = 'upstream' }"];
const HEALTHS: [&str; 9] = [
    "'slow 1.5'",
    "'slow 3'",
    "'slow 9'",
    "'not-serving'",
    "'not-grpc 404'",
    "'h2-broken'",
    "'no-response 3'",
    "'no-response'",
    "{ code = 'UNAVAILABLE', message = 'down' }",
];
const GRPC_KEYS: [&str; 4] = [
    "{ code = 'UNAUTHENTICATED', message = 'invalid api key' }",
    "{ code = 'PERMISSION_DENIED', message = 'rbac: authorization, forbidden action' }",
    "{ code = 'UNAVAILABLE', message = 'down' }",
    "'no-response'",
];

fn outcome(id: ProbeId, dice: &mut Dice) -> Option<&'static str> {
    Some(match (id, id.layer()) {
        (ProbeId::GrpcHealth, _) => dice.of(&HEALTHS),
        (ProbeId::GrpcAuth, _) => dice.of(&GRPC_KEYS),
        (ProbeId::RestAuth, _) => dice.of(&KEYS),
        (ProbeId::RestMeta, _) => dice.of(&METAS),
        (ProbeId::RestCors, _) => "'cors-refused'",
        (ProbeId::GrpcTls, _) if dice.below(4) == 0 => "'no-h2'",
        (_, Layer::Local) => return None,
        (_, Layer::Dns) => dice.of(&NAMES),
        (_, Layer::Tcp) => dice.of(&CONNECTIONS),
        (_, Layer::Tls) => dice.of(&HANDSHAKES),
        (_, Layer::Service | Layer::Auth) => dice.of(&ANSWERS),
    })
}

/// A world in which up to three things are odd.
fn world(dice: &mut Dice) -> (Case, Evidence, String) {
    let mut text = String::from("name = 'generated'\ncauses = []\n");
    let clients =
        ["python", "typescript", "go", "java", "python@4.9.0", "python@3.26.2", "typescript@2.2.0", "curl", "csharp"];
    let _ = writeln!(text, "client = '{}'", dice.of(&clients));
    let symptoms: Vec<&str> = Symptom::iter().map(Symptom::id).collect();
    if dice.below(3) == 0 {
        let _ = writeln!(text, "symptom = '{}'", dice.of(&symptoms));
    }
    match dice.below(8) {
        0 => text += "no_key = true\n",
        1 => text += "key = ' spaced-key-000000000000'\n",
        2 => text += "key = 'kéy-000000000000'\n",
        _ => {}
    }
    if dice.below(4) == 0 {
        let _ = writeln!(text, "init_timeout = {}", dice.of(&["0.5", "2", "5", "30"]));
    }
    let proxied = dice.below(3) == 0;
    if proxied {
        let variables = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "grpc_proxy", "ALL_PROXY"];
        let _ = writeln!(text, "proxy = 'http://127.0.0.1:3128'\nproxy_variable = '{}'", dice.of(&variables));
    }
    let bare: Scenario = toml::from_str(&text).expect("a scenario");
    let plan = Plan::of(&case_of(&bare));
    let planned: Vec<ProbeId> =
        plan.probes.iter().map(|step| step.id).filter(|id| id.layer() != Layer::Local).collect();
    let mut odd = BTreeMap::new();
    for _ in 0..dice.below(4) {
        let id = planned[dice.below(planned.len())];
        odd.extend(outcome(id, dice).map(|told| (id.as_str(), told)));
    }
    if proxied {
        for table in ["direct", "through"] {
            let ends = ["'works'", "'refused'", "'proxy-unreachable'", "'no-connect'"];
            for id in [ProbeId::RestTcp, ProbeId::GrpcTcp] {
                if dice.below(2) == 0 && plan.has(id) {
                    let _ = writeln!(text, "{table}.'{}' = {}", id.as_str(), dice.of(&ends));
                }
            }
        }
    }
    for (id, told) in odd {
        let _ = writeln!(text, "probes.'{id}' = {told}");
    }
    let scenario: Scenario = toml::from_str(&text).unwrap_or_else(|e| panic!("{e}\n{text}"));
    let case = case_of(&scenario);
    let evidence = evidence_of(&scenario, &case);
    (case, evidence, text)
}

/// Whether both endpoints let the key in.
fn accepted(evidence: &Evidence) -> bool {
    evidence.holds(ProbeId::RestAuth) && evidence.holds(ProbeId::GrpcAuth)
}

/// What contradicts the client.
fn contradiction(case: &Case, evidence: &Evidence, client: &ClientVerdict, said: &Diagnosis) -> Option<String> {
    if client.connects == Some(false) {
        let stops = client.stops_at.as_deref().unwrap_or_default();
        if said.verdict == Verdict::Healthy {
            return Some(format!("healthy, and the client stops at: {stops}"));
        }
        let (first, stop) = (said.findings.first()?, client.stop.expect("it stops"));
        // REST comes before gRPC: what concerns gRPC alone explains no stop at REST.
        let later = |id: &ProbeId| stop.probe.chain() == Chain::Rest && id.chain() == Chain::Grpc;
        let on_the_way = matches!(first.cause.surface(), Surface::Connection | Surface::ApiKey)
            && first.evidence.iter().any(|id| id.chain() != Chain::Console && !later(id));
        if case.symptom.is_none() && !on_the_way {
            return Some(format!("{} first, and the client stops at: {stops}", first.cause));
        }
    }
    let sure = |f: &&weaviate_doctor::model::finding::Finding| {
        f.confidence == Confidence::Certain
            && f.cause.surface() == Surface::Connection
            && !f.evidence.iter().all(|id| id.chain() == Chain::Local)
    };
    if client.connects == Some(true)
        && accepted(evidence)
        && let Some(sure) = said.findings.iter().find(sure)
    {
        return Some(format!("{} is certain, and the client connects", sure.cause));
    }
    None
}

#[test]
fn the_verdict_and_the_user_s_client_agree() {
    let mut dice = Dice(13);
    let mut wrong: BTreeMap<String, (usize, String)> = BTreeMap::new();
    let (mut stops, mut connects) = (0, 0);
    for _ in 0..WORLDS {
        let (case, evidence, text) = world(&mut dice);
        let Some(client) = judged(&case, &evidence) else { continue };
        stops += usize::from(client.connects == Some(false));
        connects += usize::from(client.connects == Some(true));
        if let Some(why) = contradiction(&case, &evidence, &client, &diagnose(&case, &evidence)) {
            wrong.entry(why).or_insert((0, text)).0 += 1;
        }
    }
    assert!(stops > WORLDS / 10 && connects > WORLDS / 10, "{stops} {connects}");
    let lines: Vec<String> = wrong.iter().map(|(why, (n, text))| format!("{n} × {why}\n{text}")).collect();
    assert!(wrong.is_empty(), "{}", lines.join("\n"));
}
