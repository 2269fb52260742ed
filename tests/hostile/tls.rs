//! Attacks below HTTP: handshakes that trickle, flood or speak something else, certificates with names that steer terminals, DNS servers.

use crate::attack::{Attack, Below, Door, EVIL};
use crate::rig::dns::{Answerer, Transport, everywhere, reply};
use crate::rig::pki::{Authority, Leaf, Sent, self_signed};
use crate::rig::wire::Step::{self, Bytes, Close, Drip, Endless, Silence};
use crate::rig::{CONSOLE_HOST, GRPC_HOST, REST_HOST};
use hickory_resolver::proto::rr::rdata::A;
use hickory_resolver::proto::rr::{RData, Record};
use std::net::Ipv4Addr;
use std::sync::Arc;

/// Both of the cluster's ports answer the beginning of a TLS handshake so.
fn hello(name: &str, steps: Vec<Step>, expect: &[&'static str]) -> Attack {
    let attack = Attack::new(name, expect).paced(&steps);
    let door = Door::after_hello(Below::Plain, steps);
    Attack { rest: door.clone(), grpc: door, keyless: true, ..attack }
}

/// A TLS record.
fn record(kind: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len()).expect("a record");
    [&[kind, 3, 3][..], &length.to_be_bytes(), content].concat()
}

pub fn attacks() -> Vec<Attack> {
    [handshakes(), certificates(), names()].into_iter().flatten().collect()
}

fn handshakes() -> Vec<Attack> {
    let late = &["connection-blocked"];
    let broken = &["tls-too-old", "connection-reset", "tls-not-spoken", "connection-blocked"];
    let none = &["tls-not-spoken"];
    let mut attacks = vec![
        hello("a byte a second of handshake", vec![Drip(record(22, &[2; 200])), Silence], late),
        hello(
            "a handshake that never ends",
            vec![Endless(record(22, &[&[11, 0xff, 0xff, 0xff][..], &[0; 16_000]].concat()))],
            broken,
        ),
        hello("alerts without end", vec![Endless(record(21, &[1, 90]).repeat(500))], broken),
        hello("empty records without end", vec![Endless(record(22, &[]).repeat(500))], broken),
        hello("cipher changes without end", vec![Endless(record(20, &[1]).repeat(500))], broken),
        hello("application data at once", vec![Endless(record(23, &[0; 16_000]))], broken),
        hello("a record of 64 kB", vec![Bytes(vec![22, 3, 3, 0xff, 0xff]), Endless(vec![0; 64 * 1024])], broken),
        hello("noise", vec![Bytes((0..=255).cycle().take(5000).collect()), Close], none),
        hello("plain HTTP", vec![Bytes(b"HTTP/1.1 400 Bad Request\r\n\r\n".to_vec()), Close], none),
        hello(
            "endless plain HTTP",
            vec![Bytes(b"HTTP/1.1 401 Unauthorized\r\n".to_vec()), Endless(b"A: b\r\n".repeat(1000))],
            none,
        ),
        hello("SSH", vec![Bytes(b"SSH-2.0-OpenSSH_9.9\r\n".to_vec()), Silence], none),
        hello("TLS 1.0 only", vec![Bytes(vec![21, 3, 1, 0, 2, 2, 70]), Close], &["tls-too-old"]),
        hello("close", vec![Close], &["connection-reset"]),
    ];
    let mut reset = hello("reset", vec![Close], &["connection-reset"]);
    reset.rest.resets = true;
    reset.grpc.resets = true;
    attacks.push(reset);
    attacks
}

