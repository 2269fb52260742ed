//! Does `explain` name the right cause, leave the rest alone and keep every secret? Asked of the texts in `tests/errors`: `pasted.jsonl` holds
//! whole texts as people paste them, the other files one message each.
#![allow(clippy::unwrap_used, reason = "a test that can't go on has failed")]

#[path = "explain/answers.rs"]
mod answers;
#[path = "explain/classes.rs"]
mod classes;
#[path = "explain/raised.rs"]
mod raised;

use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use weaviate_doctor::model::case::{Case, Sourced};
use weaviate_doctor::model::cause::{Cause, Surface};
use weaviate_doctor::model::evidence::Origin;
use weaviate_doctor::model::finding::{Confidence, Verdict};
use weaviate_doctor::report::{self, Style};
use weaviate_doctor::rules::explain::{
    Explanation, Missing, TextReader, explain, missing_words, settling_command, with_text,
};

/// A line of `tests/errors/pasted.jsonl`. Hosts, users and keys in it are made up; `source` says where the words come from.
#[derive(Deserialize)]
struct Entry {
    id: String,
    /// What is handed to `explain`.
    text: String,
    /// Causes that are right as the first answer, or `undiagnosed`.
    accept: Vec<String>,
    /// Stands in the text and may stand in no output.
    secret: Option<String>,
    /// How the text is encoded when it arrives, if not in UTF-8.
    encoding: Option<String>,
    /// The text stands in the middle of a log of this many bytes.
    pad_to: Option<usize>,
}

fn pasted() -> Vec<Entry> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/errors/pasted.jsonl");
    let lines = std::fs::read_to_string(path).unwrap();
    lines.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}"))).collect()
}

fn encoded(entry: &Entry) -> Vec<u8> {
    let text = &entry.text;
    let bytes: Vec<u8> = match entry.encoding.as_deref() {
        None | Some("utf-8" | "utf8") => text.clone().into_bytes(),
        Some("utf-8-sig") => format!("\u{feff}{text}").into_bytes(),
        Some("utf-16") => [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect(),
        Some("utf-16-le") => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        Some("utf-16-be") => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        Some("cp1252" | "latin-1" | "iso-8859-1") => {
            text.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect()
        }
        Some(other) => panic!("{}: encoding {other}", entry.id),
    };
    let Some(length) = entry.pad_to else { return bytes };
    let line = b"2026-03-02T09:14:11Z INFO worker: handled request in 12 ms, 200 OK\n";
    let half = length.saturating_sub(bytes.len()) / 2;
    let pad: Vec<u8> = line.iter().copied().cycle().take(half / line.len() * line.len()).collect();
    [&pad[..], &bytes, b"\n", &pad].concat()
}

fn top(explanation: &Explanation) -> &'static str {
    explanation.diagnosis.findings.first().map_or("undiagnosed", |f| f.cause.id())
}

/// Everything that any front end could print, in one text.
fn everything(explanation: &Explanation) -> String {
    let case = Case::empty();
    let json = serde_json::to_string_pretty(&report::explained(explanation, &case)).unwrap();
    format!(
        "{explanation:?}\n{json}\n{}\n{}",
        report::explanation_text(explanation, &case, Style::PLAIN),
        report::explanation_text(explanation, &case, Style::COLORED)
    )
}

fn assert_hidden(id: &str, secret: &str, explanation: &Explanation) {
    let output = everything(explanation);
    let squeezed: String = output.chars().filter(|c| !c.is_whitespace()).collect();
    for text in [&output, &squeezed] {
        assert!(!text.contains(secret), "{id} shows its secret:\n{output}");
        for part in [&secret[..secret.len() / 2], &secret[secret.len() / 2..]] {
            assert!(part.len() < 8 || !text.contains(part), "{id} shows half of its secret:\n{output}");
        }
    }
    assert!(explanation.secret_seen, "{id}: the secret was not noticed");
}

#[test]
fn pasted_texts_get_their_cause() {
    let (mut right, mut causes, mut kept, mut negatives) = (0, 0, 0, 0);
    let mut wrong = String::new();
    let mut table: BTreeMap<String, (u32, u32)> = BTreeMap::new();
    for entry in pasted() {
        let explanation = explain(&encoded(&entry));
        let top = top(&explanation);
        let good = entry.accept.iter().any(|a| a == top);
        let row = table.entry(entry.accept[0].clone()).or_default();
        row.1 += 1;
        row.0 += u32::from(good);
        if entry.accept == ["undiagnosed"] {
            negatives += 1;
            kept += u32::from(good);
        } else {
            causes += 1;
            right += u32::from(good);
        }
        if !good {
            let _ = writeln!(wrong, "{}: {top}, not {:?}: {:?}", entry.id, entry.accept, explanation.quote);
        }
        assert_eq!(explanation.diagnosis.verdict == Verdict::Undiagnosed, top == "undiagnosed");
        assert_eq!(explanation.missing.is_some(), top == "undiagnosed", "{}", entry.id);
        if let Some(secret) = &entry.secret {
            assert_hidden(&entry.id, secret, &explanation);
        }
    }
    for (cause, (good, all)) in &table {
        println!("{cause:<28} {good}/{all}");
    }
    println!("causes {right}/{causes}, undiagnosed {kept}/{negatives}\n{wrong}");
    assert!(causes > 150 && negatives > 20, "{causes} and {negatives}: where are the texts?");
    assert!(f64::from(right) >= 0.98 * f64::from(causes), "{right}/{causes}\n{wrong}");
    assert_eq!(kept, negatives, "{wrong}");
}

