//! The practice DNS server: it knows the practice's own names and nothing else. UDP and TCP on one port (RFC 1035, RFC 7766);
//! no recursion, no cache.

use super::tcp::{ANY_PORT, Port};
use anyhow::{Context as _, Result, bail};
use hickory_resolver::proto::op::{Edns, Message, MessageType, OpCode, ResponseCode};
use hickory_resolver::proto::rr::rdata::{A, SOA};
use hickory_resolver::proto::rr::{Name, RData, Record, RecordType};
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream, UdpSocket};

/// Seconds for which an answer may be kept: none, the next practice has other ports but the same names.
const TTL_SECONDS: u32 = 0;

/// How the server behaves.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum DnsBehavior {
    /// Answers.
    Answering,
    /// Never answers.
    Silent,
    /// Answers every question with SERVFAIL.
    Failing,
}

/// What the server knows.
pub(super) struct DnsZone {
    /// How it behaves.
    pub(super) manner: DnsBehavior,
    /// Names that exist, in lower case. Each has the address 127.0.0.1.
    pub(super) names: Vec<&'static str>,
}

/// The running server.
pub(super) struct Server {
    /// Its port, UDP and TCP.
    pub(super) port: Port,
    _udp: super::tcp::Task,
}

impl Server {
    /// Starts it.
    pub(super) async fn start(zone: DnsZone) -> Result<Self> {
        let (udp, tcp) = sockets().await?;
        let zone = Arc::new(zone);
        let for_tcp = Arc::clone(&zone);
        Ok(Self {
            port: Port::serving_on(tcp, move |stream| over_tcp(Arc::clone(&for_tcp), stream))?,
            _udp: super::tcp::Task::start(over_udp(zone, udp)),
        })
    }
}

/// One port for both transports. The number that UDP got may be taken for TCP, so a few are tried.
async fn sockets() -> Result<(UdpSocket, TcpListener)> {
    for _ in 0..16 {
        let udp = UdpSocket::bind(ANY_PORT).await.context("can't open a UDP port on loopback")?;
        if let Ok(tcp) = TcpListener::bind(udp.local_addr()?).await {
            return Ok((udp, tcp));
        }
    }
    bail!("no port on loopback is free for both UDP and TCP")
}

async fn over_udp(zone: Arc<DnsZone>, socket: UdpSocket) {
    let mut buffer = [0_u8; 1500];
    loop {
        let Ok((length, peer)) = socket.recv_from(&mut buffer).await else {
            // An ICMP error about an earlier answer; the socket itself is still fine.
            tokio::time::sleep(Duration::from_millis(1)).await;
            continue;
        };
        if let Some(answer) = zone.answer(&buffer[..length]) {
            let _ = socket.send_to(&answer, peer).await;
        }
    }
}

async fn over_tcp(zone: Arc<DnsZone>, mut stream: TcpStream) {
    while let Ok(length) = stream.read_u16().await {
        let mut question = vec![0; usize::from(length)];
        if stream.read_exact(&mut question).await.is_err() {
            return;
        }
        if let Some(answer) = zone.answer(&question)
            && let Ok(length) = u16::try_from(answer.len())
        {
            let framed = [&length.to_be_bytes()[..], &answer].concat();
            if stream.write_all(&framed).await.is_err() {
                return;
            }
        }
    }
}

impl DnsZone {
    /// The answer to one message; none when the server stays silent.
    fn answer(&self, question: &[u8]) -> Option<Vec<u8>> {
        if self.manner == DnsBehavior::Silent {
            return None;
        }
        // What can't be read gets no answer: its sender may be forged.
        let question = Message::from_vec(question).ok()?;
        if question.metadata.message_type != MessageType::Query {
            return None;
        }
        let mut answer = Message::response(question.metadata.id, question.metadata.op_code);
        answer.metadata.recursion_desired = question.metadata.recursion_desired;
        answer.metadata.recursion_available = true;
        answer.add_queries(question.queries.iter().cloned());
        if question.edns.is_some() {
            answer.set_edns(Edns::new());
        }
        answer.metadata.response_code = match (self.manner, question.metadata.op_code, question.queries.first()) {
            (DnsBehavior::Failing, _, _) => ResponseCode::ServFail,
            (DnsBehavior::Answering | DnsBehavior::Silent, OpCode::Query, Some(query)) => {
                self.look_up(query.name(), query.query_type(), &mut answer)
            }
            (DnsBehavior::Answering | DnsBehavior::Silent, OpCode::Query, None) => ResponseCode::FormErr,
            (DnsBehavior::Answering | DnsBehavior::Silent, _, _) => ResponseCode::NotImp,
        };
        answer.to_vec().ok()
    }

    fn look_up(&self, name: &Name, kind: RecordType, answer: &mut Message) -> ResponseCode {
        let text = name.to_lowercase().to_ascii();
        let text = text.trim_end_matches('.');
        let exists = self.names.contains(&text);
        if exists && kind == RecordType::A {
            answer.add_answer(Record::from_rdata(name.clone(), TTL_SECONDS, RData::A(A(Ipv4Addr::LOCALHOST))));
            return ResponseCode::NoError;
        }
        // A negative answer names the zone that says so (RFC 2308 §3).
        if let Some(soa) = soa() {
            answer.add_authority(soa);
        }
        // A name with existing names below it exists, without records of its own (RFC 8020).
        let has_names_below = self.names.iter().any(|n| n.strip_suffix(text).is_some_and(|n| n.ends_with('.')));
        if exists || has_names_below || text.is_empty() { ResponseCode::NoError } else { ResponseCode::NXDomain }
    }
}

fn soa() -> Option<Record> {
    let name = |text| Name::from_ascii(text).ok();
    let rdata =
        SOA::new(name("ns.practice.invalid.")?, name("nobody.practice.invalid.")?, 1, 3600, 600, 86_400, TTL_SECONDS);
    Some(Record::from_rdata(Name::root(), TTL_SECONDS, RData::SOA(rdata)))
}
