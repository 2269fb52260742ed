//! The wizard: any order of messages, each screen drawn at some size. No frame has a control character or the key.
//!
//! Each byte of an input is a message; what a message holds comes from a stream of random numbers that the input begins.

use super::{Door, Fixtures, KEY, holds_no_key, is_clean};
use crate::mutate::Random;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use std::time::{Duration, SystemTime};
use strum::IntoEnumIterator as _;
use weaviate_doctor::frontend::tui::view::theme::Shade;
use weaviate_doctor::frontend::tui::view::{Theme, view_with_hits};
use weaviate_doctor::model::api_key::{ApiKey, Redactor};
use weaviate_doctor::model::case::{Case, ConfiguredCluster, Sourced};
use weaviate_doctor::model::evidence::{
    DnsFailure, EnvironmentFacts, Failure, HttpFacts, Observation, Origin, Phase, ProbeEvent, ProbeFacts, ProbeId,
    ProbeOutcome, Skip, TcpFailure, TlsFailure, Warning,
};
use weaviate_doctor::model::http_answer::{HttpAnswer, RawAnswer};
use weaviate_doctor::model::sanitized::SanitizedText;
use weaviate_doctor::model::source_finding::NamedCluster;
use weaviate_doctor::model::symptom::Symptom;
use weaviate_doctor::rules::explain::explain;
use weaviate_doctor::rules::scan::{Installed, SourceKind, scan_source};
use weaviate_doctor::wizard::input::{Input, Key, Pasted};
use weaviate_doctor::wizard::practice::PracticeFault;
use weaviate_doctor::wizard::save::SaveResult;
use weaviate_doctor::wizard::source::Scanned;
use weaviate_doctor::wizard::{CopyOf, CopyWay, Effect, LocalZone, Msg, RunId, StoredLink, Wizard};

/// Most messages of a session.
const MAX_MESSAGES: usize = 400;

const TEXTS: [&str; 16] = [
    "https://abc.c0.europe-west3.gcp.weaviate.cloud",
    "http://localhost:8080",
    "abc",
    "",
    "\u{1b}[2J\u{202e}x\u{7}",
    "two\nlines\u{2028}\u{85}\u{b}\u{c}three",
    "a very long text a very long text a very long text a very long text a very long text a very long text a very long text a very long text",
    "密钥é👩\u{200d}💻ﷺe\u{301}",
    "weaviate.exceptions.WeaviateStartUpError: Could not connect to Weaviate",
    "unauthorized: invalid api key",
    "error.txt",
    "practice:healthy",
    "report.json",
    "\u{200b}\u{feff}\u{a0}",
    "https://u:p@a.example/%0a?x",
    "\u{9b}31m\r\n\t",
];

const KEYS: [Key; 14] = [
    Key::Enter,
    Key::Enter,
    Key::Esc,
    Key::Tab,
    Key::BackTab,
    Key::Backspace,
    Key::Left,
    Key::Right,
    Key::Up,
    Key::Down,
    Key::Home,
    Key::End,
    Key::PageUp,
    Key::PageDown,
];

const LETTERS: &str = "jkhl?/rcwtbdopsxqgfmnyz0123456789 \"ARé密\u{202e}\u{1b}";

pub fn door() -> Door {
    Door {
        name: "wizard",
        run,
        inputs: 60,
        words: &["IIIIIIII", "DIIR", "RPPPPPPPPE", "PE", "TT", "II"],
        fixtures: Fixtures::Nothing,
    }
}

/// What happened outside, as far as the wizard has asked for it.
struct Outside {
    run: Option<(RunId, Box<Case>)>,
    reading: Option<u64>,
}

fn run(data: &[u8]) {
    let mut random = Random::of(data);
    let faults = ["healthy", "grpc-blocked", "tls-intercepted"]
        .map(|id| PracticeFault { id: id.to_owned(), broken: format!("{id}, in words") });
    let symptom = if random.once_in(2) { Symptom::iter().nth(random.below(9)) } else { None };
    let mut wizard = Wizard::new(symptom, faults.to_vec());
    let mut outside = Outside { run: None, reading: None };
    if random.once_in(4) {
        wizard.present();
    }
    if random.once_in(4) {
        wizard.watch_every(Duration::from_secs(5));
    }
    for byte in data.iter().take(MAX_MESSAGES) {
        let Some(message) = message(*byte, &outside, &mut random) else { continue };
        let effects = wizard.update(message);
        perform(&mut wizard, effects, &mut outside);
        if random.once_in(3) {
            shown(&mut wizard, &mut random);
        }
        let _ = wizard.wake();
    }
    shown(&mut wizard, &mut random);
}

