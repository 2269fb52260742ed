//! The way to the cluster: chains of certificates, old TLS, proxies, ports that speak something else.

use crate::rig::pki::{Authority, Leaf, Sent, self_signed};
use crate::rig::proxy::{connect, socks};
use crate::rig::site::{Below, Door, Kit, Site};
use crate::rig::weaviate::Head;
use crate::rig::wire::Step::{self, Bytes, Close, Silence};
use crate::row::{Roots, Row};
use std::sync::Arc;
use weaviate_doctor::model::proxy::ProxyScheme;

pub fn rows(kit: &Kit) -> Vec<Row> {
    [chains(kit), not_tls(), proxies()].into_iter().flatten().collect()
}

/// REST and gRPC show the same kind of certificate.
fn shown(make: impl Fn(&[&str]) -> Arc<rustls::ServerConfig>) -> Site {
    Site {
        rest: Door { below: Below::Shown(make(&["http/1.1"])), ..Door::honest() },
        grpc: Some(Door { below: Below::Shown(make(&["h2"])), ..Door::honest() }),
        ..Site::honest()
    }
}

fn chains(kit: &Kit) -> Vec<Row> {
    let leaf = Kit::leaf;
    let own = &kit.authority;
    let days = |from, to| Leaf { valid: (from, to), ..leaf() };
    let other = || {
        let mut leaf = Leaf::of(&["ingress.local"]);
        leaf.addresses.clear();
        leaf
    };
    let company = Authority::new("Acme Root R1", "Acme Corp Web Gateway CA", "Acme");
    let unknown = Authority::new("Nameless Root", "Nameless CA 1", "Nameless");
    let vendor = Authority::new("Root", "FortiGate CA", "Fortinet");
    let grpc_only =
        |config| Site { grpc: Some(Door { below: Below::Shown(config), ..Door::honest() }), ..Site::honest() };
    vec![
        Row::site("chain: self-signed", "certificate-untrusted", shown(|alpn| self_signed(&leaf(), alpn))),
        Row::site(
            "chain: intermediate missing",
            "certificate-untrusted",
            shown(|alpn| own.server(&leaf(), Sent::LeafOnly, alpn)),
        ),
        Row::program("chain: company's root in the system's store", "tls-intercepted", Site::honest(), Roots::System),
        Row::site(
            "chain: company's gateway, root in no store",
            "tls-intercepted",
            shown(|alpn| company.server(&leaf(), Sent::WithIntermediate, alpn)),
        ),
        Row::site(
            "chain: inspection software, root in no store",
            "tls-intercepted",
            shown(|alpn| vendor.server(&leaf(), Sent::LeafOnly, alpn)),
        ),
        Row::site(
            "chain: a whole foreign chain",
            "tls-intercepted",
            shown(|alpn| unknown.server(&leaf(), Sent::WithRoot, alpn)),
        ),
        Row::site(
            "chain: expired",
            "certificate-expired",
            shown(|alpn| own.server(&days(-90, -1), Sent::WithIntermediate, alpn)),
        ),
        Row::site(
            "chain: not yet valid",
            "clock-wrong",
            shown(|alpn| own.server(&days(3, 90), Sent::WithIntermediate, alpn)),
        ),
        Row::site(
            "chain: wrong name",
            "certificate-name-mismatch",
            shown(|alpn| own.server(&other(), Sent::WithIntermediate, alpn)),
        ),
        Row::site(
            "chain: expired on the gRPC host only",
            "certificate-expired",
            grpc_only(own.server(&days(-90, -1), Sent::WithIntermediate, &["h2"])),
        ),
        Row::site(
            "chain: wrong name on the gRPC host only",
            "certificate-name-mismatch",
            grpc_only(own.server(&other(), Sent::WithIntermediate, &["h2"])),
        ),
        Row::site(
            "chain: inspected on the gRPC host only",
            "tls-intercepted",
            grpc_only(vendor.server(&leaf(), Sent::WithIntermediate, &["h2"])),
        ),
    ]
}

