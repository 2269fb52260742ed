//! The stream below an HTTP library: what is read of it is bounded, and why it failed is kept, because the library does not tell.

use crate::io::probe::net::route::TargetStream;
use std::io::{self, ErrorKind};
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// What is known of a stream from outside. Clones see the same.
#[derive(Clone, Default)]
pub(in crate::io::probe) struct Wire {
    failed: Arc<OnceLock<Failed>>,
    http2: Arc<AtomicBool>,
    begun: Arc<AtomicBool>,
    left: Arc<AtomicUsize>,
}

impl Wire {
    /// A stream that is watched, and reads nothing before it is allowed to.
    pub fn over(&self, inner: TargetStream) -> WatchedStream {
        WatchedStream { inner, wire: self.clone() }
    }

    /// Lets so many bytes more be read.
    pub fn allow(&self, bytes: usize) {
        self.left.store(bytes, Ordering::Relaxed);
    }

    /// Whether the far side began with HTTP/2's first frame.
    pub fn speaks_http2(&self) -> bool {
        self.http2.load(Ordering::Relaxed)
    }

    /// What went wrong on it.
    pub fn failed(&self) -> Option<io::Error> {
        self.failed.get().map(Failed::error)
    }

    fn note<T>(&self, result: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if let Poll::Ready(Err(error)) = &result {
            // What TLS says goes on to the library and comes back whole.
            if !matches!(error.get_ref(), Some(inner) if inner.is::<rustls::Error>()) {
                let _ = self.failed.set(Failed::of(error));
            }
        }
        result
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

/// A stream that reads a bounded number of bytes: no honest server sends more.
pub(in crate::io::probe) struct WatchedStream {
    inner: TargetStream,
    wire: Wire,
}

impl AsyncRead for WatchedStream {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let left = self.wire.left.load(Ordering::Relaxed);
        if left == 0 {
            return self.wire.note(Poll::Ready(Err(ErrorKind::InvalidData.into())));
        }
        let before = buf.filled().len();
        let result = Pin::new(&mut self.inner).poll_read(cx, buf);
        let new = &buf.filled()[before..];
        // The settings frame of the connection itself (RFC 9113 §3.4, §6.5).
        if !new.is_empty()
            && !self.wire.begun.swap(true, Ordering::Relaxed)
            && matches!(new, [_, _, _, 4, _, 0, 0, 0, 0, ..])
        {
            self.wire.http2.store(true, Ordering::Relaxed);
        }
        self.wire.left.store(left.saturating_sub(new.len()), Ordering::Relaxed);
        self.wire.note(result)
    }
}

impl AsyncWrite for WatchedStream {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let result = Pin::new(&mut self.inner).poll_write(cx, buf);
        self.wire.note(result)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(cx)
    }
}
