//! Does `scan` find what stands in source files, and nothing else? Asked of `tests/scan`, where comments mark the places, and of `tests/scan_projects`,
//! whole files without such comments; patches that `git apply` takes; keys in no output; files that are no source at all.
#![cfg(all(feature = "scan", feature = "practice"))]
#![expect(clippy::expect_used, reason = "a test's helpers may fail")]

mod scan_cases;

use scan_cases::{Case, judge};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::time::Duration;
use tempfile::TempDir;
use weaviate_doctor::io::project_scan::{Request, patch, scan};
use weaviate_doctor::model::api_key::Redactor;
use weaviate_doctor::model::cause::Cause;
use weaviate_doctor::model::scan_outcome::{Reason, ScanOutcome};
use weaviate_doctor::model::source_finding::SourceFinding;
use weaviate_doctor::report::Style;
use weaviate_doctor::report::scan;

fn run(folder: &Path) -> ScanOutcome {
    scan(&Request::of(vec![folder.to_owned()], folder.to_owned()))
}

/// A copy of a corpus outside of this repository, in which Git keeps every file.
fn corpus(path: &str) -> TempDir {
    let copy = tempfile::tempdir().expect("folder");
    scan_cases::copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join(path), copy.path());
    copy
}

/// All output in every form, in which no key may stand.
fn everything(folder: &Path, outcome: &ScanOutcome) -> String {
    let patch =
        patch::patch(&outcome.findings, &Redactor::default(), |path| std::fs::read(folder.join(path)).ok()).text;
    let sarif = scan::sarif(outcome, |cause| cause.id().to_owned());
    let json = scan::json(outcome, None).expect("JSON");
    format!("{}\n{json}\n{sarif}\n{}", scan::text(outcome, Style::PLAIN), String::from_utf8_lossy(&patch))
}

#[test]
fn marked_places_are_found_and_nothing_else() {
    let folder = corpus("tests/scan");
    let cases = scan_cases::own(folder.path());
    assert!(cases.len() > 20, "{} files with expectations", cases.len());
    let projects = std::fs::read_dir(folder.path()).expect("folder").map(|e| e.expect("entry").path());
    let findings = projects.flat_map(|project| {
        let mut findings = run(&project).findings;
        let name = project.file_name().expect("name").to_string_lossy().into_owned();
        for f in &mut findings {
            f.path = format!("{name}/{}", f.path.raw()).into();
        }
        findings
    });
    judge(&findings.collect::<Vec<_>>(), &cases, "tests/scan");
}

#[test]
fn whole_projects_get_what_is_expected_of_them_and_nothing_else() {
    let folder = corpus("tests/scan_projects");
    let folder = folder.path();
    let outcome = run(folder);
    let (cases, secrets): (Vec<Case>, Vec<String>) = scan_cases::projects(folder);
    judge(&outcome.findings, &cases, "tests/scan_projects");
    let all = everything(folder, &outcome);
    for secret in secrets {
        assert!(!all.contains(&secret), "a key is shown");
    }
    assert!(outcome.left_out.is_empty(), "{:?}", outcome.left_out);
    apply(folder, &outcome);
}

#[test]
fn a_file_that_changes_its_length_while_it_is_read_is_survived() {
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("app.py");
    let wrong =
        "import weaviate\nweaviate.connect_to_weaviate_cloud('console.weaviate.cloud', auth_credentials=key())\n";
    let long = format!("{wrong}{}", "# filler\n".repeat(20_000));
    std::fs::write(&path, &long).expect("written");
    let done = std::sync::atomic::AtomicBool::new(false);
    let mut odd = Vec::new();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let file = std::fs::OpenOptions::new().write(true).open(&path).expect("open");
            while !done.load(std::sync::atomic::Ordering::Relaxed) {
                for length in [0, wrong.len(), long.len()] {
                    file.set_len(length as u64).expect("length");
                }
            }
        });
        for _ in 0..200 {
            let outcome = run(folder.path());
            if outcome.findings.len() > 1 || outcome.files + outcome.left_out.len() != 1 {
                odd.push(outcome);
            }
        }
        // Nothing may fail before this: the other thread would go on forever.
        done.store(true, std::sync::atomic::Ordering::Relaxed);
    });
    assert!(odd.is_empty(), "{odd:?}");
}

