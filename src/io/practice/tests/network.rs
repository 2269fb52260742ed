//! DNS, TCP and proxies: names that don't exist, packets that nobody answers, connections that are reset.

use super::{Fault, SOON, ask, handshake, loopback, practice, target};
use crate::model::case::Case;
use hickory_resolver::Resolver;
use hickory_resolver::config::{NameServerConfig, ResolverConfig};
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::net::{DnsError, NetError};
use hickory_resolver::proto::op::ResponseCode;
use hickory_resolver::proto::rr::RecordType;
use std::io::ErrorKind;
use std::time::Instant;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// Asks the case's DNS server: how many records, or which response code; none when it stays silent.
async fn dns(case: &Case, name: &str, kind: RecordType, tcp: bool) -> Option<Result<usize, ResponseCode>> {
    let server = case.settings.dns_server.unwrap();
    let ip = server.ip();
    let mut server_config = if tcp { NameServerConfig::tcp(ip) } else { NameServerConfig::udp(ip) };
    server_config.connections[0].port = server.port();
    let config = ResolverConfig::from_parts(None, vec![], vec![server_config]);
    let mut builder = Resolver::builder_with_config(config, TokioRuntimeProvider::default());
    builder.options_mut().timeout = SOON;
    builder.options_mut().attempts = 0;
    match builder.build().unwrap().lookup(format!("{name}."), kind).await {
        Ok(found) => Some(Ok(found.answers().len())),
        Err(NetError::Dns(DnsError::NoRecordsFound(none))) if none.response_code == ResponseCode::NoError => {
            Some(Ok(0))
        }
        Err(NetError::Dns(DnsError::NoRecordsFound(none))) => Some(Err(none.response_code)),
        Err(NetError::Dns(DnsError::ResponseCode(code))) => Some(Err(code)),
        Err(NetError::Timeout) => None,
        Err(other) => panic!("{name}: {other}"),
    }
}

#[tokio::test]
async fn the_dns_server_knows_the_practices_names_only() {
    let (_practice, case) = practice(Fault::Healthy).await;
    let target = target(&case);
    for tcp in [false, true] {
        for host in [&target.rest.host, &target.grpc.host, &case.settings.console.host] {
            assert_eq!(dns(&case, host, RecordType::A, tcp).await, Some(Ok(1)), "{host}");
            assert_eq!(dns(&case, &host.to_uppercase(), RecordType::A, tcp).await, Some(Ok(1)), "{host}");
            assert_eq!(dns(&case, host, RecordType::AAAA, tcp).await, Some(Ok(0)), "{host}");
        }
        assert_eq!(dns(&case, "c0.loopback.weaviate.cloud", RecordType::A, tcp).await, Some(Ok(0)));
        for other in ["other.c0.loopback.weaviate.cloud", "example.org", "x.practice.c0.loopback.weaviate.cloud"] {
            assert_eq!(dns(&case, other, RecordType::A, tcp).await, Some(Err(ResponseCode::NXDomain)), "{other}");
        }
    }
}

#[tokio::test]
async fn dns_faults() {
    let nx = Some(Err(ResponseCode::NXDomain));
    let failed = Some(Err(ResponseCode::ServFail));
    let table = [
        (Fault::ClusterNotFound, [nx, nx, Some(Ok(1))]),
        (Fault::GrpcHostNotFound, [Some(Ok(1)), nx, Some(Ok(1))]),
        (Fault::DnsUnreachable, [None, None, None]),
        (Fault::DnsUnreachableServfail, [failed, failed, failed]),
    ];
    for (fault, expected) in table {
        let (_practice, case) = practice(fault).await;
        let target = target(&case);
        let hosts = [target.rest.host, target.grpc.host, case.settings.console.host.clone()];
        for (host, expected) in hosts.iter().zip(expected) {
            assert_eq!(dns(&case, host, RecordType::A, false).await, expected, "{fault} {host}");
        }
    }
    let (_practice, case) = practice(Fault::DnsUnreachable).await;
    assert_eq!(dns(&case, "practice.c0.loopback.weaviate.cloud", RecordType::A, true).await, None);
}

#[tokio::test]
async fn an_unreadable_question_does_not_end_the_dns_server() {
    let (_practice, case) = practice(Fault::Healthy).await;
    let socket = tokio::net::UdpSocket::bind(loopback(0)).await.unwrap();
    for junk in [&b""[..], b"x", &[0xff; 600]] {
        socket.send_to(junk, case.settings.dns_server.unwrap()).await.unwrap();
    }
    drop(socket);
    assert_eq!(dns(&case, &target(&case).rest.host, RecordType::A, false).await, Some(Ok(1)));
}

/// How an attempt to connect ends; none when nobody answers.
async fn connect(port: u16) -> Option<Result<(), ErrorKind>> {
    let connected = timeout(SOON, TcpStream::connect(loopback(port))).await.ok()?;
    Some(connected.map(drop).map_err(|e| e.kind()))
}

