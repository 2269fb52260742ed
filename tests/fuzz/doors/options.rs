//! What users type and options hold: URLs and endpoints, `--connect-to`, proxies, versions, keys, whole command lines.

use super::{Door, Fixtures, KEY, holds_no_key, is_clean, with_key};
use std::ffi::OsString;
use weaviate_doctor::frontend::cli::{EarlyExit, parse};
use weaviate_doctor::model::api_key::{ApiKey, MASK, Redactor};
use weaviate_doctor::model::case::{Case, Sourced};
use weaviate_doctor::model::client::{Client, Version};
use weaviate_doctor::model::connect_to::ConnectTo;
use weaviate_doctor::model::evidence::Origin;
use weaviate_doctor::model::key_shape;
use weaviate_doctor::model::mask_url::veil;
use weaviate_doctor::model::proxy::Proxy;
use weaviate_doctor::model::target::{Endpoint, Target};
use weaviate_doctor::rules::literal::{assigns_secret, is_key_of_words};
use weaviate_doctor::rules::scan::requirement;
use weaviate_doctor::wizard::typed::hidden_of_url;
use weaviate_doctor::words::catalog;

const URLS: &[&str] = &[
    "https://",
    "http://",
    "grpcs://",
    "grpc://",
    "socks5h://",
    "abc.c0.europe-west3.gcp.weaviate.cloud",
    ".weaviate.network",
    "console.weaviate.cloud",
    "grpc-",
    "localhost",
    "127.0.0.1",
    "[::1]",
    "[fe80::1%25eth0]",
    "0x7f.1",
    "127.1",
    "2130706433",
    "..",
    ".",
    ":",
    ":443",
    ":0",
    ":65536",
    "@",
    "user:pass@",
    "/",
    "/v1",
    "?a=b",
    "#",
    "%",
    "%2e",
    "%00",
    "xn--",
    "ß",
    "。",
    "\u{ff0e}",
    "İ",
    "_",
    "-",
    "YOUR-CLUSTER-URL",
    " ",
    "'",
    "“",
    "\\",
    "~=4294967295.1",
    ">=4.9,<5",
    "python@",
    "v4.16.1",
    "1e9",
    "*",
];
const ARGUMENTS: &[&str] = &[
    "check\n",
    "explain\n",
    "scan\n",
    "compare\n",
    "open\n",
    "causes\n",
    "practice\n",
    "completions\n",
    "man\n",
    "--symptom\n",
    "--api-key-env\n",
    "--api-key-file\n",
    "--no-api-key\n",
    "--grpc\n",
    "--client\n",
    "--init-timeout\n",
    "--timeout\n",
    "--connect-to\n",
    "--dns-server\n",
    "--cacert\n",
    "--proxy\n",
    "--no-proxy\n",
    "--console\n",
    "--format\n",
    "-o\n",
    "-v\n",
    "--all\n",
    "--cross-check\n",
    "--redact\n",
    "--watch\n",
    "--plain\n",
    "--config\n",
    "--log\n",
    "--color\n",
    "--answer\n",
    "--help\n",
    "--version\n",
    "--\n",
    "-\n",
    "{key}\n",
    "practice:healthy\n",
    "practice:{key}\n",
    "json\n",
    "python@{key}\n",
    "2.5\n",
    "1e9\n",
    "-1\n",
    "=",
    "https://user:{key}@a.example\n",
    "unauthorized\n",
    "login-step=code-asked\n",
    "--diff\n",
];
const KEYS: &[&str] = &[
    "{key}",
    "Bearer ",
    "Basic ",
    "\"",
    "'",
    "`",
    "\n",
    "\r\n",
    " ",
    "\u{200b}",
    "\u{feff}",
    "\u{a0}",
    "é",
    "YOUR_API_KEY",
    "<your-key>",
    "WEAVIATE_API_KEY=",
    "%2B",
    "%3D",
    "&#43;",
    "\\u002b",
    "=3D",
    "-----BEGIN",
    "eyJhbGciOi",
    "removed]",
    "[key removed]",
    "=",
    "==",
    "Zq7R",
    "n1=",
];

pub fn doors() -> [Door; 3] {
    let door = |name, run: fn(&[u8]), inputs, words| Door { name, run, inputs, words, fixtures: Fixtures::Nothing };
    // A key of the longest length takes a tenth of a second to prepare.
    [door("options", values, 4000, URLS), door("arguments", arguments, 250, ARGUMENTS), door("key", key, 400, KEYS)]
}

