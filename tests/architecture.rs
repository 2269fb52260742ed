//! Is the structure still what `src/lib.rs` says? Layers, file heads and sizes, and that causes, words, scenarios, snippets and practice
//! faults belong together in both directions.
#![cfg(all(feature = "scan", feature = "practice"))]
#![expect(clippy::expect_used, reason = "a test that can't go on ends here")]

#[path = "architecture/graph.rs"]
mod graph;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use strum::IntoEnumIterator as _;
use weaviate_doctor::io::practice::Fault;
use weaviate_doctor::model::cause::{Cause, FoundBy};
use weaviate_doctor::model::question::Question;
use weaviate_doctor::model::symptom::Symptom;
use weaviate_doctor::words::catalog;

/// The floors, the lowest first. A room may use the names of its own floor's file tree and of every lower floor; rooms on one floor know
/// nothing of each other.
const FLOORS: [&[&str]; 6] = [&["model"], &["words"], &["rules"], &["report"], &["io", "wizard"], &["frontend"]];

/// Rooms that touch no network, clock, disk or terminal.
const PURE: [&str; 4] = ["model", "words", "rules", "wizard"];
/// What they may not touch.
const IO: [&str; 17] = [
    "tokio",
    "reqwest",
    "tonic",
    "hyper",
    "crossterm",
    "ratatui",
    "rustls",
    "hickory_resolver",
    "std::fs",
    "std::env",
    "std::process",
    "std::thread",
    "TcpStream",
    "UdpSocket",
    "TcpListener",
    "SystemTime::now",
    "Instant::now",
];
/// Longest file that a reader can hold in the head.
const LONGEST: usize = 400;

fn files(folder: &str, ending: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut open = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).expect("folder") {
            let path = entry.expect("entry").path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|e| e == ending) {
                let text = std::fs::read_to_string(&path).expect("UTF-8");
                found.push((path, text));
            }
        }
    }
    found.sort();
    found
}

/// `rules` for `src/rules.rs` and everything below `src/rules`.
fn module(path: &Path) -> String {
    let inside = path.strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).expect("below src");
    let first = inside.components().next().expect("a name").as_os_str().to_string_lossy();
    first.trim_end_matches(".rs").to_owned()
}

