//! HTTP answers of anybody: status, headers, body, with a key in them that the server echoes, as it is or in disguise.
//!
//! An input is a status line's number, lines of headers, an empty line and the body.

use super::{Door, Fixtures, KEY, holds_no_key, is_clean};
use base64::Engine as _;
use std::fmt::Write as _;
use std::time::{Duration, SystemTime};
use weaviate_doctor::io::probe::bodies;
use weaviate_doctor::model::api_key::{ApiKey, Redactor};
use weaviate_doctor::model::case::{Case, Sourced};
use weaviate_doctor::model::evidence::{
    AuthFacts, Evidence, Failure, HttpFacts, Observation, Origin, ProbeFacts, ProbeId, ProbeOutcome,
};
use weaviate_doctor::model::http_answer::{HttpAnswer, RawAnswer};
use weaviate_doctor::model::sanitized::SanitizedText;
use weaviate_doctor::report::{self, Moment, Style};
use weaviate_doctor::rules::diagnosis::diagnose;

const WORDS: &[&str] = &[
    "200\n",
    "401\n",
    "403\n",
    "404\n",
    "407\n",
    "422\n",
    "429\n",
    "500\n",
    "502\n",
    "503\n",
    "server: nginx\n",
    "via: 1.1 proxy\n",
    "location: https://a.example/{key}\n",
    "retry-after: 120\n",
    "retry-after: Fri, 31 Dec 9999 23:59:59 GMT\n",
    "date: Sun, 22 Nov 2026 10:00:00 GMT\n",
    "content-type: text/html\n",
    "www-authenticate: Bearer\n",
    "\n\n",
    "{\"code\":401,\"message\":\"",
    "{\"error\":[{\"message\":\"",
    "anonymous access not enabled",
    "[API-keys, OIDC]",
    "unauthorized: invalid api key",
    "<html><title>",
    "</title>",
    "default backend - 404",
    "rbac: authorization, forbidden action: user 'x' has insufficient permissions to ",
    "read_data",
    "{key}",
    "username",
    "roles",
    "permissions",
    "action",
    "version",
    "modules",
    "grpcMaxMessageSize",
    "oidc auth",
    "suspended",
    "read-only",
];

pub fn doors() -> [Door; 2] {
    let door =
        |name, run: fn(&[u8]), inputs| Door { name, run, inputs, words: WORDS, fixtures: Fixtures::Texts("scenarios") };
    [door("http", plain, 600), door("http-disguised", disguised, 400)]
}

/// The key as it is.
fn plain(data: &[u8]) {
    holds_no_key(&written(&super::with_key(data)), "what is written");
}

/// The key as gateways write it. Texts are cut and gaps are closed, so white space doesn't count where the two are compared.
fn disguised(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let form = usize::from(data.first().copied().unwrap_or_default()) + data.len();
    let disguise = disguise(form);
    let text = if text.contains(super::KEY_MARK) { text.into_owned() } else { format!("{text} {{key}}") };
    let written = written(&text.replace(super::KEY_MARK, &disguise));
    holds_no_key(&written, "what is written");
    let bare = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    // In JSON a backslash is written as two.
    let (all, wanted) = (bare(&written).replace("\\\\", "\\"), bare(&disguise));
    assert!(!all.contains(&wanted), "what is written shows the key as {disguise}");
}

