//! The observing proxy: CONNECT tunnels, whole requests in plain text, and the tunnels of the Node hook, for whoever knows the token. Hosts
//! of Weaviate are opened where the program trusts this run's authority, everything else is carried through as it is.

use super::forward;
use super::hello::{self, Hello};
use super::relay::{Prefixed, prefixed, relay};
use super::shared::{Asked, Channel, Shared};
use super::wire::Conversation;
use crate::io::probe::net::dialer::{Connection, Secured};
use crate::model::client::Language;
use crate::model::evidence::{Closer, HostRole, Speech};
use crate::model::sanitized::SanitizedText;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rustls::AlertDescription;
use std::io;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;

/// Most connections at once.
const MAX_CONNECTIONS: usize = 512;
/// Longest head of a request to the proxy.
const MAX_HEAD_BYTES: usize = 64 * 1024;
/// How long a head may take.
const HEAD_TIMEOUT: Duration = Duration::from_secs(30);
/// The method by which the Node hook asks for a tunnel. It gets no answer: what follows is the connection's own.
pub(super) const TUNNEL: &str = "TUNNEL";

/// Serves until it is dropped.
pub(super) async fn serve(listener: TcpListener, shared: Arc<Shared>) {
    let mut connections = JoinSet::new();
    loop {
        while connections.len() >= MAX_CONNECTIONS {
            connections.join_next().await;
        }
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    let shared = Arc::clone(&shared);
                    connections.spawn(async move { connection(stream, shared).await });
                }
                // Out of descriptors, for one: those that are open may end.
                Err(error) => {
                    crate::io::limits::note_error(&error);
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
            },
            Some(_) = connections.join_next() => {}
        }
    }
}

/// A request's head to the proxy.
pub(super) struct ProxyHead {
    pub(super) method: String,
    pub(super) place: String,
    headers: Vec<(String, String)>,
}

impl ProxyHead {
    fn read(bytes: &[u8]) -> Option<Self> {
        let text = String::from_utf8_lossy(bytes);
        let mut lines = text.lines();
        let mut words = lines.next()?.split(' ');
        let (method, place) = (words.next()?.to_owned(), words.next()?.to_owned());
        let header = |line: &str| line.split_once(':').map(|(n, v)| (n.to_ascii_lowercase(), v.trim().to_owned()));
        Some(Self { method, place, headers: lines.filter_map(header).collect() })
    }

    fn header(&self, wanted: &str) -> &str {
        self.headers.iter().find(|(name, _)| name == wanted).map_or("", |(_, value)| value)
    }

    /// Whoever knows the token, and by which way.
    fn channel(&self, token: &str) -> Option<Channel> {
        let (scheme, coded) = self.header("proxy-authorization").split_once(' ')?;
        let pair = String::from_utf8(STANDARD.decode(coded.trim()).ok()?).ok()?;
        let (user, given) = pair.split_once(':')?;
        let channels = [Channel::Variable, Channel::Python, Channel::Node];
        let channel = channels.into_iter().find(|c| c.user() == user)?;
        let same = ring::digest::digest(&ring::digest::SHA256, given.as_bytes());
        let own = ring::digest::digest(&ring::digest::SHA256, token.as_bytes());
        (scheme.eq_ignore_ascii_case("basic") && same.as_ref() == own.as_ref()).then_some(channel)
    }
}

async fn connection(mut stream: TcpStream, shared: Arc<Shared>) {
    let _ = stream.set_nodelay(true);
    let Ok(Ok((head, rest))) = timeout(HEAD_TIMEOUT, read_head(&mut stream)).await else { return };
    let Some(parsed) = ProxyHead::read(&head) else { return };
    let Some(channel) = parsed.channel(&shared.token) else {
        let refusal = "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"weaviate-doctor\"\r\n\
                       Content-Length: 0\r\nConnection: close\r\n\r\n";
        let _ = stream.write_all(refusal.as_bytes()).await;
        return;
    };
    if parsed.method != "CONNECT" && parsed.method != TUNNEL {
        return forward::serve(prefixed([head, rest].concat(), stream), channel, shared).await;
    }
    let Some((host, port)) = authority(&parsed.place) else {
        let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n").await;
        return;
    };
    let asked = Asked { host, port, channel, plain: false, agent: parsed.header("user-agent").to_owned() };
    tunnel(stream, rest, &asked, parsed.method == "CONNECT", &shared).await;
}

/// Host and port of an authority.
fn authority(text: &str) -> Option<(String, u16)> {
    let (host, port) = text.rsplit_once(':')?;
    let host = host.trim_matches(['[', ']']);
    (!host.is_empty() && host.len() <= 255).then_some((host.to_owned(), port.parse().ok()?))
}

/// The head, and what came with it.
async fn read_head(stream: &mut TcpStream) -> io::Result<(Vec<u8>, Vec<u8>)> {
    let mut read = Vec::with_capacity(1024);
    let end = b"\r\n\r\n";
    loop {
        if let Some(at) = memchr::memmem::find(&read, end) {
            let rest = read.split_off(at + end.len());
            return Ok((read, rest));
        }
        if read.len() > MAX_HEAD_BYTES || stream.read_buf(&mut read).await? == 0 {
            return Err(io::ErrorKind::InvalidData.into());
        }
    }
}

