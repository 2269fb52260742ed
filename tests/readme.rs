//! Are the README and the tour beside this file still true? Their pictures are drawn here by the real screens, their commands are run, their tables
//! come from the same data as the program. `UPDATE_TABLES=1 cargo test --test readme`, or `cargo pictures`, writes them anew.
#![cfg(all(feature = "scan", feature = "practice"))]
#![expect(clippy::expect_used, reason = "a test that can't go on ends here")]

mod generated;
#[path = "readme/picture.rs"]
mod picture;
#[path = "readme/walks.rs"]
mod walks;

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use strum::IntoEnumIterator as _;
use weaviate_doctor::io::practice::{Fault, Practice};
use weaviate_doctor::model::api_key::ApiKey;
use weaviate_doctor::model::case::{Case, Sourced};
use weaviate_doctor::model::evidence::Origin;
use weaviate_doctor::model::symptom::Symptom;
use weaviate_doctor::words::catalog;

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
    generated::keep(README, "symptoms", &symptoms(), "readme");
    let walk = walks::walk();
    let (first, result) = (&walk[0].0, &walk[walk.len() - 1].0);
    for (name, svg) in [
        ("start", picture::still(first, "The first screen: what do you see, and what to check first")),
        (
            "result",
            picture::still(result, "A result: gRPC is blocked, your network team acts, the message to send them"),
        ),
        ("watch", picture::still(&walks::watch(), "A watch: which checks changed, and when")),
        ("walk", picture::film(&walk, "From the first screen over the checks to the fix, in three keys")),
    ] {
        assert!(svg.len() < MAX_PICTURE_BYTES, "{name}: {} bytes", svg.len());
        generated::keep_file(&format!("assets/pictures/{name}.svg"), &svg, "readme");
    }
}

/// What a page of others still loads at once.
const MAX_PICTURE_BYTES: usize = 200_000;

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