/// `src`.
fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// The code without comments.
fn code(text: &str) -> String {
    text.lines().map(|l| l.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_core_is_pure() {
    let mut wrong = Vec::new();
    for (path, text) in files("src", "rs").iter().filter(|(p, _)| PURE.contains(&module(p).as_str())) {
        let code = code(text);
        wrong.extend(IO.iter().filter(|io| code.contains(*io)).map(|io| format!("{}: {io}", path.display())));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn only_the_command_line_knows_clap() {
    let users: Vec<String> = files("src", "rs")
        .iter()
        .filter(|(_, text)| code(text).contains("clap::"))
        .map(|(path, _)| graph::shown(&graph::module_of(path.strip_prefix(source()).expect("below src"))))
        .filter(|module| !module.starts_with("crate::frontend::cli"))
        .collect();
    assert!(users.is_empty(), "clap is known outside the command line: {users:?}");
}

fn module_graph() -> graph::Graph {
    let root = source();
    let files: Vec<_> = files("src", "rs")
        .into_iter()
        .map(|(path, text)| (path.strip_prefix(&root).expect("below src").to_owned(), text))
        // The program itself stands above all floors, and tests may look anywhere.
        .filter(|(path, _)| {
            path != Path::new("main.rs") && !path.iter().any(|part| part == "tests" || part == "tests.rs")
        })
        .map(|(path, text)| (graph::module_of(&path), text))
        .collect();
    graph::graph(&files)
}

fn floor(module: &[String]) -> Option<usize> {
    FLOORS.iter().position(|rooms| module.first().is_some_and(|room| rooms.contains(&room.as_str())))
}

/// The names that climb: each as `from → to`.
fn climbs(graph: &graph::Graph) -> Vec<String> {
    let mut wrong = Vec::new();
    for (from, targets) in graph {
        for to in targets {
            if let (Some(low), Some(high)) = (floor(from), floor(to))
                && (high > low || (high == low && from[0] != to[0]))
            {
                wrong.push(format!("{} → {}", graph::shown(from), graph::shown(to)));
            }
        }
    }
    wrong
}

#[test]
fn every_room_stands_on_a_floor() {
    let rooms: BTreeSet<String> = module_graph().keys().filter_map(|module| module.first().cloned()).collect();
    let listed: BTreeSet<String> = FLOORS.iter().flat_map(|rooms| rooms.iter().map(|r| (*r).to_owned())).collect();
    assert_eq!(rooms, listed, "src has other rooms than FLOORS");
}

#[test]
fn imports_go_down_only() {
    let wrong = climbs(&module_graph());
    assert!(wrong.is_empty(), "imports that climb a floor or cross to a neighbor:\n{}", wrong.join("\n"));
}

/// Findings hold typed details; the words put them together.
#[test]
fn the_diagnosis_writes_no_words() {
    let graph = module_graph();
    let diagnosis = graph.iter().filter(|(from, _)| graph::shown(from).starts_with("crate::rules::diagnosis"));
    let words: BTreeSet<String> = diagnosis
        .flat_map(|(_, targets)| targets.iter().map(|to| graph::shown(to)))
        .filter(|to| to.starts_with("crate::words") && to != "crate::words::closest_match")
        .collect();
    assert!(words.is_empty(), "the diagnosis uses {words:?}");
}

#[test]
fn no_files_import_each_other_in_a_circle() {
    let circles: Vec<String> = graph::circles(&module_graph())
        .iter()
        .map(|circle| circle.iter().map(|module| graph::shown(module)).collect::<Vec<_>>().join(", "))
        .collect();
    assert!(circles.is_empty(), "circles of files:\n{}", circles.join("\n"));
}

#[test]
fn a_planted_climb_and_a_planted_circle_are_seen() {
    let file = |path: &str, text: &str| (graph::module_of(Path::new(path)), text.to_owned());
    let planted = [
        file("lib.rs", "pub mod model; pub mod io;"),
        file("model.rs", "pub mod a; pub mod b;"),
        file(
            "model/a.rs",
            "use super::b::B; fn f() { assert!(crate::io::probe::up()); } #[cfg(test)] mod tests { use crate::io; }",
        ),
        file("model/b.rs", "pub struct B(pub Box<super::a::A>);"),
        file("io.rs", "pub mod probe;"),
        file("io/probe.rs", "use crate::model::a::A;"),
    ];
    let graph = graph::graph(&planted);
    assert_eq!(climbs(&graph), ["crate::model::a → crate::io::probe"]);
    let shown: Vec<Vec<String>> =
        graph::circles(&graph).iter().map(|c| c.iter().map(|m| graph::shown(m)).collect()).collect();
    assert_eq!(shown, [["crate::io::probe", "crate::model::a", "crate::model::b"]]);
}

/// Files that may open others by themselves, each with its reason.
const OPEN_BY_THEMSELVES: [(&str, &str); 3] = [
    ("src/io/files.rs", "it is the door"),
    ("src/io/files/output.rs", "it is the door for writing"),
    ("src/io/project_scan.rs", "it looks at a source file's kind before it opens it"),
];

/// Ways of opening a file that wait for a pipe's other end and read whatever is behind a link, without a bound.
const UNBOUNDED: [&str; 6] =
    ["File::open(", "File::create(", "fs::read(", "fs::read_to_string(", "fs::write(", "OpenOptions::new("];

#[test]
fn files_are_opened_at_the_one_door() {
    let mut wrong = Vec::new();
    for (path, text) in files("src", "rs") {
        let name = path.strip_prefix(env!("CARGO_MANIFEST_DIR")).expect("inside").to_string_lossy().replace('\\', "/");
        if OPEN_BY_THEMSELVES.iter().any(|(known, _)| *known == name) || is_of_tests(&name) {
            continue;
        }
        let code = code(&text);
        // A file's own tests stand at its end.
        let code = code.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
        wrong.extend(UNBOUNDED.iter().filter(|way| code.contains(*way)).map(|way| format!("{name}: {way}")));
    }
    assert!(wrong.is_empty(), "open files through crate::io::files:\n{}", wrong.join("\n"));
}

/// Files that may take a foreign name as it is: to open it, to compare it, or to write it in a form that quotes it.
const TAKE_RAW_NAMES: [&str; 9] = [
    "src/report/scan.rs",
    "src/frontend/commands/scan.rs",
    "src/model/sanitized.rs",
    "src/io/discover/client.rs",
    "src/rules/source_findings.rs",
    "src/rules/scan/join",
    "src/io/project_scan/",
    "src/io/project_scan.rs",
    "src/io/files.rs",
];

#[test]
fn raw_names_stay_where_files_are_opened() {
    for (path, text) in files("src", "rs") {
        let name = path.strip_prefix(env!("CARGO_MANIFEST_DIR")).expect("inside").to_string_lossy().replace('\\', "/");
        let known = TAKE_RAW_NAMES.iter().any(|known| name.starts_with(known)) || is_of_tests(&name);
        assert!(known || !code(&text).contains(".raw()"), "{name} takes a raw name: show it with ForeignPath::shown");
    }
}

fn is_of_tests(name: &str) -> bool {
    name.ends_with("tests.rs") || name.contains("/tests/")
}

#[test]
fn every_file_says_what_it_is_and_fits_in_the_head() {
    for (path, text) in files("src", "rs").into_iter().chain(files("tests", "rs")) {
        assert!(text.starts_with("//!"), "{} does not begin with //!", path.display());
    }
    for (path, text) in files("src", "rs").into_iter().filter(|(p, _)| !p.ends_with("tests.rs")) {
        let lines = text.lines().count();
        assert!(lines <= LONGEST, "{}: {lines} lines", path.display());
    }
}

#[test]
fn every_cause_has_its_words_and_no_words_are_left_over() {
    let known: BTreeSet<String> = catalog::PLACEHOLDERS.iter().map(|(name, _)| (*name).to_owned()).collect();
    for cause in Cause::iter() {
        let article = catalog::article(cause).unwrap_or_else(|e| panic!("{e}"));
        assert!(article.title.chars().count() <= 60, "{cause}: {}", article.title);
        for name in article.variant_names() {
            let allowed = [
                "mode",
                "another-login",
                "alert",
                "browser",
                "socks",
                "proxy-text",
                "user-deactivated",
                "key-replaced",
                "claim-missing",
                "python",
                "python-old",
                "typescript",
                "go",
                "java",
                "csharp",
                "curl",
                "self-hosted",
            ];
            assert!(allowed.contains(&name), "{cause}: variant {name}");
        }
        for name in article.snippet_names() {
            assert!(!catalog::languages_of(name).is_empty(), "{cause}: snippet {name}");
        }
    }
    let ids: BTreeSet<String> = Cause::iter().map(|c| c.id().to_owned()).collect();
    assert_eq!(ids, catalog::asset_names("causes").into_iter().collect());
    for (path, text) in files("assets/knowledge/causes", "toml") {
        for (i, _) in text.match_indices('{') {
            let name: String = text[i + 1..].chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect();
            let closed = text[i + 1 + name.len()..].starts_with('}');
            let shell = text[..i].ends_with('%') || text[..i].ends_with('$');
            assert!(!closed || shell || known.contains(&name), "{}: {{{name}}}", path.display());
        }
    }
}

#[test]
fn symptoms_and_questions_have_their_words() {
    let symptoms: BTreeSet<String> = Symptom::iter().map(|s| s.id().to_owned()).collect();
    assert_eq!(symptoms, catalog::asset_names("symptoms").into_iter().collect());
    for symptom in Symptom::iter() {
        catalog::symptom(symptom).unwrap_or_else(|e| panic!("{e}"));
    }
    let questions: BTreeSet<String> = Question::iter().map(|q| q.id().to_owned()).collect();
    assert_eq!(questions, catalog::asset_names("questions").into_iter().collect());
    for question in Question::iter() {
        let words = catalog::question(question).unwrap_or_else(|e| panic!("{e}"));
        let choices: BTreeSet<&str> = question.choices().iter().map(|c| c.id()).collect();
        assert_eq!(choices, words.choice_ids().collect(), "{}", question.id());
    }
}

#[test]
fn every_snippet_is_used() {
    let used: BTreeSet<String> = Cause::iter()
        .flat_map(|c| catalog::article(c).expect("article").snippet_names().map(str::to_owned).collect::<Vec<_>>())
        .collect();
    for ending in ["py", "ts", "go", "java", "cs", "sh"] {
        for (path, _) in files("assets/snippets", ending) {
            let name = path.file_stem().expect("name").to_string_lossy().into_owned();
            // Chosen in code: older major versions and servers of one's own.
            let plain = ["-v3", "-v5", "-self-hosted"].iter().find_map(|end| name.strip_suffix(end)).unwrap_or(&name);
            assert!(used.contains(plain), "{} belongs to no cause", path.display());
            assert!(path.with_file_name(format!("{plain}.{ending}")).exists(), "{}", path.display());
        }
    }
}

#[test]
fn every_cause_that_a_probe_sees_has_a_practice_fault() {
    let shown: BTreeSet<Cause> = Fault::iter().filter_map(Fault::cause).collect();
    let missing: Vec<&str> = Cause::iter()
        .filter(|c| matches!(c.found_by(), FoundBy::Probes | FoundBy::Texts) && !shown.contains(c))
        .filter(|c| !ONLY_ON_A_REAL_PATH.contains(c))
        .map(Cause::id)
        .collect();
    assert!(missing.is_empty(), "no practice fault shows {missing:?}");
}

/// What one practice cluster on loopback can't show without a network path of its own or a second cluster (`tests/config.rs`).
const ONLY_ON_A_REAL_PATH: [Cause; 5] =
    [Cause::KeyForAnotherCluster, Cause::NetworkSlow, Cause::Ipv6Broken, Cause::LocalAddress, Cause::CorsBlocked];