/// A tunnel. `answers`: whether the client waits for an answer before it goes on.
async fn tunnel(mut stream: TcpStream, rest: Vec<u8>, asked: &Asked, answers: bool, shared: &Shared) {
    let (journal, role) = (&shared.journal, shared.hosts.role(&asked.host, asked.port));
    let number = role.map(|role| journal.connection(&asked.host, asked.port, role));
    if number.is_none() {
        journal.other(&asked.host, asked.port);
    }
    let number = number.unwrap_or(usize::MAX);
    let (client, _) = shared.client(asked, role);
    journal.note(number, |c, _| c.client = Some(client));
    let dialed = tokio::select! {
        dialed = shared.dial(asked, role) => dialed,
        () = gone(&stream), if answers => return journal.closed(number, Closer::Program),
    };
    let (upstream, name) = match dialed {
        Ok(opened) => opened,
        Err(failure) => {
            journal.note(number, |c, _| c.failure = Some(Box::new(failure)));
            if answers {
                let _ = stream
                    .write_all(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                    .await;
            }
            return journal.closed(number, Closer::Server);
        }
    };
    journal.note(number, |c, now| c.connected = Some(now.saturating_sub(c.started)));
    if answers && stream.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").await.is_err() {
        return journal.closed(number, Closer::Program);
    }
    if role.is_none() {
        return relay(prefixed(rest, stream), upstream, journal, number, None).await;
    }
    let Ok((first, hello)) = hello::read(&mut stream, rest).await else {
        return journal.closed(number, Closer::Program);
    };
    let client_side = prefixed(first.clone(), stream);
    let Some(hello) = hello else {
        journal.note(number, |c, _| c.speech = Speech::Plain);
        let conversation = Conversation::new(Arc::clone(journal), number);
        return relay(client_side, upstream, journal, number, Some(&conversation)).await;
    };
    journal.note(number, |c, _| {
        c.sni = hello.name.as_deref().map(|name| SanitizedText::up_to(name, 253));
        c.offered = hello.alpn.iter().take(8).map(|p| SanitizedText::up_to(&String::from_utf8_lossy(p), 20)).collect();
    });
    if shared.refuses(&asked.host) {
        journal.note(number, |c, _| c.speech = Speech::Unopened);
        return relay(client_side, upstream, journal, number, None).await;
    }
    opened(client_side, upstream, (asked, role, &name), &hello, (client, number), shared).await;
}

/// Ends when the client has gone; never while there is something to read.
async fn gone(stream: &TcpStream) {
    if !matches!(stream.peek(&mut [0]).await, Ok(0) | Err(_)) {
        std::future::pending::<()>().await;
    }
}

/// TLS on both sides, with the protocol that the far one agrees on. Where the program would not trust the far one, the two are left to themselves.
async fn opened(
    program: Prefixed,
    upstream: Connection,
    (asked, role, name): (&Asked, Option<HostRole>, &str),
    hello: &Hello,
    (client, number): (Language, usize),
    shared: &Shared,
) {
    let journal = &shared.journal;
    let Secured { connection: upstream, alpn } = match shared.dialer.secure(upstream, name, &hello.alpn, client).await {
        Ok(secured) => secured,
        Err(failure) => {
            journal.note(number, |c, _| {
                c.failure = Some(Box::new(failure));
                c.speech = Speech::Unopened;
            });
            let Ok((again, _)) = shared.dial(asked, role).await else {
                return journal.closed(number, Closer::Server);
            };
            return relay(program, again, journal, number, None).await;
        }
    };
    let Ok(config) = shared.authority.server(&asked.host, alpn.as_deref()) else {
        return journal.closed(number, Closer::Server);
    };
    let accepted = TlsAcceptor::from(config).accept(program).await;
    let program = match accepted {
        Ok(program) => program,
        Err(error) => {
            let alert = error.get_ref().and_then(|e| e.downcast_ref::<rustls::Error>()).and_then(|e| match e {
                rustls::Error::AlertReceived(alert) => Some(*alert),
                _ => None,
            });
            if let Some(alert) = alert.filter(|alert| is_distrust(*alert)) {
                shared.remember_refusal(&asked.host);
                let alert = SanitizedText::up_to(&format!("{alert:?}"), 40);
                journal.note(number, |c, _| c.speech = Speech::Refused(alert));
            }
            return journal.closed(number, Closer::Program);
        }
    };
    journal.note(number, |c, _| {
        c.speech = Speech::Opened;
        c.alpn = alpn.as_deref().map(|p| SanitizedText::up_to(&String::from_utf8_lossy(p), 20));
    });
    let conversation = Conversation::new(Arc::clone(journal), number);
    relay(program, upstream, journal, number, Some(&conversation)).await;
}

/// Alerts by which a client says that it does not trust a certificate.
const fn is_distrust(alert: AlertDescription) -> bool {
    matches!(
        alert,
        AlertDescription::UnknownCA
            | AlertDescription::BadCertificate
            | AlertDescription::CertificateUnknown
            | AlertDescription::UnsupportedCertificate
    )
}
