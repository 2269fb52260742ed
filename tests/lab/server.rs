//! The server's side of the lab: a practice cluster on loopback, relays from the namespace's addresses to it, and a DNS server with the
//! records and manners that a test wants. It runs in a process of its own, inside the server's namespace.

use anyhow::{Context as _, Result};
use hickory_resolver::proto::op::{Message, MessageType, ResponseCode};
use hickory_resolver::proto::rr::rdata::{A, AAAA};
use hickory_resolver::proto::rr::{RData, Record, RecordType};
use serde::{Deserialize, Serialize};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use tokio::io::{AsyncReadExt as _, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream, UdpSocket};
use weaviate_doctor::io::practice::{Fault, Practice};
use weaviate_doctor::model::case::Case;

/// The variable that holds what to serve, as JSON of [`Serving`]. A process that has it is a server's side.
pub const SPEC: &str = "WEAVIATE_DOCTOR_LAB";
/// The port of clusters in Weaviate Cloud.
const HTTPS: u16 = 443;
/// The port on which self-hosted clusters serve gRPC; here it is on the REST host.
pub const GRPC_PORT: u16 = 50051;

/// The hosts on the server's side. Each has an address of its own in both families, from the ranges for documentation (RFC 5737, RFC 3849),
/// which nobody routes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Host {
    /// The REST endpoint.
    Rest,
    /// The gRPC endpoint.
    Grpc,
    /// The console.
    Console,
    /// The DNS server.
    Resolver,
}

impl Host {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Rest, Self::Grpc, Self::Console, Self::Resolver];

    const fn number(self) -> u8 {
        match self {
            Self::Rest => 1,
            Self::Grpc => 2,
            Self::Console => 3,
            Self::Resolver => 53,
        }
    }

    /// Its IPv4 address.
    pub const fn v4(self) -> IpAddr {
        IpAddr::V4(Ipv4Addr::new(192, 0, 2, self.number()))
    }

    /// Its IPv6 address.
    pub const fn v6(self) -> IpAddr {
        IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, self.number() as u16))
    }

    /// Its name; the ones of the practice's certificates.
    const fn name(self) -> &'static str {
        match self {
            Self::Rest => "practice.c0.loopback.weaviate.cloud",
            Self::Grpc => "grpc-practice.c0.loopback.weaviate.cloud",
            Self::Console => "console.loopback.weaviate.cloud",
            Self::Resolver => "resolver.invalid",
        }
    }
}

/// Lines for a hosts file with the IPv4 addresses.
pub fn hosts_file() -> String {
    Host::ALL.map(|host| format!("{} {}\n", host.v4(), host.name())).concat()
}

/// What the server's side offers.
#[derive(Clone, Copy, Serialize, Deserialize)]
pub struct Serving {
    /// How the DNS server behaves.
    pub dns: Dns,
    /// Whether names have IPv4 addresses.
    pub v4: bool,
    /// Whether names have IPv6 addresses.
    pub v6: bool,
}

impl Default for Serving {
    fn default() -> Self {
        Self { dns: Dns::Answers, v4: true, v6: false }
    }
}

/// How the DNS server behaves.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Dns {
    /// Answers.
    Answers,
    /// Takes questions and answers none.
    Silent,
    /// Refuses every question (RCODE 5).
    Refuses,
    /// Nobody listens.
    Absent,
}

/// What the server's side says when it is ready.
#[derive(Clone, Serialize, Deserialize)]
pub struct Ready {
    /// The cluster's URL.
    pub url: String,
    /// The console's URL.
    pub console: String,
    /// A gRPC endpoint on [`GRPC_PORT`] of the REST host.
    pub grpc: String,
    /// The practice's root, as PEM.
    pub root: String,
}

/// What this process is to serve, if it is a server's side.
pub fn asked() -> Option<String> {
    std::env::var(SPEC).ok()
}

