//! The one way to open a connection, used by the TCP and TLS probes and by the gRPC channel: address, proxy tunnel, nothing above. What goes
//! wrong becomes a typed failure here.

use crate::case::{ConnectTo, Proxy, ProxyScheme};
use crate::clean::Clean;
use crate::evidence::{Broken, Chain, Failure, ProxyFacts, ProxyTrouble, Shortage, Waiting};
use crate::limits;
use crate::secret::Redactor;
use crate::target::Endpoint;
use std::io::{self, ErrorKind};
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout};
use tokio_socks::tcp::Socks5Stream;

/// Longest answer to CONNECT that is read, in bytes.
const LONGEST_REPLY: usize = 16 * 1024;

/// Where to connect for an endpoint, after `--connect-to` and proxies.
#[derive(Clone)]
pub(super) struct Way<'a> {
    pub chain: Chain,
    pub endpoint: &'a Endpoint,
    pub proxy: Option<&'a Proxy>,
    /// Address given by `--connect-to`.
    pub pinned: Option<IpAddr>,
    /// Port to connect to.
    pub port: u16,
}

impl<'a> Way<'a> {
    pub fn new(chain: Chain, endpoint: &'a Endpoint, proxy: Option<&'a Proxy>, connect_to: &[ConnectTo]) -> Self {
        let rule = connect_to.iter().find(|c| c.applies(&endpoint.host, endpoint.port));
        Self {
            chain,
            endpoint,
            proxy,
            pinned: rule.and_then(|c| c.to_address),
            port: rule.and_then(|c| c.to_port).unwrap_or(endpoint.port),
        }
    }

    /// Whether the proxy is handed each request instead of opening a tunnel: plain HTTP through an HTTP proxy, but not HTTP/2.
    pub fn is_relayed(&self) -> bool {
        let http = |p: &Proxy| matches!(p.scheme, ProxyScheme::Http | ProxyScheme::Https);
        !self.endpoint.tls && self.chain != Chain::Grpc && self.proxy.is_some_and(http)
    }

    /// `host:port` as a proxy is asked for it.
    fn tunnel_target(&self) -> (String, u16) {
        (self.pinned.map_or_else(|| self.endpoint.host.clone(), |a| a.to_string()), self.port)
    }
}

/// Connects to the first of the addresses that accepts.
pub(super) async fn tcp(addresses: &[SocketAddr], bound: Duration) -> Result<TcpStream, Failure> {
    let mut last = Failure::Unreachable { addresses: addresses.to_vec(), only: None };
    for address in addresses {
        let begin = Instant::now();
        last = match timeout(bound, TcpStream::connect(address)).await {
            Ok(Ok(stream)) => {
                let _ = stream.set_nodelay(true);
                return Ok(stream);
            }
            Ok(Err(error)) if error.kind() == ErrorKind::ConnectionRefused => {
                Failure::Refused { addresses: vec![*address] }
            }
            Ok(Err(error)) => io_failure(&error, Waiting::Connect, begin.elapsed()),
            Err(_) => Failure::TimedOut { waiting_for: Waiting::Connect, after: bound },
        };
    }
    Err(last)
}

/// What an IO error means that came after so long while waiting for something. Only what the other side does is a reset; what this machine
/// refuses is not.
pub(super) fn io_failure(error: &io::Error, waiting_for: Waiting, after: Duration) -> Failure {
    if let Some(what) = limits::shortage(error) {
        return Failure::LocalResource { what };
    }
    match error.kind() {
        ErrorKind::ConnectionRefused => Failure::Refused { addresses: Vec::new() },
        ErrorKind::TimedOut => Failure::TimedOut { waiting_for, after },
        ErrorKind::HostUnreachable
        | ErrorKind::NetworkUnreachable
        | ErrorKind::NetworkDown
        | ErrorKind::AddrNotAvailable => Failure::Unreachable { addresses: Vec::new(), only: None },
        ErrorKind::UnexpectedEof => Failure::Cut { waiting_for, reset: false },
        ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted | ErrorKind::BrokenPipe | ErrorKind::NotConnected => {
            Failure::Cut { waiting_for, reset: true }
        }
        // What libraries say of bytes that they can't read.
        ErrorKind::InvalidData | ErrorKind::InvalidInput => Failure::NotHttp(Broken::Malformed),
        _ if error.raw_os_error().is_some() => Failure::LocalResource { what: Shortage::Unnamed },
        // Not the system's: a library saw the stream end where it must not.
        _ => Failure::Cut { waiting_for, reset: false },
    }
}

/// A connection to a target: straight, or through a tunnel.
pub(super) type Stream = Box<dyn Io>;

/// What a connection can do.
pub(super) trait Io: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Io for T {}

/// A tunnel through a proxy, with what the proxy said of itself.
pub(super) struct Tunnel {
    pub stream: Result<Stream, Failure>,
    pub facts: ProxyFacts,
}

