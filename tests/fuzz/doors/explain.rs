//! `explain`: error texts, in pieces of any size, with and without a key that is announced on a line of its own.

use super::{Door, Fixtures, KEY, holds_no_key, is_clean};
use crate::mutate::Random;
use weaviate_doctor::model::api_key::Redactor;
use weaviate_doctor::model::case::Case;
use weaviate_doctor::report::{self, Style};
use weaviate_doctor::rules::explain::{Explanation, TextReader, explain, masked};

const WORDS: &[&str] = &[
    "weaviate",
    "WeaviateStartUpError",
    "401",
    "403 Forbidden",
    "unauthorized: invalid api key",
    "anonymous access not enabled",
    "UNAVAILABLE",
    "DEADLINE_EXCEEDED",
    "grpc.aio",
    "Traceback (most recent call last):",
    "File \"app.py\", line 3",
    "at Object.",
    "caused by: ",
    "https://abc.c0.europe-west3.gcp.weaviate.cloud",
    "localhost:8080",
    "127.0.0.1:50051",
    "[::1]:443",
    "Authorization: Bearer ",
    "api_key=",
    "\"apiKey\": \"",
    "WEAVIATE_API_KEY=",
    "\\n",
    "\\u001b",
    "&quot;",
    "%3A",
    "\u{1b}[31m",
    "x509: certificate signed by unknown authority",
    "getaddrinfo ENOTFOUND",
    "connection refused",
    "panic: ",
    "v4.16.1",
    "goroutine 1",
];

/// Lines behind which `explain` always takes what follows for a key.
const ANNOUNCED: [&str; 12] = [
    "WEAVIATE_API_KEY={key}",
    "export WCD_API_KEY=\"{key}\"",
    "> authorization: Bearer {key}",
    "curl -H \"Authorization: Bearer {key}\" https://abc.weaviate.cloud",
    "headers={'X-Weaviate-Api-Key': '{key}'}",
    "auth_credentials=Auth.api_key(\"{key}\")",
    "client = new weaviate.ApiKey('{key}')",
    "{\"apiKey\": \"{key}\"}",
    "app --api-key={key} --verbose",
    "https://admin:{key}@abc.weaviate.cloud/v1/meta",
    "Illegal header value b'Bearer {key}\\n'",
    "password={key}",
];

pub fn doors() -> [Door; 2] {
    let door =
        |name, run: fn(&[u8]), inputs| Door { name, run, inputs, words: WORDS, fixtures: Fixtures::Texts("errors") };
    [door("explain", any, 150), door("explain-key", with_announced_key, 150)]
}

/// Everything that is written of an explanation.
fn written(explanation: &Explanation) -> String {
    let case = Case::empty();
    let text = report::explanation_text(explanation, &case, Style::PLAIN);
    is_clean(&text, true, "the answer");
    let json = serde_json::to_string(&report::explained(explanation, &case)).expect("JSON");
    format!("{text}\n{json}\n{explanation:?}")
}

fn any(data: &[u8]) {
    let whole = explain(data);
    let _ = written(&whole);
    let mut random = Random::of(data);
    let mut reader = TextReader::new();
    let mut rest = data;
    while !rest.is_empty() {
        let longest = if random.once_in(3) { 4 } else { 5000 };
        let (piece, more) = rest.split_at((1 + random.below(longest)).min(rest.len()));
        reader.push(piece);
        rest = more;
    }
    let pieces = reader.explain();
    assert!(pieces == whole, "in pieces it says something else: {pieces:?}\n{whole:?}");
    let case = Case::empty();
    let mut named = whole;
    if let Ok(pseudonyms) = report::pseudonyms_for(&mut named, &case) {
        let _ = pseudonyms.text(&report::explanation_text(&named, &case, Style::COLORED));
    }
}

fn with_announced_key(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let mut random = Random::of(data);
    let mut lines: Vec<&str> = text.lines().collect();
    for _ in 0..=random.below(3) {
        lines.insert(random.below(lines.len() + 1), random.pick(&ANNOUNCED));
    }
    let text = lines.join("\n").replace(super::KEY_MARK, KEY);
    holds_no_key(&written(&explain(text.as_bytes())), "the answer");
    if text.len() < 20_000 {
        holds_no_key(&masked(&text, &Redactor::default()), "the text itself");
    }
}
