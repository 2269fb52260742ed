//! Do the fixes in six languages really run? Every snippet, as the product hands it out, is run with the official client of its language
//! against the practice cluster and must connect; the wrong forms of `tests/snippets/before` are run the same way and must fail with the
//! words by which `explain` knows them. `cargo test --test snippets -- --nocapture` prints the table language × code × client × result.
//!
//! The clients come from `tests/clients/setup.sh`, which CI runs before; what is not installed is skipped with a line, and fails where
//! `WEAVIATE_DOCTOR_CLIENTS=required`. The cluster stands at port 443 of a network of its own (Linux, root or user namespaces), because
//! the clients' cloud functions take nothing else. C# is parsed, not run. `tests/snippets/TABLE.md` has the table; `UPDATE_TABLES=1` in front
//! of the command writes it anew.
#![cfg(all(feature = "scan", feature = "practice"))]
#![cfg(unix)]
#![allow(clippy::expect_used, clippy::panic, reason = "a test that can't go on has failed")]

#[path = "snippets/build.rs"]
mod build;
mod generated;
#[path = "snippets/space.rs"]
mod space;
#[path = "snippets/stage.rs"]
mod stage;
#[path = "snippets/table.rs"]
mod table;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::Mutex;
use strum::IntoEnumIterator as _;
use table::{Row, Want};
use weaviate_doctor::model::case::{Case, Sourced};
use weaviate_doctor::model::cause::Cause;
use weaviate_doctor::model::client::{Client, Language, Version};
use weaviate_doctor::model::evidence::Origin;
use weaviate_doctor::words::catalog;

/// Programs that run at a time.
const AT_ONCE: usize = 3;

#[test]
fn right_forms_connect_and_wrong_forms_fail_with_the_words_that_explain_knows() {
    if let Some(missing) = space::missing() {
        return skip(&format!("the clients are not run: {missing}"));
    }
    if !space::inside("right_forms_connect_and_wrong_forms_fail_with_the_words_that_explain_knows") {
        return;
    }
    let (rows, absent): (Vec<Row>, Vec<Row>) = table::rows().into_iter().partition(Row::is_installed);
    let absent: BTreeSet<String> = absent.iter().map(Row::client_name).collect();
    for client in &absent {
        skip(&format!("{client} is not run: it is not installed, tests/clients/setup.sh does that"));
    }
    let results = run(rows);
    let table = written(&results);
    println!("{table}");
    let wrong: Vec<String> = results.iter().filter_map(|(row, result)| row.complaint(result)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    if absent.is_empty() {
        generated::keep("tests/snippets/TABLE.md", "snippets", &table, "snippets");
    }
}

/// Says what is left out, or fails where nothing may be.
fn skip(what: &str) {
    println!("skipped: {what}");
    assert!(std::env::var("WEAVIATE_DOCTOR_CLIENTS").as_deref() != Ok("required"), "{what}");
}

fn run(mut rows: Vec<Row>) -> Vec<(Row, build::Outcome)> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("threads");
    let names: BTreeSet<String> = rows.iter().map(|r| r.stage.clone()).collect();
    let mut stages = BTreeMap::new();
    for (number, name) in names.into_iter().enumerate() {
        let stage = runtime.block_on(stage::Stage::start(&name, number));
        stages.insert(name, stage);
    }
    for row in &mut rows {
        row.fill(&stages[&row.stage]);
    }
    build::prepare(&rows, &stages);
    let open: Mutex<Vec<(usize, Row)>> = Mutex::new(rows.into_iter().enumerate().rev().collect());
    let done = Mutex::new(BTreeMap::new());
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                loop {
                    let Some((number, row)) = open.lock().expect("rows").pop() else { return };
                    let outcome = build::run(&row, &stages[&row.stage]);
                    done.lock().expect("results").insert(number, (row, outcome));
                }
            });
        }
    });
    done.into_inner().expect("results").into_values().collect()
}

