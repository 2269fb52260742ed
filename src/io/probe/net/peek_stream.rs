//! Streams that keep the first bytes received, or notice that some came, to explain a failed handshake or a silence.

use std::io::{self};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// A stream that remembers the first bytes it received: they tell what a port speaks that does not speak TLS.
pub(in crate::io::probe) struct PeekStream<S> {
    inner: S,
    first: [u8; 8],
    count: usize,
}

impl<S> PeekStream<S> {
    pub(in crate::io::probe) fn new(inner: S) -> Self {
        Self { inner, first: [0; 8], count: 0 }
    }

    pub(in crate::io::probe) fn first(&self) -> &[u8] {
        &self.first[..self.count]
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for PeekStream<S> {
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

impl<S: AsyncWrite + Unpin> AsyncWrite for PeekStream<S> {
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

/// Whether the other side has said anything yet.
#[derive(Clone, Default)]
pub(in crate::io::probe) struct Heard(Arc<AtomicBool>);

impl Heard {
    pub(in crate::io::probe) fn any(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// Begins anew.
    pub(in crate::io::probe) fn forget(&self) {
        self.0.store(false, Ordering::Relaxed);
    }

    /// A stream that is listened to.
    pub(in crate::io::probe) fn over<S>(&self, inner: S) -> NoticingStream<S> {
        NoticingStream { inner, heard: self.clone() }
    }
}

/// A stream that notices when something is received.
pub(in crate::io::probe) struct NoticingStream<S> {
    inner: S,
    heard: Heard,
}

impl<S: AsyncRead + Unpin> AsyncRead for NoticingStream<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        let result = Pin::new(&mut self.inner).poll_read(cx, buf);
        if buf.filled().len() > before {
            self.heard.0.store(true, Ordering::Relaxed);
        }
        result
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for NoticingStream<S> {
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