fn certificates() -> Vec<Attack> {
    let ascii: String = EVIL.chars().filter(char::is_ascii).collect();
    let authority = Authority::new(&format!("{EVIL}Root"), &format!("{EVIL}CA"), EVIL);
    let mut leaf = Leaf::of(&[REST_HOST, GRPC_HOST, CONSOLE_HOST]);
    leaf.common_name = format!("{EVIL}server");
    leaf.organization = Some(EVIL.to_owned());
    let mut strange = leaf.clone();
    strange.names.insert(0, format!("{ascii}.example"));
    let mut other = strange.clone();
    other.names.truncate(1);
    other.addresses.clear();
    let mut many = Leaf::of(&[REST_HOST]);
    many.names = (0..1500).map(|i| format!("host-{i}.{ascii}.example")).collect();
    let mut long = leaf.clone();
    long.common_name = format!("{EVIL}{}", "x".repeat(20_000));
    let cut = |name: &str, rest, grpc, expect: &[&'static str]| Attack {
        rest: Door { below: Below::Shown(rest), ..Attack::new("", &[]).rest },
        grpc: Door { below: Below::Shown(grpc), ..Attack::new("", &[]).grpc },
        keyless: true,
        ..Attack::new(name, expect)
    };
    let signed = |leaf: &Leaf, alpn: &[&str]| authority.server(leaf, Sent::WithRoot, alpn);
    vec![
        cut(
            "steering in an unknown chain",
            signed(&leaf, &["http/1.1"]),
            signed(&leaf, &["h2"]),
            &["tls-intercepted", "certificate-untrusted"],
        ),
        cut(
            "steering in its own certificate",
            self_signed(&leaf, &["http/1.1"]),
            self_signed(&leaf, &["h2"]),
            &["certificate-untrusted"],
        ),
        cut(
            "steering in names",
            signed(&strange, &["http/1.1"]),
            signed(&strange, &["h2"]),
            &["tls-intercepted", "certificate-untrusted"],
        ),
        cut(
            "only steering names",
            signed(&other, &["http/1.1"]),
            signed(&other, &["h2"]),
            &["tls-intercepted", "certificate-untrusted", "certificate-name-mismatch"],
        ),
        cut(
            "a thousand names",
            signed(&many, &["http/1.1"]),
            signed(&many, &["h2"]),
            &["tls-intercepted", "certificate-untrusted", "certificate-name-mismatch"],
        ),
        cut(
            "a name of 20 kB",
            signed(&long, &["http/1.1"]),
            signed(&long, &["h2"]),
            &["tls-intercepted", "certificate-untrusted"],
        ),
    ]
}

fn names() -> Vec<Attack> {
    let dns = |name: &str, answerer: Answerer, drip, expect: &[&'static str]| Attack {
        dns: Some((answerer, drip)),
        ..Attack::new(name, expect).waiting()
    };
    let truncated: Answerer = Arc::new(|question, transport| {
        let mut answer = reply(question)?;
        if transport == Transport::Tcp {
            return everywhere(vec![[127, 0, 0, 1].into()])(question, transport);
        }
        answer.metadata.truncation = true;
        answer.to_vec().ok()
    });
    let many: Answerer = Arc::new(|question, _| {
        let mut answer = reply(question)?;
        let name = answer.queries.first()?.name().clone();
        for i in 0..40_u8 {
            answer.add_answer(Record::from_rdata(name.clone(), 0, RData::A(A(Ipv4Addr::new(127, 9, 9, i)))));
        }
        answer.to_vec().ok()
    });
    // A name whose compression pointer points at itself (RFC 1035 §4.1.4).
    let looping: Answerer = Arc::new(|question, _| {
        let mut bytes = question.to_vec();
        bytes[2] |= 0x80;
        bytes[7] = 1;
        let here = u16::try_from(bytes.len()).ok()? | 0xC000;
        bytes.extend(here.to_be_bytes());
        bytes.extend([0, 1, 0, 1, 0, 0, 0, 0, 0, 4, 127, 0, 0, 1]);
        Some(bytes)
    });
    let nobody = &["dns-unreachable"];
    vec![
        dns("DNS: a byte a second", truncated.clone(), true, nobody),
        dns("DNS: truncated, then whole", truncated, false, &["healthy"]),
        dns("DNS: silence", Arc::new(|_, _| None), false, nobody),
        dns("DNS: noise", Arc::new(|_, _| Some((0..=255).cycle().take(1200).collect())), false, nobody),
        dns(
            "DNS: an answer to another question",
            Arc::new(|q, t| {
                let mut a = everywhere(vec![[127, 0, 0, 1].into()])(q, t)?;
                a[0] ^= 0xff;
                Some(a)
            }),
            false,
            nobody,
        ),
        dns("DNS: names that point at themselves", looping, false, nobody),
        dns("DNS: nothing but forty closed addresses", many, false, &["connection-refused"]),
        dns("DNS: the question back", Arc::new(|q, _| Some(q.to_vec())), false, nobody),
    ]
}
