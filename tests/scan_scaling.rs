//! Does the work on a file grow with its length and no faster, whatever stands in it? Each kind of file with each pattern that once took
//! quadratic time, small and eight times as long. Work is counted, not timed, so a busy machine changes nothing.
#![cfg(all(feature = "scan", feature = "practice"))]
#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]

use weaviate_doctor::io::project_scan::{Request, scan};
use weaviate_doctor::rules::literal::assigns_secret;
use weaviate_doctor::rules::scan::{Installed, Meter, MeteredWork, SourceKind, Unreadable, requirement, scan_metered};

const SMALL: usize = 4 << 10;
const FACTOR: usize = 8;

/// What a person may have meant: repeated, it is a file full of mistakes or of data.
const REPEATED: [&str; 32] = [
    "# a commented line\n",
    "// a commented line\n",
    "a\\\n",
    "<!--",
    "#if\n",
    "<a ",
    "apiKey: \"",
    "string a,",
    "@",
    "$",
    "|",
    ")",
    ">",
    "<<EOF\n",
    "x = x\n",
    "x = f(x)\n",
    "print(x)\n",
    "x = {\"Authorization\": x}\n",
    "x[\"Authorization\"] = x\n",
    "session.headers.add(\"Authorization\", x);\n",
    "var f = () => { return x; };\n",
    "if (x) { x = x; }\n",
    "class A { int x = 1; }\n",
    "Auth.api_key(x);\n",
    "new Config(\"http\", x);\n",
    "new WeaviateClientBuilder().UseSsl(x);\n",
    "\"{{{\".format(x)\n",
    "a + ",
    "a.b",
    "'",
    "\u{e9}\n",
    "weaviate ",
];

/// What is nested: before, inside, behind.
const NESTED: [(&str, &str, &str); 10] = [
    ("f(", "", ")"),
    ("[", "", "]"),
    ("{", "", "}"),
    ("$(", "", ")"),
    ("/*", "", "*/"),
    ("function(){", "", "}"),
    ("", "a", ".b()"),
    ("", "a", ".b"),
    ("(", "a", ").b()"),
    ("\"\" + ", "a", ""),
];

const HEADS: [(&str, &str); 8] = [
    ("a.py", "import weaviate\nx = weaviate.connect_to_weaviate_cloud(url, key)\n"),
    ("a.ts", "import weaviate from 'weaviate-client';\nlet x = weaviate.connectToWeaviateCloud(url, { key });\n"),
    ("a.tsx", "import weaviate from 'weaviate-client';\nlet x = weaviate.connectToWeaviateCloud(url, { key });\n"),
    (
        "a.go",
        "package a\nimport \"github.com/weaviate/weaviate-go-client/v5/weaviate\"\nfunc f() {\nx := weaviate.Config{}\n",
    ),
    (
        "a.java",
        "import io.weaviate.client6.v1.api.WeaviateClient;\nclass A { void f() { var x = WeaviateClient.connectToLocal();\n",
    ),
    ("a.cs", "using Weaviate.Client;\nclass A { void F() { var x = Connect.Cloud(url);\n"),
    ("a.sh", "curl -H \"Authorization: $WEAVIATE_API_KEY\" https://a.weaviate.cloud/v1/meta\n"),
    (
        "a.vue",
        "<script>\nimport weaviate from 'weaviate-client';\nlet x = weaviate.connectToWeaviateCloud(url, { key });\n",
    ),
];

fn texts(size: usize) -> Vec<(String, String)> {
    let repeated = REPEATED.iter().map(|unit| ((*unit).to_owned(), unit.repeat(size / unit.len())));
    let nested = NESTED.iter().map(|(before, inside, behind)| {
        let count = size / (before.len() + behind.len());
        (format!("{before}{inside}{behind}"), format!("{}{inside}{}", before.repeat(count), behind.repeat(count)))
    });
    repeated.chain(nested).collect()
}

/// The work on a text; none when it was left out.
fn work(name: &str, text: &str) -> Option<u64> {
    let meter = Meter::default();
    let source = SourceKind::of(name).unwrap();
    let report = scan_metered(name, text.as_bytes(), source, &Installed::default(), None, &meter);
    match report {
        Ok(_) => Some(
            [MeteredWork::Parsing, MeteredWork::Reading, MeteredWork::Judging]
                .map(|work| meter.done(work))
                .iter()
                .sum(),
        ),
        Err(Unreadable::TooComplex) => None,
        Err(other) => panic!("{name}: {other:?}"),
    }
}

fn grows_with_its_length(name: &str, whole: impl Fn(&str) -> String) {
    let (small, large) = (texts(SMALL), texts(SMALL * FACTOR));
    for ((pattern, small), (_, large)) in small.iter().zip(&large) {
        let (small, large) = (work(name, &whole(small)), work(name, &whole(large)));
        // What is left out at one length may be so at any.
        if let (Some(small), Some(large)) = (small, large) {
            let bound = small * FACTOR as u64 * 3 / 2 + 20_000;
            assert!(large <= bound, "{name}, {pattern:?}: {small} and {large} units");
        }
    }
}

fn of(ending: &str) {
    let (name, head) = HEADS.iter().find(|(name, _)| name.ends_with(ending)).unwrap();
    grows_with_its_length(name, |text| format!("{head}x = {text}\n"));
}

#[test]
fn python() {
    of(".py");
}

#[test]
fn typescript() {
    of(".ts");
    of(".tsx");
}

#[test]
fn go() {
    of(".go");
}

#[test]
fn java() {
    of(".java");
}

#[test]
fn csharp() {
    of(".cs");
}

#[test]
fn shell() {
    of(".sh");
}

#[test]
fn pages() {
    of(".vue");
}

#[test]
fn notebooks() {
    let head = HEADS[0].1;
    grows_with_its_length("a.ipynb", |text| {
        let cell = serde_json::json!({"cell_type": "code", "source": [head, format!("x = {text}\n")]});
        serde_json::json!({"cells": [cell]}).to_string()
    });
}

/// What has no parser: none of these texts of megabytes takes noticeably long, and quadratic time would take minutes.
#[test]
fn lines_and_manifests() {
    for (pattern, text) in texts(1 << 20) {
        let env = format!("WEAVIATE_URL=http://a.weaviate.cloud # {text}\n{text}");
        assert!(work("a.env", &env).is_some(), "{pattern:?}");
        let page = format!("weaviate<template>{text}</template>");
        assert!(work("a.vue", &page).is_some(), "{pattern:?}");
    }
    let units = [
        "weaviate-client",
        "weaviate-client@1",
        "weaviate-client@99999999999",
        "pwd ",
        "pwd",
        "pwd='",
        "secret=\"a_b\" ",
        "token:",
        "<=",
        "~=4.",
        "||",
        "1.",
        "io.weaviate:client",
        "<dependency>",
        "bearer ",
        "<script>",
        "Include=\"Weaviate.Client\"",
    ];
    let folder = tempfile::tempdir().unwrap();
    // The manifests count where a source file does.
    std::fs::write(folder.path().join("a.py"), HEADS[0].1).unwrap();
    for unit in units {
        let text = unit.repeat((1 << 20) / unit.len());
        assigns_secret(&text);
        requirement::newest(&text);
        requirement::python_line(&text);
        for name in
            ["requirements.txt", "pnpm-lock.yaml", "yarn.lock", "pom.xml", "build.gradle", "a.csproj", "package.json"]
        {
            std::fs::write(folder.path().join(name), &text).unwrap();
        }
        scan(&Request::of(vec![folder.path().to_owned()], folder.path().to_owned()));
    }
}
