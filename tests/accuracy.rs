//! How often is the diagnosis right? Every practice fault, further mechanisms of the same causes and healthy clusters in their variety, on
//! real sockets. `cargo test --test accuracy -- --nocapture` prints the table: fault, expected, named, time, and the closing figures.
//!
//! Right means: the cause that is named first is the expected one; healthy means: no cause at all. Nothing written may hold the key.
//! `tests/accuracy/TABLE.md` has the table without the times; `UPDATE_TABLES=1` in front of the command writes it anew.
#![cfg(all(feature = "scan", feature = "practice"))]
#![allow(clippy::expect_used, reason = "a test that can't go on has failed")]

#[path = "accuracy/answers.rs"]
mod answers;
#[path = "accuracy/between.rs"]
mod between;
mod generated;
#[path = "accuracy/healthy.rs"]
mod healthy;
mod rig;
#[path = "accuracy/row.rs"]
mod row;
#[path = "accuracy/way.rs"]
mod way;

use futures_util::StreamExt as _;
use rig::site::Kit;
use row::{Entry, Row};
use std::fmt::Write as _;
use std::sync::Arc;
use strum::IntoEnumIterator as _;
use weaviate_doctor::io::practice::Fault;

/// Runs at a time.
const AT_ONCE: usize = 10;

#[test]
fn every_fault_is_named_right_and_healthy_clusters_raise_no_alarm() {
    // In a process of its own, whose system store knows none of the authorities here.
    if rig::run::alone("every_fault_is_named_right_and_healthy_clusters_raise_no_alarm") {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(4).enable_all().build();
        runtime.expect("threads").block_on(table());
    }
}

async fn table() {
    let kit = Arc::new(Kit::new());
    let practice = Fault::iter().map(Row::practice);
    let rows: Vec<Row> = practice
        .chain(answers::rows())
        .chain(between::rows())
        .chain(way::rows(&kit))
        .chain(healthy::rows(&kit))
        .collect();
    let runs = rows.into_iter().map(|row| row.run(Arc::clone(&kit)));
    // In the order of the list, whoever is first.
    let entries: Vec<Entry> = futures_util::stream::iter(runs).buffered(AT_ONCE).collect().await;
    let widths = |f: fn(&Entry) -> usize| entries.iter().map(f).max().unwrap_or(0);
    let (first, second) = (widths(|e| e.name.chars().count()), widths(|e| e.expected.len()));
    for healthy in [false, true] {
        println!(
            "\n  {:first$}  {:second$}  {:second$}  time",
            if healthy { "healthy" } else { "fault" },
            "expected",
            "named"
        );
        for entry in entries.iter().filter(|e| e.is_healthy() == healthy) {
            let mark = if entry.is_right() { ' ' } else { '!' };
            let (name, expected, named, ms) = (&entry.name, entry.expected, &entry.named, entry.took.as_millis());
            println!("{mark} {name:first$}  {expected:second$}  {named:second$}  {ms} ms");
        }
    }
    let figure = |healthy| {
        let of_kind = || entries.iter().filter(move |e| e.is_healthy() == healthy);
        format!("{}/{}", of_kind().filter(|e| e.is_right()).count(), of_kind().count())
    };
    let figures = format!("causes named right {}, healthy without alarm {}", figure(false), figure(true));
    println!("\n{figures}");
    let wrong: Vec<String> = entries.iter().filter(|e| !e.is_right()).map(Entry::complaint).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    keep(&entries, &figures);
}

/// Holds the document's table against this run's, or writes it.
fn keep(entries: &[Entry], figures: &str) {
    let mut table = format!("{figures}\n\n| what is broken | named |\n|---|---|\n");
    for entry in entries {
        let _ = writeln!(table, "| {} | `{}` |", entry.name.replace('|', "\\|"), entry.named);
    }
    generated::keep("tests/accuracy/TABLE.md", "accuracy", table.trim_end(), "accuracy");
}