/// Both ports answer the beginning of a TLS handshake so.
fn hello(name: &str, cause: &'static str, steps: Vec<Step>) -> Row {
    let door = Door::after_hello(Below::Plain, steps);
    Row::site(name, cause, Site { rest: door.clone(), grpc: Some(door), ..Site::honest() })
}

/// A `ServerHello` that chooses TLS 1.0 (RFC 2246 §7.4.1.3).
fn tls_1_0() -> Vec<u8> {
    let mut hello = vec![22, 3, 1, 0, 42, 2, 0, 0, 38, 3, 1];
    hello.extend([7; 32]);
    hello.extend([0, 0xc0, 0x14, 0]);
    hello
}

fn not_tls() -> Vec<Row> {
    let alert = |version: u8, description: u8| Bytes(vec![21, 3, version, 0, 2, 2, description]);
    vec![
        hello("TLS 1.0 only: alert", "tls-too-old", vec![alert(1, 70), Close]),
        hello("TLS 1.0 only: alert in a 1.2 record", "tls-too-old", vec![alert(3, 70), Close]),
        hello("TLS alert: no such name", "cluster-not-found", vec![alert(3, 112), Close]),
        hello("TLS alert: access denied", "request-filtered", vec![alert(3, 49), Close]),
        hello("TLS alert: internal error", "connection-reset", vec![alert(3, 80), Close]),
        hello("TLS 1.0 only: chooses it", "tls-too-old", vec![Bytes(tls_1_0()), Silence]),
        hello(
            "plain HTTP on the TLS port",
            "tls-not-spoken",
            vec![
                Bytes(b"HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n".to_vec()),
                Close,
            ],
        ),
        hello("SSH on the TLS port", "tls-not-spoken", vec![Bytes(b"SSH-2.0-OpenSSH_9.9\r\n".to_vec()), Silence]),
        hello("closed after the ClientHello", "connection-reset", vec![Close]),
    ]
}

fn proxies() -> Vec<Row> {
    let through = |scheme, door| Site { proxy: Some((scheme, door)), ..Site::honest() };
    let says = |steps| through(ProxyScheme::Http, Door::after_hello(Below::Plain, steps));
    let only_rest = |head: &Head| {
        let refusal = "HTTP/1.1 403 Forbidden\r\nServer: squid\r\n\r\n".to_owned();
        if head.path.starts_with("grpc-") { Err(refusal) } else { Ok(()) }
    };
    let carries_rest = Site {
        proxy: Some((ProxyScheme::Http, Door::new(Below::Plain, connect(Arc::new(only_rest))))),
        ..Site::honest()
    };
    // Asked by name, which the proxy looks up.
    let by_name = |name: &str, cause, site| Row::tweaked(name, cause, site, |case, _| case.settings.connect_to.clear());
    vec![
        by_name("proxy carries REST and refuses gRPC", "grpc-blocked", carries_rest),
        Row::site(
            "proxy: 502 for the tunnel",
            "proxy-refused",
            says(vec![Bytes(b"HTTP/1.1 502 Bad Gateway\r\n\r\n".to_vec()), Close]),
        ),
        Row::site(
            "proxy: wants NTLM",
            "proxy-auth-required",
            says(vec![
                Bytes(b"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: NTLM\r\n\r\n".to_vec()),
                Close,
            ]),
        ),
        Row::site(
            "proxy: its port speaks something else",
            "proxy-unreachable",
            says(vec![Bytes(b"220 mail.example ESMTP\r\n".to_vec()), Silence]),
        ),
        Row::site("SOCKS proxy: not running", "proxy-unreachable", through(ProxyScheme::Socks5h, Door::closed())),
        Row::site(
            "SOCKS proxy: wants a password",
            "proxy-auth-required",
            through(ProxyScheme::Socks5h, Door::new(Below::Plain, socks(true))),
        ),
        Row::site(
            "SOCKS proxy: not allowed by its rules",
            "proxy-refused",
            through(
                ProxyScheme::Socks5h,
                Door::after_hello(
                    Below::Plain,
                    vec![Bytes(vec![5, 0]), Bytes(vec![5, 2, 0, 1, 0, 0, 0, 0, 0, 0]), Silence],
                ),
            ),
        ),
    ]
}
