//! Every place where a server can send the key back, and a run against it. Each place holds another form, and over the runs each holds every
//! form.

use super::disguise::{FORMS, KEY};
use super::outputs::{self, Outputs};
use crate::rig::dns::reply;
use crate::rig::pki::{Leaf, Sent};
use crate::rig::site::{Below, Door, Kit, Site, Standing};
use crate::rig::weaviate::{Head, Weaviate, page};
use crate::rig::wire::{Step, handler, perform};
use crate::rig::{CONSOLE_HOST, GRPC_HOST, REST_HOST};
use hickory_resolver::proto::rr::rdata::{A, CNAME};
use hickory_resolver::proto::rr::{Name, RData, Record, RecordType};
use std::sync::Arc;
use std::time::Duration;
use weaviate_doctor::model::api_key::{ApiKey, MASK, OtherKeys};
use weaviate_doctor::model::case::Case;
use weaviate_doctor::model::proxy::ProxyScheme;
use weaviate_doctor::model::symptom::Symptom;

/// As it can stand in a header or a certificate.
pub fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_ascii_graphic() { c } else { ' ' }).collect()
}

fn json(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Gives each place of a run its form.
#[derive(Clone, Copy)]
struct Planter {
    run: usize,
}

impl Planter {
    fn form(self, place: usize) -> usize {
        (self.run + place * 7) % FORMS.len()
    }

    fn text(self, place: usize) -> String {
        (FORMS[self.form(place)].1)(KEY)
    }

    fn line(self, place: usize) -> String {
        one_line(&self.text(place))
    }
}

/// Most places of a run.
const PLACES: usize = 20;

/// A setting: its name, and what stands around a run.
pub type Setting = (&'static str, fn(usize, &Kit) -> Site, fn(&mut Case));

pub const SETTINGS: [Setting; 3] = [
    ("names of good answers", good, |_| {}),
    ("refusals", refusing, |case| case.symptom = Some(Symptom::BrowserAppBrokenAfterMfa)),
    ("proxy, console, DNS", around, |case| case.symptom = Some(Symptom::ConsoleLoginFails)),
];

/// Runs one and gives what shows a form.
pub async fn run(number: usize, setting: &Setting, kit: &Kit) -> Vec<String> {
    let (name, site, adjust) = setting;
    let mut standing: Standing = site(number, kit).stand(kit, Some(KEY), Duration::from_secs(5)).await;
    adjust(&mut standing.case);
    standing.case.other_keys = OtherKeys::new([ApiKey::new("another-key-0123456789".into())]);
    let result = crate::rig::run::run(&standing.case).await;
    let outputs: Outputs = outputs::of_run(&standing.case, &result, number);
    let planter = Planter { run: number };
    let mut forms: Vec<usize> = (0..PLACES).map(|place| planter.form(place)).collect();
    forms.sort_unstable();
    let mut wrong = outputs::wrong(&outputs, &forms, name);
    // What never comes so far proves nothing.
    if !outputs.iter().any(|(_, text)| text.contains(MASK)) {
        wrong.push(format!("{name}, run {number}: no place is in any output"));
    }
    wrong
}

fn speaking(script: impl Fn(&Head) -> Option<Vec<u8>> + Send + Sync + 'static) -> Weaviate {
    let mut weaviate = Weaviate::with_key(KEY);
    weaviate.script = Some(Arc::new(move |head| script(head).map(|bytes| vec![Step::Bytes(bytes)])));
    weaviate
}

/// What a good server is called, who the user is, whom the certificate belongs to, what gRPC says behind the key.
fn good(run: usize, kit: &Kit) -> Site {
    let p = Planter { run };
    let script = move |head: &Head| {
        let named = format!("Server: {}\r\nVia: 1.1 {}\r\n", p.line(0), p.line(1));
        let answer = |body: String| page("200 OK", &format!("{named}Content-Type: application/json\r\n"), body);
        Some(match head.path.as_str() {
            "/v1/meta" if !head.with_key() => return None,
            "/v1/meta" => answer(format!(
                r#"{{"version":{},"modules":{{{}:{{}}}},"hostname":{}}}"#,
                json(&p.text(2)),
                json(&p.text(3)),
                json(&p.text(4))
            )),
            "/v1/users/own-info" => answer(format!(
                r#"{{"username":{},"roles":[{{"name":{}}}],"groups":[{}]}}"#,
                json(&p.text(5)),
                json(&p.text(6)),
                json(&p.text(7))
            )),
            _ => answer(String::new()),
        })
    };
    let mut grpc = Weaviate::with_key(KEY);
    grpc.search = (if run.is_multiple_of(2) { 13 } else { 7 }, p.line(8));
    let leaf = |names: &[&str], organization: usize, common_name: usize| Leaf {
        organization: Some(p.line(organization)),
        common_name: p.line(common_name),
        ..Leaf::of(names)
    };
    let shown = |leaf: &Leaf, alpn| Below::Shown(kit.authority.server(leaf, Sent::WithIntermediate, &[alpn]));
    Site {
        rest: Door::new(shown(&leaf(&[REST_HOST], 9, 10), "http/1.1"), speaking(script).handler()),
        grpc: Some(Door::new(shown(&leaf(&[GRPC_HOST], 11, 12), "h2"), grpc.handler())),
        ..Site::honest()
    }
}

/// Every path refuses in its own way, and HTTP/1.1 answers in gRPC's place.
fn refusing(run: usize, _: &Kit) -> Site {
    let p = Planter { run };
    let script = move |head: &Head| {
        let title = |place| format!("<html><title>Oh {}</title><p>{}</p>", p.text(place), p.text(place + 1));
        let location = |place| {
            format!(
                "Location: https://u:{0}@x.example/{0}?k={0}#{0}\r\nServer: {1}\r\n",
                p.line(place),
                p.line(place + 1)
            )
        };
        let user = json(&format!(
            "rbac: authorization, forbidden action: user '{}' has insufficient permissions to read_{}",
            p.text(7),
            p.text(8)
        ));
        Some(match (head.method.as_str(), head.path.as_str()) {
            ("OPTIONS", _) => page(
                "204 No Content",
                &format!(
                    "Access-Control-Allow-Origin: {}\r\nAccess-Control-Allow-Headers: {}\r\n",
                    p.line(9),
                    p.line(10)
                ),
                "",
            ),
            (_, "/v1/.well-known/live") => page("302 Found", &location(0), title(2)),
            (_, "/v1/.well-known/ready") => page("503 Oh", "Content-Type: text/html\r\n", title(4)),
            (_, "/v1/meta") if !head.with_key() => return None,
            (_, "/v1/meta") => {
                let status = ["401 Unauthorized", "403 Forbidden", "500 Oh", "429 Slow", "404 Gone"][run % 5];
                page(status, "", format!(r#"{{"code":1,"message":{}}}"#, json(&format!("no: {}", p.text(6)))))
            }
            _ => page("403 Forbidden", "", format!(r#"{{"error":[{{"message":{user}}}]}}"#)),
        })
    };
    let headers = format!("Server: {}\r\nVia: {}\r\nContent-Type: {}\r\n", p.line(11), p.line(12), p.line(13));
    let answer = page(&format!("403 {}", p.line(14)), &headers, p.text(15));
    Site {
        rest: Door::new(Below::Trusted, speaking(script).handler()),
        grpc: Some(Door::after_hello(Below::Trusted, vec![Step::Bytes(answer), Step::Close])),
        ..Site::honest()
    }
}

/// A proxy that refuses, a console that answers with a certificate of its own, and a DNS server that knows everything by another name.
fn around(run: usize, kit: &Kit) -> Site {
    let p = Planter { run };
    let proxy = handler(move |mut conn| async move {
        let _ = crate::rig::weaviate::read_head(&mut conn.wire).await;
        let status = ["407 ", "403 ", "502 ", "200x", "302 "][run % 5];
        let headers = format!(
            "Proxy-Authenticate: Basic realm=\"{}\"\r\nServer: {}\r\nVia: 1.1 {}\r\nLocation: https://x.example/{}\r\n",
            p.line(0),
            p.line(1),
            p.line(2),
            p.line(3)
        );
        let answer =
            page(&format!("{status}{}", p.line(4)), &headers, format!("<title>{}</title>{}", p.text(5), p.text(6)));
        perform(&mut conn.wire, &[Step::Bytes(answer), Step::Close]).await;
    });
    let console = move |_: &Head| {
        let headers = format!("Location: https://{0}.example/{0}\r\nServer: {1}\r\n", p.line(7), p.line(8));
        let status = ["302 Found", "500 Oh", "403 Forbidden"][run % 3];
        Some(page(status, &headers, format!("<title>{}</title>{}", p.text(9), p.text(10))))
    };
    let mut leaf = Leaf::of(&[if run.is_multiple_of(2) { CONSOLE_HOST } else { "other.example" }]);
    leaf.names.push(p.line(11).replace(' ', ""));
    (leaf.organization, leaf.common_name) = (Some(p.line(12)), p.line(13));
    let certificate = if run.is_multiple_of(3) {
        crate::rig::pki::self_signed(&leaf, &["http/1.1"])
    } else {
        kit.authority.server(&leaf, Sent::WithIntermediate, &["http/1.1"])
    };
    // A label of a name is short: a long key has several.
    let bare: String = p.text(14).chars().chain(['x']).filter(char::is_ascii_alphanumeric).take(120).collect();
    let labels: Vec<String> = bare.as_bytes().chunks(60).map(|c| String::from_utf8_lossy(c).into_owned()).collect();
    let other = Name::from_ascii(format!("{}.example.", labels.join("."))).expect("a name");
    let dns = Arc::new(move |question: &[u8], _| {
        let mut answer = reply(question)?;
        let query = answer.queries.first()?.clone();
        answer.add_answer(Record::from_rdata(query.name().clone(), 0, RData::CNAME(CNAME(other.clone()))));
        if query.query_type() == RecordType::A {
            answer.add_answer(Record::from_rdata(other.clone(), 0, RData::A(A([127, 0, 0, 1].into()))));
        }
        answer.to_vec().ok()
    });
    Site {
        proxy: Some((ProxyScheme::Http, Door::new(Below::Plain, proxy))),
        console: Some(Door::new(Below::Shown(certificate), speaking(console).handler())),
        dns: Some((dns, false)),
        ..Site::honest()
    }
}