/// Opens a tunnel through the proxy over a connection to it.
pub(super) async fn tunnel(stream: TcpStream, way: &Way<'_>, proxy: &Proxy, tools: &Tools<'_>) -> Tunnel {
    let mut facts = ProxyFacts { url: proxy.url(), origin: proxy.origin.clone(), reply: None, headers: Vec::new() };
    let opened = match proxy.scheme {
        ProxyScheme::Http => connect(Box::new(stream), way, proxy, &mut facts, tools).await,
        ProxyScheme::Https => match super::tls::over(Box::new(stream), &proxy.host, &[b"http/1.1"], tools).await {
            Ok(secured) => connect(Box::new(secured), way, proxy, &mut facts, tools).await,
            // Its certificate is not the cluster's: whatever is wrong with it, the proxy can't be used.
            Err(_) => Err(Failure::ProxyUnreachable { proxy: proxy.url(), why: ProxyTrouble::Cut }),
        },
        ProxyScheme::Socks5 | ProxyScheme::Socks5h => socks(stream, way, proxy, &mut facts, tools.bound).await,
    };
    Tunnel { stream: opened, facts }
}

/// What a dialer needs besides the way.
#[derive(Clone, Copy)]
pub(super) struct Tools<'a> {
    pub bound: Duration,
    pub redactor: &'a Redactor,
    pub trust: &'a std::sync::Arc<super::trust::Trust>,
}

/// HTTP CONNECT (RFC 9110 §9.3.6), by hand: ready-made tunnels hide the proxy's answer, which is the diagnosis.
async fn connect(
    mut stream: Stream,
    way: &Way<'_>,
    proxy: &Proxy,
    facts: &mut ProxyFacts,
    tools: &Tools<'_>,
) -> Result<Stream, Failure> {
    let (host, port) = way.tunnel_target();
    let authority = Endpoint::new(true, &host, port).authority();
    let mut request = zeroize::Zeroizing::new(format!("CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\n"));
    if let Some(credentials) = proxy.basic_credentials() {
        request.push_str("Proxy-Authorization: ");
        request.push_str(&credentials);
        request.push_str("\r\n");
    }
    request.push_str("\r\n");
    let cut = |error: &io::Error| Failure::ProxyUnreachable {
        proxy: proxy.url(),
        why: if error.kind() == ErrorKind::TimedOut { ProxyTrouble::NoAnswer } else { ProxyTrouble::Cut },
    };
    let exchange = async {
        stream.write_all(request.as_bytes()).await?;
        stream.flush().await?;
        read_head(&mut stream).await
    };
    let not_spoken = || Failure::ProxyNotSpoken { proxy: proxy.url() };
    let head = match timeout(tools.bound, exchange).await {
        Err(_) => return Err(Failure::ProxyUnreachable { proxy: proxy.url(), why: ProxyTrouble::NoAnswer }),
        Ok(Err(error)) => return Err(cut(&error)),
        Ok(Ok(head)) => head,
    };
    let text = String::from_utf8_lossy(&head);
    let mut lines = text.lines();
    let status_line = lines.next().unwrap_or_default();
    let status = status_line
        .strip_prefix("HTTP/1.")
        .and_then(|rest| rest.split_whitespace().nth(1))
        .and_then(|s| s.parse::<u16>().ok());
    facts.reply = Some(tools.redactor.clean(status_line));
    for (name, value) in lines.filter_map(|l| l.split_once(':')) {
        let name = name.trim().to_ascii_lowercase();
        if matches!(name.as_str(), "via" | "server" | "proxy-authenticate" | "x-squid-error") && facts.headers.len() < 8
        {
            facts.headers.push((name, tools.redactor.clean(value)));
        }
    }
    match status {
        // A head without an end: what would follow is not the tunnel.
        Some(200..=299) if !ended(&head) => Err(not_spoken()),
        Some(200..=299) => Ok(stream),
        Some(407) => Err(Failure::ProxyAuthRequired { proxy: proxy.url() }),
        Some(300..=599) => {
            let reply = facts.reply.clone().unwrap_or_default();
            Err(Failure::ProxyRefused { proxy: proxy.url(), reply })
        }
        Some(_) | None => Err(not_spoken()),
    }
}

/// Whether a head is there to its empty line.
fn ended(head: &[u8]) -> bool {
    head.ends_with(b"\r\n\r\n") || head.ends_with(b"\n\n")
}

/// Reads up to the empty line, byte by byte so that nothing of the tunnel's content is taken. Interim answers are passed over.
async fn read_head(stream: &mut Stream) -> io::Result<Vec<u8>> {
    let mut head = Vec::with_capacity(512);
    let mut byte = [0_u8; 1];
    let mut read = 0;
    while !ended(&head) && read < LONGEST_REPLY {
        if stream.read(&mut byte).await? == 0 {
            if head.is_empty() {
                return Err(ErrorKind::UnexpectedEof.into());
            }
            break;
        }
        head.push(byte[0]);
        read += 1;
        if ended(&head) && head.starts_with(b"HTTP/1.1 1") {
            head.clear();
        }
        // A server that speaks something else may never send an empty line.
        if head.len() == 5 && !head.starts_with(b"HTTP/") {
            break;
        }
    }
    Ok(head)
}