/// One of the forms.
fn disguise(number: usize) -> String {
    let each = |write: fn(u8) -> String| KEY.bytes().map(write).collect::<String>();
    let signs = |write: fn(u8) -> String| {
        KEY.bytes()
            .map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { write(b) })
            .collect::<String>()
    };
    let base64 = base64::engine::general_purpose::STANDARD.encode(KEY);
    let broken = |text: &str, by: &str| {
        let pieces: Vec<&str> = (0..text.len()).step_by(16).map(|i| &text[i..(i + 16).min(text.len())]).collect();
        pieces.join(by)
    };
    match number % 24 {
        0 => signs(|b| format!("%{b:02X}")),
        1 => signs(|b| format!("%{b:02x}")),
        2 => each(|b| format!("%{b:02X}")),
        3 => KEY.replace('+', "%2B").replace('=', "%3D"),
        4 => KEY.replace('=', "%3D"),
        5 => signs(|b| format!("%25{b:02X}")),
        6 => signs(|b| format!("&#{b};")),
        7 => signs(|b| format!("&#x{b:X};")),
        8 => each(|b| format!("&#{b};")),
        9 => signs(|b| format!("\\u{b:04X}")),
        10 => each(|b| format!("\\u{b:04x}")),
        11 => signs(|b| format!("\\x{b:02x}")),
        12 => signs(|b| format!("={b:02X}")),
        13 => broken(KEY, "\r\n "),
        14 => broken(KEY, "<br>"),
        15 => broken(KEY, "</b><b>"),
        16 => base64,
        17 => broken(&base64, "\r\n"),
        18 => each(|b| format!("{b:02x}")),
        19 => each(|b| format!("{b:02X}:")),
        20 => KEY.to_ascii_uppercase(),
        21 => KEY.to_ascii_lowercase(),
        22 => KEY[..30].to_owned(),
        _ => broken(KEY, "\u{200b}"),
    }
}

/// Everything that is kept and written of an answer.
fn written(text: &str) -> String {
    let key = ApiKey::new(KEY.to_owned());
    let redactor = Redactor::new([&key]);
    let (head, body) = text.split_once("\n\n").unwrap_or(("200", text));
    let mut lines = head.lines();
    let status = lines.next().and_then(|line| line.trim().parse().ok()).unwrap_or(401);
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.trim().to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let answer = HttpAnswer::recognize(RawAnswer { status, headers: &headers, body: body.as_bytes() }, &redactor);
    let _ = (answer.proves_key_refused(), answer.proves_key_accepted());
    let mut out = format!("{answer:?}\n{}\n", weaviate_doctor::words::catalog::answer(&answer));
    for said in [Some(&answer.message), answer.server.as_ref(), answer.via.as_ref(), answer.location.as_ref()] {
        is_clean(said.map_or("", SanitizedText::as_str), false, "a text of the answer");
    }
    let identity = bodies::identity(body.as_bytes(), &redactor);
    let meta = bodies::meta(body.as_bytes(), &redactor);
    let reads_data = bodies::reads_data_in_part(body.as_bytes());
    let mut auth = AuthFacts {
        without_key: Some(answer.clone()),
        with_key: Some(answer.clone()),
        with_repaired: None,
        user: None,
        roles: Vec::new(),
        reads_data,
        cross: None,
    };
    if let Some(identity) = identity {
        (auth.user, auth.roles, auth.reads_data) = (Some(identity.user), identity.roles, identity.reads_data);
    }
    let mut evidence = Evidence::default();
    let mut note = |id, outcome| {
        evidence.insert(id, Observation { outcome, started: Duration::ZERO, took: Duration::from_millis(12) });
    };
    let facts = ProbeFacts::Http(HttpFacts { answer: answer.clone(), clock_offset: None, cold: Duration::ZERO });
    note(ProbeId::RestLive, ProbeOutcome::Failed(Failure::from(answer.clone()), Some(facts)));
    note(ProbeId::RestAuth, ProbeOutcome::Failed(Failure::from(answer), Some(ProbeFacts::from(auth))));
    if let Some(meta) = meta {
        note(ProbeId::RestMeta, ProbeOutcome::Passed(ProbeFacts::Meta(meta)));
    }
    let mut case = Case::empty();
    case.url = Sourced::new("https://abc.c0.europe-west3.gcp.weaviate.cloud".to_owned(), Origin::Argument);
    case.key = Sourced::new(key, Origin::Variable(SanitizedText::new("WEAVIATE_API_KEY")));
    let moment = Moment { started: SystemTime::UNIX_EPOCH, took: Duration::from_millis(40) };
    let report = report::build(&case, &evidence, &diagnose(&case, &evidence), moment);
    let text = report::text::render(&report, Style::PLAIN);
    is_clean(&text, true, "the text");
    let _ = writeln!(out, "{text}\n{}", report::json_line(&report).expect("JSON"));
    out
}
