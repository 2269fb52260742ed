//! A DNS server over UDP and TCP on one port: addresses for every name, or whatever a test puts into its answers.

use super::wire::Heard;
use hickory_resolver::proto::op::{Message, MessageType};
use hickory_resolver::proto::rr::rdata::{A, AAAA};
use hickory_resolver::proto::rr::{RData, Record, RecordType};
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, UdpSocket};
use tokio::task::JoinSet;

/// Answers to one question; none stays silent.
pub type Answerer = Arc<dyn Fn(&[u8], Transport) -> Option<Vec<u8>> + Send + Sync>;

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Transport {
    Udp,
    Tcp,
}

pub struct Dns {
    pub address: SocketAddr,
    pub heard: Heard,
    _tasks: JoinSet<()>,
}

impl Dns {
    /// `drip` sends TCP answers a byte a second.
    pub async fn start(answerer: Answerer, drip: bool) -> Self {
        let (udp, tcp) = loop {
            let udp = UdpSocket::bind(super::wire::ANY).await.unwrap();
            if let Ok(tcp) = TcpListener::bind(udp.local_addr().unwrap()).await {
                break (udp, tcp);
            }
        };
        let (address, heard) = (udp.local_addr().unwrap(), Heard::default());
        let mut tasks = JoinSet::new();
        let (for_udp, noted) = (Arc::clone(&answerer), heard.clone());
        tasks.spawn(async move {
            let mut buffer = [0; 2000];
            while let Ok((length, peer)) = udp.recv_from(&mut buffer).await {
                noted.note(&buffer[..length]);
                if let Some(answer) = for_udp(&buffer[..length], Transport::Udp) {
                    let _ = udp.send_to(&answer, peer).await;
                }
            }
        });
        let noted = heard.clone();
        tasks.spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((mut stream, _)) = tcp.accept().await {
                let (answerer, noted) = (Arc::clone(&answerer), noted.clone());
                connections.spawn(async move {
                    while let Ok(length) = stream.read_u16().await {
                        let mut question = vec![0; length.into()];
                        if stream.read_exact(&mut question).await.is_err() {
                            return;
                        }
                        noted.note(&question);
                        let Some(answer) = answerer(&question, Transport::Tcp) else { continue };
                        let framed = [&u16::try_from(answer.len()).unwrap().to_be_bytes()[..], &answer].concat();
                        let mut pace = tokio::time::interval(Duration::from_secs(1));
                        for piece in framed.chunks(if drip { 1 } else { framed.len() }) {
                            if drip {
                                pace.tick().await;
                            }
                            if stream.write_all(piece).await.is_err() {
                                return;
                            }
                        }
                    }
                });
            }
        });
        Self { address, heard, _tasks: tasks }
    }
}

/// Every name has these addresses.
pub fn everywhere(addresses: Vec<IpAddr>) -> Answerer {
    Arc::new(move |question, _| {
        let mut answer = reply(question)?;
        let query = answer.queries.first()?.clone();
        for address in &addresses {
            let data = match (address, query.query_type()) {
                (IpAddr::V4(v4), RecordType::A) => RData::A(A(*v4)),
                (IpAddr::V6(v6), RecordType::AAAA) => RData::AAAA(AAAA(*v6)),
                _ => continue,
            };
            answer.add_answer(Record::from_rdata(query.name().clone(), 0, data));
        }
        answer.to_vec().ok()
    })
}

/// An empty answer to a question.
pub fn reply(question: &[u8]) -> Option<Message> {
    let question = Message::from_vec(question).ok()?;
    if question.metadata.message_type != MessageType::Query {
        return None;
    }
    let mut answer = Message::response(question.metadata.id, question.metadata.op_code);
    answer.metadata.recursion_available = true;
    answer.add_queries(question.queries.iter().cloned());
    Some(answer)
}