fn message(byte: u8, outside: &Outside, random: &mut Random) -> Option<Msg> {
    let text = |random: &mut Random| random.pick(&TEXTS).to_owned();
    let result = |random: &mut Random| if random.once_in(3) { Err(text(random)) } else { Ok(case(random)) };
    let run = outside.run.as_ref().map_or(0, |(id, _)| *id);
    Some(match byte {
        b'D' => Msg::Discovered(case(random)),
        b'R' => {
            let (id, case) = outside.run.clone()?;
            Msg::RunStarted(id, case)
        }
        b'P' => {
            let probe = ProbeId::iter().nth(random.below(ProbeId::iter().count()))?;
            let event = if random.once_in(4) {
                ProbeEvent::Started(probe)
            } else {
                ProbeEvent::Finished(probe, observation(random))
            };
            Msg::Probe(run, event)
        }
        b'E' => Msg::Probe(run, ProbeEvent::Ended(Duration::from_millis(50))),
        b'T' => {
            let late = if random.once_in(20) { 1 << 40 } else { 1_800_000_000 };
            Msg::Tick(SystemTime::UNIX_EPOCH + Duration::from_secs(late + u64::try_from(random.below(10_000)).ok()?))
        }
        0..16 => Msg::Practice(random.pick(&["healthy", "grpc-blocked", "x"]).to_owned(), result(random)),
        16..24 => Msg::LookedAnew(if random.once_in(3) { Ok(None) } else { result(random).map(Some) }),
        24..28 => Msg::Scanned(scanned(random)),
        28..31 => Msg::RunLost(run),
        31 | b'!' => {
            let read =
                if random.once_in(3) { Err(text(random)) } else { Ok(Box::new(explain(text(random).as_bytes()))) };
            Msg::ErrorTextRead(outside.reading.unwrap_or(1), read)
        }
        b'#' => {
            // Who reads the file cleans what stands there.
            let label = SanitizedText::up_to(&text(random), 60).to_string();
            let stored = StoredLink { id: random.next(), start: random.next() >> random.below(64), asked: 3, label };
            Msg::StoredLinks(vec![stored; random.below(4)])
        }
        b'$' => {
            let offset = i32::try_from(random.below(200_000)).ok()? - 100_000;
            Msg::Zone(LocalZone { offset: if random.once_in(9) { i32::MIN } else { offset }, name: text(random) })
        }
        b'%' => Msg::Copied(CopyOf::iter().nth(random.below(6))?, CopyWay::iter().nth(random.below(3))?),
        b'&' => Msg::LinkOpened(text(random), random.once_in(2)),
        b'\'' => Msg::Saved(match random.below(3) {
            0 => SaveResult::Written(text(random)),
            1 => SaveResult::Exists,
            _ => SaveResult::Failed(text(random)),
        }),
        b'(' => Msg::ClusterChosen(text(random), result(random)),
        b')' => Msg::Compared(Err(text(random))),
        b'*' => Msg::Defect("src/x.rs:1".to_owned()),
        _ => Msg::Input(input(random)),
    })
}

fn input(random: &mut Random) -> Input {
    let side = |random: &mut Random| u16::try_from(random.below(120)).unwrap_or_default();
    match random.below(20) {
        0..7 => Input::Key(KEYS[random.below(KEYS.len())]),
        7..14 => Input::Char(LETTERS.chars().nth(random.below(LETTERS.chars().count())).unwrap_or('?')),
        14 => {
            Input::Paste(Pasted::new(if random.once_in(3) { KEY.to_owned() } else { random.pick(&TEXTS).to_owned() }))
        }
        15 => Input::Ctrl(random.pick(&["c", "u", "w", "a", "e", "l", "p"]).chars().next().unwrap_or('u')),
        16 => Input::F(u8::try_from(random.below(13)).unwrap_or_default()),
        17 => Input::Wheel(if random.once_in(2) { 1 } else { -1 }),
        _ => Input::Click { x: side(random), y: side(random) },
    }
}

fn case(random: &mut Random) -> Box<Case> {
    let mut case = Case::empty();
    if !random.once_in(4) {
        case.url =
            Sourced::new(random.pick(&TEXTS[..4]).to_owned(), Origin::DotEnv(SanitizedText::new("WEAVIATE_URL")));
    }
    if !random.once_in(4) {
        case.key = Sourced::new(ApiKey::new(KEY.to_owned()), Origin::Variable(SanitizedText::new("WEAVIATE_API_KEY")));
    }
    for name in ["production", "staging"].into_iter().take(random.below(3)) {
        let url = format!("https://{name}.c0.europe-west3.gcp.weaviate.cloud");
        case.configured.push(ConfiguredCluster { name: name.to_owned(), url, key: Sourced::default(), proxy: None });
    }
    Box::new(case)
}

