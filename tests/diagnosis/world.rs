//! What a scenario's probes found: everything as on a healthy cluster, but for what it names.

use super::*;
use std::time::Duration;
use weaviate_doctor::model::client::Language;

pub fn answer(status: u16, headers: &BTreeMap<String, String>, body: &str) -> HttpAnswer {
    let headers: Vec<(String, String)> = headers.iter().map(|(n, v)| (n.clone(), v.clone())).collect();
    HttpAnswer::recognize(RawAnswer { status, headers: &headers, body: body.as_bytes() }, &Redactor::default())
}

fn meta(version: &str) -> ProbeFacts {
    ProbeFacts::Meta(MetaFacts {
        version: SanitizedText::new(version),
        grpc_max_message_size: Some(104_858_000),
        modules: vec![],
        grpc_web: None,
    })
}

fn auth(reads_data: Option<bool>, with_key: Option<HttpAnswer>) -> AuthFacts {
    let anonymous_off = answer(
        401,
        &BTreeMap::new(),
        r#"{"code":401,"message": "anonymous access not enabled. Please authenticate through one of the available methods: [API-keys]" }"#,
    );
    AuthFacts {
        without_key: Some(anonymous_off),
        with_key,
        with_repaired: None,
        user: Some(SanitizedText::new("shop-backend")),
        roles: if reads_data.is_some() { vec![SanitizedText::new("viewer")] } else { vec![] },
        cross: None,
        reads_data,
    }
}

