//! Folders and files that somebody made to hold the scan: ignore files that never end, sources that no person writes. Each ends soon, what was
//! left out is named, and the rest is read.
#![cfg(all(feature = "scan", feature = "practice"))]
#![cfg(unix)]
#![expect(clippy::expect_used, clippy::unwrap_used, reason = "a test that can't go on has failed")]

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc::channel;
use std::time::Duration;
use weaviate_doctor::io::project_scan::{Reason, Request, scan};

/// Longest time for one run of the program, on a busy machine too.
const PATIENCE: Duration = Duration::from_secs(60);

const WRONG: &str =
    "import weaviate\nclient = weaviate.connect_to_weaviate_cloud('console.weaviate.cloud', auth_credentials=key())\n";

struct Ran {
    status: Option<i32>,
    out: String,
    error: String,
}

/// Runs the program in a folder. One that doesn't end is killed, and the test fails.
fn run(folder: &Path, arguments: &[&str]) -> Ran {
    let mut command = Command::new(env!("CARGO_BIN_EXE_weaviate-doctor"));
    command.env_clear().current_dir(folder).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = command.args(arguments).spawn().unwrap();
    let id = child.id().to_string();
    let (sender, ended) = channel();
    std::thread::spawn(move || sender.send(child.wait_with_output()));
    let Ok(output) = ended.recv_timeout(PATIENCE) else {
        let _ = Command::new("kill").args(["-9", &id]).status();
        panic!("{arguments:?} did not end");
    };
    let output = output.unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    Ran { status: output.status.code(), out: text(output.stdout), error: text(output.stderr) }
}

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

fn pipe(path: &Path) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    assert!(Command::new("mkfifo").arg(path).status().expect("mkfifo").success());
}

#[test]
fn ignore_files_that_never_end_are_left_out_and_named() {
    let links: [(&str, &str); 3] =
        [(".ignore", "/dev/zero"), (".gitignore", "/dev/urandom"), ("sub/.ignore", "/dev/full")];
    for (name, target) in links {
        let folder = folder(&[("app.py", WRONG), ("sub/app.py", WRONG)]);
        std::os::unix::fs::symlink(target, folder.path().join(name)).unwrap();
        let ran = run(folder.path(), &["scan"]);
        assert_eq!(ran.status, Some(1), "{name}: {}", ran.error);
        assert!(ran.error.contains(&format!("{name}: not read: it isn't a regular file")), "{}", ran.error);
        assert!(ran.out.contains("2 places to fix in 2 of 2 files"), "{}", ran.out);
    }
    for name in [".gitignore", ".ignore", ".git/info/exclude", "sub/.gitignore", "sub/.git/info/exclude"] {
        let folder = folder(&[("app.py", WRONG), ("sub/app.py", WRONG)]);
        pipe(&folder.path().join(name));
        // From below too: what stands further up counts there.
        for arguments in [["scan", "."], ["scan", "sub"]] {
            let ran = run(folder.path(), &arguments);
            assert_eq!(ran.status, Some(1), "{name}: {}", ran.error);
            assert!(ran.error.contains(&format!("{name}: not read: it isn't a regular file")), "{}", ran.error);
        }
    }
}

#[test]
fn ignore_files_that_nobody_writes_are_left_out_and_named() {
    let large = "*.nothing\n".repeat(110_000);
    let nested = format!("ignored.py\n{}{}\n", "{".repeat(30_000), "}".repeat(30_000));
    let long = format!("ignored.py\n{}\n", "*a".repeat(30_000));
    let cases = [
        (large.as_str(), "larger than 1 MiB", 2),
        (&nested, "too long or nested too deep", 1),
        (&long, "too long or nested too deep", 1),
    ];
    for (text, said, places) in cases {
        let folder = folder(&[("app.py", WRONG), ("ignored.py", WRONG), (".gitignore", text)]);
        let ran = run(folder.path(), &["scan"]);
        assert_eq!(ran.status, Some(1), "{}", ran.error);
        assert!(ran.error.contains(".gitignore: not read: ") && ran.error.contains(said), "{}", ran.error);
        assert_eq!(ran.out.matches("app.py:").count() + ran.out.matches("ignored.py:").count(), places, "{}", ran.out);
    }
}