fn values(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    // What `--grpc` would be stands behind the first line.
    let (first, second) = text.split_once('\n').unwrap_or((&text, ""));
    let grpc = Endpoint::read(second).ok();
    for text in [first, second, &text] {
        if let Ok(endpoint) = Endpoint::read(text) {
            survives(&endpoint);
        }
        url(text, grpc.as_ref());
        for problem in [ConnectTo::read(text).err(), Client::parse(text)].into_iter().flatten() {
            is_clean(&problem, false, "a problem");
        }
        if let Ok(proxy) = Proxy::read(text, Origin::Argument) {
            // A password in it is shown nowhere, whatever it looks like; one of a character or two is anywhere.
            let hidden = proxy.credentials.iter().flat_map(|(user, password)| [user, password]);
            let hidden = Redactor::new(hidden);
            let _ = hidden.redact(&format!("{proxy:?}"));
        }
        if let Ok(version) = text.parse::<Version>() {
            assert_eq!(version.to_string().parse::<Version>(), Ok(version));
        }
        let _ = requirement::newest(text);
        let _ = requirement::python_line(text);
        let _ = (key_shape::looks_like_key(text), is_key_of_words(text), assigns_secret(text));
    }
}

trait Problem {
    fn parse(text: &str) -> Option<String>;
}

impl Problem for Client {
    fn parse(text: &str) -> Option<String> {
        text.parse::<Self>().err()
    }
}

/// An endpoint that is written is the same when it is read again.
fn survives(endpoint: &Endpoint) {
    for text in [endpoint.to_string(), endpoint.url()] {
        let again = Endpoint::read(&text);
        assert!(again.as_ref() == Ok(endpoint), "{endpoint:?} became {again:?}");
        is_clean(&text, false, "an endpoint");
    }
    let _ = (endpoint.address(), endpoint.grpc_host(), endpoint.authority());
}

fn url(text: &str, grpc: Option<&Endpoint>) {
    match Target::read(text, grpc) {
        Err(problem) => is_clean(&catalog::url_problem(&problem), false, "a problem"),
        Ok(target) => {
            survives(&target.rest);
            survives(&target.grpc);
            let again = Target::read(&target.rest.url(), Some(&target.grpc));
            let same =
                again.as_ref().is_ok_and(|a| a.rest == target.rest && a.grpc == target.grpc && a.kind == target.kind);
            assert!(same, "{target:?} became {again:?}");
            is_clean(&format!("{:?}", target.hints), false, "the hints");
        }
    }
    let mut case = Case::empty();
    case.url = Sourced::new(text.to_owned(), Origin::Typed);
    case.key = Sourced::new(ApiKey::new(text.to_owned()), Origin::Typed);
    let is_url = text.contains(":/") || text.trim_end().ends_with('/');
    assert!(is_url || text.trim().is_empty() || case.usable_target().is_none(), "the key is looked up as a host");
}

fn arguments(data: &[u8]) {
    let text = with_key(data);
    let words = std::iter::once("weaviate-doctor").chain(text.split('\n').take(40)).map(OsString::from);
    if let Err(EarlyExit::Usage(error)) = parse(words) {
        let line = error.to_string();
        is_clean(&line, false, "the line");
        assert!(!line.is_empty());
        holds_no_key(&line, "the line");
    }
}

/// Texts as keys: what is wrong with them, what is repaired, and what is left where they are taken out.
fn key(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let (first, second) = text.split_once('\n').unwrap_or((&text, ""));
    for text in [first, &*text] {
        let key = ApiKey::new(text.to_owned());
        let _ = (key.problems(), key.length(), key.fingerprint(), key.dots(), key.repaired());
        let redactor = Redactor::new([&key]);
        let around = format!("{second} {text} {second}");
        let hidden = redactor.redact(&around);
        assert!(redactor.redact(&hidden) == hidden || hidden.contains(MASK), "{hidden}");
        let _ = (redactor.finds(&around), redactor.clean(&around), veil(text, &redactor, hidden_of_url(text)));
        let mut typed = ApiKey::default();
        let _ = typed.push_str(text);
        typed.pop();
    }
    let planted = ApiKey::new(KEY.to_owned());
    let text = with_key(data);
    let redactor = Redactor::new([&planted]);
    holds_no_key(&redactor.redact(&text), "the text");
    holds_no_key(redactor.clean(&text).as_str(), "the clean text");
}
