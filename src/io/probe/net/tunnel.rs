//! The one way to open a connection, used by the TCP and TLS probes and by the gRPC channel: address, proxy tunnel, nothing above. What goes
//! wrong becomes a typed failure here.

use crate::io::probe::net::error::io_failure;
use crate::io::probe::net::handshake;
use crate::io::probe::net::peek_stream::PeekStream;
use crate::io::probe::net::route::{DialContext, Io, Route, TargetStream};
use crate::model::evidence::{Failure, Phase, ProxyError, ProxyFacts, ProxyFailure, TcpFailure};
use crate::model::proxy::{Proxy, ProxyScheme};
use crate::model::sanitized::SanitizedText;
use crate::model::target::Endpoint;
use std::io::{self, ErrorKind};
use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout};
use tokio_socks::tcp::Socks5Stream;

/// Longest answer to CONNECT that is read, in bytes.
const LONGEST_REPLY: usize = 16 * 1024;

/// Connects to the first of the addresses that accepts.
pub(in crate::io::probe) async fn tcp(addresses: &[SocketAddr], bound: Duration) -> Result<TcpStream, Failure> {
    let mut last = Failure::Tcp(TcpFailure::Unreachable { addresses: addresses.to_vec(), only: None });
    for address in addresses {
        let begin = Instant::now();
        last = match timeout(bound, TcpStream::connect(address)).await {
            Ok(Ok(stream)) => {
                let _ = stream.set_nodelay(true);
                return Ok(stream);
            }
            Ok(Err(error)) if error.kind() == ErrorKind::ConnectionRefused => {
                Failure::Tcp(TcpFailure::Refused { addresses: vec![*address] })
            }
            Ok(Err(error)) => io_failure(&error, Phase::Connect, begin.elapsed()),
            Err(_) => Failure::Tcp(TcpFailure::TimedOut { waiting_for: Phase::Connect, after: bound }),
        };
    }
    Err(last)
}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Io for T {}

/// A tunnel through a proxy, with what the proxy said of itself.
pub(in crate::io::probe) struct Tunnel {
    pub stream: Result<TargetStream, Failure>,
    pub facts: ProxyFacts,
}

/// Opens a tunnel through the proxy over a connection to it.
pub(in crate::io::probe) async fn tunnel(
    stream: TcpStream,
    way: &Route<'_>,
    proxy: &Proxy,
    tools: &DialContext<'_>,
) -> Tunnel {
    let mut facts = ProxyFacts { url: proxy.url(), origin: proxy.origin.clone(), reply: None, headers: Vec::new() };
    let opened = match proxy.scheme {
        ProxyScheme::Http => connect(Box::new(stream), way, proxy, &mut facts, tools).await,
        ProxyScheme::Https => {
            match handshake::over(Box::new(stream), &proxy.host, &[b"http/1.1"], tools).await {
                Ok(secured) => connect(Box::new(secured), way, proxy, &mut facts, tools).await,
                // Its certificate is not the cluster's: whatever is wrong with it, the proxy can't be used.
                Err(_) => Err(Failure::Proxy(ProxyFailure::Unreachable { proxy: proxy.url(), why: ProxyError::Tls })),
            }
        }
        ProxyScheme::Socks5 | ProxyScheme::Socks5h => socks(stream, way, proxy, &mut facts, tools.bound).await,
    };
    Tunnel { stream: opened, facts }
}

/// HTTP CONNECT (RFC 9110 §9.3.6), by hand: ready-made tunnels hide the proxy's answer, which is the diagnosis.
async fn connect(
    mut stream: TargetStream,
    way: &Route<'_>,
    proxy: &Proxy,
    facts: &mut ProxyFacts,
    tools: &DialContext<'_>,
) -> Result<TargetStream, Failure> {
    let (host, port) = way.tunnel_target();
    let authority = Endpoint::new(true, &host, port).authority();
    let mut request = zeroize::Zeroizing::new(format!("CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\n"));
    if let Some(credentials) = proxy.basic_credentials() {
        request.push_str("Proxy-Authorization: ");
        request.push_str(&credentials);
        request.push_str("\r\n");
    }
    request.push_str("\r\n");
    let cut = |error: &io::Error| {
        Failure::Proxy(ProxyFailure::Unreachable {
            proxy: proxy.url(),
            why: if error.kind() == ErrorKind::TimedOut { ProxyError::NoAnswer } else { ProxyError::Cut },
        })
    };
    let exchange = async {
        stream.write_all(request.as_bytes()).await?;
        stream.flush().await?;
        read_head(&mut stream).await
    };
    let not_spoken = || Failure::Proxy(ProxyFailure::NotSpoken { proxy: proxy.url() });
    let head = match timeout(tools.bound, exchange).await {
        Err(_) => {
            return Err(Failure::Proxy(ProxyFailure::Unreachable { proxy: proxy.url(), why: ProxyError::NoAnswer }));
        }
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
        Some(407) => Err(Failure::Proxy(ProxyFailure::AuthRequired { proxy: proxy.url() })),
        Some(300..=599) => {
            let reply = facts.reply.clone().unwrap_or_default();
            Err(Failure::Proxy(ProxyFailure::Refused { proxy: proxy.url(), reply }))
        }
        Some(_) | None => Err(not_spoken()),
    }
}

