//! A practice cluster as the official clients reach it: under its own names on the ports they insist on, perhaps only through a proxy.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use weaviate_doctor::io::practice::{Fault, Practice};
use weaviate_doctor::model::case::{Case, Sourced};
use weaviate_doctor::model::evidence::Origin;
use weaviate_doctor::model::target::Endpoint;

const CLOUD: [&str; 2] = ["practice.c0.loopback.weaviate.cloud", "grpc-practice.c0.loopback.weaviate.cloud"];
const OWN: [&str; 2] = ["practice.example.test", "grpc-practice.example.test"];
/// Ports of a server of one's own: not the usual ones, so that a snippet that forgets them fails.
const OWN_PORTS: [u16; 2] = [8443, 50052];

/// A running stage.
pub struct Stage {
    /// What the product knows of it.
    pub case: Case,
    /// The machine's own roots: with the cluster's authority, unless the cluster shows somebody else's.
    pub trusted: bool,
    /// PEM files: the cluster's authority, and the inspection gateway's that a company hands out.
    pub root: PathBuf,
    pub company: PathBuf,
    /// What stands in the place of `/etc/hosts`, and of `/etc/resolv.conf`.
    pub hosts: PathBuf,
    pub resolver: PathBuf,
    /// A proxy that reaches the cluster.
    pub proxy: String,
    /// Its own folder.
    pub folder: PathBuf,
    _practice: Practice,
}

impl Stage {
    /// Starts the stage of this name, the `number`th of this run.
    pub async fn start(name: &str, number: usize) -> Self {
        let fault = match name {
            "healthy" | "behind a proxy" | "self-hosted" => Fault::Healthy,
            "open" => Fault::AuthNotConfigured,
            "gRPC after 3 s" => Fault::GrpcSlow,
            "TLS inspected" => Fault::TlsIntercepted,
            "new, without keys" => Fault::NoKeyOnNewCluster,
            "viewer without data rights" => Fault::PermissionDenied,
            other => panic!("no stage {other}"),
        };
        let practice = Practice::start(fault, None).await.expect("practice");
        let mut given = Case::empty();
        practice.apply(&mut given);
        let at = given.usable_target().expect("target");
        let servers = [at.rest.port, at.grpc.port].map(|port| SocketAddr::from(([127, 0, 0, 1], port)));
        let own = name == "self-hosted";
        let (names, ports) = if own { (OWN, OWN_PORTS) } else { (CLOUD, [443, 443]) };
        let base = u8::try_from(number + 1).expect("few stages");
        let addresses = [[127, 1, base, 1], [127, 1, base, 2]];
        if name != "behind a proxy" {
            for i in 0..2 {
                forward((addresses[i], ports[i]).into(), servers[i]).await;
            }
        }
        // Any other name: the practice's own server says that there is none. Only its TCP side is carried on.
        let dns = given.settings.dns_server.expect("a DNS server");
        forward((addresses[0], 53).into(), dns).await;
        let proxy = proxy((addresses[0], 3128).into(), names.map(str::to_owned), servers).await;

        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("snippets").join(format!("stage-{number}"));
        std::fs::create_dir_all(&folder).expect("folder");
        let file = |name: &str, text: &str| {
            let path = folder.join(name);
            std::fs::write(&path, text).expect("written");
            path
        };
        let ip = |i: usize| std::net::Ipv4Addr::from(addresses[i]);
        let line = |i: usize| format!("{} {}\n", ip(i), names[i]);
        let mut case = Case::empty();
        let rest = Endpoint::new(true, names[0], ports[0]);
        case.url = Sourced::new(rest.url(), Origin::Argument);
        case.settings.grpc = Some(Endpoint::new(true, names[1], ports[1]));
        Self {
            case,
            trusted: fault != Fault::TlsIntercepted,
            root: file("root.pem", &given.settings.extra_roots.concat()),
            company: file("company.pem", practice.inspector_root()),
            hosts: file("hosts", &format!("127.0.0.1 localhost\n{}{}", line(0), line(1))),
            resolver: file("resolv.conf", &format!("nameserver {}\noptions use-vc\n", ip(0))),
            proxy,
            folder,
            _practice: practice,
        }
    }
}

/// Carries every connection to `at` on to `server`.
async fn forward(at: SocketAddr, server: SocketAddr) {
    let listener = TcpListener::bind(at).await.expect("port");
    tokio::spawn(async move {
        while let Ok((mut from, _)) = listener.accept().await {
            tokio::spawn(async move {
                if let Ok(mut to) = TcpStream::connect(server).await {
                    let _ = tokio::io::copy_bidirectional(&mut from, &mut to).await;
                }
            });
        }
    });
}

/// A CONNECT proxy that knows these two names, in the order of the servers; gives its URL.
async fn proxy(at: SocketAddr, names: [String; 2], servers: [SocketAddr; 2]) -> String {
    let listener = TcpListener::bind(at).await.expect("port");
    let names = Arc::new(names);
    tokio::spawn(async move {
        while let Ok((mut from, _)) = listener.accept().await {
            let names = Arc::clone(&names);
            tokio::spawn(async move {
                let mut head = Vec::new();
                while !head.ends_with(b"\r\n\r\n") && head.len() < 16 * 1024 {
                    let Ok(byte) = from.read_u8().await else { return };
                    head.push(byte);
                }
                let head = String::from_utf8_lossy(&head).into_owned();
                let asked = head.strip_prefix("CONNECT ").and_then(|rest| rest.split(':').next());
                let server = asked.and_then(|host| names.iter().position(|n| n == host)).map(|i| servers[i]);
                let Some(server) = server else {
                    let _ = from.write_all(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n").await;
                    return;
                };
                if let Ok(mut to) = TcpStream::connect(server).await
                    && from.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").await.is_ok()
                {
                    let _ = tokio::io::copy_bidirectional(&mut from, &mut to).await;
                }
            });
        }
    });
    format!("http://{at}")
}
