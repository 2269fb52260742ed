//! Is the structure still what `src/lib.rs` says? Layers, file heads and sizes, and that causes, words, scenarios, snippets and practice
//! faults belong together in both directions.
#![expect(clippy::expect_used, reason = "a test that can't go on ends here")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use strum::IntoEnumIterator as _;
use weaviate_doctor::diagnosis::{Cause, FoundBy, Symptom};
use weaviate_doctor::knowledge;
use weaviate_doctor::practice::Fault;
use weaviate_doctor::question::Question;

/// Files of the pure core, and folders of the same name.
const CORE: [&str; 22] = [
    "answer",
    "case",
    "clean",
    "client",
    "config",
    "diagnosis",
    "equivalence",
    "evidence",
    "highlight",
    "knowledge",
    "nearest",
    "phrase",
    "plain",
    "plan",
    "pseudonym",
    "question",
    "secret",
    "target",
    "wizard",
    "explain",
    "compare",
    "scan",
];
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

/// `diagnosis` for `src/diagnosis.rs` and `src/diagnosis/cause.rs`.
fn module(path: &Path) -> String {
    let inside = path.strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).expect("below src");
    let first = inside.components().next().expect("a name").as_os_str().to_string_lossy();
    first.trim_end_matches(".rs").to_owned()
}

/// The code without comments.
fn code(text: &str) -> String {
    text.lines().map(|l| l.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_core_is_pure() {
    let mut wrong = Vec::new();
    for (path, text) in files("src", "rs").iter().filter(|(p, _)| CORE.contains(&module(p).as_str())) {
        let code = code(text);
        wrong.extend(IO.iter().filter(|io| code.contains(*io)).map(|io| format!("{}: {io}", path.display())));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn layers_do_not_know_what_is_not_theirs() {
    let forbidden =
        [("ui", "crate::probe"), ("ui", "crate::app"), ("probe", "crate::diagnosis"), ("diagnosis", "crate::probe")];
    let clap_users: Vec<String> =
        files("src", "rs").iter().filter(|(_, t)| code(t).contains("clap::")).map(|(p, _)| module(p)).collect();
    assert!(clap_users.iter().all(|m| m == "cli"), "clap is known outside cli: {clap_users:?}");
    for (path, text) in files("src", "rs") {
        let module = module(&path);
        for (inside, name) in forbidden {
            assert!(module != inside || !code(&text).contains(name), "{} knows {name}", path.display());
        }
    }
}

/// Files that may open others by themselves, each with its reason.
const OPEN_BY_THEMSELVES: [(&str, &str); 3] = [
    ("src/files.rs", "it is the door"),
    ("src/files/output.rs", "it is the door for writing"),
    ("src/scan_files.rs", "it looks at a source file's kind before it opens it"),
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
    assert!(wrong.is_empty(), "open files through crate::files:\n{}", wrong.join("\n"));
}

/// Files that may take a foreign name as it is: to open it, to compare it, or to write it in a form that quotes it.
const TAKE_RAW_NAMES: [&str; 6] = [
    "src/clean.rs",
    "src/discover/client.rs",
    "src/scan/behind.rs",
    "src/scan_files/",
    "src/scan_files.rs",
    "src/files.rs",
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
fn matches_from_failure_to_cause_name_every_variant() {
    for name in ["address", "network", "cluster", "grpc", "credential"] {
        let path = format!("{}/src/diagnosis/{name}.rs", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(&path).expect("file");
        let matches: Vec<&str> = text.split("match ").filter(|m| m.contains("Failure::")).collect();
        for body in matches {
            let end = body.find("\n}\n").unwrap_or(body.len());
            let bare = body[..end].lines().find(|l| l.trim_start().starts_with("_ =>") && l.contains("Failure"));
            assert!(bare.is_none(), "{path}: {bare:?}");
        }
    }
}

#[test]
fn every_cause_has_its_words_and_no_words_are_left_over() {
    let known: BTreeSet<String> = knowledge::PLACEHOLDERS.iter().map(|(name, _)| (*name).to_owned()).collect();
    for cause in Cause::iter() {
        let article = knowledge::article(cause).unwrap_or_else(|e| panic!("{e}"));
        assert!(article.title.chars().count() <= 60, "{cause}: {}", article.title);
        for name in article.variant_names() {
            let allowed = [
                "mode",
                "another-login",
                "alert",
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
            assert!(!knowledge::languages_of(name).is_empty(), "{cause}: snippet {name}");
        }
    }
    let ids: BTreeSet<String> = Cause::iter().map(|c| c.id().to_owned()).collect();
    assert_eq!(ids, knowledge::asset_names("causes").into_iter().collect());
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
    assert_eq!(symptoms, knowledge::asset_names("symptoms").into_iter().collect());
    for symptom in Symptom::iter() {
        knowledge::symptom(symptom).unwrap_or_else(|e| panic!("{e}"));
    }
    let questions: BTreeSet<String> = Question::iter().map(|q| q.id().to_owned()).collect();
    assert_eq!(questions, knowledge::asset_names("questions").into_iter().collect());
    for question in Question::iter() {
        let words = knowledge::question(question).unwrap_or_else(|e| panic!("{e}"));
        let choices: BTreeSet<&str> = question.choices().iter().map(|c| c.id()).collect();
        assert_eq!(choices, words.choice_ids().collect(), "{}", question.id());
    }
}

#[test]
fn every_snippet_is_used() {
    let used: BTreeSet<String> = Cause::iter()
        .flat_map(|c| knowledge::article(c).expect("article").snippet_names().map(str::to_owned).collect::<Vec<_>>())
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
