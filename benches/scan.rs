//! How fast `scan` is: over a tree that is made for it, or with `cargo bench --bench scan -- PATH…` over trees that are there, findings shown.
//! With a second argument `--patch` the patch is printed instead of the findings.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use weaviate_doctor::report::Style;
use weaviate_doctor::scan_files::{Request, patch, report, scan};

fn main() {
    let given: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    let paths: Vec<PathBuf> = given.iter().filter(|a| !a.starts_with('-')).map(PathBuf::from).collect();
    if !paths.is_empty() {
        return show(paths, given.iter().any(|a| a == "--patch"));
    }
    let folder = std::env::temp_dir().join(format!("weaviate-doctor-bench-{}", std::process::id()));
    if let Err(error) = make(&folder) {
        eprintln!("the tree can't be made: {error}");
        return;
    }
    let request = request(vec![folder.clone()]);
    let mut times: Vec<Duration> = Vec::new();
    let mut files = 0;
    for _ in 0..15 {
        let start = Instant::now();
        files = scan(&request).files;
        times.push(start.elapsed());
    }
    times.sort();
    println!("scan: {files} files, median {:?}, fastest {:?}", times[times.len() / 2], times[0]);
    let _ = std::fs::remove_dir_all(&folder);
}

fn request(paths: Vec<PathBuf>) -> Request {
    Request::of(paths, std::env::current_dir().unwrap_or_default())
}

fn show(paths: Vec<PathBuf>, as_patch: bool) {
    let start = Instant::now();
    let outcome = scan(&request(paths));
    let took = start.elapsed();
    if as_patch {
        let text = patch::patch(&outcome.findings, |path| std::fs::read(path).ok());
        print!("{}", String::from_utf8_lossy(&text.text));
        return;
    }
    print!("{}", report::text(&outcome, Style::PLAIN));
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