#[test]
fn a_port_that_is_a_text_stays_one() {
    let folder = tempfile::tempdir().expect("folder");
    let host = "scan-sample.c0.us-east1.gcp.weaviate.cloud";
    let call =
        format!("WeaviateClientBuilder.Custom(restEndpoint: \"{host}\", restPort: \"8080\", grpcPort: \"50051\");\n");
    std::fs::write(folder.path().join("P.cs"), format!("using Weaviate.Client;\nvar c = {call}")).expect("written");
    let made = patch::patch(&run(folder.path()).findings, &Redactor::default(), |path| {
        std::fs::read(folder.path().join(path)).ok()
    })
    .text;
    let made = String::from_utf8_lossy(&made);
    assert!(made.contains("restPort: \"443\", grpcPort: \"443\""), "{made}");
}

/// Copies the files of a corpus into a repository, applies the patch, and scans again: what had a fix is gone.
fn apply(folder: &Path, outcome: &ScanOutcome) {
    let copy = tempfile::tempdir().expect("folder");
    let git = |args: &[&str]| {
        let done = Command::new("git").args(args).current_dir(copy.path()).output().expect("git runs");
        assert!(done.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&done.stderr));
    };
    scan_cases::copy(folder, copy.path());
    git(&["init", "-q"]);
    let text = patch::patch(&outcome.findings, &Redactor::default(), |path| std::fs::read(folder.join(path)).ok()).text;
    assert!(!text.is_empty());
    std::fs::write(copy.path().join("fix.patch"), &text).expect("written");
    git(&["apply", "--check", "fix.patch"]);
    git(&["apply", "fix.patch"]);
    let after = run(copy.path());
    // What is left has a key on its line or beside it, and the patch may not show that.
    let beside_a_key = |f: &SourceFinding| {
        let text = std::fs::read_to_string(copy.path().join(f.path.raw())).expect("text");
        text.lines()
            .skip(f.line.saturating_sub(2))
            .take(f.end_line - f.line + 3)
            .any(|l| scan_cases::KEYS.iter().any(|k| l.contains(k)))
    };
    let left: Vec<_> = after.findings.iter().filter(|f| !f.fix.is_empty() && !beside_a_key(f)).collect();
    assert!(
        left.is_empty(),
        "still there after the patch: {:?}",
        left.iter().map(|f| (&f.path, f.line, f.cause)).collect::<Vec<_>>()
    );
}

#[test]
fn patches_of_our_corpus_apply_and_hold_no_key() {
    let folder = corpus("tests/scan");
    let folder = folder.path();
    let outcome = run(folder);
    apply(folder, &outcome);
    let all = everything(folder, &outcome);
    for key in scan_cases::KEYS {
        assert!(!all.contains(key), "a key is shown");
    }
}

/// How often each thing is found, whatever its place is.
fn counted(outcome: &ScanOutcome) -> BTreeMap<(String, Cause), usize> {
    let mut all = BTreeMap::new();
    for f in &outcome.findings {
        *all.entry((f.path.raw().to_owned(), f.cause)).or_default() += 1;
    }
    all
}