/// What a healthy cluster shows.
pub fn healthy(id: ProbeId, case: &Case) -> ProbeOutcome {
    let fine = answer(200, &BTreeMap::new(), "");
    let own_info = answer(200, &BTreeMap::new(), r#"{"groups":[],"roles":null,"username":"shop-backend"}"#);
    ProbeOutcome::Passed(match id {
        ProbeId::LocalEnvironment => ProbeFacts::Environment(EnvironmentFacts::default()),
        ProbeId::LocalUrl => match case.target() {
            Some(Ok(target)) => ProbeFacts::Url(UrlFacts {
                origin: Origin::Argument,
                hints: target.hints,
                rest: target.rest.to_string(),
                grpc: target.grpc.to_string(),
            }),
            Some(Err(problem)) => return ProbeOutcome::Failed(Failure::Text(TextFailure::UrlUnusable(problem)), None),
            None => return ProbeOutcome::Failed(Failure::Text(TextFailure::UrlMissing), None),
        },
        ProbeId::LocalKey => {
            let Some(key) = &case.key.value else { return ProbeOutcome::Skipped(Skip::NoKey) };
            let facts = ProbeFacts::Key(KeyFacts {
                origin: case.key.origin.clone(),
                problems: key.problems(),
                length: key.length(),
                fingerprint: None,
                repairable: key.repaired().is_some(),
            });
            return if key.is_empty() {
                ProbeOutcome::Failed(Failure::Text(TextFailure::KeyEmpty), Some(facts))
            } else if key.problems().is_empty() {
                ProbeOutcome::Passed(facts)
            } else {
                ProbeOutcome::Failed(Failure::Text(TextFailure::KeyUnclean(key.problems())), Some(facts))
            };
        }
        ProbeId::RestDns | ProbeId::GrpcDns | ProbeId::ConsoleDns => ProbeFacts::Dns(DnsFacts {
            name: "abc".into(),
            used: Resolved::System,
            addresses: vec![[203, 0, 113, 9].into()],
            system: None,
            direct: vec![],
            through: None,
            console: None,
        }),
        ProbeId::RestTcp | ProbeId::GrpcTcp | ProbeId::ConsoleTcp => ProbeFacts::Tcp(TcpFacts::default()),
        ProbeId::RestTls | ProbeId::GrpcTls | ProbeId::ConsoleTls => ProbeFacts::Tls(TlsFacts {
            system: Some(StoreVerdict::Trusted),
            mozilla: Some(StoreVerdict::Trusted),
            ..TlsFacts::default()
        }),
        ProbeId::RestLive | ProbeId::RestReady | ProbeId::ConsoleHttp => {
            ProbeFacts::Http(HttpFacts { answer: fine, clock_offset: Some(0), cold: Duration::ZERO })
        }
        ProbeId::RestMeta => meta("1.37.2"),
        ProbeId::RestAuth if case.key.value.as_ref().is_none_or(ApiKey::is_empty) => {
            let facts = auth(None, None);
            let refused = facts.without_key.clone().expect("set above");
            return ProbeOutcome::Failed(Failure::from(refused), Some(ProbeFacts::from(facts)));
        }
        ProbeId::RestAuth => ProbeFacts::from(auth(Some(true), Some(own_info))),
        ProbeId::RestCors => ProbeFacts::Cors(CorsFacts {
            status: 200,
            allow_origin: Some(SanitizedText::new("*")),
            allow_headers: None,
        }),
        ProbeId::GrpcHealth => ProbeFacts::Health(HealthFacts { cold: vec![Duration::from_millis(120)] }),
        ProbeId::GrpcAuth if case.key.value.as_ref().is_none_or(ApiKey::is_empty) => {
            return ProbeOutcome::Skipped(Skip::NoKey);
        }
        // No plan has them: a program is observed, not probed.
        ProbeId::ProgramConnect | ProbeId::ProgramRest | ProbeId::ProgramGrpc => {
            return ProbeOutcome::Skipped(Skip::NotUsed);
        }
        ProbeId::GrpcAuth => ProbeFacts::GrpcAuth(GrpcAuthFacts {
            with_key: true,
            code: GrpcCode::Unknown,
            message: SanitizedText::new("could not find class X in schema"),
        }),
    })
}

#[expect(clippy::too_many_lines, reason = "one table of words")]
fn told(id: ProbeId, told: &Told, case: &Case) -> ProbeOutcome {
    let fail = |failure| ProbeOutcome::Failed(failure, None);
    match told {
        Told::Http { status, headers, body } => {
            let answer = answer(*status, headers, body);
            let facts = if id == ProbeId::RestAuth {
                let key = case.key.value.as_ref().filter(|k| !k.is_empty());
                ProbeFacts::from(AuthFacts { with_key: key.map(|_| answer.clone()), ..auth(None, None) })
            } else {
                ProbeFacts::Http(HttpFacts { answer: answer.clone(), clock_offset: None, cold: Duration::ZERO })
            };
            ProbeOutcome::Failed(Failure::from(answer), Some(facts))
        }
        Told::Grpc { code, message } => {
            let code = GrpcCode::iter().find(|c| c.as_str() == code).expect("gRPC code");
            let message = SanitizedText::new(message);
            if id == ProbeId::GrpcAuth && code == GrpcCode::PermissionDenied {
                return ProbeOutcome::Passed(ProbeFacts::GrpcAuth(GrpcAuthFacts { with_key: true, code, message }));
            }
            fail(Failure::Grpc(GrpcFailure::Status { code, message }))
        }
        Told::Chain { chain, verdict } => {
            let certificate = |[subject, issuer]: &[String; 2]| CertificateFacts {
                subject: SanitizedText::new(subject),
                issuer: SanitizedText::new(issuer),
                issuer_organization: None,
                not_before: 0,
                not_after: 1_700_000_000,
                names: vec![],
                self_issued: subject == issuer,
            };
            let chain: Vec<_> = chain.iter().map(certificate).collect();
            let last = chain.last().expect("a certificate").clone();
            let facts = TlsFacts { clients: clients(verdict, &last.issuer), chain, ..TlsFacts::default() };
            if !facts.clients.is_empty() {
                return ProbeOutcome::Warned(ProbeFacts::Tls(facts), Warning::ClientRefuses);
            }
            let self_signed = facts.chain.len() == 1 && last.self_issued;
            let failure = match verdict.as_str() {
                "no-store" => TlsFailure::NoTrustStore,
                _ => TlsFailure::CertificateUntrusted { issuer: last.issuer.clone(), self_signed },
            };
            ProbeOutcome::Failed(Failure::Tls(failure), Some(ProbeFacts::Tls(facts)))
        }
        Told::Word(word) => {
            let mut words = word.split(' ');
            let first = words.next().unwrap_or_default();
            let number: f64 = words.next().and_then(|n| n.parse().ok()).unwrap_or(10.0);
            let after = Duration::from_secs_f64(number);
            let name = "abc".to_owned();
            let late = |waiting_for| fail(Failure::Tcp(TcpFailure::TimedOut { waiting_for, after }));
            let proxy = "http://proxy.example:3128".to_owned();
            match first {
                "nxdomain" => fail(Failure::Dns(DnsFailure::NameNotFound { name, by_server: true })),
                "no-such-name" => fail(Failure::Dns(DnsFailure::NameNotFound { name, by_server: false })),
                "nothing-outside" => ProbeOutcome::Failed(
                    Failure::Dns(DnsFailure::NameNotFound { name: name.clone(), by_server: true }),
                    Some(ProbeFacts::Dns(DnsFacts {
                        name,
                        used: Resolved::System,
                        addresses: vec![],
                        system: None,
                        direct: vec![],
                        through: None,
                        console: Some(false),
                    })),
                ),
                "no-address" => fail(Failure::Dns(DnsFailure::NoAddress { name })),
                "resolver-failed" => fail(Failure::Dns(DnsFailure::ResolverFailed {
                    name,
                    system: Some(SystemLookupError::TemporaryFailure),
                })),
                "refused" => fail(Failure::Tcp(TcpFailure::Refused {
                    addresses: vec!["203.0.113.9:443".parse().expect("address")],
                })),
                "no-connect" => late(Phase::Connect),
                "no-handshake" => late(Phase::Handshake),
                "no-response" => late(Phase::Response),
                "unreachable" => fail(Failure::Tcp(TcpFailure::Unreachable { addresses: vec![], only: None })),
                "unreachable-v6" => {
                    fail(Failure::Tcp(TcpFailure::Unreachable { addresses: vec![], only: Some(Family::V6) }))
                }
                "cut" => fail(Failure::Tcp(TcpFailure::Cut { waiting_for: Phase::Handshake, reset: true })),
                "cut-response" => fail(Failure::Tcp(TcpFailure::Cut { waiting_for: Phase::Response, reset: false })),
                "proxy-unreachable" => {
                    fail(Failure::Proxy(ProxyFailure::Unreachable { proxy, why: ProxyError::Refused }))
                }
                "proxy-auth" => fail(Failure::Proxy(ProxyFailure::AuthRequired { proxy })),
                "proxy-refused" => fail(Failure::Proxy(ProxyFailure::Refused {
                    proxy,
                    reply: SanitizedText::new("HTTP/1.1 403 Forbidden"),
                })),
                "expired" => fail(Failure::Tls(TlsFailure::CertificateExpired { not_after: 1_700_000_000 })),
                "not-yet-valid" => fail(Failure::Tls(TlsFailure::CertificateNotYetValid { not_before: 1_900_000_000 })),
                "wrong-name" => fail(Failure::Tls(TlsFailure::CertificateNameMismatch {
                    name,
                    presented: vec![SanitizedText::new("other.example")],
                })),
                "unusable" => fail(Failure::Tls(TlsFailure::CertificateUnusable)),
                "no-store" => fail(Failure::Tls(TlsFailure::NoTrustStore)),
                "not-tls" => fail(Failure::Tls(TlsFailure::NotSpoken { plain_http: true })),
                "tls-old" => fail(Failure::Tls(TlsFailure::TooOld)),
                "alert" => fail(Failure::Tls(TlsFailure::Alert {
                    alert: SanitizedText::new("HandshakeFailure"),
                    reason: AlertReason::NothingInCommon,
                })),
                "no-h2" => fail(Failure::Tls(TlsFailure::Http2NotOffered { chosen: Some("http/1.1".into()) })),
                "h2-broken" => fail(Failure::Http(HttpFailure::NotHttp(ProtocolError::Http2))),
                "not-http" => fail(Failure::Http(HttpFailure::NotHttp(ProtocolError::Malformed))),
                "cors-refused" => fail(Failure::Http(HttpFailure::CorsRefused)),
                "not-serving" => fail(Failure::Grpc(GrpcFailure::NotServing)),
                "not-grpc" => fail(Failure::Grpc(GrpcFailure::NotGrpc { status: word[9..].parse().expect("status") })),
                "defect" => fail(Failure::Local(LocalFailure::Defect)),
                "v6-dead" => {
                    ProbeOutcome::Warned(ProbeFacts::Tcp(TcpFacts::default()), Warning::FamilyDead(Family::V6))
                }
                "slow" => ProbeOutcome::Warned(
                    ProbeFacts::Health(HealthFacts { cold: vec![after] }),
                    Warning::SlowerThan(case.init_timeout()),
                ),
                "repaired" => ProbeOutcome::Warned(ProbeFacts::from(auth(Some(true), None)), Warning::AcceptedRepaired),
                "anonymous" => ProbeOutcome::Passed(ProbeFacts::from(AuthFacts {
                    without_key: Some(answer(
                        200,
                        &BTreeMap::new(),
                        r#"{"hostname":"x","version":"1.37.2","modules":{}}"#,
                    )),
                    ..auth(None, None)
                })),
                "anonymous-with-key" => {
                    ProbeOutcome::Warned(ProbeFacts::from(auth(None, None)), Warning::AnonymousAllowed)
                }
                "scoped-role" => ProbeOutcome::Passed(ProbeFacts::from(auth(Some(true), None))),
                "no-data-role" => ProbeOutcome::Passed(ProbeFacts::from(auth(Some(false), None))),
                "took" => healthy(id, case),
                "no-key" => ProbeOutcome::Skipped(Skip::NoKey),
                "would-leak" => ProbeOutcome::Skipped(Skip::KeyWouldLeak),
                "client-refuses-chain" => ProbeOutcome::Skipped(Skip::ClientRefusesChain),
                "withheld" => ProbeOutcome::Skipped(Skip::KeyWithheld),
                "out-of-files" => fail(Failure::Local(LocalFailure::Resource { what: Shortage::Descriptors })),
                "clock-ahead" => clock(-365 * 86_400),
                "clock-behind" => clock(365 * 86_400),
                "clock" => clock(-600),
                "grpc-web" => ProbeOutcome::Passed(ProbeFacts::Meta(MetaFacts {
                    version: SanitizedText::new("1.38.3"),
                    grpc_web: Some(match &word[9..] {
                        "takes-key" => GrpcWeb::TakesKey,
                        other => panic!("no such answer: {other}"),
                    }),
                    ..MetaFacts::default()
                })),
                version if version.starts_with('v') => ProbeOutcome::Passed(meta(&version[1..])),
                other => panic!("no such outcome: {other}"),
            }
        }
    }
}

/// An answer whose date says that the machine's clock is off by so much.
fn clock(offset: i64) -> ProbeOutcome {
    let answer = answer(200, &BTreeMap::new(), "");
    ProbeOutcome::Warned(
        ProbeFacts::Http(HttpFacts { answer, clock_offset: Some(offset), cold: Duration::ZERO }),
        Warning::ClockOffset(offset.abs()),
    )
}

pub fn evidence_of(s: &Scenario, case: &Case) -> Evidence {
    let mut evidence = Evidence::default();
    let plan = Plan::of(case);
    for name in s.probes.keys() {
        let id: ProbeId = name.parse().expect("probe id");
        assert!(plan.has(id), "{}: {name} is not planned", s.name);
    }
    for step in &plan.probes {
        let blocked = step.needs.iter().find_map(|need| match &evidence.get(*need)?.outcome {
            ProbeOutcome::Failed(..) => Some(Skip::Behind(*need)),
            ProbeOutcome::Skipped(why) => Some(*why),
            _ => None,
        });
        let mut outcome = match (blocked, s.probes.get(step.id.as_str())) {
            (Some(skip), _) => ProbeOutcome::Skipped(skip),
            (None, Some(result)) => told(step.id, result, case),
            (None, None) => healthy(step.id, case),
        };
        let failed = |word: &String| {
            let failure = || told(step.id, &Told::Word(word.clone()), case).failure().cloned().expect("a failure");
            (word != "works").then(failure)
        };
        let took = Duration::from_millis(30);
        let direct = s.direct.get(step.id.as_str()).map(|word| DirectTry { failure: failed(word), took });
        let through = s.through.get(step.id.as_str()).map(|word| ProxyTry {
            proxy: s.proxy.clone().expect("a proxy"),
            variable: SanitizedText::new(s.proxy_variable.as_deref().unwrap_or("HTTPS_PROXY")),
            failure: failed(word),
            took,
        });
        if direct.is_some() || through.is_some() {
            let facts = ProbeFacts::Tcp(TcpFacts { direct, through, ..TcpFacts::default() });
            outcome = match outcome {
                ProbeOutcome::Failed(failure, _) => ProbeOutcome::Failed(failure, Some(facts)),
                _ => ProbeOutcome::Passed(facts),
            };
        }
        if let (ProbeId::RestAuth, false, ProbeOutcome::Failed(_, Some(ProbeFacts::Auth(auth)))) =
            (step.id, s.cross.is_empty(), &mut outcome)
        {
            let names = |word| s.cross.get(word).cloned().into_iter().collect();
            auth.cross = Some(CrossCheck {
                belongs_to: names("belongs-to"),
                opened_by: names("opened-by"),
                refused_by: names("refused-by"),
                not_asked: vec![],
            });
        }
        let took = match s.probes.get(step.id.as_str()) {
            Some(Told::Word(word)) if word.starts_with("took") => Duration::from_secs(8),
            _ => Duration::from_millis(30),
        };
        if let ProbeOutcome::Passed(ProbeFacts::Http(http)) = &mut outcome {
            http.cold = took;
        }
        evidence.insert(step.id, Observation { outcome, started: Duration::ZERO, took });
    }
    evidence
}

/// What Python 3.13 and Python 3.12 make of a chain that this machine trusts: `trusted-here` is refused by both, `strict PROBLEM` by the newer,
/// `refused PROBLEM` by both.
fn clients(verdict: &str, issuer: &SanitizedText) -> Vec<ClientTrust> {
    let (problem, both) = match verdict.split_once(' ') {
        Some(("strict", problem)) => (problem, false),
        Some(("refused", problem)) => (problem, true),
        _ if verdict == "trusted-here" => ("unknown-issuer", true),
        _ => return Vec::new(),
    };
    let refusal = Refusal {
        problem: problem.parse().expect("a problem"),
        place: ChainPlace::Server,
        subject: SanitizedText::new("CN=abc"),
        issuer: issuer.clone(),
        not_after: 1_700_000_000,
    };
    let python = |rules, refuses: bool| ClientTrust {
        language: Language::Python,
        version: None,
        rules,
        stores: vec![RootStore::Bundled],
        named: Vec::new(),
        verifies: true,
        refusal: refuses.then(|| refusal.clone()),
    };
    vec![python(ChainRules::OpensslStrict, true), python(ChainRules::Openssl, both)]
}