fn written(results: &[(Row, build::Outcome)]) -> String {
    let count = |wanted: fn(&Want) -> bool| results.iter().filter(|(r, _)| wanted(&r.want)).count();
    let mut table = format!(
        "{} programs connect, {} wrong forms fail with words by which `explain` names the cause, {} are parsed\n\n\
         | language | client | code | cluster | result |\n|---|---|---|---|---|\n",
        count(|w| matches!(w, Want::Connects)),
        count(|w| matches!(w, Want::Fails(..))),
        count(|w| matches!(w, Want::Parses))
    );
    for (row, _) in results {
        let result = match &row.want {
            Want::Connects => "connects".to_owned(),
            Want::Parses => "parsed".to_owned(),
            Want::Fails(words, _) => format!("fails: `{}`", words[0].replace('|', "\\|")),
        };
        let cluster = if row.surroundings.is_empty() {
            row.stage.clone()
        } else {
            format!("{}, {}", row.stage, row.surroundings)
        };
        let _ =
            writeln!(table, "| {} | {} | {} | {cluster} | {result} |", row.language.name(), row.client, row.shown());
    }
    table.trim_end().to_owned()
}

#[test]
fn what_is_shown_is_what_is_run() {
    let run: BTreeSet<(Language, String)> = table::rows()
        .into_iter()
        .filter(|r| !matches!(r.want, Want::Fails(..)))
        .filter_map(|r| Some((r.language, r.snippet?)))
        .collect();
    let files: BTreeSet<(Language, String)> = table::snippet_files();
    let (left, made_up): (Vec<_>, Vec<_>) = (files.difference(&run).collect(), run.difference(&files).collect());
    assert!(left.is_empty(), "no run names {left:?}");
    assert!(made_up.is_empty(), "no file for {made_up:?}");
    let wrong: BTreeSet<(Language, String)> =
        table::rows().into_iter().filter_map(|r| Some((r.language, r.before?))).collect();
    assert_eq!(wrong, table::before_files(), "wrong forms and the table");
}

/// Languages in which a fix has no code, and why.
const WITHOUT_CODE: [(&str, &[Language], &str); 1] = [(
    "browser-app",
    &[Language::Python, Language::Go, Language::Java, Language::CSharp, Language::Curl],
    "the client that browser apps use is the TypeScript one",
)];

#[test]
fn every_fix_that_is_code_has_it_in_every_language() {
    let mut missing = Vec::new();
    for cause in Cause::iter() {
        let Some(name) = catalog::article(cause).expect("article").snippet_names().next().map(str::to_owned) else {
            continue;
        };
        for (language, version) in clients() {
            if WITHOUT_CODE.iter().any(|(n, languages, _)| *n == name && languages.contains(&language)) {
                continue;
            }
            for url in ["https://abc.c0.europe-west3.gcp.weaviate.cloud", "http://db.example.test:8080"] {
                let mut case = Case::empty();
                case.url = Sourced::new(url.to_owned(), Origin::Argument);
                case.client = Client { language, version: version.parse::<Version>().ok() };
                let Some(code) = table::handed_out(cause, &case) else {
                    missing.push(format!("{cause}, {} {version}, {url}", language.name()));
                    continue;
                };
                let host = url.rsplit('/').next().unwrap_or_default().split(':').next().unwrap_or_default();
                assert!(cause == Cause::LocalAddress || code.contains(host), "{cause} {language}: {code}");
                assert!(cause == Cause::LocalAddress || !code.contains("your-cluster"), "{cause} {language}: {code}");
            }
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

fn clients() -> impl Iterator<Item = (Language, &'static str)> {
    let old = [(Language::Python, "3.26.7"), (Language::Python, "4.14.3"), (Language::Java, "5.5.0")];
    Language::iter().map(|language| (language, "")).chain(old)
}

#[test]
fn no_key_is_written_into_a_snippet() {
    for (language, name) in table::snippet_files() {
        let code = catalog::snippet(language, &name).expect("snippet");
        let reads = code.contains("WEAVIATE_API_KEY");
        assert!(reads != name.starts_with("connect-anonymous"), "{language} {name}");
    }
}
