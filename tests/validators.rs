//! Do validators and readers of others accept the `JUnit`, SARIF, Markdown, HTML, JSON and metrics that the program writes? `tests/validators/setup.sh` installs them;
//! where they are missing the test says so and skips, unless `WEAVIATE_DOCTOR_VALIDATORS=required`.
#![cfg(all(feature = "scan", feature = "practice"))]

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

/// What is written, and with which status it ends.
const WRITTEN: [(&str, &[&str], i32); 28] = [
    ("healthy.xml", &["check", "practice:healthy", "--format", "junit"], 0),
    ("blocked.xml", &["check", "practice:grpc-blocked", "--timeout", "2", "--format", "junit"], 1),
    ("rejected.xml", &["check", "practice:key-rejected", "--redact", "--format", "junit"], 1),
    ("all.xml", &["check", "--all", "--config", "c.toml", "--timeout", "2", "--format", "junit"], 1),
    ("healthy.md", &["check", "practice:healthy", "--format", "markdown"], 0),
    ("proxy.md", &["check", "practice:grpc-proxy-env", "--format", "markdown"], 1),
    ("rejected.md", &["check", "practice:key-rejected", "--redact", "--format", "markdown"], 1),
    ("all.md", &["check", "--all", "--config", "c.toml", "--timeout", "2", "--format", "markdown"], 1),
    ("healthy.json", &["check", "practice:healthy", "--format", "json"], 0),
    ("blocked.json", &["check", "practice:grpc-blocked", "--timeout", "2", "--format", "json"], 1),
    ("intercepted.json", &["check", "practice:tls-intercepted", "--redact", "--format", "json"], 1),
    ("rejected.html", &["check", "practice:key-rejected", "--redact", "--format", "html"], 1),
    ("proxy.html", &["check", "practice:grpc-proxy-env", "--format", "html"], 1),
    ("slow.html", &["check", "practice:grpc-slow", "--client", "typescript", "--format", "html"], 1),
    ("healthy.html", &["open", "written/healthy.json", "--format", "html"], 0),
    ("blocked.html", &["open", "written/blocked.json", "--format", "html"], 0),
    ("all.html", &["check", "--all", "--config", "c.toml", "--timeout", "2", "--format", "html"], 1),
    ("two.html", &["compare", "written/healthy.json", "written/blocked.json", "--format", "html"], 1),
    ("same.html", &["compare", "written/healthy.json", "written/healthy.json", "--format", "html"], 0),
    ("explained.html", &["explain", "error.txt", "--format", "html"], 1),
    ("unknown.html", &["explain", "c.toml", "--format", "html"], 3),
    ("found.sarif", &["scan", "source", "--format", "sarif"], 1),
    ("clean.sarif", &["scan", "clean", "--format", "sarif"], 0),
    ("report.schema", &["schema", "report"], 0),
    ("events.schema", &["schema", "events"], 0),
    ("config.schema", &["schema", "config"], 0),
    ("blocked.events", &["check", "practice:grpc-blocked", "--timeout", "2", "--format", "events"], 1),
    ("untrusted.json", &["check", "practice:certificate-untrusted", "--format", "json"], 1),
];

/// What a client prints behind a firewall, with a name that is markup.
const ERROR: &str =
    "weaviate.exceptions.WeaviateGRPCUnavailableError: <b>x</b> https://abc.c0.gcp.weaviate.cloud not reachable\n";

/// What a browser may be called.
const BROWSERS: [&str; 5] =
    ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

#[test]
fn others_accept_what_is_written() {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("target").join("validators");
    if !root.join("lock").is_file() {
        let what = "the validators are not installed: tests/validators/setup.sh does that";
        assert!(std::env::var("WEAVIATE_DOCTOR_VALIDATORS").as_deref() != Ok("required"), "{what}");
        eprintln!("skipped: {what}");
        return;
    }
    let folder = tempfile::tempdir().expect("folder");
    let clusters = ["one", "two-b"]
        .map(|name| format!("[clusters.\"{name}\"]\nurl = \"http://127.0.0.1:1\"\ngrpc = \"grpc://127.0.0.1:1\"\n"));
    fs::write(folder.path().join("c.toml"), clusters.concat()).expect("written");
    fs::write(folder.path().join("error.txt"), ERROR).expect("written");
    fs::create_dir(folder.path().join("clean")).expect("folder");
    fs::write(folder.path().join("clean/app.py"), "print('nothing')\n").expect("written");
    let written = folder.path().join("written");
    fs::create_dir(&written).expect("folder");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scan");
    for (name, arguments, status) in WRITTEN {
        let source = source.to_string_lossy();
        let arguments = arguments.iter().map(|a| if *a == "source" { &source } else { *a });
        let output = Command::new(env!("CARGO_BIN_EXE_weaviate-doctor"))
            .args(arguments)
            .env_clear()
            .current_dir(folder.path())
            .stdin(Stdio::null())
            .output()
            .expect("ran");
        assert_eq!(output.status.code(), Some(status), "{name}: {}", String::from_utf8_lossy(&output.stderr));
        fs::write(written.join(name), output.stdout).expect("written");
    }
    let mut watch = Command::new(env!("CARGO_BIN_EXE_weaviate-doctor"))
        .args([
            "check",
            "practice:key-rejected",
            "--watch",
            "0.05",
            "--metrics",
            "written/rejected.prom",
            "--metrics-host",
        ])
        .env_clear()
        .current_dir(folder.path())
        .stdout(Stdio::piped())
        .spawn()
        .expect("started");
    // Nobody reads: it ends with its first run.
    drop(watch.stdout.take());
    assert_eq!(watch.wait().expect("ended").code(), Some(1));
    fs::copy(folder.path().join("c.toml"), written.join("clusters.toml")).expect("copied");
    let judged = Command::new("python3")
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/validators/judge.py"))
        .args([&root, &written])
        .env("PYTHONPATH", root.join("python"))
        .output()
        .expect("python3");
    let said = String::from_utf8_lossy(&judged.stdout);
    println!("{said}");
    let error = String::from_utf8_lossy(&judged.stderr);
    assert!(judged.status.success(), "{said}\n{error}");
    // The schemas judge and are not judged; a config file and the metrics come on top.
    assert_eq!(said.lines().count(), WRITTEN.len() - named("schema") + 2, "{said}\n{error}");
    let pages = browsed(&root, &written).expect("node");
    assert!(pages.is_none_or(|pages| pages == named("html")), "{pages:?}");
}

/// How many are written whose names end so.
fn named(ending: &str) -> usize {
    WRITTEN.iter().filter(|(name, ..)| Path::new(name).extension().is_some_and(|e| e == ending)).count()
}

/// A browser looks at the pages: nothing on its console, no request, no finding of axe-core, no text beyond the edge. Returns how many it saw.
fn browsed(root: &Path, written: &Path) -> std::io::Result<Option<usize>> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = |name: &&str| std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file());
    let Some(browser) = BROWSERS.iter().find_map(found) else {
        eprintln!("skipped: there is no Chromium, so nobody looks at the pages");
        return Ok(None);
    };
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/validators/browser.mjs");
    let looked = Command::new("node")
        .args([&script, &browser, &root.join("axe.min.js"), written])
        .args(std::env::var_os("WEAVIATE_DOCTOR_PICTURES"))
        .output()?;
    let said = String::from_utf8_lossy(&looked.stdout);
    println!("{said}");
    assert!(looked.status.success(), "{said}\n{}", String::from_utf8_lossy(&looked.stderr));
    Ok(Some(said.lines().count()))
}
