//! Carries bytes in both directions, streaming and unchanged, and hands a copy to whoever listens. Memory is two buffers, whatever passes.

use super::journal::Journal;
use super::wire::Conversation;
use crate::model::evidence::Closer;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, ReadBuf, split};

/// Bytes that are carried at a time.
const BUFFER_BYTES: usize = 64 * 1024;

/// Carries everything between the program and the other side, until both have closed. A connection that is not listened to has no conversation.
pub(super) async fn relay(
    program: impl AsyncRead + AsyncWrite,
    server: impl AsyncRead + AsyncWrite,
    journal: &Journal,
    connection: usize,
    conversation: Option<&Conversation>,
) {
    let ((from_program, to_program), (from_server, to_server)) = (split(program), split(server));
    let out = async {
        let done = carry(from_program, to_server, |bytes| {
            if let Some(c) = conversation {
                c.program(bytes);
            }
        });
        let done = done.await;
        journal.closed(connection, if done == Ended::Reading { Closer::Program } else { Closer::Server });
    };
    let back = async {
        let done = carry(from_server, to_program, |bytes| {
            if let Some(c) = conversation {
                c.server(bytes);
            }
        });
        let done = done.await;
        journal.closed(connection, if done == Ended::Reading { Closer::Server } else { Closer::Program });
    };
    tokio::join!(out, back);
}

/// Which side of a direction ended it.
#[derive(PartialEq, Eq)]
enum Ended {
    Reading,
    Writing,
}

async fn carry(mut from: impl AsyncRead + Unpin, mut to: impl AsyncWrite + Unpin, heard: impl Fn(&[u8])) -> Ended {
    let mut buffer = vec![0; BUFFER_BYTES];
    loop {
        let count = match from.read(&mut buffer).await {
            Ok(0) | Err(_) => {
                let _ = to.shutdown().await;
                return Ended::Reading;
            }
            Ok(count) => count,
        };
        heard(&buffer[..count]);
        if to.write_all(&buffer[..count]).await.is_err() || to.flush().await.is_err() {
            return Ended::Writing;
        }
    }
}

/// A stream whose first bytes were read already.
pub(super) struct Prefixed<S> {
    first: Vec<u8>,
    at: usize,
    inner: S,
}

impl<S> Prefixed<S> {
    pub(super) fn new(first: Vec<u8>, inner: S) -> Self {
        Self { first, at: 0, inner }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Prefixed<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        if self.at < self.first.len() {
            let count = (self.first.len() - self.at).min(buf.remaining());
            buf.put_slice(&self.first[self.at..self.at + count]);
            self.at += count;
            return Poll::Ready(Ok(()));
        }
        Pin::new(&mut self.inner).poll_read(cx, buf)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Prefixed<S> {
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
