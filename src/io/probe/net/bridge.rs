//! Lets an HTTP library that only dials for itself speak over a connection of the one dialer: the library connects to a listener on loopback,
//! and what it writes there is carried to that connection unchanged. TLS is spoken by the library, so nothing is readable on the way that
//! was not readable before. What is read of the far side is bounded, and everything ends with the bridge.

use crate::io::probe::net::route::TargetStream;
use std::io::{self, ErrorKind};
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf, copy_bidirectional};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

/// One connection of the dialer, at a loopback address. Dropping it closes both sides.
pub(in crate::io::probe) struct Bridge {
    address: SocketAddr,
    failed: Arc<OnceLock<Failed>>,
    http2: Arc<AtomicBool>,
    task: JoinSet<()>,
}

impl Bridge {
    /// A bridge to this connection that reads at most so many bytes.
    pub async fn over(far: TargetStream, most: usize) -> io::Result<Self> {
        let here = [SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), SocketAddr::from((Ipv6Addr::LOCALHOST, 0))];
        let listener = TcpListener::bind(&here[..]).await?;
        let address = listener.local_addr()?;
        let failed = Arc::new(OnceLock::new());
        let http2 = Arc::new(AtomicBool::new(false));
        let mut far = Limited { inner: far, left: most, most, failed: Arc::clone(&failed), http2: Arc::clone(&http2) };
        let mut task = JoinSet::new();
        task.spawn(async move {
            let mut near = match listener.accept().await {
                Ok((near, _)) => near,
                Err(error) => {
                    let _ = far.failed.set(Failed::of(&error));
                    return;
                }
            };
            // Only one connection is served. The listener stays open so that its port isn't reused meanwhile.
            let _ = near.set_nodelay(true);
            // What went wrong at the far side is noted there; that the near side closed is the library's own doing.
            let _ = copy_bidirectional(&mut near, &mut far).await;
            drop(listener);
        });
        Ok(Self { address, failed, http2, task })
    }

    /// Where it begins.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Whether the connection behind it still stands.
    pub fn is_open(&mut self) -> bool {
        self.task.try_join_next().is_none() && !self.task.is_empty()
    }

    /// Whether the far side began with HTTP/2's first frame, in plain text.
    pub fn speaks_http2(&self) -> bool {
        self.http2.load(Ordering::Relaxed)
    }

    /// What went wrong on the connection behind it.
    pub fn failed(&self) -> Option<io::Error> {
        self.failed.get().map(Failed::error)
    }
}

/// An error of the system, to be kept.
#[derive(Clone, Copy)]
struct Failed {
    kind: ErrorKind,
    code: Option<i32>,
}

impl Failed {
    fn of(error: &io::Error) -> Self {
        Self { kind: error.kind(), code: error.raw_os_error() }
    }

    fn error(&self) -> io::Error {
        self.code.map_or_else(|| self.kind.into(), io::Error::from_raw_os_error)
    }
}

/// A connection that reads a bounded number of bytes: no honest server sends more.
struct Limited {
    inner: TargetStream,
    left: usize,
    most: usize,
    http2: Arc<AtomicBool>,
    /// Why it failed. Set before the near side closes, so that its reader can ask.
    failed: Arc<OnceLock<Failed>>,
}

impl Limited {
    fn note<T>(&self, result: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if let Poll::Ready(Err(error)) = &result {
            let _ = self.failed.set(Failed::of(error));
        }
        result
    }
}

impl AsyncRead for Limited {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        if self.left == 0 {
            return self.note(Poll::Ready(Err(ErrorKind::InvalidData.into())));
        }
        let before = buf.filled().len();
        let result = Pin::new(&mut self.inner).poll_read(cx, buf);
        let new = &buf.filled()[before..];
        // The settings frame of the connection itself (RFC 9113 §3.4, §6.5).
        if self.left == self.most && matches!(new, [_, _, _, 4, _, 0, 0, 0, 0, ..]) {
            self.http2.store(true, Ordering::Relaxed);
        }
        self.left = self.left.saturating_sub(new.len());
        self.note(result)
    }
}

impl AsyncWrite for Limited {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let result = Pin::new(&mut self.inner).poll_write(cx, buf);
        self.note(result)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(cx)
    }
}
