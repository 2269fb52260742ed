//! Proxies: an honest CONNECT one, an honest SOCKS5 one, each to any port of this machine whatever name is asked for. Nothing else.

use super::weaviate::{Head, read_head};
use super::wire::{Conn, Handler, handler};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// Says whether a CONNECT to this authority is allowed, or the whole answer that refuses it.
pub type Gate = Arc<dyn Fn(&Head) -> Result<(), String> + Send + Sync>;

/// An HTTP proxy.
pub fn connect(gate: Gate) -> Handler {
    handler(move |conn: Conn| {
        let gate = Arc::clone(&gate);
        async move {
            let mut wire = conn.wire;
            let Some(head) = read_head(&mut wire).await else { return };
            if let Err(refusal) = gate(&head) {
                let _ = wire.write_all(refusal.as_bytes()).await;
                let _ = wire.shutdown().await;
                return;
            }
            let port = head.path.rsplit(':').next().and_then(|p| p.parse().ok()).unwrap_or(0);
            let Ok(mut onwards) = TcpStream::connect(here(port)).await else {
                let _ = wire.write_all(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n").await;
                return;
            };
            if wire.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").await.is_ok() {
                let _ = tokio::io::copy_bidirectional(&mut wire, &mut onwards).await;
            }
        }
    })
}

/// Lets everything through.
pub fn open() -> Gate {
    Arc::new(|_| Ok(()))
}

/// A SOCKS5 proxy; with `password`, it takes nobody without one, and with none it opens everything.
pub fn socks(password: bool) -> Handler {
    handler(move |conn: Conn| async move {
        let mut wire = conn.wire;
        let _ = serve_socks(&mut wire, password).await;
    })
}

async fn serve_socks(wire: &mut super::wire::Wire, password: bool) -> std::io::Result<()> {
    let mut greeting = [0; 2];
    wire.read_exact(&mut greeting).await?;
    wire.read_exact(&mut vec![0; greeting[1].into()]).await?;
    if password {
        // No acceptable method (RFC 1928 §3).
        return wire.write_all(&[5, 0xFF]).await;
    }
    wire.write_all(&[5, 0]).await?;
    let mut request = [0; 4];
    wire.read_exact(&mut request).await?;
    let length = match request[3] {
        1 => 4,
        4 => 16,
        _ => usize::from(wire.read_u8().await?),
    };
    wire.read_exact(&mut vec![0; length]).await?;
    let port = wire.read_u16().await?;
    match TcpStream::connect(here(port)).await {
        Ok(mut onwards) => {
            wire.write_all(&[5, 0, 0, 1, 127, 0, 0, 1, 0, 0]).await?;
            tokio::io::copy_bidirectional(wire, &mut onwards).await?;
            Ok(())
        }
        Err(_) => wire.write_all(&[5, 5, 0, 1, 0, 0, 0, 0, 0, 0]).await,
    }
}

fn here(port: u16) -> SocketAddr {
    (Ipv4Addr::LOCALHOST, port).into()
}