/// Whether a head is there to its empty line.
fn ended(head: &[u8]) -> bool {
    head.ends_with(b"\r\n\r\n") || head.ends_with(b"\n\n")
}

/// Reads up to the empty line, byte by byte so that nothing of the tunnel's content is taken. Interim answers are passed over.
async fn read_head(stream: &mut TargetStream) -> io::Result<Vec<u8>> {
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
        // A server of another protocol may never send an empty line.
        if head.len() == 5 && !head.starts_with(b"HTTP/") {
            break;
        }
    }
    Ok(head)
}

/// SOCKS5 (RFC 1928).
async fn socks(
    stream: TcpStream,
    way: &Route<'_>,
    proxy: &Proxy,
    facts: &mut ProxyFacts,
    bound: Duration,
) -> Result<TargetStream, Failure> {
    use tokio_socks::Error as Socks;
    let target = way.tunnel_target();
    let target = (target.0.as_str(), target.1);
    let mut stream = PeekStream::new(stream);
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
        Err(_) => return Err(Failure::Proxy(ProxyFailure::Unreachable { proxy: url, why: ProxyError::NoAnswer })),
        Ok(Ok(())) => {
            facts.reply = Some(SanitizedText::new("succeeded"));
            return Ok(Box::new(stream));
        }
        Ok(Err(error)) => error,
    };
    let reply = SanitizedText::new(&error.to_string());
    // The library has one error for a method and for a reply that it doesn't know.
    let method_agreed = matches!(stream.first(), [5, 0, 5, ..] | [5, 2, 1, 0, 5, ..]);
    Err(match error {
        Socks::UnknownAuthMethod if method_agreed => {
            Failure::Proxy(ProxyFailure::Refused { proxy: url, reply: SanitizedText::default() })
        }
        Socks::Io(_) => Failure::Proxy(ProxyFailure::Unreachable { proxy: url, why: ProxyError::Cut }),
        Socks::InvalidResponseVersion | Socks::InvalidReservedByte | Socks::UnknownAddressType => {
            Failure::Proxy(ProxyFailure::NotSpoken { proxy: url })
        }
        Socks::NoAcceptableAuthMethods
        | Socks::UnknownAuthMethod
        | Socks::PasswordAuthFailure(_)
        | Socks::AuthorizationRequired
        | Socks::InvalidAuthValues(_) => Failure::Proxy(ProxyFailure::AuthRequired { proxy: url }),
        _ => {
            facts.reply = Some(reply.clone());
            Failure::Proxy(ProxyFailure::Refused { proxy: url, reply })
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::evidence::Shortage;

    #[cfg(unix)]
    #[test]
    fn only_what_the_other_side_does_is_a_reset() {
        use rustix::io::Errno;
        let of = |errno: Errno| {
            let error = io::Error::from_raw_os_error(errno.raw_os_error());
            io_failure(&error, Phase::Response, Duration::from_millis(700))
        };
        let cut = Failure::Tcp(TcpFailure::Cut { waiting_for: Phase::Response, reset: true });
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
            assert_eq!(of(errno), Failure::Local(crate::model::evidence::LocalFailure::Resource { what }), "{errno}");
        }
        // What the kernel waited for counts, not nothing.
        let late =
            Failure::Tcp(TcpFailure::TimedOut { waiting_for: Phase::Response, after: Duration::from_millis(700) });
        assert_eq!(of(Errno::TIMEDOUT), late);
        let library = io_failure(&io::Error::other("bytes remaining on stream"), Phase::Response, Duration::ZERO);
        assert_eq!(library, Failure::Tcp(TcpFailure::Cut { waiting_for: Phase::Response, reset: false }));
        assert_eq!(of(Errno::HOSTUNREACH), Failure::Tcp(TcpFailure::Unreachable { addresses: Vec::new(), only: None }));
    }
}