#[tokio::test]
async fn closed_and_blocked_ports() {
    let refused = Some(Err(ErrorKind::ConnectionRefused));
    let table = [
        (Fault::ConnectionRefused, [refused, refused, Some(Ok(()))]),
        (Fault::ConnectionBlocked, [None, None, Some(Ok(()))]),
        (Fault::GrpcRefused, [Some(Ok(())), refused, Some(Ok(()))]),
        (Fault::GrpcBlocked, [Some(Ok(())), None, Some(Ok(()))]),
        (Fault::ConsoleUnreachable, [Some(Ok(())), Some(Ok(())), refused]),
        (Fault::ConsoleUnreachableBlocked, [Some(Ok(())), Some(Ok(())), None]),
    ];
    for (fault, expected) in table {
        let (_practice, case) = practice(fault).await;
        let target = target(&case);
        let ports = [target.rest.port, target.grpc.port, case.settings.console.port];
        for (port, expected) in ports.into_iter().zip(expected) {
            // Twice: an attempt must not change the next one.
            assert_eq!([connect(port).await, connect(port).await], [expected, expected], "{fault}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn resets_are_resets_and_never_meet_the_connection_itself() {
    for fault in [Fault::ConnectionReset, Fault::GrpcBlockedReset] {
        let (_practice, case) = practice(fault).await;
        let target = target(&case);
        for _ in 0..50 {
            assert_eq!(connect(target.grpc.port).await, Some(Ok(())), "{fault}");
            let error = handshake(&case, &target.grpc, &["h2"]).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::ConnectionReset, "{fault}");
        }
        let rest = handshake(&case, &target.rest, &["h2"]).await.map(drop).map_err(|e| e.kind());
        let expected = if fault == Fault::ConnectionReset { Err(ErrorKind::ConnectionReset) } else { Ok(()) };
        assert_eq!(rest, expected, "{fault}");
    }
    let (_practice, case) = practice(Fault::ConnectionResetHttp).await;
    let mut stream = handshake(&case, &target(&case).rest, &["http/1.1"]).await.unwrap();
    stream.write_all(b"GET / HTTP/1.1\r\n\r\n").await.unwrap();
    assert_eq!(stream.read(&mut [0; 10]).await.unwrap_err().kind(), ErrorKind::ConnectionReset);
}

#[tokio::test]
async fn a_silent_port_accepts_and_says_nothing() {
    let (_practice, case) = practice(Fault::GrpcBlockedSilent).await;
    let grpc = target(&case).grpc;
    assert_eq!(connect(grpc.port).await, Some(Ok(())));
    assert!(timeout(SOON, handshake(&case, &grpc, &["h2"])).await.is_err());
}

/// What a proxy answers to CONNECT.
async fn through_proxy(port: u16) -> String {
    let mut stream = TcpStream::connect(loopback(port)).await.unwrap();
    // In two pieces, as a slow client sends it.
    stream.write_all(b"CONNECT practice.c0.loopback.weaviate.cloud:443 HTTP/1.1\r\n").await.unwrap();
    stream.write_all(b"Host: practice.c0.loopback.weaviate.cloud:443\r\n\r\n").await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

#[tokio::test]
async fn proxies() {
    assert_eq!(practice(Fault::Healthy).await.1.settings.proxies, crate::model::proxy::Proxies::default());
    let (_practice, case) = practice(Fault::ProxyUnreachable).await;
    let proxies = case.settings.proxies;
    assert_eq!((&proxies.rest, proxies.console), (&proxies.grpc, None));
    assert_eq!(connect(proxies.rest.unwrap().port).await, Some(Err(ErrorKind::ConnectionRefused)));

    let (_practice, case) = practice(Fault::ProxyAuthRequired).await;
    let answer = through_proxy(case.settings.proxies.rest.unwrap().port).await;
    assert!(answer.starts_with("HTTP/1.1 407 ") && answer.contains("\r\nProxy-Authenticate: Basic "), "{answer}");

    let (_practice, case) = practice(Fault::ProxyRefused).await;
    let answer = through_proxy(case.settings.proxies.rest.unwrap().port).await;
    assert!(answer.starts_with("HTTP/1.1 403 ") && answer.ends_with("\r\n\r\n"), "{answer}");
}

#[tokio::test]
async fn servers_stop_when_the_practice_is_dropped() {
    let (practice, case) = practice(Fault::Healthy).await;
    let (rest, grpc) = (target(&case).rest, target(&case).grpc);
    let mut open = handshake(&case, &rest, &["http/1.1"]).await.unwrap();
    drop(practice);
    // The connection ends, whichever way, and so does the port.
    let ended = timeout(SOON, open.read(&mut [0; 1])).await.unwrap();
    assert!(ended.is_err() || ended.is_ok_and(|n| n == 0));
    for port in [rest.port, grpc.port, case.settings.console.port, case.settings.dns_server.unwrap().port()] {
        assert_eq!(connect(port).await, Some(Err(ErrorKind::ConnectionRefused)));
    }
}

#[tokio::test]
async fn a_captive_portal_sends_everybody_to_its_login() {
    let (_practice, case) = practice(Fault::CaptivePortal).await;
    let target = target(&case);
    assert!(!target.rest.tls && !target.grpc.tls);
    assert_eq!(dns(&case, &target.rest.host, RecordType::A, false).await, Some(Ok(1)));
    assert_eq!(dns(&case, &target.grpc.host, RecordType::A, false).await, Some(Ok(1)));
    let got = ask(&case, &target.rest, "GET", "/v1/meta", None).await.unwrap();
    let login = format!("http://login.example.test:{}/login", target.rest.port);
    assert_eq!((got.status, got.header("location")), (302, Some(login.as_str())));
    let got = ask(&case, &target.rest, "GET", "/login", None).await.unwrap();
    assert_eq!(got.status, 200);
    assert!(got.body.contains("Wi-Fi") && got.header("content-type").is_some_and(|t| t.contains("html")));
}

#[tokio::test]
async fn starting_is_quick() {
    let start = Instant::now();
    let (_practice, _case) = practice(Fault::Healthy).await;
    // 100 ms is the aim; the bound leaves room for a busy machine and an unoptimised build.
    assert!(start.elapsed().as_millis() < 2000, "{:?}", start.elapsed());
}
