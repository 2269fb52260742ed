//! Is a key, token or password gone from everything that `explain` shows, whatever it looks like and whatever announces it, and do other words stay?
//! The table is `tests/secrets/table.toml`.
#![allow(clippy::unwrap_used, reason = "a test that can't go on has failed")]

use serde::Deserialize;
use std::fmt::Write as _;
use weaviate_doctor::model::api_key::Redactor;
use weaviate_doctor::model::case::Case;
use weaviate_doctor::report::{self, Style};
use weaviate_doctor::rules::explain::{explain, masked};

#[derive(Deserialize)]
struct Table {
    keys: Vec<String>,
    strong: Vec<String>,
    weak: Vec<String>,
    weak_keys: Vec<String>,
    plain: Vec<String>,
}

fn table() -> Table {
    toml::from_str(include_str!("secrets/table.toml")).unwrap()
}

/// What the command prints as text and JSON, and what the text screen and the plain lines show of the text itself.
fn everything(text: &str) -> String {
    let explanation = explain(text.as_bytes());
    let case = Case::empty();
    let json = serde_json::to_string_pretty(&report::explained(&explanation, &case)).unwrap();
    let colored = report::explanation_text(&explanation, &case, Style::COLORED);
    format!(
        "{explanation:?}\n{json}\n{}\n{colored}\n{}",
        report::explanation_text(&explanation, &case, Style::PLAIN),
        masked(text, &Redactor::default())
    )
}

/// Looks for the key, and for half of it.
fn shows(output: &str, key: &str) -> bool {
    let halves = [&key[..key.len() / 2], &key[key.len() / 2..]];
    output.contains(key) || halves.iter().any(|h| h.len() >= 8 && output.contains(*h))
}

#[test]
fn every_key_goes_behind_every_label() {
    let table = table();
    let body = "{\"code\":401,\"message\":\"unauthorized: invalid api key\"}";
    let (mut count, mut wrong) = (0, String::new());
    for (labels, keys) in [(&table.strong, &table.keys), (&table.weak, &table.weak_keys)] {
        for (label, key) in labels.iter().flat_map(|l| keys.iter().map(move |k| (l, k))) {
            let line = label.replace("{k}", key);
            count += 1;
            let text = if count % 2 == 0 { format!("{line} {body}") } else { format!("weaviate said\n{line}\n{body}") };
            let output = everything(&text);
            if shows(&output, key) || !output.contains("secret_seen: true") {
                let _ = writeln!(wrong, "{text}");
            }
        }
    }
    assert!(count > 400 && wrong.is_empty(), "{count}\n{wrong}");
}

/// A line break in the middle of a key, as terminals, mails and logs make them, hides neither half.
#[test]
fn a_key_that_a_line_break_splits_is_gone() {
    let keys = ["Zq7Rk2Vt9XbHd4Wm4LpYc8Ns", "b7-Rk2Vt9XbH_d4Wm4LpYc8Nsq=="];
    let body = "{\"code\":401,\"message\":\"unauthorized: invalid api key\"}";
    let mut labels = table().strong;
    labels.extend(
        [
            "client = connect(url, auth_credentials=\"{k}\")",
            "my api key {k} was rejected",
            "the key is {k}",
            "api_key=\"{k}\"",
            "api_key=\"{k}",
            "https://user:{k}@host/v1",
            "the API key “{k}” is wrong",
        ]
        .map(str::to_owned),
    );
    let (mut count, mut wrong) = (0, String::new());
    for (label, key) in labels.iter().flat_map(|l| keys.iter().map(move |k| (l, *k))) {
        // Each label with each place of the break and each break, in turn.
        for at in [8, key.len() / 2, key.len() - 9] {
            for between in [["\n", "\r\n    "], ["\r\n", "\\\n"], ["\n> ", "\n\t"]][count / 6 % 3] {
                let split = format!("{}{between}{}", &key[..at], &key[at..]);
                let text = format!("weaviate said\n{}\n{body}", label.replace("{k}", &split));
                count += 1;
                let output = everything(&text);
                if [&key[..at], &key[at..]].iter().any(|half| output.contains(*half)) {
                    let _ = writeln!(wrong, "{text}\n");
                }
            }
        }
    }
    assert!(count > 600 && wrong.is_empty(), "{count}\n{} wrong\n{wrong}", wrong.matches("weaviate said").count());
}

/// A key that was announced once is gone wherever it stands again, also with characters without width in it.
#[test]
fn a_key_that_was_announced_is_gone_everywhere() {
    for key in table().keys {
        let (a, b) = key.split_at(key.len() / 2);
        let line = "2026-03-02 INFO nothing of interest\n".repeat(9000);
        for text in [
            format!("WEAVIATE_API_KEY={key}\n{line}weaviate: {key} unauthorized: invalid api key {key}"),
            format!("weaviate: {key} unauthorized: invalid api key\n{line}Authorization: Bearer {key}"),
            format!("Bearer {a}\u{200b}{b} unauthorized: invalid api key, {key}, `{key}`, *{key}*"),
        ] {
            let output = everything(&text);
            assert!(!shows(&output, &key), "{key}: {}", output.lines().filter(|l| shows(l, &key)).collect::<String>());
        }
    }
}

#[test]
fn other_words_stay() {
    for text in table().plain {
        assert_eq!(masked(&text, &Redactor::default()), text);
        let quoted = format!("{text}, unauthorized: invalid api key");
        let explanation = explain(quoted.as_bytes());
        assert!(!explanation.secret_seen && !everything(&quoted).contains("removed]"), "{quoted}");
    }
}

/// An ordinary word in the place of a key goes there and nowhere else: the words that decide stay readable.
#[test]
fn the_words_that_decide_stay() {
    let quote =
        explain(b"curl -u admin:weaviate https://abc.weaviate.cloud => unauthorized: invalid api key").quote.unwrap();
    assert_eq!(&quote.text[quote.words.clone()], "unauthorized: invalid api key");
    assert!(quote.text.contains("abc.weaviate.cloud") && !quote.text.contains("admin:weaviate"), "{}", quote.text);
}