type Disguise = (&'static str, fn(&str) -> Vec<u8>);

/// The same texts as they arrive by mail, from a log or out of a narrow terminal. No disguise may cost much.
#[test]
fn pasted_texts_in_disguise() {
    let entries = pasted();
    let disguises: [Disguise; 9] = [
        ("carriage returns", |t| t.replace('\n', "\r").into_bytes()),
        ("mail", |t| t.lines().flat_map(|l| ["> ", l, "\r\n"]).collect::<String>().into_bytes()),
        ("wrapped at 79", |t| wrapped(t, 79).into_bytes()),
        ("wrapped at 60 and quoted", |t| {
            wrapped(t, 60).lines().flat_map(|l| ["> ", l, "\n"]).collect::<String>().into_bytes()
        }),
        ("words wrapped", |t| folded(t, 72).into_bytes()),
        ("time stamps", |t| {
            t.lines().flat_map(|l| ["2026-03-02T09:14:11.123Z stderr F ", l, "\n"]).collect::<String>().into_bytes()
        }),
        ("JSON log", |t| serde_json::json!({"level": "error", "msg": t}).to_string().into_bytes()),
        ("colors", |t| t.split(' ').flat_map(|w| ["\u{1b}[31m", w, "\u{1b}[0m "]).collect::<String>().into_bytes()),
        ("UTF-16", |t| [0xFF, 0xFE].into_iter().chain(t.encode_utf16().flat_map(u16::to_le_bytes)).collect()),
    ];
    let mut report = String::new();
    for (name, disguise) in disguises {
        let (mut right, mut all) = (0_u32, 0_u32);
        for entry in entries.iter().filter(|e| e.pad_to.is_none() && e.encoding.is_none()) {
            let explanation = explain(&disguise(&entry.text));
            let top = top(&explanation);
            all += 1;
            if entry.accept.iter().any(|a| a == top) {
                right += 1;
            } else {
                let _ =
                    writeln!(report, "{name}, {}: {top}, not {:?}: {:?}", entry.id, entry.accept, explanation.quote);
            }
            if let Some(secret) = &entry.secret {
                assert_hidden(&format!("{name}, {}", entry.id), secret, &explanation);
            }
        }
        println!("{name}: {right}/{all}");
        assert!(f64::from(right) >= 0.97 * f64::from(all), "{name}: {right}/{all}\n{report}");
    }
    println!("{report}");
}

fn wrapped(text: &str, width: usize) -> String {
    let cut = |line: &str| {
        let chars: Vec<char> = line.chars().collect();
        chars.chunks(width).map(|c| c.iter().collect::<String>() + "\n").collect::<String>()
    };
    text.lines().map(cut).collect()
}

fn folded(text: &str, width: usize) -> String {
    let mut out = String::new();
    for line in text.lines() {
        let mut at = 0;
        for word in line.split(' ') {
            if at > 0 && at + word.len() >= width {
                out.push('\n');
                at = 0;
            } else if at > 0 {
                out.push(' ');
            }
            out.push_str(word);
            at += word.len() + 1;
        }
        out.push('\n');
    }
    out
}

#[derive(Deserialize)]
struct Own {
    entry: Vec<OwnEntry>,
}

#[derive(Deserialize)]
struct OwnEntry {
    text: String,
    cause: String,
    secret: Option<String>,
}

#[test]
fn single_messages_get_their_cause() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/errors");
    let mut wrong = String::new();
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_none_or(|e| e != "toml") {
            continue;
        }
        let own: Own = toml::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        for entry in own.entry {
            assert!(entry.cause == "undiagnosed" || entry.cause.parse::<Cause>().is_ok(), "{}", entry.cause);
            let explanation = explain(entry.text.as_bytes());
            if top(&explanation) != entry.cause {
                let top = top(&explanation);
                let _ = writeln!(wrong, "{top}, not {}: {}\n   {:?}", entry.cause, entry.text, explanation.quote);
            }
            if let Some(secret) = &entry.secret {
                assert_hidden(&entry.text, secret, &explanation);
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// The words that decided stand where the quote says, and the line is the right one.
#[test]
fn the_quote_marks_the_words() {
    let text = "one\ntwo\n\u{1b}[31m> weaviate: unauthorized: invalid api key\u{1b}[0m (request 7)\nfour";
    let quote = explain(text.as_bytes()).quote.unwrap();
    assert_eq!(quote.line, 3);
    assert_eq!(&quote.text[quote.words.clone()], "unauthorized: invalid api key");
    let shown = report::explanation_text(&explain(text.as_bytes()), &Case::empty(), Style::PLAIN);
    let words = shown.lines().position(|l| l.contains("unauthorized: invalid api key")).unwrap();
    let line = shown.lines().nth(words).unwrap();
    let marks = shown.lines().nth(words + 1).unwrap();
    assert_eq!(line.find("unauthorized"), marks.find('^'), "{shown}");
    assert_eq!(marks.trim().len(), "unauthorized: invalid api key".len());
    assert!(!shown.contains('\u{1b}'));
    assert!(
        report::explanation_text(&explain(text.as_bytes()), &Case::empty(), Style::COLORED)
            .contains("\u{1b}[7munauthorized")
    );
    let too_wide: Vec<&str> = shown.lines().filter(|l| l.chars().count() > 80 && !l.contains("https://")).collect();
    assert!(too_wide.is_empty(), "{too_wide:?}");
}

/// However a message is wrapped, quoted, colored, escaped, encoded or cut into chunks, the answer is the same.
#[test]
fn every_disguise_gets_the_same_answer() {
    let key = "dGhQc2ZwY1VqV0tZbW9rRXhhbXBsZTEyMzQ1Njc4";
    let text = format!(
        "httpx.LocalProtocolError: Illegal header value b'Bearer {key}\\n' from weaviate\nExit of the program, Köln 7 of 9\n"
    );
    let wrap = |width: usize, prefix: &str, end: &str| {
        let chars: Vec<char> = text.chars().collect();
        let line = |l: &[char]| [prefix.to_owned(), l.iter().collect(), end.to_owned()];
        chars.chunks(width).flat_map(line).collect::<String>()
    };
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let latin: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let mut disguises: Vec<Vec<u8>> = vec![
        text.clone().into_bytes(),
        text.replace('\n', "\r\n").into_bytes(),
        format!("\u{feff}{text}").into_bytes(),
        utf16,
        latin,
        format!("On Monday somebody wrote:\n> {text}").into_bytes(),
        format!("2026-03-02T09:14:11.123Z app-1  | \u{1b}[31m{text}\u{1b}[0m").into_bytes(),
    ];
    for width in [40, 60, 76, 79] {
        disguises.push(wrap(width, "", "\n").into_bytes());
        disguises.push(wrap(width, "> ", "\r\n").into_bytes());
        disguises.push(wrap(width, "> > ", "\n").into_bytes());
    }
    for disguise in disguises {
        let shown = String::from_utf8_lossy(&disguise).into_owned();
        let explanation = explain(&disguise);
        assert!(["key-malformed"].contains(&top(&explanation)), "{shown}\n{explanation:?}");
        assert_hidden(&shown, key, &explanation);
        for step in [1, 7, 1000] {
            let mut reader = TextReader::new();
            disguise.chunks(step).for_each(|c| reader.push(c));
            assert_eq!(reader.explain(), explanation);
        }
    }
}

#[test]
fn hostile_input_is_survived() {
    let mut line = vec![b'x'; 3 << 20];
    line.extend_from_slice(b" unauthorized: invalid api key ");
    line.extend(std::iter::repeat_n(b'y', 3 << 20));
    assert_eq!(top(&explain(&line)), "key-rejected");
    let noise: Vec<u8> = (0_u32..2_000_000).map(|i| i.wrapping_mul(2_654_435_761).to_le_bytes()[2]).collect();
    let binary = explain(&noise);
    assert_eq!((top(&binary), binary.missing), ("undiagnosed", Some(Missing::Readable)));
    for odd in [
        &b""[..],
        b"\n",
        b"\xff",
        b"\xff\xfe",
        b"\xff\xfeu",
        b"\x1b",
        b"\x1b[",
        b"[",
        b"&",
        b"\\",
        b"\0\0\0",
        b"timeout",
    ] {
        let explanation = explain(odd);
        assert_eq!(top(&explanation), "undiagnosed", "{odd:?}");
        assert!(!everything(&explanation).is_empty());
    }
    let escapes = "\u{1b}]0;".repeat(100_000);
    assert_eq!(top(&explain(escapes.as_bytes())), "undiagnosed");
}