fn observation(random: &mut Random) -> Box<Observation> {
    let redactor = Redactor::new([&ApiKey::new(KEY.to_owned())]);
    let foreign = |random: &mut Random| SanitizedText::new(random.pick(&TEXTS));
    let fail = |failure| ProbeOutcome::Failed(failure, None);
    let outcome = match random.below(12) {
        0..4 => ProbeOutcome::Passed(ProbeFacts::Environment(EnvironmentFacts::default())),
        4..7 => {
            let status = [200, 401, 403, 404, 429, 503][random.below(6)];
            let body = format!("{{\"code\":{status},\"message\":\"{KEY} {}\"}}", random.pick(&TEXTS));
            let answer = HttpAnswer::recognize(RawAnswer { status, headers: &[], body: body.as_bytes() }, &redactor);
            let facts =
                ProbeFacts::Http(HttpFacts { answer: answer.clone(), clock_offset: None, cold: Duration::ZERO });
            if random.once_in(2) {
                ProbeOutcome::Failed(Failure::from(answer), Some(facts))
            } else {
                ProbeOutcome::Passed(facts)
            }
        }
        7 => fail(Failure::Tcp(TcpFailure::TimedOut { waiting_for: Phase::Connect, after: Duration::from_secs(10) })),
        8 => fail(Failure::Tls(TlsFailure::CertificateUntrusted { issuer: foreign(random), self_signed: false })),
        9 => fail(Failure::Dns(DnsFailure::NameNotFound { name: "abc".to_owned(), by_server: true })),
        10 => ProbeOutcome::Warned(ProbeFacts::Environment(EnvironmentFacts::default()), Warning::TrustedHereOnly),
        _ => ProbeOutcome::Skipped(Skip::NoKey),
    };
    let long = if random.once_in(30) { u64::MAX } else { 40 };
    Box::new(Observation { outcome, started: Duration::ZERO, took: Duration::from_millis(long) })
}

fn scanned(random: &mut Random) -> Option<Box<Scanned>> {
    let text =
        format!("import weaviate\nweaviate.connect_to_weaviate_cloud('a', '{KEY}')\nos.environ['X'] = '{KEY}'\n");
    let source = SourceKind::of("a.py")?;
    let file = scan_source("a.py", text.as_bytes(), source, &Installed::default(), None).ok()?;
    let cluster = |host: &str| NamedCluster { host: host.to_owned(), path: "a.py".into(), line: 1 };
    let clusters =
        if random.once_in(2) { vec![cluster("abc.c0.europe-west3.gcp.weaviate.cloud")] } else { file.clusters };
    Some(Box::new(Scanned {
        findings: file.findings,
        clusters,
        files: 1,
        limits: file.limits,
        unread: 0,
        ..Scanned::default()
    }))
}

/// What is done about the effects; copied and opened texts hold no key.
fn perform(wizard: &mut Wizard, effects: Vec<Effect>, outside: &mut Outside) {
    for effect in effects {
        match effect {
            Effect::StartRun(id, case) | Effect::StartPart(id, case, _) => outside.run = Some((id, case)),
            Effect::ReadErrorText(id, ..) => outside.reading = Some(id),
            Effect::Copy(_, text) => {
                holds_no_key(&text, "what is copied");
                let _ = wizard.update(Msg::Copied(CopyOf::Link, CopyWay::Terminal));
            }
            Effect::OpenLink(link) => {
                holds_no_key(&link, "a link");
                is_clean(&link, false, "a link");
            }
            Effect::Alert(words) => is_clean(&words, false, "the alert"),
            _ => {}
        }
    }
}

/// One thing done at the keyboard.
pub fn press(wizard: &mut Wizard, random: &mut Random) {
    let effects = wizard.update(Msg::Input(input(random)));
    perform(wizard, effects, &mut Outside { run: None, reading: None });
}

/// Draws it at some size and tells it what was drawn, as the program does.
pub fn shown(wizard: &mut Wizard, random: &mut Random) {
    let side = |random: &mut Random, usual: usize, most: usize| {
        let length = match random.below(4) {
            0 => 1 + random.below(most),
            1 => 1 + random.below(20),
            _ => usual,
        };
        u16::try_from(length).unwrap_or(u16::MAX)
    };
    let (width, height) = (side(random, 80, 300), side(random, 24, 100));
    let theme = Theme { color: random.once_in(2), unicode: !random.once_in(4), shade: Shade::Dark, deep: false };
    let mut terminal = Terminal::new(TestBackend::new(width, height)).expect("a terminal");
    let mut drawn = None;
    terminal.draw(|frame| drawn = Some(view_with_hits(wizard, &theme, frame))).expect("drawn");
    let buffer = terminal.backend().buffer();
    for line in buffer.content().chunks(usize::from(width)) {
        let line: String = line.iter().map(ratatui::buffer::Cell::symbol).collect();
        is_clean(&line, false, "a line of the screen");
        holds_no_key(&line, "a line of the screen");
    }
    if let Some((drawn, hits)) = drawn {
        let _ = wizard.update(Msg::Drawn(drawn));
        let _ = wizard.update(Msg::Hits(hits));
    }
}