#[test]
fn each_edit_repairs_its_finding_and_brings_nothing_new() {
    for path in ["tests/scan", "tests/scan_projects"] {
        let folder = corpus(path);
        let mut wrong = Vec::new();
        for entry in std::fs::read_dir(folder.path()).expect("folder").map(|e| e.expect("entry").path()) {
            if !entry.is_dir() {
                continue;
            }
            let before = run(&entry);
            for finding in before.findings.iter().filter(|f| !f.fix.is_empty()) {
                let file = entry.join(finding.path.raw());
                let whole = std::fs::read(&file).expect("read");
                let mut edited = whole.clone();
                let mut edits: Vec<_> = finding.fix.iter().collect();
                edits.sort_by_key(|e| std::cmp::Reverse(e.bytes.start));
                for edit in edits {
                    edited.splice(edit.bytes.clone(), edit.text.bytes());
                }
                std::fs::write(&file, edited).expect("written");
                let (old, new) = (counted(&before), counted(&run(&entry)));
                std::fs::write(&file, whole).expect("written");
                let key = (finding.path.raw().to_owned(), finding.cause);
                let gone = new.get(&key).copied().unwrap_or_default() < old[&key];
                let more: Vec<_> = new.iter().filter(|(k, n)| **n > old.get(*k).copied().unwrap_or_default()).collect();
                if !gone || !more.is_empty() {
                    wrong.push(format!(
                        "{}/{}:{} {}: gone {gone}, new {more:?}",
                        entry.display(),
                        key.0,
                        finding.line,
                        finding.message
                    ));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}

#[test]
fn whatever_lies_in_a_folder_is_survived_and_named() {
    let folder = tempfile::tempdir().expect("folder");
    let write = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).expect("written");
    let wrong =
        "import weaviate\nweaviate.connect_to_weaviate_cloud('console.weaviate.cloud', auth_credentials=None)\n";
    write("binary.py", &[b"weaviate \x00\x01\x02".as_slice(), &[0xff; 64]].concat());
    write("latin.py", &[b"# caf\xe9 \xff\xfe\n".as_slice(), wrong.as_bytes()].concat());
    write("mark.py", &[b"\xef\xbb\xbf".as_slice(), wrong.as_bytes()].concat());
    let wide: Vec<u8> = [0xff, 0xfe].into_iter().chain(wrong.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    write("wide.py", &wide);
    write("broken.py", format!("def (:\n  weaviate.Client(\n\n\n{wrong}").as_bytes());
    for (name, open) in
        [("deep.py", "["), ("deep.ts", "("), ("deep.go", "{"), ("Deep.java", "("), ("deep.sh", "$("), ("Deep.cs", "(")]
    {
        write(name, format!("x = weaviate({}", open.repeat(100_000)).as_bytes());
    }
    write("deep.ipynb", format!("{{\"cells\": {}", "[".repeat(100_000)).as_bytes());
    write("sum.py", format!("import weaviate\nx = {}\n", vec!["'a'"; 50_000].join(" + ")).as_bytes());
    write("not.ipynb", b"weaviate");
    write("line.js", &vec![b'a'; 100 << 20]);
    write("empty.py", b"");
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(folder.path(), folder.path().join("loop")).expect("link");
        std::os::unix::fs::symlink("nowhere", folder.path().join("dangling.py")).expect("link");
    }
    let started = std::time::Instant::now();
    let outcome = run(folder.path());
    assert!(started.elapsed() < Duration::from_secs(60), "took {:?}", started.elapsed());
    let reason = |name: &str| outcome.left_out.iter().find(|l| l.path.raw() == name).map(|l| l.reason);
    assert_eq!(reason("binary.py"), Some(Reason::Binary));
    assert_eq!(reason("line.js"), Some(Reason::TooLarge));
    assert_eq!(reason("not.ipynb"), Some(Reason::NotANotebook));
    let at = |name: &str| {
        outcome
            .findings
            .iter()
            .filter(|f| f.path.raw() == name)
            .map(|f| (f.cause, f.line, f.column))
            .collect::<Vec<_>>()
    };
    for (name, line) in [("latin.py", 3), ("mark.py", 2), ("wide.py", 2)] {
        let found = at(name);
        assert!(found.contains(&(Cause::UrlIsConsole, line, 37)), "{name}: {found:?}");
    }
    assert!(at("broken.py").iter().any(|(cause, ..)| *cause == Cause::UrlIsConsole), "{:?}", at("broken.py"));
}

#[cfg(unix)]
#[test]
fn what_may_not_be_read_is_named() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("locked.py");
    std::fs::write(&path, "import weaviate").expect("written");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o000)).expect("set");
    let outcome = run(folder.path());
    // The administrator may read everything.
    if std::fs::read(&path).is_err() {
        assert_eq!(outcome.left_out.first().map(|l| l.reason), Some(Reason::NotAllowed));
    }
    assert_eq!(run(&folder.path().join("absent")).left_out.first().map(|l| l.reason), Some(Reason::Missing));
}

#[test]
fn ignore_files_count_and_dotenv_is_read_all_the_same() {
    let folder = tempfile::tempdir().expect("folder");
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("parent")).expect("folder");
        std::fs::write(path, text).expect("written");
    };
    let wrong = "import weaviate\nclient = weaviate.connect_to_weaviate_cloud('console.weaviate.cloud', auth_credentials=key())\n";
    write(".gitignore", "ignored/\n.env\n");
    write("ignored/app.py", wrong);
    write("node_modules/x/app.py", wrong);
    write("app.py", wrong);
    write(".env", "WEAVIATE_API_KEY=\n");
    let found: Vec<(String, Cause)> =
        run(folder.path()).findings.into_iter().map(|f| (f.path.to_string(), f.cause)).collect();
    assert_eq!(found, [(".env".to_owned(), Cause::KeyEmpty), ("app.py".to_owned(), Cause::UrlIsConsole)]);
}
