//! Are the README and the tour beside this file still true? Their pictures are drawn here by the real screens, their commands are run, their tables
//! come from the same data as the program. `UPDATE_TABLES=1 cargo test --test readme`, or `cargo pictures`, writes them anew.
#![cfg(all(feature = "scan", feature = "practice"))]
#![expect(clippy::expect_used, reason = "a test that can't go on ends here")]

mod generated;

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, SystemTime};
use strum::IntoEnumIterator as _;
use weaviate_doctor::frontend::tui::view;
use weaviate_doctor::frontend::tui::view::Theme;
use weaviate_doctor::io::practice::{Fault, Practice};
use weaviate_doctor::model::api_key::{ApiKey, Redactor};
use weaviate_doctor::model::case::{Case, Sourced};
use weaviate_doctor::model::client::{Client, Language, Version};
use weaviate_doctor::model::evidence::*;
use weaviate_doctor::model::http_answer::{HttpAnswer, RawAnswer};
use weaviate_doctor::model::plan::Plan;
use weaviate_doctor::model::sanitized::SanitizedText;
use weaviate_doctor::model::symptom::Symptom;
use weaviate_doctor::wizard::{Effect, Input, Key, Msg, Wizard};
use weaviate_doctor::words::catalog;

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
    for probe in plan.probes.iter().map(|p| p.id) {
        let outcome = match probe {
            ProbeId::LocalUrl | ProbeId::LocalKey | ProbeId::LocalEnvironment => {
                ProbeOutcome::Passed(ProbeFacts::Environment(EnvironmentFacts::default()))
            }
            other => found(other),
        };
        let observation = Observation { outcome, started: Duration::ZERO, took: Duration::from_millis(31) };
        let _ = wizard.update(Msg::Probe(*id, ProbeEvent::Finished(probe, Box::new(observation))));
    }
    let _ = wizard.update(Msg::Probe(*id, ProbeEvent::Ended(Duration::from_secs(10))));
}

/// Walks the wizard from the third symptom to its result.
fn walk() -> (String, String) {
    let mut wizard = started();
    let first = draw(&wizard);
    let run = to_probes(&mut wizard);
    end(&mut wizard, &run, blocked);
    (first, draw(&wizard))
}

/// Watches a firewall that lets gRPC through now and then.
fn watch() -> String {
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
    draw(&wizard)
}

fn draw(wizard: &Wizard) -> String {
    let mut terminal = Terminal::new(TestBackend::new(80, 24)).expect("terminal");
    let theme = Theme { color: false, unicode: true, ..Theme::default() };
    terminal
        .draw(|frame| {
            view::view(wizard, &theme, frame);
        })
        .expect("drawn");
    let buffer = terminal.backend().buffer().clone();
    let line =
        |y: u16| -> String { (0..80).map(|x| buffer[(x, y)].symbol()).collect::<String>().trim_end().to_owned() };
    (0..24).map(line).collect::<Vec<_>>().join("\n").trim_end().to_owned()
}

fn symptoms() -> String {
    let mut table = "| id | what you see | the first thing to check |\n|---|---|---|\n".to_owned();
    for symptom in Symptom::iter().filter(|s| *s != Symptom::HaveErrorText) {
        let words = catalog::symptom(symptom).expect("words");
        let _ = writeln!(table, "| `{}` | {} | {} |", symptom.id(), words.title, words.first.replace('\n', " "));
    }
    table.trim_end().to_owned()
}

/// What the program writes, started in this folder: the command as it is typed, and its output.
fn captured(folder: &Path, arguments: &[&str]) -> String {
    let shown: Vec<&str> = arguments.iter().copied().filter(|a| !HIDDEN.contains(a)).collect();
    let output = Command::new(env!("CARGO_BIN_EXE_weaviate-doctor"))
        .args(arguments)
        .env_clear()
        .env("PRODUCTION_KEY", KEY)
        .env("STAGING_KEY", "another-key-that-nobody-made-0123")
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .expect("ran");
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    format!("$ weaviate-doctor {}\n{text}", shown.join(" ")).trim_end().to_owned()
}

const KEY: &str = "cGxhbnRlZC1rZXktb2YtcHJvZHVjdGlvbi0wMDAx";

/// What leads to the practice cluster is not shown.
const HIDDEN: [&str; 6] = ["--config", "c.toml", "--cacert", "roots.pem", "--no-scan", "--timeout=10"];

const README: &str = "README.md";
const TOUR: &str = "tests/readme/TOUR.md";

