//! Is the key gone from every output, in each of its disguises, wherever a server can send it back?
#![expect(clippy::expect_used, reason = "a test that can't go on ends here")]

mod disguise;
#[path = "planted/local.rs"]
mod local;
#[path = "planted/network.rs"]
mod network;
#[path = "planted/outputs.rs"]
mod outputs;
mod rig;

use disguise::{FORMS, KEY, shows};
use futures_util::StreamExt as _;
use network::one_line;
use rig::site::Kit;
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

#[test]
fn no_output_shows_a_key_that_comes_back_over_the_network() {
    if rig::run::alone("no_output_shows_a_key_that_comes_back_over_the_network") {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(4).enable_all().build().expect("threads");
        let wrong = runtime.block_on(async {
            let kit = Kit::new();
            let each = |number| network::SETTINGS.iter().map(move |setting| (number, setting));
            let runs = (0..FORMS.len()).flat_map(each).map(|(number, setting)| network::run(number, setting, &kit));
            futures_util::stream::iter(runs.collect::<Vec<_>>()).buffer_unordered(6).concat().await
        });
        assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
    }
}
