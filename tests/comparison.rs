//! Which layer of two reports differs first, and what does that mean? The pairs are data; the program itself is run on files as well.
#![expect(clippy::expect_used, reason = "a test that can't go on ends here")]

use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use strum::IntoEnumIterator as _;
use weaviate_doctor::model::api_key::Redactor;
use weaviate_doctor::model::evidence::Chain;
use weaviate_doctor::model::report_schema::Report;
use weaviate_doctor::report;
use weaviate_doctor::rules::compare::{Comparison, DifferenceMeaning};

const HEALTHY: &str = include_str!("comparisons/healthy.json");

/// The healthy report with these fields changed.
fn changed(changes: Option<&toml::Value>) -> Report {
    let mut report: Value = serde_json::from_str(HEALTHY).expect("JSON");
    for (place, value) in changes.and_then(toml::Value::as_table).into_iter().flatten() {
        let value = serde_json::to_value(value).expect("a value");
        let (probe, pointer) = place.split_once('/').expect("a place");
        let root = if probe.is_empty() {
            &mut report
        } else {
            let probes = report["probes"].as_array_mut().expect("probes");
            probes.iter_mut().find(|p| p["id"] == probe).unwrap_or_else(|| panic!("no probe {probe}"))
        };
        let (parent, name) = pointer.rsplit_once('/').unwrap_or(("", pointer));
        let parent = if parent.is_empty() {
            root
        } else {
            root.pointer_mut(&format!("/{parent}")).unwrap_or_else(|| panic!("{place}"))
        };
        parent[name] = value;
    }
    report::read(&report.to_string(), &Redactor::default()).expect("a report")
}

fn first_differences(comparison: &Comparison) -> Vec<String> {
    let first = |chain| {
        comparison.differences(chain).into_iter().next().map(|(layer, difference)| {
            let words: [&str; 3] = [chain.into(), difference.meaning.into(), difference.about.into()];
            format!("{} {} {} {}", words[0], layer.name(), words[1], words[2])
        })
    };
    Chain::iter().filter_map(first).collect()
}

#[test]
fn the_first_layer_that_differs_and_what_it_means() {
    let pairs: toml::Value = toml::from_str(include_str!("comparisons/pairs.toml")).expect("TOML");
    let mut reached = BTreeSet::new();
    for pair in pairs["pair"].as_array().expect("pairs") {
        let (a, b) = (changed(pair.get("a")), changed(pair.get("b")));
        let expected: Vec<&str> =
            pair["expect"].as_array().expect("a list").iter().filter_map(toml::Value::as_str).collect();
        let comparison = Comparison::of(&a, &b).expect("comparable");
        assert_eq!(first_differences(&comparison), expected, "{}", pair["name"].as_str().unwrap_or_default());
        assert_eq!(comparison.is_same(), expected.is_empty());
        // The other way round, it is about the other side.
        let back = Comparison::of(&b, &a).expect("comparable");
        assert_eq!(first_differences(&back).len(), expected.len(), "{}", pair["name"].as_str().unwrap_or_default());
        reached.extend(expected.iter().filter_map(|e| e.split(' ').nth(2)).map(str::to_owned));
    }
    let missing: Vec<&str> = DifferenceMeaning::iter().map(<&str>::from).filter(|m| !reached.contains(*m)).collect();
    assert!(missing.is_empty(), "no pair shows {missing:?}");
}

#[test]
fn pseudonyms_are_compared_with_pseudonyms_only() {
    let case = weaviate_doctor::model::case::Case::empty();
    let plain = changed(None);
    let redacted = report::pseudonymous(plain.clone(), &case).expect("redacted");
    assert!(Comparison::of(&plain, &redacted).is_err() && Comparison::of(&redacted, &plain).is_err());
    assert!(Comparison::of(&redacted, &redacted).expect("comparable").is_same());
    // What differs before differs afterwards, at the same layer; what is the same stays the same.
    let pairs: toml::Value = toml::from_str(include_str!("comparisons/pairs.toml")).expect("TOML");
    for pair in pairs["pair"].as_array().expect("pairs") {
        let [a, b] = ["a", "b"].map(|side| changed(pair.get(side)));
        let before = Comparison::of(&a, &b).expect("comparable");
        let [a, b] = [a, b].map(|r| report::pseudonymous(r, &case).expect("redacted"));
        let after = Comparison::of(&a, &b).expect("comparable");
        if before.differences(Chain::Local).iter().all(|(layer, _)| layer.name() != "target") {
            assert_eq!(
                first_differences(&before),
                first_differences(&after),
                "{}",
                pair["name"].as_str().unwrap_or_default()
            );
        }
    }
}

fn compare(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_weaviate-doctor"));
    command.env_clear().current_dir(folder).arg("compare").args(arguments).output().expect("runs")
}

#[test]
fn the_program_says_it_in_every_form_and_by_its_status() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name);
    fs::write(path("a.json"), HEALTHY).expect("written");
    fs::write(path("b.json"), HEALTHY.replace("1.37.2", "1.38.0")).expect("written");
    fs::write(path("newer.json"), HEALTHY.replace("\"schema_version\": 1", "\"schema_version\": 2")).expect("written");
    fs::write(path("binary"), [0xff, 0xfe, 0]).expect("written");
    fs::write(path("text"), "hello").expect("written");
    fs::File::create(path("long")).and_then(|file| file.set_len((16 << 20) + 1)).expect("written");
    let out = compare(folder.path(), &["a.json", "a.json"]);
    assert_eq!(out.status.code(), Some(0));
    assert!(String::from_utf8_lossy(&out.stdout).contains("No difference"));
    for (format, expected) in [
        ("text", "differs at meta: Another server version"),
        ("markdown", "### REST differs at meta: Another server version"),
        ("json", "\"meaning\": \"other-server-version\""),
    ] {
        let out = compare(folder.path(), &["a.json", "b.json", "--format", format]);
        let text = String::from_utf8_lossy(&out.stdout);
        assert!(out.status.code() == Some(1) && text.contains(expected), "{text}");
        let written = compare(folder.path(), &["a.json", "b.json", "--format", format, "-o", "out"]);
        assert!(written.stdout.is_empty() && written.status.code() == Some(1));
        assert_eq!(fs::read(path("out")).expect("written"), out.stdout);
    }
    for (arguments, expected) in [
        (vec!["a.json", "newer.json"], "use a newer weaviate-doctor"),
        (vec!["missing", "a.json"], "there's no such file"),
        (vec!["a.json", "binary"], "isn't UTF-8"),
        (vec!["text", "a.json"], "isn't valid JSON"),
        (vec![".", "a.json"], "'s a directory"),
        (vec!["a.json", "/dev/zero"], "isn't a regular file"),
        (vec!["a.json", "long"], "longer than 16 MiB"),
        (vec!["-", "-"], "standard input holds one report"),
        (vec!["a.json", "b.json", "-o", "missing/out"], "no such directory"),
    ] {
        let out = compare(folder.path(), &arguments);
        let error = String::from_utf8_lossy(&out.stderr);
        assert!(out.status.code() == Some(2) && out.stdout.is_empty() && error.lines().count() == 1, "{error}");
        assert!(error.contains(expected), "{error}");
    }
}
