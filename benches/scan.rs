//! How fast `scan` is: over a tree that is made for it, or over the one that `WEAVIATE_DOCTOR_SCAN_TREE` names, beside ripgrep searching it
//! for one word and ast-grep running one rule a language, where they are installed. With `cargo bench --bench scan -- PATH…` the findings of
//! trees that are there are shown; with a second argument `--patch` the patch is printed instead.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use weaviate_doctor::io::project_scan::{Request, patch, scan};
use weaviate_doctor::model::api_key::Redactor;
use weaviate_doctor::report::Style;
use weaviate_doctor::report::scan;

fn main() {
    let given: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    let paths: Vec<PathBuf> = given.iter().filter(|a| !a.starts_with('-')).map(PathBuf::from).collect();
    if !paths.is_empty() {
        return show(paths, given.iter().any(|a| a == "--patch"));
    }
    if let Some(tree) = std::env::var_os("WEAVIATE_DOCTOR_SCAN_TREE") {
        return measure(Path::new(&tree));
    }
    let folder = std::env::temp_dir().join(format!("weaviate-doctor-bench-{}", std::process::id()));
    if let Err(error) = make(&folder) {
        eprintln!("the tree can't be made: {error}");
        return;
    }
    measure(&folder);
    let _ = std::fs::remove_dir_all(&folder);
}

/// Rounds of each program, one after the other, so that what else the machine does falls on all of them.
const ROUNDS: usize = 7;

/// Calls of the official clients, as ast-grep writes them.
const RULES: [(&str, &str); 5] = [
    ("Python", "weaviate.connect_to_weaviate_cloud($$$A)"),
    ("TypeScript", "weaviate.connectToWeaviateCloud($$$A)"),
    ("Go", "weaviate.Config{$$$A}"),
    ("Java", "WeaviateClient.connectToWeaviateCloud($$$A)"),
    ("CSharp", "Connect.Cloud($$$A)"),
];

fn measure(tree: &Path) {
    let request = request(vec![tree.to_owned()]);
    let rules = std::env::temp_dir().join(format!("weaviate-doctor-rules-{}.yml", std::process::id()));
    let rule = |(language, pattern): &(&str, &str)| {
        format!("id: call-{}\nlanguage: {language}\nrule:\n  pattern: {pattern}\n", language.to_lowercase())
    };
    let _ = std::fs::write(&rules, RULES.iter().map(rule).collect::<Vec<_>>().join("---\n"));
    let peers: [(&str, Vec<&std::ffi::OsStr>); 2] = [
        ("rg", vec!["--count".as_ref(), "weaviate".as_ref(), tree.as_os_str()]),
        ("ast-grep", vec!["scan".as_ref(), "--rule".as_ref(), rules.as_os_str(), tree.as_os_str()]),
    ];
    let mut own: Vec<Duration> = Vec::new();
    let mut theirs: [Vec<Duration>; 2] = [Vec::new(), Vec::new()];
    let mut files = 0;
    for _ in 0..ROUNDS {
        let start = Instant::now();
        files = scan(&request).files;
        own.push(start.elapsed());
        for ((name, arguments), times) in peers.iter().zip(&mut theirs) {
            times.extend(timed(name, arguments));
        }
    }
    let _ = std::fs::remove_file(&rules);
    let ours = median(&mut own);
    println!("scan: {files} files, median {ours:?}, fastest {:?}", own[0]);
    for ((name, _), mut times) in peers.iter().zip(theirs) {
        if times.is_empty() {
            println!("{name}: skipped, not installed");
            continue;
        }
        let peer = median(&mut times);
        println!("{name}: median {peer:?}; scan takes {:.2} times as long", ours.as_secs_f64() / peer.as_secs_f64());
    }
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort();
    times[times.len() / 2]
}

/// How long a program takes; none where it isn't installed.
fn timed(name: &str, arguments: &[&std::ffi::OsStr]) -> Option<Duration> {
    let start = Instant::now();
    let (out, err) = (Stdio::null(), Stdio::null());
    Command::new(name).args(arguments).stdin(Stdio::null()).stdout(out).stderr(err).status().ok()?;
    Some(start.elapsed())
}

fn request(paths: Vec<PathBuf>) -> Request {
    Request::of(paths, std::env::current_dir().unwrap_or_default())
}

fn show(paths: Vec<PathBuf>, as_patch: bool) {
    let start = Instant::now();
    let outcome = scan(&request(paths));
    let took = start.elapsed();
    if as_patch {
        let text = patch::patch(&outcome.findings, &Redactor::default(), |path| std::fs::read(path).ok());
        print!("{}", String::from_utf8_lossy(&text.text));
        return;
    }
    print!("{}", scan::text(&outcome, Style::PLAIN));
    println!(
        "{} files in {took:?}, {} findings, {} left out",
        outcome.files,
        outcome.findings.len(),
        outcome.left_out.len()
    );
}

/// 4000 files in four languages; every twentieth speaks of Weaviate.
fn make(folder: &Path) -> std::io::Result<()> {
    let body = |i: usize, line: &str| {
        let mut text = String::new();
        for n in 0..120 {
            let _ = writeln!(text, "{}", line.replace("{i}", &i.to_string()).replace("{n}", &n.to_string()));
        }
        text
    };
    for i in 0..1000 {
        let folder = folder.join(format!("part{}", i / 50));
        std::fs::create_dir_all(&folder)?;
        let ours = i % 20 == 0;
        let mut py = body(i, "def function_{n}(a, b):\n    return helper_{i}(a, key=b, values=[1, 2, 3])");
        let mut ts = body(i, "export const value{n} = compute{i}({ a: 1, b: [2, 3], c: `x${1}` });");
        let mut go = format!("package p\n{}", body(i, "func f{n}(a int) int { return g{i}(a, \"text\") }"));
        let java = format!("class C{i} {{\n{}}}\n", body(i, "  int f{n}(int a) { return g(a, \"text{i}\"); }"));
        if ours {
            py += "import weaviate\nclient = weaviate.connect_to_weaviate_cloud(url='x', auth_client_secret='y')\n";
            ts += "import weaviate from 'weaviate-client';\nweaviate.connectToWeaviateCloud('x', { apiKey: 'y' });\n";
            go += "// weaviate\n";
        }
        for (extension, text) in [("py", py), ("ts", ts), ("go", go), ("java", java)] {
            std::fs::write(folder.join(format!("file{i}.{extension}")), text)?;
        }
    }
    Ok(())
}