#[test]
fn ignore_files_keep_their_order() {
    let folder = folder(&[
        (".gitignore", "*.gen.py\n/top.py\nbuild/\n"),
        (".ignore", "secret.py\n"),
        ("a.gen.py", WRONG),
        ("top.py", WRONG),
        ("build/app.py", WRONG),
        ("secret.py", WRONG),
        ("sub/top.py", WRONG),
        ("sub/.gitignore", "!b.gen.py\n"),
        ("sub/a.gen.py", WRONG),
        ("sub/b.gen.py", WRONG),
        // `.ignore` comes before Git's files.
        ("other/.ignore", "!c.gen.py\n"),
        ("other/c.gen.py", WRONG),
        // A repository of its own: the rules of Git further up don't count in it, those of `.ignore` do.
        ("inner/.git/info/exclude", "d.py\n"),
        ("inner/a.gen.py", WRONG),
        ("inner/d.py", WRONG),
        ("inner/secret.py", WRONG),
    ]);
    let found = |arguments: &[&str]| {
        let out = run(folder.path(), arguments).out;
        let mut names: Vec<String> =
            out.lines().filter_map(|l| l.split_once(".py:")).map(|(name, _)| name.to_owned()).collect();
        names.sort();
        names
    };
    let all = ["inner/a.gen", "other/c.gen", "sub/b.gen", "sub/top"];
    assert_eq!(found(&["scan"]), all);
    assert_eq!(found(&["scan", folder.path().to_str().unwrap()]), all);
    assert_eq!(found(&["scan", "sub", "other"]), ["other/c.gen", "sub/b.gen", "sub/top"]);
    // What is named itself is read.
    assert_eq!(found(&["scan", "a.gen.py", "build"]), ["a.gen", "build/app"]);
}

/// Sources after A6 of the attack on version 0.1.0, and what was found to be of their kind.
#[test]
fn sources_that_nobody_writes_hold_nothing() {
    let call =
        "using Weaviate.Client;\nclass A { void F() { var c = await Connect.Cloud(\"console.weaviate.cloud\", key);\n";
    let java = "import io.weaviate.client6.v1.api.WeaviateClient;\nclass A { void f() { WeaviateClient.connectToWeaviateCloud(\"console.weaviate.cloud\", k);\n";
    let files = [
        ("chain.cs", format!("{call}x = a{};\n}}}}", ".b()".repeat(12_000))),
        ("less.java", format!("{java}{}", "<a ".repeat(20_000))),
        ("calls.py", format!("{WRONG}x = {}{}\n", "f(".repeat(40_000), ")".repeat(40_000))),
        ("lines.py", format!("{WRONG}{}", "a\\\n".repeat(10_000))),
        ("format.py", format!("{WRONG}x = \"{}\".format(a)\n", "{".repeat(200_000))),
        (
            "functions.ts",
            format!(
                "import w from 'weaviate-client';\nw.connectToWeaviateCloud('console.weaviate.cloud');\n{}",
                "function(){".repeat(8_000)
            ),
        ),
        ("pipes.sh", format!("curl https://a.weaviate.cloud/v1/meta\n{}", "|".repeat(32_000))),
        ("scripts.vue", format!("weaviate{}", "<script></script>".repeat(60_000))),
    ];
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let folder = folder(&[&files[..], &[("app.py", WRONG)]].concat());
    let ran = run(folder.path(), &["scan"]);
    assert_eq!(ran.status, Some(1), "{}", ran.error);
    assert!(ran.out.contains("app.py:2:"), "{}", ran.out);
    for line in ran.error.lines() {
        assert!(line.ends_with("not read: reading it takes too much time or memory"), "{line}");
    }
}

