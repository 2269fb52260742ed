//! Attacks by proxies: answers to CONNECT and SOCKS that trickle, flood, lie or steer terminals.

use crate::attack::{Attack, Below, Door, EVIL};
use crate::rig::pki::{Leaf, self_signed};
use crate::rig::proxy::{connect, open};
use crate::rig::weaviate::page;
use crate::rig::wire::Step::{self, Bytes, Close, Drip, Endless, Silence};
use crate::rig::wire::handler;
use crate::rig::{GRPC_HOST, REST_HOST};
use std::sync::Arc;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio_rustls::TlsAcceptor;
use weaviate_doctor::model::proxy::ProxyScheme;

fn proxy(name: &str, steps: Vec<Step>, expect: &[&'static str]) -> Attack {
    let attack = Attack::new(format!("proxy: {name}"), expect).paced(&steps);
    let door = Door::after_hello(Below::Plain, steps);
    Attack { proxy: Some((ProxyScheme::Http, door)), keyless: true, ..attack }
}

fn socks(name: &str, steps: Vec<Step>, expect: &[&'static str]) -> Attack {
    let attack = Attack::new(format!("SOCKS: {name}"), expect).paced(&steps);
    let door = Door::after_hello(Below::Plain, steps);
    Attack { proxy: Some((ProxyScheme::Socks5h, door)), keyless: true, ..attack }
}

const BAD: &[&str] = &["proxy-unreachable"];
const REFUSES: &[&str] = &["proxy-refused"];

pub fn attacks() -> Vec<Attack> {
    let ok = || Bytes(b"HTTP/1.1 200 OK\r\n\r\n".to_vec());
    let evil = format!("HTTP/1.1 403 {EVIL}\r\nVia: {EVIL}\r\nServer: {EVIL}\r\nX-Squid-Error: {EVIL}\r\n\r\n");
    let realm = format!("Proxy-Authenticate: Basic realm=\"{EVIL}\"\r\n");
    let mut attacks = vec![
        proxy("silence", vec![Silence], BAD),
        proxy("a byte a second", vec![Drip(b"HTTP/1.1 200 OK\r\n\r\n".to_vec()), Silence], BAD),
        proxy("endless headers", vec![Bytes(b"HTTP/1.1 200 OK\r\n".to_vec()), Endless(b"A: b\r\n".repeat(1000))], BAD),
        proxy("endless status line", vec![Bytes(b"HTTP/1.1 ".to_vec()), Endless(vec![b'2'; 10_000])], BAD),
        proxy("interim answers without end", vec![Endless(b"HTTP/1.1 100 Continue\r\n\r\n".repeat(500))], BAD),
        proxy("another protocol", vec![Bytes(b"220 mail ready\r\n".to_vec()), Silence], BAD),
        proxy("zero bytes", vec![Endless(vec![0; 4096])], BAD),
        proxy("close", vec![Close], BAD),
        proxy("close within the head", vec![Bytes(b"HTTP/1.1 200 OK\r\nVia".to_vec()), Close], BAD),
        proxy(
            "a status beyond all bounds",
            vec![Bytes(b"HTTP/1.1 99999 x\r\n\r\n".to_vec()), Close],
            &["proxy-unreachable", "proxy-refused"],
        ),
        proxy("steering in a refusal", vec![Bytes(evil.into_bytes()), Close], REFUSES),
        proxy("steering in a realm", vec![Bytes(page("407 Auth", &realm, "")), Close], &["proxy-auth-required"]),
        proxy("a redirect", vec![Bytes(page("302 Found", "Location: http://127.0.0.1:1/\r\n", "")), Close], REFUSES),
        proxy("says yes and closes", vec![ok(), Close], &["connection-reset"]),
        proxy("says yes and is silent", vec![ok(), Silence], &["connection-blocked"]),
        proxy(
            "says yes and answers itself",
            vec![
                ok(),
                Bytes(page("401 Unauthorized", "", r#"{"code":401,"message":"unauthorized: invalid api key"}"#)),
                Close,
            ],
            &["tls-not-spoken"],
        ),
        socks("silence", vec![Silence], BAD),
        socks("a byte a second", vec![Drip(vec![5, 0, 5, 0, 0, 1, 0, 0, 0, 0]), Silence], BAD),
        socks("another version", vec![Bytes(vec![4, 0, 0, 0]), Silence], BAD),
        socks("HTTP", vec![Bytes(b"HTTP/1.1 400 Bad Request\r\n\r\n".to_vec()), Close], BAD),
        socks(
            "a method nobody offered",
            vec![Bytes(vec![5, 2]), Silence],
            &["proxy-auth-required", "proxy-unreachable"],
        ),
        socks("no method", vec![Bytes(vec![5, 0xff]), Silence], &["proxy-auth-required"]),
        socks("a refusal", vec![Bytes(vec![5, 0, 5, 2, 0, 1, 0, 0, 0, 0, 0, 0]), Silence], REFUSES),
        socks("an unknown reply", vec![Bytes(vec![5, 0, 5, 0xee, 0, 1, 0, 0, 0, 0, 0, 0]), Silence], REFUSES),
        socks("an address of an unknown kind", vec![Bytes(vec![5, 0, 5, 0, 0, 9, 0, 0]), Silence], BAD),
        socks("noise", vec![Endless((0..=255).collect())], BAD),
        socks("close", vec![Close], BAD),
        socks(
            "yes and noise",
            vec![Bytes(vec![5, 0, 5, 0, 0, 1, 0, 0, 0, 0, 0, 0]), Endless(vec![0; 4096])],
            &["tls-not-spoken", "tls-too-old"],
        ),
    ];
    attacks.push(wrong_cluster());
    attacks.push(changes_its_mind());
    attacks
}

/// A proxy that opens the tunnel and answers in the cluster's place, with a certificate of its own.
fn wrong_cluster() -> Attack {
    let config = self_signed(&Leaf::of(&[REST_HOST, GRPC_HOST]), &["h2", "http/1.1"]);
    let speaker = handler(move |mut conn| {
        let config = Arc::clone(&config);
        async move {
            let _ = conn.wire.read(&mut [0; 4096]).await;
            let _ = conn.wire.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await;
            if let Ok(mut inside) = TlsAcceptor::from(config).accept(conn.wire).await {
                let mut bytes = vec![0; 4096];
                let length = inside.read(&mut bytes).await.unwrap_or(0);
                conn.heard.note(&bytes[..length]);
            }
        }
    });
    Attack {
        proxy: Some((ProxyScheme::Http, Door::new(Below::Plain, speaker))),
        keyless: true,
        ..Attack::new("proxy: answers in the cluster's place", &["certificate-untrusted"])
    }
}

/// A proxy that opens the first tunnels and refuses those that follow.
fn changes_its_mind() -> Attack {
    let honest = connect(open());
    let speaker = handler(move |mut conn| {
        let honest = Arc::clone(&honest);
        async move {
            if conn.index < 2 {
                return honest(conn).await;
            }
            let _ = conn.wire.read(&mut [0; 4096]).await;
            let _ = conn.wire.write_all(&page("407 Auth", "", "")).await;
        }
    });
    Attack {
        proxy: Some((ProxyScheme::Http, Door::new(Below::Plain, speaker))),
        ..Attack::new("proxy: changes its mind", &["proxy-auth-required"])
    }
}
