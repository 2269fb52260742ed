//! A proxy that works: it answers CONNECT and passes bytes on, to the cluster that a firewall hides from everybody else.

use super::tcp::Port;
use anyhow::Result;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, copy_bidirectional};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// Longest request that is read, in bytes.
const LONGEST_REQUEST: usize = 8 * 1024;
/// How long a request may take.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(10);

/// Which port the proxy connects to when a client asks for another one.
pub(super) type Ways = Vec<(u16, u16)>;

/// Starts the proxy.
pub(super) async fn open(ways: Ways) -> Result<Port> {
    Port::serving(move |stream| relay(stream, ways.clone())).await
}

async fn relay(mut client: TcpStream, ways: Ways) {
    let Ok(Some(port)) = timeout(REQUEST_TIMEOUT, asked(&mut client)).await else { return };
    let inside = ways.iter().find(|(outside, _)| *outside == port).map(|(_, inside)| *inside);
    let server = match inside {
        Some(inside) => TcpStream::connect(("127.0.0.1", inside)).await.ok(),
        None => None,
    };
    let Some(mut server) = server else {
        let _ = client.write_all(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").await;
        return;
    };
    if client.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").await.is_ok() {
        let _ = copy_bidirectional(&mut client, &mut server).await;
    }
}

/// The port that a CONNECT request asks for.
async fn asked(client: &mut TcpStream) -> Option<u16> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") && head.len() < LONGEST_REQUEST {
        head.push(client.read_u8().await.ok()?);
    }
    let text = String::from_utf8(head).ok()?;
    let authority = text.strip_prefix("CONNECT ")?.split(' ').next()?;
    authority.rsplit_once(':')?.1.parse().ok()
}