/// Serves until standard input ends.
pub fn serve(spec: &str) -> Result<()> {
    let serving: Serving = serde_json::from_str(spec)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let practice = Practice::start(Fault::Healthy, None).await?;
        let ready = open(&practice, serving).await?;
        println!("\n{}", serde_json::to_string(&ready)?);
        let (sender, ended) = tokio::sync::oneshot::channel();
        std::thread::spawn(move || {
            let _ = std::io::read_to_string(std::io::stdin());
            let _ = sender.send(());
        });
        let _ = ended.await;
        Ok(())
    })
}

/// Opens all ports of the namespace.
async fn open(practice: &Practice, serving: Serving) -> Result<Ready> {
    let mut case = Case::empty();
    practice.apply(&mut case);
    let target = case.usable_target().context("the practice has no target")?;
    let console = case.settings.console.port;
    for (host, port, behind) in [
        (Host::Rest, HTTPS, target.rest.port),
        (Host::Rest, GRPC_PORT, target.grpc.port),
        (Host::Grpc, HTTPS, target.grpc.port),
        (Host::Console, HTTPS, console),
    ] {
        for address in [host.v4(), host.v6()] {
            let listener = TcpListener::bind((address, port)).await.with_context(|| format!("{address}:{port}"))?;
            tokio::spawn(relay(listener, behind));
        }
    }
    if serving.dns != Dns::Absent {
        for address in [Host::Resolver.v4(), Host::Resolver.v6()] {
            tokio::spawn(dns(UdpSocket::bind((address, 53)).await?, serving));
        }
    }
    Ok(Ready {
        url: format!("https://{}", Host::Rest.name()),
        console: format!("https://{}", Host::Console.name()),
        grpc: format!("grpcs://{}:{GRPC_PORT}", Host::Rest.name()),
        root: case.settings.extra_roots.concat(),
    })
}

/// Hands every connection on to the practice's port.
async fn relay(listener: TcpListener, port: u16) {
    while let Ok((mut outside, _)) = listener.accept().await {
        tokio::spawn(async move {
            let _ = outside.set_nodelay(true);
            if let Ok(mut inside) = TcpStream::connect(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).await {
                let _ = inside.set_nodelay(true);
                let _ = copy_bidirectional(&mut outside, &mut inside).await;
            } else {
                let _ = outside.read(&mut [0; 1]).await;
            }
        });
    }
}

async fn dns(socket: UdpSocket, serving: Serving) {
    let mut buffer = [0; 1500];
    while let Ok((length, peer)) = socket.recv_from(&mut buffer).await {
        let answer = (serving.dns != Dns::Silent).then(|| answer(&buffer[..length], serving)).flatten();
        if let Some(answer) = answer {
            let _ = socket.send_to(&answer, peer).await;
        }
    }
}

fn answer(question: &[u8], serving: Serving) -> Option<Vec<u8>> {
    let question = Message::from_vec(question).ok().filter(|m| m.metadata.message_type == MessageType::Query)?;
    let query = question.queries.first()?.clone();
    let mut answer = Message::response(question.metadata.id, question.metadata.op_code);
    answer.metadata.recursion_desired = question.metadata.recursion_desired;
    answer.metadata.recursion_available = true;
    let name = query.name().to_lowercase().to_ascii();
    let host = Host::ALL.into_iter().find(|host| name.trim_end_matches('.') == host.name());
    let record = host.and_then(|host| match (query.query_type(), host.v4(), host.v6()) {
        (RecordType::A, IpAddr::V4(address), _) if serving.v4 => Some(RData::A(A(address))),
        (RecordType::AAAA, _, IpAddr::V6(address)) if serving.v6 => Some(RData::AAAA(AAAA(address))),
        _ => None,
    });
    answer.metadata.response_code = match (serving.dns, host) {
        (Dns::Refuses, _) => ResponseCode::Refused,
        (_, None) => ResponseCode::NXDomain,
        (_, Some(_)) => ResponseCode::NoError,
    };
    if let Some(record) = record.filter(|_| serving.dns != Dns::Refuses) {
        answer.add_answer(Record::from_rdata(query.name().clone(), 0, record));
    }
    answer.add_queries([query]);
    answer.to_vec().ok()
}