/// SOCKS5 (RFC 1928).
async fn socks(
    stream: TcpStream,
    way: &Way<'_>,
    proxy: &Proxy,
    facts: &mut ProxyFacts,
    bound: Duration,
) -> Result<Stream, Failure> {
    use tokio_socks::Error as Socks;
    let target = way.tunnel_target();
    let target = (target.0.as_str(), target.1);
    let mut stream = Heard::new(stream);
    let opened = async {
        let opened = match &proxy.credentials {
            Some((user, password)) => {
                let (user, password) = (user.expose(), password.expose());
                Socks5Stream::connect_with_password_and_socket(&mut stream, target, user, password).await
            }
            None => Socks5Stream::connect_with_socket(&mut stream, target).await,
        };
        opened.map(drop)
    };
    let url = proxy.url();
    let error = match timeout(bound, opened).await {
        Err(_) => return Err(Failure::ProxyUnreachable { proxy: url, why: ProxyTrouble::NoAnswer }),
        Ok(Ok(())) => {
            facts.reply = Some(Clean::new("succeeded"));
            return Ok(Box::new(stream));
        }
        Ok(Err(error)) => error,
    };
    let reply = Clean::new(&error.to_string());
    // The library has one error for a method and for a reply that it doesn't know.
    let method_agreed = matches!(stream.first(), [5, 0, 5, ..] | [5, 2, 1, 0, 5, ..]);
    Err(match error {
        Socks::UnknownAuthMethod if method_agreed => Failure::ProxyRefused { proxy: url, reply: Clean::default() },
        Socks::Io(_) => Failure::ProxyUnreachable { proxy: url, why: ProxyTrouble::Cut },
        Socks::InvalidResponseVersion | Socks::InvalidReservedByte | Socks::UnknownAddressType => {
            Failure::ProxyNotSpoken { proxy: url }
        }
        Socks::NoAcceptableAuthMethods
        | Socks::UnknownAuthMethod
        | Socks::PasswordAuthFailure(_)
        | Socks::AuthorizationRequired
        | Socks::InvalidAuthValues(_) => Failure::ProxyAuthRequired { proxy: url },
        _ => {
            facts.reply = Some(reply.clone());
            Failure::ProxyRefused { proxy: url, reply }
        }
    })
}

/// A stream that remembers the first bytes it received: they tell what a port speaks that does not speak TLS.
pub(super) struct Heard<S> {
    inner: S,
    first: [u8; 8],
    count: usize,
}

impl<S> Heard<S> {
    pub fn new(inner: S) -> Self {
        Self { inner, first: [0; 8], count: 0 }
    }

    pub fn first(&self) -> &[u8] {
        &self.first[..self.count]
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Heard<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        let result = Pin::new(&mut self.inner).poll_read(cx, buf);
        let count = self.count;
        let new = &buf.filled()[before..];
        let room = (self.first.len() - count).min(new.len());
        self.first[count..count + room].copy_from_slice(&new[..room]);
        self.count += room;
        result
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Heard<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.inner).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn only_what_the_other_side_does_is_a_reset() {
        use rustix::io::Errno;
        let of = |errno: Errno| {
            let error = io::Error::from_raw_os_error(errno.raw_os_error());
            io_failure(&error, Waiting::Response, Duration::from_millis(700))
        };
        let cut = Failure::Cut { waiting_for: Waiting::Response, reset: true };
        for errno in [Errno::CONNRESET, Errno::CONNABORTED, Errno::PIPE, Errno::NOTCONN] {
            assert_eq!(of(errno), cut, "{errno}");
        }
        for (errno, what) in [
            (Errno::MFILE, Shortage::Descriptors),
            (Errno::NFILE, Shortage::SystemDescriptors),
            (Errno::NOMEM, Shortage::Memory),
            (Errno::NOBUFS, Shortage::Memory),
            (Errno::ACCESS, Shortage::Permission),
            (Errno::PERM, Shortage::Permission),
            (Errno::BADF, Shortage::Unnamed),
        ] {
            assert_eq!(of(errno), Failure::LocalResource { what }, "{errno}");
        }
        // What the kernel waited for counts, not nothing.
        let late = Failure::TimedOut { waiting_for: Waiting::Response, after: Duration::from_millis(700) };
        assert_eq!(of(Errno::TIMEDOUT), late);
        let library = io_failure(&io::Error::other("bytes remaining on stream"), Waiting::Response, Duration::ZERO);
        assert_eq!(library, Failure::Cut { waiting_for: Waiting::Response, reset: false });
        assert_eq!(of(Errno::HOSTUNREACH), Failure::Unreachable { addresses: Vec::new(), only: None });
    }
}
