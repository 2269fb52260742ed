//! Is the key gone from every output, in each of its disguises, wherever a server can send it back?
#![expect(clippy::expect_used, reason = "a test that can't go on ends here")]

mod disguise;
#[path = "planted/outputs.rs"]
mod outputs;
mod rig;

use disguise::{FORMS, Form, KEY, shows};
use futures_util::StreamExt as _;
use rig::pki::{Leaf, Sent};
use rig::site::{Below, Door, Kit, Site};
use rig::weaviate::{Head, Weaviate, page};
use rig::wire::Step;
use std::sync::Arc;
use std::time::Duration;
use weaviate_doctor::model::api_key::{ApiKey, MASK, Redactor};
use weaviate_doctor::model::http_answer::{HttpAnswer, RawAnswer};

fn redactor() -> Redactor {
    Redactor::new([&ApiKey::new(KEY.to_owned())])
}

#[test]
fn every_disguise_is_taken_out_of_a_text() {
    assert!(FORMS.len() >= 40);
    let redactor = redactor();
    let mut wrong = Vec::new();
    for form in FORMS {
        for (before, behind) in
            [("", ""), ("the key is “", "”, which is wrong"), ("<title>", "</title>"), ("a=", "&b=1")]
        {
            let text = format!("{before}{}{behind}", (form.1)(KEY));
            let out = redactor.redact(&text);
            let kept = out.starts_with(before) && out.ends_with(behind);
            if shows(&out, form, KEY) || !redactor.finds(&text) || !out.contains(MASK) || !kept {
                wrong.push(format!("{}: {text} → {out}", form.0));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The oracle itself: without redaction it sees every form.
#[test]
fn every_disguise_is_seen_where_nothing_is_taken_out() {
    for form in FORMS {
        assert!(shows(&format!("<p>{}</p>", (form.1)(KEY)), form, KEY), "{}", form.0);
    }
}

/// An answer of a server with the key in one place.
type Place = (&'static str, fn(&str) -> (Vec<(String, String)>, String));

fn headers(name: &str, text: &str) -> Vec<(String, String)> {
    vec![(name.to_owned(), one_line(text))]
}

/// As it can stand in a header.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_ascii_graphic() { c } else { ' ' }).collect()
}

fn json(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

const PLACES: &[Place] = &[
    ("JSON message", |t| (vec![], format!(r#"{{"code":401,"message":{}}}"#, json(&format!("invalid api key: {t}"))))),
    ("older JSON", |t| (vec![], format!(r#"{{"error":[{{"message":{}}}]}}"#, json(&format!("no {t} here"))))),
    ("broken JSON", |t| (vec![], format!(r#"{{"code":401,"message":"invalid api key: {t}"#))),
    ("another's JSON", |t| (vec![], format!(r#"{{"detail":{}}}"#, json(t)))),
    ("title", |t| (vec![("content-type".into(), "text/html".into())], format!("<html><title>Oh {t}</title>"))),
    ("text", |t| (vec![], format!("nobody knows {t} here"))),
    ("behind much text", |t| (vec![], format!("{}{t}", "so it is ".repeat(40)))),
    ("cut by the bound", |t| (vec![], format!("{}{t}", " ".repeat(16 * 1024 - 30)))),
    ("user's name", |t| {
        (
            vec![],
            format!(
                r#"{{"error":[{{"message":{}}}]}}"#,
                json(&format!(
                    "rbac: authorization, forbidden action: user '{t}' has insufficient permissions to read_{t}"
                ))
            ),
        )
    }),
    ("Location", |t| (headers("location", &format!("https://x.example/{t}?k={t}")), String::new())),
    ("Server", |t| (headers("server", t), String::new())),
    ("Via", |t| (headers("via", &format!("1.1 {t}")), String::new())),
];

#[test]
fn no_place_of_an_answer_keeps_a_disguise() {
    let redactor = redactor();
    let mut wrong = Vec::new();
    for form in FORMS {
        for (place, answer) in PLACES {
            let (headers, body) = answer(&(form.1)(KEY));
            for status in [200, 302, 401, 403, 500] {
                let known =
                    HttpAnswer::recognize(RawAnswer { status, headers: &headers, body: body.as_bytes() }, &redactor);
                if shows(&format!("{known:?}"), form, KEY) {
                    wrong.push(format!("{}, {place}, {status}: {known:?}", form.0));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
}

/// The line that shows it.
fn around(text: &str, form: &Form) -> String {
    text.split(['\n', ',']).find(|line| shows(line, form, KEY)).unwrap_or_default().chars().take(300).collect()
}

/// The server that knows the key and says it wherever it can: in a good answer's names, in the gRPC message, on the certificate; and
/// where `broken`, in the body or head of a refusal.
async fn everywhere(number: usize, form: &'static Form, broken: bool, kit: &Kit) -> Vec<String> {
    let written = (form.1)(KEY);
    let head = one_line(&written);
    let said = written.clone();
    let script = move |request: &Head| {
        let named = format!("Server: {head}\r\nVia: 1.1 {head}\r\n");
        let answer = |body: String| page("200 OK", &format!("{named}Content-Type: application/json\r\n"), body);
        let text = json(&said);
        let bytes = match request.path.as_str() {
            "/v1/meta" if broken => {
                let (headers, body) = (PLACES[number % PLACES.len()].1)(&said);
                let headers: Vec<String> = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
                page("500 Oh", &headers.concat(), body)
            }
            "/v1/meta" => answer(format!(r#"{{"version":{text},"modules":{{{text}:{{}}}},"hostname":{text}}}"#)),
            "/v1/users/own-info" => {
                answer(format!(r#"{{"username":{text},"roles":[{{"name":{text}}}],"groups":[{text}]}}"#))
            }
            _ => answer(String::new()),
        };
        Some(vec![Step::Bytes(bytes)])
    };
    let mut rest = Weaviate::with_key(KEY);
    rest.script = Some(Arc::new(script));
    let mut grpc = Weaviate::with_key(KEY);
    grpc.search = (13, one_line(&written));
    let leaf = Leaf { organization: Some(one_line(&written)), ..Kit::leaf() };
    let rest =
        Door::new(Below::Shown(kit.authority.server(&leaf, Sent::WithIntermediate, &["http/1.1"])), rest.handler());
    let site = Site { rest, grpc: Some(Door::new(Below::Trusted, grpc.handler())), ..Site::honest() };
    let standing = site.stand(kit, Some(KEY), Duration::from_secs(10)).await;
    let result = rig::run::run(&standing.case).await;
    let outputs = outputs::all(&standing.case, &result);
    let wrong = outputs.into_iter().filter(|(_, text)| shows(text, form, KEY));
    wrong.map(|(output, text)| format!("{} in {output}, broken: {broken}: {}", form.0, around(&text, form))).collect()
}

#[test]
fn no_output_shows_a_key_that_a_server_sends_back() {
    if rig::run::alone("no_output_shows_a_key_that_a_server_sends_back") {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(4).enable_all().build().expect("threads");
        let wrong = runtime.block_on(async {
            let kit = Kit::new();
            // The places of a refusal were all looked at above: here each form has one of the two.
            let runs: Vec<_> =
                FORMS.iter().enumerate().map(|(n, form)| everywhere(n, form, n % 2 == 1, &kit)).collect();
            futures_util::stream::iter(runs).buffer_unordered(6).concat().await
        });
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
