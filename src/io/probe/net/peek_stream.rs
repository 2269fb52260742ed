//! Streams that keep or count the bytes received, to explain a failed handshake or a silence.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_util::io::InspectReader;

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

/// How many bytes the other side has sent.
#[derive(Clone, Default)]
pub(in crate::io::probe) struct Heard(Arc<AtomicUsize>);

impl Heard {
    pub(in crate::io::probe) fn bytes(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }

    /// Begins anew.
    pub(in crate::io::probe) fn forget(&self) {
        self.0.store(0, Ordering::Relaxed);
    }

    /// A stream that is listened to.
    pub(in crate::io::probe) fn over<S: AsyncRead>(&self, inner: S) -> InspectReader<S, impl FnMut(&[u8]) + use<S>> {
        let bytes = Arc::clone(&self.0);
        InspectReader::new(inner, move |read: &[u8]| _ = bytes.fetch_add(read.len(), Ordering::Relaxed))
    }
}