/// The captures: document, mark, text, and whether its lines come in any order.
async fn captures() -> Vec<(&'static str, &'static str, String, bool)> {
    let folder = tempfile::tempdir().expect("folder");
    let key = ApiKey::new(KEY.to_owned());
    let practice = Practice::start(Fault::Healthy, Some(&key)).await.expect("practice");
    let mut case = Case::empty();
    case.key = Sourced::new(key, Origin::Typed);
    practice.apply(&mut case);
    std::fs::write(folder.path().join("roots.pem"), case.settings.extra_roots.concat()).expect("written");
    let (url, grpc) = (case.url.value.expect("URL"), case.settings.grpc.expect("gRPC"));
    let cluster = format!("url = \"{url}\"\ngrpc = \"grpcs://{}:{}\"\n", grpc.host, grpc.port);
    let mut config = String::new();
    for (name, key) in [("production", "PRODUCTION_KEY"), ("reporting", "PRODUCTION_KEY"), ("staging", "STAGING_KEY")] {
        let _ = write!(config, "[clusters.{name}]\n{cluster}api_key_env = \"{key}\"\n");
    }
    config += "[clusters.local]\nurl = \"http://127.0.0.1:1\"\ngrpc = \"grpc://127.0.0.1:1\"\n";
    std::fs::write(folder.path().join("c.toml"), config).expect("written");
    let dns = format!("--dns-server={}", case.settings.dns_server.expect("DNS server"));
    tokio::task::spawn_blocking(move || {
        let run = |arguments: &[&str]| captured(folder.path(), arguments);
        let all = run(&["check", "--all", "--config", "c.toml", "--cacert", "roots.pem", "--timeout=10", &dns]);
        let save = |fault: &str, file: &str| {
            let target = format!("practice:{fault}");
            run(&["check", &target, "--no-scan", "--timeout=10", "--redact", "--format", "json", "-o", file])
        };
        vec![
            (TOUR, "tour-check", run(&["check", "practice:key-malformed", "--no-scan"]), false),
            (README, "tour-all", all.replace(&format!(" {dns}"), ""), true),
            (
                README,
                "tour-save",
                format!("{}\n{}", save("healthy", "there.json"), save("grpc-blocked", "here.json")),
                false,
            ),
            (README, "tour-compare", run(&["compare", "there.json", "here.json"]), false),
        ]
    })
    .await
    .expect("captured")
}

/// The text without what is another each time: times, ports, days, and where lines break because of them.
fn lasting(text: &str, any_order: bool) -> String {
    let changing = [
        (r"\d{4}-\d\d-\d\d(T[0-9:]+Z)?", "DAY"),
        (r"\b\d+(\.\d+)?\s+m?s\b", "TIME"),
        (r":\d{4,5}\b", ":PORT"),
        (r"\b(port|TCP)\s+\d+", "$1 PORT"),
        (r"\b(host|cluster|name|text|file)-[0-9a-f]{6}\b", "$1-NAME"),
    ];
    let text = changing.iter().fold(text.to_owned(), |text, (pattern, instead)| {
        regex::Regex::new(pattern).expect("pattern").replace_all(&text, *instead).into_owned()
    });
    let mut lines: Vec<String> = text.lines().map(|l| l.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    if any_order {
        lines.sort();
        return lines.join("\n");
    }
    lines.join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// As code of a document.
fn fenced(text: &str) -> String {
    format!("```text\n{text}\n```")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tour_is_what_the_program_says() {
    for (file, mark, captured, any_order) in captures().await {
        let now = fenced(&captured);
        let is_same = || lasting(&generated::said(file, mark), any_order) == lasting(&now, any_order);
        // Times and ports alone are no reason to write it anew.
        if !is_same() {
            generated::keep(file, mark, &now, "readme");
        }
    }
}

#[test]
fn pictures_and_tables_are_what_the_program_shows() {
    let (first, result) = walk();
    for (file, mark, content) in [
        (README, "result", fenced(&result)),
        (TOUR, "tour-watch", fenced(&watch())),
        (README, "symptoms", symptoms()),
        (TOUR, "tour-start", fenced(&first)),
    ] {
        generated::keep(file, mark, &content, "readme");
    }
}

/// The documents that people read, from the repository's top.
const DOCUMENTS: [&str; 9] = [
    README,
    TOUR,
    "CHANGELOG.md",
    "assets/facts.md",
    "benches/README.md",
    "tests/accuracy/TABLE.md",
    "tests/snippets/TABLE.md",
    ".github/CONTRIBUTING.md",
    ".github/SECURITY.md",
];

#[test]
fn links_between_documents_lead_somewhere() {
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    for document in DOCUMENTS {
        let text = std::fs::read_to_string(top.join(document)).unwrap_or_else(|e| panic!("{document}: {e}"));
        let links = text.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(link, _)| link);
        for link in links.filter(|l| !l.starts_with("https://") && !l.starts_with('#')) {
            let path = top.join(document).with_file_name(link);
            assert!(path.exists(), "{document} leads to {link}, which is not there");
        }
    }
}

/// Every `facts.md` §N of a comment stands in `assets/facts.md`.
#[test]
fn what_comments_cite_is_written_down() {
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    let facts = std::fs::read_to_string(top.join("assets/facts.md")).expect("facts");
    let (mut open, mut cited) = (vec![top.join("src"), top.join("tests"), top.join("benches")], 0);
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(std::fs::read_dir(&path).expect("folder").map(|e| e.expect("entry").path()));
            continue;
        }
        if path.extension().is_none_or(|e| e != "rs") {
            continue;
        }
        let text = std::fs::read_to_string(&path).expect("UTF-8");
        for line in text.lines().filter_map(|l| l.split_once("facts.md`").map(|(_, rest)| rest)) {
            for section in line.split('§').skip(1) {
                let number = section.split(|c: char| !c.is_ascii_digit() && c != '.').next().unwrap_or_default();
                let number = number.trim_end_matches('.');
                if number.is_empty() {
                    continue;
                }
                let is_there = facts.contains(&format!("\n## {number} ")) || facts.contains(&format!("\n**{number} "));
                assert!(is_there, "{}: §{number} is not in assets/facts.md", path.display());
                cited += 1;
            }
        }
    }
    assert!(cited > 20, "{cited} citations");
}