/// Files each of which takes as much as a file may: together they take no more than one of them, and the rest is read.
#[test]
fn hostile_files_share_one_bound_of_memory() {
    let heavy = format!("{WRONG}{}", "a.b(c).d(e)\n".repeat(150_000));
    let shell = format!("curl https://a.weaviate.cloud/v1/meta\n{}", "a|b;".repeat(450_000));
    let names: Vec<String> = (0..3).flat_map(|n| [format!("a{n}.py"), format!("b{n}.sh")]).collect();
    let mut files = vec![("z.py", WRONG)];
    files.extend(names.iter().map(|name| (name.as_str(), if name.starts_with('a') { &*heavy } else { &*shell })));
    let folder = folder(&files);
    let highest = || {
        let status = fs::read_to_string("/proc/self/status").ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
        line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()
    };
    let Some(before) = highest() else { return eprintln!("skipped: nothing here tells how large a process was") };
    let outcome = scan(&Request::of(vec![folder.path().to_owned()], folder.path().to_owned()));
    let grown = highest().unwrap() - before;
    assert!(grown < 500 << 10, "{grown} kB");
    assert!(outcome.findings.iter().any(|f| f.path.raw() == "z.py"), "{:?}", outcome.left_out);
}

/// Files that are each read in time, too many of them: the scan says where it stopped.
#[test]
fn a_tree_of_slow_files_ends() {
    let slow = format!("{WRONG}{}", "a.b(c).d(e)\n".repeat(30_000));
    let names: Vec<String> = (0..30).map(|n| format!("a{n}.py")).collect();
    let files: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), &*slow)).collect();
    let folder = folder(&files);
    let mut request = Request::of(vec![folder.path().to_owned()], folder.path().to_owned());
    assert!(request.judging * 4 < PATIENCE && request.time <= PATIENCE);
    request.judging = Duration::from_millis(500);
    let outcome = scan(&request);
    assert!(outcome.files < 30, "{}", outcome.files);
    assert!(outcome.left_out.iter().any(|left| left.reason == Reason::OutOfTime), "{:?}", outcome.left_out);
}

#[test]
fn a_file_of_comment_lines_is_read() {
    let many = format!("import weaviate\n{}{WRONG}", "# c\n".repeat(400_000));
    let folder = folder(&[("app.py", &many)]);
    let ran = run(folder.path(), &["scan"]);
    assert!(ran.out.contains("app.py:400003:"), "{} {}", ran.out, ran.error);
}

/// `check` goes on without what it can't read.
#[test]
fn a_check_ends_whatever_lies_in_the_folder() {
    let lines = format!("{WRONG}{}", "a\\\n".repeat(20_000));
    let folder = folder(&[("app.py", &lines)]);
    std::os::unix::fs::symlink("/dev/zero", folder.path().join(".ignore")).unwrap();
    let ran = run(folder.path(), &["check", "practice:healthy", "--symptom", "unauthorized"]);
    // Whatever the key is worth: there is a report.
    assert!(ran.status.is_some() && !ran.out.is_empty(), "{}", ran.error);
    assert!(ran.error.contains("app.py: not read: reading it takes too much time"), "{}", ran.error);
}

/// Links make many files of one: what is read of a folder's manifests is bounded in its sum, for `check` too.
#[test]
fn manifests_are_bounded_in_their_sum() {
    let folder = folder(&[("app.py", WRONG)]);
    let first = folder.path().join("requirements.txt");
    fs::write(&first, "# weaviate\n".repeat(700_000)).unwrap();
    for number in 0..1500 {
        fs::hard_link(&first, folder.path().join(format!("requirements{number}.txt"))).unwrap();
    }
    assert_eq!(run(folder.path(), &["scan"]).status, Some(1));
    assert!(!run(folder.path(), &["check", "practice:healthy"]).out.is_empty());
}
