//! Ports as a network can leave them: served, closed, ignored, silent. Real sockets on loopback; no protocol above TCP.

use crate::io::limits;
use anyhow::{Context as _, Result, bail, ensure};
use std::any::Any;
use std::future::Future;
use std::io::ErrorKind;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

/// Most connections that one port serves at once; further ones wait in the system's queue.
const MOST_CONNECTIONS: usize = 128;

/// Most connections that [`Port::blocked`] tries before it gives up on a system that never ignores any.
const MOST_WAITING: usize = 256;

/// How long an unanswered SYN is waited for. On loopback an answer comes within microseconds.
const IGNORED_AFTER: Duration = Duration::from_millis(25);

/// Any port on loopback.
pub(super) const ANY_PORT: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 0);

/// A background task that ends when this is dropped.
pub(super) struct Task(JoinHandle<()>);

impl Task {
    /// Starts it.
    pub(super) fn start(future: impl Future<Output = ()> + Send + 'static) -> Self {
        Self(tokio::spawn(future))
    }
}

impl Drop for Task {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// A port on loopback that stays as it is until this is dropped.
pub(super) struct Port {
    /// Its number.
    pub(super) number: u16,
    _held: Box<dyn Any + Send + Sync>,
}

impl Port {
    /// Serves each connection with `handler`.
    pub(super) async fn serving<H, F>(handler: H) -> Result<Self>
    where
        H: Fn(TcpStream) -> F + Send + Sync + 'static,
        F: Future<Output = ()> + Send + 'static,
    {
        let listener = TcpListener::bind(ANY_PORT).await.context("can't listen on loopback")?;
        Self::serving_on(listener, handler)
    }

    /// Serves each connection of this listener with `handler`.
    pub(super) fn serving_on<H, F>(listener: TcpListener, handler: H) -> Result<Self>
    where
        H: Fn(TcpStream) -> F + Send + Sync + 'static,
        F: Future<Output = ()> + Send + 'static,
    {
        let number = listener.local_addr()?.port();
        Ok(Self { number, _held: Box::new(Task::start(accept(listener, handler))) })
    }

    /// Refuses every connection: the port is taken, and nothing listens on it.
    pub(super) fn closed() -> Result<Self> {
        let socket = TcpSocket::new_v4()?;
        socket.bind(ANY_PORT).context("can't take a port on loopback")?;
        Ok(Self { number: socket.local_addr()?.port(), _held: Box::new(socket) })
    }

    /// Ignores every connection, as a firewall that drops packets: the queue of a listener that accepts nobody is full, and then
    /// the system leaves SYNs unanswered (Linux: `tcp_conn_request`, `sk_acceptq_is_full`).
    pub(super) async fn blocked() -> Result<Self> {
        let socket = TcpSocket::new_v4()?;
        socket.bind(ANY_PORT).context("can't take a port on loopback")?;
        // Zero means “as many as possible” on some systems.
        let listener = socket.listen(1)?;
        let address = listener.local_addr()?;
        let waiting = tokio::task::spawn_blocking(move || fill(address)).await??;
        Ok(Self { number: address.port(), _held: Box::new((listener, waiting)) })
    }

    /// Where it is.
    pub(super) const fn address(&self) -> SocketAddr {
        SocketAddr::new(ANY_PORT.ip(), self.number)
    }
}

/// Connects until the listener's queue is full. How many fit differs between systems, so that is found out and not assumed.
fn fill(address: SocketAddr) -> Result<Vec<std::net::TcpStream>> {
    let mut waiting = Vec::new();
    let mut ignored = 0;
    // One silence may be a busy machine's; two in a row are the full queue.
    while ignored < 2 {
        match std::net::TcpStream::connect_timeout(&address, IGNORED_AFTER) {
            Ok(stream) => {
                ignored = 0;
                waiting.push(stream);
                ensure!(
                    waiting.len() < MOST_WAITING,
                    "this system has no end to a listener's queue; this fault needs one"
                );
            }
            Err(error) if error.kind() == ErrorKind::TimedOut => ignored += 1,
            Err(error) => {
                bail!("this system refuses connections to a full queue ({error}); this fault needs it to ignore them")
            }
        }
    }
    Ok(waiting)
}

async fn accept<H, F>(listener: TcpListener, handler: H)
where
    H: Fn(TcpStream) -> F,
    F: Future<Output = ()> + Send + 'static,
{
    let mut connections = JoinSet::new();
    loop {
        while connections.len() >= MOST_CONNECTIONS {
            connections.join_next().await;
        }
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(handler(stream));
                }
                // Out of file descriptors, or the client is gone already: neither ends the practice.
                Err(error) => {
                    limits::note_error(&error);
                    tokio::time::sleep(Duration::from_millis(10)).await;
                }
            },
            Some(_) = connections.join_next() => {}
        }
    }
}
